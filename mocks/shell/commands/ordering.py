"""Programs that put lines into an order of their own: shuf by chance, tsort by what comes before what."""

import re
from collections.abc import Iterator, Sequence

from ..process import Process, Program
from .inputs import Inputs, chunks, records, size_of, write_lines
from .options import Given, Refused, Spec, program
from .quoting import quote, quotef


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


PROGRAMS: dict[str, Program] = {"shuf": shuf, "tsort": tsort}
