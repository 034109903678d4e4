"""Any sequence of calls over all services: nothing dangles between them, and nothing private comes out by another."""

from hypothesis import given, settings
from hypothesis import strategies as st

from diorama.envs.env import MAX_RESULT
from diorama.mocks.world import agent, setup
from tests.mocks.together.calls import RandomCalls
from tests.mocks.together.house import ANN, BOB, CLEO, CREW, DAY, MARA, House
from tests.mocks.together.soundness import assert_sound

STEPS = 40


def furnished() -> House:
    """Return a house with some of everything that leads from one service to another."""
    house = House()
    house.put("docs.put_document", id="plan", name="Plan", owner=MARA, text="# Plan\n\nStart on **Monday**.\n")
    house.put("docs.put_document", id="other", name="Other", owner=BOB, text="Notes")
    house.file("s.csv", "a,b", id="sheet")
    house.put("drive.put_permission", file="plan", who=CREW, role="writer")
    house.put("drive.put_permission", file="plan", who=ANN, role="commenter")
    event = house.do("calendar.create_event", summary="Sync", start="2026-03-05T10:00", guests=[CREW, ANN],
                     recurrence=["RRULE:FREQ=DAILY;COUNT=5"], attachments=["plan"], email_reminders=[60, 10])["id"]
    house.do("calendar.subscribe", by=BOB, calendar_id=BOB, default_email_reminders=[30])
    house.do("calendar.respond", by=CLEO, event_id=event, response="tentative")
    house.do("mail.send", to=[CREW, ANN], subject="Plan", body="Here.", drive_files=[
        {"file_id": "plan"}, {"file_id": "sheet", "how": "copy"}])
    house.do("drive.comment", by=BOB, file_id="plan", text=f"@{CLEO} and @{ANN}: Monday?")
    house.do("chat.post_message", channel="Cshared", text="See the plan, @ann", files=["plan"])
    for person in ("ann", "bob"):
        for channel in ("mail", "calendar", "drive", "chat"):
            house.put("people.add_rule", id=f"{person}_{channel}", person=person, act="reply", channel=channel,
                      text="Accepted, thank you.", uses=2, delay_minutes=1)
    return house


_TURNS = st.lists(st.sampled_from([MARA, MARA, BOB, CLEO, ANN, ""]), min_size=STEPS, max_size=STEPS)


@settings(max_examples=20)
@given(seed=st.integers(0, 2**32), who=_TURNS)
def test_nothing_dangles_between_services(seed: int, who: list[str]) -> None:
    house = furnished()
    calls = RandomCalls(house.world, seed)
    for principal in who:
        before = house.world.state
        if principal:
            outcome = house.world.call(calls.next(principal), actor=agent(principal))
        else:
            outcome = house.world.call(calls.arrival(), actor=setup(MARA))
        assert len(outcome.text) <= MAX_RESULT
        assert outcome.ok or house.world.state is before
    assert_sound(house.world.state)
    house.world.advance(house.world.state.now + 40 * DAY)
    assert_sound(house.world.state)


@settings(max_examples=10)
@given(seed=st.integers(0, 2**32))
def test_equal_calls_give_equal_digests(seed: int) -> None:
    digests: list[list[str]] = []
    for _ in range(2):
        house = furnished()
        calls = RandomCalls(house.world, seed)
        digests.append([])
        for _ in range(10):
            house.world.call(calls.next(MARA), actor=agent(MARA))
            house.world.call(calls.arrival(), actor=setup(MARA))
            digests[-1].append(house.world.state.digest())
    assert digests[0] == digests[1]


@settings(max_examples=20)
@given(seed=st.integers(0, 2**32))
def test_what_is_private_in_one_service_comes_out_by_none(seed: int) -> None:
    house = House()
    house.put("docs.put_document", id="plan", name="Zebra plan", owner=MARA, text="Zebra crossing")
    house.file("s.csv", "zebra", id="sheet")
    event = house.do("calendar.create_event", summary="Zebra feeding", start="2026-03-05T10:00", guests=[BOB],
                     attachments=["plan"], visibility="private", email_reminders=[10])["id"]
    house.do("drive.share", file_id="plan", to=[BOB], role="commenter")
    comment = house.do("drive.comment", by=BOB, file_id="plan", text=f"Zebra, @{MARA}?")["id"]
    house.do("mail.send", to=[BOB], subject="Zebra", body="Zebra", drive_files=[{"file_id": "sheet", "how": "copy"}])
    house.put("chat.put_channel", id="Csecret", name="secret", kind="private", members=[MARA, BOB])
    house.do("chat.post_message", channel="Csecret", text="Zebra", files=["plan"])
    calls = RandomCalls(house.world, seed)
    for _ in range(STEPS):
        outcome = house.world.call(calls.next(CLEO), actor=agent(CLEO))
        assert "zebra" not in outcome.observation.lower(), house.world.log[-1].step.call
    assert house.row("calendar.events", event).summary == "Zebra feeding"
    assert house.row("files.comments", comment).text.startswith("Zebra")
