"""The agent's side over the wire: keys, tokens, headers, whoever goes away, and many worlds at once."""

import gzip
import json
import logging
import re
import socket
import threading
import time
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from google.auth.transport.requests import Request as Transport
from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build

from diorama.harnesses.serve.live import begin
from diorama.harnesses.serve.served import Worlds
from diorama.mocks.catalog import service_classes
from diorama.mocks.mail.service import Mail
from diorama.mocks.world import World, agent
from diorama.mocks.worlds import base_world
from diorama.snapshots.calls import Call
from tests.faces.clients import Desk, at_desk
from tests.faces.wire import Reply, ask

PROFILE = "gmail/v1/users/me/profile"
LABELS = "gmail/v1/users/me/labels"
TASK = "clawsbench/email/pass-on-the-milestones"


def test_a_key_or_a_name_with_the_key_as_bearer_opens_a_world(origin: str, desk: Desk) -> None:
    name, key = desk.served.name, desk.account.key
    assert ask(f"{desk.address}{PROFILE}").json["emailAddress"] == desk.account.identity
    assert ask(f"{origin}/w/{name}/{PROFILE}", Authorization=f"Bearer {key}").json["emailAddress"]
    assert ask(f"{desk.address}{PROFILE}", Authorization="Bearer anything").status == 200


def test_every_key_that_opens_nothing_is_answered_alike(origin: str, worlds: Worlds, desk: Desk) -> None:
    with at_desk(origin, worlds) as other:
        attempts = [
            ask(f"{origin}/w/{desk.served.name}/{PROFILE}"),
            ask(f"{origin}/w/{desk.served.name}/{PROFILE}", Authorization="Bearer no"),
            ask(f"{origin}/w/{desk.served.name}/{PROFILE}", Authorization=f"Bearer {other.account.key}"),
            ask(f"{origin}/w/{desk.served.name}/{PROFILE}", Authorization=f"Basic {desk.account.key}"),
            ask(f"{origin}/w/world-4711/{PROFILE}", Authorization=f"Bearer {desk.account.key}"),
            ask(f"{origin}/w/world-4711/{PROFILE}"),
            ask(f"{origin}/w/{'x' * 32}/{PROFILE}"),
            ask(f"{origin}/w//{PROFILE}"),
            ask(f"{origin}/w/{desk.account.key[:-1]}/{PROFILE}"),
        ]
    assert {one.status for one in attempts} == {401}
    assert len({one.body for one in attempts}) == 1
    assert attempts[0].json["error"]["errors"][0]["reason"] == "authError"
    assert len({tuple(sorted(one.headers)) for one in attempts}) == 1
    assert ask(f"{origin}/w/none/slack/api/auth.test").json == {"ok": False, "error": "invalid_auth"}
    gone = ask(f"{other.address}{PROFILE}")
    assert (gone.status, gone.body) == (401, attempts[0].body)


@pytest.mark.parametrize("path", ["", "/", "/w", "/w/", "/w/none", "/admin", "/worlds", "/health", "/openapi.json"])
def test_nothing_lies_beside_the_worlds(origin: str, path: str) -> None:
    assert ask(f"{origin}{path}").status == 404


def test_googles_credentials_get_a_token_and_use_it(origin: str, desk: Desk) -> None:
    root = f"{origin}/w/{desk.served.name}/"
    credentials = Credentials(  # type: ignore[no-untyped-call]
        token=None, refresh_token=desk.account.key, token_uri=f"{root}token", client_id="a", client_secret="b")
    credentials.refresh(Transport())  # type: ignore[no-untyped-call]
    assert credentials.token == desk.account.key
    discovery = f"{desk.address}discovery/v1/apis/{{api}}/{{apiVersion}}/rest"
    with build("gmail", "v1", credentials=Credentials(token=desk.account.key),  # type: ignore[no-untyped-call]
               discoveryServiceUrl=discovery, static_discovery=False) as gmail:
        assert gmail.users().getProfile(userId="me").execute()["emailAddress"] == desk.account.identity


def test_the_five_lines_of_the_readme_connect_googles_client(origin: str, desk: Desk) -> None:
    text = (Path(__file__).parent.parent.parent / "README.md").read_text(encoding="utf-8")
    found = re.search(r"^```text\n(from google\.oauth2.*?)^```$", text, re.DOTALL | re.MULTILINE)
    assert found is not None
    lines = found[1].replace("http://127.0.0.1:8765", origin).replace("KEY", desk.account.key)
    names: dict[str, Any] = {}
    exec(lines, names)
    assert len(lines.splitlines()) == 5
    assert names["gmail"].users().getProfile(userId="me").execute()["emailAddress"] == desk.account.identity
    names["gmail"].close()


def test_tokens_are_given_to_whoever_has_the_key_and_nobody_else(origin: str, desk: Desk) -> None:
    named = f"{origin}/w/{desk.served.name}/token"
    good = ask(f"{desk.address}token", "POST", urlencode({"grant_type": "authorization_code", "code": "x"}))
    assert good.json["access_token"] == good.json["refresh_token"] == desk.account.key
    code = ask(named, "POST", urlencode({"grant_type": "authorization_code", "code": desk.account.key}))
    assert code.json["access_token"] == desk.account.key
    bad = ask(named, "POST", urlencode({"grant_type": "refresh_token", "refresh_token": "no"}))
    assert (bad.status, bad.json["error"]) == (400, "invalid_grant")
    assert ask(f"{desk.address}token", "POST", "grant_type=magic").json["error"] == "unsupported_grant_type"
    assert ask(f"{desk.address}token").status == 404
    slack = ask(f"{desk.address}slack/api/oauth.v2.access", "POST", "code=x&client_id=a&client_secret=b").json
    assert (slack["ok"], slack["access_token"]) == (True, desk.account.key)


def test_a_head_is_a_get_without_its_body(desk: Desk) -> None:
    whole, head = ask(f"{desk.address}{LABELS}"), ask(f"{desk.address}{LABELS}", "HEAD")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == str(len(whole.body))


def test_answers_are_packed_for_who_asks_as_google_wants_it(desk: Desk) -> None:
    address = f"{desk.address}discovery/v1/apis/gmail/v1/rest"
    plain = ask(address, Accept_Encoding="gzip")
    packed = ask(address, Accept_Encoding="gzip", User_Agent="a program (gzip)")
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body


def test_a_packed_body_is_unpacked_and_a_broken_one_refused(desk: Desk) -> None:
    label = json.dumps({"name": "Cranes"}).encode()
    made = ask(f"{desk.address}{LABELS}", "POST", gzip.compress(label), Content_Encoding="gzip")
    assert made.json["name"] == "Cranes"
    for broken in (b"no", gzip.compress(label)[:-9], b""):
        assert ask(f"{desk.address}{LABELS}", "POST", broken, Content_Encoding="gzip").status == 400


def test_a_long_get_comes_as_a_post(desk: Desk) -> None:
    query = urlencode([("q", "is:unread"), ("labelIds", "INBOX"), ("labelIds", "UNREAD"), ("maxResults", "3")])
    address = f"{desk.address}gmail/v1/users/me/messages"
    long = ask(address, "POST", query, X_HTTP_Method_Override="GET", Content_Type="application/x-www-form-urlencoded")
    assert long.json == ask(f"{address}?{query}").json
    assert len(long.json["messages"]) == 3
    messages = desk.google("gmail").users().messages()
    names = ["Subject", *(f"X-Number-{i}" for i in range(90))]
    found = desk.done(messages.get(userId="me", id=long.json["messages"][0]["id"], format="metadata",
                                   metadataHeaders=names))
    assert [header["name"] for header in found["payload"]["headers"]] == ["Subject"]


def test_what_has_not_changed_is_not_sent_again(desk: Desk) -> None:
    address = f"{desk.address}calendar/v3/users/me/calendarList/primary"
    first = ask(address)
    tag = first.json["etag"]
    assert first.headers["etag"] == tag
    same = ask(address, If_None_Match=f'"other", {tag}')
    assert (same.status, same.body, same.headers["etag"]) == (304, b"", tag)
    assert ask(address, If_None_Match='"other"').status == 200
    assert ask(address, If_None_Match="*").status == 304


def test_a_service_that_the_world_lacks_is_disabled(origin: str, worlds: Worlds) -> None:
    served = worlds.add(base_world("office-small").narrowed(("mail",)))
    address = f"{origin}/w/{next(iter(served.accounts.values())).key}/"
    refused = ask(f"{address}calendar/v3/users/me/calendarList")
    assert (refused.status, refused.json["error"]["errors"][0]["reason"]) == (403, "accessNotConfigured")
    assert ask(f"{address}discovery/v1/apis/calendar/v3/rest").status == 404
    assert ask(f"{address}slack/api/auth.test").json == {"ok": False, "error": "unknown_method"}
    worlds.remove(served.name)


def test_who_goes_away_half_way_has_made_no_call(origin: str, desk: Desk) -> None:
    host, port = urlsplit(origin).hostname, urlsplit(origin).port
    head = f"POST {urlsplit(desk.address).path}{LABELS} HTTP/1.1\r\nHost: x\r\nContent-Length: 18\r\n\r\n"
    for body in ("", '{"name": "Ha', '{"name": "Cranes"'):
        with socket.create_connection((host or "", port or 0), timeout=5) as connection:
            connection.sendall((head + body).encode())
    time.sleep(0.2)
    assert desk.changes() == []
    with socket.create_connection((host or "", port or 0), timeout=5) as connection:
        connection.sendall((head + '{"name": "Cranes"}').encode())
    deadline = time.monotonic() + 10
    while not desk.changes() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert desk.changed("mail.labels")


def test_one_connection_carries_many_requests(origin: str, desk: Desk) -> None:
    request = f"GET {urlsplit(desk.address).path}{PROFILE} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    with socket.create_connection((urlsplit(origin).hostname or "", urlsplit(origin).port or 0), timeout=5) as wire:
        wire.sendall(request * 5)
        answer = b""
        while answer.count(b"emailAddress") < 5:
            piece = wire.recv(65536)
            assert piece, answer
            answer += piece
    assert answer.count(b"HTTP/1.1 200 OK") == 5


def test_our_own_failure_is_loud_and_ends_the_episode(
    origin: str, worlds: Worlds, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    episode = begin(TASK)
    served = worlds.add(episode)
    address = f"{origin}/w/{next(iter(served.accounts.values())).key}/"
    assert ask(f"{address}{PROFILE}").status == 200

    def fail(*_: Any, **__: Any) -> Any:
        raise ZeroDivisionError("a secret of ours")

    spec = Mail.specs["gmail.users.labels.list"]
    monkeypatch.setattr(spec, "function", fail)
    with caplog.at_level(logging.ERROR, "diorama.serve"):
        broken = ask(f"{address}{LABELS}")
    assert (broken.status, broken.json["error"]["errors"][0]["reason"]) == (500, "backendError")
    assert b"secret" not in broken.body
    assert "gmail.users.labels.list" in caplog.text
    assert "a secret of ours" in caplog.text
    verdict = episode.env.verdict
    assert verdict is not None
    assert (verdict.valid, verdict.cause) == (False, "ZeroDivisionError: a secret of ours")
    assert episode.env.trace_close is not None
    assert episode.env.trace_close.call == Call.of("gmail.users.labels.list", {"user_id": "me"})
    after = ask(f"{address}{PROFILE}")
    assert (after.status, after.json["error"]["message"]) == (401, "Invalid Credentials")
    worlds.remove(served.name)


def test_two_hundred_worlds_under_load_stay_as_exact_as_in_process(origin: str, worlds: Worlds) -> None:
    """Eight clients at once; each world gets calls of its own, and its own digests in the order of its calls."""
    base = base_world("office-small")
    all_served = [worlds.add(base) for _ in range(200)]
    failures: list[Reply] = []

    def work(share: list[int]) -> None:
        for step in range(3):
            for number in share:
                key = next(iter(all_served[number].accounts.values())).key
                reply = ask(f"{origin}/w/{key}/{LABELS}", "POST", {"name": f"World {number} step {step}"})
                if reply.status != 200:
                    failures.append(reply)

    threads = [threading.Thread(target=work, args=(list(range(start, 200, 8)),)) for start in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    for number, served in enumerate(all_served):
        alone = World(service_classes(base.services), base.state)
        for step in range(3):
            alone.call(Call.of("gmail.users.labels.create", {
                "user_id": "me", "body": {"name": f"World {number} step {step}"}}), actor=agent(base.principal))
        assert [entry.after.digest() for entry in served.world.log] == [entry.after.digest() for entry in alone.log]
        worlds.remove(served.name)


def test_many_clients_of_one_world_come_one_after_another(origin: str, desk: Desk) -> None:
    def work(client: int) -> None:
        for step in range(10):
            ask(f"{desk.address}{LABELS}", "POST", {"name": f"{client}-{step}"})

    threads = [threading.Thread(target=work, args=(client,)) for client in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    log = desk.served.world.log
    assert [entry.number for entry in log] == list(range(1, 81))
    assert all(entry.step.outcome.ok for entry in log)
    assert all(before.after is after.before for before, after in pairwise(log))
