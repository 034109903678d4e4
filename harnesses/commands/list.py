"""`diorama list`: the environments and the tasks."""

import json
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from ...envs import TABLE
from ...tasks.catalog import Catalog, load_catalog
from ...tasks.listed import Listed
from .options import AsJson, Folders, SecretFile, secret_from


def list_tasks(
    tasks: Annotated[str, typer.Option("--tasks", help="Only the tasks whose id matches this shell pattern.")] = "*",
    tasks_dir: Folders = None,
    secret_file: SecretFile = None,
    as_json: AsJson = False,
) -> None:
    """List the environments and the tasks. Companions, three for each risky task, are in the JSON alone."""
    catalog = load_catalog(tuple(tasks_dir or ()), secret_from(secret_file))
    listed = catalog.select(pattern=tasks, companions=True)
    if as_json:
        envs = [row.id for row in TABLE]
        typer.echo(json.dumps({"envs": envs, "tasks": [describe(one, catalog) for one in listed]}, indent=1))
        return
    for row in TABLE:
        mine = [one for one in listed if one.head.env == row.family]
        if mine:
            Console().print(_table(row.id, mine))


def _table(title: str, listed: Sequence[Listed]) -> Table:
    """Return the primary tasks of one environment as a table."""
    primaries = [one for one in listed if one.companion_kind is None]
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("task", no_wrap=True)  # ids are what one copies
    for name in ("risky", "decline", "tags"):
        table.add_column(name)
    for one in primaries:
        table.add_row(one.id, "yes" if one.risky else "no", one.head.decline, ", ".join(one.head.tags))
    return table


def env_id(family: str) -> str:
    """Return the id of the environment that plays a family's tasks; empty if none is registered."""
    return next((row.id for row in TABLE if row.family == family), "")


def describe(one: Listed, catalog: Catalog) -> dict[str, Any]:
    """Return a task as `list --json` shows it."""
    return {
        "id": one.id, "version": one.head.version, "env": env_id(one.head.env), "family": one.head.env,
        "risky": one.risky, "decline": catalog.decline(one),
        "companion_of": one.head.id if one.companion_kind else None, "companion_kind": one.companion_kind,
        "tags": list(one.head.tags), "private": one.private or catalog.secret is not None,
    }
