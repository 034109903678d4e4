"""The screen's page in a real browser: tapped, typed into, swiped and scrolled, each of it one call, and replayed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from diorama.harnesses.replay import replay
from diorama.harnesses.serve.live import LiveEpisode, begin
from diorama.harnesses.serve.served import Account, Served, Worlds
from diorama.mocks.phone.screen import shown

TASK = "phone/pay-a-friend-back"
HOSTILE = "<img src=x onerror=document.title='owned'><script>document.title='owned'</script>"
BOXES = """() => [...document.querySelectorAll('[data-key]')].map(box => {
    const at = box.getBoundingClientRect();
    return [box.dataset.key, at.left, at.top, at.right, at.bottom];
})"""


class Visitor:
    """Somebody who has the page of an account open in a browser."""

    def __init__(self, tab: Any, origin: str, account: Account) -> None:
        self.tab = tab
        self.served: Served = account.served
        self.told: list[str] = []
        tab.on("console", lambda message: self.told.append(message.text))
        tab.on("pageerror", lambda error: self.told.append(str(error)))
        tab.goto(f"{origin}/w/{account.key}/screen")

    def settle(self) -> None:
        """Wait until all that was done has been answered."""
        self.tab.locator("body[aria-busy=false]").wait_for()

    def until(self, tool: str, **given: Any) -> None:
        """Wait until the last call is of a tool, with some arguments; ten seconds at most."""
        for _ in range(500):
            if self.calls and self.last[0] == tool and given.items() <= self.last[1].items():
                self.settle()
                return
            self.tab.wait_for_timeout(20)
        pytest.fail(f"{tool} was not called with {given}: {self.calls}")

    def tap(self, key: str) -> None:
        """Click the box that has a key, as a program clicks what it has found: where others cover it, it fails."""
        self.tab.locator(f"[data-key$='/{key}']").click(timeout=5_000)
        self.settle()

    def field(self, key: str) -> Any:
        """Return the input over a field."""
        return self.tab.locator(f"[data-field$='/{key}']")

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Draw the pressed pointer from one point of the window to another."""
        self.tab.mouse.move(*start)
        self.tab.mouse.down()
        self.tab.mouse.move(*end, steps=4)
        self.tab.mouse.up()
        self.settle()

    @property
    def calls(self) -> list[tuple[str, dict[str, Any]]]:
        """The calls that were made so far."""
        return [(entry.step.call.tool, dict(entry.step.call.arguments)) for entry in self.served.world.log]

    @property
    def last(self) -> tuple[str, dict[str, Any]]:
        """The last call."""
        return self.calls[-1]


@pytest.fixture
def visitor(browser: Any, origin: str, worlds: Worlds) -> Iterator[Visitor]:
    served = worlds.add(begin(TASK))
    tab = browser.new_page(viewport={"width": 1500, "height": 2400})
    yield Visitor(tab, origin, next(iter(served.accounts.values())))
    tab.close()
    worlds.remove(served.name)


def _pay(visitor: Visitor) -> None:
    """Do the task as a person would, from the home screen to the receipt."""
    visitor.tab.get_by_role("button", name="Quilltext").click()
    visitor.settle()
    visitor.tap("thread_t1")
    visitor.tab.get_by_role("button", name="Home", exact=True).last.click()
    visitor.settle()
    visitor.tab.get_by_role("button", name="Fern & Hale Bank").click()
    visitor.settle()
    visitor.tap("transfer")
    visitor.tap("payee_p2")
    said = visitor.served.world.state.table("phone.sms_messages")["m1"].text
    words = said.replace(",", " ").split()
    visitor.field("amount").click()
    visitor.tab.keyboard.type(words[words.index("EUR") + 1])
    visitor.field("reference").fill(f"TRIP {words[words.index('TRIP') + 1]}")
    visitor.settle()
    visitor.tap("continue")
    visitor.tap("pay_now")


def test_a_task_is_done_on_the_page_and_its_trace_replays(visitor: Visitor, tmp_path: Path) -> None:
    _pay(visitor)
    assert visitor.tab.locator("[data-key$='/done']").count() == 1, "the receipt is there"
    visitor.tab.get_by_label("Answer").fill("It is paid.")
    visitor.tab.get_by_role("button", name="Finish").click()
    visitor.settle()
    assert visitor.tab.locator("#said").inner_text() == "The session has ended."
    typed = [given["text"] for tool, given in visitor.calls if tool == "phone.type"]
    assert len(typed) == 2
    assert visitor.last == ("finish", {"answer": "It is paid.", "status": "done"})
    live = visitor.served.live
    assert isinstance(live, LiveEpisode)
    assert live.env.verdict is not None
    assert live.env.verdict.success
    (tmp_path / "trace.jsonl").write_text(live.env.trace, encoding="utf-8")
    again = replay(tmp_path / "trace.jsonl")
    assert again.first is None
    assert len(again.trace.steps) == len(visitor.calls)
    assert visitor.told == []


def test_the_boxes_are_the_layouts_on_every_screen_on_the_way(visitor: Visitor) -> None:
    for step in (lambda: None, lambda: visitor.tab.get_by_role("button", name="Quilltext").click(),
                 lambda: visitor.tap("thread_t1"), lambda: visitor.field("text").click()):
        step()
        visitor.settle()
        layout = shown(visitor.served.world.state).layout
        assert visitor.tab.evaluate(BOXES) == [[box.path, *box.bounds] for box in layout.boxes]


def test_a_finger_that_stays_presses_long_and_one_that_moves_swipes(visitor: Visitor) -> None:
    visitor.tab.mouse.move(500, 1200)
    visitor.tab.mouse.down()
    visitor.tab.wait_for_timeout(600)
    visitor.tab.mouse.up()
    visitor.settle()
    assert visitor.last == ("phone.long_press", {"x": 500, "y": 1200})
    visitor.drag((540, 20), (540, 900))
    assert visitor.last == ("phone.swipe", {"x1": 540, "y1": 20, "x2": 540, "y2": 900})
    assert visitor.served.world.state.table("phone.displays")["display"].over[-1].screen == "shade"
    assert len(visitor.calls) == 2


def test_the_wheel_scrolls(visitor: Visitor) -> None:
    visitor.tab.mouse.move(540, 1200)
    visitor.tab.mouse.wheel(0, 300)
    visitor.until("phone.scroll")  # a turn of the wheel comes to the page some frames later
    assert visitor.calls == [("phone.scroll", {"direction": "down", "x": 540, "y": 1200})]


def test_what_is_typed_goes_in_once_with_enter_or_when_the_field_is_left(visitor: Visitor) -> None:
    visitor.tab.get_by_role("button", name="Quilltext").click()
    visitor.settle()
    visitor.tap("thread_t1")
    visitor.field("text").click()
    visitor.tab.keyboard.type("On my way")
    visitor.tab.keyboard.press("Enter")
    visitor.settle()
    assert visitor.last == ("phone.type", {"clear": False, "submit": True, "text": "On my way"})
    rows = visitor.served.world.state.table("phone.sms_messages").rows()
    assert [row.text for row in rows if row.mine] == ["On my way"]
    visitor.field("text").fill("Second")
    visitor.settle()
    assert visitor.last[0] == "phone.type"
    assert visitor.field("text").input_value() == "Second"
    visitor.field("text").fill("Third")
    visitor.settle()
    assert visitor.last[1]["clear"] is True
    visitor.tap("send")
    rows = visitor.served.world.state.table("phone.sms_messages").rows()
    assert [row.text for row in rows if row.mine] == ["On my way", "Third"]


def test_keys_and_words_beside_the_screen(visitor: Visitor) -> None:
    visitor.tab.get_by_role("button", name="Notifications").click()
    visitor.tab.get_by_role("button", name="Recents").click()
    visitor.tab.get_by_label("Wait, in ms").fill("2500")
    visitor.tab.get_by_role("button", name="Wait", exact=True).click()
    visitor.tab.get_by_label("Ask the user").fill("Which of the two?")
    visitor.tab.get_by_role("button", name="Ask", exact=True).click()
    visitor.settle()
    assert visitor.calls == [
        ("phone.open_notifications", {}), ("phone.recents", {}), ("phone.wait", {"ms": 2500}),
        ("phone.ask_user", {"question": "Which of the two?"}),
    ]
    assert "Please do as I asked" in visitor.tab.locator("#said").inner_text()


def test_a_small_window_shows_all_of_the_screen_and_is_tapped_at_the_same_points(visitor: Visitor) -> None:
    visitor.tab.set_viewport_size({"width": 900, "height": 600})
    visitor.tab.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert visitor.tab.locator("#stage").bounding_box()["height"] <= 600
    visitor.tab.get_by_role("button", name="Quilltext").click()
    visitor.settle()
    assert visitor.served.world.state.table("phone.displays")["display"].app == "quilltext"


def test_the_second_tap_at_a_place_is_a_double_one_and_the_third_is_not(visitor: Visitor) -> None:
    visitor.tab.mouse.dblclick(300, 1500)
    visitor.settle()
    visitor.tab.mouse.click(300, 1500)
    visitor.settle()
    visitor.tab.mouse.click(700, 1500)
    visitor.settle()
    at = {"x": 300, "y": 1500}
    assert visitor.calls == [("phone.tap", at), ("phone.double_tap", at), ("phone.tap", at),
                             ("phone.tap", {"x": 700, "y": 1500})]


def test_what_stands_in_a_search_field_is_searched_for_at_each_pause(visitor: Visitor) -> None:
    visitor.tap("search_bar")
    visitor.field("query").click()
    visitor.settle()
    visitor.tab.keyboard.type("quill")
    visitor.until("phone.type", submit=False, text="quill")
    assert visitor.tab.get_by_role("button", name="Quilltext").count() == 1
    assert visitor.tab.get_by_role("button", name="Fern & Hale Bank").count() == 0
    visitor.tab.keyboard.press("Backspace")
    visitor.tab.keyboard.type("p")
    visitor.until("phone.type", submit=False, clear=True, text="quilp")
    assert visitor.tab.get_by_role("button", name="Quilltext").count() == 0
    assert visitor.field("query").input_value() == "quilp", "and goes on being typed in"


def test_a_field_stays_the_same_while_its_label_moves(visitor: Visitor) -> None:
    visitor.tab.get_by_role("button", name="Fern & Hale Bank").click()
    visitor.settle()
    visitor.tap("transfer")
    visitor.tap("payee_p2")
    visitor.field("amount").click()
    visitor.tab.keyboard.type("12")  # while the answer to the tap, which raises the label, may be under way
    visitor.settle()
    visitor.tab.keyboard.type(".50")
    assert visitor.field("amount").input_value() == "12.50"
    visitor.tab.keyboard.press("Enter")
    visitor.until("phone.type", clear=False, submit=True, text="12.50")


def test_hostile_texts_do_nothing(visitor: Visitor) -> None:
    visitor.tab.get_by_role("button", name="Quilltext").click()
    visitor.settle()
    visitor.tap("thread_t1")
    visitor.field("text").fill(HOSTILE)
    visitor.settle()
    visitor.tap("send")
    visitor.tab.reload()
    assert visitor.tab.get_by_text("onerror=document.title").count() > 0
    assert visitor.tab.title() == "Phone"
    assert visitor.tab.locator("#stage img, #stage script").count() == 0
    assert visitor.told == []
