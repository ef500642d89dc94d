2/* a */ resource "aws_instance" "b" {
  ami = "ami-0a1b2c3d4e5f60718" # c
  tags = { Name = "d", "e f" : true, (var.g) = 1.5 } // h
}
locals { i = [for k, v in { j = "l" } : upper("m") if k != null] }
