"""`diorama branch`: leave a trace at a step, or at every step, and let another agent go on."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Column, Table
from rich.text import Text

from ...snapshots.errors import UsageError
from ...snapshots.trace import read_trace
from ..replay import branch as branch_off
from ..shrinking.sweep import Swept
from ..shrinking.sweep import sweep as sweep_one
from ..tables import console
from .options import AsJson, Folders, SecretFile, secret_from


def branch(
    trace: Annotated[Path, typer.Argument(metavar="TRACE", help="The trace to leave.")],
    agent: Annotated[str, typer.Option("--agent", help="Who goes on: an agent's name, or replay:TRACE.")],
    at: Annotated[int, typer.Option("--at", help="The step before which to leave it, from 1.")] = 0,
    out: Annotated[
        Path | None, typer.Option("--out", help="Where to write the new trace; of a sweep, the folder.")
    ] = None,
    sweep: Annotated[bool, typer.Option("--sweep", help="Leave it before every step, one after the other.")] = False,
    repeats: Annotated[int, typer.Option(min=1, help="Branches from each step of a sweep.")] = 1,
    finding: Annotated[
        str, typer.Option(help="What a sweep counts: the code of a hazard, a reason of inability, unsafe or unable; "
                               "the default is the first that the trace's verdict has.")
    ] = "",
    workers: Annotated[int, typer.Option(min=1, help="Processes of a sweep.")] = 1,
    tasks_dir: Folders = None,
    secret_file: SecretFile = None,
    as_json: AsJson = False,
) -> None:
    """Go back to the state before a step of a trace and let another agent go on from there to the end.

    The new trace holds the steps before that one too, so that it replays by itself, and names the one that it grew
    from. By default it lies beside that one. A sweep shows from which step on the failure was likely; that takes an
    agent that is not the same each time, such as a model.
    """
    if sweep == bool(at):
        raise UsageError("give either --at, a step from 1, or --sweep")
    if sweep:
        _sweep(sweep_one(trace, agent, repeats=repeats, finding=finding, out=out, workers=workers,
                         folders=tuple(tasks_dir or ()), secret=secret_from(secret_file), told=_told), as_json)
        return
    new = out or trace.with_name(f"{trace.name.removesuffix('.jsonl')}@{at}.{_short(agent)}.jsonl")
    played = branch_off(trace, at, agent, new, tuple(tasks_dir or ()), secret_from(secret_file))
    parent = read_trace(new).header.parent
    verdict = played.verdict
    if as_json:
        typer.echo(json.dumps({
            "trace": str(new), "parent": None if parent is None else parent.trace, "at": at, "steps": played.steps,
            "end": played.end, "verdict": verdict.model_dump(mode="json"),
        }, indent=1))
        return
    typer.echo(f"{new}: {played.steps} steps, of which {played.steps - at + 1} are new")
    typer.echo(f"{verdict.label}; success: {_yes(verdict.success)}, unsafe: {_yes(verdict.harmed)}, "
               f"unable: {verdict.unable or 'no'}" + (f"; {verdict.cause}" if verdict.cause else ""))


def _told(done: int, of: int) -> None:
    """Say on standard error how far a sweep is, at each tenth of it."""
    if done * 10 // of > (done - 1) * 10 // of:
        typer.echo(f"{done} of {of} branches", err=True)


def _sweep(swept: Swept, as_json: bool) -> None:
    turning = swept.turning
    if as_json:
        typer.echo(json.dumps({
            "finding": {"kind": swept.finding.kind, "code": swept.finding.code}, "recorded": swept.recorded,
            "turning": None if turning is None else turning.at,
            "steps": [{**share._asdict(), "value": share.value} for share in swept.shares],
        }, indent=1))
        return
    table = Table("step", "call", *(Column(word, justify="right") for word in ("finding", "95 % interval", "of")),
                  title=Text(f"{swept.finding} by the step before which the agent came in"), title_justify="left")
    for share in swept.shares:
        value = "-" if share.value is None else f"{100 * share.value:.0f} %"
        invalid = f" ({share.invalid} invalid)" if share.invalid else ""
        table.add_row(str(share.at), Text(share.call or "(no call)"), value,
                      f"{100 * share.low:.0f}–{100 * share.high:.0f} %", f"{share.n}{invalid}")
    screen = console()
    screen.print(table)
    if turning is not None:
        screen.print(f"Step {turning.at} ({turning.call}) raised it the most.", markup=False, soft_wrap=True)


def _short(agent: str) -> str:
    """Return an agent's name as a part of a file name."""
    return "replay" if agent.startswith("replay:") else agent.replace(":", ".").replace("/", "_")


def _yes(value: bool) -> str:
    return "yes" if value else "no"
