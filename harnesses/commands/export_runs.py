"""`diorama export runs`: what runs have come to, for tables, offline RL and training."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from ...snapshots.errors import UsageError
from ..exporting.jsonl import write_jsonl
from ..exporting.preferences import write_preferences
from ..factorial import run_folders
from ..keeping.reading import Episode, episodes_in
from ..keeping.zips import all_opened
from .options import AsJson, Folders, SecretFile, secret_from


def export_runs(
    places: Annotated[list[Path], typer.Argument(metavar="RUN...", help="Folders of runs, or zips of them.")],
    parquet: Annotated[Path | None, typer.Option(metavar="DIR", help="Tables of episodes and of steps.")] = None,
    minari: Annotated[
        str, typer.Option(metavar="NAME", help="A Minari dataset for each family: NAME/FAMILY-v0, cost in the infos.")
    ] = "",
    jsonl: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Conversations, one a line, with a card for `datasets`.")
    ] = None,
    preferences: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Pairs of branches of one trace, the better one named.")
    ] = None,
    inspect: Annotated[
        Path | None, typer.Option(metavar="FILE.eval", help="A log for Inspect AI and its viewer, one an agent.")
    ] = None,
    store: Annotated[str, typer.Option(help="Database URL of the results, if it takes a password.")] = "",
    tasks_dir: Folders = None,
    secret_file: SecretFile = None,
    as_json: AsJson = False,
) -> None:
    """Export the episodes of runs. Several forms may be asked for at once; docs/runs.md has every column.

    The three axes stay apart in all of them; an episode that our side failed in has no score, and no zero. The same
    runs give the same bytes, but for Minari's files and Inspect's logs, which have the time in them.
    """
    if not (parquet or minari or jsonl or preferences or inspect):
        raise UsageError("say what to write: --parquet DIR, --minari NAME, --jsonl DIR, --preferences FILE or "
                         "--inspect FILE.eval")
    if inspect and inspect.suffix != ".eval":
        raise UsageError(f"a log of Inspect is called NAME.eval, not {inspect.name}")
    folders, secret = tuple(tasks_dir or ()), secret_from(secret_file)
    told: dict[str, Any] = {}
    with all_opened(places) as opened, _written():
        if parquet:
            from ..exporting.parquet import write_parquet

            episodes, steps = write_parquet(_episodes(opened, store), parquet)
            told["parquet"] = {"out": str(parquet), "episodes": episodes, "steps": steps}
        if jsonl:
            count = write_jsonl(_episodes(opened, store), jsonl, folders, secret)
            told["jsonl"] = {"out": str(jsonl), "episodes": count}
        if preferences:
            pairs = write_preferences(_traces(opened), preferences, folders, secret)
            told["preferences"] = {"out": str(preferences), "pairs": pairs}
        if minari:
            from ..exporting.offline import write_minari

            made = write_minari(_episodes(opened, store), minari, folders, secret)
            told["minari"] = [one._asdict() for one in made]
        if inspect:
            from ..inspecting import needed

            needed("diorama export --inspect")
            from ..inspecting.writing import write_logs

            logs = write_logs(_episodes(opened, store), inspect, folders, secret)
            told["inspect"] = [{"out": str(path), "samples": count} for path, count in logs]
    if as_json:
        typer.echo(json.dumps(told, indent=1))
        return
    for kind, one in told.items():
        for part in one if isinstance(one, list) else [one]:
            where = part.get("out", part.get("id"))
            counts = ", ".join(f"{value} {name.replace('_', ' ')}" for name, value in part.items()
                               if name not in ("out", "id"))
            typer.echo(f"{kind}: {where}: {counts}")


@contextmanager
def _written() -> Iterator[None]:
    """Say in a sentence what cannot be written."""
    try:
        yield
    except OSError as error:
        raise UsageError(f"nothing can be exported there: {error}") from None


def _episodes(folders: Sequence[Path], store: str) -> Iterator[Episode]:
    for folder in folders:
        yield from episodes_in(folder, store)


def _traces(folders: Iterable[Path]) -> Iterator[Path]:
    """Yield all traces of runs, those of branches too."""
    for folder in folders:
        for one in run_folders(folder):
            yield from (one / "traces").glob("*.jsonl")
