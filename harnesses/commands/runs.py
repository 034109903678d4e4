"""`diorama runs`: which runs there are, and how they travel: as a zip, out of a store, to a new layout."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Column, Table
from rich.text import Text
from typer.core import TyperGroup

from ...snapshots.errors import UsageError
from ...snapshots.store import FORMAT, Store
from ..folder import OWN_STORE, RUN_FILE, read_run_file
from ..keeping.copying import fetch as fetch_run
from ..keeping.listing import Listed, listed
from ..keeping.zips import pack as pack_run
from ..tables import console
from .options import AsJson
from .run import RUNS

StoreUrl = Annotated[str, typer.Option("--store", help="Database URL of the results, if it takes a password.")]


class Runs(TyperGroup):
    """The commands about runs; without one of their names, `list` is meant."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put `list` before what names no command. Types: typer has its own copy of click."""
        if not args or (args[0] not in self.commands and args[0] != "--help"):
            args = ["list", *args]
        parsed: list[str] = super().parse_args(ctx, args)
        return parsed


runs = typer.Typer(
    cls=Runs, rich_markup_mode="rich",
    help="List runs: `diorama runs [DIR|ZIP|URL]...`. Pack one to send it, fetch one from a store.",
)


@runs.command("list", short_help="List the runs in folders, zips and stores; the default command.")
def list_runs(
    places: Annotated[
        list[str] | None, typer.Argument(metavar="[DIR|ZIP|URL]...", help="Where to look; by default the folder runs.")
    ] = None,
    store: StoreUrl = "",
    as_json: AsJson = False,
) -> None:
    """List runs with their agents, how many of their episodes are done, and how many of those are invalid.

    A folder is looked through for runs; of a store all runs are listed. `written` is when the files were written last,
    as the disk has it, in UTC.
    """
    if not places and not RUNS.is_dir():
        raise UsageError(f"there is no folder {RUNS} here; name a folder, a zip or the URL of a store")
    found = list(listed(places or [str(RUNS)], store))
    if as_json:
        typer.echo(json.dumps({"runs": [one.model_dump(mode="json") for one in found]}, indent=1))
        return
    screen = console()
    if found:
        screen.print(_table(found))
    else:
        screen.print("There are no runs.", markup=False)
    for one in found:
        if one.error:
            screen.print(f"{one.where}: {one.error}", markup=False, soft_wrap=True)


def _table(found: list[Listed]) -> Table:
    table = Table(Column("run", overflow="fold"), "suite", "agents", "written")
    for head in ("done", "invalid"):
        table.add_column(head, justify="right")
    for one in found:
        where = one.name if one.where == one.store else one.where
        done, invalid = ("?" if count is None else str(count) for count in (one.done, one.invalid))
        cells = (where, one.suite, ", ".join(one.agents), one.written, f"{done}/{one.planned}", invalid)
        table.add_row(*map(Text, cells))
    return table


@runs.command(short_help="Write a run into a zip, which every reader takes as it takes the folder.")
def pack(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The run's folder, or that of a design.")],
    out: Annotated[Path | None, typer.Argument(metavar="[ZIP]", help="The file to write; by default DIR.zip.")] = None,
    store: StoreUrl = "",
    as_json: AsJson = False,
) -> None:
    """Pack a run to send it: its plan, all results, traces and talk, without locks and logs.

    The same run gives the same bytes. Results that are kept in a database are packed along.
    """
    target = out or folder.resolve().with_suffix(f"{folder.resolve().suffix}.zip")
    count = pack_run(folder, target, store)
    if as_json:
        typer.echo(json.dumps({"zip": str(target), "files": count, "bytes": target.stat().st_size}))
    else:
        typer.echo(f"{target}: {count} files, {target.stat().st_size} bytes")


@runs.command(short_help="Write a run that a store keeps into a folder of its own.")
def fetch(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The run's name in the store.")],
    out: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to write, which is new.")],
    store: Annotated[str, typer.Option("--store", help="The store's URL.")],
    as_json: AsJson = False,
) -> None:
    """Fetch a run from a store: results, and the traces and talk that were kept there (`run --all-in-store`).

    The folder stands by itself: it can be reported, replayed, packed, and gone on with.
    """
    file = fetch_run(store, name, out)
    traces = sum(1 for _ in (out / "traces").glob("*.jsonl"))
    if as_json:
        typer.echo(json.dumps({"run": str(out), "planned": len(file.plan.jobs), "traces": traces}))
    else:
        typer.echo(f"{out}: {len(file.plan.jobs)} episodes planned, {traces} traces")


@runs.command(short_help="Bring a store that an older version wrote to the present layout.")
def migrate(
    place: Annotated[str, typer.Argument(metavar="DIR|FILE|URL", help="A run's folder, an SQLite file, or a URL.")],
    as_json: AsJson = False,
) -> None:
    """Migrate a store to the present layout of its tables. What it holds stays as it is.

    Opening an older store does the same; this is for doing it at a time of one's own. Needs the extra `store`.
    """
    where: Path | str = place
    if "://" not in place:
        where = Path(place)
        if (where / RUN_FILE).exists():
            where = read_run_file(where).store or where / OWN_STORE
    with Store(where, make=False) as store:
        found, name = store.format, str(store)
    if as_json:
        typer.echo(json.dumps({"store": name, "found": found, "format": FORMAT}))
    else:
        typer.echo(f"{name}: format {found}" + (f", now {FORMAT}" if found < FORMAT else ", which is the present one"))
