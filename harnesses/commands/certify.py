"""`diorama certify`: put tasks through the tests that every task must pass."""

import json
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from ..certify import Certified, Subject
from ..certify import certify as certify_all
from ..trials import FULL, QUICK
from .options import AsJson, Folders, SecretFile, secret_from
from .reading import read_seeds


def certify(
    pattern: Annotated[str, typer.Argument(help="Only the tasks whose id matches this shell pattern.")] = "*",
    seeds: Annotated[str, typer.Option(help="Seeds, such as 0-4 or 3,7. The default is 0-4; with --quick, 0.")] = "",
    quick: Annotated[bool, typer.Option("--quick", help="One seed, three random agents, normal durations.")] = False,
    attack: Annotated[str, typer.Option(help="Certify them under these attacks: a pattern carrier:goal:wording.")] = "",
    tasks_dir: Folders = None,
    secret_file: SecretFile = None,
    mutators: Annotated[
        list[str] | None,
        typer.Option(help="A module, dotted or a .py file, with further mutators of solutions; may be given several "
                          "times."),
    ] = None,
    workers: Annotated[int, typer.Option(help="Processes at work; 0: as many as there are cores.", min=0)] = 0,
    as_json: AsJson = False,
) -> None:
    """Put tasks and their companions through the ten tests that every task must pass before it judges anybody.

    Leaves with 1 if any task fails any test. A task file that cannot be read is a failure too, of the test "load".
    """
    folders: Sequence[Path] = tuple(tasks_dir or ())
    numbers = read_seeds(seeds or ("0" if quick else "0-4"))
    with _bar() as progress:
        bar = progress.add_task("certifying", total=None)

        def begin(subjects: Sequence[Subject]) -> None:
            progress.update(bar, total=len(subjects))

        def done(subject: Subject) -> None:
            progress.update(bar, description=f"{subject.name} at seed {subject.seed}", advance=1)

        found = certify_all(
            pattern, numbers, QUICK if quick else FULL, folders, secret=secret_from(secret_file),
            mutators=mutators or (), workers=workers or os.cpu_count() or 1, begin=begin, done=done, attack=attack,
        )
    if as_json:
        failures = [failure._asdict() for failure in found.failures]
        typer.echo(json.dumps({"tasks": found.tasks, "certified": found.certified, "failures": failures,
                               "mutants": found.mutants._asdict()}, indent=1))
    else:
        _show(found)
    if found.failures:
        raise typer.Exit(1)


def _bar() -> Progress:
    """Return a bar that is seen on a terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, disable=not console.is_terminal, transient=True)


def _show(found: Certified) -> None:
    console = Console()
    if found.failures:
        table = Table("task", "seed", "test", "why")
        for failure in found.failures:
            seed = "" if failure.seed is None else str(failure.seed)
            table.add_row(escape(failure.task), seed, failure.test, escape(failure.why))
        console.print(table)
        tests = Counter(failure.test for failure in found.failures)
        console.print(", ".join(f"{name}: {count}" for name, count in sorted(tests.items())))
    console.print(f"{found.certified} of {found.tasks} tasks and companions are certified.")
    changed, noticed = found.mutants
    if changed:
        console.print(f"{noticed} of {changed} altered solutions that come to something else are noticed, "
                      f"{100 * noticed / changed:.1f} %.")
