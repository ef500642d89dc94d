#!/usr/bin/env python3
"""Whole-process time and peak memory of amiforge, side by side with check-jsonschema and yamllint.

    benches/compare.py BINARY [--corpus FOLDER] [--sizes 10,2000,20000] [--peers-up-to 2000] [--runs 5]

Copies published or bundled documents into folders of the sizes asked for, runs every tool on the same files, and prints a
Markdown table: the median of the wall times, the largest resident size of the process. A tool that is timed more than once
runs once before. The peers come from tests/stand-ins/install.sh; they do less (a schema, a style), which is their advantage here.
"""
import argparse
import pathlib
import tempfile

from timing import measure

HERE = pathlib.Path(__file__).resolve().parent
TOOLS = HERE.parent / "tests/stand-ins/.installed/venv/bin"


def documents(corpus):
    folder = pathlib.Path(corpus) / "components" if corpus else HERE.parent / "examples/components"
    verdicts = folder / "VERDICTS.tsv"
    if verdicts.is_file():
        rows = [row.split("\t") for row in verdicts.read_text().splitlines()[1:]]
        return [(folder / row[0]).read_bytes() for row in rows if row[1] == "valid"]
    return [path.read_bytes() for path in sorted(folder.glob("*.yaml"))]


def fill(folder, texts, size):
    for number in range(size):
        part = folder / f"{number // 500:03}"
        part.mkdir(parents=True, exist_ok=True)
        (part / f"{number:05}.yaml").write_bytes(texts[number % len(texts)])


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("binary")
    arguments.add_argument("--corpus")
    arguments.add_argument("--sizes", default="10,2000,20000")
    arguments.add_argument("--peers-up-to", type=int, default=2000)
    arguments.add_argument("--runs", type=int, default=5)
    given = arguments.parse_args()
    texts = documents(given.corpus)
    binary = str(pathlib.Path(given.binary).resolve())
    print(f"{len(texts)} different documents, {sum(map(len, texts)) // len(texts)} bytes each on average\n")
    print("| documents | tool | wall time | ms a document | peak memory | times slower |")
    print("| ---: | --- | ---: | ---: | ---: | ---: |")
    for size in map(int, given.sizes.split(",")):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            fill(folder, texts, size)
            files = sorted(str(path.relative_to(folder)) for path in folder.rglob("*.yaml"))
            schema = str(HERE / "component.schema.json")
            tools = [("amiforge validate", [binary, "validate", "."], given.runs)]
            if size <= given.peers_up_to:
                runs = given.runs if size < 1000 else 1
                tools.append(("check-jsonschema", [str(TOOLS / "check-jsonschema"), "--schemafile", schema, *files], runs))
                tools.append(("yamllint", [str(TOOLS / "yamllint"), "-d", "relaxed", "."], runs))
            base = None
            for tool, command, runs in tools:
                took, memory = measure(command, folder, runs)
                base = base or took
                ratio = "" if took == base else f"{took / base:.0f}"
                each = took * 1000 / size
                print(f"| {size:,} | {tool} | {took * 1000:,.0f} ms | {each:.3f} | {memory:.0f} MB | {ratio} |", flush=True)


main()
