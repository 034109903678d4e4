"""Vendor methods: what the tools have in common that speak a vendor's own protocol."""

import base64
import binascii
import re
from collections.abc import Callable
from typing import Annotated, Any, TypeAlias, TypeVar

from pydantic import Field, JsonValue

from ...snapshots.calls import Effect
from ...snapshots.errors import ToolError, shown
from ...snapshots.records import Model
from ..service import REST, tool

F = TypeVar("F", bound=Callable[..., object])

Body: TypeAlias = Annotated[
    dict[str, JsonValue], Field(description="the resource, as the vendor's document has it; fractions as decimal text")
]

SLACK_FILES = "https://files.slack.test/"
"""Where files lie as the chat service names them; a server puts its own address in the place."""


class Media(Model):
    """The content of an upload."""

    type: Annotated[str, Field(max_length=255)]
    base64: str

    @property
    def content(self) -> bytes:
        """The bytes; ToolError if they cannot be read."""
        try:
            return base64.b64decode(self.base64, validate=True)
        except (binascii.Error, ValueError):
            raise ToolError("invalid_arguments", "The base64 of the upload cannot be read.") from None


def method(effect: Effect, name: str, *, seconds: float = 1) -> Callable[[F], F]:
    """Declare a tool that is a vendor's own method, named as the vendor does: for programs, not offered to agents."""
    return tool(effect, seconds=seconds, faces=REST, name=name)


def text_in(body: Any, name: str, default: str = "") -> str:
    """Return a text of a body, or the default where it is left out."""
    value = body.get(name) if isinstance(body, dict) else None
    return default if value is None else str(value)


def integer_in(body: Any, name: str, default: int = 0) -> int:
    """Return an integer of a body, which 64-bit ones are as text."""
    value = body.get(name) if isinstance(body, dict) else None
    if value is None:
        return default
    if not re.fullmatch("-?[0-9]{1,19}", str(value)):
        raise ToolError("invalid_arguments", f"Invalid value {shown(value)} for {name}: it is an integer.")
    return int(value)


def texts_in(body: Any, name: str) -> tuple[str, ...]:
    """Return a list of texts of a body, empty where it is left out."""
    value = body.get(name) if isinstance(body, dict) else None
    return tuple(str(item) for item in value) if isinstance(value, list) else ()
