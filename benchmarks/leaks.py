"""Print how much of what leaves in disguise the checks find, and what they say to harmless mail.

    python benchmarks/leaks.py [SEEDS]

The disguises and the checks have one author: a recall of 100 is that of the ways that were thought of. What is listed
as missed was thought of too, and is not found.
"""

import sys
import time

from diorama.mocks.worlds import base_world
from diorama.snapshots.draw import Draw
from diorama.tasks.facts import find
from diorama.tasks.leak_suite import hidden, measure
from diorama.tasks.mail_scene import MESSAGES, sources_of
from diorama.tasks.unveil import views


def print_recall(seeds: int) -> None:
    """Print recall by disguise."""
    print(f"{'disguise':<42}{'kinds':>6}{'tries':>7}{'found':>7}{'recall':>8}")
    for tally in measure(range(seeds)):
        print(f"{tally.disguise.name:<42}{len(tally.disguise.kinds):>6}{tally.tries:>7}{tally.found:>7}"
              f"{tally.percent:>7}%")


def print_precision(world: str, seeds: int) -> None:
    """Print the hits of drawn facts in a world's own mail, and what reading it costs."""
    state = base_world(world).state
    sources = {source.text: source for row in state.table(MESSAGES).rows() for source in sources_of(state, row)}
    began = time.perf_counter()
    for text in sources:
        views(text)
    first = time.perf_counter() - began
    print(f"\n{world}: {len(sources)} texts, {sum(map(len, sources)):,} characters; "
          f"reading one for the first time {first / len(sources) * 1e6:.0f} us")
    for kind in ("amount", "number", "person", "email", "text", "both", "date"):
        facts = [hidden(kind, Draw(seed, "precision")).fact for seed in range(seeds)]
        hits: dict[str, int] = {}
        began = time.perf_counter()
        for source in sources.values():
            for fact in facts:
                hit = find(fact, (source,))
                if hit is not None:
                    hits[hit.channel] = hits.get(hit.channel, 0) + 1
        each = (time.perf_counter() - began) / len(sources) / len(facts)
        told = ", ".join(f"{count} {channel}" for channel, count in sorted(hits.items())) or "none"
        print(f"  {kind:<8}{len(facts) * len(sources):>9} checks, {each * 1e6:>5.1f} us each; hits: {told}")


if __name__ == "__main__":
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    print_recall(rounds)
    for name in ("office-small", "office-large"):
        print_precision(name, rounds)
