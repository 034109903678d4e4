"""Pointers: the ids and mail addresses that stand in a text, such as a result that an agent was shown."""

import re

_ID = re.compile(r"\b[a-z]{2,10}_[0-9a-f]{12}\b", re.ASCII)
"""The form of the ids that worlds make (`new_id` of a running call)."""

_ADDRESS = re.compile(r"(?<![a-z0-9._%+-])[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+")


def ids_in(text: str) -> list[str]:
    """Return the ids in a text, in their order."""
    return _ID.findall(text)


def addresses_in(text: str) -> list[str]:
    """Return the mail addresses in a text, in their order, lower case."""
    return _ADDRESS.findall(text.lower())
