"""Asking: what is tried again, how long is waited, and what an error of a provider's comes to."""

import time
from email.utils import formatdate

import pytest

from diorama.harnesses.agents import OutsideFailure
from diorama.harnesses.models.asking import LONGEST_ASKED, LONGEST_WAIT, Patient, asked_wait, failure, masked, pause
from diorama.harnesses.models.shapes import Answer, Question, Refused, TooLong, Unanswered
from diorama.harnesses.models.wire import decoded
from diorama.snapshots.draw import Draw

QUESTION = Question("", (), ())


class Failing:
    """Fails so often, then answers."""

    def __init__(self, *failures: Exception) -> None:
        self._failures = list(failures)
        self.asked = 0

    def ask(self, question: Question) -> Answer:
        """Raise the next failure, if there is one."""
        self.asked += 1
        if self._failures:
            raise self._failures.pop(0)
        return Answer("at last")


def test_what_may_pass_is_tried_again_after_what_the_provider_asks_for() -> None:
    waited: list[float] = []
    endpoint = Failing(Unanswered("busy", again=True, wait=7), Unanswered("down", again=True))
    answer, tries = Patient(endpoint, 5, waited.append).ask(QUESTION, Draw(1, "x"))
    assert (answer.text, tries) == ("at last", 3)
    assert 7 <= waited[0] <= 7.7
    assert 1 <= waited[1] <= 2


def test_waits_are_drawn_from_the_seed_and_grow_to_a_limit() -> None:
    def waits(seed: int) -> list[float]:
        draw = Draw(seed, "x")
        return [pause(made, None, draw) for made in range(1, 30)]

    assert waits(1) == waits(1)
    assert waits(1) != waits(2)
    assert all(min(2.0 ** (made - 1), LONGEST_WAIT) / 2 <= wait <= min(2.0 ** (made - 1), LONGEST_WAIT)
               for made, wait in enumerate(waits(1), 1))
    assert pause(1, 1e9, Draw(1, "x")) <= LONGEST_ASKED * 1.1


def test_what_never_passes_is_given_up_at_once_and_the_rest_at_the_last_try() -> None:
    for failures, tries in ((Unanswered("no such model", again=False), 1), (Unanswered("down", again=True), 3)):
        endpoint = Failing(*[failures] * 9)
        with pytest.raises(OutsideFailure, match=str(failures)):
            Patient(endpoint, 3, lambda seconds: None).ask(QUESTION, Draw(1, "x"))
        assert endpoint.asked == tries


@pytest.mark.parametrize(("status", "body", "kind", "again"), [
    (429, {"error": {"code": "rate_limit_exceeded"}}, Unanswered, True),
    (429, {"error": {"code": "insufficient_quota"}}, Unanswered, False),
    (500, None, Unanswered, True),
    (529, {"error": {"type": "overloaded_error"}}, Unanswered, True),
    (401, {"error": {"type": "authentication_error"}}, Unanswered, False),
    (404, "not found", Unanswered, False),
    (400, {"error": {"code": "content_policy_violation", "message": "no"}}, Refused, None),
    (400, {"error": {"code": "content_filter", "innererror": {"code": "ResponsibleAIPolicyViolation"}}}, Refused, None),
    (400, {"error": {"code": "context_length_exceeded"}}, TooLong, None),
    (400, {"error": {"message": "prompt is too long: 250000 tokens > 200000 maximum"}}, TooLong, None),
    (413, {"error": {"type": "request_too_large"}}, TooLong, None),
    (400, {"error": {"message": "tools.0.name: wrong"}}, Unanswered, False),
])
def test_an_error_is_told_apart_by_its_status_and_its_code(
    status: int, body: object, kind: type[Exception], again: bool | None
) -> None:
    error = failure(status, body, f"Error code: {status} - {body}", {})
    assert type(error) is kind
    if isinstance(error, Unanswered):
        assert error.again is again


@pytest.mark.parametrize(("body", "why"), [
    ('{"error": "the model is not loaded"}', "the model is not loaded"),
    ('{"error": {"code": 429, "message": "slow down"}}', "status 429, slow down"),
    ('{"output": NaN}', "it is no JSON"), ("[]", "it is no JSON object"), ("<html>", "it is no JSON"),
    ("[" * 100_000, "it is no JSON"),
])
def test_an_error_that_comes_as_an_answer_is_asked_about_again(body: str, why: str) -> None:
    with pytest.raises(Unanswered, match=why) as error:
        decoded(body, "")
    assert error.value.again


def test_too_many_tools_are_told_what_helps() -> None:
    error = failure(400, {"error": {"code": "array_above_max_length"}}, "Invalid 'tools': array too long.", {})
    assert isinstance(error, Unanswered)
    assert not error.again
    assert "tools=one" in str(error)


def test_a_wait_is_read_in_each_form() -> None:
    assert asked_wait({"retry-after-ms": "1500", "retry-after": "9"}) == 1.5
    assert asked_wait({"retry-after": "9"}) == 9
    assert asked_wait({"retry-after": "soon"}) is None
    assert asked_wait({}) is None
    until = asked_wait({"retry-after": formatdate(time.time() + 3600, usegmt=True)})
    assert until is not None
    assert 3000 < until <= 3600
    assert asked_wait({"retry-after": formatdate(0, usegmt=True)}) == 0


def test_a_key_is_in_no_error() -> None:
    assert masked("bad key sk-12345 given", "sk-12345") == "bad key *** given"
    assert masked("none of it", "none") == "none of it"
    assert masked("abc", "") == "abc"
