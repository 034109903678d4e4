"""The app over HTTP: who is let in, what an answer may load, and that what is asked wrongly is said."""

import json
from http.client import HTTPConnection
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import pytest

from diorama.harnesses.viewing.app import PAGES
from diorama.harnesses.viewing.host import bound
from diorama.snapshots.errors import UsageError
from tests.harnesses.viewing.conftest import HOSTILE, ORACLE, TEXTS, VIOLATOR, Site

POLICY = "script-src 'self';"


def ask(served: Site, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    port = urlsplit(served.address).port
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    told = answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    connection.close()
    return told


def api(served: Site, name: str, method: str = "GET", **asked: object) -> Any:
    status, headers, body = ask(served, f"/api/{name}?{urlencode(asked)}", method)
    assert (status, headers["content-type"]) == (200, "application/json"), body
    return json.loads(body)


@pytest.mark.parametrize("host", ["evil.test", "evil.test:8766", "127.0.0.1.evil.test", "", "[", "127.0.0.1@evil.test"])
@pytest.mark.parametrize("path", ["/", "/main.js", "/api/runs"])
def test_a_foreign_name_is_refused(served: Site, host: str, path: str) -> None:
    """A site whose name is made to lead here (DNS rebinding) is none of ours."""
    status, headers, body = ask(served, path, Host=host)
    assert status in (400, 403)
    assert b"violator" not in body
    if status == 403:
        assert POLICY in headers["content-security-policy"]


@pytest.mark.parametrize("host", ["127.0.0.1:1", "localhost", "[::1]:9000"])
def test_this_machine_is_let_in_through_any_port(served: Site, host: str) -> None:
    """A tunnel has a port of its own."""
    assert ask(served, "/api/runs", Host=host)[0] == 200


@pytest.mark.parametrize("headers", [
    {"Sec_Fetch_Site": "cross-site"}, {"Sec_Fetch_Site": "same-site"}, {"Origin": "http://evil.test"},
    {"Origin": "null"},
])
def test_another_site_gets_nothing(served: Site, headers: dict[str, str]) -> None:
    for path, method in (("/api/runs", "GET"), (f"/api/check?run=first&key={ORACLE}", "POST"), ("/main.js", "GET")):
        assert ask(served, path, method, **headers)[0] == 403


def test_a_link_elsewhere_leads_to_the_page(served: Site) -> None:
    assert ask(served, "/", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="navigate")[0] == 200


def test_every_answer_says_what_it_may_load(served: Site) -> None:
    paths = ["/", *(f"/{path.name}" for path in PAGES.glob("*.*")), "/api/runs", "/api/nothing", "/nothing",
             "/api/episode?run=none&key=none"]
    for path in paths:
        _, headers, _ = ask(served, path)
        policy = headers["content-security-policy"]
        assert POLICY in policy
        assert "unsafe" not in policy
        assert "require-trusted-types-for 'script'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-resource-policy"] == "same-origin"


def test_the_page_has_no_script_of_its_own() -> None:
    page = (PAGES / "index.html").read_text(encoding="utf-8")
    assert page.count("<script") == 1
    assert '<script type="module" src="main.js"></script>' in page
    assert "style=" not in page
    for path in PAGES.glob("*.js"):
        source = path.read_text(encoding="utf-8")
        for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "DOMParser", "http:"):
            assert word not in source, f"{path.name} has {word}"


@pytest.mark.parametrize(("path", "why"), [
    ("episodes", "lacks run="), ("episodes?run=first&sort=x", "not sorted by 'x'"), ("episodes?run=x", "no run 'x'"),
    ("episodes?run=first&from=x", "it is a number"), ("episodes?run=first&from=-1", "it is a number"),
    (f"part?run=first&key={ORACLE}&part=outcome&number=1&to=1&place=x", "a JSON list"),
    (f"part?run=first&key={ORACLE}&part=outcome&number=1&to=1&place=" + quote("[" * 100_000), ""),
    (f"picture?run=first&key={ORACLE}&step=0", "has no screen"), ("episode?run=first&key=damaged", "no episode"),
])
def test_what_is_asked_wrongly_is_said(served: Site, path: str, why: str) -> None:
    status, _, body = ask(served, f"/api/{path}")
    assert status == 400
    assert not why or why in json.loads(body)["error"]


def test_hostile_texts_come_through_as_json(served: Site) -> None:
    asked: dict[str, Any] = {"run": "first", "key": HOSTILE, "from": 1, "to": len(TEXTS)}
    steps = api(served, "steps", **asked)["steps"]
    assert [step["outcome"]["value"]["result"]["said"] for step in steps] == list(TEXTS)


def test_a_check_is_a_post(served: Site) -> None:
    assert ask(served, f"/api/check?run=first&key={VIOLATOR}")[0] == 405
    assert api(served, "check", "POST", run="first", key=VIOLATOR)["first_difference"] is None


def test_a_port_that_is_taken_is_named(served: Site) -> None:
    port = urlsplit(served.address).port
    assert port is not None
    with pytest.raises(UsageError, match=f"port {port} cannot be used"):
        bound(port)
