"""Every exception Diorama raises on purpose, under one base."""

from collections.abc import Iterable
from difflib import get_close_matches


class DioramaError(Exception):
    """Base of all errors whose text is written for a person."""


class ToolError(DioramaError):
    """Refuses a call. The only exception whose text an agent sees.

    `code` is a stable snake_case word (`not_found`, `invalid_arguments`, `permission_denied`, ...).
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class StateError(DioramaError):
    """A state, record or snapshot breaks a rule of the state engine."""


class TraceError(DioramaError):
    """A trace is damaged, edited or of a newer format; the text names the line and the reason."""


class StoreError(DioramaError):
    """The durable store has no such thing, or holds something that does not add up."""


class TaskError(DioramaError):
    """A task file is wrong; the text names the file, the field and the nearest right name."""


class UsageError(DioramaError):
    """A command or function was used wrongly by a person."""


class MissingExtra(DioramaError):
    """An optional dependency is not installed; the text names the extra that brings it."""


def suggest(word: str, options: Iterable[str]) -> str:
    """Return ` Did you mean 'x'?` for the option nearest to `word`, or an empty text.

    Words over 80 characters get no suggestion: difflib takes time in the square of the length.
    """
    close = get_close_matches(word, sorted(options), n=1, cutoff=0.6) if len(word) <= 80 else []
    return f" Did you mean {close[0]!r}?" if close else ""


def shown(value: object, limit: int = 80) -> str:
    """Return `value` as a short quoted text for an error message, the middle left out if it is long."""
    try:
        text = ascii(value if not isinstance(value, str) or len(value) < 1_000 else value[:500] + value[-500:])
    except (ValueError, RecursionError):  # an integer of over 4,300 digits; nesting beyond all measure
        text = f"a very large {type(value).__name__}"
    return text if len(text) <= limit else f"{text[: limit // 2]}...{text[-limit // 4 :]}"
