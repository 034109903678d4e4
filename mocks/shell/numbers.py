"""Numbers as C writes them: the directives of printf, for awk, printf, seq and others."""

import math
import re

from .errors import fits

_FORM = re.compile(r"%([-+ 0#']*)([0-9]*)(?:\.([0-9]*))?([a-zA-Z])")


def c_format(form: str, value: float) -> str:
    """Return a number as C's printf writes it with one directive (`%5.2f`, `%-8d`, `%x`, `%g`)."""
    found = _FORM.fullmatch(form)
    if found is None:
        raise ValueError(f"{form!r} is no directive for a number")
    flags, width, precision, letter = found.groups()
    size = fits(int(width or 0))
    places = None if precision is None else fits(int(precision or 0))
    if letter in "di":
        number = int(value)
        digits, sign = str(abs(number)), "-" if number < 0 else ""
    elif letter in "ouxX":
        number = int(value)
        if number < 0:
            number += 1 << 64
        digits = {"o": f"{number:o}", "u": str(number), "x": f"{number:x}", "X": f"{number:X}"}[letter]
        if "#" in flags and number:
            digits = {"o": "0", "u": "", "x": "0x", "X": "0X"}[letter] + digits
        sign = ""
    else:
        return _padded(_float(letter, flags, 6 if places is None else places, value), flags, size,
                       zeros=math.isfinite(value))
    if places is not None:
        digits = digits.zfill(places) if places or digits != "0" else ""
        flags = flags.replace("0", "")
    if "'" in flags:
        flags = flags.replace("'", "")
    if letter in "di" and not sign:
        sign = "+" if "+" in flags else " " if " " in flags else ""
    return _padded(sign + digits, flags, size, zeros=True)


def _float(letter: str, flags: str, places: int, value: float) -> str:
    sign = "-" if math.copysign(1, value) < 0 and not math.isnan(value) else "+" if "+" in flags else (
        " " if " " in flags else "")
    size = abs(value)
    if not math.isfinite(size):
        text = "nan" if math.isnan(size) else "inf"
        return sign + (text.upper() if letter.isupper() else text)
    kind = letter if letter in "eEfFgG" else "f"
    alternative = "#" if "#" in flags else ""
    return sign + format(size, f"{alternative}.{places}{kind}")


def _padded(text: str, flags: str, size: int, *, zeros: bool) -> str:
    if len(text) >= size:
        return text
    if "-" in flags:
        return text.ljust(size)
    if "0" in flags and zeros:
        head = len(text) - len(text.lstrip("+- "))
        if text[head : head + 2] in ("0x", "0X"):
            head += 2
        return text[:head] + text[head:].rjust(size - head, "0")
    return text.rjust(size)
