"""The parser of `[[ ]]`."""

import re

from .simple_parser import SimpleParser
from .syntax import Binary, Both, Conditional, Literal, Not, Test, Unary, Word

UNARY = frozenset(["-a", "-b", "-c", "-d", "-e", "-f", "-g", "-h", "-k", "-n", "-o", "-p", "-r", "-s", "-t", "-u", "-v",
                   "-w", "-x", "-z", "-L", "-N", "-O", "-G", "-R", "-S"])
BINARY = frozenset(["=", "==", "!=", "=~", "<", ">", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef"])


class ConditionalParser(SimpleParser):
    """Reads the tests of bash."""

    def _conditional(self) -> Conditional:
        self.at += 2
        self.in_conditional = True
        test = self._either()
        self.blank_lines()
        self.in_conditional = False
        if not self._accept("]]"):
            raise self.unexpected("]]")
        return Conditional(test, self._redirections())

    def _either(self) -> Test:
        tests = [self._every()]
        self.blank_lines()
        while self.text.startswith("||", self.at):
            self.at += 2
            tests.append(self._every())
            self.blank_lines()
        return _together(tests, either=True)

    def _every(self) -> Test:
        tests = [self._test()]
        self.blank_lines()
        while self.text.startswith("&&", self.at):
            self.at += 2
            tests.append(self._test())
            self.blank_lines()
        return _together(tests, either=False)

    def _test(self) -> Test:
        self.blank_lines()
        if self._keyword() == "!":
            self.at += 1
            with self.nested:
                return Not(self._test())
        if self.peek() == "(":
            self.at += 1
            with self.nested:
                test = self._either()
            self.blank_lines()
            if self.peek() != ")":
                raise self.unexpected()
            self.at += 1
            return test
        left = self.word()
        if not left or left == (Literal("]]", False),):
            raise self.unexpected()
        self.blanks()
        text = left[0].text if len(left) == 1 and isinstance(left[0], Literal) and not left[0].quoted else ""
        if text in UNARY and self._keyword() != "]]" and not self.text.startswith(("&&", "||", ")"), self.at):
            found = self._binary_operator()
            if not found:
                return Unary(text, self.word())
        else:
            found = self._binary_operator()
        if not found:
            return Unary("-n", left)
        self.at += len(found)
        self.blanks()
        right = self._regex() if found == "=~" else self.word()
        if not right:
            raise self.unexpected()
        return Binary(found, left, right)

    def _binary_operator(self) -> str:
        token = re.compile(r"=~|==|=|!=|<|>|-[a-z]{2}(?=[\s])").match(self.text, self.at)
        return token.group() if token and token.group() in BINARY else ""

    def _regex(self) -> Word:
        """Read a regular expression, in which parentheses and bars are no operators."""
        depth = 0

        def ends() -> bool:
            nonlocal depth
            char = self.peek()
            if char == "(":
                depth += 1
            elif char == ")":
                depth -= 1
                return depth < 0
            elif char in " \t" and depth > 0:
                return False
            return char in " \t\n" or (char == "&" and self.peek(1) == "&")

        return tuple(self._parts(ends))


def _together(tests: list[Test], *, either: bool) -> Test:
    """Return tests of which all, or one, must hold."""
    out = tests.pop()
    while tests:
        out = Both(tests.pop(), out, either)
    return out
