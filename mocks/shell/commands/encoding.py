"""Programs that write bytes as letters and back: base64, base32."""

import base64
import binascii
import re

from ..process import Process, Program
from .inputs import Inputs, chunks
from .options import Given, Refused, Spec, program
from .quoting import quote


@program(Spec("diw:", "decode=d ignore-garbage=i wrap=w"))
def encode(process: Process, given: Given) -> int:
    """Write a file in an alphabet of 64 or 32 letters, or what was written so."""
    if len(given.operands) > 1:
        raise Refused(f"extra operand {quote(given.operands[1])}", hint=True)
    width = given.get("w", "76")
    if not width.isdecimal():
        raise Refused(f"invalid wrap size: {quote(width)}")
    inputs = Inputs(process, given.operands)
    for _, stream in inputs:
        text = "".join(chunks(process, stream))
        if "d" in given:
            return _decode(process, text, garbage="i" in given)
        made = (base64.b64encode if process.name == "base64" else base64.b32encode)(text.encode("latin-1")).decode()
        size = int(width) or len(made) or 1
        for at in range(0, len(made), size):
            process.out(made[at : at + size] + ("\n" if int(width) else ""))
    return inputs.code


def _decode(process: Process, text: str, *, garbage: bool) -> int:
    letters, unit = ("A-Za-z0-9+/", 4) if process.name == "base64" else ("A-Z2-7", 8)
    text = re.sub(rf"[^{letters}=]" if garbage else "\n", "", text)
    good = re.match(rf"(?:[{letters}]{{{unit}}})*(?:[{letters}]+=+)?", text)
    assert good is not None
    part = good.group()
    while part:
        try:
            process.out((base64.b64decode if unit == 4 else base64.b32decode)(part).decode("latin-1"))
            break
        except binascii.Error:
            part = part[: (len(part) - 1) // unit * unit]
    if part != text:
        rest = text[len(part) :]
        if unit == 4 and re.fullmatch(r"[A-Za-z0-9+/]{2,3}", rest):
            padded = base64.b64decode(rest + "=" * (4 - len(rest)))
            process.out(padded.decode("latin-1"))
        return process.complain("invalid input")
    return 0


PROGRAMS: dict[str, Program] = {"base64": encode, "base32": encode}
