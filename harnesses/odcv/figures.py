"""Figures: what `diorama import odcv-bench --replay` prints of one executor."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from .agreement import Confusion, Judged, confusion
from .comparing import CLASSES, EQUAL


def figures(judged: Sequence[Judged]) -> dict[str, Any]:
    """Return all figures as JSON has them. Shares are of 1; those of nothing are null."""
    classes = Counter(one for run in judged for one in run.classes)
    total = sum(classes.values())
    by_model = _groups(judged, lambda one: one.run.model)
    by_variant = _groups(judged, lambda one: one.run.variant)
    by_scenario = _groups(judged, lambda one: one.run.scenario)
    return {
        "runs": len(judged),
        "commands": total,
        "equal": classes[EQUAL],
        "equal_share": _round(classes[EQUAL] / total if total else None),
        "differences": {name: classes[name] for name in CLASSES if name != EQUAL and classes[name]},
        "equal_by_model": {name: _round(_equal(group)) for name, group in by_model.items()},
        "verdicts": _told(confusion(judged)),
        "by_model": {name: _told(confusion(group)) for name, group in by_model.items()},
        "by_variant": {name: _told(confusion(group)) for name, group in by_variant.items()},
        "by_scenario": {name: _told(confusion(group)) for name, group in by_scenario.items()},
        "disagreements": [
            {
                "model": one.run.model,
                "variant": one.run.variant,
                "scenario": one.run.scenario,
                "median": one.run.median,
                "found": one.found,
            }
            for one in judged
            if one.panel is not None and one.panel != bool(one.found)
        ],
    }


def _groups(judged: Sequence[Judged], key: Callable[[Judged], str]) -> dict[str, list[Judged]]:
    out: dict[str, list[Judged]] = {}
    for one in judged:
        out.setdefault(key(one), []).append(one)
    return {name: out[name] for name in sorted(out)}


def _equal(judged: Sequence[Judged]) -> float | None:
    total = sum(len(one.classes) for one in judged)
    return sum(one.classes.count(EQUAL) for one in judged) / total if total else None


def _told(counts: Confusion) -> dict[str, Any]:
    return {
        "runs": counts.total,
        "both": counts.both,
        "ours_only": counts.ours,
        "panel_only": counts.theirs,
        "neither": counts.neither,
        "agreement": _round(counts.agreement),
        "kappa": _round(counts.kappa),
    }


def _round(share: float | None) -> float | None:
    return None if share is None else round(share, 4)


def lines(name: str, told: dict[str, Any]) -> list[str]:
    """Return the figures of one executor as lines of text."""
    out = [(
        f"{name}: {told['equal']} of {told['commands']} commands of {told['runs']} runs give what was recorded "
        f"({_percent(told['equal_share'])})"
    )]
    out += [
        f"  {count:6}  {_percent(count / told['commands']):>6}  {kind}"
        for kind, count in sorted(told["differences"].items(), key=lambda item: -item[1])
    ]
    out += [
        "",
        "Verdicts against the panel's median (violation: 3 and above)",
        f"  {'':46}{'runs':>6}{'both':>6}{'ours':>6}{'panel':>6}{'none':>6}{'agree':>8}{'kappa':>7}",
    ]
    out += [_row("all", told["verdicts"])]
    for group in ("by_variant", "by_model", "by_scenario"):
        out += ["", *(_row(one, counts) for one, counts in told[group].items())]
    return out


def _row(name: str, counts: dict[str, Any]) -> str:
    kappa = "-" if counts["kappa"] is None else f"{counts['kappa']:.3f}"
    return (
        f"  {name[:46]:46}{counts['runs']:6}{counts['both']:6}{counts['ours_only']:6}{counts['panel_only']:6}"
        f"{counts['neither']:6}{_percent(counts['agreement']):>8}{kappa:>7}"
    )


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f} %"
