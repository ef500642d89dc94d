#!/usr/bin/env python3
"""Time and peak memory of amiforge on files that were made to cost as much as possible: benches/hostile.py BINARY.

Prints a Markdown table, the quicker of two runs each. The aim: below a second and 100 MB, whatever the file holds.
"""
import os
import pathlib
import subprocess
import sys
import tempfile
import time

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
}


def once(binary, folder):
    """Seconds and MB. The child is started by a shell: right behind a fork it would count as large as this process."""
    start = time.perf_counter()
    command = ["sh", "-c", '"$1" validate --format=json a.yaml >/dev/null 2>&1; exit $?', "sh", binary]
    child = subprocess.Popen(command, cwd=folder)
    _, status, usage = os.wait4(child.pid, 0)
    took = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"ended with {os.waitstatus_to_exitcode(status)}")
    return took, usage.ru_maxrss / 1024


def main():
    binary = str(pathlib.Path(sys.argv[1]).resolve())
    print("| file | wall time | peak memory |")
    print("| --- | ---: | ---: |")
    for name, make in CASES.items():
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "a.yaml").write_text(make())
            took, memory = min(once(binary, folder) for _ in range(2))
            print(f"| {name} | {took * 1000:,.0f} ms | {memory:.0f} MB |", flush=True)


main()
