"""`diorama replay`: play traces again and compare."""

import json
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import track

from ...snapshots.digest import Json
from ...snapshots.errors import TraceError, UsageError, shown
from ...tasks.secret import Secret
from ..keeping.zips import opened as unzipped
from ..replay import Difference, Replayed
from ..replay import replay as replay_one
from .options import AsJson, Folders, SecretFile, secret_from

_MANY = 5
"""From this many traces on there is a bar."""


def replay(
    paths: Annotated[list[Path], typer.Argument(metavar="TRACE...", help="Traces, or folders or zips of runs.")],
    tasks_dir: Folders = None,
    secret_file: SecretFile = None,
    as_json: AsJson = False,
) -> None:
    """Replay traces and compare every result, every digest and the verdict.

    Leaves with 1 if anything differs, or a trace is damaged or was played with another version of its task.
    """
    folders, secret = tuple(tasks_dir or ()), secret_from(secret_file)
    with ExitStack() as stack:
        opened = {path: stack.enter_context(unzipped(path)) if path.suffix == ".zip" else path for path in paths}
        traces = [(trace, _name(trace, path, inside)) for path, inside in opened.items() for trace in _traces(inside)]
        found = [_described(trace, name, folders, secret) for trace, name in _watched(traces)]
    if as_json:
        typer.echo(json.dumps(_whole(found), indent=1))
    else:
        for one in found:
            typer.echo(_line(one))
    if any(one["first_difference"] or one["error"] for one in found):
        raise typer.Exit(1)


def _traces(path: Path) -> list[Path]:
    """Return the traces that are meant: a file as it is, of a folder all in it or in its folder `traces`."""
    if not path.is_dir():
        if not path.exists():
            raise UsageError(f"there is no trace or folder {shown(str(path))}")
        return [path]
    inside = path / "traces" if (path / "traces").is_dir() else path
    found = sorted(inside.glob("*.jsonl"))
    if not found:
        raise UsageError(f"there are no traces (*.jsonl) in {inside}")
    return found


def _name(trace: Path, given: Path, inside: Path) -> str:
    """Return what to call a trace: one in a zip by the zip, and not by where it was unpacked."""
    return str(trace) if given == inside else f"{given}:{trace.relative_to(inside)}"


def _watched(traces: list[tuple[Path, str]]) -> Iterable[tuple[Path, str]]:
    console = Console(stderr=True)
    hidden = len(traces) < _MANY or not console.is_terminal
    return track(traces, "replaying", console=console, transient=True, disable=hidden)


def _described(path: Path, name: str, folders: tuple[Path, ...], secret: Secret | None) -> dict[str, Any]:
    """Replay one trace and return what the JSON says of it."""
    try:
        found = replay_one(path, folders, secret)
    except TraceError as error:
        return {"trace": name, "steps": 0, "identical": 0, "first_difference": None, "differing": [],
                "complete": False, "package": None, "error": str(error).replace(str(path), name)}
    return {
        "trace": name,
        "steps": len(found.trace.steps),
        "identical": found.identical,
        "first_difference": _difference(found.first),
        "differing": _digests(found),
        "complete": found.trace.complete,
        "package": found.trace.header.package,
        "error": None,
    }


def _difference(found: Difference | None) -> dict[str, Json] | None:
    return None if found is None else {"step": found.step, "expected": found.expected, "got": found.got}


def _digests(found: Replayed) -> list[dict[str, Json]]:
    """Return which digests differ: at which step, what was recorded and what it is now."""
    return [
        {"step": one.step, "expected": one.expected["digest"], "got": one.got.get("digest")}
        for one in found.differences
        if "digest" in one.expected
    ]


def _whole(found: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the JSON of the command: that of one trace, or the sums and the first difference of several."""
    if len(found) == 1:
        return found[0]
    first = next((one for one in found if one["first_difference"]), None)
    return {
        "steps": sum(one["steps"] for one in found),
        "identical": sum(one["identical"] for one in found),
        "first_difference": None if first is None else {"trace": first["trace"], **first["first_difference"]},
        "errors": [one["error"] for one in found if one["error"]],
        "traces": found,
    }


def _line(one: dict[str, Any]) -> str:
    if one["error"]:
        return f"refused  {one['error']}"
    steps = f"{one['identical']} of {one['steps']} steps identical"
    if not one["complete"]:
        steps += "; the trace is incomplete, it has no verdict"
    first = one["first_difference"]
    if first is None:
        return f"same     {one['trace']}: {steps}"
    where = "the start" if first["step"] == 0 else f"step {first['step']}"
    if first["step"] > one["steps"]:
        where = "the verdict"
    parts = "; ".join(
        f"{name} was {shown(was)}, is {shown(first['got'].get(name))}" for name, was in first["expected"].items()
    )
    return f"differs  {one['trace']}: {steps}; first at {where}: {parts}"
