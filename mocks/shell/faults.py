"""Faults: what the shells say of a text that they cannot read and of a program that they cannot run."""

from typing import TYPE_CHECKING

from .errors import FileError, ShellSyntaxError
from .streams import Stream

if TYPE_CHECKING:
    from .interpreter import Shell


def say_syntax_error(shell: "Shell", error: ShellSyntaxError, text: str) -> None:
    """Say where a text cannot be read."""
    token = error.token
    if not shell.bash:
        what = "end of file unexpected" if not token else f'"{token}" unexpected'
        if error.token in ("newline",):
            what = "newline unexpected"
        if error.expected in ("'", '"', "`"):
            what = "EOF in backquote substitution" if error.expected == "`" else "Unterminated quoted string"
        elif error.expected == "${":
            what = "Missing '}'"
        elif error.expected in ("redirection",):
            what = "redirection unexpected"
        elif error.expected and error.expected != "\n":
            what += f' (expecting "{error.expected}")'
        shell.say(f"{shell.zero}: {error.line}: Syntax error: {what}\n")
        return
    where = f"{shell.zero}: " + ("-c: " if shell.commanded else "") + "line "
    lines = text.split("\n")
    if token:
        at = f"{where}{error.line}: "
        shell.say(f"{at}syntax error near unexpected token `{token}'\n{at}`{lines[error.line - 1]}'\n")
    elif error.expected in ("'", '"', "`", ")", "${"):
        closing = error.expected.replace("${", "}")
        shell.say(f"{where}{error.line}: unexpected EOF while looking for matching `{closing}'\n")
    else:
        shell.say(f"{where}{len(lines) + (lines[-1] != '')}: syntax error: unexpected end of file\n")


def say_not_run(shell: "Shell", name: str, error: FileError, caller: str, stderr: Stream, missing: str) -> int:
    """Say why a program cannot be run; return the exit code."""
    code = 127 if error.name in ("ENOENT", "ENOTDIR") else 126
    if caller:
        quoted = f"‘{name}’".encode().decode("latin-1") if caller == "env" else name
        stderr.write(f"{caller}: {quoted}: {error.text}\n")
        return code
    if code == 127 and "/" not in name:
        said = f"{missing}{name}: not found" if name else ": Permission denied"
        shell.complain(f"{name}: command not found" if shell.bash else said)
    elif code == 127:
        shell.complain(f"{name}: {error.text}" if shell.bash else f"{name}: not found")
    else:
        shell.complain(f"{name}: {error.text}")
    return code
