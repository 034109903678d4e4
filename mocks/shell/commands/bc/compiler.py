"""The compiler of bc: makes instructions of statements, one line at a time.

An instruction knows the address behind it in GNU bc's byte code, because errors name that address.
"""

from collections.abc import Callable
from typing import Final, NamedTuple, Protocol

from ...letters import is_alpha
from .reading import Reader, SyntaxFault, Token

_SPECIAL: Final = ("ibase", "obase", "scale", "history", "last")
_LEVELS: Final = {"||": 1, "&&": 2, "relation": 4, "+": 6, "-": 6, "*": 7, "/": 7, "%": 7, "^": 8}
_NOT, _ASSIGN, _MINUS = 3, 5, 9
_FUNCTIONS: Final = {"length": "cL", "sqrt": "cR", "scale": "cS"}


class Instruction(NamedTuple):
    """What to do, with what, and the address behind it. Jumps first have the number of a label, later that of an
    index.
    """

    what: str
    argument: str | int = ""
    address: int = 0


class Parameter(NamedTuple):
    """A parameter or automatic variable: a number or an array, which may be passed by reference."""

    name: str
    array: bool = False
    shared: bool = False


class Function(NamedTuple):
    """A function that was defined."""

    parameters: tuple[Parameter, ...]
    autos: tuple[Parameter, ...]
    code: list[Instruction]


class Quit(Exception):
    """`quit` was read."""


class Runner(Protocol):
    """What runs the code of lines and keeps functions."""

    functions: dict[str, Function]

    def run(self, code: list[Instruction]) -> None:
        """Carry out the code of a line."""


class Compiler:
    """Reads statements, and has a runner run each line. What is wrong is said in a form that takes line and message."""

    def __init__(self, text: str, form: str, say: Callable[[str], None], runner: Runner, void: set[str]) -> None:
        self.reader = self._reader = Reader(text, self.fault)
        self._form, self._say = form, say
        self._run = runner.run
        self._functions = runner.functions
        self._void = void
        self.wrong = False
        """Whether something is wrong with the present line, so that it is not run."""
        self._begin()

    def _begin(self) -> None:
        self._code: list[Instruction] = []
        self._address = 0
        self._labels: dict[int, int] = {}
        self._next_label = 1
        self._break = self._continue = 0
        self._inside = False

    def whole(self) -> None:
        """Compile and run all there is."""
        while self._reader.peek().kind != "end":
            try:
                if self._reader.take("define"):
                    self._function()
                else:
                    self._line()
            except SyntaxFault:
                self.fault("syntax error")
                if self._reader.peek().kind == "end":
                    return
                self._reader.to_line_end()
            self._begin()
            self.wrong = False

    def fault(self, message: str) -> None:
        """Say what is wrong with the line."""
        self._say(self._form.format(self._reader.line, message))
        self.wrong = True

    # --- lines and functions ---

    def _line(self) -> None:
        while True:
            if self._reader.take(";"):
                continue
            if self._reader.peek().kind == "newline":
                self._reader.next()
                break
            self._statement()
            if self._reader.peek().kind not in (";", "newline"):
                raise SyntaxFault
        if not self.wrong and self._code:
            self._run(self._resolved())

    def _function(self) -> None:
        reader = self._reader
        void = bool(reader.take("void"))
        name = reader.need("name").text
        reader.need("(")
        parameters = self._parameters(")")
        reader.need(")")
        self._newlines()
        reader.need("{")
        self._newlines()
        autos: tuple[Parameter, ...] = ()
        if reader.take("auto"):
            autos = self._parameters("newline", ";")
            if not reader.take(";", "newline"):
                raise SyntaxFault
        if void:
            self._void.add(name)
        else:
            self._void.discard(name)
        self._inside = True
        self._block()
        self._emit("0", size=1)
        self._emit("R", size=1)
        names = [(one.name, one.array) for one in (*parameters, *autos)]
        if len(set(names)) != len(names):
            self.fault("duplicate parameter names")
        if not self.wrong:
            self._functions[name] = Function(parameters, autos, self._resolved())

    def _parameters(self, *ends: str) -> tuple[Parameter, ...]:
        out: list[Parameter] = []
        while self._reader.peek().kind not in ends:
            shared = bool(self._reader.take("*", "&"))
            name = self._reader.need("name").text
            array = bool(self._reader.take("["))
            if array:
                self._reader.need("]")
            out.append(Parameter(name, array, shared))
            if not self._reader.take(","):
                break
        return tuple(out)

    def _newlines(self) -> None:
        while self._reader.take("newline"):
            pass

    def _block(self) -> None:
        """Compile statements up to the brace that closes them."""
        while not self._reader.take("}"):
            if self._reader.take(";", "newline"):
                continue
            self._statement()
            if self._reader.peek().kind not in (";", "newline", "}"):
                raise SyntaxFault

    # --- code ---

    def _emit(self, what: str, argument: str | int = "", *, size: int) -> None:
        self._address += size
        self._code.append(Instruction(what, argument, self._address))

    def _label(self) -> int:
        self._next_label += 1
        return self._next_label - 1

    def _place(self, label: int) -> None:
        self._labels[label] = len(self._code)

    def _jump(self, what: str, label: int) -> None:
        self._emit(what, label, size=3)

    def _resolved(self) -> list[Instruction]:
        return [one._replace(argument=self._labels[int(one.argument)]) if one.what in ("J", "B", "Z") else one
                for one in self._code]

    # --- statements ---

    def _statement(self) -> None:
        reader = self._reader
        token = reader.peek()
        handler = getattr(self, f"_do_{token.kind}", None) if is_alpha(token.kind) else None
        if handler is not None:
            reader.next()
            handler()
        elif token.kind == "string":
            reader.next()
            self._emit("w", token.text, size=len(token.text) + 2)
        elif reader.take("{"):
            self._block()
        else:
            shown = self._expression()
            self._emit({"asgn": "p", "void": "v"}.get(shown, "W"), size=1)

    def _do_break(self) -> None:
        if not self._break:
            self.fault("Break outside a for/while")
        else:
            self._jump("J", self._break)

    def _do_continue(self) -> None:
        if not self._continue:
            self.fault("Continue outside a for")
        else:
            self._jump("J", self._continue)

    def _do_quit(self) -> None:
        raise Quit

    def _do_halt(self) -> None:
        self._emit("h", size=1)

    def _do_limits(self) -> None:
        self._emit("limits", size=0)

    def _do_warranty(self) -> None:
        self._emit("warranty", size=0)

    def _do_return(self) -> None:
        reader = self._reader
        if reader.peek().kind in (";", "newline", "}"):
            self._emit("0", size=1)
        else:
            self._expression()
        if not self._inside:
            self.fault("Return outside of a function.")
        self._emit("R", size=1)

    def _do_print(self) -> None:
        while True:
            token = self._reader.take("string")
            if token:
                self._emit("O", token.text, size=len(token.text) + 2)
            else:
                self._expression()
                self._emit("P", size=1)
            if not self._reader.take(","):
                return

    def _do_if(self) -> None:
        reader = self._reader
        reader.need("(")
        self._expression()
        reader.need(")")
        other = self._label()
        self._jump("Z", other)
        self._newlines()
        self._statement()
        if reader.take("else"):
            end = self._label()
            self._jump("J", end)
            self._place(other)
            other = end
            self._newlines()
            self._statement()
        self._place(other)

    def _do_while(self) -> None:
        before = self._break, self._continue
        self._continue = self._label()
        self._place(self._continue)
        self._reader.need("(")
        self._expression()
        self._break = self._label()
        self._jump("Z", self._break)
        self._reader.need(")")
        self._newlines()
        self._statement()
        self._jump("J", self._continue)
        self._place(self._break)
        self._break, self._continue = before

    def _do_for(self) -> None:
        reader, before = self._reader, (self._break, self._continue)
        self._break = self._label()
        reader.need("(")
        if reader.peek().kind != ";":
            self._expression()
            self._emit("p", size=1)
        reader.need(";")
        test = self._label()
        self._place(test)
        if reader.peek().kind != ";":
            self._expression()
        else:
            self._emit("1", size=1)
        reader.need(";")
        body = self._label()
        self._jump("B", body)
        self._jump("J", self._break)
        self._continue = self._label()
        self._place(self._continue)
        if reader.peek().kind != ")":
            self._expression()
            self._emit("p", size=1)
        reader.need(")")
        self._jump("J", test)
        self._place(body)
        self._newlines()
        self._statement()
        self._jump("J", self._continue)
        self._place(self._break)
        self._break, self._continue = before

    # --- expressions ---

    def _expression(self, least: int = 1) -> str:
        """Compile an expression; return `asgn` for an assignment, `void` for a call without value, else nothing."""
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
