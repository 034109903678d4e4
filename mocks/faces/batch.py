"""Google's batches: many requests in one body of several parts, each answered in a part of its own."""

import re
from collections.abc import Callable
from urllib.parse import parse_qsl

from ...snapshots.errors import shown
from .multipart import Part, headed, split
from .rest import Fault, Request, Response

MAX_BATCH = 100
"""Requests of one batch, as Google has it for Gmail."""

_LINE = re.compile(rb"\A\s*([A-Z]+) (\S+)(?: HTTP/1\.[01])?[ \t]*\r?\n")
_HOST = re.compile(r"\Ahttps?://[^/?#]*", re.IGNORECASE)
_BOUNDARY = "batch_of_answers"


def answer_batch(request: Request, root: str, answer: Callable[[Request], Response]) -> Response:
    """Answer the requests of a batch one after another. `root` is what their paths start with, slashes at both ends;
    Fault if the batch itself cannot be read."""
    parts = split(request.headers.get("content-type", ""), request.body)
    if len(parts) > MAX_BATCH:
        raise Fault("invalid_arguments", f"The batch has {len(parts)} requests; {MAX_BATCH} are the most.")
    out = bytearray()
    for part in parts:
        response = answer(_inner(part, root))
        identity = part.headers.get("content-id", "").strip("<>")
        out += f"--{_BOUNDARY}\r\nContent-Type: application/http\r\n".encode()
        if identity:
            out += f"Content-ID: <response-{identity}>\r\n".encode()
        out += f"\r\nHTTP/1.1 {response.status} {_PHRASES.get(response.status, 'Answer')}\r\n".encode()
        for name, value in (*response.headers, ("Content-Length", str(len(response.body)))):
            out += f"{name}: {value}\r\n".encode()
        out += b"\r\n" + response.body + b"\r\n"
    out += f"--{_BOUNDARY}--\r\n".encode()
    return Response(200, bytes(out), (("Content-Type", f"multipart/mixed; boundary={_BOUNDARY}"),))


def _inner(part: Part, root: str) -> Request:
    found = _LINE.match(part.content)
    if not found:
        raise Fault("invalid_arguments", f"A part of the batch begins with {shown(part.content[:60])}; it begins with "
                                         "a request line.")
    path, _, query = _HOST.sub("", found[2].decode("ascii", "replace")).partition("#")[0].partition("?")
    headers, body = headed(part.content[found.end() :])
    return Request(
        verb=found[1].decode(), path=path.removeprefix(root).lstrip("/"),
        query=tuple(parse_qsl(query, keep_blank_values=True)),
        headers=headers, body=body,
    )


_PHRASES = {200: "OK", 204: "No Content", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden",
            404: "Not Found", 409: "Conflict", 412: "Precondition Failed"}
