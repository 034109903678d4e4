"""Dialects: replies as vendors document them are read, and nothing else raises or ends an episode."""

import json
import re

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
    # All that each vendor documents besides.
    ("android_world", 'Reason: back up.\nAction: {"action_type": "long_press", "index": "3"}', "phone.long_press",
     {"index": 3}),
    ("android_world", '{"action_type": "double_tap", "x": 1, "y": 2}', "phone.double_tap", {"x": 1, "y": 2}),
    ("android_world", '{"action_type": "scroll", "direction": "left", "index": 7}', "phone.scroll",
     {"direction": "left", "index": 7}),
    ("android_world", '{"action_type": "keyboard_enter"}', "phone.enter", {}),
    ("android_world", '{"action_type": "navigate_home"}', "phone.home", {}),
    ("android_world", '{"action_type": "open_app", "app_name": "Notes"}', "phone.open_app", {"name": "Notes"}),
    ("android_world", '{"action_type": "wait"}', "phone.wait", {"ms": 1000}),
    ("android_world", '{"action_type": "answer", "text": "4"}', "finish", {"status": "done", "answer": "4"}),
    ("android_world", '{"action_type": "status", "goal_status": "complete"}', "finish", {"status": "done"}),
    ("ui_tars", "Action: long_press(point='<point>500 250</point>')", "phone.long_press", {"x": 540, "y": 600}),
    ("ui_tars", "Action: scroll(point='<point>500 500</point>', direction='down')", "phone.scroll",
     {"direction": "down", "x": 540, "y": 1200}),
    ("ui_tars", "Action: open_app(app_name='Notes')", "phone.open_app", {"name": "Notes"}),
    ("ui_tars", "Action: press_home()", "phone.home", {}),
    ("ui_tars", "Action: press_back()", "phone.back", {}),
    ("ui_tars", "Action: wait()", "phone.wait", {"ms": 5000}),
    ("ui_tars", "Action: click(start_box='<bbox>400 200 600 300</bbox>')", "phone.tap", {"x": 540, "y": 600}),
    ("ui_tars_1_5", "Thought: up.\nAction: drag(start_box='(546,1806)', end_box='(546,602)')", "phone.swipe",
     {"x1": 540, "y1": 1800, "x2": 540, "y2": 600}),
    ("mobile_use", ('Thought: x\nAction: "Hold it."\n<tool_call>\n{"name": "mobile_use", "arguments": {"action": '
     '"long_press", "coordinate": [0, 999], "time": 2}}\n</tool_call>'), "phone.long_press", {"x": 0, "y": 2399}),
    ("mobile_use", ('{"name": "mobile_use", "arguments": {"action": "swipe", "coordinate": [0, 999], '
     '"coordinate2": [0, 0]}}'), "phone.swipe", {"x1": 0, "y1": 2399, "x2": 0, "y2": 0}),
    ("mobile_use", '{"name": "mobile_use", "arguments": {"action": "type", "text": "tea"}}', "phone.type",
     {"text": "tea"}),
    ("mobile_use", '{"name": "mobile_use", "arguments": {"action": "key", "text": "KEYCODE_ENTER"}}', "phone.key",
     {"name": "enter"}),
    ("mobile_use", '{"name": "mobile_use", "arguments": {"action": "open", "text": "Notes"}}', "phone.open_app",
     {"name": "Notes"}),
    ("mobile_use", '{"name": "mobile_use", "arguments": {"action": "wait", "time": 2}}', "phone.wait", {"ms": 2000}),
    ("mobile_use", '{"name": "mobile_use", "arguments": {"action": "answer", "text": "4"}}', "finish",
     {"status": "done", "answer": "4"}),
    ("mobile_use", '{"name": "mobile_use", "arguments": {"action": "ask_user", "text": "Which?"}}', "phone.ask_user",
     {"question": "Which?"}),
    ("mobile_use", '{"name": "mobile_use", "arguments": {"action": "terminate", "status": "success"}}', "finish",
     {"status": "done"}),
    ("autoglm", '<answer>do(action="Swipe", start=[500, 999], end=[500, 0])</answer>', "phone.swipe",
     {"x1": 540, "y1": 2399, "x2": 540, "y2": 0}),
    ("autoglm", 'Open it.\ndo(action="Launch", app="微信读书")', "phone.open_app", {"name": "微信读书"}),
    ("autoglm", '<answer>do(action="Type_Name", text="林")</answer>', "phone.type", {"text": "林", "clear": True}),
    ("autoglm", '<answer>do(action="Long Press", element=[0, 0])</answer>', "phone.long_press", {"x": 0, "y": 0}),
    ("autoglm", '<answer>do(action="Double Tap", element=[0, 0])</answer>', "phone.double_tap", {"x": 0, "y": 0}),
    ("autoglm", '<answer>do(action="Back")</answer>', "phone.back", {}),
    ("autoglm", '<answer>do(action="Home")</answer>', "phone.home", {}),
    ("autoglm", '<answer>do(action="Take_over", message="Log in, please.")</answer>', "phone.ask_user",
     {"question": "Log in, please."}),
    ("autoglm", '<answer>do(action="Interact")</answer>', "phone.ask_user",
     {"question": "Which of these do you want?"}),
    ("computer_use", ('{"type": "tool_use", "id": "toolu_1", "name": "computer", "input": {"action": "double_click", '
     '"coordinate": [1, 2]}}'), "phone.double_tap", {"x": 1, "y": 2}),
    ("computer_use", ('[{"type": "text", "text": "I pay."}, {"type": "tool_use", "id": "toolu_1", "name": "computer", '
     '"input": {"action": "left_click", "coordinate": [1, 2]}}]'), "phone.tap", {"x": 1, "y": 2}),
    ("computer_use", '{"name": "left_click", "input": {"coordinate": [1, 2]}}', "phone.tap", {"x": 1, "y": 2}),
    ("computer_use", '{"action": "left_click_drag", "start_coordinate": [1, 2], "coordinate": [3, 4]}', "phone.swipe",
     {"x1": 1, "y1": 2, "x2": 3, "y2": 4}),
    ("computer_use", '{"action": "type", "text": "tea"}', "phone.type", {"text": "tea"}),
    ("computer_use", '{"action": "wait", "duration": 3}', "phone.wait", {"ms": 3000}),
    ("computer_use", '{"action": "screenshot"}', "phone.look", {}),
    ("computer_use", '{"action": "scroll", "coordinate": [5, 6], "scroll_direction": "up", "scroll_amount": 5}',
     "phone.scroll", {"direction": "up", "x": 5, "y": 6}),
    ("computer_use", '{"name": "ask_user", "input": {"question": "Which?"}}', "phone.ask_user", {"question": "Which?"}),
    ("gelab", "<THINK>so</THINK>\nexplain:a\taction:TYPE\tvalue:tea\tpoint:0,0\tsummary:b", "phone.type",
     {"text": "tea", "x": 0, "y": 0}),
    ("gelab", "<THINK>so</THINK >\nexplain:a\taction:SLIDE\tpoint1:0,1000\tpoint2:0,0\tsummary:b", "phone.swipe",
     {"x1": 0, "y1": 2399, "x2": 0, "y2": 0}),
    ("gelab", "explain:a\taction:LONGPRESS\tpoint:0,0\tsummary:b", "phone.long_press", {"x": 0, "y": 0}),
    ("gelab", "explain:a\taction:WAIT\tvalue:5\tsummary:b", "phone.wait", {"ms": 5000}),
    ("gelab", "explain:a\taction:AWAKE\tvalue:Notes\tsummary:b", "phone.open_app", {"name": "Notes"}),
    ("gelab", "explain:a\taction:INFO\tvalue:Which?\tsummary:b", "phone.ask_user", {"question": "Which?"}),
    ("gelab", "explain:a\taction:COMPLETE\treturn:It is 4.\tsummary:b", "finish",
     {"status": "done", "answer": "It is 4."}),
    ("generic", '{"action": "type", "text": "tea", "coordinate": [0, 0]}', "phone.type",
     {"text": "tea", "x": 0, "y": 0}),
    ("generic", '<tool_call>{"name": "phone", "arguments": {"action": "system_button", "button": "Back"}}</tool_call>',
     "phone.back", {}),
    ("generic", '{"action": "open_app", "text": "Notes"}', "phone.open_app", {"name": "Notes"}),
    ("generic", '{"action": "wait", "seconds": 2}', "phone.wait", {"ms": 2000}),
    ("generic", '{"action": "long_press", "coordinate": [0, 0]}', "phone.long_press", {"x": 0, "y": 0}),
    ("generic", '{"action": "finish", "reason": "Done."}', "finish", {"status": "done", "answer": "Done."}),
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
    ("computer_use", '[{"type": "text", "text": "I am done."}]', "0 actions"),
    ("computer_use", ('[{"type": "tool_use", "name": "back", "input": {}}, {"type": "tool_use", "name": "home", '
     '"input": {}}]'), "2 actions"),
    ("computer_use", '{"action": "mouse_move", "coordinate": [1, 2]}', "no action"),
    ("autoglm", '<answer>do(action="Call_API", instruction="sum up")</answer>', "no action"),
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


SAID = (
    "The task is finished.", "finish", "FINISH", "finished()", "I have completed the task: complete.", "terminate",
    "任务已完成。", "完成", "I cannot help with that.", "COMPLETE", "status: complete", "Action: The task is complete.",
    "<answer>The task is done.</answer>", "<answer></answer>", '{"status": "complete"}', '"finish"', "ERROR: timeout",
    "action: COMPLETE", "stop", "DONE", "[]", "{}", "null", "true", '{"action": null}', '{"action": ["finish"]}',
    '{"action": {"finish": 1}}', '<tool_call>{"name": "terminate"}</tool_call>', "Action: ",
)
"""What is said of an end, and is no action that ends."""

ENDS = {
    "android_world": re.compile(r'"action_type"\s*:\s*"(?:status|answer)"'),
    "ui_tars": re.compile(r"Action:\s*finished\s*\("), "ui_tars_1_5": re.compile(r"Action:\s*finished\s*\("),
    "mobile_use": re.compile(r'"action"\s*:\s*"\s*(?:terminate|answer)\s*"', re.IGNORECASE),
    "autoglm": re.compile(r"\bfinish\s*\("),
    "computer_use": re.compile(r"(?!)"),
    "gelab": re.compile(r"action:\s*(?:COMPLETE|ABORT)", re.IGNORECASE),
    "generic": re.compile(r'"action(?:_type)?"\s*:\s*"\s*(?:finish|terminate|complete|answer|refuse|abort)\s*"',
                          re.IGNORECASE),
}
"""What a reply has to have for its dialect to take it for an end. Claude ends by making no call, which is the harness's
business."""

ENDING = {"action: COMPLETE": ("gelab",)}
"""Dialects of which something said is an action that ends after all."""


@pytest.mark.parametrize("name", sorted(DIALECTS))
def test_what_is_said_of_an_end_is_none(name: str) -> None:
    for reply in SAID:
        if name not in ENDING.get(reply, ()):
            assert DIALECTS[name].parse(reply, SCREEN).call is None, reply


@pytest.mark.parametrize("name", sorted(DIALECTS))
@settings(max_examples=700)
@given(reply=st.one_of(REPLIES, BROKEN, st.sampled_from(SAID)))
def test_no_reply_raises_and_none_that_cannot_be_read_ends_the_episode(name: str, reply: str) -> None:
    parsed = DIALECTS[name].parse(reply, SCREEN)
    assert (parsed.call is None) == bool(parsed.why)
    if parsed.call is not None:
        spec = toolbox(service_classes(("phone",))).specs[parsed.call.tool]
        json.loads(parsed.call.text)
        if parsed.call.tool in ("finish", "decline"):  # only what says so in the dialect's own words
            assert ENDS[name].search(reply)
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
