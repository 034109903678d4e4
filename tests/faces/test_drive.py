"""Google Drive's methods of files, each driven by Google's own client: written, read back by another, in the diff."""

import hashlib
import random
import struct
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import pytest
from googleapiclient.http import MediaInMemoryUpload, MediaIoBaseDownload, MediaIoBaseUpload

from diorama.harnesses.serve.served import Worlds
from diorama.mocks.catalog import SERVICES
from diorama.mocks.faces.discovery import api
from tests.faces.clients import Desk, at_desk, refusal

MARA, OTHER, OUT = "mara.lindqvist@tarnvale.test", "daniel.okafor@tarnvale.test", "martin.havel@ostravaports.test"
FOLDER, DOCUMENT = "application/vnd.google-apps.folder", "application/vnd.google-apps.document"
SHEET, SHORTCUT = "application/vnd.google-apps.spreadsheet", "application/vnd.google-apps.shortcut"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def files(desk: Desk) -> Any:
    return desk.google("drive").files()


def text(content: str, kind: str = "text/plain") -> MediaInMemoryUpload:
    return MediaInMemoryUpload(content.encode(), mimetype=kind)


def fetched(request: Any, piece: int = 100_000) -> bytes:
    out = BytesIO()
    loader = MediaIoBaseDownload(out, request, chunksize=piece)
    done = False
    while not done:
        _, done = loader.next_chunk()
    return out.getvalue()


@contextmanager
def as_other(origin: str, worlds: Worlds, desk: Desk, who: str = OTHER) -> Iterator[Any]:
    """Yield the client of somebody else in the same world."""
    client = Desk(origin, desk.served, worlds.admit(desk.served, who)).google("drive")
    yield client
    client.close()


def create(desk: Desk, files: Any, name: str = "plan.txt", content: str = "the plan\n", **body: Any) -> Any:
    return desk.done(files.create(body={"name": name, **body}, media_body=text(content), fields="*"))


@pytest.mark.parametrize("name", ["drive", "docs"])
def test_every_method_takes_what_the_discovery_document_says(name: str) -> None:
    face, specs = api(name), SERVICES[name].specs
    for method in face.methods.values():
        taken = specs[method.id].params.model_fields
        beside = {"body"} if method.body else set()
        beside |= {"media"} if method.uploads else set()
        beside |= {"alt"} if method.downloads and method.answer else set()
        assert set(taken) == {one.field for one in method.parameters.values()} | beside, method.id
        for one in method.parameters.values():
            assert taken[one.field].is_required() == one.required, (method.id, one.name)


# --- lists -----------------------------------------------------------------------------------------------------------


def test_lists_page_to_the_end_and_say_little_unless_asked(desk: Desk, files: Any) -> None:
    seen: list[str] = []
    request = files.list(pageSize=7, q="trashed = false", orderBy="folder,name")
    while request is not None:
        page = desk.done(request)
        assert {key for one in page["files"] for key in one} == {"kind", "id", "name", "mimeType"}
        seen += [one["id"] for one in page["files"]]
        request = files.list_next(request, page)
    assert len(seen) == len(set(seen)) > 7
    whole = desk.done(files.list(pageSize=100, fields="*"))
    assert not any("driveId" in one for one in whole["files"])
    among = desk.done(files.list(pageSize=1000, fields="files(id,driveId)", includeItemsFromAllDrives=True,
                                 supportsAllDrives=True))
    assert any("driveId" in one for one in among["files"])
    harbour = desk.done(files.list(
        corpora="drive", driveId="drive_harbour", fields="files(id,driveId,name)", pageSize=50,
        includeItemsFromAllDrives=True, supportsAllDrives=True, orderBy="modifiedTime desc",
    ))
    assert {one["driveId"] for one in harbour["files"]} == {"drive_harbour"}
    assert desk.done(files.list(spaces="appDataFolder"))["files"] == []
    assert desk.changes() == []
    made = create(desk, files)
    desk.done(desk.google("drive").permissions().create(
        fileId=made["id"], body={"type": "domain", "role": "reader", "domain": "tarnvale.test"}))
    domain = {one["id"] for one in desk.done(files.list(corpora="domain"))["files"]}
    assert made["id"] in domain
    assert len(domain) < len(seen)


def test_lists_refuse_what_does_not_go_together(files: Any) -> None:
    assert refusal(files.list(q="nome = 'x'")) == (400, "invalid")
    assert refusal(files.list(orderBy="colour")) == (400, "invalid")
    assert refusal(files.list(pageToken="none")) == (400, "invalid")
    assert refusal(files.list(corpora="drive"))[0] == 400
    assert refusal(files.list(driveId="drive_harbour", corpora="drive", includeItemsFromAllDrives=True))[0] == 400
    assert refusal(files.list(includeItemsFromAllDrives=True))[0] == 400
    assert refusal(files.list(corpora="allDrives"))[0] == 400
    assert refusal(files.list(spaces="moon"))[0] == 400
    assert refusal(files.list(fields="files/colour"))[0] == 400
    assert refusal(files.list(pageSize=5000))[0] == 400


def test_what_is_in_shared_drives_is_for_programs_that_know_them(desk: Desk, files: Any) -> None:
    assert refusal(files.get(fileId="doc_harbour_minutes")) == (404, "notFound")
    found = desk.done(files.get(fileId="doc_harbour_minutes", supportsAllDrives=True, fields="*"))
    assert found["driveId"] == found["teamDriveId"] == "drive_harbour"
    assert "owners" not in found
    assert found["capabilities"]["canReadDrive"]
    assert found["exportLinks"][WORD].endswith(f"export?mimeType={WORD}")


# --- making and changing ---------------------------------------------------------------------------------------------


def test_a_file_has_its_whole_resource(desk: Desk, files: Any) -> None:
    made = create(desk, files, "plan.tar.gz", properties={"a": "1"}, appProperties={"b": "2"}, description="Mine",
                  createdTime="2026-03-01T10:00:00.250Z", modifiedTime="2026-03-02T10:00:00Z", starred=True)
    content = b"the plan\n"
    assert made["md5Checksum"] == hashlib.md5(content, usedforsecurity=False).hexdigest()
    assert made["sha1Checksum"] == hashlib.sha1(content, usedforsecurity=False).hexdigest()
    assert made["sha256Checksum"] == hashlib.sha256(content).hexdigest()
    assert (made["size"], made["fileExtension"], made["fullFileExtension"]) == ("9", "gz", "tar.gz")
    assert (made["createdTime"], made["modifiedTime"]) == ("2026-03-01T10:00:00.250Z", "2026-03-02T10:00:00.000Z")
    assert made["owners"][0]["emailAddress"] == made["lastModifyingUser"]["emailAddress"] == MARA
    assert made["owners"][0]["permissionId"] in made["permissionIds"]
    assert made["capabilities"]["canShare"]
    assert made["starred"]
    assert (made["properties"], made["appProperties"]) == ({"a": "1"}, {"b": "2"})
    assert made["spaces"] == ["drive"]
    assert desk.done(files.get(fileId=made["id"])) == {
        "kind": "drive#file", "id": made["id"], "name": "plan.tar.gz", "mimeType": "text/plain"}
    assert desk.done(files.get(fileId=made["id"], fields="*")) == made
    assert desk.changed(f"files.files.{made['id']}")


def test_uploads_of_every_kind_and_size_come_back_byte_for_byte(desk: Desk, files: Any) -> None:
    bare = desk.done(files.create(body={}))
    assert fetched(files.get_media(fileId=bare["id"])) == b""
    empty = desk.done(files.create(body={"name": "empty"}, media_body=MediaInMemoryUpload(b""), fields="size,id"))
    assert empty["size"] == "0"
    simple = desk.done(files.create(media_body=text("simple"), fields="id,name,mimeType"))
    assert (simple["name"], simple["mimeType"]) == ("Untitled", "text/plain")
    big = random.Random(7).randbytes(5 * 1024 * 1024)
    media = MediaIoBaseUpload(BytesIO(big), "application/octet-stream", chunksize=1024 * 1024, resumable=True)
    request = files.create(body={"name": "big.bin"}, media_body=media, fields="id,size,md5Checksum")
    answer, pieces = None, 0
    while answer is None:
        _, answer = request.next_chunk()
        pieces += 1
    assert pieces == 5
    assert answer["md5Checksum"] == hashlib.md5(big, usedforsecurity=False).hexdigest()
    assert fetched(files.get_media(fileId=answer["id"]), 700_000) == big
    again = MediaIoBaseUpload(BytesIO(b"new" * 1000), "text/plain", chunksize=256 * 1024, resumable=True)
    changed = desk.done(files.update(fileId=answer["id"], media_body=again, fields="*", keepRevisionForever=True))
    assert (changed["size"], changed["mimeType"]) == ("3000", "text/plain")
    none = MediaIoBaseUpload(BytesIO(b""), "text/plain", resumable=True)
    assert desk.done(files.update(fileId=answer["id"], media_body=none, fields="size"))["size"] == "0"
    assert desk.changed(f"files.files.{answer['id']}")


def test_uploads_become_editors_documents(desk: Desk, files: Any) -> None:
    for kind, content, part in (("text/markdown", "# Head\n\nSome text.\n", "Head"),
                                ("text/html", "<h1>Head</h1><p>Some text.</p>", "Some text."),
                                ("text/plain", "Some text.\n", "Some text.")):
        made = desk.done(files.create(body={"name": "Head", "mimeType": DOCUMENT}, media_body=text(content, kind)))
        assert made["mimeType"] == DOCUMENT
        assert part in fetched(files.export_media(fileId=made["id"], mimeType="text/plain")).decode()
    sheet = desk.done(files.create(body={"name": "S", "mimeType": SHEET}, media_body=text("a,b\n1,2\n", "text/csv")))
    assert fetched(files.export_media(fileId=sheet["id"], mimeType="text/tab-separated-values")) == b"a\tb\n1\t2\n"
    word = fetched(files.export_media(fileId=made["id"], mimeType=WORD))
    assert word.startswith(b"PK")
    back = desk.done(files.create(body={"name": "Back", "mimeType": DOCUMENT},
                                  media_body=MediaInMemoryUpload(word, mimetype=WORD)))
    assert b"Some text." in fetched(files.export_media(fileId=back["id"], mimeType="text/markdown"))
    kept = desk.done(files.create(body={"name": "kept.docx"}, media_body=MediaInMemoryUpload(word, mimetype=WORD)))
    assert kept["mimeType"] == WORD
    turned = desk.done(files.copy(fileId=kept["id"], body={"mimeType": DOCUMENT, "name": "Turned"}))
    assert b"Some text." in fetched(files.export_media(fileId=turned["id"], mimeType="text/markdown"))
    desk.done(files.update(fileId=turned["id"], media_body=text("# Anew\n", "text/markdown")))
    whole = desk.done(desk.google("docs").documents().get(documentId=turned["id"]))
    assert "Anew" in str(whole["body"])
    blank = desk.done(files.create(body={"mimeType": DOCUMENT, "name": "Blank"}))
    assert desk.done(desk.google("docs").documents().get(documentId=blank["id"]))["title"] == "Blank"
    assert refusal(files.get_media(fileId=blank["id"])) == (403, "fileNotDownloadable")
    assert refusal(files.export_media(fileId=kept["id"], mimeType="text/plain")) == (403, "fileNotExportable")
    assert refusal(files.export_media(fileId=blank["id"], mimeType="image/png"))[0] == 400
    assert refusal(files.create(body={"mimeType": DOCUMENT}, media_body=MediaInMemoryUpload(b"\xff\x00")))[0] == 400
    assert refusal(files.create(body={"mimeType": "application/vnd.google-apps.form"}))[0] == 400


def test_folders_shortcuts_and_made_ids(desk: Desk, files: Any) -> None:
    ids = desk.done(files.generateIds(count=3))["ids"]
    assert desk.changed(f"drive.reserved.{ids[0]}")
    folder = desk.done(files.create(body={"id": ids[0], "name": "Plans", "mimeType": FOLDER,
                                          "folderColorRgb": "#4a86e8"}, fields="*"))
    assert (folder["id"], folder["folderColorRgb"]) == (ids[0], "#4986e7")
    inside = create(desk, files, id=ids[1], parents=[folder["id"]])
    assert (inside["id"], inside["parents"]) == (ids[1], [folder["id"]])
    assert refusal(files.create(body={"id": ids[1]})) == (409, "fileIdInUse")
    assert refusal(files.create(body={"id": "own"})) == (400, "invalid")
    assert refusal(files.create(body={"parents": [folder["id"], "root"]})) == (403, "cannotAddParent")
    assert refusal(files.create(body={"parents": ["none"]})) == (404, "notFound")
    short = desk.done(files.create(body={"mimeType": SHORTCUT, "shortcutDetails": {"targetId": inside["id"]}},
                                   fields="*"))
    assert short["shortcutDetails"] == {"targetId": inside["id"], "targetMimeType": "text/plain"}
    assert short["name"] == inside["name"]
    listed = desk.done(files.list(q=f"'{folder['id']}' in parents"))["files"]
    assert [one["id"] for one in listed] == [inside["id"]]
    assert desk.changed(f"files.files.{short['id']}")


def test_an_update_changes_what_is_given(desk: Desk, files: Any) -> None:
    made = create(desk, files)
    update = {"name": "new.md", "description": "Said", "starred": True, "copyRequiresWriterPermission": True,
              "writersCanShare": False, "properties": {"k": "v", "gone": "x"}, "originalFilename": "old.md",
              "viewedByMeTime": "2026-03-03T10:00:00Z", "modifiedTime": "2026-03-03T09:00:00Z"}
    changed = desk.done(files.update(fileId=made["id"], body=update, fields="*"))
    for name in update.keys() - {"viewedByMeTime", "modifiedTime", "properties"}:
        assert changed[name] == update[name], name
    assert (changed["viewedByMeTime"], changed["modifiedTime"]) == ("2026-03-03T10:00:00.000Z",
                                                                    "2026-03-03T09:00:00.000Z")
    fewer = desk.done(files.update(fileId=made["id"], body={"properties": {"gone": None}}, fields="*"))
    assert fewer["properties"] == {"k": "v"}
    locked = desk.done(files.update(fileId=made["id"], fields="*", body={
        "contentRestrictions": [{"readOnly": True, "reason": "final", "ownerRestricted": True}]}))
    assert locked["contentRestrictions"][0]["restrictingUser"]["emailAddress"] == MARA
    assert not locked["capabilities"]["canModifyContent"]
    assert refusal(files.update(fileId=made["id"], media_body=text("x"))) == (403, "forbidden")
    freed = desk.done(files.update(fileId=made["id"], body={"contentRestrictions": [{"readOnly": False}]}, fields="*"))
    assert "contentRestrictions" not in freed
    typed = desk.done(files.update(fileId=made["id"], body={"mimeType": "text/markdown"}))
    assert typed["mimeType"] == "text/markdown"
    assert refusal(files.update(fileId=made["id"], body={"mimeType": FOLDER}))[0] == 400
    assert refusal(files.update(fileId=made["id"], body={"parents": ["root"]})) == (403, "fieldNotWritable")
    assert refusal(files.update(fileId=made["id"], body={"size": "3"})) == (403, "fieldNotWritable")
    assert refusal(files.update(fileId=made["id"], body={"properties": {"k" * 90: "v" * 90}}))[0] == 400
    assert refusal(files.update(fileId=made["id"], body={"name": "x\n"}))[0] == 400
    assert refusal(files.update(fileId="none", body={})) == (404, "notFound")
    assert desk.changed(f"files.files.{made['id']}")


def test_files_move_and_go_through_the_trash(desk: Desk, files: Any) -> None:
    one, two = (desk.done(files.create(body={"name": name, "mimeType": FOLDER}))["id"] for name in ("One", "Two"))
    made = create(desk, files, parents=[one])
    assert refusal(files.update(fileId=made["id"], addParents=two)) == (403, "cannotAddParent")
    assert refusal(files.update(fileId=made["id"], addParents=f"{two},root")) == (403, "cannotAddParent")
    moved = desk.done(files.update(fileId=made["id"], addParents=two, removeParents=one, fields="parents"))
    assert moved["parents"] == [two]
    home = desk.done(files.update(fileId=made["id"], removeParents=two, fields="parents"))
    assert desk.done(files.get(fileId="root"))["id"] == home["parents"][0]
    back = desk.done(files.update(fileId=made["id"], addParents=two, enforceSingleParent=True, fields="parents"))
    assert back["parents"] == [two]
    trashed = desk.done(files.update(fileId=two, body={"trashed": True}, fields="*"))
    assert trashed["explicitlyTrashed"]
    assert trashed["trashingUser"]["emailAddress"] == MARA
    below = desk.done(files.get(fileId=made["id"], fields="trashed,explicitlyTrashed"))
    assert below == {"trashed": True, "explicitlyTrashed": False}
    assert desk.done(files.update(fileId=two, body={"trashed": False}, fields="trashed")) == {"trashed": False}
    desk.done(files.update(fileId=two, body={"trashed": True}))
    files.emptyTrash().execute()
    assert refusal(files.get(fileId=made["id"])) == (404, "notFound")
    files.delete(fileId=one).execute()
    assert refusal(files.delete(fileId=one)) == (404, "notFound")
    assert refusal(files.delete(fileId="root"))[0] == 403
    assert refusal(files.emptyTrash(driveId="drive_harbour"))[0] == 403
    assert desk.changed("files.changes")


def test_copies(desk: Desk, files: Any) -> None:
    made = create(desk, files, properties={"a": "b"})
    comments = desk.google("drive").comments()
    desk.done(comments.create(fileId=made["id"], body={"content": "Why?"}, fields="*"))
    copied = desk.done(files.copy(fileId=made["id"], body={"description": "Copied"}, copyComments=True, fields="*",
                                  keepRevisionForever=True))
    assert (copied["name"], copied["properties"], copied["description"]) == ("Copy of plan.txt", {"a": "b"}, "Copied")
    assert fetched(files.get_media(fileId=copied["id"])) == b"the plan\n"
    assert [one["content"] for one in desk.done(comments.list(fileId=copied["id"], fields="*"))["comments"]] == ["Why?"]
    shared = desk.done(files.copy(fileId="doc_harbour_minutes", body={"parents": ["root"], "name": "Mine"},
                                  supportsAllDrives=True, fields="*"))
    assert shared["ownedByMe"]
    folder = desk.done(files.create(body={"name": "F", "mimeType": FOLDER}))
    assert refusal(files.copy(fileId=folder["id"], body={})) == (403, "cannotCopyFile")
    assert refusal(files.copy(fileId=made["id"], body={"mimeType": "image/png"}))[0] == 400
    assert desk.changed(f"files.files.{copied['id']}")


def test_pictures_say_their_size(desk: Desk, files: Any) -> None:
    head = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + struct.pack(">II", 640, 480)
    made = desk.done(files.create(body={"name": "crane.png"}, fields="imageMediaMetadata,id",
                                  media_body=MediaInMemoryUpload(head, mimetype="image/png")))
    assert made["imageMediaMetadata"] == {"width": 640, "height": 480}
    assert fetched(files.get_media(fileId=made["id"])) == head


def test_downloads_are_made_ready_and_fetched(desk: Desk, files: Any) -> None:
    operations = desk.google("drive").operations()
    made = create(desk, files)
    ready = desk.done(files.download(fileId=made["id"]))
    assert desk.done(operations.get(name=ready["name"])) == ready
    assert desk.changed(f"drive.operations.{ready['name']}")
    with urllib.request.urlopen(ready["response"]["downloadUri"]) as answer:
        assert answer.read() == b"the plan\n"
    exported = desk.done(files.download(fileId="doc_meridian_brief", mimeType="text/plain"))
    with urllib.request.urlopen(exported["response"]["downloadUri"]) as answer:
        assert answer.read()
    older = desk.done(files.download(fileId=made["id"], revisionId=made["headRevisionId"]))
    with urllib.request.urlopen(older["response"]["downloadUri"]) as answer:
        assert answer.read() == b"the plan\n"
    links = (made["webContentLink"], *desk.done(
        files.get(fileId="doc_meridian_brief", fields="exportLinks"))["exportLinks"].values())
    for link in links:
        with urllib.request.urlopen(link) as answer:
            assert answer.read(), link
    said = "\"https://drive.test/drive/v3/\" is quoted"
    assert desk.done(files.update(fileId=made["id"], body={"description": said}, fields="description")) == {
        "description": said}
    assert refusal(operations.get(name="none")) == (404, "notFound")
    assert refusal(files.download(fileId=made["id"], mimeType="image/png"))[0] == 400


def test_readers_may_not_download_what_is_held_back(origin: str, worlds: Worlds) -> None:
    with at_desk(origin, worlds) as desk:
        files = desk.google("drive").files()
        made = create(desk, files, copyRequiresWriterPermission=True)
        desk.done(desk.google("drive").permissions().create(
            fileId=made["id"], body={"type": "user", "role": "reader", "emailAddress": OTHER}))
        with as_other(origin, worlds, desk) as other:
            reader = other.files()
            assert refusal(reader.get_media(fileId=made["id"])) == (403, "cannotDownloadFile")
            assert refusal(reader.copy(fileId=made["id"], body={})) == (403, "insufficientFilePermissions")
            assert refusal(reader.update(fileId=made["id"], body={"name": "x"})) == (403, "insufficientFilePermissions")
            seen = desk.done(reader.get(fileId=made["id"], fields="*"))
        assert seen["sharingUser"]["emailAddress"] == MARA
        assert not seen["capabilities"]["canDownload"]
        assert "permissions" not in seen


def test_labels(desk: Desk, files: Any) -> None:
    label = next(iter(desk.served.world.state.table("drive.labels").ids()))
    made = create(desk, files)
    done = desk.done(files.modifyLabels(fileId=made["id"], body={"labelModifications": [{"labelId": label}]}))
    assert [one["id"] for one in done["modifiedLabels"]] == [label]
    assert [one["id"] for one in desk.done(files.listLabels(fileId=made["id"]))["labels"]] == [label]
    shown = desk.done(files.get(fileId=made["id"], includeLabels=label, fields="labelInfo"))
    assert shown["labelInfo"]["labels"][0]["id"] == label
    assert desk.changed(f"drive.applied.{made['id']} {label}")
    desk.done(files.modifyLabels(fileId=made["id"], body={
        "labelModifications": [{"labelId": label, "removeLabel": True}]}))
    assert desk.done(files.listLabels(fileId=made["id"]))["labels"] == []
    assert refusal(files.modifyLabels(fileId=made["id"], body={"labelModifications": [{"labelId": "none"}]})) == (
        404, "notFound")
    for wrong in ([], [None], [{"labelId": label, "fieldModifications": [{"fieldId": "x" * 100}]}]):
        assert refusal(files.modifyLabels(fileId=made["id"], body={"labelModifications": wrong}))[0] == 400


def test_there_are_no_keys_for_encryption(files: Any) -> None:
    assert refusal(files.generateCseToken()) == (400, "failedPrecondition")


def test_files_are_watched(desk: Desk, files: Any) -> None:
    drive = desk.google("drive")
    made = create(desk, files)
    token = desk.done(drive.changes().getStartPageToken())["startPageToken"]
    for number, request in enumerate((files.watch(fileId=made["id"], body=channel(0)),
                                      drive.changes().watch(pageToken=token, body=channel(1)))):
        kept = desk.done(request)
        assert desk.changed(f"drive.channels.channel-{number}")
        assert refusal(request) == (400, "channelIdNotUnique")
        drive.channels().stop(body={"id": kept["id"], "resourceId": kept["resourceId"]}).execute()
        assert not desk.changed(f"drive.channels.channel-{number}")
        assert refusal(drive.channels().stop(body={"id": "none", "resourceId": "x"})) == (404, "notFound")
    assert refusal(files.watch(fileId=made["id"], body={"id": "x", "address": "http://plain.example"}))[0] == 400


def channel(number: int) -> dict[str, Any]:
    return {"id": f"channel-{number}", "type": "web_hook", "address": "https://listener.example/hook"}
