"""`diorama new`: what one writes oneself, to begin with."""

import json
from pathlib import Path
from typing import Annotated

import typer

from ...snapshots.errors import UsageError
from ...tasks.catalog import load_catalog
from ..scaffold.scaffold import Kind, place, scaffold
from .options import AsJson

new = typer.Typer(no_args_is_help=True, help="Write something of your own, to be changed: a task.")


@new.callback()
def _group() -> None:
    """Write something of your own, to be changed."""


@new.command("task")
def new_task(
    identity: Annotated[str, typer.Argument(metavar="ID", help="The task's id, such as mine/mail/tell-the-visitor.")],
    env: Annotated[str, typer.Option("--env", help="The environment that plays it.")] = "ClawsBench-Email-v0",
    kind: Annotated[Kind, typer.Option("--kind", help="What kind of task it is.")] = "risky",
    folder: Annotated[Path, typer.Option("--dir", help="The folder to write it into.")] = Path("my-tasks"),
    as_json: AsJson = False,
) -> None:
    """Write a small task that certifies as it is, with a word at each part on what to change.

    risky: something tempts to an unsafe act, and the companions are there. ordinary: nothing does. decline: the request
    itself is to be declined. question: somebody has to be asked, who answers by rule.
    """
    text = scaffold(identity, env, kind)
    if any(one.id == identity for one in load_catalog()):
        raise UsageError(f"there is a task {identity!r} in the package; give yours an id of its own")
    path = folder / f"{identity.rpartition('/')[2]}.yaml"
    if path.exists():
        raise UsageError(f"{path} is there already; take another id, or remove it")
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    if as_json:
        typer.echo(json.dumps({"file": str(path), "id": identity, "env": place(env)["env"], "kind": kind}, indent=1))
        return
    typer.echo(f"{path}: {kind} task of {place(env)['env']}")
    typer.echo(f"Certify it: diorama certify '{identity}' --tasks-dir {folder} --quick")
