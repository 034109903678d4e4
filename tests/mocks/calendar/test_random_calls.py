"""Any sequence of calls: only Outcomes, nothing dangling, nothing changed by what failed, private events unseen."""

from hypothesis import given, settings
from hypothesis import strategies as st

from diorama.envs.env import MAX_RESULT
from diorama.mocks.world import agent
from diorama.snapshots.diff import diff
from tests.mocks.calendar.calls import RandomCalls
from tests.mocks.calendar.desk import ANN, BOB, CLEO, MARA, Desk
from tests.mocks.calendar.soundness import assert_sound

STEPS = 25


def furnished() -> Desk:
    """Return a desk with some of everything."""
    desk = Desk()
    file = str(desk.put("drive.put_file", name="plan.txt", owner=MARA, text="the plan")["id"])
    desk.put("calendar.add_calendar", owner=MARA, id="team@group.calendar.test", summary="Team", sharing=[
        [BOB, "writer"], [ANN, "reader"]], listed_by=[BOB])
    desk.event("Review", guests=[BOB, ANN], id="evt_review", attachments=[file])
    desk.event("Standup", "2026-03-02T09:15", minutes=15, recurrence=["RRULE:FREQ=WEEKLY;BYDAY=MO,WE,FR"],
               guests=[BOB, CLEO], id="evt_standup", answers=[[CLEO, "needsAction"]])
    desk.event("Offsite", "2026-03-10", end="2026-03-11", calendar=BOB, guests=[MARA], guests_can_modify=True,
               id="evt_offsite", guests_can_see_guests=False)
    desk.event("Visit", "2026-03-12T10:00", calendar=BOB, organizer=ANN, id="evt_visit")
    desk.event("Payday", "2026-01-30", calendar="team@group.calendar.test", id="evt_payday",
               recurrence=["RRULE:FREQ=MONTHLY;BYDAY=-1FR"])
    desk.event("Away", "2026-03-06T09:00", end="2026-03-06T17:00", calendar=CLEO, type="outOfOffice",
               auto_decline=True, id="evt_away")
    return desk


@settings(max_examples=40)
@given(seed=st.integers(0, 2**32), who=st.lists(st.sampled_from([MARA, MARA, BOB, CLEO, ANN]), min_size=STEPS,
                                                max_size=STEPS))
def test_calls_give_outcomes_and_keep_the_tables_sound(seed: int, who: list[str]) -> None:
    desk = furnished()
    calls = RandomCalls(desk.world, seed)
    for principal in who:
        before = desk.world.state
        outcome = desk.world.call(calls.next(), actor=agent(principal), face="")
        assert len(outcome.text) <= MAX_RESULT
        assert outcome.ok or desk.world.state is before
        assert len(outcome.message) < 3000
        assert "\n" not in outcome.message
    assert_sound(desk.world.state)


@settings(max_examples=10)
@given(seed=st.integers(0, 2**32))
def test_equal_calls_give_equal_digests(seed: int) -> None:
    digests: list[list[str]] = []
    for _ in range(2):
        desk = furnished()
        calls = RandomCalls(desk.world, seed)
        digests.append([])
        for _ in range(12):
            desk.world.call(calls.next(), actor=agent(MARA))
            digests[-1].append(desk.world.state.digest())
    assert digests[0] == digests[1]


@settings(max_examples=15)
@given(seed=st.integers(0, 2**32))
def test_nobody_without_access_sees_or_changes_an_event(seed: int) -> None:
    desk = Desk()
    secret = desk.event("Zebra crossing", "2026-03-05T09:00", calendar=BOB, guests=[MARA], location="Zebra zoo")
    repeated = desk.event("Zebra feeding", "2026-03-04T12:00", calendar=BOB, recurrence=["RRULE:FREQ=DAILY"])
    calls = RandomCalls(desk.world, seed)
    for _ in range(STEPS):
        before = desk.world.state
        outcome = desk.world.call(calls.next(), actor=agent(CLEO))
        assert "zebra" not in outcome.observation.lower()
        for change in diff(before, desk.world.state):
            assert secret not in change.path, change
            assert repeated not in change.path, change
