"""Wall time and peak memory of a command, for the benchmarks beside this file."""
import os
import statistics
import subprocess
import sys
import time


def once(command, cwd, env=None, codes=range(2)):
    """Wall time in seconds and peak resident size in MB; ends everything when the exit code is none of `codes`."""
    start = time.perf_counter()
    child = subprocess.Popen(command, cwd=cwd, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    took = time.perf_counter() - start
    code = os.waitstatus_to_exitcode(status)
    if code not in codes:
        sys.exit(f"{command[0]} ended with {code}")
    return took, usage.ru_maxrss / 1024


def measure(command, cwd, runs, codes=range(2)):
    """The median time and the largest size of several runs, after one that warms up."""
    if runs > 1:
        once(command, cwd, codes=codes)
    results = [once(command, cwd, codes=codes) for _ in range(runs)]
    return statistics.median(t for t, _ in results), max(m for _, m in results)
