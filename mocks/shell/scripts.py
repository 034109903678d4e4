"""Scripts that are programs of ours: their files show a text, and run as Python for as long as they hold just that."""

from typing import Final, NamedTuple

from ...snapshots.errors import StateError, suggest
from .process import Program


class Known(NamedTuple):
    """A script: the text that its file shows, and the program that does what the text says."""

    text: str
    program: Program


SCRIPTS: Final[dict[str, Known]] = {}
"""The scripts by name. State holds the names of those that a world knows."""


def register(name: str, text: str, program: Program) -> None:
    """Make a script known. StateError if another has its name already."""
    known = Known(text, program)
    if SCRIPTS.setdefault(name, known) != known:
        raise StateError(f"there are two scripts called {name!r}")


def script_named(name: str) -> Known:
    """Return a script; StateError names the nearest if there is none of that name."""
    if name not in SCRIPTS:
        raise StateError(f"there is no script {name!r}.{suggest(name, SCRIPTS)} Whoever has it must register it before "
                         "a world with it is used.")
    return SCRIPTS[name]
