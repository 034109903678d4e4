"""Agents for screen models: the picture goes in, and a line in the model's own dialect comes out."""

import json
from collections.abc import Sequence
from typing import Any

from ...envs.actions import asked_for, read_action
from ...envs.env import Observation
from ...mocks.phone.records import Device
from ..agents import Action, Brief, action_of
from ..dialects import Dialect, Size
from .agent import ModelAgent, in_words, picture_of
from .asking import Patient
from .named import ModelName
from .shapes import Answer, Message, Question, Told

SCREEN = """You work on a phone for the user whose request follows. Each message shows the screen as it is now. Do one \
thing at a time, until there is nothing left to do."""
"""What every screen model is told before its dialect."""


class ScreenAgent(ModelAgent):
    """Asks a model that answers in a dialect instead of calling tools.

    Of a step's result it sees what went wrong and what the user answered; all else it has to see on the screen. A reply
    that is no action in its dialect is a step that did nothing, and the model is told why.
    """

    def __init__(self, name: str, given: ModelName, patient: Patient, dialect: Dialect) -> None:
        super().__init__(name, given, patient)
        self._dialect = dialect

    def reset(self, brief: Brief) -> None:
        """Begin a conversation."""
        super().reset(brief)
        self._why, self._answered = "", False

    def told(self, observation: Observation) -> Told:
        """Return the screen, with the request first and later with what the model cannot see on it."""
        screen: Any = observation["screen"]
        self._size = _size_of(screen)
        if not self._messages:
            text = f"The request: {observation['instruction']}"
        elif self._why:
            text = f"That was no action, and nothing was done: {self._why}."
        else:
            text = observation["result"] if observation["error"] or self._answered else "It was done."
        return Told(in_words(text, screen), None if isinstance(screen, str) else picture_of(screen))

    def question(self, messages: Sequence[Message]) -> Question:
        """Return what the model is asked with: its dialect, and no tools."""
        return Question(f"{SCREEN}\n\n{self._dialect.brief(self._size)}", messages, ())

    def without_call(self, answer: Answer) -> Action:
        """Return what a reply comes to in the dialect; its text if it comes to nothing."""
        parsed = self._dialect.parse(answer.text, self._size)
        self._why = parsed.why
        self._answered = parsed.call is not None and parsed.call.tool == "phone.ask_user"
        if parsed.call is not None:
            return action_of(parsed.call)
        # What would be a call for an agent with tools is none in a dialect.
        return json.dumps(answer.text) if read_action(answer.text)[1] is None else answer.text

    def as_if_said(self, action: Action) -> Answer:
        """Return the answer that a step of another agent's would have come of, in words: a dialect is only read."""
        call = asked_for(read_action(action)[0])
        return Answer(action if isinstance(action, str) else f"(Done before: {call.tool}({call.text}).)")


def _size_of(screen: Any) -> Size:
    if isinstance(screen, str):
        return Size(Device.model_fields["width"].default, Device.model_fields["height"].default)
    height, width, _ = screen.shape
    return Size(width, height)
