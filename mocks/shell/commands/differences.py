"""Differences: which lines of two files to delete and insert, chosen exactly as GNU diff chooses among equal ways.

The search is that of Eugene Myers from both ends ("An O(ND) Difference Algorithm and its Variations", 1986). Before it,
lines that match nothing, or too much, are put aside; after it, runs of changes are moved and merged where lines repeat.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

_FAR = 1 << 60


class Change(NamedTuple):
    """Lines `old` to `old_end` (exclusive, from 0) of the first file become `new` to `new_end` of the second."""

    old: int
    old_end: int
    new: int
    new_end: int


def changes(
    first: Sequence[str], second: Sequence[str], horizon: int, tick: Callable[[int], None], *, minimal: bool = False,
) -> list[Change]:
    """Return what changes between two sequences of lines that are equal if their texts are.

    `horizon` is how many of the equal lines at both ends take part in moving changes: the lines of context.
    """
    low, high = _ends(first, second, horizon)
    sides = (first[low : len(first) - high], second[low : len(second) - high])
    numbers: dict[str, int] = {}
    equal = [[numbers.setdefault(line, len(numbers)) for line in side] for side in sides]
    changed = [[False] * (len(side) + 2) for side in sides]  # one before and one after, which are never changed
    kept = _kept(equal, changed, minimal=minimal)
    search = _Search([equal[0][i] for i in kept[0]], [equal[1][i] for i in kept[1]], tick)
    search.compare(0, len(kept[0]), 0, len(kept[1]))
    for side in (0, 1):
        for i in search.changed[side]:
            changed[side][kept[side][i] + 1] = True
    for side in (0, 1):
        _moved(changed[side], changed[1 - side], equal[side])
    return _script(changed, low)


def _ends(first: Sequence[str], second: Sequence[str], horizon: int) -> tuple[int, int]:
    """Return how many equal lines at the beginning and at the end are left out."""
    low, most = 0, min(len(first), len(second))
    while low < most and first[low] == second[low]:
        low += 1
    low = max(low - horizon, 0)
    high, most = 0, most - low
    while high < most and first[-1 - high] == second[-1 - high]:
        high += 1
    return low, max(high - horizon, 0)


def _kept(equal: Sequence[Sequence[int]], changed: Sequence[list[bool]], *, minimal: bool) -> list[list[int]]:
    """Return the lines that take part in the search; the others are changed."""
    marks = []
    for side in (0, 1):
        counts: dict[int, int] = {}
        for number in equal[1 - side]:
            counts[number] = counts.get(number, 0) + 1
        many, left = 5, len(equal[side]) // 64
        while (left := left >> 2) > 0:
            many *= 2
        found = [counts.get(number, 0) for number in equal[side]]
        marks.append([1 if count == 0 else 2 if count > many else 0 for count in found])
    out = []
    for side in (0, 1):
        _settle(marks[side])
        out.append([i for i, mark in enumerate(marks[side]) if minimal or not mark])
        for i, mark in enumerate(marks[side]):
            if mark and not minimal:
                changed[side][i + 1] = True
    return out


def _settle(marks: list[int]) -> None:
    """Decide which of the lines that match too much (2) are put aside: those amid lines that match nothing (1)."""
    i = 0
    while i < len(marks):
        if marks[i] == 2:
            marks[i] = 0
        elif marks[i]:
            j = i
            while j < len(marks) and marks[j]:
                j += 1
            while j > i and marks[j - 1] == 2:
                j -= 1
                marks[j] = 0
            provisional = marks[i:j].count(2)
            if provisional * 4 > j - i:
                marks[i:j] = [0 if mark == 2 else mark for mark in marks[i:j]]
            else:
                _thin(marks, i, j - i)
                i += j - i - 1
        i += 1


def _thin(marks: list[int], i: int, length: int) -> None:
    minimum, left = 1, length >> 2
    while (left := left >> 2) > 0:
        minimum <<= 1
    minimum += 1
    j = in_row = 0
    while j < length:
        if marks[i + j] != 2:
            in_row = 0
        else:
            in_row += 1
            if in_row == minimum:
                j -= in_row  # back to where the run begins, all of which is to be kept
            elif in_row > minimum:
                marks[i + j] = 0
        j += 1
    for step, start in ((1, i), (-1, i + length - 1)):
        in_row = 0
        for j in range(length):
            at = start + step * j
            if j >= 8 and marks[at] == 1:
                break
            if marks[at] == 2:
                in_row, marks[at] = 0, 0
            else:
                in_row = in_row + 1 if marks[at] else 0
            if in_row == 3:
                break


class _Search:
    """Finds a shortest way from one sequence to the other; `changed` has what is on it, by side."""

    def __init__(self, first: Sequence[int], second: Sequence[int], tick: Callable[[int], None]) -> None:
        self._first, self._second = first, second
        self._tick = tick
        self._shift = len(second) + 1
        size = len(first) + len(second) + 3
        self._forward, self._backward = [0] * size, [0] * size
        self.changed: tuple[list[int], list[int]] = ([], [])

    def compare(self, x: int, x_end: int, y: int, y_end: int) -> None:
        """Note what changes between two stretches."""
        waiting = [(x, x_end, y, y_end)]
        while waiting:
            x, x_end, y, y_end = waiting.pop()
            while x < x_end and y < y_end and self._first[x] == self._second[y]:
                x, y = x + 1, y + 1
            while x < x_end and y < y_end and self._first[x_end - 1] == self._second[y_end - 1]:
                x_end, y_end = x_end - 1, y_end - 1
            if x == x_end:
                self.changed[1].extend(range(y, y_end))
            elif y == y_end:
                self.changed[0].extend(range(x, x_end))
            else:
                x_mid, y_mid = self._middle(x, x_end, y, y_end)
                waiting += [(x_mid, x_end, y_mid, y_end), (x, x_mid, y, y_mid)]

    def _middle(self, x_low: int, x_high: int, y_low: int, y_high: int) -> tuple[int, int]:
        """Return a point on a shortest way between two stretches, where the searches from both ends meet."""
        first, second, shift = self._first, self._second, self._shift
        ahead, back = self._forward, self._backward
        least, most = x_low - y_high, x_high - y_low
        f_min = f_max = x_low - y_low
        b_min = b_max = x_high - y_high
        odd = (f_min - b_min) & 1
        ahead[f_min + shift], back[b_min + shift] = x_low, x_high
        while True:
            self._tick(1 + (f_max - f_min >> 5))
            if f_min > least:
                f_min -= 1
                ahead[f_min - 1 + shift] = -1
            else:
                f_min += 1
            if f_max < most:
                f_max += 1
                ahead[f_max + 1 + shift] = -1
            else:
                f_max -= 1
            for d in range(f_max, f_min - 1, -2):
                low, high = ahead[d - 1 + shift], ahead[d + 1 + shift]
                x = high if low < high else low + 1
                y = x - d
                while x < x_high and y < y_high and first[x] == second[y]:
                    x, y = x + 1, y + 1
                ahead[d + shift] = x
                if odd and b_min <= d <= b_max and back[d + shift] <= x:
                    return x, y
            if b_min > least:
                b_min -= 1
                back[b_min - 1 + shift] = _FAR
            else:
                b_min += 1
            if b_max < most:
                b_max += 1
                back[b_max + 1 + shift] = _FAR
            else:
                b_max -= 1
            for d in range(b_max, b_min - 1, -2):
                low, high = back[d - 1 + shift], back[d + 1 + shift]
                x = low if low < high else high - 1
                y = x - d
                while x_low < x and y_low < y and first[x - 1] == second[y - 1]:
                    x, y = x - 1, y - 1
                back[d + shift] = x
                if not odd and f_min <= d <= f_max and x <= ahead[d + shift]:
                    return x, y


def _moved(changed: list[bool], other: Sequence[bool], equal: Sequence[int]) -> None:
    """Move runs of changes as far down as lines repeat, merging those that meet, or beside one in the other file."""
    i = j = 0
    end = len(equal)
    while True:
        while i < end and not changed[i + 1]:
            while other[j + 1]:
                j += 1
            j += 1
            i += 1
        if i == end:
            return
        start = i
        while changed[i + 1]:
            i += 1
        while other[j + 1]:
            j += 1
        while True:
            length = i - start
            while start and equal[start - 1] == equal[i - 1]:
                start -= 1
                i -= 1
                changed[start + 1], changed[i + 1] = True, False
                while changed[start]:
                    start -= 1
                j -= 1
                while other[j + 1]:
                    j -= 1
            beside = i if other[j] else end
            while i != end and equal[start] == equal[i]:
                changed[start + 1], changed[i + 1] = False, True
                start += 1
                i += 1
                while changed[i + 1]:
                    i += 1
                j += 1
                while other[j + 1]:
                    beside = i
                    j += 1
            if length == i - start:
                break
        while beside < i:
            start -= 1
            i -= 1
            changed[start + 1], changed[i + 1] = True, False
            j -= 1
            while other[j + 1]:
                j -= 1


def _script(changed: Sequence[Sequence[bool]], low: int) -> list[Change]:
    out: list[Change] = []
    i = j = 0
    while i < len(changed[0]) - 2 or j < len(changed[1]) - 2:
        start, other = i, j
        while changed[0][i + 1]:
            i += 1
        while changed[1][j + 1]:
            j += 1
        if i > start or j > other:
            out.append(Change(start + low, i + low, other + low, j + low))
        i, j = i + 1, j + 1
    return out


def hunks(found: Sequence[Change], context: int, ignored: Callable[[Change], bool]) -> list[list[Change]]:
    """Return changes in groups that share their lines of context."""
    if not found:
        return []
    out = [[found[0]]]
    for before, change in pairwise(found):
        threshold = context if ignored(before) or ignored(change) else 2 * context + 1
        if change.old - before.old_end < threshold:
            out[-1].append(change)
        else:
            out.append([change])
    return out
