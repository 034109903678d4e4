"""What holds of the mail tables in every state that calls can lead to."""

from collections import Counter

from diorama.mocks.common.addresses import normalise
from diorama.mocks.mail.base import binned
from diorama.mocks.mail.records import DRAFT, MUTED, PLACES, SCHEDULED, SENT, SNOOZED, SYSTEM_LABELS, Message
from diorama.mocks.mail.service import Mail
from diorama.mocks.world import toolbox
from diorama.snapshots.state import State

PER_MAILBOX = ("labels", "filters", "forwarding_addresses", "delegates", "send_as", "histories", "vacations_sent")


def assert_sound(state: State) -> None:
    """Assert that no reference of the mail tables dangles and that labels, drafts and the queue agree."""
    messages, threads = state.table("mail.messages"), state.table("mail.threads")
    mailboxes, drafts = state.table("mail.mailboxes"), state.table("mail.drafts")
    waiting = {item.number: item for item in state.queue if item.call.tool == "mail.release"}
    for identity in messages.ids():
        _check_message(state, identity, messages[identity])
        scheduled = messages[identity].scheduled
        if scheduled:
            assert waiting.pop(scheduled).call.arguments == {"message_id": identity}
    assert not waiting, "a message is to be sent that is not there"
    inhabited = {row.thread for row in messages.rows()}
    for identity in threads.ids():
        assert identity in inhabited, f"thread {identity} is empty"
        assert threads[identity].mailbox in mailboxes
    written = Counter(row.message for row in drafts.rows())
    assert written == Counter(identity for identity in messages.ids() if DRAFT in messages[identity].labels)
    for row in drafts.rows():
        assert messages[row.message].mailbox == row.mailbox
    for name in PER_MAILBOX:
        assert all(row.mailbox in mailboxes for row in state.table(f"mail.{name}").rows()), name
    _check_settings(state)
    _check_indexes(state)


def _check_message(state: State, identity: str, row: Message) -> None:
    assert row.mailbox in state.table("mail.mailboxes"), identity
    assert state.table("mail.threads")[row.thread].mailbox == row.mailbox
    assert list(row.labels) == sorted(set(row.labels))
    for label in row.labels:
        assert label in SYSTEM_LABELS or state.table("mail.labels")[label].mailbox == row.mailbox, label
    for blob in filter(None, (row.body_blob, row.html_blob, row.raw)):
        assert blob in state.blobs
    for file in row.attachments:
        assert len(state.blobs[file.blob]) == file.size
    assert len(set(row.labels) & PLACES) <= 1, row.labels
    assert bool(row.trashed_at) == binned(row.labels)
    assert bool(row.snoozed_until) == (SNOOZED in row.labels)
    assert bool(row.scheduled) == bool(row.send_at)
    assert not row.scheduled or {SCHEDULED, SENT} & set(row.labels)
    assert SCHEDULED not in row.labels or row.scheduled
    assert MUTED not in row.labels or state.table("mail.threads")[row.thread].muted
    assert not row.bcc or {SENT, DRAFT, SCHEDULED} & set(row.labels), "a recipient sees bcc"


def _check_settings(state: State) -> None:
    accepted = {
        (row.mailbox, row.address) for row in state.table("mail.forwarding_addresses").rows()
        if row.status == "accepted"
    }
    for rule in state.table("mail.filters").rows():
        assert all(label in SYSTEM_LABELS or state.table("mail.labels")[label].mailbox == rule.mailbox
                   for label in (*rule.add_labels, *rule.remove_labels))
        assert rule.add_labels or rule.remove_labels or rule.forward
        assert not rule.forward or (rule.mailbox, rule.forward) in accepted
    boxes = state.table("mail.mailboxes")
    for address in boxes.ids():
        box = boxes[address]
        assert not box.auto_forward_enabled or (address, box.auto_forward_to) in accepted
        names = [row.name.lower() for row in state.table("mail.labels").rows() if row.mailbox == address]
        assert len(names) == len(set(names))
        defaults = [row for row in state.table("mail.send_as").rows() if row.mailbox == address and row.default]
        assert len(defaults) <= 1
        numbers = sorted(row.number for row in state.table("mail.histories").rows() if row.mailbox == address)
        assert numbers == list(range(2, len(numbers) + 2))
    for name in ("forwarding_addresses", "delegates", "send_as"):
        keys = [(row.mailbox, normalise(row.address)) for row in state.table(f"mail.{name}").rows()]
        assert len(keys) == len(set(keys)), name
        assert all(mailbox != address for mailbox, address in keys)


def _check_indexes(state: State) -> None:
    """A state that was written and read again finds the same rows: indexes are rebuilt then."""
    again = State.from_json(state.to_json(), {path: table.schema for path, table in state.tables.items()})
    assert again.digest() == state.digest()
    for path in toolbox((Mail,)).schemas:
        table = state.table(path)
        other = again.table(path)
        for index in table.schema.indexes:
            assert table.keys(index) == other.keys(index), (path, index)
            for key in table.keys(index):
                assert list(table.find(index, key)) == list(other.find(index, key)), (path, index, key)
