"""What a run is measured with: wrk for the load, /proc for CPU and memory."""

import json
import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

SCRIPT = Path(__file__).with_name("load.lua")
TICKS, PAGE = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")
# What the round before left unfinished must not count in the next.
SETTLE = 0.3
# How often memory is looked at while it may grow.
LOOK = 0.02


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


def measured(server, url, postgres, requests, load):
    """A round of load on a server, with the CPU that it and PostgreSQL spent on it."""
    time.sleep(SETTLE)
    before = processor_time(server), processor_time(postgres)
    seen = press(url, requests, load)
    after = processor_time(server), processor_time(postgres)
    answered = max(1, seen["requests"])
    own, database = ((later - earlier) * 1e6 / answered for earlier, later in zip(before, after))
    return Round(answered / seen["seconds"], seen["p50"], seen["p99"], own, database, resident(family(server)), seen["bad"])


def processor_time(pid):
    """Seconds of CPU that a process and those it started have used, the ended ones included."""
    # Fields 14 to 17 of proc(5), counted after the name: own time, time of ended children.
    return sum(sum(map(int, fields[11:15])) for fields in map(stat, family(pid)) if fields) / TICKS


def family(pid):
    """A process and those it started."""
    children = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit() and (fields := stat(entry)):
            # Field 4 is the parent.
            children.setdefault(int(fields[1]), []).append(int(entry))
    members = [pid]
    for member in members:
        members += children.get(member, [])
    return members


def stat(pid):
    """The fields of a process after its name; none when it has just ended."""
    try:
        return Path("/proc", str(pid), "stat").read_text().rsplit(")", 1)[1].split()
    except (OSError, IndexError):
        return None


def resident(pids):
    """Memory of processes in MiB; pages that they share count in each."""
    return sum(map(resident_pages, pids)) * PAGE / 2**20


def resident_pages(pid):
    """Memory of a process in pages; none when it has just ended."""
    fields = stat(pid)
    return int(fields[21]) if fields else 0


class Growth:
    """How much more memory a process and those it started take at most, from now until it is stopped."""

    def __init__(self, pid):
        self.pids = family(pid)
        self.first = self.most = resident(self.pids)
        self.stopped = Event()
        self.watch = Thread(target=self.look, daemon=True)
        self.watch.start()

    def look(self):
        """Looks again and again."""
        while not self.stopped.wait(LOOK):
            self.most = max(self.most, resident(self.pids))

    def stop(self):
        """Ends the watch: the growth in MiB."""
        self.stopped.set()
        self.watch.join()
        return self.most - self.first
