"""Asking: a request that failed is made again after a while, and what fails is told apart from what refuses."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from types import ModuleType
from typing import Any

from ...snapshots.draw import Draw
from ..agents import OutsideFailure
from .shapes import Answer, Endpoint, Question, Refused, TooLong, Unanswered

FIRST_WAIT, LONGEST_WAIT = 1.0, 120.0
"""Seconds before the second try, doubled with each further one up to the longest; half of it is drawn."""

LONGEST_ASKED = 600.0
"""Seconds that a provider may ask to be left alone for."""

NO_KEY = "none"
"""What is sent to an endpoint of one's own for which no key is set."""

TRANSIENT = (408, 409, 425, 429)
"""Statuses under 500 after which a request may go through."""

REFUSALS = ("content_policy_violation", "content_filter", "invalid_prompt", "cyber_policy_violation",
            "responsibleaipolicyviolation")
"""Codes of errors by which providers refuse what is in a request."""

LENGTHS = ("context_length_exceeded", "request_too_large", "maximum context length", "context window",
           "prompt is too long", "exceeds the available context size", "input is too long", "exceed context limit")
"""Codes and words of errors that say that a conversation is too long."""


class Patient:
    """Asks an endpoint until it answers, at most `tries` times. What it waits is drawn from a seed."""

    def __init__(self, endpoint: Endpoint, tries: int, sleep: Callable[[float], None] = time.sleep) -> None:
        self._endpoint = endpoint
        self._tries = tries
        self._sleep = sleep

    def ask(self, question: Question, draw: Draw) -> tuple[Answer, int]:
        """Return the answer, and how many requests it took; OutsideFailure if there is none."""
        for made in range(1, self._tries + 1):
            try:
                return self._endpoint.ask(question), made
            except Unanswered as why:
                if not why.again or made == self._tries:
                    times = f", at the last of {made} tries" if made > 1 else ""
                    raise OutsideFailure(f"the model's endpoint gave no answer: {why}{times}") from None
                self._sleep(pause(made, why.wait, draw))
        raise AssertionError("there is at least one try")


def pause(made: int, asked: float | None, draw: Draw) -> float:
    """Return the seconds to wait after so many requests: what was asked for, or twice as long each time; some more,
    so that many workers do not come back at once."""
    chance = draw.below(1000) / 1000
    if asked is not None:
        return min(asked, LONGEST_ASKED) * (1 + chance / 10)
    return min(FIRST_WAIT * 2.0 ** (made - 1), LONGEST_WAIT) * (0.5 + chance / 2)


@contextmanager
def translated(vendor: ModuleType, key: str) -> Iterator[None]:
    """Turn what a vendor's client raises into Unanswered, TooLong or Refused, and keep the key out of their texts."""
    try:
        yield
    except (Unanswered, TooLong, Refused) as error:
        error.args = (masked(str(error), key),)
        raise
    except vendor.APIStatusError as error:
        body = json.loads(masked(json.dumps(error.body), key))
        raise failure(error.status_code, body, masked(str(error), key), error.response.headers) from None
    except vendor.APITimeoutError:
        raise Unanswered("it took too long", again=True) from None
    except vendor.APIConnectionError as error:
        cause = error.__cause__
        raise Unanswered(f"the connection failed: {masked(str(cause or error), key)}", again=True) from None


def masked(text: str, key: str) -> str:
    """Return a text without the key, whatever it may have been repeated in."""
    return text.replace(key, "***") if len(key) > len(NO_KEY) else text


def failure(status: int, body: Any, text: str, headers: Mapping[str, str]) -> Exception:
    """Return what an error of a provider's comes to."""
    fault = body.get("error", body) if isinstance(body, dict) else {}
    fault = fault if isinstance(fault, dict) else {}
    codes = {str(fault.get(name, "")).lower() for name in ("code", "type")}
    inner = fault.get("innererror")
    if isinstance(inner, dict):
        codes.add(str(inner.get("code", "")).lower())
    told = text[:500]
    if codes & set(REFUSALS):
        return Refused(str(fault.get("message") or told))
    lowered = f"{' '.join(sorted(codes))} {text}".lower()
    if status in (400, 413, 422) and any(word in lowered for word in LENGTHS):
        return TooLong(told)
    if "array_above_max_length" in codes and "tools" in text:
        told += " (with tools=one in the agent's name they are offered as one)"
    spent = "insufficient_quota" in codes
    again = (status in TRANSIENT or status >= 500) and not spent
    return Unanswered(f"status {status}, {told}", again=again, wait=asked_wait(headers))


def asked_wait(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that an answer asks to wait: in milliseconds, in seconds or as a date."""
    for name, unit in (("retry-after-ms", 1000), ("retry-after", 1)):
        try:
            return max(0.0, float(headers[name]) / unit)
        except (KeyError, ValueError):
            continue
    try:
        until = parsedate_to_datetime(headers["retry-after"])
    except (KeyError, ValueError):
        return None
    return max(0.0, until.timestamp() - time.time())
