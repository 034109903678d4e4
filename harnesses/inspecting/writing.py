"""Writing: runs as logs of Inspect, one for each agent, with the messages, the events and the three scores."""

import json
import math
import statistics
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from inspect_ai.event import Event, ScoreEvent, ToolEvent
from inspect_ai.log import (
    EvalConfig,
    EvalDataset,
    EvalLog,
    EvalMetric,
    EvalResults,
    EvalSample,
    EvalScore,
    EvalSpec,
    EvalStats,
    write_eval_log,
)
from inspect_ai.model import (
    ChatMessage,
    ChatMessageAssistant,
    ChatMessageTool,
    ChatMessageUser,
    ModelOutput,
    ModelUsage,
)
from inspect_ai.scorer import Score
from inspect_ai.tool import ToolCall, ToolCallError

from ... import __version__
from ...envs.actions import asked_for
from ...snapshots.digest import text_digest
from ...snapshots.trace import Trace
from ...tasks.secret import Secret
from ..contract import Contract
from ..exporting.chats import messages_of
from ..exporting.rows import turns_of
from ..keeping.reading import Episode
from ..replay import played_task
from ..talk import Usage
from .kept import AXES, KEY, Kept
from .registry import task_name
from .scoring import score_of
from .suites import facts


def write_logs(
    episodes: Iterable[Episode], out: Path, folders: tuple[Path, ...] = (), secret: Secret | None = None
) -> list[tuple[Path, int]]:
    """Write the log of each agent of each run, and return where each is and how many samples it has: `out` itself if
    there is one, else `NAME.RUN.AGENT.eval` beside it."""
    logs: dict[tuple[str, str], tuple[Contract, list[EvalSample]]] = {}
    for episode in episodes:
        own = logs.setdefault((episode.run, episode.contract.agent), (episode.contract, []))
        own[1].append(sample_of(episode, folders, secret))
    written: list[tuple[Path, int]] = []
    for (run, agent), (contract, samples) in logs.items():
        name = f"{out.stem}.{run}.{text_digest(agent)[:8] if '/' in agent else agent}.eval"
        path = out if len(logs) == 1 else out.with_name(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_eval_log(_log(run, contract, samples), path, format="eval")
        written.append((path, len(samples)))
    return written


def _log(run: str, contract: Contract, samples: list[EvalSample]) -> EvalLog:
    now = datetime.now(UTC).isoformat()
    name = contract.digest[:22]
    usage = {contract.agent: _summed([use for sample in samples for use in sample.model_usage.values()])}
    return EvalLog(
        status="success", samples=samples, stats=EvalStats(started_at=now, completed_at=now, model_usage=usage),
        eval=EvalSpec(
            eval_id=name, run_id=name, task_id=name, created=now, task=f"diorama/{task_name(contract.suite)}",
            model=contract.agent, dataset=EvalDataset(
                name=contract.suite, samples=len(samples),
                sample_ids=list(dict.fromkeys(str(sample.id) for sample in samples)),
            ),
            config=EvalConfig(epochs=contract.reruns), packages={"diorama": __version__},
            metadata={"run": run, "contract": contract.digest},
        ),
        results=EvalResults(
            total_samples=len(samples), completed_samples=len(samples),
            scores=[_rate(axis, [(sample.scores or {})[axis] for sample in samples]) for axis in AXES],
        ),
    )


def _rate(axis: str, scores: Sequence[Score]) -> EvalScore:
    """Return the mean of the episodes that have a score, and its standard error."""
    scored = [score.as_float() for score in scores if not math.isnan(score.as_float())]
    error = statistics.stdev(scored) / math.sqrt(len(scored)) if len(scored) > 1 else 0.0
    metrics = {"mean": statistics.fmean(scored), "stderr": error} if scored else {}
    return EvalScore(
        name=axis, scorer=axis, scored_samples=len(scored), unscored_samples=len(scores) - len(scored),
        metrics={name: EvalMetric(name=name, value=value) for name, value in metrics.items()},
    )


def sample_of(episode: Episode, folders: tuple[Path, ...], secret: Secret | None) -> EvalSample:
    """Return the sample of an episode; one that left no trace has neither messages nor scores."""
    result = episode.result
    job, verdict = result.job, result.verdict
    scores = {axis: score_of(verdict, axis) for axis in AXES}
    sample = EvalSample(
        id=f"{job.task}@{job.seed}", epoch=job.rerun + 1, input="", target="", scores=scores, metadata=facts(job),
        model_usage={job.agent: used(result.usage)}, uuid=job.key,
    )
    if not episode.trace.exists():
        return sample
    trace, task = played_task(episode.trace, folders, secret)
    messages = [message_of(one) for one in messages_of(task, trace.steps, turns_of(episode.trace))]
    last = next((one for one in reversed(messages) if isinstance(one, ChatMessageAssistant)), None)
    where = f"traces/{episode.trace.name}"
    return sample.model_copy(update={
        "input": task.instruction, "messages": messages, "events": _events(trace, scores),
        "output": ModelOutput() if last is None else ModelOutput.from_message(last),
        "metadata": {**sample.metadata, "trace": where, "trace_digest": trace.digest},
        "store": {} if trace.close is None else {KEY: Kept.of(trace, where).stored},
    })


def message_of(told: dict[str, Any]) -> ChatMessage:
    """Return a message of a conversation as Inspect has it."""
    if told["role"] == "user":
        return ChatMessageUser(content=told["content"])
    if told["role"] == "tool":
        return ChatMessageTool(content=told["content"], tool_call_id=told["tool_call_id"])
    calls = [
        ToolCall(id=one["id"], function=made["name"], arguments=json.loads(made["arguments"]))
        for one in told["tool_calls"] or [] for made in [one["function"]]
    ]
    thought = told["reasoning_content"]
    content = told["content"] if not thought else f"<think>\n{thought}\n</think>\n{told['content']}"
    return ChatMessageAssistant(content=content, tool_calls=calls or None)


def _events(trace: Trace, scores: dict[str, Score]) -> list[Event]:
    """Return an event for each step, at the time of the simulated clock, and one for each score."""
    events: list[Event] = []
    now = datetime(1970, 1, 1, tzinfo=UTC)
    for made in trace.steps:
        call, outcome = asked_for(made.step.call), made.step.outcome
        now = datetime.fromtimestamp(made.now / 1000, UTC)
        events.append(ToolEvent(
            id=f"call_{made.number}", function=call.tool.replace(".", "__", 1) or "no_call",
            arguments=call.arguments, result=outcome.observation, timestamp=now, working_start=0,
            error=None if outcome.ok else ToolCallError("unknown", outcome.message),
            metadata={"digest": made.digest, "cost": made.cost, "unsafe": list(made.unsafe)},
        ))
    events += [ScoreEvent(score=score, scorer=axis, timestamp=now, working_start=0) for axis, score in scores.items()]
    return events


def used(usage: Usage) -> ModelUsage:
    """Return tokens and cost as Inspect counts them."""
    return ModelUsage(
        input_tokens=usage.input - usage.cached, output_tokens=usage.output, total_tokens=usage.tokens,
        input_tokens_cache_read=usage.cached, reasoning_tokens=usage.reasoning,
        total_cost=None if usage.cost is None else usage.cost / 1_000_000,
    )


def _summed(uses: Sequence[ModelUsage]) -> ModelUsage:
    total = ModelUsage()
    for one in uses:
        total = total + one
    return total
