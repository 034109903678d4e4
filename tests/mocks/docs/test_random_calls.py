"""Any sequence of calls: only Outcomes, nothing dangling, nothing changed by what failed, closed documents unseen."""

from collections import Counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from diorama.envs.env import MAX_RESULT
from diorama.mocks.docs.requests import KINDS
from diorama.mocks.world import agent
from diorama.snapshots.diff import diff
from tests.mocks.docs.calls import RandomCalls
from tests.mocks.docs.desk import BOB, CLEO, MARA, OTTO, Desk, place
from tests.mocks.docs.soundness import assert_sound

STEPS = 25


def furnished() -> Desk:
    """Return a desk with some of everything."""
    desk = Desk()
    desk.give(BOB, "writer")
    desk.give(CLEO, "commenter")
    desk.put("docs.put_document", id="other", name="Other", owner=BOB, text="Zebra crossing")
    desk.put("drive.put_file", id="sheet", name="s.csv", owner=MARA, text="a,b")
    desk.batch(
        {"createNamedRange": {"name": "first", "range": place(8, 12)}},
        {"createFootnote": {"location": {"index": 10}}},
        {"createHeader": {"type": "DEFAULT"}},
        {"createDropdownDefinition": {"dropdownDefinition": {"dropdownDefinitionProperties": {
            "title": "State", "options": [{"displayValue": "open"}, {"displayValue": "shut"}]}}}},
        {"insertInlineImage": {"uri": "https://a.test/x.png", "location": {"index": 7}}},
        {"insertComment": {"range": place(8, 20), "content": "Why?"}},
    )
    definition = desk.world.state.table("docs.tabs")["plan t.0"].dropdowns[0].id
    desk.batch({"insertDropdown": {"dropdownDefinitionId": definition, "location": {"index": 7}}})
    desk.do("suggest", file_id="plan", find="end", replace_with="")
    desk.do("suggest", by=CLEO, file_id="plan", find="one", replace_with="two\nthree")
    return desk


_TURNS = st.lists(st.sampled_from([MARA, MARA, MARA, BOB, CLEO, OTTO]), min_size=STEPS, max_size=STEPS)


@given(seed=st.integers(0, 2**32), who=_TURNS)
def test_calls_give_outcomes_and_keep_the_tables_sound(seed: int, who: list[str]) -> None:
    desk = furnished()
    calls = RandomCalls(desk.world, seed)
    for principal in who:
        before = desk.world.state
        call = calls.next()
        outcome = desk.world.call(call, actor=agent(principal), face="agent")
        assert len(outcome.text) <= MAX_RESULT
        assert outcome.ok or desk.world.state is before
        if desk.world.box.specs[call.tool].effect == "read":
            assert desk.world.state.tables == before.tables
            assert desk.world.state.counters == before.counters
        assert_sound(desk.world.state)


@given(seed=st.integers(0, 2**32))
def test_equal_calls_give_equal_digests(seed: int) -> None:
    digests: list[list[str]] = []
    for _ in range(2):
        desk = furnished()
        calls = RandomCalls(desk.world, seed)
        digests.append([])
        for _ in range(8):
            desk.world.call(calls.next(), actor=agent(MARA))
            digests[-1].append(desk.world.state.digest())
    assert digests[0] == digests[1]


@given(seed=st.integers(0, 2**32))
def test_nobody_without_access_sees_or_changes_a_document(seed: int) -> None:
    desk = furnished()
    calls = RandomCalls(desk.world, seed)
    for _ in range(STEPS):
        before = desk.world.state
        outcome = desk.world.call(calls.next(), actor=agent(OTTO))
        assert "zebra" not in outcome.observation.lower()
        assert "hello" not in outcome.observation.lower()
        for change in diff(before, desk.world.state):
            assert "plan" not in change.path, change
            assert "other" not in change.path, change


_JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(st.characters(exclude_categories=["Cs"]))
    | st.sampled_from(["*", "bold", "1e9", "NaN", "-1", "t.0", "\x00"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["range", "location", "index", "startIndex", "endIndex", "text", "fields", "textStyle", "tabId",
                         "fontSize", "magnitude", "tableRange", "containsText", "tabsCriteria", "tabIds", "uri"]),
        inner, max_size=4),
    max_leaves=8,
)


@given(name=st.sampled_from(sorted(KINDS)), fields=_JSON, mode=st.sampled_from(["EDIT", "SUGGEST"]))
def test_any_json_in_a_request_gives_an_outcome(name: str, fields: Any, mode: str) -> None:
    desk = Desk()
    before = desk.world.state
    outcome = desk.attempt("docs.batch_update", agent(MARA), {"file_id": "plan", "requests": [{name: fields}],
                                                              "mode": mode})
    assert outcome.ok or desk.world.state is before
    assert "\n" not in outcome.message
    assert len(outcome.message) < 3_000


def test_every_kind_of_request_is_tried_and_most_succeed() -> None:
    """Random batches would prove nothing if all were refused."""
    done: Counter[str] = Counter()
    for seed in range(16):
        desk = furnished()
        calls = RandomCalls(desk.world, seed)
        for _ in range(60):
            request = calls.request()
            outcome = desk.attempt("docs.batch_update", agent(MARA), {"file_id": "plan", "requests": [request]})
            done[next(iter(request))] += outcome.ok
        assert_sound(desk.world.state)
    assert sorted(name for name in KINDS if not done[name]) == ["deletePositionedObject"]
