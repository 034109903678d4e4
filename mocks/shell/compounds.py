"""Compound commands: runs branches, loops, cases, groups and tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from .conditions import TestFault, holds, matches
from .flow import ExpansionFault, LoopEnd
from .syntax import ArithmeticCommand, ArithmeticFor, Case, Command, Conditional, For, Group, If, List, Subshell, While

if TYPE_CHECKING:
    from .interpreter import Shell


def run_compound(shell: "Shell", command: Command) -> int:
    """Run a compound command, whose redirections are done; return its status."""
    if isinstance(command, If):
        return _if(shell, command)
    if isinstance(command, For):
        return _for(shell, command)
    if isinstance(command, While):
        return _while(shell, command)
    if isinstance(command, Case):
        return _case(shell, command)
    if isinstance(command, Group):
        return shell.run(command.body)
    if isinstance(command, Subshell):
        child = shell.copy()
        return shell.session.deeper(lambda: child.subshell(command.body))
    try:
        if isinstance(command, Conditional):
            return int(not holds(shell, command.test))
        if isinstance(command, ArithmeticCommand):
            return int(shell.arithmetic(command.expression) == 0)
        assert isinstance(command, ArithmeticFor)
        return _arithmetic_for(shell, command)
    except TestFault:
        return 2
    except ExpansionFault as fault:
        if fault.ends:
            return shell.fault(fault)
        mark = "[[: " if isinstance(command, Conditional) else "((: "
        shell.complain(f"{mark if shell.bash else ''}{fault.message}")
        return fault.code


def _if(shell: "Shell", command: If) -> int:
    for test, body in command.branches:
        with shell.testing():
            held = shell.run(test) == 0
        if held:
            return shell.run(body)
    shell.status = 0
    return shell.run(command.otherwise) if command.otherwise else 0


def _loop(shell: "Shell", body: List) -> bool:
    """Run a loop's body once; False if the loop is over."""
    shell.session.tick()
    try:
        shell.run(body)
    except LoopEnd as end:
        if end.levels > 1 and shell.loops > 1:
            end.levels -= 1
            raise
        shell.status = 0
        return end.again
    return True


@contextmanager
def _looping(shell: "Shell") -> "Iterator[None]":
    shell.loops += 1
    try:
        yield
    finally:
        shell.loops -= 1


def _for(shell: "Shell", command: For) -> int:
    try:
        items = shell.positional.copy() if command.words is None else shell.expander.fields(command.words)
    except ExpansionFault as fault:
        return shell.fault(fault)
    shell.status = 0
    with _looping(shell):
        for item in items:
            try:
                shell.parameters.set(command.name, item)
            except ExpansionFault as fault:
                fault.stays = True
                return shell.fault(fault)
            if not _loop(shell, command.body):
                break
    return shell.status


def _arithmetic_for(shell: "Shell", command: ArithmeticFor) -> int:
    shell.arithmetic(command.start)
    shell.status = 0
    with _looping(shell):
        while not shell.expander.text(command.test).strip() or shell.arithmetic(command.test):
            if not _loop(shell, command.body):
                break
            shell.arithmetic(command.step)
    return shell.status


def _while(shell: "Shell", command: While) -> int:
    code = 0
    with _looping(shell):
        while True:
            try:
                with shell.testing():
                    held = (shell.run(command.test) == 0) != command.until
            except LoopEnd as end:
                if end.levels > 1 and shell.loops > 1:
                    end.levels -= 1
                    raise
                if end.again:
                    continue
                break
            if not held:
                break
            goes_on = _loop(shell, command.body)
            code = shell.status
            if not goes_on:
                break
    shell.status = code
    return code


def _case(shell: "Shell", command: Case) -> int:
    try:
        text = shell.expander.text(command.word)
        falls = False
        shell.status = 0
        for choices, body, ending in command.clauses:
            if not falls and not any(matches(shell, text, shell.expander.pattern(one)) for one in choices):
                continue
            shell.run(body)
            if ending == ";;":
                break
            falls = ending == ";&"
    except ExpansionFault as fault:
        return shell.fault(fault)
    return shell.status
