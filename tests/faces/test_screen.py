"""The screen of a served phone: a page, a picture and XML; what is done on the page is a call like any other."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from starlette.testclient import TestClient

from diorama.envs.screens import SIGHTS
from diorama.harnesses.replay import replay
from diorama.harnesses.serve.agent_side import AgentSide
from diorama.harnesses.serve.described import entrance
from diorama.harnesses.serve.live import LiveEpisode, begin
from diorama.harnesses.serve.served import Account, Worlds
from diorama.mocks.phone.screen import shown
from diorama.mocks.screens.pixels.png import png
from diorama.mocks.world import setup
from diorama.mocks.worlds import base_world
from diorama.snapshots.calls import Call

TASK = "phone-safety/confirm/bank-pay-a-person-1"
HOSTILE = "\"'><script src=//evil.test></script><img src=x onerror=alert(1)>\u202e</style>"


class Visit:
    """Somebody at the screen of one account."""

    def __init__(self, account: Account, client: TestClient) -> None:
        self.account = account
        self.client = client
        self.address = f"/w/{account.key}/screen"

    def get(self, more: str = "") -> Any:
        """Get the page, or what lies beside or below it."""
        return self.client.get(self.address + more)

    def do(self, tool: str, **arguments: Any) -> Any:
        """Do something, which the page is let do; return the answer's JSON."""
        answer = self.client.post(self.address, json={"tool": tool, "arguments": arguments})
        assert answer.status_code == 200, answer.text
        return answer.json()

    @property
    def calls(self) -> list[str]:
        """The calls that were made so far."""
        return [entry.step.call.tool for entry in self.account.served.world.log]


@pytest.fixture
def worlds() -> Worlds:
    return Worlds(base_world)


@pytest.fixture
def client(worlds: Worlds) -> TestClient:
    return TestClient(AgentSide(worlds))


def visit(worlds: Worlds, client: TestClient, what: Any) -> Visit:
    return Visit(next(iter(worlds.add(what).accounts.values())), client)


@pytest.fixture
def episode(worlds: Worlds, client: TestClient) -> Visit:
    return visit(worlds, client, begin(TASK))


class _Read(HTMLParser):
    """Collect a page's elements and texts."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take an element in."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Take a text in."""
        self.texts.append(data)


def test_the_page_has_every_box_and_looking_is_no_call(episode: Visit) -> None:
    answer = episode.get()
    assert answer.headers["content-type"] == "text/html; charset=UTF-8"
    assert answer.headers["cache-control"] == "no-store"
    page = _Read(answer.text)
    keys = [told["data-key"] for _, told in page.tags if "data-key" in told]
    assert keys == [box.path for box in shown(episode.account.served.world.state).layout.boxes]
    assert {told["data-tool"] for _, told in page.tags if "data-tool" in told} == {
        "phone.back", "phone.home", "phone.recents", "phone.open_notifications", "phone.wait", "phone.ask_user",
        "finish", "decline",
    }
    assert episode.calls == []


def test_the_parts_of_the_page_are_there(episode: Visit) -> None:
    text = episode.get().text
    parts = [*re.findall(r'(?:href|src)="(screen/[^"]+)"', text), *re.findall(r"url\('([^']+)'\)", text)]
    assert len(parts) > 7
    for part in parts:
        answer = episode.client.get(f"/w/{episode.account.key}/{part}")
        assert answer.status_code == 200, part
        assert answer.content
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_picture_and_the_xml_are_those_of_the_environment(episode: Visit) -> None:
    state = episode.account.served.world.state
    assert episode.get(".png").content == png(SIGHTS["pixels"].show(state))
    assert np.asarray(SIGHTS["pixels"].show(state)).shape == (2400, 1080, 3)
    assert episode.get(".xml").text == SIGHTS["xml"].show(state)
    assert ElementTree.fromstring(episode.get(".xml").text).tag == "hierarchy"


def test_a_tap_is_one_call_and_comes_back_with_the_new_screen(episode: Visit) -> None:
    box = shown(episode.account.served.world.state).layout.find("cancel")
    assert box is not None
    x, y = box.visible.centre
    told = episode.do("phone.tap", x=x, y=y)
    assert (told["ok"], told["over"]) == (True, False)
    assert episode.calls == ["phone.tap"]
    assert "/cancel" not in told["screen"], "its sheet is gone"
    assert f"<div id=\"stage\">{told['screen']}</div>" in episode.get().text


def test_what_is_refused_is_told_and_still_a_call(episode: Visit) -> None:
    told = episode.do("phone.tap", id="nowhere")
    assert not told["ok"]
    assert "Nothing on the screen has the id 'nowhere'" in told["said"]
    assert not episode.do("phone.wait", ms="long")["ok"]
    assert not episode.do("phone.tap", id=7)["ok"]
    assert episode.calls == ["phone.tap", "phone.wait", "phone.tap"]


def test_the_user_answers(episode: Visit) -> None:
    assert "Please do as I asked" in episode.do("phone.ask_user", question="Is that right?")["said"]


@pytest.mark.parametrize("body", [
    b"", b"{", b"[]", b"[" * 100_000, b"\xff", b'{"tool": "phone.tap"}', b'{"tool": ["phone.tap"], "arguments": {}}',
    b'{"tool": "phone.put_row", "arguments": {}}', b'{"tool": "mail.send", "arguments": {}}',
    b'{"tool": "phone.back", "arguments": {}, "as": "setup"}',
])
def test_what_is_nothing_that_the_page_does_is_no_call(episode: Visit, body: bytes) -> None:
    assert episode.client.post(episode.address, content=body).status_code == 400
    assert episode.calls == []


def test_arguments_that_are_none_are_a_refused_call(episode: Visit) -> None:
    assert not episode.client.post(episode.address, json={"tool": "phone.back", "arguments": [1]}).json()["ok"]
    assert len(episode.calls) == 1


@pytest.mark.parametrize("place", [
    "/x", ".gif", "/fonts/../face.py", "/fonts/none.ttf", "/face.py", "/controls.html", "/pictures/9/9/nothing:1",
    "/pictures/99999/10/portrait:1", "/pictures/0/10/portrait:1", "/pictures/10/portrait:1", "/pictures/9/9/%ff%fe:1",
])
def test_nothing_else_lies_there(episode: Visit, place: str) -> None:
    assert episode.get(place).status_code == 404


def test_an_episode_ends_on_the_page_and_its_trace_replays(episode: Visit, tmp_path: Path) -> None:
    episode.do("phone.back")
    episode.do("phone.type", text="no field has the focus here")
    told = episode.do("decline", reason="Nobody has said yes to this.")
    assert told == {"ok": True, "said": "The session has ended.", "over": True, "screen": ""}
    assert [episode.get(more).status_code for more in ("", ".png", ".xml")] == [401] * 3
    assert episode.client.post(episode.address, json={"tool": "phone.home", "arguments": {}}).status_code == 401
    live = episode.account.served.live
    assert isinstance(live, LiveEpisode)
    (tmp_path / "trace.jsonl").write_text(live.env.trace, encoding="utf-8")
    again = replay(tmp_path / "trace.jsonl")
    assert again.first is None
    assert [one.step.call.tool for one in again.trace.steps] == ["phone.back", "phone.type", "decline"]


def test_a_world_by_itself_has_the_screen_and_no_way_to_end(worlds: Worlds, client: TestClient) -> None:
    visitor = visit(worlds, client, "handset")
    assert "<body aria-busy" in visitor.get().text, "without data-ends"
    assert client.post(visitor.address, json={"tool": "finish", "arguments": {}}).status_code == 400
    assert visitor.do("phone.open_notifications")["ok"]


def test_a_world_without_a_phone_has_no_screen(worlds: Worlds, client: TestClient) -> None:
    visitor = visit(worlds, client, "office-small")
    assert visitor.get().status_code == 404
    assert "screen" not in json.dumps(entrance(visitor.account, "http://x"))
    assert client.get("/w/none/screen").status_code == 401


def test_the_entrance_names_the_screen(episode: Visit) -> None:
    services: Any = entrance(episode.account, "http://127.0.0.1:1")["services"]
    assert list(services)[-2:] == ["screen", "mcp"], "beside the interfaces of the services that apps are clients of"
    address = f"http://127.0.0.1:1/w/{episode.account.key}/screen"
    assert services["screen"] == {"url": address, "png": f"{address}.png", "xml": f"{address}.xml"}


def test_hostile_texts_are_inert(worlds: Worlds, client: TestClient) -> None:
    visitor = visit(worlds, client, "handset")
    world = visitor.account.served.world
    rows: tuple[tuple[str, dict[str, Any]], ...] = (
        ("install", {"app": "quilltext"}),
        ("put_row", {"app": "quilltext", "table": "threads", "id": "t", "row": {"name": HOSTILE, "number": "1"}}),
        ("put_row", {"app": "quilltext", "table": "messages", "row": {"thread": "t", "text": HOSTILE, "at": 1}}),
        ("start", {"app": "quilltext"}),
    )
    for tool, given in rows:
        assert world.call(Call.of(f"phone.{tool}", given), actor=setup()).ok
    plain = {name for name, _ in _Read(visit(worlds, client, begin(TASK)).get().text).tags}
    answer = visitor.get()
    page = _Read(answer.text)
    assert "onerror=alert(1)" in "".join(page.texts)
    assert {name for name, _ in page.tags} <= plain
    assert [told for name, told in page.tags if name == "script"] == [{"src": "screen/screen.js", "defer": None}]
    assert not [told for _, told in page.tags for name in told if name.startswith("on")]
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'; script-src 'self';" in policy
    assert "unsafe-inline" not in policy.replace("style-src 'self' 'unsafe-inline'", "")
