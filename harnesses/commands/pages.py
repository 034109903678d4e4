"""`diorama pages`: a page of each task, for readers who judge whether it is possible, unambiguous and fair."""

import json
from pathlib import Path
from typing import Annotated

import typer

from ...snapshots.errors import UsageError
from ...tasks.catalog import load_catalog
from ..pages.writing import write_pages
from .options import AsJson, Folders


def pages(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to write the pages into.")],
    tasks: Annotated[str, typer.Option("--tasks", help="Only the tasks whose id matches this shell pattern.")] = "*",
    tasks_dir: Folders = None,
    as_json: AsJson = False,
) -> None:
    """Write a page of each task: what is asked, what is prepared, what each check looks for, in sentences.

    The pages are written anew, and those of tasks that are no more are taken away. Moments on a phone are made by the
    hundred; they have pages only where a pattern asks for them.
    """
    catalog = load_catalog(tuple(tasks_dir or ()))
    listed = [one for one in catalog.select(pattern=tasks) if tasks != "*" or not one.made]
    if not listed:
        raise UsageError(f"no task fits {tasks!r}")
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is no folder")
    written, gone = write_pages(folder, catalog, listed)
    if as_json:
        typer.echo(json.dumps({"out": str(folder), "pages": written, "removed": gone}, indent=1))
    else:
        typer.echo(f"{folder}: {written} pages" + (f", {gone} of earlier tasks taken away" if gone else ""))
