"""Letters: those of the C locale, of which only the ones of ASCII have a case."""

_LOWER = {code: code + 32 for code in range(65, 91)}
_UPPER = {code: code - 32 for code in range(97, 123)}


def lower(text: str) -> str:
    """Return a text in small letters."""
    return text.translate(_LOWER)


def upper(text: str) -> str:
    """Return a text in capital letters."""
    return text.translate(_UPPER)
