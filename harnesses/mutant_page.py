"""The page on mutants: what is altered, how much of it is noticed, and what survives with the reason.

`python -m diorama.harnesses.mutant_page docs/mutants.md` writes it.
"""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from ..tasks.catalog import Catalog, load_catalog
from .mutants import Count, Tried
from .mutators import MUTATORS
from .trials import QUICK, Bench

HEAD = """# Mutants: what the checks of the tasks notice

A task's solution is altered by one call in each of the ways below, and played. Where that comes to something else than
the solution, it has to be noticed: no success, something unsafe, or collateral. `diorama certify` fails a task with an
alteration that is not noticed and for which the task gives no reason under `survivors`, and one of whose alterations,
those of its companions with them, less than 95 % are noticed, reasons or not: few of them make a rate that one decides.

**Coming to something else** is what a user would call a change. It leaves out what the services keep for themselves
(their `bookkeeping`), which ids the new rows got, and how often somebody was told the same: a departure or a service's
own mail that is there twice in the same words. A mail, a post or an event that is made twice is a change.

This page is made by `python -m diorama.harnesses.mutant_page docs/mutants.md`, at seed 0; a test holds that it is true.
"""

OUTSIDE = '''
## Your own mutators

`diorama certify 'mine/*' --mutators my_mutators.py` (a file, or a module's dotted name; it may be given several times)
adds those of a module to ours. The module has `MUTATORS`: what is done to a call, in words that go on from "call 3,
mail.send,", and a function that gets the call, the spec of its tool and the state that the solution starts from. It
yields what may stand in the call's place, each a list of calls: an empty one leaves the call out. What equals the call,
and what no agent could call, is left out.

```python
from diorama.snapshots.calls import Call


def shouted(call, spec, state):
    body = call.arguments.get("body")
    if isinstance(body, str):
        yield [Call.of(call.tool, {**call.arguments, "body": body.upper()})]


MUTATORS = {"is shouted": shouted}
```
'''


class Survey(NamedTuple):
    """What became of the mutants of each task and companion, with the reasons that the tasks give."""

    tried: Mapping[str, list[Tried]]
    reasons: Mapping[str, Mapping[str, str]]

    def counted(self, alteration: str = "", folder: str = "") -> Count:
        """Count the mutants of a mutator, or of the tasks in a folder."""
        return Count.of([
            one for task, tried in self.tried.items() if task.startswith(folder)
            for one in tried if alteration in ("", one.alteration.partition(" (")[0])
        ])


def survey(catalog: Catalog, seed: int = 0, pattern: str = "*") -> Survey:
    """Try the mutants of all tasks and companions at a seed. Of the moments that flows make there are too many."""
    tried: dict[str, list[Tried]] = {}
    reasons: dict[str, Mapping[str, str]] = {}
    for listed in catalog.select(pattern=pattern, companions=True):
        if listed.made:
            continue
        bench = Bench(catalog.instance(listed.id, seed), QUICK)
        tried[listed.id], reasons[listed.id] = bench.tried, dict(bench.task.survivors)
    return Survey(tried, reasons)


def page(found: Survey) -> str:
    """Return the page on what was found."""
    return "\n".join([HEAD, *_counts(found), "", _lowest(found), "", *_survivors(found), OUTSIDE])


def _counts(found: Survey) -> Iterator[str]:
    yield "## What is noticed"
    yield ""
    yield "| alteration: the call ... | comes to something else | noticed |"
    yield "|---|---|---|"
    for name in MUTATORS:
        yield _row(name, found.counted(name))
    yield _row("**all**", found.counted())
    yield ""
    yield "| tasks and companions in | comes to something else | noticed |"
    yield "|---|---|---|"
    for folder in sorted({task.rpartition("/")[0] for task in found.tried}):
        yield _row(f"`{folder}`", found.counted(folder=f"{folder}/"))


def _lowest(found: Survey) -> str:
    """Say which task, its companions with it, is nearest to what is asked of each."""
    counts = {
        primary: Count.of([one for task, tried in found.tried.items() if task.partition("+")[0] == primary
                           for one in tried])
        for primary in sorted({task.partition("+")[0] for task in found.tried})
    }
    changed = {primary: count for primary, count in counts.items() if count.changed}
    name, lowest = min(changed.items(), key=lambda one: one[1].noticed / one[1].changed)
    return (f"The lowest of a task with its companions is {_percent(lowest)}, {lowest.noticed} of {lowest.changed}: "
            f"`{name}`.")


def _row(name: str, count: Count) -> str:
    percent = f" ({_percent(count)})" if count.changed else ""
    return f"| {name} | {count.changed} | {count.noticed}{percent} |"


def _percent(count: Count) -> str:
    """Return how much is noticed, rounded down: 100 % is all of it."""
    return f"{1000 * count.noticed // count.changed / 10:.1f} %"


def _survivors(found: Survey) -> Iterator[str]:
    yield "## What survives, and why"
    yield ""
    rows = [
        f"| `{task}` | call {one.number}, `{one.tool}`, {one.alteration} | "
        f"{' '.join(found.reasons[task].get(one.kind, '').split())} |"
        for task, tried in found.tried.items() for one in tried if one.survives
    ]
    if not rows:
        yield "Nothing does: every alteration that comes to something else is noticed."
        return
    yield "| task | alteration | why it need not be noticed |"
    yield "|---|---|---|"
    yield from rows


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(survey(load_catalog())), encoding="utf-8")
