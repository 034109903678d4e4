"""Listening: what a model would be told in an episode, measured on the shipped solution without asking any model."""

from typing import NamedTuple

from ...envs.actions import read_action
from ...envs.env import DioramaEnv, Observation
from ...tasks.task import Task
from ..agents import Action, Agent, Brief
from ..jobs import Request
from ..models.agent import ModelAgent
from ..models.asking import Patient
from ..models.named import ModelName
from ..models.shapes import Answer, Asked, Question
from ..models.window import BYTES_A_TOKEN, estimate
from ..record import play
from ..reference import oracle


class Heard(NamedTuple):
    """One episode of the solution, in tokens: what the first request has, what each further one has more, and what an
    answer has."""

    first: float
    growth: float
    answer: float


class _Nobody:
    """Stands for a model: it takes in how much it is asked, and answers what it was given."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.answers: list[int] = []
        self.answer = Answer()

    def ask(self, question: Question) -> Answer:
        """Return the answer that was given."""
        self.sizes.append(estimate(question))
        self.answers.append(sum(len(call.tool) + len(call.arguments.encode()) for call in self.answer.calls))
        return self.answer


class _Listener:
    """Makes the calls of the solution by way of a model agent, so that this is told what a model would be."""

    name = "listener"

    def __init__(self, task: Task, given: ModelName) -> None:
        self.model = _Nobody()
        self._solution = oracle(task)
        self._agent = ModelAgent(self.name, given, Patient(self.model, 1))

    def reset(self, brief: Brief) -> None:
        """Begin both."""
        self._solution.reset(brief)
        self._agent.reset(brief)

    def act(self, observation: Observation) -> Action:
        """Return the next call of the solution."""
        action = self._solution.act(observation)
        if isinstance(action, str):
            self.model.answer = Answer(action)
        else:
            made = read_action(action)[0]
            call = Asked(f"call_{len(self.model.sizes)}", made.tool.replace(".", "__", 1), made.text)
            self.model.answer = Answer(calls=(call,), stop="tool_calls")
        return self._agent.act(observation)


def hear(request: Request, family: str, task: str, given: ModelName) -> Heard:
    """Play the solution of a task once, at the first seed."""
    env = DioramaEnv(
        family, task=task, factors=dict(request.factors), max_steps=request.max_steps,
        tasks_dirs=[str(folder) for folder in request.folders], secret=request.secret,
        observation=given.options.screen or None,
    )
    env.reset(seed=request.seeds[0], options={"task": task})
    listener = _Listener(env.task, given)
    agent: Agent = listener
    play(env, agent, seed=request.seeds[0], task=task)
    sizes, answers = listener.model.sizes, listener.model.answers
    growth = (sizes[-1] - sizes[0]) / (len(sizes) - 1) if len(sizes) > 1 else 0.0
    return Heard(sizes[0], growth, sum(answers) / len(answers) / BYTES_A_TOKEN)
