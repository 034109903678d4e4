"""Built-ins that say where control goes."""

from collections.abc import Sequence

from ..errors import FileError
from ..flow import Exited, LoopEnd, Returned
from ..interpreter import Shell
from ..process import opened
from ..programs import find_program
from .common import Builtin, failed, number


def _true(shell: Shell, words: Sequence[str]) -> int:
    return 0


def _false(shell: Shell, words: Sequence[str]) -> int:
    return 1


def _exit(shell: Shell, words: Sequence[str]) -> int:
    raise Exited(number(shell, words, shell.status) & 255)


def _return(shell: Shell, words: Sequence[str]) -> int:
    if shell.bash and not shell.variables.in_function and not shell.sourcing:
        return failed(shell, words, "can only `return' from a function or sourced script", 2)
    raise Returned(number(shell, words, shell.status) & 255)


def _break(shell: Shell, words: Sequence[str]) -> int:
    if not shell.loops:
        return failed(shell, words, "only meaningful in a `for', `while', or `until' loop", 0) if shell.bash else 0
    raise LoopEnd(max(1, number(shell, words, 1)), again=words[0] == "continue")


def _eval(shell: Shell, words: Sequence[str]) -> int:
    text = " ".join(words[1:])
    if not text.strip():
        return 0
    return shell.session.deeper(lambda: shell.run_script(text))


def _jobs(shell: Shell, words: Sequence[str]) -> int:
    return failed(shell, words, "no job control" if shell.bash else "No current job", 1 if shell.bash else 2)


def _help(shell: Shell, words: Sequence[str]) -> int:
    for word in words[1:]:
        if shell.builtin(word) is None:
            return failed(shell, words, f"no help topics match `{word}'.  Try `help help' or `man -k {word}' or "
                                        f"`info {word}'.")
    return 0


def _source(shell: Shell, words: Sequence[str]) -> int:
    if len(words) < 2:
        return failed(shell, words, "filename argument required", 2)
    try:
        name = words[1]
        if "/" not in name and shell.files.stat(name) is None:
            name = find_program(shell.files, name, shell.parameters.get("PATH") or "")[0]
        text = opened(shell.files, name, shell.streams[0], shell.session).read()
    except FileError as error:
        shell.complain(f"{words[1]}: {error.text}" if shell.bash else f"{words[0]}: cannot open {words[1]}: "
                       f"{'No such file' if error.name == 'ENOENT' else error.text}")
        if not shell.bash:
            raise Exited(2) from None
        return 1
    saved = shell.positional
    if len(words) > 2:
        shell.positional = list(words[2:])
    shell.sourcing += 1
    try:
        return shell.session.deeper(lambda: shell.run_script(text))
    except Returned as returned:
        return returned.code
    finally:
        shell.sourcing -= 1
        shell.positional = saved


def _exec(shell: Shell, words: Sequence[str]) -> int:
    rest = list(words[1:])
    while rest and rest[0] in ("-c", "-l"):
        rest.pop(0)
    if rest[:1] == ["-a"]:
        rest = rest[2:]
    if not rest:
        return 0
    if shell.bash:
        raise Exited(shell.launch(rest))
    raise Exited(shell.launch(rest, missing="exec: "))


BUILTINS: dict[str, Builtin] = {
    ":": _true, "true": _true, "jobs": _true, "disown": _true, "history": _true, "enable": _true, "help": _help,
    "complete": _true, "false": _false, "fg": _jobs, "bg": _jobs, "exit": _exit, "return": _return, "break": _break,
    "continue": _break, "eval": _eval, ".": _source, "source": _source, "exec": _exec,
}
