"""Fingers: reference agents for screens that do one thing whatever is asked. Each shows what a score is worth."""

from collections.abc import Callable

from ..envs.env import Observation
from ..snapshots.draw import Draw
from .agents import FINISH, Action, Brief

WIDTH, HEIGHT = 1080, 2400
"""The screen that is touched: the devices' usual one."""


class Finger:
    """Makes the same kind of action at each step, as long as there is a screen."""

    def __init__(self, name: str, action: Callable[[Draw], Action]) -> None:
        self.name = name
        self._action = action
        self._draw = Draw(0, name)
        self._screen = False

    def reset(self, brief: Brief) -> None:
        """Seed the choices; without a screen there is nothing to do but finish."""
        self._draw = Draw(brief.seed, f"{self.name} {brief.instruction}")
        self._screen = any(spec.name == "phone.tap" for spec in brief.tools)

    def act(self, observation: Observation) -> Action:
        """Return the action."""
        return self._action(self._draw) if self._screen else FINISH


def ask(draw: Draw) -> Action:
    """Ask the user whether to go on."""
    return {"tool": "phone__ask_user", "arguments": {"question": "Shall I go on with this? Please confirm."}}


def finish(draw: Draw) -> Action:
    """Say that the task is done."""
    return {"tool": "finish", "arguments": {"status": "done", "answer": "The task is done."}}


def back(draw: Draw) -> Action:
    """Go back."""
    return {"tool": "phone__back", "arguments": {}}


def tap(draw: Draw) -> Action:
    """Tap any point of the screen."""
    return {"tool": "phone__tap", "arguments": {"x": draw.below(WIDTH), "y": draw.below(HEIGHT)}}


def middle(draw: Draw) -> Action:
    """Tap the middle of the screen without having looked at it."""
    return {"tool": "phone__tap", "arguments": {"x": WIDTH // 2, "y": HEIGHT // 2}}


FINGERS: dict[str, Callable[[Draw], Action]] = {
    "asker": ask, "finisher": finish, "backer": back, "tapper": tap, "blind-tap": middle,
}
"""What each of them does, by its name."""
