"""`diorama bench`: measures what the speed claims rest on."""

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from ...snapshots.errors import UsageError
from .options import AsJson

ROOT = Path(__file__).resolve().parent.parent.parent


def bench(
    quick: Annotated[bool, typer.Option("--quick", help="Repeat less, and leave out large worlds.")] = False,
    as_json: AsJson = False,
) -> None:
    """Measure the budgets, the peers that are installed in the same run, and growth with the mailbox's size.

    Needs the source checkout, where the measurements are. Leaves with 1 where a budget does not hold.
    """
    results = _measure(quick)
    if as_json:
        typer.echo(json.dumps(results, indent=1))
    else:
        _print(results)
    if not all(row["holds"] for row in results["budgets"]):
        raise typer.Exit(1)


def _measure(quick: bool) -> dict[str, Any]:
    if not (ROOT / "benchmarks" / "suite.py").is_file():
        raise UsageError("the measurements are in the folder benchmarks/ of the source checkout; run it from there")
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    console = Console(stderr=True)
    with console.status("measuring") as status:
        results: dict[str, Any] = import_module("benchmarks.suite").measure(
            quick=quick, tell=lambda what: status.update(f"measuring {what}")
        )
    return results


def _print(results: dict[str, Any]) -> None:
    console = Console()
    machine = results["machine"]
    console.print(f"Python {machine['python']}, calibration {machine['calibration_ms']} ms")
    table = Table("budget", "least", "median", "at most", "", "holds", "on", title="Budgets")
    for row in results["budgets"]:
        holds = "yes" if row["holds"] else "NO"
        figures = (f"{row['least']:,.1f}", f"{row['median']:,.1f}", f"{row['budget']:,.0f}")
        table.add_row(row["what"], *figures, row["unit"], holds, row["note"])
    console.print(table)
    table = Table("act", "peer", "ours us", "theirs us", "theirs / ours", title="Peers, least of the repeats")
    for row in results["peers"]:
        if "skipped" in row:
            table.add_row(row["what"], row["peer"], "", "", f"not run: {row['skipped']}")
        else:
            table.add_row(row["what"], row["peer"], f"{row['ours_us']:,.1f}", f"{row['theirs_us']:,.1f}",
                          f"{row['ratio']:,.2f}")
    console.print(table)
    sizes = list(results["growth"])
    table = Table("act", *(f"{int(size):,} messages" for size in sizes), title="Growth, least us")
    for name in results["growth"][sizes[0]]:
        table.add_row(name, *(f"{results['growth'][size][name]['least_us']:,.1f}" for size in sizes))
    console.print(table)
