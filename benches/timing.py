"""Wall time and peak memory of a command, for the benchmarks beside this file."""
import os
import statistics
import subprocess
import sys
import time


def once(command, cwd, env=None):
    """Wall time in seconds and peak resident size in MB."""
    start = time.perf_counter()
    child = subprocess.Popen(command, cwd=cwd, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    took = time.perf_counter() - start
    code = os.waitstatus_to_exitcode(status)
    if code not in (0, 1):
        sys.exit(f"{command[0]} ended with {code}")
    return took, usage.ru_maxrss / 1024


def measure(command, cwd, runs):
    """The median time and the largest size of several runs, after one that warms up."""
    if runs > 1:
        once(command, cwd)
    results = [once(command, cwd) for _ in range(runs)]
    return statistics.median(t for t, _ in results), max(m for _, m in results)
