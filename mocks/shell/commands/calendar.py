"""Programs that tell the time: date, cal."""

import re
from datetime import date as Date
from datetime import timedelta

from ...common.moments import MONTHS
from ..clock import strftime
from ..errors import FileError
from ..process import Process, Program
from .dates import BadDate, read_date
from .options import Given, Refused, Spec, program
from .places import zone
from .quoting import quote

_ISO = {"date": "%Y-%m-%d", "hours": "%Y-%m-%dT%H%:z", "minutes": "%Y-%m-%dT%H:%M%:z",
        "seconds": "%Y-%m-%dT%H:%M:%S%:z",
        "ns": "%Y-%m-%dT%H:%M:%S,%N%:z"}
_RFC_3339 = {"date": "%Y-%m-%d", "seconds": "%Y-%m-%d %H:%M:%S%:z", "ns": "%Y-%m-%d %H:%M:%S.%N%:z"}


def _chosen(text: str, choices: dict[str, str], option: str) -> str:
    found = [one for one in choices if one.startswith(text)]
    if len(found) != 1 and text not in choices:
        listed = "".join(f"\n  - {quote(one)}" for one in choices)
        raise Refused(f"invalid argument {quote(text)} for {quote(option)}\nValid arguments are:{listed}", hint=True)
    return choices[text if text in choices else found[0]]


@program(Spec("d:f:I::r:Rs:u",
              "date=d debug file=f iso-8601=I reference=r rfc-email=R rfc-2822=R rfc-822=R rfc-3339: set=s utc=u "
              "uct=u universal=u resolution"))
def date(process: Process, given: Given) -> int:
    """Write the time, or another one that is described. The clock cannot be set."""
    forms: list[str] = []
    for option, value in given:
        if option == "I":
            forms.append(_chosen(value or "date", _ISO, "--iso-8601"))
        elif option == "R":
            forms.append("%a, %d %b %Y %H:%M:%S %z")
        elif option == "rfc-3339":
            forms.append(_chosen(value, _RFC_3339, "--rfc-3339"))
    operands = list(given.operands)
    if operands and operands[0].startswith("+"):
        forms.append(operands.pop(0)[1:])
        if operands:
            raise Refused(f"extra operand {quote(operands[0])}", hint=True)
    if len(forms) > 1:
        raise Refused("multiple output formats specified")
    if sum(one in given for one in ("d", "f", "r")) > 1:
        raise Refused("the options to specify dates for printing are mutually exclusive", hint=True)
    name = "UTC" if "u" in given else zone(process)
    form = forms[0] if forms else "%a %b %e %H:%M:%S %Z %Y"
    setting = "s" in given or bool(operands)
    if len(operands) > 1:
        raise Refused(f"extra operand {quote(operands[1])}", hint=True)
    code = 0
    texts = [given.get("d")] if "d" in given else [given.get("s")] if "s" in given else []
    if "f" in given:
        texts = process.text(given.get("f")).splitlines()
    if operands and not (operands[0].replace(".", "").isdecimal() and len(operands[0]) in (8, 10, 11, 12, 13, 15)):
        raise Refused(f"invalid date {quote(operands[0])}")
    if "r" in given:
        try:
            node = process.files.find(given.get("r"))[1]
        except FileError as error:
            raise Refused(f"{given.get('r')}: {error.text}") from None
        process.out(strftime(form, node.mtime, name) + "\n")
        return 0
    moments: list[int] = []
    for text in texts:
        try:
            moments.append(read_date(text, process.now, name))
        except BadDate:
            code = process.complain(f"invalid date {quote(text)}")
    if not texts:
        moments, form = [process.now], _with_nanoseconds(process, form)
    if setting and not code:
        code = process.complain("cannot set date: Operation not permitted")
    for moment in moments:
        process.out(strftime(form, moment, name) + "\n")
    return code


def _with_nanoseconds(process: Process, form: str) -> str:
    """Return a format with the present's nanoseconds written out: below the millisecond they are drawn."""
    if "N" not in form:
        return form
    digits = f"{process.now % 1000:03d}{process.session.draw.below(1_000_000):06d}"
    return re.sub(r"(?<!%)((?:%%)*)%-?(\d?)N", lambda found: found[1] + digits[: int(found[2] or 9)], form)


@program(Spec("13hjmnsyA:B:d:H:", "one=1 three=3 monday=m sunday=s year=y"))
def cal(process: Process, given: Given) -> int:
    """Write the calendar of a month, of three, or of a year."""
    today = strftime("%Y %m", process.now, zone(process)).split()
    year, month = int(today[0]), int(today[1])
    operands = list(given.operands)
    whole = "y" in given or (len(operands) == 1 and operands[0].isdecimal())
    if given.get("m").isdecimal():
        operands.insert(0, given.get("m"))
    if len(operands) == 2:
        found = next((i for i, name in enumerate(MONTHS, 1) if name.lower().startswith(operands[0].lower())), 0)
        month = found or (int(operands[0]) if operands[0].isdecimal() else 0)
        if not 1 <= month <= 12:
            raise Refused(f"{operands[0]} is neither a month number (1..12) nor a name")
    elif operands and not whole:
        found = next((i for i, name in enumerate(MONTHS, 1) if name.lower().startswith(operands[0].lower())), 0)
        if not found:
            raise Refused(f"{operands[0]} is neither a month number (1..12) nor a name")
        month = found
    if operands and operands[-1].isdecimal():
        year = int(operands[-1])
        if not 1 <= year <= 9999:
            raise Refused(f"year `{operands[-1]}' not in range 1..9999")
    first = 0 if "m" in given else 6
    if whole:
        process.out(f"{year:^64}".rstrip() + "\n")
        for start in (1, 4, 7, 10):
            process.out(_beside([_month(year, one, first, titled=False) for one in range(start, start + 3)]))
            process.out("\n" if start < 10 else "")
        return 0
    if "3" in given:
        months = [(year - (month == 1), (month - 2) % 12 + 1), (year, month), (year + (month == 12), month % 12 + 1)]
        process.out(_beside([_month(*one, first, titled=True) for one in months]))
        return 0
    process.out("".join(f"{line}  \n" for line in _month(year, month, first, titled=True)))
    return 0


def _month(year: int, month: int, first: int, *, titled: bool) -> list[str]:
    """Return the lines of a month, 20 wide; weeks begin with the day `first` (Monday is 0)."""
    title = f"{MONTHS[month - 1]} {year}" if titled else MONTHS[month - 1]
    names = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]
    start = Date(year, month, 1)
    end = Date(9999, 12, 31) if (year, month) == (9999, 12) else (start + timedelta(days=31)).replace(day=1)
    days = (end - start).days or 31
    cells = ["  "] * ((start.weekday() - first) % 7) + [f"{day:2d}" for day in range(1, days + 1)]
    cells += ["  "] * (42 - len(cells))
    rows = [" ".join(cells[at : at + 7]) for at in range(0, 42, 7)]
    return [f"{title:^20}", " ".join(names[first:] + names[:first]), *rows]


def _beside(months: list[list[str]]) -> str:
    return "".join("  ".join(lines) + "  \n" for lines in zip(*months, strict=True))


PROGRAMS: dict[str, Program] = {"cal": cal, "date": date}
