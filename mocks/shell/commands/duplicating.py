"""Programs that copy bytes or name files anew at a lower level: dd, link."""

from typing import Final

from ..errors import FileError
from ..letters import lower, upper
from ..process import Process, Program
from .inputs import size_of
from .options import Given, Refused, Spec, program
from .quoting import quote, quoteaf

_KNOWN: Final = ("if", "of", "bs", "ibs", "obs", "cbs", "count", "skip", "seek", "conv", "status", "iflag", "oflag",
                 "iseek", "oseek")


def dd(process: Process) -> int:
    """Copy a file in blocks."""
    told: dict[str, str] = {}
    for word in process.args:
        name, equals, value = word.partition("=")
        if not equals:
            process.complain(f"unrecognized operand {quote(word)}")
            process.err("Try 'dd --help' for more information.\n")
            return 1
        if name not in _KNOWN:
            process.complain(f"unrecognized operand {quote(word)}")
            process.err("Try 'dd --help' for more information.\n")
            return 1
        told[name] = value
    try:
        return _copy(process, told)
    except Refused as refused:
        return process.complain(refused.message)


def _copy(process: Process, told: dict[str, str]) -> int:
    both = told.get("bs")
    block, out_block = (size_of(both or told.get(name, "512"), "number", least=1) for name in ("ibs", "obs"))
    count = size_of(told["count"], "number") if "count" in told else None
    skip, seek = (size_of(told.get(name, told.get(other, "0")), "number")
                  for name, other in (("skip", "iseek"), ("seek", "oseek")))
    try:
        source = process.open(told["if"]) if "if" in told else process.stdin
    except FileError as error:
        return process.complain(f"failed to open {quoteaf(told['if'])}: {error.text}")
    changes = told.get("conv", "").split(",")
    before = ""
    if "of" in told:
        try:
            if "notrunc" in changes or seek:
                node = process.files.stat(told["of"])
                if node is not None and node.kind == "file":
                    before = process.files.read(told["of"]).decode("latin-1")
            process.write(told["of"], "")
        except FileError as error:
            return process.complain(f"failed to open {quoteaf(told['of'])}: {error.text}")
    read = full = 0
    parts: list[str] = []
    for number in range(skip + (1 << 62 if count is None else count)):
        process.tick(1 + (block >> 12))
        text = source.read(block)
        while text and len(text) < block and (more := source.read(block - len(text))):
            text += more
        if not text:
            break
        if number < skip:
            continue
        read, full = read + len(text), full + (len(text) == block)
        parts.append(text)
        if "of" not in told:
            process.out(_changed(text, changes))
        elif read > 64 << 20:
            break
    if "of" in told:
        at = seek * out_block
        made = before[:at].ljust(at, "\0") + _changed("".join(parts), changes)
        process.write(told["of"], made + (before[len(made) :] if "notrunc" in changes else ""))
    if told.get("status") != "none":
        partial = int(read > full * block)
        process.err(f"{full}+{partial} records in\n{read // out_block}+{int(read % out_block > 0)} records out\n")
        if told.get("status") != "noxfer":
            bytes_read = f"{read} byte{'' if read == 1 else 's'}{_readable(read)}"
            process.err(f"{bytes_read} copied, 0.001 s, {_rate(read * 1000)}\n")
    return 0


def _changed(text: str, changes: list[str]) -> str:
    if "ucase" in changes:
        return upper(text)
    return lower(text) if "lcase" in changes else text


def _readable(size: int) -> str:
    if size < 1000:
        return ""
    decimal = _unit(size, 1000, ("B", "kB", "MB", "GB"))
    return f" ({decimal}, {_unit(size, 1024, ('B', 'KiB', 'MiB', 'GiB'))})" if size >= 1024 else f" ({decimal})"


def _unit(size: float, base: int, names: tuple[str, ...]) -> str:
    power = 0
    while size >= base and power < len(names) - 1:
        size /= base
        power += 1
    return f"{size:.1f} {names[power]}" if power and size < 10 else f"{round(size)} {names[power]}"


def _rate(size: int) -> str:
    return _unit(size, 1000, ("B/s", "kB/s", "MB/s", "GB/s")) if size else "0.0 kB/s"


@program(Spec())
def link(process: Process, given: Given) -> int:
    """Give a file a second name: here a second file with the same content, as `ln` makes it."""
    if len(given.operands) != 2:
        raise Refused("missing operand" if not given.operands else
                      f"missing operand after {quote(given.operands[0])}" if len(given.operands) == 1 else
                      f"extra operand {quote(given.operands[2])}", hint=True)
    return process.run(["ln", "-T", *given.operands])


PROGRAMS: dict[str, Program] = {"dd": dd, "link": link}
