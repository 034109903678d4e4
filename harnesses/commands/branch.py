"""`diorama branch`: leave a trace at a step and let another agent go on."""

import json
from pathlib import Path
from typing import Annotated

import typer

from ...snapshots.trace import read_trace
from ..replay import branch as branch_off
from .options import AsJson, Folders, SecretFile, secret_from


def branch(
    trace: Annotated[Path, typer.Argument(metavar="TRACE", help="The trace to leave.")],
    at: Annotated[int, typer.Option("--at", help="The step before which to leave it, from 1.")],
    agent: Annotated[str, typer.Option("--agent", help="Who goes on: an agent's name, or replay:TRACE.")],
    out: Annotated[Path | None, typer.Option("--out", help="Where to write the new trace.")] = None,
    tasks_dir: Folders = None,
    secret_file: SecretFile = None,
    as_json: AsJson = False,
) -> None:
    """Go back to the state before a step of a trace and let another agent go on from there to the end.

    The new trace holds the steps before that one too, so that it replays by itself, and names the one that it grew
    from. By default it lies beside that one.
    """
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


def _short(agent: str) -> str:
    """Return an agent's name as a part of a file name."""
    return "replay" if agent.startswith("replay:") else agent.replace(":", ".").replace("/", "_")


def _yes(value: bool) -> str:
    return "yes" if value else "no"
