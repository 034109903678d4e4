"""What nobody with good intentions sends: never an error of ours, never a word of other worlds or of the admin side."""

import gzip
import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from diorama.harnesses.serve.served import Worlds
from tests.faces.clients import Desk, at_desk
from tests.faces.wire import ask, shout

MESSAGES = "gmail/v1/users/me/messages"
EVENTS = "calendar/v3/calendars/primary/events"
FILES = "drive/v3/files"
BATCH = "batch/gmail/v1"
MIXED = "multipart/mixed; boundary=b"


@pytest.fixture(scope="module")
def victim(origin: str, worlds: Worlds) -> Iterator[Desk]:
    with at_desk(origin, worlds) as made:
        yield made


@pytest.fixture(scope="module")
def attacker(origin: str, worlds: Worlds) -> Iterator[Desk]:
    with at_desk(origin, worlds, identity="daniel.okafor@tarnvale.test") as made:
        yield made


def deep(levels: int, leaf: str = "1") -> str:
    return '{"a":' * levels + leaf + "}" * levels


REQUESTS: list[tuple[str, str, str, bytes | str | None, dict[str, str]]] = [
    ("a path that climbs", "GET", "../../admin", None, {}),
    ("a path that climbs in hiding", "GET", "gmail/v1/%2e%2e/%2e%2e/users/me/profile", None, {}),
    ("a path with a slash in hiding", "GET", f"{MESSAGES}/..%2f..%2fetc%2fpasswd", None, {}),
    ("a path with two slashes", "GET", "gmail/v1//users/me/profile", None, {}),
    ("a path with a null", "GET", f"{MESSAGES}/%00", None, {}),
    ("a path with a line end", "GET", f"{MESSAGES}/a%0d%0aX-Evil:%201", None, {}),
    ("a path that is no text", "GET", f"{MESSAGES}/%ff%fe%ed%a0%80", None, {}),
    ("a path of another user", "GET", "gmail/v1/users/mara.lindqvist@tarnvale.test/messages", None, {}),
    ("a file's address", "GET", "slack/upload/../../../etc/passwd", None, {}),
    ("a very long path", "GET", f"{MESSAGES}/{'x' * 30_000}", None, {}),
    ("a path that is too long", "GET", f"{MESSAGES}/{'x' * 60_000}", None, {}),
    ("very many segments", "GET", "gmail/" + "a/" * 9_000, None, {}),
    ("an unknown verb", "PURGE", MESSAGES, None, {}),
    ("OPTIONS", "OPTIONS", MESSAGES, None, {"Origin": "http://evil.example"}),
    ("TRACE", "TRACE", MESSAGES, None, {}),
    ("an override to nonsense", "POST", MESSAGES, "{}", {"X_HTTP_Method_Override": "CONNECT"}),
    ("an override that deletes", "POST", f"{MESSAGES}/none", None, {"X_HTTP_Method_Override": "DELETE"}),
    ("text for a number", "GET", f"{MESSAGES}?maxResults=many", None, {}),
    ("a number beyond all", "GET", f"{MESSAGES}?maxResults=99999999999999999999", None, {}),
    ("a negative number", "GET", f"{MESSAGES}?maxResults=-1", None, {}),
    ("digits of another script", "GET", f"{MESSAGES}?maxResults=%D9%A3", None, {}),
    ("a parameter given twice", "GET", f"{MESSAGES}?q=a&q=b&maxResults=1&maxResults=2", None, {}),
    ("an unknown parameter", "GET", f"{MESSAGES}?__proto__=1", None, {}),
    ("a forged page token", "GET", f"{MESSAGES}?pageToken=..%2f..%2f4711", None, {}),
    ("a query that nests", "GET", f"{MESSAGES}?q={'(' * 900}a", None, {}),
    ("a query of quotes", "GET", f"{MESSAGES}?q=%22%22%22%22+OR+OR+-+%7B", None, {}),
    ("a mask that nests", "GET", f"{MESSAGES}?fields={'messages(' * 300}id{')' * 300}", None, {}),
    ("a mask that is broken", "GET", f"{MESSAGES}?fields=messages(id", None, {}),
    ("an alt that is unknown", "GET", f"{FILES}?alt=exe", None, {}),
    ("a search in Drive that is code", "GET", f"{FILES}?q=name%20%3D%20'a'%3B%20DROP%20TABLE%20files", None, {}),
    ("a range of bytes beyond all", "GET", f"{FILES}/file_roster?alt=media", None,
     {"Range": "bytes=99999999999999999999999-"}),
    ("a range of bytes backwards", "GET", f"{FILES}/file_roster?alt=media", None, {"Range": "bytes=9-1"}),
    ("no JSON", "POST", EVENTS, "{", {}),
    ("JSON that is a list", "POST", EVENTS, "[1]", {}),
    ("JSON that is no UTF-8", "POST", EVENTS, b'{"summary": "\xff"}', {}),
    ("NaN", "POST", EVENTS, '{"sequence": NaN}', {}),
    ("infinity", "POST", EVENTS, '{"sequence": -Infinity}', {}),
    ("an integer of a thousand digits", "POST", EVENTS, '{"sequence": ' + "9" * 1000 + "}", {}),
    ("an integer of ten thousand digits", "POST", EVENTS, '{"sequence": ' + "9" * 10_000 + "}", {}),
    ("nesting of 100", "POST", EVENTS, deep(100), {}),
    ("nesting of 100,000", "POST", EVENTS, deep(100_000), {}),
    ("a list nested 100,000 deep", "POST", EVENTS, '{"a":' + "[" * 100_000, {}),
    ("a lone surrogate", "POST", EVENTS, r'{"summary": "\ud800"}', {}),
    ("a lone surrogate for a name", "POST", EVENTS, r'{"\ud800": 1}', {}),
    ("a name that Python knows", "POST", EVENTS, '{"__class__": {"__init__": 1}}', {}),
    ("an unknown name", "POST", EVENTS, '{"sumary": "x"}', {}),
    ("a wrong type", "POST", EVENTS, '{"summary": {"a": 1}, "start": 5, "attendees": "all"}', {}),
    ("an object for a list", "POST", EVENTS, '{"attendees": {"0": 1}}', {}),
    ("a date that is none", "POST", EVENTS, '{"start": {"dateTime": "2026-02-31T25:61:00Z"}, "end": {}}', {}),
    ("a year beyond all", "POST", EVENTS, '{"start": {"date": "99999-01-01"}, "end": {"date": "99999-01-02"}}', {}),
    ("a rule that never ends", "POST", EVENTS, ('{"start": {"dateTime": "2026-03-05T10:00:00Z"}, "end": '
     '{"dateTime": "2026-03-05T11:00:00Z"}, "recurrence": ["RRULE:FREQ=SECONDLY;INTERVAL=0"]}'), {}),
    ("a time zone that is a file", "POST", EVENTS, ('{"start": {"dateTime": "2026-03-05T10:00:00", "timeZone": '
     '"../../../etc/passwd"}, "end": {"dateTime": "2026-03-05T11:00:00", "timeZone": "UTC"}}'), {}),
    ("a message of broken base64", "POST", f"{MESSAGES}/send", '{"raw": "!!!! not base64 ===="}', {}),
    ("a message of nothing", "POST", f"{MESSAGES}/send", '{"raw": ""}', {}),
    ("a message of null bytes", "POST", f"{MESSAGES}/send", '{"raw": "AAAAAAAAAAAA"}', {}),
    ("a message to a line end", "POST", f"{MESSAGES}/send",
     '{"raw": "VG86IGFAYi50ZXN0DQpCY2M6IHhAeS50ZXN0DQo_Pz8"}', {}),
    ("an upload without a boundary", "POST", f"upload/{FILES}?uploadType=multipart", "x",
     {"Content_Type": "multipart/related"}),
    ("an upload that is not closed", "POST", f"upload/{FILES}?uploadType=multipart", "--b\r\n\r\n{}\r\n--b\r\n\r\nx",
     {"Content_Type": "multipart/related; boundary=b"}),
    ("an upload of one part", "POST", f"upload/{FILES}?uploadType=multipart", "--b\r\n\r\n{}\r\n--b--",
     {"Content_Type": "multipart/related; boundary=b"}),
    ("a boundary that is a pattern", "POST", f"upload/{FILES}?uploadType=multipart", "x" * 5000,
     {"Content_Type": 'multipart/related; boundary="(a+)+$"'}),
    ("headers of a part that are no text", "POST", f"upload/{FILES}?uploadType=multipart",
     b"--b\r\nContent-Type: \xff\xfe/\xed\xa0\x80\r\n\r\n{}\r\n--b\r\nContent-Type: \xff/x\r\n\r\n\xff\r\n--b--",
     {"Content_Type": "multipart/related; boundary=b"}),
    ("an upload of an unknown kind", "POST", f"upload/{FILES}?uploadType=magic", "x", {}),
    ("an upload that nobody began", "PUT", f"upload/{FILES}?uploadType=resumable&upload_id=upload-1", "x", {}),
    ("an upload where none is taken", "POST", f"upload/{EVENTS}?uploadType=media", "x", {}),
    ("a piece beyond the end", "PUT", f"upload/{FILES}?uploadType=resumable&upload_id=upload-9", "x",
     {"Content_Range": "bytes 99-100/5"}),
    ("a type that would be a header", "POST", f"upload/{FILES}?uploadType=multipart",
     '--b\r\n\r\n{"name": "x", "mimeType": "text/plain\\r\\nX-Evil: 1"}\r\n--b\r\n\r\nx\r\n--b--',
     {"Content_Type": "multipart/related; boundary=b"}),
    ("a batch without parts", "POST", BATCH, "", {"Content_Type": MIXED}),
    ("a batch of nonsense", "POST", BATCH, "--b\r\n\r\nHELLO\r\n--b--", {"Content_Type": MIXED}),
    ("a batch in a batch", "POST", BATCH, f"--b\r\n\r\nPOST /{BATCH} HTTP/1.1\r\n\r\n\r\n--b--",
     {"Content_Type": MIXED}),
    ("a batch to another host", "POST", BATCH, "--b\r\n\r\nGET http://evil.example/a HTTP/1.1\r\n\r\n\r\n--b--",
     {"Content_Type": MIXED}),
    ("a batch with a broken address", "POST", BATCH, "--b\r\n\r\nGET http://[::1 HTTP/1.1\r\n\r\n\r\n--b--",
     {"Content_Type": MIXED}),
    ("a batch of too many", "POST", BATCH, "--b\r\n\r\nGET /a HTTP/1.1\r\n\r\n\r\n" * 101 + "--b--",
     {"Content_Type": MIXED}),
    ("a batch of a form", "POST", BATCH, "a=b", {"Content_Type": "application/x-www-form-urlencoded"}),
    ("Slack: no JSON", "POST", "slack/api/chat.postMessage", "{", {"Content_Type": "application/json"}),
    ("Slack: NaN in a form", "POST", "slack/api/chat.postMessage", 'channel=chan_general&blocks=[NaN]',
     {"Content_Type": "application/x-www-form-urlencoded"}),
    ("Slack: a surrogate in a form", "POST", "slack/api/chat.postMessage",
     "channel=chan_general&text=a&blocks=[%22%5Cud800%22]", {"Content_Type": "application/x-www-form-urlencoded"}),
    ("Slack: a form that is no text", "POST", "slack/api/chat.postMessage", b"channel=\xff\xfe&text=\xff",
     {"Content_Type": "application/x-www-form-urlencoded"}),
    ("Slack: a name of a file in a strange charset", "POST", "slack/api/files.upload",
     b"--b\r\nContent-Disposition: form-data; name*=utf-7''%2B2AA-; filename*=cp037'x'%ed%a0%80\r\n\r\nx\r\n--b--",
     {"Content_Type": "multipart/form-data; boundary=b"}),
    ("Slack: a charset that is none", "POST", "slack/api/files.upload",
     b"--b\r\nContent-Disposition: form-data; name*=nocharset''a; filename*=nocharset''%ff\r\n\r\nx\r\n--b--",
     {"Content_Type": "multipart/form-data; boundary=b"}),
    ("Slack: nesting", "POST", "slack/api/chat.postMessage", "blocks=" + "[" * 50_000,
     {"Content_Type": "application/x-www-form-urlencoded"}),
    ("Slack: wrong types", "POST", "slack/api/chat.postMessage", '{"channel": {"a": 1}, "text": [1], "blocks": 5}',
     {"Content_Type": "application/json"}),
    ("Slack: an unknown method", "POST", "slack/api/admin.users.session.reset", "{}", {}),
    ("Slack: a tool of ours", "POST", "slack/api/../chat.post_message", "{}", {}),
    ("Slack: a ticket that is none", "POST", "slack/upload/none", b"x", {}),
    ("packed bytes that grow", "POST", EVENTS, None, {"Content_Encoding": "gzip"}),
    ("a host that is none", "GET", MESSAGES, None, {"Host": 'x"},"a":{"'}),
    ("a host with a path", "GET", "discovery/v1/apis/gmail/v1/rest", None, {"Host": "evil.example/a"}),
    ("headers that are huge", "GET", MESSAGES, None, {"X_Big": "x" * 60_000, "X_More": "y" * 60_000}),
    ("a tag that is a pattern", "GET", f"{EVENTS}?maxResults=1", None, {"If_None_Match": '"(a+)+$"' * 500}),
]


@pytest.mark.parametrize(("what", "verb", "path", "body", "headers"), REQUESTS, ids=[one[0] for one in REQUESTS])
def test_a_hostile_request_is_answered_in_the_vendors_words(
    attacker: Desk, victim: Desk, what: str, verb: str, path: str, body: bytes | str | None, headers: dict[str, str]
) -> None:
    content = bomb() if what == "packed bytes that grow" else body
    before = victim.served.world.state
    start = time.monotonic()
    reply = ask(f"{attacker.address}{path}", verb, content, **headers)
    assert time.monotonic() - start < 5
    assert reply.status < 500 or reply.status == 501, reply.body
    assert b"internal_error" not in reply.body
    assert b"Traceback" not in reply.body
    assert "x-evil" not in reply.headers
    if "json" in reply.headers.get("content-type", ""):
        json.loads(reply.body)
    for secret in (victim.account.key, victim.served.name, "diorama", "/work/", "site-packages"):
        assert secret.encode() not in reply.body
    assert victim.served.world.state is before


def bomb() -> bytes:
    return gzip.compress(b"0" * (100 * 1024 * 1024), 1)


RAW = [
    b"GET {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /w/",
    b"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 9\r\n\r\n{}",
    b"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n{}",
    b"POST {path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
    b"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n{}",
    b"GET {path} HTTP/1.1\r\nHost: x\r\nX: a\r\n b: folded\r\n\r\n",
    b"GET {path} HTTP/1.1\r\nHost : x\r\n\r\n",
    b"GET {path} HTTP/9.9\r\nHost: x\r\n\r\n",
    b"GET {path}\r\n\r\n",
    b"GET {path} HTTP/1.0\r\n\r\n",
    b"GET http://evil.example{path} HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /w/\xff\xfe/\xed\xa0\x80 HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \xff\xfe\r\n\r\n",
    (b"GET {path} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"),
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"CONNECT evil.example:80 HTTP/1.1\r\nHost: x\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 64,
    b"\r\n" * 100,
]


@pytest.mark.parametrize("raw", RAW, ids=range(len(RAW)))
def test_bytes_that_are_no_good_http_are_refused_and_the_server_goes_on(
    attacker: Desk, victim: Desk, origin: str, raw: bytes
) -> None:
    path = urlsplit(f"{attacker.address}gmail/v1/users/me/profile").path
    answer = shout(origin, raw.replace(b"{path}", path.encode()))
    assert not answer.startswith(b"HTTP/1.1 5"), answer
    assert answer.count(b"HTTP/1.1 200") <= 1
    assert victim.account.key.encode() not in answer
    assert ask(f"{attacker.address}gmail/v1/users/me/profile").status == 200


def test_a_world_is_not_reached_through_another(attacker: Desk, victim: Desk, origin: str) -> None:
    for path in (f"../{victim.account.key}/{MESSAGES}", f"w/{victim.account.key}/{MESSAGES}",
                 f"..%2f{victim.account.key}%2f{MESSAGES}"):
        assert ask(f"{attacker.address}{path}").status == 404
    part = f"GET /w/{victim.account.key}/{MESSAGES} HTTP/1.1"
    batch = ask(f"{attacker.address}{BATCH}", "POST", f"--b\r\n\r\n{part}\r\n\r\n\r\n--b--", Content_Type=MIXED)
    assert b"HTTP/1.1 404" in batch.body
    assert b'"messages"' not in batch.body
    upload = ask(f"{victim.address}upload/{FILES}?uploadType=resumable", "POST", '{"name": "x"}').headers["location"]
    foreign = upload.replace(victim.account.key, attacker.account.key)
    assert ask(foreign, "PUT", b"x").status == 404


def test_an_answer_after_all_this_is_that_of_a_quiet_world(origin: str, worlds: Worlds, attacker: Desk) -> None:
    with at_desk(origin, worlds, identity="daniel.okafor@tarnvale.test") as quiet:
        labels: Any = ask(f"{quiet.address}gmail/v1/users/me/labels").json
        assert ask(f"{attacker.address}gmail/v1/users/me/labels").json == labels
