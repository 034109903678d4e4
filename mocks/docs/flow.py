"""Flow: a segment while it is edited, with the indexes that the vendor counts.

Blocks are replaced, never changed, so what an edit leaves alone is shared with the state before it.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from typing import Any, TypeAlias

import numpy as np

from ...snapshots.errors import ToolError
from .records import ELEMENT, NORMAL, PLAIN, Block, Element, ParagraphStyle, Run, TextStyle
from .units import joined, narrow, runs_of, split, splits_pair, units, wide

OPENS = {"table": 1, "contents": 1, "table_end": -1, "contents_end": -1}
NAMES = {
    "table": "a table", "row": "a table row", "cell": "a table cell", "table_end": "the end of a table",
    "section": "a section break", "contents": "a table of contents", "contents_end": "the end of a table of contents",
}
EMPTY = Block(text="\n")


def length(block: Block) -> int:
    """Return how many indexes a block takes."""
    return units(block.text) if block.kind == "paragraph" else 1


_Ends: TypeAlias = "np.ndarray[Any, np.dtype[np.int64]]"


def _counted(blocks: Sequence[Block]) -> _Ends:
    return np.fromiter(accumulate(map(length, blocks)), dtype=np.int64, count=len(blocks))


def _ends_of(blocks: tuple[Block, ...]) -> _Ends:
    """Return where each block ends, to do with as one likes: of a row's blocks it is counted once."""
    known = _known.get(id(blocks))
    if known is None or known[0] is not blocks:
        if len(_known) >= 4_096:
            _known.clear()
        known = _known[id(blocks)] = blocks, _counted(blocks)
    return known[1].copy()


_known: dict[int, tuple[tuple[Block, ...], _Ends]] = {}
"""The ends of the blocks of rows. The row's own tuple is kept with them, so that nothing else can have its id."""


class Flow:
    """The blocks of a segment in order. `moved(at, removed, added)` is told of every shift of indexes."""

    def __init__(self, blocks: Sequence[Block], moved: Callable[[int, int, int], None] | None = None) -> None:
        self.blocks = list(blocks)
        self.ends = _ends_of(blocks) if isinstance(blocks, tuple) else _counted(blocks)
        self.changed = False
        self.moved = moved

    # --- where things are ----------------------------------------------------------------------------------------

    @property
    def end(self) -> int:
        """The index behind the last newline."""
        return int(self.ends[-1])

    def start(self, number: int) -> int:
        """Return the index at which a block begins."""
        return int(self.ends[number - 1]) if number else 0

    def block_at(self, index: int) -> int:
        """Return the number of the block that an index lies in; ToolError where there is none."""
        if not 0 <= index < self.end:
            raise ToolError("invalid_index", f"Index {index} is outside of the segment, which ends at {self.end}.")
        return int(self.ends.searchsorted(index, side="right"))

    def place(self, index: int) -> tuple[int, int]:
        """Return the paragraph, and the offset in it, where something can be inserted."""
        number = self.block_at(index)
        block, offset = self.blocks[number], index - self.start(number)
        if block.kind != "paragraph":
            raise ToolError("invalid_index", f"At index {index} is {NAMES[block.kind]}; something can be inserted only "
                                             "within a paragraph, at the latest before its newline.")
        if not block.text.isascii() and splits_pair(wide(block.text), offset):
            raise ToolError("invalid_index", f"Index {index} lies within a surrogate pair: the character there takes "
                                             f"two indexes, {index - 1} and {index}.")
        return number, offset

    def bounds(self, start: int, end: int) -> None:
        """Refuse a range that is empty or not inside the segment."""
        if not 0 <= start < end <= self.end:
            raise ToolError("invalid_range", f"The range {start} to {end} must not be empty and lie within 0 to "
                                             f"{self.end}, where the segment ends.")
        for index in (start, end):
            if index < self.end and self.blocks[self.block_at(index)].kind == "paragraph":
                self.place(index)

    def within(self, start: int, end: int) -> list[int]:
        """Return the numbers of the paragraphs that overlap a range."""
        first = self.block_at(start)
        last = self.block_at(max(start, min(end, self.end) - 1))
        return [number for number in range(first, last + 1) if self.blocks[number].kind == "paragraph"]

    def paragraphs(self) -> Iterator[tuple[int, int, Block]]:
        """Yield number, start index and block of every paragraph."""
        for number, block in enumerate(self.blocks):
            if block.kind == "paragraph":
                yield number, self.start(number), block

    def slice(self, start: int, end: int) -> str:
        """Return the text of a range; newlines end paragraphs, and elements and marks are left out."""
        out: list[str] = []
        for number in self.within(start, end) if start < end else []:
            behind = self.start(number)
            out.append(wide(self.blocks[number].text)[max(0, start - behind) : end - behind])
        return narrow("".join(out)).replace(ELEMENT, "")

    # --- changes -------------------------------------------------------------------------------------------------

    def splice(self, first: int, behind: int, blocks: Sequence[Block]) -> None:
        """Put blocks in the place of those numbered `first` to `behind`, and count anew."""
        before = self.start(first)
        old = self.start(behind) if behind > first else before
        self.blocks[first:behind] = blocks
        new = list(accumulate(map(length, blocks), initial=before))
        if len(blocks) == behind - first:
            self.ends[first:behind] = new[1:]
            self.ends[behind:] += new[-1] - old
        else:
            tail = self.ends[behind:] + (new[-1] - old)
            self.ends = np.concatenate((self.ends[:first], np.array(new[1:], dtype=np.int64), tail))
        self.changed = True

    def put(self, number: int, block: Block) -> None:
        """Put a block of the same length in the place of another."""
        self.blocks[number] = block
        self.changed = True

    def tell(self, at: int, removed: int, added: int) -> None:
        """Say that indexes have shifted."""
        if self.moved is not None:
            self.moved(at, removed, added)

    def insert(self, index: int, text: str, *, inserted: tuple[str, ...] = (), style: TextStyle | None = None,
               element: Element | None = None) -> None:
        """Insert cleaned text. A newline makes a paragraph like the one that it is in; text looks as what is before it.

        With an element, the text is its one mark.
        """
        number, offset = self.place(index)
        block = self.blocks[number]
        body = wide(block.text)
        runs = runs_of(block.runs, len(body))
        left, right = split(runs, offset)
        new = wide(text)
        if style is None:
            style = self._inherited(left, right)
        fresh = Run(length=1, style=style, element=element, inserted=inserted)
        lines = new.split("\n")
        if len(lines) == 1:
            middle = (fresh.replace(length=len(new)),) if new else ()
            made = [self._para(block, body[:offset] + new + body[offset:], joined(left, middle, right))]
        else:
            made = []
            head, text_before = left, body[:offset]
            for line in lines[:-1]:
                made.append(self._para(block, f"{text_before}{line}\n",
                                       joined(head, (fresh.replace(length=len(line) + 1),))))
                head, text_before = (), ""
            last = lines[-1]
            middle = (fresh.replace(length=len(last)),) if last else ()
            made.append(self._para(block, last + body[offset:], joined(middle, right)))
        self.splice(number, number + 1, made)
        self.tell(index, 0, len(new))

    def _inherited(self, left: tuple[Run, ...], right: tuple[Run, ...]) -> TextStyle:
        near = left[-1] if left else right[0]
        if near.style.link and (not left or not right or right[0].style.link != near.style.link):
            return near.style.replace(link="")
        return near.style

    def _para(self, like: Block, text: str, runs: tuple[Run, ...]) -> Block:
        return Block(text=narrow(text), runs=runs, style=like.style, list=like.list, level=like.level,
                     restyled=like.restyled)

    def delete(self, start: int, end: int) -> list[Element]:
        """Delete a range; return the elements that went with it.

        ToolError where it would cut a table or take a newline that must stay.
        """
        self.bounds(start, end)
        first, last = self.block_at(start), self.block_at(end - 1)
        self._check_whole(first, last, start, end)
        one, other = self.blocks[first], self.blocks[last]
        before, rest = start - self.start(first), end - self.start(last)
        if rest == length(other):  # the last block goes whole: what follows takes its place
            following = self.blocks[last + 1] if last + 1 < len(self.blocks) else None
            if following is None or following.kind != "paragraph":
                what = ("the last newline of the segment" if following is None
                        else f"the newline before {NAMES[following.kind]}")
                raise ToolError("invalid_range", f"The range {start} to {end} holds {what}, which must stay; end at "
                                                 f"{end - 1}.")
            if not before:
                gone = self._elements(first, last, start, end)
                self.splice(first, last + 1, ())
                self.tell(start, end - start, 0)
                return gone
            rest, other, behind = 0, following, last + 2
        else:
            behind = last + 1
        gone = self._elements(first, last, start, end)
        body = wide(other.text)
        left_text = ""
        left: tuple[Run, ...] = ()
        if before:
            left_text = wide(one.text)[:before]
            left = split(runs_of(one.runs, length(one)), before)[0]
        _, right = split(runs_of(other.runs, len(body)), rest)
        self.splice(first, behind, [self._para(one if before else other, left_text + body[rest:], joined(left, right))])
        self.tell(start, end - start, 0)
        return gone

    def _check_whole(self, first: int, last: int, start: int, end: int) -> None:
        depth = 0
        for number in range(first, last + 1):
            block = self.blocks[number]
            step = OPENS.get(block.kind, 0)
            cut = (depth == 0 and (block.kind in ("row", "cell") or step < 0)) or (
                block.kind == "section" and number == 0)
            if cut:
                raise ToolError("invalid_range", f"The range {start} to {end} holds {NAMES[block.kind]} at "
                                                 f"{self.start(number)}, which cannot be deleted alone.")
            depth += step
        if depth:
            raise ToolError("invalid_range", f"The range {start} to {end} begins in front of a table or table of "
                                             "contents that it does not hold whole.")

    def _elements(self, first: int, last: int, start: int, end: int) -> list[Element]:
        out: list[Element] = []
        for number in range(first, last + 1):
            at = self.start(number)
            for run in self.blocks[number].runs:
                if run.element is not None and start <= at < end:
                    out.append(run.element)
                at += run.length
        return out

    def restyle(self, start: int, end: int, change: Callable[[Run], Run]) -> None:
        """Change the runs of a range."""
        self.bounds(start, end)
        for number in self.within(start, end):
            block, behind = self.blocks[number], self.start(number)
            size = self.start(number + 1) - behind
            left, rest = split(runs_of(block.runs, size), max(0, start - behind))
            middle, right = split(rest, min(size, end - behind) - max(0, start - behind))
            runs = joined(left, tuple(change(run) for run in middle), right)
            self.put(number, block.replace(runs=runs))

    def set_paragraphs(self, start: int, end: int, change: Callable[[Block], Block]) -> None:
        """Change the paragraphs that overlap a range, in all but their text."""
        self.bounds(start, end)
        for number in self.within(start, end):
            self.put(number, change(self.blocks[number]))

    def break_before(self, index: int, blocks: Sequence[Block]) -> int:
        """Insert a newline and blocks that are no paragraphs behind it; return the index at which they begin."""
        number, offset = self.place(index)
        block = self.blocks[number]
        body = wide(block.text)
        left, right = split(runs_of(block.runs, len(body)), offset)
        first = self._para(block, body[:offset] + "\n", joined(left, (Run(length=1, style=self._inherited(left, right)),
                                                                      )))
        second = self._para(block, body[offset:], joined(right))
        self.splice(number, number + 1, [first, *blocks, second])
        self.tell(index, 0, 1 + sum(map(length, blocks)))
        return index + 1


def paragraph(text: str, style: ParagraphStyle | None = None, look: TextStyle = PLAIN) -> Block:
    """Return a paragraph of one style; `text` without its newline."""
    line = f"{text}\n"
    runs = () if look == PLAIN else (Run(length=units(line), style=look),)
    return Block(text=line, runs=runs, style=style or NORMAL)
