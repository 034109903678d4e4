"""The environments: one table, one loop. Importing this costs nothing but gymnasium."""

from typing import NamedTuple

import gymnasium

from ..tasks.families import FAMILIES


class Environment(NamedTuple):
    """One environment id, and the family whose tasks it plays."""

    id: str
    family: str


TABLE = tuple(Environment(f"{family.name}-v0", family.name) for family in FAMILIES)
"""Every id that is built. What is not here is not there."""


def register_all() -> None:
    """Register every id with gymnasium, once.

    Entry points are strings, so that importing stays cheap and Minari can write the spec down. There is no
    `max_episode_steps`: the environment truncates itself, so that the verdict comes with the last step.
    """
    for row in TABLE:
        if row.id not in gymnasium.registry:
            gymnasium.register(
                id=row.id, entry_point="diorama.envs.env:DioramaEnv", kwargs={"family": row.family}
            )
