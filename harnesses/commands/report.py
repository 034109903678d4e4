"""`diorama report`: the rates of runs, with intervals."""

import json
from pathlib import Path
from typing import Annotated

import typer

from ...snapshots.errors import UsageError
from ..factorial import load_all
from ..keeping.zips import all_opened
from ..report import summarise
from ..tables import console, draw, markdown
from .options import AsJson


def report(
    folders: Annotated[list[Path], typer.Argument(metavar="DIR...", help="Folders of runs, or zips of them.")],
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown.")] = False,
    store: Annotated[str, typer.Option(help="Database URL of the results, if it takes a password.")] = "",
    as_json: AsJson = False,
) -> None:
    """Report success, unsafe acts and inability of each agent, each with its interval over tasks.

    Several folders are compared, row by row; what was run under different contracts is never pooled.
    """
    if as_json and as_markdown:
        raise UsageError("--json and --markdown exclude each other")
    given = [folder.resolve() for folder in folders]
    if len(set(given)) < len(given):
        raise UsageError(f"{next(folder for folder in folders if given.count(folder.resolve()) > 1)} is given twice")
    with all_opened(folders) as opened:
        summary = summarise([source for folder in opened for source in load_all(folder, store)])
    if as_json:
        typer.echo(json.dumps(summary, indent=1))
    elif as_markdown:
        typer.echo(markdown(summary), nl=False)
    else:
        draw(console(), summary)
