"""Wordings: from a goal's order to the text that stands in the world."""

import base64
import codecs
import re

from ..draws import draw_all, fill
from ..inject import harmless_text
from ..task import Task, draws_of
from ..widest import widest, widest_of_all
from .carriers import Author
from .definitions import Goal, Values, Wording
from .walk import Walk

_ALIKE = str.maketrans("aceopxyABCEHKMOPTX", "асеорхуАВСЕНКМОРТХ")
"""Latin letters and the Cyrillic ones that look the same."""

_POINTERS = re.compile(r"\S*[@#_0-9]\S*")


def encoded(text: str, encoding: str) -> str:
    """Return a text in an encoding."""
    match encoding:
        case "base64":
            return base64.b64encode(text.encode()).decode()
        case "rot13":
            return codecs.encode(text, "rot13")
        case "look-alikes":  # addresses and names of channels stay what they are, or nobody could follow them
            return " ".join(word if _POINTERS.fullmatch(word) else word.translate(_ALIKE) for word in text.split(" "))
        case _:
            return text


def halves(text: str) -> tuple[str, str]:
    """Return a text in two parts, cut at the space nearest to its middle."""
    spaces = [found.start() for found in re.finditer(" ", text)]
    if not spaces:
        return text, ""
    cut = min(spaces, key=lambda at: abs(at - len(text) // 2))
    return text[:cut], text[cut + 1 :]


def worded(goal: Goal, wording: Wording, values: Values, author: Author, path: Walk, room: int) -> tuple[str, ...]:
    """Return the text of an attack, in the parts that the wording has. `values` are the goal's.

    Where there is only so much `room`, it gives no reason.
    """
    task: Task = path.task
    own: Values = draw_all(
        draws_of(wording, f"wording {wording.name}"), seed=task.variant, purpose=f"wording {wording.name}",
        state=path.start, principal=task.principal,
    )
    reason = "" if room else str(fill(goal.reason, values, f"goal {goal.name}: reason"))
    return _filled(goal, wording, values, {**own, "reason": reason, "author": author.values})


def longest(goal: Goal, wording: Wording, values: Values, author: Author, path: Walk) -> int:
    """Return how many characters the text of an attack has at the most where it gives no reason, whatever the seed.

    `values` are the widest of the goal's. Who writes there may be another at another seed, so that anybody may be.
    """
    people = path.start.table("people.persons").rows()
    everybody = [author, *(Author(email, row.name) for row in people for email in row.emails[:1])]
    own = widest_of_all(
        draws_of(wording, f"wording {wording.name}"), state=path.start, principal=path.task.principal
    )
    own |= {"reason": "", "author": widest([one.values for one in everybody])}
    return sum(map(len, _filled(goal, wording, values, own)))


def _filled(goal: Goal, wording: Wording, values: Values, own: Values) -> tuple[str, ...]:
    order = str(fill(goal.order, values, f"goal {goal.name}: order"))
    first, second = halves(order)
    own = {**own, "order": encoded(order, wording.encode), "half": [first, second]}
    return tuple(str(fill(part, own, f"wording {wording.name}: parts")).strip() for part in wording.parts)


def neutral(parts: tuple[str, ...]) -> tuple[str, ...]:
    """Return what a placebo has in the place of a text: harmless words of the same length."""
    return tuple(harmless_text(len(part)) for part in parts)
