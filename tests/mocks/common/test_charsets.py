"""Charsets and encoded-words: the same text on every Python, no byte lost, nothing that state cannot hold."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama.mocks.common import charsets
from diorama.mocks.common.charsets import decode_bytes, decoded, known_charset
from diorama.mocks.common.encoded_words import decode_words, encode_words
from diorama.snapshots.draw import Draw

NAMES = sorted(charsets._BY_NAME)
TABLES = "67a98b261f2954b3ff1aa2de1ee106ff"
"""What all our charsets make of derived bytes, on every Python. Another value means that imported worlds change."""


def test_every_charset_reads_alike_on_every_python() -> None:
    total = hashlib.sha256()
    for name in NAMES:
        draw = Draw(1, name)
        samples = [bytes((code,)) for code in range(256)]
        samples += [draw.bits64().to_bytes(8, "big")[: draw.between(2, 8)] for _ in range(300)]
        for data in samples:
            total.update(ascii(decoded(data, name)).encode())
    assert total.hexdigest()[:32] == TABLES


def test_every_name_means_a_codec_of_the_library() -> None:
    for name in NAMES:
        assert "a".encode(known_charset(name)).decode(known_charset(name)) == "a"
        assert known_charset(f' "{name.upper()}" ') == known_charset(name)


OTHERS = ("", "no-such", "rot13", "hex", "undefined", "idna", "utf-8\x00")


@given(st.binary(max_size=60), st.sampled_from([*NAMES, *OTHERS]))
def test_any_bytes_become_text(data: bytes, name: str) -> None:
    decode_bytes(data, name).encode()


@given(st.binary(max_size=60))
def test_without_a_charset_no_byte_is_lost(data: bytes) -> None:
    text = decode_bytes(data)
    try:
        again = text.encode()
    except UnicodeEncodeError:
        again = b""
    windows = {character: code for code, character in enumerate(charsets._WINDOWS_1252)}
    assert again == data or bytes(windows[character] for character in text) == data


@pytest.mark.parametrize("text", ["plain", "caf\u00e9", "\u6f22\u5b57\U0001f600"])
def test_utf_8_is_found_without_being_named(text: str) -> None:
    assert decoded(text.encode()) == (text, True)
    assert decoded(text.encode(), "us-ascii") == (text, text.isascii())


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300), st.integers(0, 75))
def test_encoded_words_come_back(text: str, room: int) -> None:
    words = encode_words(text, room)
    assert all(len(word) <= 75 for word in words.split(" "))
    assert words.isascii()
    assert decode_words(words) == text


@given(st.text("=?utf-8qb_ \u00fc\n", max_size=60))
def test_scraps_of_encoded_words_never_raise(text: str) -> None:
    decode_words(text).encode()
