"""Tells facts in words: what a text must say to convey them."""

from datetime import UTC, datetime

from ...tasks.draws import date_forms
from ...tasks.facts import AllFact, AmountFact, AnyFact, DateFact, EmailFact, Fact, NumberFact, PersonFact, TextFact
from .things import joined, quoted


def told(fact: Fact) -> str:
    """Return a fact in words."""
    match fact:
        case DateFact():
            forms = date_forms(datetime.fromisoformat(fact.date).replace(tzinfo=UTC))
            return f"the day {forms['weekday']} {forms['long']}"
        case AmountFact():
            around = f", give or take {fact.tolerance:,}" if fact.tolerance else ""
            return f"the amount {f'{fact.currency} ' if fact.currency else ''}{_grouped(fact.amount)}{around}"
        case NumberFact():
            return f"the number {fact.number:,} at {joined(map(quoted, fact.near), 'or')}"
        case PersonFact():
            return f"the name {fact.person}"
        case EmailFact():
            return f"the address `{fact.email}`"
        case TextFact():
            return f"the words {joined(map(quoted, fact.text), 'or')}"
        case AllFact():
            near = f", at most {fact.within} characters from first to last" if fact.within else ""
            return f"{joined(map(told, fact.all), 'and')}, together{near}"
        case AnyFact():
            return joined(map(told, fact.any), "or else")


def _grouped(amount: int | str) -> str:
    if isinstance(amount, int):
        return f"{amount:,}"
    whole, dot, rest = amount.partition(".")
    return f"{int(whole):,}{dot}{rest}"
