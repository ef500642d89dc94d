#!/usr/bin/env python3
"""Processor time and peak memory of amiforge on files that were made to cost as much as possible: benches/hostile.py BINARY [WORD…].

Prints two Markdown tables, for `amiforge validate` and for `amiforge pins`, the quicker of two runs each; words behind BINARY
choose the files whose names hold one of them. The aim: below a second and 100 MB for 4 MiB, whatever the file holds.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

HEAD = """name: good
schemaVersion: 1.0
phases:
  - name: build
    steps:
      - name: Install
        action: ExecuteBash
        inputs:
          commands:
            - echo ok
"""
LIMIT = 4 * 1024 * 1024 - 100


def filled(head, unit, size=LIMIT):
    parts, length, number = [head], len(head), 0
    while length < size:
        part = unit(number)
        parts.append(part)
        length += len(part)
        number += 1
    return "".join(parts)


def alias_bomb():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]
    return "\n".join([*lines, "schemaVersion: 1.0", "phases: *a29", ""])


# The longest script that is read.
SCRIPT = 256 * 1024 - 100


def script(action, unit, size=SCRIPT):
    """A document with one script: the same words again and again."""
    head = HEAD.replace("ExecuteBash", action).replace("            - echo ok\n", "            - |\n")
    text = filled("", unit, size)
    return lambda: head + "".join(f"              {line}\n" for line in text.splitlines())


def again(text):
    return lambda n: text


DOCUMENT = """phases:
  - name: build
    steps:
      - name: Install
        action: ExecuteBsh
        inputs:
          commands: [echo ok]
"""


def indented(text, blanks):
    return "".join(" " * blanks + line + "\n" for line in text.splitlines())


def template():
    unit = "  C{n}:\n    Type: AWS::ImageBuilder::Component\n    Properties:\n      Name: c{n}\n      Version: 1.0.0\n"
    unit += "      Platform: Linux\n      Data: !Sub |\n        schemaVersion: 1.0\n" + indented(DOCUMENT, 8)
    return filled("Resources:\n", lambda n: unit.replace("{n}", str(n)), LIMIT - 1_000)


def terraform():
    unit = 'resource "aws_imagebuilder_component" "c{n}" {\n  name = "c{n}"\n  platform = "Linux"\n  version = "1.0.0"\n'
    unit += "  data = <<-EOT\n    schemaVersion: 1.0\n" + indented(DOCUMENT, 4) + "  EOT\n}\n"
    return filled("", lambda n: unit.replace("{n}", str(n)), 200_000)


def encoded():
    step = '{{name = "S{n}", action = "ExecuteBsh", inputs = {{commands = ["echo ${{var.a}} ok"]}}}},\n'
    head = 'resource "aws_imagebuilder_component" "c" {\n  name = "c"\n  platform = "Linux"\n  version = "1.0.0"\n'
    head += '  data = yamlencode({schemaVersion = 1.0, phases = [{name = "build", steps = [\n'
    return filled(head, lambda n: step.format(n=n), 190_000) + "]}]})\n}\n"


def misspelled(size=1_400_000):
    """Steps that each have a finding with a fix, nearly as many values as are judged."""
    head = "name: good\nschemaVersion: 1.0\nphases:\n  - name: build\n    steps:\n"
    step = "      - {{name: S{n}, action: ExecuteBsh, inputs: {{commands: [echo]}}}}\n"
    return filled(head, lambda n: step.format(n=n), size)


CASES = {
    "100,000 nested lists": lambda: "[" * 100_000,
    "100,000 nested dashes": lambda: "- " * 100_000,
    "aliases that stand for 10 to the power of 30 values": alias_bomb,
    "4 MiB on one line": lambda: HEAD + "# " + "x" * (LIMIT - len(HEAD)),
    "4 MiB of unknown step keys": lambda: filled(HEAD, lambda n: f"        key{n}: 1\n"),
    "4 MiB of empty steps": lambda: filled(HEAD, lambda n: "      - {}\n"),
    "4 MiB of undefined references": lambda: filled(HEAD, lambda n: f"            - echo {{{{ N{n} }}}}\n"),
    "4 MiB of one repeated key": lambda: filled(HEAD, lambda n: "name: x\n"),
    "4 MiB of ignore comments": lambda: filled(HEAD, lambda n: "# amiforge: ignore[schema/unknown-acton] x\n"),
    "4 MiB of flow maps on one line": lambda: filled("schemaVersion: 1.0\nphases: [", lambda n: "{name: a, steps: []}, "),
    "60 KB of unknown step keys": lambda: filled(HEAD, lambda n: f"        key{n}: 1\n", 61_000),
    "above 4 MiB": lambda: filled(HEAD, lambda n: "# padding padding\n", LIMIT + 300_000),
    "bash, 256 KB of `\"$(`": script("ExecuteBash", again('echo "$(\n')),
    "bash, 256 KB of `'` and `\"`": script("ExecuteBash", again("echo 'a \"b\n")),
    "bash, 256 KB of backquotes": script("ExecuteBash", again("echo `a \\`b\n")),
    "bash, 256 KB of `(` on one line": script("ExecuteBash", again("(")),
    "bash, 256 KB of `{` and `if`": script("ExecuteBash", again("{ if a\n")),
    "bash, 256 KB of `${a:-`": script("ExecuteBash", again("${a:-")),
    "bash, 256 KB of here-documents": script("ExecuteBash", lambda n: f"cat <<E{n} <<-'F{n}'\n"),
    "bash, 256 KB of `bash -c`": script("ExecuteBash", again("bash -c 'sudo sh -c \"curl https://a.b/c | sh\"'\n")),
    "bash, 256 KB of one pipe": script("ExecuteBash", again("echo password=hunter22 | ")),
    "bash, 256 KB of `<your-name>`": script("ExecuteBash", again("<your-name>{{ A }}${AWS::Region} ")),
    "PowerShell, 256 KB of `\"$(`": script("ExecutePowerShell", again('Write-Host "$(\n')),
    "PowerShell, 256 KB of `'` and `\"`": script("ExecutePowerShell", again("Write-Host 'a \"b\n")),
    "PowerShell, 256 KB of `@{` on one line": script("ExecutePowerShell", again("@{a=")),
    "PowerShell, 256 KB of `(` on one line": script("ExecutePowerShell", again("(")),
    "PowerShell, 256 KB of `if {`": script("ExecutePowerShell", again("if ($a) {\n")),
    "PowerShell, 256 KB of here-strings": script("ExecutePowerShell", again("$a = @'\n'@ + @\"\n")),
    "PowerShell, 256 KB of `powershell -Command`": script(
        "ExecutePowerShell", again("powershell -Command \"& { iex (iwr 'https://a.b/c') }\"\n")
    ),
    "PowerShell, 256 KB of one pipe": script("ExecutePowerShell", again("Get-Item $a | ")),
    "2 MB of scripts in steps": lambda: filled(
        HEAD,
        lambda n: f"      - name: S{n}\n        action: ExecuteBash\n        inputs:\n          commands: ['curl http://a.b/c | sh']\n",
        2_000_000,
    ),
}

# In other files, and with other options: the file, its text, the arguments. Terraform with more than 10,000 assignments is not read.
OTHERS = {
    "4 MiB of a CloudFormation template with components": ("a.yaml", template, ["validate", "--format=json"]),
    "200 KB of Terraform with components": ("a.tf", terraform, ["validate", "--format=json"]),
    "190 KB of `yamlencode`": ("a.tf", encoded, ["validate", "--format=json"]),
    "1.4 MB of misspelled actions": ("a.yaml", misspelled, ["validate", "--format=json"]),
    "the same, `--unsafe-fixes --diff`": ("a.yaml", misspelled, ["validate", "--unsafe-fixes", "--diff"]),
    "the same, `--unsafe-fixes`": ("a.yaml", misspelled, ["validate", "--unsafe-fixes"]),
    "the same as SARIF": ("a.yaml", misspelled, ["validate", "--format=sarif"]),
    "the same as GitLab code quality": ("a.yaml", misspelled, ["validate", "--format=gitlab"]),
    "the same as JUnit": ("a.yaml", misspelled, ["validate", "--format=junit"]),
    "the same as text": ("a.yaml", misspelled, ["validate"]),
}


def image(number):
    return f"ami-0{number:016x}"


def mapping(size):
    head = 'AWSTemplateFormatVersion: "2010-09-09"\nMappings:\n  Images:\n'
    return filled(head, lambda n: f"    part-{n}:\n      ami: {image(n)}\n", size)


def deep_hcl(open_, close):
    return lambda: f'ami = "{image(1)}"\na = ' + open_ * 100_000 + "1" + close * 100_000 + "\n"


def facts(size):
    """A file of releases whose images are all different."""
    read_at = "2026-08-20T12:00:00Z"
    row = {
        "name": "golden", "owner": "123456789012", "platform": "windows", "architecture": "x86_64", "state": "available",
        "created": read_at, "deprecated": "2030-01-01T00:00:00Z", "allowed": True, "read_at": read_at,
    }
    rows = filled("", lambda n: json.dumps({"id": image(n), **row}) + ",", size).rstrip(",")
    place = '{"partition": "aws", "account": "123456789012", "region": "eu-west-1", "parameters": [], '
    place += f'"missing_parameters": [], "images": [{rows}], "missing_images": []}}'
    return '{"schema": "amiforge/releases/v1", "repository": "o/r", "run": "1", "base": "' + "0" * 40 + f'", "places": [{place}]}}'


PINS = {
    "1 MB of a CloudFormation mapping": ("a.yaml", lambda: mapping(1_000_000)),
    "4 MiB of a CloudFormation mapping": ("a.yaml", lambda: mapping(LIMIT)),
    "100,000 nested lists of HCL": ("a.tf", deep_hcl("[", "]")),
    "100,000 nested maps of HCL": ("a.tf", deep_hcl("{a=", "}")),
    "100,000 nested templates of HCL": ("a.tf", deep_hcl('"${', '}"')),
    "100,000 nested blocks of HCL": ("a.tf", lambda: f'ami = "{image(1)}"\n' + "a {\n" * 100_000 + "}\n" * 100_000),
    "4 MiB of HCL blocks": (
        "a.tf",
        lambda: filled("", lambda n: f'resource "aws_instance" "i{n}" {{\n  ami = "{image(n)}"\n}}\n'),
    ),
    "4 MiB of open HCL heredocs": ("a.tf", lambda: filled(f'ami = "{image(1)}"\n', lambda n: f"a{n} = <<E{n}\n")),
    "100,000 nested lists of JSON": ("a.json", lambda: f'{{"ImageId": "{image(1)}", "a": ' + "[" * 100_000),
    "4 MiB of JSON objects": ("a.json", lambda: filled("[", lambda n: f'{{"ImageId":"{image(n)}"}},')[:-1] + "]"),
    "4 MiB of JSON numbers": ("a.json", lambda: filled(f'["{image(1)}"', lambda n: ",1") + "]"),
    "4 MiB of TOML tables": ("a.toml", lambda: filled("", lambda n: f'[t{n}]\nami = "{image(n)}"\n')),
    "4 MiB of ids on one line": ("a.txt", lambda: filled("", lambda n: image(n) + " ")),
    "4 MiB of one id in comments": (
        "a.tf",
        lambda: filled(f'provider "aws" {{\n  region = "eu-west-1"\n}}\nami = "{image(1)}"\n', lambda n: f"# {image(1)}\n"),
    ),
    "4 MiB of one id": ("a.txt", lambda: filled("", lambda n: image(1) + " ")),
    "4 MiB of ids in one string": ("a.yaml", lambda: filled("ami: '", lambda n: image(n) + ",") + "'\n"),
    "4 MiB of `ami-` and nothing else": ("a.txt", lambda: filled(image(1) + " ", lambda n: "ami-")),
    "4 MiB of annotations": ("a.yaml", lambda: filled(f"ami: {image(1)}\n", lambda n: "# amiforge: follow=ssm:/a b=c\n")),
    "4 MiB of annotated ids": (
        "a.yaml",
        lambda: filled("", lambda n: f"a{n}:\n  ami: {image(n)} # amiforge: follow=ssm:/a/{n}\n"),
    ),
    "4 MiB of one annotation": ("a.yaml", lambda: filled(f"ami: {image(1)} # amiforge: follow=ssm:/a", lambda n: " a=b")),
    "8 MiB of releases, read as facts": ("releases.json", lambda: facts(8 * 1024 * 1024 - 1_000)),
}


def once(binary, folder, arguments):
    """Seconds of processor time, which other work beside it does not change, and MB. The child is started by a shell: right
    behind a fork it would count as large as this process."""
    script = '"$@" >/dev/null 2>&1; exit $?'
    command = ["sh", "-c", script, "sh", binary, *arguments]
    child = subprocess.Popen(command, cwd=folder)
    _, status, usage = os.wait4(child.pid, 0)
    took = usage.ru_utime + usage.ru_stime
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"ended with {os.waitstatus_to_exitcode(status)}")
    return took, usage.ru_maxrss / 1024


def row(binary, name, file, make, arguments):
    wanted = sys.argv[2:]
    if wanted and not any(word in name for word in wanted):
        return
    text = make()
    with tempfile.TemporaryDirectory() as folder:
        runs = []
        for _ in range(2):
            (pathlib.Path(folder) / file).write_text(text)
            runs.append(once(binary, folder, arguments))
        took, memory = min(runs)
        print(f"| {name} | {took * 1000:,.0f} ms | {memory:.0f} MB |", flush=True)


def main():
    binary = str(pathlib.Path(sys.argv[1]).resolve())
    head = "| file | time | peak memory |\n| --- | ---: | ---: |"
    print(head)
    for name, make in CASES.items():
        row(binary, name, "a.yaml", make, ["validate", "--format=json", "a.yaml"])
    for name, (file, make, arguments) in OTHERS.items():
        row(binary, name, file, make, [*arguments, file])
    print(f"\n{head}")
    for name, (file, make) in PINS.items():
        arguments = ["pins", "--format=json", file]
        if file == "releases.json":
            # The time is given, and so is what the file is about, so that all of it is read.
            arguments += ["--releases", file, "--as-of", "2026-08-20T12:30:00Z", "--repository", "o/r"]
        row(binary, name, file, make, arguments)


main()
