"""Any sequence of calls: only Outcomes, nothing dangling, nothing changed by what failed, closed files unseen."""

from hypothesis import given
from hypothesis import strategies as st

from diorama.envs.env import MAX_RESULT
from diorama.mocks.common.file_records import DOCUMENT
from diorama.mocks.world import agent
from diorama.snapshots.diff import diff
from tests.mocks.drive.calls import RandomCalls
from tests.mocks.drive.shelf import ANN, BOB, CLEO, CLUB, CREW, MARA, NED, STAFF, Shelf
from tests.mocks.drive.soundness import assert_sound

STEPS = 30


def furnished() -> Shelf:
    """Return a shelf with some of everything."""
    shelf = Shelf()
    plans = shelf.folder("Plans", id="folder_plans")
    inner = shelf.folder("Inner", id="folder_inner", folder=plans, limited=True)
    shelf.file("plan.md", "# Plan\n\nweek one", folder=plans, id="file_plan")
    shelf.file("deep.csv", "a,b\n1,2\n", folder=inner, id="file_deep")
    shelf.file("Notes", "Some *notes*", owner=BOB, type=DOCUMENT, id="file_notes", folder=plans)
    shelf.file("old.txt", "old", trashed=True, id="file_old")
    shelf.put("drive.put_shortcut", target="file_notes", owner=MARA, id="file_short")
    team = shelf.drive()
    shelf.file("charter.txt", "we do", owner=BOB, folder=shelf.folder("Basics", folder=team, id="folder_basics"))
    shelf.give(plans, BOB, "writer")
    shelf.give(plans, STAFF, "reader")
    shelf.give("file_plan", "anyone", "reader")
    shelf.give(inner, CREW, "commenter")
    shelf.give(team, CLUB, "reader")
    shelf.put("drive.put_revision", file="file_plan", text="older", modifier=BOB, keep_forever=True)
    shelf.put("drive.put_comment", file="file_plan", author=BOB, text="Why?", id="comment_why")
    shelf.put("drive.put_comment", file="file_plan", author=MARA, text="So.", answers="comment_why", id="reply_so")
    shelf.put("drive.put_label", id="class", title="Classification", fields=[
        ["level", "Level", "selection", ["open", "secret"]], ["due", "Due", "dateString", []],
        ["count", "Count", "integer", []], ["reviewer", "Reviewer", "user", []],
    ])
    shelf.do("request_access", by=NED, file_id="file_deep", role="writer")
    shelf.do("start_approval", file_id="file_plan", reviewers=[BOB, CLEO])
    return shelf


_TURNS = st.lists(st.sampled_from([MARA, MARA, MARA, BOB, BOB, CLEO, ANN]), min_size=STEPS, max_size=STEPS)


@given(seed=st.integers(0, 2**32), who=_TURNS)
def test_calls_give_outcomes_and_keep_the_tables_sound(seed: int, who: list[str]) -> None:
    shelf = furnished()
    calls = RandomCalls(shelf.world, seed)
    for principal in who:
        before = shelf.world.state
        outcome = shelf.world.call(calls.next(principal), actor=agent(principal), face="")
        assert len(outcome.text) <= MAX_RESULT
        assert outcome.ok or shelf.world.state is before
    assert_sound(shelf.world.state)
    shelf.pass_days(80)
    assert_sound(shelf.world.state)
    assert not any(row.trashed for row in shelf.world.state.table("files.files").rows())


@given(seed=st.integers(0, 2**32))
def test_equal_calls_give_equal_digests(seed: int) -> None:
    digests: list[list[str]] = []
    for _ in range(2):
        shelf = furnished()
        calls = RandomCalls(shelf.world, seed)
        digests.append([])
        for _ in range(12):
            shelf.world.call(calls.next(MARA), actor=agent(MARA))
            digests[-1].append(shelf.world.state.digest())
    assert digests[0] == digests[1]


@given(seed=st.integers(0, 2**32))
def test_nobody_without_access_sees_or_changes_a_file(seed: int) -> None:
    shelf = Shelf()
    secret = shelf.file("zebra.txt", "Zebra crossing", owner=BOB, folder=shelf.folder("Zoo", owner=BOB))
    shelf.put("drive.put_comment", file=secret, author=BOB, text="Zebra?")
    calls = RandomCalls(shelf.world, seed)
    for _ in range(STEPS):
        before = shelf.world.state
        outcome = shelf.world.call(calls.next(CLEO), actor=agent(CLEO))
        assert "zebra" not in outcome.observation.lower()
        for change in diff(before, shelf.world.state):
            assert secret not in change.path, change
