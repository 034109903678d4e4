"""Serving: requests a second through `diorama serve`, and how long each takes.

`python benchmarks/serving.py [--quick] [--json]` serves office-large in a process that is held to one core, and asks
from another process, on the other core where there is one: one connection kept alive, written and read as bytes (a
request is one `send`, an answer is read to its Content-Length), so that the client costs little. First as fast as
answers come (the rate), then at 1,000 requests a second, evenly spaced (p50 and p99, from when a request was due: an
answer that makes the next request late counts against both). `a core` is the requests for which the server used one
second of its core's time, which says what it can do where other programs share the machine.
"""

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
from statistics import median
from time import perf_counter, sleep
from typing import Any
from urllib.parse import urlsplit

WEEK = "timeMin=2026-03-02T00:00:00Z&timeMax=2026-03-09T00:00:00Z&singleEvents=true&orderBy=startTime"
READS = {
    "gmail messages.get": "gmail/v1/users/me/messages/MESSAGE",
    "gmail messages.list, 50 a page": "gmail/v1/users/me/messages?maxResults=50&q=in:inbox",
    "calendar events.list, a week": f"calendar/v3/calendars/primary/events?{WEEK}",
    "drive files.list, 50 a page": "drive/v3/files?pageSize=50",
    "slack conversations.history, 50 a page": "slack/api/conversations.history?channel=CHANNEL&limit=50",
}
PACE = 1000
"""Requests a second of the second part: the budget."""


class Wire:
    """One connection, kept alive."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.path, self.host = parts.path, parts.netloc
        self.socket = socket.create_connection((parts.hostname or "", parts.port or 80))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def get(self, path: str) -> bytes:
        """Make one GET and return the body of its answer, which must be 200."""
        self.socket.sendall(f"GET {self.path}{path} HTTP/1.1\r\nHost: {self.host}\r\n\r\n".encode())
        answer = self._more()
        while b"\r\n\r\n" not in answer:
            answer += self._more()
        head, _, body = answer.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"{path}: {head[:40]!r} {body[:400]!r}")
        size = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        pieces, here = [body], len(body)
        while here < size:
            pieces.append(self._more())
            here += len(pieces[-1])
        return b"".join(pieces)

    def _more(self) -> bytes:
        piece = self.socket.recv(262_144)
        if not piece:
            raise RuntimeError("the server closed the connection")
        return piece


def measure(*, quick: bool = False) -> list[dict[str, Any]]:
    """Return for each read: its answer's bytes, requests a second, and p50 and p99 in ms at the pace."""
    cores = sorted(os.sched_getaffinity(0))
    command = [sys.executable, "-m", "diorama", "serve", "office-large", "--json", "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True,
                              preexec_fn=lambda: os.sched_setaffinity(0, cores[:1]))
    os.sched_setaffinity(0, cores[-1:])
    try:
        assert server.stdout is not None
        url = json.loads(server.stdout.readline())["worlds"][0]["url"]
        wire = Wire(url)
        listed = json.loads(wire.get("gmail/v1/users/me/messages?maxResults=1"))
        channels = json.loads(wire.get("slack/api/conversations.list?limit=200"))["channels"]
        channel = next(one["id"] for one in channels if one["name"] == "general")
        out = []
        for what, path in READS.items():
            path = path.replace("MESSAGE", listed["messages"][0]["id"]).replace("CHANNEL", channel)
            out.append({"what": what, **_measured(wire, path, server.pid, quick)})
        return out
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)
        os.sched_setaffinity(0, cores)


def spent(process: int) -> float:
    """Return the seconds of processor time that a process has used."""
    with open(f"/proc/{process}/stat", encoding="ascii") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _measured(wire: Wire, path: str, server: int, quick: bool) -> dict[str, Any]:
    size = len(wire.get(path))
    for _ in range(100):
        wire.get(path)
    rates = []
    before, repeats, count = spent(server), 2 if quick else 5, 300 if quick else 1500
    for _ in range(repeats):
        start = perf_counter()
        for _ in range(count):
            wire.get(path)
        rates.append(count / (perf_counter() - start))
    of_a_core = repeats * count / (spent(server) - before)
    taken = []
    start = perf_counter()
    for number in range(500 if quick else 5000):
        due = start + number / PACE
        while (now := perf_counter()) < due:
            sleep(max(0.0, due - now - 0.0002))
        wire.get(path)
        taken.append((perf_counter() - due) * 1000)
    taken.sort()
    return {"bytes": size, "per_second": max(rates), "per_second_median": median(rates), "per_core_second": of_a_core,
            "p50_ms": taken[len(taken) // 2], "p99_ms": taken[len(taken) * 99 // 100]}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    rows = measure(quick=asked.quick)
    if asked.json:
        print(json.dumps(rows, indent=1))
        return
    print(f"{'read':42}{'bytes':>8}{'req/s':>9}{'median':>9}{'a core':>9}{'p50 ms':>9}{'p99 ms':>9}")
    for row in rows:
        print(f"{row['what']:42}{row['bytes']:8,}{row['per_second']:9,.0f}{row['per_second_median']:9,.0f}"
              f"{row['per_core_second']:9,.0f}{row['p50_ms']:9.2f}{row['p99_ms']:9.2f}")


if __name__ == "__main__":
    main()
