"""Assigning: carries out assignments, and shows them."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from .syntax import Assignment, Simple

if TYPE_CHECKING:
    from .interpreter import Shell


def as_text(shell: "Shell", one: Assignment) -> str:
    """Return an assignment among a command's words as `name=value`; an array is marked as one."""
    index = "" if one.index is None else f"[{shell.expander.text(one.index)}]"
    sign = "+=" if one.append else "="
    if one.items is not None:
        shell.pending_items = _items(shell, one)
        return f"{one.name}{sign}("
    return f"{one.name}{index}{sign}{shell.expander.assigned(one.value or ())}"


def _items(shell: "Shell", one: Assignment) -> list[tuple[str | None, str]]:
    out: list[tuple[str | None, str]] = []
    for index, word in one.items or ():
        if index is not None:
            out.append((shell.expander.text(index), shell.expander.assigned(word)))
        else:
            out += [(None, field) for field in shell.expander.fields([word])]
    return out


def assign_all(shell: "Shell", command: Simple) -> int:
    """Carry out a command that is nothing but assignments; return its status."""
    shell.status = 0
    for one in command.assignments:
        assign(shell, one)
    if shell.options["xtrace"] and command.assignments:
        trace(shell, [f"{one.name}={shell.parameters.get(one.name) or ''}" for one in command.assignments])
    return shell.status


def assign(shell: "Shell", one: Assignment) -> None:
    """Carry out an assignment."""
    if one.items is not None:
        shell.parameters.set_items(one.name, _items(shell, one), append=one.append)
    elif one.index is not None:
        text = shell.expander.assigned(one.value or ())
        if one.append:
            text = (shell.parameters.element(one.name, one.index) or "") + text
        shell.parameters.set_element(one.name, one.index, text)
    else:
        text = shell.expander.assigned(one.value or ())
        if one.append:
            old = shell.variables.all.get(one.name)
            if old is not None and old.integer:
                text = str(shell.number_of(old.text or "0") + shell.number_of(text))
            else:
                text = (shell.parameters.get(one.name) or "") + text
        shell.parameters.set(one.name, text)


def trace(shell: "Shell", words: Sequence[str]) -> None:
    """Show words as `set -x` does."""
    shown = (word if re.fullmatch(r"[\w%+,./:=@^-]+", word, re.ASCII) else "'" + word.replace("'", "'\\''") + "'"
             for word in words)
    shell.say(f"{shell.parameters.get('PS4') or '+ '}{' '.join(shown)}\n")
