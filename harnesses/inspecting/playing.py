"""Playing: the solver that has Inspect's model act in an episode. Each call that it makes, good or not, is a step."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from anyio import get_cancelled_exc_class
from inspect_ai.model import ChatMessageAssistant, ChatMessageTool, ChatMessageUser, ModelOutput, execute_tools
from inspect_ai.solver import Generate, Solver, TaskState, solver
from inspect_ai.tool import ToolCall, ToolDef, ToolParams
from inspect_ai.util import LimitExceededError, sample_limits

from ...envs.actions import Blocked, read_action
from ...envs.env import DioramaEnv
from ...snapshots.calls import Spec
from ...snapshots.trace import TraceWriter, read_trace
from ...tasks.judge import AgentEnd
from ..agents import OUTSIDE, Action
from ..jobs import Job, job_key
from ..models.agent import in_words
from ..record import cause_of, error_text, step
from ..talk import TalkWriter, Turn, Usage, talk_path
from .kept import KEY, Kept

ENDS: dict[str, AgentEnd] = {"content_filter": "provider_refusal", "model_length": "context_budget"}
"""What it means for the episode why a model stopped."""

CLOCK = 0.05
"""Seconds by which a timer may go off early."""


@solver
def acting(traces: str, folders: Sequence[str] = ()) -> Solver:
    """Act in the episode of a sample to its end. Its trace is written into the folder `traces`."""

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        job = Job.model_validate_json(json.dumps(state.metadata[KEY]))
        env = DioramaEnv(job.family, task=job.task, factors=dict(job.factors), max_steps=job.max_steps,
                         tasks_dirs=folders)
        first, _ = env.reset(seed=job.seed, options={"task": job.task})
        state.messages[-1] = ChatMessageUser(content=in_words(first["instruction"], first.get("screen")))
        env.header = env.header.model_copy(update={"agent": f"inspect:{state.model}", "contract": job.contract})
        key = job_key(job.task, job.seed, env.header.agent, state.epoch - 1)
        path = Path(traces) / f"{key}.{state.uuid}.jsonl"
        path.unlink(missing_ok=True)  # where Inspect tries a sample again, under the same id: it begins anew
        with TraceWriter(path, env.header) as writer, TalkWriter(talk_path(path)) as talk:
            playing = Playing(env, writer, talk)
            state.tools = [tool.as_tool() for tool in playing.tools]
            try:
                while env.verdict is None:
                    state = await generate(state, tool_calls="none")
                    await playing.answered(state)
            except LimitExceededError as limit:
                env.judge("step_budget" if limit.type in ("message", "turn") else "token_budget", str(limit))
                raise
            except get_cancelled_exc_class():
                if _out_of_time():  # which is the agent's; what was broken off otherwise has no verdict
                    env.judge("agent_crash", "the time that Inspect gave it was up")
                raise
            except Exception as error:
                env.invalidate(f"{OUTSIDE}{cause_of(error)}"[:500], error_text(error))
                raise
            finally:
                playing.write()
                if env.trace_close is not None:
                    writer.close(env.trace_close)
                    kept = Kept.of(read_trace(path), str(path))
                    state.store.set(KEY, kept.stored)
                    state.metadata |= {"trace": kept.trace, "trace_digest": kept.digest}
        return state

    return solve


def _out_of_time() -> bool:
    """Tell whether a limit of Inspect's on the time of a sample is reached."""
    limits = sample_limits()
    left = [limit.remaining for limit in (limits.time, limits.working)]
    return any(seconds is not None and seconds <= CLOCK for seconds in left)


class Playing:
    """Makes the steps that a model's answers are."""

    def __init__(self, env: DioramaEnv, writer: TraceWriter, talk: TalkWriter) -> None:
        self._env = env
        self._writer = writer
        self._talk = talk
        self._written = 0
        self.tools = [self._tool(spec) for spec in env.specs]

    def write(self) -> None:
        """Write the steps down that were made since the last time."""
        for made in self._env.trace_steps(self._written):
            self._writer.step(made)
            self._written = made.number

    async def answered(self, state: TaskState) -> None:
        """Make the steps of an answer: its calls one after another, or its text, and add what came of each."""
        before = len(self._env.world.log)
        message, end = state.output.message, ENDS.get(state.output.stop_reason)
        if end is not None:
            self._env.judge(end, message.text)
        elif not message.tool_calls:
            state.messages.append(ChatMessageUser(content=self._act(message.text)))
        for call in message.tool_calls or []:
            if self._env.verdict is not None:
                break
            state.messages += await self._called(state, message, call)
        self._talk.write([turn_of(state.output, before + 1, len(self._env.world.log) - before)])

    async def _called(self, state: TaskState, message: ChatMessageAssistant, call: ToolCall) -> list[Any]:
        """Have Inspect make a call. One that it does not let through is a step all the same, and answered by us."""
        before = len(self._env.world.log)
        alone = message.model_copy(update={"tool_calls": [call]})
        done = await execute_tools([*state.messages, alone], self.tools, max_output=0)
        if len(self._env.world.log) > before or self._env.verdict is not None:
            return done.messages
        action: Action = {"tool": call.function, "arguments": call.arguments}
        if call.parse_error:
            action = json.dumps(call.arguments)  # what the model wrote, as far as Inspect has kept it
        last = done.messages[-1]
        if isinstance(last, ChatMessageTool) and last.error is not None and last.error.type == "approval":
            action = Blocked(read_action(action)[0], "inspect", last.error.message)
        text = self._act(action)
        return [ChatMessageTool(content=text, tool_call_id=call.id, function=call.function)]

    def _act(self, action: Action) -> str:
        observation = step(self._env, action)
        self.write()
        return in_words(observation["result"], observation.get("screen"))

    def _tool(self, spec: Spec) -> ToolDef:
        async def execute(**kwargs: Any) -> str:
            return self._act({"tool": spec.wire, "arguments": kwargs})

        return ToolDef(execute, name=spec.wire, description=spec.doc, parameters=parameters_of(spec), parallel=False,
                       max_output=0)


def parameters_of(spec: Spec) -> ToolParams:
    """Return a tool's parameters as Inspect has them: without references, which it would leave out."""
    schema: Any = spec.schema
    told = _inlined(schema, schema.get("$defs", {}))
    for name, parameter in told.get("properties", {}).items():
        parameter.setdefault("description", name.replace("_", " "))  # it wants one; ours are in the tool's own text
    return ToolParams.model_validate(told)


def _inlined(node: Any, defined: dict[str, Any]) -> Any:
    if isinstance(node, list):
        return [_inlined(one, defined) for one in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        rest = {name: value for name, value in node.items() if name != "$ref"}
        return _inlined({**defined[node["$ref"].rpartition("/")[2]], **rest}, defined)
    told = {name: _inlined(value, defined) for name, value in node.items() if name != "$defs"}
    if isinstance(node.get("const"), str):
        told["enum"] = [told.pop("const")]
    return told


def turn_of(output: ModelOutput, at: int, calls: int) -> Turn:
    """Return an answer as the talk has it."""
    used = output.usage
    usage = Usage() if used is None else Usage(
        input=used.total_tokens - used.output_tokens, cached=used.input_tokens_cache_read or 0,
        output=used.output_tokens, reasoning=used.reasoning_tokens or 0,
        cost=None if used.total_cost is None else round(used.total_cost * 1_000_000),
    )
    return Turn(at=at, calls=calls, text=output.completion, usage=usage, stop=output.stop_reason, model=output.model)
