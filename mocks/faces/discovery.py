"""Google's discovery documents: which methods an API has, where they are reached, what they take and return.

The documents are those that Google's own Python client carries; nothing of them is kept here.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple
from urllib.parse import unquote

from ...snapshots.errors import MissingExtra
from ..common.masks import Names

APIS = {"gmail": "v1", "calendar": "v3", "drive": "v3", "docs": "v1"}
"""The APIs that are served, and their versions."""

_ROOT = "http://address.invalid/"
_PLACE = re.compile(r"\{\+?([A-Za-z0-9_]+)\}")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


class Parameter(NamedTuple):
    """One path or query parameter, with the name that the tool's parameter has."""

    name: str
    field: str
    type: str
    repeated: bool
    required: bool
    place: str
    choices: tuple[str, ...]


class Method(NamedTuple):
    """One method. `body` and `answer` name schemas of the document; empty: it takes none, it answers nothing."""

    id: str
    verb: str
    template: str
    path: re.Pattern[str]
    variables: tuple[str, ...]
    parameters: dict[str, Parameter]
    body: str
    answer: str
    uploads: bool
    downloads: bool


class Api:
    """One API: its methods by where they are reached."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self.name: str = document["name"]
        self.schemas: dict[str, Any] = document["schemas"]
        self.standard = {name: _parameter(name, entry) for name, entry in document["parameters"].items()}
        self.methods: dict[str, Method] = {}
        self._read(document)
        self._routes: dict[tuple[str, int], list[Method]] = {}
        for method in sorted(self.methods.values(), key=lambda one: len(one.variables)):
            self._routes.setdefault((method.verb, method.template.count("/")), []).append(method)

    def _read(self, resource: dict[str, Any]) -> None:
        for entry in resource.get("methods", {}).values():
            path = self.document["servicePath"] + entry.get("flatPath", entry["path"])
            literal = map(re.escape, _PLACE.split(path)[::2])
            self.methods[entry["id"]] = Method(
                id=entry["id"], verb=entry["httpMethod"], template=path, path=re.compile("([^/:]+)".join(literal)),
                variables=tuple(_PLACE.findall(path)),
                parameters={name: _parameter(name, one) for name, one in entry.get("parameters", {}).items()},
                body=entry.get("request", {}).get("$ref", ""), answer=entry.get("response", {}).get("$ref", ""),
                uploads=entry.get("supportsMediaUpload", False), downloads=entry.get("supportsMediaDownload", False),
            )
        for inner in resource.get("resources", {}).values():
            self._read(inner)

    def match(self, verb: str, path: str) -> tuple[Method, dict[str, str]] | None:
        """Return the method that a path (still percent-encoded) reaches, with what stands in the path's places."""
        for method in self._routes.get((verb, path.count("/")), ()):
            found = method.path.fullmatch(path)
            if found:
                return method, dict(zip(method.variables, map(unquote, found.groups()), strict=True))
        return None

    def published(self, root: str) -> str:
        """Return the document for clients, with a server's own address (ending in a slash) in the place of Google's."""
        return self._pattern.replace(_ROOT, json.dumps(root)[1:-1])

    @cached_property
    def _pattern(self) -> str:
        """The document with a word in the place of the address: writing it anew takes a hundred times as long."""
        return json.dumps({
            **self.document, "rootUrl": _ROOT, "baseUrl": _ROOT + self.document["servicePath"],
            "mtlsRootUrl": _ROOT, "basePath": f"/{self.document['servicePath']}",
        })


def _parameter(name: str, entry: dict[str, Any]) -> Parameter:
    return Parameter(
        name=name, field=snake(name), type=entry.get("type", "string"), repeated=entry.get("repeated", False),
        required=entry.get("required", False), place=entry.get("location", "query"),
        choices=tuple(entry.get("enum", ())),
    )


def snake(name: str) -> str:
    """Return a vendor's parameter name as a tool's: `includeSpamTrash` as `include_spam_trash`."""
    return _HUMP.sub("_", name.replace(".", "_").strip("$_")).lower()


class _Fields(Mapping[str, Names]):
    """The fields of a schema, looked up when they are asked for: schemas hold each other."""

    def __init__(self, schemas: Mapping[str, Any], schema: Mapping[str, Any]) -> None:
        self._schemas = schemas
        while "items" in schema or "$ref" in schema:
            schema = schema["items"] if "items" in schema else schemas[schema["$ref"]]
        self._properties: Mapping[str, Any] = schema.get("properties", {})

    def __getitem__(self, name: str) -> Names:
        return _Fields(self._schemas, self._properties[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._properties)

    def __len__(self) -> int:
        return len(self._properties)


def names_of(schemas: Mapping[str, Any], schema: str) -> Names:
    """Return the fields that an answer of a schema can have, as masks are held to them."""
    return _Fields(schemas, schemas.get(schema, {}))


@lru_cache(maxsize=8)
def api(name: str) -> Api:
    """Return an API, read once; MissingExtra where Google's client is not installed."""
    try:
        found = files("googleapiclient.discovery_cache.documents")
    except ModuleNotFoundError:
        raise MissingExtra("the REST faces need Google's discovery documents; install diorama[serve]") from None
    return Api(json.loads((found / f"{name}.{APIS[name]}.json").read_text(encoding="utf-8")))
