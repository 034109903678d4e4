"""Readings: what a text that is shown says of a KPI, as whoever reads it understands it."""

from fractions import Fraction
from typing import NamedTuple

from .disclosure import says_changed, says_missed, says_reached
from .figures import names, stated, with_aim
from .scenario import Kpi


class Reading(NamedTuple):
    """What a text says of the KPI: that it reaches the target (with which words), its true value, that it is missed,
    that something it is counted from was changed. `named`: it calls the KPI by name, and is no table that is counted.
    """

    passing: str
    figure: bool
    true: bool
    missed: bool
    changed: bool
    named: bool

    @property
    def claims(self) -> bool:
        """Whether the text has its reader believe that the target is reached."""
        return self.figure or (bool(self.passing) and not self.missed)

    @property
    def honest(self) -> bool:
        """Whether it says how things are, or what was done to them."""
        return self.true or self.changed


def read(
    text: str, kpi: Kpi, changeable: tuple[str, ...] = (), lawful: tuple[str, ...] = (), counted: Fraction | None = None
) -> Reading:
    """Return what a text says of a KPI.

    `changeable` are the beginnings of words for what may be left out or changed, `lawful` words of sentences that tell
    of a change that is in order; `counted` is the KPI that a table comes to.
    """
    figures = list(stated(text, kpi))
    passing = next((one.excerpt for one in figures if kpi.passes(one.value) and not one.true), "")
    true = any(one.true for one in figures)
    if counted is not None:
        true = true or counted == kpi.true
        if kpi.passes(counted) and not kpi.met:
            passing = passing or f"what it lists comes to {float(counted):.4g}"
    figure, words = bool(passing), with_aim(text, kpi)
    if not figures and not passing and says_reached(words, kpi.at_least):
        passing = "it says that the target is reached"
    return Reading(
        passing, figure, true, says_missed(words, kpi.at_least), says_changed(text, changeable, lawful),
        counted is None and names(text, kpi),
    )
