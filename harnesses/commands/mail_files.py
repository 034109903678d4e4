"""`diorama import` and `diorama export`: mail files into worlds and out of them."""

import base64
import json
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from ...mocks.catalog import service_classes
from ...mocks.common.addresses import domain, is_email, normalise
from ...mocks.common.moments import HOUR, MINUTE
from ...mocks.common.zones import local_text, read_moment
from ...mocks.mail.exporting import Exported, export_folder, export_mbox
from ...mocks.mail.importing import sent_at
from ...mocks.mail.sources import Piece, Source
from ...mocks.world import World, setup
from ...mocks.worldfile import write_world
from ...mocks.worlds import WORLD_FILE, BaseWorld
from ...snapshots.calls import Call
from ...snapshots.errors import StateError, ToolError, UsageError, shown
from .options import AsJson, WorldArgument, opened

BATCH_PIECES, BATCH_BYTES = 500, 4 * 1024 * 1024
"""How much goes into one call of an import: each call's log is let go before the next."""


class Kind(StrEnum):
    """The forms of mail files."""

    mbox = "mbox"
    eml = "eml"
    maildir = "maildir"


Form = Annotated[Kind, typer.Argument(metavar="FORM", help="mbox (one file), eml (a file or folder), or maildir.")]
MailboxOption = Annotated[str, typer.Option("--mailbox", help="The address whose mailbox it is.")]


def import_mail(
    form: Form,
    source: Annotated[Path, typer.Argument(metavar="SOURCE", help="The mail file or folder.")],
    mailbox: MailboxOption,
    out: Annotated[
        Path | None, typer.Option("--out", help=f"The world file to write; {WORLD_FILE} is added where missing.")
    ] = None,
    name: Annotated[str, typer.Option("--name", help="What the mailbox's owner is called.")] = "",
    time_zone: Annotated[str, typer.Option("--time-zone", help="The owner's IANA time zone.")] = "UTC",
    now: Annotated[
        str, typer.Option("--now", help="What time it is in the world (ISO 8601); an hour after the newest message.")
    ] = "",
    seed: Annotated[int, typer.Option("--seed", help="What the ids in the world are derived from.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Make a world from real mail: one person with a mailbox, whose domain is the home organisation.

    Every message is kept, damaged ones with a note of what was wrong; `diorama export` gives the same bytes again.
    """
    address = normalise(mailbox)
    if not is_email(address):
        raise UsageError(f"{shown(mailbox)} is not a mail address; write --mailbox amy@acme.test")
    out = _world_file(source if out is None else out, beside=out is not None)
    if not out.parent.is_dir():
        raise UsageError(f"there is no folder {out.parent} to write {out.name} in")
    try:
        found = Source(form.value, source)
        with _progress(as_json) as progress:
            moment = _moment(now, time_zone) if now else _newest(found, progress) + HOUR
            world = World(service_classes(("mail",)), seed=seed, now=moment, pace=0)
            _settle(world, address, name or _called(address), time_zone)
            items, kept, defects = _take(world, found, address, progress)
        if items and not kept:
            raise UsageError(f"{source} holds no message; is it of the form {form.value}?")
        write_world(out, BaseWorld(out.name.removesuffix(WORLD_FILE), ("mail",), address, world.state))
    except OSError as error:
        raise UsageError(f"{error.filename}: {error.strerror}") from None
    if as_json:
        typer.echo(json.dumps({"source": str(source), "items": items, "kept": kept, "defects": defects,
                               "out": str(out)}, indent=1))
        return
    typer.echo(f"{kept} of {items} pieces are messages; {out} has them in the mailbox {address}. "
               f"It is {local_text(world.state.now, time_zone)} in this world.")
    for defect, count in sorted(defects.items(), key=lambda item: (-item[1], item[0])):
        typer.echo(f"{count:7}  {defect}")


def _world_file(path: Path, *, beside: bool) -> Path:
    """Return where a world file goes: to the path as it was given, or by the source's name into this folder."""
    name = path.name if path.name.endswith(WORLD_FILE) else f"{path.name}{WORLD_FILE}"
    return path.with_name(name) if beside else Path(name)


def _moment(now: str, time_zone: str) -> int:
    try:
        return read_moment(now, time_zone)
    except ToolError as error:
        raise UsageError(error.message) from None


def _progress(hidden: bool) -> Progress:
    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}"), BarColumn(bar_width=24), DownloadColumn(), TimeRemainingColumn(),
        console=console, transient=True, disable=hidden or not console.is_terminal,
    )


def _watched(pieces: Iterable[Piece], size: int, what: str, progress: Progress) -> Iterator[Piece]:
    task = progress.add_task(what, total=size)
    for piece in pieces:
        yield piece
        progress.advance(task, piece.size)


def _newest(found: Source, progress: Progress) -> int:
    """Return the date of the newest message, to the next full minute."""
    dates = (
        sent_at(piece.content, piece.separator if found.kind == "mbox" else "")
        for piece in _watched(found.pieces(), found.size, "dating", progress) if not piece.junk
    )
    newest = max((date for date in dates if date is not None), default=0)
    return -(-newest // MINUTE) * MINUTE


def _settle(world: World, address: str, name: str, time_zone: str) -> None:
    where = domain(address)
    person = address.replace("@", "-at-")
    _set_up(world, address, "people.add_organisation", {
        "id": where, "name": where, "domain": where, "relation": "home",
    })
    _set_up(world, address, "people.add_person", {
        "id": person, "name": name, "emails": [address], "organisation": where, "time_zone": time_zone,
    })
    _set_up(world, address, "mail.add_mailbox", {
        "address": address, "name": name, "person": person, "time_zone": time_zone,
    })


def _set_up(world: World, address: str, tool: str, arguments: dict[str, Any]) -> Any:
    outcome = world.call(Call.of(tool, arguments), actor=setup(address))
    if not outcome.ok:
        raise UsageError(outcome.message)
    return outcome.value


def _called(address: str) -> str:
    """Return a name for the owner of an address: `mara.lindqvist@...` is Mara Lindqvist."""
    words = address.partition("@")[0].replace(".", " ").replace("_", " ").split()
    return " ".join(word[:1].upper() + word[1:] for word in words) or address


def _take(world: World, found: Source, address: str, progress: Progress) -> tuple[int, int, dict[str, int]]:
    """Import all pieces in batches; return how many there are, how many are messages, and the defects."""
    items = kept = 0
    defects = dict(found.skipped)
    batch: list[Piece] = []
    size = 0

    def send(more: bool) -> None:
        nonlocal kept
        value = _set_up(world, address, "mail.import_messages", {
            "mailbox": address, "source": found.path.name, "kind": found.kind, "more": more,
            "pieces": [_argument(piece) for piece in batch],
        })
        world.restore(world.snapshot())  # lets the log go, which holds every byte that was sent
        kept += value["kept"]
        for defect, count in value["defects"].items():
            defects[defect] = defects.get(defect, 0) + count

    for piece in _watched(found.pieces(), found.size, "importing", progress):
        if batch and (len(batch) == BATCH_PIECES or size + len(piece.content) > BATCH_BYTES):
            send(more=True)
            batch, size = [], 0
        batch.append(piece)
        size += len(piece.content)
        items += 1
    send(more=False)
    return items + sum(found.skipped.values()), kept, {defect: defects[defect] for defect in sorted(defects)}


def _argument(piece: Piece) -> dict[str, Any]:
    return {
        "raw": base64.b64encode(piece.content).decode(), "separator": piece.separator, "tail": piece.tail,
        "verbatim": piece.verbatim, "junk": piece.junk, "flags": piece.flags, "folder": piece.folder,
    }


def export_mail(
    form: Form,
    world: WorldArgument,
    mailbox: MailboxOption,
    out: Annotated[Path, typer.Option("--out", help="The mbox file, or the new folder, to write.")],
    as_json: AsJson = False,
) -> None:
    """Write a mailbox of a world as mail files: imported mail byte for byte, then what was sent and received since.

    A message that was deleted in the world is left out. Labels are written for messages made in the world alone.
    """
    base, address = opened(world), normalise(mailbox)
    try:
        if form is Kind.mbox:
            count, size = _write_file(export_mbox(base.state, address), out)
        else:
            count, size = _write_folder(export_folder(base.state, address, form.value), form, out)
    except OSError as error:
        raise UsageError(f"{error.filename or out} cannot be written: {error.strerror}") from None
    if as_json:
        typer.echo(json.dumps({"world": world, "mailbox": address, "items": count, "bytes": size, "out": str(out)},
                              indent=1))
    else:
        typer.echo(f"{count} pieces of mail, {size} bytes: {out}")


def _write_file(pieces: Iterator[bytes], out: Path) -> tuple[int, int]:
    with out.open("wb") as file:
        sizes = [file.write(piece) for piece in pieces]
    return len(sizes), sum(sizes)


def _write_folder(files: Iterator[Exported], form: Kind, out: Path) -> tuple[int, int]:
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"{out} is not an empty folder; name a new one")
    out.mkdir(parents=True, exist_ok=True)
    if form is Kind.maildir:
        for part in ("cur", "new", "tmp"):
            (out / part).mkdir()
    sizes: list[int] = []
    for one in files:
        if ".." in PurePosixPath(one.path).parts or PurePosixPath(one.path).is_absolute():
            raise StateError(f"the world names a file {shown(one.path)} that lies outside the folder; not written")
        target = out / one.path
        target.parent.mkdir(parents=True, exist_ok=True)
        sizes.append(target.write_bytes(one.content))
    return len(sizes), sum(sizes)
