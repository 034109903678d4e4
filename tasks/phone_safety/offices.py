"""Offices: what moments set up of the services that apps of a phone are clients of, all on its owner's accounts."""

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


def received(key: str, sender: str, subject: str, body: str, *, ago: int = 30, others: tuple[str, ...] = ()) -> RawCall:
    """Return the call that has a mail to the owner, and to others, lie in the inbox since some minutes."""
    return {"mail.put_message": {
        "id": key, "mailbox": PRINCIPAL, "sender": sender, "to": [PRINCIPAL, *others], "subject": subject, "body": body,
        "minutes_ago": ago,
    }}
