"""Building the image: wheels are gathered with the network, and installed without."""

import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from ... import __version__
from ...snapshots.errors import UsageError
from .code import code_in
from .engine import CODE, engine, remove

if TYPE_CHECKING:
    from docker import DockerClient

BASE = "python:3.12-slim"
EXTRAS = ("llm",)
"""What containers have beside the core: the clients of model providers."""

_CHECKOUT = Path(__file__).parents[3]
_SOURCES = ("pyproject.toml", "README.md", "LICENSE", "diorama", "envs", "harnesses", "mocks", "snapshots", "tasks")
_EPOCH = "315532800"
"""When all files of our wheel are said to be of: the same code makes the same wheel, and with it the same image."""

_ASKED = ("import json, platform, sys; print(json.dumps([sys.version_info[:2], platform.machine(),"
          " *platform.libc_ver()]))")


class Python(NamedTuple):
    """The Python of a base image: its version, and the platforms whose wheels it takes."""

    version: str
    platforms: tuple[str, ...]

    @property
    def options(self) -> list[str]:
        """What pip is told of it."""
        return ["--python-version", self.version, "--implementation", "cp",
                *(part for one in self.platforms for part in ("--platform", one))]


def build(base: str, tag: str, wheelhouse: Path, extras: Sequence[str] = EXTRAS, index: bool = True) -> str:
    """Make the image and return its id. `wheelhouse` is a folder for wheels: `index` fetches what it lacks, and without
    that it has to have all of them but our own."""
    client = engine()
    python = python_of(client, base)
    wheelhouse.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as made:
        own = own_wheel(Path(made), index)
        others = gather(own, extras, python, wheelhouse, index)
        return _built(client, base, tag, own, others)


def python_of(client: "DockerClient", base: str) -> Python:
    """Ask a base image for its Python."""
    from docker.errors import APIError, ImageNotFound

    try:
        made = client.api.create_container(base, ["python3", "-c", _ASKED], entrypoint="",
                                           host_config=client.api.create_host_config(network_mode="none"))["Id"]
    except ImageNotFound:
        raise UsageError(f"there is no image {base} here; get it with: docker pull {base}") from None
    try:
        client.api.start(made)
        client.api.wait(made)
        said = client.api.logs(made, stderr=False)
        version, machine, libc, number = json.loads(said)
    except (APIError, ValueError):
        raise UsageError(f"the image {base} has no python3 that starts") from None
    finally:
        remove(client, made)
    if version < [3, 11] or libc != "glibc":
        raise UsageError(f"the image {base} has Python {'.'.join(map(str, version))} on {libc or 'another libc'}; it "
                         "takes 3.11 or later on glibc")
    minor = int(number.split(".")[1])
    platforms = (*(f"manylinux_2_{at}_{machine}" for at in range(minor, 4, -1)), f"manylinux2014_{machine}",
                 f"linux_{machine}")
    return Python(".".join(map(str, version)), platforms)


def own_wheel(out: Path, index: bool = True) -> Path:
    """Make the wheel of what runs here: of the checkout, or else of the version that is installed."""
    source, options = f"diorama=={__version__}", [] if index else ["--no-index"]
    if (_CHECKOUT / "pyproject.toml").exists():  # from a copy: building leaves things behind that a later wheel has too
        for name in _SOURCES:
            there = _CHECKOUT / name
            if there.is_dir():
                shutil.copytree(there, out / "source" / name, symlinks=True,
                                ignore=shutil.ignore_patterns("__pycache__"))
            else:
                (out / "source").mkdir(exist_ok=True)
                shutil.copy2(there, out / "source" / name)
        source = str(out / "source")
        options += ["--no-build-isolation"] if find_spec("setuptools") and find_spec("wheel") else []
    _pip("wheel", "--no-deps", "--wheel-dir", str(out), *options, source)
    return next(out.glob("*.whl"))


def gather(own: Path, extras: Sequence[str], python: Python, wheelhouse: Path, index: bool) -> list[Path]:
    """Fill a folder with the wheels that ours needs, and return those of them that are for this image.

    The index is asked only if the folder does not have them all: then a change of our own code takes no network.
    """
    wanted = f"{own}[{','.join(extras)}]" if extras else str(own)
    options = ["--only-binary=:all:", "--find-links", str(wheelhouse), *python.options]
    with TemporaryDirectory() as found:
        try:
            _pip("download", "--dest", found, "--no-index", *options, wanted, "pip")
        except UsageError:
            if not index:
                raise
            _pip("download", "--dest", found, *options, wanted, "pip")
        names = [path.name for path in Path(found).glob("*.whl") if path.name != own.name]
        for name in names:
            if not (wheelhouse / name).exists():
                shutil.copy2(Path(found, name), wheelhouse / name)
    return [wheelhouse / name for name in sorted(names)]


def _pip(*words: str) -> None:
    done = subprocess.run([sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *words],
                          capture_output=True, text=True, env={**os.environ, "SOURCE_DATE_EPOCH": _EPOCH})
    if done.returncode:
        raise UsageError(f"the wheels for the image cannot be had: {done.stderr.strip()[-1000:]}")


def _built(client: "DockerClient", base: str, tag: str, own: Path, others: list[Path]) -> str:
    """Have the engine make the image, and return its id; UsageError tells what went wrong."""
    context = io.BytesIO()
    with tarfile.open(fileobj=context, mode="w", format=tarfile.PAX_FORMAT) as archive:
        archive.add(Path(__file__).with_name("image") / "Dockerfile", "Dockerfile", filter=_plain)
        for name, wheels in (("own", [own]), ("others", others)):
            for wheel in wheels:
                archive.add(wheel, f"{name}/{wheel.name}", filter=_plain)
    context.seek(0)
    said = client.api.build(
        fileobj=context, custom_context=True, tag=tag, buildargs={"BASE": base}, network_mode="none", rm=True,
        forcerm=True, decode=True, labels={CODE: code_in(own)},
    )
    lines: list[str] = []
    for line in said:
        if "error" in line:
            raise UsageError(f"the image {tag} cannot be made: {line['error'].strip()}; {' '.join(lines[-5:])}")
        lines.append(line.get("stream", "").strip())
    return str(client.images.get(tag).id)


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Leave out what would have the same files make another layer."""
    member.uid = member.gid = member.mtime = 0
    member.uname = member.gname = ""
    member.mode = 0o644
    return member
