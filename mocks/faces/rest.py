"""REST faces: requests and responses as values, so that a face needs no server and no client to be tried."""

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias

from ...snapshots.calls import Call, Outcome

Perform: TypeAlias = Callable[[Call], Outcome]
"""Makes a call in the world and on the account that a request is for."""

JSON_TYPE = ("Content-Type", "application/json; charset=UTF-8")


class Request(NamedTuple):
    """An HTTP request below a world's address. The path has no leading slash and is still percent-encoded; the names
    of headers are lower case."""

    verb: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = {}
    body: bytes = b""


class Response(NamedTuple):
    """An HTTP response."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()

    @classmethod
    def json(cls, text: str, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> "Response":
        """Return a response with JSON text."""
        return cls(status, text.encode(), (JSON_TYPE, *headers))


class Fault(Exception):
    """A request that cannot become a call. `code` is a ToolError's, and the face says it as its vendor does."""

    def __init__(self, code: str, message: str, where: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.where = where
