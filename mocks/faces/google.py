"""Google's REST protocol over the vendor methods of the services: parameters, bodies, errors, uploads, downloads."""

import base64
import json
import re
from collections.abc import Mapping
from typing import Any

from ...snapshots.calls import Call, Outcome, Spec
from ...snapshots.digest import Json, canonical
from ...snapshots.errors import ToolError, shown
from ..common.masks import Mask, check_mask, pick
from .bodies import check_body, read_body
from .discovery import Api, Method, Parameter, names_of
from .numbers import has_numbers, with_numbers
from .parts import DEFAULT_FIELDS, NEED_FIELDS
from .rest import Fault, Perform, Request, Response
from .troubles import trouble_of
from .uploads import Upload, Uploads

SMALL = 8192
"""Characters of an answer up to which its ETag is in a header even if nobody asks."""

_RANGE = re.compile(r"bytes=(\d{1,18})-(\d{0,18})", re.ASCII)
_LINK = re.compile(r'(?<!\\)"https://drive\.test/drive/v3/')
"""The links by which content is fetched: they lead to where the request came to."""
_WITH_LINKS = frozenset({"File", "FileList", "Revision", "RevisionList", "ChangeList", "Operation"})
_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+(?:; ?[\w.+-]+=[\w.+-]+)*", re.ASCII)


class GoogleFace:
    """One API's face on one account in one world. `uploads` holds resumable uploads that are under way, `specs` the
    tools of the world."""

    def __init__(self, api: Api, uploads: Uploads, specs: Mapping[str, Spec]) -> None:
        self.api = api
        self.uploads = uploads
        self.specs = specs

    def answer(self, request: Request, perform: Perform, address: str) -> Response | None:
        """Answer a request, or return None if its path is none of this API. `address` is the world's own."""
        path, media = request.path, False
        for prefix in ("resumable/upload/", "upload/"):
            if path.startswith(prefix):
                path, media = path.removeprefix(prefix), True
        found = self.api.match(request.verb, path)
        if found is None and media and request.verb == "PUT":
            found = self.api.match("POST", path) or self.api.match("PATCH", path)
        if found is None:
            return None
        method, variables = found
        try:
            if method.id not in self.specs:
                raise Fault("unknown_tool", f"{method.id} is not implemented.")
            if media:
                return self._upload(method, variables, request, perform, address)
            body = self._body(method, request.body)
            return self._call(method, variables, request, perform, body, None, address)
        except Fault as fault:
            return self.refusal(fault.code, fault.message, fault.where)

    # --- one call ------------------------------------------------------------------------------------------------

    def _call(self, method: Method, variables: Mapping[str, str], request: Request, perform: Perform,
              body: Json, upload: Upload | None, address: str) -> Response:
        arguments, standard = self._arguments(method, variables, request.query)
        if body is not None:
            arguments["body"] = body
        if upload is not None:
            arguments["media"] = {"type": upload.type, "base64": base64.b64encode(upload.content).decode()}
        media = method.downloads and standard.get("alt") == "media"
        takes = self.specs[method.id].params.model_fields
        if media and "alt" in takes:
            arguments["alt"] = "media"
        for header in ("if-match", "if-none-match"):
            name = header.replace("-", "_")
            if header in request.headers and name in takes:
                arguments[name] = request.headers[header]
        fields = standard.get("fields", "") or DEFAULT_FIELDS.get(method.id, "")
        if not fields and method.id in NEED_FIELDS:
            raise Fault("required", "The 'fields' parameter is required for this method.", "fields")
        mask = self._mask(method, fields)
        if mask and "tabs" in mask and method.id == "docs.documents.get":  # who asks for tabs wants their content
            arguments["include_tabs_content"] = True
        outcome = perform(Call.of(method.id, arguments))
        if not outcome.ok:
            return self.refusal(outcome.code, outcome.message)
        if media or (method.downloads and not method.answer):
            return _download(outcome, request.headers.get("range", ""))
        if not method.answer:
            return Response(204)
        tagged = self._tagged(method, request, outcome)
        wanted = _tags(request.headers.get("if-none-match", ""))
        if any(tag in (value, f"W/{value}", "*") for _, value in tagged for tag in wanted):
            return Response(304, b"", tagged)
        return Response.json(self._text(method, outcome, mask, address), headers=tagged)

    def _text(self, method: Method, outcome: Outcome, mask: "Mask | None", address: str) -> str:
        """Return a result as it is, but for what is not asked for, its numbers, and where downloads are fetched."""
        text = outcome.text
        if has_numbers(self.api, method.answer):
            value = with_numbers(self.api, method.answer, pick(outcome.value, mask) if mask else outcome.value)
            text = json.dumps(value, ensure_ascii=False)
        elif mask:
            text = canonical(pick(outcome.value, mask))
        if method.answer not in _WITH_LINKS:
            return text
        here = json.dumps(f"{address}drive/v3/")[:-1]  # the address holds what a Host header says
        return _LINK.sub(lambda _: here, text)

    def _tagged(self, method: Method, request: Request, outcome: Outcome) -> tuple[tuple[str, str], ...]:
        """Return the header with the ETag of what is read, if it has one and it is asked for or no work to find."""
        if method.verb != "GET" or "etag" not in self.api.schemas[method.answer].get("properties", {}):
            return ()
        if len(outcome.text) > SMALL and "if-none-match" not in request.headers:
            return ()
        value: Any = outcome.value
        tag = value.get("etag", "") if isinstance(value, dict) else ""
        return (("ETag", tag),) if isinstance(tag, str) and tag else ()

    def _mask(self, method: Method, fields: str) -> "Mask | None":
        """Return which part of the answer is wanted; None for all of it."""
        if not fields:
            return None
        try:
            return check_mask(fields, names_of(self.api.schemas, method.answer))
        except ToolError as error:
            raise Fault(error.code, error.message, "fields") from None

    def _arguments(self, method: Method, variables: Mapping[str, str], query: tuple[tuple[str, str], ...]
                   ) -> tuple[dict[str, Json], dict[str, str]]:
        """Return a call's arguments, and the parameters that all methods have."""
        arguments: dict[str, Json] = {}
        for name, text in variables.items():
            parameter = method.parameters[name]
            arguments[parameter.field] = _read(parameter, text)
        standard: dict[str, str] = {}
        for name, text in query:
            own = method.parameters.get(name)
            if own is not None and own.place == "query":
                value = _read(own, text)
                if own.repeated:
                    arguments[own.field] = [*_listed(arguments.get(own.field)), value]
                else:
                    arguments[own.field] = value
            elif name in self.api.standard or name in ("uploadType", "upload_id", "upload_protocol"):
                standard[name] = text
            else:
                raise Fault("invalid_arguments", f"Unknown name {shown(name)}: {method.id} has no such parameter.",
                            name)
        for parameter in method.parameters.values():
            if parameter.required and parameter.field not in arguments:
                raise Fault("invalid_arguments", f"Required parameter: {parameter.name}", parameter.name)
        return arguments, standard

    def _body(self, method: Method, content: bytes) -> Json:
        """Return a request's checked body; None where the method takes none."""
        if not method.body:
            return None
        body = read_body(content)
        check_body(self.api.schemas, method.body, body)
        return body

    # --- uploads -------------------------------------------------------------------------------------------------

    def _upload(self, method: Method, variables: Mapping[str, str], request: Request, perform: Perform, address: str
                ) -> Response:
        if not method.uploads:
            raise Fault("not_found", f"{method.id} takes no uploads.")
        parameters = dict(request.query)
        kind = parameters.get("uploadType", parameters.get("upload_protocol", ""))
        if "upload_id" in parameters:
            return self._go_on(method, variables, request, perform, parameters["upload_id"], address)
        if kind == "media":
            upload = Upload(request.headers.get("content-type", "application/octet-stream"), request.body)
            return self._call(method, variables, request, perform, {}, upload, address)
        if kind == "multipart":
            metadata, upload = self.uploads.parts(request)
            return self._call(method, variables, request, perform, self._body(method, metadata), upload, address)
        if kind == "resumable":
            self._body(method, request.body)
            identity = self.uploads.begin(request)
            where = f"{address}{request.path}?uploadType=resumable&upload_id={identity}"
            return Response(200, b"", (("Location", where), ("X-GUploader-UploadID", identity)))
        raise Fault("invalid_arguments", f"uploadType is {shown(kind)}; it is media, multipart or resumable.",
                    "uploadType")

    def _go_on(self, method: Method, variables: Mapping[str, str], request: Request, perform: Perform, identity: str,
               address: str) -> Response:
        """Take in a piece of a resumable upload; the last one makes the call."""
        first, upload, received = self.uploads.add(identity, request)
        if upload is None:
            return Response(308, b"", (("Range", f"bytes=0-{received - 1}"),) if received else ())
        body = self._body(method, first.body)
        response = self._call(method, variables, first, perform, body, upload, address)
        if response.status < 500:
            self.uploads.end(identity)
        return response

    # --- errors --------------------------------------------------------------------------------------------------

    def refusal(self, code: str, message: str, where: str = "") -> Response:
        """Return an error as this API says it."""
        return refusal(self.api.name, code, message, where)


def refusal(api: str, code: str, message: str, where: str = "") -> Response:
    """Return an error as one of Google's APIs says it."""
    trouble = trouble_of(api, code)
    detail: dict[str, Json] = {"message": message, "domain": "global", "reason": trouble.reason}
    if where:
        detail = {**detail, "locationType": "parameter", "location": where}
    error: dict[str, Json] = {"code": trouble.status, "message": message}
    if api != "docs":
        error["errors"] = [detail]
    if api in ("gmail", "docs"):
        error["status"] = trouble.code
    return Response.json(json.dumps({"error": error}, ensure_ascii=False), trouble.status)


def _read(parameter: Parameter, text: str) -> Json:
    """Return a parameter's value; Fault says what it cannot be."""
    if parameter.type == "boolean":
        if text.lower() not in ("true", "false", "1", "0"):
            raise Fault("invalid_arguments", f"Invalid value {shown(text)} for {parameter.name}: it is true or false.",
                        parameter.name)
        return text.lower() in ("true", "1")
    if parameter.type == "integer":
        if not re.fullmatch(r"-?\d{1,10}", text, re.ASCII):
            raise Fault("invalid_arguments", f"Invalid value {shown(text)} for {parameter.name}: it is an integer.",
                        parameter.name)
        return int(text)
    if parameter.choices and text not in parameter.choices:
        raise Fault("invalid_arguments", f"Invalid value {shown(text)} for {parameter.name}: it is one of "
                                         f"{', '.join(parameter.choices)}.", parameter.name)
    return text


def _tags(header: str) -> list[str]:
    return [tag.strip() for tag in header.split(",") if tag.strip()]


def _listed(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _download(outcome: Outcome, wanted: str) -> Response:
    """Return content as bytes, or the stretch of it that a Range header wants."""
    value: Any = outcome.value
    content = base64.b64decode(value["base64"])
    kind = ("Content-Type", str(value["type"]) if _TYPE.fullmatch(str(value["type"])) else "application/octet-stream")
    found = _RANGE.fullmatch(wanted)
    if not found or not content:
        return Response(200, content, (kind,))
    first, last = int(found[1]), min(int(found[2] or len(content)), len(content) - 1)
    if first > last:
        return Response(416, b"", (("Content-Range", f"bytes */{len(content)}"),))
    return Response(206, content[first : last + 1], (kind, ("Content-Range", f"bytes {first}-{last}/{len(content)}")))
