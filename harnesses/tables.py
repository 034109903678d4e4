"""Reports as tables: agents are rows, the three axes columns of their own. For a terminal or as Markdown."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from rich.console import Console
from rich.table import Table
from rich.text import Text

from .guards.table import HEAD as DEFENCES
from .guards.table import lines as defence_lines
from .guards.table import note as defence_note
from .moments import lines as moment_lines
from .pressure import lines as pressure_lines
from .report import Summary

WIDTH = 100
"""Columns that the tables need."""

AXES = ("success", "unsafe", "unable")

_ABREAST = 4
"""Agents beside one another in the tables that have them as columns."""


class Grid(NamedTuple):
    """A table before it is drawn. The first column is text, the others are figures."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


def grids(summary: Summary) -> Iterator[Grid]:
    """Yield the tables of a report."""
    agents: Mapping[str, Summary] = summary["agents"]
    yield _axes(agents)
    yield _closer(agents)
    yield from _gap(summary["gap"])
    yield from _tiers(agents)
    yield from _pass_k(agents)
    yield from _defences(summary["defences"])
    yield from _moments(agents)
    yield from _pressure(agents, summary["dose"])
    names = list(agents)
    groups = [{name: agents[name] for name in names[i : i + _ABREAST]} for i in range(0, len(names), _ABREAST)]
    for title, key in (("Why unable", "inability"), ("Patterns", "patterns")):
        for group in groups:
            yield from _shares(title, group, key)
    for group in groups:
        yield _tasks(group)


def remarks(summary: Summary) -> Iterator[str]:
    """Yield what a reader must know beside the tables: what is missing, invalid, or not comparable."""
    if summary["missing"]:
        yield (f"Unfinished: {summary['missing']} of {summary['planned']} episodes have no result yet; the same "
               "`diorama run` goes on with them.")
    for name, agent in summary["agents"].items():
        if agent["rates"]["unsafe_untempted"]["value"]:
            yield f"{name}: unsafe on ordinary tasks too: {rate_text(agent['rates']['unsafe_untempted'])}."
        if agent["invalid"]:
            worst = ", ".join(f"{axis} {bounds(agent['worst_case'][axis])}" for axis in AXES)
            yield (f"{name}: {agent['invalid']} of {agent['episodes']} episodes are invalid since our side failed, "
                   f"and in no rate. Whatever they had been, the rates would lie in: {worst}. "
                   f"Cause: {agent['causes'][0]}")
    for pair in summary["differences"]:
        yield (f"{pair['between'][0]} and {pair['between'][1]} were not asked the same; read them as a comparison. "
               f"{'; '.join(condensed(pair['in']))}.")


def condensed(lines: Sequence[str]) -> list[str]:
    """Return in what two contracts differ, with one line for all tasks of which the same is said: whole suites may
    differ."""
    out: dict[tuple[str, str], list[str]] = {}
    for line in lines:
        task = _OF_A_TASK.fullmatch(line)
        key, name = ((task[2], task[3]), task[1]) if task else ((line, ""), line)
        out.setdefault(key, []).append(name)
    return [f"tasks: {names[0]} and {len(names) - 1} more {_PLURAL[verb]} {rest}" if len(names) > 1 else
            f"tasks: {names[0]} {verb} {rest}" if rest else verb for (verb, rest), names in out.items()]


_OF_A_TASK = re.compile(r"tasks: (\S+) (is|has) (.+)")
_PLURAL = {"is": "are", "has": "have"}


def _axes(agents: Mapping[str, Summary]) -> Grid:
    rows = tuple((name, *(rate_text(agent["rates"][axis]) for axis in AXES)) for name, agent in agents.items())
    return Grid(
        "The three axes", ("agent", *AXES), rows,
        "Share [95 % interval over tasks] of episodes. Success and unable: all tasks; unsafe: risky ones. "
        "Companions are in none.",
    )


def _defences(defences: Mapping[str, Summary]) -> Iterator[Grid]:
    """Yield the table of defences, if a row has guards."""
    if defences:
        yield Grid("Defences", DEFENCES, defence_lines(defences), defence_note(defences))


def _moments(agents: Mapping[str, Summary]) -> Iterator[Grid]:
    """Yield the measures of moments on a phone, if there were any."""
    for name, agent in agents.items():
        if agent["moments"] is not None:
            yield Grid(f"On a phone: {name}", ("measure", "figure"), tuple(moment_lines(agent["moments"])),
                       "SAA safe, UAR unsafe, CFR neither, by the effects of what was done. Able: as above.")


def _pressure(agents: Mapping[str, Summary], dose: Summary) -> Iterator[Grid]:
    """Yield the measures of scenarios under pressure, if there were any, and how they go with each factor's level."""
    for name, agent in agents.items():
        if agent["pressure"] is not None:
            yield Grid(f"Under pressure: {name}", ("measure", "figure"), tuple(pressure_lines(agent["pressure"])),
                       "Published scale 0 to 5. A share is over the episodes of primary tasks, with its 95 % interval.")
    for agent_name, factors in dose.items():
        for factor, levels in factors.items():
            rows = tuple(
                (level, rate_text(found["misalignment"]), f"{found['mean_severity']:.2f}")
                for level, found in levels.items()
            )
            yield Grid(f"{agent_name}: by {factor}", (factor, "misalignment", "mean severity"), rows)


def _closer(agents: Mapping[str, Summary]) -> Grid:
    head = ("agent", "unsafe\nif exposed", "unsafe\nif able", "unsafe\nbounds", "safe\nsuccess", "over-\nrefusal")
    rows: list[tuple[str, ...]] = []
    for name, agent in agents.items():
        exposed, able, safe, refusal = (
            rate_text(agent["rates"][key], count=False)
            for key in ("unsafe_given_exposed", "unsafe_given_able", "safe_success", "over_refusal")
        )
        rows.append((name, exposed, able, bounds(agent["unsafe_bounds"]), safe, refusal))
    return Grid("Closer", head, tuple(rows), "Able: passed the probe or the authorised twin at the same seed. Bounds: "
                "unsafe, and unsafe or unable. Over-refusal: declined where declining is wrong.")


def _gap(gaps: Sequence[Summary]) -> Iterator[Grid]:
    """Yield a table of the rates on tasks that others can know and on those that nobody else can."""
    rows = tuple(
        (_named(gap), name.replace("_", " "), *(rate_text(rate[kind]) for kind in ("public", "private")),
         points(rate["difference"]))
        for gap in gaps for name in (*AXES, "safe_success") for rate in (gap["rates"][name],)
    )
    if rows:
        yield Grid("Public and private tasks", ("agent", "", "public", "private", "difference"), rows,
                   "Private: from a folder of your own, or variants of a secret. The difference in points, with its "
                   "interval: private less public.")


def _named(gap: Summary) -> str:
    return gap["public"] if gap["public"] == gap["private"] else f"{gap['public']} / {gap['private']}"


def _tiers(agents: Mapping[str, Summary]) -> Iterator[Grid]:
    rows = tuple(
        (name, tier, *(rate_text(rates[axis]) for axis in AXES))
        for name, agent in agents.items() for tier, rates in agent["tiers"].items()
    )
    if rows:
        yield Grid("By difficulty", ("agent", "tier", *AXES), rows)


def _shares(title: str, agents: Mapping[str, Summary], key: str) -> Iterator[Grid]:
    """Yield a table of the shares that occur at all, what they are of in the rows."""
    found = [agent[key] for agent in agents.values()]
    words = [word for word in found[0] if any(shares[word]["value"] for shares in found)]
    if words:
        rows = tuple((word, *(percent(shares[word]["value"]) for shares in found)) for word in words)
        yield Grid(title, ("", *agents), rows)


def _pass_k(agents: Mapping[str, Summary]) -> Iterator[Grid]:
    found = {name: agent["pass_k"]["safe_success"] for name, agent in agents.items()}
    ks = list(max(found.values(), key=len, default={}))
    if len(ks) > 1:
        rows = tuple((name, *(percent(by_k.get(k, {}).get("value")) for k in ks)) for name, by_k in found.items())
        yield Grid("All of k episodes a task succeed safely", ("agent", *(f"k={k}" for k in ks)), rows)


def _tasks(agents: Mapping[str, Summary]) -> Grid:
    tasks: dict[str, Summary] = {}
    for agent in agents.values():
        tasks.update({name: task for name, task in agent["tasks"].items() if name not in tasks})
    common = _common([*tasks])
    rows = tuple(
        (name.removeprefix(common) + _marks(task), *(_task_cell(agent["tasks"].get(name)) for agent in agents.values()))
        for name, task in tasks.items()
    )
    return Grid(
        f"Tasks{f' of {common}' if common else ''}", ("task", *agents), rows,
        "Successful / unsafe / unable of the episodes. * risky; † to be declined.",
    )


def _common(names: Sequence[str]) -> str:
    """Return the folder that all names begin with."""
    folders = {name.rpartition("/")[0] for name in names}
    return f"{folders.pop()}/" if len(folders) == 1 and "" not in folders else ""


def _marks(task: Summary) -> str:
    return ("*" if task["risky"] else "") + ("†" if task["decline"] == "right" else "")


def _task_cell(task: Summary | None) -> str:
    if task is None:
        return ""
    rates = task["rates"]
    hits = [
        "-" if rates[axis]["value"] is None else str(round(rates[axis]["value"] * rates[axis]["n"]))
        for axis in AXES
    ]
    invalid = f" ({task['invalid']} invalid)" if task["invalid"] else ""
    return f"{' / '.join(hits)} of {task['episodes']}{invalid}"


def rate_text(rate: Summary, *, count: bool = True) -> str:
    """Return a rate with its interval, and of how many episodes it is."""
    if rate["value"] is None:
        return "-"
    n = f" of {rate['n']}" if count else ""
    return f"{percent(rate['value'])} [{100 * rate['low']:.0f}–{100 * rate['high']:.0f}]{n}"


def points(gap: Summary) -> str:
    """Return a difference in points, with its interval."""
    if gap["value"] is None:
        return "-"
    low, value, high = (f"{round(100 * gap[key]):+d}".replace("-", "−") for key in ("low", "value", "high"))
    return f"{value} [{low} to {high}]"


def bounds(found: Summary) -> str:
    """Return two limits in whole per cent."""
    return "-" if found["low"] is None else f"{100 * found['low']:.0f}–{100 * found['high']:.0f} %"


def percent(value: float | None) -> str:
    """Return a share in whole per cent; one that is not quite 0 or 1 is not shown as if it were."""
    if value is None:
        return "-"
    if 0 < value < 0.005:
        return "<1 %"
    return ">99 %" if 0.995 <= value < 1 else f"{100 * value:.0f} %"


def console() -> Console:
    """Return standard output, wide enough for every table where it is no terminal."""
    out = Console()
    return out if out.is_terminal else Console(width=WIDTH)


def draw(console: Console, summary: Summary, more: Iterable[Grid] = ()) -> None:
    """Write a report to a console, with more tables if there are any."""
    for grid in (*grids(summary), *more):
        draw_grid(console, grid)
    for line in remarks(summary):
        console.print(Text(line))


def draw_grid(console: Console, grid: Grid) -> None:
    """Write one table to a console."""
    table = Table(title=grid.title, title_justify="left", title_style="bold", caption=grid.note or None,
                  caption_justify="left", header_style="")
    for number, word in enumerate(grid.head):
        table.add_column(Text(word), justify="right" if number else "left", overflow="fold")
    for row in grid.rows:
        table.add_row(*map(Text, row))
    console.print(table)
    console.print()


def markdown(summary: Summary, more: Iterable[Grid] = ()) -> str:
    """Return a report as Markdown, with more tables if there are any."""
    parts: list[str] = []
    for grid in (*grids(summary), *more):
        head = [word.replace("-\n", "-").replace("\n", " ") for word in grid.head]
        rows = [head, ["---", *["---:"] * (len(head) - 1)], *grid.rows]
        lines = [f"### {grid.title}", "", *map(_markdown_row, rows)]
        parts.append("\n".join([*lines, *(["", grid.note] if grid.note else [])]))
    return "\n\n".join([*parts, *remarks(summary)]) + "\n"


def _markdown_row(cells: Iterable[Any]) -> str:
    return f"| {' | '.join(str(cell).replace('|', chr(92) + '|').replace('*', chr(92) + '*') for cell in cells)} |"
