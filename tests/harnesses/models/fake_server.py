"""A server that stands for a model provider, over HTTP on this machine: chat completions, responses and messages, with
answers by a policy and with the faults that real ones have.

    python -m tests.harnesses.models.fake_server --port 8900

Models: fake or oracle (plays the shipped solution of a task), violator, parallel (all calls in one answer), idle,
decliner, prose. A name may have more behind a plus: what comes before each answer (429, 500, 503, drop, half, stream,
garbage, empty_body, hang, leak), what comes instead of any (auth, quota, missing, policy, context), or how the model
begins (badargs, listargs, bareargs, nanargs, oddname, unknown, prose, empty, length, refusal, filter).
`oracle+429+drop` says 429, then drops the connection, then answers.
"""

import argparse
import json
import socket
import struct
import sys
import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from tests.harnesses.models.fake_policies import MANNERS, Policy, Tasks, mannered, policies
from tests.harnesses.models.fake_protocols import PROTOCOLS, JsonObject, Protocol, Wrong


class Refusal(NamedTuple):
    """An answer that is an error, as providers write them."""

    status: int
    code: str
    message: str
    retry_after: str = ""


BEFORE = {
    "429": Refusal(429, "rate_limit_exceeded", "Too many requests.", "0.02"),
    "500": Refusal(500, "server_error", "The server had an error."),
    "503": Refusal(503, "overloaded", "The engine is overloaded."),
}
"""What comes once for each fault in a model's name, before the answer. There are also those of the connection."""

INSTEAD = {
    "auth": Refusal(401, "invalid_api_key", "Incorrect API key provided: {key}."),
    "quota": Refusal(429, "insufficient_quota", "You exceeded your current quota."),
    "missing": Refusal(404, "model_not_found", "The model does not exist."),
    "policy": Refusal(400, "content_policy_violation", "The request of {key} was rejected by the safety system."),
    "context": Refusal(400, "context_length_exceeded", "This model's maximum context length is 4096 tokens."),
}
"""What comes instead of any answer."""

BROKEN = ("drop", "half", "stream", "garbage", "empty_body", "hang", "leak")
"""Faults of the connection, once each before the answer."""


class FakeServer:
    """Serves until it is closed. `asked` counts requests, `bodies` are those that were answered, in their order.

    `context`: characters of a request beyond which it is too long (0: any). `patience`: seconds that a hang lasts.
    """

    def __init__(self, models: Mapping[str, Policy], *, port: int = 0, context: int = 0, patience: float = 600) -> None:
        self.models = dict(models)
        self.context = context
        self.asked = 0
        self.bodies: list[JsonObject] = []
        self.headers: list[dict[str, str]] = []
        self.closing = threading.Event()
        self.patience = patience
        self._tries: Counter[str] = Counter()
        self._lock = threading.Lock()
        owner = self

        class Handler(_Handler):
            server_of = owner

        self._http = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """The base URL that OpenAI's client wants; Anthropic's takes it too."""
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def attempt(self, path: str, body: JsonObject, headers: dict[str, str]) -> int:
        """Count a request; return how often the same one came before."""
        key = sha256(f"{path} {json.dumps(body, sort_keys=True)}".encode()).hexdigest()
        with self._lock:
            self.asked += 1
            self.headers.append(headers)
            self._tries[key] += 1
            return self._tries[key] - 1

    def answered(self, body: JsonObject) -> None:
        """Note a request that got an answer."""
        with self._lock:
            self.bodies.append(body)

    def close(self) -> None:
        """Stop."""
        self.closing.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


class _Handler(BaseHTTPRequestHandler):
    """Answers one connection."""

    server_of: FakeServer
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """List the models."""
        self._json(200, {"object": "list", "data": [
            {"id": name, "object": "model", "created": 1, "owned_by": "fake"} for name in self.server_of.models
        ]})

    def do_POST(self) -> None:
        """Answer a request, or fail at it as its model's name says."""
        try:
            body: JsonObject = json.loads(self.rfile.read(int(self.headers["content-length"])))
        except ValueError:
            self._error(Refusal(400, "invalid_json", "The body is no JSON."))
            return
        protocol = next((one for end, one in PROTOCOLS.items() if self.path.endswith(end)), None)
        name, *more = str(body.get("model", "")).split("+")
        policy = self.server_of.models.get(name)
        if protocol is None or policy is None:
            self._error(Refusal(404, "model_not_found", f"There is no {self.path} of {name!r}."))
            return
        attempt = self.server_of.attempt(self.path, body, {key.lower(): text for key, text in self.headers.items()})
        instead = next((INSTEAD[one] for one in more if one in INSTEAD), None)
        before = [one for one in more if one in BEFORE or one in BROKEN]
        if instead is not None:
            self._error(instead)
        elif attempt < len(before) and before[attempt] in BEFORE:
            self._error(BEFORE[before[attempt]])
        elif attempt < len(before):
            self._break(before[attempt])
        else:
            manner = next((MANNERS[one] for one in more if one in MANNERS), None)
            self._answer(protocol, policy if manner is None else mannered(policy, manner), body)

    def _answer(self, protocol: Protocol, policy: Policy, body: JsonObject) -> None:
        if body.get("stream"):
            self._error(Refusal(400, "unsupported", "This server does not stream."))
            return
        try:
            seen = protocol.read(body)
        except (Wrong, KeyError, TypeError, AttributeError) as wrong:
            self._error(Refusal(400, "invalid_request_error", f"{type(wrong).__name__}: {wrong}"))
            return
        if self.server_of.context and len(json.dumps(body)) > self.server_of.context:
            self._error(INSTEAD["context"])
            return
        self.server_of.answered(body)
        say = policy(seen)
        self._json(200, protocol.write(seen, say) if say.raw is None else say.raw)

    def _error(self, refusal: Refusal) -> None:
        headers = {"retry-after": refusal.retry_after} if refusal.retry_after else {}
        kind = "invalid_request_error" if refusal.status == 400 else refusal.code
        self._json(refusal.status, {
            "type": "error",  # Anthropic's, whose clients look for no code
            "error": {"type": kind, "code": refusal.code, "param": None,
                      "message": refusal.message.replace("{key}", self._key)},
        }, headers)

    @property
    def _key(self) -> str:
        """The key that came with the request, which careless servers repeat."""
        return self.headers.get("x-api-key") or self.headers.get("authorization", "").removeprefix("Bearer ")

    def _break(self, fault: str) -> None:
        if fault == "hang":
            self.server_of.closing.wait(self.server_of.patience)
        elif fault == "stream":  # which nobody has asked for, and half of it
            self._send(200, b'data: {"choices": [{"delta": {"content": "Hel', {"content-type": "text/event-stream"})
            return
        elif fault == "leak":
            self._send(200, f"a proxy's page: no way for {self._key}".encode(), {})
            return
        elif fault in ("garbage", "empty_body"):
            self._send(200, b'{"id": "cut off her' if fault == "garbage" else b"{}", {})
            return
        elif fault == "half":
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", "5000")
            self.end_headers()
            self.wfile.write(b'{"id": "half of it')
            self.wfile.flush()
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # a reset, no goodbye
        self.connection.close()

    def _json(self, status: int, body: JsonObject, headers: Mapping[str, str] | None = None) -> None:
        self._send(status, json.dumps(body).encode(), headers or {})

    def _send(self, status: int, data: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in {"content-type": "application/json", "content-length": str(len(data)), **headers}.items():
            self.send_header(name, value)
        try:
            self.end_headers()
            self.wfile.write(data)
        except ConnectionError:  # who asked has given up waiting
            self.close_connection = True

    def finish(self) -> None:
        """End the connection, which a fault may have ended already."""
        try:
            super().finish()
        except OSError:
            self.rfile.close()


def main(arguments: Iterable[str]) -> None:
    """Serve until interrupted; the first line on standard output is the base URL."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0, help="0 is any that is free")
    parser.add_argument("--seeds", type=int, default=5, help="how many seeds tasks are looked up at, from 0")
    parser.add_argument("--tasks", default="clawsbench/*", help="the tasks that it knows, by a pattern of their ids")
    parser.add_argument("--tasks-dir", type=Path, action="append", default=[], help="further folders of tasks")
    parser.add_argument("--context", type=int, default=0, help="characters of a request that are too many; 0: none")
    given = parser.parse_args(list(arguments))
    models = policies(Tasks(given.tasks, tuple(range(given.seeds)), tuple(given.tasks_dir)))
    with FakeServer(models, port=given.port, context=given.context) as server:
        sys.stdout.write(f"{server.url}\n")
        sys.stdout.flush()
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main(sys.argv[1:])
