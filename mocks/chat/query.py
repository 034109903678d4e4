"""Queries: Slack's search language, parsed by the grammar beside this file into a tuple of terms."""

from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from lark import Lark, Token, Transformer, UnexpectedInput, v_args

from ...snapshots.errors import ToolError, shown, suggest

MAX_LENGTH = 1_000

MODIFIERS = ("from", "in", "to", "before", "after", "on", "during", "has", "is")


class Word(NamedTuple):
    """A word (`plan`, or `plan*` for what begins so) or, quoted, a phrase."""

    text: str
    quoted: bool = False


class Modifier(NamedTuple):
    """`name:value`."""

    name: str
    value: str


class Not(NamedTuple):
    """What must not hold."""

    inside: "Word | Modifier"


Term: TypeAlias = Word | Modifier | Not


@v_args(inline=True)
class _Build(Transformer[Token, Any]):
    """Turns the parse tree into terms."""

    def start(self, *terms: Term) -> tuple[Term, ...]:
        return terms

    def negation(self, inside: Word | Modifier) -> Not:
        return Not(inside)

    def word(self, token: Token) -> Word:
        return Word(str(token))

    def phrase(self, token: Token) -> Word:
        return Word(str(token)[1:-1], quoted=True)

    def modifier(self, name: Token, value: Token) -> Modifier:
        return Modifier(str(name)[:-1].lower(), str(value).strip('"'))

    def reaction(self, token: Token) -> Modifier:
        return Modifier("has", str(token)[4:])


@lru_cache(maxsize=1)
def _parser() -> Lark:
    return Lark.open("query.lark", rel_to=__file__, parser="lalr", lexer="contextual", transformer=_Build())


@lru_cache(maxsize=1024)
def parse(text: str) -> tuple[Term, ...]:
    """Return the terms of a search; ToolError `invalid_query` says what cannot be read and what there is."""
    if len(text) > MAX_LENGTH:
        raise invalid(text, f"it has {len(text)} characters and {MAX_LENGTH} is the limit")
    try:
        parsed: Any = _parser().parse(text)
    except UnexpectedInput as error:
        raise invalid(text, _fault(text, error)) from None
    terms: tuple[Term, ...] = parsed
    if not terms:
        raise invalid(text, "it holds nothing to look for; give words or modifiers such as from: and in:")
    for term in terms:
        _check(term.inside if isinstance(term, Not) else term, text)
    return terms


def _check(term: Word | Modifier, text: str) -> None:
    """Refuse what parses but would silently mean something else than was meant."""
    if isinstance(term, Modifier):
        if term.name not in MODIFIERS:
            raise invalid(text, f"there is no modifier {shown(term.name)}.{suggest(term.name, MODIFIERS)} There are "
                                f"{', '.join(MODIFIERS)}; put a text with a colon in quotes")
        if not term.value.strip():
            raise invalid(text, f"{term.name}: takes a value")
    elif not term.quoted and term.text in ("OR", "AND", "NOT"):
        raise invalid(text, f"there is no {term.text} here: all that is written must hold, and -term excludes; put the "
                            "word itself in quotes")


def _fault(text: str, error: UnexpectedInput) -> str:
    if text.count('"') % 2:
        return "a quote is not closed"
    position: int | None = error.pos_in_stream
    if text.rstrip().endswith(":") or position is None or not 0 <= position < len(text):
        return "a modifier at its end has no value"
    return f"character {position + 1} ({shown(text[position])}) cannot stand there"


def invalid(text: str, why: str) -> ToolError:
    """Return the error that says why a search cannot be done."""
    return ToolError("invalid_query", f"The search {shown(text)} cannot be done: {why}.")
