"""The parser of compound commands: groups, branches, loops, cases and functions."""

import re
from abc import abstractmethod

from .conditional_parser import ConditionalParser
from .syntax import (
    ArithmeticCommand,
    ArithmeticFor,
    Case,
    Command,
    For,
    Function,
    Group,
    If,
    List,
    Simple,
    Subshell,
    While,
    Word,
)
from .words import META, NAME, quoted_word


class CompoundParser(ConditionalParser):
    """Reads one command; what is in it are lists again."""

    @abstractmethod
    def _list(self, closing: str) -> List:
        """Read a list: the parser's."""

    def _body(self, *closers: str) -> List:
        """Read a list that must not be empty, in front of one of some reserved words."""
        body = self._list(closers[0])
        if not body.items or self._keyword() not in closers:
            raise self.unexpected(closers[0])
        return body

    # --- commands ---

    def _command(self) -> Command:
        with self.nested:
            return self._one_command()

    def _one_command(self) -> Command:
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
                raise self.unexpected()
            return Subshell(body, self._redirections())
        found = NAME.match(self.text, self.at)
        if found or (self.dialect == "bash" and self.peek() not in META):
            start = self.at
            name = self._function_name()
            if name:
                return self._function_body(name, start)
        if keyword and keyword not in ("in",):
            raise self.unexpected()
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
            raise self.unexpected()
        self.at = found.end()
        parentheses = re.compile(r"[ \t]*\([ \t]*\)").match(self.text, self.at)
        if parentheses:
            self.at = parentheses.end()
        return self._function_body(found.group(), start)

    def _function_body(self, name: str, start: int) -> Function:
        self.blank_lines()
        body = self._command()
        if isinstance(body, Simple | Function) and (self.dialect == "bash" or isinstance(body, Function)):
            raise self.unexpected()
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
                raise self.unexpected()
            self.at = end + 2
            start, test, step = (quoted_word(self, part) for part in parts)
            return ArithmeticFor(start, test, step, self._do(), self._redirections())
        found = NAME.match(self.text, self.at)
        if found is None:
            raise self.unexpected()
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
                raise self.unexpected()
        return For(found.group(), None if words is None else tuple(words), self._do(), self._redirections())

    def _case(self) -> Case:
        self.at += 4
        self.blanks()
        word = self.word()
        if not word:
            raise self.unexpected()
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
                    raise self.unexpected()
                patterns.append(pattern)
                self.blanks()
                if self.peek() == ")":
                    self.at += 1
                    break
                if self.peek() != "|":
                    raise self.unexpected()
                self.at += 1
            body = self._list("esac")
            ending = next((one for one in (";;&", ";;", ";&") if self.text.startswith(one, self.at)), "")
            self.at += len(ending)
            clauses.append((tuple(patterns), body, ending or ";;"))
            self.blank_lines()
            if not ending and self._keyword() != "esac":
                raise self.unexpected()
