"""Late indexes: whenever they are looked into, they are what a prompt index would be."""

from hypothesis import given
from hypothesis import strategies as st
from immutables import Map

from diorama.snapshots.late import REACH, STRIDE, Late, LateIndex
from diorama.snapshots.tables import Table
from tests.toy import Note, Toy

SCHEMA = Toy.schemas["toy.notes"]
WORDS = st.lists(st.sampled_from(["ash", "birch", "cedar"]), max_size=4).map(" ".join)
NOTES = st.builds(Note, text=WORDS, at=st.integers(0, 3), pinned=st.booleans())
ACTS = st.lists(st.tuples(
    st.sampled_from("abcde"), st.none() | NOTES, st.integers(0, 9), st.sampled_from(["look", "fork", "on", "on", "on"])
), max_size=150)


def right(table: Table[Note]) -> dict[str, list[tuple[int | str, str]]]:
    found: dict[str, list[tuple[int | str, str]]] = {}
    for identity in table.ids():
        for key in set(table[identity].text.split()):
            found.setdefault(key, []).append((table[identity].at, identity))
    return {key: sorted(where) for key, where in found.items()}


def looked_into(table: Table[Note]) -> dict[str, list[tuple[int | str, str]]]:
    return {key: list(table.find("by_word", key)) for key in table.keys("by_word")}


@given(ACTS)
def test_a_late_index_is_right_whenever_it_is_looked_into(acts: list[tuple[str, Note | None, int, str]]) -> None:
    versions: list[Table[Note]] = [Table(SCHEMA)]
    for identity, row, at, what in acts:
        table = versions[-1] if what != "fork" else versions[at % len(versions)]
        if row is not None:
            table = table.put(identity, row)
        elif identity in table:
            table = table.remove(identity)
        versions.append(table)
        if what == "look":
            assert looked_into(table) == right(table)
    for table in versions[::7] + versions[-1:]:
        assert looked_into(table) == right(table)


def counted(size: int) -> tuple[Table[Note], list[int]]:
    """Return a table whose late index counts the rows that it reads."""
    read: list[int] = []

    def keys(row: Note) -> list[str]:
        read.append(row.at)
        return row.text.split()

    schema = SCHEMA.__class__("toy.notes", Note, {"by_word": SCHEMA.indexes["by_word"]._replace(keys=keys)})
    table: Table[Note] = Table(schema)
    for i in range(size):
        table = table.put(f"n{i:04}", Note(text=f"w{i % 5}", at=i))
    return table, read


def test_writes_do_not_read_words_and_a_look_reads_each_row_once() -> None:
    table, read = counted(1000)
    assert read == []
    assert len(table.find("by_word", "w1")) == 200
    assert len(read) == 1000
    later = table.put("n0003", table["n0003"].replace(pinned=True)).put("new", Note(text="w1", at=5000))
    read.clear()
    assert len(later.find("by_word", "w1")) == 201
    assert read == [5000], "the row with the same text is not read again"


def test_forks_of_one_base_read_it_once() -> None:
    base, read = counted(1000)
    forks = [base.put("own", Note(text=f"own{i}", at=i)) for i in range(20)]
    for i, fork in enumerate(forks):
        assert len(fork.find("by_word", f"own{i}")) == 1
    assert len(read) <= 1000 + REACH + 20 * (STRIDE + 1)


def test_versions_that_nobody_looks_into_are_let_go() -> None:
    late = Late(Map())
    first = late
    for i in range(3 * REACH):
        late = late.after(Map(), (str(i), None, None))
    reach = 0
    version: Late | None = late
    while version is not None:
        assert version is not first
        version, reach = version._parent, reach + 1
    assert reach <= REACH + 1
    index = LateIndex(lambda row: (), lambda row: 0, lambda row: row)
    looked = late.after(Map(), ("x", None, None))
    looked.index("i", {"i": index})
    for i in range(2 * REACH - 2):
        looked = looked.after(Map(), (str(i), None, None))
    reach = 0
    version = looked
    while version is not None:
        version, reach = version._parent, reach + 1
    assert REACH < reach < 3 * REACH
