"""Time and memory of one process. In: a command, its folder and environment. Out: its own CPU time
(without its children's), its wall time and its own peak memory."""

import os
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


@dataclass
class Usage:
    """Seconds, and KiB; `peak` is 0 where it was not asked for."""

    own_cpu: float
    all_cpu: float
    wall: float
    peak: int
    status: int


def children_cpu(pid):
    """CPU seconds of the children that a dead but not yet reaped process had waited for."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[13]) + int(fields[14])) / TICK


def watch_peak(pid, result, stop):
    """Reads the high-water mark until the process ends. rusage's would count its children, and
    what Python itself held before exec."""
    while not stop.is_set():
        try:
            for line in Path(f"/proc/{pid}/status").read_text().splitlines():
                if line.startswith("VmHWM:"):
                    result[0] = max(result[0], int(line.split()[1]))
        except OSError:
            return
        time.sleep(0.001)


def measure(command, folder, environment, peak=False):
    """Runs the command to its end."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    result, stop = [0], threading.Event()
    if peak:
        watcher = threading.Thread(target=watch_peak, args=(process.pid, result, stop))
        watcher.start()
    # Dead, not reaped: /proc still tells its children's time apart from its own.
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    wall = time.perf_counter() - start
    if peak:
        stop.set()
        watcher.join()
    children = children_cpu(process.pid)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    # rusage is exact to the microsecond where the children's ticks are not: with no children, as
    # when every probe is remembered, the difference is exact too.
    total = usage.ru_utime + usage.ru_stime
    return Usage(max(total - children, 0.0), total, wall, result[0], process.returncode)
