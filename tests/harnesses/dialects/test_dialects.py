"""Dialects: replies as vendors document them are read, and nothing else raises or ends an episode."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diorama.harnesses.dialects import DIALECTS, Size, dialect_named
from diorama.harnesses.dialects.ui_tars import smart_resize
from diorama.mocks.catalog import service_classes
from diorama.mocks.world import toolbox
from diorama.snapshots.errors import UsageError

SCREEN = Size(1080, 2400)

TAGGED = '<tool_call>{"name": "mobile_use", "arguments": {"action": "click", "coordinate": [999, 0]}}</tool_call>'

READ = [
    ("android_world", 'Reason: the button.\nAction: {"action_type": "click", "index": 0}', "phone.tap", {"index": 0}),
    ("android_world", 'Action: {"action_type": "click", "x": 10, "y": 20}', "phone.tap", {"x": 10, "y": 20}),
    ("android_world", '{"action_type": "input_text", "text": "tea", "index": 4, "clear_text": true}', "phone.type",
     {"text": "tea", "submit": True, "clear": True, "index": 4}),
    ("android_world", '{"action_type": "scroll", "direction": "down"}', "phone.scroll", {"direction": "down"}),
    ("android_world", '{"action_type": "swipe", "direction": "up"}', "phone.swipe",
     {"x1": 540, "y1": 1800, "x2": 540, "y2": 600}),
    ("android_world", '{"action_type": "navigate_back"}', "phone.back", {}),
    ("android_world", '{"action_type": "status", "goal_status": "infeasible"}', "finish", {"status": "infeasible"}),
    ("ui_tars", "Thought: there.\nAction: click(point='<point>500 250</point>')", "phone.tap", {"x": 540, "y": 600}),
    ("ui_tars", "Thought: there.\nAction: click(start_box='(500,250)')", "phone.tap", {"x": 540, "y": 600}),
    ("ui_tars", "Action: type(content='oat milk\\n')", "phone.type", {"text": "oat milk", "submit": True}),
    ("ui_tars", "Action: drag(start_point='<point>500 800</point>', end_point='<point>500 200</point>')", "phone.swipe",
     {"x1": 540, "y1": 1920, "x2": 540, "y2": 480}),
    ("ui_tars", "Action: finished(content='It is 4.')", "finish", {"status": "done", "answer": "It is 4."}),
    ("ui_tars_1_5", "Action: long_press(start_box='(546,1204)')", "phone.long_press", {"x": 540, "y": 1200}),
    ("mobile_use", TAGGED,
     "phone.tap", {"x": 1079, "y": 0}),
    ("mobile_use", '{"name": "mobile_use", "arguments": {"action": "system_button", "button": "Menu"}}',
     "phone.recents", {}),
    ("mobile_use", '{"name": "mobile_use", "arguments": {"action": "terminate", "status": "failure"}}', "finish",
     {"status": "infeasible"}),
    ("mobile_use", '{"name": "mobile_use", "arguments": {"action": "click", "coordinate": [0, 0, 999, 999]}}',
     "phone.tap", {"x": 540, "y": 1200}),
    ("autoglm", '<think>Off.</think><answer>do(action="Tap", element=[0, 999])</answer>', "phone.tap",
     {"x": 0, "y": 2399}),
    ("autoglm", '<answer>do(action="Tap", element=[500, 500], message="Pay 20?")</answer>', "phone.ask_user",
     {"question": "Pay 20?"}),
    ("autoglm", '<answer>do(action="Type", text="he said "no"")</answer>', "phone.type",
     {"text": 'he said "no"', "clear": True}),
    ("autoglm", '<answer>do(action="Wait", duration="3 seconds")</answer>', "phone.wait", {"ms": 3000}),
    ("autoglm", '<answer>finish(message="Done.")</answer>', "finish", {"status": "done", "answer": "Done."}),
    ("computer_use", '{"action": "left_click", "coordinate": [540, 2399]}', "phone.tap", {"x": 540, "y": 2399}),
    ("computer_use", '{"name": "open_app", "input": {"name": "Notes"}}', "phone.open_app", {"name": "Notes"}),
    ("computer_use", '{"action": "scroll", "scroll_direction": "down", "scroll_amount": 3}', "phone.scroll",
     {"direction": "down"}),
    ("computer_use", '{"action": "key", "text": "Return"}', "phone.key", {"name": "enter"}),
    ("gelab", "<THINK>so</THINK>\nexplain:a\taction:CLICK\tpoint:500,500\tsummary:b", "phone.tap",
     {"x": 540, "y": 1200}),
    ("gelab", "<THINK>so</THINK>\nexplain:a\taction:ABORT\tvalue:not mine\tsummary:b", "finish",
     {"status": "infeasible", "answer": "not mine"}),
    ("generic", 'Here:\n```json\n{"action": "click", "coordinate": [500, 250]}\n```', "phone.tap",
     {"x": 540, "y": 600}),
    ("generic", '{"action": "call_user", "arguments": {"reason": "Is that right?"}}', "phone.ask_user",
     {"question": "Is that right?"}),
    ("generic", '{"action": "scroll", "direction": "up", "coordinate": [500, 500]}', "phone.scroll",
     {"direction": "up", "x": 540, "y": 1200}),
    ("generic", '{"action": "refuse", "reason": "It harms."}', "decline", {"reason": "It harms."}),
]


@pytest.mark.parametrize(("name", "reply", "tool", "arguments"), READ)
def test_a_reply_as_it_is_documented_is_read(name: str, reply: str, tool: str, arguments: dict[str, object]) -> None:
    parsed = DIALECTS[name].parse(reply, SCREEN)
    assert parsed.call is not None, parsed.why
    assert (parsed.call.tool, dict(parsed.call.arguments)) == (tool, arguments)
    toolbox(service_classes(("phone",))).specs[tool].bind(parsed.call.text)


NONE = [
    ("generic", '{"action": "click", "coordinate": [1001, 3]}', "1001 is outside of 0 to 1000"),
    ("generic", '{"action": "click", "coordinate": [NaN, 3]}', "no JSON"),
    ("generic", '{"action": "click"}', "no coordinate"),
    ("generic", "I have finished the task.", "no JSON"),
    ("generic", '```json\n{"action": "back"}\n```\n```json\n{"action": "home"}\n```', "2 actions"),
    ("mobile_use", '{"name": "shell", "arguments": {"action": "click", "coordinate": [1, 1]}}', "mobile_use"),
    ("autoglm", "I think that we are done.", "no call"),
    ("autoglm", '<answer>do(action="Tap", element=[1000, 10])</answer>', "1000 is outside of 0 to 999"),
    ("autoglm", '<answer>do(action=__import__("os").system("true"))</answer>', "no plain value"),
    ("ui_tars", "Action: click(point='<point>10 10</point>')\n\nclick(point='<point>20 20</point>')", "one is wanted"),
    ("ui_tars", "finished(content='')", "0 actions"),
    ("android_world", '{"action_type": "click", "index": 1, "x": 4, "y": 5}', "not both"),
    ("android_world", '{"action_type": "status", "goal_status": "maybe"}', "goal_status"),
    ("computer_use", '{"action": "left_click", "coordinate": [540, 2400]}', "2400 is outside of 0 to 2399"),
    ("gelab", "action:CLICK\tpoint:nowhere", "no point"),
]


@pytest.mark.parametrize(("name", "reply", "why"), NONE)
def test_a_reply_that_is_no_action_says_why(name: str, reply: str, why: str) -> None:
    parsed = DIALECTS[name].parse(reply, SCREEN)
    assert parsed.call is None
    assert why in parsed.why


PIECES = st.sampled_from((
    "do(", "finish", "finished", "(", ")", "action=", '"Tap"', "element=[1,2]", "<answer>", "</answer>", "Action:",
    "click(", "point='<point>1 2</point>'", '{"action":', '"click"', "}", "[", "]", '"status"', "terminate",
    "<tool_call>", "</tool_call>", '"arguments":', "action:", "CLICK", "\t", "point:", "1e999", "NaN", "\\", "\x00",
    "同意", "'", ",", ":",
    '{"action_type":', '"coordinate":', "9" * 400, "((((((((((((((((", "\n", " ",
))
REPLIES = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=14).map("".join))
BROKEN = st.tuples(st.sampled_from([reply for _, reply, *_ in READ]), st.integers(0, 300), st.text(max_size=3)).map(
    lambda one: one[0][: one[1]] + one[2] + one[0][one[1] + len(one[2]) :]
)


@pytest.mark.parametrize("name", sorted(DIALECTS))
@settings(max_examples=700)
@given(reply=st.one_of(REPLIES, BROKEN))
def test_no_reply_raises_and_none_that_cannot_be_read_ends_the_episode(name: str, reply: str) -> None:
    parsed = DIALECTS[name].parse(reply, SCREEN)
    assert (parsed.call is None) == bool(parsed.why)
    if parsed.call is not None:
        spec = toolbox(service_classes(("phone",))).specs[parsed.call.tool]
        json.loads(parsed.call.text)
        if parsed.call.tool == "finish":  # only what says so in the dialect's own words
            assert any(word in reply for word in ("finish", "terminate", "answer", "status", "COMPLETE", "ABORT",
                                                  "complete"))
        assert spec.name == parsed.call.tool


@given(x=st.integers(0, 999), y=st.integers(0, 999))
def test_a_point_of_any_dialect_is_on_the_screen(x: int, y: int) -> None:
    parsed = DIALECTS["mobile_use"].parse(json.dumps(
        {"name": "mobile_use", "arguments": {"action": "click", "coordinate": [x, y]}}), SCREEN)
    assert parsed.call is not None
    found = parsed.call.arguments
    assert 0 <= int(str(found["x"])) < SCREEN.width
    assert 0 <= int(str(found["y"])) < SCREEN.height


@pytest.mark.parametrize(("size", "resized"), [((1080, 2400), (1092, 2408)), ((1022, 1522), (1008, 1512))])
def test_pictures_are_resized_as_the_model_has_them(size: tuple[int, int], resized: tuple[int, int]) -> None:
    """Half a multiple goes to the even one: 1022 / 28 is 36.5."""
    assert smart_resize(Size(*size)) == resized


def test_a_dialect_is_found_by_its_name_and_a_wrong_one_named() -> None:
    assert dialect_named("autoglm").name == "autoglm"
    with pytest.raises(UsageError, match=r"'ui_tar'.*ui_tars"):
        dialect_named("ui_tar")
