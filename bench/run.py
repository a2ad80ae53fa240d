#!/usr/bin/env python3
"""Runs the workloads against the floor and the API in turn, and prints a table. `scripts/bench` starts all it needs.

Before a workload is measured, both answers to every case are compared: the same values in the same places. Each target is
then warmed up while every answer is looked at, and measured in interleaved rounds. Ends with 1 when an answer was bad.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import workloads
from compare import compared
from measure import Load, measured, press

WARM_UP = 1
HEADINGS = "workload|target|req/s|ratio to floor|p50 ms|p99 ms|server µs/request|PostgreSQL µs/request|CPU to floor|RSS MiB|answer bytes|bad answers".split("|")


@dataclass
class Target:
    """Something that answers a workload: its process, where, and with which requests."""

    name: str
    pid: int
    url: str
    requests: list


class Database:
    """The database of the run, read by psql."""

    def __init__(self, url):
        self.url = url

    def rows(self, statement):
        """The rows of a statement, as texts."""
        command = ["psql", self.url, "-XqAt", "-F", "\t", "-c", statement]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
        return [line.split("\t") for line in done.stdout.splitlines()]


def main():
    """The run from its first line to its last."""
    # Leaves by an exception, so that wrk is ended too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    asked = arguments()
    database = Database(asked.database_url)
    print(*machine(database, asked), "", row(HEADINGS), row(["---"] * 2 + ["---:"] * (len(HEADINGS) - 2)), sep="\n", flush=True)
    academies = officers(database, asked)
    server = f"http://{asked.server}/graphql"
    bad = 0
    for name, cases in {
        "q1": workloads.directory(database, academies),
        "q2": workloads.establishments(database, academies),
        "q3": workloads.basins(database, academies),
        "q4": workloads.pages(server, academies),
    }.items():
        cases = list(cases)
        floor = Target("floor", asked.floor_pid, f"http://{asked.floor}/floor/{name}", [case.for_floor() for case in cases])
        rupn = Target("rupn", asked.server_pid, server, [case.for_server() for case in cases])
        sizes, different = compared(name, cases, floor.url, rupn.url)
        rounds, refused = played([floor, rupn], asked)
        for target, size, wrong in zip((floor, rupn), sizes, (0, different)):
            wrong += refused[target.name] + sum(round.bad for round in rounds[target.name])
            print(row([name, target.name, *figures(rounds[target.name], rounds["floor"]), f"{size:,}", wrong]), flush=True)
            bad += wrong
    return 1 if bad else 0


def played(targets, asked):
    """Warms the targets up, then plays the rounds: what each came to, and the bad answers while warming up."""
    rounds = {target.name: [] for target in targets}
    with tempfile.TemporaryDirectory() as folder:
        files = {target.name: written(Path(folder, target.name), target.requests) for target in targets}
        refused = {target.name: press(target.url, files[target.name], Load(asked.conc, WARM_UP), look=True)["bad"] for target in targets}
        for turn in range(asked.rounds):
            # Who goes first changes, so that neither always runs in the other's wake.
            for target in targets if turn % 2 == 0 else reversed(targets):
                rounds[target.name].append(measured(target, asked.postgres_pid, files[target.name], Load(asked.conc, asked.secs)))
    return rounds, refused


def written(file, requests):
    """A file of requests for wrk: a token, a tab and a body a line."""
    file.write_text("".join(f"{token}\t{body}\n" for token, body in requests))
    return file


def figures(rounds, floor):
    """The columns from req/s to RSS. Ratios compare rounds of one turn, so that a slow minute of the machine cancels out."""
    ratio = median(own.rate / other.rate for own, other in zip(rounds, floor))
    cpu = median(own.cpu / other.cpu for own, other in zip(rounds, floor))
    return [
        f"{median(round.rate for round in rounds):,.0f}",
        f"{ratio:.2f}",
        f"{median(round.p50 for round in rounds):.1f}",
        f"{median(round.p99 for round in rounds):.1f}",
        f"{median(round.server_cpu for round in rounds):,.0f}",
        f"{median(round.postgres_cpu for round in rounds):,.0f}",
        f"{cpu:.2f}",
        f"{max(round.memory for round in rounds):.0f}",
    ]


def row(cells):
    """A line of a Markdown table."""
    return f"| {' | '.join(map(str, cells))} |"


def machine(database, asked):
    """The lines that say where the figures come from."""
    cpu = [line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    memory = int(Path("/proc/meminfo").read_text().split()[1]) / 1024 / 1024
    ((version,),) = database.rows("SHOW server_version")
    tables = ("academy", "establishment", "person", "mandate")
    counts = [f"{table} {int(database.rows(f'SELECT count(*) FROM {table}')[0][0]):,}" for table in tables]
    yield f"Machine: {os.cpu_count()} cores, {cpu[0] if cpu else 'unknown CPU'}, {memory:.0f} GiB, shared by server, PostgreSQL and wrk."
    yield f"PostgreSQL {version}, commit {asked.commit}. Rows: {', '.join(counts)}."
    yield f"Medians of {asked.rounds} interleaved rounds of {asked.secs} s, {asked.conc} connections."


def officers(database, asked):
    """The academies by code, each with a token of its officer."""
    rows = database.rows("SELECT a.code, a.id, o.person_id FROM office o JOIN academy a ON a.id = o.academy_id ORDER BY a.code")

    def token(person):
        command = [asked.rupn, "token", "--database-url", asked.database_url, "--data", asked.data, "--at", asked.at, "--person", person]
        return subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=30, check=True).stdout.strip()

    return {code: workloads.Academy(academy, token(person)) for code, academy, person in rows}


def arguments():
    """What the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    bounded = {"secs": (3, 30, "length of a round in seconds"), "rounds": (5, 20, "rounds of each target"), "conc": (16, 256, "connections")}
    for name, (default, most, words) in bounded.items():
        parser.add_argument(f"--{name}", type=int, default=default, choices=range(1, most + 1), metavar=f"1..{most}", help=f"{words}; {default}")
    for name, words in {
        "database-url": "database with the data set",
        "floor": "HOST:PORT of the floor",
        "server": "HOST:PORT of the API",
        "rupn": "the binary, which makes tokens",
        "data": "the --data of the API",
        "at": "the --at of the API",
    }.items():
        parser.add_argument(f"--{name}", required=True, help=words)
    for name in ("postgres", "floor", "server"):
        parser.add_argument(f"--{name}-pid", type=int, required=True)
    parser.add_argument("--commit", default="unknown")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
