"""Amounts: what a person types as a sum of money, read."""


def cents(typed: str) -> int:
    """Return an amount as typed in hundredths, 0 for what is none: `12`, `12.5`, `1,250.00`."""
    whole, _, part = typed.replace(",", "").replace(" ", "").partition(".")
    if not (whole + part).isdecimal() or not (whole + part).isascii() or len(part) > 2:
        return 0
    return int(whole or "0") * 100 + int((part + "00")[:2])
