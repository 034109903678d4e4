"""Letters: those of the C locale, of which only the ones of ASCII have a case."""

import re

_LOWER = {code: code + 32 for code in range(65, 91)}
_UPPER = {code: code - 32 for code in range(97, 123)}


def lower(text: str) -> str:
    """Return a text in small letters."""
    return text.translate(_LOWER)


def upper(text: str) -> str:
    """Return a text in capital letters."""
    return text.translate(_UPPER)


def is_alpha(text: str) -> bool:
    """Tell whether a text is all letters, and not empty."""
    return re.fullmatch(r"[A-Za-z]+", text) is not None


def is_alnum(text: str) -> bool:
    """Tell whether a text is all letters and digits, and not empty."""
    return re.fullmatch(r"[A-Za-z0-9]+", text) is not None
