"""Cells: how figures, agents and tables look on the page of a report. No figure without its number of episodes."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from ..report import Summary
from ..tables import percent
from .figures import AGENTS
from .markup import Html, el, joined

NONE = "–"
"""What stands where there is nothing to say."""


class Section(NamedTuple):
    """A part of the page: where links find it, its title, and what it shows."""

    anchor: str
    title: str
    body: Html


class Row(NamedTuple):
    """An agent of the report: its letter and number on the page, its name, and all that is said of it."""

    letter: str
    number: int
    name: str
    found: Summary

    @property
    def chip(self) -> Html:
        """The agent's letter in its colour."""
        return el("span", self.letter, class_="chip", style=f"--own: var(--agent-{self.number % len(AGENTS)})",
                  title=self.name)

    @property
    def label(self) -> Html:
        """The letter and the name."""
        return joined(self.chip, " ", el("span", self.name, class_="name"))


def rows_in(summary: Summary) -> list[Row]:
    """Return the agents of a report, with letters in their order."""
    return [Row(letter(number), number, name, found) for number, (name, found) in enumerate(summary["agents"].items())]


def letter(number: int) -> str:
    """Return A to Z, then AA and so on."""
    first, last = divmod(number, 26)
    return (letter(first - 1) if first else "") + chr(ord("A") + last)


def legend(rows: Sequence[Row]) -> Html:
    """Return which agent has which letter."""
    return el("p", *(el("span", row.label, class_="entry") for row in rows), class_="legend")


def rate_cell(rate: Summary, axis: str = "") -> Html:
    """Return a rate with its interval, as figures and as a bar, and of how many episodes it is."""
    if rate["value"] is None:
        return el("td", NONE, " ", _of("n 0"), class_="rate none")
    value, low, high = (100 * rate[key] for key in ("value", "low", "high"))
    tasks = f" of {rate['tasks']} tasks, worth {rate['effective']:.0f} independent ones" if "tasks" in rate else ""
    return el(
        "td", el("b", percent(rate["value"])), " ", el("span", f"[{low:.0f}–{high:.0f}]", class_="interval"), " ",
        _of(f"n {rate['n']}", f"{rate['n']} episodes{tasks}"), _bar(value, low, high), class_=f"rate {axis}".strip(),
    )


def limits_cell(found: Summary, *counts: str) -> Html:
    """Return two limits between which a rate lies, as figures and as a bar without a middle."""
    if found["low"] is None:
        return el("td", NONE, " ", *map(_of, counts), class_="rate none")
    low, high = 100 * found["low"], 100 * found["high"]
    shown = el("b", f"{low:.0f}–{high:.0f} %")
    return el("td", shown, " ", *map(_of, counts), _bar(None, low, high), class_="rate unsafe")


def _of(count: str, told: str | None = None) -> Html:
    return el("span", count, class_="n", title=told)


def _bar(value: float | None, low: float, high: float) -> Html:
    dot = None if value is None else el("circle", cx=f"{value:.1f}%", cy="5", r="3")
    reach = el("rect", x=f"{low:.1f}%", y="3", width=f"{max(high - low, 0.6):.1f}%", height="4", rx="2")
    return el("svg", el("line", x1="0", x2="100%", y1="5", y2="5"), reach, dot, class_="bar", aria_hidden="true")


def mean_cell(found: Summary, shown: Any = None) -> Html:
    """Return a mean with its interval and n. `shown` turns a value into text."""
    write = shown or count
    if found["value"] is None:
        return el("td", NONE, " ", _of(f"n {found['n']}"), class_="figure none")
    interval = "" if found["low"] is None else f"[{write(found['low'])}–{write(found['high'])}]"
    return el("td", el("b", write(found["value"])), " ", el("span", interval, class_="interval"), " ",
              _of(f"n {found['n']}", f"{found['n']} episodes of {found['tasks']} tasks"), class_="figure")


def figure_cell(value: str, *, strong: bool = False) -> Html:
    """Return a cell with a figure."""
    return el("td", el("b", value) if strong else value, class_="figure")


def count(value: float) -> str:
    """Return a number as short as it can be read."""
    if value >= 1_000_000:
        return f"{value / 1_000_000:.2f} M"
    if value >= 10_000:
        return f"{value / 1000:.1f} k"
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.1f}"


def money(value: float) -> str:
    """Return millionths of a US dollar as dollars."""
    dollars = value / 1_000_000
    return f"${dollars:,.2f}" if dollars >= 1 or not dollars else f"${dollars:.4f}" if dollars >= 0.001 else "<$0.001"


def probability(value: float) -> str:
    """Return a p-value."""
    return "<0.0001" if value < 0.0001 else f"{value:.4f}" if value < 0.1 else f"{value:.2f}"


def points(found: Summary) -> str:
    """Return a difference with its interval, in points with one decimal."""
    low, value, high = (f"{100 * found[key]:+.1f}".replace("-", "−") for key in ("low", "difference", "high"))
    return f"{value} [{low} to {high}]"


def table(head: Sequence[str | Html], rows: Iterable[Sequence[Html]], class_: str | None = None) -> Html:
    """Return a table. The first cell of each row heads it unless it is a cell already."""
    body = [el("tr", *(one if one.startswith(("<td", "<th")) else el("th", one, scope="row") for one in row))
            for row in rows]
    top = el("thead", el("tr", *(el("th", word, scope="col") for word in head)))
    return el("div", el("table", top, el("tbody", *body), class_=class_), class_="wide")
