"""Batches: each part a request of its own, in order, whatever is wrong with the others."""

import json
from contextlib import suppress
from typing import Any

import pytest
from googleapiclient.http import BatchHttpRequest
from hypothesis import given
from hypothesis import strategies as st

from diorama.mocks.faces.batch import MAX_BATCH, answer_batch
from diorama.mocks.faces.multipart import Part, split
from diorama.mocks.faces.rest import Fault, Request, Response
from tests.faces.clients import Desk

KIND = 'multipart/mixed; boundary="b o"'


def batch(*parts: str) -> Request:
    body = "".join(f"--b o\r\nContent-Type: application/http\r\n\r\n{part}\r\n" for part in parts) + "--b o--"
    return Request("POST", "batch", headers={"content-type": KIND}, body=body.encode())


def test_the_parts_are_requests() -> None:
    seen: list[Request] = []

    def answer(request: Request) -> Response:
        seen.append(request)
        return Response.json("{}") if len(seen) == 1 else Response(204)

    made = answer_batch(batch(
        "POST /w/key/gmail/v1/a?x=1&x=&y=%C3%A9 HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{\"a\": 1}",
        "GET http://else.example/w/key/b%2Fc#frag\r\n\r\n",
    ), "/w/key/", answer)
    assert seen[0] == Request("POST", "gmail/v1/a", (("x", "1"), ("x", ""), ("y", "é")),
                              {"content-type": "application/json"}, b'{"a": 1}')
    assert (seen[1].verb, seen[1].path, seen[1].query) == ("GET", "b%2Fc", ())
    parts = split(dict(made.headers)["Content-Type"], made.body)
    assert [part.content.split(b"\r\n")[0] for part in parts] == [b"HTTP/1.1 200 OK", b"HTTP/1.1 204 No Content"]


@pytest.mark.parametrize(("request_", "said"), [
    (batch("HELLO"), "begins with"), (batch("GET\r\n"), "begins with"),
    (batch(*["GET /a\r\n\r\n"] * (MAX_BATCH + 1)), "100 are the most"),
    (Request("POST", "batch", body=b"x"), "names no boundary"),
    (Request("POST", "batch", headers={"content-type": KIND}, body=b"--b o\r\n\r\nGET /a"), "not closed"),
])
def test_a_batch_that_is_none_is_refused_whole(request_: Request, said: str) -> None:
    with pytest.raises(Fault, match=said):
        answer_batch(request_, "/", lambda _: Response(200))


@given(st.binary(max_size=300))
def test_any_bytes_are_a_batch_or_a_fault(body: bytes) -> None:
    for content in (body, b"--b o\r\n\r\n" + body + b"\r\n--b o--"):
        made = Response(200)
        with suppress(Fault):
            made = answer_batch(Request("POST", "batch", headers={"content-type": KIND}, body=content), "/",
                                lambda _: Response(200))
        assert made.status == 200


@given(st.lists(st.binary(max_size=60).filter(lambda content: b"--b o" not in content), min_size=1, max_size=4))
def test_parts_keep_their_bytes(contents: list[bytes]) -> None:
    body = b"".join(b"--b o\r\nX-A: 1\r\n\r\n" + content + b"\r\n" for content in contents) + b"--b o--\r\n"
    assert split(KIND, body) == [Part({"x-a": "1"}, content) for content in contents]


def test_googles_client_sends_one_and_gets_each_answer(desk: Desk) -> None:
    gmail = desk.google("gmail")
    answers: dict[str, Any] = {}

    def answered(identity: str, response: Any, error: Any) -> None:
        answers[identity] = error.resp.status if error else response

    asked: BatchHttpRequest = gmail.new_batch_http_request(callback=answered)
    asked.add(gmail.users().labels().create(userId="me", body={"name": "Cranes"}), request_id="one")
    asked.add(gmail.users().messages().get(userId="me", id="none"), request_id="two")
    asked.add(gmail.users().labels().create(userId="me", body={"name": "Cranes"}), request_id="three")
    asked.add(gmail.users().getProfile(userId="me"), request_id="four")
    asked.execute()
    assert answers["one"]["name"] == "Cranes"
    assert (answers["two"], answers["three"]) == (404, 409)
    assert answers["four"]["emailAddress"] == desk.account.identity
    assert [entry.step.call.tool for entry in desk.served.world.log] == [
        "gmail.users.labels.create", "gmail.users.messages.get", "gmail.users.labels.create", "gmail.users.getProfile"]
    assert json.dumps(answers["one"])
