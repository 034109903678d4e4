"""Figures: plots as SVG that stands in the page, in the page's own colours and type. No name of an agent is in them.

Agents are letters, which the page explains: what somebody calls an agent neither has to fit a plot nor can break it.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from io import StringIO
from typing import TYPE_CHECKING, Any, NamedTuple

from ...snapshots.digest import text_digest
from ...snapshots.errors import MissingExtra
from ..report import Summary
from .markup import Html, el

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK, QUIET, LINE, PANEL, BRIGHT = "#010101", "#020202", "#030303", "#040404", "#080101"
"""Colours that stand for the page's until it is written."""

AGENTS = tuple(f"#0501{number:02x}" for number in range(8))
LEVELS = tuple(f"#0601{number:02x}" for number in range(6))
AXES = {"success": "#070101", "unsafe": "#070102", "unable": "#070103"}

_COLOURS = {
    INK: "ink", QUIET: "quiet", LINE: "line", PANEL: "panel", BRIGHT: "on-severity",
    **{colour: f"agent-{number}" for number, colour in enumerate(AGENTS)},
    **{colour: f"severity-{number}" for number, colour in enumerate(LEVELS)},
    **{colour: name for name, colour in AXES.items()},
}

MARKERS = "osD^vPXp"
"""A shape for each agent, so that no figure needs its colours."""

WIDTH = 10.6
"""Inches, which the page scales to its own width."""

BROAD = 500
"""Points of width from which a figure is moved under a narrow window rather than made too small to read."""


NEAR = 3.0
"""Points that two agents have to be apart for each to have its letter at its own place."""

HIGH = 92.0
"""Points above which the letter of an agent stands below its place."""


class Dot(NamedTuple):
    """An agent in a figure: its letter, its number, and what is drawn of it."""

    letter: str
    number: int
    found: Summary


def check_extra() -> None:
    """Raise MissingExtra unless figures can be drawn."""
    if find_spec("matplotlib") is None:
        raise MissingExtra("a page of a report needs matplotlib; install it with: pip install 'diorama[report]'")


def scatter(panels: Mapping[str, Sequence[Dot]]) -> Html:
    """Return success against unsafe, each with its interval, a panel for each of several groups of episodes.

    What is drawn of an agent are its `rates`; one without an unsafe rate has no place.
    """
    columns = min(3, len(panels))
    rows = -(-len(panels) // columns)
    width = WIDTH if columns == 3 else 5.4 * columns * 0.82 if columns == 2 else 5.4
    with _drawing(width, 4.1 if columns == 1 else rows * 2.75) as (figure, out):
        grid = figure.subplots(rows, columns, squeeze=False)
        for axes, (title, dots) in zip(grid.flat, panels.items(), strict=False):
            for dot in dots:
                _cross(axes, dot)
            for (x, y), letters in _named(dots).items():
                beside = (6, -11 if y > HIGH else 5)  # above, it would stand in the title
                axes.annotate(" ".join(letters), (x, y), xytext=beside, textcoords="offset points", color=INK,
                              weight="bold")
            axes.set(xlim=(-4, 104), ylim=(-4, 104), xlabel="success, %", ylabel="unsafe, %")
            axes.set_xticks(range(0, 101, 25))
            axes.set_yticks(range(0, 101, 25))
            if columns > 1:
                axes.set_title(_plain(title), loc="left")
        for axes in list(grid.flat)[len(panels):]:
            axes.set_visible(False)
        for axes in list(grid.flat)[:len(panels)]:
            axes.label_outer()
    return _svg(out, "Success against unsafe acts, with the intervals of both")


def _cross(axes: "Axes", dot: Dot) -> None:
    place = _place(dot)
    if place is not None:
        axes.errorbar(place[:1], place[1:], xerr=_reach(dot.found["success"]), yerr=_reach(dot.found["unsafe"]),
                      fmt=MARKERS[dot.number % len(MARKERS)], color=AGENTS[dot.number % len(AGENTS)], markersize=6,
                      elinewidth=1.4, alpha=0.9)


def _place(dot: Dot) -> tuple[float, float] | None:
    success, unsafe = dot.found["success"]["value"], dot.found["unsafe"]["value"]
    return None if success is None or unsafe is None else (100 * success, 100 * unsafe)


def _named(dots: Sequence[Dot]) -> dict[tuple[float, float], list[str]]:
    """Return the letters at each place: those of agents that lie on one another, or nearly, stand side by side."""
    out: dict[tuple[float, float], list[str]] = {}
    for dot in dots:
        place = _place(dot)
        if place is not None:
            near = next((one for one in out if math.dist(one, place) < NEAR), place)
            out.setdefault(near, []).append(dot.letter)
    return out


def _reach(rate: Summary) -> list[list[float]]:
    """Return how far an interval reaches to either side, which rounding must not make negative."""
    return [[max(0.0, 100 * (rate["value"] - rate["low"]))], [max(0.0, 100 * (rate["high"] - rate["value"]))]]


def severities(dots: Sequence[Dot]) -> Html:
    """Return the worst act of each risky episode, as shares of a bar for each agent. What is drawn are counts by
    severity."""
    with _drawing(WIDTH, 0.7 + 0.34 * len(dots)) as (figure, out):
        axes = figure.subplots()
        for place, dot in enumerate(reversed(dots)):
            n, left = sum(dot.found.values()), 0.0
            for level in range(6):
                share = 100 * dot.found[str(level)] / n if n else 0.0
                axes.barh(place, share, left=left, height=0.62, color=LEVELS[level], edgecolor=PANEL, linewidth=0.8)
                if share >= 4:
                    axes.text(left + share / 2, place, str(dot.found[str(level)]), ha="center", va="center",
                              color=BRIGHT if level > 2 else INK, fontsize=8)
                left += share
        axes.set_yticks(range(len(dots)), [dot.letter for dot in reversed(dots)])
        axes.set(xlim=(0, 100), xlabel="risky episodes, %")
        axes.grid(visible=False)
    return _svg(out, "How bad the worst act of each risky episode was")


def curves(dots: Sequence[Dot], title: str) -> Html:
    """Return all of k and any of k, by k, for each agent. What is drawn are `all` and `any`: rates by k."""
    most = max(len(dot.found["all"]) for dot in dots)
    with _drawing(WIDTH, 2.9) as (figure, out):
        left, right = figure.subplots(1, 2, sharey=True)
        for axes, kind, name in ((left, "all", "all of k episodes succeed"), (right, "any", "one of k does")):
            for place, dot in enumerate(dots):
                _curve(axes, dot, list(dot.found[kind].values()), 0.09 * (place - (len(dots) - 1) / 2))
            axes.set_title(name, loc="left")
            axes.set(xlabel="k", ylim=(-4, 104))
            axes.set_xticks(range(1, most + 1))
        left.set_ylabel("tasks, %")
    return _svg(out, title)


def _curve(axes: "Axes", dot: Dot, rates: Sequence[Summary], shift: float) -> None:
    """Draw rates at k = 1, 2 and so on, a little to the side, so that agents do not hide one another."""
    places = [k + shift for k in range(1, len(rates) + 1)]
    values = [100 * rate["value"] for rate in rates]
    axes.errorbar(places, values, yerr=_reaches(rates), color=AGENTS[dot.number % len(AGENTS)], markersize=4,
                  fmt=f"{MARKERS[dot.number % len(MARKERS)]}-", elinewidth=1, linewidth=1.4)
    axes.annotate(dot.letter, (places[-1], values[-1]), xytext=(6, -3), textcoords="offset points", color=INK,
                  weight="bold")


def _reaches(rates: Sequence[Summary]) -> list[list[float]]:
    return [[_reach(rate)[side][0] for rate in rates] for side in (0, 1)]


def forest(tests: Sequence[Summary]) -> Html:
    """Return the differences of a comparison with their intervals, by scope, in points."""
    scopes = list(dict.fromkeys(test["scope"] for test in tests))
    with _drawing(WIDTH, 0.8 + 0.62 * len(scopes)) as (figure, out):
        axes = figure.subplots()
        axes.axvline(0, color=QUIET, linewidth=1)
        for test in tests:
            colour = AXES[test["axis"]]
            place = len(scopes) - 1 - scopes.index(test["scope"])
            height = place + 0.24 * (1 - list(AXES).index(test["axis"]))
            value, low, high = (100 * test[key] for key in ("difference", "low", "high"))
            reach = [[max(0.0, value - low)], [max(0.0, high - value)]]
            axes.errorbar([value], [height], xerr=reach, color=colour, elinewidth=1.6,
                          fmt=MARKERS[list(AXES).index(test["axis"])], markersize=5,
                          markerfacecolor=colour if test["holm"] < 0.05 else PANEL)
        widest = max(20.0, *(100 * abs(test[side]) for test in tests for side in ("low", "high"))) * 1.05
        axes.set(xlim=(-widest, widest), ylim=(-0.55, len(scopes) - 0.45))
        axes.set_xlabel("difference in points, second less first")
        axes.set_yticks(range(len(scopes)), [_plain(scope) for scope in reversed(scopes)])
        axes.grid(visible=False, axis="y")
    return _svg(out, "Differences on each axis, with their intervals")


_STYLE: Any = {
    "svg.fonttype": "none", "svg.hashsalt": "diorama", "font.family": ["DejaVu Sans"], "font.size": 9,
    "text.parse_math": False, "axes.titlesize": 9, "axes.labelsize": 8.5, "xtick.labelsize": 8,
    "ytick.labelsize": 8.5, "axes.edgecolor": LINE, "axes.labelcolor": QUIET, "axes.titlecolor": INK,
    "text.color": INK, "xtick.color": QUIET, "ytick.color": QUIET, "axes.grid": True,
    "grid.color": LINE, "grid.linewidth": 0.6, "axes.axisbelow": True, "axes.spines.top": False,
    "axes.spines.right": False, "xtick.major.size": 0, "ytick.major.size": 0, "figure.constrained_layout.use": True,
    "savefig.transparent": True,
}


@contextmanager
def _drawing(width: float, height: float) -> "Iterator[tuple[Figure, StringIO]]":
    """Give a figure to draw in, and where its SVG stands afterwards; the same for the same drawing."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    out = StringIO()
    with rc_context(_STYLE):
        figure = Figure(figsize=(width, height))
        yield figure, out
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})


_COLOUR = re.compile("|".join(_COLOURS))
_NEEDLESS = re.compile(r"<metadata>.*?</metadata>\s*|<!--.*?-->\s*|<style.*?</style>\s*", re.DOTALL)
_HEAD = re.compile(r'<svg [^>]*?viewBox="0 0 ([0-9.]+) ([^"]*)"[^>]*>')
_ID = re.compile(r' id="([^"]*)"')
_REFERENCE = re.compile(r'(xlink:href="#|url\(#)([^")]*)')


def _svg(out: StringIO, title: str) -> Html:
    """Return what was drawn as an element of the page, with ids that no other figure has."""
    drawn = out.getvalue()
    head = _HEAD.search(drawn)
    assert head is not None, "a figure says how large it is"
    used = {found[2] for found in _REFERENCE.finditer(drawn)}
    own = text_digest(drawn)[:8]
    drawn = _NEEDLESS.sub("", drawn[head.end():])
    drawn = _ID.sub(lambda found: f' id="{own}{found[1]}"' if found[1] in used else "", drawn)
    drawn = _REFERENCE.sub(rf"\g<1>{own}\2", drawn).replace("font-family: 'DejaVu Sans'", "font-family: var(--sans)")
    drawn = _COLOUR.sub(lambda found: f"var(--{_COLOURS[found[0]]})", drawn)
    start = f'<svg viewBox="0 0 {head[1]} {head[2]}" role="img" xmlns:xlink="http://www.w3.org/1999/xlink">'
    width = float(head[1])
    return el("figure", Html(f"{start}{el('title', title)}{drawn}"), style=f"max-width: {width * 1.45:.0f}px",
              class_="broad" if width > BROAD else None)


def _plain(name: str) -> str:
    """Return the name of a family as a figure can show it."""
    return name.encode("ascii", "replace").decode()[:28]
