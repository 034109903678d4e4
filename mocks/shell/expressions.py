"""Expressions: reads regular expressions of POSIX and GNU, basic and extended, as trees."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

from .nesting import Nesting
from .patterns import CLASSES, bracket, bracket_end

MOST: Final = 32_767
"""How often an interval may ask for something, as glibc has it."""


class BadPattern(Exception):
    """A regular expression that makes no sense; the message is the C library's."""


@dataclass(frozen=True, slots=True)
class Chars:
    """One character out of some: how Python writes them."""

    python: str


@dataclass(frozen=True, slots=True)
class Place:
    """A place between characters: `^`, `$`, or the letter of one of GNU's (`b B < > ' and the grave accent)."""

    kind: str


@dataclass(frozen=True, slots=True)
class Back:
    """What a group has matched, once more."""

    number: int


@dataclass(frozen=True, slots=True)
class Sequence:
    """One thing after the other; nothing, if there are none."""

    parts: "tuple[Part, ...]"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several things."""

    options: "tuple[Part, ...]"


@dataclass(frozen=True, slots=True)
class Repeat:
    """Something several times."""

    what: "Part"
    low: int
    high: int | None


@dataclass(frozen=True, slots=True)
class Captured:
    """A group."""

    number: int
    inside: "Part"


Part: TypeAlias = Chars | Place | Back | Sequence | Choice | Repeat | Captured

_CLASSES: Final = {"w": "[a-zA-Z0-9_]", "W": "[^a-zA-Z0-9_]", "s": r"[ \t\n\r\f\v]", "S": r"[^ \t\n\r\f\v]"}
_PLACES: Final = "bB<>`'"
_CONTROLS: Final = {"n": "\n", "t": "\t"}


class Read(NamedTuple):
    """A tree, how many groups it has, and the signs at a beginning that grep warns of."""

    tree: Part
    groups: int
    stray: tuple[str, ...]


@lru_cache(maxsize=512)
def read(text: str, *, extended: bool, lenient: bool = False) -> Read:
    """Return the tree of an expression; BadPattern if it makes no sense.

    What the C library refuses in an extended one (`*a`, `a)`, `a{x`), grep takes for something else: `lenient`.
    """
    return _Reader(text, extended, lenient).whole()


class _Reader:
    def __init__(self, text: str, extended: bool, lenient: bool) -> None:
        self._text = text
        self._extended = extended
        self._lenient = lenient
        self._at = 0
        self._groups = 0
        self._closed: set[int] = set()
        self._depth = 0
        self._nested = Nesting(lambda: BadPattern("Memory exhausted"))
        self._stray: list[str] = []

    def whole(self) -> Read:
        tree = self._choice()
        if self._at < len(self._text):
            raise BadPattern("Unmatched ) or \\)")
        return Read(tree, self._groups, tuple(self._stray))

    def _token(self) -> str:
        """Return the operator or the single character (with its backslash) that comes next."""
        text = self._text[self._at : self._at + 2]
        return text if text[:1] == "\\" else text[:1]

    def _is(self, token: str, operator: str) -> bool:
        return token == (operator if self._extended else "\\" + operator)

    def _choice(self) -> Part:
        options = [self._sequence()]
        while self._is(self._token(), "|"):
            self._at += len(self._token())
            options.append(self._sequence())
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def _sequence(self) -> Part:
        parts: list[Part] = []
        start = True
        while token := self._token():
            closes = self._is(token, ")") and (self._depth > 0 or not (self._extended and self._lenient))
            if closes or self._is(token, "|"):
                break
            if self._starts_repeat(token):
                if start and not (self._extended or token in "*"):
                    if token == "\\{":
                        if not self._lenient:
                            raise BadPattern("Invalid preceding regular expression")
                        self._literal_interval(parts)
                    else:
                        parts.append(_char(token[-1]))
                        self._at += 2
                    start = False
                    continue
                if start and not self._extended:
                    parts.append(_char("*"))
                    self._at += 1
                    start = False
                    continue
                if start:
                    self._refuse_start(token)
                    parts.append(Sequence(()))
                if (parts and self._repeat(parts)) or not parts:
                    start = False
                    continue
            part = self._atom(token, start)
            parts.append(part)
            start = isinstance(part, Place) and part.kind == "^"
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def _starts_repeat(self, token: str) -> bool:
        return token == "*" or any(self._is(token, sign) for sign in "+?{")

    def _literal_interval(self, parts: list[Part]) -> None:
        parts.append(_char("{"))
        self._at += 2

    def _refuse_start(self, token: str) -> None:
        if not self._lenient:
            raise BadPattern("Invalid preceding regular expression")
        if token != "{" or self._interval(self._at + 1) is not None:
            self._stray.append("{...}" if token == "{" else token)

    def _repeat(self, parts: list[Part]) -> bool:
        """Put the repetition that comes next around the last part; False if it is none after all."""
        token = self._token()
        sign = token[-1]
        if sign == "{":
            found = self._interval(self._at + len(token))
            if found is None:
                parts.append(_char("{"))
                self._at += 1
                return True
            low, high, self._at = found
        else:
            low, high = (1, None) if sign == "+" else (0, 1) if sign == "?" else (0, None)
            self._at += len(token)
        parts[-1] = Repeat(parts[-1], low, high)
        return True

    def _interval(self, at: int) -> tuple[int, int | None, int] | None:
        closing = "}" if self._extended else "\\}"
        end = self._text.find(closing, at)
        inside = self._text[at:end] if end >= 0 else self._text[at:]
        low, comma, high = inside.partition(",")
        well = all(not part or part.isdecimal() for part in (low, high)) and bool(inside)
        if end < 0 or not well:
            if self._extended and self._lenient:
                return None
            raise BadPattern("Unmatched \\{" if end < 0 else "Invalid content of \\{\\}")
        least = int(low or 0)
        most = (int(high) if high else None) if comma else least
        if most is not None and most < least:
            raise BadPattern("Invalid content of \\{\\}")
        if max(least, most or 0) > MOST:
            raise BadPattern("Regular expression too big")
        return least, most, end + len(closing)

    def _atom(self, token: str, start: bool) -> Part:
        if self._is(token, "("):
            return self._group(token)
        self._at += len(token)
        if token == "[":
            return self._bracket()
        if token == ".":
            return Chars(".")
        if token == "^" and (self._extended or start or self._after_opening()):
            return Place("^")
        if token == "$" and (self._extended or self._ends()):
            return Place("$")
        if token[0] != "\\":
            return _char(token)
        if len(token) == 1:
            raise BadPattern("Trailing backslash")
        letter = token[1]
        if letter in "123456789":
            number = int(letter)
            if number not in self._closed:
                raise BadPattern("Invalid back reference")
            return Back(number)
        if letter in _CLASSES:
            return Chars(_CLASSES[letter])
        if letter in _PLACES:
            return Place(letter)
        return _char(_CONTROLS.get(letter, letter) if not self._lenient else letter)

    def _after_opening(self) -> bool:
        return self._text[: self._at - 1].endswith(("\\(", "\\|", "\n"))

    def _ends(self) -> bool:
        rest = self._text[self._at :]
        return not rest or rest.startswith(("\\)", "\\|", "\n"))

    def _group(self, token: str) -> Part:
        self._at += len(token)
        self._groups += 1
        number = self._groups
        self._depth += 1
        with self._nested:
            inside = self._choice()
        self._depth -= 1
        closing = self._token()
        if not closing:
            raise BadPattern("Unmatched ( or \\(")
        self._at += len(closing)
        self._closed.add(number)
        return Captured(number, inside)

    def _bracket(self) -> Part:
        end = bracket_end(self._text, self._at)
        if end < 0:
            if self._at == len(self._text):
                raise BadPattern("Invalid regular expression")
            raise BadPattern("Unmatched [, [^, [:, [., or [=")
        inside = self._text[self._at : end]
        _checked(inside)
        self._at = end + 1
        return Chars(bracket(inside))


def _char(char: str) -> Chars:
    return Chars("\\" + char if char in r"\.^$*+?{}[]|()-&~#" else char)


def _checked(inside: str) -> None:
    """Raise BadPattern if there is no such bracket expression."""
    at = 1 if inside[:1] == "^" else 0
    if inside[:1] == ":" and inside[-1:] == ":" and len(inside) > 2:
        raise BadPattern("character class syntax is [[:space:]], not [:space:]")
    items: list[str | None] = []
    while at < len(inside):
        if inside.startswith(("[:", "[.", "[="), at):
            kind = inside[at + 1]
            end = inside.find(kind + "]", at + 2)
            if end >= 0:
                name = inside[at + 2 : end]
                if kind == ":" and name not in CLASSES:
                    raise BadPattern("Invalid character class name")
                if kind != ":" and len(name) != 1:
                    raise BadPattern("Invalid collation character")
                items.append(None if kind == ":" else name)
                at = end + 2
                continue
        items.append(inside[at])
        at += 1
    place = 1
    while place < len(items) - 1:
        low, high = items[place - 1], items[place + 1]
        if items[place] == "-":
            if low is None or high is None or low > high:
                raise BadPattern("Invalid range end")
            place += 2
        place += 1
