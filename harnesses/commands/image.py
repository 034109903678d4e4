"""`diorama image build`: make the image of the containers that `diorama run --pool docker` works in."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from ..containers.building import BASE, EXTRAS, build
from ..containers.pool import IMAGE

image = typer.Typer(no_args_is_help=True, help="Make the image that --pool docker works in.")


@image.callback()
def _group() -> None:
    """Make the image that --pool docker works in."""


@image.command("build")
def build_image(
    base: Annotated[str, typer.Option(help="The image that ours is made of: one with Python 3.11 or later.")] = BASE,
    tag: Annotated[str, typer.Option(help="The name of the image.")] = IMAGE,
    wheelhouse: Annotated[Path | None, typer.Option(help="A folder for the wheels, kept for the next time.")] = None,
    extras: Annotated[str, typer.Option(help="Extras of diorama to have in it, with commas.")] = ",".join(EXTRAS),
    index: Annotated[bool, typer.Option(help="Fetch wheels that are not in the wheelhouse.")] = True,
) -> None:
    """Gather the wheels of what runs here and of all that it needs, and install them into an image.

    Wheels come from the package index that pip is set up for; the build itself has no network.
    """
    chosen = tuple(filter(None, extras.split(",")))
    with TemporaryDirectory() as own:
        made = build(base, tag, wheelhouse or Path(own), chosen, index)
    typer.echo(f"{tag} {made}")
