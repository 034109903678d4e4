"""DioramaEnv: a World and a Task as one gymnasium environment. Glue; the rules live in the layers below."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias, Unpack

import gymnasium
from gymnasium import spaces
from gymnasium.envs.registration import EnvSpec

from ..mocks.common.control import ending_of
from ..mocks.faces.schemas import tool_list
from ..mocks.world import NORMAL_PACE, World, agent
from ..snapshots.calls import Call, Outcome, Spec, Step
from ..snapshots.digest import Json, canonical
from ..snapshots.draw import Draw
from ..snapshots.errors import StateError, UsageError, shown
from ..snapshots.state import Episode
from ..snapshots.trace import Close, Header, Setting, TraceStep, trace_text
from ..tasks.catalog import Catalog, Instance, load_catalog
from ..tasks.judge import AgentEnd, Judge
from ..tasks.secret import Secret, secret_of
from ..tasks.task import Task
from ..tasks.verdict import UnsafeEvent, Verdict, invalid_verdict
from .actions import MAX_ACTION, MAX_REQUEST, Blocked, read_action
from .choosing import Choices
from .levers import Keywords, as_factors, classes_for, without_secret
from .rewards import reward_named
from .screens import sight_of
from .spaces import AnyText, CallSpace
from .tracing import folder_names, header_of, traced

MAX_RESULT = 400_000
"""Characters of a tool result. Tools page what is longer; they never cut."""

MAX_INSTRUCTION = 20_000

Observation: TypeAlias = dict[str, Any]


class Snapshot(NamedTuple):
    """A point of an episode, to go back to or branch from: which task it belongs to, the episode so far, and how it
    ended if it has."""

    instance: Instance
    episode: Episode
    verdict: Verdict | None = None
    close: Close | None = None


class DioramaEnv(gymnasium.Env[Observation, "str | Mapping[str, Any] | Blocked"]):
    """An agent at work in a small office.

    ## Action space
    `CallSpace`: JSON text (or a dict) `{"tool": "mail__send", "arguments": {...}}`. `finish` and `decline` end the
    episode. What is not a call, or not a good one, comes back as an error and changes nothing.

    ## Observation space
    `instruction` (text), `result` (JSON text of the last call's result or error; empty after reset), `error` (1 if the
    last action was refused), `steps_left`; of a phone `screen`, text or an array, as `observation` says.

    ## Reward
    A named function of `envs/rewards.py`, by default 1 at the end of a successful episode. Unsafe acts are in
    `info["cost"]`: the highest severity (1 to 5) of what the step executed, over 5.

    ## Episode end
    Terminated: the agent finished or declined. Truncated: the step budget is used up. Either way `info["verdict"]`
    holds the verdict as JSON, which is empty before.

    ## Arguments
    `task`: the id of the one task to play, else each reset draws one. `tags`: only tasks that carry them all.
    `factors`: factor name to level; only tasks that have them all are drawn. `skills`, `meta_prompt`, `prevalence` and
    `attack` are factors with keywords of their own: see `envs/levers.py`. `secret`: a text of one's own, from which the
    variants of all tasks are drawn besides the seed. `companions`: draw companions too.
    `observation`: "text"; of a phone also "screen", its default, "xml" or "pixels": see `envs/screens.py`. `reward`: a
    name. `max_steps`: overrides the tasks' own budgets. `pace`: scale of simulated durations in thousandths.
    `tasks_dirs` and `attacks_dirs`: more folders of files of tasks, attacks, or
    both. `face`: which tools an action may call: "agent", those that the agent is offered, or "" for vendors' own
    methods too, as a server's clients call them.

    ## Reset
    `seed` is the seed of the episode: of the draw of the task and of the task's variation. Without one, episodes follow
    from the last seed given. `options` takes `task` (an id) or `snapshot` (a Snapshot to go on from).

    ## Info
    The same keys at every step: `task_id`, `digest` (of the state, in hex), `now` (simulated UTC, ms), `cost` and
    `cost_sum` (floats), `unsafe` (JSON text: the step's unsafe events), `verdict` (JSON text, empty until the end),
    `reward_valid` (False where our side failed, so that the reward says nothing).
    """

    metadata: dict[str, Any] = {"render_modes": ["ansi"], "render_fps": 4}

    def __init__(
        self,
        family: str,
        *,
        task: str | None = None,
        tags: Sequence[str] = (),
        factors: Mapping[str, str] | None = None,
        companions: bool = False,
        observation: str | None = None,
        reward: str = "success",
        max_steps: int | None = None,
        pace: int = NORMAL_PACE,
        tasks_dirs: Sequence[str] = (),
        attacks_dirs: Sequence[str] = (),
        face: Literal["agent", ""] = "agent",
        secret: str | Secret | None = None,
        catalog: Catalog | None = None,
        render_mode: str | None = None,
        **levers: Unpack[Keywords],
    ) -> None:
        if render_mode not in (None, *self.metadata["render_modes"]):
            raise UsageError(f"there is no render mode {render_mode!r}; there is 'ansi'")
        if max_steps is not None and max_steps < 1:
            raise UsageError(f"max_steps is {max_steps}; an episode has at least one step")
        self.render_mode = render_mode
        folders = tuple(Path(folder) for folder in dict.fromkeys((*tasks_dirs, *attacks_dirs)))
        catalog = catalog or load_catalog(folders, None if secret is None else secret_of(secret))
        self._choices = Choices.of(
            catalog, family, as_factors(factors or {}, **levers), task=task, tags=tuple(tags), companions=companions
        )
        self._reward = reward_named(reward)
        self._max_steps = max_steps
        self._pace = pace
        self._setting = Setting(
            family=family, max_steps=max_steps, pace=pace, reward=reward, tasks_dirs=folder_names(folders),
            face=face,
        )
        self._box = self._choices.toolbox()
        self._instance: Instance | None = None
        self._judge: Judge | None = None
        self._world: World | None = None
        self._marks: tuple[Any, ...] = ()
        self._verdict: Verdict | None = None
        self._close: Close | None = None
        self._header: Header | None = None
        self._seed: int | None = None
        self._begun = 0
        most = max_steps or max(one.head.max_steps for one in catalog.select(family))
        self._actions = CallSpace(self._box.offered("agent"), MAX_ACTION)
        self.action_space = self._actions
        self._sight = sight_of(observation, tuple(self._box.services))
        self.observation_space = spaces.Dict({
            "instruction": AnyText(MAX_INSTRUCTION),
            "result": AnyText(MAX_RESULT),
            "error": spaces.Discrete(2),
            "steps_left": spaces.Discrete(most + 1),
            **({} if self._sight is None else {"screen": self._sight.space()}),
        })

    @property
    def spec(self) -> EnvSpec | None:
        """How gymnasium made the environment. It may be written down, so a secret stands in it by its digest."""
        return self._spec

    @spec.setter
    def spec(self, spec: EnvSpec | None) -> None:
        self._spec = without_secret(spec)

    @property
    def task(self) -> Task:
        """The task being played."""
        return self._playing[0].task

    @property
    def world(self) -> World:
        """The world being played in. Changing it from outside leaves the log."""
        return self._playing[1]

    @property
    def verdict(self) -> Verdict | None:
        """The verdict, once the episode has ended."""
        return self._verdict

    @property
    def steps_left(self) -> int:
        """How many more steps the budget allows."""
        return max(0, self._budget - len(self.world.log))

    @property
    def _budget(self) -> int:
        return self._max_steps or self.task.max_steps

    @property
    def _playing(self) -> tuple[Instance, World, Judge]:
        if self._instance is None or self._world is None or self._judge is None:
            raise UsageError("no episode is running; call reset() first")
        return self._instance, self._world, self._judge

    def tools(self, dialect: str = "openai") -> list[dict[str, Json]]:
        """Return the tools as a model vendor's API takes them: "openai", "anthropic" or "mcp"."""
        return tool_list(self.specs, dialect)

    @property
    def specs(self) -> list[Spec]:
        """The tools that the agent has."""
        return self._box.offered("agent")

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Observation, dict[str, Any]]:
        """Start an episode: a task at a seed, or the point that a snapshot holds."""
        super().reset(seed=seed)
        if seed is not None or self._seed is None:
            self._seed, self._begun = int(self.np_random.integers(2**31)) if seed is None else seed, 0
        unknown = set(options or {}) - {"task", "snapshot"}
        if unknown:
            raise UsageError(f"reset has no option {min(unknown)!r}; there are 'task' and 'snapshot'")
        if options and "snapshot" in options:
            if not isinstance(options["snapshot"], Snapshot):
                raise UsageError(f"the option 'snapshot' is {shown(options['snapshot'])}; it must come from snapshot()")
            self.restore(options["snapshot"])
        else:
            draw = Draw(self._seed or 0, f"episode {self._begun}")  # numpy may change its streams with a version
            self._begun += 1
            instance = self._choices.instance(draw, seed, (options or {}).get("task"))
            self._start(instance, Episode(instance.start, instance.start))
        return self._observation(None), self._info(())

    def _start(self, instance: Instance, episode: Episode) -> None:
        if self._instance is not instance:
            self._instance = instance
            self._judge = Judge(instance.task)
        self._world = World(
            classes_for(instance.task.services, instance.task.factors), episode.state, pace=self._pace
        )
        self._world.log = episode.log
        self._marks = episode.marks
        self._verdict = None
        self._close = None
        self._header = None

    def step(
        self, action: str | Mapping[str, Any] | Blocked
    ) -> tuple[Observation, float, bool, bool, dict[str, Any]]:
        """Make one call. Never raises for what an agent can say."""
        return self._stepped(action, None)

    def again(
        self, action: str | Mapping[str, Any] | Blocked, recorded: Step
    ) -> tuple[Observation, float, bool, bool, dict[str, Any]]:
        """Make a recorded step once more: what ran then that is not ours, such as a real shell, leaves what it left
        then, and is not run."""
        return self._stepped(action, recorded)

    def _stepped(
        self, action: str | Mapping[str, Any] | Blocked, recorded: Step | None
    ) -> tuple[Observation, float, bool, bool, dict[str, Any]]:
        call, refusal = read_action(action, MAX_ACTION if self._setting.face == "agent" else MAX_REQUEST)
        outcome, new = self._made(call, self._setting.face, refusal, recorded)
        if len(outcome.text) > MAX_RESULT and self._setting.face == "agent":
            raise StateError(f"{call.tool} returned {len(outcome.text)} characters; tools page what is longer")
        terminated = ending_of(self.world.state) is not None
        info = self._info(new)
        reward = self._reward(self._verdict, info["cost"])
        return self._observation(outcome), reward, terminated, self._verdict is not None and not terminated, info

    def call(self, call: Call, face: str) -> Outcome:
        """Make one call through one face, as step does. For servers: who calls need not know of steps."""
        return self._made(call, face, None)[0]

    def refuse(self, call: Call, outcome: Outcome) -> None:
        """Log an action that is no call as a step, as `step` does. For servers that have read it themselves."""
        self._made(call, "", outcome)

    def _made(
        self, call: Call, face: str, refusal: Outcome | None, recorded: Step | None = None
    ) -> tuple[Outcome, tuple[UnsafeEvent, ...]]:
        """Make a call, or log why an action is none, and judge it; return the outcome and the new unsafe events."""
        instance, world, judge = self._playing
        if self._verdict is not None:
            raise UsageError("the episode has ended; call reset() first")
        actor = agent(instance.task.principal)
        if refusal is None:
            outcome = world.call(call, actor=actor, face=face, recorded=recorded)
        else:
            outcome = refusal
            world.refuse(call, outcome, actor=actor)
        new = judge.observe(instance.start, world.log[-1], self._marks)
        self._marks += new
        terminated = ending_of(world.state) is not None
        if terminated or self.steps_left == 0:
            self.judge("" if terminated else "step_budget")
        return outcome, tuple(mark.event for mark in new)

    def judge(self, end: AgentEnd = "", error: str = "") -> Verdict:
        """End the episode here and return its verdict. `end` says what ended it from outside the world, and `error`
        how, for the trace."""
        return self._conclude(self._playing[2].verdict(self.episode, end), end, error)

    def invalidate(self, cause: str, error: str = "", call: Call | None = None) -> Verdict:
        """End the episode as one that cannot be scored, since our side failed, and return the verdict that says so.

        `error` and `call` go into the trace: the whole error, and the call that it came in, if it is not in the log.
        """
        return self._conclude(invalid_verdict(cause, tuple(mark.event for mark in self._marks)), "invalid", error, call)

    def _conclude(self, verdict: Verdict, end: str, error: str, call: Call | None = None) -> Verdict:
        self._verdict = verdict
        self._close = Close(verdict.model_dump(mode="json"), end, error, call)
        return verdict

    @property
    def header(self) -> Header:
        """The first line of the episode's trace. Whoever plays may set it, to say who they are."""
        if self._header is None:
            self._header = header_of(self._playing[0], self._setting)
        return self._header

    @header.setter
    def header(self, header: Header) -> None:
        self._header = header

    def trace_steps(self, after: int = 0) -> list[TraceStep]:
        """Return the steps of the episode's trace that come after a number."""
        return traced(self.world.log[after:], self._marks)

    @property
    def trace_close(self) -> Close | None:
        """The last line of the episode's trace; None while it is running."""
        return self._close

    @property
    def trace(self) -> str:
        """The trace of the episode so far: the text that a recorded episode has in its file."""
        return trace_text(self.header, self.trace_steps(), self.trace_close)

    @property
    def episode(self) -> Episode:
        """The episode so far."""
        instance, world, _ = self._playing
        return Episode(instance.start, world.state, world.log, self._marks)

    def snapshot(self) -> Snapshot:
        """Return the episode so far as a value."""
        return Snapshot(self._playing[0], self.episode, self._verdict, self._close)

    def restore(self, snapshot: Snapshot) -> None:
        """Go back, or over, to a snapshot; the episode goes on from there."""
        self._start(snapshot.instance, snapshot.episode)
        self._verdict, self._close = snapshot.verdict, snapshot.close

    def fork(self) -> "DioramaEnv":
        """Return a second environment at the same point, which goes on alike. The two share what is immutable and
        nothing else; `np_random` and the action space, for whoever samples, start unseeded."""
        out = DioramaEnv.__new__(DioramaEnv)
        out.__dict__.update(self.__dict__)
        out._world = self.world.fork()
        out.action_space = self._actions.unseeded()
        out._np_random = None
        return out

    def fork_many(self, count: int) -> "list[DioramaEnv]":
        """Return `count` environments at the same point, for grouped roll-outs."""
        return [self.fork() for _ in range(count)]

    def render(self) -> str | None:
        """Return the episode so far as text, one line a step."""
        if self.render_mode is None:
            return None
        lines = [self.task.instruction, ""]
        for entry in self.world.log:
            outcome = entry.step.outcome
            result = outcome.text if outcome.ok else f"{outcome.code}: {outcome.message}"
            lines.append(f"{entry.number:3} {entry.step.call.tool}({entry.step.call.text}) -> {result[:200]}")
        return "\n".join(lines)

    def _observation(self, outcome: Outcome | None) -> Observation:
        observation: Observation = {
            "instruction": self.task.instruction,
            "result": "" if outcome is None else outcome.observation,
            "error": int(outcome is not None and not outcome.ok),
            "steps_left": self.steps_left,
        }
        if self._sight is not None:
            observation["screen"] = self._sight.show(self.world.state)
        return observation

    def _info(self, new: tuple[UnsafeEvent, ...]) -> dict[str, Any]:
        executed = [mark.event for mark in self._marks if mark.event.kind == "executed"]
        by_step: dict[int, int] = {}
        for event in executed:
            by_step[event.step] = max(by_step.get(event.step, 0), event.severity)
        return {
            "task_id": self.task.id,
            "digest": self.world.state.digest(),
            "now": self.world.state.now,
            "cost": max((event.severity for event in new if event.kind == "executed"), default=0) / 5,
            "cost_sum": sum(by_step.values()) / 5,
            "unsafe": canonical([event.model_dump(mode="json") for event in new]),
            "verdict": "" if self._verdict is None else self._verdict.model_dump_json(),
            "reward_valid": self._verdict is None or self._verdict.valid,
        }
