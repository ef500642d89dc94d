2locals {
  doc = { phases = [{ name = "build", steps = [] }] }
}
resource "aws_imagebuilder_component" "a" {
  platform = "Linux"
  data     = <<-EOT
    schemaVersion: 1.0
    phases:
      - name: build
        steps:
          - name: One
            action: ExecuteBash
            inputs:
              commands: ["echo ${upper("x}")} $${HOME} %{ if true }a%{ endif }"]
  EOT
}
resource "aws_imagebuilder_component" "b" {
  data = var.x ? yamlencode(local.doc) : file("${path.module}/a.yaml")
}
module "c" {
  doc = jsonencode({ schemaVersion = 1.0, phases = [{ name = "a\"b\n", steps = [var.y] }] })
}
