"""Programs that sum files up, or hold files to their sums: md5sum, the sha family, b2sum, cksum and sum."""

import hashlib
import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from ..errors import FileError
from ..process import Process, Program
from ..streams import Stream
from .inputs import Inputs, chunks
from .options import Given, Spec, program
from .quoting import quotef

_HASHES: Final[dict[str, tuple[str, Callable[[], "hashlib._Hash"]]]] = {
    "md5sum": ("MD5", hashlib.md5), "sha1sum": ("SHA1", hashlib.sha1), "sha224sum": ("SHA224", hashlib.sha224),
    "sha256sum": ("SHA256", hashlib.sha256), "sha384sum": ("SHA384", hashlib.sha384),
    "sha512sum": ("SHA512", hashlib.sha512), "b2sum": ("BLAKE2b", lambda: hashlib.new("blake2b")),
}


def _digest(process: Process, stream: Stream) -> str:
    digest = _HASHES[process.name][1]()
    for text in chunks(process, stream):
        digest.update(text.encode("latin-1"))
    return digest.hexdigest()


@program(Spec("bctwz", "binary=b check=c text=t warn=w zero=z tag ignore-missing quiet status strict"))
def hash_sum(process: Process, given: Given) -> int:
    """Write the sums of files, or hold files to the sums that were written."""
    if "c" in given:
        return _check(process, given)
    inputs = Inputs(process, given.operands)
    for name, stream in inputs:
        try:
            found = _digest(process, stream)
        except FileError as error:
            inputs.code = process.complain(f"{quotef(name)}: {error.text}")
            continue
        end = "\0" if "z" in given else "\n"
        shown = name.replace("\\", "\\\\").replace("\n", "\\n") if end == "\n" else name
        mark = "\\" if shown != name else ""
        if "tag" in given:
            process.out(f"{mark}{_HASHES[process.name][0]} ({shown}) = {found}{end}")
        else:
            process.out(f"{mark}{found} {'*' if given.last('b', 't') == 'b' else ' '}{shown}{end}")
    return inputs.code


class _Tally(NamedTuple):
    """What came of a list of sums."""

    good: int = 0
    malformed: int = 0
    unread: int = 0
    wrong: int = 0


def _check(process: Process, given: Given) -> int:
    code = 0
    inputs = Inputs(process, given.operands)
    for name, stream in inputs:
        tally = _Tally()
        for line in "".join(chunks(process, stream)).splitlines():
            tally = _checked(process, given, line, tally)
        shown = "'standard input'" if name == "-" else quotef(name)
        if not tally.good + tally.unread + tally.wrong:
            code = process.complain(f"{shown}: no properly formatted checksum lines found")
            continue
        if "status" not in given:
            for warning in _warnings(tally):
                process.complain(f"WARNING: {warning}")
        if "ignore-missing" in given and not tally.good and not tally.wrong:
            code = process.complain(f"{shown}: no file was verified")
        if tally.wrong or tally.unread or (tally.malformed and "strict" in given):
            code = 1
    return code or inputs.code


def _checked(process: Process, given: Given, line: str, tally: _Tally) -> _Tally:
    """Hold one line of a list to its file."""
    kind, make = _HASHES[process.name]
    size = make().digest_size * 2
    found = re.fullmatch(rf"\\?([0-9a-fA-F]{{{size}}}) [ *](.*)|\\?{kind} \((.*)\) = ([0-9a-fA-F]{{{size}}})", line)
    if found is None:
        return tally if line.startswith("#") or not line else tally._replace(malformed=tally.malformed + 1)
    wanted, name = (found.group(1), found.group(2)) if found.group(1) else (found.group(4), found.group(3))
    quiet = "status" in given
    try:
        got = _digest(process, process.open(name))
    except FileError as error:
        if "ignore-missing" in given and error.name == "ENOENT":
            return tally
        process.complain(f"{quotef(name)}: {error.text}")
        if not quiet:
            process.out(f"{name}: FAILED open or read\n")
        return tally._replace(unread=tally.unread + 1)
    if got != wanted.lower():
        if not quiet:
            process.out(f"{name}: FAILED\n")
        return tally._replace(wrong=tally.wrong + 1)
    if not quiet and "quiet" not in given:
        process.out(f"{name}: OK\n")
    return tally._replace(good=tally.good + 1)


def _warnings(tally: _Tally) -> Iterator[str]:
    if tally.malformed:
        yield ("1 line is improperly formatted" if tally.malformed == 1
               else f"{tally.malformed} lines are improperly formatted")
    if tally.unread:
        yield f"{tally.unread} listed file{'s' if tally.unread > 1 else ''} could not be read"
    if tally.wrong:
        yield f"{tally.wrong} computed checksum{'s' if tally.wrong > 1 else ''} did NOT match"


def _crc_table() -> tuple[int, ...]:
    out: list[int] = []
    for byte in range(256):
        value = byte << 24
        for _ in range(8):
            value = (value << 1 ^ 0x04C11DB7 if value & 0x80000000 else value << 1) & 0xFFFFFFFF
        out.append(value)
    return tuple(out)


_CRC: Final = _crc_table()


@program(Spec("", "zero=z"))
def cksum(process: Process, given: Given) -> int:
    """Write the sums of files as POSIX wants them, with their sizes."""
    inputs = Inputs(process, given.operands)
    for name, stream in inputs:
        value = size = 0
        for text in chunks(process, stream):
            size += len(text)
            for byte in text.encode("latin-1"):
                value = (value << 8 ^ _CRC[value >> 24 ^ byte]) & 0xFFFFFFFF
        left = size
        while left:
            value = (value << 8 ^ _CRC[value >> 24 ^ left & 0xFF]) & 0xFFFFFFFF
            left >>= 8
        process.out(f"{value ^ 0xFFFFFFFF} {size}{f' {name}' if given.operands else ''}\n")
    return inputs.code


@program(Spec("rs", "sysv=s"))
def block_sum(process: Process, given: Given) -> int:
    """Write the sums of files as the first Unixes made them, with their sizes in blocks."""
    inputs = Inputs(process, given.operands)
    for name, stream in inputs:
        data = "".join(chunks(process, stream)).encode("latin-1")
        shown = f" {name}" if given.operands else ""
        if given.last("r", "s") == "s":
            total = sum(data)
            total = (total & 0xFFFF) + (total >> 16)
            process.out(f"{(total & 0xFFFF) + (total >> 16)} {-(-len(data) // 512)}{shown}\n")
        else:
            total = 0
            for byte in data:
                total = ((total >> 1) + ((total & 1) << 15) + byte) & 0xFFFF
            process.out(f"{total:05d} {-(-len(data) // 1024):5d}{shown}\n")
    return inputs.code


PROGRAMS: dict[str, Program] = {**dict.fromkeys(_HASHES, hash_sum), "cksum": cksum, "sum": block_sum}
