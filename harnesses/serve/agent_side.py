"""The agent's side: every vendor's protocol under `/w/KEY/`, and nothing else."""

import gzip
import re
import zlib
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, NamedTuple, Protocol, TypeAlias
from urllib.parse import parse_qsl

from ...mocks.faces.rest import Request, Response
from .door import NOWHERE, SLACK_TOKENS, TOKEN, Door, broken, form_of, unauthorised
from .served import Account, Worlds

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]

MAX_BODY = 90 * 1024 * 1024
"""Bytes of a request's body. Ours: the largest upload in base64 and a little."""

MAX_ADDRESS = 32 * 1024
"""Bytes of a request's path and query. Ours: Google's client sends longer ones as a POST."""

MAX_HEADERS = 64 * 1024
"""Bytes of all headers of a request. Ours."""

GZIP_FROM = 4096
"""Bytes from which an answer is compressed, for who asks. Ours."""

_HOST = re.compile(r"[A-Za-z0-9.-]+(?::\d{1,5})?|\[[0-9A-Fa-f:.]+\](?::\d{1,5})?", re.ASCII)
_OVERRIDES = ("GET", "PUT", "PATCH", "DELETE")
_VISIBLE = re.compile(r"[^\x20-\x7e]")


class Mcp(Protocol):
    """Answers what comes to an account by the Model Context Protocol."""

    async def handle(self, account: Account, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""


class _Came(NamedTuple):
    """Where a request came in: the part of the path that names a world, what follows, and whose account it is."""

    head: str
    path: str
    account: Account | None


class AgentSide:
    """An ASGI application over served worlds.

    A request is read whole before its call is made, and a call is made whole before anything is sent: whoever goes
    away half-way leaves the world as if the call had, or had not, been made. All calls are made in the one thread of
    the event loop, so each world's are made one after another.
    """

    def __init__(self, worlds: Worlds, mcp: Mcp | None = None) -> None:
        self.worlds = worlds
        self.mcp = mcp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        if scope["type"] != "http":
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        refused = _refused(scope, headers)
        if refused is not None:
            await _send(send, refused)
            return
        raw: bytes = scope["raw_path"]
        came = self._came(raw.decode("latin-1"), headers)
        if came is not None and came.path == "mcp" and came.account is not None and self.mcp is not None:
            await self.mcp.handle(came.account, scope, receive, send)
            return
        body = await _read(receive)
        if body is None:
            return
        if len(body) > MAX_BODY:
            await _send(send, _too("Request Entity Too Large", 413))
            return
        request = Request(
            verb=scope["method"], path="" if came is None else came.path, headers=headers, body=body,
            query=tuple(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)),
        )
        response = NOWHERE if came is None else self._respond(came, request, f"{scope['scheme']}://{headers['host']}")
        if scope["method"] == "HEAD":
            await _send(send, response, silent=True)
        else:
            await _send(send, _packed(response, headers))

    def _came(self, path: str, headers: dict[str, str]) -> _Came | None:
        """Return where a request came in, None if that is nowhere. A world is named by a key, or by its name with the
        key as bearer token."""
        parts = path.split("/", 3)
        if len(parts) != 4 or parts[:2] != ["", "w"]:
            return None
        head, rest = parts[2:]
        account = self.worlds.opened(head) or self._named(head, headers.get("authorization", ""))
        return _Came(head, rest, account)

    def _named(self, name: str, authorization: str) -> Account | None:
        kind, _, token = authorization.partition(" ")
        account = self.worlds.opened(token.strip())
        fits = account is not None and kind.lower() == "bearer" and account.served.name == name
        return account if fits else None

    def _respond(self, came: _Came, request: Request, origin: str) -> Response:
        plain = _unwrapped(request)
        if plain is None:
            return _too("Bad Request", 400)
        account = came.account
        if account is None and came.path in (TOKEN, *SLACK_TOKENS):
            form = form_of(plain)
            account = self._named(came.head, f"Bearer {form.get('refresh_token') or form.get('code', '')}")
        if account is None:
            return unauthorised(came.path)
        try:
            return Door(account, f"{origin}/w/{came.head}/").answer(plain)
        except Exception as error:  # our bug, whatever it is: say so to whoever runs the server, and nothing else here
            account.served.failed(error)
            return broken(came.path)


def _refused(scope: Scope, headers: dict[str, str]) -> Response | None:
    """Return the answer to a request that is too much, or whose host is none."""
    if len(scope["raw_path"]) + len(scope["query_string"]) > MAX_ADDRESS:
        return _too("Request-URI Too Large", 414)
    if sum(len(name) + len(value) for name, value in scope["headers"]) > MAX_HEADERS:
        return _too("Request Header Fields Too Large", 431)
    if int(headers.get("content-length", "0")) > MAX_BODY:
        return _too("Request Entity Too Large", 413)
    if not _HOST.fullmatch(headers.get("host", "")):
        return _too("Bad Request", 400)
    return None


def _too(why: str, status: int) -> Response:
    return Response.json(f'{{"error":{{"code":{status},"message":"{why}"}}}}', status)


async def _read(receive: Receive) -> bytes | None:
    """Return the body of a request, as far as it is not too long; None if its sender went away."""
    pieces: list[bytes] = []
    size = 0
    event = await receive()
    while event["type"] != "http.disconnect":
        pieces.append(event.get("body", b""))
        size += len(pieces[-1])
        if not event.get("more_body", False) or size > MAX_BODY:
            return b"".join(pieces)
        event = await receive()
    return None


def _unwrapped(request: Request) -> Request | None:
    """Return the request that is meant: unpacked, with the verb that it stands for. None if it cannot be unpacked."""
    if request.headers.get("content-encoding", "").lower() == "gzip":
        try:
            unpacking = zlib.decompressobj(wbits=31)
            request = request._replace(body=unpacking.decompress(request.body, MAX_BODY))
        except zlib.error:
            return None
        if unpacking.unconsumed_tail or not unpacking.eof:
            return None
    override = request.headers.get("x-http-method-override", "").upper()
    if request.verb == "POST" and override in _OVERRIDES:
        request = request._replace(verb=override)
        if override == "GET":
            form = parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True)
            request = request._replace(query=(*request.query, *form), body=b"")
    return request._replace(verb="GET") if request.verb == "HEAD" else request


def _packed(response: Response, headers: dict[str, str]) -> Response:
    """Return the answer compressed for who asks as Google wants to be asked: in the name of the program too."""
    if len(response.body) < GZIP_FROM or "gzip" not in headers.get("accept-encoding", ""):
        return response
    if "gzip" not in headers.get("user-agent", ""):
        return response
    body = gzip.compress(response.body, compresslevel=1, mtime=0)
    return response._replace(body=body, headers=(*response.headers, ("Content-Encoding", "gzip")))


async def _send(send: Send, response: Response, silent: bool = False) -> None:
    headers = [(name.lower().encode(), _VISIBLE.sub("?", value).encode()) for name, value in response.headers]
    headers.append((b"content-length", str(len(response.body)).encode()))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if silent else response.body})
