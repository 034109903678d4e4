"""Answers that are not what their protocol says: whatever comes, it is an answer or there is none; and an answer can be
written down and sent back."""

import json
from collections.abc import Iterator
from copy import deepcopy
from random import Random
from typing import Any

import pytest

from diorama.harnesses.models.making import endpoint_of
from diorama.harnesses.models.named import read_name
from diorama.harnesses.models.shapes import (
    Answer,
    Message,
    Question,
    Refused,
    Result,
    Results,
    Told,
    TooLong,
    Unanswered,
)
from tests.harnesses.models.fake_protocols import Say
from tests.harnesses.models.fake_server import FakeServer

WHOLE: dict[str, dict[str, Any]] = {
    "openai": {
        "choices": [{"message": {"role": "assistant", "content": "t", "refusal": None, "reasoning_content": "r",
                                 "tool_calls": [{"id": "a", "function": {"name": "n", "arguments": "{}"}}]},
                     "finish_reason": "tool_calls"}],
        "usage": {"prompt_tokens": 5, "completion_tokens": 3, "prompt_tokens_details": {"cached_tokens": 2}},
    },
    "responses": {
        "status": "completed", "error": None, "incomplete_details": None, "usage": {"input_tokens": 4},
        "output": [{"type": "reasoning", "summary": [{"text": "x"}]},
                   {"type": "message", "content": [{"type": "output_text", "text": "q"}]},
                   {"type": "function_call", "call_id": "c", "name": "n", "arguments": "{}"}],
    },
    "anthropic": {
        "content": [{"type": "thinking", "thinking": "t", "signature": "s"}, {"type": "text", "text": "a"},
                    {"type": "tool_use", "id": "i", "name": "n", "input": {}}],
        "stop_reason": "tool_use", "usage": {"input_tokens": 1, "output_tokens": 2},
    },
}

ODD: tuple[Any, ...] = (None, True, 0, -1, 1.5, 10**30, "", "x", "\ud800", [], [None], [[]], {}, {"a": 1},
                        [{"type": None}], {"code": 500}, {"code": "context_length_exceeded"}, {"message": []})

ASKED = 150


def changed(whole: dict[str, Any], draw: Random) -> dict[str, Any]:
    """Return a copy of an answer of which up to three parts are something else."""
    out = deepcopy(whole)
    for _ in range(draw.randint(1, 3)):
        node, name = draw.choice(list(places(out)))
        node[name] = deepcopy(draw.choice(ODD))
    return out


def places(node: Any) -> Iterator[tuple[Any, Any]]:
    """Give every place in a JSON value, as what it is in and its name there."""
    for name in node if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ():
        yield node, name
        yield from places(node[name])


@pytest.mark.parametrize("kind", WHOLE)
def test_whatever_comes_is_an_answer_or_none(kind: str, server: FakeServer) -> None:
    draw = Random(7)
    server.models["odd"] = lambda seen: Say(raw=changed(WHOLE[kind], draw))
    endpoint = endpoint_of(read_name(f"{kind}:odd?base_url={server.url}"))

    def asked(*messages: Message) -> Answer | None:
        try:
            return endpoint.ask(Question("", messages, ()))
        except (Unanswered, TooLong, Refused):
            return None

    answers = [answer for _ in range(ASKED) if (answer := asked(Told("go"))) is not None]
    assert len(answers) > ASKED / 2
    for answer in answers:
        texts = [answer.text, answer.reasoning, answer.model, *(text for call in answer.calls for text in call)]
        assert all(isinstance(text, str) for text in texts)
        json.dumps(answer.message, ensure_ascii=False, allow_nan=False).encode()
        asked(Told("go"), answer, Results(tuple(Result(call.id, "done") for call in answer.calls)))
