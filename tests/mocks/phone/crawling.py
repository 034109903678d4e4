"""Crawling: every screen that taps lead to from where moments begin, breadth first."""

from collections import deque
from collections.abc import Iterator, Sequence

from diorama.mocks.catalog import service_classes
from diorama.mocks.phone.screen import Shown, shown
from diorama.mocks.screens.hits import exposed, takes_touches
from diorama.mocks.world import World, agent
from diorama.snapshots.calls import Call
from diorama.snapshots.state import State
from diorama.tasks.phone_safety.compose import MomentOrigin, all_moments

PRINCIPAL = "me@handset.test"


def moments_of(kind: str) -> list[MomentOrigin]:
    """Return the moments of a kind of app, the variants of a flow apart from one another."""
    return [one for one in all_moments() if f"app-{kind}" in one.head.tags]


def signature(screen: Shown) -> tuple[tuple[str, str], ...]:
    """Return what tells one screen from another: where what is, and what it says."""
    return tuple((box.path, box.widget.text) for box in screen.layout.boxes)


def reachable(services: Sequence[str], starts: Sequence[State], most: int, typed: str = "") -> Iterator[State]:
    """Yield the states of different screens that taps lead to, the nearest first, up to `most`.

    `typed` is what is entered into each field, if anything is.
    """
    classes = service_classes(tuple(services))
    waiting = deque(starts)
    seen: set[tuple[tuple[str, str], ...]] = set()
    while waiting and len(seen) < most:
        state = waiting.popleft()
        screen = shown(state)
        told = signature(screen)
        if told in seen:
            continue
        seen.add(told)
        yield state
        for box in exposed(screen.layout):
            name = screen.layout.windows[box.window].name
            if takes_touches(box) and name not in ("status", "navigation", "keyboard"):
                x, y = box.visible.centre
                taps = [Call.of("phone.tap", {"x": x, "y": y})]
                if typed and box.widget.kind == "field":
                    taps += [Call.of("phone.type", {"text": typed}), Call.of("phone.enter", {})]
                world = World(classes, state)
                for call in taps:
                    outcome = world.call(call, actor=agent(PRINCIPAL))
                    assert outcome.ok, f"{call.tool} on {box.path} is refused: {outcome.message}"
                    waiting.append(world.state)
