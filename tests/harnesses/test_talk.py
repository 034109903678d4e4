"""Talk: what is said beside a trace, cut where a killed process cut it, and what an episode goes on from."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from diorama.envs.env import DioramaEnv, Observation
from diorama.harnesses.agents import Action, AgentEnded, Brief
from diorama.harnesses.record import play
from diorama.harnesses.talk import TalkWriter, Turn, Usage, read_talk, talk_path, total, unbroken
from diorama.snapshots.errors import TraceError
from diorama.snapshots.trace import read_trace

TASK = "toy/answer"


class Talker:
    """Answers with a wrong call each time, and says so; goes by what it has said, if it is told."""

    name = "talker"

    def __init__(self, interrupted_at: int = 0) -> None:
        self._interrupted_at = interrupted_at
        self.asked: list[int] = []

    def reset(self, brief: Brief) -> None:
        """Begin."""
        self._step, self._new, self._known = 0, list[Turn](), list[Turn]()

    def remember(self, turns: Sequence[Turn]) -> None:
        """Have these said."""
        self._known = list(turns)

    def act(self, observation: Observation) -> Action:
        """Say something new, or what was said before."""
        self._step += 1
        if self._known:
            turn = self._known.pop(0)
        else:
            if self._step == self._interrupted_at:
                raise KeyboardInterrupt
            self.asked.append(self._step)
            turn = Turn(at=self._step, text=f"step {self._step}", usage=Usage(input=10, output=1))
            self._new.append(turn)
        return {"tool": "mail.nothing", "arguments": {"say": turn.text}}

    def recall(self, observation: Observation, action: Action) -> None:
        """Say the next again."""
        assert self.act(observation) == action

    def said(self) -> tuple[Turn, ...]:
        """Return what is new."""
        new, self._new = self._new, []
        return tuple(new)


@pytest.fixture
def env(toy_tasks: Path) -> DioramaEnv:
    return DioramaEnv("ClawsBench-Email", task=TASK, tasks_dirs=(str(toy_tasks),))


def test_usage_adds_and_knows_when_it_does_not_know_the_cost() -> None:
    paid, free = Usage(input=3, cached=1, output=2, reasoning=1, cost=7), Usage(input=1, output=1)
    assert paid + paid == Usage(input=6, cached=2, output=4, reasoning=2, cost=14)
    assert Usage() + paid == paid == paid + Usage()
    assert (paid + free).cost is None
    assert total([]) == Usage()
    assert (Usage() + Usage()).cost is None
    assert paid.tokens == 5


def test_talk_comes_back_as_it_was_written_and_a_cut_line_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "talk" / "one.jsonl"
    turns = (Turn(at=1, text="hé\n\u2028", reply={"content": [1, None]}), Turn(at=2, reasoning="because", stop="end"))
    with TalkWriter(path) as writer:
        writer.write(turns)
    assert read_talk(path) == turns
    path.write_bytes(path.read_bytes()[:-5])
    assert read_talk(path) == turns[:1]
    with TalkWriter(path, keep=turns[:1]) as writer:
        writer.write(turns[1:])
    assert read_talk(path) == turns
    assert read_talk(tmp_path / "none.jsonl") == ()


def test_a_line_that_is_no_turn_is_named(tmp_path: Path) -> None:
    path = tmp_path / "talk.jsonl"
    path.write_text('{"at":1}\n{"at":"x"}\n', encoding="utf-8")
    with pytest.raises(TraceError, match=r"talk\.jsonl: line 2: it is no turn"):
        read_talk(path)


def test_talk_lies_beside_the_traces_of_a_run_and_beside_a_trace_alone() -> None:
    assert talk_path(Path("run/traces/k.x.jsonl")) == Path("run/talk/k.x.jsonl")
    assert talk_path(Path("some/branch.jsonl")) == Path("some/branch.talk.jsonl")


def test_turns_are_taken_up_to_the_first_gap() -> None:
    turns = [Turn(at=3, calls=2), Turn(at=5), Turn(at=7)]
    assert unbroken(turns, 3) == tuple(turns[:2])
    assert unbroken(turns, 1) == ()


def test_an_episode_goes_on_from_its_talk_and_nothing_is_asked_twice(env: DioramaEnv, tmp_path: Path) -> None:
    whole, cut = tmp_path / "a" / "traces" / "k.jsonl", tmp_path / "b" / "traces" / "k.jsonl"
    play(env, Talker(), whole, seed=1)
    with pytest.raises(KeyboardInterrupt):
        play(env, Talker(interrupted_at=4), cut, seed=1)
    assert [turn.at for turn in read_talk(talk_path(cut))] == [1, 2, 3]
    later = Talker()
    play(env, later, cut, seed=1)
    assert later.asked[0] == 4
    assert cut.read_bytes() == whole.read_bytes()
    assert talk_path(cut).read_bytes() == talk_path(whole).read_bytes()


def test_what_was_said_before_the_step_was_made_is_not_asked_again(env: DioramaEnv, tmp_path: Path) -> None:
    cut = tmp_path / "traces" / "k.jsonl"
    with pytest.raises(KeyboardInterrupt):
        play(env, Talker(interrupted_at=4), cut, seed=1)
    lines = cut.read_bytes().splitlines(keepends=True)
    cut.write_bytes(b"".join(lines[:-1]) + lines[-1][:20])
    later = Talker()
    play(env, later, cut, seed=1)
    assert later.asked[0] == 4


def test_an_episode_whose_talk_is_lost_starts_anew(env: DioramaEnv, tmp_path: Path) -> None:
    cut = tmp_path / "traces" / "k.jsonl"
    with pytest.raises(KeyboardInterrupt):
        play(env, Talker(interrupted_at=4), cut, seed=1)
    talk_path(cut).unlink()
    later = Talker()
    played = play(env, later, cut, seed=1)
    assert later.asked == list(range(1, played.steps + 1))
    assert len(read_trace(cut).steps) == played.steps == len(read_talk(talk_path(cut)))


def test_what_an_agent_said_before_it_gave_up_is_kept(env: DioramaEnv, tmp_path: Path) -> None:
    class Quitter(Talker):
        def act(self, observation: Observation) -> Action:
            super().act(observation)
            raise AgentEnded("no more")

    path = tmp_path / "traces" / "k.jsonl"
    assert play(env, Quitter(), path, seed=1).end == "agent_crash"
    assert [turn.text for turn in read_talk(talk_path(path))] == ["step 1"]


def test_an_agent_that_says_nothing_leaves_no_talk(env: DioramaEnv, tmp_path: Path) -> None:
    class Quiet:
        name = "quiet"

        def reset(self, brief: Brief) -> None:
            """Nothing."""

        def act(self, observation: Observation) -> Action:
            """Stop."""
            return {"tool": "finish", "arguments": {"status": "done"}}

    path = tmp_path / "traces" / "k.jsonl"
    play(env, Quiet(), path, seed=1)
    assert not talk_path(path).parent.exists()
