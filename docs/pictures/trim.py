"""Cuts what is empty off the bottom of a picture: `trim.py FILE`."""

import sys

from PIL import Image, ImageChops

path = sys.argv[1]
picture = Image.open(path).convert("RGB")
empty = Image.new("RGB", picture.size, picture.getpixel((0, picture.height - 1)))
box = ImageChops.difference(picture, empty).getbbox()
picture.crop((0, 0, picture.width, min(picture.height, box[3] + 40))).save(path)
