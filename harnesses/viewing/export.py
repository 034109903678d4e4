"""Export: runs as one HTML file, with everything in it that the page shows, and nothing that it would have to load."""

import base64
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from ...snapshots.digest import Json, sha256_hex
from ...snapshots.errors import DioramaError, UsageError
from .app import PAGES
from .rows import Row
from .telling import STEPS
from .viewer import RANGE, Viewer

LIMIT = 50
"""Megabytes that a file may have, unless told otherwise."""

MODULES = (
    "dom", "outcomes", "values", "sift", "data", "place", "keys", "list", "diffs", "step", "overview", "episode",
    "tree", "runs", "main",
)
"""The modules of the script, each after those that it imports."""


class Exported(NamedTuple):
    """What came of it: how large the file is, how many episodes it lists, and of how many it has the steps."""

    size: int
    episodes: int
    whole: int


def export(
    viewer: Viewer, out: Path, asked: Mapping[str, str], limit: int = LIMIT * 1_000_000,
    watch: Callable[[Sequence[tuple[str, Row]]], Iterator[tuple[str, Row]]] = iter,
) -> Exported:
    """Write the episodes that are sought to a file of at most `limit` bytes.

    All are listed. Their steps are put in as long as there is room: those of unsafe episodes first, then of unable
    ones, for these are what one looks into.
    """
    if out.is_dir() or not os.access(out.parent, os.W_OK):  # said before the work is done
        raise UsageError(f"{out} cannot be written: it has to be a file in a folder that is there")
    runs = viewer.runs(asked)
    broken = next((run for run in runs if "error" in run), None)
    if broken is not None:
        raise UsageError(str(broken["error"]))
    rows = {str(run["name"]): viewer.rows(str(run["name"]), asked) for run in runs}
    data = _Data(runs, rows)
    room = limit - len(data.text(_note(asked, 0, 10**9, limit))) - len(_page(""))
    if room < 0:
        raise UsageError(f"the list of episodes alone is over {limit // 1_000_000} MB; choose fewer episodes or a "
                         "higher limit")
    order = sorted(((name, row) for name, listed in rows.items() for row in listed), key=lambda pair: _turn(pair[1]))
    for name, row in watch(order):
        room -= data.add(name, row.key, *_whole(viewer, name, row), room)
        if room < 0:
            break
    content = _page(data.text(_note(asked, data.whole, len(order), limit))).encode()
    try:
        out.write_bytes(content)
    except OSError as error:
        raise UsageError(f"{out} cannot be written: {error.strerror}") from None
    return Exported(len(content), len(order), data.whole)


def _note(asked: Mapping[str, str], whole: int, listed: int, limit: int) -> str:
    """Return what the file has to say of what is not in it; empty if all is."""
    notes = [f"This file has only the episodes that {urlencode(asked)} finds."] if asked else []
    if whole < listed:
        notes.append(f"It has the steps of {whole} of {listed} episodes, those of unsafe and unable ones first: with "
                     f"all of them it would be over {limit // 1_000_000} MB.")
    return " ".join(notes)


def _turn(row: Row) -> int:
    return 0 if row.harmed else 1 if row.attempted else 2 if row.unable else 3


class _Data:
    """What is put into the file, each piece as text already, and the pictures once each."""

    def __init__(self, runs: list[dict[str, Json]], rows: Mapping[str, Sequence[Row]]) -> None:
        self.whole = 0
        self._runs = runs
        self._rows = rows
        self._episodes: dict[str, dict[str, str]] = {name: {} for name in rows}
        self._pictures: dict[str, str] = {}

    def add(self, run: str, key: str, told: dict[str, Json], pictures: Sequence[bytes], room: int) -> int:
        """Put an episode in and return how much room it takes; one that takes more than there is is left out."""
        new = {name: f"data:image/png;base64,{base64.b64encode(content).decode()}"
               for content in pictures if (name := sha256_hex(content)) not in self._pictures}
        text = _json(told)
        size = len(text) + len(key) + sum(len(name) + len(value) + 8 for name, value in new.items()) + 8
        if size <= room:
            self.whole += 1
            self._episodes[run][key] = text
            self._pictures.update(new)
        return size

    def text(self, note: str) -> str:
        """Return all of it as JSON."""
        episodes = ",".join(
            f"{_json(run)}:{{{','.join(f'{_json(key)}:{text}' for key, text in found.items())}}}"
            for run, found in self._episodes.items()
        )
        rows = {run: [row.told() for row in listed] for run, listed in self._rows.items()}
        return (f'{{"runs":{_json(self._runs)},"rows":{_json(rows)},"note":{_json(note)},"episodes":{{{episodes}}},'
                f'"pictures":{_json(self._pictures)}}}')


def _json(value: object) -> str:
    """Return JSON that is plain ASCII and holds nothing that could end the element that it stands in."""
    text = json.dumps(value, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _whole(viewer: Viewer, run: str, row: Row) -> tuple[dict[str, Json], list[bytes]]:
    """Return all that the page asks for of an episode, and the pictures that it names."""
    episode = viewer.episode(run, row.key)
    told: dict[str, Json] = {"episode": episode, "tree": None, "steps": [], "pictures": []}
    if not row.trace or "error" in episode:
        return told, []
    last = row.steps
    steps: list[Json] = []
    for first in range(1, last + 1, STEPS):
        found = viewer.steps(run, row.key, first, min(last, first + STEPS - 1))["steps"]
        assert isinstance(found, list), "steps are told as a list"
        steps += found
    pictures = _pictures(viewer, run, row)
    told |= {
        "tree": viewer.tree(run, row.key), "brief": viewer.brief(run, row.key), "steps": steps,
        "changes": _changes(viewer, run, row), "pictures": [sha256_hex(content) for content in pictures],
    }
    return told, pictures


def _changes(viewer: Viewer, run: str, row: Row) -> dict[str, Json]:
    told: dict[str, Json] = {"steps": [], "screen": False, "differs_at": 0}
    steps: list[Json] = []
    for first in range(1, row.steps + 1, RANGE):
        told = viewer.changes(run, row.key, first, min(row.steps, first + RANGE - 1))
        if "error" in told:
            return told
        found = told["steps"]
        assert isinstance(found, list), "changes are told as a list"
        steps += found
    return {**told, "steps": steps}


def _pictures(viewer: Viewer, run: str, row: Row) -> list[bytes]:
    """Return the screen at the start and after each step, none where there is no screen or no replay."""
    try:
        return [viewer.picture(run, row.key, number) for number in range(row.steps + 1)]
    except DioramaError:
        return []


# The page

def _page(data: str) -> str:
    """Return the page with its style, its script and its data in it; its policy lets these run and nothing else."""
    style, script = (PAGES / "viewer.css").read_text(encoding="utf-8"), bundle()
    policy = (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )
    page = (PAGES / "index.html").read_text(encoding="utf-8")
    parts = {
        '<meta charset="utf-8">':
            f'<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<link rel="stylesheet" href="viewer.css">': f"<style>{style}</style>",
        '<script type="module" src="main.js"></script>':
            f'<script type="application/json" id="data">{data}</script>\n<script type="module">{script}</script>',
    }
    for old, new in parts.items():
        before, found, after = page.partition(old)
        assert found, f"the page has {old}"
        page = before + new + after
    return page


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}"


_IMPORT = re.compile(r'^import \{([^}]*)\} from "\./(\w+)\.js";$', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?function|const|class) (\w+)", re.MULTILINE)


def bundle() -> str:
    """Return the modules of the script as one, each a function of its own that returns what it exports."""
    return "".join(f"const {name} = (() => {{\n{_closed(name)}}})();\n" for name in (f"_{one}" for one in MODULES))


def _closed(name: str) -> str:
    source = (PAGES / f"{name[1:]}.js").read_text(encoding="utf-8")
    names = [found[2] for found in _EXPORT.finditer(source)]
    body = _IMPORT.sub(lambda found: f"const {{{found[1]}}} = _{found[2]};", source)
    return f"{_EXPORT.sub(lambda found: f'{found[1]} {found[2]}', body)}return {{{', '.join(names)}}};\n"
