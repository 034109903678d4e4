"""Set-up tools: mailboxes, mail that is already there, mail that arrives."""

from typing import Annotated, Any, Literal

from pydantic import Field

from ...snapshots.calls import Call
from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.addresses import Address, domain, normalise
from ..common.moments import MINUTE
from ..common.zones import read_moment, zone
from ..service import INTERNAL, tool
from .attaching import Files, attached
from .base import binned, read_addresses
from .delivery import Delivery, category, recipients_of
from .records import (
    CATEGORIES,
    DRAFT,
    INBOX,
    MUTED,
    PLACES,
    SCHEDULED,
    SENT,
    SNOOZED,
    UNREAD,
    Draft,
    Mailbox,
    Message,
)

_OTHER_WAYS = {SCHEDULED: "mail.send with send_at", SNOOZED: "mail.snooze", MUTED: "mail.mute_thread"}

Headers = tuple[tuple[str, str], ...]


class Seeding(Delivery):
    """What world builders and task files call."""

    @tool("write", seconds=0, faces=INTERNAL)
    def add_mailbox(
        self,
        address: str,
        name: str,
        person: str = "",
        time_zone: str = "UTC",
        signature: str = "",
        undo_send_s: Literal[0, 5, 10, 20, 30] = 0,
        verify_forwarding: bool = False,
    ) -> Json:
        """Add a mailbox. `person` is an id of the directory; empty for a shared mailbox."""
        home = normalise(_one(address).email)
        if home in self.mailboxes:
            raise ToolError("already_exists", f"There is a mailbox {shown(home)} already.")
        zone(time_zone)
        self.mailboxes.put(home, Mailbox(
            person=person, name=name, time_zone=time_zone, signature=signature, undo_send_s=undo_send_s,
            verify_forwarding=verify_forwarding,
        ))
        return {"mailbox": home}

    @tool("write", seconds=0, faces=INTERNAL)
    def put_message(
        self,
        sender: str,
        to: tuple[str, ...],
        subject: str,
        body: str,
        id: str = "",
        mailbox: str = "",
        cc: tuple[str, ...] = (),
        bcc: tuple[str, ...] = (),
        html: str = "",
        date: str = "",
        minutes_ago: Annotated[int, Field(ge=0)] = 0,
        labels: tuple[str, ...] | None = None,
        attachments: Files = (),
        answers: str = "",
        message_id: str = "",
        reply_to: tuple[str, ...] = (),
        list_id: str = "",
        automatic: bool = False,
        headers: Headers = (),
        draft: str = "",
    ) -> Json:
        """Put a message into a mailbox that is already there: filters don't run, people don't react.

        `labels`: ids or names, created if missing; by default INBOX and UNREAD, and SENT for the mailbox's own mail.
        `draft`: with the label DRAFT, the draft's id.
        """
        home = self.own(mailbox)
        if date and minutes_ago:
            raise ToolError("invalid_arguments", "Give date or minutes_ago, not both.")
        when = read_moment(date, self.mailboxes[home].time_zone) if date else self.tx.now - minutes_ago * MINUTE
        row = self._written(
            home, sender=sender, to=to, cc=cc, bcc=bcc, subject=subject, body=body, html=html, attachments=attachments,
            answers=answers, message_id=message_id, reply_to=reply_to, list_id=list_id, automatic=automatic,
            headers=headers,
        )
        mine = normalise(row.sender.email) == home
        if bcc and not mine:
            raise ToolError("invalid_arguments", "Only a sender's own copy holds bcc; this is mail from somebody else.")
        kept = self._labels_to_seed(home, ((SENT,) if mine else (INBOX, UNREAD)) if labels is None else labels)
        if not mine and DRAFT not in kept and not kept & set(CATEGORIES):
            kept.add(category(row))
        if draft and (DRAFT not in kept or draft in self.drafts):
            raise ToolError("invalid_arguments", f"That is no draft, or there is a draft {shown(draft)} already.")
        identity = self._fresh(id)
        answered = self.messages.get(answers) if answers else None
        thread = answered.thread if answered is not None and answered.mailbox == home else self.thread_of(row, when)
        names = tuple(sorted(kept))
        row = row.replace(thread=thread, date=when, labels=names, trashed_at=self.tx.now if binned(names) else 0)
        self.messages.put(identity, row)
        if binned(names):
            self.schedule_purge([identity])
        out: dict[str, Json] = {"id": identity, "thread": thread}
        if DRAFT in kept:
            out["draft"] = draft or self.tx.new_id("draft")
            self.drafts.put(str(out["draft"]), Draft(mailbox=home, message=identity, updated=when))
        return out

    @tool("write", seconds=0, faces=INTERNAL)
    def receive(
        self,
        sender: str,
        to: tuple[str, ...],
        subject: str,
        body: str,
        id: str = "",
        mailbox: str = "",
        cc: tuple[str, ...] = (),
        bcc: tuple[str, ...] = (),
        html: str = "",
        attachments: Files = (),
        answers: str = "",
        message_id: str = "",
        reply_to: tuple[str, ...] = (),
        list_id: str = "",
        automatic: bool = False,
        headers: Headers = (),
    ) -> Json:
        """Have a message arrive now, through delivery: filters run, people react.

        A sender with a mailbox here sends it from there. `id` is the id of the copy in `mailbox` (default: the
        principal's). A recipient from outside gets nothing from a sender from outside, unless by a group. Groups that
        refuse mail from outside are named in the result if nobody else got it.
        """
        home = self.own(mailbox)
        origin = self.home_of(_one(sender).email)
        row = self._written(
            origin or home, sender=sender, to=to, cc=cc, bcc=bcc, subject=subject, body=body, html=html,
            attachments=attachments, answers=answers, message_id=message_id, reply_to=reply_to, list_id=list_id,
            automatic=automatic, headers=headers,
        )
        route = self.route(row.sender.email, recipients_of(row))
        if id and home not in route.homes:
            raise ToolError("invalid_arguments", f"{home} is no recipient, so no copy there has the id {shown(id)}.")
        if not origin and not (route.homes or route.refused or route.inlets):
            raise ToolError("invalid_arguments", "Nobody of the recipients has a mailbox here.")
        identities = {home: self._fresh(id)} if id else {}
        if origin:
            own_copy = self.keep_sent(row, identity=identities.get(origin, ""))
            self.send_out(own_copy, identities)
            shown_copy = identities.get(home, own_copy)
        else:
            copies = self.bring_in(row.replace(mailbox=""), identities)
            if not copies:
                return {"refused": list[Json](list(route.refused))}
            shown_copy = copies.get(home) or next(iter(copies.values()))
        return {"id": shown_copy, "thread": self.messages[shown_copy].thread}

    @tool("write", seconds=0, faces=INTERNAL)
    def put_filter(
        self,
        id: str,
        from_address: str = "",
        to: str = "",
        subject: str = "",
        query: str = "",
        negated_query: str = "",
        add_labels: tuple[str, ...] = (),
        archive: bool = False,
        mark_read: bool = False,
        forward_to: str = "",
        mailbox: str = "",
    ) -> Json:
        """Put a filter under an id; it does what one of mail.create_filter does.

        Labels, and the address that it forwards to, must be there.
        """
        if id in self.filters:
            raise ToolError("already_exists", f"There is a filter {shown(id)} already.")
        made = self.tx.call(Call.of("mail.create_filter", {
            "from_address": from_address, "to": to, "subject": subject, "query": query, "negated_query": negated_query,
            "add_labels": list(add_labels), "archive": archive, "mark_read": mark_read, "forward_to": forward_to,
            "mailbox": mailbox,
        }))
        if not made.ok or not isinstance(made.value, dict):
            raise ToolError(made.code, made.message)
        drawn = str(made.value["id"])
        self.filters.put(id, self.filters[drawn])
        self.filters.remove(drawn)
        return {"id": id}

    def _written(
        self, home: str, *, sender: str, to: tuple[str, ...], cc: tuple[str, ...], bcc: tuple[str, ...], subject: str,
        body: str, html: str, attachments: Files, answers: str, message_id: str, reply_to: tuple[str, ...],
        list_id: str, automatic: bool, headers: Headers,
    ) -> Message:
        """Return the row of a seeded message; its thread, date and labels come later."""
        answered = self._answered(answers)
        files = attached(self, attachments)
        who = _one(sender)
        return Message(
            mailbox=home, thread="", date=self.tx.now, sender=who, to=read_addresses(to), cc=read_addresses(cc),
            bcc=read_addresses(bcc), reply_to=read_addresses(reply_to), subject=subject, attachments=files,
            message_id=message_id or self.new_message_id(domain(who.email)), headers=headers, list_id=list_id,
            automatic=automatic, size=self.size_of(body, html, files), **answered, **self.bodies(body, html),
        )

    def _answered(self, answers: str) -> dict[str, Any]:
        if not answers:
            return {}
        row = self.messages.get(answers)
        if row is None:
            raise ToolError("not_found", f"There is no message {shown(answers)} to answer.")
        return self.reply_headers(row)

    def _labels_to_seed(self, home: str, labels: tuple[str, ...]) -> set[str]:
        kept = {self.label_or_new(home, label) for label in labels}
        for label, way in _OTHER_WAYS.items():
            if label in kept:
                raise ToolError("invalid_label", f"A message cannot be put with the label {label}; use {way}.")
        if len(kept & PLACES) > 1:
            raise ToolError("invalid_label", f"A message is in one of {', '.join(sorted(PLACES))} at the most.")
        return kept

    def _fresh(self, identity: str) -> str:
        if identity in self.messages:
            raise ToolError("already_exists", f"There is a message {shown(identity)} already.")
        return identity or self.tx.new_id("msg")


def _one(text: str) -> Address:
    return read_addresses([text])[0]
