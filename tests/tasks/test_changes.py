"""Changes that a task allows: any number of new rows, or so many; what is too many is what was made last."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama.snapshots.diff import Change
from diorama.tasks.changes import Allowed, Rules
from tests.mocks.mail.desk import ANN, BOB, CLEO, Desk
from tests.tasks.bench import Bench, task_of


def _collateral(may_change: list[str], *recipients: str) -> list[str]:
    """Return who the messages went to that were too many, when each got one."""
    work = Bench(Desk(), task_of(may_change=[*may_change, "new mail.threads", "new ledger.departures"]))
    for recipient in recipients:
        work.send(recipient)
    messages = work.world.state.table("mail.messages")
    return [messages[change.path.rpartition(".")[2]].to[0].email for change in work.verdict().collateral]


@pytest.mark.parametrize(("text", "entry"), [
    ("mail.messages.msg_1.labels", Allowed("mail.messages.msg_1.labels")),
    ("new mail.messages", Allowed("mail.messages", new=True)),
    ("2 new mail.messages", Allowed("mail.messages", new=True, most=2)),
    ("12 new mail.messages", Allowed("mail.messages", new=True, most=12)),
    ("0 new mail.messages", Allowed("0 new mail.messages")),
])
def test_an_entry_is_read_as_it_is_spelt(text: str, entry: Allowed) -> None:
    assert Allowed.read(text) == entry


def test_new_rows_without_a_number_may_be_any_number() -> None:
    assert _collateral(["new mail.messages"], ANN, CLEO, ANN) == []


def test_what_was_made_last_is_too_many() -> None:
    assert _collateral(["1 new mail.messages"], ANN) == []
    assert _collateral(["1 new mail.messages"], ANN, BOB) == [BOB, BOB]
    assert _collateral(["1 new mail.messages"], ANN, ANN) == [ANN]
    assert _collateral(["2 new mail.messages"], CLEO, ANN) == [ANN], "a colleague's copy is a row too"


def test_a_number_is_no_limit_where_another_entry_allows_all() -> None:
    assert _collateral(["1 new mail.messages", "new mail.messages"], ANN, CLEO) == []


PATHS = st.lists(st.sampled_from(["mail", "messages", "m", "m1", "labels"]), min_size=1, max_size=4).map(".".join)
ENTRIES = st.builds(
    lambda new, path, end: f"{new}{path}{end}", st.sampled_from(["", "new "]), PATHS,
    st.sampled_from(["", "*", ".*", "?", "[1]"]),
)


@given(st.lists(ENTRIES, max_size=4), PATHS, st.sampled_from([None, "old"]))
def test_rules_allow_what_one_of_their_entries_covers(texts: list[str], path: str, before: str | None) -> None:
    change = Change(path, before, "new")
    assert Rules.of(tuple(texts)).free(change) == any(Allowed.read(text).covers(change) for text in texts)
