"""Programs that run other programs: shells, env, xargs, timeout, sudo and their like."""

import re

from ..process import Process, Program
from ..programs import dialect_of


def shell(process: Process) -> int:
    """Run bash, dash or sh: a text with -c, a script, or standard input."""
    dialect = dialect_of(process.files, process.name)
    args = list(process.args)
    options: list[str] = []
    text: str | None = None
    letters = {"e": "errexit", "u": "nounset", "x": "xtrace", "f": "noglob", "v": "verbose", "n": "noexec",
               "C": "noclobber",
               "a": "allexport"}
    wants_text = reads = False
    while args and re.fullmatch(r"[-+].+", args[0]):
        word = args.pop(0)
        if word == "--":
            break
        if word == "--version":
            process.out("GNU bash, version 5.2.15(1)-release (x86_64-pc-linux-gnu)\n")
            return 0
        if word.startswith("--"):
            continue
        for letter in word[1:]:
            if letter == "c":
                wants_text = True
            elif letter == "s":
                reads = True
            elif letter == "o" and args:
                options.append(args.pop(0))
            elif letter in letters:
                options.append(letters[letter])
    if wants_text:
        if not args:
            return process.complain("-c: option requires an argument", 2)
        text = args.pop(0)
    name = args.pop(0) if args and not reads else process.name
    if text is None and name != process.name:
        node = process.files.stat(name)
        if node is None or node.kind == "dir":
            if dialect == "bash":
                why = "Is a directory" if node is not None else "No such file or directory"
                return process.complain(f"{name}: {why}", 126 if node is not None else 127)
            return process.complain(f"0: cannot open {name}: {'Is a directory' if node else 'No such file'}", 2)
        text = process.text(name)
        if "\0" in text[:80]:
            process.err(f"{name}: {name}: cannot execute binary file\n")
            return 126
        known = process.session.scripts.get(text)
        if known is not None:
            process.args = args
            return known(process)
    elif text is None:
        text = process.stdin.read()
    process.args = args
    valid = [option for option in options if option in _OPTIONS]
    return process.shell.script(process, text, name, dialect=dialect, options=valid, commanded=wants_text)


_OPTIONS = frozenset(("errexit", "nounset", "xtrace", "noglob", "verbose", "noexec", "noclobber", "allexport",
                      "pipefail"))

PROGRAMS: dict[str, Program] = {"bash": shell, "dash": shell, "sh": shell}
