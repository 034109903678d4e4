"""Sheets: files and documents as the seed files describe them, before they are put into a drive."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import blake2b
from typing import Any, NamedTuple

from ...snapshots.draw import Draw
from ...snapshots.errors import StateError, suggest
from ..common.moments import MINUTE
from ..common.zones import read_moment
from .cast import HOME, cast, read_seed
from .files import file_of
from .post import Mail
from .texts import Fact, fill, unwrapped
from .threads import ZONE

KEYS = frozenset({
    "name", "in", "by", "at", "created", "edited", "text", "tabs", "shared", "comments", "history", "suggestions",
    "marks", "starred", "trashed", "description", "only", "mail",
})


class Grant(NamedTuple):
    """What is granted to whom: an address, a group's address, a domain or `anyone`."""

    who: str
    role: str
    expires: str = ""
    discoverable: bool = False


class Remark(NamedTuple):
    """A comment, or an answer to the one before it."""

    at: int
    by: str
    text: str
    quoted: str = ""
    answer: bool = False
    resolved: bool = False


class Past(NamedTuple):
    """An older content of a file."""

    at: int
    by: str
    text: str
    keep: bool = False


class Sheet(NamedTuple):
    """A file (what `content` holds, as mail.put_message takes it) or a document (Markdown in `text`). Times in ms."""

    id: str
    name: str
    folder: str
    by: str
    at: int
    created: int
    edited: str
    text: str = ""
    content: Mapping[str, str] = {}
    tabs: tuple[tuple[str, str], ...] = ()
    grants: tuple[Grant, ...] = ()
    remarks: tuple[Remark, ...] = ()
    history: tuple[Past, ...] = ()
    """The newest first."""
    suggestions: tuple[tuple[int, str, str, str], ...] = ()
    """When, whose, what text is to be replaced, and by what."""
    marks: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    """Labels of Drive, with the values of their fields."""
    starred: bool = False
    trashed: bool = False
    description: str = ""


def hashed(kind: str, name: str) -> str:
    """Return an id that is made of a name."""
    return f"{kind}_{blake2b(f'paper {name}'.encode(), digest_size=6).hexdigest()}"


def flowing(text: str) -> str:
    """Return the Markdown of a seed file with the lines of each paragraph and each list item joined."""
    return unwrapped(re.sub(r"\n {2,3}(?=[^\s-])", " ", text))


def written_sheets(file: str, facts: Mapping[str, Fact], *, seed: int, world: str) -> Iterator[Sheet]:
    """Yield the hand-written sheets of a seed file: all but those that are in another world only."""
    for name, entry in read_seed(file).items():
        if entry.get("only", world) == world:
            yield read_sheet(name, entry, facts, Draw(seed, f"office paper {name}"))


def read_sheet(identity: str, entry: Mapping[str, Any], facts: Mapping[str, Fact], draw: Draw) -> Sheet:
    """Return one sheet of a seed file; StateError names it and says what is wrong."""
    try:
        return _read(identity, entry, facts, draw)
    except (StateError, KeyError) as error:
        raise StateError(f"{identity} of the seed files: {error}") from None


def _read(identity: str, entry: Mapping[str, Any], facts: Mapping[str, Fact], draw: Draw) -> Sheet:
    check_keys(entry, KEYS)

    def filled(text: str) -> str:
        return fill(text, facts, draw)

    name = filled(entry["name"]) if "name" in entry else ""
    text, content = "", {}
    if "mail" in entry:
        content = dict(attachment(entry["mail"], facts))
        name = name or content["name"]
    elif identity.startswith("doc_"):
        text = flowing(filled(entry["text"]))
    else:
        content = dict(file_of(name, filled(entry["text"])))
    at = read_moment(entry["at"], ZONE)
    by = cast().party(entry["by"]).email
    return Sheet(
        id=identity, name=name, folder=entry["in"], by=by, at=at,
        created=read_moment(entry.get("created", entry["at"]), ZONE),
        edited=cast().party(entry.get("edited", entry["by"])).email, text=text, content=content,
        tabs=tuple((title, flowing(filled(body))) for title, body in entry.get("tabs", {}).items()),
        grants=grants(entry.get("shared", {})), remarks=tuple(_remarks(entry.get("comments", ()), filled)),
        history=tuple(
            Past(read_moment(old["at"], ZONE), cast().party(old["by"]).email,
                 flowing(filled(old["text"])) if text else filled(old["text"]), keep=old.get("keep") == "yes")
            for old in entry.get("history", ())
        ),
        suggestions=tuple(
            (read_moment(one["at"], ZONE), cast().party(one["by"]).email, filled(one["find"]), filled(one["put"]))
            for one in entry.get("suggestions", ())
        ),
        marks=tuple((label, tuple(dict(fields or {}).items())) for label, fields in entry.get("marks", {}).items()),
        starred=entry.get("starred") == "yes", trashed=entry.get("trashed") == "yes",
        description=filled(entry.get("description", "")),
    )


def check_keys(entry: Mapping[str, Any], known: frozenset[str]) -> None:
    """Refuse an entry of a seed file with a key that says nothing; StateError names the nearest."""
    for key in entry:
        if key not in known:
            raise StateError(f"there is no key {key!r}.{suggest(key, known)}")


def _remarks(entries: Iterable[Mapping[str, Any]], filled: Callable[[str], str]) -> Iterator[Remark]:
    for entry in entries:
        resolved = entry.get("resolved") == "yes"
        answers = entry.get("answers", ())
        yield Remark(read_moment(entry["at"], ZONE), cast().party(entry["by"]).email, filled(entry["text"]),
                     filled(entry.get("on", "")), resolved=resolved and not answers)
        for number, answer in enumerate(answers, 1):
            yield Remark(read_moment(answer["at"], ZONE), cast().party(answer["by"]).email, filled(answer["text"]),
                         answer=True, resolved=resolved and number == len(answers))


def grants(shared: Mapping[str, str]) -> tuple[Grant, ...]:
    """Return what a seed file grants: `reader`, `writer until 2026-03-20`, `reader found` (by search)."""
    out: list[Grant] = []
    for who, how in shared.items():
        role, *rest = how.split()
        expires = rest[rest.index("until") + 1] if "until" in rest else ""
        out.append(Grant(grantee(who), role, f"{expires}T23:00:00Z" if expires else "", "found" in rest))
    return tuple(out)


def grantee(key: str) -> str:
    """Return the address of a party or of a department by its key; a domain and `anyone` stand for themselves."""
    if key == "anyone" or "." in key:
        return key
    departments = {one.details["department"].lower() for one in cast().of("home")}
    return f"{key}@{HOME}" if key in departments else cast().party(key).email


# --- what the mail has as well ------------------------------------------------------------------------------------

_THREADS = ("threads", "threads_harbour", "threads_meridian", "threads_past")


def attachment(place: str, facts: Mapping[str, Fact]) -> Mapping[str, str]:
    """Return a file of the written mail by its place: conversation, number of the mail, number of the file."""
    conversation, number, which = (*place.split(), "0", "0")[:3]
    for file in _THREADS:
        if conversation in read_seed(file):
            entry = read_seed(file)[conversation]["mail"][int(number)]["files"][int(which)]
            return file_of(fill(entry["name"], facts), fill(entry["text"], facts))
    raise StateError(f"no seed file of mail has the conversation {conversation!r}")


def filed(mail: Mail) -> int:
    """Return when a file of a mail was put into a drive: a few minutes after the mail came."""
    return mail.at + (7 + mail.at // MINUTE % 50) * MINUTE
