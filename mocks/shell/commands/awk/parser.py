"""The parser of awk: rules, functions and statements."""

from .expression_parser import ExpressionParser
from .lexer import tokens
from .syntax import (
    AwkError,
    Block,
    Delete,
    Each,
    Expr,
    Function,
    Grouped,
    If,
    Leave,
    Loop,
    Name,
    Plain,
    Print,
    Program,
    Rule,
    Statement,
)


def parse(text: str) -> Program:
    """Return a program; AwkError if it is none."""
    return _Parser(tokens(text)).program()


class _Parser(ExpressionParser):
    def program(self) -> Program:
        rules: list[Rule] = []
        functions: dict[str, Function] = {}
        while True:
            while self._kind in ("newline", ";"):
                self._at += 1
            if self._kind == "end":
                return Program(tuple(rules), functions)
            if self._take("function"):
                function = self._function()
                functions[function.name] = function
            else:
                rules.append(self._rule())
            if self._kind not in ("newline", ";", "end") and not (self._tokens[self._at - 1].kind == "}"):
                raise self._wrong()

    def _function(self) -> Function:
        name = self._next()
        if name.kind not in ("name", "call"):
            self._at -= 1
            raise self._wrong()
        self._want("(")
        parameters: list[str] = []
        while self._kind != ")":
            parameters.append(self._want("name").text)
            if not self._take(","):
                break
            self._newlines()
        self._want(")")
        self._newlines()
        self._inside = "function"
        body = self._block()
        self._inside = ""
        return Function(name.text, tuple(parameters), body)

    def _rule(self) -> Rule:
        if self._kind in ("BEGIN", "END"):
            kind = self._next().kind
            self._inside = kind
            if self._kind != "{":
                raise self._wrong()
            block = self._block()
            self._inside = ""
            return Rule(kind, None, None, block)
        pattern = until = None
        if self._kind != "{":
            pattern = self._expression()
            if self._take(","):
                self._newlines()
                until = self._expression()
        action: Statement = self._block() if self._kind == "{" else Print(False, (), "", None)
        return Rule("range" if until is not None else "", pattern, until, action)

    # --- statements ---

    def _block(self) -> Block:
        self._want("{")
        self._open += 1
        statements: list[Statement] = []
        while True:
            while self._kind in ("newline", ";"):
                self._at += 1
            if self._take("}"):
                self._open -= 1
                return Block(tuple(statements))
            statements.append(self._statement())

    def _ended(self) -> None:
        if self._kind in ("newline", ";"):
            self._at += 1
        elif self._kind != "}":
            raise self._wrong()

    def _body(self) -> Statement:
        self._newlines()
        if self._take(";"):
            return Block(())
        return self._statement()

    def _statement(self) -> Statement:
        with self._nested:
            return self._one_statement()

    def _one_statement(self) -> Statement:
        kind = self._kind
        if kind == "{":
            return self._block()
        if kind == "if":
            return self._if()
        if kind in ("while", "do", "for"):
            self._loops += 1
            loop = getattr(self, f"_{kind}")()
            self._loops -= 1
            assert isinstance(loop, Loop | Each)
            return loop
        statement = self._simple()
        self._ended()
        return statement

    def _if(self) -> Statement:
        self._next()
        self._want("(")
        condition = self._whole()
        self._want(")")
        yes = self._body()
        back = self._at
        while self._kind in ("newline", ";"):
            self._at += 1
        if self._take("else"):
            return If(condition, yes, self._body())
        self._at = back
        return If(condition, yes, None)

    def _while(self) -> Statement:
        self._next()
        self._want("(")
        condition = self._whole()
        self._want(")")
        return Loop(None, condition, None, self._body(), False)

    def _do(self) -> Statement:
        self._next()
        body = self._body()
        while self._kind in ("newline", ";"):
            self._at += 1
        self._want("while")
        self._want("(")
        condition = self._whole()
        self._want(")")
        self._ended()
        return Loop(None, condition, None, body, True)

    def _for(self) -> Statement:
        self._next()
        self._want("(")
        names = [token.kind for token in self._tokens[self._at : self._at + 4]]
        if names[:3] == ["name", "in", "name"] and names[3] == ")":
            target = self._next().text
            self._next()
            array = self._next().text
            self._next()
            return Each(Name(target), array, self._body())
        start = None if self._kind == ";" else self._simple()
        self._want(";")
        self._newlines()
        condition = None if self._kind == ";" else self._whole()
        self._want(";")
        self._newlines()
        step = None if self._kind == ")" else self._simple()
        self._want(")")
        return Loop(start, condition, step, self._body(), False)

    def _simple(self) -> Statement:
        token = self._tokens[self._at]
        kind = token.kind
        if kind in ("print", "printf"):
            return self._print(kind == "printf")
        if kind == "delete":
            self._next()
            array = self._next()
            if array.kind != "name":
                self._at -= 1
                raise self._wrong()
            if not self._take("["):
                return Delete(array.text, None)
            index = self._list("]")
            return Delete(array.text, index)
        if kind in ("break", "continue"):
            self._next()
            if not self._loops:
                raise AwkError(f"line {token.line}: {kind} statement outside of loop")
            return Leave(kind, None)
        if kind in ("next", "nextfile"):
            self._next()
            if self._inside:
                raise AwkError(f"line {token.line}: improper use of {kind}")
            return Leave(kind, None)
        if kind in ("exit", "return"):
            self._next()
            if kind == "return" and self._inside != "function":
                raise AwkError(f"line {token.line}: return outside function body")
            return Leave(kind, None if self._kind in (";", "newline", "}") else self._expression())
        return Plain(self._expression())

    def _print(self, formatted: bool) -> Statement:
        self._next()
        values: tuple[Expr, ...] = ()
        self._no_greater = True
        if self._kind not in (";", "newline", "}", ">", ">>", "|"):
            values = self._expressions()
        self._no_greater = False
        if len(values) == 1 and isinstance(values[0], Grouped):
            values = values[0].parts
        if formatted and not values:
            raise self._wrong()
        if self._kind in (">", ">>", "|"):
            kind = self._next().kind
            return Print(formatted, values, kind, self._concatenated() if kind == "|" else self._expression())
        return Print(formatted, values, "", None)
