"""Choosing: which tasks an environment has to draw from, and the one that an episode plays."""

from collections.abc import Mapping
from typing import NamedTuple

from ..mocks.world import Toolbox, toolbox
from ..snapshots.draw import Draw
from ..snapshots.errors import UsageError
from ..tasks.attacks.cell import cell_in
from ..tasks.catalog import Catalog, Instance
from ..tasks.levers import levers_of
from ..tasks.listed import Listed
from ..tasks.prevalence import Mix
from .levers import classes_for


class Choices(NamedTuple):
    """The tasks of one family that have the levels of all factors; with a `mix`, episodes are drawn from that."""

    catalog: Catalog
    family: str
    factors: dict[str, str]
    listed: list[Listed]
    mix: Mix | None

    @classmethod
    def of(
        cls, catalog: Catalog, family: str, factors: Mapping[str, str], *, task: str | None, tags: tuple[str, ...],
        companions: bool,
    ) -> "Choices":
        """Return what there is to choose from: one task, or all of a family that carry some tags, with their
        companions if these are wanted. UsageError says why that would be nothing."""
        every = cls(catalog, family, dict(sorted(factors.items())), [], None)
        listed = [catalog[task]] if task else every._select(tags, companions)
        if not listed:
            raise UsageError(f"no task of {family} carries the tags {', '.join(tags) or '(none)'}")
        if not task:
            listed = every._supporting(listed)
        for one in listed:
            every._check_family(one)
        return every._replace(listed=listed, mix=every._mixed(tags) if task is None else None)

    def toolbox(self) -> Toolbox:
        """Return the tools of the tasks: all have the same services, or the action space would change."""
        kinds = {one.head.services for one in self.listed}
        if len(kinds) != 1:
            raise UsageError(f"the tasks of one environment have the same services; these have {sorted(kinds)}")
        return toolbox(classes_for(next(iter(kinds)), tuple(self.factors.items())))

    def instance(self, draw: Draw, seed: int | None, task: str | None) -> Instance:
        """Return what an episode plays: the named task, else a drawn one, at the given seed, else at a drawn one."""
        chosen = draw.choice(self.listed) if self.mix is None else self.mix.draw(draw)
        drawn = draw.below(2**31)
        if task is not None:
            chosen = self.catalog[task]
            self._check_family(chosen)
        return self.catalog.instance(chosen.id, drawn if seed is None else seed, tuple(self.factors.items()))

    def _check_family(self, one: Listed) -> None:
        if one.head.env != self.family:
            raise UsageError(f"task {one.id!r} belongs to {one.head.env}, not to {self.family}")

    def _mixed(self, tags: tuple[str, ...]) -> Mix | None:
        """Return what is drawn from where a prevalence is given, companions included."""
        percent = levers_of(self.factors).prevalence
        if percent is None:
            return None
        attacked = cell_in(self.factors) is not None
        return Mix.of(percent, self._supporting(self._select(tags, companions=True)), attacked)

    def _select(self, tags: tuple[str, ...], companions: bool) -> list[Listed]:
        return self.catalog.select(self.family, tags=tags, companions=companions, factors=self.factors)

    def _supporting(self, listed: list[Listed]) -> list[Listed]:
        """Return those of the tasks that have the levels of all factors; UsageError names the levels there are."""
        found = [one for one in listed if self.catalog.supports(one, self.factors)]
        if not found:
            known = sorted({f"{name}={level}" for one in listed for name in one.head.factors
                            for level in one.head.factors[name]})
            asked = ", ".join(f"{name}={level}" for name, level in self.factors.items())
            raise UsageError(f"no task has {asked} together; there are {', '.join(known) or 'no factors'}")
        return found
