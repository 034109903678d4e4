"""Folders that exports write: new ones, with nothing outside of them."""

from pathlib import Path, PurePosixPath

from ...snapshots.errors import StateError, UsageError, shown


def new_folder(out: Path) -> None:
    """Make a folder to export into; one that is there must be empty."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"{out} is not an empty folder; name a new one")
    out.mkdir(parents=True, exist_ok=True)


def inside(out: Path, path: str) -> Path:
    """Return the place of a file within an export, its folder made; a path that a world names may lead nowhere else."""
    if ".." in PurePosixPath(path).parts or PurePosixPath(path).is_absolute():
        raise StateError(f"the world names a file {shown(path)} that lies outside the folder; not written")
    target = out / path
    target.parent.mkdir(parents=True, exist_ok=True)
    return target
