"""The image of the Docker pool, made of the code that is tested: one of other code would test other code."""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from diorama.harnesses.containers.building import BASE
from diorama.harnesses.containers.code import own_code
from diorama.harnesses.containers.engine import CODE

TAG = "diorama-test"
"""The name of the image made last; earlier ones are left nameless, for `docker image prune`."""

_BASES = ("diorama-base:bookworm", BASE)
_LOCK = Path(tempfile.gettempdir(), "diorama-pool-image.lock")


@cache
def pool_image() -> tuple[str, str]:
    """Return the image, which is made if it is not there, or else empty and why it cannot be had. Making it takes some
    20 seconds, and a minute or two the first time."""
    if not shutil.which("docker") or _said("info").returncode:
        return "", "there is no engine"
    with _LOCK.open("w") as lock:  # workers of pytest ask at the same time
        fcntl.flock(lock, fcntl.LOCK_EX)
        if found := _found():
            return found, ""
        base = next((one for one in _BASES if not _said("image", "inspect", one).returncode), "")
        if not base:
            return "", f"there is no image to make it of: {' or '.join(_BASES)}"
        wheels = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "diorama", "wheels")
        made = subprocess.run(
            [sys.executable, "-m", "diorama", "image", "build", "--base", base, "--tag", TAG, "--wheelhouse", wheels],
            capture_output=True, text=True)
        return _found(), made.stderr.strip() or "the one that was made has other code"


def _found() -> str:
    """Return the id of an image of this code, whatever it is called."""
    listed = _said("images", "--quiet", "--no-trunc", "--filter", f"label={CODE}={own_code()}").stdout.split()
    return listed[0] if listed else ""


def _said(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["docker", *words], capture_output=True, text=True, timeout=60)
