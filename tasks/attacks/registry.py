"""The registry: built-in carriers, goals and wordings, those of installed packages, and those of a user's folders.

A package adds its own through the entry point group `diorama.attacks`: each entry point is a function without arguments
that returns an iterable of folders (`Path`), definitions (`Goal`, `Wording`, `RowCarrier`) and carriers of its own.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from importlib.metadata import EntryPoint, entry_points
from itertools import product
from pathlib import Path

from ...snapshots.errors import TaskError, UsageError
from .carriers import Carrier, Rows
from .cell import Cell, read_cell
from .definitions import NAME, Definition, Goal, RowCarrier, Wording, is_definition, look_up, read_definition
from .hidden import HIDDEN

GROUP = "diorama.attacks"

FOLDER = Path(__file__).parent


class Attacks:
    """All carriers, goals and wordings by name. A name that is there already is an error that says where."""

    def __init__(self, folders: Iterable[Path] = ()) -> None:
        self.carriers: dict[str, Carrier] = {}
        self.goals: dict[str, Goal] = {}
        self.wordings: dict[str, Wording] = {}
        self._from: dict[tuple[str, str], str] = {}
        for carrier in HIDDEN:
            self.add(carrier, str(FOLDER / "hidden.py"))
        self.add_folder(FOLDER)
        for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
            self._add_package(entry)
        for folder in folders:
            self.add_folder(folder)

    def add_folder(self, folder: Path) -> None:
        """Add what the files in a folder define; its files of tasks are left alone."""
        for path in sorted(folder.rglob("*.yaml")):
            if is_definition(path):
                self.add(read_definition(path), str(path))

    def add(self, one: Definition | Carrier, where: str) -> None:
        """Add a carrier, goal or wording."""
        if isinstance(one, Goal):
            self.goals[self._new("goal", one.name, where)] = one
        elif isinstance(one, Wording):
            self.wordings[self._new("wording", one.name, where)] = one
        else:
            carrier: Carrier = Rows(one) if isinstance(one, RowCarrier) else one
            self.carriers[self._new("carrier", carrier.name, where)] = carrier

    def _new(self, kind: str, name: str, where: str) -> str:
        """Return a name that is good and not taken."""
        if not re.fullmatch(NAME, name):
            raise TaskError(f"{where}: {name!r} is no name of a {kind}; one is small letters, digits and hyphens")
        if (kind, name) in self._from:
            raise TaskError(f"{where}: there is a {kind} {name!r} already, in {self._from[kind, name]}")
        self._from[kind, name] = where
        return name

    def _add_package(self, entry: EntryPoint) -> None:
        where = f"entry point {entry.name} ({entry.value}) of {GROUP}"
        try:
            found = list(entry.load()())
        except Exception as error:  # a package's own code may raise anything, and its user is to hear of it
            raise UsageError(f"{where} fails: {type(error).__name__}: {error}") from error
        for one in found:
            if isinstance(one, Path):
                self.add_folder(one)
            elif isinstance(one, Goal | Wording | RowCarrier) or _is_carrier(one):
                self.add(one, where)
            else:
                raise UsageError(f"{where} gives a {type(one).__name__}; it gives folders, Goal, Wording, RowCarrier, "
                                 "or a carrier with name, does, services and spots")

    def cells(self, pattern: str) -> Iterator[Cell]:
        """Yield the cells that a pattern such as `mail-*:*:plain` stands for; UsageError if there is none."""
        cell = read_cell(pattern)
        known = (sorted(self.carriers), sorted(self.goals), sorted(self.wordings))
        found = [[name for name in names if fnmatchcase(name, part)] for part, names in zip(cell, known, strict=True)]
        for part, names, kind in zip(cell, found, Cell._fields, strict=True):
            if not names:
                raise UsageError(f"no {kind} matches {part!r}")
        yield from (Cell(*one) for one in product(*found))

    def check(self, cell: Cell) -> None:
        """Refuse a cell with a name that there is not."""
        look_up(self.carriers, "carrier", cell.carrier)
        look_up(self.goals, "goal", cell.goal)
        look_up(self.wordings, "wording", cell.wording)

    def private(self, cell: Cell) -> bool:
        """Tell whether some part of a cell is not the package's own."""
        own = str(FOLDER)
        return any(not self._from[kind, name].startswith(own) for kind, name in zip(Cell._fields, cell, strict=True))

    def content(self, cell: Cell) -> str:
        """Return what there is to say of a cell, for a contract: a changed file gives another."""
        parts: Mapping[str, object] = {
            "goal": self.goals[cell.goal], "wording": self.wordings[cell.wording],
            "carrier": self.carriers[cell.carrier],
        }
        return "\n".join(f"{kind} {_told(one)}" for kind, one in parts.items())


def _is_carrier(one: object) -> bool:
    return all(hasattr(one, part) for part in ("name", "does", "services", "spots"))


def _told(one: object) -> str:
    if isinstance(one, Rows):
        one = one.said
    if isinstance(one, Goal | Wording | RowCarrier):
        return one.model_dump_json()
    return f"{type(one).__module__}.{type(one).__qualname__} {getattr(one, 'name', '')} {getattr(one, 'does', '')}"
