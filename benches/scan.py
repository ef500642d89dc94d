#!/usr/bin/env python3
"""Finding pins in a large repository, side by side with ripgrep looking for the same text.

    benches/scan.py BINARY [--files 2000,40000] [--share 100] [--runs 5]

Writes folders of generated source files (Terraform, YAML, Python, Go, Markdown; 1 to 16 KB), of which one in --share pins an
image, runs `amiforge pins` and `rg` on them in one go, and prints a Markdown table: the median of the wall times, the largest
resident size. Both skip what `.gitignore` names, and nothing else.
"""
import argparse
import pathlib
import random
import tempfile

from timing import measure

LINES = {
    ".tf": ['resource "aws_subnet" "part_{n}" {{', '  cidr_block = "10.{a}.{b}.0/24"', '  tags = {{ Name = "part-{n}" }}', "}}", ""],
    ".yaml": ["service-{n}:", "  image: registry.example.com/team/service:{a}.{b}", "  replicas: {a}", "  # tuned in spring"],
    ".py": ["def part_{n}(value):", '    """Adds {a} to a value."""', "    return value + {a}  # and no more", ""],
    ".go": ["func Part{n}(value int) int {{", "\t// Adds {a}.", "\treturn value + {a}", "}}", ""],
    ".md": ["## Part {n}", "", "The families of a name are many; see part {a} for same and other names.", ""],
}
PINNED = {
    ".tf": 'locals {{\n  region = "eu-west-1"\n  image = "{id}"\n}}\n',
    ".yaml": "node:\n  region: eu-west-1\n  ami: {id}\n",
    ".py": 'IMAGE = "{id}"  # eu-west-1\n',
    ".go": 'const image = "{id}"\n',
    ".md": "The image was `{id}`.\n",
}


def fill(folder, files, share):
    draw = random.Random(files)
    for number in range(files):
        ending = draw.choice(list(LINES))
        size = draw.choice([1_000, 2_000, 4_000, 4_000, 8_000, 16_000])
        text = []
        length = 0
        while length < size:
            for line in LINES[ending]:
                line = line.format(n=draw.randrange(100_000), a=draw.randrange(256), b=draw.randrange(256))
                text.append(line)
                length += len(line) + 1
        if number % share == 0:
            text.insert(0, PINNED[ending].format(id=f"ami-0{draw.getrandbits(64):016x}"))
        part = folder / f"part{number // 400:03}" / f"{number // 20 % 20:02}"
        part.mkdir(parents=True, exist_ok=True)
        (part / f"file{number:05}{ending}").write_text("\n".join(text) + "\n")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("binary")
    arguments.add_argument("--files", default="2000,40000")
    arguments.add_argument("--share", type=int, default=100)
    arguments.add_argument("--runs", type=int, default=5)
    given = arguments.parse_args()
    binary = str(pathlib.Path(given.binary).resolve())
    print("| files | tool | wall time | peak memory | times ripgrep |")
    print("| ---: | --- | ---: | ---: | ---: |")
    for files in map(int, given.files.split(",")):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            fill(folder, files, given.share)
            tools = [
                ("rg", ["rg", "--hidden", "--count", "ami-[0-9a-f]{8}", "."]),
                ("amiforge pins", [binary, "pins", "--format", "json", "."]),
            ]
            base = None
            for tool, command in tools:
                took, memory = measure(command, folder, given.runs)
                base = base or took
                print(f"| {files:,} | {tool} | {took * 1000:,.0f} ms | {memory:.0f} MB | {took / base:.2f} |", flush=True)


main()
