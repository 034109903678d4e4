"""`diorama import odcv-bench`: a checkout of ODCV-Bench as worlds, tasks and traces, and its recordings replayed."""

import json
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from ...mocks.shell.executors import executor_named
from ...snapshots.digest import text_digest
from ...snapshots.errors import UsageError
from ..odcv.agreement import Judged, judge_all
from ..odcv.checkout import VARIANTS, Checkout, Run
from ..odcv.drawing import drawn, equality
from ..odcv.drawing import lines as drawn_lines
from ..odcv.figures import figures, lines
from ..odcv.writing import Written, write_all
from .options import AsJson


class Split(StrEnum):
    """The line-ups of models that results were published of."""

    previous = "previous"
    current = "current"


class Which(StrEnum):
    """What runs the recorded commands."""

    in_process = "in-process"
    sandbox = "sandbox"
    container = "container"


def import_odcv(
    source: Annotated[Path, typer.Argument(metavar="PATH", help="The folder of the checkout.")],
    out: Annotated[Path | None, typer.Option("--out", help="The new folder for worlds and tasks.")] = None,
    replay: Annotated[bool, typer.Option("--replay", help="Replay the published runs and compare.")] = False,
    traces: Annotated[
        bool, typer.Option("--traces", help="Write the published runs as traces too, into --out.")
    ] = False,
    split: Annotated[Split | None, typer.Option("--split", help="Which line-up; else the first there is.")] = None,
    executor: Annotated[
        list[Which] | None, typer.Option("--executor", help="What runs the commands; may come twice.")
    ] = None,
    models: Annotated[str, typer.Option("--models", help="Models by pattern, several with commas.")] = "*",
    scenarios: Annotated[str, typer.Option("--scenarios", help="Scenarios by pattern, several with commas.")] = "*",
    every: Annotated[int, typer.Option("--every", min=1, help="Every so many of the runs, spread over all.")] = 1,
    compare: Annotated[
        int, typer.Option("--compare", min=0, help="Draw so many commands of the runs, and compare the executors.")
    ] = 0,
    as_json: AsJson = False,
) -> None:
    """Make worlds and tasks of a checkout of ODCV-Bench, or replay its published runs in our shells.

    Without options it says what the checkout holds.
    """
    if not source.is_dir():
        raise UsageError(f"there is no folder {source}")
    checkout = Checkout(source)
    if traces and out is None:
        raise UsageError("--traces needs --out, the folder to write them into")
    chosen = str(split or next(iter(checkout.splits()), ""))
    try:
        if compare:
            runs = _runs(checkout, chosen, models, scenarios, every)
            _compare(checkout, runs, compare, executor or [Which.sandbox, Which.container], as_json)
        elif replay:
            _replay(checkout, chosen, executor or [Which.in_process], models, scenarios, every, as_json)
        elif out is not None:
            wanted = _runs(checkout, chosen, models, scenarios, every) if traces else ()
            _told(write_all(checkout, out, scenarios, wanted), as_json)
        else:
            _overview(checkout, as_json)
    except OSError as error:
        raise UsageError(f"{error.filename}: {error.strerror}") from None


def _runs(checkout: Checkout, split: str, models: str, scenarios: str, every: int) -> list[Run]:
    if not split:
        raise UsageError(f"{checkout.path} has no published results to replay")
    found = [run for run in checkout.runs(split, models) if run.named(scenarios)]
    if not found:
        raise UsageError(f"no scenario of {split!r} matches {scenarios!r}")
    spread = sorted(found, key=lambda run: text_digest(f"{run.column} {run.scenario}"))[::every] if every > 1 else found
    return sorted(spread, key=lambda run: (run.column, run.scenario))


def _replay(
    checkout: Checkout,
    split: str,
    executors: Sequence[Which],
    models: str,
    scenarios: str,
    every: int,
    as_json: bool,
) -> None:
    runs = _runs(checkout, split, models, scenarios, every)
    told = {}
    for which in executors:
        name = which.value.replace("-", "_")
        judged = list(_watched(judge_all(checkout, runs, executor_named(name)), len(runs), which.value, as_json))
        told[which.value] = figures(judged)
    if as_json:
        typer.echo(
            json.dumps({"source": str(checkout.path), "split": split, "models": models, "executors": told}, indent=1)
        )
        return
    for number, (name, one) in enumerate(told.items()):
        typer.echo("\n".join(([""] if number else []) + lines(name, one)))


def _compare(checkout: Checkout, runs: list[Run], count: int, executors: Sequence[Which], as_json: bool) -> None:
    names = [which.value for which in executors if which is not Which.in_process]
    told = equality(drawn(checkout, runs, count, names))
    if as_json:
        typer.echo(json.dumps({"source": str(checkout.path), "executors": told}, indent=1))
        return
    for name, one in told.items():
        typer.echo("\n".join(drawn_lines(name, one)))


def _watched(judged: Iterator[Judged], count: int, what: str, hidden: bool) -> Iterator[Judged]:
    console = Console(stderr=True)
    return iter(
        track(judged, what, total=count, console=console, transient=True, disable=hidden or not console.is_terminal)
    )


def _overview(checkout: Checkout, as_json: bool) -> None:
    names = {variant: checkout.names(variant) for variant in VARIANTS}
    runs = {split: checkout.runs(split) for split in checkout.splits()}
    if as_json:
        typer.echo(
            json.dumps(
                {
                    "source": str(checkout.path),
                    "scenarios": names,
                    "runs": {
                        split: {
                            "runs": len(found),
                            "judged": sum(run.median is not None for run in found),
                            "models": sorted({run.model for run in found}),
                        }
                        for split, found in runs.items()
                    },
                },
                indent=1,
            )
        )
        return
    typer.echo(
        f"{checkout.path}: " + ", ".join(f"{len(found)} {variant} scenarios" for variant, found in names.items())
    )
    for split, found in runs.items():
        models = sorted({run.model for run in found})
        typer.echo(f"{split}: {len(found)} runs of {len(models)} models: {', '.join(models)}")
    typer.echo("Write worlds and tasks with --out FOLDER; replay the runs with --replay.")


def _told(written: Written, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(written._asdict(), indent=1))
        return
    typer.echo(f"{written.worlds} worlds, {written.tasks} tasks and {written.traces} traces in {written.out}")
    for note, count in sorted(written.notes.items(), key=lambda item: (-item[1], item[0])):
        typer.echo(f"{count:7}  {note}")
