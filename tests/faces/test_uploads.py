"""Uploads: in one piece, with metadata, or in pieces that come again, out of order or never."""

import io
from typing import Any
from urllib.parse import urlsplit

import pytest
from googleapiclient.http import MediaIoBaseDownload, MediaIoBaseUpload
from hypothesis import given
from hypothesis import strategies as st

from diorama.mocks.faces.rest import Fault, Request
from diorama.mocks.faces.uploads import MAX_UNDER_WAY, MAX_UPLOAD, Upload, Uploads
from tests.faces.clients import Desk
from tests.faces.wire import ask

FIRST = Request("POST", "upload/files", headers={"x-upload-content-type": "text/plain"})
FILES = "upload/drive/v3/files"


def piece(content: bytes, where: str = "") -> Request:
    return Request("PUT", "upload/files", headers={"content-range": where} if where else {}, body=content)


@given(st.binary(min_size=1, max_size=60), st.lists(st.integers(1, 20), max_size=8))
def test_pieces_make_the_whole_however_they_are_cut(content: bytes, cuts: list[int]) -> None:
    uploads = Uploads()
    identity = uploads.begin(FIRST)
    at = 0
    for size in [*cuts, len(content)]:
        part = content[at : at + size]
        if not part:
            break
        last = at + len(part) - 1
        first, upload, here = uploads.add(identity, piece(part, f"bytes {at}-{last}/{len(content)}"))
        assert (first, here) == (FIRST, last + 1)
        assert (upload is not None) == (here == len(content))
        at = here
    assert uploads.add(identity, piece(b"", f"bytes */{len(content)}"))[1] == Upload("text/plain", content)
    uploads.end(identity)
    with pytest.raises(Fault, match="no upload"):
        uploads.add(identity, piece(content))


def test_a_piece_may_come_again_but_leaves_no_gap() -> None:
    uploads = Uploads()
    identity = uploads.begin(FIRST)
    uploads.add(identity, piece(b"abcd", "bytes 0-3/8"))
    with pytest.raises(Fault, match="byte 4 is next"):
        uploads.add(identity, piece(b"gh", "bytes 6-7/8"))
    assert uploads.add(identity, piece(b"", "bytes */8"))[2] == 4
    assert uploads.add(identity, piece(b"cdef", "bytes 2-5/*"))[1:] == (None, 6)
    assert uploads.add(identity, piece(b"gh", "bytes 6-7/8"))[1] == Upload("text/plain", b"abcdefgh")


@pytest.mark.parametrize("where", ["bytes 0-9/4", "bytes 5-4/9", "0-3/4", "bytes 0-3", "bytes 0-" + "9" * 5000 + "/4",
                                   "bytes -1-3/4", "items 0-3/4"])
def test_a_range_that_does_not_fit_is_refused(where: str) -> None:
    uploads = Uploads()
    with pytest.raises(Fault) as caught:
        uploads.add(uploads.begin(FIRST), piece(b"abcd", where))
    assert caught.value.code == "invalid_arguments"


def test_what_is_too_much_is_refused_and_what_is_old_forgotten() -> None:
    uploads = Uploads()
    first = uploads.begin(FIRST)
    with pytest.raises(Fault) as caught:
        uploads.add(first, piece(b"x" * (MAX_UPLOAD + 1)))
    assert caught.value.code == "too_large"
    for _ in range(MAX_UNDER_WAY):
        uploads.begin(FIRST)
    with pytest.raises(Fault, match="no upload"):
        uploads.add(first, piece(b"x"))


@pytest.mark.parametrize("resumable", [False, True])
@pytest.mark.parametrize("size", [0, 5, 700_000])
def test_googles_client_uploads_and_gets_the_same_bytes_back(desk: Desk, resumable: bool, size: int) -> None:
    content = bytes(i * 7 % 251 for i in range(size))
    media = MediaIoBaseUpload(io.BytesIO(content), "application/octet-stream", chunksize=256 * 1024,
                              resumable=resumable)
    files = desk.google("drive").files()
    made = desk.done(files.create(body={"name": "crane.bin"}, media_body=media, fields="id,size,name"))
    assert (made["name"], made["size"]) == ("crane.bin", str(size))
    assert [entry.step.call.tool for entry in desk.served.world.log] == ["drive.files.create"]
    out = io.BytesIO()
    fetch = MediaIoBaseDownload(out, files.get_media(fileId=made["id"]), chunksize=300_000)
    done = size == 0
    while not done:
        _, done = fetch.next_chunk()
    assert out.getvalue() == content


def test_an_upload_that_breaks_off_has_made_no_call_and_goes_on_later(desk: Desk) -> None:
    begun = ask(f"{desk.address}{FILES}?uploadType=resumable", "POST", {"name": "crane.txt"},
                X_Upload_Content_Type="text/plain")
    where = begun.headers["location"]
    assert ask(where, "PUT", b"half ", Content_Range="bytes 0-4/10").status == 308
    assert desk.changes() == []
    state: Any = ask(where, "PUT", b"", Content_Range="bytes */10")
    assert (state.status, state.headers["range"]) == (308, "bytes=0-4")
    made = ask(where, "PUT", b"other", Content_Range="bytes 5-9/10")
    assert made.status == 200
    assert ask(where, "PUT", b"other", Content_Range="bytes 5-9/10").status == 404
    assert ask(f"{desk.address}drive/v3/files/{made.json['id']}?alt=media").body == b"half other"
    assert urlsplit(where).path.startswith(urlsplit(desk.address).path)
