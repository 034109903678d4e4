"""The lexer of awk."""

import re
from typing import Final, NamedTuple

from .syntax import AwkError

KEYWORDS: Final = frozenset((
    "BEGIN", "END", "function", "if", "else", "while", "for", "do", "break", "continue", "next", "nextfile", "exit",
    "return", "delete", "in", "getline", "print", "printf"))
BUILTINS: Final = {
    "length": (0, 1), "substr": (2, 3), "index": (2, 2), "split": (2, 3), "sub": (2, 3), "gsub": (2, 3),
    "match": (2, 2),
    "sprintf": (1, 99), "sin": (1, 1), "cos": (1, 1), "atan2": (2, 2), "exp": (1, 1), "log": (1, 1), "sqrt": (1, 1),
    "int": (1, 1), "rand": (0, 0), "srand": (0, 1), "tolower": (1, 1), "toupper": (1, 1), "system": (1, 1),
    "close": (1, 1), "fflush": (0, 1), "systime": (0, 0), "strftime": (0, 3), "mktime": (1, 1),
}
"""The functions of the language with how many arguments they take."""

_NUMBER = re.compile(r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_OPERATOR = re.compile(r"&&|\|\||[-+*/%^=!<>]=|\+\+|--|!~|>>|[-+*/%^=!<>~?:,;$(){}\[\]|]")
_STRING = re.compile(r'"((?:[^"\\\n]|\\.)*)"', re.DOTALL)
_PATTERN = re.compile(r"/((?:[^/\\\n\[]|\\.|\[\^?\]?(?:[^]\\\n]|\\.|\[:[a-z]+:\])*\])*)/")
_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{1,2}|[0-7]{1,3}|.)", re.DOTALL)
_ESCAPES: Final = {"n": "\n", "t": "\t", "\\": "\\", '"': '"', "r": "\r", "a": "\a", "b": "\b", "f": "\f",
                   "v": "\v", "\n": ""}
_OPERANDS: Final = frozenset(("name", "call", "number", "string", "pattern", "builtin", ")", "]", "$", "++", "--"))


class Token(NamedTuple):
    """A token: its kind is `name`, `call` (a name with a parenthesis behind), `number`, `string`, `pattern`,
    `builtin`, `end`, `newline`, or the operator or keyword itself."""

    kind: str
    text: str
    line: int


def unescaped(text: str) -> str:
    """Return what the inside of a string stands for."""

    def one(found: "re.Match[str]") -> str:
        token = found.group(1)
        if token[0] == "x" and len(token) > 1:
            return chr(int(token[1:], 16))
        if token[0] in "01234567":
            return chr(int(token, 8) & 0xFF)
        return _ESCAPES.get(token, found.group())

    return _ESCAPE.sub(one, text) if "\\" in text else text


def tokens(text: str) -> list[Token]:
    """Return the tokens of a program; AwkError where there is none."""
    out: list[Token] = []
    at, line = 0, 1
    text += "\n"

    def add(kind: str, shown: str) -> None:
        out.append(Token(kind, shown, line))

    while at < len(text):
        char = text[at]
        if char in " \t\r\f\v":
            at += 1
        elif char == "\n":
            add("newline", "\n")
            line += 1
            at += 1
        elif char == "#":
            at = text.find("\n", at)
        elif char == "\\" and re.match(r"\\\r?\n", text[at : at + 3]):
            line += 1
            at = text.find("\n", at) + 1
        elif char == '"':
            found = _STRING.match(text, at)
            if found is None:
                raise AwkError(f"line {line}: runaway string constant {text[at : at + 11].rstrip(chr(10))} ...")
            add("string", unescaped(found.group(1)))
            line += found.group().count("\n")
            at = found.end()
        elif char == "/" and not (out and out[-1].kind in _OPERANDS):
            found = _PATTERN.match(text, at)
            if found is None:
                rest = text[at : at + 11].partition("\n")[0]
                raise AwkError(f"line {line}: runaway regular expression {rest} ...")
            add("pattern", found.group(1))
            at = found.end()
        elif found := _NUMBER.match(text, at):
            add("number", found.group())
            at = found.end()
        elif found := _NAME.match(text, at):
            name = found.group()
            at = found.end()
            if name in KEYWORDS or name == "func":
                add("function" if name == "func" else name, name)
            elif name in BUILTINS:
                add("builtin", name)
            else:
                add("call" if text[at] == "(" else "name", name)
        elif found := _OPERATOR.match(text, at):
            add(found.group(), found.group())
            at = found.end()
        else:
            raise AwkError(f"{line}: unexpected character '{char}'")
    out.append(Token("end", "", line))
    return out
