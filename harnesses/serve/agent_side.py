"""The agent's side: every vendor's protocol under `/w/KEY/`, and nothing else."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, TypeAlias
from urllib.parse import parse_qsl

from ...mocks.faces.batch import answer_batch
from ...mocks.faces.discovery import APIS, api
from ...mocks.faces.google import GoogleFace, refusal
from ...mocks.faces.rest import Fault, Request, Response
from ...mocks.faces.slack import SlackFace
from ...snapshots.calls import Call, Outcome
from .served import Account, Worlds

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]

MAX_BODY = 80 * 1024 * 1024
"""Bytes of a request's body. Ours: the largest upload in base64 and a little."""

_NOWHERE = Response.json('{"error":{"code":404,"message":"Not Found"}}', 404)


class AgentSide:
    """An ASGI application over served worlds.

    A request is read whole before its call is made, and a call is made whole before anything is sent: whoever goes
    away half-way leaves the world as if the call had, or had not, been made.
    """

    def __init__(self, worlds: Worlds) -> None:
        self.worlds = worlds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        body = bytearray()
        more = True
        while more:
            event = await receive()
            if event["type"] == "http.disconnect":
                return
            body += event.get("body", b"")
            more = event.get("more_body", False)
            if len(body) > MAX_BODY:
                await _send(send, Response.json('{"error":{"code":413,"message":"Request Entity Too Large"}}', 413))
                return
        await _send(send, self.respond(_request(scope, bytes(body)), _origin(scope)))

    def respond(self, request: Request, origin: str) -> Response:
        """Answer a request whose path is the server's own; `origin` is the address that it came to."""
        head, _, rest = request.path.partition("/")
        key, _, path = rest.partition("/")
        account = self.worlds.opened(key) if head == "w" else None
        if account is None:
            return _NOWHERE
        return _Door(account, f"{origin}/w/{key}/").answer(request._replace(path=path))


class _Door:
    """One account's way in, for one request."""

    def __init__(self, account: Account, address: str) -> None:
        self.account = account
        self.address = address

    def answer(self, request: Request) -> Response:
        first = request.path.partition("/")[0]
        if first == "batch":
            return self._batch(request)
        if first in ("discovery", "$discovery"):
            return self._discovery(request)
        if first == "slack":
            return SlackFace(self.account.served.world.box.specs).answer(request, self._perform) or _NOWHERE
        return self._google(request)

    def _perform(self, call: Call) -> Outcome:
        return self.account.call(call, "rest")

    def _google(self, request: Request) -> Response:
        for name in APIS:
            face = GoogleFace(api(name), self.account.uploads)
            response = face.answer(request, self._perform, self.address)
            if response is not None:
                return response
        return _NOWHERE

    def _batch(self, request: Request) -> Response:
        root = "/" + self.address.split("/", 3)[3]
        try:
            return answer_batch(request, root, self._google)
        except Fault as fault:
            return refusal("gmail", fault.code, fault.message, fault.where)

    def _discovery(self, request: Request) -> Response:
        """Publish the discovery documents: under `discovery/v1/apis/NAME/VERSION/rest`."""
        parts = request.path.split("/")
        if parts[:3] == ["discovery", "v1", "apis"] and len(parts) == 6 and APIS.get(parts[3]) == parts[4]:
            return Response.json(api(parts[3]).published(self.address))
        return _NOWHERE


def _request(scope: Scope, body: bytes) -> Request:
    raw: bytes = scope["raw_path"]
    query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    return Request(
        verb=scope["method"], path=raw.decode("latin-1").lstrip("/"), query=tuple(query),
        headers={name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}, body=body,
    )


def _origin(scope: Scope) -> str:
    host = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "localhost")
    return f"{scope['scheme']}://{host}"


async def _send(send: Send, response: Response) -> None:
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in response.headers]
    headers.append((b"content-length", str(len(response.body)).encode()))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": response.body})
