"""`diorama report`: the rates of runs, with intervals."""

import json
from pathlib import Path
from typing import Annotated

import typer

from ...snapshots.errors import UsageError
from ..factorial import load_all
from ..keeping.zips import all_opened
from ..report import Summary
from ..reporting.grids import more_grids
from ..reporting.whole import whole
from ..tables import console, draw, markdown
from .options import AsJson


def report(
    folders: Annotated[list[Path], typer.Argument(metavar="DIR...", help="Folders of runs, or zips of them.")],
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown.")] = False,
    html: Annotated[
        Path | None, typer.Option("--html", help="Write a page with tables and figures, to open and to send, instead.")
    ] = None,
    compare: Annotated[
        bool, typer.Option("--compare", help="Compare runs, or the agents of one, in pairs of the same task and seed.")
    ] = False,
    store: Annotated[str, typer.Option(help="Database URL of the results, if it takes a password.")] = "",
    as_json: AsJson = False,
) -> None:
    """Report success, unsafe acts and inability of each agent, each with its interval over tasks.

    Several folders are compared, row by row; what was run under different contracts is never pooled. With --compare, or
    on a page, the first is compared with the others in pairs, on each axis, over everything and by family, each with a
    test; where two runs have the same agents, each agent with itself.
    """
    if as_markdown + as_json + (html is not None) > 1:
        raise UsageError("--json, --markdown and --html exclude each other")
    given = [folder.resolve() for folder in folders]
    if len(set(given)) < len(given):
        raise UsageError(f"{next(folder for folder in folders if given.count(folder.resolve()) > 1)} is given twice")
    with all_opened(folders) as opened:
        sources = [source for folder in opened for source in load_all(folder, store)]
        summary = whole(sources, compare or (html is not None and len(sources) > 1))
    if html is not None:
        _write(html, summary)
    elif as_json:
        typer.echo(json.dumps(summary, indent=1))
    elif as_markdown:
        typer.echo(markdown(summary, more_grids(summary)), nl=False)
    else:
        draw(console(), summary, more_grids(summary))


def _write(out: Path, summary: Summary) -> None:
    from ..reporting.page import page  # what draws is an extra

    text = page(summary)
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{out} cannot be written: {error.strerror}") from None
    typer.echo(f"{out}: {len(text.encode()) / 1_000_000:.1f} MB, {summary['episodes']} episodes")
