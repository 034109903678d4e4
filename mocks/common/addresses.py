"""Mail addresses: our own small RFC 5322 parser and writer, since the library's output differs between Pythons."""

import re
from functools import lru_cache

from ...snapshots.errors import ToolError, shown
from ...snapshots.records import Record
from .encoded_words import decode_words


class Address(Record):
    """A mailbox: display name (may be empty) and address."""

    name: str = ""
    email: str


_ATOM_SPECIALS = '()<>[]:;@\\,."'
_EMAIL = re.compile(r"[^\s@<>(),;:\"\[\]\\]+@[^\s@<>(),;:\"\[\]\\]+", re.ASCII)
_QUOTED_LOCAL = re.compile(r'"(?:[^"\\\r\n]|\\.)*"@[^\s@<>(),;:"\[\]\\]+', re.ASCII)

_ASIDE = re.compile(r'"(?:[^"\\]|\\.)*"|\([^()]*\)', re.DOTALL)
_BREAK = re.compile(r"[\x00-\x1f\x7f]")


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
    whole = ":" not in _ASIDE.sub("", text) and not _BREAK.search(text.strip())  # nobody writes to a group in one field
    if not whole or len(found) != 1 or defects or not is_email(found[0].email):
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
    for part, comment in _split(text):
        found = _one(part, comment)
        if found is None:
            among = _among(part)
            addresses += among
            if part.strip():
                what = "is not written as an address" if among else "holds no address"
                defects.append(f"{shown(part.strip(), 60)} {what}")
            continue
        if not is_email(found.email):
            defects.append(f"{shown(found.email, 60)} is not of the form of an address")
        elif found.email not in part or ("<" in part and not part.rstrip().endswith(">")):
            defects.append(f"{shown(part.strip(), 60)} is not written as an address")
        addresses.append(found)
    return tuple(addresses), tuple(defects)


_PLAIN = re.compile(r'[^\\"()<>,;:]+')
_IN_QUOTES = re.compile(r'[^\\"]+')
_IN_COMMENT = re.compile(r"[^\\()]+")


def _split(text: str) -> list[tuple[str, str]]:
    """Split at the commas and semicolons that separate addresses, comments apart; drop the names of groups."""
    parts: list[tuple[str, str]] = []
    current: list[str] = []
    remark: list[str] = []
    quoted = angled = routed = False
    comment = 0
    last_close = text.rfind(")")
    i = 0
    while i < len(text):
        run = (_IN_COMMENT if comment else _IN_QUOTES if quoted else _PLAIN).match(text, i)
        if run:
            (remark if comment else current).append(run[0])
            i = run.end()
            continue
        character = text[i]
        if character == "\\" and (quoted or comment) and i + 1 < len(text):
            (remark if comment else current).append(text[i + 1] if comment else text[i : i + 2])
            i += 2
            continue
        if comment:
            comment += (character == "(") - (character == ")")
            if comment:
                remark.append(character)
        elif quoted:
            current.append(character)
            quoted = character != '"'
        elif character == '"':
            current.append(character)
            quoted = True
        elif character == "(" and i < last_close:
            comment = 1
        elif character == "<":
            angled, routed = True, text[i + 1 : i + 2] == "@"
            current.append(character)
        elif character == ">":
            angled = routed = False
            current.append(character)
        elif character in ",;" and not routed:
            angled = False  # unless it was forgotten, the bracket is closed here
            parts.append(("".join(current), "".join(remark)))
            current, remark = [], []
        elif character == ":" and not angled:
            current = []  # what stood before was the name of a group
        else:
            current.append(character)
        i += 1
    parts.append(("".join(current), "".join(remark)))
    return parts


_AROUND_DOTS = re.compile(r"[ \t]*([.@])[ \t]*")
_BETWEEN = re.compile(r"[\s\"]")
_PLACE = r"[^\s@<>(),;:\"]+"
_HIDDEN = re.compile(rf"{_PLACE} (?:at|\[at\]) {_PLACE}\.{_PLACE}", re.ASCII | re.IGNORECASE)


def _one(part: str, comment: str) -> Address | None:
    """Read one address. A comment is its name where it has no other, as old mail writes it: `amy@acme.test (Amy)`."""
    part = part.strip()
    name = decode_words(" ".join(comment.split()))
    if "<" in part:
        before, _, rest = part.rpartition("<")
        email = _joined(rest.partition(">")[0])
        email = email.rpartition(":")[2] if email.startswith("@") else email
        name = decode_words(_unquoted(before.strip(" \t<"))) or name
        return Address(name=name, email=email) if name or email else None
    joined = _joined(part)
    if joined and (not _BETWEEN.search(joined) or _QUOTED_LOCAL.fullmatch(joined)):
        return Address(name=name, email=joined)
    if _HIDDEN.fullmatch(part):  # as the archives of mailing lists hide addresses
        return Address(name=name, email="@".join(re.split(r" \S+ ", part)))
    return None


def _among(part: str) -> list[Address]:
    """Return the addresses that stand among other words without brackets or commas; one takes the rest as its name."""
    tokens = part.split()
    found = [token for token in tokens if is_email(token)]
    rest = " ".join(token for token in tokens if token not in found) if len(found) == 1 else ""
    return [Address(name=decode_words(rest.replace('"', "")), email=email) for email in found]


def _joined(email: str) -> str:
    """Return an address without the white space that old mail has around its dots and its `@`."""
    email = email.strip()
    return email if '"' in email or len(email) > 1_000 else _AROUND_DOTS.sub(r"\1", email)


def _unquoted(name: str) -> str:
    """Return a display name without its quotes; runs of white space become one space outside quotes."""
    if len(name) >= 2 and name.startswith('"') and name.endswith('"') and '"' not in name[1:-1].replace('\\"', ""):
        return re.sub(r"\\(.)", r"\1", name[1:-1], flags=re.DOTALL)
    return " ".join(name.replace('"', "").split())
