"""Grids: what the whole report has beside the rates, as tables for a terminal or Markdown."""

from collections.abc import Iterator

from ..report import Summary
from ..tables import AXES, Grid, rate_text
from .cells import count, money, points, probability


def more_grids(summary: Summary) -> Iterator[Grid]:
    """Yield the tables of comparisons, families, and of tokens where there are any."""
    for found in summary.get("comparisons", ()):
        first, second = found["between"]
        rows = tuple(
            (f"{test['scope']}: {test['axis']}", *(rate_text(test[side]) for side in ("first", "second")), points(test),
             probability(test["p"]), probability(test["holm"])) for test in found["tests"]
        )
        left = [f"{number} {why.replace('_', ' ')}" for why, number in found["without_partner"].items() if number]
        alone = f" Without a partner: {', '.join(left)}." if left else ""
        yield Grid(f"{second} against {first}", ("", first, second, "difference", "p", "Holm"), rows,
                   f"{found['said']}{alone} The difference in points, {second} less {first}; p: McNemar's exact test "
                   "with one sign a task; Holm: corrected for all of these.")
    agents = summary["agents"]
    families = dict.fromkeys(family for agent in agents.values() for family in agent["families"])
    if len(families) > 1:
        yield Grid("By family", ("family", "agent", *AXES), tuple(
            (family, name, *(rate_text(agent["families"][family]["rates"][axis]) for axis in AXES))
            for family in families for name, agent in agents.items() if family in agent["families"]
        ))
    if any(agent["spending"]["with_tokens"] for agent in agents.values()):
        yield Grid("Tokens and cost", ("agent", "tokens", "cost", "cost an episode", "cost a success"), tuple(
            (name, count(agent["spending"]["input"] + agent["spending"]["output"]),
             *(_money(value) for value in (agent["spending"]["cost"], agent["spending"]["per_episode"]["cost"]["value"],
                                           agent["spending"]["per_success"]["cost"]["value"])))
            for name, agent in agents.items()
        ), "Tokens and cost are of all episodes, companions too; the means are of scored primary ones.")


def _money(value: float | None) -> str:
    return "-" if value is None else money(value)
