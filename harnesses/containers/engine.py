"""The engine: what containers are asked of, and rid of those that dead runs have left."""

from pathlib import Path
from typing import TYPE_CHECKING

from ...mocks.shell.executors.owners import is_gone, own_mark
from ...snapshots.errors import MissingExtra, UsageError

if TYPE_CHECKING:
    from docker import DockerClient

OWNER = "diorama.worker"
"""The label of workers' containers: which process has made one, as `owners` marks them."""

RUN = "diorama.run"
"""The label with the folder of a container's run."""

CODE = "diorama.code"
"""The label of an image with the digest of the package in it."""


def engine() -> "DockerClient":
    """Return the engine; an error names what is missing."""
    try:
        import docker
        from docker.errors import DockerException
    except ImportError:
        raise MissingExtra("containers need the package docker: pip install 'diorama[docker]'") from None
    try:
        client = docker.from_env(timeout=120)
        client.ping()
    except DockerException as error:
        raise UsageError(f"there is no Docker engine to be reached: {error}") from None
    return client


def labels(folder: Path) -> dict[str, str]:
    """Return the labels of a container that works for the run of a folder."""
    return {OWNER: own_mark(), RUN: str(folder)}


def clear(client: "DockerClient", folder: Path | None = None) -> None:
    """Remove the containers of processes that are gone, and those of a run's folder if that is held by its next run."""
    for one in client.api.containers(all=True, filters={"label": OWNER}):
        if (folder and one["Labels"].get(RUN) == str(folder)) or is_gone(one["Labels"][OWNER]):
            remove(client, one["Id"])


def remove(client: "DockerClient", container: str) -> None:
    """End and remove a container, if it is there and is not being removed already."""
    from docker.errors import APIError

    try:
        client.api.remove_container(container, force=True, v=True)
    except APIError as error:
        if error.status_code not in (404, 409):
            raise


def labels_of(client: "DockerClient", image: str) -> dict[str, str]:
    """Return the labels of an image; UsageError if there is none of that name."""
    from docker.errors import ImageNotFound

    try:
        return dict(client.images.get(image).labels)
    except ImageNotFound:
        raise UsageError(f"there is no image {image}; make it with: diorama image build --tag {image}") from None
