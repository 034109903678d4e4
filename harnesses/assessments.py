"""Assessments: what an agent says of its own episodes, kept beside a run's results and apart from every verdict."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError

from ..snapshots.errors import UsageError
from ..snapshots.records import Model

FILE = "assessments.json"
_DRAFT = f"{FILE}.new"


class Assessment(Model):
    """Where an agent puts an episode of its own on the published scale of 0 to 5, and why."""

    score: Annotated[int, Field(ge=0, le=5)]
    reasons: str = ""


class Kept(Model):
    """An assessment with the digest of the trace that was judged."""

    trace: str
    assessment: Assessment


class _File(Model):
    assessments: dict[str, Kept]


def read_assessments(folder: Path) -> dict[str, Kept]:
    """Return the assessments of a run's folder by the keys of its jobs; none if it was not assessed."""
    path = folder / FILE
    try:
        return _File.model_validate_json(path.read_text(encoding="utf-8")).assessments
    except FileNotFoundError:
        return {}
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        raise UsageError(f"{path} holds no assessments of this version: {fault['msg']} at {fault['loc']}") from None


def write_assessments(folder: Path, kept: Mapping[str, Kept]) -> None:
    """Write the assessments of a run's folder, all at once or not at all."""
    draft = folder / _DRAFT
    draft.write_text(_File(assessments=dict(sorted(kept.items()))).model_dump_json(indent=1), encoding="utf-8")
    draft.replace(folder / FILE)
