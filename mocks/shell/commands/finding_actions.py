"""The actions of find: what is printed, deleted or run."""

from collections.abc import Callable

from ..errors import FileError
from ..tree import split
from .finding_words import Found, Quit, Test, Words, doing
from .options import Refused
from .places import base


class Actions(Words):
    """Makes actions of words and their values."""

    def _print(self, found: Found) -> bool:
        self._process.out(found.path + "\n")
        return True

    def _prune(self, found: Found) -> bool:
        found.pruned = True
        return True

    def _quit(self, found: Found) -> bool:
        raise Quit

    def _delete(self, found: Found) -> bool:
        files = self._process.files
        if found.path == ".":
            return True
        try:
            if found.node.kind == "dir":
                files.rmdir(found.path)
            else:
                files.unlink(found.path)
        except FileError as error:
            self.code = self._process.complain(f"cannot delete '{found.path}': {error.text}")
            return False
        return True

    def _into(self, path: str, text: Callable[[Found], str]) -> Test:
        try:
            self._process.write(path, "")
        except FileError as error:
            raise Refused(f"'{path}': {error.text}") from None
        return doing(lambda found: self._process.write(path, text(found), append=True))

    def _exec(self, word: str) -> Test:
        words: list[str] = []
        gathers = False
        while True:
            if not self._more():
                raise Refused(f"missing argument to `{word}'")
            one = self._words[self._at]
            self._at += 1
            if one == ";":
                break
            if one == "+" and words and words[-1] == "{}" and word in ("-exec", "-execdir"):
                gathers = True
                break
            words.append(one)
        if not words:
            raise Refused(f"invalid argument `;' to `{word}'")
        inside = word in ("-execdir", "-okdir")
        if gathers:
            return self._gather(words[:-1], inside)

        def run(found: Found) -> bool:
            name = "./" + base(found.path) if inside else found.path
            filled = [one.replace("{}", name) for one in words]
            if word in ("-ok", "-okdir"):
                self._process.err(f"< {words[0]} ... {found.path} > ? ")
                if self._process.stdin.line()[:1] not in ("y", "Y"):
                    return False
            return self._run(filled, found, inside) == 0

        return run

    def _gather(self, words: list[str], inside: bool) -> Test:
        waiting: list[Found] = []

        def flush() -> None:
            if waiting:
                names = ["./" + base(one.path) if inside else one.path for one in waiting]
                if self._run([*words, *names], waiting[0], inside):
                    self.code = 1
                waiting.clear()

        def add(found: Found) -> bool:
            if waiting and (sum(len(one.path) + 1 for one in waiting[-1:]) * len(waiting) > 120_000 or (
                    inside and split(waiting[0].where)[0] != split(found.where)[0])):
                flush()
            waiting.append(found)
            return True

        self._finishing.append(flush)
        return add
