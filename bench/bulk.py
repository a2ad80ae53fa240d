"""M1, the bulk upsert, and X1, the export: one client, one request after the other, targets in turns."""

import json
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from statistics import median

from measure import Growth
from workloads import DIRECT, asked, post

TURNS = 3
ROWS = 1000
# Last days of the batches of a turn: the first makes the rows, each other changes all of them.
LAST_DAYS = ["2027-08-31", "2027-07-05", "2027-08-31", "2027-07-05", "2027-08-31"]
# What was not made with the data set was made by M1.
MADE = "created_at <> '2026-09-01 08:00:00+00'"
CHUNK = 64 * 1024


def in_turn(targets, turn):
    """The targets in the order of a turn. Who goes first changes, so that none always runs in the other's wake."""
    return targets if turn % 2 == 0 else targets[::-1]


@dataclass
class Upserts:
    """What the batches of a turn came to: rows a second made and changed, milliseconds of a batch of changes."""

    made: float
    changed: float
    batch: float


@dataclass
class Export:
    """What an export came to: rows a second, milliseconds to the first byte, MiB of the whole and of growth."""

    rate: float
    first: float
    size: float
    growth: float
    rows: int


def upserts(targets, rows, database):
    """M1: the turns of each target, and who failed."""
    turns, failed = {target.name: [] for target in targets}, set()
    for turn in range(TURNS):
        for target in in_turn(targets, turn):
            if target.name not in failed:
                cleared(database)
                try:
                    turns[target.name].append(batches(target, rows, database))
                except ValueError as wrong:
                    print(f"m1 {target.name}: {wrong}", file=sys.stderr)
                    failed.add(target.name)
    cleared(database)
    return turns, failed


def batches(target, rows, database):
    """A turn of a target. After each batch the database must hold what it said."""
    seconds = []
    for last_day in LAST_DAYS:
        requests = list(target.speech.upserts(rows, last_day, made=bool(seconds)))
        began = time.perf_counter()
        answers = [post(target.url("m1"), *request) for request in requests]
        seconds.append(time.perf_counter() - began)
        if wrong := next((answer for answer in answers if '"errors":' in answer), None):
            raise ValueError(wrong[:300])
        ((held,),) = database.rows(f"SELECT count(*) FROM mandate WHERE {MADE} AND ends_on = '{last_day}'")
        if int(held) != len(rows):
            raise ValueError(f"{held} of {len(rows)} rows end on {last_day}")
    made, *changed = (len(rows) / lasted for lasted in seconds)
    return Upserts(made, median(changed), median(seconds[1:]) * 1e3)


def cleared(database):
    """Takes away what M1 made, so that each target finds the same."""
    database.rows(f"DELETE FROM mandate WHERE {MADE}")
    database.rows("VACUUM mandate, event, audit, audit_change")


def exports(sources, expected):
    """X1: the turns of each source, and who failed. A source gives chunks with the process that wrote them, and what each row has once."""
    turns, failed = {name: [] for name in sources}, set()
    for turn in range(TURNS):
        for name in in_turn(list(sources), turn):
            turns[name].append(exported(*sources[name]))
            if turns[name][-1].rows != expected:
                print(f"x1 {name}: {turns[name][-1].rows} of {expected} rows", file=sys.stderr)
                failed.add(name)
    return turns, failed


def same_lines(one, other):
    """Whether two sources give the same lines, in whatever order."""
    first, second = (sorted(b"".join(chunk for _, chunk in chunks()).splitlines()) for chunks, _ in (one, other))
    return first == second


def exported(chunks, mark):
    """One export from its first byte to its last."""
    growth, first, size, rows, began = None, 0.0, 0, 0, time.perf_counter()
    for pid, chunk in chunks():
        if not growth:
            first = time.perf_counter() - began
            growth = Growth(pid)
        size += len(chunk)
        rows += chunk.count(mark)
    seconds = time.perf_counter() - began
    return Export(rows / seconds, first * 1e3, size / 2**20, growth.stop() if growth else 0.0, rows)


def streamed(target):
    """What a server streams."""
    with DIRECT.open(target.url("x1"), timeout=60) as response:
        while chunk := response.read1(CHUNK):
            yield target.pid, chunk


def printed(command):
    """What a command writes to standard output."""
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        while chunk := process.stdout.read1(CHUNK):
            yield process.pid, chunk


def pages(target):
    """What a server gives by pages, each asked after the one before. They are not parsed: that would measure Python."""
    after, more = None, True
    while more:
        answer = post(target.url("x1"), "", asked(target.speech.texts["x1"], {"after": after})).encode()
        yield target.pid, answer
        more = b'"hasNextPage":true' in answer
        after = more and json.loads(re.search(rb'"endCursor":("[^"]*")', answer)[1])
