"""`diorama view`: look at runs, episodes and steps in a browser, or write them as one HTML file."""

import webbrowser
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import parse_qsl

import typer
from rich.console import Console
from rich.progress import track

from ...snapshots.errors import MissingExtra, UsageError
from ..factorial import run_folders
from ..folder import RUN_FILE
from .options import Folders, SecretFile, secret_from
from .run import RUNS

if TYPE_CHECKING:
    from ..viewing.rows import Row
    from ..viewing.viewer import Viewer

PORT = 8766
LIMIT = 50


def view(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[RUN...]", help=f"Folders of runs, zips of them, or traces; by default all in {RUNS}."),
    ] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 is any that is free.")] = PORT,
    browser: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
    html: Annotated[
        Path | None, typer.Option("--html", help="Write a file to look at without a server, and to send, instead.")
    ] = None,
    only: Annotated[
        str, typer.Option(help="Of a file: only some episodes, as in the page's address: unsafe=1&agent=NAME.")
    ] = "",
    limit: Annotated[int, typer.Option(min=1, help="Megabytes that a file may have.")] = LIMIT,
    store: Annotated[str, typer.Option(help="Database URL of the results, if it takes a password.")] = "",
    tasks_dir: Folders = None,
    secret_file: SecretFile = None,
) -> None:
    """Look at runs in a browser: episodes with filters, each step with its call, result, changes, screen and findings,
    and branches side by side.

    The page is on this machine alone, and lasts until the command is stopped. What changed at a step comes from
    playing the trace again.
    """
    for name in ("httptools", "starlette", "uvicorn"):
        if find_spec(name) is None:
            raise MissingExtra(f"the viewer needs {name}; install it with: pip install 'diorama[serve]'")
    from ..keeping.zips import opened as unzipped
    from ..viewing.viewer import Viewer

    given = list(paths or _runs_here())
    if only and html is None:
        raise UsageError("--only is for --html; the page itself has filters")
    with ExitStack() as stack:
        opened = [stack.enter_context(unzipped(path)) if path.suffix == ".zip" else path for path in given]
        viewer = Viewer(opened, tuple(tasks_dir or ()), secret_from(secret_file), store)
        if html is None:
            _serve(viewer, port, browser)
        else:
            _write(viewer, html, only, limit)


def _runs_here() -> list[Path]:
    """Return the runs and designs in the folder that runs go to by themselves."""
    found = [one for one in sorted(RUNS.glob("*")) if any((run / RUN_FILE).exists() for run in run_folders(one))]
    if not found:
        raise UsageError(f"name a run's folder or a trace; there is no run in a folder {RUNS} here")
    return found


def _serve(viewer: "Viewer", port: int, browser: bool) -> None:
    from ..viewing.host import serve

    def started(address: str) -> None:
        typer.echo(f"{address}\nCtrl-C ends it.")
        if browser:
            webbrowser.open(address)

    serve(viewer, port, started)


def _write(viewer: "Viewer", out: Path, only: str, limit: int) -> None:
    from ..viewing.export import export

    console = Console(stderr=True)

    def watched(order: "Sequence[tuple[str, Row]]") -> "Iterator[tuple[str, Row]]":
        yield from track(order, "playing again", console=console, transient=True, disable=not console.is_terminal)

    done = export(viewer, out, dict(parse_qsl(only)), limit * 1_000_000, watched)
    typer.echo(f"{out}: {done.size / 1_000_000:.1f} MB, {done.episodes} episodes")
    if done.whole < done.episodes:
        typer.echo(f"The steps of {done.whole} of them are in it, those of unsafe and unable ones first: with all of "
                   f"them it would be over {limit} MB. --only and --limit choose.")
