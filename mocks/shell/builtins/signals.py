"""Built-ins about traps, signals and what runs in the background."""

from collections.abc import Sequence
from typing import Final

from ..flow import Exited
from ..interpreter import Shell
from .common import Builtin, failed


def _trap(shell: Shell, words: Sequence[str]) -> int:
    rest = list(words[1:])
    if rest[:1] == ["--"]:
        rest.pop(0)
    if not rest or rest[0] == "-p":
        wanted = [name.upper().removeprefix("SIG") for name in rest[1:]]
        order = ["EXIT", *_SIGNALS.values(), "DEBUG", "ERR", "RETURN"]
        for name, text in sorted(shell.traps.items(), key=lambda one: order.index(one[0])):
            if wanted and name not in wanted:
                continue
            quoted = text.replace("'", "'\\''")
            shown = name if name in _PSEUDO or not shell.bash else f"SIG{name}"
            shell.streams[1].write(f"trap -- '{quoted}' {shown}\n")
        return 0
    if rest == ["-l"]:
        shell.streams[1].write(" ".join(_SIGNALS.values()) + "\n")
        return 0
    command = rest.pop(0) if len(rest) > 1 else "-"
    for given in rest:
        name = given.upper().removeprefix("SIG")
        name = "EXIT" if name == "0" else _SIGNALS.get(name, name)
        if name not in _PSEUDO and name not in _SIGNALS.values():
            failed(shell, words, f"{given}: invalid signal specification" if shell.bash else f"{given}: bad trap")
            return 1
        if command == "-":
            shell.traps.pop(name, None)
        else:
            shell.traps[name] = command
    return 0


_PSEUDO = frozenset(("EXIT", "ERR", "DEBUG", "RETURN"))
_SIGNALS: Final = {"1": "HUP", "2": "INT", "3": "QUIT", "6": "ABRT", "9": "KILL", "10": "USR1", "12": "USR2",
                   "13": "PIPE", "14": "ALRM", "15": "TERM", "17": "CHLD", "18": "CONT", "19": "STOP", "20": "TSTP",
                   "28": "WINCH"}


def _kill(shell: Shell, words: Sequence[str]) -> int:
    rest = list(words[1:])
    signal = "TERM"
    if rest[:1] == ["-l"]:
        shell.streams[1].write("\n".join(f"{number}) SIG{name}" for number, name in _SIGNALS.items()) + "\n")
        return 0
    if rest and rest[0] == "-s" and len(rest) > 1:
        signal = rest[1].upper().removeprefix("SIG")
        rest = rest[2:]
    elif rest and rest[0].startswith("-") and rest[0] != "--":
        given = rest.pop(0)[1:].upper().removeprefix("SIG")
        signal = _SIGNALS.get(given, given)
    code = 0
    for target in rest:
        if target == str(shell.pid) or target == "$$":
            if signal == "0":
                continue
            if signal in shell.traps:
                shell.run_script(shell.traps[signal])
                continue
            number = next((int(number) for number, name in _SIGNALS.items() if name == signal), 15)
            raise Exited(128 + number)
        if target.lstrip("%").isdecimal() and int(target.lstrip("%")) in shell.jobs:
            continue  # it has run to its end
        code = failed(shell, words, f"({target}) - No such process" if shell.bash else "No such process")
    return code


def _wait(shell: Shell, words: Sequence[str]) -> int:
    wanted = [int(word) for word in words[1:] if word.isdecimal()] or list(shell.jobs)
    code = 0
    for pid in wanted:
        if pid not in shell.jobs:
            code = 127
            if shell.bash:
                shell.complain(f"wait: pid {pid} is not a child of this shell")
            continue
        code, ended = shell.jobs[pid]
        if ended > shell.session.elapsed:
            shell.session.sleep(ended - shell.session.elapsed)
    return code if len(words) > 1 else 0


BUILTINS: dict[str, Builtin] = {
    "trap": _trap, "kill": _kill, "wait": _wait,
}
