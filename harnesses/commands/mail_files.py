"""`diorama import` and `export` of mail: an mbox, a folder of `.eml` files, a Maildir."""

import base64
import json
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from ...mocks.common.addresses import normalise
from ...mocks.common.moments import HOUR, MINUTE
from ...mocks.mail.exporting import Exported, export_folder, export_mbox
from ...mocks.mail.importing import sent_at
from ...mocks.mail.sources import Piece, Source
from ...snapshots.errors import UsageError
from .folder_out import inside, new_folder
from .landing import (
    Counts,
    IntoOption,
    Landing,
    NameOption,
    NowOption,
    OutOption,
    SeedOption,
    ZoneOption,
    address_of,
    moment_of,
    refuse_new_only,
    world_file,
)
from .options import AsJson, WorldArgument, opened

BATCH_PIECES, BATCH_BYTES = 500, 4 * 1024 * 1024
"""How much goes into one call of an import: each call's log is let go before the next."""


class Kind(StrEnum):
    """The forms of mail files."""

    mbox = "mbox"
    eml = "eml"
    maildir = "maildir"


MailboxOption = Annotated[str, typer.Option("--mailbox", help="The address whose mailbox it is.")]


def import_mail(
    context: typer.Context,
    source: Annotated[Path, typer.Argument(metavar="SOURCE", help="The mail file or folder.")],
    mailbox: MailboxOption,
    out: OutOption = None,
    world: IntoOption = "",
    name: NameOption = "",
    time_zone: ZoneOption = "UTC",
    now: NowOption = "",
    seed: SeedOption = 0,
    as_json: AsJson = False,
) -> None:
    """Make a world from real mail: one person with a mailbox, whose domain is the home organisation.

    Every message is kept, damaged ones with a note of what was wrong; `diorama export` gives the same bytes again.
    """
    form = Kind(context.command.name or "")
    address = address_of(mailbox, "--mailbox")
    refuse_new_only(world, now=now, seed=seed)
    out = world_file(source, out)
    try:
        found = Source(form.value, source)
        with _progress(as_json) as progress:
            moment = 0 if world else moment_of(now, time_zone, 0) if now else _newest(found, progress) + HOUR
            landing = Landing(("mail",), address, into=world, now=moment, seed=seed)
            landing.settle(address, name, time_zone)
            if not landing.has("mail.mailboxes", address):
                people = landing.world.state.table("people.persons")
                _, person = next(iter(people.find("by_email", address)))
                landing.call("mail.add_mailbox", address=address, name=name or people[person].name, person=person,
                             time_zone=people[person].time_zone)
            counts = _take(landing, found, address, progress)
        if counts.items and not counts.kept:
            raise UsageError(f"{source} holds no message; is it of the form {form.value}?")
        landing.write(out)
    except OSError as error:
        raise UsageError(f"{error.filename}: {error.strerror}") from None
    landing.report(source, out, counts, f"pieces are messages in the mailbox {address}", as_json=as_json)


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


def _take(landing: Landing, found: Source, address: str, progress: Progress) -> Counts:
    """Import all pieces in batches; return how many there are, how many are messages, and the defects."""
    items = kept = 0
    defects = dict(found.skipped)
    batch: list[Piece] = []
    size = 0

    def send(more: bool) -> None:
        nonlocal kept
        value = landing.call(
            "mail.import_messages", address, mailbox=address, source=found.path.name, kind=found.kind, more=more,
            pieces=[_argument(piece) for piece in batch],
        )
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
    return Counts(items + sum(found.skipped.values()), kept, defects)


def _argument(piece: Piece) -> dict[str, Any]:
    return {
        "raw": base64.b64encode(piece.content).decode(), "separator": piece.separator, "tail": piece.tail,
        "verbatim": piece.verbatim, "junk": piece.junk, "flags": piece.flags, "folder": piece.folder,
    }


def export_mail(
    context: typer.Context,
    world: WorldArgument,
    mailbox: MailboxOption,
    out: Annotated[Path, typer.Option("--out", help="The mbox file, or the new folder, to write.")],
    as_json: AsJson = False,
) -> None:
    """Write a mailbox of a world as mail files: imported mail byte for byte, then what was sent and received since.

    A message that was deleted in the world is left out. Labels are written for messages made in the world alone.
    """
    base, address, form = opened(world), normalise(mailbox), Kind(context.command.name or "")
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
    new_folder(out)
    if form is Kind.maildir:
        for part in ("cur", "new", "tmp"):
            (out / part).mkdir()
    sizes: list[int] = []
    for one in files:
        target = inside(out, one.path)
        sizes.append(target.write_bytes(one.content))
    return len(sizes), sum(sizes)
