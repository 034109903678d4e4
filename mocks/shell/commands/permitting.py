"""Programs that change whose files are and what may be done with them: chmod, chown, chgrp."""

from collections.abc import Callable

from ..errors import FileError
from ..process import Process, Program
from ..tree import Node
from .modes import changed, permissions, read_mode
from .options import Given, Refused, Spec, program
from .places import group_of, under, user_of
from .quoting import quote, quoteaf, quotef

_LONG = "changes=c silent=f quiet=f verbose=v no-preserve-root preserve-root reference: recursive=R"
_MODE_LETTERS = frozenset("rwxXstugoa,+=01234567")


def chmod(process: Process) -> int:
    """Change the permission bits of files."""
    modes = [word for word in process.args if word[:1] == "-" and word[1:2] in _MODE_LETTERS]
    process.args = [word for word in process.args if word not in modes]
    return _chmod(modes)(process)


def _chmod(options: list[str]) -> Program:
    @program(Spec("Rcfv", _LONG))
    def run(process: Process, given: Given) -> int:
        """Change the permission bits of files."""
        operands = given.operands
        text = ",".join(options)
        files = process.files
        if "reference" not in given and not text:
            if not operands:
                raise Refused("missing operand", hint=True)
            text, *operands = operands
        if not operands:
            raise Refused(f"missing operand after {quote(text)}" if text and not options else "missing operand",
                          hint=True)
        if "reference" in given:
            model = files.stat(given.get("reference"))
            if model is None:
                reference = quoteaf(given.get("reference"))
                raise Refused(f"failed to get attributes of {reference}: No such file or directory")
            text = f"{model.mode:05o}"
        steps = read_mode(text)
        if steps is None:
            raise Refused(f"invalid mode: {quote(text)}", hint=True)
        umask = files.umask

        def one(path: str, node: Node) -> None:
            if node.kind == "link":
                return
            directory = node.kind == "dir"
            mode = changed(node.mode, steps, directory=directory, umask=umask)
            try:
                files.chmod(path, mode)
            except FileError as error:
                raise FileError(error.name, f"changing permissions of {quoteaf(path)}") from None
            if "v" in given or ("c" in given and mode != node.mode):
                was = f"changed from {node.mode:04o} ({permissions(node.mode)}) to"
                how = "retained as" if mode == node.mode else was
                process.out(f"mode of {quoteaf(path)} {how} {mode:04o} ({permissions(mode)})\n")
            wanted = changed(node.mode, steps, directory=directory, umask=0)
            if options and mode & ~wanted:
                raise Refused(f"{quotef(path)}: new permissions are {permissions(mode)}, not {permissions(wanted)}")

        return _over(process, given, operands, one)

    return run


def _over(process: Process, given: Given, paths: list[str], change: Callable[[str, Node], None]) -> int:
    """Apply a change to each file, with -R to all below it; return the code."""
    code = 0
    files = process.files

    def say(message: str) -> None:
        nonlocal code
        code = 1
        if "f" not in given:
            process.complain(message)

    def visit(path: str, follow: bool) -> None:
        process.tick()
        try:
            _, node = files.find(path, follow=follow)
        except FileError as error:
            dangling = error.name == "ENOENT" and files.stat(path, follow=False) is not None
            say(f"cannot {'operate on dangling symlink' if dangling else 'access'} {quoteaf(path)}"
                + ("" if dangling else f": {error.text}"))
            return
        if node.kind == "link" and process.name == "chmod":
            return
        try:
            change(path, node)
        except FileError as error:
            say(str(error))
        except Refused as error:
            say(error.message)
        if "R" in given and node.kind == "dir":
            try:
                names = files.names(path)
            except FileError as error:
                say(f"cannot read directory {quoteaf(path)}: {error.text}")
                return
            for name in names:
                visit(under(path, name), False)

    for path in paths:
        if "R" in given and path == "/" and "preserve-root" in given:
            say(f"it is dangerous to operate recursively on {quoteaf(path)}")
            say("use --no-preserve-root to override this failsafe")
            continue
        visit(path, "h" not in given)
    return code


_OWN = Spec("RcfvhHLP", f"{_LONG} dereference no-dereference=h from:")


def _owner(process: Process, text: str) -> tuple[str, str]:
    """Return the user and the group that `user:group` means; empty ones are to stay."""
    for mark in (":", "."):
        name, found, rest = text.partition(mark)
        if found:
            break
    user = group = ""
    if name:
        known = user_of(process, name)
        if known is None:
            raise Refused(f"invalid user: {quote(text)}")
        user = known
    if rest:
        known = group_of(process, rest)
        if known is None:
            raise Refused(f"invalid group: {quote(text)}")
        group = known
    elif found and name:
        account = process.session.accounts.user(user)
        if account is None or name.isdecimal():
            raise Refused(f"invalid spec: {quote(text)}")
        group = account.groups[0] if account.groups else ""
    return user, group


@program(_OWN)
def chown(process: Process, given: Given) -> int:
    """Change the owner, and with `user:group` the group, of files."""
    operands = list(given.operands)
    files = process.files
    only_group = process.name == "chgrp"
    if not operands:
        raise Refused("missing operand", hint=True)
    if "reference" in given:
        model = files.stat(given.get("reference"))
        if model is None:
            reference = quoteaf(given.get("reference"))
            raise Refused(f"failed to get attributes of {reference}: No such file or directory")
        user, group = "" if only_group else model.owner, model.group
    else:
        text, *operands = operands
        if not operands:
            raise Refused(f"missing operand after {quote(text)}", hint=True)
        if only_group:
            known = group_of(process, text) if text else ""
            if known is None:
                raise Refused(f"invalid group: {quote(text)}")
            user, group = "", known
        else:
            user, group = _owner(process, text)
    from_user, from_group = _owner(process, given.get("from")) if "from" in given else ("", "")
    what = "group" if only_group or (group and not user) else "ownership"

    def one(path: str, node: Node) -> None:
        if from_user not in ("", node.owner) or from_group not in ("", node.group):
            return
        try:
            files.chown(path, user, group, follow="h" not in given and node.kind != "link")
        except FileError as error:
            raise FileError(error.name,
                            f"changing {'group' if only_group else 'ownership'} of {quoteaf(path)}") from None
        before = node.group if what == "group" else f"{node.owner}:{node.group}" if group else node.owner
        after = group if what == "group" else f"{user or node.owner}:{group}" if group else user or node.owner
        if before != after and ("v" in given or "c" in given):
            process.out(f"changed {what} of {quoteaf(path)} from {before} to {after}\n")
        elif "v" in given:
            process.out(f"{what} of {quoteaf(path)} retained as {before}\n")

    return _over(process, given, operands, one)


PROGRAMS: dict[str, Program] = {"chgrp": chown, "chmod": chmod, "chown": chown}
