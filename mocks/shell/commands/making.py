"""Programs that make files and directories, or make them so old or so long: mkdir, touch, truncate, mktemp, sync."""

import re
from string import ascii_letters, digits

from ..errors import FileError
from ..process import Process, Program
from .dates import BadDate, read_date
from .inputs import size_of
from .modes import changed, read_mode
from .options import Given, Refused, Spec, program
from .places import make_directory, put_time, under, zone
from .quoting import quote, quoteaf


@program(Spec("m:pvZ", "mode=m parents=p verbose=v"))
def mkdir(process: Process, given: Given) -> int:
    """Make directories."""
    if not given.operands:
        raise Refused("missing operand", hint=True)
    files = process.files
    steps = read_mode(given.get("m")) if "m" in given else None
    if "m" in given and steps is None:
        raise Refused(f"invalid mode {quote(given.get('m'))}")
    code = 0
    for path in given.operands:
        process.tick()
        todo = [path]
        if "p" in given:
            parts = path.rstrip("/").split("/")
            todo = [one for i in range(1, len(parts) + 1) if (one := "/".join(parts[:i]))] or ["/"]
        for one in todo:
            if "p" in given and files.is_dir(one):
                continue
            try:
                if not one:
                    raise FileError("ENOENT")
                make_directory(files, one)
            except FileError as error:
                why = "Not a directory" if error.name == "EEXIST" and one != path else error.text
                code = process.complain(f"cannot create directory {quoteaf(one)}: {why}")
                break
            if "v" in given:
                process.out(f"{process.name}: created directory {quoteaf(one)}\n")
            if steps is not None and one == todo[-1]:
                where, node = files.find(one)
                mode = changed(0o777, steps, directory=True, umask=files.umask)
                files.tree.put(where, node._replace(mode=mode | node.mode & 0o2000))
    return code


@program(Spec("acd:fhmr:t:", "time: no-create=c date=d no-dereference=h reference=r"))
def touch(process: Process, given: Given) -> int:
    """Set the times of files to now or to a given time; make those that are not there."""
    files = process.files
    if not given.operands:
        raise Refused("missing file operand", hint=True)
    when = process.now
    fixed = False
    if "r" in given:
        node = files.stat(given.get("r"), follow="h" not in given)
        if node is None:
            raise Refused(f"failed to get attributes of {quoteaf(given.get('r'))}: No such file or directory")
        when, fixed = node.mtime, True
    if "d" in given:
        try:
            when, fixed = read_date(given.get("d"), when, zone(process)), True
        except BadDate:
            raise Refused(f"invalid date format {quote(given.get('d'))}") from None
    if "t" in given:
        found = re.fullmatch(r"(?:(\d\d)?(\d\d))?(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d\d))?", given.get("t"))
        if found is None:
            raise Refused(f"invalid date format {quote(given.get('t'))}")
        century, year, month, day, hour, minute, second = found.groups()
        if year is None:
            whole = _year(process)
        else:
            whole = f"{century}{year}" if century else f"{'20' if int(year) < 69 else '19'}{year}"
        try:
            when = read_date(f"{whole}-{month}-{day} {hour}:{minute}:{second or '00'}", process.now, zone(process))
        except BadDate:
            raise Refused(f"invalid date format {quote(given.get('t'))}") from None
        fixed = True
    only_access = "a" in given and "m" not in given
    code = 0
    for path in given.operands:
        process.tick()
        if path == "-":
            continue
        node = None
        try:
            _, node = files.resolve(path, follow="h" not in given)
            if node is None:
                if "c" in given:
                    continue
                if "h" in given:
                    code = process.complain(f"setting times of {quoteaf(path)}: No such file or directory")
                    continue
                files.open_to_write(path)
                if not only_access:
                    put_time(files, path, when)
            elif only_access:
                continue
            elif fixed:
                put_time(files, path, when, follow="h" not in given)
            else:
                files.set_time(path, when, given=False)
        except FileError as error:
            if "c" in given and error.name in ("ENOENT", "ENOTDIR"):
                continue
            barred = error.name == "EPERM" and node is not None and not files.may(node, "w")
            verb = "setting times of" if error.name == "EPERM" and not barred else "cannot touch"
            code = process.complain(f"{verb} {quoteaf(path)}: {'Permission denied' if barred else error.text}")
    return code


def _year(process: Process) -> str:
    from ..clock import strftime

    return strftime("%Y", process.now, zone(process))


@program(Spec("cor:s:", "no-create=c io-blocks=o reference=r size=s"))
def truncate(process: Process, given: Given) -> int:
    """Make files so long: shorter, or longer with zeros."""
    files = process.files
    if "s" not in given and "r" not in given:
        raise Refused("you must specify either '--size' or '--reference'", hint=True)
    if not given.operands:
        raise Refused("missing file operand", hint=True)
    text = given.get("s", "+0")
    sign = text[0] if text[:1] in ("+", "-", "<", ">", "/", "%") else ""
    try:
        amount = size_of(text.removeprefix(sign) if sign else text, "number")
    except Refused as refused:
        raise Refused(refused.message.replace("invalid", "Invalid")) from None
    reference = 0
    if "r" in given:
        model = files.stat(given.get("r"))
        if model is None:
            raise Refused(f"cannot stat {quoteaf(given.get('r'))}: No such file or directory")
        reference = model.length
    code = 0
    for path in given.operands:
        try:
            if files.stat(path) is None and "c" in given:
                continue
            where = files.open_to_write(path, append=True)
        except FileError as error:
            code = process.complain(f"cannot open {quoteaf(path)} for writing: {error.text}")
            continue
        node = files.tree.node(where)
        if node is None or node.kind != "file":
            continue
        start = reference if "r" in given else node.length
        size = {"+": start + amount, "-": start - amount, "<": min(start, amount), ">": max(start, amount),
                "/": start // amount * amount if amount else 0, "%": -(-start // amount) * amount if amount
                else 0}.get(sign, amount)
        size = max(0, size)
        data = files.tree.data_of(where, node)
        try:
            if size > len(data):
                files.tree.fits(where, size)
                files.tree.grow(where, data, bytes(size - len(data)))
        except FileError as error:
            code = process.complain(f"failed to truncate {quoteaf(path)} at {size} bytes: {error.text}")
            continue
        del data[size:]
        changed_node = files.tree.node(where)
        if changed_node is not None:
            files.tree.put(where, changed_node._replace(mtime=process.now))
    return code


_NAME = digits + ascii_letters


@program(Spec("dp:qtuV", "directory=d dry-run=u quiet=q suffix: tmpdir::"))
def mktemp(process: Process, given: Given) -> int:
    """Make a file or directory under a new name, drawn from the world's own numbers."""
    files = process.files
    if len(given.operands) > 1:
        raise Refused("too many templates", hint=True)
    template = given.operands[0] if given.operands else "tmp.XXXXXXXXXX"
    suffix = given.get("suffix")
    stem = template
    if "suffix" not in given:
        end = template.rfind("X") + 1
        stem, suffix = (template[:end], template[end:]) if end else (template, "")
    elif not template.endswith("X"):
        raise Refused(f"with --suffix, template {quote(template)} must end in X")
    count = len(stem) - len(stem.rstrip("X"))
    if count < 3:
        raise Refused(f"too few X's in template {quote(template)}")
    if "/" in suffix:
        raise Refused(f"invalid suffix {quote(suffix)}, contains directory separator")
    folder = ""
    if not given.operands or "p" in given or "tmpdir" in given or "t" in given:
        folder = given.get("p") or given.get("tmpdir") or process.env.get("TMPDIR") or "/tmp"
        if template.startswith("/") and given.operands:
            raise Refused(f"invalid template, {quote(template)}; with --tmpdir, it may not be absolute")
    while True:
        drawn = "".join(_NAME[process.session.draw.below(len(_NAME))] for _ in range(count))
        path = stem[: len(stem) - count] + drawn + suffix
        path = under(folder, path) if folder else path
        if files.stat(path, follow=False) is None:
            break
    kind = "directory" if "d" in given else "file"
    try:
        if "u" not in given:
            if "d" in given:
                make_directory(files, path, 0o700)
            else:
                files.open_to_write(path, exclusive=True, mode=0o600)
    except FileError as error:
        if "q" in given:
            return 1
        shown = under(folder, template) if folder else template
        return process.complain(f"failed to create {kind} via template {quoteaf(shown)}: {error.text}")
    process.out(path + "\n")
    return 0


@program(Spec("df", "data=d file-system=f"))
def sync(process: Process, given: Given) -> int:
    """Write everything to the disk, where it already is."""
    code = 0
    for path in given.operands:
        try:
            process.files.find(path)
        except FileError as error:
            code = process.complain(f"error opening {quoteaf(path)}: {error.text}")
    return code


PROGRAMS: dict[str, Program] = {"mkdir": mkdir, "mktemp": mktemp, "sync": sync, "touch": touch, "truncate": truncate}
