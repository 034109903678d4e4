"""Simple commands: expands their words, and finds the function, built-in or program that they name."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from .assigning import as_text, assign, assign_all, trace
from .errors import FileError
from .flow import ExpansionFault
from .redirections import Redirector
from .syntax import Assignment, Simple

if TYPE_CHECKING:
    from .interpreter import Shell


def run_simple(shell: "Shell", command: Simple) -> int:
    """Run a simple command; return its status."""
    shell.line = command.line
    try:
        words = _words(shell, command)
    except ExpansionFault as fault:
        return shell.fault(fault)
    redirector = Redirector(shell)
    if command.redirections:
        try:
            saved = redirector.apply(command.redirections)
        except (FileError, ExpansionFault) as error:
            return shell.bad_redirection(error)
    else:
        saved = {}
    keeps = False
    try:
        if not words:
            return assign_all(shell, command)
        keeps = words[0] == "exec" and len(words) == 1
        return _dispatch(shell, command, words)
    except ExpansionFault as fault:
        return shell.fault(fault)
    except FileError as error:
        return shell.bad_redirection(error)
    finally:
        if not keeps:
            redirector.undo(saved)


def _words(shell: "Shell", command: Simple) -> list[str]:
    """Return the fields of a command; assignments among the words (of `export` and its like) as one field each."""
    if not any(isinstance(word, Assignment) for word in command.words):
        return shell.expander.fields(command.words)  # type: ignore[arg-type]
    out: list[str] = []
    for word in command.words:
        if isinstance(word, Assignment):
            out.append(as_text(shell, word))
        else:
            out += shell.expander.fields([word])
    return out


def _dispatch(shell: "Shell", command: Simple, words: list[str]) -> int:
    from .builtins import SPECIAL

    if shell.options["xtrace"]:
        trace(shell, words)
    name = words[0]
    function = shell.functions.get(name)
    builtin = shell.builtin(name)
    if function is None and builtin is not None and (name in SPECIAL or not command.assignments):
        for one in command.assignments:
            assign(shell, one)
        return _built_in(shell, builtin, words)
    saved = {one.name: shell.variables.all.get(one.name) for one in command.assignments}
    try:
        for one in command.assignments:
            _export(shell, one)
        if function is not None:
            return shell.call(function, words)
        if builtin is not None:
            return _built_in(shell, builtin, words)
        return shell.launch(words)
    finally:
        for variable, old in saved.items():
            if old is None:
                shell.variables.all.pop(variable, None)
            else:
                shell.variables.all[variable] = old


def _export(shell: "Shell", one: Assignment) -> None:
    """Carry out an assignment in front of a command: bash runs the command without one that it may not make."""
    try:
        assign(shell, one)
    except ExpansionFault as fault:
        if not shell.bash or fault.ends:
            raise
        shell.complain(fault.message)
    else:
        shell.variables.all[one.name] = shell.variables.all[one.name]._replace(exported=True)


def _built_in(shell: "Shell", builtin: "Callable[[Shell, Sequence[str]], int]", words: list[str]) -> int:
    """Run a built-in: what it may not do to variables is its failure, not the end of the command."""
    try:
        return builtin(shell, words)
    except ExpansionFault as fault:
        if not shell.bash or fault.ends:
            raise
        shell.complain(f"{'' if words[0] in ('read', 'printf', 'mapfile') else f'{words[0]}: '}{fault.message}")
        return fault.code
