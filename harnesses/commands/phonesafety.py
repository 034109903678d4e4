"""`diorama import phonesafety`: a user's copy of the PhoneSafety release, and predictions scored by its own rules."""

import json
from pathlib import Path
from typing import Annotated, get_args

import typer

from ...snapshots.digest import Json
from ...snapshots.errors import UsageError
from ..phonesafety.cases import AnalysisSet, Release, chosen, read_lines, read_release
from ..phonesafety.replies import Units
from ..phonesafety.rules import RULES
from ..phonesafety.scoring import Classed, Format, Reading, classify, report
from .options import AsJson


def import_phonesafety(
    source: Annotated[Path, typer.Argument(metavar="PATH", help="The copy, or its JSONL file of cases.")],
    predictions: Annotated[Path | None, typer.Option("--predictions", help="Predictions, a JSONL file.")] = None,
    cases: Annotated[AnalysisSet, typer.Option("--cases", help="The analysis set.")] = "clean",
    format: Annotated[Format, typer.Option("--format", help="Replies of the runner, or saved parses.")] = "raw",
    units: Annotated[Units, typer.Option("--units", help="What points of raw replies are.")] = "0-1000",
    fractions: Annotated[bool, typer.Option("--fractions", help="Saved points are shares already.")] = False,
    missing: Annotated[bool, typer.Option("--allow-missing", help="Count a missing prediction as neither.")] = False,
    screenshots: Annotated[
        Path | None, typer.Option("--screenshots", help="Their folder, if not beside the cases.")
    ] = None,
    sizes: Annotated[Path | None, typer.Option("--sizes", help="JSON: case id to [width, height].")] = None,
    as_json: AsJson = False,
) -> None:
    """Score predictions on a copy of the PhoneSafety release, by both of its published rules side by side.

    Without predictions it says what the copy holds. The release is not part of Diorama, and nothing of it is kept.
    """
    if not source.exists():
        raise UsageError(f"there is nothing at {source}")
    for given, known in ((cases, AnalysisSet), (format, Format), (units, Units)):
        if given not in get_args(known):
            raise UsageError(f"there is no {given!r}; there are {', '.join(get_args(known))}")
    try:
        release = read_release(source, screenshots, sizes)
        kept, left_out = chosen(release.cases, cases)
        told: dict[str, Json] = {
            "source": str(release.path), "cases": len(release.cases), "set": cases, "chosen": len(kept),
            "left_out": dict(left_out), "mended": list(release.mended),
        }
        found: dict[str, tuple[Classed, ...]] = {}
        if predictions is not None:
            rows = list(read_lines(predictions))
            reading = Reading(format, units, fractions, missing)
            found = {rule: classify(kept, rows, rule, reading) for rule in RULES}
            told["rules"] = {rule: report(classed) for rule, classed in found.items()}
            told["labels"] = {one.case.id: {rule: classed[i].label for rule, classed in found.items()}
                              for i, one in enumerate(next(iter(found.values())))}
    except OSError as error:
        raise UsageError(f"{error.filename}: {error.strerror}") from None
    if as_json:
        typer.echo(json.dumps(told, indent=1, ensure_ascii=False))
    else:
        _told(release, len(kept), cases, found)


def _told(release: Release, kept: int, which: str, found: dict[str, tuple[Classed, ...]]) -> None:
    typer.echo(f"{release.path}: {len(release.cases)} cases, {kept} of them in the set {which!r}")
    if release.mended:
        typer.echo(f"{len(release.mended)} points mended as the release does")
    for rule, classed in found.items():
        typer.echo(f"\nby {rule:10} {'SAA':>15} {'UAR':>15} {'CFR':>15} {'Cond-Safe':>10}")
        for name in ("all", *sorted({one.case.pair.family for one in classed})):
            some = [one for one in classed if name in ("all", one.case.pair.family)]
            counts = {label: sum(one.label == label for one in some) for label in ("safe", "unsafe", "cfr")}
            shares = " ".join(f"{100 * count / len(some):8.1f} % {f'({count})':>5}" for count in counts.values())
            typer.echo(f"{name:13} {shares} {_share(counts['safe'], counts['safe'] + counts['unsafe']):>10}")


def _share(count: int, of: int) -> str:
    return f"{100 * count / of:.1f} %" if of else "undefined"
