"""Process substitution: gives a script a name under which its output is read or its input written."""

from functools import partial
from typing import TYPE_CHECKING

from .streams import Source
from .syntax import ProcessSubstitution
from .tree import Node

if TYPE_CHECKING:
    from .interpreter import Shell


def substituted(shell: "Shell", part: ProcessSubstitution) -> str:
    """Return the name under which a script's output can be read (or its input is written)."""
    tree = shell.files.tree
    number = next(number for number in range(63, 0, -1) if tree.node(f"/dev/fd/{number}") is None)
    path = f"/dev/fd/{number}"
    data = bytearray() if part.writes else bytearray(shell.capture(part.script).encode("latin-1"))
    tree.lend(path, Node("file", 0o600, shell.files.who.user, "", shell.session.now, data=data))
    if part.writes:
        shell.session.after.append((path, part.script))
    return path


def feed(shell: "Shell") -> None:
    """Run the scripts that read what the command has written to their names (`>(script)`)."""
    waiting, shell.session.after = shell.session.after, []
    for path, script in waiting:
        data = shell.files.tree.lent.pop(path).data
        child = shell.copy()
        child.streams[0] = Source((data or bytearray()).decode("latin-1"))
        shell.session.deeper(partial(child.subshell, script))
