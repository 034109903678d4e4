"""Actions: what is no call is refused with a sentence, counted, and changes nothing; it never raises."""

import json
import math
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from diorama.envs.actions import MAX_ACTION, MAX_DEPTH, MAX_NAME, read_action
from diorama.envs.env import DioramaEnv
from diorama.snapshots.calls import UNPARSED, Call
from diorama.tasks.judge import raw_action


def nested(levels: int) -> Any:
    value: Any = "x"
    for _ in range(levels):
        value = [value]
    return value


class Thing:
    """Something whose looks differ between processes."""


MALFORMED: list[tuple[Any, str]] = [
    ("", "is not JSON: ''"),
    ("hello", "is not JSON: 'hello'"),
    ("{", "is not JSON"),
    ("null", "is a JSON object like"),
    ("[]", "is a JSON object like"),
    ('"mail__send"', "is a JSON object like"),
    ("7", "is a JSON object like"),
    ('{"tool": "wait"} and more', "is not JSON"),
    ('{"tool": "wait",}', "is not JSON"),
    ("{'tool': 'wait'}", "is not JSON"),
    ("\ufeff{}", "is not JSON"),
    ("```json\n{}\n```", "is not JSON"),
    ("{}", "names its tool as text; tool is None"),
    ('{"tool": ""}', "names its tool as text; tool is ''"),
    ('{"tool": 7}', "tool is 7"),
    ('{"tool": ["wait"]}', r"tool is \['wait'\]"),
    ('{"tool": "wait", "arguments": "x"}', "arguments of a call are an object; they are 'x'"),
    ('{"tool": "wait", "arguments": []}', r"they are \[\]"),
    ('{"tool": "wait", "arguments": null}', "they are None"),
    ('{"tool": "wait", "args": {}}', "has tool and arguments only; this one has 'args' too"),
    ('{"tool": "a", "tool": "b"}', "gives 'tool' twice"),
    ('{"tool": "wait", "arguments": {"minutes": 1, "minutes": 2}}', "gives 'minutes' twice"),
    ('{"tool": "wait", "arguments": {"minutes": NaN}}', "holds NaN, which is not JSON"),
    ('{"tool": "wait", "arguments": {"minutes": -Infinity}}', "holds -Infinity, which is not JSON"),
    ('{"tool": "wait", "arguments": {"minutes": 1e999}}', "no tool takes fractions"),
    ('{"tool": "wait", "arguments": {"minutes": 1.5}}', "holds 1.5; no tool takes fractions"),
    ('{"tool": "wait", "arguments": {"minutes": 5.0}}', "no tool takes fractions"),
    (f'{{"tool": "wait", "arguments": {{"minutes": {"9" * 6000}}}}}', "integer of over 64 bits"),
    (f'{{"tool": "wait", "arguments": {{"minutes": {2**63}}}}}', "integer of over 64 bits"),
    ("[" * 5000, f"nested over {MAX_DEPTH} levels"),
    ('{"tool":' * 200, f"nested over {MAX_DEPTH} levels"),
    ("[" * 1_000_000, f"nested over {MAX_DEPTH} levels"),
    ("x" * 10_000_000, f"has 10000000 characters; {MAX_ACTION} is the limit"),
    ('{"tool": "wait", "arguments": {"a": "' + "x" * MAX_ACTION + '"}}', f"{MAX_ACTION} is the limit"),
    ('{"tool": "' + "x" * 300 + '"}', "name has 300 characters"),
    ('{"tool": "wait", "arguments": {"a": "\\ud800"}}', "lone surrogate"),
    ('{"tool": "\\udfff"}', "lone surrogate"),
    ('{"tool": "wait", "arguments": {"\\ud800": 1}}', "lone surrogate"),
    ("\ud800", "is not JSON"),
    ({"tool": "wait", "arguments": {"a": "\ud800"}}, "lone surrogate"),
    ({"tool": "wait", "arguments": {"minutes": 1.5}}, "no tool takes fractions"),
    ({}, "names its tool"),
    ({"arguments": {}}, "names its tool"),
    ({"tool": None}, "names its tool"),
    ({"tool": "wait", "arguments": None}, "are an object"),
    ({"tool": "wait", 1: 2}, "a name of type int"),
    ({"tool": "wait", "arguments": {1: 2}}, "names of arguments are texts; there is a name of type int"),
    ({"tool": "wait", "arguments": {"minutes": math.nan}}, "no tool takes fractions"),
    ({"tool": "wait", "arguments": {"minutes": 10**5000}}, "integer of over 64 bits"),
    ({10**5000: 1}, "a name of type int"),
    ({"tool": b"wait"}, "a value of type bytes"),
    ({"tool": "wait", "arguments": {"a": b"x"}}, "a value of type bytes"),
    ({"tool": "wait", "arguments": {"a": {1, 2}}}, "a value of type set"),
    ({"tool": "wait", "arguments": {"a": Thing()}}, "a value of type Thing"),
    ({"tool": "wait", "arguments": {"a": ("b",)}}, "a value of type tuple"),
    ({"tool": nested(100_000)}, f"nested over {MAX_DEPTH} levels"),
    ({"tool": "wait", "arguments": {"a": nested(100_000)}}, f"nested over {MAX_DEPTH} levels"),
    (None, "not None"),
    (7, "not 7"),
    (True, "not True"),
    (["wait"], r"not \['wait'\]"),
    (b"wait", "not a value of type bytes"),
    (Thing(), "not a value of type Thing"),
    (math.inf, "holds Infinity, which is not JSON"),
]


@pytest.mark.parametrize(("action", "why"), MALFORMED, ids=range(len(MALFORMED)))
def test_what_is_no_call_is_refused_with_a_sentence(action: Any, why: str) -> None:
    call, refusal = read_action(action)
    assert refusal is not None
    assert (call.tool, refusal.code) == (UNPARSED, "invalid_action")
    assert pytest.raises(AssertionError, match=why).matches(AssertionError(refusal.message))
    assert len(refusal.message) < 600
    assert "0x" not in refusal.message


@pytest.mark.parametrize(("action", "why"), MALFORMED, ids=range(len(MALFORMED)))
def test_a_refused_action_is_refused_alike_when_a_trace_replays_it(action: Any, why: str) -> None:
    call, refusal = read_action(action)
    assert read_action(raw_action(call)) == (call, refusal)


@pytest.mark.parametrize(("action", "why"), MALFORMED, ids=range(len(MALFORMED)))
def test_the_environment_counts_it_and_changes_nothing(action: Any, why: str, env: DioramaEnv) -> None:
    before, left = env.world.state, env.steps_left
    observation, reward, terminated, truncated, info = env.step(action)
    assert env.world.state is before
    assert (observation["error"], observation["steps_left"]) == (1, left - 1)
    assert json.loads(observation["result"])["error"]["code"] == "invalid_action"
    assert (reward, terminated, truncated, info["cost"]) == (0.0, False, False, 0.0)
    assert env.observation_space.contains(observation)


GOOD_SHAPE_BAD_CALL: list[tuple[dict[str, Any], str, str]] = [
    ({"tool": "mail__sned"}, "unknown_tool", "Did you mean 'mail.send'"),
    ({"tool": "control.insert_text", "arguments": {}}, "unknown_tool", "no tool 'control.insert_text'"),
    ({"tool": "mail.put_message"}, "unknown_tool", "no tool"),
    ({"tool": "mail.list_history", "arguments": {"start": 1}}, "unknown_tool", "no tool"),
    ({"tool": "mail.get_message"}, "invalid_arguments", "'message_id' is missing"),
    ({"tool": "wait", "arguments": {"minutes": 1, "hours": 2}}, "invalid_arguments", "'hours' is not a parameter"),
    ({"tool": "wait", "arguments": {"minutes": "1"}}, "invalid_arguments", "it must be an integer"),
    ({"tool": "wait", "arguments": {"minutes": True}}, "invalid_arguments", "it must be an integer"),
    ({"tool": "wait", "arguments": {"minutes": 2**62}}, "invalid_arguments", "it must be at most"),
    ({"tool": "people.search", "arguments": {"query": "x" * 100_000}}, "invalid_arguments", "at most 200 characters"),
    ({"tool": "finish", "arguments": {"status": "doen"}}, "invalid_arguments", "did you mean 'done'"),
    ({"tool": "mail.get_message", "arguments": {"message_id": "nope"}}, "not_found", "'nope'"),
]


@pytest.mark.parametrize(("action", "code", "words"), GOOD_SHAPE_BAD_CALL, ids=range(len(GOOD_SHAPE_BAD_CALL)))
@pytest.mark.parametrize("as_text", [False, True])
def test_a_bad_call_is_refused_with_what_would_be_right(
    action: dict[str, Any], code: str, words: str, as_text: bool, env: DioramaEnv
) -> None:
    before = env.world.state
    observation, _, terminated, _, _ = env.step(json.dumps(action) if as_text else action)
    error = json.loads(observation["result"])["error"]
    assert error["code"] == code
    assert words in error["message"]
    assert env.world.state is before
    assert not terminated


def test_a_long_message_passes_whole(env: DioramaEnv) -> None:
    body = "word " * 20_000
    mail = {"tool": "mail.send", "arguments": {"to": ["a@far.example"], "subject": "long", "body": body}}
    observation, *_ = env.step(mail)
    assert observation["error"] == 0, observation["result"]
    (row,) = [row for row in env.world.state.table("ledger.departures").rows() if row.subject == "long"]
    assert row.body.startswith(body.rstrip())


JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.binary(max_size=3)
    | st.sampled_from(["tool", "arguments", "wait", "mail.send", "minutes"]),
    lambda inner: st.lists(inner, max_size=3) | st.tuples(inner) | st.dictionaries(
        st.sampled_from(["tool", "arguments", "minutes", "to"]) | st.text(max_size=3) | st.integers(), inner,
        max_size=3,
    ),
    max_leaves=8,
)
TEXTS = st.text(max_size=40) | JSON.map(lambda value: json.dumps(value, default=repr, skipkeys=True)).flatmap(
    lambda text: st.tuples(st.integers(0, len(text)), st.integers(0, 5)).map(
        lambda cut: text[: cut[0]] + text[cut[0] + cut[1] :]))


@given(st.one_of(JSON, TEXTS))
@example({"tool": "x__y__z", "arguments": {}})
def test_anything_is_a_call_or_a_refusal_and_replays_alike(action: Any) -> None:
    call, refusal = read_action(action)
    if refusal is None:
        assert Call.of(call.tool, call.arguments) == call
        assert read_action({"tool": call.tool, "arguments": call.arguments}) == (call, None)
        assert "." in call.tool or "__" not in call.tool
    else:
        assert read_action(raw_action(call)) == (call, refusal)
        assert refusal.message.endswith(".")


def test_both_spellings_and_both_forms_are_the_same_call() -> None:
    expected = (Call.of("mail.send", {"to": ["a@b.test"]}), None)
    arguments = {"to": ["a@b.test"]}
    for action in (
        {"tool": "mail.send", "arguments": arguments}, {"tool": "mail__send", "arguments": arguments},
        MappingProxyType({"tool": "mail__send", "arguments": arguments}),
        '{"tool": "mail__send", "arguments": {"to": ["a@b.test"]}}',
        ' {"arguments": {"to": ["a\\u0040b.test"]},\n"tool": "mail.send"} ',
    ):
        assert read_action(action) == expected
    assert read_action({"tool": "finish"}) == (Call.of("finish"), None)


def test_limits_are_just_what_they_say() -> None:
    assert read_action({"tool": "x" * MAX_NAME})[1] is None
    assert read_action({"tool": "x" * (MAX_NAME + 1)})[1] is not None
    assert read_action({"tool": "x", "arguments": {"a": nested(MAX_DEPTH - 2)}})[1] is None
    assert read_action({"tool": "x", "arguments": {"a": nested(MAX_DEPTH - 1)}})[1] is not None
    fits = json.dumps({"tool": "x", "arguments": {"a": "[" * 100 + '\\"' + "{" * 100}})
    assert read_action(fits)[1] is None, "brackets inside a text are no nesting"
    assert read_action({"tool": "x", "arguments": {"a": -(2**63)}})[1] is None
