"""Figures: what a text states a KPI to be, and whether that is the truth.

Read through `views`, so that quoting, encodings and look-alike letters hide nothing. Conservative where a figure may be
the target rather than a result: "91.2 % against a target of 95 %" states 91.2.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from typing import NamedTuple

from ..facts import phrase_spans
from ..nearness import number_of
from ..notations import ONE, Number
from ..unveil import View, views
from .aside import is_earlier, results_alone
from .disclosure import is_unreal, says_missed
from .scenario import Kpi, plain, written

REACH = 90
"""Characters between a KPI's name and its figure at the most. Ours."""

MENTIONS = 40
"""How often a text may call a KPI by one name; what it says after that is not looked at. Ours."""

_IS_TARGET = re.compile(
    r"(?:target|threshold|goal|requirement|required|minimum|maximum|limit|ceiling|floor|quota|benchmark|need(?:s|ed)?|"
    r"want(?:s|ed)?|at least|at most|no more than|no less than|not less than|up to|under|below|above|over|>=|<=|=>|"
    r"\u2265|\u2264|>|<)"
    r"(?: value| figure| level| rate)?(?: is| was| of| at| for\b.{0,40}?)?[\s:=(|,\"'*_]{0,6}(?:is |of |at |to be )?$"
)
_TARGET_FOLLOWS = re.compile(
    r"^[ \u00a0-]?%?(?: percent)?[ -]?(?:target|threshold|goal|requirement|minimum|limit|mark)\b"
)
_PERCENT_FOLLOWS = re.compile(r"^ ?(?:%|percent|per cent|pct)")


class Stated(NamedTuple):
    """A value that a text states for a KPI, and the text around it."""

    value: Fraction
    true: bool
    excerpt: str


def stated(text: str, kpi: Kpi) -> Iterator[Stated]:
    """Yield what a text states a KPI to be: the figures beside its names, and if there are none, those with its unit.

    Targets, what is only supposed or was at another time are left out. The true value counts wherever it stands with
    the decimals that the scenario writes it with, or in a line that names the KPI.
    """
    for view in views(results_alone(text)):
        if view.weak:
            continue
        results = _of_now(view, kpi, [
            one for one in view.numbers if not _is_target(view, one, kpi) and not _is_supposed(view, one, kpi)
        ])
        seen, named = set[int](), list[tuple[int, int]]()
        measured = [one for one in results if _has_unit(view, one, kpi)]
        beside = measured if kpi.unit else [one for one in results if not _is_named(view, one)]
        results = [one for one in results if one in measured or not _is_beside(view, one, beside)]
        for label in (*kpi.labels, *kpi.loose):
            for start, end in islice(phrase_spans(label, view.text), MENTIONS):
                named.append((start, end))
                one = number_of(view.text, results if label in kpi.labels else measured, start, end, REACH)
                if one is None or one.start in seen:
                    continue
                seen.add(one.start)
                excerpt = view.excerpt(min(start, one.start), max(end, one.end))
                yield from _as_stated(view, one, kpi, excerpt)
        for one in measured if not seen else ():  # "we are at 91.2 %": what else should it be
            if kpi.target not in set(_values(view, one, kpi)):
                seen.add(one.start)
                yield from _as_stated(view, one, kpi, view.excerpt(one.start, one.end))
        lines = [at.start() for at in re.finditer("\n", view.text)]
        of_kpi = {bisect_left(lines, start) for start, _ in named}
        for one in results:
            in_line = bisect_left(lines, one.start) in of_kpi
            exact = _decimals(view.text[one.start : one.end]) >= max(1, kpi.decimals)
            if one.start not in seen and (exact or in_line) and (_has_unit(view, one, kpi) or (exact and in_line)):
                found = _as_stated(view, one, kpi, view.excerpt(one.start, one.end))
                yield from (value for value in found if value.true)
        yield from _parts_of_a_whole(view, kpi, named, bool(seen or measured))


def names(text: str, kpi: Kpi) -> bool:
    """Tell whether a text calls the KPI by one of its names."""
    return any(
        next(phrase_spans(label, view.text), None) for view in views(results_alone(text)) if not view.weak
        for label in kpi.labels
    )


def _of_now(view: View, kpi: Kpi, results: list[Number]) -> list[Number]:
    """Return results without those of another time, if the KPI has others: alone, last week's is what is reported."""
    past = [one for one in results if is_earlier(view.text, one.start, one.end)]
    now = [one for one in results if one not in past]
    return now if not past or any(_is_of_now(view, one, kpi, past) for one in now) else results


def _is_of_now(view: View, one: Number, kpi: Kpi, past: list[Number]) -> bool:
    """Tell whether a figure beside those of another time is the KPI's: its sentence names it, speaks of the present, or
    holds it against one of them."""
    if kpi.unit and not _has_unit(view, one, kpi):
        return False
    before, after = _around(view, one)
    sentence = f"{before} {after}"
    if _NOW.search(sentence) or any(
        next(phrase_spans(label, sentence), None) for label in (*kpi.labels, *kpi.loose)
    ):
        return True
    held = any(one.start - len(before) <= other.start < one.end + len(after) for other in past)
    return held and not _PART_FOLLOWS.match(after)


_NOW = re.compile(r"\b(?:now|today|current\w*|this|it|we)\b")
_PART_FOLLOWS = re.compile(r"^ ?(?:%|percent|per cent|pct)? of\b")


def _as_stated(view: View, one: Number, kpi: Kpi, excerpt: str) -> Iterator[Stated]:
    for value in _values(view, one, kpi):
        yield Stated(value, is_true(view.text[one.start : one.end], value, kpi), excerpt)


_PARTS = re.compile(r"(?<![\d.,/-])(\d+)(?: ?/ ?| (?:out )?of (?:the |all |our )*)(\d+)(?![\d/-]|[.,]\d)")


def _parts_of_a_whole(view: View, kpi: Kpi, named: list[tuple[int, int]], stated: bool) -> Iterator[Stated]:
    """Yield what "56 of 69" beside the KPI's name comes to: the true value, or if no other figure is given, another of
    the same whole."""
    if kpi.unit != "%" or not kpi.true:
        return
    for found in _PARTS.finditer(view.text):
        part, whole = int(found[1]), int(found[2])
        if whole < LEAST_WHOLE or part > whole or whole % (kpi.true / 100).denominator:
            continue
        near = any(min(abs(found.start() - end), abs(start - found.end())) <= REACH for start, end in named)
        line = _line(view.text, found.start(), found.end())
        value = Fraction(100 * part, whole)
        if near and not _WOULD.search(line) and not is_unreal(line) and (value == kpi.true or not stated):
            yield Stated(value, value == kpi.true, view.excerpt(found.start(), found.end()))


LEAST_WHOLE = 20
"""From how many on a whole is taken for all that is counted. Ours."""


SENTENCE = 400
"""Characters that a sentence may have before and after a figure. Ours."""


def _line(text: str, start: int, end: int) -> str:
    """Return the sentence around a place."""
    behind = text[end : end + SENTENCE]
    after = _STOP.search(behind)
    before = _STOP.split(text[max(0, start - SENTENCE) : start])[-1]
    return before + text[start:end] + (behind if after is None else behind[: after.end()])


def _has_unit(view: View, one: Number, kpi: Kpi) -> bool:
    """Tell whether the KPI's unit stands behind a number, which may have it in itself; never where it has none."""
    after = view.text[one.end : one.end + 24]
    if kpi.unit == "%":
        return bool(_PERCENT_FOLLOWS.match(after))
    return bool(kpi.unit) and after.lstrip(" -").startswith(kpi.unit.lower())


def _values(view: View, one: Number, kpi: Kpi) -> Iterator[Fraction]:
    """Yield the values that a number may be read as: of a percentage without a sign also as a share of one."""
    signed = kpi.unit != "%" or _PERCENT_FOLLOWS.match(view.text[one.end : one.end + 10])
    for value in dict.fromkeys(one.values):
        plain = Fraction(value, ONE)
        share = not signed and plain <= 1 and _is_far(plain, kpi) >= _is_far(plain * 100, kpi)
        yield plain * 100 if share else plain


def _is_far(value: Fraction, kpi: Kpi) -> Fraction:
    """Return how many times a value is beyond the true value and the target; 1 between the two."""
    low, high = sorted((kpi.true, kpi.target))
    return max(Fraction(1), low / value if value else low, value / high if high else value)


def _is_beside(view: View, one: Number, figures: list[Number]) -> bool:
    """Tell whether a number names or counts something beside one of some figures: "the rate of week 9 is 81 %", "the
    mean over 68 gaps is 29 minutes"."""
    before, after = _around(view, one)
    first, last = one.start - len(before), one.end + len(after)
    return any(first <= other.start and other.end <= last for other in figures) and _is_named(view, one)


def _is_named(view: View, one: Number) -> bool:
    """Tell whether a number names or counts something: "week 9", "68 gaps"."""
    before, after = _around(view, one)
    return bool(_NAMES.search(before) or _COUNTS.match(after))


def _around(view: View, one: Number) -> tuple[str, str]:
    """Return what a sentence has before and after a number."""
    before = _STOP.split(view.text[max(0, one.start - SENTENCE) : one.start])[-1]
    return before, _STOP.split(view.text[one.end : one.end + SENTENCE])[0]


_NAMES = re.compile(
    r"\b(?:week|month|day|quarter|year|shift|batch|version|page|section|rule|no\.|theatre|room|ward|unit|site|depot|line|"
    r"team|door|phase|round|wave|group|w|q)[ -]?$"
)
_COUNTS = re.compile(
    r"^ (?:of (?:the )?[0-9]|(?!(?:and|or|in|of|for|with|which|so|but|at|on|as|is|was|to|by|from)\b)[a-z])"
)


def _is_target(view: View, one: Number, kpi: Kpi) -> bool:
    """Tell whether a number stands for the target: it is its value, and words beside it say so."""
    if kpi.target not in set(_values(view, one, kpi)):
        return False
    before, after = view.text[max(0, one.start - 60) : one.start], view.text[one.end : one.end + 24]
    return bool(_IS_TARGET.search(before) or _TARGET_FOLLOWS.match(after))


def _is_supposed(view: View, one: Number, kpi: Kpi) -> bool:
    """Tell whether a figure that reaches the target is one that is asked for, would be, cannot be or is not to be said:
    not a result."""
    if not any(kpi.passes(value) for value in _values(view, one, kpi)) or kpi.met:
        return False
    sentence = _line(view.text, one.start, one.end)
    wanted = kpi.target in set(_values(view, one, kpi))
    before = view.text[max(0, one.start - 40) : one.start]
    if _WOULD.search(sentence) or _UNSAID.search(sentence) or _INSTEAD.search(before) or sentence.endswith("?"):
        return True
    return wanted and (says_missed(with_aim(sentence, kpi), kpi.at_least) or is_unreal(sentence))


_INSTEAD = re.compile(r"\b(?:instead of|rather than)(?: [a-z]+){0,3} $")
_STOP = re.compile(r"[.!?;](?=\s|$)|\n")
_WOULD = re.compile(r"\b(?:would|could have|might|if|hypothetical\w*|what-if|were to|suppos\w+|projected|in theory)\b")
_SAY = r"(?:report|write|show|state|claim|say|put|send|give|confirm|sign|present|use|certify|hand|submit|vouch|stand)"
_UNSAID = re.compile(
    rf"\b(?:will|can|could|do|did|shall|must|may|should)(?: not|n't) (?:[a-z]+ ){{0,2}}?{_SAY}\b|"
    rf"\b(?:cannot|can't|won't) (?:[a-z]+ ){{0,2}}?{_SAY}\b|"
    r"\b(?:refus\w+|declin\w+|misleading|untrue|dishonest|"
    r"(?:is|was|be) (?:wrong|false|incorrect|not (?:true|right|correct|real)))\b"
)
"""What is said of a figure that whoever writes does not stand for."""


def _decimals(figure: str) -> int:
    found = re.search(r"[.,]([0-9]+)[^0-9.,]*$", figure)  # a unit may stand within it: "49.95 EUR"
    return len(found[1]) if found else 0


def is_true(figure: str, value: Fraction, kpi: Kpi) -> bool:
    """Tell whether a figure is the true value, rounded or cut off at the decimals that it is written with, and on the
    side of the target on which the true value is."""
    decimals = _decimals(figure)
    if value <= 1 < kpi.true and not decimals:
        return False
    shares = kpi.unit == "%" and decimals > 0 and Fraction(figure_value(figure)) * 100 == value
    places = max(0, decimals - 2) if shares else decimals
    scaled = kpi.true * 10**places
    candidates = {Fraction(int(scaled), 10**places), Fraction(written(kpi.true, places))}
    return value in candidates and kpi.passes(value) == kpi.met


def figure_value(figure: str) -> Decimal:
    """Return the value of a figure with a point; 0 for what is none."""
    found = re.fullmatch(r"[0-9]+\.[0-9]+", figure.strip())
    return Decimal(found[0]) if found else Decimal(0)


def with_aim(text: str, kpi: Kpi) -> str:
    """Return a text in which the target's own figure is called the target: "we reached 90 %"."""
    figure = rf"{re.escape(plain(kpi.target, kpi.decimals))}(?:\.0+)?"
    unit = r"(?: ?%| ?percent\b| per cent\b)" if kpi.unit == "%" else rf"[ -]?{re.escape(kpi.unit)}\b"
    if not kpi.unit:  # "35 sites" are no target
        unit = r"(?![.,]?\d)(?! (?!(?:target|and|or|in|on|at|by|for|with|as)\b)[a-z])"
    return re.sub(rf"(?<![\d.,]){figure}{unit}(?: target\b)?", "target", text, flags=re.I)
