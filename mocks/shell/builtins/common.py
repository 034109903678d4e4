"""What the built-ins share."""

import re
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from ..flow import Exited
from ..interpreter import Shell

Builtin: TypeAlias = Callable[[Shell, Sequence[str]], int]
"""What carries out a built-in: takes the shell and all words, the name first; returns the status."""

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)

SPECIAL: Final = frozenset((":", "break", "continue", ".", "source", "eval", "exec", "exit", "export", "readonly",
                            "return", "set", "shift", "times", "trap", "unset"))
"""The special built-ins of POSIX: assignments in front of them stay."""


def failed(shell: Shell, words: Sequence[str], message: str, code: int = 1) -> int:
    """Say what went wrong in a built-in's name; return the status."""
    shell.complain(f"{words[0]}: {message}")
    return code


def number(shell: Shell, words: Sequence[str], default: int) -> int:
    """Return a built-in's only argument as a number. What is none ends the shell, as POSIX has it."""
    if len(words) < 2:
        return default
    if not re.fullmatch(r"[-+]?[0-9]+", words[1]):
        message = f"{words[1]}: numeric argument required" if shell.bash else f"Illegal number: {words[1]}"
        failed(shell, words, message)
        raise Exited(2)
    return int(words[1])


def quoted(text: str) -> str:
    """Return a text in single quotes if it needs them."""
    if re.fullmatch(r"[\w%+,./:=@^-]*", text, re.ASCII):
        return text
    return "'" + text.replace("'", "'\\''") + "'"
