"""Writes the pages of tasks into a folder, and takes away those of tasks that are no more."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from ...tasks.catalog import Catalog
from ...tasks.listed import Listed
from .index import index
from .page import WRITTEN, Page

INDEX = "README.md"


def pages(catalog: Catalog, listed: Sequence[Listed]) -> Iterator[tuple[str, str]]:
    """Yield each page's path in the folder with its text: the index first, then one for each task."""
    yield INDEX, index(listed)
    for one in listed:
        yield f"{one.id}.md", Page(catalog, one).text()


def write_pages(folder: Path, catalog: Catalog, listed: Sequence[Listed]) -> tuple[int, int]:
    """Write the pages; return how many were written, and how many of earlier ones are gone.

    Only pages that this has written are taken away: their second line says so.
    """
    written = set()
    for name, text in pages(catalog, listed):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        written.add(path)
    stale = [path for path in sorted(folder.rglob("*.md")) if path not in written and _is_ours(path)]
    for path in stale:
        path.unlink()
    return len(written), len(stale)


def _is_ours(path: Path) -> bool:
    return WRITTEN in path.read_text(encoding="utf-8").split("\n", 2)[:2]
