"""Programs that only print, test or wait: echo, printf, test, true, false, sleep, basename, dirname."""

import re

from ..conditions import TestFault
from ..formats import Formatter, echoed
from ..process import Process, Program
from .options import Given, Refused, Spec, program
from .quoting import quote


def echo(process: Process) -> int:
    """Write words."""
    process.out(echoed(list(process.args), bash=True))
    return 0


@program(Spec(stops=True))
def printf(process: Process, given: Given) -> int:
    """Write words in a format."""
    if not given.operands:
        raise Refused("missing operand", hint=True)
    form, *args = given.operands
    formatter = Formatter(process.now)
    process.out(formatter.format(form, args))
    for fault in formatter.faults:
        text = fault.rpartition(": ")[0]
        if fault.endswith("invalid number"):
            digits = re.match(r"\s*[-+]?(?:[0-9]|\.[0-9])", text)
            process.complain(f"{quote(text)}: " + ("value not completely converted" if digits
                                                   else "expected a numeric value"))
        else:
            letter = fault[1:2]
            process.complain(f"%{letter}: invalid conversion specification" if letter != "%" else
                             f"{form[form.rfind('%'):]}: invalid conversion specification")
    if args and not re.search(r"%[^%]", form.replace("%%", "")) and not formatter.faults:
        process.complain(f"warning: ignoring excess arguments, starting with {quote(args[0])}")
    return int(bool(formatter.faults))


def test(process: Process) -> int:
    """Answer a question about texts, numbers or files by the exit code."""
    words = list(process.args)
    if process.name == "[":
        if not words or words[-1] != "]":
            return process.complain("missing ']'", 2)
        words.pop()
    try:
        return int(not process.shell.tester.words(words))
    except TestFault as fault:
        return process.complain(str(fault), 2)


def true(process: Process) -> int:
    """Succeed."""
    return 0


def false(process: Process) -> int:
    """Fail."""
    return 1


_TIMES = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}


@program(Spec())
def sleep(process: Process, given: Given) -> int:
    """Let time pass."""
    if not given.operands:
        raise Refused("missing operand", hint=True)
    total = 0.0
    bad = []
    for text in given.operands:
        found = re.fullmatch(r"(\+?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?|inf(?:inity)?)([smhd]?)", text)
        if found is None:
            bad.append(f"invalid time interval {quote(text)}")
        else:
            total += float(found.group(1)) * _TIMES[found.group(2)]
    if bad:
        for message in bad[:-1]:
            process.complain(message)
        raise Refused(bad[-1], hint=True)
    process.session.sleep(round(min(total, 1e12) * 1000))
    return 0


@program(Spec("as:z", "multiple=a suffix=s zero=z", stops=True))
def basename(process: Process, given: Given) -> int:
    """Write paths without their directories."""
    names, suffix = given.operands, given.get("s")
    if not names:
        raise Refused("missing operand", hint=True)
    if not ("a" in given or "s" in given):
        if len(names) > 2:
            raise Refused(f"extra operand {quote(names[2])}", hint=True)
        names, suffix = names[:1], (names[1:] or [""])[0]
    end = "\0" if "z" in given else "\n"
    for name in names:
        base = name.rstrip("/").rpartition("/")[2] or name[:1]
        process.out((base.removesuffix(suffix) or base) + end)
    return 0


@program(Spec("z", "zero=z"))
def dirname(process: Process, given: Given) -> int:
    """Write the directories of paths."""
    if not given.operands:
        raise Refused("missing operand", hint=True)
    for name in given.operands:
        directory, slash, _ = name.rstrip("/").rpartition("/")
        process.out((directory.rstrip("/") or ("/" if slash or name.startswith("/") else "."))
                    + ("\0" if "z" in given else "\n"))
    return 0


PROGRAMS: dict[str, Program] = {
    "echo": echo, "printf": printf, "test": test, "[": test, "true": true, "false": false, "sleep": sleep,
    "basename": basename, "dirname": dirname,
}
