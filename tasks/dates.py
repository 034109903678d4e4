"""Dates: the days that a text names, in words and in figures, whichever of day and month comes first.

Texts come folded (`unveil.folded`): lower case, plain spaces and quotes.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple


class Day(NamedTuple):
    """A date in a text; `year` is 0 where none is given, `weekday` -1 (Monday is 0)."""

    start: int
    end: int
    year: int
    month: int
    day: int
    weekday: int = -1


_MONTHS = {name: i for i, names in enumerate((
    "january jan januar", "february feb februar", "march mar marz maerz", "april apr", "may mai", "june jun juni",
    "july jul juli", "august aug", "september sep sept", "october oct oktober okt", "november nov",
    "december dec dezember dez",
), start=1) for name in names.split()}
_ORDINALS = {word: i for i, word in enumerate((
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    "twentieth",
), start=1)} | {f"twenty {word}": 20 + i for i, word in enumerate((
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
), start=1)} | {"thirtieth": 30, "thirty first": 31}

_ORDINAL = "|".join(sorted((name.replace(" ", "[ -]") for name in _ORDINALS), key=lambda name: (-len(name), name)))
_MONTH = "|".join(sorted(_MONTHS, key=lambda name: (-len(name), name)))
_DAY = rf"(?P<day>[0-3]?[0-9])(?:st|nd|rd|th)?|(?P<ordinal>{_ORDINAL})"
_GAP = r"[\s>.,/-]{0,4}"
_YEAR = rf"(?:{_GAP}(?P<year>(?:19|20)[0-9]{{2}}|'[0-9]{{2}})(?![0-9]))?"
_YEAR_BEHIND_DASH = _YEAR.replace("|'", "|(?<=-)[0-9]{2}|'")
_MONTH_NAME = re.compile(rf"(?:{_MONTH})(?![a-z])")
_DAY_MONTH = re.compile(
    rf"(?<![0-9a-z])(?:{_DAY})(?:{_GAP}|[\s>]{{1,3}}(?:day )?of[\s>]{{1,3}})"
    rf"(?P<month>{_MONTH})(?![a-z]){_YEAR_BEHIND_DASH}"
)
_MONTH_DAY = re.compile(
    rf"(?<![0-9a-z])(?P<month>{_MONTH})\.?(?:[\s>-]{{1,3}})(?:the )?(?:{_DAY})(?![0-9a-z]){_YEAR}"
)
_RUN = re.compile(r"[0-9][0-9./ -]{2,}")
_YMD = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})([-/. ]?)([01]?[0-9])\2([0-3]?[0-9])(?![0-9])")
_NUMERIC = re.compile(
    r"(?<![0-9./-])([0-3]?[0-9])(?: ?([./-]) ?)([0-3]?[0-9])\2 ?((?:19|20)?[0-9]{2})(?![0-9])"
)
_SHORT = re.compile(r"(?<![0-9./-])([0-3]?[0-9])([/.])([0-3]?[0-9])(?![0-9/]|\.[0-9])")
_BEFORE_SHORT = re.compile(
    r"\b(?:on|by|until|till|from|to|due|before|after|since|for|date:?|monday|tuesday|wednesday|thursday|friday|"
    r"saturday|sunday|mon|tue|wed|thu|fri|sat|sun|the),? $", re.ASCII
)
"""What makes a date of two figures without a year; alone they are a fraction or a ratio."""


def read_dates(text: str, tokens: frozenset[str]) -> tuple[Day, ...]:
    """Return all dates of a folded text; `tokens` are its runs of letters. Figures of which either may be the month
    are read both ways, unless another date of the same text shows which comes first."""
    worded = _worded(text) if not tokens.isdisjoint(_MONTHS) else ()
    found = sorted({day for day in (*worded, *_in_figures(text)) if _real(day)})
    return tuple(day._replace(weekday=_weekday_before(text, day.start)) for day in found)


_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}[.,]?\s{0,3}(?:the )?$", re.ASCII)


def _weekday_before(text: str, start: int) -> int:
    found = _WEEKDAY.search(text, max(0, start - 18), start)
    return _WEEKDAYS.index(found[1]) if found else -1


def _real(day: Day) -> bool:
    return 1 <= day.month <= 12 and 1 <= day.day <= (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[day.month - 1]


def _worded(text: str) -> Iterator[Day]:
    stretches = [(max(0, one.start() - 30), one.end() + 30) for one in _MONTH_NAME.finditer(text)]
    for pattern, (start, end) in ((pattern, where) for pattern in (_DAY_MONTH, _MONTH_DAY) for where in stretches):
        for found in pattern.finditer(text, start, end):
            ordinal = found["ordinal"]
            day = _ORDINALS[ordinal.replace("-", " ")] if ordinal else int(found["day"])
            yield Day(found.start(), found.end(), _year(found["year"]), _MONTHS[found["month"]], day)


def _year(text: str | None) -> int:
    if not text:
        return 0
    year = int(text.lstrip("'"))
    return year if year >= 100 else 2000 + year


def _in_figures(text: str) -> Iterator[Day]:
    found: list[tuple[int, int, int, str, int, int]] = []
    for run in _RUN.finditer(text):
        for one in _YMD.finditer(text, run.start(), run.end()):
            if one[2] or len(one[3]) == len(one[4]) == 2:
                yield Day(one.start(), one.end(), int(one[1]), int(one[3]), int(one[4]))
        for one in _NUMERIC.finditer(text, run.start(), run.end()):
            found.append((one.start(), one.end(), int(one[1]), one[2], int(one[3]), _year(one[4])))
        for one in _SHORT.finditer(text, run.start(), run.end()):
            if _BEFORE_SHORT.search(text, max(0, one.start() - 12), one.start()):
                found.append((one.start(), one.end(), int(one[1]), one[2], int(one[3]), 0))
    full = [(first, second) for _, _, first, mark, second, year in found if year and mark != "."]
    day_first = any(first > 12 for first, _ in full)
    month_first = any(second > 12 for _, second in full)
    for start, end, first, mark, second, year in found:
        if mark == "." or day_first or not month_first:
            yield Day(start, end, year, second, first)
        if mark != "." and (month_first or not day_first):
            yield Day(start, end, year, first, second)
