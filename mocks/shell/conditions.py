"""Conditions: the tests of `[`, `test` and `[[ ]]`."""

from typing import TYPE_CHECKING

from . import patterns
from .backtracking import bearable
from .conditional_parser import BINARY, UNARY
from .files import SET_GROUP, SET_USER, STICKY
from .syntax import Binary, Both, Not, Test, Unary
from .variables import Variable

if TYPE_CHECKING:
    from .interpreter import Shell


class TestFault(Exception):
    """A test that makes no sense."""


class Tester:
    """Answers the questions of tests for a shell."""

    def __init__(self, shell: "Shell") -> None:
        self._shell = shell

    # --- one question ---

    def unary(self, operator: str, text: str) -> bool:
        """Answer a question about one text."""
        shell = self._shell
        if operator == "-z":
            return not text
        if operator == "-n":
            return bool(text)
        if operator == "-v":
            name, _, index = text.partition("[")
            if index:
                return index.rstrip("]") in [str(key) for key in shell.parameters.keys(name)]
            return shell.parameters.get(text) is not None or bool(shell.parameters.values(text))
        if operator == "-o":
            return bool(shell.options.get(text))
        if operator == "-t":
            return False
        files = shell.files
        node = files.stat(text, follow=operator not in ("-h", "-L"))
        if node is None:
            return False
        if operator in ("-a", "-e"):
            return True
        if operator in _KINDS:
            return node.kind == _KINDS[operator]
        if operator == "-s":
            return node.length > 0
        if operator in ("-r", "-w", "-x"):
            return files.may(node, operator[1])
        if operator in _BITS:
            return bool(node.mode & _BITS[operator])
        if operator == "-O":
            return node.owner == files.who.user
        if operator == "-G":
            return node.group in files.who.groups[:1]
        return operator == "-N" and False

    def binary(self, operator: str, left: str, right: str) -> bool:
        """Answer a question about two texts."""
        if operator in ("=", "=="):
            return left == right
        if operator == "!=":
            return left != right
        if operator in ("<", ">"):
            return left < right if operator == "<" else left > right
        if operator in ("-nt", "-ot", "-ef"):
            files = self._shell.files
            first, second = files.stat(left), files.stat(right)
            if operator == "-ef":
                return first is not None and second is not None and (
                    files.resolve(left)[0] == files.resolve(right)[0])
            if operator == "-ot":
                first, second = second, first
            return first is not None and (second is None or first.mtime > second.mtime)
        return self.compare(operator, self._number(left), self._number(right))

    def compare(self, operator: str, left: int, right: int) -> bool:
        """Compare two numbers."""
        return {"-eq": left == right, "-ne": left != right, "-lt": left < right, "-le": left <= right,
                "-gt": left > right, "-ge": left >= right}[operator]

    def _number(self, text: str) -> int:
        try:
            return int(text.strip(), 10) if text.strip().isascii() and "_" not in text else int("x")
        except ValueError:
            bash = self._shell.bash
            raise TestFault(f"{text}: integer expression expected" if bash else f"Illegal number: {text}") from None

    # --- the words of [ ---

    def words(self, words: list[str]) -> bool:
        """Answer what `test` is asked with these words; TestFault if they make no sense."""
        count = len(words)
        if count == 0:
            return False
        if count == 1:
            return bool(words[0])
        if count == 2:
            if words[0] == "!":
                return not words[1]
            if words[0] in UNARY:
                return self.unary(words[0], words[1])
            raise TestFault(f"{words[0]}: unary operator expected" if self._shell.bash
                            else f"{words[0]}: unexpected operator")
        if count == 3 and self._is_binary(words[1]):
            return self._two(words[1], words[0], words[2])
        if count == 3 and words[1] in ("-a", "-o"):
            return bool(words[0]) and bool(words[2]) if words[1] == "-a" else bool(words[0]) or bool(words[2])
        if count == 3 and not self._shell.bash and words[0] not in ("!", "("):
            raise TestFault(f"{words[0] if words[1] == '==' else words[1]}: unexpected operator")
        if words[0] == "!" and count <= 4:
            return not self.words(words[1:])
        if words[0] == "(" and words[-1] == ")" and count <= 4:
            return self.words(words[1:-1])
        reader = _Words(self, words)
        out = reader.either()
        if reader.left:
            raise TestFault("too many arguments" if self._shell.bash else f"{reader.left[0]}: unexpected operator")
        return out

    def _is_binary(self, word: str) -> bool:
        return word in BINARY and word != "=~" and (self._shell.bash or word != "==")

    def _two(self, operator: str, left: str, right: str) -> bool:
        return self.binary(operator, left, right)


class _Words:
    """Reads longer tests: `-a`, `-o`, `!` and parentheses."""

    def __init__(self, tester: Tester, words: list[str]) -> None:
        self._tester = tester
        self.left = list(words)

    def _next(self) -> str:
        if not self.left:
            raise TestFault("argument expected")
        return self.left.pop(0)

    def either(self) -> bool:
        out = self._every()
        while self.left[:1] == ["-o"]:
            self._next()
            right = self._every()
            out = out or right
        return out

    def _every(self) -> bool:
        out = self._one()
        while self.left[:1] == ["-a"]:
            self._next()
            right = self._one()
            out = out and right
        return out

    def _one(self) -> bool:
        word = self._next()
        if word == "!":
            return not self._one()
        if word == "(":
            out = self.either()
            if self._next() != ")":
                raise TestFault("`)' expected")
            return out
        if self.left and self._tester._is_binary(self.left[0]) and len(self.left) > 1:
            operator = self._next()
            return self._tester.binary(operator, word, self._next())
        if word in UNARY and self.left:
            return self._tester.unary(word, self._next())
        return bool(word)


_KINDS = {"-b": "block", "-c": "char", "-d": "dir", "-f": "file", "-p": "pipe", "-S": "socket", "-h": "link",
          "-L": "link"}
_BITS = {"-g": SET_GROUP, "-u": SET_USER, "-k": STICKY}


def matches(shell: "Shell", text: str, pattern: str) -> bool:
    """Tell whether a text matches a pattern of the shell."""
    compiled = patterns.compiled(pattern, ignore_case=shell.options["nocasematch"], extended=shell.bash)
    bearable(compiled, text)
    return compiled.match(text) is not None


def holds(shell: "Shell", test: Test) -> bool:
    """Tell whether a test of `[[ ]]` holds."""
    while isinstance(test, Both):
        if holds(shell, test.left) == test.either:
            return test.either
        test = test.right
    if isinstance(test, Not):
        return not holds(shell, test.test)
    if isinstance(test, Unary):
        return shell.tester.unary(test.operator, shell.expander.text(test.word))
    assert isinstance(test, Binary)
    left_text = shell.expander.text(test.left)
    if test.operator in ("==", "=", "!="):
        return matches(shell, left_text, shell.expander.pattern(test.right)) != (test.operator == "!=")
    if test.operator == "=~":
        return _regex_holds(shell, left_text, shell.expander.regex(test.right))
    right_text = shell.expander.text(test.right)
    if test.operator in ("-eq", "-ne", "-lt", "-le", "-gt", "-ge"):
        return shell.tester.compare(test.operator, shell.number_of(left_text), shell.number_of(right_text))
    return shell.tester.binary(test.operator, left_text, right_text)


def _regex_holds(shell: "Shell", text: str, expression: str) -> bool:
    from .regex import BadPattern, compiled

    try:
        pattern = compiled(expression, extended=True, ignore_case=shell.options["nocasematch"])
    except BadPattern:
        raise TestFault(expression) from None
    found = pattern.search(text)
    groups = [] if found is None else [found.group(number) or "" for number in range(pattern.groups + 1)]
    items: dict[int | str, str] = dict(enumerate(groups))
    shell.variables.all["BASH_REMATCH"] = Variable(items=items)
    return found is not None
