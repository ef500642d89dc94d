1# amiforge: follow=ssm:/golden/{region} env=prod
resource "aws_launch_template" "a" {
  image_id = "ami-0a1b2c3d4e5f60718" # amiforge: hold until=2026-12-01 driver
}
provider "aws" { region = "eu-west-1" }
