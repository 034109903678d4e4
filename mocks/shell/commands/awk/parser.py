"""The parser of awk."""

from dataclasses import replace
from itertools import pairwise
from typing import Final

from .lexer import BUILTINS, Token, tokens
from .syntax import (
    Assign,
    AwkError,
    Binary,
    Block,
    Builtin,
    Call,
    Choose,
    Delete,
    Each,
    Element,
    Expr,
    Field,
    Function,
    Getline,
    Grouped,
    If,
    In,
    Leave,
    Loop,
    Matches,
    Name,
    Number,
    Pattern,
    Plain,
    Print,
    Program,
    Rule,
    Statement,
    Step,
    Target,
    Text,
    Unary,
)

_ASSIGNMENTS: Final = ("=", "+=", "-=", "*=", "/=", "%=", "^=")
_STARTS: Final = frozenset(("name", "call", "number", "string", "pattern", "builtin", "$", "(", "++", "--"))


def parse(text: str) -> Program:
    """Return a program; AwkError if it is none."""
    return _Parser(tokens(text)).program()


class _Parser:
    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._at = 0
        self._functions = {after.text for one, after in pairwise(found) if one.kind == "function"}
        self._loops = 0
        self._inside = ""
        self._no_in = False
        self._no_greater = False
        self._open = 0

    # --- tokens ---

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

    # --- rules ---

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

    # --- expressions ---

    def _whole(self) -> Expr:
        """Read an expression inside parentheses, where `>` and `in` are what they always are."""
        before, self._no_greater = self._no_greater, False
        value = self._expression()
        self._no_greater = before
        return value

    def _expressions(self) -> tuple[Expr, ...]:
        out = [self._expression()]
        while self._take(","):
            self._newlines()
            out.append(self._expression())
        return tuple(out)

    def _list(self, closing: str) -> tuple[Expr, ...]:
        before, self._no_greater = self._no_greater, False
        out = () if self._kind in (closing, "newline") else self._expressions()
        if self._kind == "newline":
            line = self._tokens[self._at].line + (bool(out) and closing == ")")
            raise AwkError(f"line {line}: missing {closing} near end of line")
        self._want(closing)
        self._no_greater = before
        return out

    def _expression(self) -> Expr:
        condition = self._or()
        if self._kind == "?":
            self._next()
            self._newlines()
            yes = self._expression()
            self._newlines()
            self._want(":")
            self._newlines()
            return Choose(condition, yes, self._expression())
        if self._kind in _ASSIGNMENTS and isinstance(condition, Name | Field | Element):
            operator = self._next().text[:-1]
            self._newlines()
            return Assign(condition, operator, self._expression())
        if self._kind in _ASSIGNMENTS and (assigned := self._assigned_in(condition)) is not None:
            return assigned
        return condition

    def _assigned_in(self, value: Expr) -> Expr | None:
        """Read `a && b = c`, `!x = y`, `1 == x = 2`: the last operand takes the assignment."""
        if isinstance(value, Name | Field | Element):
            operator = self._next().text[:-1]
            self._newlines()
            return Assign(value, operator, self._expression())
        if isinstance(value, Binary) and (right := self._assigned_in(value.right)) is not None:
            return replace(value, right=right)
        if isinstance(value, Unary) and (inner := self._assigned_in(value.value)) is not None:
            return replace(value, value=inner)
        if isinstance(value, Matches) and (inner := self._assigned_in(value.pattern)) is not None:
            return replace(value, pattern=inner)
        return None

    def _or(self) -> Expr:
        left = self._and()
        while self._take("||"):
            self._newlines()
            left = Binary("||", left, self._and())
        return left

    def _and(self) -> Expr:
        left = self._in()
        while self._take("&&"):
            self._newlines()
            left = Binary("&&", left, self._in())
        return left

    def _in(self) -> Expr:
        left = self._matching()
        while self._kind == "in":
            self._next()
            index = left.parts if isinstance(left, Grouped) else (left,)
            left = In(index, self._want("name").text)
        return left

    def _matching(self) -> Expr:
        left = self._comparison()
        while self._kind in ("~", "!~"):
            negated = self._next().kind == "!~"
            left = Matches(left, self._comparison(), negated)
        return left

    def _comparison(self) -> Expr:
        left = self._concatenated()
        while self._kind in ("<", "<=", "==", "!=", ">=") or (self._kind == ">" and not self._no_greater):
            operator = self._next().kind
            left = Binary(operator, left, self._concatenated())
        return left

    def _concatenated(self) -> Expr:
        left = self._sum()
        while self._kind in _STARTS:
            left = Binary(" ", left, self._sum())
        return left

    def _sum(self) -> Expr:
        left = self._product()
        while self._kind in ("+", "-"):
            operator = self._next().kind
            left = Binary(operator, left, self._product())
        return left

    def _product(self) -> Expr:
        left = self._unary()
        while self._kind in ("*", "/", "%"):
            operator = self._next().kind
            left = Binary(operator, left, self._unary())
        return left

    def _unary(self) -> Expr:
        if self._kind in ("!", "-", "+"):
            operator = self._next().kind
            return Unary(operator, self._unary())
        return self._power()

    def _power(self) -> Expr:
        left = self._piped()
        if self._take("^"):
            right = Unary(self._next().kind, self._power_operand()) if self._kind in ("-", "+", "!") else self._power()
            return Binary("^", left, right)
        return left

    def _power_operand(self) -> Expr:
        return self._unary() if self._kind in ("-", "+", "!") else self._power()

    def _piped(self) -> Expr:
        value = self._postfix()
        while self._kind == "|" and self._tokens[self._at + 1].kind == "getline":
            self._at += 2
            value = Getline("|", value, self._optional_target())
        return value

    def _postfix(self) -> Expr:
        value = self._primary()
        if isinstance(value, Name | Field | Element) and self._kind in ("++", "--"):
            return Step(value, 1.0 if self._next().kind == "++" else -1.0, False)
        return value

    def _optional_target(self) -> Target | None:
        return self._target() if self._kind in ("name", "$") else None

    def _target(self) -> Target:
        value = self._primary()
        if not isinstance(value, Name | Field | Element):
            self._at -= 1
            raise self._wrong()
        return value

    def _primary(self) -> Expr:
        token = self._next()
        kind = token.kind
        if kind == "number":
            return Number(float(token.text))
        if kind == "string":
            return Text(token.text)
        if kind == "pattern":
            return Pattern(token.text)
        if kind == "$":
            if self._kind in ("++", "--"):
                by = 1.0 if self._next().kind == "++" else -1.0
                return Field(Step(self._target(), by, True))
            if self._kind in ("-", "+", "!"):
                return Field(Unary(self._next().kind, self._primary()))
            return Field(self._primary())
        if kind in ("++", "--"):
            return Step(self._target(), 1.0 if kind == "++" else -1.0, True)
        if kind == "(":
            parts = self._list(")")
            if not parts or (len(parts) > 1 and self._kind not in ("in", ";", "newline", "}", ">", ">>", "|")):
                raise self._wrong()
            return Grouped(parts)
        if kind == "builtin":
            return self._builtin(token)
        if kind == "getline":
            target = self._optional_target()
            if self._take("<"):
                return Getline("<", self._postfix(), target)
            return Getline("", None, target)
        if kind == "call" or (kind == "name" and self._kind == "(" and token.text in self._functions):
            self._want("(")
            return Call(token.text, self._list(")"), token.line)
        if kind == "name":
            if self._take("["):
                return Element(token.text, self._list("]"))
            return Name(token.text)
        self._at -= kind != "end"
        raise self._wrong()

    def _builtin(self, token: Token) -> Expr:
        least, most = BUILTINS[token.text]
        if self._kind != "(":
            if least:
                raise self._wrong()
            return Builtin(token.text, ())
        self._next()
        arguments = self._list(")")
        if not least <= len(arguments) <= most:
            raise AwkError(f"line {token.line}: wrong number of arguments in call to {token.text}")
        return Builtin(token.text, arguments)
