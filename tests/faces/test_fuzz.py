"""Schemathesis on what the discovery documents say: whatever is sent, the vendor answers, and our side never fails."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings

from diorama.harnesses.serve.served import Worlds
from diorama.mocks.faces.discovery import APIS, Parameter, api
from tests.faces.clients import Desk, at_desk

THERE = {
    "userId": ["me"], "calendarId": ["primary"], "fileId": ["file_roster", "doc_handbook"], "eventId": ["evt_standup"],
    "documentId": ["doc_handbook", "doc_standup"], "driveId": ["drive_operations"],
}
"""What is there in the office: with any other text most requests would end at a 404."""


def described(schema: Any) -> Any:
    """Return a schema of a discovery document as OpenAPI has it."""
    if "$ref" in schema:
        return {"$ref": f"#/components/schemas/{schema['$ref']}"}
    out: dict[str, Any] = {} if schema.get("type", "any") == "any" else {"type": schema["type"]}
    if "properties" in schema:
        out["properties"] = {name: described(one) for name, one in schema["properties"].items()}
    if "items" in schema:
        out["items"] = described(schema["items"])
    if "additionalProperties" in schema:
        out["additionalProperties"] = described(schema["additionalProperties"])
    return out


def parameter(one: Parameter) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": one.type}
    if one.choices or one.name in THERE:
        schema["enum"] = list(one.choices) or THERE[one.name]
    if one.repeated:
        schema = {"type": "array", "items": schema, "maxItems": 3}
    return {"name": one.name, "in": one.place, "required": one.required or one.place == "path", "schema": schema}


def openapi(name: str) -> dict[str, Any]:
    """Return an API's discovery document as an OpenAPI document."""
    paths: dict[str, dict[str, Any]] = {}
    for method in api(name).methods.values():
        operation: dict[str, Any] = {
            "operationId": method.id, "responses": {"default": {"description": "any"}},
            "parameters": [parameter(one) for one in method.parameters.values()],
        }
        if method.body:
            body = {"schema": {"$ref": f"#/components/schemas/{method.body}"}}
            operation["requestBody"] = {"content": {"application/json": body}}
        path = "/" + re.sub(r"\{\+?(\w+)\}", r"{\1}", method.template)
        paths.setdefault(path, {})[method.verb.lower()] = operation
    return {
        "openapi": "3.0.3", "info": {"title": name, "version": "1"}, "paths": paths,
        "components": {"schemas": {key: described(one) for key, one in api(name).schemas.items()}},
    }


def operations() -> Iterator[Any]:
    for name in APIS:
        for found in schemathesis.openapi.from_dict(openapi(name)).get_all_operations():
            operation: Any = found.ok()  # type: ignore[union-attr]
            yield pytest.param(operation, id=operation.definition.raw["operationId"])


@pytest.fixture(scope="module")
def target(origin: str, worlds: Worlds) -> Iterator[Desk]:
    with at_desk(origin, worlds) as made:
        yield made


@pytest.mark.parametrize("operation", list(operations()))
def test_no_request_makes_our_side_fail(target: Desk, operation: Any) -> None:
    sent = 0

    @settings(max_examples=4, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))
    @given(operation.as_strategy())
    def send(case: Any) -> None:
        nonlocal sent
        sent += 1
        answer = case.call(base_url=target.address.rstrip("/"))
        assert answer.status_code < 500 or answer.status_code == 501, answer.text
        assert target.account.key not in answer.text.replace(target.address, "")

    send()
    assert sent
