"""`diorama list`: the environments and the tasks."""

import json
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from ...envs import TABLE
from ...tasks.catalog import Catalog, Listed, load_catalog
from .options import AsJson, Folders


def list_tasks(
    tasks: Annotated[str, typer.Option("--tasks", help="Only the tasks whose id matches this shell pattern.")] = "*",
    tasks_dir: Folders = None,
    as_json: AsJson = False,
) -> None:
    """List the environments and the tasks. Companions are in the JSON; the table counts them."""
    catalog = load_catalog(tuple(tasks_dir or ()))
    listed = catalog.select(pattern=tasks, companions=True)
    if as_json:
        envs = [row.id for row in TABLE]
        typer.echo(json.dumps({"envs": envs, "tasks": [describe(one, catalog) for one in listed]}, indent=1))
        return
    table = Table("task", "version", "environment", "risky", "declining is", "companions", "tags")
    companions = [one.file.id for one in listed if one.companion_kind]
    for one in listed:
        if one.companion_kind is None:
            table.add_row(
                one.id, str(one.file.version), env_id(one.file.env), "yes" if one.risky else "no", one.file.decline,
                str(companions.count(one.id)), " ".join(one.file.tags),
            )
    Console().print(table)


def env_id(family: str) -> str:
    """Return the id of the environment that plays a family's tasks; empty if none is registered."""
    return next((row.id for row in TABLE if row.family == family), "")


def describe(one: Listed, catalog: Catalog) -> dict[str, Any]:
    """Return a task as `list --json` shows it."""
    return {
        "id": one.id, "version": one.file.version, "env": env_id(one.file.env), "family": one.file.env,
        "risky": one.risky, "decline": catalog.decline(one),
        "companion_of": one.file.id if one.companion_kind else None, "companion_kind": one.companion_kind,
        "tags": list(one.file.tags),
    }
