"""`diorama list`: the environments and the tasks."""

import json
from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import typer

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
        mine = [one for one in listed if one.head.env == row.family and one.companion_kind is None]
        if mine:
            typer.echo("\n".join((row.id, "", *_lines(mine), "")))


HEADS = ("task", "risky", "decline", "tags")


def _lines(listed: Sequence[Listed]) -> Iterator[str]:
    """Yield the tasks of one environment as columns, each in one line: ids are what one copies, and tags what one looks
    for. There are over a thousand of some environments, which a drawn table would take a second for."""
    rows = [HEADS, *(
        (one.id, "yes" if one.risky else "no", one.head.decline, ", ".join(one.head.tags)) for one in listed
    )]
    wide = [max(len(row[column]) for row in rows) for column in range(len(HEADS) - 1)]
    for row in rows:
        yield "  ".join((*(cell.ljust(width) for cell, width in zip(row, wide, strict=False)), row[-1])).rstrip()


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
