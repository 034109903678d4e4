"""The parser of expressions."""

from dataclasses import replace
from typing import Final

from .cursor import Cursor
from .lexer import BUILTINS, Token
from .syntax import (
    Assign,
    AwkError,
    Binary,
    Builtin,
    Call,
    Choose,
    Element,
    Expr,
    Field,
    Getline,
    Grouped,
    In,
    Matches,
    Name,
    Number,
    Pattern,
    Step,
    Target,
    Text,
    Unary,
)

_ASSIGNMENTS: Final = ("=", "+=", "-=", "*=", "/=", "%=", "^=")
_STARTS: Final = frozenset(("name", "call", "number", "string", "pattern", "builtin", "$", "(", "++", "--"))


class ExpressionParser(Cursor):
    """Reads expressions, each method one level of what binds tighter than the one above it."""

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
        with self._nested:
            return self._chosen()

    def _chosen(self) -> Expr:
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
            with self._nested:
                return Unary(operator, self._unary())
        return self._power()

    def _power(self) -> Expr:
        left = self._piped()
        if self._take("^"):
            with self._nested:
                return Binary("^", left, self._power_operand())
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
            with self._nested:
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
