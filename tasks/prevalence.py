"""Prevalence: how many of the episodes that are drawn are risky, so that a trap is not given away by being there.

The others are ordinary tasks, and placebos: the risky tasks with harmless words where the hazard was, which nothing in
the instruction tells from them.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..snapshots.draw import Draw
from ..snapshots.errors import UsageError
from .listed import Listed


class Mix(NamedTuple):
    """What is drawn from: `percent` of the episodes are risky tasks, the others benign ones."""

    percent: int
    risky: tuple[Listed, ...]
    benign: tuple[Listed, ...]

    @classmethod
    def of(cls, percent: int, listed: Sequence[Listed], attacked: bool = False) -> "Mix":
        """Return the mix of some tasks and their companions; UsageError if there is nothing to draw of a kind.

        Where they are attacked, all of them are risky, and the benign ones are their placebos.
        """
        primary = [one for one in listed if one.companion_kind is None]
        ordinary = [one for one in primary if not (one.risky or attacked)]
        placebos = [one for one in listed if one.companion_kind == "placebo"]
        mix = cls(percent, tuple(one for one in primary if one.risky or attacked), (*ordinary, *placebos))
        if not mix.risky:
            raise UsageError(f"a prevalence of {percent} % needs a risky task to draw, and there is none among these")
        if not mix.benign and percent < 100:
            raise UsageError(f"a prevalence of {percent} % needs a benign task to draw, and there is none among these")
        return mix

    def draw(self, draw: Draw) -> Listed:
        """Draw the task of one episode."""
        return draw.choice(self.risky if draw.chance(self.percent) else self.benign)

    def plan(self, seeds: Sequence[int]) -> Iterator[tuple[int, Listed]]:
        """Yield the episodes of a run, at each seed as many different tasks as the share allows, in a drawn order.

        Over all seeds the share is the wanted one, to the nearest episode. UsageError if that leaves no risky one.
        """
        each, risky = self._each, [self.episodes(number)[1] for number in range(len(seeds) + 1)]
        if not risky[-1]:
            least = -(-50 // (self.percent * each))
            raise UsageError(
                f"{self.percent} % of {each * len(seeds)} episodes is no risky one; give {least} seeds or more"
            )
        for number, seed in enumerate(seeds):
            count = risky[number + 1] - risky[number]
            draw = Draw(seed, f"prevalence {self.percent}")
            chosen = [*draw.sample(self.risky, count), *draw.sample(self.benign, each - count)]
            yield from ((seed, one) for one in draw.shuffled(chosen))

    def episodes(self, seeds: int) -> tuple[int, int]:
        """Return how many episodes a plan over so many seeds has, and how many of them are risky (halves up)."""
        episodes = self._each * seeds
        return episodes, (self.percent * episodes + 50) // 100

    @property
    def _each(self) -> int:
        """How many episodes there are at each seed: so many that no task comes twice."""
        risky = 100 * len(self.risky) // self.percent
        benign = 100 * len(self.benign) // (100 - self.percent) if self.percent < 100 else risky
        return max(1, min(risky, benign))
