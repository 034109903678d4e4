"""Official clients against served worlds, and what every answer of theirs is held to."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from google.auth.credentials import AnonymousCredentials
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError

from diorama.harnesses.serve.agent_side import AgentSide
from diorama.harnesses.serve.host import config_of
from diorama.harnesses.serve.served import Account, Served, Worlds
from diorama.mocks.faces.discovery import APIS, Api, api
from diorama.mocks.worlds import base_world
from diorama.snapshots.diff import Change, diff


@contextmanager
def serving(worlds: Worlds) -> Iterator[str]:
    """Serve worlds from a thread; yield the address."""
    server = uvicorn.Server(config_of(AgentSide(worlds)))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)


class Desk:
    """One account in a served world, with the official clients that come to it."""

    def __init__(self, origin: str, served: Served, account: Account) -> None:
        self.served = served
        self.account = account
        self.address = f"{origin}/w/{account.key}/"
        self._clients: dict[str, Any] = {}

    def google(self, name: str) -> Any:
        """Return Google's client of an API, built from the document that the server publishes."""
        if name not in self._clients:
            self._clients[name] = build(
                name, APIS[name], credentials=AnonymousCredentials(), static_discovery=False,  # type: ignore[no-untyped-call]
                discoveryServiceUrl=f"{self.address}discovery/v1/apis/{{api}}/{{apiVersion}}/rest",
            )
        return self._clients[name]

    def done(self, request: Any) -> Any:
        """Execute a request and hold its answer to the schema of its method."""
        answer = request.execute()
        check_answer(api(request.methodId.partition(".")[0]), request.methodId, answer)
        return answer

    def changes(self) -> list[Change]:
        """Return what is different in the world since it was first served."""
        return diff(self.served.start, self.served.world.state)

    def changed(self, prefix: str) -> bool:
        """Tell whether anything whose path begins so is different."""
        return any(change.path.startswith(prefix) for change in self.changes())


@contextmanager
def at_desk(origin: str, worlds: Worlds, world: str = "office-small", identity: str = "") -> Iterator[Desk]:
    """Serve one more world, to its principal or somebody else; yield the desk."""
    served = worlds.add(base_world(world), (identity,) if identity else ())
    desk = Desk(origin, served, next(iter(served.accounts.values())))
    try:
        yield desk
    finally:
        for client in desk._clients.values():
            client.close()
        worlds.remove(served.name)


def refusal(request: Any) -> tuple[int, str]:
    """Execute a request that must be refused; return the status and Google's reason for it."""
    try:
        answer = request.execute()
    except HttpError as error:
        details: Any = error.error_details
        reason = details[0]["reason"] if isinstance(details, list) else ""
        return int(error.resp.status), str(reason)
    raise AssertionError(f"{request.methodId} answered {answer!r}")


def check_answer(face: Api, method: str, answer: Any) -> None:
    """Hold an answer to the schema that the discovery document names for it: no unknown fields, the right types."""
    name = face.methods[method].answer
    if name and isinstance(answer, dict):
        _check(face.schemas, {"$ref": name}, answer, method)


def _check(schemas: dict[str, Any], schema: dict[str, Any], value: Any, where: str) -> None:
    if "$ref" in schema:
        schema = schemas[schema["$ref"]]
    kind = schema.get("type", "any")
    types: dict[str, Any] = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int,
                             "number": (int, float), "any": object}
    assert isinstance(value, types[kind]), f"{where} is {value!r}, no {kind}"
    assert kind in ("boolean", "any") or not isinstance(value, bool), f"{where} is {value!r}, no {kind}"
    if kind == "array":
        for number, item in enumerate(value):
            _check(schemas, schema["items"], item, f"{where}[{number}]")
    elif kind == "object":
        known, other = schema.get("properties", {}), schema.get("additionalProperties")
        for key, item in value.items():
            assert key in known or other is not None, f"{where} has a field {key!r} that the vendor does not know"
            _check(schemas, known.get(key, other), item, f"{where}.{key}")
    elif kind == "string" and "enum" in schema:
        assert value in schema["enum"], f"{where} is {value!r}"
    elif kind == "string" and schema.get("format") in ("int64", "uint64"):
        assert value.lstrip("-").isdecimal(), f"{where} is {value!r}"
