"""OpenAI's responses, the protocol of its reasoning models: nothing is kept there, all is sent each time."""

from typing import TYPE_CHECKING, Any

from ...mocks.faces.schemas import tool_list
from ..talk import Usage
from .asking import failure, translated
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
)

if TYPE_CHECKING:
    from openai import OpenAI


class OpenAIResponses:
    """Asks by responses. Items of reasoning go back as they came, encrypted."""

    def __init__(self, client: "OpenAI", model: str, options: Options, price: Price | None) -> None:
        self._client = client
        self._model = model
        self._options = options
        self._price = price

    def ask(self, question: Question) -> Answer:
        """Make one request."""
        import openai

        key = self._client.api_key
        with translated(openai, key):
            raw = self._client.responses.with_raw_response.create(
                model=self._model, instructions=question.system, input=self._items(question), store=False,
                include=["reasoning.encrypted_content"], extra_body=self._body(question),
            )
            return self._answer(decoded(raw.http_response.text, key))

    def _body(self, question: Question) -> dict[str, Any]:
        options = self._options
        effort = {"effort": options.effort, "summary": "auto"} if options.effort else None
        given = {"temperature": options.temperature, "top_p": options.top_p, "reasoning": effort,
                 "max_output_tokens": options.max_output}
        body: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
        if question.specs:
            tools = [{"type": "function", "strict": False, **_function(tool)}
                     for tool in tool_list(question.specs, "openai")]
            body |= {"tools": tools, "tool_choice": "auto", "parallel_tool_calls": options.parallel}
        return body

    def _items(self, question: Question) -> Any:
        return [item for message in question.messages for item in self._written(message)]

    def _written(self, message: Message) -> list[dict[str, Any]]:
        if isinstance(message, Told):
            return [_user(message)]
        if isinstance(message, Answer):
            return _said(message)
        items: list[dict[str, Any]] = [
            {"type": "function_call_output", "call_id": one.id, "output": one.text} for one in message.each
        ]
        return items + [_user(Told("The screen:", one.picture)) for one in message.each if one.picture is not None]

    def _answer(self, body: dict[str, Any]) -> Answer:
        output = objects_at(body, "output")
        why = text_at(body, "incomplete_details", "reason")
        if not isinstance(body.get("output"), list):
            raise Unanswered("there is no output in it", again=True)
        if text_at(body, "status") == "failed":
            raise failure(502, body, "the response failed", {})
        calls = tuple(
            Asked(text_at(item, "call_id"), text_at(item, "name"), arguments_at(item, "arguments"))
            for item in output if item.get("type") == "function_call"
        )
        parts = [one for item in output if item.get("type") == "message" for one in objects_at(item, "content")]
        refused = "".join(text_at(one, "refusal") for one in parts if one.get("type") == "refusal")
        refuses = bool(refused) or why == "content_filter"
        stop = "refusal" if refuses else "length" if why else "tool_calls" if calls else "end"
        thoughts = [text_at(one, "text") for item in output if item.get("type") == "reasoning"
                    for one in (*objects_at(item, "summary"), *objects_at(item, "content"))]
        return Answer(
            text=refused or "".join(text_at(one, "text") for one in parts), calls=() if refuses else calls,
            reasoning="\n\n".join(thoughts), usage=self._usage(part(body, "usage")), stop=stop,
            model=text_at(body, "model") or self._model, message=list(output),
        )

    def _usage(self, told: Any) -> Usage:
        came, kept = count_at(told, "input_tokens"), count_at(told, "input_tokens_details", "cached_tokens")
        went = count_at(told, "output_tokens")
        return Usage(
            input=came, cached=kept, output=went,
            reasoning=count_at(told, "output_tokens_details", "reasoning_tokens"),
            cost=cost_of(self._price, came - kept, kept, 0, went),
        )


def _function(tool: dict[str, Any]) -> dict[str, Any]:
    """Return a tool as this protocol has it: without the layer that chat completions put around it."""
    inner: dict[str, Any] = tool["function"]
    return inner


def _user(told: Told) -> dict[str, Any]:
    content: list[dict[str, Any]] = [{"type": "input_text", "text": told.text}]
    if told.picture is not None:
        content.append({"type": "input_image", "detail": "auto", "image_url": data_url(told.picture)})
    return {"role": "user", "content": content}


def _said(answer: Answer) -> list[dict[str, Any]]:
    """Return an answer as it is sent back: the items as they came, or such as stand for another agent's."""
    if isinstance(answer.message, list):
        return [_sound(item) for item in answer.message if isinstance(item, dict)] or [_spoken(NOTHING)]
    calls: list[dict[str, Any]] = [
        {"type": "function_call", "call_id": call.id, "name": sound_name(call.tool),
         "arguments": sound_arguments(call.arguments)}
        for call in answer.calls
    ]
    return calls or [_spoken(answer.text or NOTHING)]


def _spoken(text: str) -> dict[str, Any]:
    return {"role": "assistant", "content": [{"type": "output_text", "text": text}]}


def _sound(item: dict[str, Any]) -> dict[str, Any]:
    if item.get("type") != "function_call":
        return item
    return {**item, "name": sound_name(text_at(item, "name")),
            "arguments": sound_arguments(arguments_at(item, "arguments"))}
