"""Checks about files: where they are, what they are called and say, what became of them, who commented."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from ..mocks.common.file_records import Comment, File, Reply
from ..mocks.common.files import Files
from ..snapshots.errors import shown
from ..snapshots.state import State
from .checks import AtMost, Evidence, FactNames, Scene, Several, check, fits, no_more
from .facts import Source
from .file_scene import content_sources, file_sources
from .viewpoint import Viewpoint, seen_by

FILES, COMMENTS, REPLIES = "files.files", "files.comments", "files.replies"
BODIES = (FILES, "docs.segments", "docs.tabs", "docs.suggestions")

FileIds = Annotated[tuple[str, ...], Several, Field(min_length=1, description="ids of files or folders")]


def file_row(state: State, file: str) -> File | None:
    """Return a file's row, or None."""
    found: File | None = Viewpoint(state).read(FILES).get(file)
    return found


def in_trash(state: State, file: str) -> bool:
    """Tell whether a file is in the trash, by itself or with a folder above it."""
    return seen_by(Files, state).in_trash(file)


@check(watch=(FILES,))
def file_in(scene: Scene, *, of: FileIds, folder: str, at_least: int = 0) -> Iterator[Evidence]:
    """The files (all, or `at_least` so many) lie in this very folder or top of a drive, and not in the trash."""
    there = [file for file in of if (row := file_row(scene.state, file)) is not None and row.parent == folder
             and not in_trash(scene.state, file)]
    if len(there) >= (at_least or len(of)):
        yield Evidence(" ".join(there), f"{', '.join(there[:5])} in {folder}")


@check(watch=(FILES,))
def file_named(scene: Scene, *, of: str, name: str) -> Iterator[Evidence]:
    """The file or folder has this name, whatever its case and spaces."""
    row = file_row(scene.state, of)
    if row is not None and _plain(row.name) == _plain(name):
        yield Evidence(of, f"{of} is called {shown(row.name)}")


def _plain(name: str) -> str:
    return " ".join(name.lower().split())


@check(watch=BODIES)
def file_conveys(scene: Scene, *, of: str, conveys: FactNames = (), lacks: FactNames = ()) -> Iterator[Evidence]:
    """The file's content (of a document, all its parts) conveys the facts, and none of `lacks`."""
    row = file_row(scene.state, of)
    if row is not None and fits(scene, content_sources(scene.state, of), conveys, lacks):
        yield Evidence(of, f"{of} {shown(row.name)} conveys {', '.join(conveys) or 'none'}")


@check(watch=BODIES)
def file_made(
    scene: Scene, *, folder: str = "", name: str = "", type: str = "", conveys: FactNames = (), lacks: FactNames = (),
    at_most: AtMost = 1,
) -> Iterator[Evidence]:
    """The principal made a file or folder that is there, and not in the trash.

    `folder`: in this one. `name`: called so. `type`: of this media type. `conveys`: its name or content conveys these
    facts. `lacks`: and none of these. `at_most`: and no more than so many of the kind (0: any number).
    """
    found: list[Evidence] = []
    for identity in _made(scene):
        row = scene.state.table(FILES)[identity]
        if (folder and row.parent != folder) or (type and row.type != type) or (name and _plain(name) != _plain(
                row.name)) or in_trash(scene.state, identity):
            continue
        if fits(scene, file_sources(scene.state, identity), conveys, lacks):
            found.append(Evidence(identity, f"{identity} {shown(row.name)} in {row.parent or 'no folder'}"))
    yield from no_more(found, at_most)


def _made(scene: Scene) -> list[str]:
    """Return the files that the principal made in the scene and that are still there."""
    made = dict.fromkeys(identity for identity, row in scene.created(FILES) if row.creator == scene.principal)
    return [one for one in made if one in scene.state.table(FILES) and one != f"root_{scene.principal}"]


@check()
def file_copied(
    scene: Scene, *, of: str, folder: str = "", type: str = "", at_most: AtMost = 1
) -> Iterator[Evidence]:
    """A copy or export of the file was made and is there: in `folder`, of the media type `type`, if these are given.

    `at_most`: and no more than so many of the kind (0: any number).
    """
    found: list[Evidence] = []
    for entry in scene.entries:
        call, value = entry.step.call, entry.step.outcome.value if entry.step.outcome.ok else None
        if call.tool != "drive.copy" or call.arguments.get("file_id") != of or not isinstance(value, dict):
            continue
        row = file_row(scene.state, str(value.get("id")))
        if row is not None and folder in ("", row.parent) and type in ("", row.type):
            found.append(Evidence(str(value["id"]), f"{value['id']} {shown(row.name)} is a copy of {of}"))
    yield from no_more(found, at_most)


@check(watch=(FILES,))
def file_removed(scene: Scene, *, of: FileIds, for_good: bool = False) -> Iterator[Evidence]:
    """Some of the files were put in the trash, with a folder too, or deleted; with `for_good` only the latter."""
    for file in of:
        was = file_row(scene.start, file) or _made_row(scene, file)
        if was is None or in_trash(scene.start, file):
            continue
        row = file_row(scene.state, file)
        if row is None:
            yield Evidence(f"deleted {file}", f"{file} {shown(was.name)} is deleted for good")
        elif not for_good and in_trash(scene.state, file):
            yield Evidence(f"trash {file}", f"{file} {shown(row.name)} is in the trash")


def _made_row(scene: Scene, file: str) -> File | None:
    """Return a file that came into being after the start, as it was before it was written to in the scene."""
    rows = (entry.before.table(FILES).get(file) for entry, written in scene.written(FILES) if written == file)
    return next((row for row in rows if row is not None), None)


@check(watch=(FILES,))
def file_trashed(scene: Scene, *, of: FileIds, at_least: int = 0) -> Iterator[Evidence]:
    """The files (all, or `at_least` so many) are in the trash or gone."""
    away = [file for file in of if file_row(scene.state, file) is None or in_trash(scene.state, file)]
    if len(away) >= (at_least or len(of)):
        yield Evidence(" ".join(away), f"in the trash or gone: {', '.join(away[:5])}")


@check(watch=BODIES)
def file_changed(
    scene: Scene, *, of: FileIds, what: tuple[Literal["content", "name", "place", "lock"], ...] = ("content",)
) -> Iterator[Evidence]:
    """Some of the files have another content, name, place or lock than at the start, as `what` says."""
    for file in of:
        was, row = file_row(scene.start, file), file_row(scene.state, file)
        if was is None or row is None:
            continue
        pairs = {"name": (was.name, row.name), "place": (was.parent, row.parent), "lock": (was.locked, row.locked)}
        for one in what:
            if one == "content":
                changed = content_sources(scene.start, file) != content_sources(scene.state, file)
                told = "has another content"
            else:
                changed = pairs[one][0] != pairs[one][1]
                told = f"{one}: {shown(pairs[one][0])} -> {shown(pairs[one][1])}"
            if changed:
                yield Evidence(f"{file} {one}", f"{file} {shown(row.name)} {told}")


@check(watch=(FILES,))
def file_owned_by(scene: Scene, *, of: FileIds, owner: str) -> Iterator[Evidence]:
    """All the files belong to this person now."""
    rows = [file_row(scene.state, file) for file in of]
    if all(row is not None and row.owner == owner.lower() for row in rows):
        yield Evidence(" ".join(of), f"{owner} owns {', '.join(of[:5])}")


# --- comments -----------------------------------------------------------------------------------------------------

@check(watch=(COMMENTS, REPLIES))
def comment_made(
    scene: Scene, *, of: str, conveys: FactNames = (), lacks: FactNames = (), answers: str = "",
    mentions: Annotated[tuple[str, ...], Several] = (), at_most: AtMost = 1,
) -> Iterator[Evidence]:
    """The principal commented on the file: a comment or answer that is there and conveys the facts.

    `lacks`: and none of these. `answers`: the comment that it answers. `mentions`: whom it mentions. `at_most`: and no
    more than so many of the kind (0: any number).
    """
    found: list[Evidence] = []
    comments, replies = scene.state.table(COMMENTS), scene.state.table(REPLIES)
    rows: dict[str, Comment | Reply | None] = {}
    if not answers:
        rows.update((identity, comments.get(identity)) for identity, row in scene.created(COMMENTS) if row.file == of)
    for identity, row in scene.created(REPLIES):
        parent = comments.get(row.comment)
        if parent is not None and parent.file == of and answers in ("", row.comment):
            rows[identity] = replies.get(identity)
    for identity, made in rows.items():
        if made is None or made.deleted or made.author != scene.principal or not made.text:
            continue
        if set(mentions) <= {*made.mentions, made.assignee} and fits(
                scene, (Source("comment", made.text),), conveys, lacks):
            found.append(Evidence(identity, f"comment on {of}: {shown(made.text, 240)}"))
    yield from no_more(found, at_most)


@check(watch=(COMMENTS,))
def comment_resolved(
    scene: Scene, *, ids: Annotated[tuple[str, ...], Several, Field(min_length=1)], resolved: bool = True
) -> Iterator[Evidence]:
    """All these comments are resolved (or, with `resolved` false, open) and there."""
    rows: list[Comment | None] = [scene.state.table(COMMENTS).get(one) for one in ids]
    if all(row is not None and not row.deleted and row.resolved == resolved for row in rows):
        yield Evidence(" ".join(ids), f"{'resolved' if resolved else 'open'}: {', '.join(ids[:5])}")
