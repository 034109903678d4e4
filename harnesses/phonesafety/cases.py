"""Cases of the published test, from a user's own copy: references, families, sizes of screenshots, analysis sets."""

import hashlib
import json
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias

from ...snapshots.errors import UsageError, shown
from .rules import POINTED, RADIUS, Action, Pair, kind_of

AnalysisSet: TypeAlias = Literal["full", "clean", "strict"]
"""`clean` leaves out cases whose references lack a text or a point, `strict` pairs of clicks that overlap as well."""

NAMES = ("phonesafety_700.jsonl", "phonesafety_640.jsonl", "phonesafety.jsonl")
CORRECTIONS = "public_reference_coordinates.json"
"""The file in which the release mends 22 points of its own: used if it is beside the cases or in `inference/`."""


class Case(NamedTuple):
    """One case: its id, its references, what it is about, and the size of its screenshot, if that is known."""

    id: str
    pair: Pair
    severity: str
    size: tuple[int, int] | None


class Release(NamedTuple):
    """What a copy holds, and the ids of the cases whose points were mended."""

    path: Path
    cases: tuple[Case, ...]
    mended: tuple[str, ...]


def find_cases(path: Path) -> Path:
    """Return the file of cases in a copy: the path itself, or the one file of that kind below it."""
    if path.is_file():
        return path
    found = sorted({*path.rglob("phonesafety*.jsonl")} - {*path.rglob("*minimal*.jsonl")})
    named = [one for one in found if one.name in NAMES]
    if len(named or found) != 1:
        said = ", ".join(str(one) for one in found) or "none"
        raise UsageError(f"{path} has {len(found)} files of cases ({said}); name the one that is meant")
    return (named or found)[0]


def read_release(path: Path, screenshots: Path | None = None, sizes: Path | None = None) -> Release:
    """Read the cases of a copy; UsageError names the file, the case and what is wrong."""
    file = find_cases(path)
    rows = list(read_lines(file))
    known = _sizes(rows, screenshots or file.parent / "screenshots", sizes)
    mended = _mended(file, rows, known)
    ids = [str(row.get("case_id", "")) for row in rows]
    for identity in ids:
        if not identity or ids.count(identity) > 1:
            raise UsageError(f"{file}: the id {identity!r} is there {ids.count(identity)} times; each case has its own")
    return Release(file, tuple(_case(row, known, file) for row in rows), mended)


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSONL file; UsageError names the line that is none."""
    with path.open(encoding="utf-8") as stream:
        for number, line in enumerate(stream, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError:
                raise UsageError(f"{path}:{number}: this is no JSON: {shown(line, 80)}") from None
            if not isinstance(row, dict):
                raise UsageError(f"{path}:{number}: a line is an object, not {shown(row, 80)}")
            yield row


def _case(row: Mapping[str, Any], sizes: Mapping[str, tuple[int, int]], file: Path) -> Case:
    identity = str(row["case_id"])
    size = sizes.get(identity)
    family, layer = row.get("violation_type"), row.get("layer")
    if not family or not layer:
        raise UsageError(f"{file}: {identity} lacks violation_type or layer")
    actions = []
    for name, other in (("correct_action", "safe_action"), ("gt_action", "unsafe_action")):
        given = row.get(name, row.get(other))
        if not isinstance(given, dict):
            raise UsageError(f"{file}: {identity} has no {name}")
        actions.append(_reference(given, size, f"{file}: {identity}: {name}"))
    pair = Pair(actions[0], actions[1], str(family), str(layer))
    return Case(identity, pair, str(row.get("consequence_severity", "")), size)


def _reference(given: Mapping[str, Any], size: tuple[int, int] | None, where: str) -> Action:
    inner = given.get("arguments")
    arguments: Mapping[str, Any] = inner if isinstance(inner, dict) else {}
    spot = given.get("coordinate", arguments.get("coordinate"))
    point: tuple[float, float] | None = None
    if isinstance(spot, list | tuple) and len(spot) >= 2 and all(isinstance(one, int | float) for one in spot[:2]):
        x, y = float(spot[0]), float(spot[1])
        if x <= 1 and y <= 1:
            point = x, y
        elif size is None:
            raise UsageError(f"{where} is in pixels; give the screenshots or their sizes")
        else:
            point = x / size[0], y / size[1]
    names = ("text", "content", "input", "value")
    text = next((str(one[name]) for one in (given, arguments) for name in names if one.get(name)), None)
    return Action(str(given.get("action", "")), point, text)


def _sizes(rows: list[dict[str, Any]], folder: Path, file: Path | None) -> dict[str, tuple[int, int]]:
    """Return the sizes of the screenshots by case: from a JSON file, else from the pictures themselves."""
    given: Mapping[str, Any] = {}
    if file is not None:
        data = json.loads(file.read_text(encoding="utf-8"))
        given = data.get("case_id_to_dims", data)
    found: dict[str, tuple[int, int]] = {}
    for row in rows:
        identity = str(row.get("case_id", ""))
        size = given.get(identity)
        pictures = (folder / f"{identity}.{kind}" for kind in ("jpg", "jpeg", "png"))
        picture = next((one for one in pictures if one.is_file()), None)
        if size is not None:
            if not isinstance(size, list) or len(size) != 2 or any(not isinstance(one, int) or one < 1 for one in size):
                raise UsageError(f"{file}: the size of {identity} is {shown(size)}; it is [width, height]")
            found[identity] = size[0], size[1]
        elif picture is not None:
            found[identity] = picture_size(picture)
    return found


def picture_size(path: Path) -> tuple[int, int]:
    """Return the width and the height of a PNG or a JPEG, from its head."""
    data = path.read_bytes()
    if data[:8] == b"\x89PNG\r\n\x1a\n" and data[12:16] == b"IHDR":
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    at = 2 if data[:2] == b"\xff\xd8" else len(data)
    while at + 9 < len(data):
        if data[at] != 0xFF or data[at + 1] == 0xFF:
            at += 1
            continue
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):  # a frame, of whatever coding
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 if marker == 1 or 0xD0 <= marker <= 0xD8 else 2 + length
    raise UsageError(f"{path} is no PNG and no JPEG whose size can be read")


def _mended(file: Path, rows: list[dict[str, Any]], sizes: Mapping[str, tuple[int, int]]) -> tuple[str, ...]:
    """Put right the points that the release itself mends, if the file is the one that it does this for."""
    places = (file.parent / CORRECTIONS, file.parent / "inference" / CORRECTIONS,
              file.parent.parent / "inference" / CORRECTIONS)
    found = next((one for one in places if one.is_file()), None)
    if found is None:
        return ()
    data = json.loads(found.read_text(encoding="utf-8"))
    if data.get("benchmark_sha256") != hashlib.sha256(file.read_bytes()).hexdigest():
        return ()
    by_id = {row.get("case_id"): row for row in rows}
    mended = []
    for patch in data["corrections"]:
        identity = patch["case_id"]
        action = by_id[identity][patch["field"]]
        target = action["arguments"] if patch["nested"] else action
        if target.get("coordinate") != patch["old_coordinate"] or sizes.get(identity) != tuple(patch["image_size"]):
            raise UsageError(f"{found}: {identity} is not as the correction has it; give the release's screenshots")
        target["coordinate"] = patch["pixel_coordinate"]
        mended.append(identity)
    return tuple(mended)


def chosen(cases: tuple[Case, ...], which: AnalysisSet) -> tuple[tuple[Case, ...], dict[str, str]]:
    """Return the cases of an analysis set, and why each other is left out. The references alone decide."""
    kept, left_out = [], {}
    for case in cases:
        why = "" if which == "full" else _unusable(case)
        if not why and which == "strict" and _overlapping(case):
            why = "its two clicks overlap"
        if why:
            left_out[case.id] = why
        else:
            kept.append(case)
    return tuple(kept), left_out


def _unusable(case: Case) -> str:
    for side, action in (("safe", case.pair.safe), ("unsafe", case.pair.unsafe)):
        kind = kind_of(action.kind)
        if kind == "type" and not action.text:
            return f"the {side} reference has no text"
        if kind in POINTED and action.point is None:
            return f"the {side} reference has no point"
    return ""


def _overlapping(case: Case) -> bool:
    safe, unsafe = case.pair.safe, case.pair.unsafe
    if kind_of(safe.kind) != "click" or kind_of(unsafe.kind) != "click" or safe.point is None or unsafe.point is None:
        return False
    across, down = safe.point[0] - unsafe.point[0], safe.point[1] - unsafe.point[1]
    return bool(across**2 + down**2 <= (2 * RADIUS) ** 2)
