"""The proxy, on the host: the only way out of a container, from a socket to one endpoint, with the key put in here.

    python -I proxy.py < [{"socket": PATH, "url": URL, "key": KEY}, ...]

It needs nothing of ours. Each connection is one request, below the endpoint's path and nowhere else; the answer goes
back as it comes. It ends, and removes its sockets' folder, when its standard input is closed.
"""

import asyncio
import json
import os
import posixpath
import shutil
import ssl
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

_PIECE = 1 << 16
_HEAD = 1 << 16
"""Bytes of a request's line and headers at most."""

_PATIENCE = 60.0
"""Seconds that a request has to begin, and the endpoint to be connected to."""

_REPLACED = ("connection", "keep-alive", "proxy-connection", "expect", "host", "te", "upgrade")

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Refused(Exception):
    """A request that is not handed on: the status and why."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(f"{status} {why}")
        self.status = status
        self.why = why


class Endpoint(NamedTuple):
    """Where requests go."""

    host: str
    port: int
    secure: bool
    path: str
    key: str

    @classmethod
    def of(cls, url: str, key: str) -> "Endpoint":
        """Return the endpoint of an address."""
        parts = urlsplit(url)
        secure = parts.scheme == "https"
        return cls(parts.hostname or "", parts.port or (443 if secure else 80), secure, parts.path.rstrip("/"), key)

    @property
    def named(self) -> str:
        """The host as a request names it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.secure else 80) else f"{host}:{self.port}"


class Request(NamedTuple):
    """The head of a request as the endpoint gets it, and the length of its body."""

    head: bytes
    length: int


def request_for(endpoint: Endpoint, head: bytes) -> Request:
    """Return a request as it is handed on; Refused if it is not one for the endpoint."""
    line, *fields = head.decode("latin-1").split("\r\n")
    if any(ord(sign) < 32 and sign != "\t" for part in (line, *fields) for sign in part):
        raise Refused(400, "control characters")  # of which some servers make ends of lines
    words = line.split(" ")
    if len(words) != 3 or words[2] not in ("HTTP/1.1", "HTTP/1.0"):
        raise Refused(400, "no request of HTTP/1.1")
    method, target, version = words
    path = unquote(target.partition("?")[0])
    if "\\" in path or posixpath.normpath(path) != path.rstrip("/") or not f"{path}/".startswith(f"{endpoint.path}/"):
        raise Refused(403, f"only what is below {endpoint.path or '/'} is handed on")
    length, kept = -1, [f"{method} {target} {version}", f"Host: {endpoint.named}", "Connection: close"]
    for field in filter(None, fields):
        name, colon, value = field.partition(":")
        low, value = name.lower(), value.strip()
        if not colon or name != name.strip() or low == "transfer-encoding":
            raise Refused(411, "a request says how long it is with Content-Length")
        if low == "content-length":
            if not (value.isascii() and value.isdecimal()) or length >= 0:
                raise Refused(400, "no length")
            length = int(value)
        if low == "authorization" and endpoint.key:
            value = f"Bearer {endpoint.key}"
        elif low == "x-api-key" and endpoint.key:
            value = endpoint.key
        if low not in _REPLACED:
            kept.append(f"{name}: {value}")
    return Request("\r\n".join([*kept, "", ""]).encode("latin-1"), max(0, length))


def answer_for(head: bytes) -> bytes:
    """Return the head of an answer as it is handed back: no other follows on this connection."""
    line, *fields = head.decode("latin-1").split("\r\n")
    kept = [field for field in fields if field and field.partition(":")[0].lower() not in _REPLACED]
    return "\r\n".join([line, *kept, "Connection: close", "", ""]).encode("latin-1")


def _to(endpoint: Endpoint) -> Serve:
    """Return what serves one connection."""
    context = ssl.create_default_context() if endpoint.secure else None

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            request = request_for(endpoint, await _head(reader))
            try:
                there, back = await asyncio.wait_for(
                    asyncio.open_connection(endpoint.host, endpoint.port, ssl=context), _PATIENCE)
            except (OSError, TimeoutError) as error:
                raise Refused(502, f"the endpoint is not to be reached: {error}") from None
            await _exchange(request, (reader, writer), (there, back))
        except Refused as refusal:
            text = json.dumps({"error": {"message": f"diorama's proxy: {refusal.why}", "type": "proxy"}})
            writer.write(f"HTTP/1.1 {refusal.status} Refused\r\nContent-Type: application/json\r\n"
                         f"Content-Length: {len(text.encode())}\r\nConnection: close\r\n\r\n{text}".encode())
        except (OSError, EOFError, TimeoutError):
            pass  # one side has gone: the other is told by the end of its connection
        with suppress(OSError):
            writer.close()

    return serve


Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def _exchange(request: Request, ours: Stream, theirs: Stream) -> None:
    """Send a request on and its answer back, until either side has gone."""
    (reader, writer), (there, back) = ours, theirs
    back.write(request.head)
    body = asyncio.ensure_future(_send(reader, back, request.length))
    answer = asyncio.ensure_future(_return(there, writer))
    try:
        done, _ = await asyncio.wait((body, answer), return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in (body, answer):
            task.cancel()
        back.close()


async def _send(reader: asyncio.StreamReader, back: asyncio.StreamWriter, length: int) -> None:
    """Hand on the body, and then wait for the asker to leave."""
    while length:
        piece = await reader.read(min(length, _PIECE))
        if not piece:
            raise EOFError("the request is shorter than it says")
        back.write(piece)
        await back.drain()
        length -= len(piece)
    while await reader.read(_PIECE):
        pass  # a second request on this connection, which was said to be closed after the first


async def _return(there: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(answer_for((await there.readuntil(b"\r\n\r\n"))[:-4]))
    while piece := await there.read(_PIECE):
        writer.write(piece)
        await writer.drain()


async def _head(reader: asyncio.StreamReader) -> bytes:
    try:
        return (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), _PATIENCE))[:-4]
    except asyncio.LimitOverrunError:
        raise Refused(431, "the headers are too long") from None


async def main() -> None:
    """Listen on all sockets, and say so in a line, until the input ends."""
    sockets: list[Path] = []
    for door in json.loads(sys.stdin.readline()):
        sockets.append(Path(door["socket"]))
        await asyncio.start_unix_server(_to(Endpoint.of(door["url"], door["key"])), sockets[-1], limit=_HEAD)
        sockets[-1].chmod(0o666)  # who may reach it is said by its folder
    sys.stdout.write("listening\n")
    sys.stdout.flush()
    try:
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    finally:
        for folder in {path.parent for path in sockets}:
            shutil.rmtree(folder, ignore_errors=True)
        os._exit(0)  # what is under way ends with us, without a word: asyncio would tell of each connection


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(main())
