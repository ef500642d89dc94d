"""What the first step of an action costs: actions/setup/install.sh and `amiforge --version` behind it, with the binary in the tool
cache, named for the job, and fetched from a server on this machine.

    benches/setup.py target/release/amiforge
"""
import argparse
import functools
import hashlib
import http.server
import os
import pathlib
import platform
import shutil
import subprocess
import tarfile
import tempfile
import threading

import timing

HERE = pathlib.Path(__file__).resolve().parent.parent


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary", type=pathlib.Path)
    parser.add_argument("--runs", type=int, default=21)
    arguments = parser.parse_args()
    binary = arguments.binary.resolve()
    version = subprocess.run([binary, "--version"], check=True, capture_output=True, text=True).stdout.split()[1]
    machine, arch = ("aarch64", "ARM64") if platform.machine() in ("aarch64", "arm64") else ("x86_64", "X64")
    top = f"amiforge-{version}-{machine}-unknown-linux-musl"
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        shutil.copytree(HERE / "actions/setup", folder / "action/actions/setup")
        shutil.copy(HERE / "Cargo.toml", folder / "action")
        assets = folder / "served" / f"v{version}"
        assets.mkdir(parents=True)
        archive = assets / f"{top}.tar.gz"
        with tarfile.open(archive, "w:gz") as tar:
            tar.add(binary, f"{top}/amiforge")
        sum_of = hashlib.sha256(archive.read_bytes()).hexdigest()
        (folder / "action/actions/setup/checksums.txt").write_text(f"# {version} {'0' * 40}\n{sum_of}  {archive.name}\n")
        print(f"binary {binary.stat().st_size / 1e6:.1f} MB, archive {archive.stat().st_size / 1e6:.1f} MB")

        handler = functools.partial(Quiet, directory=folder / "served")
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        env = {
            "PATH": os.environ["PATH"],
            "HOME": name,
            "RUNNER_OS": "Linux",
            "RUNNER_ARCH": arch,
            "RUNNER_TEMP": str(folder / "temp"),
            "RUNNER_TOOL_CACHE": str(folder / "cache"),
            "GITHUB_OUTPUT": str(folder / "output"),
            "GITHUB_ENV": str(folder / "env"),
            "GITHUB_PATH": str(folder / "path"),
            "AMIFORGE_MIRROR": f"http://127.0.0.1:{server.server_port}",
        }
        script = folder / "step.sh"
        # As the runner does: one shell for the step, and another for the next.
        script.write_text(f'. "{folder}/action/actions/setup/install.sh" for-job\n')
        then = folder / "then.sh"
        then.write_text('exec "$(sed -n s/^path=//p "$GITHUB_OUTPUT" | tail -n 1)" --version\n')
        shell = "bash --noprofile --norc -peuo pipefail"
        both = ["sh", "-c", f'{shell} "$0" && {shell} "$1"', str(script), str(then)]
        named = env | {"AMIFORGE_BINARY": str(binary)}
        emptied = ["sh", "-c", f'rm -rf "$2" && {shell} "$0" && {shell} "$1"', str(script), str(then), str(folder / "cache")]
        for what, command, variables in (
            ("fetched from a server on this machine", emptied, env),
            ("in the tool cache", both, env),
            ("named for the job", both, named),
        ):
            timing.once(command, name, variables, codes=(0,))
            times = sorted(timing.once(command, name, variables, codes=(0,))[0] for _ in range(arguments.runs))
            middle = times[len(times) // 2]
            print(f"| {what} | {middle * 1000:.0f} ms | {times[0] * 1000:.0f} to {times[-1] * 1000:.0f} ms |")


if __name__ == "__main__":
    main()
