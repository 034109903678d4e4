"""Windows: what of a conversation is sent, where it is too long for the model, and how many pictures it keeps."""

import json
from collections.abc import Sequence

from .named import WhenFull
from .shapes import Answer, Message, Question, Results, Told

DROPPED = "[This result is left out here: the conversation has become too long.]"
OLD_PICTURE = "[Here was a picture of the screen.]"

CUT_FROM, CUT_TO = 16_000, 500
"""Characters to which results are cut first, halved until it fits, and at least."""

HALVINGS = 6
"""How often half of the results that are still there are left out."""

PICTURE_TOKENS = 1500
"""Tokens that a picture is taken for."""

BYTES_A_TOKEN = 3.5
"""Of English and JSON: an estimate, rather too many tokens than too few."""


def fitted(messages: Sequence[Message], policy: WhenFull, squeezed: int, pictures: int) -> list[Message] | None:
    """Return what is sent of a conversation that has been found too long `squeezed` times; None if it cannot be made
    shorter. The calls and the model's own words always stay."""
    shown = _with_pictures(messages, pictures)
    if not squeezed:
        return shown
    if policy == "drop":
        return _dropped(shown, squeezed)
    if policy == "truncate":
        limit = CUT_FROM >> (squeezed - 1)
        return [_cut(message, limit) for message in shown] if limit >= CUT_TO else None
    return None


def _dropped(messages: Sequence[Message], squeezed: int) -> list[Message] | None:
    """Leave out the oldest results, all but a half, a quarter, and so on; the last are always kept."""
    places = [place for place, message in enumerate(messages) if isinstance(message, Results)]
    keep = max(1, len(places) >> squeezed)
    if squeezed > HALVINGS or (squeezed > 1 and max(1, len(places) >> (squeezed - 1)) == keep):
        return None
    gone = set(places[:-keep])
    return [_emptied(message) if place in gone else message for place, message in enumerate(messages)]


def _emptied(message: Message) -> Message:
    assert isinstance(message, Results), "only results are left out"
    return Results(tuple(one._replace(text=DROPPED, picture=None) for one in message.each))


def _cut(message: Message, limit: int) -> Message:
    if not isinstance(message, Results):
        return message
    return Results(tuple(one._replace(text=shortened(one.text, limit)) for one in message.each))


def shortened(text: str, limit: int) -> str:
    """Return a text with its middle left out, if it has more characters than that."""
    if len(text) <= limit:
        return text
    half = limit // 2
    return f"{text[:half]}\n[... {len(text) - 2 * half} characters are left out here ...]\n{text[-half:]}"


def _with_pictures(messages: Sequence[Message], keep: int) -> list[Message]:
    """Leave out all pictures but the last ones."""
    out: list[Message] = []
    for message in reversed(messages):
        if isinstance(message, Told) and message.picture is not None:
            keep -= 1
            message = message if keep >= 0 else Told(f"{message.text}\n{OLD_PICTURE}")
        elif isinstance(message, Results):
            each = list(message.each)
            for place in reversed(range(len(each))):
                if each[place].picture is not None:
                    keep -= 1
                    text = f"{each[place].text}\n{OLD_PICTURE}"
                    each[place] = each[place] if keep >= 0 else each[place]._replace(text=text, picture=None)
            message = Results(tuple(each))
        out.append(message)
    return out[::-1]


def estimate(question: Question) -> int:
    """Return about how many tokens a question has."""
    size = len(question.system.encode())
    size += sum(len(spec.wire) + len(spec.doc) + len(json.dumps(spec.schema)) for spec in question.specs)
    pictures = 0
    for message in question.messages:
        if isinstance(message, Answer):
            size += len(message.text.encode())
            size += sum(len(call.tool) + len(call.arguments.encode()) for call in message.calls)
            continue
        for one in (message,) if isinstance(message, Told) else message.each:
            size += len(one.text.encode())
            pictures += one.picture is not None
    return int(size / BYTES_A_TOKEN) + PICTURE_TOKENS * pictures
