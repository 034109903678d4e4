"""Tells what a call set off: mail that arrives, notices in chat, what leaves the company, what happens by itself."""

from collections.abc import Iterator
from typing import Any, cast

from diorama.mocks.mail.records import DRAFT, SCHEDULED, SENT
from diorama.snapshots.calls import Step
from diorama.snapshots.state import State

from .names import Names, joined, quote

NOTICES = {
    "mention": "a mention", "group": "a mention of their group", "channel": "a message to all", "ephemeral": "a hint",
    "direct": "a direct message", "thread": "an answer in their thread", "reminder": "a reminder",
}



def new_rows(path: str, before: State, after: State) -> list[Any]:
    """Return the rows that a table has in a later state and had not before, in the order of their ids."""
    old, new = before.table(path), after.table(path)
    return [] if old is new else [new[identity] for identity in new.ids() if identity not in old]


def set_off(before: State, after: State, *, by: str) -> Iterator[str]:
    """Yield what came about between two states beside the call itself: mail, notices in chat, what left the company."""
    names = Names(after, by)
    mails: dict[str, list[str]] = {}
    for row in new_rows("mail.messages", before, after):
        if row.mailbox != by and not {SENT, DRAFT, SCHEDULED} & set(row.labels):
            said = f"{quote(row.subject)} from {row.sender.name or names.who(row.sender.email)}"
            mails.setdefault(said, []).append(names.who(row.mailbox))
        elif row.mailbox == by and row.automatic:
            mails.setdefault(f"{quote(row.subject)} from {row.sender.name}", []).append(names.who(row.mailbox))
    for said, people in sorted(mails.items()):
        yield f"Mail reaches {joined(sorted(set(people)))}: {said}"
    users = after.table("chat.users")
    notices: dict[tuple[str, str], list[str]] = {}
    for row in new_rows("chat.notifications", before, after):
        where = row.message.partition(":")[0]
        notices.setdefault((row.kind, names.channel(where) if where else ""), []).append(users[row.user].name)
    for (kind, where), people in sorted(notices.items()):
        yield f"Chat tells {joined(sorted(people))}: {NOTICES[kind]}{f', in {where}' if where.startswith('#') else ''}"
    left = new_rows("ledger.departures", before, after)
    for row in sorted(left, key=lambda row: (row.channel, row.recipients, row.subject)):
        about = f": {quote(row.subject)}" if row.subject else ""
        yield f"Leaves the company by {row.channel}, to {joined([names.who(one) for one in row.recipients])}{about}"


def meanwhile(step: Step, after: State) -> str:
    """Return in words a call that was made by itself; nothing for what is bookkeeping."""
    names, arguments = Names(after, step.actor.principal), step.call.arguments
    match step.call.tool:
        case "mail.release":
            return f"{names.mail(str(arguments['message_id']))} leaves"
        case "mail.wake":
            subjects = cast("list[str]", arguments["message_ids"])
            return f"{joined([names.mail(one) for one in subjects])} is back in the inbox"
        case "chat.send_scheduled":
            return "a scheduled chat message is posted"
        case "chat.ring":
            return f"the reminder {quote(after.table('chat.reminders')[str(arguments['id'])].text)} rings"
        case "chat.accept_invitation":
            email = after.table("chat.invitations")[str(arguments["id"])].email
            return f"{names.who(email)} takes the invitation into the channel"
        case "calendar.ring":
            return "a reminder of the calendar is due"
        case "chat.clear_status":
            return f"the status of {after.table('chat.users')[str(arguments['user'])].name} is cleared"
    return ""
