"""Unveil: the text of files whatever they are called, and the readings of a text in layers."""

import base64
import io
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama.tasks.facts import Source, find, parse_fact
from diorama.tasks.files import MAX_TEXT, bytes_text
from diorama.tasks.unveil import MAX_LAYERS, MAX_VIEWS, folded, views

SECRET = parse_fact({"text": ["the north gate"]})


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp1252"])
def test_text_in_many_encodings(encoding: str) -> None:
    data = "the north gate \u00e9".encode(encoding)
    if encoding == "utf-16-be":
        data = b"\xfe\xff" + data
    assert find(SECRET, (Source("file", bytes_text(data)),))


def test_zips_with_names_stored_and_packed_and_in_each_other() -> None:
    inner = zipped({"deep.txt": b"the north gate"}, zipfile.ZIP_STORED)
    text = bytes_text(zipped({"x/plan.txt": b"words", "inner.zip": inner}))
    assert text.split("\n") == ["x/plan.txt", "words", "inner.zip", ["deep.txt", "the north gate"][0],
                                "the north gate"]
    four = zipped({"four.zip": zipped({"three.zip": zipped({"two.zip": inner})})})
    assert "the north gate" not in bytes_text(four)


def test_a_damaged_or_prefixed_zip_gives_what_can_be_read() -> None:
    packed = zipped({"a.txt": b"the north gate " * 50, "b.txt": b"and more"})
    assert "the north gate" in bytes_text(packed[: len(packed) - 40])
    flipped = bytearray(packed)
    flipped[40] ^= 0xFF
    assert "b.txt" in bytes_text(bytes(flipped))
    assert "a.txt" in bytes_text(b"PK\x03\x04" + packed)


def test_an_encrypted_zip_shows_names_only() -> None:
    packed = bytearray(zipped({"gate.txt": b"the north gate"}, zipfile.ZIP_STORED))
    packed[6] |= 1
    assert bytes_text(bytes(packed)) == "gate.txt"


def test_a_bomb_is_unpacked_to_the_limit() -> None:
    bomb = zipped({f"{i}.txt": b"0" * 3_000_000 for i in range(3)})
    assert len(bytes_text(bomb)) == MAX_TEXT
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    assert len(bytes_text(packer.compress(b"0" * 3_000_000) + packer.flush())) == MAX_TEXT


def test_office_documents() -> None:
    document = "<w:p><w:r><w:t>the no</w:t></w:r><w:r><w:t>rth gate</w:t></w:r></w:p><w:p>next</w:p>"
    assert find(SECRET, (Source("file", bytes_text(zipped({"word/document.xml": document.encode()}))),))
    sheet = "<sst><si><t>the north</t></si><si><t>gate</t></si></sst>"
    assert find(SECRET, (Source("file", bytes_text(zipped({"xl/sharedStrings.xml": sheet.encode()}))),))


@pytest.mark.parametrize("body", [
    b"4 0 obj\n<<>>\nstream\nBT (the north) Tj ( gate) Tj ET\nendstream\nendobj",
    b"4 0 obj\nstream\r\n" + zlib.compress(b"BT [(the no)-20(rth)-250( gate)] TJ ET") + b"\r\nendstream",
    b"4 0 obj\nstream\n" + zlib.compress(b"BT <746865206e6f7274682067617465> Tj ET") + b"\nendstream",
    b"1 0 obj\n<</Title (the north gate)>>\nendobj\n4 0 obj\nstream\nBT ET\nendstream",
    b"4 0 obj\nstream\nBT ET\nendstream\n1 0 obj\n<</Title (the n\\157rth gate)>>\nendobj",
])
def test_pdf(body: bytes) -> None:
    assert find(SECRET, (Source("file", bytes_text(b"%PDF-1.7\n" + body + b"\n%%EOF")),))


@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"\x1f\x8b\x08", b"%PDF-", b"\xff\xfe", b"\x00"]))
def test_any_bytes_can_be_read(data: bytes, magic: bytes) -> None:
    text = bytes_text(magic + data)
    assert len(text) <= MAX_TEXT
    views(text)


def test_the_plain_reading_comes_first_and_layers_are_named() -> None:
    text = "the north gate"
    assert [view.channel for view in views(text)] == ["plain", "rot13", "reversed", "words reversed"]
    inside = base64.b64encode(base64.b64encode("\u200b".join(text).encode())).decode()
    hit = find(SECRET, (Source("body", f"Hello\n{inside}\n"),))
    assert hit is not None
    assert hit.channel == "base64 > base64 > zero-width"


def test_layers_and_readings_have_a_limit() -> None:
    text = "the north gate"
    for _ in range(MAX_LAYERS + 1):
        text = base64.b64encode(text.encode()).decode()
    assert find(SECRET, (Source("body", text),)) is None
    many = " ".join(("%41%42", "=41=42", "&#65;", "\\u0041", "QUJDREVGRw==", "41424344", "<b>x</b>", "a b c d", "4l0"))
    assert 10 < len(views(many)) <= MAX_VIEWS + 3


@given(st.text(max_size=200))
def test_folding_is_stable(text: str) -> None:
    assert folded(folded(text)) == folded(text)


def test_a_text_that_makes_sense_backwards_was_written_so() -> None:
    """41,252 backwards is 25,214: alone it is chance, in a sentence that is backwards it is none."""
    fact = parse_fact({"amount": 41252})
    assert find(fact, (Source("body", "We counted 25,214 of them."),)) is None
    hit = find(fact, (Source("body", ".raey siht rof ecirp eht si 252,14"),))
    assert hit is not None
    assert hit.channel == "reversed"
