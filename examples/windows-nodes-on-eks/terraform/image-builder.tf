# What the build needs in AWS besides recipe and components, which amiforge makes from the files in images/.

resource "aws_imagebuilder_infrastructure_configuration" "windows_node" {
  name                          = "windows-node"
  instance_profile_name         = aws_iam_instance_profile.image_builder.name
  instance_types                = ["m6i.xlarge", "m5.xlarge"]
  terminate_instance_on_failure = true
}

resource "aws_imagebuilder_distribution_configuration" "windows_node" {
  name = "windows-node"

  distribution {
    region = "eu-west-1"

    ami_distribution_configuration {
      name = "windows-node-{{ imagebuilder:buildDate }}"
    }
  }
}

# The instance that is built on: Image Builder's own rights, Systems Manager, and pulling the images that are cached.
resource "aws_iam_role" "image_builder" {
  name = "windows-node-image-builder"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ec2.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "image_builder" {
  for_each = toset([
    "EC2InstanceProfileForImageBuilder",
    "AmazonSSMManagedInstanceCore",
    "AmazonEC2ContainerRegistryPullOnly",
  ])

  role       = aws_iam_role.image_builder.name
  policy_arn = "arn:aws:iam::aws:policy/${each.key}"
}

resource "aws_iam_instance_profile" "image_builder" {
  name = "windows-node-image-builder"
  role = aws_iam_role.image_builder.name
}
