"""Built-ins: the commands that the shell itself carries out."""

import re
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from .conditions import TestFault
from .errors import FileError
from .flow import Exited, ExpansionFault, LoopEnd, Returned
from .formats import Formatter, echoed
from .interpreter import OPTIONS, Shell
from .process import opened
from .programs import find_program, programs
from .syntax import Literal
from .tree import split
from .variables import Variable

Builtin: TypeAlias = Callable[[Shell, Sequence[str]], int]

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(?:\[(.*?)\])?(\+?=)(.*)\Z", re.ASCII | re.DOTALL)
KEYWORDS: Final = frozenset("if then else elif fi case esac for select while until do done in function time { } ! [[ ]]".split())


def _failed(shell: Shell, words: Sequence[str], message: str, code: int = 1) -> int:
    shell.complain(f"{words[0]}: {message}")
    return code


def _true(shell: Shell, words: Sequence[str]) -> int:
    return 0


def _false(shell: Shell, words: Sequence[str]) -> int:
    return 1


# --- where control goes ---


def _number(shell: Shell, words: Sequence[str], default: int) -> int:
    if len(words) < 2:
        return default
    if not re.fullmatch(r"[-+]?[0-9]+", words[1]):
        message = f"{words[1]}: numeric argument required" if shell.bash else f"Illegal number: {words[1]}"
        _failed(shell, words, message)
        raise Exited(2)
    return int(words[1])


def _exit(shell: Shell, words: Sequence[str]) -> int:
    raise Exited(_number(shell, words, shell.status) & 255)


def _return(shell: Shell, words: Sequence[str]) -> int:
    if shell.bash and not shell.variables.in_function and not shell.sourcing:
        return _failed(shell, words, "can only `return' from a function or sourced script", 2)
    raise Returned(_number(shell, words, shell.status) & 255)


def _break(shell: Shell, words: Sequence[str]) -> int:
    if not shell.loops:
        return _failed(shell, words, "only meaningful in a `for', `while', or `until' loop", 0) if shell.bash else 0
    raise LoopEnd(max(1, _number(shell, words, 1)), again=words[0] == "continue")


def _eval(shell: Shell, words: Sequence[str]) -> int:
    text = " ".join(words[1:])
    if not text.strip():
        return 0
    return shell.session.deeper(lambda: shell.run_script(text))


def _source(shell: Shell, words: Sequence[str]) -> int:
    if len(words) < 2:
        return _failed(shell, words, "filename argument required", 2)
    try:
        name = words[1]
        if "/" not in name and shell.files.stat(name) is None:
            name = find_program(shell.files, name, shell.get("PATH") or "")[0]
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
    raise Exited(shell.launch(rest))


def _command(shell: Shell, words: Sequence[str]) -> int:
    rest = list(words[1:])
    asks = ""
    while rest and rest[0] in ("-v", "-V", "-p"):
        asks = rest[0] if rest[0] != "-p" else asks
        rest.pop(0)
    if not rest:
        return 0
    if not asks:
        builtin = BUILTINS.get(rest[0])
        return builtin(shell, rest) if builtin else shell.launch(rest)
    code = 0
    for name in rest:
        found = _described(shell, name)
        if found is None:
            code = 1 if shell.bash else 127
            if asks == "-V":
                _failed(shell, words, f"{name}: not found") if shell.bash else shell.streams[1].write(f"{name}: not found\n")
        else:
            kind, where = found
            short = where if kind == "file" else name
            shell.streams[1].write(f"{short}\n" if asks == "-v" else f"{_sentence(shell, name, kind, where)}\n")
    return code


def _described(shell: Shell, name: str) -> tuple[str, str] | None:
    """Return what kind of command a name is, and for a file where it is."""
    if name in KEYWORDS:
        return "keyword", name
    if name in shell.functions:
        return "function", name
    if name in BUILTINS:
        return "builtin", name
    try:
        where, _ = find_program(shell.files, name, shell.get("PATH") or "")
    except FileError:
        return None
    return "file", name if "/" in name else _as_found(shell, name, where)


def _as_found(shell: Shell, name: str, where: str) -> str:
    """Return the path under which PATH leads to a program, links on the way left as they are."""
    for directory in (shell.get("PATH") or "").split(":"):
        candidate = f"{directory.rstrip('/') or ''}/{name}"
        node = shell.files.stat(candidate)
        if node is not None and node.kind == "file" and shell.files.may(node, "x"):
            return candidate
    return where


def _sentence(shell: Shell, name: str, kind: str, where: str) -> str:
    if kind == "keyword":
        return f"{name} is a shell keyword"
    if kind == "builtin":
        return f"{name} is a shell builtin" if shell.bash or name not in SPECIAL else f"{name} is a special shell builtin"
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
                _failed(shell, words, f"{name}: not found") if shell.bash else shell.streams[1].write(f"{name}: not found\n")
        elif "t" in flags:
            shell.streams[1].write(f"{found[0]}\n")
        elif "p" in flags or "P" in flags:
            if found[0] == "file":
                shell.streams[1].write(f"{found[1]}\n")
        else:
            shell.streams[1].write(f"{_sentence(shell, name, *found)}\n")
    return code


def _hash(shell: Shell, words: Sequence[str]) -> int:
    for name in words[1:]:
        if not name.startswith("-") and _described(shell, name) is None:
            return _failed(shell, words, f"{name}: not found")
    return 0


def _builtin(shell: Shell, words: Sequence[str]) -> int:
    if len(words) < 2:
        return 0
    found = BUILTINS.get(words[1])
    return found(shell, words[1:]) if found else _failed(shell, words, f"{words[1]}: not a shell builtin")


def _trap(shell: Shell, words: Sequence[str]) -> int:
    rest = list(words[1:])
    if rest[:1] == ["--"]:
        rest.pop(0)
    if not rest or rest == ["-p"]:
        for name, text in shell.traps.items():
            quoted = text.replace("'", "'\\''")
            shell.streams[1].write(f"trap -- '{quoted}' {name if name in _PSEUDO or not shell.bash else 'SIG' + name}\n")
        return 0
    if rest == ["-l"]:
        shell.streams[1].write(" ".join(_SIGNALS.values()) + "\n")
        return 0
    command = rest.pop(0) if len(rest) > 1 else "-"
    for given in rest:
        name = given.upper().removeprefix("SIG")
        name = "EXIT" if name == "0" else _SIGNALS.get(name, name)
        if name not in _PSEUDO and name not in _SIGNALS.values():
            _failed(shell, words, f"{given}: invalid signal specification" if shell.bash else f"{given}: bad trap")
            return 1
        if command == "-":
            shell.traps.pop(name, None)
        else:
            shell.traps[name] = command
    return 0


_PSEUDO = frozenset(("EXIT", "ERR", "DEBUG", "RETURN"))
_SIGNALS: Final = {"1": "HUP", "2": "INT", "3": "QUIT", "6": "ABRT", "9": "KILL", "10": "USR1", "12": "USR2",
                   "13": "PIPE", "14": "ALRM", "15": "TERM", "17": "CHLD", "18": "CONT", "19": "STOP", "20": "TSTP",
                   "28": "WINCH"}


def _kill(shell: Shell, words: Sequence[str]) -> int:
    rest = list(words[1:])
    signal = "TERM"
    if rest[:1] == ["-l"]:
        shell.streams[1].write("\n".join(f"{number}) SIG{name}" for number, name in _SIGNALS.items()) + "\n")
        return 0
    if rest and rest[0] == "-s" and len(rest) > 1:
        signal = rest[1].upper().removeprefix("SIG")
        rest = rest[2:]
    elif rest and rest[0].startswith("-") and rest[0] != "--":
        given = rest.pop(0)[1:].upper().removeprefix("SIG")
        signal = _SIGNALS.get(given, given)
    code = 0
    for target in rest:
        if target == str(shell.pid) or target == "$$":
            if signal == "0":
                continue
            if signal in shell.traps:
                shell.run_script(shell.traps[signal])
                continue
            number = next((int(number) for number, name in _SIGNALS.items() if name == signal), 15)
            raise Exited(128 + number)
        if target.lstrip("%").isdigit() and int(target.lstrip("%")) in shell.jobs:
            continue  # it has run to its end
        code = _failed(shell, words, f"({target}) - No such process" if shell.bash else "No such process")
    return code


def _wait(shell: Shell, words: Sequence[str]) -> int:
    wanted = [int(word) for word in words[1:] if word.isdigit()] or list(shell.jobs)
    code = 0
    for pid in wanted:
        if pid not in shell.jobs:
            code = 127
            if shell.bash:
                shell.complain(f"wait: pid {pid} is not a child of this shell")
            continue
        code, ended = shell.jobs[pid]
        if ended > shell.session.elapsed:
            shell.session.sleep(ended - shell.session.elapsed)
    return code if len(words) > 1 else 0


# --- variables ---


def _export(shell: Shell, words: Sequence[str]) -> int:
    return _declare(shell, [words[0], *(["-r"] if words[0] == "readonly" else ["-x"]), *words[1:]])


def _local(shell: Shell, words: Sequence[str]) -> int:
    if not shell.variables.in_function:
        return _failed(shell, words, "can only be used in a function") if shell.bash else _failed(shell, words, "not in a function", 2)
    return _declare(shell, words)


def _declare(shell: Shell, words: Sequence[str]) -> int:
    flags, off, names = "", "", []
    for i, word in enumerate(words[1:], 1):
        if re.fullmatch(r"[-+][A-Za-z]+", word) and not names:
            if word[0] == "-":
                flags += word[1:]
            else:
                off += word[1:]
        elif word == "--" and not names:
            continue
        else:
            names += words[i:]
            break
    if words[0] in ("export", "readonly") and "n" in flags:
        for name in names:
            if name in shell.variables.all:
                shell.variables.all[name] = shell.variables.all[name]._replace(exported=False)
        return 0
    if "f" in flags or "F" in flags:
        return _functions(shell, names, "F" in flags)
    if not names:
        return _listing(shell, words[0], flags)
    if "p" in flags and words[0] not in ("export", "readonly"):
        return _printed(shell, words, names)
    code = 0
    for name in names:
        code = _declared(shell, words, name, flags, off) or code
    return code


def _declared(shell: Shell, words: Sequence[str], word: str, flags: str, off: str) -> int:
    found = _ASSIGNMENT.match(word)
    name = found.group(1) if found else word
    if not _NAME.fullmatch(name):
        return _failed(shell, words, f"`{word}': not a valid identifier" if shell.bash else f"{word}: bad variable name",
                       1 if shell.bash else 2)
    scoped = words[0] in ("local", "declare", "typeset") and "g" not in flags
    if scoped and shell.variables.in_function:
        shell.variables.declare_local(name, inherits=not shell.bash or "I" in flags)
    old = shell.variables.all.get(name) or Variable()
    new = old._replace(
        exported=(old.exported or "x" in flags) and "x" not in off, integer=(old.integer or "i" in flags) and "i" not in off,
        lower="l" in flags or (old.lower and "u" not in flags), upper="u" in flags or (old.upper and "l" not in flags),
    )
    if "A" in flags and old.items is None:
        new = new._replace(items={}, named=True, value=None)
    elif "a" in flags and old.items is None:
        new = new._replace(items={} if old.value is None else {0: old.value}, value=None)
    shell.variables.all[name] = new
    if found:
        _, index, sign, text = found.groups()
        if text == "(" and shell.pending_items is not None and word.endswith("=("):
            shell.set_items(name, shell.pending_items, append=sign == "+=")
        elif index is not None:
            shell.set_element(name, (Literal(index, False),), text)
        else:
            shell.set(name, (shell.get(name) or "") + text if sign == "+=" else text)
    if "r" in flags:
        shell.variables.all[name] = shell.variables.all[name]._replace(readonly=True)
    return 0


def _functions(shell: Shell, names: Sequence[str], only_names: bool) -> int:
    code = 0
    for name in names or sorted(shell.functions):
        if name not in shell.functions:
            code = 1
        else:
            text = (f"declare -f {name}" if not names else name) if only_names else shell.functions[name].text
            shell.streams[1].write(f"{text}\n")
    return code


def _listing(shell: Shell, name: str, flags: str) -> int:
    for variable, one in sorted(shell.variables.all.items()):
        if one.text is None and one.items is None:
            continue
        if name in ("export", "readonly"):
            if one.exported if name == "export" else one.readonly:
                prefix = f"declare -{one.attributes()} " if shell.bash else f"{name} "
                quote = '"' if shell.bash else "'"
                shell.streams[1].write(f"{prefix}{variable}={quote}{one.text or ''}{quote}\n")
        elif "p" in flags or flags:
            if not flags.strip("p") or set(flags.strip("p")) <= set(one.attributes()):
                shell.streams[1].write(_shown(variable, one))
        else:
            shell.streams[1].write(f"{variable}={_quoted(one.text or '')}\n")
    return 0


def _printed(shell: Shell, words: Sequence[str], names: Sequence[str]) -> int:
    code = 0
    for name in names:
        one = shell.variables.all.get(name)
        if one is None:
            code = _failed(shell, words, f"{name}: not found")
        else:
            shell.streams[1].write(_shown(name, one))
    return code


def _shown(name: str, one: Variable) -> str:
    letters = one.attributes()
    head = f"declare -{letters if letters != '-' else '-'} {name}"
    if one.items is not None:
        items = " ".join(f'[{key}]="{_escaped(text)}"' for key, text in one.items.items())
        return f"{head}=({items}{' ' if one.named and items else ''})\n"
    return head + ("\n" if one.value is None else f'="{_escaped(one.value)}"\n')


def _escaped(text: str) -> str:
    return re.sub(r'(["$`\\])', r"\\\1", text)


def _quoted(text: str) -> str:
    if re.fullmatch(r"[\w%+,./:=@^-]*", text, re.ASCII):
        return text
    return "'" + text.replace("'", "'\\''") + "'"


def _unset(shell: Shell, words: Sequence[str]) -> int:
    code = 0
    mode = ""
    for word in words[1:]:
        if word in ("-f", "-v", "-n"):
            mode = word[1]
            continue
        found = re.fullmatch(r"([A-Za-z_]\w*)\[(.*)\]", word, re.ASCII | re.DOTALL)
        if found:
            name, index = found.groups()
            one = shell.variables.all.get(name)
            if one is not None and one.items is not None:
                if index in ("@", "*"):
                    shell.variables.all.pop(name)
                    continue
                key: int | str = index if one.named else shell.number_of(index)
                if isinstance(key, int) and key < 0:
                    key += max((k for k in one.items if isinstance(k, int)), default=-1) + 1
                items = {k: v for k, v in one.items.items() if k != key}
                shell.variables.all[name] = one._replace(items=items)
            continue
        if mode != "f":
            one = shell.variables.all.get(word)
            if one is not None and one.readonly:
                code = _failed(shell, words, f"{word}: cannot unset: readonly variable" if shell.bash else f"{word}: is read only")
                continue
            if one is not None:
                shell.variables.all.pop(word)
                continue
        if mode != "v":
            shell.functions.pop(word, None)
    return code


def _set(shell: Shell, words: Sequence[str]) -> int:
    if len(words) == 1:
        for name, one in sorted(shell.variables.all.items()):
            if one.text is not None:
                shell.streams[1].write(f"{name}={_quoted(one.text)}\n" if shell.bash else f"{name}='{one.text}'\n")
        return 0
    letters = {letter: name for name, letter in OPTIONS.items() if letter}
    rest = list(words[1:])
    while rest:
        word = rest[0]
        if word in ("--", "-"):
            shell.positional = rest[1:]
            return 0
        if not re.fullmatch(r"[-+].+", word):
            shell.positional = rest
            return 0
        rest.pop(0)
        on = word[0] == "-"
        for letter in word[1:]:
            if letter == "o":
                if not rest:
                    for name, letter in sorted(OPTIONS.items()):
                        if name not in _SHOPT:
                            shell.streams[1].write(f"{name:<15}\t{'on' if shell.options[name] else 'off'}\n")
                    return 0
                name = rest.pop(0)
                if name not in OPTIONS or name in _SHOPT or (not shell.bash and name in ("pipefail", "posix", "errtrace")):
                    if shell.bash:
                        return _failed(shell, words, f"{name}: invalid option name", 2)
                    shell.complain(f"set: Illegal option -o {name}")
                    raise Exited(2)
                shell.options[name] = on
            elif letter in letters and (shell.bash or letter not in "ETh"):
                shell.options[letters[letter]] = on
            elif letter in "BHbkptP":
                continue
            elif shell.bash:
                _failed(shell, words, f"-{letter}: invalid option")
                return 2
            else:
                shell.complain(f"set: Illegal option -{letter}")
                raise Exited(2)
    return 0


_SHOPT = frozenset(("nullglob", "failglob", "dotglob", "nocaseglob", "nocasematch", "globstar", "extglob", "lastpipe",
                    "inherit_errexit", "expand_aliases", "globasciiranges", "sourcepath"))


def _shopt(shell: Shell, words: Sequence[str]) -> int:
    flags = "".join(word[1:] for word in words[1:] if word.startswith("-"))
    names = [word for word in words[1:] if not word.startswith("-")]
    code = 0
    for name in names or sorted(_SHOPT):
        if name not in _SHOPT and not ("o" in flags and name in OPTIONS):
            code = _failed(shell, words, f"{name}: invalid shell option name")
        elif "s" in flags and names:
            shell.options[name] = True
        elif "u" in flags and names:
            shell.options[name] = False
        else:
            code = code or int(not shell.options[name] and bool(names))
            if "q" not in flags:
                shell.streams[1].write(f"{name:<15}\t{'on' if shell.options[name] else 'off'}\n")
    return code


def _shift(shell: Shell, words: Sequence[str]) -> int:
    count = _number(shell, words, 1)
    if count > len(shell.positional):
        if shell.bash:
            return 1
        shell.complain("shift: can't shift that many")
        raise Exited(2)
    shell.positional = shell.positional[count:]
    return 0


def _let(shell: Shell, words: Sequence[str]) -> int:
    if len(words) < 2:
        return _failed(shell, words, "expression expected")
    value = 0
    try:
        for word in words[1:]:
            value = shell.number_of(word)
    except ExpansionFault as fault:
        shell.complain(f"let: {fault.message}")
        return 1
    return int(value == 0)


# --- input and output ---


def _echo(shell: Shell, words: Sequence[str]) -> int:
    shell.streams[1].write(echoed(list(words[1:]), bash=shell.bash))
    return 0


def _printf(shell: Shell, words: Sequence[str]) -> int:
    rest = list(words[1:])
    variable = ""
    if shell.bash and rest[:1] == ["-v"] and len(rest) > 1:
        variable, rest = rest[1], rest[2:]
    if rest[:1] == ["--"]:
        rest.pop(0)
    if not rest:
        return _failed(shell, words, "usage: printf [-v var] format [arguments]", 2)
    formatter = Formatter(shell.session.now, bash=shell.bash)
    text = formatter.format(rest[0], rest[1:])
    if variable:
        found = re.fullmatch(r"(\w+)\[(.*)\]", variable)
        if found:
            shell.set_element(found.group(1), (Literal(found.group(2), False),), text)
        else:
            shell.set(variable, text)
    else:
        shell.streams[1].write(text)
    for message in formatter.faults:
        _failed(shell, words, message)
    return int(bool(formatter.faults))


def _read(shell: Shell, words: Sequence[str]) -> int:  # noqa: C901
    rest = list(words[1:])
    raw, array, delimiter, limit, prompt = False, "", "\n", -1, ""
    stream = shell.streams[0]
    while rest and rest[0].startswith("-") and rest[0] != "-":
        word = rest.pop(0)
        if word == "--":
            break
        letters = word[1:]
        while letters:
            letter, letters = letters[0], letters[1:]
            if letter == "r":
                raw = True
            elif letter in "es":
                continue
            elif letter in "adnNptui":
                value, letters = letters or (rest.pop(0) if rest else ""), ""
                if letter == "a":
                    array = value
                elif letter == "d":
                    delimiter = value[:1] or "\0"
                elif letter in "nN":
                    limit = int(value) if value.isdigit() else -1
                elif letter == "p":
                    prompt = value
                elif letter == "u":
                    found = shell.streams.get(int(value)) if value.isdigit() else None
                    if found is None:
                        return _failed(shell, words, f"{value}: invalid file descriptor: Bad file descriptor")
                    stream = found
            else:
                return _failed(shell, words, f"-{letter}: invalid option" if shell.bash else f"Illegal option -{letter}", 2)
    del prompt  # nobody is at a terminal
    if not rest and not array and not shell.bash:
        shell.complain("read: arg count")
        raise Exited(2)
    line, ended = _read_line(stream, delimiter, raw=raw, limit=limit)
    names = rest or ([] if array else ["REPLY"])
    separators = shell.get("IFS")
    if separators is None:
        separators = " \t\n"
    if names == ["REPLY"] and not rest:
        shell.set("REPLY", "".join(char for char, _ in line))
    elif array:
        items: list[tuple[str | None, str]] = [(None, text) for text in _split_line(line, separators, 0)]
        shell.set_items(array, items)
    else:
        fields = _split_line(line, separators, len(names))
        for i, name in enumerate(names):
            if not _NAME.fullmatch(name):
                return _failed(shell, words, f"`{name}': not a valid identifier" if shell.bash else f"{name}: bad variable name", 1)
            shell.set(name, fields[i] if i < len(fields) else "")
    return 0 if ended else 1


def _read_line(stream: object, delimiter: str, *, raw: bool, limit: int) -> tuple[list[tuple[str, bool]], bool]:
    """Return the characters of a line, each with whether it was escaped, and whether the line had its end."""
    out: list[tuple[str, bool]] = []
    from .streams import Stream  # noqa: PLC0415

    assert isinstance(stream, Stream)
    whole = delimiter == "\n" and limit < 0
    waiting = ""
    escaped = False
    while limit < 0 or len(out) < limit:
        if not waiting:
            waiting = stream.line() if whole else stream.read(1)
            if not waiting:
                return out, False
        char, waiting = waiting[0], waiting[1:]
        if escaped:
            escaped = False
            if char != "\n":
                out.append((char, True))
        elif char == "\\" and not raw:
            escaped = True
        elif char == delimiter:
            return out, True
        else:
            out.append((char, False))
    return out, True


def _split_line(line: list[tuple[str, bool]], separators: str, count: int) -> list[str]:
    """Split a line into `count` fields, the last one being the rest; with 0 into all there are."""
    spaces = [char for char in separators if char in " \t\n"]
    at, size = 0, len(line)

    def is_separator(i: int, chars: Sequence[str] | str) -> bool:
        return not line[i][1] and line[i][0] in chars

    end = size
    while end > 0 and is_separator(end - 1, spaces):
        end -= 1
    while at < end and is_separator(at, spaces):
        at += 1
    out: list[str] = []
    while at < end:
        if count and len(out) == count - 1:
            rest = line[at:end]
            # One separator at the very end that is no space goes too, if it is the only one.
            if rest and not rest[-1][1] and rest[-1][0] in separators and not any(
                    not escaped and char in separators for char, escaped in rest[:-1]):
                rest = rest[:-1]
            out.append("".join(char for char, _ in rest))
            return out
        start = at
        while at < end and not is_separator(at, separators):
            at += 1
        out.append("".join(char for char, _ in line[start:at]))
        while at < end and is_separator(at, spaces):
            at += 1
        if at < end and is_separator(at, separators) and not is_separator(at, spaces):
            at += 1
            while at < end and is_separator(at, spaces):
                at += 1
    return out


def _mapfile(shell: Shell, words: Sequence[str]) -> int:
    rest = list(words[1:])
    strip, delimiter, most, skip, origin = False, "\n", 0, 0, 0
    while rest and rest[0].startswith("-"):
        word = rest.pop(0)
        if word.startswith("-t"):
            strip = True
            continue
        value = word[2:] or (rest.pop(0) if rest else "")
        if word[1] == "d":
            delimiter = value[:1] or "\0"
        elif word[1] == "n":
            most = int(value)
        elif word[1] == "s":
            skip = int(value)
        elif word[1] == "O":
            origin = int(value)
    text = shell.streams[0].read()
    lines = [line + delimiter for line in text.split(delimiter)]
    lines[-1] = lines[-1][:-1]
    if not lines[-1]:
        lines.pop()
    lines = lines[skip : skip + most if most else None]
    items: list[tuple[str | None, str]] = [
        (str(origin + i), line.removesuffix(delimiter) if strip else line) for i, line in enumerate(lines)
    ]
    shell.variables.all.pop(rest[0] if rest else "MAPFILE", None)
    shell.set_items(rest[0] if rest else "MAPFILE", items)
    return 0


def _test(shell: Shell, words: Sequence[str]) -> int:
    inside = list(words[1:])
    if words[0] == "[":
        if not inside or inside[-1] != "]":
            return _failed(shell, words, "missing `]'" if shell.bash else "missing ]", 2)
        inside.pop()
    try:
        return int(not shell._tester.words(inside))
    except TestFault as fault:
        return _failed(shell, words, str(fault), 2)


# --- where the shell stands ---


def _cd(shell: Shell, words: Sequence[str]) -> int:
    rest = [word for word in words[1:] if word not in ("-L", "-P", "-e", "--")]
    physical = "-P" in words[1:]
    if len(rest) > 1 and shell.bash:
        return _failed(shell, words, "too many arguments")
    target = rest[0] if rest else shell.get("HOME")
    if target is None:
        return _failed(shell, words, "HOME not set")
    shows = target == "-"
    if shows:
        old = shell.get("OLDPWD")
        if old is None:
            return _failed(shell, words, "OLDPWD not set")
        target = old
    try:
        where, node = shell.files.find(target) if target else (shell.files.cwd, shell.files.find(".")[1])
        if node.kind != "dir":
            raise FileError("ENOTDIR", target)
        if not shell.files.may(node, "x"):
            raise FileError("EACCES", target)
    except FileError as error:
        return _failed(shell, words, f"{target}: {error.text}") if shell.bash else _failed(shell, words, f"can't cd to {target}", 2)
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
        return _failed(shell, words, f"{rest[0]}: octal number out of range" if rest[0].isdigit() else f"`{rest[0]}': invalid symbolic mode operator")
    shell.files.umask = int(rest[0], 8) & 0o777
    return 0


def _ulimit(shell: Shell, words: Sequence[str]) -> int:
    shell.streams[1].write("unlimited\n")
    return 0


def _getopts(shell: Shell, words: Sequence[str]) -> int:
    if len(words) < 3:
        return _failed(shell, words, "usage: getopts optstring name [arg ...]", 2)
    options, name = words[1], words[2]
    args = list(words[3:]) if len(words) > 3 else shell.positional
    number = int(shell.get("OPTIND") or "1")
    place, inside = shell.options_at if shell.options_at[0] == number else (number, 0)
    quiet = options.startswith(":")

    def end() -> int:
        shell.set("OPTIND", str(place))
        shell.options_at = (place, 0)
        shell.set(name, "?")
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
            shell.set("OPTARG", letter)
        else:
            shell.say(f"{shell.zero}: illegal option -- {letter}\n" if shell.bash else f"Illegal option -{letter}\n")
    elif takes:
        if inside < len(word):
            shell.set("OPTARG", word[inside:])
            inside = len(word)
        elif place < len(args):
            shell.set("OPTARG", args[place])
            place += 1
            inside = len(word)
        else:
            result = ":" if quiet else "?"
            if quiet:
                shell.set("OPTARG", letter)
            else:
                shell.say(f"{shell.zero}: option requires an argument -- {letter}\n" if shell.bash
                          else f"No arg for -{letter} option\n")
    if inside >= len(word):
        place, inside = place + 1, 0
    shell.set(name, result)
    shell.set("OPTIND", str(place))
    shell.options_at = (place, inside)
    return 0


def _pushd(shell: Shell, words: Sequence[str]) -> int:
    stack = shell.values("DIRSTACK")
    if words[0] == "popd":
        if not stack:
            return _failed(shell, words, "directory stack empty")
        target = stack.pop(0)
    elif words[0] == "pushd":
        if len(words) < 2:
            return _failed(shell, words, "no other directory")
        stack.insert(0, shell.files.cwd)
        target = words[1]
    else:
        target = ""
    if target and _cd(shell, ["cd", target]):
        return 1
    shell.variables.all["DIRSTACK"] = Variable(items=dict(enumerate(stack)))
    shell.streams[1].write(" ".join([shell.files.cwd, *stack]) + "\n")
    return 0


def _times(shell: Shell, words: Sequence[str]) -> int:
    shell.streams[1].write("0m0.000s 0m0.000s\n0m0.000s 0m0.000s\n")
    return 0


def _alias(shell: Shell, words: Sequence[str]) -> int:
    return 0  # a shell that is not interactive does not expand aliases


def _caller(shell: Shell, words: Sequence[str]) -> int:
    if not shell.calls:
        return 1
    shell.streams[1].write(f"{shell.line} {shell.zero}\n")
    return 0


def _compgen(shell: Shell, words: Sequence[str]) -> int:
    kinds = {"-c": sorted({*BUILTINS, *programs(), *shell.functions}), "-b": sorted(BUILTINS), "-v": sorted(shell.names()),
             "-A": sorted(shell.functions), "-u": [one.name for one in shell.session.accounts.users()]}
    prefix = words[-1] if len(words) > 2 and not words[-1].startswith("-") else ""
    found = [name for name in kinds.get(words[1] if len(words) > 1 else "", []) if name.startswith(prefix)]
    shell.streams[1].write("".join(f"{name}\n" for name in found))
    return int(not found)


BUILTINS: Final[dict[str, Builtin]] = {
    ":": _true, "true": _true, "false": _false, "exit": _exit, "return": _return, "break": _break, "continue": _break,
    "eval": _eval, ".": _source, "source": _source, "exec": _exec, "command": _command, "type": _type, "hash": _hash,
    "builtin": _builtin, "trap": _trap, "kill": _kill, "wait": _wait, "export": _export, "readonly": _export,
    "local": _local, "declare": _declare, "typeset": _declare, "unset": _unset, "set": _set, "shopt": _shopt,
    "shift": _shift, "let": _let, "echo": _echo, "printf": _printf, "read": _read, "mapfile": _mapfile,
    "readarray": _mapfile, "test": _test, "[": _test, "cd": _cd, "pwd": _pwd, "umask": _umask, "ulimit": _ulimit,
    "getopts": _getopts, "pushd": _pushd, "popd": _pushd, "dirs": _pushd, "times": _times, "alias": _alias,
    "unalias": _alias, "jobs": _true, "fg": _false, "bg": _false, "disown": _true, "history": _true, "caller": _caller,
    "compgen": _compgen, "enable": _true, "help": _true, "complete": _true,
}

SPECIAL: Final = frozenset((":", "break", "continue", ".", "source", "eval", "exec", "exit", "export", "readonly",
                            "return", "set", "shift", "times", "trap", "unset"))
"""The special built-ins of POSIX: assignments in front of them stay."""
