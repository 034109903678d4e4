"""Mail tools that put messages in order: label, archive, trash, spam, snooze, mute."""

from collections.abc import Iterable, Sequence
from typing import Annotated, TypeAlias

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..service import tool
from .base import binned
from .composing import Composing
from .delivery import later, mailbox_actor
from .labelling import LabelNames
from .reading import Identity, ThreadId
from .records import (
    CATEGORIES,
    DRAFT,
    IMPORTANT,
    INBOX,
    MUTED,
    PLACES,
    SCHEDULED,
    SENT,
    SNOOZED,
    SPAM,
    STARRED,
    TRASH,
    UNREAD,
    Message,
)

Ids: TypeAlias = Annotated[
    tuple[Identity, ...],
    Field(min_length=1, max_length=1_000, description="ids of messages, or of threads for all their messages"),
]
SETTABLE = frozenset({INBOX, UNREAD, STARRED, IMPORTANT, SPAM, TRASH, *CATEGORIES})
"""The system labels that may be put on a message or taken off by hand."""

_OTHER_WAY = {
    SENT: "a message gets it by being sent",
    DRAFT: "use mail.create_draft and mail.delete_draft",
    SCHEDULED: "use mail.send with send_at and mail.cancel_scheduled",
    SNOOZED: "use mail.snooze; adding INBOX ends a snooze",
    MUTED: "use mail.mute_thread",
}


class Organising(Composing):
    """Sorts, marks, hides and deletes mail."""

    @tool("write", seconds=2)
    def modify_labels(self, message_ids: Ids, add: LabelNames = (), remove: LabelNames = ()) -> Json:
        """Add labels to messages and remove others, by label name or id. All of it is done or, after an error, nothing.

        Labels must exist (mail.create_label). Of the system labels INBOX, UNREAD, STARRED, IMPORTANT, SPAM, TRASH and
        the categories can be set.
        """
        if not add and not remove:
            raise ToolError("invalid_arguments", "Give labels to add or to remove.")
        targets = self._targets(message_ids)
        changes: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
        for mailbox in dict.fromkeys(row.mailbox for row in targets.values()):
            changes[mailbox] = self._settable(mailbox, add), self._settable(mailbox, remove)
            _refuse_contradiction(*changes[mailbox])
        return self._change(targets, changes)

    @tool("write", seconds=2)
    def archive(self, message_ids: Ids) -> Json:
        """Take messages out of the inbox. They stay in their conversations and are found by search."""
        return self._change_all(message_ids, remove={INBOX})

    @tool("write", seconds=2)
    def mark_read(self, message_ids: Ids, read: bool = True) -> Json:
        """Mark messages as read, or as unread."""
        return self._change_all(message_ids, remove={UNREAD}) if read else self._change_all(message_ids, add={UNREAD})

    @tool("write", seconds=2)
    def star(self, message_ids: Ids, starred: bool = True) -> Json:
        """Star messages, or take their stars off."""
        if starred:
            return self._change_all(message_ids, add={STARRED})
        return self._change_all(message_ids, remove={STARRED})

    @tool("write", seconds=2)
    def trash(self, message_ids: Ids) -> Json:
        """Move messages to the trash, where they are deleted for good after 30 days. mail.untrash takes them out.

        A scheduled message is not sent then; it becomes a draft in the trash.
        """
        return self._change_all(message_ids, add={TRASH})

    @tool("write", seconds=2)
    def untrash(self, message_ids: Ids) -> Json:
        """Take messages out of the trash. To have them in the inbox, add the label INBOX with mail.modify_labels."""
        return self._change_all(message_ids, remove={TRASH})

    @tool("destroy", seconds=2)
    def delete_forever(self, message_ids: Ids) -> Json:
        """Delete messages for good, at once, without the trash. This cannot be undone; mail.trash can."""
        targets = self._targets(message_ids)
        for identity, row in targets.items():
            if row.scheduled and SENT in row.labels:
                self.tx.cancel(row.scheduled)
                self.release(identity)
            self.drop(identity)
        return {"deleted": len(targets)}

    @tool("write", seconds=2)
    def report_spam(self, message_ids: Ids, spam: bool = True) -> Json:
        """Move messages to spam, or out of it back to the inbox. Spam is deleted for good after 30 days."""
        if spam:
            return self._change_all(message_ids, add={SPAM})
        return self._change_all(message_ids, add={INBOX}, remove={SPAM})

    @tool("write", seconds=5)
    def snooze(
        self,
        message_ids: Ids,
        until: Annotated[
            str,
            Field(max_length=40, description="2026-03-05T09:00 in the mailbox's time zone",
                  examples=["2030-01-07T09:00", "2026-03-05T09:00"]),
        ],
    ) -> Json:
        """Take messages out of the inbox until a time, when they come back unread.

        Of a thread it takes what was received; drafts, sent, spam and trash stay where they are.
        """
        named = set(message_ids)
        targets = {
            identity: row for identity, row in self._targets(message_ids).items()
            if identity in named or not {SENT, DRAFT, SCHEDULED, SPAM, TRASH} & set(row.labels)
        }
        groups: dict[tuple[str, int], list[str]] = {}
        for identity, row in targets.items():
            if {DRAFT, SCHEDULED, SPAM, TRASH} & set(row.labels):
                raise ToolError("cannot_snooze", f"{shown(identity)} is a draft, scheduled, spam or in the trash.")
            due = self.future(row.mailbox, until)
            self.relabel(identity, add=(SNOOZED,), remove=(INBOX,), snoozed_until=due)
            groups.setdefault((row.mailbox, due), []).append(identity)
        for (mailbox, due), identities in groups.items():
            call = later("wake", message_ids=list(identities), until=due)
            self.tx.schedule(call, due=due, actor=mailbox_actor(mailbox))
        back = [self.when(mailbox, due) for mailbox, due in groups]
        return {"snoozed": len(targets), "until": back[0] if back else until}

    @tool("write", seconds=2)
    def mute_thread(self, thread_id: ThreadId, muted: bool = True) -> Json:
        """Mute a conversation: it leaves the inbox, and answers to it skip the inbox unless they are to you alone.

        `muted` false ends that; it does not bring anything back to the inbox.
        """
        thread = self.threads.get(thread_id)
        if thread is None or not self.may_use(thread.mailbox):
            raise ToolError("not_found", f"There is no thread {shown(thread_id)}.")
        self.threads.update(thread_id, muted=muted)
        for _, identity in list(self.messages.find("by_thread", thread_id)):
            if muted:
                self.relabel(identity, add=(MUTED,), remove=(INBOX,))
            else:
                self.relabel(identity, remove=(MUTED,))
        return {"thread": thread_id, "muted": muted}

    # --- parts ---------------------------------------------------------------------------------------------------

    def _targets(self, identities: Sequence[str]) -> dict[str, Message]:
        """Return the messages that ids of messages and threads mean; ToolError names the first that is neither."""
        out: dict[str, Message] = {}
        for identity in identities:
            row = self.messages.get(identity)
            if row is not None and self.may_use(row.mailbox):
                out[identity] = row
                continue
            thread = self.threads.get(identity)
            if thread is None or not self.may_use(thread.mailbox):
                raise ToolError("not_found", f"There is no message or thread {shown(identity)}. Nothing was changed.")
            out |= {name: self.messages[name] for _, name in self.messages.find("by_thread", identity)}
        return out

    def _settable(self, mailbox: str, labels: Iterable[str]) -> frozenset[str]:
        """Return the ids of labels that may be set by hand; ToolError says how else the others are."""
        found = frozenset(self.label_id(mailbox, label) for label in labels)
        for label in sorted(found):
            if label in _OTHER_WAY:
                raise ToolError("invalid_label", f"The label {label} cannot be set by hand: {_OTHER_WAY[label]}.")
        return found

    def _change_all(self, identities: Sequence[str], add: Iterable[str] = (), remove: Iterable[str] = ()) -> Json:
        targets = self._targets(identities)
        change = frozenset(add), frozenset(remove)
        return self._change(targets, dict.fromkeys((row.mailbox for row in targets.values()), change))

    def _change(
        self, targets: dict[str, Message], changes: dict[str, tuple[frozenset[str], frozenset[str]]]
    ) -> Json:
        """Relabel messages, by mailbox; say how many there were and how many changed."""
        changed = 0
        purge: list[str] = []
        for identity, row in targets.items():
            add, remove = changes[row.mailbox]
            if add & PLACES:
                remove = remove | (PLACES - add) | {SNOOZED}
            if SCHEDULED in row.labels and add & {TRASH, SPAM}:
                self.back_to_draft(identity)
            extra: dict[str, object] = {"snoozed_until": 0} if SNOOZED in remove and row.snoozed_until else {}
            new = self.relabel(identity, add, remove, **extra)
            changed += new is not row
            if binned(new.labels) and not binned(row.labels):
                purge.append(identity)
        if purge:
            self.schedule_purge(purge)
        return {"messages": len(targets), "changed": changed}


def _refuse_contradiction(add: frozenset[str], remove: frozenset[str]) -> None:
    both = sorted(add & remove)
    if both:
        raise ToolError("invalid_arguments", f"The label {both[0]} is to be added and removed.")
    places = sorted(add & PLACES)
    if len(places) > 1:
        raise ToolError("invalid_arguments", f"A message is in one of {', '.join(sorted(PLACES))}, not in {places}.")
