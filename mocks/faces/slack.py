"""Slack's Web API over the vendor methods of the chat service: arguments from forms and JSON, errors in the body."""

import base64
import re
from collections.abc import Mapping
from email.message import Message
from typing import Any
from urllib.parse import parse_qsl

from ...snapshots.calls import Call, Outcome, Spec
from ...snapshots.digest import Json, canonical
from ..common.vendor import SLACK_FILES
from .bodies import read_body, read_json
from .multipart import split
from .rest import Fault, Perform, Request, Response

API = "slack/api/"
UPLOAD = "slack/upload/"
"""Where the addresses lie that `files.getUploadURLExternal` gives out."""

UPLOAD_CONTENT = "slack.files.uploadContent"
"""The call that a POST to such an address becomes."""

DOWNLOADS = ("slack/files-pri/", "slack/files-pub/", "slack/avatars/")
"""Where the addresses lie that files and pictures are got from."""

DOWNLOAD_CONTENT = "slack.files.downloadContent"
"""The call that a GET of such an address becomes."""

ECHO = "slack.api.test"
"""The method that takes arguments of any name."""

ITEMS = "slack.slackLists.items."
"""The methods whose answers have cells with numbers."""

_FRACTION = re.compile(rb'"number":\["(-?\d+\.\d+)"\],"value":"\1"')

_OWN = (UPLOAD_CONTENT, DOWNLOAD_CONTENT)


class SlackFace:
    """Slack's face on one account in one world. `specs` are the tools of the world."""

    def __init__(self, specs: Mapping[str, Spec]) -> None:
        self.specs = specs

    def answer(self, request: Request, perform: Perform, address: str = "") -> Response | None:
        """Answer a request, or return None if its path is none of Slack's.

        `address` is that of the account's world, ending in a slash: those of files lie below it.
        """
        try:
            if request.path.startswith(UPLOAD) and UPLOAD_CONTENT in self.specs:
                return self._take_in(request, perform)
            if request.path.startswith(DOWNLOADS) and DOWNLOAD_CONTENT in self.specs:
                return self._give_out(request, perform)
            if not request.path.startswith(API):
                return None
            spec = self.specs.get(f"slack.{request.path.removeprefix(API)}")
            if spec is None or spec.name in _OWN:
                return refusal("unknown_method", "")
            arguments = _fitted(spec, _echoed(given(request)) if spec.name == ECHO else given(request))
        except Fault as fault:
            return refusal(fault.code, fault.message)
        response = _answered(perform(Call.of(spec.name, arguments)), address)
        return _with_fractions(response) if spec.name.startswith(ITEMS) else response

    def _take_in(self, request: Request, perform: Perform) -> Response:
        """Take in the bytes of a file, sent raw or as a form with a file in it."""
        content = request.body
        if request.headers.get("content-type", "").startswith("multipart/"):
            parts = split(request.headers["content-type"], request.body)
            content = parts[-1].content if parts else b""
        outcome = perform(Call.of(UPLOAD_CONTENT, {
            "ticket": request.path.removeprefix(UPLOAD), "base64": base64.b64encode(content).decode(),
        }))
        if not outcome.ok:
            return Response(404 if outcome.code == "not_found" else 400, outcome.message.encode())
        return Response(200, f"OK - {len(content)}".encode(), (("Content-Type", "text/plain"),))

    def _give_out(self, request: Request, perform: Perform) -> Response:
        """Give the bytes of a file or picture."""
        outcome = perform(Call.of(DOWNLOAD_CONTENT, {"path": request.path.removeprefix("slack/")}))
        if not outcome.ok:
            return Response(404, b"", (("Content-Type", "text/plain"),))
        found: Any = outcome.value
        return Response(200, base64.b64decode(found["base64"]), (("Content-Type", found["type"]),))


def given(request: Request) -> dict[str, Json]:
    """Return the arguments of a request, from its query and its body, whatever form that has."""
    out: dict[str, Json] = dict(request.query)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        body = read_body(request.body)
        assert isinstance(body, dict), "read_body gives an object"
        out.update(body)
    elif kind == "multipart/form-data":
        for part in split(request.headers["content-type"], request.body):
            head = Message()
            head["Content-Disposition"] = part.headers.get("content-disposition", "")
            name = head.get_param("name", header="content-disposition")
            if head.get_filename() is not None:
                out["filename"] = head.get_filename()
                out[str(name)] = base64.b64encode(part.content).decode()
            else:
                out[str(name)] = _text(part.content)
    elif request.body:
        out.update(parse_qsl(_text(request.body), keep_blank_values=True))
    return out


def _echoed(arguments: dict[str, Json]) -> dict[str, Json]:
    """Return the arguments of the method that answers with all of them, whatever their names are."""
    told: dict[str, Json] = {
        name: value for name, value in arguments.items() if name != "token" and value is not None
    }
    return {"args": told, "error": told.get("error")}


def _text(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise Fault("invalid_form_data", "The form is no text in UTF-8.") from None


def _fitted(spec: Spec, arguments: Mapping[str, Json]) -> dict[str, Json]:
    """Return the arguments that a method knows, of the types that it wants: a form has nothing but text. Slack passes
    over what a method does not know."""
    schema: Any = spec.schema
    properties: dict[str, Any] = schema.get("properties", {})
    return {
        name: _typed(properties[name], value) for name, value in arguments.items()
        if name in properties and value is not None
    }


def _typed(schema: Mapping[str, Any], value: Json) -> Json:
    kinds = {schema.get("type")} | {one.get("type") for one in schema.get("anyOf", ())}
    if type(value) is int and "integer" not in kinds and "string" in kinds:
        return str(value)
    return _read(kinds, value) if isinstance(value, str) else value


def _read(kinds: set[Any], text: str) -> Json:
    if "string" in kinds:
        return text
    if "boolean" in kinds and text.lower() in ("true", "false", "1", "0"):
        return text.lower() in ("true", "1")
    if "integer" in kinds and text.lstrip("-").isdecimal() and text.isascii() and len(text) < 20:
        return int(text)
    if text[:1] in ("[", "{"):
        try:
            return read_json(text)
        except ValueError:
            raise Fault("invalid_json", "An argument is not the JSON that it looks like.") from None
    if "array" in kinds:
        return [part.strip() for part in text.split(",") if part.strip()]
    return text


def _answered(outcome: Outcome, address: str) -> Response:
    if not outcome.ok:
        return refusal(outcome.code, outcome.message)
    text = outcome.text.replace(f'"{SLACK_FILES}', f'"{address}slack/') if address else outcome.text
    if not text.startswith("{"):
        return Response.json('{"ok":true}')
    return Response.json('{"ok":true' + ("," if text != "{}" else "") + text[1:])


def _with_fractions(response: Response) -> Response:
    """Return the items of a list with the fractions in their cells as JSON numbers: calls hold them as text."""
    return response._replace(body=_FRACTION.sub(rb'"number":[\1],"value":\1', response.body))


ERRORS: Mapping[str, str] = {
    "unauthenticated": "token_revoked", "parse_error": "invalid_json", "unknown_tool": "unknown_method",
    "no_account": "invalid_auth",
}
"""Codes of ours that Slack says otherwise."""


def refusal(code: str, message: str) -> Response:
    """Return an error as Slack says it: in the body, with status 200. Of bad arguments it says what is wrong."""
    body: dict[str, Json] = {"ok": False, "error": ERRORS.get(code, code)}
    if message and code.startswith(("invalid_", "parse_")):
        body["response_metadata"] = {"messages": [f"[ERROR] {message}"]}
    return Response.json(canonical(body))
