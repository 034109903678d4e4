"""RFC 2047: text in headers that are ASCII, read as leniently as mail programs do and written in one way."""

import binascii
import re

from .charsets import decoded, known_charset

_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?\r\n]*(?:(?<!=)\?(?!=)[^?\r\n]*)*)\?=")
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/=]+")
_HEX = re.compile(rb"=([0-9A-Fa-f]{2})")

MAX_WORD = 75
"""Characters of one encoded-word, by RFC 2047."""


def decode_words(text: str) -> str:
    """Return a header text with its encoded-words decoded; what is none stays as it is.

    Neighbouring words of one charset are joined before decoding: mailers cut characters in two. Spaces and question
    marks inside a word, and words that touch other text, are forgiven.
    """
    if "=?" not in text:
        return text
    out: list[str] = []
    end, pending, charset = 0, b"", ""
    for found in _WORD.finditer(text):
        between = text[end : found.start()]
        name = found[1].partition("*")[0]
        codec = known_charset(name)
        data = _payload(found[2], found[3], codec or "utf-8")
        if data is None or not (codec or data.isascii()):
            continue
        joined = end and not between.strip(" \t\r\n")
        if not joined or name.lower() != charset:
            out.append(decoded(pending, charset)[0])
            pending, charset = b"", name.lower()
            if not joined:
                out.append(between)
        pending += data
        end = found.end()
    out.append(decoded(pending, charset)[0])
    out.append(text[end:])
    return "".join(out)


def _payload(encoding: str, text: str, codec: str) -> bytes | None:
    """Return the bytes of an encoded-word; None if it is not decodable. 8-bit text in it is of the charset named."""
    if encoding in "qQ":
        return _HEX.sub(lambda code: bytes((int(code[1], 16),)), text.replace("_", " ").encode(codec, "replace"))
    digits = _NOT_BASE64.sub("", text).rstrip("=")
    if "=" in digits or len(digits) % 4 == 1 or (text and not digits):
        return None
    return binascii.a2b_base64(digits + "=" * (-len(digits) % 4))


def encode_words(text: str, room: int = MAX_WORD) -> str:
    """Return a text as encoded-words (UTF-8, base64) with single spaces between them, none over 75 characters.

    `room` is what the first line has left. No character is cut in two.
    """
    head, tail = "=?utf-8?b?", "?="
    words: list[str] = []
    left = max(room, 24)
    chunk = b""
    for character in text:
        data = character.encode()
        if len(head) + len(tail) + (len(chunk) + len(data) + 2) // 3 * 4 > left:
            words.append(_word(head, chunk, tail))
            chunk, left = b"", MAX_WORD
        chunk += data
    words.append(_word(head, chunk, tail))
    return " ".join(words)


def _word(head: str, chunk: bytes, tail: str) -> str:
    return f"{head}{binascii.b2a_base64(chunk, newline=False).decode()}{tail}"
