"""Guarded: an agent with guards in front of it. To the loop that plays episodes it is an agent like any other.

What a guard does to the episode is in the trace: a blocked call is a step, a question to the user is a call. What a
guard shows to the agent instead of a result is not, for it is no part of the world.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

from pydantic import JsonValue

from ...envs.actions import Blocked, asked_for, read_action
from ...envs.env import Observation
from ...mocks.common.control import ENDING_TOOLS
from ...snapshots.calls import BLOCKED, UNPARSED, Call
from ...snapshots.digest import canonical
from ..agents import Action, Agent, Brief, GuardStop, OutsideFailure, Recalling, action_of, observation_of
from ..talk import Remembering, Speaking, Turn
from .asking import TOOL, is_yes, question, reachable
from .protocol import (
    ALLOW,
    After,
    Allow,
    Answer,
    Ask,
    AtBrief,
    AtFinish,
    Before,
    Block,
    Done,
    Guard,
    OnScreen,
    Rewrite,
    Score,
    Seen,
    Stop,
)

NOBODY = "The user would have to be asked first, and there is no way to reach him."


class _Place(NamedTuple):
    """A point at which guards are asked: its words, what they may answer there, and what a high score comes to."""

    words: str
    allowed: tuple[type[Answer], ...]
    over: type[Block] | type[Stop]


_BRIEF = _Place("at the brief", (Allow, Rewrite, Stop), Stop)
_CALL = _Place("before a call", (Allow, Block, Ask, Stop), Block)
_RESULT = _Place("after a call", (Allow, Rewrite, Block, Stop), Block)
_SCREEN = _Place("of a screen", (Allow, Rewrite, Block, Stop), Block)


class _Question(NamedTuple):
    """A question to the user that waits for its answer: whose it is, and which call it is about."""

    guard: int
    call: Call
    action: Action


class Guarded:
    """Asks the guards in their order: the first that has something against a call decides; what they rewrite, each
    rewrites as the one before left it.

    It can recall where the agent can, unless a guard asks the user: nobody can tell later who asked.
    """

    def __init__(self, agent: Agent, guards: Sequence[Guard], account: str) -> None:
        self.name = f"{agent.name}+{'+'.join(guard.name for guard in guards)}"
        self.parameters: dict[str, JsonValue] = {
            **getattr(agent, "parameters", {}), "guards": [described(guard) for guard in guards],
        }
        self.observation = observation_of(agent)
        self._agent = agent
        self._guards = tuple(guards)
        self._account = account
        # As attributes, and only where the agent has them: whoever asks for a protocol looks for its methods.
        if isinstance(agent, Remembering):
            self.remember = agent.remember
        if isinstance(agent, Speaking):
            self.said = partial(self._said, agent)
        if isinstance(agent, Recalling) and not any(getattr(guard, "asks", False) for guard in guards):
            self.recall = partial(self._recall, agent)

    def reset(self, brief: Brief) -> None:
        """Show the brief to the guards, and what they leave of it to the agent."""
        self._done: list[Done] = []
        self._seen = Seen(brief, self._account, self._done)
        self._shown = brief
        self._last: Action | None = None
        self._question: _Question | None = None
        self._stop = ""
        self._steps = 0
        self._questions: list[int] = []
        for guard in self._guards:
            if isinstance(guard, AtBrief):
                self._at_brief(_answer(guard, partial(guard.brief, self._seen), _BRIEF))
        if not self._stop:
            self._agent.reset(self._shown)

    def _at_brief(self, answer: Answer) -> None:
        if isinstance(answer, Rewrite):
            left = [spec for spec in self._shown.tools if answer.tools is None or spec.name in answer.tools]
            self._shown = self._shown._replace(instruction=answer.text, tools=left)
            self._seen = self._seen._replace(brief=self._seen.brief._replace(instruction=answer.text))
        elif isinstance(answer, Stop):
            self._stop = self._stop or answer.why

    def act(self, observation: Observation) -> Action:
        """Return the agent's next action if no guard has anything against it, else what comes instead."""
        self._go_on()
        if self._question is not None:
            self._last = self._answered(self._question, observation)
        else:
            shown = self._take_in(observation)
            self._go_on()
            self._last = self._decided(self._agent.act(shown))
        self._steps += 1
        return self._last

    def _go_on(self) -> None:
        if self._stop:
            raise GuardStop(self._stop)

    def _recall(self, agent: Recalling, observation: Observation, action: Action) -> None:
        """Take in an action that was made; the agent takes a call that was blocked for the one that it asked for."""
        shown = self._take_in(observation)
        self._steps += 1
        self._last = action
        if isinstance(action, Blocked):
            self._stop = action.message if action.stops else ""
            action = action_of(action.call)
        agent.recall(shown, action)

    def _said(self, agent: Speaking) -> tuple[Turn, ...]:
        """Return what the agent said, at the steps as the trace counts them: with the guards' questions between."""
        turns: list[Turn] = []
        for turn in agent.said():
            at = turn.at
            for step in self._questions:
                at += step <= at
            turns.append(turn.model_copy(update={"at": at}))
        return tuple(turns)

    def _take_in(self, observation: Observation) -> Observation:
        """Return what the agent is shown of an observation."""
        told = {**observation, "instruction": self._shown.instruction}
        call = None if self._last is None else read_action(self._last)[0]
        if call is not None and call.tool != UNPARSED:
            told["result"] = self._result(call, observation)
        if isinstance(observation.get("screen"), str):
            told["screen"] = self._screen(observation["screen"])
        return told

    def _result(self, call: Call, observation: Observation) -> str:
        """Return what the agent is shown of what came of a call."""
        blocked = call.tool == BLOCKED
        self._done.append(Done(asked_for(call), observation["result"], bool(observation["error"]), blocked))
        if not blocked:
            for guard in self._guards:
                if isinstance(guard, After):
                    self._done[-1] = self._after(_answer(guard, partial(guard.after, self._seen), _RESULT))
        return self._done[-1].result

    def _screen(self, text: str) -> str:
        """Return what the agent is shown of a screen's text."""
        for guard in self._guards:
            if isinstance(guard, OnScreen):
                answer = _answer(guard, partial(guard.screen, self._seen, text), _SCREEN)
                if isinstance(answer, Stop):
                    self._stop = self._stop or answer.why
                text = answer.text if isinstance(answer, Rewrite) else \
                    answer.message if isinstance(answer, Block) else text
        return text

    def _after(self, answer: Answer) -> Done:
        """Return the last call as a guard leaves it."""
        done = self._done[-1]
        if isinstance(answer, Rewrite):
            return done._replace(result=answer.text)
        if isinstance(answer, Block):
            return done._replace(result=canonical({"withheld": answer.message}))
        if isinstance(answer, Stop):
            self._stop = self._stop or answer.why
        return done

    def _decided(self, action: Action) -> Action:
        """Return what comes of an action. What is no call is no business of the guards."""
        call, refusal = read_action(action)
        return action if refusal is not None else self._let_through(call, action, 0)

    def _let_through(self, call: Call, action: Action, first: int) -> Action:
        """Ask the guards from the `first` on; return the action, the question to the user, or what stands for a call
        that is blocked."""
        for number, guard in enumerate(self._guards[first:], first):
            answer = self._about(guard, call)
            if isinstance(answer, Block):
                return Blocked(call, guard.name, answer.message)
            if isinstance(answer, Stop):
                self._stop = answer.why
                return Blocked(call, guard.name, answer.why, stops=True)
            if isinstance(answer, Ask) and call.tool != TOOL:  # a question about a question would never end
                if not reachable(self._seen):
                    return Blocked(call, guard.name, NOBODY)
                self._question = _Question(number, call, action)
                self._questions.append(self._steps + 1)
                return action_of(question(answer.question, call))
        return action

    def _about(self, guard: Guard, call: Call) -> Answer:
        if call.tool in ENDING_TOOLS:
            return _answer(guard, partial(guard.finish, self._seen, call), _CALL) \
                if isinstance(guard, AtFinish) else ALLOW
        return _answer(guard, partial(guard.before, self._seen, call), _CALL) if isinstance(guard, Before) else ALLOW

    def _answered(self, asked: _Question, observation: Observation) -> Action:
        """Go on with the user's answer to a question."""
        self._question = None
        if not observation["error"] and is_yes(observation["result"]):
            return self._let_through(asked.call, asked.action, asked.guard + 1)
        told = f"The user was asked and did not say yes: {observation['result'][:400]}"
        return Blocked(asked.call, self._guards[asked.guard].name, told)


def _answer(guard: Guard, asked: Callable[[], Answer], place: _Place) -> Answer:
    """Return a guard's answer, a score as what it comes to. A guard that fails gives no score to anybody: then the
    episode has none either."""
    try:
        answer = asked()
    except Exception as error:  # a user's code may raise anything
        raise OutsideFailure(f"the guard {guard.name} failed: {type(error).__name__}: {error}") from error
    if isinstance(answer, Score):
        value: object = answer.value  # a user's code may give anything
        if not isinstance(value, int) or not 0 <= value <= 100:
            raise OutsideFailure(f"the guard {guard.name} answers a score of {answer.value!r} {place.words}, which is "
                                 "no whole number from 0 to 100")
        answer = _by_score(answer, place)
    undeclared = [word for kind, word in ((Rewrite, "rewrites"), (Ask, "asks"))
                  if isinstance(answer, kind) and not getattr(guard, word, False)]
    if undeclared:
        raise OutsideFailure(f"the guard {guard.name} answers {type(answer).__name__}, and has not declared it by "
                             f"`{undeclared[0]} = True`")
    if not isinstance(answer, place.allowed):
        allowed = ", ".join(kind.__name__ for kind in (*place.allowed, Score))
        raise OutsideFailure(f"the guard {guard.name} answers {answer!r} {place.words}, where there is {allowed}")
    return answer


def _by_score(score: Score, place: _Place) -> Answer:
    if score.value < score.threshold:
        return ALLOW
    return place.over(score.message or f"It looks unsafe: {score.value} of 100, where {score.threshold} is the limit.")


def described(guard: Guard) -> dict[str, Any]:
    """Return what a contract and a trace say of a guard."""
    declared = {word: True for word in ("rewrites", "asks") if getattr(guard, word, False)}
    return {"name": guard.name, **getattr(guard, "parameters", {}), **declared}
