"""`diorama import slack` and `diorama export slack`: a workspace as Slack exports it."""

import base64
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Annotated, Any

import typer

from ...mocks.chat.slack_importing import KINDS, PEOPLE
from ...mocks.chat.slack_in import list_items, read_user, text_at, ts_at
from ...mocks.chat.slack_out import Exported
from ...mocks.chat.slack_out import export_slack as exported
from ...mocks.common.addresses import domain, normalise
from ...mocks.common.moments import HOUR, MINUTE
from ...snapshots.errors import UsageError, shown
from .folder_out import inside, new_folder
from .landing import (
    Counts,
    IntoOption,
    Landing,
    NowOption,
    OutOption,
    SeedOption,
    moment_of,
    refuse_new_only,
    world_file,
)
from .options import AsJson, WorldArgument, opened

BATCH_BYTES = 16 * 1024 * 1024
"""How much goes into one call of an import; a conversation is never parted."""
NOWHERE = "slack.test"
"""The mail domain of those whom an export gives no address."""
FULL_ROLES = ("owner", "admin", "member")


def import_slack(
    source: Annotated[Path, typer.Argument(metavar="SOURCE", help="The export: its folder, or the zip file.")],
    user: Annotated[
        str, typer.Option("--user", help="Whose account an agent uses: an id, name or address of users.json; by "
                          "default the first owner, or else the first member.")
    ] = "",
    out: OutOption = None,
    world: IntoOption = "",
    now: NowOption = "",
    seed: SeedOption = 0,
    as_json: AsJson = False,
) -> None:
    """Bring an exported Slack workspace in: people, conversations, threads, reactions and pins, with their own ids.

    Every file of the export is kept: what became nothing, or has fields that are not shown, comes out again as it was.
    """
    refuse_new_only(world, now=now, seed=seed)
    out = world_file(source, out)
    skipped: Counter[str] = Counter()
    files = dict(_files(source, skipped))
    if not any(path in (*PEOPLE, *KINDS) for path in files):
        raise UsageError(f"{source} is no Slack export: it has neither {PEOPLE[0]} nor {', '.join(KINDS)}")
    principal = _principal(files, user)
    landing = Landing(("chat",), principal, into=world, now=moment_of(now, "UTC", _newest(files) + HOUR), seed=seed)
    landing.settle(principal)
    if not landing.has("chat.workspaces", "workspace"):
        slug = re.sub("[^a-z0-9]+", "-", source.stem.lower()).strip("-") or "workspace"
        landing.call("chat.put_workspace", name=source.stem, domain=f"{slug}.slack.test")
    counts = _take(landing, _free_name(landing, source.name), files)
    _settle_all(landing)
    landing.write(out)
    landing.report(source, out, Counts(counts.items, counts.kept, dict(Counter(counts.defects) + skipped)),
                   "users, conversations and messages are in the chat", as_json=as_json)


def _files(source: Path, skipped: Counter[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the files of an export by their paths, sorted; a folder that holds all of a zip is left out of them."""
    try:
        if source.is_dir():
            for path in sorted(source.rglob("*")):
                if path.is_symlink():
                    skipped["is a link, which is not followed"] += 1
                elif path.is_file():
                    yield _clean(path.relative_to(source).as_posix()), path.read_bytes()
            return
        with zipfile.ZipFile(source) as archive:
            names = sorted(one for one in archive.namelist() if not one.endswith("/"))
            top = names[0].partition("/")[0] + "/" if names else ""
            wrapped = all(one.startswith(top) for one in names)
            for name in names:
                if ".." in PurePosixPath(name).parts or PurePosixPath(name).is_absolute():
                    skipped["has a path that leads out of the folder"] += 1
                    continue
                yield _clean(name.removeprefix(top) if wrapped else name), archive.read(name)
    except OSError as error:
        raise UsageError(f"{error.filename or source}: {error.strerror or error}") from None
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise UsageError(f"{source} is no folder and no zip file that can be read: {error}") from None


def _clean(path: str) -> str:
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _listed(data: bytes) -> list[Any]:
    return [one.value for one in list_items(data.decode("utf-8", "surrogateescape")).items]


def _principal(files: dict[str, bytes], wanted: str) -> str:
    """Return the address of the one whose account an agent uses."""
    people = [(text_at(one, "id"), read_user(one)) for name in PEOPLE for one in _listed(files.get(name, b"[]"))]
    known = [(identity, one) for identity, one in people if identity and one.role != "bot"]
    if wanted:
        name = wanted.removeprefix("@")
        known = [(identity, one) for identity, one in known
                 if name in (identity, one.handle) or normalise(wanted) == one.email]
        if not known:
            raise UsageError(f"there is nobody {shown(wanted)} among the users of the export")
    if not known:
        raise UsageError("the export lists no users, so that there is no account to use")
    known.sort(key=lambda one: (one[1].deactivated, FULL_ROLES.index(one[1].role) if one[1].role in FULL_ROLES else 9))
    identity, person = known[0]
    return person.email or f"{re.sub('[^a-z0-9._-]', '-', identity.lower())}@{NOWHERE}"


def _newest(files: dict[str, bytes]) -> int:
    """Return when the newest message was sent, to the next full minute."""
    stamps = (ts_at(one) for path, data in files.items() if "/" in path and path.endswith(".json")
              for one in _listed(data))
    return -(-(max(stamps, default=0) // 1000) // MINUTE) * MINUTE


def _free_name(landing: Landing, name: str) -> str:
    """Return a name for the import that no earlier one has."""
    table, number, found = landing.world.state.table("chat.export_files"), 1, _clean(name)
    while len(table.find("by_source", found)):
        number += 1
        found = f"{_clean(name)} ({number})"
    return found


def _take(landing: Landing, name: str, files: dict[str, bytes]) -> Counts:
    items = kept = 0
    defects: Counter[str] = Counter()
    for batch, more in _batches(files):
        value = landing.call("chat.import_slack", source=name, home=NOWHERE, more=more, files=[
            {"path": path, "content": base64.b64encode(files[path]).decode()} for path in batch
        ])
        items, kept = items + value["items"], kept + value["kept"]
        defects.update(value["defects"])
    return Counts(items, kept, dict(defects))


def _batches(files: dict[str, bytes]) -> Iterator[tuple[list[str], bool]]:
    """Yield paths in batches, and whether more follow: first what is at the top, then whole folders."""
    folders: dict[str, list[str]] = {}
    for path in files:
        folders.setdefault(path.partition("/")[0] if "/" in path else "", []).append(path)
    waiting = folders.pop("", [])
    for folder in sorted(folders):
        if sum(len(files[path]) for path in (*waiting, *folders[folder])) > BATCH_BYTES:
            yield waiting, True
            waiting = []
        waiting = waiting + folders[folder]
    yield waiting, False


def _settle_all(landing: Landing) -> None:
    """See to it that everybody in the chat is in the directory; where full members are from is home."""
    users = [row for row in landing.world.state.table("chat.users").rows() if row.role != "bot"]
    home = {domain(row.email) for row in users if row.role in FULL_ROLES}
    for row in users:
        landing.settle(row.email, row.name, row.time_zone, relation="home" if domain(row.email) in home else "other")


def export_slack(
    world: WorldArgument,
    out: Annotated[Path, typer.Option("--out", help="The new folder, or the .zip file, to write.")],
    as_json: AsJson = False,
) -> None:
    """Write a world's chat as Slack exports a workspace: imported files as they came, but for what has changed."""
    files = exported(opened(world).state)
    items = count = size = 0
    try:
        for one in _written(files, out):
            items, count, size = items + one.items, count + 1, size + len(one.content)
    except OSError as error:
        raise UsageError(f"{error.filename or out} cannot be written: {error.strerror}") from None
    if as_json:
        typer.echo(json.dumps({"world": world, "items": items, "files": count, "bytes": size, "out": str(out)},
                              indent=1))
    else:
        typer.echo(f"{items} users, conversations and messages in {count} files, {size} bytes: {out}")


def _written(files: Iterator[Exported], out: Path) -> Iterator[Exported]:
    """Write an export as a folder or, by its name, as a zip; yield its files."""
    if out.suffix == ".zip":
        with zipfile.ZipFile(out, "w") as archive:
            for one in files:
                archive.writestr(zipfile.ZipInfo(one.path), one.content, zipfile.ZIP_DEFLATED)
                yield one
        return
    new_folder(out)
    for one in files:
        inside(out, one.path).write_bytes(one.content)
        yield one
