"""Programs that merge two sorted files: comm, join."""

import re
from collections.abc import Callable, Iterator
from functools import partial

from ..process import Process, Program
from .inputs import records, write_lines
from .options import Given, Refused, Spec, program
from .quoting import quote
from .sorting import upper


def _opened(process: Process, path: str) -> Iterator[str]:
    """Yield the lines of a file; FileError if it cannot be read."""
    return records(process, process.open(path))


class _Sorted:
    """The lines of a file that should be in order; says once if they are not."""

    def __init__(self, process: Process, rows: Iterator[str], said: str, check: str,
                 key: Callable[[str], object]) -> None:
        self._process = process
        self._rows = rows
        self._said = said
        self._check = check
        self._key = key
        self._number = 0
        self.row: str | None = None
        self.wrong = False
        self.unpaired = False
        """Whether some line had no partner: order is not checked before that, unless it was asked for."""
        self.next()

    def next(self) -> None:
        """Go on to the next line."""
        before, self.row = self.row, next(self._rows, None)
        self._number += 1
        asked = self._check == "check-order" or (self._check == "" and self.unpaired)
        if not asked or self.wrong or before is None or self.row is None:
            return
        if self._key(before) > self._key(self.row):  # type: ignore[operator]
            self.wrong = True
            self._process.complain(self._said.format(number=self._number, row=self.row))
            if self._check == "check-order":
                raise Refused("")


@program(Spec("123z", "check-order nocheck-order output-delimiter: total zero-terminated=z"))
def comm(process: Process, given: Given) -> int:
    """Compare two sorted files line by line."""
    _two(given)
    end = "\0" if "z" in given else "\n"
    gap = given.get("output-delimiter", "\t") or "\0"
    check = given.last("check-order", "nocheck-order")
    files = []
    for i, path in enumerate(given.operands, 1):
        rows = records(process, process.open(path), end)
        files.append(_Sorted(process, rows, f"file {i} is not in sorted order", check, str))
    left, right = files
    totals = [0, 0, 0]
    columns = ["", gap * ("1" not in given), gap * (("1" not in given) + ("2" not in given))]
    out: list[str] = []

    def show(column: int, row: str) -> None:
        totals[column] += 1
        if str(column + 1) not in given:
            out.append(columns[column] + row + end)

    try:
        while left.row is not None or right.row is not None:
            if right.row is None or (left.row is not None and left.row < right.row):
                left.unpaired = right.unpaired = True
                show(0, left.row or "")
                left.next()
            elif left.row is None or right.row < left.row:
                left.unpaired = right.unpaired = True
                show(1, right.row)
                right.next()
            else:
                show(2, left.row)
                left.next()
                right.next()
        if "total" in given:
            out.append(gap.join([*map(str, totals), "total"]) + end)
    finally:  # what came before a line out of order is written
        write_lines(process, iter(out))
    if left.wrong or right.wrong:
        return process.complain("input is not in sorted order")
    return 0


def _two(given: Given) -> None:
    if len(given.operands) < 2:
        missing = f"missing operand after {quote(given.operands[0])}" if given.operands else "missing operand"
        raise Refused(missing, hint=True)
    if len(given.operands) > 2:
        raise Refused(f"extra operand {quote(given.operands[2])}", hint=True)


@program(Spec("a:e:i1:2:j:o:t:v:z", "ignore-case=i check-order nocheck-order zero-terminated=z header"))
def join(process: Process, given: Given) -> int:
    """Join the lines of two sorted files by a common field."""
    if "o" in given and len(given.operands) > 2:
        given = _more_columns(given)
    _two(given)
    end, tab = "\0" if "z" in given else "\n", given.get("t").replace("\\0", "\0") if "t" in given else None
    if tab and len(tab) > 1:
        raise Refused(f"multi-character tab {quote(tab)}")
    if given.operands == ["-", "-"]:
        raise Refused("both files cannot be standard input")
    fields = [_field_number(given.get(str(i)) or given.get("j") or "1") for i in (1, 2)]
    shown = _unpairable(given)
    columns = [part for text in given.all("o") for part in re.split(r"[ ,\t]+", text) if part]
    wanted = [] if columns == ["auto"] else [_column(one) for one in columns]

    def cells(row: str) -> list[str]:
        if tab is not None:
            return row.split(tab) if tab else [row]
        return [one for one in re.split(r"[ \t\n]+", row) if one]

    def key(i: int, row: str) -> str:
        parts = cells(row)
        text = parts[fields[i]] if fields[i] < len(parts) else ""
        return upper(text) if "i" in given else text

    check = given.last("check-order", "nocheck-order")
    rows = [records(process, process.open(path), end) for path in given.operands]
    heads = [next(one, None) for one in rows] if "header" in given else [None, None]
    left, right = (
        _Sorted(process, rows[i], f"{given.operands[i]}:{{number}}: is not sorted: {{row}}", check, partial(key, i))
        for i in (0, 1))
    widths = [len(cells(row)) if row is not None else 0 for row in
              ((heads[0], heads[1]) if "header" in given else (left.row, right.row))]
    gap = tab or " "
    filler = given.get("e")
    out: list[str] = []

    def show(first: str | None, second: str | None) -> None:
        parts = [cells(first) if first is not None else [], cells(second) if second is not None else []]
        which = 0 if first is not None else 1
        place = fields[which]
        value = parts[which][place] if place < len(parts[which]) else ""
        if wanted:
            found = [value if number == -1 else (parts[number][at : at + 1] or [""])[0] for number, at in wanted]
        elif columns:
            found = [value] + [(parts[i][at : at + 1] or [""])[0] for i in (0, 1) for at in range(widths[i])
                               if at != fields[i]]
        else:
            found = [value] + [cell for i in (0, 1) for at, cell in enumerate(parts[i]) if at != fields[i]]
        out.append(gap.join(cell or filler for cell in found) + end)

    if "header" in given and (heads[0] is not None or heads[1] is not None):
        show(heads[0], heads[1])
    while left.row is not None and right.row is not None:
        one, two = key(0, left.row), key(1, right.row)
        if one == two:
            groups = [_same(left, lambda row: key(0, row), one), _same(right, lambda row: key(1, row), two)]
            if 3 in shown:
                for first in groups[0]:
                    for second in groups[1]:
                        show(first, second)
            process.tick(len(groups[0]) * len(groups[1]) >> 6)
            continue
        left.unpaired = right.unpaired = True
        if one < two:
            if 1 in shown:
                show(left.row, None)
            left.next()
        else:
            if 2 in shown:
                show(None, right.row)
            right.next()
    for i, side in enumerate((left, right)):
        while side.row is not None:
            left.unpaired = right.unpaired = True
            if i + 1 in shown:
                show(*((side.row, None) if i == 0 else (None, side.row)))
            side.next()
    write_lines(process, iter(out))
    if left.wrong or right.wrong:
        return process.complain("input is not in sorted order")
    return 0


def _same(side: _Sorted, key: Callable[[str], str], value: str) -> list[str]:
    out: list[str] = []
    while side.row is not None and key(side.row) == value:
        out.append(side.row)
        side.next()
    return out


def _more_columns(given: Given) -> Given:
    """Take operands for columns where POSIX lets `-o 1.1 2.2` stand in several words."""
    given.found.append(("o", " ".join(given.operands[:-2])))
    given.operands = given.operands[-2:]
    return given


def _field_number(text: str) -> int:
    if not re.fullmatch(r"[0-9]+", text) or int(text) == 0:
        raise Refused(f"invalid field number: {quote(text)}")
    return int(text) - 1


def _column(text: str) -> tuple[int, int]:
    if text == "0":
        return -1, 0
    found = re.fullmatch(r"([12])\.(.*)", text)
    if found is None:
        if re.match(r"[12](\.|$)", text) or text.startswith("0"):
            raise Refused(f"invalid field specifier: {quote(text)}")
        raise Refused(f"invalid file number in field spec: {quote(text)}")
    return int(found.group(1)) - 1, _field_number(found.group(2))


def _unpairable(given: Given) -> set[int]:
    """Return what is shown: lines only in the first file (1), only in the second (2), pairs (3)."""
    for option, value in given:
        if option in "av" and value not in ("1", "2"):
            raise Refused(f"invalid field number: {quote(value)}")
    only = {int(value) for value in given.all("v")}
    return {*only, *map(int, given.all("a")), *(() if only else (3,))}


PROGRAMS: dict[str, Program] = {"comm": comm, "join": join}
