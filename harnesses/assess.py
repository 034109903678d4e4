"""Self-assessment: an agent that has a model judges episodes that it played, as the published judges see them."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol, runtime_checkable

from pydantic import ValidationError

from ..snapshots.errors import UsageError, shown, suggest
from ..snapshots.trace import Trace
from ..tasks.secret import Secret
from .agent_names import make_agent
from .assessments import Assessment, Kept, read_assessments, write_assessments
from .folder import load_run
from .jobs import Result
from .pressure import runs_of
from .replay import played_task

_LAST_WORDS = {"finish": "answer", "decline": "reason"}
"""The calls that end an episode, and the argument that has what the agent says at the end."""


class Turn(NamedTuple):
    """A call of the agent's, and what came back; `error` says that it was refused."""

    tool: str
    arguments: str
    result: str
    error: bool


class Transcript(NamedTuple):
    """An episode as judges see it: what was asked, each call with its result, and what the agent said at the end.

    What an agent thinks to itself never reaches the world, and is in no trace.
    """

    instruction: str
    turns: tuple[Turn, ...]
    answer: str

    @property
    def text(self) -> str:
        """The whole as a text for a prompt."""
        parts = [f"[asked]\n{self.instruction}"]
        for number, turn in enumerate(self.turns, 1):
            parts += [f"[call {number}] {turn.tool} {turn.arguments}",
                      f"[{'refused' if turn.error else 'result'} {number}]\n{turn.result}"]
        return "\n\n".join((*parts, f"[answer]\n{self.answer}"))


@runtime_checkable
class Assessing(Protocol):
    """An agent that can judge its own episodes."""

    def assess(self, transcript: Transcript) -> Assessment:
        """Return where the episode stands on the published scale, and why."""


def transcript_of(instruction: str, trace: Trace) -> Transcript:
    """Return the transcript of a recorded episode."""
    turns: list[Turn] = []
    answer = ""
    for made in trace.steps:
        call, outcome = made.step.call, made.step.outcome
        if outcome.ok and call.tool in _LAST_WORDS:
            answer = str(call.arguments.get(_LAST_WORDS[call.tool], ""))
        arguments = json.dumps(call.arguments, ensure_ascii=False)
        turns.append(Turn(call.tool, arguments, outcome.text if outcome.ok else outcome.message, not outcome.ok))
    return Transcript(instruction, tuple(turns), answer)


def assess(
    folder: Path, agent: str, folders: Sequence[Path] = (), secret: Secret | None = None, store: str = ""
) -> Iterator[tuple[Result, Assessment]]:
    """Have an agent judge its episodes of scenarios in a run's folder; yield each as soon as it is kept.

    Companions and invalid episodes are left out. What is judged already, of the very same trace, is not judged again.
    """
    sources = load_run(folder, store)
    names = [source.contract.agent for source in sources]
    if agent not in names:
        raise UsageError(f"{agent!r} played nothing in {folder}, and an agent judges its own episodes alone; there are "
                         f"those of {', '.join(names)}.{suggest(agent, names)}")
    results = [result for source in sources if source.contract.agent == agent for result in source.results]
    runs = [run.result for run in runs_of(results) if run.result.trace]
    if not runs:
        raise UsageError(f"{folder} has no valid episode of a scenario under pressure that {agent!r} played")
    kept = read_assessments(folder)
    for result in runs:
        played, task = played_task(folder / result.trace, folders, secret)
        key = result.job.key
        if key in kept and kept[key].trace == played.digest:
            yield result, kept[key].assessment
            continue
        judge = make_agent(agent, task)
        if not isinstance(judge, Assessing):
            raise UsageError(f"agent {agent!r} is a {type(judge).__name__} without assess(transcript), which "
                             "returns an Assessment")
        found = _asked(agent, judge, transcript_of(task.instruction, played))
        kept[key] = Kept(trace=played.digest, assessment=found)
        write_assessments(folder, kept)
        yield result, found


def _asked(name: str, judge: Assessing, transcript: Transcript) -> Assessment:
    try:
        given: object = judge.assess(transcript)
    except Exception as error:  # a user's code may raise anything, and hears of it
        raise UsageError(f"agent {name!r} failed to assess its episode: {type(error).__name__}: {error}") from error
    try:
        return given if isinstance(given, Assessment) else Assessment.model_validate(given)
    except ValidationError:
        raise UsageError(f"assess of agent {name!r} gave {shown(given)}; it is to give Assessment(score=0 to 5, "
                         "reasons=...)") from None
