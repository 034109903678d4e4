"""The parser: from the text of a script to its syntax tree, one complete command at a time."""

import re
from bisect import bisect_right
from functools import lru_cache
from typing import NamedTuple

from .errors import ShellSyntaxError
from .syntax import (
    AndOr,
    ArithmeticCommand,
    ArithmeticFor,
    Assignment,
    Binary,
    Both,
    Case,
    Command,
    Conditional,
    For,
    Function,
    Group,
    HereDocument,
    If,
    List,
    Literal,
    Not,
    Pipeline,
    Redirection,
    Simple,
    Subshell,
    Test,
    Unary,
    While,
    Word,
)
from .words import META, NAME, Dialect, WordReader, quoted_word

RESERVED = frozenset(("if", "then", "else", "elif", "fi", "do", "done", "case", "esac", "while", "until", "for", "{",
                      "}", "!", "in"))
BASH_RESERVED = RESERVED | {"[[", "]]", "function", "time", "select"}
DECLARING = frozenset(("declare", "typeset", "local", "export", "readonly"))
"""Built-ins whose arguments may be assignments."""

_REDIRECTION = re.compile(r"([0-9]+|\{[A-Za-z_][A-Za-z0-9_]*\})?(<<<|<<-|<<|<&|<>|<|>>|>&|>\||>)", re.ASCII)
_ALL_OUTPUT = re.compile(r"&>>?")
_ASSIGNED = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(\+?=)", re.ASCII)
_ELEMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)\[", re.ASCII)
_CLOSERS = frozenset(("then", "else", "elif", "fi", "do", "done", "esac", "}", ")", ";;", ";&", ";;&"))

UNARY = frozenset(["-a", "-b", "-c", "-d", "-e", "-f", "-g", "-h", "-k", "-n", "-o", "-p", "-r", "-s", "-t", "-u", "-v",
                   "-w", "-x", "-z", "-L", "-N", "-O", "-G", "-R", "-S"])
BINARY = frozenset(["=", "==", "!=", "=~", "<", ">", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef"])


class Script(NamedTuple):
    """The complete commands of a text in order, and the error that the text ends with, if it does."""

    commands: tuple[List, ...]
    error: ShellSyntaxError | None


@lru_cache(maxsize=512)
def parse(text: str, dialect: Dialect = "bash", *, extended: bool = False) -> Script:
    """Parse a whole text. What comes before an error is there: a shell runs it before it finds the error.

    `extended` is whether `@(a|b)` is a pattern from the start: it is too behind a line that says `extglob`.
    """
    parser = Parser(text, dialect)
    parser.extends = extended
    commands: list[List] = []
    try:
        while True:
            parser.blank_lines()
            if parser.at >= len(text):
                return Script(tuple(commands), None)
            commands.append(parser.complete_command())
    except ShellSyntaxError as error:
        return Script(tuple(commands), error)


class Parser(WordReader):
    """Reads commands of the shell's grammar from the text."""

    def __init__(self, text: str, dialect: Dialect) -> None:
        super().__init__(text, dialect)
        self._reserved = BASH_RESERVED if dialect == "bash" else RESERVED
        self._clause_ends: tuple[str, ...] = (";;", ";&") if dialect == "bash" else (";;",)
        self._waiting: list[HereDocument] = []
        self._newlines = [i for i, char in enumerate(text) if char == "\n"]

    def line_at(self, at: int) -> int:
        return bisect_right(self._newlines, at - 1) + 1

    # --- scripts in scripts ---

    def script_until(self, closing: str) -> List:
        inside, self.in_conditional = self.in_conditional, False
        body = self._list(closing)
        self.in_conditional = inside
        if not self.text.startswith(closing, self.at):
            raise self._unexpected(closing)
        self.at += len(closing)
        return body

    def script_of(self, text: str) -> List:
        script = parse(text, self.dialect)
        if script.error is not None:
            raise script.error
        items = tuple(item for one in script.commands for item in one.items)
        return List(items, tuple(flag for one in script.commands for flag in one.background))

    # --- spaces and tokens ---

    def blanks(self) -> None:
        """Pass over blanks, continued lines and a comment."""
        text, size = self.text, len(self.text)
        while self.at < size:
            char = text[self.at]
            if char in " \t":
                self.at += 1
            elif char == "\\" and text.startswith("\\\n", self.at):
                self.at += 2
            elif char == "#":
                end = text.find("\n", self.at)
                self.at = size if end < 0 else end
            else:
                return

    def newline(self) -> bool:
        """Pass over one line's end, and the here-documents that begin there."""
        if self.peek() != "\n":
            return False
        self.at += 1
        waiting, self._waiting = self._waiting, []
        for document in waiting:
            self._here(document)
        return True

    def blank_lines(self) -> None:
        """Pass over blanks, comments and line ends."""
        self.blanks()
        while self.newline():
            self.blanks()

    def _here(self, document: HereDocument) -> None:
        lines: list[str] = []
        while self.at < len(self.text):
            end = self.text.find("\n", self.at)
            line = self.text[self.at : end if end >= 0 else len(self.text)]
            self.at = len(self.text) if end < 0 else end + 1
            if document.strips_tabs:
                line = line.lstrip("\t")
            if line == document.delimiter:
                break
            lines.append(line + "\n")
        text = "".join(lines)
        document.body = (Literal(text, True),) if document.quoted else quoted_word(self, text)

    def _token(self) -> str:
        """Return the next token as it would be quoted in a message, without passing over it."""
        if self.at >= len(self.text):
            return ""
        if self.peek() == "\n":
            return "newline"
        for operator in (*self._clause_ends, "&&", "||", "<<", ">>"):
            if self.text.startswith(operator, self.at):
                return operator
        if self.peek() in META:
            return self.peek()
        end = self.at
        while end < len(self.text) and self.text[end] not in META:
            end += 1
        return self.text[self.at : end]

    def _unexpected(self, expected: str = "") -> ShellSyntaxError:
        return self.failed(self._token(), expected)

    def _keyword(self) -> str:
        """Return the reserved word that stands here, without passing over it; an empty text if none does."""
        end = self.at
        text = self.text
        while end < len(text) and text[end] not in META and text[end] not in "\"'$`\\":
            end += 1
        if end < len(text) and text[end] not in META:
            return ""
        word = text[self.at : end]
        return word if word in self._reserved else ""

    def _accept(self, word: str) -> bool:
        if self._keyword() != word:
            return False
        self.at += len(word)
        return True

    def _expect(self, word: str) -> None:
        self.blank_lines()
        if not self._accept(word):
            raise self._unexpected(word)

    # --- lists ---

    def complete_command(self) -> List:
        """Read one complete command: up to a line's end outside of everything."""
        self.extends = self.extends or "extglob" in self.text[: self.at]
        body = self._list("\n")
        if self.at < len(self.text) and self.peek() != "\n":
            raise self._unexpected()
        self.newline()
        return body

    def _list(self, closing: str) -> List:
        """Read and-or lists until `closing` (which is left) or, with a line's end as closing, the end of the line."""
        items: list[AndOr] = []
        background: list[bool] = []
        one_line = closing == "\n"
        while True:
            if one_line and items:
                self.blanks()
                if self.peek() == "\n":
                    break
            else:
                self.blank_lines()
            if self.at >= len(self.text) or self._closes():
                break
            items.append(self._and_or())
            self.blanks()
            if self.peek() == ";" and not self.text.startswith(self._clause_ends, self.at):
                self.at += 1
                background.append(False)
            elif self.peek() == "&" and not self.text.startswith("&&", self.at):
                self.at += 1
                background.append(True)
            else:
                background.append(False)
                if self.peek() != "\n" or one_line:
                    break
        return List(tuple(items), tuple(background))

    def _closes(self) -> bool:
        if self.peek() == ")" or self.text.startswith(self._clause_ends, self.at):
            return True
        return self._keyword() in _CLOSERS

    def _body(self, *closers: str) -> List:
        """Read a list that must not be empty, in front of one of some reserved words."""
        body = self._list(closers[0])
        if not body.items or self._keyword() not in closers:
            raise self._unexpected(closers[0])
        return body

    def _and_or(self) -> AndOr:
        pipelines = [self._pipeline()]
        joins: list[str] = []
        while True:
            self.blanks()
            if not self.text.startswith(("&&", "||"), self.at):
                return AndOr(tuple(pipelines), tuple(joins))
            joins.append(self.text[self.at : self.at + 2])
            self.at += 2
            self.blank_lines()
            pipelines.append(self._pipeline())

    def _pipeline(self) -> Pipeline:
        negated = timed = False
        while True:
            self.blanks()
            if self._accept("!"):
                negated = not negated
            elif self.dialect == "bash" and self._keyword() == "time":
                self.at += 4
                self.blanks()
                if self.text.startswith("-p", self.at) and (self.at + 2 >= len(self.text) or self.peek(2) in META):
                    self.at += 2
                timed = True
            else:
                break
        commands = [self._command()]
        both: list[bool] = []
        while True:
            self.blanks()
            if self.peek() != "|" or self.peek(1) == "|":
                return Pipeline(tuple(commands), tuple(both), negated, timed)
            self.at += 1
            joined = self.dialect == "bash" and self.peek() == "&"
            self.at += joined
            both.append(joined)
            self.blank_lines()
            commands.append(self._command())

    # --- commands ---

    def _command(self) -> Command:
        self.blanks()
        keyword = self._keyword()
        if keyword == "if":
            return self._if()
        if keyword in ("while", "until"):
            return self._while(keyword)
        if keyword in ("for", "select"):
            return self._for(keyword)
        if keyword == "case":
            return self._case()
        if keyword == "{":
            self.at += 1
            body = self._body("}")
            self.at += 1
            return Group(body, self._redirections())
        if keyword == "[[":
            return self._conditional()
        if keyword == "function":
            return self._function()
        if self.peek() == "(":
            if self.dialect == "bash" and self.peek(1) == "(":
                end = self._arithmetic_end(self.at + 2)
                if end >= 0:
                    expression = quoted_word(self, self.text[self.at + 2 : end])
                    self.at = end + 2
                    return ArithmeticCommand(expression, self._redirections())
            self.at += 1
            body = self.script_until(")")
            if not body.items:
                self.at -= 1
                raise self._unexpected()
            return Subshell(body, self._redirections())
        found = NAME.match(self.text, self.at)
        if found or (self.dialect == "bash" and self.peek() not in META):
            start = self.at
            name = self._function_name()
            if name:
                return self._function_body(name, start)
        if keyword and keyword not in ("in",):
            raise self._unexpected()
        return self._simple()

    def _function_name(self) -> str:
        """Pass over `name ()` and return the name; an empty text, and nothing passed over, if it is not there."""
        found = re.compile(r"([^\s;&|<>()$`'\"\\={}]+)[ \t]*\([ \t]*\)").match(self.text, self.at)
        if found is None or found.group(1) in self._reserved:
            return ""
        self.at = found.end()
        return found.group(1)

    def _function(self) -> Function:
        start = self.at
        self.at += len("function")
        self.blanks()
        found = re.compile(r"[^\s;&|<>()$`'\"\\]+").match(self.text, self.at)
        if found is None:
            raise self._unexpected()
        self.at = found.end()
        parentheses = re.compile(r"[ \t]*\([ \t]*\)").match(self.text, self.at)
        if parentheses:
            self.at = parentheses.end()
        return self._function_body(found.group(), start)

    def _function_body(self, name: str, start: int) -> Function:
        self.blank_lines()
        body = self._command()
        if isinstance(body, Simple | Function) and (self.dialect == "bash" or isinstance(body, Function)):
            raise self._unexpected()
        return Function(name, body, self.text[start : self.at])

    def _if(self) -> If:
        self.at += 2
        branches: list[tuple[List, List]] = []
        otherwise = None
        while True:
            test = self._body("then")
            self.at += 4
            body = self._body("fi", "elif", "else")
            branches.append((test, body))
            if self._accept("elif"):
                continue
            if self._accept("else"):
                otherwise = self._body("fi")
            self._expect("fi")
            return If(tuple(branches), otherwise, self._redirections())

    def _while(self, keyword: str) -> While:
        self.at += 5
        test = self._body("do")
        self.at += 2
        body = self._body("done")
        self.at += 4
        return While(test, body, keyword == "until", self._redirections())

    def _do(self) -> List:
        self.blanks()
        if self.peek() == ";":
            self.at += 1
        self.blank_lines()
        if self.dialect == "bash" and self._accept("{"):
            body = self._body("}")
            self.at += 1
            return body
        self._expect("do")
        body = self._body("done")
        self.at += 4
        return body

    def _for(self, keyword: str) -> For | ArithmeticFor:
        self.at += len(keyword)
        self.blanks()
        if self.dialect == "bash" and self.text.startswith("((", self.at):
            end = self._arithmetic_end(self.at + 2)
            parts = self.text[self.at + 2 : end].split(";") if end >= 0 else []
            if len(parts) != 3:
                raise self._unexpected()
            self.at = end + 2
            start, test, step = (quoted_word(self, part) for part in parts)
            return ArithmeticFor(start, test, step, self._do(), self._redirections())
        found = NAME.match(self.text, self.at)
        if found is None:
            raise self._unexpected()
        self.at = found.end()
        self.blank_lines()
        words: list[Word] | None = None
        if self._accept("in"):
            words = []
            while True:
                self.blanks()
                word = self.word()
                if not word:
                    break
                words.append(word)
            if self.peek() not in (";", "\n"):
                raise self._unexpected()
        return For(found.group(), None if words is None else tuple(words), self._do(), self._redirections())

    def _case(self) -> Case:
        self.at += 4
        self.blanks()
        word = self.word()
        if not word:
            raise self._unexpected()
        self._expect("in")
        clauses: list[tuple[tuple[Word, ...], List, str]] = []
        while True:
            self.blank_lines()
            if self._accept("esac"):
                return Case(word, tuple(clauses), self._redirections())
            if self.peek() == "(":
                self.at += 1
            patterns: list[Word] = []
            while True:
                self.blanks()
                pattern = self.word()
                if not pattern:
                    raise self._unexpected()
                patterns.append(pattern)
                self.blanks()
                if self.peek() == ")":
                    self.at += 1
                    break
                if self.peek() != "|":
                    raise self._unexpected()
                self.at += 1
            body = self._list("esac")
            ending = next((one for one in (";;&", ";;", ";&") if self.text.startswith(one, self.at)), "")
            self.at += len(ending)
            clauses.append((tuple(patterns), body, ending or ";;"))
            self.blank_lines()
            if not ending and self._keyword() != "esac":
                raise self._unexpected()

    # --- [[ ]] ---

    def _conditional(self) -> Conditional:
        self.at += 2
        self.in_conditional = True
        test = self._either()
        self.blank_lines()
        self.in_conditional = False
        if not self._accept("]]"):
            raise self._unexpected("]]")
        return Conditional(test, self._redirections())

    def _either(self) -> Test:
        left = self._every()
        self.blank_lines()
        if self.text.startswith("||", self.at):
            self.at += 2
            return Both(left, self._either(), True)
        return left

    def _every(self) -> Test:
        left = self._test()
        self.blank_lines()
        if self.text.startswith("&&", self.at):
            self.at += 2
            return Both(left, self._every(), False)
        return left

    def _test(self) -> Test:
        self.blank_lines()
        if self._keyword() == "!":
            self.at += 1
            return Not(self._test())
        if self.peek() == "(":
            self.at += 1
            test = self._either()
            self.blank_lines()
            if self.peek() != ")":
                raise self._unexpected()
            self.at += 1
            return test
        left = self.word()
        if not left or left == (Literal("]]", False),):
            raise self._unexpected()
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
            raise self._unexpected()
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

    # --- simple commands ---

    def _redirections(self) -> tuple[Redirection, ...]:
        out: list[Redirection] = []
        while True:
            self.blanks()
            found = self._redirection()
            if not found:
                return tuple(out)
            out += found

    def _redirection(self) -> list[Redirection]:
        if self.dialect == "bash":
            whole = _ALL_OUTPUT.match(self.text, self.at)
            if whole:
                self.at = whole.end()
                target = self._target()
                return [Redirection(1, ">>" if whole.group() == "&>>" else ">", target),
                        Redirection(2, ">&", (Literal("1", False),))]
        found = _REDIRECTION.match(self.text, self.at)
        if found is None:
            return []
        number, operator = found.groups()
        if number is None and self.dialect == "bash" and operator in "<>" and self.text[found.end() :][:1] == "(":
            return []  # a process substitution is a word
        if self.dialect == "dash" and operator == "<<<":
            self.at = found.start() + 2
            raise self.failed("<", "redirection")
        self.at = found.end()
        fd = int(number) if number and number.isdecimal() else 0 if operator.startswith("<") else 1
        if operator in ("<<", "<<-"):
            self.blanks()
            start = self.at
            word = self.word()
            if not word:
                raise self._unexpected()
            raw = self.text[start : self.at]
            delimiter = "".join(part.text for part in word if isinstance(part, Literal))
            quoted = any(char in raw for char in "'\"\\")
            document = HereDocument(delimiter if quoted else raw, quoted, operator == "<<-")
            self._waiting.append(document)
            return [Redirection(fd, "<<", (document,))]
        target = self._target()
        if operator == ">&" and not number and self.dialect == "bash" and not _is_fd(target):
            return [Redirection(1, ">", target), Redirection(2, ">&", (Literal("1", False),))]
        return [Redirection(fd, operator, target)]

    def _target(self) -> Word:
        self.blanks()
        word = self.word()
        if not word:
            raise self._unexpected()
        return word

    def _simple(self) -> Simple:
        assignments: list[Assignment] = []
        words: list[Word | Assignment] = []
        redirections: list[Redirection] = []
        line = self.line_at(self.at)
        declaring = False
        while True:
            self.blanks()
            found = self._redirection()
            if found:
                redirections += found
                continue
            if not words or declaring:
                assignment = self._assignment()
                if assignment is not None:
                    (words if words else assignments).append(assignment)
                    continue
            word = self.word()
            if not word:
                break
            words.append(word)
            if len(words) == 1:
                declaring = len(word) == 1 and isinstance(word[0], Literal) and word[0].text in DECLARING
        if not (assignments or words or redirections):
            raise self._unexpected()
        if self.peek() == "(":
            raise self._unexpected()
        return Simple(tuple(assignments), tuple(words), tuple(redirections), line)

    def _assignment(self) -> Assignment | None:
        found = _ASSIGNED.match(self.text, self.at)
        index = None
        if found is not None:
            name, operator = found.groups()
            self.at = found.end()
        elif self.dialect == "bash" and (element := _ELEMENT.match(self.text, self.at)):
            start = self.at
            self.at = element.end()
            try:
                index = self.subscript()
            except ShellSyntaxError:
                self.at = start
                return None
            after = re.compile(r"\+?=").match(self.text, self.at)
            if after is None:
                self.at = start
                return None
            name, operator = element.group(1), after.group()
            self.at = after.end()
        else:
            return None
        append = operator == "+="
        if append and self.dialect == "dash":
            self.at = self.at - len(name) - 2
            return None
        if self.peek() == "(" and self.dialect == "bash":
            self.at += 1
            return Assignment(name, None, append, index, self._items())
        return Assignment(name, self.word(), append, index)

    def _items(self) -> tuple[tuple[Word | None, Word], ...]:
        items: list[tuple[Word | None, Word]] = []
        while True:
            self.blank_lines()
            if self.peek() == ")":
                self.at += 1
                return tuple(items)
            index = None
            if self.peek() == "[":
                start = self.at
                self.at += 1
                index = self.subscript()
                if self.peek() == "=":
                    self.at += 1
                else:
                    self.at, index = start, None
            word = self.word()
            if not word and index is None:
                raise self._unexpected()
            items.append((index, word))


def _is_fd(word: Word) -> bool:
    if len(word) != 1:
        return False
    part = word[0]
    return not isinstance(part, Literal) or part.text.isdecimal() or part.text == "-"
