"""Marks: what mail files say of a message's place and state, as the labels of a mailbox."""

import re
from collections.abc import Sequence

from .mime_in import Parsed
from .records import (
    CATEGORIES,
    DRAFT,
    IMPORTANT,
    INBOX,
    MUTED,
    SCHEDULED,
    SENT,
    SNOOZED,
    SPAM,
    STARRED,
    TRASH,
    UNREAD,
)

_GMAIL = {
    "inbox": INBOX, "sent": SENT, "sent mail": SENT, "draft": DRAFT, "drafts": DRAFT, "scheduled": DRAFT,
    "trash": TRASH, "bin": TRASH, "spam": SPAM, "starred": STARRED, "important": IMPORTANT, "unread": UNREAD,
    **{f"category {one.removeprefix('CATEGORY_').lower()}": one for one in CATEGORIES},
}
"""Labels of Google's takeout and of Gmail's IMAP: what they mean here."""

_PASSED_OVER = frozenset(("opened", "archived", "snoozed", "muted", "chat", "all mail"))
"""Labels that are no labels here: read and archived are the lack of one; a snooze without its time is none."""

_FOLDERS = {
    "sent": SENT, "sent items": SENT, "sent messages": SENT, "sent mail": SENT, "drafts": DRAFT, "trash": TRASH,
    "deleted items": TRASH, "deleted messages": TRASH, "junk": SPAM, "spam": SPAM, "junk e-mail": SPAM,
}
"""Folders of other mail programs: what they mean here. Any other is a label of its own."""

_COMMA = re.compile(r',(?=(?:[^"]*"[^"]*")*[^"]*$)')


def labels_of(parsed: Parsed, *, own: bool, flags: str | None, folder: str) -> tuple[str, ...]:
    """Return the labels that a message had where it comes from: ids of system labels and names of others.

    By X-Gmail-Labels; else the folder and flags of a Maildir; else Status, X-Status and X-Mozilla-Status. `own` is
    mail that the mailbox itself sent. Mail of which nothing says that it was read is unread.
    """
    marks = dict(parsed.marks)
    if "x-gmail-labels" in marks:
        labels = _gmail(marks["x-gmail-labels"])
    else:
        labels = _placed(folder, own) | (_status(marks, own) if flags is None else _flags(flags))
        labels |= {word for word in marks.get("x-keywords", "").split() if word[0] not in "$\\"}
    return tuple(sorted(labels))


def settled(labels: set[str]) -> set[str]:
    """Return label ids that go together: one place at the most, none that needs more than the label."""
    labels = labels - WITH_MORE
    for place, lesser in ((TRASH, {SPAM, INBOX}), (SPAM, {INBOX}), (DRAFT, {UNREAD})):
        if place in labels:
            labels -= lesser
    return labels


WITH_MORE = frozenset((SCHEDULED, SNOOZED, MUTED))
"""Labels that only other tools give, since more than the label goes with them."""


def _gmail(text: str) -> set[str]:
    names = [" ".join(name.strip().strip('"').split()) for name in _split(text)]
    return {_GMAIL.get(name.lower(), name) for name in names if name and name.lower() not in _PASSED_OVER}


def _split(text: str) -> Sequence[str]:
    return _COMMA.split(text) if '"' in text and len(text) < 2_000 else text.split(",")


def _placed(folder: str, own: bool) -> set[str]:
    if folder:
        return {_FOLDERS.get(folder.lower(), folder)}
    return {SENT} if own else {INBOX}


def _flags(flags: str) -> set[str]:
    """Return what the flags in a Maildir file's name say."""
    labels = {label for flag, label in (("F", STARRED), ("D", DRAFT), ("T", TRASH)) if flag in flags}
    return labels if "S" in flags else labels | {UNREAD}


def _status(marks: dict[str, str], own: bool) -> set[str]:
    """Return what Status (R: read), X-Status (F: flagged, D: deleted, T: draft) and Mozilla's bits say."""
    status, more = marks.get("status", ""), marks.get("x-status", "")
    labels = {label for flag, label in (("F", STARRED), ("D", TRASH), ("T", DRAFT)) if flag in more}
    bits = re.match(r"\s*([0-9A-Fa-f]{1,8})", marks.get("x-mozilla-status", ""), re.ASCII)
    number = int(bits[1], 16) if bits else 0
    if number & 4:
        labels.add(STARRED)
    if number & 8:
        labels.add(TRASH)
    read = own or "R" in status or bool(number & 1)
    return labels if read else labels | {UNREAD}
