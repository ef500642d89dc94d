# Windows nodes of the cluster `fleet`, in two regions.

locals {
  # amiforge: follow=ssm:/aws/service/ami-windows-latest/Windows_Server-2022-English-Core-EKS_Optimized-1.35/image_id
  windows_node_ami = {
    "eu-west-1" = "ami-0e5b1c7a9d3f20468" # Windows_Server-2022-English-Core-EKS_Optimized-1.35-2026.07.14
    "us-east-1" = "ami-0a4d8e2f61b7c9035" # Windows_Server-2022-English-Core-EKS_Optimized-1.35-2026.07.14
  }
}

resource "aws_launch_template" "windows" {
  name_prefix = "fleet-windows-"
  image_id    = local.windows_node_ami[var.region]
}
