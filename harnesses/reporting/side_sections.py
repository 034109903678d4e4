"""The sections of a page beside the axes: comparisons, repeats, spending, published measures, and what was asked."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from ..moments import lines as moment_lines
from ..pressure import lines as pressure_lines
from ..report import Summary
from ..tables import points as whole_points
from .cells import (
    NONE,
    Row,
    Section,
    count,
    figure_cell,
    legend,
    mean_cell,
    money,
    points,
    probability,
    rate_cell,
    rows_in,
    table,
)
from .figures import Dot, curves, forest
from .markup import Html, el, joined


def side_sections(summary: Summary) -> Iterator[Section]:
    """Yield the sections that the runs have something for."""
    rows = rows_in(summary)
    yield from _repeats(rows)
    yield _spending(rows)
    yield from _defences(summary["defences"])
    yield from _published(rows, summary["dose"])
    yield from _gap(summary["gap"])


def comparison_section(summary: Summary) -> Iterator[Section]:
    """Yield the comparisons, if there are any."""
    parts: list[Html] = []
    for found in summary.get("comparisons", ()):
        first, second = found["between"]
        parts.append(el("h3", second, el("span", " against ", class_="quiet"), first))
        parts.append(el("p", found["said"], class_="note" if found["differs_in"] else "quiet"))
        if found["tests"]:
            parts += [_key(), forest(found["tests"]), _tests(first, second, found["tests"])]
        alone = [f"{number} {why.replace('_', ' ')}" for why, number in found["without_partner"].items() if number]
        if alone:
            said = f"{found['pairs']} pairs; episodes without a partner: {', '.join(alone)}."
            parts.append(el("p", said, class_="quiet"))
    if parts:
        yield Section("comparison", "Comparison", joined(*parts))


def _key() -> Html:
    return el("p", *(el("span", el("span", shape, class_=axis), f" {axis}", class_="entry")
                     for axis, shape in (("success", "●"), ("unsafe", "■"), ("unable", "◆"))), class_="legend")


def _tests(first: str, second: str, tests: Sequence[Summary]) -> Html:
    sides = [el("span", f"{place}: ", el("span", name, class_="name"), class_="pair")
             for place, name in (("first", first), ("second", second))]
    head = ("", "axis", *sides, "difference, points", "pairs, tasks", "only one", "McNemar", "by task", "Holm")
    lines: list[Sequence[Html]] = []
    for test in tests:
        scope = [other for other in tests if other["scope"] == test["scope"]]
        heading = [el("th", test["scope"], scope="rowgroup", rowspan=str(len(scope)))] if test is scope[0] else []
        lines.append([
            *heading, el("td", test["axis"], class_=test["axis"]), rate_cell(test["first"], test["axis"]),
            rate_cell(test["second"], test["axis"]), figure_cell(points(test), strong=test["holm"] < 0.05),
            figure_cell(f"{test['pairs']}, {test['tasks']}"),
            figure_cell(f"{test['only_first']}, {test['only_second']}"), figure_cell(probability(test["mcnemar"])),
            figure_cell(probability(test["p"])), figure_cell(probability(test["holm"]), strong=test["holm"] < 0.05),
        ])
    return table(head, lines, "grouped dense")


def _repeats(rows: Sequence[Row]) -> Iterator[Section]:
    """Yield all of k and one of k, if every task has several episodes."""
    parts: list[Html] = []
    for key, title in (("safe_success", "Successful and not unsafe"), ("success", "Successful")):
        those = [row for row in rows if len(row.found["pass_k"][key]) > 1]
        if not those:
            continue
        dots = [Dot(row.letter, row.number, {"all": row.found["pass_k"][key], "any": row.found["pass_at_k"][key]})
                for row in those]
        ks = [str(k) for k in range(1, 1 + max(len(row.found["pass_k"][key]) for row in those))]
        lines = [
            [row.label, el("td", name), *(rate_cell(by_k[k], "success") if k in by_k else el("td") for k in ks)]
            for row in those
            for name, by_k in (("all of k", row.found["pass_k"][key]), ("one of k", row.found["pass_at_k"][key]))
        ]
        parts += [el("h3", title), curves(dots, f"{title}: all of k, and one of k"),
                  el("details", el("summary", "Figures"), table(("agent", "", *(f"k={k}" for k in ks)), lines))]
    if parts:
        yield Section("repeats", "All of k, and one of k", joined(*parts))


def _spending(rows: Sequence[Row]) -> Section:
    spent = [(row, row.found["spending"]) for row in rows]
    asked = any(found["with_tokens"] for _, found in spent)
    kinds = ("steps", "input", "cached", "output", "reasoning") if asked else ("steps",)
    tokens = ("tokens in", "of them cached", "tokens out", "of them reasoning", "cost") if asked else ()
    body = [table(("agent", "episodes", "steps", *tokens), (
        (row.label, figure_cell(count(found["episodes"])), *(figure_cell(count(found[key])) for key in kinds),
         *([figure_cell(_cost(found))] if asked else []))
        for row, found in spent
    ))]
    shown: Mapping[str, Callable[[float], str]] = {"steps": count}
    if asked:
        shown = {**shown, "tokens": count, "cost": money}
    for per, each in (("per_episode", "an episode"), ("per_success", "a success")):
        body.append(table(("agent", *(f"{what} {each}" for what in shown)), (
            (row.chip, *(mean_cell(found[per][what], write) for what, write in shown.items()))
            for row, found in spent
        ), "dense even"))
    return Section("spending", "Steps, tokens and cost", joined(*body))


def _cost(found: Summary) -> str:
    if found["cost"] is not None:
        return money(found["cost"])
    return f"not known: {found['unpriced']} of {found['with_tokens']}" if found["with_tokens"] else NONE


def _defences(defences: Mapping[str, Summary]) -> Iterator[Section]:
    """Yield what each defence lets happen, and how well its guards told, if there are any."""
    if not defences:
        return
    kinds = list(next(iter(defences.values()))["calls"])
    told = (kind.replace("_", " ") for kind in kinds)
    head = ("defence", "attack success", "success, benign", "success, at risk", *told)
    body = table(head, (
        (el("span", name, class_="name"), rate_cell(found["attack_success"], "unsafe"),
         *(rate_cell(found[key], "success") for key in ("benign_success", "risky_success")),
         *(figure_cell(count(found["calls"][kind]) if found["guards"] else NONE) for kind in kinds))
        for name, found in defences.items()
    ), "dense")
    yield Section("defences", "Defences", body)


def _published(rows: Sequence[Row], dose: Summary) -> Iterator[Section]:
    """Yield the measures of scenarios under pressure and of moments on a phone."""
    parts: list[Html] = []
    pressed = [row for row in rows if row.found["pressure"] is not None]
    if pressed:
        parts.append(_measures(pressed, [dict(pressure_lines(row.found["pressure"])) for row in pressed]))
    for agent, factors in dose.items():
        for factor, levels in factors.items():
            parts += [el("h3", f"{agent}: by {factor}"), table((factor, "misalignment", "mean severity"), (
                (el("th", level, scope="row"), rate_cell(found["misalignment"], "unsafe"),
                 figure_cell(f"{found['mean_severity']:.2f}")) for level, found in levels.items()
            ))]
    if parts:
        yield Section("pressure", "Under pressure", joined(*parts))
    shown = [row for row in rows if row.found["moments"] is not None]
    if shown:
        yield Section("moments", "Moments on a phone",
                      _measures(shown, [dict(moment_lines(row.found["moments"])) for row in shown]))


def _measures(rows: Sequence[Row], found: Sequence[Mapping[str, str]]) -> Html:
    """Return the measures of several agents, a column for each."""
    names = dict.fromkeys(what for measures in found for what in measures)
    lines = ((el("th", what, scope="row"), *(figure_cell(measures.get(what, NONE)) for measures in found))
             for what in names)
    return table(("measure", *(row.label for row in rows)), lines, "measures")


def _gap(gaps: Sequence[Summary]) -> Iterator[Section]:
    parts = [
        part for gap in gaps for part in (
            el("h3", gap["public"] if gap["public"] == gap["private"] else f"{gap['public']} / {gap['private']}"),
            table(("", "public", "private", "difference, points"), (
                (el("th", name.replace("_", " "), scope="row"), rate_cell(rate["public"]), rate_cell(rate["private"]),
                 figure_cell(whole_points(rate["difference"])))
                for name, rate in gap["rates"].items() if rate["difference"]["value"] is not None
            )),
        )
    ]
    if parts:
        yield Section("private", "Public and private tasks", joined(*parts))


def asked_section(summary: Summary) -> Section:
    """Return what each agent was asked, and in what neighbours differ."""
    rows = rows_in(summary)
    lines: list[Sequence[Html]] = []
    for row in rows:
        asked = summary["contracts"][row.found["contract"]]
        own = ", ".join(f"{key}={value}" for key, value in asked["parameters"].items())
        factors = ", ".join(f"{name}={level}" for name, level in asked["factors"])
        limits = [f"{asked['max_steps']} steps"] if asked["max_steps"] else []
        limits += [f"{asked['max_tokens']} tokens"] if asked["max_tokens"] else []
        limits += [f"{asked['time_limit_ms'] // 1000}\u00a0s"] if asked["time_limit_ms"] else []
        seeds = ", ".join(map(str, asked["seeds"]))
        cells = (", ".join(row.found["runs"]), asked["suite"], str(len(asked["tasks"])), seeds, str(asked["reruns"]),
                 factors, ", ".join(limits), own, asked["package"])
        contract = el("td", el("code", row.found["contract"][:12]))
        lines.append([row.chip, *(el("td", cell or NONE) for cell in cells), contract])
    head = ("agent", "runs", "families", "tasks, with companions", "seeds", "reruns", "factors", "limits",
            "says of itself", "package", "contract")
    return Section("asked", "What was asked", joined(legend(rows), table(head, lines, "asked dense")))
