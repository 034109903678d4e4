"""Built-ins that declare, list and unset variables."""

import re
from collections.abc import Sequence

from ..interpreter import Shell
from ..syntax import Literal
from ..variables import Variable
from .common import NAME, Builtin, failed, quoted

_ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(?:\[(.*?)\])?(\+?=)(.*)\Z", re.ASCII | re.DOTALL)


def _export(shell: Shell, words: Sequence[str]) -> int:
    return _declare(shell, [words[0], *(["-r"] if words[0] == "readonly" else ["-x"]), *words[1:]])


def _local(shell: Shell, words: Sequence[str]) -> int:
    if not shell.variables.in_function:
        if shell.bash:
            return failed(shell, words, "can only be used in a function")
        return failed(shell, words, "not in a function", 2)
    return _declare(shell, words)


def _declare(shell: Shell, words: Sequence[str]) -> int:
    flags, off = "", ""
    names: list[str] = []
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
    if not NAME.fullmatch(name):
        return failed(shell, words, f"`{word}': not a valid identifier" if shell.bash else f"{word}: bad variable name",
                       1 if shell.bash else 2)
    scoped = words[0] in ("local", "declare", "typeset") and "g" not in flags
    if scoped and shell.variables.in_function:
        shell.variables.declare_local(name, inherits=not shell.bash or "I" in flags)
    old = shell.variables.all.get(name) or Variable()
    new = old._replace(
        exported=(old.exported or "x" in flags) and "x" not in off,
        integer=(old.integer or "i" in flags) and "i" not in off,
        lower="l" in flags or (old.lower and "u" not in flags), upper="u" in flags or (old.upper and "l" not in flags),
    )
    if "A" in flags and old.items is None:
        new = new._replace(items={}, named=True, value=None)
    elif "a" in flags and old.items is None:
        new = new._replace(items={} if old.value is None else {0: old.value}, value=None)
    shell.variables.all[name] = new
    if found:
        _, index, sign, text = found.groups()
        if text == "(" and word.endswith("=("):
            shell.parameters.set_items(name, shell.pending_items, append=sign == "+=")
        elif index is not None:
            shell.parameters.set_element(name, (Literal(index, False),), text)
        else:
            shell.parameters.set(name, (shell.parameters.get(name) or "") + text if sign == "+=" else text)
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
            shell.streams[1].write(f"{variable}={quoted(one.text or '')}\n")
    return 0


def _printed(shell: Shell, words: Sequence[str], names: Sequence[str]) -> int:
    code = 0
    for name in names:
        one = shell.variables.all.get(name)
        if one is None:
            code = failed(shell, words, f"{name}: not found")
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
                code = failed(shell, words, f"{word}: cannot unset: readonly variable" if shell.bash
                              else f"{word}: is read only")
                continue
            if one is not None:
                shell.variables.all.pop(word)
                continue
        if mode != "v":
            shell.functions.pop(word, None)
    return code


BUILTINS: dict[str, Builtin] = {
    "export": _export, "readonly": _export, "local": _local, "declare": _declare, "typeset": _declare,
    "unset": _unset,
}
