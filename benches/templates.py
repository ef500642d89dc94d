#!/usr/bin/env python3
"""Whole-process time and peak memory of amiforge, side by side with cfn-lint, on CloudFormation templates with components.

    benches/templates.py BINARY --corpus FOLDER --cfn-lint PROGRAM [--copies 1,50] [--runs 3]

Copies the published templates that declare an `AWS::ImageBuilder::Component` so many times, runs both tools on the same files,
and prints a Markdown table. cfn-lint looks at the whole template and at no word of the documents in it; amiforge judges these
documents and what belongs to them, and nothing else: the two complete each other, and the table says what adding one costs.
"""
import argparse
import pathlib
import tempfile

from timing import measure

TYPE = b"AWS::ImageBuilder::Component"


def templates(corpus):
    files = sorted((pathlib.Path(corpus) / "embedded").iterdir())
    texts = {path.name: path.read_bytes() for path in files if path.suffix in (".yaml", ".yml", ".json")}
    return {name: text for name, text in texts.items() if TYPE in text}


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("binary")
    arguments.add_argument("--corpus", required=True)
    arguments.add_argument("--cfn-lint", required=True)
    arguments.add_argument("--copies", default="1,50")
    arguments.add_argument("--runs", type=int, default=3)
    given = arguments.parse_args()
    texts = templates(given.corpus)
    binary = str(pathlib.Path(given.binary).resolve())
    lint = str(pathlib.Path(given.cfn_lint).absolute())
    print(f"{len(texts)} templates, {sum(map(len, texts.values())) // len(texts):,} bytes each on average\n")
    print("| templates | tool | wall time | ms a template | peak memory | times slower |")
    print("| ---: | --- | ---: | ---: | ---: | ---: |")
    for copies in map(int, given.copies.split(",")):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            for copy in range(copies):
                part = folder / f"{copy:03}"
                part.mkdir()
                for file, text in texts.items():
                    (part / file).write_bytes(text)
            files = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
            ours = row("amiforge validate", [binary, "validate", "."], folder, given.runs, range(2), len(files))
            # Its exit code is a sum: 2 for errors, 4 for warnings, 8 for what is worth knowing.
            runs = given.runs if copies == 1 else 1
            row("cfn-lint", [lint, "--format", "parseable", *files], folder, runs, range(16), len(files), ours)


def row(tool, command, folder, runs, codes, count, base=None):
    took, memory = measure(command, folder, runs, codes)
    ratio = f"{took / base:.0f}" if base else ""
    each = took * 1000 / count
    print(f"| {count:,} | {tool} | {took * 1000:,.0f} ms | {each:.2f} | {memory:.0f} MB | {ratio} |", flush=True)
    return took


main()
