"""`diorama import docs` and `diorama export docs`: Markdown and Word files as documents, and documents as files."""

import base64
import json
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from ...mocks.common.moments import HOUR, MINUTE
from ...mocks.common.zones import local_text
from ...mocks.drive.folders_in import drive_name
from ...snapshots.errors import UsageError, shown
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
from .options import AsJson, WorldArgument

CONVERTED = (".md", ".markdown", ".docx")
"""The endings of files that documents are made out of."""
FORMS = {".md": "text/markdown", ".txt": "text/plain", ".html": "text/html"}


def import_docs(
    sources: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Markdown (.md) and Word (.docx) files.")],
    owner: Annotated[str, typer.Option("--owner", help="The address of the person whose documents they are.")],
    folder: Annotated[str, typer.Option("--folder", help="The id of a folder in the world; My Drive by default.")] = "",
    out: OutOption = None,
    world: IntoOption = "",
    name: NameOption = "",
    time_zone: ZoneOption = "UTC",
    now: NowOption = "",
    seed: SeedOption = 0,
    as_json: AsJson = False,
) -> None:
    """Make documents out of Markdown and Word files. What a document cannot hold is counted as a defect.

    Word files need the extra `docx`.
    """
    address = address_of(owner, "--owner")
    refuse_new_only(world, now=now, seed=seed)
    out = world_file(sources[0], out)
    contents: list[tuple[Path, bytes, int]] = []
    for source in sources:
        if source.suffix.lower() not in CONVERTED:
            raise UsageError(f"{source} is neither Markdown nor a Word file; name a .md or .docx file")
        try:
            contents.append((source, source.read_bytes(), max(0, source.stat().st_mtime_ns // 1_000_000)))
        except OSError as error:
            raise UsageError(f"{source}: {error.strerror}") from None
    newest = -(-max(when for _, _, when in contents) // MINUTE) * MINUTE
    landing = Landing(("drive", "docs"), address, into=world, now=moment_of(now, time_zone, newest + HOUR), seed=seed)
    landing.settle(address, name, time_zone)
    defects: Counter[str] = Counter()
    kept = 0
    for source, data, when in contents:
        said = put_document(landing, drive_name(source.stem)[0], source.suffix, data, address, folder, when)
        if said is None:
            defects["is no document that can be read"] += 1
        else:
            defects.update(said)
            kept += 1
    if not kept:
        raise UsageError(f"{', '.join(map(str, sources))}: no document that can be read")
    landing.write(out)
    landing.report(sources[0] if len(sources) == 1 else " ".join(map(str, sources)), out,
                   Counts(len(sources), kept, dict(defects)), f"files are documents of {address}", as_json=as_json)


def put_document(landing: Landing, name: str, suffix: str, data: bytes, owner: str, folder: str, modified: int
                 ) -> Counter[str] | None:
    """Put a document; return what it cannot hold of the file, or None where there is none in it."""
    common = {"name": name, "owner": owner, "folder": folder or "root", "date": local_text(modified, "UTC")}
    if suffix.lower() == ".docx":
        value = landing.attempt("docs.put_docx", owner, base64=base64.b64encode(data).decode(), **common)
        return None if value is None else Counter(value["defects"])
    text = data.decode("utf-8-sig", "replace")
    landing.call("docs.put_document", owner, text=text, **common)
    return Counter({"holds bytes that are no UTF-8": 1} if "\ufffd" in text and b"\xef\xbf\xbd" not in data else {})


def export_docs(
    world: WorldArgument,
    document: Annotated[str, typer.Option("--id", help="The id of the document.")],
    out: Annotated[Path, typer.Option("--out", help="The file to write: .md, .docx, .html or .txt.")],
    as_json: AsJson = False,
) -> None:
    """Write a document as Markdown, Word file, HTML or plain text, by the file's ending. Suggestions are left out."""
    landing = Landing((), "", into=world)
    if "docs" not in landing.services or not landing.has("files.files", document):
        raise UsageError(f"this world has no document {shown(document)}")
    suffix = out.suffix.lower()
    if suffix == ".docx":
        data = base64.b64decode(landing.call("docs.render_docx", file_id=document)["base64"])
    elif suffix in FORMS:
        data = str(landing.call("docs.render", file_id=document, type=FORMS[suffix])["text"]).encode()
    else:
        raise UsageError(f"{out} ends in none of {', '.join((*FORMS, '.docx'))}")
    try:
        out.write_bytes(data)
    except OSError as error:
        raise UsageError(f"{out} cannot be written: {error.strerror}") from None
    if as_json:
        typer.echo(json.dumps({"world": world, "document": document, "items": 1, "bytes": len(data), "out": str(out)},
                              indent=1))
    else:
        typer.echo(f"{len(data)} bytes: {out}")
