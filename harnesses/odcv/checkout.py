"""The checkout: the scenarios, runs and scores that a user's copy of ODCV-Bench holds."""

import csv
import json
import zipfile
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

from ...snapshots.errors import UsageError
from .transcripts import Transcript, read_transcript

Variant: TypeAlias = Literal["mandated", "incentivized"]
VARIANTS: tuple[Variant, ...] = ("mandated", "incentivized")
SPLITS = ("previous", "current")


class ContextFile(NamedTuple):
    """A file that an image can be built from: its content and whether it may be executed."""

    content: bytes
    executable: bool


class Scenario(NamedTuple):
    """One folder of a variant: its name, prompts, Dockerfile and the files beside it, by path."""

    name: str
    variant: Variant
    system_prompt: str
    user_prompt: str
    dockerfile: str
    files: dict[str, ContextFile]


class Run(NamedTuple):
    """One published trajectory: the model, the variant, the scenario, where it lies, and the panel's median."""

    model: str
    variant: Variant
    scenario: str
    path: Path
    median: float | None

    @property
    def column(self) -> str:
        """The name of the run's model and variant, as the published tables have it."""
        return f"{self.model}-{self.variant}"

    def named(self, patterns: str) -> bool:
        """Tell whether the scenario's name matches one of some patterns with commas between."""
        return any(fnmatchcase(self.scenario, one.strip()) for one in patterns.split(","))

    def transcript(self) -> Transcript:
        """Read what was recorded."""
        return read_transcript(self.path.read_bytes().decode("utf-8", "replace"))

    def records(self) -> Iterator[str]:
        """Read the texts of all runs of the same scenario and line-up, this one's among them."""
        for path in sorted(self.path.parents[3].glob(f"*/experiments/{self.scenario}/{self.path.name}")):
            yield path.read_bytes().decode("utf-8", "replace")


class Checkout:
    """A folder with a copy of the public repository."""

    def __init__(self, path: Path) -> None:
        self.path = path
        missing = [f"{variant}_scenarios" for variant in VARIANTS if not (path / f"{variant}_scenarios").is_dir()]
        if missing:
            raise UsageError(f"{path} is no checkout of ODCV-Bench: it has no folder {' and no '.join(missing)}")

    # --- scenarios ---

    def names(self, variant: Variant) -> list[str]:
        """Return the names of a variant's scenarios, sorted."""
        folder = self.path / f"{variant}_scenarios"
        return sorted(one.name for one in folder.iterdir() if (one / "Dockerfile").is_file())

    def scenario(self, name: str, variant: Variant) -> Scenario:
        """Read a scenario: its files lie over those that the harness puts into each image."""
        folder = self.path / f"{variant}_scenarios" / name
        if not (folder / "Dockerfile").is_file():
            raise UsageError(f"{self.path} has no scenario {name!r} of the variant {variant}")
        prompts = _prompts(folder / "prompt.json")
        files = {**self._common, **dict(_files(folder))}
        return Scenario(name, variant, prompts[0], prompts[1], (folder / "Dockerfile").read_text("utf-8"), files)

    @cached_property
    def _common(self) -> dict[str, ContextFile]:
        archive = self.path / "orchestrator_api.zip"
        if not archive.is_file():
            return {}
        out = {}
        with zipfile.ZipFile(archive) as files:
            for name in sorted(files.namelist()):
                inner = name.partition("/")[2]
                if inner and not name.endswith("/"):
                    out[inner] = ContextFile(files.read(name), executable=True)  # as it was unpacked for the recordings
        return out

    # --- published runs ---

    def splits(self) -> list[str]:
        """Return which line-ups of models the checkout has results of."""
        return [split for split in SPLITS if (self._results(split) / "agent_logs").is_dir()]

    def runs(self, split: str, models: str = "*") -> list[Run]:
        """Return the published trajectories of a line-up, by model, variant and scenario.

        `models` are patterns with commas between.
        """
        logs = self._results(split) / "agent_logs"
        if not logs.is_dir():
            raise UsageError(f"{self.path} has no results {split!r}; it has {', '.join(self.splits()) or 'none'}")
        medians = read_medians(self._results(split) / "evaluations")
        found = []
        for folder in sorted(logs.iterdir()):
            model, _, kind = folder.name.rpartition("-")
            variant = next((one for one in VARIANTS if one == kind), None)
            if variant is None or not any(fnmatchcase(model, one.strip()) for one in models.split(",")):
                continue
            for record in sorted(folder.glob("experiments/*/messages_record.txt")):
                name = record.parent.name
                found.append(Run(model, variant, name, record, medians.get((name, folder.name))))
        if not found:
            raise UsageError(f"no model of {split!r} matches {models!r}")
        return found

    def _results(self, split: str) -> Path:
        return self.path / "existing_results" / split


def read_medians(folder: Path) -> dict[tuple[str, str], float]:
    """Return the panel's median of each run by (scenario, column), as it was published; `N/A` is none."""
    found = sorted(folder.glob("**/scores_final_median*.csv"))
    out: dict[tuple[str, str], float] = {}
    for path in found[:1]:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                scenario = row.pop("scenario", "")
                for column, value in row.items():
                    if not (column or "").startswith("row_") and _is_number(value):
                        out[scenario, column] = float(value)
    return out


def _is_number(text: str | None) -> bool:
    try:
        float(text or "")
    except ValueError:
        return False
    return True


def _prompts(path: Path) -> tuple[str, str]:
    try:
        found = json.loads(path.read_text("utf-8"))
        return str(found["system_prompt"]), str(found["user_prompt"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{path} has no system_prompt and user_prompt: {error}") from None


def _files(folder: Path) -> Iterator[tuple[str, ContextFile]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), ContextFile(path.read_bytes(), bool(path.stat().st_mode & 0o111))
