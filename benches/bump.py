#!/usr/bin/env python3
"""What `amiforge bump` costs in a large fleet, against the stand-ins for AWS and GitHub.

    tests/stand-ins/install.sh
    benches/bump.py BINARY [--pins 300]

Puts Windows node groups of 18 families into 17 regions, one file a region, and runs a plan, a first run that opens every pull
request, and a second one that finds nothing to do. Prints a Markdown table: wall time, the largest resident size of the program
itself, calls to AWS and GitHub, the longest body. The stand-ins answer at once, so the times are those of the program and of
the pause that it makes between writes.
"""
import argparse
import datetime
import json
import os
import pathlib
import random
import subprocess
import tempfile
import urllib.request

from timing import once

STAND_INS = pathlib.Path(__file__).resolve().parent.parent / "tests" / "stand-ins"
REGIONS = (
    "us-east-1 us-east-2 us-west-1 us-west-2 ca-central-1 sa-east-1 eu-west-1 eu-west-2 eu-west-3 eu-central-1 eu-north-1 "
    "ap-south-1 ap-southeast-1 ap-southeast-2 ap-northeast-1 ap-northeast-2 ap-northeast-3"
).split()
FAMILIES = [
    f"Windows_Server-{year}-English-{edition}-EKS_Optimized-{minor}"
    for minor in ("1.34", "1.35", "1.36")
    for year in ("2019", "2022", "2025")
    for edition in ("Core", "Full")
]
ACCOUNT, REPOSITORY, PUBLISHER = "111122223333", "octocat/fleet", "801119661308"
PIN = """
resource "aws_launch_template" "nodes_{number}" {{
  # amiforge: follow=ssm:{parameter}
  image_id = "{old}" # {name}
}}
"""


class Stand:
    """A stand-in that runs until this program ends."""

    def __init__(self, script, world):
        python = STAND_INS / ".installed/servers/bin/python"
        command = [python, STAND_INS / script]
        self.child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.url = f"http://127.0.0.1:{json.loads(self.child.stdout.readline())['port']}"
        self.world = world

    def call(self, path, seed=None, token=None):
        body = None if seed is None else json.dumps({"for": self.world, **seed}).encode()
        headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
        with urllib.request.urlopen(urllib.request.Request(self.url + path, data=body, headers=headers)) as answer:
            return json.load(answer)

    def calls(self):
        log = self.call(f"/_log?for={self.world}")
        problems = [record["problems"] for record in log if record["problems"]]
        assert not problems, problems
        return len(log)


def image(ident, name, day):
    made = f"{day}T00:10:00Z"
    return {"id": ident, "name": name, "owner": PUBLISHER, "created": made, "architecture": "x86_64", "platform": "windows", "alias": "amazon"}


def fill(folder, aws, pins):
    """Writes the files, and seeds what AWS knows about their images."""
    draw = random.Random(pins)
    old, new = (datetime.date.today() - datetime.timedelta(days=days) for days in (60, 10))
    for place, region in enumerate(REGIONS):
        text, images, parameters = f'provider "aws" {{\n  region = "{region}"\n}}\n', [], []
        for number in range(pins // len(REGIONS) + (place < pins % len(REGIONS))):
            family = FAMILIES[number % len(FAMILIES)]
            was, now = (f"ami-0{draw.getrandbits(64):016x}" for _ in range(2))
            names = [f"{family}-{day:%Y.%m.%d}" for day in (old, new)]
            images += [image(was, names[0], old), image(now, names[1], new)]
            parameter = f"/aws/service/ami-windows-latest/{family}/image_id"
            parameters.append({"name": parameter, "version": 9, "value": now})
            text += PIN.format(number=number, parameter=parameter, old=was, name=names[0])
        (folder / f"{region}.tf").write_text(text)
        aws.call("/_seed", {"region": region, "images": images, "parameters": parameters})


def repository(folder):
    author = ["-c", "user.name=A", "-c", "user.email=a@example.com"]
    for command in (["init", "-q", "-b", "main"], ["add", "-A"], [*author, "commit", "-q", "-m", "fleet"]):
        subprocess.run(["git", *command], cwd=folder, check=True)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("binary")
    arguments.add_argument("--pins", type=int, default=300)
    given = arguments.parse_args()
    binary = str(pathlib.Path(given.binary).resolve())
    aws, github = Stand("aws.py", ACCOUNT), Stand("github.py", REPOSITORY)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        fill(folder, aws, given.pins)
        repository(folder)
        tokens = github.call("/_seed", {"git": name})["tokens"]
        env = {
            "PATH": os.environ["PATH"],
            "HOME": name,
            "AWS_ENDPOINT_URL": aws.url,
            "AWS_ACCESS_KEY_ID": f"AKIA{ACCOUNT}TEST",
            "AWS_SECRET_ACCESS_KEY": "a-secret-of-the-usual-length-0000000000",
            "AWS_EC2_METADATA_DISABLED": "true",
            "GITHUB_API_URL": github.url,
            "GITHUB_REPOSITORY": REPOSITORY,
            "GITHUB_TOKEN": tokens["app"],
        }
        print("| run | wall time | peak memory | calls of AWS | calls of GitHub |")
        print("| --- | ---: | ---: | ---: | ---: |")
        for what, more in (("plan only", ["--plan-only"]), ("first", ["--forge", "github"]), ("second", ["--forge", "github"])):
            before = aws.calls(), github.calls()
            took, memory = once([binary, "bump", *more], folder, env)
            asked = aws.calls() - before[0], github.calls() - before[1]
            print(f"| {what} | {took:,.1f} s | {memory:.0f} MB | {asked[0]} | {asked[1]} |", flush=True)
        pulls = github.call(f"/repos/{REPOSITORY}/pulls?per_page=100", token=tokens["person"])
        longest = max(len(pull["body"]) for pull in pulls)
        print(f"\n{len(pulls)} pull requests; the longest body has {longest:,} characters.")


main()
