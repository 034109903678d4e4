"""Redirections: where the numbered streams of a command go while it runs."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .errors import FileError
from .flow import ExpansionFault
from .process import opened
from .streams import Both, Nothing, Output, Source, Stream
from .syntax import HereDocument, Redirection

if TYPE_CHECKING:
    from .interpreter import Shell

Saved = dict[int, Stream | None]


class Redirector:
    """Applies redirections to a shell's streams, and takes them back."""

    def __init__(self, shell: "Shell") -> None:
        self._shell = shell

    def apply(self, redirections: Sequence[Redirection]) -> Saved:
        """Open everything from left to right; return what was there before. What fails leaves all as it was."""
        saved: Saved = {}
        try:
            for one in redirections:
                stream = self._opened(one)
                saved.setdefault(one.fd, self._shell.streams.get(one.fd))
                if stream is None:
                    self._shell.streams.pop(one.fd, None)
                    self._shell.streams.setdefault(one.fd, Stream()) if one.fd < 3 else None
                else:
                    self._shell.streams[one.fd] = stream
        except (FileError, ExpansionFault):
            self.undo(saved)
            raise
        return saved

    def undo(self, saved: Saved) -> None:
        """Give the streams back what they were."""
        for fd, stream in saved.items():
            if stream is None:
                self._shell.streams.pop(fd, None)
            else:
                self._shell.streams[fd] = stream

    def _opened(self, one: Redirection) -> Stream | None:
        shell = self._shell
        expander = shell.expander
        if one.operator == "<<":
            document = one.target[0]
            assert isinstance(document, HereDocument)
            return Source(expander.text(document.body))
        if one.operator == "<<<":
            return Source(expander.text(one.target) + "\n")
        fields = expander.fields([one.target])
        if len(fields) != 1:
            raise ExpansionFault("ambiguous redirect")
        target = fields[0]
        if one.operator in (">&", "<&"):
            return self._duplicate(target)
        if not target:
            raise FileError("ENOENT", target)
        try:
            return self._file(one.operator, target)
        except FileError as error:
            if shell.bash:
                raise
            words = {"ENOENT": "Directory nonexistent" if one.operator != "<" else "No such file"}
            verb = "open" if one.operator == "<" else "create"
            raise ExpansionFault(f"cannot {verb} {target}: {words.get(error.name, error.text)}", code=2) from None

    def _duplicate(self, target: str) -> Stream | None:
        if target == "-":
            return None
        if not target.rstrip("-").isdecimal():
            raise ExpansionFault(f"{target}: ambiguous redirect")
        stream = self._shell.streams.get(int(target.rstrip("-")))
        if stream is None:
            raise FileError("EBADF", target)
        return stream

    def _file(self, operator: str, target: str) -> Stream:
        shell = self._shell
        if operator == "<":
            return opened(shell.files, target, shell.streams[0], shell.session)
        where, node = shell.files.resolve(target)
        if node is not None and node.kind == "char":
            standard = {"/dev/stdout": 1, "/dev/stderr": 2, "/dev/tty": 1}.get(where)
            if standard is not None:
                return shell.streams[standard]
            if where == "/dev/null":
                return Nothing()
        if operator == ">" and shell.options["noclobber"] and node is not None and node.kind == "file":
            raise ExpansionFault(f"{target}: cannot overwrite existing file")
        where = shell.files.open_to_write(target, append=operator in (">>", "<>"))
        output = Output(shell.files, where)
        if operator == "<>":
            return Both(Source(shell.files.read(target).decode("latin-1")), output)
        return output
