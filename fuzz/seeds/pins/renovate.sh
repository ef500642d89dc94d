4#!/bin/sh
export AWS_REGION=eu-west-1
# amiFilter=[{"Name":"owner-id","Values":["123456789012"]},{"Name":"name","Values":["golden-*"]}]
# currentImageName=golden-7
AMI=ami-1a2b3c4d
