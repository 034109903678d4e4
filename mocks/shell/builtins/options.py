"""Built-ins that set options and arguments."""

import re
from collections.abc import Sequence
from typing import Final

from ..flow import Exited
from ..interpreter import Shell
from ..settings import OPTIONS, SHOPT
from .common import Builtin, failed, number, quoted

_BASH_ONLY: Final = ("pipefail", "posix", "errtrace")


def _set(shell: Shell, words: Sequence[str]) -> int:
    if len(words) == 1:
        for name, one in sorted(shell.variables.all.items()):
            if one.text is not None:
                shell.streams[1].write(f"{name}={quoted(one.text)}\n" if shell.bash else f"{name}='{one.text}'\n")
        return 0
    letters = {letter: name for name, letter in OPTIONS.items() if letter}
    rest = list(words[1:])
    while rest:
        word = rest[0]
        if word in ("--", "-"):
            shell.positional = rest[1:]
            return 0
        if not re.fullmatch(r"[-+].+", word):
            shell.positional = rest
            return 0
        rest.pop(0)
        on = word[0] == "-"
        for letter in word[1:]:
            if letter == "o":
                if not rest:
                    for name in sorted(OPTIONS):
                        if name not in SHOPT:
                            shell.streams[1].write(f"{name:<15}\t{'on' if shell.options[name] else 'off'}\n")
                    return 0
                name = rest.pop(0)
                if name not in OPTIONS or name in SHOPT or (not shell.bash and name in _BASH_ONLY):
                    if shell.bash:
                        return failed(shell, words, f"{name}: invalid option name", 2)
                    shell.complain(f"set: Illegal option -o {name}")
                    raise Exited(2)
                shell.options[name] = on
            elif letter in letters and (shell.bash or letter not in "ETh"):
                shell.options[letters[letter]] = on
            elif letter in "BHbkptP":
                continue
            elif shell.bash:
                failed(shell, words, f"-{letter}: invalid option")
                return 2
            else:
                shell.complain(f"set: Illegal option -{letter}")
                raise Exited(2)
    return 0


def _shopt(shell: Shell, words: Sequence[str]) -> int:
    flags = "".join(word[1:] for word in words[1:] if word.startswith("-"))
    names = [word for word in words[1:] if not word.startswith("-")]
    code = 0
    for name in names or sorted(SHOPT):
        if name not in SHOPT and not ("o" in flags and name in OPTIONS):
            code = failed(shell, words, f"{name}: invalid shell option name")
        elif "s" in flags and names:
            shell.options[name] = True
        elif "u" in flags and names:
            shell.options[name] = False
        else:
            code = code or int(not shell.options[name] and bool(names))
            if "q" not in flags:
                shell.streams[1].write(f"{name:<15}\t{'on' if shell.options[name] else 'off'}\n")
    return code


def _shift(shell: Shell, words: Sequence[str]) -> int:
    count = number(shell, words, 1)
    if count > len(shell.positional):
        if shell.bash:
            return 1
        shell.complain("shift: can't shift that many")
        raise Exited(2)
    shell.positional = shell.positional[count:]
    return 0


BUILTINS: dict[str, Builtin] = {
    "set": _set, "shopt": _shopt, "shift": _shift,
}
