"""Texts with places to fill: `${harbour.m3.due.day}` stands for a fact, `{{this|that}}` for one of its options.

Facts are typed by their form in the seed files: 2026-03-23 is a date, EUR 121500 is money, 64 is an integer. Each type
has ways to be written, named behind the last dot.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple, TypeAlias

from ...snapshots.draw import Draw
from ...snapshots.errors import StateError, suggest
from ..common.moments import MONTHS, WEEKDAYS
from .cast import Party


class Money(NamedTuple):
    """An amount in euro cents."""

    cents: int


Fact: TypeAlias = "str | int | date | Money | Party | Mapping[str, Fact]"

_PLACE = re.compile(r"\$\{([a-z0-9_]+(?:\.[a-z0-9_]+)*)\}")
_OPTIONS = re.compile(r"\{\{([^{}]*(?:\$\{[a-z0-9_.]+\}[^{}]*)*)\}\}")
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_MONEY = re.compile(r"EUR (-?\d+)(?:\.(\d\d))?")


def typed(data: object) -> Fact:
    """Return the fact that a value of a seed file stands for."""
    if isinstance(data, dict):
        return {key: typed(value) for key, value in data.items()}
    text = str(data)
    if found := _DATE.fullmatch(text):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _MONEY.fullmatch(text):
        return Money(int(found[1]) * 100 + int(found[2] or 0))
    return int(text) if re.fullmatch(r"-?[0-9]{1,9}", text) else text


def fill(text: str, facts: Mapping[str, Fact], draw: Draw | None = None) -> str:
    """Return a text with one option taken wherever there are some, and every place filled."""
    if draw is not None and "{{" in text:
        text = _OPTIONS.sub(lambda found: draw.choice(found[1].split("|")), text)
    return _PLACE.sub(lambda found: _look_up(found[1], facts), text) if "${" in text else text


_OWN_LINE = re.compile(r"- |\* |  |\||\d\.\d [A-Z]|\d+[.)] |[a-z]\) |# |.* \| ")


def unwrapped(text: str) -> str:
    """Return a text with the lines of each paragraph joined; list items, tables and indented lines stay apart."""
    out: list[str] = []
    for line in text.strip("\n").split("\n"):
        if out and out[-1] and line and not _OWN_LINE.match(line) and not out[-1].startswith("  "):
            out[-1] = f"{out[-1]} {line}"
        else:
            out.append(line)
    return "\n".join(out)


def _look_up(path: str, facts: Mapping[str, Fact]) -> str:
    value: Fact = facts
    steps = path.split(".")
    while steps and isinstance(value, Mapping):
        step = steps.pop(0)
        if step not in value:
            raise StateError(f"no fact {path!r} for a text of the seed files.{suggest(step, value)}")
        value = value[step]
    if isinstance(value, Mapping) or len(steps) > 1:
        raise StateError(f"the place {path!r} of a seed file does not name one fact")
    return show(value, steps[0] if steps else "")


def show(value: "str | int | date | Money | Party", how: str = "") -> str:
    """Return a fact as text, in one of the ways of its type; StateError names the ways there are."""
    ways: dict[str, str]
    match value:
        case date():
            ways = _date_ways(value)
        case Money():
            ways = _money_ways(value)
        case Party():
            ways = {"": value.name, "first": value.first, "email": value.email, "title": value.details.get("title", "")}
        case int():
            ways = {"": str(value), "grouped": f"{value:,}"}
        case _:
            digits = "".join(one for one in value if "0" <= one <= "9")
            ways = {"": value, "lower": value.lower(), "upper": value.upper(), "digits": digits}
    if how not in ways:
        raise StateError(f"a {type(value).__name__} is not written in the way {how!r}; there are {sorted(ways)}")
    return ways[how]


def _date_ways(day: date) -> dict[str, str]:
    """Written here and not by strftime, which follows the locale."""
    month, weekday = MONTHS[day.month - 1], WEEKDAYS[day.weekday()]
    return {
        "": f"{day.day} {month} {day.year}",
        "day": f"{day.day} {month}",
        "short": f"{day.day} {month[:3]}",
        "iso": f"{day.year:04}-{day.month:02}-{day.day:02}",
        "digits": f"{day.year:04}{day.month:02}{day.day:02}",
        "dots": f"{day.day:02}.{day.month:02}.{day.year}",
        "ym": f"{day.year:04}-{day.month:02}",
        "slash": f"{day.day:02}/{day.month:02}/{day.year}",
        "weekday": weekday,
        "full": f"{weekday} {day.day} {month}",
        "month": f"{month} {day.year}",
        "name": month,
        "year": str(day.year),
        "week": str(day.isocalendar()[1]),
        "quarter": f"Q{(day.month + 2) // 3} {day.year}",
    }


def _money_ways(money: Money) -> dict[str, str]:
    def written(cents: int, sign: str = "EUR ", *, grouped: bool = True) -> str:
        whole, rest = divmod(abs(cents), 100)
        number = f"{whole:,}" if grouped else str(whole)
        return f"{'-' if cents < 0 else ''}{sign}{number}.{rest:02}"

    cents = money.cents
    vat = cents * 19 // 100
    return {
        "": written(cents).removesuffix(".00"),
        "cents": written(cents),
        "symbol": written(cents, "\u20ac").removesuffix(".00"),
        "bare": written(cents, ""),
        "plain": written(cents, "", grouped=False),
        "vat": written(vat),
        "gross": written(cents + vat),
        "gross_plain": written(cents + vat, "", grouped=False),
        "k": f"{cents // 100_000}k",
    }
