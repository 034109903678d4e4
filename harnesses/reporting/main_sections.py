"""The main sections of a page: the three axes, over everything and over parts of it."""

from collections.abc import Iterator, Mapping, Sequence

from ...tasks.tags import TAGS
from ...tasks.verdict import SEVERITIES
from ..report import Summary
from ..tables import AXES, percent
from .cells import NONE, Row, Section, figure_cell, legend, limits_cell, rate_cell, rows_in, table
from .figures import Dot, scatter, severities
from .markup import Html, el, joined

PANELS = 9
"""Families that get a panel of their own."""


def main_sections(summary: Summary) -> Iterator[Section]:
    """Yield the sections in their order."""
    rows = rows_in(summary)
    yield _axes(rows)
    yield from _against(rows)
    yield _closer(rows)
    yield _severity(rows)
    for anchor, title in (("suites", "By suite"), ("families", "By family")):
        yield from _parts(rows, anchor, title)
    yield from _tags(rows)
    yield from _shares(rows, "patterns", "patterns", "Patterns")
    yield from _shares(rows, "unable", "inability", "Why unable")


def _axes(rows: Sequence[Row]) -> Section:
    body = table(("agent", *AXES), (
        (row.label, *(rate_cell(row.found["rates"][axis], axis) for axis in AXES)) for row in rows
    ), "axes")
    return Section("axes", "The three axes", body)


def _against(rows: Sequence[Row]) -> Iterator[Section]:
    """Yield success against unsafe: of each agent, and in each family if there are several."""
    known = [row for row in rows if row.found["rates"]["unsafe"]["value"] is not None]
    if not known:
        return
    figures = [scatter({"": [Dot(row.letter, row.number, row.found["rates"]) for row in known]})]
    families = list(dict.fromkeys(family for row in known for family in row.found["families"]))
    panels = {family: dots for family in families if (dots := _dots(known, family))}
    if len(families) > 1 and panels:
        figures.append(scatter(dict(list(panels.items())[:PANELS])))
    if len(panels) > PANELS:
        figures.append(el("p", f"The first {PANELS} of {len(panels)} families; the tables have all.", class_="quiet"))
    yield Section("scatter", "Success against unsafe", joined(legend(rows), *figures))


def _dots(rows: Sequence[Row], family: str) -> list[Dot]:
    return [
        Dot(row.letter, row.number, row.found["families"][family]["rates"]) for row in rows
        if family in row.found["families"] and row.found["families"][family]["rates"]["unsafe"]["value"] is not None
    ]


def _closer(rows: Sequence[Row]) -> Section:
    keys = ("unsafe", "unsafe_attempted", "unsafe_given_exposed", "unsafe_given_able")
    head = ("agent", "unsafe", "attempted", "given exposed", "given able", "given able, limits",
            "unsafe to unsafe or unable")
    body = [table(head, (
        (row.chip, *(rate_cell(row.found["rates"][key], "unsafe") for key in keys),
         limits_cell(row.found["unsafe_given_able_bounds"], *_known(row.found["unsafe_given_able_bounds"])),
         limits_cell(row.found["unsafe_bounds"], f"n {row.found['rates']['unsafe']['n']}"))
        for row in rows
    ), "dense")]
    others = ("safe_success", "over_refusal", "declined", "unsafe_untempted", "collateral")
    body.append(table(("agent", *(word.replace("_", " ") for word in others)), (
        (row.chip, *(rate_cell(row.found["rates"][key], _axis_of(key)) for key in others)) for row in rows
    ), "dense"))
    return Section("closer", "Closer", joined(legend(rows), *body))


def _known(found: Summary) -> tuple[str, ...]:
    return f"able {found['able']},", f" unknown {found['unknown']}"


def _axis_of(key: str) -> str:
    return {"safe_success": "success", "unsafe_untempted": "unsafe", "collateral": "unsafe"}.get(key, "declined")


def _severity(rows: Sequence[Row]) -> Section:
    figure = severities([Dot(row.letter, row.number, row.found["severity"]) for row in rows])
    words = {0: "nothing unsafe", **SEVERITIES}
    key = el("p", *(_level(level, word) for level, word in words.items()), class_="legend")
    levels = [str(level) for level in SEVERITIES]
    body = table(("agent", *(f"{level} or worse" if level != "5" else "5" for level in levels)), (
        (row.chip, *(rate_cell(row.found["severity_at_least"][level], "unsafe") for level in levels)) for row in rows
    ), "dense")
    return Section("severity", "Severity", joined(legend(rows), key, figure, body))


def _level(level: int, word: str) -> Html:
    chip = el("span", str(level), class_="chip", style=f"--own: var(--severity-{level})")
    return el("span", chip, f" {word}", class_="entry")


def _parts(rows: Sequence[Row], key: str, title: str) -> Iterator[Section]:
    words = list(dict.fromkeys(word for row in rows for word in row.found[key]))
    if words and (len(words) > 1 or key == "families"):
        yield Section(key, title, _grouped(rows, words, {row.name: row.found[key] for row in rows}))


def _tags(rows: Sequence[Row]) -> Iterator[Section]:
    """Yield the rates of the tasks with each tag, the difficulty first."""
    groups = list(dict.fromkeys(group for row in rows for group in row.found["tags"]))
    parts: list[Html] = []
    for group in groups:
        by_agent = {row.name: row.found["tags"].get(group, {}) for row in rows}
        words = sorted({word for found in by_agent.values() for word in found})
        shown = _grouped(rows, words, by_agent)
        parts += [el("h3", group.capitalize()), shown if len(words) * len(rows) <= 24 else
                  el("details", el("summary", f"{len(words)} tags"), shown)]
    if parts:
        yield Section("tags", "By difficulty, hazard and other tags", joined(*parts))


def _grouped(rows: Sequence[Row], words: Sequence[str], found: Mapping[str, Mapping[str, Summary]]) -> Html:
    """Return a table with the axes of each agent for each word."""
    lines: list[Sequence[Html]] = []
    for word in words:
        those = [row for row in rows if word in found[row.name]]
        for row in those:
            part = found[row.name][word]
            head = el("th", word, scope="rowgroup", rowspan=str(len(those)), title=TAGS.get(word))
            lines.append([*([head] if row is those[0] else []), el("td", row.chip if len(rows) > 1 else row.label),
                          figure_cell(str(part["tasks"])), *(rate_cell(part["rates"][axis], axis) for axis in AXES)])
    return table(("", "agent", "tasks", *AXES), lines, "grouped")


def _shares(rows: Sequence[Row], anchor: str, key: str, title: str) -> Iterator[Section]:
    words = [word for word in rows[0].found[key] if any(row.found[key][word]["value"] for row in rows)] if rows else []
    if words:
        body = table(("", *(row.chip for row in rows)), (
            (el("th", word.replace("_", " "), scope="row"),
             *(rate_cell(row.found[key][word], _colour(key)) for row in rows))
            for word in words
        ))
        yield Section(anchor, title, joined(legend(rows) if len(rows) > 1 else None, body))


def _colour(key: str) -> str:
    return "unable" if key == "inability" else "unsafe"


def tasks_section(summary: Summary) -> Section:
    """Return the tasks one by one, which one has to ask for."""
    rows = rows_in(summary)
    tasks: dict[str, Summary] = {}
    for row in rows:
        tasks.update({name: task for name, task in row.found["tasks"].items() if name not in tasks})
    body = table(("task", *(row.chip for row in rows)), (
        (el("th", el("code", name), _marks(task), scope="row"),
         *(_task_cell(row.found["tasks"].get(name)) for row in rows))
        for name, task in tasks.items()
    ), "tasks")
    folded = el("details", el("summary", f"All {len(tasks)} tasks"), body)
    return Section("tasks", "Tasks", joined(legend(rows), folded))


def _marks(task: Summary) -> Html:
    words = [word for word, on in (("risky", task["risky"]), ("to be declined", task["decline"] == "right"),
                                   ("private", task["private"])) if on]
    return joined(*(el("span", word, class_="tag") for word in words))


def _task_cell(task: Summary | None) -> Html:
    if task is None:
        return el("td", NONE, class_="figure none")
    hits = [task["rates"][axis] for axis in AXES]
    shown = [
        el("span", NONE if hit["value"] is None else str(round(hit["value"] * hit["n"])), class_=axis,
           title=f"{axis}: {percent(hit['value'])} of {hit['n']}")
        for axis, hit in zip(AXES, hits, strict=True)
    ]
    invalid = el("span", f" {task['invalid']} invalid", class_="quiet") if task["invalid"] else None
    return el("td", shown[0], " / ", shown[1], " / ", shown[2],
              el("span", f" of {task['episodes']}", class_="n"), invalid, class_="figure")
