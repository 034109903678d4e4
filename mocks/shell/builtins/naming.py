"""Built-ins about what a name of a command stands for."""

from collections.abc import Sequence

from ..errors import FileError
from ..interpreter import Shell
from ..programs import find_program
from ..tokens import BASH_RESERVED
from .common import SPECIAL, Builtin, failed


def _command(shell: Shell, words: Sequence[str]) -> int:
    rest = list(words[1:])
    asks = ""
    while rest and rest[0] in ("-v", "-V", "-p"):
        asks = rest[0] if rest[0] != "-p" else asks
        rest.pop(0)
    if not rest:
        return 0
    if not asks:
        builtin = shell.builtin(rest[0])
        return builtin(shell, rest) if builtin else shell.launch(rest)
    code = 0
    for name in rest if shell.bash else rest[:1]:
        found = _described(shell, name)
        if found is None:
            code = 1 if shell.bash else 127
            if asks == "-V":
                if shell.bash:
                    failed(shell, words, f"{name}: not found")
                else:
                    shell.streams[1].write(f"{name}: not found\n")
        else:
            kind, where = found
            short = where if kind == "file" else name
            shell.streams[1].write(f"{short}\n" if asks == "-v" else f"{_sentence(shell, name, kind, where)}\n")
    return code


def _described(shell: Shell, name: str) -> tuple[str, str] | None:
    """Return what kind of command a name is, and for a file where it is."""
    if name in BASH_RESERVED:
        return "keyword", name
    if name in shell.functions:
        return "function", name
    if shell.builtin(name):
        return "builtin", name
    try:
        where, _ = find_program(shell.files, name, shell.parameters.get("PATH") or "")
    except FileError:
        return None
    return "file", name if "/" in name else _as_found(shell, name, where)


def _as_found(shell: Shell, name: str, where: str) -> str:
    """Return the path under which PATH leads to a program, links on the way left as they are."""
    for directory in (shell.parameters.get("PATH") or "").split(":"):
        candidate = f"{directory.rstrip('/') or ''}/{name}"
        node = shell.files.stat(candidate)
        if node is not None and node.kind == "file" and shell.files.may(node, "x"):
            return candidate
    return where


def _sentence(shell: Shell, name: str, kind: str, where: str) -> str:
    if kind == "keyword":
        return f"{name} is a shell keyword"
    if kind == "builtin":
        special = "" if shell.bash or name not in SPECIAL else "special "
        return f"{name} is a {special}shell builtin"
    if kind == "function":
        return f"{name} is a function\n{shell.functions[name].text}" if shell.bash else f"{name} is a shell function"
    return f"{name} is {where}"


def _type(shell: Shell, words: Sequence[str]) -> int:
    rest = list(words[1:])
    flags = ""
    while shell.bash and rest and rest[0].startswith("-") and len(rest[0]) > 1:
        flags += rest.pop(0)[1:]
    code = 0
    for name in rest:
        found = _described(shell, name)
        if found is None:
            code = 1 if shell.bash else 127
            if not flags:
                if shell.bash:
                    failed(shell, words, f"{name}: not found")
                else:
                    shell.streams[1].write(f"{name}: not found\n")
        elif "t" in flags:
            shell.streams[1].write(f"{found[0]}\n")
        elif "p" in flags or "P" in flags:
            if found[0] == "file":
                shell.streams[1].write(f"{found[1]}\n")
        else:
            shell.streams[1].write(f"{_sentence(shell, name, *found)}\n")
    return code


def _hash(shell: Shell, words: Sequence[str]) -> int:
    if len(words) == 1 and shell.bash:
        shell.streams[1].write("hash: hash table empty\n")
    for name in words[1:]:
        if not name.startswith("-") and _described(shell, name) is None:
            return failed(shell, words, f"{name}: not found")
    return 0


def _builtin(shell: Shell, words: Sequence[str]) -> int:
    if len(words) < 2:
        return 0
    found = shell.builtin(words[1])
    return found(shell, words[1:]) if found else failed(shell, words, f"{words[1]}: not a shell builtin")


BUILTINS: dict[str, Builtin] = {
    "command": _command, "type": _type, "hash": _hash, "builtin": _builtin,
}
