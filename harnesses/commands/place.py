"""Options of `diorama run` on where its jobs are done."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from ...snapshots.errors import UsageError, suggest
from ..places import Here, Place

POOLS = ("local", "docker", "ray")

PoolName = Annotated[str, typer.Option("--pool", help="Where jobs are done: local processes, docker or ray.")]
Image = Annotated[str, typer.Option(help="docker: the image, which `diorama image build` makes.")]
Memory = Annotated[int, typer.Option(min=128, help="docker: megabytes that a container may have.")]
Cpus = Annotated[float, typer.Option(min=0.1, help="docker: processors that a container may have.")]
Code = Annotated[
    list[Path] | None, typer.Option("--agent-code", help="docker: a folder of agents' code that containers may read.")
]
EndpointUrl = Annotated[
    str, typer.Option("--endpoint", help="docker: the one address that python: agents reach, by OPENAI_BASE_URL or "
                                         "ANTHROPIC_BASE_URL; models of openai: and the like reach theirs anyway.")
]
EndpointKey = Annotated[
    str, typer.Option(help="docker: the environment variable with the key for --endpoint, which no container sees.")
]
RayAddress = Annotated[str, typer.Option(help="ray: the address of a cluster; local starts one on this machine.")]

MEMORY = 2048
"""Megabytes of memory of a container."""


def place_of(
    pool: str, agents: Sequence[str], folders: Sequence[Path], image: str, memory: int, cpus: float,
    code: Sequence[Path], endpoint: str, endpoint_key: str, address: str,
) -> Place:
    """Return where jobs are done. What belongs to a pool is loaded with it."""
    if pool not in POOLS:
        raise UsageError(f"there is no pool {pool!r}; there are {', '.join(POOLS)}.{suggest(pool, POOLS)}")
    given = {"--image": image, "--agent-code": code, "--endpoint": endpoint, "--endpoint-key": endpoint_key}
    strange = [name for name, value in given.items() if value and pool != "docker"]
    if strange:
        raise UsageError(f"{strange[0]} is for --pool docker, and this one is {pool}")
    if pool == "docker":
        from ..containers.pool import IMAGE, Docker

        return Docker(tuple(agents), tuple(folders), tuple(code), image or IMAGE, memory << 20, cpus, endpoint,
                      endpoint_key)
    if pool == "ray":
        from ..cluster.pool import Cluster

        return Cluster(address)
    return Here()
