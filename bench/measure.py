"""What a run is measured with: wrk for the load, /proc for CPU and memory."""

import json
import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

SCRIPT = Path(__file__).with_name("load.lua")
TICKS = os.sysconf("SC_CLK_TCK")
# What the round before left unfinished must not count in the next.
SETTLE = 0.3


@dataclass
class Load:
    """How wrk is to press."""

    connections: int
    seconds: int


@dataclass
class Round:
    """What one round of load came to."""

    # Requests a second, milliseconds, microseconds of CPU a request, MiB.
    rate: float
    p50: float
    p99: float
    server_cpu: float
    postgres_cpu: float
    memory: float
    bad: int

    @property
    def cpu(self):
        """Microseconds of CPU a request, of both."""
        return self.server_cpu + self.postgres_cpu


def press(url, requests, load, look=False):
    """Presses a target with the requests of a file; what wrk saw."""
    command = ["wrk", "-t1", f"-c{load.connections}", f"-d{load.seconds}s", "--timeout", "10s", "-s", str(SCRIPT), url, "--", str(requests)]
    if look:
        command.append("look")
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=load.seconds + 60, check=True)
    return json.loads(done.stdout.strip().splitlines()[-1])


def measured(target, postgres, requests, load):
    """A round of load on a target, with the CPU that it and PostgreSQL spent on it."""
    time.sleep(SETTLE)
    before = processor_time(target.pid), processor_time(postgres)
    seen = press(target.url, requests, load)
    after = processor_time(target.pid), processor_time(postgres)
    answered = max(1, seen["requests"])
    own, database = ((later - earlier) * 1e6 / answered for earlier, later in zip(before, after))
    return Round(answered / seen["seconds"], seen["p50"], seen["p99"], own, database, resident(target.pid), seen["bad"])


def processor_time(pid):
    """Seconds of CPU that a process and those it started have used, the ended ones included."""
    children, used = {}, {}
    for entry in os.listdir("/proc"):
        if entry.isdigit() and (fields := stat(entry)):
            # Fields 4 and 14 to 17 of proc(5), counted after the name: parent, own time, time of ended children.
            children.setdefault(int(fields[1]), []).append(int(entry))
            used[int(entry)] = sum(map(int, fields[11:15]))
    family, ticks = [pid], 0
    while family:
        member = family.pop()
        ticks += used.get(member, 0)
        family += children.get(member, [])
    return ticks / TICKS


def stat(pid):
    """The fields of a process after its name; none when it has just ended."""
    try:
        return Path("/proc", pid, "stat").read_text().rsplit(")", 1)[1].split()
    except (OSError, IndexError):
        return None


def resident(pid):
    """Memory of a process in MiB."""
    for line in Path("/proc", str(pid), "status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0
