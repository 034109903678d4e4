"""Notations: the numbers that a text states, in figures and in words, with their currencies.

Texts come folded (`unveil.folded`): lower case, plain spaces and quotes. Numbers are integers in millionths, so that
`41.25k` and `41,250.00` are the same value and no float is needed.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

ONE = 1_000_000
"""A number's unit: values are in millionths."""

CURRENCIES = {
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR",
    "$": "USD", "usd": "USD", "us$": "USD", "dollar": "USD", "dollars": "USD",
    "£": "GBP", "gbp": "GBP", "pound": "GBP", "pounds": "GBP", "quid": "GBP",
    "chf": "CHF", "franc": "CHF", "francs": "CHF", "¥": "JPY", "jpy": "JPY", "yen": "JPY",
    "czk": "CZK", "pln": "PLN", "sek": "SEK", "nok": "NOK", "dkk": "DKK", "huf": "HUF", "cad": "CAD", "aud": "AUD",
}

_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
_DIGITS = frozenset("0123456789")

_SIGNS = tuple(sign for sign in CURRENCIES if not sign.isalpha())

_SCALES = {
    "hundred": 100, "dozen": 12, "k": 1000, "thousand": 1000, "thsd": 1000, "tsd": 1000, "grand": 1000,
    "m": 10**6, "mn": 10**6, "mm": 10**6, "mio": 10**6, "mln": 10**6, "million": 10**6, "millions": 10**6,
    "b": 10**9, "bn": 10**9, "billion": 10**9, "billions": 10**9,
}
_LETTER_SCALES = ("m", "mm", "b", "k")
"""Scales that may be a unit when a space stands before them: both readings count."""

_UNITS = frozenset((
    "kg", "g", "t", "lb", "lbs", "km", "cm", "h", "hr", "hrs", "min", "mins", "s", "sec", "d", "w", "wk", "x", "pcs",
    "pc", "pt", "pts", "pp", "kwh", "mwh", "kw", "mw", "gb", "mb", "l", "ml",
))


class Number(NamedTuple):
    """A number in a text: where, the values that it may be read as (millionths), its currency if one stands there.

    `spelled` tells words (`forty-one`) from figures.
    """

    start: int
    end: int
    values: tuple[int, ...]
    currency: str = ""
    spelled: bool = False


# --- figures ------------------------------------------------------------------------------------------------------

_FIGURES = re.compile(r"[0-9]+(?:[.,' _][0-9]+)*")
_PIECE = re.compile(r"[^ ]+")
_AFTER = re.compile(r"([ \-]?)([a-z$]+|[€£¥%])")
_CODE_BEFORE = re.compile(r"(?:(?<![a-z])([a-z$]{1,7})|([€£¥]))[ :]{0,2}-?$")


def speaks_of_amounts(text: str, tokens: frozenset[str]) -> bool:
    """Tell whether a folded text has a number word or a currency."""
    return not (tokens.isdisjoint(_NUMBER_WORDS) and tokens.isdisjoint(CURRENCIES)) or any(
        sign in text for sign in _SIGNS
    )


def read_numbers(text: str, tokens: frozenset[str]) -> tuple[Number, ...]:
    """Return all numbers of a folded text, in the order in which they stand. `tokens` are its runs of letters."""
    spelled = _spelled(text) if not tokens.isdisjoint(_NUMBER_WORDS) else ()
    return tuple(sorted((*_figures(text), *spelled)))


def _figures(text: str) -> Iterator[Number]:
    for run in _FIGURES.finditer(text):
        pieces = [(run.start() + piece.start(), piece[0]) for piece in _PIECE.finditer(run[0])]
        i = 0
        while i < len(pieces):
            j = _grouped_until(pieces, i)
            if j > i:
                start, end = pieces[i][0], pieces[j][0] + len(pieces[j][1])
                whole = _number(text, start, end, "'".join(piece for _, piece in pieces[i : j + 1]))
                if whole is not None:
                    yield whole
                if whole is not None and whole.currency:
                    i = j + 1
                    continue
            for start, piece in (part for one in pieces[i : j + 1] for part in _at_commas(text, *one)):
                number = _number(text, start, start + len(piece), piece)
                if number is not None:
                    yield number
            i = j + 1


_CODE = re.compile(r"(?<![a-z.\\])([a-z]{1,4})-?(?:[0-9]{1,8}-)?\Z")
"""The letters of a code in front of figures. The end of a file's name, after a dot, is none, nor is a line's
end as JSON writes it."""


def _at_commas(text: str, start: int, piece: str) -> Iterator[tuple[int, str]]:
    """Yield what commas part in a piece, with where it stands, as in `b-7104,1203`.

    All of it is one number only where the commas group thousands or mark decimals, and not behind a code's letters.
    """
    code = _CODE.search(text[max(0, start - 12) : start]) if "," in piece else None
    coded = code is not None and code[1] not in CURRENCIES
    if "," not in piece or (not coded and any(_readings(piece))):
        yield start, piece
        return
    first, _, rest = piece.partition(",")
    if coded and "," in rest and any(_readings(rest)):
        yield start + len(first) + 1, rest
    for part in piece.split(","):
        yield start, part
        start += len(part) + 1


def _grouped_until(pieces: list[tuple[int, str]], i: int) -> int:
    """Return the last of the pieces, from `i` on, that spaces may group into one number: `41 250,00`."""
    j = i
    if pieces[i][1].isdecimal() and len(pieces[i][1]) <= 3 and pieces[i][1][0] != "0":
        while j + 1 < len(pieces) and re.match(r"[0-9]{3}(?![0-9])", pieces[j + 1][1]):
            j += 1
            if not pieces[j][1].isdecimal():
                break
    return j


def _number(text: str, start: int, end: int, piece: str) -> Number | None:
    """Return the number that a piece is, with what stands around it; None if it is part of a word, id, date, time."""
    before = text[max(0, start - 12) : start]
    code = _CODE_BEFORE.search(before)
    currency = CURRENCIES.get(code[1] or code[2], "") if code else ""
    scale, bare, after_end = 1, True, end
    for _ in range(2):
        after = _AFTER.match(text, after_end)
        if after is None:
            break
        word, glued = after[2], not after[1] and after_end == end
        if word in _SCALES and scale == 1:
            scale, bare = _SCALES[word], bool(after[1]) and word in _LETTER_SCALES
        elif word in CURRENCIES and not currency:
            currency = CURRENCIES[word]
        elif glued and word != "%" and (word not in _UNITS or text[after.end() : after.end() + 1] in _DIGITS):
            return None
        else:
            break
        after_end = after.end()
    if not currency and (_joined_before(before) or _joined_after(text[end : end + 2])) and not _is_grouped(piece):
        return None
    if before and before[-1] in _LETTERS and not (currency and code):
        return None
    values: list[int] = []
    for digits, decimals in _readings(piece):
        for factor in {scale: None, **({1: None} if bare else {})}:
            scaled, rest = divmod(int(digits) * factor * ONE, 10**decimals)
            if not rest:
                values.append(scaled)
    return Number(start, after_end, tuple(dict.fromkeys(values)), currency) if values else None


_LONGEST = 40
"""Characters of a number; what is longer is none that anybody means."""


def _joined_before(before: str) -> bool:
    """Tell whether a hyphen, slash or colon ties the number to what stands before it: an id, a date, a time."""
    if len(before) < 2:
        return False
    joint, other = before[-1], before[-2]
    return joint == "_" or (other in _DIGITS and joint in "-/:") or (other in _LETTERS and joint in "-/")


def _joined_after(after: str) -> bool:
    return len(after) == 2 and after[0] in "-/:_" and after[1] in _DIGITS


def _is_grouped(piece: str) -> bool:
    return not piece.isdecimal() and len(piece) > 4


def _readings(piece: str) -> Iterator[tuple[str, int]]:
    """Yield (digits, how many of them are decimals) for each way to read a number's figures."""
    if len(piece) > _LONGEST:
        return
    marks = [character for character in piece if character not in _DIGITS]
    groups = re.split(r"[.,'_]", piece)
    kinds = set(marks)
    if not marks:
        if piece == "0" or piece[0] != "0":
            yield piece, 0
        return
    digits = "".join(groups)
    if len(kinds) == 1 and _are_groups(groups):
        yield digits, 0
    decimal = marks[-1]
    if decimal == "," and len(groups[-1]) > 3 and groups[0] != "0":
        return
    if decimal in ".," and marks.count(decimal) == 1 and (len(groups) == 2 or _are_groups(groups[:-1])):
        yield digits, len(groups[-1])


def _are_groups(groups: list[str]) -> bool:
    return 1 <= len(groups[0]) <= 3 and groups[0][0] != "0" and all(len(group) == 3 for group in groups[1:])


# --- number words -------------------------------------------------------------------------------------------------

_ONES = {word: i for i, word in enumerate((
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
))}
_TENS = {word: 10 * i for i, word in enumerate(
    ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), start=2
)}
_BIG = {"hundred": 100, "dozen": 12, "thousand": 1000, "million": 10**6, "billion": 10**9}
_VALUES = {**_ONES, **_TENS, "fourty": 40, "oh": 0, "nought": 0}
_NUMBER_WORDS = frozenset((*_VALUES, *_BIG))
_ANY = "|".join(sorted((*_VALUES, *_BIG), key=lambda word: (-len(word), word)))
_SPELLED = re.compile(
    rf"(?<![a-z0-9])(?:a (?=(?:hundred|dozen|thousand|million)))?"
    rf"(?:(?:{_ANY})|[0-9]{{1,3}} (?=thousand|million|hundred))"
    rf"(?:[ \n,>-]{{0,4}}(?:and |point )?(?:{_ANY}|(?<=thousand )[0-9]{{1,3}})(?![0-9]))*(?![a-z])"
)
_WORD = re.compile(r"[a-z]+|[0-9]+|,")


def _spelled(text: str) -> Iterator[Number]:
    for run in _SPELLED.finditer(text):
        tokens = [(word.start() + run.start(), word[0]) for word in _WORD.finditer(run[0])]
        digits = [_VALUES.get(token, 10) for _, token in tokens if token != ","]
        currency = _currency_around(text, run.start(), run.end())
        if 1 < len(digits) <= _LONGEST and all(digit < 10 for digit in digits):
            value = int("".join(map(str, digits)))
            yield Number(run.start(), run.end(), (value * ONE,), currency, True)
            continue
        yield from _evaluated(tokens, currency)


def _currency_around(text: str, start: int, end: int) -> str:
    after = _AFTER.match(text, end)
    code = _CODE_BEFORE.search(text[max(0, start - 12) : start])
    return CURRENCIES.get(after[2], "") if after and after[2] in CURRENCIES else (
        CURRENCIES.get(code[1] or code[2], "") if code else ""
    )


def _evaluated(tokens: list[tuple[int, str]], currency: str) -> Iterator[Number]:
    """Yield the numbers of a run of number words; a word that cannot go on with the number begins the next one."""
    total = current = 0
    decimals = -1
    room = 10**12
    start, end = tokens[0][0], tokens[0][0]
    fresh = True

    def done() -> Number:
        value = (total + current) * ONE // 10 ** max(decimals, 0)
        return Number(start, end, (value,), currency, True)

    for at, token in tokens:
        if token in ("and", ",", "a"):
            if token == "a":
                current = 1
            continue
        if token == "point":
            decimals = 0
            end = at + len(token)
            continue
        if token in _BIG:
            factor = _BIG[token]
            if decimals >= 0:
                total, current, decimals = current * factor, 0, decimals
            elif factor == 100 or factor == 12:
                current = (current or 1) * factor
            else:
                total, current = total + (current or 1) * factor, 0
            room = factor
        else:
            value = int(token) if token.isdecimal() else _VALUES[token]
            if decimals >= 0 and value < 10:
                current, decimals = current * 10 + value, decimals + 1
            elif fresh or _fits(current, value, room):
                current += value
            else:
                yield done()
                total, current, decimals, room, start = 0, value, -1, 10**12, at
        fresh = False
        end = at + len(token)
    yield done()


def _fits(current: int, value: int, room: int) -> bool:
    """Tell whether a value can follow: `forty one`, `two hundred fifty`, but not `one two` or `forty fifty`."""
    tail = current % 100
    if tail == 0:
        return value < room
    return tail % 10 == 0 and tail >= 20 and 0 < value < 10
