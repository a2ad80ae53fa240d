#!/usr/bin/env python3
"""A server under measurement, and the database beside it."""

import atexit
import json
import subprocess
import sys
import urllib.request
from pathlib import Path

# All of the data set becomes one academy's.
ONE_ACADEMY = """
UPDATE establishment SET academy_id = (SELECT id FROM academy WHERE code = '01');
UPDATE mandate SET academy_id = (SELECT id FROM academy WHERE code = '01');
ANALYZE;
"""


def psql(url, statement):
    """Runs a statement; gives the rows as texts."""
    command = ["psql", url, "-XqAt", "-v", "ON_ERROR_STOP=1", "-F", "\t", "-c", statement]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    return [line.split("\t") for line in done.stdout.splitlines()]


class Server:
    """The API, serving."""

    def __init__(self, settings, place):
        command = [settings.rupn, "serve", "--listen", "127.0.0.1:0", "--at", settings.at, "--config", "bench/rupn.toml", *place]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        atexit.register(self.stop)
        self.address = self.process.stdout.readline().strip().removeprefix("rupn serves at ")

    def asks(self, query, token):
        """Sends a document; ends the run when it is refused."""
        body = json.dumps({"query": query}).encode()
        headers = {"content-type": "application/json", "authorization": f"Bearer {token}"}
        with urllib.request.urlopen(urllib.request.Request(f"{self.address}/graphql", body, headers), timeout=300) as answer:
            told = json.load(answer)
        if "errors" in told:
            sys.exit(json.dumps(told["errors"]))
        return told["data"]

    def peak(self):
        """Peak of its resident memory, MiB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM"))

    def stop(self):
        """Ends it."""
        self.process.terminate()
        self.process.wait(timeout=60)


def officer_token(settings, place):
    """A token of an officer of the first academy."""
    [[officer]] = psql(settings.database_url, "SELECT o.person_id FROM office o JOIN academy a ON a.id = o.academy_id WHERE a.code = '01' LIMIT 1")
    token = [settings.rupn, "token", "--person", officer, "--at", settings.at, *place]
    return subprocess.run(token, capture_output=True, text=True, check=True).stdout.strip()
