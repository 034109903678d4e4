"""Masks: the part of a result that a program asks for, `files(id,permissions/role),nextPageToken`; `*` is any field."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, TypeAlias

from lark import Lark, Token, Transformer, UnexpectedInput, UnexpectedToken, v_args

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown, suggest

MAX_LENGTH = 4_000
MAX_DEPTH = 32
"""Fields within fields at most. Ours."""

Mask: TypeAlias = "Mapping[str, Mask]"
"""The fields that are wanted, each with what is wanted of it; nothing further: all of it."""

Names: TypeAlias = "Mapping[str, Names]"
"""The fields that a result can have, each with its own. One without any is not looked into."""

ANY = "*"


def pick(value: Json, mask: Mask) -> Json:
    """Return the part of a result that a mask asks for. A mask goes into lists: it holds for each of their items.

    What has no fields, and yet is asked for some, is left out.
    """
    if not mask:
        return value
    if isinstance(value, list):
        return [pick(item, mask) for item in value if isinstance(item, dict | list)]
    if not isinstance(value, dict):
        return None
    out: dict[str, Json] = {}
    for name, item in value.items():
        wanted = _wanted(mask, name)
        if wanted is not None and (not wanted or isinstance(item, dict | list)):
            out[name] = pick(item, wanted)
    return out


def _wanted(mask: Mask, name: str) -> "Mask | None":
    """Return what a mask wants of a field; None if it does not want the field."""
    if ANY not in mask or name not in mask:
        return mask.get(name, mask.get(ANY))
    return _joined(mask[ANY], mask[name])


@lru_cache(maxsize=1024)
def read_mask(text: str) -> Mask:
    """Return the mask that a `fields` parameter says; ToolError `invalid_fields` says what cannot be read."""
    if len(text) > MAX_LENGTH:
        raise _invalid(text, f"it has {len(text)} characters and {MAX_LENGTH} is the limit")
    try:
        parsed: Any = _parser().parse(text)
    except UnexpectedInput as error:
        raise _invalid(text, _fault(text, error)) from None
    except _TooDeepError:
        raise _invalid(text, f"it goes more than {MAX_DEPTH} fields deep") from None
    mask: Mask = parsed
    return mask


def check_mask(text: str, names: Names) -> Mask:
    """Return the mask that a `fields` parameter says; ToolError names the nearest to a field that there is not."""
    mask = read_mask(text)
    _check(text, mask, names, "")
    return mask


def _check(text: str, mask: Mask, names: Names, where: str) -> None:
    for name, inner in mask.items():
        if name != ANY and name not in names:
            raise _invalid(text, f"there is no field {shown(where + name)}.{suggest(name, names)} There are "
                                 f"{', '.join(sorted(names))}")
        for known in names if name == ANY else (name,):
            if inner and names[known]:
                _check(text, inner, names[known], f"{where}{name}/")


def _joined(one: Mask, other: Mask) -> Mask:
    """Return what either of two masks asks for."""
    if not one or not other:
        return {}
    out = dict(one)
    for name, inner in other.items():
        out[name] = _joined(out[name], inner) if name in out else inner
    return out


def _depth(mask: Mask) -> int:
    """Return how many fields deep a mask goes."""
    depth, level = 0, [mask]
    while level:
        level = [inner for one in level for inner in one.values()]
        depth += bool(level)
    return depth


class _TooDeepError(Exception):
    """A mask goes too deep to be worked with."""


@v_args(inline=True)
class _Build(Transformer[Token, Mask]):
    """Turns the parse tree into a mask."""

    def start(self, *items: Mask) -> Mask:
        out = items[0]
        for item in items[1:]:
            out = _joined(out, item)
        return out

    inner = start

    def item(self, *parts: "Token | Mask") -> Mask:
        out: Mask = {}
        for part in reversed(parts):
            out = {str(part): out} if isinstance(part, Token) else part
        if _depth(out) > MAX_DEPTH:
            raise _TooDeepError
        return out


@lru_cache(maxsize=1)
def _parser() -> Lark:
    return Lark.open("masks.lark", rel_to=__file__, parser="lalr", transformer=_Build())


def _fault(text: str, error: UnexpectedInput) -> str:
    position: int | None = error.pos_in_stream
    if position is None or (isinstance(error, UnexpectedToken) and error.token.type == "$END"):
        return "it breaks off; write names such as id or files(id,name), with commas between them"
    return f"character {position + 1} ({shown(text[position])}) cannot stand there"


def _invalid(text: str, why: str) -> ToolError:
    return ToolError("invalid_fields", f"The fields {shown(text)} cannot be given: {why}.")
