"""Filing: the set-up calls that put folders and sheets into the drives, with who may do what with them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ...snapshots.calls import Call
from ...snapshots.digest import Json
from ..common.zones import local, read_moment
from .cast import cast, read_seed
from .sheets import Grant, Sheet, check_keys, grantee, grants, hashed
from .threads import ZONE

FOLDER_KEYS = frozenset({"name", "in", "by", "at", "shared", "limited", "only", "description"})


def label_calls() -> Iterator[Call]:
    """Yield the calls that put the kinds of labels."""
    for identity, entry in read_seed("folders")["labels"].items():
        fields: list[Json] = [
            [key, field["name"], field["type"], list[Json](field.get("choices", ()))]
            for key, field in entry["fields"].items()
        ]
        yield Call.of("drive.put_label", {
            "id": identity, "title": entry["title"], "description": entry["description"], "fields": fields,
        })


def folder_calls(world: str) -> Iterator[Call]:
    """Yield the calls that put the shared drives and the folders, each below one that is there already."""
    for identity, entry in read_seed("folders")["drives"].items():
        yield Call.of("drive.put_shared_drive", {
            "id": identity, "name": entry["name"], "date": _utc(read_moment(entry["at"], ZONE)),
            "members": [[grantee(who), role] for who, role in entry["members"].items()],
        })
    for identity, entry in read_seed("folders")["folders"].items():
        check_keys(entry, FOLDER_KEYS)
        if entry.get("only", world) != world:
            continue
        by, at = cast().party(entry["by"]).email, _utc(read_moment(entry["at"], ZONE))
        yield Call.of("drive.put_folder", {
            "id": identity, "name": entry["name"], "owner": by, "folder": entry["in"], "date": at,
            "limited": entry.get("limited") == "yes", "description": entry.get("description", ""),
        })
        yield from _grant_calls(identity, grants(entry.get("shared", {})), by, at)


def shortcut_calls(world: str) -> Iterator[Call]:
    """Yield the calls that put the shortcuts."""
    for identity, entry in read_seed("folders")["shortcuts"].items():
        if entry.get("only", world) == world:
            yield Call.of("drive.put_shortcut", {
                "id": identity, "target": entry["to"], "owner": cast().party(entry["by"]).email, "folder": entry["in"],
                "name": entry.get("name", ""), "date": _utc(read_moment(entry["at"], ZONE)),
            })


def sheet_calls(sheets: Iterable[Sheet]) -> Iterator[Call]:
    """Yield the calls that put sheets and all that hangs on them."""
    for sheet in sheets:
        yield _document(sheet) if sheet.text else _file(sheet)
        yield from _grant_calls(sheet.id, sheet.grants, sheet.by, _utc(sheet.created))
        for number, past in enumerate(sheet.history):
            yield Call.of("drive.put_revision", {
                "file": sheet.id, "text": past.text, "modifier": past.by, "date": _utc(past.at),
                "keep_forever": past.keep, "id": hashed("rev", f"{sheet.id} {len(sheet.history) - number}"),
            })
        yield from _remark_calls(sheet)
        for at, by, find, put in sheet.suggestions:
            yield Call.of("docs.put_suggestion", {
                "file": sheet.id, "author": by, "find": find, "replace_with": put, "date": _utc(at),
            })
        for label, values in sheet.marks:
            fields: list[Json] = [{"field": field, "values": [value]} for field, value in values]
            yield Call.of("drive.put_label_on", {"file": sheet.id, "label": label, "fields": fields})
        if sheet.starred:
            yield Call.of("drive.star", {"file_id": sheet.id})


def _document(sheet: Sheet) -> Call:
    return Call.of("docs.put_document", {
        **_common(sheet), "text": sheet.text, "tabs": [list(tab) for tab in sheet.tabs],
    })


def _file(sheet: Sheet) -> Call:
    content: dict[str, Json] = {key: sheet.content[key] for key in ("text", "base64") if key in sheet.content}
    return Call.of("drive.put_file", {
        **_common(sheet), **content, "type": sheet.content["type"], "description": sheet.description,
        "trashed": sheet.trashed,
    })


def _common(sheet: Sheet) -> Mapping[str, Any]:
    return {
        "id": sheet.id, "name": sheet.name, "owner": sheet.by, "modifier": sheet.edited, "folder": sheet.folder,
        "date": _utc(sheet.at), "created": _utc(sheet.created), "revision": hashed("rev", f"{sheet.id} head"),
    }


def _grant_calls(file: str, given: Iterable[Grant], by: str, at: str) -> Iterator[Call]:
    for grant in given:
        yield Call.of("drive.put_permission", {
            "file": file, "who": grant.who, "role": grant.role, "by": by, "date": at, "expires": grant.expires,
            "discoverable": grant.discoverable,
        })


def _remark_calls(sheet: Sheet) -> Iterator[Call]:
    comment = ""
    for number, one in enumerate(sheet.remarks):
        identity = hashed("reply" if one.answer else "comment", f"{sheet.id} {number}")
        yield Call.of("drive.put_comment", {
            "file": sheet.id, "author": one.by, "text": one.text, "id": identity, "date": _utc(one.at),
            "quoted": one.quoted, "answers": comment if one.answer else "", "resolved": one.resolved,
        })
        comment = comment if one.answer else identity


def _utc(at: int) -> str:
    return local(at, "UTC").isoformat(timespec="seconds")
