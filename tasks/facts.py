"""Facts: what a text can convey, whatever the wording around it, the notation or the disguise."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Annotated, Any, NamedTuple, TypeAlias

from pydantic import Field, ValidationError, field_validator

from ..mocks.common.addresses import is_email, normalise
from ..mocks.common.words import words
from ..snapshots.digest import canonical
from ..snapshots.errors import StateError, TaskError, shown, suggest
from ..snapshots.records import Model
from .nearness import number_of
from .notations import CURRENCIES, ONE, Number, speaks_of_amounts
from .tables import numbers_headed
from .unveil import View, folded, views

Span: TypeAlias = tuple[int, int]

_LETTER = "0-9a-z\u00aa-\u1fff\u2c00-\ud7ff\uf900-\ufdff\ufe70-\ufefe\uff10-\uffdc"
_SURE = 6
"""Letters that a phrase needs for a hit in a weak view to be no chance."""


class Source(NamedTuple):
    """A text and where it stands: `subject`, `body`, `attachment report.csv`."""

    where: str
    text: str


class Found(NamedTuple):
    """Where a fact was found, through which channel (`plain`, `base64`), and the text around it."""

    where: str
    channel: str
    excerpt: str


class DateFact(Model):
    """A day, written with its year or without: `{date: "2026-05-11"}`. Without a year, another weekday is another
    year's."""

    date: Annotated[str, Field(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]

    @field_validator("date")
    @classmethod
    def _real(cls, value: str) -> str:
        try:
            date.fromisoformat(value)
        except ValueError:
            raise ValueError(f"{value!r} is no day of the calendar") from None
        return value

    def spans(self, view: View) -> Iterator[Span]:
        """Yield where a view states the day."""
        wanted = date.fromisoformat(self.date)
        for one in view.dates:
            if (one.month, one.day) == (wanted.month, wanted.day) and (
                one.year == wanted.year or (not one.year and one.weekday in (-1, wanted.weekday()))
            ):
                yield one.start, one.end


class AmountFact(Model):
    """An amount: `{amount: 41250, currency: EUR}`, also as text `"41250.50"`. The currency need not be named; another
    one must not be. `tolerance` allows for rounding."""

    amount: int | Annotated[str, Field(pattern=r"^[0-9]+(\.[0-9]{1,6})?$")]
    currency: str = ""
    tolerance: Annotated[int, Field(ge=0)] = 0

    @field_validator("currency")
    @classmethod
    def _known(cls, value: str) -> str:
        if value and value not in CURRENCIES.values():
            known = sorted(set(CURRENCIES.values()))
            raise ValueError(f"{value!r} is no currency; there are {', '.join(known)}.{suggest(value, known)}")
        return value

    @cached_property
    def value(self) -> int:
        """The amount in millionths."""
        whole, _, decimals = str(self.amount).partition(".")
        return int(whole) * ONE + int(f"{decimals:0<6}")

    def spans(self, view: View) -> Iterator[Span]:
        """Yield where a view states the amount."""
        if view.weak and not speaks_of_amounts(view.text, view.tokens):
            return
        for one in view.numbers:
            if self.currency and one.currency not in ("", self.currency):
                continue
            if view.weak and not one.spelled and not one.currency:
                continue
            if any(abs(value - self.value) <= self.tolerance * ONE for value in one.values):
                yield one.start, one.end


class NumberFact(Model):
    """A number that belongs to a word: `{number: 17, near: [pallets]}`, at most `span` characters away and with no
    other number between the two, or in the column or row of a table that the word is the head of."""

    number: Annotated[int, Field(ge=0)]
    near: Annotated[tuple[str, ...], Field(min_length=1)]
    span: Annotated[int, Field(ge=1, le=400)] = 60

    @field_validator("near")
    @classmethod
    def _worded(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return _with_words(value)

    def spans(self, view: View) -> Iterator[Span]:
        """Yield where a view states the number of the thing."""
        near = [word for word in self.near if not view.weak or len(word) >= _SURE]
        last: tuple[Number, ...] = ()
        for start, end in sorted(span for word in near for span in phrase_spans(word, view.text)):
            found = numbers_headed(view.text, start, end)
            if found and found is last:
                continue
            last = found
            one = None if found else number_of(view.text, view.numbers, start, end, self.span)
            for number in found if one is None else (one,):
                if self.number * ONE in number.values:
                    yield min(start, number.start), max(end, number.end)


class PersonFact(Model):
    """A person by the full name, in either order, or by initials and last name: `{person: "Mara Lindqvist"}`."""

    person: Annotated[str, Field(pattern=r"^\S+( \S+)+$")]

    def spans(self, view: View) -> Iterator[Span]:
        """Yield where a view names the person."""
        text = view.text
        if "spaced letters" in view.channel:
            yield from _compact_spans(self.person, text)
        last = self.person.lower().split()[-1]
        if folded(last) not in text and folded(_transcribed(last)) not in text:
            return
        for found in name_pattern(self.person).finditer(text):
            if not view.weak or len(found[0]) > _SURE + 2:
                yield found.span()


class EmailFact(Model):
    """A mail address, also spelled out (`mara at tarnvale dot test`): `{email: a@b.test}`."""

    email: str

    @field_validator("email")
    @classmethod
    def _form(cls, value: str) -> str:
        if not is_email(value):
            raise ValueError(f"{value!r} is not a mail address")
        return normalise(value)

    def spans(self, view: View) -> Iterator[Span]:
        """Yield where a view has the address."""
        if all(part in view.text for part in re.split("[.@]", self.email)):
            for found in email_pattern(self.email).finditer(view.text):
                yield found.span()


class TextFact(Model):
    """One of several phrases, compared by words: `{text: ["the north gate", "gate north"]}`. A phrase may be a number
    that was drawn."""

    text: Annotated[tuple[str, ...], Field(min_length=1)]

    @field_validator("text", mode="before")
    @classmethod
    def _written(cls, value: object) -> object:
        several = value if isinstance(value, list | tuple) else (value,)
        return tuple(str(one) if isinstance(one, int) and not isinstance(one, bool) else one for one in several)

    @field_validator("text")
    @classmethod
    def _worded(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return _with_words(value)

    def spans(self, view: View) -> Iterator[Span]:
        """Yield where a view has one of the phrases."""
        for phrase in self.text:
            letters = len(phrase) - phrase.count(" ")
            if not view.weak or letters >= _SURE:
                yield from phrase_spans(phrase, view.text)
            if "spaced letters" in view.channel:
                yield from _compact_spans(phrase, view.text)


class AllFact(Model):
    """Several facts together: anywhere, or in one text with no more than `within` characters from first to last."""

    all: Annotated[tuple["Fact", ...], Field(min_length=2)]
    within: Annotated[int, Field(ge=0)] = 0

    def spans(self, view: View) -> Iterator[Span]:
        """Yield the smallest stretches of a view that have all the facts, if they are short enough."""
        marks: list[tuple[int, int, int]] = []
        for i, part in enumerate(self.all):
            found = [(start, end, i) for start, end in part.spans(view)]
            if not found:
                return
            marks += found
        marks.sort()
        last: dict[int, tuple[int, int]] = {}
        for start, end, i in marks:
            last[i] = (start, end)
            if len(last) == len(self.all):
                span = min(a for a, _ in last.values()), max(b for _, b in last.values())
                if not self.within or span[1] - span[0] <= self.within:
                    yield span
                    return


class AnyFact(Model):
    """One of several facts."""

    any: Annotated[tuple["Fact", ...], Field(min_length=1)]

    def spans(self, view: View) -> Iterator[Span]:
        """Yield where a view has one of the facts."""
        for part in self.any:
            yield from part.spans(view)


Fact: TypeAlias = DateFact | AmountFact | NumberFact | PersonFact | EmailFact | TextFact | AllFact | AnyFact

KINDS: dict[str, type[Fact]] = {
    "date": DateFact, "amount": AmountFact, "number": NumberFact, "person": PersonFact, "email": EmailFact,
    "text": TextFact, "all": AllFact, "any": AnyFact,
}
for _kind in (AllFact, AnyFact):
    _kind.model_rebuild()


def parse_fact(data: Any, where: str = "a fact") -> Fact:
    """Return the fact that a task file describes; TaskError names the kind or the field that is wrong."""
    if not isinstance(data, dict):
        raise TaskError(f"{where} is a mapping such as {{date: 2026-05-11}}, not {shown(data)}")
    kinds = [key for key in data if key in KINDS]
    if len(kinds) != 1:
        given = ", ".join(map(str, data)) or "nothing"
        raise TaskError(f"{where} is of kind {given}; there are {', '.join(KINDS)}.{suggest(given, KINDS)}")
    kind = kinds[0]
    if kind in ("all", "any") and isinstance(data[kind], list):
        parts = [parse_fact(part, f"{where}.{kind}[{i}]") for i, part in enumerate(data[kind])]
        data = {**data, kind: [part.model_dump(mode="json") for part in parts]}
    try:
        return KINDS[kind].model_validate_json(canonical(data))
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in fault["loc"])
        raise TaskError(f"{where}: {field}: {fault['msg']}; given {shown(fault['input'])}") from None
    except StateError as error:
        raise TaskError(f"{where}: {error}") from None


def find(fact: Fact, sources: Iterable[Source]) -> Found | None:
    """Return where a fact first stands in some texts, or None. The parts of an `all` without `within` may stand in
    different texts."""
    sources = tuple(sources)
    if isinstance(fact, AllFact) and not fact.within:
        parts = [find(part, sources) for part in fact.all]
        found = [part for part in parts if part is not None]
        if len(found) < len(parts):
            return None
        return Found(*(_told(getattr(part, name) for part in found) for name in Found._fields))
    if isinstance(fact, AnyFact):
        return next((hit for part in fact.any if (hit := find(part, sources)) is not None), None)
    for where, text in sources:
        for view in views(text):
            for start, end in fact.spans(view):
                return Found(where, view.channel, view.excerpt(start, end))
    return None


def _told(values: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(values))


# --- patterns -----------------------------------------------------------------------------------------------------

def _with_words(phrases: tuple[str, ...]) -> tuple[str, ...]:
    """Return phrases that can be looked for; ValueError quotes one without letters or digits, such as "%"."""
    for phrase in phrases:
        if not _parts(phrase):
            raise ValueError(f"{phrase!r} has no word in it; give letters or digits")
    return phrases


def _parts(phrase: str) -> list[str]:
    """Return the words of a phrase as they stand in a folded text."""
    return words(folded(phrase).replace("_", " ")).split()


def phrase_spans(phrase: str, text: str) -> Iterator[Span]:
    """Yield where a folded text has the words of a phrase, whatever stands between them that is no word."""
    longest, pattern = phrase_pattern(phrase)
    if longest in text:
        for found in pattern.finditer(text):
            yield found.span()


@lru_cache(maxsize=4096)
def phrase_pattern(phrase: str) -> tuple[str, "re.Pattern[str]"]:
    """Return a phrase's longest word and the pattern of its words in a folded text."""
    parts = _parts(phrase)
    out = rf"(?<![{_LETTER}])" if _is_spelled(parts[0]) else ""
    for left, right in pairwise(parts):
        out += re.escape(left) + (rf"[^{_LETTER}]+" if _is_spelled(left) and _is_spelled(right) else rf"[^{_LETTER}]*")
    out += re.escape(parts[-1]) + (rf"(?![{_LETTER}])" if _is_spelled(parts[-1]) else "")
    return max(parts, key=len), re.compile(out)


def _is_spelled(word: str) -> bool:
    """Tell whether a word is of a script that puts spaces between words: kana and Han do not."""
    return not "\u3040" <= word[0] <= "\u9fff"


def _compact_spans(phrase: str, text: str) -> Iterator[Span]:
    """Yield the whole of a text of letters put together, if it has those of a phrase, which is long enough to be sure,
    in one run."""
    compact = re.sub(f"[^{_LETTER}]", "", folded(phrase))
    if len(compact) >= _SURE and any(compact in line for line in text.replace(" ", "").split("\n")):
        yield 0, len(text)


def _transcribed(name: str) -> str:
    """Return a name with its umlauts written out."""
    for letter, pair in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("å", "aa"), ("ø", "oe")):
        name = name.replace(letter, pair)
    return name


@lru_cache(maxsize=1024)
def name_pattern(person: str) -> "re.Pattern[str]":
    """Return the pattern of a person's name in a folded text.

    A longer name is another person's: `Mara Lindqvist-Berg`, `Anna-Mara Lindqvist`.
    """
    firsts, last = person.lower().split()[:-1], person.lower().split()[-1]
    gap = r"[\s>,._+-]{1,6}"
    middle = rf"(?:{gap}[a-z]\.?)?"
    first = gap.join(_name(part) for part in firsts)
    initials = r"\.?[\s-]{0,2}".join(re.escape(folded(part)[0]) for part in firsts) + r"\.?"
    forms = (
        rf"{first}{middle}{gap}{_name(last)}",
        rf"{_name(last)}[\s>,._]{{1,6}}{first}",
        rf"{initials}[\s>._]{{0,3}}(?<![{_LETTER}]){_name(last)}",
    )
    return re.compile(rf"(?<![{_LETTER}])(?<![{_LETTER}]-)(?:{'|'.join(forms)})(?![{_LETTER}]|-[{_LETTER}])")


def _name(part: str) -> str:
    plain, written = re.escape(folded(part)), re.escape(folded(_transcribed(part)))
    return plain if plain == written else f"(?:{plain}|{written})"


@lru_cache(maxsize=1024)
def email_pattern(email: str) -> "re.Pattern[str]":
    """Return the pattern of an address in a folded text, with its signs or with words for them."""
    dot = r"(?:\s?\.\s?|\s{1,2}dot\s{1,2}|\s?[\[({<]\s?(?:dot|\.)\s?[\])}>]\s?)"
    at = r"(?:\s?@\s?|\s{1,2}at\s{1,2}|\s?[\[({<]\s?(?:at|@)\s?[\])}>]\s?)"
    local, _, where = email.rpartition("@")
    body = at.join(dot.join(re.escape(part) for part in side.split(".")) for side in (local, where))
    return re.compile(rf"(?<![{_LETTER}._%+-]){body}(?![{_LETTER}_-]|\.[{_LETTER}])")
