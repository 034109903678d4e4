"""find: walks directories and asks of each file what the expression asks."""

from ..errors import FileError
from ..process import Process, Program
from ..tree import Node, joined
from .expressions import Parser
from .finding_words import Found, Quit
from .options import Refused


def find(process: Process) -> int:
    """Find files below directories: tests, actions and operators of GNU find."""
    return _Walker(process).run()


class _Walker:
    def __init__(self, process: Process) -> None:
        self._process = process
        self._files = process.files
        self._code = 0
        self._follow = ""

    def run(self) -> int:
        """Read the command line and walk."""
        process = self._process
        args = list(process.args)
        while args and (args[0] in ("-H", "-L", "-P") or args[0].startswith(("-O", "-D"))):
            word = args.pop(0)
            if word in ("-H", "-L", "-P"):
                self._follow = word
        if args[:1] == ["--version"] or args[:1] == ["-version"]:
            process.out("find (GNU findutils) 4.9.0\n")
            return 0
        if args[:1] == ["--help"] or args[:1] == ["-help"]:
            process.out("Usage: find [-H] [-L] [-P] [-Olevel] [-D debugopts] [path...] [expression]\n")
            return 0
        paths: list[str] = []
        if args[:1] == ["--"]:
            args.pop(0)
        while args and not (args[0].startswith("-") and len(args[0]) > 1) and args[0] not in ("(", ")", "!", ","):
            paths.append(args.pop(0))
        parser = Parser(process, args, follow=self._follow == "-L")
        try:
            expression = parser.whole()
        except Refused as error:
            process.complain(error.message)
            if error.hint:
                process.err("Try 'find --help' for more information.\n")
            return 1
        if parser.follow:
            self._follow = "-L"
        self._parser = parser
        self._expression = expression
        try:
            for path in paths or ["."]:
                self._start(path)
        except Quit:
            pass
        parser.finish()
        return max(self._code, parser.code)

    def _start(self, path: str) -> None:
        try:
            try:
                where, node = self._files.find(path, follow=self._follow in ("-H", "-L") or path.endswith("/"))
            except FileError:
                if self._follow not in ("-H", "-L"):
                    raise
                where, node = self._files.find(path, follow=False)
        except FileError as error:
            self._complain(f"'{path}': {error.text}")
            return
        self._visit(Found(path, path, 0, where, node), ())

    def _complain(self, message: str) -> None:
        self._code = self._process.complain(message)

    def _visit(self, found: Found, above: tuple[str, ...]) -> None:
        parser = self._parser
        self._process.tick()
        if found.where in above:
            start = found.path
            self._complain(f"File system loop detected; '{start}' is part of the same file system loop as "
                           f"'{self._loop(found, above)}'.")
            return
        enters = found.node.kind == "dir" and (parser.maxdepth < 0 or found.depth < parser.maxdepth)
        tested = found.depth >= parser.mindepth
        if tested and not parser.depth_first:
            found.pruned = False
            self._expression(found)
            enters = enters and not found.pruned
        if enters:
            self._inside(found, above)
        if tested and parser.depth_first:
            self._expression(found)

    def _loop(self, found: Found, above: tuple[str, ...]) -> str:
        up = len(above) - above.index(found.where)
        return "/".join(found.path.split("/")[:-up]) or "/"

    def _inside(self, found: Found, above: tuple[str, ...]) -> None:
        try:
            names = self._files.names(found.path)
        except FileError as error:
            self._complain(f"'{found.path}': {error.text}")
            return
        for name in names:
            path = joined(found.path, name)
            try:
                where, node = self._look(path, found, name)
            except FileError as error:
                self._complain(f"'{path}': {error.text}")
                continue
            self._visit(Found(path, found.start, found.depth + 1, where, node), (*above, found.where))

    def _look(self, path: str, directory: Found, name: str) -> tuple[str, Node]:
        if self._follow == "-L":
            try:
                return self._files.find(path)
            except FileError:
                pass
        return self._files.find(path, follow=False)


PROGRAMS: dict[str, Program] = {"find": find}
