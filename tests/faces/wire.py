"""Requests as they go over the wire, and whole server processes, for what no client would do."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple
from urllib.parse import urlsplit


class Reply(NamedTuple):
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


def ask(address: str, verb: str = "GET", body: bytes | str | Mapping[str, Any] | None = None, **headers: str) -> Reply:
    """Make one request on a connection of its own; `_` in the names of headers stands for `-`."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.netloc, timeout=30)
    content = json.dumps(body) if isinstance(body, Mapping) else body
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    connection.request(verb, target, content, {name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    reply = Reply(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
    connection.close()
    return reply


def shout(address: str, raw: bytes) -> bytes:
    """Send bytes as they are to where an address lies; return what comes back until the server closes."""
    parts = urlsplit(address)
    with socket.create_connection((parts.hostname or "", parts.port or 80), timeout=10) as connection:
        connection.sendall(raw)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    return answer


class Running:
    """A server process, and what its first line says."""

    def __init__(self, said: Mapping[str, Any]) -> None:
        self.said = said
        self.first: Any = said["worlds"][0]

    def admin(self, verb: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Ask the admin side; return its JSON, or the text of a trace."""
        reply = self.asked(verb, path, body)
        assert reply.status < 300, reply.body
        if not reply.body or "json" not in reply.headers["content-type"]:
            return None
        return reply.body.decode() if "ndjson" in reply.headers["content-type"] else reply.json

    def asked(self, verb: str, path: str, body: Mapping[str, Any] | None = None) -> Reply:
        """Ask the admin side."""
        admin = self.said["admin"]
        return ask(f"{admin['url']}{path}", verb, body, Authorization=f"Bearer {admin['token']}")


@contextmanager
def running(*arguments: str) -> Iterator[Running]:
    """Run `diorama serve` in a process of its own; yield what it says of itself."""
    command = [sys.executable, "-m", "diorama", "serve", "--json", "--port", "0", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ}) as process:
        assert process.stdout is not None
        try:
            yield Running(json.loads(process.stdout.readline()))
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0
