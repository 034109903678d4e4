"""The loop over tools, with an endpoint of the test's own: what is asked, what is made of the answers, and what is gone
on from."""

from pathlib import Path

import pytest

from diorama.envs.env import DioramaEnv
from diorama.harnesses.models.agent import ModelAgent
from diorama.harnesses.models.asking import Patient
from diorama.harnesses.models.named import read_name
from diorama.harnesses.models.shapes import Answer, Asked, Question, Refused, Results, Told, TooLong, Unanswered
from diorama.harnesses.record import Origin, play
from diorama.harnesses.talk import Usage, read_talk, talk_path, total
from diorama.snapshots.trace import Parent, read_trace

LIST = Asked("a1", "mail__list_messages", "{}")
LABELS = Asked("a2", "mail__list_labels", "")
FINISH = Asked("f", "finish", '{"status": "done"}')
PAID = Usage(input=100, output=10, cost=5)

Reply = Answer | Exception


class Model:
    """Gives the answers of a list, by how many it has given in the conversation; notes what it was asked."""

    def __init__(self, *replies: Reply) -> None:
        self._replies = replies
        self.questions: list[Question] = []

    def ask(self, question: Question) -> Answer:
        """Give the answer that comes next in this conversation."""
        self.questions.append(question)
        said = sum(isinstance(message, Answer) for message in question.messages)
        reply = self._replies[min(said, len(self._replies) - 1)]
        if isinstance(reply, Exception):
            raise reply
        return reply


def agent_of(model: Model, more: str = "") -> ModelAgent:
    return ModelAgent("me", read_name(f"openai:m?tries=1{more}"), Patient(model, 1))


def calls(*asked: Asked, text: str = "") -> Answer:
    return Answer(text, asked, "because", PAID, "tool_calls", "m-1", {"raw": text})


def results_in(question: Question) -> list[Results]:
    return [message for message in question.messages if isinstance(message, Results)]


def test_several_calls_are_made_one_a_step_and_answered_together(letter: DioramaEnv, tmp_path: Path) -> None:
    model = Model(calls(LIST, LABELS), calls(FINISH))
    path = tmp_path / "traces" / "k.jsonl"
    played = play(letter, agent_of(model), path, seed=1)
    assert [step.step.call.tool for step in read_trace(path).steps] == ["mail.list_messages", "mail.list_labels",
                                                                         "finish"]
    assert played.steps == 3
    assert len(model.questions) == 2
    [together] = results_in(model.questions[1])
    assert [one.id for one in together.each] == ["a1", "a2"]
    assert [(turn.at, turn.calls) for turn in read_talk(talk_path(path))] == [(1, 2), (3, 1)]


def test_the_model_is_told_the_instruction_the_tools_and_what_came_back(letter: DioramaEnv) -> None:
    model = Model(calls(LIST), calls(FINISH))
    play(letter, agent_of(model), seed=1)
    first, second = model.questions
    assert first.messages == [Told(letter.task.instruction)]
    assert [spec.name for spec in first.specs] == [spec.name for spec in letter.specs]
    [came] = results_in(second)
    assert "A note" in came.each[0].text
    assert not came.each[0].error


@pytest.mark.parametrize(("answer", "code"), [
    (Answer("I will look."), "invalid_action"),
    (Answer(""), "invalid_action"),
    (calls(Asked("b", "mail__send", '{"to": [')), "invalid_action"),
    (calls(Asked("b", "mail__send", '{"to": "x"}, "tool": "finish"')), "invalid_action"),
    (calls(Asked("b", "mail__send", '["x"]')), "invalid_action"),
    (calls(Asked("b", "teleport", "{}")), "unknown_tool"),
    (calls(Asked("b", "mail__send", '{"to": 7}')), "invalid_arguments"),
])
def test_what_a_model_says_wrongly_is_a_step_and_it_hears_why(
    letter: DioramaEnv, tmp_path: Path, answer: Answer, code: str
) -> None:
    model = Model(answer, calls(FINISH))
    path = tmp_path / "k.jsonl"
    play(letter, agent_of(model), path, seed=1)
    [wrong, end] = read_trace(path).steps
    assert wrong.step.outcome.code == code
    assert end.step.call.tool == "finish"
    heard = model.questions[1].messages[-1]
    assert code in (heard.text if isinstance(heard, Told) else heard.each[0].text if isinstance(heard, Results) else "")
    assert isinstance(heard, Told) is (not answer.calls)


def test_a_call_that_is_written_as_text_is_a_call(letter: DioramaEnv, tmp_path: Path) -> None:
    model = Model(Answer('{"tool": "mail__list_messages", "arguments": {}}'), calls(FINISH))
    play(letter, agent_of(model), tmp_path / "k.jsonl", seed=1)
    assert read_trace(tmp_path / "k.jsonl").steps[0].step.outcome.ok
    assert isinstance(model.questions[1].messages[-1], Told)


@pytest.mark.parametrize("reply", [Answer("No.", stop="refusal"), Refused("the safety system says no")])
def test_a_refusal_of_the_providers_is_declining(letter: DioramaEnv, tmp_path: Path, reply: Reply) -> None:
    path = tmp_path / "k.jsonl"
    played = play(letter, agent_of(Model(calls(LIST), reply)), path, seed=1)
    assert played.end == "provider_refusal"
    assert played.verdict.conduct.declined is not None
    assert played.verdict.conduct.declined.by == "provider"
    last = read_talk(talk_path(path))[-1]
    assert (last.at, last.calls, last.stop) == (2, 0, "refusal")
    assert "no" in last.text.lower()


def test_an_endpoint_that_fails_is_no_score_and_the_episode_goes_on_later(letter: DioramaEnv, tmp_path: Path) -> None:
    whole, path = tmp_path / "a" / "traces" / "k.jsonl", tmp_path / "b" / "traces" / "k.jsonl"
    good = (calls(LIST), calls(LABELS), calls(FINISH))
    play(letter, agent_of(Model(*good)), whole, seed=1)
    played = play(letter, agent_of(Model(calls(LIST), Unanswered("status 503", again=True))), path, seed=1)
    assert not played.verdict.valid
    assert played.verdict.cause == "outside: the model's endpoint gave no answer: status 503"
    assert (played.end, played.steps) == ("invalid", 1)
    later = Model(*good)
    assert play(letter, agent_of(later), path, seed=1).verdict.valid
    assert len(later.questions) == 2
    assert path.read_bytes() == whole.read_bytes()
    assert talk_path(path).read_bytes() == talk_path(whole).read_bytes()


def cut_to(path: Path, steps: int) -> None:
    """Leave a trace as a process killed during the step after these leaves it."""
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[: 1 + steps]) + lines[1 + steps][:9])


@pytest.mark.parametrize("steps", range(4))
def test_an_episode_goes_on_from_any_step_without_asking_twice(
    letter: DioramaEnv, tmp_path: Path, steps: int
) -> None:
    replies = (calls(LIST, LABELS, text="two"), Answer("hm", usage=PAID), calls(LABELS), calls(FINISH))
    path = tmp_path / "traces" / "k.jsonl"
    play(letter, agent_of(Model(*replies)), path, seed=1)
    whole, talk = path.read_bytes(), talk_path(path).read_bytes()
    asked = {0: 4, 1: 3, 2: 3, 3: 2}[steps]
    cut_to(path, steps)
    talk_path(path).write_bytes(b"".join(talk.splitlines(keepends=True)[: 4 - asked]))
    again = Model(*replies)
    play(letter, agent_of(again), path, seed=1)
    assert len(again.questions) == asked
    assert path.read_bytes() == whole
    assert talk_path(path).read_bytes() == talk


def test_without_its_talk_an_episode_starts_anew(letter: DioramaEnv, tmp_path: Path) -> None:
    replies = (calls(LIST, LABELS), calls(FINISH))
    path = tmp_path / "traces" / "k.jsonl"
    play(letter, agent_of(Model(*replies)), path, seed=1)
    whole = path.read_bytes()
    cut_to(path, 2)
    talk_path(path).unlink()
    again = Model(*replies)
    play(letter, agent_of(again), path, seed=1)
    assert len(again.questions) == 2
    assert path.read_bytes() == whole


def test_steps_of_another_agent_are_taken_for_its_own(letter: DioramaEnv, tmp_path: Path) -> None:
    path, branched = tmp_path / "k.jsonl", tmp_path / "b.jsonl"
    play(letter, agent_of(Model(calls(LIST), Answer("hm"), calls(FINISH))), path, seed=1)
    steps = read_trace(path).steps[:2]
    model = Model(*[calls(FINISH)] * 3)
    origin = Origin(steps, Parent(trace=read_trace(path).digest, at=3))
    play(letter, agent_of(model), branched, seed=1, origin=origin)
    [question] = model.questions
    kinds = [type(message) for message in question.messages]
    assert kinds == [Told, Answer, Results, Answer, Told]
    said = [message for message in question.messages if isinstance(message, Answer)]
    assert said[0].calls[0].tool == "mail__list_messages"
    assert said[1].text == "hm"
    assert [turn.at for turn in read_talk(talk_path(branched))] == [3]


def test_tools_may_be_offered_as_one(letter: DioramaEnv, tmp_path: Path) -> None:
    use = [Asked(f"u{number}", "use", text) for number, text in enumerate((
        '{"tool": "mail__list_messages", "arguments": {"q": "in:inbox"}}', '{"tool": "mail__list_labels"}',
        '{"arguments": {}}', '["finish"]', "", '{"tool": "finish", "arguments": {"status": "done"}}',
    ))]
    model = Model(*map(calls, use))
    path = tmp_path / "k.jsonl"
    play(letter, agent_of(model, "&tools=one"), path, seed=1)
    made = [(one.step.call.tool, one.step.outcome.code) for one in read_trace(path).steps]
    assert made == [("mail.list_messages", ""), ("mail.list_labels", ""), *[("", "invalid_action")] * 3, ("finish", "")]
    question = model.questions[0]
    assert [spec.wire for spec in question.specs] == ["use"]
    assert all(spec.wire in question.system for spec in letter.specs)
    assert read_trace(path).header.parameters["tools"] == "one"


def test_steps_of_another_agent_are_taken_for_uses_of_the_one_tool(letter: DioramaEnv, tmp_path: Path) -> None:
    path, branched = tmp_path / "k.jsonl", tmp_path / "b.jsonl"
    play(letter, agent_of(Model(calls(LIST), calls(FINISH))), path, seed=1)
    model = Model(*[calls(Asked("u", "use", '{"tool": "finish"}'))] * 2)
    origin = Origin(read_trace(path).steps[:1], Parent(trace=read_trace(path).digest, at=2))
    play(letter, agent_of(model, "&tools=one"), branched, seed=1, origin=origin)
    said = [message for message in model.questions[0].messages if isinstance(message, Answer)]
    assert [(call.tool, call.arguments) for call in said[0].calls] == [
        ("use", '{"arguments":{},"tool":"mail__list_messages"}')]


def test_a_conversation_that_does_not_fit_ends_the_episode(letter: DioramaEnv) -> None:
    assert play(letter, agent_of(Model(TooLong("context_length_exceeded"))), seed=1).end == "context_budget"
    played = play(letter, agent_of(Model(calls(LIST), calls(FINISH)), "&context=10"), seed=1)
    assert (played.end, played.verdict.unable, played.steps) == ("context_budget", "context_budget", 0)


class Narrow(Model):
    """Takes in only so many characters of results."""

    def ask(self, question: Question) -> Answer:
        """Give the next answer if it takes the question in."""
        size = sum(len(one.text) for message in results_in(question) for one in message.each)
        if size > 2000:
            self.questions.append(question)
            raise TooLong("too long")
        return super().ask(question)


@pytest.mark.parametrize("policy", ["drop", "truncate"])
def test_a_conversation_is_shortened_as_declared(
    letter: DioramaEnv, tmp_path: Path, policy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("diorama.harnesses.models.window.CUT_FROM", 900)
    monkeypatch.setattr("diorama.harnesses.models.window.CUT_TO", 100)
    model = Narrow(*[calls(LABELS)] * 4, calls(FINISH))
    path = tmp_path / "k.jsonl"
    played = play(letter, agent_of(model, f"&when_full={policy}"), path, seed=1)
    assert played.end == ""
    assert any("left out" in one.text for message in results_in(model.questions[-1]) for one in message.each)
    levels: list[object] = [turn.reply["squeezed"] for turn in read_talk(path.with_name("k.talk.jsonl"))
                            if isinstance(turn.reply, dict)]
    assert levels == sorted(levels, key=str)
    assert levels[-1] != 0


def test_tokens_are_counted_and_end_an_episode_that_has_spent_them(letter: DioramaEnv, tmp_path: Path) -> None:
    path = tmp_path / "k.jsonl"
    played = play(letter, agent_of(Model(calls(LIST))), path, seed=1, max_tokens=200)
    assert (played.end, played.verdict.unable, played.steps) == ("token_budget", "token_budget", 2)
    assert total(read_talk(talk_path(path))) == Usage(input=200, output=20, cost=10)


def test_what_was_spent_before_an_interruption_counts(letter: DioramaEnv, tmp_path: Path) -> None:
    path = tmp_path / "traces" / "k.jsonl"
    play(letter, agent_of(Model(calls(LIST))), path, seed=1, max_tokens=300)
    whole = path.read_bytes()
    cut_to(path, 2)
    play(letter, agent_of(Model(calls(LIST))), path, seed=1, max_tokens=300)
    assert path.read_bytes() == whole


def test_the_trace_says_what_was_asked_and_the_talk_what_was_said(letter: DioramaEnv, tmp_path: Path) -> None:
    path = tmp_path / "traces" / "k.jsonl"
    play(letter, agent_of(Model(calls(LIST, text="look"), calls(FINISH)), "&temperature=0.5"), path, seed=1)
    header = read_trace(path).header
    assert header.parameters == {"protocol": "openai", "model": "m", "temperature": "0.5", "prompt": 1}
    first = read_talk(talk_path(path))[0]
    assert (first.text, first.reasoning, first.stop, first.model) == ("look", "because", "tool_calls", "m-1")
    assert b"because" not in path.read_bytes()
