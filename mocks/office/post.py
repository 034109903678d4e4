"""Conversations, and the set-up calls that put their mails into the mailboxes of all who got them."""

from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from typing import NamedTuple

from ...snapshots.calls import Call
from ...snapshots.digest import Json
from ..common.addresses import Address, domain, format_address
from ..common.moments import DAY
from ..common.zones import local
from .cast import HOME, Cast, Party, cast
from .markup import html_of

CATEGORY = {"newsletter": "CATEGORY_PROMOTIONS", "purchase": "CATEGORY_PURCHASES", "travel": "CATEGORY_RESERVATIONS",
            "social": "CATEGORY_SOCIAL"}

LISTS = ("all-staff", "ops-team", "leads", "harbour-team")
"""The shared mailboxes that are mailing lists. The others are read by those who have access."""

QUOTE_DEPTH = 3
"""How many mails back a quoted tail goes."""


class Mail(NamedTuple):
    """One mail of a conversation. Parties are keys of the cast; `answers` is a number in the conversation, or -1."""

    at: int
    sender: str
    to: tuple[str, ...]
    subject: str
    body: str
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()
    marks: frozenset[str] = frozenset()
    labels: tuple[str, ...] = ()
    files: tuple[Mapping[str, str], ...] = ()
    answers: int = -1
    quote: bool = False
    signed: bool = True
    html: bool = False
    id: str = ""
    mailing_list: str = ""
    reply_to: str = ""
    headers: tuple[tuple[str, str], ...] = ()


class Conversation(NamedTuple):
    """Mails that belong together. Ids and Message-IDs are made of the name, which is unique in all offices."""

    name: str
    mails: tuple[Mail, ...]


class Office(NamedTuple):
    """What the posting of mail depends on: the time, whose world it is, who gets copies."""

    now: int
    principal: str
    copies_from: int
    """Other people keep copies of what came at this time or later."""


def post(office: Office, conversations: Iterable[Conversation]) -> list[Call]:
    """Return the calls that put all mails into all mailboxes, oldest first."""
    timed: list[tuple[int, str, int, str, Call]] = []
    for conversation in conversations:
        for number, mailbox, call in _Posting(office, conversation).calls():
            timed.append((conversation.mails[number].at, conversation.name, number, mailbox, call))
    return [call for *_, call in sorted(timed, key=lambda item: item[:4])]


class _Posting:
    def __init__(self, office: Office, conversation: Conversation) -> None:
        self.office = office
        self.name = conversation.name
        self.mails = conversation.mails
        self.cast: Cast = cast()
        self.signed = [self._signed(mail) for mail in self.mails]
        self.holders = [self._holders(mail) for mail in self.mails]

    def calls(self) -> Iterator[tuple[int, str, Call]]:
        for number, mail in enumerate(self.mails):
            shared = self._common(number, mail)
            for holder in self.holders[number]:
                yield number, holder, self._copy(number, mail, holder, shared)

    def _holders(self, mail: Mail) -> list[str]:
        """Return the keys of those who have a copy: the principal first, then the others of the home organisation."""
        found: dict[str, None] = {}
        for key in (mail.sender, *mail.to, *mail.cc, *mail.bcc):
            kind = self.cast.party(key).kind
            if kind in ("home", "shared"):
                found[key] = None
            if kind == "shared":
                found.update(dict.fromkeys(self.cast.members[key]))
        if self.office.principal in found and mail.at < self.office.copies_from:
            return [self.office.principal]
        if "draft" in mail.marks:
            return [mail.sender]
        if "spam" in mail.marks:
            return [key for key in mail.to if key in found]
        return sorted(found, key=lambda key: (key != self.office.principal, key))

    def _common(self, number: int, mail: Mail) -> dict[str, Json]:
        """Return the arguments that are the same in all copies."""
        sender = self.cast.party(mail.sender)
        text = self.signed[number] + (self._tail(number) if mail.quote and mail.answers >= 0 else "")
        arguments: dict[str, Json] = {
            "sender": _written(sender), "to": [_written(self.cast.party(key)) for key in mail.to],
            "subject": mail.subject, "body": text, "date": _utc(mail.at),
            "message_id": f"<{self._hash(number)}@{domain(sender.email)}>",
        }
        if mail.cc:
            arguments["cc"] = [_written(self.cast.party(key)) for key in mail.cc]
        if mail.html or "html" in sender.details:
            arguments["html"] = html_of(text, sender.name)
        if mail.files:
            arguments["attachments"] = [dict(file) for file in mail.files]
        if mail.reply_to:
            arguments["reply_to"] = [mail.reply_to]
        if mail.headers:
            arguments["headers"] = [list(pair) for pair in mail.headers]
        if sender.kind == "automatic":
            arguments["automatic"] = True
        lists = [key for key in (*mail.to, *mail.cc) if key in LISTS]
        if mail.mailing_list or lists:
            arguments["list_id"] = mail.mailing_list or f"<{lists[0]}.{HOME}>"
        return arguments

    def _copy(self, number: int, mail: Mail, holder: str, shared: dict[str, Json]) -> Call:
        arguments = {**shared, "id": self._id(number, holder), "labels": list[Json](self._labels(number, mail, holder))}
        if holder != self.office.principal:
            arguments["mailbox"] = self.cast.party(holder).email
        if holder == mail.sender and mail.bcc:
            arguments["bcc"] = [_written(self.cast.party(key)) for key in mail.bcc]
        answers = mail.answers
        while answers >= 0 and holder not in self.holders[answers]:
            answers = self.mails[answers].answers
        if answers >= 0:
            arguments["answers"] = self._id(answers, holder)
        return Call.of("mail.put_message", arguments)

    def _labels(self, number: int, mail: Mail, holder: str) -> list[str]:
        """Return the labels of a copy: the principal's as the mail says, other people's by a rule of thumb."""
        mine = holder == self.office.principal
        if holder == mail.sender:
            labels = ["DRAFT"] if "draft" in mail.marks else ["SENT"]
            return [*labels, *(mail.labels if mine else ())]
        if not mine:
            late = mail.at > self.office.now - DAY and self._hash(number, holder)[0] in "0123456"
            return ["INBOX", "UNREAD"] if late else ["INBOX"]
        labels = [name.upper() for name in ("starred", "important", "trash", "spam") if name in mail.marks]
        labels += [label for mark, label in CATEGORY.items() if mark in mail.marks]
        if not {"archived", "trash", "spam"} & mail.marks:
            labels.append("INBOX")
        if "unread" in mail.marks:
            labels.append("UNREAD")
        return [*labels, *mail.labels]

    def _tail(self, number: int) -> str:
        """Return what a reply quotes of the mails before it, as its sender's program writes it."""
        blocks: list[str] = []
        style = self.cast.party(self.mails[number].sender).details.get("quotes", "")
        lines: list[str] = []
        at, depth = self.mails[number].answers, 0
        chain: list[int] = []
        while at >= 0 and depth < QUOTE_DEPTH:
            chain.append(at)
            at = self.mails[at].answers if self.mails[at].quote else -1
            depth += 1
        for past in reversed(chain):
            mail, sender = self.mails[past], self.cast.party(self.mails[past].sender)
            if style == "block":
                to = "; ".join(self.cast.party(key).name for key in mail.to)
                blocks.insert(0, f"\n\n-----Original message-----\nFrom: {_written(sender)}\nSent: "
                                 f"{_stamp(mail.at)}\nTo: {to}\nSubject: {mail.subject}\n\n{self.signed[past]}")
            else:
                lines = [f"On {_stamp(mail.at)}, {_written(sender)} wrote:",
                         *(f"> {line}".rstrip() for line in [*self.signed[past].split("\n"), *_spaced(lines)])]
        return "".join(blocks) if style == "block" else "\n\n" + "\n".join(lines)

    def _signed(self, mail: Mail) -> str:
        """Return a body with its closing, and in a first mail between companies with the block that says who writes."""
        body, sender = mail.body.strip("\n"), self.cast.party(mail.sender)
        if not mail.signed or not sender.sign:
            return body
        everybody = [sender, *(self.cast.party(key) for key in (*mail.to, *mail.cc))]
        title = sender.details["title"]
        if mail.answers >= 0 or not title or all(one.kind != "external" for one in everybody):
            return f"{body}\n\n{sender.sign}"
        company = self.cast.organisations[sender.details.get("organisation", "tarnvale")]["name"]
        phone = sender.details.get("phone", "")
        return f"{body}\n\n{sender.sign}\n\n-- \n{sender.name}\n{title}, {company}{phone and chr(10) + phone}"

    def _id(self, number: int, holder: str) -> str:
        given = self.mails[number].id
        if given and holder == self.office.principal:
            return given
        return f"msg_{self._hash(number, holder)}"

    def _hash(self, number: int, holder: str = "") -> str:
        return blake2b(f"{self.name}\x00{number}\x00{holder}".encode(), digest_size=6).hexdigest()


def _spaced(lines: list[str]) -> list[str]:
    return ["", *lines] if lines else []


def _written(party: Party) -> str:
    return format_address(Address(name=party.name, email=party.email))


def _utc(at: int) -> str:
    return local(at, "UTC").isoformat(timespec="seconds")


def _stamp(at: int) -> str:
    """Return a time as mail programs quote it, in the office's zone."""
    moment = local(at, "Europe/Berlin")
    return f"{moment.year:04}-{moment.month:02}-{moment.day:02} {moment.hour:02}:{moment.minute:02}"
