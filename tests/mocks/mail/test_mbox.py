"""mbox: every file is its pieces in a row, in whatever dialect; what is a message is found as mail programs find it."""

import mailbox
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama.mocks.mail.mbox import Piece, quoted, split_mbox, unquoted

FROM = b"From amy@acme.test Wed Mar  4 08:30:00 2026\n"
ONE = b"Subject: one\n\nfirst\n"
TWO = b"Subject: two\n\nsecond\n"


def _bytes(pieces: list[Piece]) -> bytes:
    return b"".join(piece.separator + piece.content + piece.tail for piece in pieces)


def _contents(data: bytes) -> list[bytes]:
    pieces = list(split_mbox(data))
    assert _bytes(pieces) == data
    return [piece.content for piece in pieces if not piece.junk]


def test_two_messages_and_the_empty_lines_behind_them() -> None:
    pieces = list(split_mbox(FROM + ONE + b"\n" + FROM + TWO + b"\n"))
    assert pieces == [Piece(FROM, ONE, b"\n"), Piece(FROM, TWO, b"\n")]


@pytest.mark.parametrize(
    ("data", "contents"),
    [
        (b"", []),
        (b"\n\n", []),
        (b"no mail at all", []),
        (FROM, [b""]),
        (FROM.strip(), [b""]),
        (FROM + ONE.strip(), [ONE.strip()]),
        (ONE, [ONE]),
        (b"junk\n\n" + FROM + ONE, [ONE]),
        (ONE + b"\n" + FROM + TWO, [ONE, TWO]),
        (FROM + ONE + FROM + TWO, [ONE, TWO]),
        (FROM + ONE + b"\nFrom here on all is well\n\nFrom now\n", [ONE + b"\nFrom here on all is well\n\nFrom now\n"]),
        (FROM + ONE + b"\nFrom someone\nSubject: two\n\n", [ONE, b"Subject: two\n"]),
        (b"From - \n" + ONE + b"From - \n" + TWO, [ONE, TWO]),
        (b"From - Thu Feb  8 18:49:08 1996\r\n" + ONE.replace(b"\n", b"\r\n"), [ONE.replace(b"\n", b"\r\n")]),
        (b"From bob at c.test  Tue Mar  3 10:00:00 2026\n" + ONE, [ONE]),
        (b"From a@b.test Mon Jan 01 00:00:00 +0000 2020\n" + ONE, [ONE]),
        ((FROM + ONE + b"\n" + FROM + TWO).replace(b"\n", b"\r"),
         [ONE.replace(b"\n", b"\r"), TWO.replace(b"\n", b"\r")]),
    ],
)
def test_what_is_a_message(data: bytes, contents: list[bytes]) -> None:
    assert _contents(data) == contents


def test_a_content_length_that_holds_keeps_unquoted_lines_inside() -> None:
    body = b"before\n\n" + FROM + ONE
    first = b"Subject: x\nContent-Length: %d\n\n" % len(body) + body
    pieces = list(split_mbox(FROM + first + b"\n" + FROM + TWO))
    assert pieces == [Piece(FROM, first, b"\n", verbatim=True), Piece(FROM, TWO, b"")]


def test_a_content_length_that_lies_is_not_believed() -> None:
    for length in (0, 3, 40, 10**11):
        first = b"Subject: x\nContent-Length: %d\n\nbody\n" % length
        assert _contents(FROM + first + b"\n" + FROM + ONE + b"\n" + FROM + TWO) == [first, ONE, TWO]


def test_quoting() -> None:
    assert quoted(b"a\nFrom b\n>From c\n From d") == b"a\n>From b\n>>From c\n From d"
    assert unquoted(b"a\n>From b\n>>From c\n> From d") == b"a\nFrom b\n>From c\n> From d"


LINES = st.lists(
    st.sampled_from([
        b"", b"\r", b"From ", FROM.strip(), b"From x\r", b">From x", b"Subject: y", b"Content-Length: 9", b"text",
        b"\x00\xff", b"From - ", b" From ",
    ]),
    max_size=25,
)


@given(LINES | st.lists(st.binary(max_size=12), max_size=8))
def test_the_pieces_in_a_row_are_the_file(lines: list[bytes]) -> None:
    data = b"\n".join(lines)
    pieces = list(split_mbox(data))
    assert _bytes(pieces) == data
    assert sum(piece.size for piece in pieces) == len(data)
    assert all(piece.separator or piece.content for piece in pieces)
    assert not any(piece.junk for piece in pieces[1:])


BODY_LINES = st.sampled_from([b"", b"From a", b">From b", b"text", b"From x y 10:20:30 2026"])


@given(st.lists(st.lists(BODY_LINES, max_size=6), max_size=6))
def test_what_is_quoted_comes_back(bodies: list[list[bytes]]) -> None:
    messages = [b"Subject: x\n\n" + b"\n".join(lines) + b"\n" for lines in bodies]
    data = b"".join(FROM + quoted(message) + b"\n" for message in messages)
    assert [unquoted(content) for content in _contents(data)] == messages


@given(st.lists(st.text("abc \n", max_size=60), min_size=1, max_size=5))
def test_files_of_the_library(tmp_path_factory: pytest.TempPathFactory, bodies: list[str]) -> None:
    path = Path(tmp_path_factory.mktemp("mbox")) / "box"
    box = mailbox.mbox(path)
    for body in bodies:
        box.add(f"Subject: x\n\n{body}")
    box.close()
    assert len(_contents(path.read_bytes())) == len(bodies)
