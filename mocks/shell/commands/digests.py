"""Programs that sum up files (md5sum, sha1sum, sha256sum and their kin, cksum) or write them in letters (base64)."""

import base64 as letters
import hashlib
import re
from collections.abc import Callable

from ..errors import FileError
from ..process import Process, Program
from .inputs import size_of
from .options import Given, Refused, Spec, program
from .quoting import quote, quotef

_ALGORITHMS = {"md5sum": "md5", "sha1sum": "sha1", "sha224sum": "sha224", "sha256sum": "sha256", "sha384sum": "sha384",
               "sha512sum": "sha512", "b2sum": "blake2b"}
_LINE = re.compile(r"\\?([0-9a-fA-F]{32,128}) [ *](.+)")


def _summing(name: str) -> Program:
    algorithm = _ALGORITHMS[name]

    @program(Spec("bctwz", "binary=b check=c text=t warn=w zero=z quiet status strict tag ignore-missing"))
    def summed(process: Process, given: Given) -> int:
        """Print a digest of each file, or check files against digests."""
        if "c" in given:
            return _check(process, given, algorithm)
        code, end = 0, "\0" if "z" in given else "\n"
        for path in given.operands or ["-"]:
            try:
                found = _digest(process, path, algorithm)
            except FileError as error:
                code = process.complain(f"{quotef(path)}: {error.text}")
                continue
            if "tag" in given:
                process.out(f"{algorithm.upper()} ({path}) = {found}{end}")
                continue
            odd = "z" not in given and re.search(r"[\\\n\r]", path)
            shown = path.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r") if odd else path
            mark = "\\" if odd else ""
            process.out(f"{mark}{found} {'*' if 'b' in given else ' '}{shown}{end}")
        return code

    return summed


def _digest(process: Process, path: str, algorithm: str) -> str:
    text = process.text(path)
    process.tick(1 + (len(text) >> 12))
    return hashlib.new(algorithm, text.encode("latin-1")).hexdigest()


def _check(process: Process, given: Given, algorithm: str) -> int:
    code = 0
    for listed in given.operands or ["-"]:
        try:
            found = [_LINE.fullmatch(line) for line in process.text(listed).splitlines()]
        except FileError as error:
            code = process.complain(f"{quotef(listed)}: {error.text}")
            continue
        lines = [line for line in found if line]
        if not lines:
            name = "'standard input'" if listed == "-" else quotef(listed)
            code = process.complain(f"{name}: no properly formatted checksum lines found")
            continue
        wrong = unread = 0
        for line in lines:
            try:
                held = _digest(process, line[2], algorithm) == line[1].lower()
            except FileError as error:
                process.complain(f"{quotef(line[2])}: {error.text}")
                unread += 1
                _say(process, given, f"{line[2]}: FAILED open or read\n")
                continue
            wrong += not held
            if not held or "quiet" not in given:
                _say(process, given, f"{line[2]}: {'OK' if held else 'FAILED'}\n")
        for count, one, more in (
            (len(found) - len(lines), "line is improperly formatted", "lines are improperly formatted"),
            (unread, "listed file could not be read", "listed files could not be read"),
            (wrong, "computed checksum did NOT match", "computed checksums did NOT match"),
        ):
            if count and "status" not in given:
                process.complain(f"WARNING: {count} {one if count == 1 else more}")
        code = code or int(bool(wrong or unread))
    return code


def _say(process: Process, given: Given, text: str) -> None:
    if "status" not in given:
        process.out(text)


@program(Spec())
def cksum(process: Process, given: Given) -> int:
    """Print the CRC and the size of each file."""
    code = 0
    for path in given.operands or ["-"]:
        try:
            data = process.text(path).encode("latin-1")
        except FileError as error:
            code = process.complain(f"{quotef(path)}: {error.text}")
            continue
        process.tick(1 + (len(data) >> 8))
        process.out(f"{_crc(data)} {len(data)}{'' if path == '-' and not given.operands else ' ' + path}\n")
    return code


def _crc(data: bytes) -> int:
    """Return POSIX's checksum of bytes: CRC-32 over them and then over their number."""
    size, value = len(data), 0
    tail = bytearray()
    while size:
        tail.append(size & 255)
        size >>= 8
    for byte in data + bytes(tail):
        value ^= byte << 24
        for _ in range(8):
            value = (value << 1 ^ 0x04C11DB7 if value & 1 << 31 else value << 1) & 0xFFFFFFFF
    return value ^ 0xFFFFFFFF


def _coding(encode: Callable[[bytes], bytes], decode: Callable[[bytes], bytes], alphabet: str) -> Program:
    @program(Spec("diw:", "decode=d ignore-garbage=i wrap=w"))
    def coded(process: Process, given: Given) -> int:
        """Write bytes in letters, or bytes that letters stand for."""
        if len(given.operands) > 1:
            raise Refused(f"extra operand {quote(given.operands[1])}", hint=True)
        path = (given.operands or ["-"])[0]
        try:
            text = process.text(path)
        except FileError as error:
            return process.complain(f"{quotef(path)}: {error.text}")
        process.tick(1 + (len(text) >> 10))
        if "d" not in given:
            width = size_of(given.get("w"), "wrap size") if "w" in given else 76
            out = encode(text.encode("latin-1")).decode()
            rows = [out[at : at + width] for at in range(0, len(out), width)] if width else [out]
            process.out("\n".join(rows) + ("\n" if width and out else ""))
            return 0
        kept = re.sub(f"[^{alphabet}=]" if "i" in given else "\n", "", text)
        found = re.match(f"(?:[{alphabet}]|=)*", kept)
        good = found[0] if found else ""
        try:
            process.out(decode(good.encode()).decode("latin-1"))
        except ValueError:
            whole = good[: len(good) - len(good) % (4 if len(alphabet) > 12 else 8)]
            process.out(decode(whole.encode()).decode("latin-1"))
            return process.complain("invalid input")
        return 0 if len(good) == len(kept) else process.complain("invalid input")

    return coded


PROGRAMS: dict[str, Program] = {
    **{name: _summing(name) for name in _ALGORITHMS},
    "cksum": cksum,
    "base32": _coding(letters.b32encode, letters.b32decode, "A-Z2-7"),
    "base64": _coding(letters.b64encode, letters.b64decode, "A-Za-z0-9+/"),
}
