"""Dialects: how models for screens say what to do, each in a module of its own, read into calls to the phone.

A dialect is declared, never guessed, and owns the space of its coordinates. A reply that is no action is none: it is
never taken for a finish, and no point is moved onto the screen.
"""

from ...snapshots.errors import UsageError, suggest
from .android_world import AndroidWorld
from .autoglm import AutoGLM
from .computer_use import ComputerUse
from .gelab import GELab
from .generic import Generic
from .mobile_use import MobileUse
from .reply import Dialect, Parsed, Size
from .ui_tars import UITars

DIALECTS: dict[str, Dialect] = {
    dialect.name: dialect
    for dialect in (AndroidWorld(), AutoGLM(), ComputerUse(), GELab(), Generic(), MobileUse(), UITars(), UITars(None))
}
"""Every dialect by its name."""

__all__ = ["DIALECTS", "Dialect", "Parsed", "Size", "dialect_named"]


def dialect_named(name: str) -> Dialect:
    """Return a dialect; UsageError names the nearest."""
    found = DIALECTS.get(name)
    if found is None:
        raise UsageError(f"there is no dialect {name!r}; there are {', '.join(DIALECTS)}.{suggest(name, DIALECTS)}")
    return found
