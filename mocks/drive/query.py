"""Queries: Drive's search language (`q`), parsed by the grammar beside this file and checked against its fields."""

import re
from functools import lru_cache
from typing import Any, Literal, NamedTuple, TypeAlias

from lark import Lark, Token, Transformer, UnexpectedInput, UnexpectedToken, v_args

from ...snapshots.errors import ToolError, shown, suggest
from ..common.words import words
from ..common.zones import read_moment

MAX_LENGTH = 2_000
MAX_NESTING = 30

Value: TypeAlias = str | int | bool
Kind: TypeAlias = Literal["text", "words", "moment", "truth", "collection", "pairs", "choice", "number"]

EQUAL = ("=", "!=")
ORDERED = ("<=", "<", "=", "!=", ">", ">=")
LABEL_FIELD = ("=", "!=", "<", "<=", ">", ">=", "contains", "starts with", "in", "not in", "is null", "is not null")
VISIBILITIES = ("anyoneCanFind", "anyoneWithLink", "domainCanFind", "domainWithLink", "limited")


class Field(NamedTuple):
    """What a field's values are, and the operators that it takes."""

    kind: Kind
    operators: tuple[str, ...]


FILE_FIELDS: dict[str, Field] = {
    "name": Field("words", ("contains", *EQUAL)),
    "fullText": Field("words", ("contains",)),
    "mimeType": Field("text", ("contains", *EQUAL)),
    "modifiedTime": Field("moment", ORDERED),
    "viewedByMeTime": Field("moment", ORDERED),
    "createdTime": Field("moment", ORDERED),
    "trashed": Field("truth", EQUAL),
    "starred": Field("truth", EQUAL),
    "sharedWithMe": Field("truth", EQUAL),
    "parents": Field("collection", ("in",)),
    "owners": Field("collection", ("in",)),
    "writers": Field("collection", ("in",)),
    "readers": Field("collection", ("in",)),
    "labels": Field("collection", ("in",)),
    "properties": Field("pairs", ("has",)),
    "appProperties": Field("pairs", ("has",)),
    "visibility": Field("choice", EQUAL),
    "shortcutDetails.targetId": Field("text", EQUAL),
}
"""The fields of a search for files (Drive's reference of search terms)."""

DRIVE_FIELDS: dict[str, Field] = {
    "name": Field("words", ("contains", *EQUAL)),
    "createdTime": Field("moment", ORDERED),
    "hidden": Field("truth", EQUAL),
    "memberCount": Field("number", ORDERED),
    "organizerCount": Field("number", ORDERED),
}
"""The fields of a search for shared drives. Organisational units are not modelled, so orgUnitId is none."""


class Term(NamedTuple):
    """One condition. For `has`, `key` and `value` are the pair; for `is null` there is no value."""

    field: str
    operator: str
    value: Value = ""
    key: str = ""


class Not(NamedTuple):
    """What must not match."""

    inside: "Node"


class AllOf(NamedTuple):
    """All must match."""

    parts: "tuple[Node, ...]"


class AnyOf(NamedTuple):
    """One must match."""

    parts: "tuple[Node, ...]"


Node: TypeAlias = Term | Not | AllOf | AnyOf


@v_args(inline=True)
class _Build(Transformer[Token, Any]):
    """Turns the parse tree into nodes."""

    def start(self, inside: Node | None = None) -> Node:
        return AllOf(()) if inside is None else inside

    def conj(self, *parts: Node) -> Node:
        return AllOf(parts)

    def disj(self, *parts: Node) -> Node:
        return AnyOf(parts)

    def negation(self, inside: Node) -> Node:
        return inside.inside if isinstance(inside, Not) else Not(inside)

    def string(self, token: Token) -> Value:
        return re.sub(r"\\(.)", r"\1", token[1:-1], flags=re.DOTALL)

    def number(self, token: Token) -> Value:
        return int(token)

    def true(self) -> Value:
        return True

    def false(self) -> Value:
        return False

    def compared(self, field: Token, how: Token, value: Value) -> Node:
        return Term(str(field), str(how), value)

    def contained(self, field: Token, value: Value) -> Node:
        return Term(str(field), "contains", value)

    def started(self, field: Token, value: Value) -> Node:
        return Term(str(field), "starts with", value)

    def missing(self, field: Token) -> Node:
        return Term(str(field), "is null")

    def present(self, field: Token) -> Node:
        return Term(str(field), "is not null")

    def inside(self, value: Value, field: Token) -> Node:
        return Term(str(field), "in", value)

    def outside(self, value: Value, field: Token) -> Node:
        return Term(str(field), "not in", value)

    def has(self, field: Token, *pair: Any) -> Node:
        given = {str(name): (str(how), value) for name, how, value in (pair[:3], pair[3:])}
        if set(given) != {"key", "value"} or any(how != "=" for how, _ in given.values()):
            return Term(str(field), "has", "", "")
        return Term(str(field), "has", str(given["value"][1]), str(given["key"][1]))

    def bare(self, field: Token) -> Node:
        return Term(str(field), "", True)


@lru_cache(maxsize=1)
def _parser() -> Lark:
    return Lark.open("query.lark", rel_to=__file__, parser="lalr", lexer="contextual", transformer=_Build())


@lru_cache(maxsize=1024)
def parse(text: str, of: Literal["files", "drives"] = "files") -> Node:
    """Return the tree of a query; ToolError `invalid_query` says where it cannot be read and what there is.

    A blank query is everything: AllOf of nothing. No other query is.
    """
    if len(text) > MAX_LENGTH:
        raise invalid(text, f"it has {len(text)} characters and {MAX_LENGTH} is the limit")
    depth = deepest = 0
    for character in re.sub(r"'(?:[^'\\]|\\.)*'", "", text, flags=re.DOTALL):
        depth += (character == "(") - (character == ")")
        deepest = max(deepest, depth)
    if deepest > MAX_NESTING:
        raise invalid(text, f"it is nested {deepest} levels deep and {MAX_NESTING} is the limit")
    try:
        tree: Any = _parser().parse(text)
    except UnexpectedInput as error:
        raise invalid(text, _fault(text, error)) from None
    return _checked(tree, text, FILE_FIELDS if of == "files" else DRIVE_FIELDS)


def _checked(node: Node, text: str, fields: dict[str, Field]) -> Node:
    """Return the tree with values in their type; refuse what names no field, or an operator that it does not take."""
    match node:
        case Term():
            return _checked_term(node, text, fields)
        case Not(inside=inside):
            return Not(_checked(inside, text, fields))
        case AllOf(parts=parts):
            return AllOf(tuple(_checked(part, text, fields) for part in parts))
        case AnyOf(parts=parts):
            return AnyOf(tuple(_checked(part, text, fields) for part in parts))


def _checked_term(term: Term, text: str, fields: dict[str, Field]) -> Term:
    if term.field.startswith("labels/") and "labels" in fields:
        return _checked_label(term, text)
    field = fields.get(term.field)
    if field is None:
        raise invalid(text, f"there is no field {shown(term.field)}.{suggest(term.field, fields)} The fields are "
                            f"{', '.join(fields)}")
    if not term.operator:
        if term.field != "sharedWithMe":
            raise invalid(text, f"{term.field} needs an operator and a value; it takes {', '.join(field.operators)}")
        return Term(term.field, "=", True)
    if term.operator not in field.operators:
        raise invalid(text, f"{term.field} does not take {shown(term.operator)}; it takes "
                            f"{', '.join(field.operators)}")
    return term._replace(value=_value(term, field.kind, text))


def _value(term: Term, kind: Kind, text: str) -> Value:
    """Return a value in the type of its field."""
    value = term.value
    if kind == "pairs":
        if not term.key:
            raise invalid(text, f"{term.field} has takes a pair, as in {term.field} has "
                                "{ key='department' and value='sales' }")
        return value
    if kind == "truth":
        if not isinstance(value, bool):
            raise invalid(text, f"{term.field} is true or false, without quotes, and not {shown(value)}")
        return value
    if kind == "number":
        if not isinstance(value, int) or isinstance(value, bool):
            raise invalid(text, f"{term.field} is a whole number, and not {shown(value)}")
        return value
    if not isinstance(value, str):
        raise invalid(text, f"the value of {term.field} stands in single quotes; {shown(value)} does not")
    if kind == "moment":
        try:
            return read_moment(value, "UTC")
        except ToolError:
            raise invalid(text, f"{term.field} is a time such as '2026-03-04T12:00:00' (UTC unless it says "
                                f"otherwise), and not {shown(value)}") from None
    if kind == "choice" and value not in VISIBILITIES:
        raise invalid(text, f"there is no visibility {shown(value)}.{suggest(value, VISIBILITIES)} There are "
                            f"{', '.join(VISIBILITIES)}")
    if kind == "words" and term.operator == "contains" and not words(value).strip():
        raise invalid(text, f"{term.field} contains {shown(value)} holds no word to look for")
    if term.operator == "contains" and not value:
        raise invalid(text, f"{term.field} contains an empty text, which is in everything")
    return value


def _checked_label(term: Term, text: str) -> Term:
    _, _, path = term.field.partition("/")
    if not path.rpartition(".")[0]:
        raise invalid(text, f"{shown(term.field)} names no field of a label; write labels/LABEL_ID.FIELD_ID, or "
                            "'labels/LABEL_ID' in labels")
    if term.operator not in LABEL_FIELD:
        raise invalid(text, f"a label's field does not take {shown(term.operator)}; it takes {', '.join(LABEL_FIELD)}")
    if isinstance(term.value, bool):
        raise invalid(text, "a label's field is compared with a text in single quotes or a whole number")
    return term


def _fault(text: str, error: UnexpectedInput) -> str:
    bare = re.sub(r"'(?:[^'\\]|\\.)*'", "", text, flags=re.DOTALL)
    if "'" in bare:
        return "a single quote is not closed; inside a value it is written \\'"
    if '"' in bare:
        return "values stand in single quotes, as in name contains 'plan', not in double quotes"
    if bare.count("(") != bare.count(")") or bare.count("{") != bare.count("}"):
        return "a bracket is not closed"
    position: int | None = error.pos_in_stream
    ended = isinstance(error, UnexpectedToken) and error.token.type == "$END"
    if ended or position is None or not 0 <= position < len(text):
        return "something is missing at its end"
    rest = text[position:].split()
    return (f"{shown(rest[0] if rest else text[position])} (character {position + 1}) cannot stand there. A condition "
            "is FIELD OPERATOR VALUE or 'VALUE' in FIELD, joined by and, or, not and parentheses")


def invalid(text: str, why: str) -> ToolError:
    """Return the error that says why a query cannot be done."""
    return ToolError("invalid_query", f"The search {shown(text)} cannot be done: {why}.")
