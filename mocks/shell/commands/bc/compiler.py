"""The compiler of bc: makes instructions of statements, one line at a time."""

from ...letters import is_alpha
from .code import Function, Parameter, Quit
from .expressions import Expressions
from .reading import SyntaxFault


class Compiler(Expressions):
    """Reads statements, and has a runner run each line. What is wrong is said in a form that takes line and message."""

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

    # --- statements ---

    def _statement(self) -> None:
        with self._nested:
            self._one_statement()

    def _one_statement(self) -> None:
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
