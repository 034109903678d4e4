"""Anthropic's messages."""

import json
from typing import TYPE_CHECKING, Any

from ...mocks.faces.schemas import tool_list
from ..talk import Usage
from .asking import translated
from .named import Options
from .prices import Price, cost_of
from .shapes import Answer, Asked, Message, Question, Result, Told, Unanswered
from .wire import NOTHING, base64_of, count_at, decoded, objects_at, part, sound_name, text_at

if TYPE_CHECKING:
    from anthropic import Anthropic

MAX_OUTPUT = 16_384
"""Tokens of an answer, which this protocol wants to be told, unless the name says how many. Thoughts count."""

STOPS = {"end_turn": "end", "stop_sequence": "end", "tool_use": "tool_calls", "max_tokens": "length",
         "model_context_window_exceeded": "length", "refusal": "refusal"}
"""Why a model stopped, by the protocol's word for it."""


class AnthropicMessages:
    """Asks by messages. Thinking goes back unchanged, as the protocol demands."""

    def __init__(self, client: "Anthropic", model: str, options: Options, price: Price | None) -> None:
        self._client = client
        self._model = model
        self._options = options
        self._price = price

    def ask(self, question: Question) -> Answer:
        """Make one request."""
        import anthropic

        key = self._client.api_key or ""
        with translated(anthropic, key):
            raw = self._client.messages.with_raw_response.create(
                model=self._model, system=question.system, messages=self._messages(question),
                max_tokens=self._limit(), extra_body=self._body(question),
            )
            return self._answer(decoded(raw.http_response.text, key))

    def _limit(self) -> int:
        thinking = self._options.thinking
        return self._options.max_output or MAX_OUTPUT + (thinking if isinstance(thinking, int) else 0)

    def _body(self, question: Question) -> dict[str, Any]:
        options = self._options
        given = {"temperature": options.temperature, "top_p": options.top_p, "thinking": _thinking(options),
                 "output_config": {"effort": options.effort} if options.effort else None}
        body: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
        if not options.base_url:
            body["cache_control"] = {"type": "ephemeral"}  # each request repeats the one before it
        if question.specs:
            choice: dict[str, Any] = {"type": "auto"}
            if not options.parallel:
                choice["disable_parallel_tool_use"] = True
            body |= {"tools": tool_list(question.specs, "anthropic"), "tool_choice": choice}
        return body

    def _messages(self, question: Question) -> Any:
        return [self._written(message) for message in question.messages]

    def _written(self, message: Message) -> dict[str, Any]:
        if isinstance(message, Told):
            return {"role": "user", "content": _content(message.text, message.picture)}
        if isinstance(message, Answer):
            return {"role": "assistant", "content": _said(message)}
        return {"role": "user", "content": [_result(one) for one in message.each]}

    def _answer(self, body: dict[str, Any]) -> Answer:
        if not isinstance(body.get("content"), list):
            raise Unanswered("there is no content in it", again=True)
        blocks = objects_at(body, "content")
        calls = tuple(
            Asked(text_at(block, "id"), text_at(block, "name"), json.dumps(block.get("input", {})))
            for block in blocks if block.get("type") == "tool_use"
        )
        stop = STOPS.get(text_at(body, "stop_reason"), "end")
        return Answer(
            text="".join(text_at(block, "text") for block in blocks if block.get("type") == "text"),
            calls=() if stop == "refusal" else calls,
            reasoning="\n\n".join(text_at(block, "thinking") for block in blocks if block.get("type") == "thinking"),
            usage=self._usage(part(body, "usage")), stop=stop, model=text_at(body, "model") or self._model,
            message=list(blocks),
        )

    def _usage(self, told: Any) -> Usage:
        fresh, kept = count_at(told, "input_tokens"), count_at(told, "cache_read_input_tokens")
        written, went = count_at(told, "cache_creation_input_tokens"), count_at(told, "output_tokens")
        return Usage(
            input=fresh + kept + written, cached=kept, output=went,
            cost=cost_of(self._price, fresh, kept, written, went),
        )


def _thinking(options: Options) -> dict[str, Any] | None:
    """Return how a model is to think; newer ones take no number of tokens, and keep their thoughts unless asked."""
    if options.thinking == "adaptive":
        return {"type": "adaptive", "display": "summarized"}
    return {"type": "enabled", "budget_tokens": options.thinking} if options.thinking else None


def _content(text: str, picture: bytes | None) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = [{"type": "text", "text": text if text.strip() else NOTHING}]
    if picture is not None:
        source = {"type": "base64", "media_type": "image/png", "data": base64_of(picture)}
        blocks.append({"type": "image", "source": source})
    return blocks


def _result(result: Result) -> dict[str, Any]:
    out: dict[str, Any] = {"type": "tool_result", "tool_use_id": result.id,
                           "content": _content(result.text, result.picture)}
    return out | {"is_error": True} if result.error else out


def _said(answer: Answer) -> list[dict[str, Any]]:
    """Return an answer as it is sent back: its blocks as they came, or such as stand for another agent's. Blocks of
    blank text, which models say and the protocol refuses, stay out."""
    if isinstance(answer.message, list):
        blocks = [_sound(block) for block in answer.message if isinstance(block, dict)
                  and (block.get("type") != "text" or text_at(block, "text").strip())]
        # An answer may be thoughts alone; those cannot be sent back without anything that was said.
        spoken = any(block.get("type") not in ("thinking", "redacted_thinking") for block in blocks)
        return blocks if spoken else [*blocks, {"type": "text", "text": NOTHING}]
    if answer.calls:
        return [{"type": "tool_use", "id": call.id, "name": sound_name(call.tool), "input": json.loads(call.arguments)}
                for call in answer.calls]
    return [{"type": "text", "text": answer.text.strip() or NOTHING}]


def _sound(block: dict[str, Any]) -> dict[str, Any]:
    """Return a block as it may be sent back: the input of a call has to be an object."""
    if block.get("type") != "tool_use":
        return block
    given = block.get("input")
    return {**block, "name": sound_name(text_at(block, "name")), "input": given if isinstance(given, dict) else {}}
