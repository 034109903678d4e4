"""Mail addresses: our own small RFC 5322 parser and writer, since the library's output differs between Pythons."""

import binascii
import re
from functools import lru_cache

from ...snapshots.errors import ToolError, shown
from ...snapshots.records import Record


class Address(Record):
    """A mailbox: display name (may be empty) and address."""

    name: str = ""
    email: str


_ATOM_SPECIALS = '()<>[]:;@\\,."'
_EMAIL = re.compile(r"[^\s@<>(),;:\"\[\]\\]+@[^\s@<>(),;:\"\[\]\\]+", re.ASCII)
_QUOTED_LOCAL = re.compile(r'"(?:[^"\\\r\n]|\\.)*"@[^\s@<>(),;:"\[\]\\]+', re.ASCII)
_ENCODED = re.compile(r"=\?([^?\s]+)\?([bBqQ])\?([^?\s]*)\?=")
_BETWEEN_ENCODED = re.compile(r"(=\?[^?\s]+\?[bBqQ]\?[^?\s]*\?=)\s+(?==\?[^?\s]+\?[bBqQ]\?)")


def normalise(email: str) -> str:
    """Return an address for comparison: lower case throughout, as every mail system in use treats it."""
    return email.strip().lower()


def domain(email: str) -> str:
    """Return the domain of an address, lower case."""
    return email.rpartition("@")[2].strip().lower()


def format_address(address: Address) -> str:
    """Return `Name <mail@x.test>`, the name quoted where RFC 5322 asks for it."""
    if not address.name:
        return address.email
    if any(character in _ATOM_SPECIALS for character in address.name) or address.name != address.name.strip():
        escaped = address.name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}" <{address.email}>'
    return f"{address.name} <{address.email}>"


@lru_cache(maxsize=4096)
def parse_address(text: str) -> Address:
    """Return the one address that a person or agent wrote; ToolError `invalid_address` quotes what is not one."""
    found, defects = parse_address_list(text)
    if len(found) != 1 or defects or not is_email(found[0].email):
        raise ToolError("invalid_address", f"{shown(text)} is not a mail address; write amy@acme.test or "
                                           "Amy Lee <amy@acme.test>.")
    return found[0]


def is_email(text: str) -> bool:
    """Tell whether a text has the form of a mail address."""
    return bool(_EMAIL.fullmatch(text) or _QUOTED_LOCAL.fullmatch(text)) and len(text) <= 320


def parse_address_list(text: str) -> tuple[tuple[Address, ...], tuple[str, ...]]:
    """Return the addresses of a header as well as they can be read, and sentences on what was wrong with it."""
    addresses: list[Address] = []
    defects: list[str] = []
    for part in _split(text):
        found = _one(part)
        if found is None:
            if part.strip():
                defects.append(f"no address in {shown(part.strip(), 60)}")
            continue
        if not is_email(found.email):
            defects.append(f"{shown(found.email, 60)} is not of the form of an address")
        addresses.append(found)
    return tuple(addresses), tuple(defects)


def _split(text: str) -> list[str]:
    """Split at the commas and semicolons that separate addresses; drop comments and the names of groups."""
    parts: list[str] = []
    current: list[str] = []
    quoted = angled = False
    comment = 0
    i = 0
    while i < len(text):
        character = text[i]
        if character == "\\" and (quoted or comment) and i + 1 < len(text):
            if not comment:
                current.append(text[i : i + 2])
            i += 2
            continue
        if comment:
            comment += (character == "(") - (character == ")")
        elif quoted:
            current.append(character)
            quoted = character != '"'
        elif character == '"':
            current.append(character)
            quoted = True
        elif character == "(" and ")" in text[i:]:
            comment = 1
        elif character == "<":
            angled = True
            current.append(character)
        elif character == ">":
            angled = False
            current.append(character)
        elif character in ",;" and not angled:
            parts.append("".join(current))
            current = []
        elif character == ":" and not angled:
            current = []  # what stood before was the name of a group
        else:
            current.append(character)
        i += 1
    parts.append("".join(current))
    return parts


def _one(part: str) -> Address | None:
    part = part.strip()
    if part.endswith(">") and "<" in part:
        name, _, email = part[:-1].rpartition("<")
        email = email.rpartition(":")[2] if email.startswith("@") else email
        return Address(name=decode_words(_unquoted(name.strip())), email=email.strip())
    if "@" in part and " " not in part:
        return Address(email=part)
    return None


def _unquoted(name: str) -> str:
    """Return a display name without its quotes; runs of white space become one space outside quotes."""
    if len(name) >= 2 and name.startswith('"') and name.endswith('"') and '"' not in name[1:-1].replace('\\"', ""):
        return re.sub(r"\\(.)", r"\1", name[1:-1], flags=re.DOTALL)
    return " ".join(name.replace('"', "").split())


def decode_words(text: str) -> str:
    """Return a header text with its RFC 2047 encoded-words decoded; broken ones stay as they are."""
    if "=?" not in text:
        return text
    return _ENCODED.sub(lambda found: _decoded(*found.groups(), found[0]), _BETWEEN_ENCODED.sub(r"\1", text))


def _decoded(charset: str, encoding: str, payload: str, whole: str) -> str:
    if encoding in "bB":
        try:
            data = binascii.a2b_base64(payload + "=" * (-len(payload) % 4))
        except (binascii.Error, ValueError):
            return whole
    else:
        text = payload.replace("_", " ")
        data = re.sub(
            rb"=([0-9A-Fa-f]{2})", lambda code: bytes((int(code[1], 16),)), text.encode("utf-8", "replace")
        )
    return decode_bytes(data, charset.partition("*")[0])


def decode_bytes(data: bytes, charset: str = "") -> str:
    """Return bytes as text: by the charset that was declared, else UTF-8, else Windows-1252 with no byte lost."""
    for name in (charset, "utf-8"):
        if not name:
            continue
        try:
            text = data.decode(name)
        except (LookupError, ValueError, binascii.Error):
            continue
        if isinstance(text, str) and not any("\ud800" <= character <= "\udfff" for character in text):
            return text
    return data.decode("cp1252", "replace") if b"\x81" not in data else data.decode("latin-1")
