"""Programs that compare neighbouring or sorted lines, and that mix them: uniq, comm, join, shuf, tsort."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from ..errors import FileError
from ..process import Process, Program
from .inputs import Inputs, chunks, records, size_of, write_lines
from .options import Given, Refused, Spec, program
from .quoting import quote, quoteaf, quotef
from .sorting import upper


def _opened(process: Process, path: str) -> Iterator[str]:
    """Yield the lines of a file; FileError if it cannot be read."""
    return records(process, process.open(path))


# --- uniq ---

_METHODS = {"D": ("none", "prepend", "separate"), "group": ("prepend", "append", "separate", "both")}


@program(Spec("cdDf:is:uw:z0123456789",
              "count=c repeated=d all-repeated:: skip-fields=f ignore-case=i skip-chars=s unique=u "
              "check-chars=w zero-terminated=z group::"))
def uniq(process: Process, given: Given) -> int:
    """Write lines that follow equal ones once."""
    if len(given.operands) > 2:
        raise Refused(f"extra operand {quote(given.operands[2])}", hint=True)
    source, target = [*given.operands, "-", "-"][:2] if len(given.operands) < 2 else given.operands
    end = "\0" if "z" in given else "\n"
    repeats = given.get("all-repeated") or "none" if "D" in given or "all-repeated" in given else ""
    groups = (given.get("group") or "separate") if "group" in given else ""
    for option, method, kind in (("all-repeated", repeats, "D"), ("group", groups, "group")):
        if method and method not in _METHODS[kind]:
            choices = "".join(f"\n  - '{one}'" for one in _METHODS[kind])
            raise Refused(f"invalid argument {quote(method)} for '--{option}'\nValid arguments are:{choices}",
                          hint=True)
    if groups and (repeats or any(letter in given for letter in "cdu")):
        raise Refused("--group is mutually exclusive with -c/-d/-D/-u", hint=True)
    if repeats and "c" in given:
        raise Refused("printing all duplicated lines and repeat counts is meaningless", hint=True)
    key = _uniq_key(given)
    try:
        stream = process.open(source)
    except FileError as error:
        message = f"error reading {quoteaf(source)}" if error.name == "EISDIR" else f"{quotef(source)}: {error.text}"
        return process.complain(message)
    out: list[str] = []
    for i, rows in enumerate(_runs(records(process, stream, end), key)):
        if groups:
            out += [""] * (groups in ("prepend", "both") or (groups == "separate" and i > 0))
            out += [*rows, *([""] * (groups == "append"))]
        elif repeats:
            if len(rows) > 1:
                out += [""] * (repeats == "prepend" or (repeats == "separate" and bool(out)))
                out += rows
        elif not (("d" in given and len(rows) == 1) or ("u" in given and len(rows) > 1)):
            out.append(f"{len(rows):7d} {rows[0]}" if "c" in given else rows[0])
    if groups == "both" and out:
        out.append("")
    text = "".join(row + end for row in out)
    if target == "-":
        process.out(text)
    else:
        process.write(target, text)
    return 0


def _uniq_key(given: Given) -> Callable[[str], str]:
    old = "".join(option for option, _ in given if option.isdecimal())
    fields = _count(given, "f", "number of fields to skip") if "f" in given else int(old or 0)
    skipped, most = _count(given, "s", "number of bytes to skip"), _count(given, "w", "number of bytes to compare")
    limited = "w" in given
    folds = "i" in given
    pattern = re.compile(rf"(?:[ \t\n]*[^ \t\n]*){{{min(fields, 1000)}}}")

    def key(row: str) -> str:
        if fields:
            found = pattern.match(row)
            row = row[found.end() :] if found else ""
        row = row[skipped : skipped + most] if limited else row[skipped:]
        return upper(row) if folds else row

    return key


def _count(given: Given, option: str, what: str) -> int:
    text = given.get(option, "0")
    if not re.fullmatch(r"\s*\+?[0-9]+", text):
        raise Refused(f"{text}: invalid {what}")
    return int(text)


def _runs(rows: Iterator[str], key: Callable[[str], str]) -> Iterator[list[str]]:
    waiting: list[str] = []
    before = ""
    for row in rows:
        now = key(row)
        if waiting and now != before:
            yield waiting
            waiting = []
        waiting.append(row)
        before = now
    if waiting:
        yield waiting


# --- comm and join ---


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


# --- shuf and tsort ---


@program(Spec("ei:n:o:rz", "echo=e input-range=i head-count=n output=o repeat=r random-source: zero-terminated=z"))
def shuf(process: Process, given: Given) -> int:
    """Write lines in an order of chance."""
    end = "\0" if "z" in given else "\n"
    draw = process.session.draw
    counts = [size_of(text, "line count") for text in given.all("n")]
    if "i" in given:
        found = re.fullmatch(r"([0-9]+)-([0-9]+)", given.get("i"))
        if "e" in given:
            raise Refused("cannot combine -e and -i options", hint=True)
        if found is None or int(found.group(1)) > int(found.group(2)) + 1:
            raise Refused(f"invalid input range: {quote(given.get('i'))}")
        if given.operands:
            raise Refused(f"extra operand {quote(given.operands[0])}", hint=True)
        rows: Sequence[object] = range(int(found.group(1)), int(found.group(2)) + 1)
    elif "e" in given:
        rows = given.operands
    else:
        if len(given.operands) > 1:
            raise Refused(f"extra operand {quote(given.operands[1])}", hint=True)
        inputs = Inputs(process, given.operands, directory="read error: {error}")
        rows = [row for _, stream in inputs for row in records(process, stream, end)]
        if inputs.code:
            return inputs.code
    count = min(counts) if counts else len(rows)
    if "r" in given:
        if not rows and (count or not counts):
            raise Refused("no lines to repeat")
        out = (f"{rows[draw.below(len(rows))]}{end}" for _ in _endless(process, count if counts else None))
    else:
        out = (f"{row}{end}" for row in _drawn(process, rows, min(count, len(rows))))
    if "o" in given:
        process.write(given.get("o"), "".join(out))
    else:
        write_lines(process, out)
    return 0


def _endless(process: Process, count: int | None) -> Iterator[int]:
    done = 0
    while count is None or done < count:
        if not done & 63:
            process.tick()
        yield done
        done += 1


def _drawn(process: Process, rows: Sequence[object], count: int) -> Iterator[object]:
    """Yield some of the rows, drawn without putting them back; rows need not all be made for it."""
    moved: dict[int, int] = {}
    for i in _endless(process, count):
        j = process.session.draw.between(i, len(rows) - 1)
        yield rows[moved.get(j, j)]
        moved[j] = moved.pop(i, i)


@program(Spec())
def tsort(process: Process, given: Given) -> int:
    """Write names so that each comes after those that must come before it."""
    if len(given.operands) > 1:
        raise Refused(f"extra operand {quote(given.operands[1])}", hint=True)
    path = (given.operands or ["-"])[0]
    words = "".join(chunks(process, process.open(path))).split()
    if len(words) % 2:
        return process.complain(f"{quotef(path)}: input contains an odd number of tokens")
    after: dict[str, list[str]] = {word: [] for word in words}
    before = dict.fromkeys(words, 0)
    for first, second in zip(words[::2], words[1::2], strict=True):
        if first != second:
            after[first].append(second)
            before[second] += 1
    code = 0
    left = sorted(after)
    while left:
        ready = [word for word in left if not before[word]]
        while ready:
            word = ready.pop(0)
            process.out(f"{word}\n")
            left.remove(word)
            for other in reversed(after[word]):
                before[other] -= 1
                if not before[other]:
                    ready.append(other)
        process.tick()
        if left:
            code = process.complain(f"{quotef(path)}: input contains a loop:")
            loop = _loop(left, after)
            for word in loop:
                process.complain(word)
            after[loop[-1]].reverse()
            after[loop[-1]].remove(loop[0])
            after[loop[-1]].reverse()
            before[loop[0]] -= 1
    return code


def _loop(left: Sequence[str], after: dict[str, list[str]]) -> list[str]:
    """Return names of which each must come before the next and the last before the first.

    They are found as GNU does it, by going through all names again and again for one that leads to the last one found.
    """
    chain: dict[str, str] = {}
    head = left[0]
    first = True
    while True:
        for word in left[first:]:
            first = False
            if head not in after[word]:
                continue
            if word in chain:
                out = [head]
                while out[-1] != word:
                    out.append(chain[out[-1]])
                return out
            chain[word] = head
            head = word
        first = False


PROGRAMS: dict[str, Program] = {"uniq": uniq, "comm": comm, "join": join, "shuf": shuf, "tsort": tsort}
