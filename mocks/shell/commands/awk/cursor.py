"""The cursor: walks over the tokens of a program, and says as mawk does where it is wrong."""

from itertools import pairwise

from ...nesting import Nesting
from .lexer import Token
from .syntax import AwkError


class Cursor:
    """The tokens of a program, and which of them is at hand."""

    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._at = 0
        self._functions = {after.text for one, after in pairwise(found) if one.kind == "function"}
        self._loops = 0
        self._inside = ""
        self._no_in = False
        self._no_greater = False
        self._open = 0
        self._nested = Nesting(self._wrong)

    @property
    def _kind(self) -> str:
        return self._tokens[self._at].kind

    def _next(self) -> Token:
        token = self._tokens[self._at]
        if token.kind != "end":
            self._at += 1
        return token

    def _take(self, kind: str) -> bool:
        if self._kind == kind:
            self._next()
            return True
        return False

    def _want(self, kind: str) -> Token:
        if self._kind != kind:
            raise self._wrong()
        return self._next()

    def _wrong(self) -> AwkError:
        token = self._tokens[self._at]
        rest = self._tokens[self._at :]
        if all(one.kind in ("newline", "end") for one in rest):
            last = rest[-1].line
            if self._open:
                return AwkError(f"line {last}: missing }} near end of file")
            return AwkError(f"line {token.line}: syntax error at or near end of "
                            f"{'file' if token.kind == 'end' else 'line'}")
        if token.kind in (")", "}") and self._extra(token.kind):
            return AwkError(f"line {token.line}: extra '{token.kind}'")
        shown = {"newline": "end of line", "string": f'"{token.text}"', "pattern": f"/{token.text}/"}
        return AwkError(f"line {token.line}: syntax error at or near {shown.get(token.kind, token.text)}")

    def _extra(self, kind: str) -> bool:
        opening = {")": "(", "}": "{"}[kind]
        before = [token.kind for token in self._tokens[: self._at + 1]]
        return before.count(kind) > before.count(opening)

    def _newlines(self) -> None:
        while self._kind == "newline":
            self._at += 1
