"""Any sequence of calls: only Outcomes, nothing dangling, nothing changed by what failed, nothing too long."""

from hypothesis import given
from hypothesis import strategies as st

from diorama.envs.env import MAX_RESULT
from diorama.mocks.world import agent
from diorama.snapshots.diff import diff
from tests.mocks.mail.calls import RandomCalls
from tests.mocks.mail.desk import ANN, BOB, CLEO, MARA, Desk
from tests.mocks.mail.soundness import assert_sound

STEPS = 25
OWN_SETTINGS = tuple(
    f"mail.{name}" for name in ("labels", "filters", "forwarding_addresses", "delegates", "send_as", "drafts")
)


def furnished() -> Desk:
    """Return a desk with some of everything, and people who answer and rules that could run in circles."""
    desk = Desk(undo_send_s=10, verify_forwarding=True, signature="Mara\nOperations")
    plan = {"name": "plan.txt", "text": "week 1"}
    first = desk.letter("Plan for spring", attachments=[plan], labels=["INBOX", "Work"])
    desk.letter("Re: Plan for spring", answers=first, labels=["INBOX", "UNREAD", "Work/Deep"], cc=[BOB])
    desk.letter("Offer", "y" * 9_000, labels=["TRASH"], list_id="offers.shop.test")
    desk.put("mail.put_message", sender=MARA, to=[ANN], subject="Unsent", body="hm", labels=["DRAFT"])
    desk.put("mail.put_message", sender=BOB, to=[MARA], subject="Lunch", body="noon?", mailbox=BOB)
    desk.put("mail.add_delegate", by=BOB, address=MARA)
    for home, target in ((MARA, BOB), (BOB, CLEO), (CLEO, MARA)):
        desk.put("mail.add_forwarding_address", by=home, address=target)
        desk.put("mail.set_auto_forwarding", by=home, enabled=True, address=target)
        desk.put("mail.set_vacation", by=home, enabled=True, body="I am away.")
    desk.put("mail.create_filter", query="plan", add_labels=["Work"], forward_to=BOB)
    for person in ("bob", "cleo", "ann"):
        desk.put("people.add_rule", id=f"rule_{person}", person=person, act="reply", text="Understood.", uses=0,
                 about=["plan", "lunch"], delay_minutes=1)
    return desk


_TURNS = st.lists(st.sampled_from([MARA, MARA, BOB, CLEO]), min_size=STEPS, max_size=STEPS)


@given(seed=st.integers(0, 2**32), who=_TURNS)
def test_calls_give_outcomes_and_keep_the_tables_sound(seed: int, who: list[str]) -> None:
    desk = furnished()
    calls = RandomCalls(desk.world, seed)
    for principal in who:
        before = desk.world.state
        outcome = desk.world.call(calls.next(principal), actor=agent(principal))
        assert len(outcome.text) <= MAX_RESULT
        assert outcome.ok or desk.world.state is before
    assert_sound(desk.world.state)
    desk.world.advance(desk.world.state.now + 40 * 24 * 3_600_000)
    assert_sound(desk.world.state)


@given(seed=st.integers(0, 2**32))
def test_equal_calls_give_equal_digests(seed: int) -> None:
    digests: list[list[str]] = []
    for _ in range(2):
        desk = furnished()
        calls = RandomCalls(desk.world, seed)
        digests.append([])
        for _ in range(10):
            desk.world.call(calls.next(MARA), actor=agent(MARA))
            digests[-1].append(desk.world.state.digest())
    assert digests[0] == digests[1]


@given(seed=st.integers(0, 2**32))
def test_nobody_but_a_delegate_changes_or_sees_another_mailbox(seed: int) -> None:
    desk = Desk()
    desk.put("mail.put_message", sender=ANN, to=[BOB], subject="Zebra", body="Zebra crossing", mailbox=BOB)
    kept, untouched = desk.messages(BOB)[0]
    box = desk.world.state.table("mail.mailboxes")[BOB]
    calls = RandomCalls(desk.world, seed)
    for _ in range(STEPS):
        before = desk.world.state
        outcome = desk.world.call(calls.next(CLEO), actor=agent(CLEO))
        assert "Zebra" not in outcome.observation
        for change in diff(before, desk.world.state):
            path, _, identity = change.path.rpartition(".")
            if path in OWN_SETTINGS:  # a whole row that came or went
                row = desk.world.state.table(path).get(identity) or before.table(path).get(identity)
                assert row is not None
                assert row.mailbox == CLEO, change
    assert desk.row(kept) == untouched
    assert desk.world.state.table("mail.mailboxes")[BOB] == box
