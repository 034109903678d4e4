"""The compiler of expressions."""

from typing import Final

from .code import Code
from .reading import SyntaxFault, Token

_SPECIAL: Final = ("ibase", "obase", "scale", "history", "last")
_LEVELS: Final = {"||": 1, "&&": 2, "relation": 4, "+": 6, "-": 6, "*": 7, "/": 7, "%": 7, "^": 8}
_NOT, _ASSIGN, _MINUS = 3, 5, 9
_FUNCTIONS: Final = {"length": "cL", "sqrt": "cR", "scale": "cS"}


class Expressions(Code):
    """Compiles expressions, and knows which of them are shown."""

    def _expression(self, least: int = 1) -> str:
        """Compile an expression; return `asgn` for an assignment, `void` for a call without value, else nothing."""
        with self._nested:
            return self._levels(least)

    def _levels(self, least: int) -> str:
        shown = self._operand()
        while True:
            token = self._reader.peek()
            level = _LEVELS.get(token.kind, 0)
            if level < least or not level:
                return shown
            shown = ""
            self._reader.next()
            if token.kind == "&&":
                end = self._label()
                self._emit("D", size=1)
                self._jump("Z", end)
                self._emit("p", size=1)
                self._expression(level + 1)
                self._emit("D", size=1)
                self._jump("Z", end)
                self._emit("p", size=1)
                self._emit("1", size=1)
                self._place(end)
            elif token.kind == "||":
                true, end = self._label(), self._label()
                self._jump("B", true)
                self._expression(level + 1)
                self._jump("B", true)
                self._emit("0", size=1)
                self._jump("J", end)
                self._place(true)
                self._emit("1", size=1)
                self._place(end)
            else:
                self._expression(level if token.kind == "^" else level + 1)
                self._emit("relation" if token.kind == "relation" else token.kind, token.text, size=1)

    def _operand(self) -> str:
        reader = self._reader
        token = reader.next()
        if token.kind == "-":
            self._expression(_MINUS)
            self._emit("n", size=1)
        elif token.kind == "!":
            self._expression(_NOT)
            self._emit("!", size=1)
        elif token.kind in ("++", "--"):
            kind, name = self._named(reader.next())
            if kind == "l":
                self._emit("i" if token.kind == "++" else "d", name, size=2)
                self._emit("l", name, size=2)
            else:
                self._emit("D", size=1)
                self._emit("A" if token.kind == "++" else "M", name, size=2)
                self._emit("L", name, size=2)
        elif token.kind == "number":
            if token.text in ("0", "1"):
                self._emit(token.text, size=1)
            else:
                self._emit("K", token.text, size=len(token.text) + 2)
        elif token.kind == "(":
            self._expression()
            reader.need(")")
        elif token.kind in ("length", "sqrt") or (token.kind == "scale" and reader.peek().kind == "("):
            reader.need("(")
            self._expression()
            reader.need(")")
            self._emit(_FUNCTIONS[token.kind], size=2)
        elif token.kind in ("read", "random"):
            reader.need("(")
            reader.need(")")
            self._emit("cI" if token.kind == "read" else "cX", size=2)
        elif token.kind == "name" and reader.take("("):
            return self._call(token.text)
        else:
            return self._variable(token)
        return ""

    def _variable(self, token: Token) -> str:
        kind, name = self._named(token)
        reader = self._reader
        sign = reader.peek()
        if sign.kind == "assign":
            reader.next()
            operator = sign.text[:-1]
            if operator:
                if kind == "L":
                    self._emit("D", size=1)
                self._emit(kind, name, size=2)
            self._expression(_ASSIGN)
            if operator:
                self._emit(operator, size=1)
            self._emit("s" if kind == "l" else "S", name, size=2)
            return "asgn"
        if sign.kind in ("++", "--"):
            reader.next()
            if kind == "L":
                self._emit("D", size=1)
                self._emit("L", name, size=2)
                self._emit("x", size=1)
                self._emit("A" if sign.kind == "++" else "M", name, size=2)
            else:
                self._emit("l", name, size=2)
                self._emit("i" if sign.kind == "++" else "d", name, size=2)
        else:
            self._emit(kind, name, size=2)
        return ""

    def _named(self, token: Token) -> tuple[str, str]:
        """Return `l` for a variable and `L` for an element, whose index is then compiled, with the name."""
        if token.kind in _SPECIAL:
            return "l", token.kind
        if token.kind != "name":
            self._reader.back(token)
            raise SyntaxFault
        if self._reader.take("["):
            self._expression()
            self._reader.need("]")
            return "L", token.text
        return "l", token.text

    def _call(self, name: str) -> str:
        reader = self._reader
        kinds = ""
        while reader.peek().kind != ")":
            if reader.peek().kind == "name" and reader.array_follows():
                self._emit("array", reader.next().text, size=3)
                reader.need("[")
                reader.need("]")
                kinds += "1"
            else:
                self._expression()
                kinds += "0"
            if not reader.take(","):
                break
        reader.need(")")
        self._emit("C", f"{name} {kinds}", size=3 + len(kinds))
        return "void" if name in self._void else ""
