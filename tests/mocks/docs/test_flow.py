"""Indexes against a plain reference: a list with one item for every index, on which each edit is done naively."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from diorama.mocks.docs import grid as tables
from diorama.mocks.docs.draft import TabDraft
from diorama.mocks.docs.flow import EMPTY, Flow
from diorama.mocks.docs.grid import grid_at
from diorama.mocks.docs.records import Block, NamedRange, Piece, Run, Tab, TextStyle
from diorama.mocks.docs.units import narrow, runs_of, split, units, wide
from diorama.snapshots.errors import ToolError
from tests.mocks.docs.soundness import assert_blocks


class Unit(NamedTuple):
    """What one index stands for: a code unit, or a mark by its name; and whether it is bold."""

    what: str
    bold: bool = False

    @property
    def is_text(self) -> bool:
        """Whether it is part of a paragraph."""
        return len(self.what) == 1


def flat(flow: Flow) -> list[Unit]:
    """Return a flow as units."""
    out: list[Unit] = []
    for block in flow.blocks:
        if block.kind != "paragraph":
            out.append(Unit(block.kind))
            continue
        text = wide(block.text)
        looks = [bool(run.style.bold) for run in runs_of(block.runs, len(text)) for _ in range(run.length)]
        assert len(looks) == len(text)
        out.extend(map(Unit, text, looks))
    assert flow.end == len(out)
    return out


class Refused(Exception):
    """The reference refuses an edit."""


class Plain:
    """The reference."""

    def __init__(self, units_: Sequence[Unit]) -> None:
        self.units = list(units_)

    def _spot(self, at: int) -> None:
        if not 0 <= at < len(self.units) or not self.units[at].is_text or self._in_pair(at):
            raise Refused

    def _in_pair(self, at: int) -> bool:
        return 0 < at < len(self.units) and "\udc00" <= self.units[at].what <= "\udfff"

    def _look(self, at: int) -> bool:
        before = self.units[at - 1] if at else Unit("none")
        return (before if before.is_text and before.what != "\n" else self.units[at]).bold

    def insert(self, at: int, text: str) -> None:
        self._spot(at)
        look = self._look(at)
        self.units[at:at] = [Unit(one, look) for one in wide(text)]

    def delete(self, start: int, end: int) -> None:
        if not 0 <= start < end <= len(self.units) or self._in_pair(start) or self._in_pair(end):
            raise Refused
        depth = 0
        for at in range(start, end):
            what = self.units[at].what
            if (what == "section" and at == 0) or (what in ("row", "cell", "table_end") and depth == 0):
                raise Refused
            depth += (what == "table") - (what == "table_end")
        if depth:
            raise Refused
        last = self.units[end - 1]
        if (last.what == "\n" or not last.is_text) and (end == len(self.units) or not self.units[end].is_text):
            raise Refused
        del self.units[start:end]

    def bold(self, start: int, end: int) -> None:
        if not 0 <= start < end <= len(self.units) or self._in_pair(start) or self._in_pair(end):
            raise Refused
        for at in range(start, end):
            if self.units[at].is_text:
                self.units[at] = self.units[at]._replace(bold=True)

    def table(self, at: int, rows: int, columns: int) -> None:
        self._spot(at)
        row = [Unit("row"), *([Unit("cell"), Unit("\n")] * columns)]
        self.units[at:at] = [Unit("\n", self._look(at)), Unit("table"), *(row * rows), Unit("table_end")]

    def _cells(self, at: int) -> tuple[list[list[int]], int]:
        """Return where the cells of each row begin, and where the table ends."""
        if not 0 <= at < len(self.units) or self.units[at].what != "table":
            raise Refused
        depth, rows = 0, list[list[int]]()
        for place in range(at, len(self.units)):
            what = self.units[place].what
            depth += (what == "table") - (what == "table_end")
            if not depth:
                return rows, place
            if depth == 1 and what == "row":
                rows.append([])
            elif depth == 1 and what == "cell":
                rows[-1].append(place)
        raise AssertionError

    def row(self, at: int, row: int) -> None:
        rows, end = self._cells(at)
        if row > len(rows):
            raise Refused
        place = rows[row][0] - 1 if row < len(rows) else end
        self.units[place:place] = [Unit("row"), *([Unit("cell"), Unit("\n")] * len(rows[0]))]

    def column(self, at: int, column: int) -> None:
        rows, end = self._cells(at)
        if column > len(rows[0]):
            raise Refused
        for row in range(len(rows) - 1, -1, -1):
            behind = rows[row + 1][0] - 1 if row + 1 < len(rows) else end
            place = rows[row][column] if column < len(rows[row]) else behind
            if row + 1 < len(rows) or column < len(rows[row]):
                self.units[place:place] = [Unit("cell"), Unit("\n")]
            else:
                self.units[end:end] = [Unit("cell"), Unit("\n")]

    def drop_row(self, at: int, row: int) -> None:
        rows, end = self._cells(at)
        if row >= len(rows):
            raise Refused
        if len(rows) == 1:
            del self.units[at : end + 1]
            return
        behind = rows[row + 1][0] - 1 if row + 1 < len(rows) else end
        del self.units[rows[row][0] - 1 : behind]

    def drop_column(self, at: int, column: int) -> None:
        rows, end = self._cells(at)
        if column >= len(rows[0]):
            raise Refused
        if len(rows[0]) == 1:
            del self.units[at : end + 1]
            return
        for row in range(len(rows) - 1, -1, -1):
            behind = rows[row + 1][0] - 1 if row + 1 < len(rows) else end
            if column + 1 < len(rows[row]):
                behind = rows[row][column + 1]
            del self.units[rows[row][column] : behind]


def apply(flow: Flow, name: str, arguments: tuple[Any, ...]) -> None:
    """Do an edit on a flow."""
    first = arguments[0]
    match name:
        case "insert":
            flow.insert(first, arguments[1])
        case "delete":
            flow.delete(first, arguments[1])
        case "bold":
            flow.restyle(first, arguments[1], lambda run: run.replace(style=TextStyle(bold=True)))
        case "table":
            flow.break_before(first, tables.new_table(arguments[1], arguments[2]))
        case _:
            table = grid_at(flow, first)
            number = arguments[1]
            most = len(table.rows) if "row" in name else table.columns
            if number > most - ("drop" in name):
                raise ToolError("outside", "outside")
            moves: dict[str, Any] = {
                "row": tables.insert_row, "column": tables.insert_column,
                "drop_row": tables.delete_rows, "drop_column": tables.delete_columns,
            }
            moves[name](flow, table, {number} if "drop" in name else number)


TEXT = st.text(st.sampled_from("ab \n\t\U0001f600\U00020000\u00e9\u4e2d"), min_size=1, max_size=6)
EDITS = st.lists(st.one_of(
    st.tuples(st.just("insert"), st.integers(0, 70), TEXT), st.tuples(st.just("insert"), st.integers(0, 12), TEXT),
    st.tuples(st.just("delete"), st.integers(0, 60), st.integers(1, 12)),
    st.tuples(st.just("bold"), st.integers(0, 60), st.integers(1, 12)),
    st.tuples(st.just("table"), st.integers(0, 20), st.integers(1, 3), st.integers(1, 3)),
    st.tuples(st.sampled_from(["row", "column", "drop_row", "drop_column"]), st.integers(0, 5), st.integers(0, 3)),
), max_size=25)


@given(edits=EDITS)
def test_edits_do_what_they_do_on_a_plain_list(edits: list[tuple[Any, ...]]) -> None:
    flow = Flow([Block(kind="section"), EMPTY])
    plain = Plain(flat(flow))
    for name, at, *rest in edits:
        arguments: tuple[Any, ...] = (at, *rest)
        if name in ("delete", "bold"):
            arguments = (at, at + rest[0])
        elif name in ("row", "column", "drop_row", "drop_column"):  # the table of that number, if there is one
            starts = [place for place, unit in enumerate(plain.units) if unit.what == "table"]
            arguments = (starts[at] if at < len(starts) else at, rest[0])
        before = flat(flow)
        try:
            getattr(plain, name)(*arguments)
        except Refused:
            try:
                apply(flow, name, arguments)
            except ToolError:
                assert flat(flow) == before
                continue
            raise AssertionError(f"{name}{arguments} was not refused") from None
        apply(flow, name, arguments)
        assert flat(flow) == plain.units, (name, arguments)
        assert_blocks(flow.blocks, body=True)


@given(edits=EDITS, start=st.integers(1, 30), size=st.integers(1, 10))
def test_a_range_keeps_the_text_that_it_was_given(edits: list[tuple[Any, ...]], start: int, size: int) -> None:
    """A unit that was in the range stays in it, and one that was not stays out, until it is deleted."""
    text = "".join(chr(0x100 + number) for number in range(50))
    tab = TabDraft(Tab(file="f", tab="t.0", title="T"), ())
    flow = tab.add("", "body", [Block(kind="section"), Block(text=f"{text}\n")])
    tab.set(ranges=(NamedRange(id="r", name="r", pieces=(Piece(segment="", start=start, end=start + size),)),))
    inside = set(text[start - 1 : start - 1 + size])
    for name, at, *rest in edits:
        if name in ("insert", "delete", "table"):
            try:
                apply(flow, name, (at, at + rest[0]) if name == "delete" else (at, *rest))
            except ToolError:
                continue
    now = [unit.what for unit in flat(flow)]
    there = [at for at, what in enumerate(now) if what in inside]
    covered = {at for one in tab.tab.ranges for piece in one.pieces for at in range(piece.start, piece.end)}
    assert set(there) <= covered
    assert not any(now[at] in text and now[at] not in inside for at in covered)


@given(text=st.text(max_size=30))
def test_units_are_those_of_utf_16(text: str) -> None:
    text = text.encode("utf-8", "ignore").decode()
    assert units(text) == len(text.encode("utf-16-le")) // 2 == len(wide(text))
    assert narrow(wide(text)) == text


@given(lengths=st.lists(st.integers(1, 5), max_size=6), at=st.integers(0, 30))
def test_runs_are_split_where_they_should(lengths: list[int], at: int) -> None:
    runs = tuple(Run(length=one, style=TextStyle(size=one)) for one in lengths)
    left, right = split(runs, at)
    both = [[run.style.size for run in side for _ in range(run.length)] for side in (left, right)]
    whole = [run.style.size for run in runs for _ in range(run.length)]
    assert both == [whole[:at], whole[at:]]
