"""The World: any sequence of calls, snapshots, restores and forks keeps its promises."""

import gc
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from diorama.mocks.service import Service, tool
from diorama.mocks.world import MAX_EVENTS, Toolbox, World, run_calls, toolbox
from diorama.snapshots.calls import Actor, Call, Outcome
from diorama.snapshots.digest import Json, canonical
from diorama.snapshots.errors import StateError, ToolError
from diorama.snapshots.state import State
from tests.toy import AGENT, SETUP, Toy, act, toy_world

MINUTE = 60_000
NAMES = st.sampled_from(["a", "b", "c"])
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=10)

CALLS: st.SearchStrategy[Call] = st.one_of(
    st.builds(lambda text, folder, tags: Call.of("toy.add", {"text": text, "folder": folder, "tags": tags}),
              TEXTS, NAMES, st.lists(NAMES, max_size=3)),
    st.builds(lambda position: Call.of("toy.remove", {"position": position}), st.integers(-1, 5)),
    st.builds(lambda name, by: Call.of("toy.count", {"name": name, "by": by}), NAMES, st.integers(-10, 10)),
    st.builds(lambda name: Call.of("toy.draw", {"name": name}), NAMES),
    st.builds(lambda text: Call.of("toy.keep", {"text": text}), TEXTS),
    st.builds(lambda name, minutes, times: Call.of("toy.remind", {"name": name, "minutes": minutes, "times": times}),
              NAMES, st.integers(0, 5), st.integers(1, 3)),
    st.builds(lambda number: Call.of("toy.cancel", {"number": number}), st.integers(1, 5)),
    st.builds(lambda name: Call.of("toy.fail", {"name": name}), NAMES),
    st.builds(lambda one, other: Call.of("toy.both", {"first": one, "second": other}), NAMES, NAMES),
    st.builds(lambda text: Call.of("toy.elsewhere", {"text": text}), TEXTS),
    st.builds(lambda minutes: Call.of("toy.listen", {"minutes": minutes}), st.integers(1, 12)),
    st.builds(lambda folder: Call.of("toy.list_notes", {"folder": folder}), NAMES),
    st.builds(lambda tool: Call.of(tool, {}), st.sampled_from(["toy.ring", "toy.nothing", "", "finish", "toy.add"])),
)


def rebuilt(world: World) -> State:
    """Return the world's state made anew from its JSON: nothing kept beside the rows can hide in it."""
    return State.from_json(world.state.to_json(), world.box.schemas)


class Worlds(RuleBasedStateMachine):
    """Several worlds side by side, of which each must be what its own calls made of it."""

    worlds = Bundle("worlds")
    snapshots = Bundle("snapshots")

    def __init__(self) -> None:
        super().__init__()
        self.known: list[tuple[World, str]] = []  # every world with the JSON that it must still have
        self.kept: list[tuple[State, str]] = []
        self.latest: World | None = None

    def note(self, world: World) -> None:
        self.known = [(other, text) for other, text in self.known if other is not world]
        self.known.append((world, canonical(world.state.to_json())))
        self.latest = world

    @initialize(target=worlds, seed=st.integers(0, 3))
    def begin(self, seed: int) -> World:
        world = toy_world(seed)
        self.note(world)
        return world

    @rule(world=worlds, call=CALLS)
    def make_a_call(self, world: World, call: Call) -> None:
        before, entries = world.state, len(world.log)
        outcome = world.call(call, actor=AGENT)
        entry = world.log[-1]
        assert len(world.log) == entries + 1 == entry.number
        assert (entry.before, entry.after, entry.step.outcome) == (before, world.state, outcome)
        assert (entry.step.call, entry.step.actor, entry.step.at) == (call, AGENT, before.now)
        if not outcome.ok:
            assert world.state is before
            assert entry.touched == ()
        assert world.state.now >= before.now
        changed = {
            (path, identity) for path, table in world.state.tables.items()
            for identity in table.changed(before.tables[path])
        }
        assert changed <= set(entry.touched)
        times = [effect.at for effect in entry.step.effects if effect.actor.role == "scheduler"
                 and effect.call.tool == "toy.ring"]
        assert times == sorted(times)
        self.note(world)

    @rule(world=worlds, minutes=st.integers(0, 12))
    def advance(self, world: World, minutes: int) -> None:
        until = world.state.now + minutes * MINUTE
        due = [item.number for item in world.state.queue if item.due <= until]
        made = world.advance(until)
        assert len(made) >= len(due)
        assert [step.at for step in made] == sorted(step.at for step in made)
        assert world.state.now == until
        assert all(item.due > until for item in world.state.queue)
        self.note(world)

    @rule(target=snapshots, world=worlds)
    def snapshot(self, world: World) -> State:
        state = world.snapshot()
        assert state is world.state
        self.kept.append((state, canonical(state.to_json())))
        return state

    @rule(world=worlds, state=snapshots)
    def restore(self, world: World, state: State) -> None:
        world.restore(state)
        assert world.state is state
        assert world.log == ()
        self.note(world)

    @rule(target=worlds, world=worlds)
    def fork(self, world: World) -> World:
        other = world.fork()
        assert other.state is world.state
        assert other.log == world.log
        self.note(other)
        return other

    @rule(target=worlds, world=consumes(worlds), calls=st.lists(CALLS, max_size=4))
    def continue_as_if_never_stopped(self, world: World, calls: list[Call]) -> Any:
        """The same calls on a fork, on a rebuilt state and on the world itself: outcome for outcome the same."""
        copies = [world.fork(), World([Toy], rebuilt(world)), world]
        for call in calls:
            outcomes = {copy.call(call, actor=AGENT) for copy in copies}
            assert len(outcomes) == 1
            assert len({copy.state.digest() for copy in copies}) == 1
        for copy in copies:
            self.note(copy)
        return multiple(world)

    @precondition(lambda self: self.latest is not None)
    @invariant()
    def the_digest_kept_is_the_digest_of_a_rebuilt_state(self) -> None:
        assert self.latest is not None
        again = rebuilt(self.latest)
        assert again == self.latest.state
        assert again.digest() == self.latest.state.digest()
        for path, table in again.tables.items():
            kept = self.latest.state.tables[path]
            for name in table.schema.indexes:
                assert kept.keys(name) == table.keys(name)
                for key in table.keys(name):
                    assert list(kept.find(name, key)) == list(table.find(name, key))

    @invariant()
    def no_world_and_no_snapshot_changes_by_itself(self) -> None:
        for world, text in self.known:
            assert canonical(world.state.to_json()) == text
        for state, text in self.kept:
            assert canonical(state.to_json()) == text


TestWorlds = Worlds.TestCase
TestWorlds.settings = settings(max_examples=60, stateful_step_count=25)


@pytest.mark.long
def test_worlds_long() -> None:
    run_state_machine_as_test(Worlds, settings=settings(max_examples=500, stateful_step_count=50))


def counters(world: World) -> dict[str, int]:
    return {key: world.state.table("toy.counters")[key].value for key in world.state.table("toy.counters").ids()}


def test_a_failed_call_changes_nothing_not_even_the_clock() -> None:
    world = toy_world()
    act(world, "toy.count", name="a")
    before = world.state
    outcome = act(world, "toy.fail", name="a")
    assert outcome == Outcome(code="refused", message="This always fails, also for 'a'.")
    assert world.state is before
    assert world.log[-1].touched == ()
    act(world, "toy.draw", name="x")
    drawn = counters(world)["x"]
    world.restore(before)
    act(world, "toy.draw", name="x")
    assert counters(world)["x"] == drawn, "the failed call left a counter behind"


def test_a_failed_call_inside_a_call_is_undone_and_the_rest_stays() -> None:
    world = toy_world()
    outcome = act(world, "toy.both", first="a", second="b")
    assert outcome.value == {"failed": "refused", "value": {"value": 1}}
    assert counters(world) == {"a": 1, "b": 1}
    assert not world.state.blobs
    assert not world.state.queue
    assert len(world.state.table("toy.notes")) == 0
    entry = world.log[-1]
    assert [(effect.call.tool, effect.outcome.ok) for effect in entry.step.effects] == [
        ("toy.fail", False), ("toy.count", True)
    ]
    assert set(entry.touched) == {("toy.counters", "a"), ("toy.counters", "b")}
    assert world.state.now == toy_world().state.now + 1000


@pytest.mark.parametrize("when", ["at once", "as a scheduled call", "after a scheduled call"])
def test_a_bug_in_a_tool_goes_up_and_leaves_the_world_as_it_was(when: str) -> None:
    world = toy_world()
    act(world, "toy.count", name="a")
    calls: dict[str, Callable[[], object]] = {
        "at once": lambda: act(world, "toy.crash", name="b"),
        "as a scheduled call": lambda: act(world, "toy.listen", minutes=30),
        "after a scheduled call": lambda: world.advance(world.state.now + 30 * MINUTE),
    }
    if when != "at once":
        act(world, "toy.remind", name="c", minutes=5)
        call: dict[str, Json] = {"tool": "toy.crash", "arguments": {"name": "b"}, "minutes": 10}
        world.call(Call.of("control.schedule", call), actor=SETUP)
    before, log = world.state, world.log
    with pytest.raises(ZeroDivisionError):
        calls[when]()
    assert world.state is before
    assert world.log is log
    assert act(world, "toy.count", name="a").value == {"value": 2}


def test_a_result_that_is_no_json_is_a_bug() -> None:
    class Broken(Service):
        name = "broken"

        @tool("read")
        def share(self) -> Json:
            """Return a fraction."""
            return 0.5

    world = World([Broken])
    with pytest.raises(StateError, match=r"0\.5 is a float"):
        act(world, "broken.share")
    assert world.log == ()


def test_scheduled_calls_come_in_the_order_of_time_and_then_of_scheduling() -> None:
    world = toy_world()
    for name, minutes in (("late", 9), ("first", 3), ("second", 3), ("zero", 0)):
        act(world, "toy.remind", name=name, minutes=minutes)
    assert [world.log[-1].step.effects[0].call.arguments["name"]] == ["zero"]
    made = world.advance(world.state.now + 20 * MINUTE)
    assert [step.call.arguments["name"] for step in made] == ["first", "second", "late"]
    assert [step.actor.role for step in made] == ["scheduler"] * 3
    start = toy_world().state.now
    assert [step.at for step in made] == [start + 1000 + 3 * MINUTE, start + 2000 + 3 * MINUTE, start + 9 * MINUTE]


def test_what_a_scheduled_call_schedules_comes_in_the_same_stretch() -> None:
    world = toy_world()
    act(world, "toy.remind", name="a", minutes=2, times=3)
    act(world, "toy.listen", minutes=10)
    assert counters(world) == {"a": 3}
    effects = world.log[-1].step.effects
    assert [effect.at - world.log[-2].step.at for effect in effects] == [2 * MINUTE, 4 * MINUTE, 6 * MINUTE]
    assert {("toy.counters", "a")} < set(world.log[-1].touched), "what events write belongs to the step"


def test_a_scheduled_call_that_fails_changes_nothing_and_is_on_record() -> None:
    world = toy_world()
    call: dict[str, Json] = {"tool": "toy.fail", "arguments": {"name": "a"}, "minutes": 1}
    world.call(Call.of("control.schedule", call), actor=SETUP)
    tables = world.state.tables
    (made,) = world.advance(world.state.now + 2 * MINUTE)
    assert made.outcome.code == "refused"
    assert world.state.tables == tables
    assert not world.state.queue


def test_a_reminder_can_be_taken_back() -> None:
    world = toy_world()
    number = act(world, "toy.remind", name="a", minutes=2).value
    assert number == {"number": 1}
    assert act(world, "toy.cancel", number=1).value == {"cancelled": True}
    assert act(world, "toy.cancel", number=1).value == {"cancelled": False}
    act(world, "toy.listen", minutes=10)
    assert counters(world) == {}


def test_calls_that_set_each_other_off_for_ever_are_a_bug() -> None:
    class Echo(Service):
        name = "echo"

        @tool("write")
        def start(self) -> Json:
            """Call again at the same time."""
            self.tx.schedule(Call.of("echo.start"), due=self.tx.now, actor=Actor(role="scheduler", principal="echo"))
            return None

    world = World([Echo])
    with pytest.raises(StateError, match=f"more than {MAX_EVENTS} events"):
        act(world, "echo.start")
    assert not world.state.queue


@pytest.mark.parametrize(("pace", "seconds"), [(1000, 1), (500, 0.5), (2000, 2), (0, 0)])
def test_pace_scales_what_a_call_takes_and_not_what_is_waited(pace: int, seconds: float) -> None:
    world = toy_world()
    world.pace = pace
    start = world.state.now
    act(world, "toy.count", name="a")
    assert world.state.now - start == seconds * 1000
    now = world.state.now
    act(world, "toy.listen", minutes=2)
    assert world.state.now - now == 2 * MINUTE


def test_who_may_call_what() -> None:
    """Only the agent is kept from internal tools: people act by rules in data."""
    arguments: dict[str, Json] = {"name": "a", "minutes": 1, "times": 1}
    world = toy_world()
    refused = act(world, "toy.ring", **arguments)
    assert refused.code == "unknown_tool"
    assert "toy.ring" not in refused.message.removeprefix("There is no tool 'toy.ring'.")
    for role in ("person", "scheduler", "setup"):
        actor = Actor.model_validate({"role": role, "principal": "p"})
        assert world.call(Call.of("toy.ring", arguments), actor=actor).ok


def test_a_call_to_a_service_that_is_not_there_goes_to_the_ledger() -> None:
    world = toy_world()
    assert act(world, "toy.elsewhere", text="stop").ok
    (row,) = world.state.table("ledger.departures").rows()
    assert (row.channel, row.sender, row.body) == ("telegraph.send", AGENT.principal, '{"text":"stop"}')


def test_an_unknown_tool_is_named_with_the_nearest() -> None:
    outcome = act(toy_world(), "toy.cuont")
    assert outcome.message == "There is no tool 'toy.cuont'. Did you mean 'toy.count'?"


def test_ids_and_draws_follow_the_seed() -> None:
    def story(seed: int) -> list[str]:
        world = toy_world(seed)
        return [act(world, "toy.add", text="a").text, act(world, "toy.draw", name="a").text,
                act(world, "toy.draw", name="a").text]

    assert story(1) == story(1)
    assert len({*story(1), *story(2)}) == 6


def test_run_calls_refuses_to_go_on_after_a_failure() -> None:
    world = toy_world()
    calls = [Call.of(tool, {"name": "a"}) for tool in ("toy.count", "toy.fail", "toy.count")]
    with pytest.raises(StateError, match=r"set-up call toy\.fail failed: This always fails"):
        run_calls(world, calls, actor=SETUP)
    assert counters(world) == {"a": 1}


def test_refused_actions_are_logged_and_change_nothing() -> None:
    world = toy_world()
    before = world.state
    refusal = Outcome(code="invalid_action", message="no")
    world.refuse(Call(tool=""), refusal, actor=AGENT)
    assert world.state is before
    assert (world.log[0].step.outcome, world.log[0].number) == (refusal, 1)


def test_a_toolbox_is_built_once_and_refuses_two_tools_of_one_name() -> None:
    class Twin(Service):
        name = "twin"

        @tool("read", name="finish")
        def other(self) -> Json:
            """Finish otherwise."""
            return None

    assert toolbox((Toy,)) is toolbox((Toy,))
    with pytest.raises(StateError, match="control and twin both have a tool 'finish'"):
        Toolbox([Twin])


def test_tools_have_one_name_for_people_and_one_on_the_wire() -> None:
    box = toolbox((Toy,))
    assert box.name_of("toy__list_notes") == box.name_of("toy.list_notes") == "toy.list_notes"
    offered = [spec.name for spec in box.offered("agent")]
    assert offered == sorted(offered)
    assert {"finish", "decline", "wait", "people.search", "toy.add"} < set(offered)
    assert not {"toy.ring", "control.insert_text", "people.notice", "ledger.note"} & set(offered)


@given(st.lists(CALLS, max_size=8))
def test_the_seed_and_the_calls_decide_everything(calls: list[Call]) -> None:
    worlds = toy_world(), toy_world()
    for call in calls:
        assert worlds[0].call(call, actor=AGENT) == worlds[1].call(call, actor=AGENT)
    assert worlds[0].state == worlds[1].state
    assert worlds[0].log == worlds[1].log


def test_forks_share_their_rows() -> None:
    world = toy_world()
    for i in range(300):
        act(world, "toy.add", text=str(i))
    gc.collect()
    before = len(gc.get_objects())
    forks = [world.fork() for _ in range(200)]
    for fork in forks:
        act(fork, "toy.count", name="a")
    gc.collect()
    assert (len(gc.get_objects()) - before) / len(forks) < 60, "a fork costs a few objects, not its rows"


def test_a_tool_error_says_its_code() -> None:
    error = ToolError("not_found", "There is none.")
    assert (error.code, error.message, str(error)) == ("not_found", "There is none.", "There is none.")
