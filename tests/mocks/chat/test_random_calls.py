"""Any sequence of calls: only Outcomes, nothing dangling, nothing changed by what failed, private rooms unseen."""

from hypothesis import given, settings
from hypothesis import strategies as st

from diorama.envs.env import MAX_RESULT
from diorama.mocks.world import agent
from diorama.snapshots.diff import diff
from tests.mocks.chat.calls import RandomCalls
from tests.mocks.chat.room import ANN, BOB, CLEO, GUS, MARA, Room
from tests.mocks.chat.soundness import assert_sound

STEPS = 40


def furnished() -> Room:
    """Return a room with some of everything."""
    room = Room()
    file = room.put("drive.put_file", name="plan.txt", owner=BOB, text="the plan", id="file_plan")["id"]
    first = room.old("Cplans", "The plan for the week: @crew please read", by=BOB, pinned=True,
                     reactions=[["thumbsup", ["mara"]]], files=[file])
    room.old("Cplans", "Read it.", thread_ts=first, minutes_ago=50)
    room.old("Csecret", "Only for us", by=BOB)
    room.old("Cshared", "Hello @ann", by=BOB)
    room.old("Dbob", "Lunch?", by=BOB)
    room.put("chat.put_bookmark", channel="#plans", title="Board", link="https://board.test/", user=BOB)
    room.put("people.add_rule", id="rule_bob", person="bob", act="reply", text="Yes @mara.", channel="chat",
             about=["plan"], uses=0)
    room.do("schedule_message", channel="#plans", text="Later @bob", send_at="2026-03-04T10:00", thread_ts=first)
    room.do("add_reminder", text="Look", at="2026-03-04T10:00", user="@bob")
    room.do("save_message", channel="#plans", ts=first)
    return room


_TURNS = st.lists(st.sampled_from([MARA, MARA, MARA, BOB, BOB, GUS, ANN]), min_size=STEPS, max_size=STEPS)


@settings(max_examples=25)
@given(seed=st.integers(0, 2**32), who=_TURNS)
def test_calls_give_outcomes_and_keep_the_tables_sound(seed: int, who: list[str]) -> None:
    room = furnished()
    calls = RandomCalls(room.world, seed)
    for principal in who:
        before, call = room.world.state, calls.next()
        outcome = room.world.call(call, actor=agent(principal))
        assert len(outcome.text) <= MAX_RESULT
        assert outcome.ok or room.world.state is before
        if room.world.box.specs[call.tool].effect == "read" and not room.world.log[-1].step.effects:
            assert room.world.state.tables == before.tables
            assert room.world.state.counters == before.counters
            assert room.world.state.queue == before.queue
    assert_sound(room.world.state)
    room.wait(60 * 24 * 40)
    assert_sound(room.world.state)


def test_random_calls_reach_every_tool() -> None:
    """What the property above rests on: hardly a tool is never carried out."""
    done: set[str] = set()
    for seed in range(30):
        room = furnished()
        calls = RandomCalls(room.world, seed)
        for _ in range(STEPS):
            call = calls.next()
            if room.world.call(call, actor=agent(MARA)).ok:
                done.add(call.tool)
    offered = {name for name, spec in room.world.box.specs.items() if name.startswith("chat.") and spec.faces}
    assert len(offered - done) <= 2, sorted(offered - done)


def test_an_agent_has_between_25_and_40_tools() -> None:
    names = [spec.name for spec in Room().world.box.offered("agent") if spec.name.startswith("chat.")]
    assert 25 <= len(names) <= 40


@settings(max_examples=10)
@given(seed=st.integers(0, 2**32))
def test_equal_calls_give_equal_digests(seed: int) -> None:
    digests: list[list[str]] = []
    for _ in range(2):
        room = furnished()
        calls = RandomCalls(room.world, seed)
        digests.append([])
        for _ in range(12):
            room.world.call(calls.next(), actor=agent(MARA))
            digests[-1].append(room.world.state.digest())
    assert digests[0] == digests[1]


@settings(max_examples=20)
@given(seed=st.integers(0, 2**32), who=st.sampled_from([CLEO, GUS, ANN]))
def test_nobody_sees_or_changes_a_private_channel_that_he_is_not_in(seed: int, who: str) -> None:
    room = Room()
    room.put("chat.put_channel", id="Czebra", name="zebra-crossing", kind="private", members=[MARA, BOB])
    ts = room.old("Czebra", "The zebra plan @bob", by=BOB, pinned=True, reactions=[["zebra", ["mara"]]])
    room.old("Czebra", "zebra answer", thread_ts=ts, minutes_ago=30)
    calls = RandomCalls(room.world, seed)
    for _ in range(STEPS):
        before = room.world.state
        outcome = room.world.call(calls.next(), actor=agent(who))
        if outcome.ok:
            assert "zebra" not in outcome.text.lower()
        for change in diff(before, room.world.state):
            assert "Czebra" not in change.path, change
