# The nodes. Each line of an image is moved by pull request, and a merge is what gives nodes a new image.

locals {
  windows_node_ami = {
    # amiforge: follow=image-builder:arn:aws:imagebuilder:eu-west-1:123456789012:image-recipe/windows-node/x.x.x
    "eu-west-1" = "ami-1234567890abcdef0"
  }
}

resource "aws_launch_template" "windows" {
  name_prefix = "windows-node-"
  image_id    = local.windows_node_ami["eu-west-1"]

  # With an image of one's own EKS adds nothing to the user data, so the node joins the cluster from here.
  user_data = base64encode(<<-EOT
    <powershell>
    & "$env:ProgramFiles\Amazon\EKS\Start-EKSBootstrap.ps1" -EKSClusterName shop
    </powershell>
  EOT
  )
}

resource "aws_eks_node_group" "windows" {
  cluster_name    = "shop"
  node_group_name = "windows"
  node_role_arn   = aws_iam_role.windows_node.arn
  subnet_ids      = var.subnet_ids

  launch_template {
    id      = aws_launch_template.windows.id
    version = aws_launch_template.windows.latest_version
  }

  scaling_config {
    desired_size = 4
    max_size     = 8
    min_size     = 2
  }
}
