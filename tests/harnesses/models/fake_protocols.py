"""The three protocols of model providers as a server has them: what a request says, what is wrong with it, and how an
answer is written. As strict as the real ones are about calls without results and about changed thoughts."""

import json
import re
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any, NamedTuple

JsonObject = dict[str, Any]

_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_DATA = "data:image/png;base64,"


class ToolCall(NamedTuple):
    """A call of a tool as a model makes it; the arguments are text, which need not be JSON. `bare`: the server puts
    them into its answer as the JSON that they are, which the protocols do not allow and some servers do."""

    name: str
    arguments: str = "{}"
    bare: bool = False

    @property
    def sent(self) -> object:
        """What stands in an answer of OpenAI's protocols."""
        return json.loads(self.arguments) if self.bare else self.arguments


class Say(NamedTuple):
    """What the model answers. `stop` is in the neutral words: end, tool_calls, length, refusal, filter. `parts`: a chat
    completion has its text as a list of parts, as some servers write it. `raw`: this is the answer, whatever it is."""

    text: str = ""
    calls: tuple[ToolCall, ...] = ()
    reasoning: str = ""
    stop: str = ""
    parts: bool = False
    raw: JsonObject | None = None


class Seen(NamedTuple):
    """What a request shows. `turns` are the model's earlier answers, each as its calls; `results` the texts of all
    results so far; `pictures` the number of pictures; `text` all that was said to the model, but for results."""

    protocol: str
    model: str
    system: str
    text: str
    tools: tuple[str, ...]
    turns: tuple[tuple[ToolCall, ...], ...]
    results: tuple[str, ...]
    pictures: int
    body: JsonObject


class Wrong(Exception):
    """A request breaks a rule of its protocol: status 400."""


class _Reading:
    """Gathers a conversation while it is gone through, and holds it to the rule that each call has its result."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.turns: list[tuple[ToolCall, ...]] = []
        self.results: list[str] = []
        self.pictures = 0
        self._open: list[str] = []

    def parts(self, content: object) -> None:
        """Take in text, or a list of parts."""
        if isinstance(content, str):
            self.texts.append(content)
            return
        for part in _list(content):
            if part.get("type") in ("text", "input_text"):
                self.texts.append(part["text"])
            elif part.get("type") in ("image_url", "input_image", "image"):
                _check_picture(part)
                self.pictures += 1
            else:
                raise Wrong(f"unknown part {part.get('type')!r}")

    def said(self, calls: list[tuple[str, ToolCall]]) -> None:
        """Take in an answer of the model's own."""
        self.settled()
        self._open = [identity for identity, _ in calls]
        self.turns.append(tuple(call for _, call in calls))

    def result(self, identity: object, text: str) -> None:
        """Take in a result."""
        if identity not in self._open:
            raise Wrong(f"no call {identity!r} waits for a result")
        self._open.remove(str(identity))
        self.results.append(text)

    def settled(self) -> None:
        """Refuse a conversation that goes on while a call has no result."""
        if self._open:
            raise Wrong(f"the calls {', '.join(self._open)} have no result")


def _list(value: object) -> list[JsonObject]:
    if not isinstance(value, list):
        raise Wrong(f"a list was expected, not {value!r}")
    return value


def _check_picture(part: JsonObject) -> None:
    address = part.get("image_url")
    address = address.get("url") if isinstance(address, dict) else address
    data = part["source"]["data"] if part["type"] == "image" else str(address).removeprefix(_DATA)
    if not data.startswith("iVBOR"):
        raise Wrong("a picture is no PNG in base64")


def _tool_names(names: Iterator[Any]) -> tuple[str, ...]:
    out = tuple(names)
    for name in out:
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise Wrong(f"{name!r} is no name of a tool")
    return out


def _seen(protocol: str, body: JsonObject, reading: _Reading, system: str, tools: tuple[str, ...]) -> Seen:
    reading.settled()
    return Seen(protocol, body["model"], system, "\n".join(reading.texts), tools, tuple(reading.turns),
                tuple(reading.results), reading.pictures, body)


def _text_of(content: object) -> str:
    return content if isinstance(content, str) else "".join(part.get("text", "") for part in _list(content))


def _made(call: JsonObject) -> ToolCall:
    """Return a call that comes back: its arguments are an object, by whatever the model said."""
    try:
        if isinstance(json.loads(call["arguments"], parse_constant=int), dict):
            [name] = _tool_names(iter([call["name"]]))
            return ToolCall(name, call["arguments"])
    except (ValueError, TypeError):
        pass
    raise Wrong(f"the arguments {call['arguments']!r} are no JSON object")


def read_chat(body: JsonObject) -> Seen:
    """Read a request for a chat completion."""
    reading, system = _Reading(), ""
    for message in _list(body.get("messages")):
        match message["role"]:
            case "system" | "developer":
                system += _text_of(message["content"])
            case "user":
                reading.settled()
                reading.parts(message["content"])
            case "assistant":
                reading.said([(one["id"], _made(one["function"])) for one in message.get("tool_calls") or []])
            case "tool":
                reading.result(message["tool_call_id"], _text_of(message["content"]))
            case role:
                raise Wrong(f"unknown role {role!r}")
    tools = _tool_names(tool["function"]["name"] for tool in body.get("tools", []))
    return _seen("chat", body, reading, system, tools)


def read_responses(body: JsonObject) -> Seen:
    """Read a request for a response."""
    reading = _Reading()
    pending: list[tuple[str, ToolCall]] = []
    spoke = False
    given = body.get("input")
    items: list[JsonObject] = [{"role": "user", "content": given}] if isinstance(given, str) else _list(given)
    for item in items:
        kind = item.get("type", "message")
        own = kind in ("function_call", "reasoning") or item.get("role") == "assistant"
        if spoke and not own:
            reading.said(pending)
            pending, spoke = [], False
        spoke = spoke or own
        if kind == "function_call":
            pending.append((item["call_id"], _made(item)))
        elif kind == "function_call_output":
            reading.result(item["call_id"], _text_of(item["output"]))
        elif kind == "reasoning":
            if item.get("encrypted_content") != _seal("".join(one["text"] for one in item["summary"])):
                raise Wrong("an item of reasoning was changed")
        elif item.get("role") == "user":
            reading.settled()
            reading.parts(item["content"])
        elif not own:
            raise Wrong(f"unknown item {kind!r}")
    if spoke:
        reading.said(pending)
    return _seen("responses", body, reading, body.get("instructions") or "",
                 _tool_names(tool["name"] for tool in body.get("tools", [])))


def read_messages(body: JsonObject) -> Seen:
    """Read a request for a message."""
    if not isinstance(body.get("max_tokens"), int):
        raise Wrong("max_tokens is missing")
    reading, before = _Reading(), ""
    for message in _list(body.get("messages")):
        if message["role"] == before:
            raise Wrong(f"two messages of the {before} follow on one another")
        before = message["role"]
        content = message["content"]
        blocks = [{"type": "text", "text": content}] if isinstance(content, str) else _list(content)
        if before == "assistant":
            _check_thoughts(blocks)
            reading.said([(one["id"], _made({**one, "arguments": json.dumps(one["input"])}))
                          for one in blocks if one["type"] == "tool_use"])
            continue
        for block in blocks:
            if block["type"] == "tool_result":
                reading.result(block["tool_use_id"], _text_of(block["content"]))
        reading.settled()
        reading.parts([block for block in blocks if block["type"] != "tool_result"])
    return _seen("messages", body, reading, _text_of(body.get("system", "")),
                 _tool_names(tool["name"] for tool in body.get("tools", [])))


def _check_thoughts(blocks: list[JsonObject]) -> None:
    if not blocks:
        raise Wrong("a message of the assistant is empty")
    for block in blocks:
        if block["type"] == "thinking" and block.get("signature") != _seal(block["thinking"]):
            raise Wrong("a thinking block was changed")
        if block["type"] == "text" and not block["text"].strip():
            raise Wrong("text content blocks must contain non-whitespace text")


def _seal(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:24]


def _identities(seen: Seen, say: Say) -> list[str]:
    return [f"call_{len(seen.turns)}_{number}" for number in range(len(say.calls))]


def _tokens(seen: Seen, say: Say) -> tuple[int, int, int]:
    """Return how many tokens went in, came out, and of those were thoughts: a quarter of the characters."""
    thoughts = len(say.reasoning) // 4
    said = len(say.text) + sum(len(call.name) + len(call.arguments) for call in say.calls)
    return len(json.dumps(seen.body)) // 4, said // 4 + 1 + thoughts, thoughts


def write_chat(seen: Seen, say: Say) -> JsonObject:
    """Write a chat completion."""
    message: JsonObject = {"role": "assistant", "content": say.text or None, "refusal": None}
    if say.reasoning:
        message["reasoning_content"] = say.reasoning
    if say.parts:
        message["content"] = [{"type": "thinking", "thinking": []}, {"type": "text", "text": say.text}]
    if say.stop == "refusal":
        message.update(content=None, refusal=say.text)
    if say.calls:
        message["tool_calls"] = [
            {"id": identity, "type": "function", "function": {"name": call.name, "arguments": call.sent}}
            for identity, call in zip(_identities(seen, say), say.calls, strict=True)
        ]
    usual = "tool_calls" if say.calls else "stop"
    finish = {"length": "length", "filter": "content_filter"}.get(say.stop, usual)
    came, went, thoughts = _tokens(seen, say)
    return {
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": f"{seen.model}-2026",
        "choices": [{"index": 0, "message": message, "finish_reason": finish, "logprobs": None}],
        "usage": {"prompt_tokens": came, "completion_tokens": went, "total_tokens": came + went,
                  "prompt_tokens_details": {"cached_tokens": came // 2},
                  "completion_tokens_details": {"reasoning_tokens": thoughts}},
    }


def write_responses(seen: Seen, say: Say) -> JsonObject:
    """Write a response."""
    number = len(seen.turns)
    output: list[JsonObject] = []
    if say.reasoning:
        output.append({"type": "reasoning", "id": f"rs_{number}", "encrypted_content": _seal(say.reasoning),
                       "summary": [{"type": "summary_text", "text": say.reasoning}]})
    if say.text:
        part = ({"type": "refusal", "refusal": say.text} if say.stop == "refusal"
                else {"type": "output_text", "text": say.text, "annotations": []})
        output.append({"type": "message", "id": f"msg_{number}", "role": "assistant", "status": "completed",
                       "content": [part]})
    output += [
        {"type": "function_call", "id": f"fc_{identity}", "call_id": identity, "name": call.name,
         "arguments": call.sent, "status": "completed"}
        for identity, call in zip(_identities(seen, say), say.calls, strict=True)
    ]
    cut = {"length": "max_output_tokens", "filter": "content_filter"}.get(say.stop)
    came, went, thoughts = _tokens(seen, say)
    return {
        "id": f"resp_{number}", "object": "response", "created_at": 1, "model": f"{seen.model}-2026",
        "status": "incomplete" if cut else "completed", "error": None, "output": output,
        "incomplete_details": {"reason": cut} if cut else None, "parallel_tool_calls": True, "tools": [],
        "tool_choice": "auto",
        "usage": {"input_tokens": came, "output_tokens": went, "total_tokens": came + went,
                  "input_tokens_details": {"cached_tokens": came // 2},
                  "output_tokens_details": {"reasoning_tokens": thoughts}},
    }


def write_messages(seen: Seen, say: Say) -> JsonObject:
    """Write a message. Arguments that are no JSON cannot be said here: they become what the protocol makes of them."""
    content: list[JsonObject] = []
    if say.reasoning:
        content.append({"type": "thinking", "thinking": say.reasoning, "signature": _seal(say.reasoning)})
    if say.text:
        content.append({"type": "text", "text": say.text, "citations": None})
    content += [
        {"type": "tool_use", "id": identity, "name": call.name,
         "input": call.sent if call.bare else _object(call.arguments)}
        for identity, call in zip(_identities(seen, say), say.calls, strict=True)
    ]
    usual = "tool_use" if say.calls else "end_turn"
    stop = {"length": "max_tokens", "refusal": "refusal", "filter": "refusal"}.get(say.stop, usual)
    came, went, _ = _tokens(seen, say)
    kept = came // 2
    return {
        "id": f"msg_{len(seen.turns)}", "type": "message", "role": "assistant", "model": f"{seen.model}-2026",
        "content": content, "stop_reason": stop, "stop_sequence": None,
        "usage": {"input_tokens": came - kept, "cache_read_input_tokens": kept, "cache_creation_input_tokens": 0,
                  "output_tokens": went},
    }


def _object(text: str) -> JsonObject:
    try:
        value = json.loads(text, parse_constant=int)  # which refuses NaN, as JSON does
    except ValueError:
        return {"malformed": text}
    return value if isinstance(value, dict) else {"malformed": text}


class Protocol(NamedTuple):
    """How one protocol is read and written."""

    read: Callable[[JsonObject], Seen]
    write: Callable[[Seen, Say], JsonObject]


PROTOCOLS = {
    "/chat/completions": Protocol(read_chat, write_chat),
    "/responses": Protocol(read_responses, write_responses),
    "/messages": Protocol(read_messages, write_messages),
}
"""The protocols by the end of the path that they are asked at."""
