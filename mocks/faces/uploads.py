"""Uploads in Google's three ways. One under way is no part of the world: the last piece makes the call."""

import re
from typing import NamedTuple

from ...snapshots.errors import shown
from .multipart import split
from .rest import Fault, Request

MAX_UPLOAD = 64 * 1024 * 1024
"""Bytes of one upload. Ours: a world is held in memory."""

MAX_UNDER_WAY = 100
"""Uploads of one account that may be under way at once; the oldest is forgotten. Ours."""

_PIECE = re.compile(r"bytes (?:(\d{1,18})-(\d{1,18})|\*)/(\d{1,18}|\*)", re.ASCII)


class Upload(NamedTuple):
    """What was uploaded."""

    type: str
    content: bytes


class _Begun(NamedTuple):
    request: Request
    type: str
    content: bytes


class Uploads:
    """The uploads of one account that are under way."""

    def __init__(self) -> None:
        self._begun: dict[str, _Begun] = {}
        self._count = 0

    def parts(self, request: Request) -> tuple[bytes, Upload]:
        """Return the metadata and the content of a multipart upload; Fault if it is none."""
        parts = split(request.headers.get("content-type", ""), request.body)
        if len(parts) != 2:
            raise Fault("invalid_arguments", f"A multipart upload has two parts, metadata and content; this has "
                                             f"{len(parts)}.")
        return parts[0].content, _sized(Upload(parts[1].type, parts[1].content))

    def begin(self, request: Request) -> str:
        """Begin a resumable upload with its first request; return its id."""
        self._count += 1
        identity = f"upload-{self._count}"
        self._begun[identity] = _Begun(request, request.headers.get("x-upload-content-type", ""), b"")
        while len(self._begun) > MAX_UNDER_WAY:
            del self._begun[next(iter(self._begun))]
        return identity

    def add(self, identity: str, request: Request) -> tuple[Request, Upload | None, int]:
        """Take in a piece. Return the first request, the upload if it is whole now, and the bytes that are here."""
        begun = self._begun.get(identity)
        if begun is None:
            raise Fault("not_found", f"There is no upload {shown(identity)} under way.")
        kind = begun.type or request.headers.get("content-type", "application/octet-stream")
        piece = request.headers.get("content-range", "")
        found = _PIECE.fullmatch(piece)
        if piece and not found:
            raise Fault("invalid_arguments", f"Content-Range is {shown(piece)}; one is `bytes 0-99/1000`.")
        content = begun.content
        if not found or found[1]:
            start = int(found[1]) if found else 0
            if start > len(content):
                raise Fault("invalid_arguments", f"This piece starts at byte {start}; byte {len(content)} is next.")
            content = content[:start] + request.body
            if found and int(found[2]) - start + 1 != len(request.body):
                raise Fault("invalid_arguments", f"{piece} does not fit {len(request.body)} bytes of content.")
        upload = _sized(Upload(kind, content))
        self._begun[identity] = begun._replace(content=content)
        whole = not found or (found[3] != "*" and int(found[3]) == len(content))
        return begun.request, upload if whole else None, len(content)

    def end(self, identity: str) -> None:
        """Forget an upload that is done."""
        self._begun.pop(identity, None)


def _sized(upload: Upload) -> Upload:
    if len(upload.content) > MAX_UPLOAD:
        raise Fault("too_large", f"The upload has {len(upload.content)} bytes; {MAX_UPLOAD} are the most.")
    return upload
