"""OpenAI's chat completions, which most servers of open models speak as well."""

from typing import TYPE_CHECKING, Any

from ...mocks.faces.schemas import tool_list
from ..talk import Usage
from .asking import translated
from .named import Options
from .prices import Price, cost_of
from .shapes import Answer, Asked, Message, Question, Told, Unanswered
from .wire import (
    NOTHING,
    arguments_at,
    count_at,
    data_url,
    decoded,
    objects_at,
    part,
    sound_arguments,
    sound_name,
    text_at,
    text_in,
)

if TYPE_CHECKING:
    from openai import OpenAI

STOPS = {"stop": "end", "tool_calls": "tool_calls", "function_call": "tool_calls", "length": "length",
         "content_filter": "refusal"}
"""Why a model stopped, by the protocol's word for it."""


class OpenAIChat:
    """Asks by chat completions."""

    def __init__(self, client: "OpenAI", model: str, options: Options, price: Price | None) -> None:
        self._client = client
        self._model = model
        self._options = options
        self._price = price
        self._limit = "max_completion_tokens" if "api.openai.com" in str(client.base_url) else "max_tokens"

    def ask(self, question: Question) -> Answer:
        """Make one request."""
        import openai

        key = self._client.api_key
        with translated(openai, key):
            raw = self._client.chat.completions.with_raw_response.create(
                model=self._model, messages=self._messages(question), extra_body=self._body(question),
            )
            return self._answer(decoded(raw.http_response.text, key))

    def _body(self, question: Question) -> dict[str, Any]:
        options = self._options
        given = {"temperature": options.temperature, "top_p": options.top_p, "seed": options.seed,
                 "reasoning_effort": options.effort or None, self._limit: options.max_output}
        body: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
        if question.specs:
            body |= {"tools": tool_list(question.specs, "openai"), "tool_choice": "auto"}
            if not options.parallel:
                body["parallel_tool_calls"] = False
        return body

    def _messages(self, question: Question) -> Any:
        out: list[dict[str, Any]] = [{"role": "system", "content": question.system}]
        for message in question.messages:
            out += self._written(message)
        return out

    def _written(self, message: Message) -> list[dict[str, Any]]:
        if isinstance(message, Told):
            return [{"role": "user", "content": _content(message)}]
        if isinstance(message, Answer):
            return [self._said(message)]
        results: list[dict[str, Any]] = [
            {"role": "tool", "tool_call_id": one.id, "content": one.text} for one in message.each
        ]
        pictures = [one.picture for one in message.each if one.picture is not None]  # which a result cannot hold here
        return results + [{"role": "user", "content": _content(Told("The screen:", one))} for one in pictures]

    def _said(self, answer: Answer) -> dict[str, Any]:
        """Return an answer as it is sent back: what the model said and asked for. Its thoughts stay out, but for those
        that a provider wants back."""
        out: dict[str, Any] = {"role": "assistant", "content": answer.text or (None if answer.calls else NOTHING)}
        if answer.calls:
            out["tool_calls"] = [
                {"id": call.id, "type": "function",
                 "function": {"name": sound_name(call.tool), "arguments": sound_arguments(call.arguments)}}
                for call in answer.calls
            ]
        for name in ("reasoning_details", *(("reasoning_content",) if self._options.keep_reasoning else ())):
            if (kept := part(answer.message, name)) is not None:
                out[name] = kept
        return out

    def _answer(self, body: dict[str, Any]) -> Answer:
        message = part(body, "choices", 0, "message")
        if not isinstance(message, dict):
            raise Unanswered("there is no message in it", again=True)
        finish = text_at(body, "choices", 0, "finish_reason")
        if finish == "error":
            raise Unanswered(f"the model failed: {part(body, 'choices', 0, 'error')}", again=True)
        calls = tuple(
            Asked(text_at(one, "id") or f"call_{number}", text_at(one, "function", "name"),
                  arguments_at(one.get("function"), "arguments"))
            for number, one in enumerate(objects_at(message, "tool_calls"))
        )
        refused = text_at(message, "refusal")
        stop = "refusal" if refused else STOPS.get(finish, "end")
        return Answer(
            text=refused or text_in(message.get("content")), calls=() if stop == "refusal" else calls,
            reasoning=text_at(message, "reasoning_content") or text_at(message, "reasoning"),
            usage=self._usage(part(body, "usage")), stop=stop, model=text_at(body, "model") or self._model,
            message=message,
        )

    def _usage(self, told: Any) -> Usage:
        came, kept = count_at(told, "prompt_tokens"), count_at(told, "prompt_tokens_details", "cached_tokens")
        went = count_at(told, "completion_tokens")
        return Usage(
            input=came, cached=kept, output=went,
            reasoning=count_at(told, "completion_tokens_details", "reasoning_tokens"),
            cost=cost_of(self._price, came - kept, kept, 0, went),
        )


def _content(told: Told) -> Any:
    if told.picture is None:
        return told.text
    return [{"type": "text", "text": told.text},
            {"type": "image_url", "image_url": {"url": data_url(told.picture)}}]
