"""Programs that tell lines that repeat: uniq."""

import re
from collections.abc import Callable, Iterator

from ..errors import FileError
from ..process import Process, Program
from .inputs import records
from .options import Given, Refused, Spec, program
from .quoting import quote, quoteaf, quotef
from .sorting import upper

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


PROGRAMS: dict[str, Program] = {"uniq": uniq}
