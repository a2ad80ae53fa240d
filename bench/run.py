#!/usr/bin/env python3
"""Runs the workloads against the floor, the API and its peers in turn, and prints tables. `scripts/bench` starts all it needs.

Before a workload is measured, the answers to every case are compared: the same values in the same places. Each target is
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

import bulk
import workloads
from compare import compared
from measure import Load, measured, press
from peers import NOTES, PEERS

WARM_UP = 1
READS = ["q1", "q2", "q3", "q4"]
WORKLOADS = [*READS, "m1", "x1"]
ROUNDS = "workload|target|req/s|ratio to floor|p50 ms|p99 ms|server µs/request|PostgreSQL µs/request|CPU to floor|RSS MiB|answer bytes|bad answers".split("|")
UPSERTS = "m1|rows/s made|ratio to floor|rows/s changed|ratio to floor|p50 ms of 1,000 changed|failed".split("|")
EXPORTS = "x1|rows/s|ratio to floor|first byte ms|MiB|RSS growth MiB|failed".split("|")


@dataclass
class Target:
    """Something that answers: its process, where, and how it is spoken to."""

    name: str
    pid: int
    address: str
    speech: object

    def url(self, workload):
        """Where it answers a workload."""
        return f"http://{self.address}{self.speech.path.format(workload)}"


class Database:
    """The database of the run, by psql."""

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
    print(*machine(database, asked), sep="\n", flush=True)
    academies = officers(database, asked)
    officer = next(iter(academies.values()))
    targets = [
        Target("floor", asked.floor_pid, asked.floor, workloads.Floor()),
        Target("rupn", asked.server_pid, asked.server, workloads.Api(officer.token)),
        *(Target(name, int(pid), address, PEERS[name](asked.at)) for name, address, pid in asked.peer),
    ]
    bad = 0
    if chosen := [name for name in READS if name in asked.only]:
        bad += reads(chosen, targets, academies, database, asked)
        noted("reads", asked)
    if "m1" in asked.only:
        bad += upserts(targets, officer, database)
        noted("m1", asked)
    if "x1" in asked.only:
        bad += exports(targets, database, asked)
        noted("x1", asked)
    return 1 if bad else 0


def reads(chosen, targets, academies, database, asked):
    """Some of Q1 to Q4; gives the bad answers."""
    floor, rupn, *_ = targets
    cases_of = {
        "q1": workloads.directory(database, academies),
        "q2": workloads.establishments(database, academies),
        "q3": workloads.basins(database, academies),
        "q4": workloads.pages(rupn.url("q4"), academies),
    }
    headed(ROUNDS, texts=2)
    bad = 0
    for name in chosen:
        cases = list(cases_of[name])
        looks = [compared(name, cases, floor, target) for target in targets]
        rounds, refused = played(name, cases, targets, asked)
        for target, (size, wrong) in zip(targets, looks):
            wrong += refused[target.name] + sum(round.bad for round in rounds[target.name])
            row([name, target.name, *figures(rounds[target.name], rounds["floor"]), f"{size:,}", wrong])
            bad += wrong
    return bad


def played(name, cases, targets, asked):
    """Warms the targets up, then plays the rounds: what each came to, and the bad answers while warming up."""
    rounds = {target.name: [] for target in targets}
    with tempfile.TemporaryDirectory() as folder:
        files = {target.name: written(Path(folder, target.name), [target.speech.request(name, case) for case in cases]) for target in targets}
        warm_up = Load(asked.conc, WARM_UP)
        refused = {target.name: press(target.url(name), files[target.name], warm_up, look=True)["bad"] for target in targets}
        for turn in range(asked.rounds):
            for target in bulk.in_turn(targets, turn):
                load = Load(asked.conc, asked.secs)
                rounds[target.name].append(measured(target.pid, target.url(name), asked.postgres_pid, files[target.name], load))
    return rounds, refused


def written(file, requests):
    """A file of requests for wrk: a token, a tab and a body a line."""
    file.write_text("".join(f"{token}\t{body}\n" for token, body in requests))
    return file


def figures(rounds, floor):
    """The columns from req/s to RSS. Ratios compare rounds of one turn, so that a slow minute of the machine cancels out."""
    return [
        f"{median(round.rate for round in rounds):,.0f}",
        ratio(rounds, floor, "rate"),
        f"{median(round.p50 for round in rounds):.1f}",
        f"{median(round.p99 for round in rounds):.1f}",
        f"{median(round.server_cpu for round in rounds):,.0f}",
        f"{median(round.postgres_cpu for round in rounds):,.0f}",
        ratio(rounds, floor, "cpu"),
        f"{max(round.memory for round in rounds):.0f}",
    ]


def ratio(own, floor, figure):
    """A figure by the floor's in the same turn."""
    return f"{median(getattr(mine, figure) / getattr(other, figure) for mine, other in zip(own, floor)):.2f}"


def upserts(targets, officer, database):
    """M1; gives how many targets failed."""
    headed(UPSERTS)
    turns, failed = bulk.upserts(targets, workloads.teachers(database, officer, bulk.ROWS), database)
    for name, own in turns.items():
        cells = ["—"] * 5
        if name not in failed:
            made, changed = (f"{median(getattr(turn, figure) for turn in own):,.0f}" for figure in ("made", "changed"))
            batch = f"{median(turn.batch for turn in own):,.1f}"
            cells = [made, ratio(own, turns["floor"], "made"), changed, ratio(own, turns["floor"], "changed"), batch]
        row([name, *cells, int(name in failed)])
    return len(failed)


def exports(targets, database, asked):
    """X1; gives how many targets failed."""
    floor, _, *peers = targets
    sources = {"floor": (lambda: bulk.streamed(floor), b"\n")}
    command = [asked.rupn, *workloads.EXPORT, "--database-url", asked.database_url, "--data", asked.data]
    known = subprocess.run([*command, "--help"], capture_output=True, timeout=30).returncode == 0
    if known:
        sources["rupn"] = (lambda: bulk.printed(command), b"\n")
    for peer in peers:
        sources[peer.name] = (lambda peer=peer: bulk.pages(peer), b'"schoolYear":')
    headed(EXPORTS)
    ((expected,),) = database.rows("SELECT count(*) FROM mandate")
    turns, failed = bulk.exports(sources, int(expected))
    if known and not bulk.same_lines(sources["floor"], sources["rupn"]):
        print("x1 rupn: other lines than the floor's", file=sys.stderr)
        failed.add("rupn")
    for name, own in turns.items():
        rate, first, size, growth = (median(getattr(turn, figure) for turn in own) for figure in ("rate", "first", "size", "growth"))
        row([name, f"{rate:,.0f}", ratio(own, turns["floor"], "rate"), f"{first:.1f}", f"{size:.1f}", f"{growth:.1f}", int(name in failed)])
    if not known:
        print(f"\nNot measured: `rupn {' '.join(workloads.EXPORT)}`, which this binary does not have.", flush=True)
    return len(failed)


def headed(headings, texts=1):
    """The first lines of a Markdown table."""
    print(flush=True)
    row(headings)
    row(["---"] * texts + ["---:"] * (len(headings) - texts))


def row(cells):
    """A line of a Markdown table."""
    print(f"| {' | '.join(map(str, cells))} |", flush=True)


def noted(table, asked):
    """Below a table with peers, what is not equal work."""
    if asked.peer:
        print(f"\n{' '.join(NOTES[table].split())}", flush=True)


def machine(database, asked):
    """The lines that say where the figures come from."""
    cpu = [line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    memory = int(Path("/proc/meminfo").read_text().split()[1]) / 1024 / 1024
    ((version,),) = database.rows("SHOW server_version")
    tables = ("academy", "establishment", "person", "mandate")
    counts = [f"{table} {int(database.rows(f'SELECT count(*) FROM {table}')[0][0]):,}" for table in tables]
    yield f"Machine: {os.cpu_count()} cores, {cpu[0] if cpu else 'unknown CPU'}, {memory:.0f} GiB, shared by servers, PostgreSQL and the load."
    yield f"PostgreSQL {version}, commit {asked.commit}. Rows: {', '.join(counts)}."
    yield f"Medians of {asked.rounds} interleaved rounds of {asked.secs} s, {asked.conc} connections; of {bulk.TURNS} turns in m1 and x1."


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
        "rupn": "the binary, which makes tokens and exports",
        "data": "the --data of the API",
        "at": "the --at of the API",
    }.items():
        parser.add_argument(f"--{name}", required=True, help=words)
    for name in ("postgres", "floor", "server"):
        parser.add_argument(f"--{name}-pid", type=int, required=True)
    parser.add_argument("--peer", nargs=3, action="append", default=[], metavar=("NAME", "HOST:PORT", "PID"), help=f"one of {', '.join(PEERS)}")
    parser.add_argument("--only", type=lambda names: names.split(","), default=WORKLOADS, help=f"some of {','.join(WORKLOADS)}")
    parser.add_argument("--commit", default="unknown")
    asked = parser.parse_args()
    if unknown := set(asked.only) - set(WORKLOADS):
        parser.error(f"no workload is called {', '.join(sorted(unknown))}")
    return asked


if __name__ == "__main__":
    sys.exit(main())
