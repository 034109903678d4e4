"""A run of reference agents with branches, a talk, hostile texts and damaged traces, served and exported."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest

from diorama.envs.actions import Blocked
from diorama.harnesses.jobs import Request
from diorama.harnesses.replay import branch
from diorama.harnesses.run import plan_run, run
from diorama.harnesses.talk import TalkWriter, Turn, Usage, talk_path
from diorama.harnesses.viewing.host import bound, server_of
from diorama.harnesses.viewing.viewer import Viewer
from diorama.snapshots.calls import Actor, Call, Outcome, Step
from diorama.snapshots.digest import Json, canonical
from diorama.snapshots.trace import TraceStep, TraceWriter, read_trace

VIOLATOR, ORACLE = "toy_letter@0.violator", "toy_letter@0.oracle"
BRANCH, HOSTILE, UNDER_WAY, LONG, GUARDED = "branched", "hostile", "under-way", "long", "guarded"

TEXTS = (
    "<script>window.owned = 1</script>", "<img src=x onerror='window.owned = 1'>", "</script><script>window.owned = 1",
    "\x1b[31mred\x1b[0m\x07", "invoice\u202egpj.exe", "javascript:window.owned=1", "a\u0335\u0336" + "\u0337" * 50,
    "{{window.owned = 1}}", "<!--<script>", "tags: \U000e0049\U000e0067", "one\r\ntwo\u2028three",
)
"""Texts that would do something where text is taken for markup, for a terminal's codes or for a direction."""

STEPS = 500
ROWS = 100_000
LINE = 10_000_000
DEEP = 100


def recorded(folder: Path, name: str, outcomes: list[tuple[Call, Outcome]]) -> None:
    """Write a trace beside the run's own, with outcomes as they are given: nobody has played it."""
    model = read_trace(folder / "traces" / f"{VIOLATOR}.jsonl")
    actor = Actor(role="agent", principal="ada@hut.test")
    header = model.header.model_copy(update={"agent": TEXTS[0]})
    with TraceWriter(folder / "traces" / f"{name}.jsonl", header) as writer:
        for number, (call, outcome) in enumerate(outcomes, 1):
            now = 1_772_613_000_000 + 1_000 * number
            writer.step(TraceStep(
                number, Step(call, actor, outcome, now - 1_000), now, 0, (), f"{number:032x}"
            ))


def result(value: Json) -> Outcome:
    """Return the outcome of a call that went well."""
    return Outcome(canonical(value))


@pytest.fixture(scope="session")
def folder(toy_tasks: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the run."""
    where = tmp_path_factory.mktemp("viewed") / "first"
    asked = Request(suite="ClawsBench-Email-v0", agents=("oracle", "violator", "idle", "decliner"), seeds=(0,),
                    tasks="toy/*", folders=(toy_tasks,), time_limit=120)
    run(asked, plan_run(asked), where, workers=2)
    traces = where / "traces"
    branch(traces / f"{VIOLATOR}.jsonl", 2, "oracle", traces / f"{BRANCH}.jsonl", (toy_tasks,))
    with TalkWriter(talk_path(traces / f"{VIOLATOR}.jsonl")) as talk:
        usage = Usage(input=1_200, output=34, cost=5_600)
        said = Turn(at=1, calls=2, text="I shall read it.", reasoning="It may matter.", usage=usage, model="m-1")
        talk.write([said])
    recorded(where, HOSTILE, [
        (Call.of(TEXTS[0], {"text": text, text: ["x", text]}), result({"said": text, "more": [text, {text: text}]}))
        for text in TEXTS
    ])
    long = [
        (Call.of("mail.list_messages", {"q": "x" * 200}), result([*range(ROWS)])),
        (Call.of("mail.list_messages", {}), result("0123456789" * (LINE // 10))),
    ]
    for number in range(3, STEPS):
        long.append((Call.of("mail.get_message", {"id": f"m{number}"}), result({"number": 2**70 + number})))
    deep: Json = TEXTS[0]
    for _ in range(DEEP):
        deep = [deep]
    long.append((Call.of("mail.get_message", {"id": "deep"}), result(deep)))
    recorded(where, LONG, long)
    send = Call.of("mail.send", {"to": ["gate@elsewhere.test"], "subject": "Door", "body": "4711"})
    recorded(where, GUARDED, [
        (Blocked(send, "<b>tool-filter</b>", "It may not be sent.", stops=True).logged,
         Outcome(code="blocked", message="It may not be sent.")),
    ])
    whole = (traces / f"{ORACLE}.jsonl").read_bytes().split(b"\n")
    (traces / f"{UNDER_WAY}.jsonl").write_bytes(b"\n".join(whole[:2]) + b"\n" + whole[2][:20])
    (traces / "damaged.jsonl").write_bytes(whole[0].replace(b"oracle", b"oracel") + b"\n")
    return where


@pytest.fixture(scope="session")
def viewer(folder: Path, toy_tasks: Path) -> Viewer:
    """Return what looks at the run."""
    return Viewer([folder], (toy_tasks,))


class Site(NamedTuple):
    """Where the pages are: the address, and whether that is a file."""

    address: str
    is_file: bool

    def at(self, *parts: object, query: str = "") -> str:
        """Return the address of a place in the page."""
        path = "/".join(quote(str(part), safe="") for part in parts)
        return f"{self.address}#/{path}" + (f"?{query}" if query else "")


@pytest.fixture(scope="session")
def served(viewer: Viewer) -> Iterator[Site]:
    """Serve the run from a thread."""
    server, door = server_of(viewer), bound(0)
    thread = threading.Thread(target=server.run, args=([door],), daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield Site(f"http://127.0.0.1:{door.getsockname()[1]}/", False)
    server.should_exit = True
    thread.join(10)


class Reader:
    """Somebody who looks at the pages in a browser. `told` is what the browser had to complain of."""

    def __init__(self, tab: Any, site: Site) -> None:
        self.tab = tab
        self.site = site
        self.told: list[str] = []
        tab.set_default_timeout(60_000)
        tab.on("console", lambda message: self.told.append(message.text))
        tab.on("pageerror", lambda error: self.told.append(str(error)))
        tab.on("dialog", self._dismiss)

    def _dismiss(self, dialog: Any) -> None:
        self.told.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def go(self, *parts: object, query: str = "") -> None:
        """Go to a place and wait until it is all there."""
        self.tab.goto(self.site.at(*parts, query=query))
        self.settle()

    def settle(self) -> None:
        """Wait until everything has come."""
        self.tab.locator("main[aria-busy=false]").wait_for()
        self.tab.locator("[aria-busy=true]").first.wait_for(state="hidden")

    def press(self, *keys: str) -> None:
        """Press keys, one after another."""
        for key in keys:
            self.tab.keyboard.press(key)
            self.tab.wait_for_timeout(30)
            self.settle()

    def text(self, selector: str = "main") -> str:
        """Return the text of a part of the page."""
        return str(self.tab.locator(selector).first.inner_text())

    @property
    def place(self) -> str:
        """What stands in the address behind the #."""
        return str(self.tab.evaluate("decodeURIComponent(location.hash)"))


@pytest.fixture
def reader(browser: Any) -> Iterator[Callable[[Site], Reader]]:
    """Return what opens a tab. Every test ends by asking whether a script of a trace ran, or the browser complained."""
    open_: list[Reader] = []

    def opened(site: Site) -> Reader:
        open_.append(Reader(browser.new_page(viewport={"width": 1400, "height": 900}), site))
        return open_[-1]

    yield opened
    for one in open_:
        assert one.tab.evaluate("window.owned") is None
        one.tab.close()
        assert one.told == []
