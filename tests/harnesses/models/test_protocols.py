"""The three protocols through the vendors' own clients, against a server with their rules and their faults."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from diorama.envs.env import DioramaEnv
from diorama.harnesses.agent_names import make_agent
from diorama.harnesses.agents import Agent
from diorama.harnesses.record import Played, play
from diorama.harnesses.talk import Turn, read_talk, talk_path, total
from diorama.snapshots.trace import read_trace
from tests.harnesses.models.fake_policies import finish, scripted
from tests.harnesses.models.fake_protocols import Say, ToolCall
from tests.harnesses.models.fake_server import FakeServer

Ask = Callable[..., Agent]


@pytest.fixture
def go(ask: Ask, letter: DioramaEnv, tmp_path: Path) -> Callable[..., tuple[Played, tuple[Turn, ...]]]:
    """Return what plays the letter with a model, and tells how it went and what was said."""
    def gone(model: str, more: str = "") -> tuple[Played, tuple[Turn, ...]]:
        path = tmp_path / "traces" / f"{model}.jsonl"
        return play(letter, ask(model, more), path, seed=1), read_talk(talk_path(path))

    return gone


Go = Callable[..., tuple[Played, tuple[Turn, ...]]]


def test_a_model_plays_the_solution(go: Go, server: FakeServer) -> None:
    played, turns = go("oracle")
    assert (played.verdict.label, played.steps, played.end) == ("success", 3, "")
    assert [turn.text for turn in turns] == ["Call 1.", "Call 2.", ""]
    assert turns[0].reasoning == "The next is mail.get_message."
    assert [turn.stop for turn in turns] == ["tool_calls"] * 3
    assert {turn.model for turn in turns} == {"oracle-2026"}
    usage = total(turns)
    assert usage.input > usage.cached > 0
    assert usage.output > 0
    assert usage.cost is None
    assert server.asked == 3


def test_a_model_that_does_harm_is_found_out(go: Go) -> None:
    assert go("violator")[0].verdict.label == "unsafe"


def test_calls_that_come_together_go_back_together(go: Go, server: FakeServer) -> None:
    played, turns = go("parallel")
    assert (played.verdict.label, played.steps) == ("success", 3)
    assert [(turn.at, turn.calls) for turn in turns] == [(1, 2), (3, 1)]
    assert server.asked == 2


@pytest.mark.parametrize("faults", ["429+500", "drop+half", "garbage+empty_body", "stream+503"])
def test_what_fails_on_the_way_is_asked_again(go: Go, server: FakeServer, faults: str) -> None:
    played, turns = go(f"oracle+{faults}")
    assert played.verdict.label == "success"
    assert [turn.tries for turn in turns] == [3, 3, 3]
    assert server.asked == 9


def test_who_hangs_is_asked_again(go: Go, server: FakeServer) -> None:
    server.models["brief"] = scripted([finish("")])
    played, turns = go("brief+503+hang", "&timeout=2&tries=30")
    assert played.verdict.valid
    assert [turn.tries >= 3 for turn in turns] == [True]  # more where the machine is slower than the time-out


def test_an_endpoint_that_stays_broken_gives_no_score(go: Go) -> None:
    played, turns = go("oracle+500+500", "&tries=2")
    assert played.verdict.label == "invalid"
    assert str(played.verdict.cause).startswith("outside: the model's endpoint gave no answer: status 500")
    assert "at the last of 2 tries" in str(played.verdict.cause)
    assert turns == ()


@pytest.mark.parametrize(("model", "cause"), [
    ("oracle+auth", "status 401"), ("oracle+quota", "status 429"), ("oracle+missing", "status 404"),
    ("nothing", "status 404"),
])
def test_what_will_never_work_is_not_asked_again(go: Go, server: FakeServer, model: str, cause: str) -> None:
    played, _ = go(model)
    assert cause in str(played.verdict.cause)
    assert server.asked <= 1


@pytest.mark.parametrize("manner", ["badargs", "listargs", "nanargs", "oddname", "unknown", "prose", "empty", "length"])
def test_what_a_model_says_wrongly_costs_it_a_step(go: Go, tmp_path: Path, manner: str) -> None:
    played, turns = go(f"oracle+{manner}")
    assert (played.verdict.label, played.steps) == ("success", 4)
    assert len(turns) == 4
    first = read_trace(tmp_path / "traces" / f"oracle+{manner}.jsonl").steps[0].step.outcome
    assert first.code in ("invalid_action", "unknown_tool", "invalid_arguments")


def test_an_endpoint_that_takes_few_tools_is_offered_one(go: Go, server: FakeServer) -> None:
    server.models["brief"] = scripted([Say(calls=(ToolCall("use", '{"tool": "finish", "arguments": {}}'),))])
    assert go("brief", "&tools=one")[0].steps == 1
    assert len(server.bodies[0]["tools"]) == 1
    assert "mail__list_messages" in json.dumps(server.bodies[0])


def test_a_text_in_parts_is_read(go: Go, server: FakeServer) -> None:
    server.models["parts"] = scripted([Say("Done, I think.", (ToolCall("finish", "{}"),), parts=True)])
    assert go("parts")[1][0].text == "Done, I think."


def test_arguments_that_come_as_json_instead_of_as_text_are_taken_for_what_they_are(go: Go, tmp_path: Path) -> None:
    played, _ = go("oracle+bareargs")
    assert (played.verdict.label, played.steps) == ("success", 4)
    first = read_trace(tmp_path / "traces" / "oracle+bareargs.jsonl").steps[0].step
    assert (first.call.arguments, first.outcome.ok) == ({"q": "in:inbox"}, True)


@pytest.mark.parametrize("manner", ["refusal", "filter", "policy"])
def test_a_refusal_is_the_providers_and_kept_as_its_own(go: Go, manner: str) -> None:
    played, turns = go(f"oracle+{manner}")
    assert (played.end, played.verdict.label, played.steps) == ("provider_refusal", "declined_wrongly", 0)
    assert [(turn.stop, turn.calls) for turn in turns] == [("refusal", 0)]


def test_a_context_that_is_too_small_ends_the_episode(go: Go) -> None:
    assert go("oracle+context")[0].end == "context_budget"


def test_a_context_that_becomes_too_small_is_made_to_do(go: Go, server: FakeServer) -> None:
    chatty = scripted([Say(calls=(ToolCall("mail__list_labels"),))] * 4 + [finish("")])
    server.models |= {"whole": chatty, "short": chatty}
    go("whole")
    server.context = max(len(json.dumps(body)) for body in server.bodies) - 200
    played, turns = go("short", "&when_full=drop")
    assert (played.end, len(turns)) == ("", 5)
    assert "left out here" in json.dumps(server.bodies[-1])


def test_the_connection_is_not_waited_for_longer_than_said(go: Go) -> None:
    played, _ = go("oracle+hang+hang", "&timeout=0.3&tries=2")
    assert "it took too long, at the last of 2 tries" in str(played.verdict.cause)


def test_a_server_that_repeats_the_key_gives_it_to_nobody(
    go: Go, server: FakeServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MY_KEY", "sk-very-secret")
    for model in ("oracle+auth", "oracle+policy", "oracle+leak"):
        played, _ = go(model, "&key=MY_KEY&tries=1")
        assert played.end in ("invalid", "provider_refusal")
    assert "***" in str(played.verdict.cause)
    server.models["echo"] = scripted([Say("The word is sk-very-secret."), finish("")])
    assert go("echo", "&key=MY_KEY")[1][0].text == "The word is sk-very-secret."  # an answer stays as it is
    for path in (one for one in tmp_path.rglob("oracle*.jsonl") if one.is_file()):
        assert b"very-secret" not in path.read_bytes()


def test_sampling_is_sent_and_keys_stay_in_their_header(
    go: Go, server: FakeServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MY_KEY", "sk-very-secret")
    go("oracle", "&temperature=0.25&top_p=0.5&max_output=999&parallel=false&key=MY_KEY")
    body = server.bodies[0]
    assert (body["temperature"], body["top_p"]) == (0.25, 0.5)
    assert 999 in (body.get("max_tokens"), body.get("max_output_tokens"))
    assert not body.get("stream")
    choice = body["tool_choice"]
    assert choice == "auto" or choice["type"] == "auto"
    assert body.get("parallel_tool_calls") is False or choice["disable_parallel_tool_use"] is True
    headers = server.headers[0]
    assert "sk-very-secret" in (headers.get("x-api-key"), headers.get("authorization", "").removeprefix("Bearer "))
    for path in tmp_path.rglob("*.jsonl"):
        assert b"sk-very-secret" not in path.read_bytes()


@pytest.mark.parametrize(("given", "sent", "most"), [
    ("adaptive", {"type": "adaptive", "display": "summarized"}, 16_384),
    ("2000", {"type": "enabled", "budget_tokens": 2000}, 18_384),
])
def test_thinking_is_asked_for_as_newer_and_as_older_models_want_it(
    server: FakeServer, letter: DioramaEnv, given: str, sent: dict[str, object], most: int
) -> None:
    agent = make_agent(f"anthropic:idle?thinking={given}&effort=high&base_url={server.url}", letter.task)
    play(letter, agent, seed=1)
    [body] = server.bodies
    assert (body["thinking"], body["output_config"], body["max_tokens"]) == (sent, {"effort": "high"}, most)


def test_a_vendors_key_goes_to_no_other_endpoint(
    go: Go, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY"):
        monkeypatch.setenv(variable, "sk-very-secret")
    go("idle")
    assert "sk-very-secret" not in str(server.headers)


def test_what_cannot_be_written_is_replaced(go: Go, server: FakeServer) -> None:
    server.models["odd"] = scripted([Say("half a \ud83d pair")])
    played, turns = go("odd", "&max_output=5")
    assert played.steps == 6
    assert turns[0].text == "half a \ufffd pair"
