"""Built-ins about where the shell stands, and the rest."""

import re
from collections.abc import Sequence

from ..errors import FileError
from ..interpreter import Shell
from ..programs import programs
from ..variables import Variable
from .common import Builtin, failed


def _cd(shell: Shell, words: Sequence[str]) -> int:
    rest = [word for word in words[1:] if word not in ("-L", "-P", "-e", "--")]
    physical = "-P" in words[1:]
    if len(rest) > 1 and shell.bash:
        return failed(shell, words, "too many arguments")
    target = rest[0] if rest else shell.parameters.get("HOME")
    if target is None:
        return failed(shell, words, "HOME not set")
    shows = target == "-"
    if shows:
        old = shell.parameters.get("OLDPWD")
        if old is None:
            return failed(shell, words, "OLDPWD not set")
        target = old
    try:
        where, node = shell.files.find(target) if target else (shell.files.cwd, shell.files.find(".")[1])
        if node.kind != "dir":
            raise FileError("ENOTDIR", target)
        if not shell.files.may(node, "x"):
            raise FileError("EACCES", target)
    except FileError as error:
        if shell.bash:
            return failed(shell, words, f"{target}: {error.text}")
        return failed(shell, words, f"can't cd to {target}", 2)
    del physical  # the tree knows real paths only
    before = shell.files.cwd
    shell.files = shell.files.tree.view(shell.files.who, where, shell.files.umask)
    shell.variables.all["OLDPWD"] = Variable(before, exported=True)
    shell.variables.all["PWD"] = Variable(where, exported=True)
    if shows:
        shell.streams[1].write(f"{where}\n")
    return 0


def _pwd(shell: Shell, words: Sequence[str]) -> int:
    shell.streams[1].write(f"{shell.files.cwd}\n")
    return 0


def _umask(shell: Shell, words: Sequence[str]) -> int:
    rest = [word for word in words[1:] if word not in ("-p", "-S")]
    mask = shell.files.umask
    if not rest:
        if "-S" in words:
            parts = ("".join(letter for bit, letter in ((4, "r"), (2, "w"), (1, "x")) if not mask >> shift & bit)
                     for shift in (6, 3, 0))
            shell.streams[1].write(",".join(f"{who}={part}" for who, part in zip("ugo", parts, strict=True)) + "\n")
        else:
            shell.streams[1].write(f"{mask:04o}\n")
        return 0
    if not re.fullmatch(r"[0-7]{1,4}", rest[0]):
        return failed(shell, words, f"{rest[0]}: octal number out of range" if rest[0].isdecimal()
                      else f"`{rest[0]}': invalid symbolic mode operator")
    shell.files.umask = int(rest[0], 8) & 0o777
    return 0


def _ulimit(shell: Shell, words: Sequence[str]) -> int:
    shell.streams[1].write("unlimited\n")
    return 0


def _getopts(shell: Shell, words: Sequence[str]) -> int:
    if len(words) < 3:
        return failed(shell, words, "usage: getopts optstring name [arg ...]", 2)
    options, name = words[1], words[2]
    args = list(words[3:]) if len(words) > 3 else shell.positional
    number = int(shell.parameters.get("OPTIND") or "1")
    place, inside = shell.options_at if shell.options_at[0] == number else (number, 0)
    quiet = options.startswith(":")

    def end() -> int:
        shell.parameters.set("OPTIND", str(place))
        shell.options_at = (place, 0)
        shell.parameters.set(name, "?")
        return 1

    if place > len(args):
        return end()
    word = args[place - 1]
    if inside == 0:
        if word == "--":
            place += 1
            return end()
        if not word.startswith("-") or word == "-":
            return end()
        inside = 1
    letter = word[inside]
    inside += 1
    known = letter != ":" and letter in options
    takes = known and options[options.index(letter) + 1 : options.index(letter) + 2] == ":"
    shell.variables.all.pop("OPTARG", None)
    result = letter
    if not known:
        result = "?"
        if quiet:
            shell.parameters.set("OPTARG", letter)
        else:
            shell.say(f"{shell.zero}: illegal option -- {letter}\n" if shell.bash else f"Illegal option -{letter}\n")
    elif takes:
        if inside < len(word):
            shell.parameters.set("OPTARG", word[inside:])
            inside = len(word)
        elif place < len(args):
            shell.parameters.set("OPTARG", args[place])
            place += 1
            inside = len(word)
        else:
            result = ":" if quiet else "?"
            if quiet:
                shell.parameters.set("OPTARG", letter)
            else:
                shell.say(f"{shell.zero}: option requires an argument -- {letter}\n" if shell.bash
                          else f"No arg for -{letter} option\n")
    if inside >= len(word):
        place, inside = place + 1, 0
    shell.parameters.set(name, result)
    shell.parameters.set("OPTIND", str(place))
    shell.options_at = (place, inside)
    return 0


def _pushd(shell: Shell, words: Sequence[str]) -> int:
    stack = shell.parameters.values("DIRSTACK")
    if words[0] == "popd":
        if not stack:
            return failed(shell, words, "directory stack empty")
        target = stack.pop(0)
    elif words[0] == "pushd":
        if len(words) < 2:
            return failed(shell, words, "no other directory")
        stack.insert(0, shell.files.cwd)
        target = words[1]
    else:
        target = ""
    if target and _cd(shell, [words[0], target]):
        return 1
    shell.variables.all["DIRSTACK"] = Variable(items=dict(enumerate(stack)))
    home = shell.parameters.get("HOME") or "/"
    shown = (f"~{path[len(home):]}" if path == home or path.startswith(f"{home}/") else path
             for path in (shell.files.cwd, *stack))
    shell.streams[1].write(" ".join(shown) + "\n")
    return 0


def _times(shell: Shell, words: Sequence[str]) -> int:
    shell.streams[1].write("0m0.000s 0m0.000s\n0m0.000s 0m0.000s\n")
    return 0


def _alias(shell: Shell, words: Sequence[str]) -> int:
    code = 0
    for word in words[1:] or sorted(shell.aliases):
        name, equals, text = word.partition("=")
        if equals:
            shell.aliases[name] = text
        elif name in shell.aliases:
            mark = "alias " if shell.bash else ""
            shown = shell.aliases[name].replace("'", "'\\''")
            shell.streams[1].write(f"{mark}{name}='{shown}'\n")
        elif shell.bash:
            code = failed(shell, words, f"{name}: not found")
        else:
            shell.say(f"alias: {name} not found\n")
            code = 1
    return code


def _unalias(shell: Shell, words: Sequence[str]) -> int:
    code = 0
    for name in words[1:]:
        if name == "-a":
            shell.aliases.clear()
        elif shell.aliases.pop(name, None) is None:
            code = failed(shell, words, f"{name}: not found")
    return code


def _caller(shell: Shell, words: Sequence[str]) -> int:
    if not shell.calls:
        return 1
    shell.streams[1].write(f"{shell.line} {shell.zero}\n")
    return 0


def _compgen(shell: Shell, words: Sequence[str]) -> int:
    kinds = {"-c": sorted({*shell.builtins(), *programs(), *shell.functions}), "-b": sorted(shell.builtins()),
             "-v": sorted(shell.parameters.names()),
             "-A": sorted(shell.functions), "-u": [one.name for one in shell.session.accounts.users()]}
    prefix = words[-1] if len(words) > 2 and not words[-1].startswith("-") else ""
    found = [name for name in kinds.get(words[1] if len(words) > 1 else "", []) if name.startswith(prefix)]
    shell.streams[1].write("".join(f"{name}\n" for name in found))
    return int(not found)


BUILTINS: dict[str, Builtin] = {
    "cd": _cd, "pwd": _pwd, "umask": _umask, "ulimit": _ulimit, "getopts": _getopts, "pushd": _pushd, "popd": _pushd,
    "dirs": _pushd, "times": _times, "alias": _alias, "unalias": _unalias, "caller": _caller, "compgen": _compgen,
}
