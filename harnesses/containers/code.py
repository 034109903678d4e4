"""The package's code as one digest: a container's results are only ours if it runs the same code."""

import zipfile
from collections.abc import Iterator
from functools import cache
from hashlib import blake2b
from pathlib import Path

_BEARING = (".py", ".yaml", ".lark", ".tzif", ".sh")
"""The endings of files on which results depend."""

_PACKAGE = Path(__file__).parents[2]


@cache
def own_code() -> str:
    """Return the digest of the package that is running."""
    return _digest((path.relative_to(_PACKAGE).as_posix(), path.read_bytes()) for path in _files(_PACKAGE))


def code_in(wheel: Path) -> str:
    """Return the digest of the package in a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return _digest(
            (name.removeprefix("diorama/"), archive.read(name)) for name in archive.namelist()
            if name.startswith("diorama/") and name.endswith(_BEARING))


def _files(folder: Path) -> Iterator[Path]:
    for name in ("__init__.py", "__main__.py"):
        yield folder / name
    for part in ("envs", "harnesses", "mocks", "snapshots", "tasks"):
        yield from (path for path in (folder / part).rglob("*") if path.suffix in _BEARING)


def _digest(files: Iterator[tuple[str, bytes]]) -> str:
    total = blake2b(digest_size=16)
    for name, content in sorted(files):
        total.update(blake2b(f"{name}\0".encode() + content).digest())
    return total.hexdigest()
