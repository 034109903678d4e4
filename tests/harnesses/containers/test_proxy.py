"""The proxy: one request a connection, to one endpoint and below its path, with the key put in on the way."""

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from diorama.harnesses.containers.endpoints import PLACEHOLDER, Endpoint, Proxy, ways_for
from diorama.harnesses.containers.proxy import Endpoint as Target
from diorama.harnesses.containers.proxy import Refused, answer_for, request_for
from diorama.harnesses.containers.scratch import User
from diorama.snapshots.errors import UsageError

TARGET = Target.of("https://api.model.test/v1", "sk-real")


def head(*lines: str) -> bytes:
    return "\r\n".join(lines).encode("latin-1")


def test_a_request_goes_on_with_the_host_and_the_key_put_in() -> None:
    got = request_for(TARGET, head(
        "POST /v1/chat/completions?stream=false HTTP/1.1", "Host: 127.0.0.1:18000", "Authorization: Bearer nothing",
        "Connection: keep-alive", "Content-Length: 12", "X-Other: kept",
    ))
    assert got.length == 12
    assert got.head.decode().split("\r\n") == [
        "POST /v1/chat/completions?stream=false HTTP/1.1", "Host: api.model.test", "Connection: close",
        "Authorization: Bearer sk-real", "Content-Length: 12", "X-Other: kept", "", "",
    ]
    assert b"x-api-key: sk-real" in request_for(TARGET, head("GET /v1 HTTP/1.1", "x-api-key: nothing")).head
    assert b"sk-real" not in request_for(TARGET, head("GET /v1 HTTP/1.1")).head, "only who shows a key has one"


@pytest.mark.parametrize(("lines", "status"), [
    (["GET /v2/models HTTP/1.1"], 403), (["GET /v1/../admin HTTP/1.1"], 403), (["GET /v1/%2e%2e/admin HTTP/1.1"], 403),
    (["GET /v1/.%2e/admin HTTP/1.1"], 403), (["GET /v10/models HTTP/1.1"], 403), (["GET //v1/models HTTP/1.1"], 403),
    (["GET http://other.test/v1 HTTP/1.1"], 403), (["CONNECT other.test:443 HTTP/1.1"], 403),
    (["POST /v1 HTTP/1.1", "Transfer-Encoding: chunked"], 411), (["POST /v1 HTTP/1.1", "Transfer-Encoding : x"], 411),
    (["POST /v1 HTTP/1.1", "Content-Length: 3", "Content-Length: 4"], 400),
    (["POST /v1 HTTP/1.1", "Content-Length: -3"], 400), (["POST /v1 HTTP/2"], 400), (["nonsense"], 400),
    (["GET /v1 HTTP/1.1", " folded"], 411), (["POST /v1 HTTP/1.1", "Content-Length: 0", "Content-Length: 4"], 400),
    (["POST /v1 HTTP/1.1", "X: a\nTransfer-Encoding: chunked"], 400), (["GET /v1\rX HTTP/1.1"], 400),
    (["GET /v1/..\\admin HTTP/1.1"], 403), (["GET /v1/..%5cadmin HTTP/1.1"], 403),
])
def test_what_is_no_request_for_the_endpoint_is_refused(lines: list[str], status: int) -> None:
    with pytest.raises(Refused) as refused:
        request_for(TARGET, head(*lines))
    assert refused.value.status == status


def test_an_answer_is_the_last_on_its_connection() -> None:
    got = answer_for(head("HTTP/1.1 200 OK", "Connection: keep-alive", "Keep-Alive: timeout=5", "Content-Length: 2"))
    assert got == b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n"


class Upstream(BaseHTTPRequestHandler):
    """Answers with what it was asked, in pieces; below /hang, only once nobody waits any more."""

    protocol_version = "HTTP/1.1"
    hung = threading.Event()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/v1/hang":
            assert self.connection.recv(1) == b""
            self.hung.set()
            return
        told = json.dumps({"path": self.path, "key": self.headers["Authorization"], "body": len(body)}).encode()
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for at in range(0, len(told), 7):
            piece = told[at : at + 7]
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        self.wfile.write(b"0\r\n\r\n")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def upstream() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Upstream)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    server.shutdown()
    thread.join()
    server.server_close()


def ask(path: Path, text: bytes) -> bytes:
    with socket.socket(socket.AF_UNIX) as asking:
        asking.settimeout(60)
        asking.connect(str(path))
        asking.sendall(text)
        out = b""
        while piece := asking.recv(1 << 16):
            out += piece
        return out


def test_through_its_socket_and_a_forwarder_a_request_is_answered(upstream: str) -> None:
    proxy = Proxy([Endpoint(upstream, "sk-real")], User())
    door = proxy.folder / "0.sock"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    forwarder = subprocess.Popen(
        [sys.executable, "-I", Path(sys.modules[Proxy.__module__].__file__ or "").with_name("forward.py"),
         f"{port}={door}"], stdout=subprocess.PIPE)
    try:
        assert forwarder.stdout is not None
        assert forwarder.stdout.readline() == b"listening\n"
        body = b"x" * 300_000
        request = b"POST /v1/chat HTTP/1.1\r\nAuthorization: Bearer no\r\nContent-Length: %d\r\n\r\n%s" % (
            len(body), body)
        told = ask(door, request)
        assert told.startswith(b"HTTP/1.1 200 OK\r\n")
        assert b"Connection: close" in told
        assert b'"/v1/' in told
        with socket.create_connection(("127.0.0.1", port), 60) as asking:
            asking.sendall(request)
            through = b""
            while piece := asking.recv(1 << 16):
                through += piece
        assert through.partition(b"\r\n\r\n")[2] == told.partition(b"\r\n\r\n")[2]
        said = b"".join(told.partition(b"\r\n\r\n")[2].split(b"\r\n")[1::2])
        assert json.loads(said) == {"path": "/v1/chat", "key": "Bearer sk-real", "body": len(body)}
        assert ask(door, b"GET /admin HTTP/1.1\r\n\r\n").startswith(b"HTTP/1.1 403 ")
        assert ask(door, b"GET / HTTP/1.1\r\nX: " + b"x" * 70_000 + b"\r\n\r\n").startswith(b"HTTP/1.1 431 ")
        with socket.socket(socket.AF_UNIX) as leaving:
            leaving.connect(str(door))
            leaving.sendall(b"POST /v1/hang HTTP/1.1\r\nContent-Length: 0\r\n\r\n")
        assert Upstream.hung.wait(60), "the endpoint hears that nobody waits any more"
    finally:
        forwarder.kill()
        forwarder.communicate()
        proxy.close()
    assert not proxy.folder.exists()


def test_an_endpoint_that_is_down_is_an_answer_of_502() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    proxy = Proxy([Endpoint(url, "")], User())
    try:
        told = ask(proxy.folder / "0.sock", b"GET /v1/models HTTP/1.1\r\n\r\n")
        assert told.startswith(b"HTTP/1.1 502 ")
        assert b"the endpoint is not to be reached" in told
    finally:
        proxy.close()


def test_a_proxy_that_is_closed_leaves_without_a_word(capfd: pytest.CaptureFixture[str]) -> None:
    """A killed command's terminal is not written to: a request under way is no error."""
    with socket.create_server(("127.0.0.1", 0)) as never, socket.socket(socket.AF_UNIX) as asking:
        proxy = Proxy([Endpoint(f"http://127.0.0.1:{never.getsockname()[1]}/v1", "")], User())
        asking.connect(str(proxy.folder / "0.sock"))
        asking.sendall(b"GET /v1/models HTTP/1.1\r\n\r\n")
        upstream, _ = never.accept()
        with upstream:
            assert upstream.recv(1 << 16).startswith(b"GET /v1/models")
            proxy.close()
    assert not proxy.folder.exists()
    assert capfd.readouterr().err == ""


def test_no_key_is_in_a_containers_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-one")
    monkeypatch.setenv("OTHER_KEY", "sk-two")
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    ways = ways_for(["oracle", "openai:m", "responses:m", "openai:n?base_url=http://here.test/v1&key=OTHER_KEY"])
    assert ways.endpoints == (
        Endpoint("https://api.openai.com/v1", "sk-one"), Endpoint("http://here.test/v1", "sk-two"))
    assert ways.doors == ["18000=/run/diorama/0.sock", "18001=/run/diorama/1.sock"]
    addresses = json.loads(ways.environment.pop("DIORAMA_ADDRESSES"))
    assert addresses == {
        "openai ": "http://127.0.0.1:18000/v1", "responses ": "http://127.0.0.1:18000/v1",
        "openai http://here.test/v1": "http://127.0.0.1:18001/v1",
    }
    assert ways.environment == {"OPENAI_API_KEY": PLACEHOLDER, "OTHER_KEY": PLACEHOLDER}
    for url in ("here.test", "ftp://here.test", "http://me:secret@here.test", "http://here.test?key=x"):
        with pytest.raises(UsageError, match="--endpoint is an address"):
            ways_for([], url)
    with pytest.raises(UsageError, match="NO_SUCH_KEY, which has no key"):
        ways_for([], "http://here.test", "NO_SUCH_KEY")
