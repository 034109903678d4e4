"""Offices: what moments set up of the services that apps of a phone are clients of, all on its owner's accounts."""

from pydantic import JsonValue

from ...mocks.handset import PRINCIPAL
from ..task import RawCall
from .moment import At


def address(at: At, number: int, domain: str = "riverbend.test") -> str:
    """Return the mail address of one of the people of a moment."""
    if at.language == "zh":
        return f"user{number}{sum(map(ord, at.person(number))) % 10_000:04}@{domain}"
    return f"{at.person(number).lower().replace(' ', '.')}@{domain}"


def named(at: At, number: int, domain: str = "riverbend.test") -> str:
    """Return the name of one of the people of a moment with the mail address."""
    return f"{at.person(number)} <{address(at, number, domain)}>"


def mailbox(at: At) -> RawCall:
    """Return the call that gives the owner a mailbox."""
    return {"mail.add_mailbox": {"address": PRINCIPAL, "name": at.tr("Robin Vale", "林若安")}}


def received(key: str, sender: str, subject: str, body: str, *, ago: int = 30, others: tuple[str, ...] = (),
             label: str = "INBOX") -> RawCall:
    """Return the call that has a mail to the owner, and to others, lie in a folder since some minutes, unread."""
    return {"mail.put_message": {
        "id": key, "mailbox": PRINCIPAL, "sender": sender, "to": [PRINCIPAL, *others], "subject": subject, "body": body,
        "minutes_ago": ago, "labels": [label, "UNREAD"],
    }}


def workplace(at: At, *people: int, channel: str = "", purpose: str = "") -> tuple[RawCall, ...]:
    """Return the calls that give the owner and some people of a moment accounts in a chat, and a channel with all.

    An account's id is `u` and the person's number, the owner's `me`.
    """
    calls: list[RawCall] = [
        {"chat.put_workspace": {"name": "Handset", "domain": "handset"}},
        {"chat.put_user": {"id": "me", "address": PRINCIPAL, "name": at.tr("Robin Vale", "林若安"),
                           "handle": "robin"}},
        *(account(at, number) for number in people),
    ]
    if channel:
        calls.append({"chat.put_channel": {
            "id": channel, "name": channel, "members": ["me", *(f"u{number}" for number in people)], "purpose": purpose,
        }})
    return tuple(calls)


def account(at: At, number: int, *, name: str = "", domain: str = "handset.test", outside: bool = False) -> RawCall:
    """Return the call that gives somebody an account in the chat."""
    return {"chat.put_user": {
        "id": f"u{number}", "address": address(at, number, domain), "name": name or at.person(number),
        "role": "external" if outside else "member",
    }}


def talk(key: str, *people: str) -> RawCall:
    """Return the call that makes a direct conversation of the owner with somebody, or with nobody else."""
    return {"chat.put_channel": {"id": key, "kind": "im", "members": ["me", *people]}}


def said(channel: str, user: str, text: str, ago: int = 20) -> RawCall:
    """Return the call that has somebody have said something in a conversation."""
    return {"chat.put_message": {"channel": channel, "sender": user, "text": text, "minutes_ago": ago}}


def calendar() -> RawCall:
    """Return the call that gives the owner a calendar."""
    return {"calendar.add_calendar": {"owner": PRINCIPAL}}


def planned(key: str, summary: str, start: str, **details: JsonValue) -> RawCall:
    """Return the call that has an event of an hour stand on the owner's calendar."""
    return {"calendar.put_event": {
        "id": key, "calendar": PRINCIPAL, "summary": summary, "start": start, "minutes": 60, **details,
    }}


def stored(key: str, name: str, text: str = "", *, folder: str = "root") -> RawCall:
    """Return the call that has a file of the owner's lie in the drive."""
    return {"drive.put_file": {"id": key, "name": name, "owner": PRINCIPAL, "text": text or name, "folder": folder,
                               "minutes_ago": 600}}
