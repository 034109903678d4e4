"""Queries: Gmail's search language, parsed by the grammar beside this file into a tree."""

import re
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from lark import Lark, Token, Transformer, UnexpectedInput, v_args

from ...snapshots.errors import ToolError, shown, suggest

MAX_LENGTH, MAX_NESTING = 2_000, 30
"""Characters of a query, and levels of brackets in it. Ours; no person writes more."""

DEFAULT_AROUND = 5
"""Words between the two of `AROUND` when no number is given. Gmail does not say; ours."""

OPERATORS = (
    "from", "to", "cc", "bcc", "deliveredto", "subject", "label", "in", "is", "has", "filename", "larger", "smaller",
    "size", "after", "before", "older", "newer", "older_than", "newer_than", "category", "list", "rfc822msgid",
)


class Leaf(NamedTuple):
    """A word or quoted phrase."""

    text: str
    quoted: bool = False


class Operator(NamedTuple):
    """`name:value`."""

    name: str
    value: str


class Group(NamedTuple):
    """`name:( ... )`: the operator applied to every leaf inside."""

    name: str
    inside: "Node"


class Around(NamedTuple):
    """Two leaves at most `gap` words apart."""

    left: Leaf
    right: Leaf
    gap: int


class Not(NamedTuple):
    """What must not match."""

    inside: "Node"


class AllOf(NamedTuple):
    """All must match."""

    parts: "tuple[Node, ...]"


class AnyOf(NamedTuple):
    """One must match."""

    parts: "tuple[Node, ...]"


Node: TypeAlias = Leaf | Operator | Group | Around | Not | AllOf | AnyOf


@v_args(inline=True)
class _Build(Transformer[Token, Node]):
    """Turns the parse tree into nodes."""

    def start(self, inside: Node | None = None) -> Node:
        return AllOf(()) if inside is None else inside

    def conj(self, *parts: Node) -> Node:
        return AllOf(parts)

    def disj(self, *parts: Node) -> Node:
        return AnyOf(parts)

    def any_of(self, *parts: Node) -> Node:
        return AnyOf(parts)

    def negation(self, inside: Node) -> Node:
        return Not(inside)

    def word(self, token: Token) -> Node:
        return Leaf(str(token))

    def phrase(self, token: Token) -> Node:
        return Leaf(str(token)[1:-1], quoted=True)

    def operator(self, name: Token, value: Token) -> Node:
        return Operator(str(name)[:-1].lower(), str(value).strip('"'))

    def operator_group(self, name: Token, inside: Node) -> Node:
        return Group(str(name)[:-1].lower(), inside)

    def operator_any(self, name: Token, *parts: Node) -> Node:
        return Group(str(name)[:-1].lower(), AnyOf(parts))

    def around(self, left: Leaf, how: Token, right: Leaf) -> Node:
        number = re.search(r"\d+", how)
        return Around(left, right, int(number[0][:6]) if number else DEFAULT_AROUND)


@lru_cache(maxsize=1)
def _parser() -> Lark:
    return Lark.open("query.lark", rel_to=__file__, parser="lalr", lexer="contextual", transformer=_Build())


@lru_cache(maxsize=1024)
def parse(text: str) -> Node:
    """Return the tree of a query; ToolError `invalid_query` says where it cannot be read and what there is.

    A blank query is everything: AllOf of nothing. No other query is.
    """
    if len(text) > MAX_LENGTH:
        raise invalid(text, f"it has {len(text)} characters and {MAX_LENGTH} is the limit")
    depth = deepest = 0
    for character in text:
        depth += (character in "({") - (character in ")}")
        deepest = max(deepest, depth)
    if deepest > MAX_NESTING:
        raise invalid(text, f"it is nested {deepest} levels deep and {MAX_NESTING} is the limit")
    try:
        tree: Any = _parser().parse(text)
    except UnexpectedInput as error:
        raise invalid(text, _fault(text, error)) from None
    node: Node = tree
    if node == AllOf(()) and text.strip():
        raise invalid(text, "it holds nothing to look for")
    _check(node, text)
    return node


_MISUSED = {
    "OR": "OR stands between two terms",
    "AND": "AND stands between two terms",
    "AROUND": "AROUND stands between two words or phrases, as in budget AROUND 5 review",
    "NOT": "there is no NOT; write -term for what must not match",
}


def _check(node: Node, text: str) -> None:
    """Refuse what parses but would silently mean something else than was meant."""
    match node:
        case Leaf(text=word, quoted=False):
            if word in _MISUSED:
                raise invalid(text, f"{_MISUSED[word]}; put the word itself in quotes")
            if word.startswith("*") or word.endswith("*"):
                raise invalid(text, f"there are no wildcards such as {shown(word)}; whole words are compared")
        case Operator(name=name) if name not in OPERATORS:
            raise _unknown(name, text)
        case Group(name=name, inside=inside):
            if name not in OPERATORS:
                raise _unknown(name, text)
            _check(inside, text)
        case Around(left=left, right=right):
            _check(left, text)
            _check(right, text)
        case Not(inside=inside):
            _check(inside, text)
        case AllOf(parts=parts) | AnyOf(parts=parts):
            for part in parts:
                _check(part, text)


def _unknown(name: str, text: str) -> ToolError:
    return invalid(text, f"there is no operator {shown(name)}.{suggest(name, OPERATORS)} The operators are "
                         f"{', '.join(OPERATORS)}; put a text with a colon in quotes")


def _fault(text: str, error: UnexpectedInput) -> str:
    if text.count('"') % 2:
        return "a quote is not closed"
    if text.count("(") != text.count(")") or text.count("{") != text.count("}"):
        return "a bracket is not closed"
    position: int | None = error.pos_in_stream
    if position is None or not 0 <= position < len(text):
        return "something is missing at its end"
    rest = text[position:].split()
    if rest and (rest[0] in ("OR", "AND") or rest[0].rstrip(":").lower() in OPERATORS or rest == ["AROUND"]):
        return f"something is missing beside {shown(rest[0])}"
    return f"character {position + 1} ({shown(text[position])}) cannot stand there"


def invalid(text: str, why: str) -> ToolError:
    """Return the error that says why a query cannot be done."""
    return ToolError("invalid_query", f"The search {shown(text)} cannot be done: {why}.")
