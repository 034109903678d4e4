"""Programs that take columns out of lines, put lines side by side and change characters: cut, paste, rev, tr."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from ..letters import is_alnum, is_alpha
from ..process import Process, Program
from .inputs import Inputs, chunks, records, write_lines
from .options import Given, Refused, Spec, program
from .quoting import quote

# --- cut ---


@program(Spec("b:c:d:f:nsz", "bytes=b characters=c fields=f delimiter=d only-delimited=s output-delimiter: complement "
              "zero-terminated=z"))
def cut(process: Process, given: Given) -> int:
    """Write parts of lines."""
    lists = [(option, value) for option, value in given if option in "bcf"]
    if not lists:
        raise Refused("you must specify a list of bytes, characters, or fields", hint=True)
    if len(lists) > 1:
        raise Refused("only one list may be specified", hint=True)
    kind, text = lists[0]
    delimiter = given.get("d", "\t") or "\0"
    if len(delimiter) > 1:
        raise Refused("the delimiter must be a single character", hint=True)
    if kind != "f" and "d" in given:
        raise Refused("an input delimiter may be specified only when operating on fields", hint=True)
    if kind != "f" and "s" in given:
        raise Refused("suppressing non-delimited lines makes sense\n\tonly when operating on fields", hint=True)
    ranges = _ranges(text, kind)
    if "complement" in given:
        ranges = _others(ranges)
    end = "\0" if "z" in given else "\n"
    gap = given.get("output-delimiter", delimiter if kind == "f" else "") or ("\0" if "output-delimiter" in given
                                                                              else "")
    inputs = Inputs(process, given.operands)
    for _, stream in inputs:
        rows = records(process, stream, end)
        if kind != "f":
            write_lines(process, (gap.join(row[low:high] for low, high in ranges if low < len(row)) + end
                                  for row in rows))
        else:
            write_lines(process, _fields(rows, ranges, delimiter, gap, end, only="s" in given))
    return inputs.code


def _fields(
    rows: Iterator[str], ranges: Sequence[tuple[int, int | None]], delimiter: str, gap: str, end: str, *, only: bool,
) -> Iterator[str]:
    if delimiter == end:  # lines are then the fields of one whole
        cells = list(rows)
        yield gap.join(cell for low, high in ranges for cell in cells[low:high]) + end if cells else ""
        return
    for row in rows:
        if delimiter in row:
            cells = row.split(delimiter)
            yield gap.join(cell for low, high in ranges for cell in cells[low:high]) + end
        elif not only:
            yield row + end


def _ranges(text: str, kind: str) -> list[tuple[int, int | None]]:
    """Read `N,N-,N-M,-M`: slices, in order, those that overlap joined."""
    what = "field" if kind == "f" else "byte/character position"
    found: list[tuple[int, int | None]] = []
    for part in re.split(r"[, \t]", text):
        parts = re.fullmatch(r"([0-9]*)(-?)([0-9]*)", part)
        if parts is None:
            if part.count("-") > 1:
                raise Refused(f"invalid {'field' if kind == 'f' else 'byte or character'} range", hint=True)
            if kind == "f":
                raise Refused(f"invalid field value {quote(_from_bad(part))}", hint=True)
            raise Refused(f"invalid byte/character position {quote(_from_bad(part))}", hint=True)
        low, dash, high = parts.groups()
        if not low and not high:
            if dash:
                raise Refused("invalid range with no endpoint: -", hint=True)
            low = "0"
        if (low and int(low) == 0) or (high and int(high) == 0 and not low):
            raise Refused(f"{what if kind == 'f' else 'byte/character position'}s are numbered from 1", hint=True)
        if low and high and int(low) > int(high):
            raise Refused("invalid decreasing range", hint=True)
        found.append((int(low or "1") - 1, int(high) if high else None if dash else int(low)))
    out: list[tuple[int, int | None]] = []
    for start, stop in sorted(found, key=lambda one: (one[0], float("inf") if one[1] is None else one[1])):
        last = out[-1] if out else None
        if last is not None and (last[1] is None or start < last[1]):
            out[-1] = (last[0], None if stop is None or last[1] is None else max(last[1], stop))
        else:
            out.append((start, stop))
    return out


def _from_bad(part: str) -> str:
    """Return a value from its first character on that cannot be there."""
    found = re.match(r"[0-9]*-?[0-9]*", part)
    return part[found.end() :] if found else part


def _others(ranges: Sequence[tuple[int, int | None]]) -> list[tuple[int, int | None]]:
    out: list[tuple[int, int | None]] = []
    at: int | None = 0
    for low, high in ranges:
        if at is not None and low > at:
            out.append((at, low))
        at = high
    return out if at is None else [*out, (at, None)]


# --- paste and rev ---

_PASTE_ESCAPES = {"n": "\n", "t": "\t", "0": "", "b": "\b", "f": "\f", "r": "\r", "v": "\v", "\\": "\\"}


@program(Spec("d:sz", "delimiters=d serial=s zero-terminated=z"))
def paste(process: Process, given: Given) -> int:
    """Put lines of files side by side, or with -s those of each file."""
    text = given.get("d", "\t")
    if re.fullmatch(r"(?:[^\\]|\\.)*\\", text, re.DOTALL):
        raise Refused(f"delimiter list ends with an unescaped backslash: {text}")
    gaps = [_PASTE_ESCAPES.get(one[1], one[1]) if len(one) > 1 else one for one in re.findall(r"\\.|.", text,
        re.DOTALL)] or [""]
    end = "\0" if "z" in given else "\n"
    paths = given.operands or ["-"]
    inputs = Inputs(process, paths)
    if "s" in given:
        for _, stream in inputs:
            rows = list(records(process, stream, end))
            out = [part for i, row in enumerate(rows) for part in (gaps[(i - 1) % len(gaps)] if i else "", row)]
            process.out("".join(out) + end)
        return inputs.code
    shared: dict[str, Iterator[str]] = {}
    sides: list[Iterator[str]] = []
    for path in paths:
        if path != "-" or path not in shared:
            if path != "-" and process.files.find(path)[1].kind == "dir":
                return process.complain(f"{path}: Is a directory")
            shared[path] = records(process, process.open(path), end)
        sides.append(shared[path])

    def joined() -> Iterator[str]:
        while True:
            cells = [next(side, None) for side in sides]
            if all(cell is None for cell in cells):
                return
            yield "".join((gaps[(i - 1) % len(gaps)] if i else "") + (cell or "") for i, cell in enumerate(cells)) + end

    write_lines(process, joined())
    return inputs.code


@program(Spec("V", "version=V"), "util-linux 2.38.1")
def rev(process: Process, given: Given) -> int:
    """Write lines backwards."""
    inputs = Inputs(process, given.operands, missing="cannot open {name}: {error}", directory="{name}: 0: {error}")
    for _, stream in inputs:
        for text in chunks(process, stream):
            whole = text if text.endswith("\n") else text + stream.line()
            process.out("\n".join(row[::-1] for row in whole.split("\n")))
    return inputs.code


# --- tr ---

_CLASSES: Final[dict[str, Callable[[int], bool]]] = {
    "alnum": lambda n: is_alnum(chr(n)), "alpha": lambda n: is_alpha(chr(n)),
    "blank": lambda n: n in (9, 32),
    "cntrl": lambda n: n < 32 or n == 127, "digit": lambda n: 48 <= n <= 57, "graph": lambda n: 33 <= n <= 126,
    "lower": lambda n: 97 <= n <= 122, "print": lambda n: 32 <= n <= 126,
    "punct": lambda n: 33 <= n <= 126 and not is_alnum(chr(n)), "space": lambda n: n == 32 or 9 <= n <= 13,
    "upper": lambda n: 65 <= n <= 90, "xdigit": lambda n: n < 128 and chr(n) in "0123456789abcdefABCDEF",
}
_TR_ESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\"}


class _Part(NamedTuple):
    """A part of a set: its characters, the class it is, or the character that fills up (`[c*]`)."""

    chars: str
    kind: str = ""


@program(Spec("cCdst", "complement=c delete=d squeeze-repeats=s truncate-set1=t", stops=True))
def tr(process: Process, given: Given) -> int:
    """Change, delete or squeeze characters."""
    names = given.operands
    deletes, squeezes, complement = "d" in given, "s" in given, "c" in given or "C" in given
    least = 1 + (deletes == squeezes)
    most = 1 if deletes and not squeezes else 2
    if len(names) < least:
        why = "" if not names else "\nTwo strings must be given when " + (
            "both deleting and squeezing repeats." if squeezes else "translating.")
        raise Refused(f"missing operand{f' after {quote(names[-1])}' if names else ''}{why}", hint=True)
    if len(names) > most:
        why = "\nOnly one string may be given when deleting without squeezing repeats." if len(names) == 2 else ""
        raise Refused(f"extra operand {quote(names[most])}{why}", hint=True)
    translates = not deletes and len(names) == 2
    first = _parts(process, names[0])
    if any(one.kind == "fill" for one in first):
        raise Refused("the [c*] repeat construct may not appear in string1")
    left = _complement(first) if complement else "".join(one.chars for one in first)
    second = _parts(process, names[1]) if len(names) == 2 else []
    if not translates and any(one.kind == "fill" for one in second):
        raise Refused("the [c*] construct may appear in string2 only when translating")
    table: dict[int, str | None] = {}
    right = "".join(one.chars for one in second)
    if translates:
        left, right = _matched(first, left, second, complement=complement, truncate="t" in given)
        for char, to in zip(left, right, strict=False):
            table[ord(char)] = to
    elif deletes:
        table = dict.fromkeys(map(ord, left))
    squeezed = (right if len(names) == 2 else left) if squeezes else ""
    pattern = re.compile(f"([{re.escape(squeezed)}])\\1+", re.DOTALL) if squeezed else None
    before = ""
    for text in chunks(process, process.stdin):
        changed = text.translate(table) if table else text
        if pattern is not None and changed:
            if before and before in squeezed:
                changed = changed.lstrip(before)
            changed = pattern.sub(r"\1", changed)
            before = changed[-1:] or before
        process.out(changed)
    return 0


def _complement(parts: Sequence[_Part]) -> str:
    there = {char for part in parts for char in part.chars}
    return "".join(chr(number) for number in range(256) if chr(number) not in there)


def _matched(
    first: Sequence[_Part], left: str, second: Sequence[_Part], *, complement: bool, truncate: bool,
) -> tuple[str, str]:
    """Return the characters to be changed and what they become, of equal length."""
    if any(part.kind not in ("", "fill", "lower", "upper", "equal") for part in second):
        raise Refused("when translating, the only character classes that may appear in\n"
                      "string2 are 'upper' and 'lower'")
    if any(part.kind == "equal" for part in second):
        raise Refused("[=c=] expressions may not appear in string2 when translating")
    if sum(part.kind == "fill" for part in second) > 1:
        raise Refused("only one [c*] repeat construct may appear in string2")
    if complement and any(part.kind and part.kind != "fill" for part in first):
        return left, _filled(second, len(left), truncate=truncate, left=left, classes=True)
    cases = [(part, sum(len(one.chars) for one in second[:i])) for i, part in enumerate(second)
             if part.kind in ("lower", "upper")]
    places = {sum(len(one.chars) for one in first[:i]): part for i, part in enumerate(first)
              if part.kind in ("lower", "upper")}
    for _, place in cases:
        if place not in places:
            raise Refused("misaligned [:upper:] and/or [:lower:] construct")
    right = _filled(second, len(left), truncate=truncate, left=left, classes=False)
    if truncate:
        left = left[: len(right)]
    return left, right


def _filled(second: Sequence[_Part], size: int, *, truncate: bool, left: str, classes: bool) -> str:
    lack = size - sum(len(part.chars) for part in second if part.kind != "fill")
    right = "".join(part.chars * max(lack, 0) if part.kind == "fill" else part.chars for part in second)
    if truncate:
        return right[:size]
    if not right and size:
        raise Refused("when not truncating set1, string2 must be non-empty")
    if len(right) < size and second and second[-1].kind in ("lower", "upper") and not classes:
        raise Refused("when translating with string1 longer than string2,\n"
                      "the latter string must not end with a character class")
    right = right + right[-1:] * (size - len(right))
    if classes and len(set(right[:size])) > 1:
        raise Refused("when translating with complemented character classes,\n"
                      "string2 must map all characters in the domain to one")
    return right[:size]


def _parts(process: Process, text: str) -> list[_Part]:
    """Read a set: characters, escapes, ranges, classes and repeats."""
    units = [(_unescaped(process, one), len(one) > 1) for one in re.findall(r"\\[0-7]{1,3}|\\.|\\\Z|.", text,
                                                                            re.DOTALL)]
    if re.fullmatch(r"(?:[^\\]|\\.)*\\", text, re.DOTALL):
        process.complain("warning: an unescaped backslash at end of string is not portable")
    chars = [char for char, _ in units]
    out: list[_Part] = []
    at = 0
    while at < len(chars):
        rest = "".join(chars[at:])
        plain = not units[at][1]
        found = re.match(r"\[:(.*?):\]|\[=(.*?)=\]|\[(.)\*(0?[0-9]*)\]", rest,
                         re.DOTALL) if plain and rest[0] == "[" else None
        if found and found.group(1) is not None:
            name = found.group(1)
            if name not in _CLASSES:
                raise Refused(f"invalid character class {quote(name)}" if name
                              else "missing character class name '[::]'")
            out.append(_Part("".join(chr(n) for n in range(256) if _CLASSES[name](n)), name))
        elif found and found.group(2) is not None:
            if len(found.group(2)) != 1:
                raise Refused(f"{found.group(2)}: equivalence class operand must be a single character")
            out.append(_Part(found.group(2), "equal"))
        elif found:
            digits = found.group(4)
            times = int(digits, 8 if digits.startswith("0") else 10) if digits else 0
            out.append(_Part(found.group(3) * (times or 1), "" if times else "fill"))
        elif at + 2 < len(chars) and chars[at + 1] == "-" and not units[at + 1][1]:
            low, high = chars[at], chars[at + 2]
            if low > high:
                shown = f"{_shown(low)}-{_shown(high)}"
                raise Refused(f"range-endpoints of '{shown}' are in reverse collating sequence order")
            out.append(_Part("".join(map(chr, range(ord(low), ord(high) + 1)))))
            at += 3
            continue
        else:
            out.append(_Part(chars[at]))
        at += found.end() if found else 1
    return [part if part.kind != "fill" else _Part(part.chars[:1], "fill") for part in out]


def _shown(char: str) -> str:
    named = {value: "\\" + key for key, value in _TR_ESCAPES.items()}
    return named.get(char) or (char if " " <= char <= "~" else f"\\{ord(char):03o}")


def _unescaped(process: Process, unit: str) -> str:
    if len(unit) == 1:
        return unit
    if unit[1] in "01234567":
        value = int(unit[1:], 8)
        if value > 255:
            process.complain(f"warning: the ambiguous octal escape {unit} is being\n"
                             f"\tinterpreted as the 2-byte sequence {unit[:3]}, {unit[3:]}")
        return chr(value & 0xFF)
    return _TR_ESCAPES.get(unit[1], unit[1])


PROGRAMS: dict[str, Program] = {"cut": cut, "paste": paste, "rev": rev, "tr": tr}
