"""Programs that write bytes as numbers: od, hexdump, xxd; and strings, which finds the texts among them."""

import re
import struct
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from ..process import Process, Program
from .inputs import Inputs, chunks, size_of
from .options import Given, Refused, Spec, program
from .quoting import quote

_NAMES: Final = (
    "nul", "soh", "stx", "etx", "eot", "enq", "ack", "bel", "bs", "ht", "nl", "vt", "ff", "cr", "so", "si", "dle",
    "dc1", "dc2", "dc3", "dc4", "nak", "syn", "etb", "can", "em", "sub", "esc", "fs", "gs", "rs", "us", "sp",
)
_CHARS: Final = {0: "\\0", 7: "\\a", 8: "\\b", 9: "\\t", 10: "\\n", 11: "\\v", 12: "\\f", 13: "\\r"}
_DIGITS: Final = {
    "o": {1: 3, 2: 6, 4: 11, 8: 22}, "d": {1: 4, 2: 6, 4: 11, 8: 20}, "u": {1: 3, 2: 5, 4: 10, 8: 20},
    "x": {1: 2, 2: 4, 4: 8, 8: 16},
}
_OLD: Final = {"a": "a", "b": "o1", "c": "c", "d": "u2", "f": "fF", "i": "dI", "l": "dL", "o": "o2", "s": "d2",
              "x": "x2"}
_SIZES: Final = {"C": 1, "S": 2, "I": 4, "L": 8, "F": 4, "D": 8}


class _Form(NamedTuple):
    """One way to write the bytes of a line: how many bytes a number has, how wide it is, and what writes it."""

    size: int
    width: int
    shown: Callable[[bytes], str]
    text: bool = False


def _named(data: bytes) -> str:
    code = data[0] & 0x7F
    return _NAMES[code] if code <= 32 else "del" if code == 127 else chr(code)


def _character(data: bytes) -> str:
    code = data[0]
    return _CHARS.get(code) or (chr(code) if 32 <= code < 127 else f"{code:03o}")


def _number(letter: str, size: int) -> _Form:
    digits = _DIGITS[letter][size]

    def shown(data: bytes) -> str:
        value = int.from_bytes(data, "little", signed=letter == "d")
        return f"{value:0{digits}{letter}}" if letter in "ox" else str(value)

    return _Form(size, digits, shown)


def _real(size: int) -> _Form:
    code, width = ("<f", 15) if size == 4 else ("<d", 24)

    def shown(data: bytes) -> str:
        value = struct.unpack(code, data)[0]
        for digits in range(6 if size == 4 else 15, 18):
            text = f"{value:.{digits}g}"
            if struct.pack(code, float(text)) == data:
                break
        return text

    return _Form(size, width, shown)


def _forms(text: str) -> Iterator[_Form]:
    """Yield the forms of a type as -t takes it (`x1z`, `cd2`)."""
    at = 0
    while at < len(text):
        found = re.compile(r"([acdfoux])([CSILFD]|[0-9]+)?(z?)").match(text, at)
        if found is None:
            raise Refused(f"invalid character '{text[at]}' in type string {quote(text)}")
        letter, size, shows = found.groups()
        at = found.end()
        if letter in "ac":
            form = _Form(1, 3, _named if letter == "a" else _character)
        else:
            number = _SIZES.get(size or "", int(size) if (size or "").isdecimal() else 8 if letter == "f" else 4)
            if number not in ((4, 8) if letter == "f" else (1, 2, 4, 8)):
                raise Refused(f"invalid type string {quote(text)};\nthis system doesn't provide a {number}-byte "
                              f"{'floating point' if letter == 'f' else 'integral'} type")
            form = _real(number) if letter == "f" else _number(letter, number)
        yield form._replace(text=bool(shows))


@program(Spec("A:abcdfij:lN:oS:st:vw::x", "address-radix=A skip-bytes=j read-bytes=N strings=S format=t "
              "output-duplicates=v width=w"))
def od(process: Process, given: Given) -> int:
    """Write files as numbers, octal ones if nothing else is asked for."""
    forms: list[_Form] = []
    for option, value in given:
        if option == "t":
            forms += _forms(value)
        elif option in _OLD:
            forms += _forms(_OLD[option])
    forms = forms or list(_forms("o2"))
    radix = given.get("A", "o")
    if radix not in ("d", "o", "x", "n"):
        raise Refused(f"invalid output address radix '{radix}'; it must be one character from [doxn]")
    skip, most = size_of(given.get("j", "0"), "-j argument"), given.get("N")
    data, code = _together(process, given.operands)
    if skip > len(data):
        return process.complain("cannot skip past end of combined input")
    end = len(data) if not most else min(len(data), skip + size_of(most, "-N argument"))
    width = int(given.get("w") or "32") if "w" in given else 16
    addresses = {"d": "{:07d}", "o": "{:07o}", "x": "{:06x}", "n": ""}[radix]
    block = max(width // form.size * (form.width + 1) for form in forms)
    before, starred = b"", False
    for at in range(skip, end, width):
        line = data[at : min(end, at + width)]
        if line == before and len(line) == width and "v" not in given and at > skip:
            if not starred:
                process.out("*\n")
            starred = True
            continue
        before, starred = line, False
        for i, form in enumerate(forms):
            head = addresses.format(at) if i == 0 else " " * len(addresses.format(at))
            process.out(head + _row(form, line, block // (width // form.size), width) + "\n")
    if addresses:
        process.out(addresses.format(end) + "\n")
    return code


def _row(form: _Form, line: bytes, wide: int, width: int) -> str:
    size = form.size
    parts = [line[at : at + size].ljust(size, b"\0") for at in range(0, len(line), size)]
    shown = "".join(form.shown(part).rjust(wide) for part in parts)
    if not form.text:
        return shown
    text = "".join(chr(code) if 32 <= code < 127 else "." for code in line)
    return shown.ljust(wide * (width // size)) + f"  >{text}<"


def _together(process: Process, paths: Sequence[str]) -> tuple[bytes, int]:
    """Return what is in some files, one after the other, and the code of what went wrong."""
    inputs = Inputs(process, paths)
    out = b"".join(text.encode("latin-1") for _, stream in inputs for text in chunks(process, stream))
    return out, inputs.code


def _printable(data: bytes) -> str:
    return "".join(chr(code) if 32 <= code < 127 else "." for code in data)


@program(Spec("bcCdn:os:vx", "canonical=C one-byte-octal=b one-byte-char=c two-bytes-decimal=d two-bytes-octal=o "
              "two-bytes-hex=x length=n skip=s no-squeezing=v"), "util-linux 2.38.1")
def hexdump(process: Process, given: Given) -> int:
    """Write files as hexadecimal numbers of two bytes, or with -C as bytes and characters."""
    data, code = _together(process, given.operands)
    data = data[int(given.get("s", "0"), 0) :]
    if given.get("n"):
        data = data[: int(given.get("n"), 0)]
    start = int(given.get("s", "0"), 0)
    kind = "C" if process.name == "hd" else given.last("b", "c", "C", "d", "o", "x") or "w"
    before, starred = b"", False
    for at in range(0, len(data), 16):
        line = data[at : at + 16]
        if line == before and len(line) == 16 and "v" not in given and at:
            if not starred:
                process.out("*\n")
            starred = True
            continue
        before, starred = line, False
        process.out((f"{start + at:08x}" if kind == "C" else f"{start + at:07x}") + _hexdump_row(line, kind) + "\n")
    if data:
        process.out(f"{start + len(data):08x}\n" if kind == "C" else f"{start + len(data):07x}\n")
    return code


def _hexdump_row(line: bytes, kind: str) -> str:
    if kind == "C":
        left, right = (" ".join(f"{byte:02x}" for byte in half) for half in (line[:8], line[8:]))
        return f"  {left:<23}  {right:<23}  |{_printable(line)}|"
    if kind in "bc":
        cells = [f"{byte:03o}" if kind == "b" else _character(bytes([byte])).rjust(3) for byte in line]
        return "".join(f" {cell}" for cell in cells).ljust(64)
    words = [int.from_bytes(line[at : at + 2], "little") for at in range(0, len(line), 2)]
    form, wide = {"w": (" {:04x}", 5), "x": ("    {:04x}", 8), "d": ("   {:05d}", 8), "o": ("  {:06o}", 8)}[kind]
    return "".join(form.format(word) for word in words).ljust(wide * 8)


@program(Spec("abc:Eeg:il:o:prs:u", "autoskip=a bits=b cols=c groupsize=g include=i len=l postscript=p plain=p ps=p "
              "revert=r seek=s uppercase=u", stops=False), "xxd 2022-01-14")
def xxd(process: Process, given: Given) -> int:
    """Write a file as hexadecimal numbers beside its characters, or with -r as what was written so."""
    paths = given.operands[:1]
    text, code = _together(process, paths)
    if code:
        return 2
    if "r" in given:
        made = _reverted(text.decode("latin-1"), plain="p" in given).decode("latin-1")
    else:
        made = "".join(_xxd_lines(text, given))
    if len(given.operands) > 1:
        process.write(given.operands[1], made)
    else:
        process.out(made)
    return 0


def _reverted(text: str, *, plain: bool) -> bytes:
    if plain:
        digits = re.sub(r"[^0-9A-Fa-f]", "", text)
        return bytes.fromhex(digits[: len(digits) // 2 * 2])
    out = bytearray()
    for line in text.splitlines():
        found = re.match(r"\s*([0-9A-Fa-f]+):? ((?:[0-9A-Fa-f]{2,} ?)*)", line)
        if found:
            at = int(found.group(1), 16)
            data = bytes.fromhex(found.group(2).replace(" ", ""))
            out.extend(b"\0" * (min(at, 1 << 20) - len(out)))
            out[at : at + len(data)] = data
    return bytes(out)


def _xxd_lines(data: bytes, given: Given) -> Iterator[str]:
    start = int(given.get("s", "0"), 0)
    data = data[start:]
    if given.get("l"):
        data = data[: int(given.get("l"), 0)]
    upper = "X" if "u" in given else "x"
    if "p" in given:
        width = int(given.get("c", "30"), 0) or len(data) or 1
        for at in range(0, len(data), width):
            yield "".join(f"{byte:02{upper}}" for byte in data[at : at + width]) + "\n"
        return
    if "i" in given:
        name = re.sub(r"[^A-Za-z0-9]", "_", given.operands[0]) if given.operands else ""
        rows = (", ".join(f"0x{byte:02{upper}}" for byte in data[at : at + 12]) for at in range(0, len(data), 12))
        body = "  " + ",\n  ".join(rows) + "\n"
        yield (f"unsigned char {name}[] = {{\n{body}}};\nunsigned int {name}_len = {len(data)};\n" if name else body)
        return
    bits = "b" in given
    width = int(given.get("c", "6" if bits else "16"), 0)
    group = int(given.get("g", "1" if bits else "2"), 0) or width
    digits = 8 if bits else 2
    size = width * digits + -(-width // group)
    for at in range(0, len(data), width):
        line = data[at : at + width]
        cells = [f"{byte:08b}" if bits else f"{byte:02{upper}}" for byte in line]
        shown = "".join(cell + (" " if (i + 1) % group == 0 else "") for i, cell in enumerate(cells))
        yield f"{start + at:08x}: {shown:<{size}} {_printable(line)}\n"


@program(Spec("ade:fn:ot:w", "all=a data=d bytes=n radix=t print-file-name=f"))
def strings(process: Process, given: Given) -> int:
    """Write the texts in files: four or more characters in a row that can be read."""
    least = given.get("n", "4")
    if not least.isdecimal() or not int(least):
        raise Refused(f"invalid minimum string length {least}")
    inputs = Inputs(process, given.operands, missing="'{name}': No such file")
    radix = "o" if "o" in given else given.get("t")
    for name, stream in inputs:
        text = "".join(chunks(process, stream))
        for found in re.finditer(rf"[\t\x20-\x7e]{{{int(least)},}}", text):
            where = f"{found.start():7{radix}} " if radix else ""
            process.out(f"{f'{name}: ' if 'f' in given else ''}{where}{found.group()}\n")
    return inputs.code


PROGRAMS: dict[str, Program] = {"hd": hexdump, "hexdump": hexdump, "od": od, "strings": strings, "xxd": xxd}
