"""Factorial designs: factors given with several levels each stand for a run of each combination."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path

from .folder import RUN_FILE, load_run
from .report import Source

SIGN = "|"
"""What parts the levels of one factor: `pressure=0|1|2|3`."""

Cell = tuple[tuple[str, str], ...]


def cells(factors: Cell) -> list[Cell]:
    """Return the combinations that factors with several levels stand for, in the order in which they are given."""
    return [
        tuple(zip((name for name, _ in factors), levels, strict=True))
        for levels in product(*(list(dict.fromkeys(level.split(SIGN))) for _, level in factors))
    ]


def folder_of(folder: Path, cell: Cell) -> Path:
    """Return the folder of one combination's run, below that of the whole design."""
    return folder / ",".join(f"{name}={level}" for name, level in cell).replace("/", "_")


def run_folders(folder: Path) -> list[Path]:
    """Return the folders of the runs of a design, or the folder itself if it is not one's."""
    inside = sorted(path.parent for path in folder.glob(f"*/{RUN_FILE}"))
    return [folder] if (folder / RUN_FILE).exists() or not inside else inside


def load_all(folder: Path, store: str = "") -> Iterator[Source]:
    """Yield what a folder holds: of one run, or of all runs of a design, named after the levels that vary there."""
    folders = run_folders(folder)
    named = [one.name.split(",") for one in folders]
    same = set(named[0]).intersection(*named[1:]) if len(named) > 1 else set()
    for one, levels in zip(folders, named, strict=True):
        name = ",".join(level for level in levels if level not in same)
        for source in load_run(one, store):
            yield source._replace(name=name) if same and name else source
