"""fmt: fills paragraphs so that their lines are about equally long, with the costs that GNU's has for each break."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..process import Process, Program
from .inputs import Inputs, records, write_lines
from .options import Given, Refused, Spec, program
from .quoting import quote

_LINE, _SENTENCE, _NO_BREAK, _PARENTHESIS, _PUNCTUATION = 70**2, 50**2, 600**2, 40**2, 40**2
_WIDOW, _ORPHAN = 200**2, 150**2


class _Word(NamedTuple):
    """A word, the spaces behind it, and what it means for a break."""

    text: str
    space: int
    opens: bool
    period: bool
    punctuation: bool
    final: bool


def _words(lines: Sequence[str], *, uniform: bool) -> list[_Word]:
    out: list[_Word] = []
    for line in lines:
        for found in re.finditer(r"(\S+)([ \t]*)", line):
            text, blanks = found.groups()
            at_end = found.end() == len(line)
            period = text.rstrip(")]'\"")[-1:] in tuple(".?!")
            final = period and (at_end or len(blanks) > 1)
            space = (2 if final else 1) if at_end or uniform else len(blanks)
            punctuation = bool(re.match(r"[!-/:-@\[-`{-~]", text[-1]))
            out.append(_Word(text, space, text[0] in "([`'\"", period, punctuation, final))
    if out:
        out[-1] = out[-1]._replace(period=True, final=True)
    return out


def _base_cost(words: Sequence[_Word], at: int) -> int:
    cost = _LINE
    if at > 0:
        before = words[at - 1]
        if before.period:
            cost += -_SENTENCE if before.final else _NO_BREAK
        elif before.punctuation:
            cost -= _PUNCTUATION
        elif at > 1 and words[at - 2].final:
            cost += _WIDOW // (len(before.text) + 2)
    if words[at].opens:
        cost -= _PARENTHESIS
    elif words[at].final:
        cost += _ORPHAN // (len(words[at].text) + 2)
    return cost


def _filled(process: Process, words: Sequence[_Word], indent: str, most: int, goal: int) -> Iterator[str]:
    """Yield the lines of a paragraph whose breaks cost least."""
    count = len(words)
    best, breaks, sizes = [0] * (count + 1), [count] * (count + 1), [0] * (count + 1)
    for start in range(count - 1, -1, -1):
        process.tick()
        least: int | None = None
        size = len(indent) + len(words[start].text)
        at = start
        while True:
            at += 1
            cost = best[at]
            if at < count:
                cost += (10 * (goal - size)) ** 2
                if breaks[at] != count:
                    cost += (10 * (size - sizes[at])) ** 2 // 2
            if least is None or cost < least:
                least, breaks[start], sizes[start] = cost, at, size
            if at == count:
                break
            size += words[at - 1].space + len(words[at].text)
            if size >= most:
                break
        best[start] = least + _base_cost(words, start)
    start = 0
    while start < count:
        end = breaks[start]
        line = "".join(word.text + " " * word.space for word in words[start : end - 1]) + words[end - 1].text
        yield f"{indent}{line}\n"
        start = end


def fmt(process: Process) -> int:
    """Fill paragraphs."""
    process.args = [f"-w{word[1:]}" if re.fullmatch(r"-[0-9]+", word) else word for word in process.args]
    return _fmt(process)


@program(Spec("cg:p:stuw:", "crown-margin=c goal=g prefix=p split-only=s tagged-paragraph=t uniform-spacing=u width=w"))
def _fmt(process: Process, given: Given) -> int:
    """Fill paragraphs."""
    for option in ("w", "g"):
        if not re.fullmatch(r"[0-9]+", given.get(option, "0")):
            raise Refused(f"invalid width: {quote(given.get(option))}")
    most = int(given.get("w", str(int(given.get("g", "65")) + 10)))
    if most > 2500:
        raise Refused(f"invalid width: {quote(given.get('w'))}: Numerical result out of range")
    goal = int(given.get("g", str(most * 187 // 200)))
    inputs = Inputs(process, given.operands, missing="cannot open {quoted} for reading: {error}")
    for _, stream in inputs:
        write_lines(process, _formatted(process, given, records(process, stream), most, goal))
    return inputs.code


def _formatted(process: Process, given: Given, lines: Iterator[str], most: int, goal: int) -> Iterator[str]:
    paragraph: list[str] = []
    indent = ""
    for line in lines:
        line = line.expandtabs()
        here = line[: len(line) - len(line.lstrip(" "))]
        if paragraph and (not line.strip() or here != indent or "s" in given):
            yield from _filled(process, _words(paragraph, uniform="u" in given), indent, most, goal)
            paragraph = []
        if not line.strip():
            yield "\n"
        elif not line.startswith(given.get("p")):
            yield f"{line}\n"
        else:
            indent = here
            paragraph.append(line.strip(" "))
    if paragraph:
        yield from _filled(process, _words(paragraph, uniform="u" in given), indent, most, goal)


PROGRAMS: dict[str, Program] = {"fmt": fmt}
