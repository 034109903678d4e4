"""Built-ins that compute, read, write and test."""

import re
from collections.abc import Sequence

from ..conditions import TestFault
from ..flow import Exited, ExpansionFault
from ..formats import Formatter, echoed
from ..interpreter import Shell
from ..session import Session
from ..streams import Stream
from ..syntax import Literal
from .common import NAME, Builtin, failed


def _let(shell: Shell, words: Sequence[str]) -> int:
    if len(words) < 2:
        return failed(shell, words, "expression expected")
    value = 0
    try:
        for word in words[1:]:
            value = shell.number_of(word)
    except ExpansionFault as fault:
        shell.complain(f"let: {fault.message}")
        return 1
    return int(value == 0)


def _echo(shell: Shell, words: Sequence[str]) -> int:
    shell.streams[1].write(echoed(list(words[1:]), bash=shell.bash))
    return 0


def _printf(shell: Shell, words: Sequence[str]) -> int:
    rest = list(words[1:])
    variable = ""
    if shell.bash and rest[:1] == ["-v"] and len(rest) > 1:
        variable, rest = rest[1], rest[2:]
    if rest[:1] == ["--"]:
        rest.pop(0)
    if not rest:
        shell.say("printf: usage: printf [-v var] format [arguments]\n" if shell.bash
                  else f"{shell.zero}: {shell.line}: printf: usage: printf format [arg ...]\n")
        return 2
    formatter = Formatter(shell.session.now, bash=shell.bash)
    text = formatter.format(rest[0], rest[1:])
    if variable:
        found = re.fullmatch(r"(\w+)\[(.*)\]", variable)
        if found:
            shell.parameters.set_element(found.group(1), (Literal(found.group(2), False),), text)
        else:
            shell.parameters.set(variable, text)
    else:
        shell.streams[1].write(text)
    for message in formatter.faults:
        failed(shell, words, message)
    return int(bool(formatter.faults))


def _read(shell: Shell, words: Sequence[str]) -> int:
    rest = list(words[1:])
    raw, array, delimiter, limit, prompt = False, "", "\n", -1, ""
    stream = shell.streams[0]
    while rest and rest[0].startswith("-") and rest[0] != "-":
        word = rest.pop(0)
        if word == "--":
            break
        letters = word[1:]
        while letters:
            letter, letters = letters[0], letters[1:]
            if letter == "r":
                raw = True
            elif letter in "es":
                continue
            elif letter in "adnNptui":
                value, letters = letters or (rest.pop(0) if rest else ""), ""
                if letter == "a":
                    array = value
                elif letter == "d":
                    delimiter = value[:1] or "\0"
                elif letter in "nN":
                    limit = int(value) if value.isdecimal() else -1
                elif letter == "p":
                    prompt = value
                elif letter == "u":
                    found = shell.streams.get(int(value)) if value.isdecimal() else None
                    if found is None:
                        return failed(shell, words, f"{value}: invalid file descriptor: Bad file descriptor")
                    stream = found
            else:
                return failed(shell, words, f"-{letter}: invalid option" if shell.bash else f"Illegal option -{letter}",
                              2)
    del prompt  # nobody is at a terminal
    if not rest and not array and not shell.bash:
        shell.complain("read: arg count")
        raise Exited(2)
    line, ended = _read_line(shell.session, stream, delimiter, raw=raw, limit=limit)
    names = rest or ([] if array else ["REPLY"])
    separators = shell.parameters.get("IFS")
    if separators is None:
        separators = " \t\n"
    if names == ["REPLY"] and not rest:
        shell.parameters.set("REPLY", "".join(char for char, _ in line))
    elif array:
        items: list[tuple[str | None, str]] = [(None, text) for text in _split_line(line, separators, 0)]
        shell.parameters.set_items(array, items)
    else:
        fields = _split_line(line, separators, len(names))
        for i, name in enumerate(names):
            if not NAME.fullmatch(name):
                return failed(shell, words, f"`{name}': not a valid identifier" if shell.bash
                              else f"{name}: bad variable name", 1)
            shell.parameters.set(name, fields[i] if i < len(fields) else "")
    return 0 if ended else 1


def _read_line(
    session: Session, stream: Stream, delimiter: str, *, raw: bool, limit: int,
) -> tuple[list[tuple[str, bool]], bool]:
    """Return the characters of a line, each with whether it was escaped, and whether the line had its end."""
    out: list[tuple[str, bool]] = []

    whole = delimiter == "\n" and limit < 0
    waiting = ""
    escaped = False
    while limit < 0 or len(out) < limit:
        if not waiting:
            waiting = stream.line() if whole else stream.read(1)
            session.tick(len(out) % 64 == 63)
            if not waiting:
                return out, False
        char, waiting = waiting[0], waiting[1:]
        if escaped:
            escaped = False
            if char != "\n":
                out.append((char, True))
        elif char == "\\" and not raw:
            escaped = True
        elif char == delimiter:
            return out, True
        else:
            out.append((char, False))
    return out, True


def _split_line(line: list[tuple[str, bool]], separators: str, count: int) -> list[str]:
    """Split a line into `count` fields, the last one being the rest; with 0 into all there are."""
    spaces = [char for char in separators if char in " \t\n"]
    at, size = 0, len(line)

    def is_separator(i: int, chars: Sequence[str] | str) -> bool:
        return not line[i][1] and line[i][0] in chars

    end = size
    while end > 0 and is_separator(end - 1, spaces):
        end -= 1
    while at < end and is_separator(at, spaces):
        at += 1
    out: list[str] = []
    while at < end:
        if count and len(out) == count - 1:
            rest = line[at:end]
            # One separator at the very end that is no space goes too, if it is the only one.
            if rest and not rest[-1][1] and rest[-1][0] in separators and not any(
                    not escaped and char in separators for char, escaped in rest[:-1]):
                rest = rest[:-1]
            out.append("".join(char for char, _ in rest))
            return out
        start = at
        while at < end and not is_separator(at, separators):
            at += 1
        out.append("".join(char for char, _ in line[start:at]))
        while at < end and is_separator(at, spaces):
            at += 1
        if at < end and is_separator(at, separators) and not is_separator(at, spaces):
            at += 1
            while at < end and is_separator(at, spaces):
                at += 1
    return out


def _mapfile(shell: Shell, words: Sequence[str]) -> int:
    rest = list(words[1:])
    strip, delimiter, most, skip, origin = False, "\n", 0, 0, 0
    while rest and rest[0].startswith("-"):
        word = rest.pop(0)
        if word.startswith("-t"):
            strip = True
            continue
        value = word[2:] or (rest.pop(0) if rest else "")
        if word[1] == "d":
            delimiter = value[:1] or "\0"
        elif word[1] == "n":
            most = int(value)
        elif word[1] == "s":
            skip = int(value)
        elif word[1] == "O":
            origin = int(value)
    text = shell.streams[0].read()
    lines = [line + delimiter for line in text.split(delimiter)]
    lines[-1] = lines[-1][:-1]
    if not lines[-1]:
        lines.pop()
    lines = lines[skip : skip + most if most else None]
    items: list[tuple[str | None, str]] = [
        (str(origin + i), line.removesuffix(delimiter) if strip else line) for i, line in enumerate(lines)
    ]
    shell.variables.all.pop(rest[0] if rest else "MAPFILE", None)
    shell.parameters.set_items(rest[0] if rest else "MAPFILE", items)
    return 0


def _test(shell: Shell, words: Sequence[str]) -> int:
    inside = list(words[1:])
    if words[0] == "[":
        if not inside or inside[-1] != "]":
            return failed(shell, words, "missing `]'" if shell.bash else "missing ]", 2)
        inside.pop()
    try:
        return int(not shell.tester.words(inside))
    except TestFault as fault:
        return failed(shell, words, str(fault), 2)


BUILTINS: dict[str, Builtin] = {
    "let": _let, "echo": _echo, "printf": _printf, "read": _read, "mapfile": _mapfile, "readarray": _mapfile,
    "test": _test, "[": _test,
}
