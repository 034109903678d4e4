"""`diorama import folder` and `diorama export folder`: a folder of a disk into Drive, and out of it again."""

import base64
import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from ...mocks.common.addresses import normalise
from ...mocks.common.file_records import DOCUMENT, root_of
from ...mocks.common.moments import HOUR, MINUTE
from ...mocks.drive.folders_in import Entry, drive_name, entries
from ...mocks.drive.folders_out import Leaf, leaves
from ...snapshots.errors import UsageError
from .docs_files import CONVERTED, put_document
from .folder_out import new_folder
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

BATCH_BYTES, BATCH_FILES = 8 * 1024 * 1024, 500

OwnerOption = Annotated[str, typer.Option("--owner", help="The address of the person whose files they are.")]
FolderOption = Annotated[str, typer.Option("--folder", help="The id of a folder in the world; My Drive by default.")]


def import_folder(
    source: Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder; what is in it goes to My Drive.")],
    owner: OwnerOption,
    folder: FolderOption = "",
    convert: Annotated[
        bool, typer.Option("--convert", help="Make documents out of Markdown and Word files, instead of files.")
    ] = False,
    out: OutOption = None,
    world: IntoOption = "",
    name: NameOption = "",
    time_zone: ZoneOption = "UTC",
    now: NowOption = "",
    seed: SeedOption = 0,
    as_json: AsJson = False,
) -> None:
    """Put the files and folders of a disk into Drive, with their bytes, names and times. Links are not followed.

    Who may read them, owners and executable bits of the disk are not kept.
    """
    address = address_of(owner, "--owner")
    refuse_new_only(world, now=now, seed=seed)
    out = world_file(source, out)
    if not source.is_dir():
        raise UsageError(f"{source} is no folder")
    defects, refused = Counter[str](), Counter[str]()
    found = list(entries(source, defects, refused))
    newest = -(-max((one.modified for one in found), default=0) // MINUTE) * MINUTE
    landing = Landing(("drive", "docs") if convert else ("drive",), address, into=world,
                      now=moment_of(now, time_zone, newest + HOUR), seed=seed)
    landing.settle(address, name, time_zone)
    kept = _take(landing, found, address, folder, defects, convert=convert)
    landing.write(out)
    landing.report(source, out, Counts(len(found) + sum(refused.values()), kept, dict(defects + refused)),
                   f"files and folders are in the Drive of {address}", as_json=as_json)


def _take(landing: Landing, found: list[Entry], owner: str, folder: str, defects: Counter[str], *, convert: bool
          ) -> int:
    """Import entries, folders level by level and then files in batches; return how many there are now."""
    ids: dict[tuple[str, ...], str] = {(): folder}
    kept = 0
    for level in range(1, max((len(one.parts) for one in found), default=0) + 1):
        wave = [one for one in found if one.is_folder and len(one.parts) == level]
        made = _put(landing, owner, [_entry(one, ids, defects) for one in wave])
        ids.update(zip((one.parts for one in wave), made, strict=True))
        kept += len(made)
    for batch in _batches(one for one in found if not one.is_folder):
        raw: list[dict[str, Any]] = []
        for one in batch:
            try:
                data = one.path.read_bytes()
            except OSError:
                defects["cannot be read"] += 1
                continue
            if convert and one.path.suffix.lower() in CONVERTED:
                stem = drive_name(one.path.stem)[0]
                said = put_document(landing, stem, one.path.suffix, data, owner, ids[one.parts[:-1]], one.modified)
                if said is not None:
                    defects.update(said)
                    kept += 1
                    continue
                defects["is no document that can be read, kept as a file"] += 1
            raw.append({**_entry(one, ids, defects), "content": base64.b64encode(data).decode()})
        kept += len(_put(landing, owner, raw))
    return kept


def _entry(one: Entry, ids: dict[tuple[str, ...], str], defects: Counter[str]) -> dict[str, Any]:
    name, on_disk = drive_name(one.parts[-1])
    if on_disk:
        defects["has a name that is written otherwise in Drive"] += 1
    return {"name": name, "parent": ids[one.parts[:-1]], "modified": one.modified, "folder": one.is_folder,
            "on_disk": on_disk}


def _put(landing: Landing, owner: str, raw: list[dict[str, Any]]) -> list[str]:
    return list(landing.call("drive.import_files", owner, owner=owner, entries=raw)["ids"]) if raw else []


def _batches(found: Iterator[Entry]) -> Iterator[list[Entry]]:
    batch: list[Entry] = []
    for one in found:
        if batch and (len(batch) == BATCH_FILES or sum(each.size for each in (*batch, one)) > BATCH_BYTES):
            yield batch
            batch = []
        batch.append(one)
    yield batch


def export_folder(
    world: WorldArgument,
    owner: OwnerOption,
    out: Annotated[Path, typer.Option("--out", help="The new folder to write.")],
    folder: FolderOption = "",
    docx: Annotated[bool, typer.Option("--docx", help="Write documents as Word files, not as Markdown.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write the files of somebody's My Drive, or of one folder, with their bytes, names and times.

    Where two have one name, or a disk takes no such name, a file gets another, which is reported.
    """
    base, address = opened(world), normalise(owner)
    defects: Counter[str] = Counter()
    new_folder(out)
    count = size = 0
    times: list[tuple[Path, int]] = []
    live = Landing((), address, into=world)
    try:
        for one in leaves(base.state, folder or root_of(address), defects):
            if docx and base.state.table("files.files")[one.file].type == DOCUMENT:
                data = base64.b64decode(live.call("docs.render_docx", address, file_id=one.file)["base64"])
                one = one._replace(content=data, parts=(*one.parts[:-1], one.parts[-1].removesuffix(".md") + ".docx"))
            target = _write(out, one)
            times.append((target, one.modified))
            count, size = count + 1, size + len(one.content or b"")
        for target, modified in reversed(times):
            os.utime(target, ns=(modified * 1_000_000, modified * 1_000_000))
    except OSError as error:
        raise UsageError(f"{error.filename or out} cannot be written: {error.strerror}") from None
    if as_json:
        typer.echo(json.dumps({"world": world, "owner": address, "items": count, "bytes": size,
                               "defects": dict(sorted(defects.items())), "out": str(out)}, indent=1))
        return
    typer.echo(f"{count} files and folders, {size} bytes: {out}")
    for defect, number in sorted(defects.items(), key=lambda item: (-item[1], item[0])):
        typer.echo(f"{number:7}  {defect}")


def _write(out: Path, one: Leaf) -> Path:
    """Write a file or folder. A disk on which another has its name, but for the case, is not written over."""
    target = out.joinpath(*one.parts)
    if one.content is None:
        target.mkdir(exist_ok=True)
        return target
    with target.open("xb") as file:
        file.write(one.content)
    return target
