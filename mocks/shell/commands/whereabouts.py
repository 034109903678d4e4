"""Programs that tell where a path leads: readlink, realpath."""

from ..errors import FileError
from ..process import Process, Program
from ..tree import joined, split
from .options import Given, Refused, Spec, program
from .quoting import quotef


@program(Spec("efmnqsvz",
              "canonicalize=f canonicalize-existing=e canonicalize-missing=m no-newline=n quiet=q "
              "silent=s verbose=v zero=z"))
def readlink(process: Process, given: Given) -> int:
    """Write what links point to, or where paths lead."""
    if not given.operands:
        raise Refused("missing operand", hint=True)
    how = given.last("f", "e", "m")
    end = "\0" if "z" in given else "" if "n" in given and len(given.operands) == 1 else "\n"
    code = 0
    for path in given.operands:
        try:
            if how:
                text = whole(process, path, how)
            else:
                node = process.files.find(path, follow=False)[1]
                if node.kind != "link":
                    raise FileError("EINVAL", path)
                text = node.target
        except FileError as error:
            code = 1
            if "v" in given:
                process.complain(f"{quotef(path)}: {error.text}")
            continue
        process.out(text + end)
    return code


def whole(process: Process, path: str, how: str, *, links_too: bool = True) -> str:
    """Return where a path leads from the root: `e` all of it must be there, `f` all but the last, `m` nothing of it."""
    files = process.files
    if not links_too:
        out: list[str] = []
        for part in files.whole(path).split("/"):
            if part == "..":
                out = out[:-1]
            elif part not in ("", "."):
                out.append(part)
        return "/" + "/".join(out)
    try:
        where, node = files.resolve(path if how == "e" else path.rstrip("/") or "/")
        if how == "e" and node is None:
            raise FileError("ENOENT", path)
        return where
    except FileError:
        if how != "m" or not path:
            raise
    at = "/" if path.startswith("/") else files.cwd
    for part in path.split("/"):
        if part in ("", "."):
            continue
        if part == "..":
            at = split(at)[0]
            continue
        try:
            at = files.resolve(joined(at, part))[0]
        except FileError:
            at = joined(at, part)
    return at


@program(Spec("eLmPqsz",
              "canonicalize-existing=e canonicalize-missing=m logical=L physical=P quiet=q strip=s "
              "no-symlinks=s zero=z "
              "relative-to: relative-base:"))
def realpath(process: Process, given: Given) -> int:
    """Write where paths lead, links on the way followed."""
    if not given.operands:
        raise Refused("missing operand", hint=True)
    from .linking import relative

    how = given.last("e", "m") or "f"
    follows = "s" not in given
    base = given.get("relative-to") or given.get("relative-base")
    code = 0
    for path in given.operands:
        try:
            text = whole(process, path, how, links_too=follows)
            if base:
                directory = whole(process, base, how)
                inside = text == directory or text.startswith(directory.rstrip("/") + "/")
                if "relative-to" in given or inside:
                    text = relative(text, directory)
        except FileError as error:
            code = 1
            if "q" not in given:
                process.complain(f"{quotef(path)}: {error.text}")
            continue
        process.out(text + ("\0" if "z" in given else "\n"))
    return code


PROGRAMS: dict[str, Program] = {"readlink": readlink, "realpath": realpath}
