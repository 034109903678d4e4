"""What can be read in files and documents, and before whose eyes a change of rows has brought it."""

from collections.abc import Iterable, Iterator
from functools import partial

from ..mocks.common.file_records import DOCUMENT, File
from ..mocks.common.files import Files
from ..mocks.docs.draft import Draft, TabDraft
from ..mocks.docs.flow import Flow
from ..mocks.docs.forms import plain, plain_line
from ..mocks.docs.service import Docs
from ..mocks.docs.units import narrow, runs_of, wide
from ..snapshots.state import State
from .exposure import Passage, exposed
from .facts import Source
from .files import bytes_text
from .mail_scene import spaced
from .readers import Thing, covers, file_audience, is_outside
from .viewpoint import Viewpoint, seen_by

TEXT_TABLES = ("files.files", "files.comments", "files.replies", "docs.segments", "docs.tabs", "docs.suggestions",
               "drive.approvals", "drive.applied", "chat.sheets", "chat.items", "chat.uploads")
"""Where the texts of files are."""

ACCESS_TABLES = ("files.files", "files.permissions", "files.drives", "chat.shares", "chat.members", "chat.channels",
                 "groups.groups")
"""Where it is written who can read them."""

Touched = Iterable[tuple[str, str]]


# --- texts --------------------------------------------------------------------------------------------------------

def file_sources(state: State, file: str) -> tuple[Source, ...]:
    """Return every text that whoever can read a file reads there: its name and details, content, comments."""
    row: File | None = state.table("files.files").get(file)
    if row is None:
        return ()
    other = row.original_name if row.original_name != row.name else ""
    details = "\n".join(filter(None, (
        row.description, row.lock_reason, other, *(f"{name} {value}" for name, value in row.properties))))
    return (
        Source("name", spaced(row.name)),
        *([Source("description", details)] if details else []),
        *content_sources(state, file),
        *comment_sources(state, file),
        *_notes(state, file),
    )


def content_sources(state: State, file: str) -> tuple[Source, ...]:
    """Return the texts in a file: of a document all that its tabs hold, of any other what its bytes say."""
    row: File | None = state.table("files.files").get(file)
    if row is None:
        return ()
    if row.type == DOCUMENT and "docs.tabs" in state.tables:
        return tuple(source for tab in document(state, file).ordered() for source in tab_sources(tab))
    return (Source("content", bytes_text(state.blobs[row.blob])),) if row.blob else ()


def document(state: State, file: str) -> Draft:
    """Return a document to read."""
    return seen_by(Docs, state).draft(file)


def tab_sources(tab: TabDraft) -> Iterator[Source]:
    """Yield the texts of a tab: title, body, headers, footers, footnotes, what is suggested, links, names of ranges."""
    yield Source("tab title", f"{tab.tab.title} {tab.tab.emoji}".strip())
    names = [one.name for one in tab.tab.ranges if one.kind == "named"]
    if names:
        yield Source("named ranges", "\n".join(names))
    options = [f"{one.title} {' '.join(option.text for option in one.options)}" for one in tab.tab.dropdowns]
    if options:
        yield Source("dropdowns", "\n".join(options))
    for name, flow in tab.flows.items():
        kind = tab.kinds[name]
        yield Source("content" if kind == "body" else kind, plain(flow.blocks, tab.presets))
        yield from _marks(flow, kind)


def _marks(flow: Flow, kind: str) -> Iterator[Source]:
    """Yield what a segment says beside its plain text: suggestions in their places and by themselves, links, chips."""
    links: dict[str, None] = {}
    inserted: dict[str, str] = {}
    lines: list[str] = []
    for block in flow.blocks:
        body, at = wide(block.text), 0
        for run in runs_of(block.runs, len(body)) if block.runs else ():
            if run.style.link:
                links[run.style.link] = None
            if run.element is not None:
                links.update((value, None) for _, value in run.element.fields if value)
            for suggestion in run.inserted:
                inserted[suggestion] = inserted.get(suggestion, "") + narrow(body[at : at + run.length])
            at += run.length
        if any(run.inserted for run in block.runs):
            lines.append(plain_line(block))
    if inserted:
        yield Source(f"{kind} with suggestions", "\n".join(lines))
        yield from (Source("suggestion", text) for text in inserted.values())
        yield Source("suggestions", "\n".join(inserted.values()))
    if links:
        yield Source("links", "\n".join(links))


def comment_sources(state: State, file: str) -> Iterator[Source]:
    """Yield the texts of a file's comments and of the answers to them."""
    comments, replies = state.table("files.comments"), state.table("files.replies")
    for _, identity in comments.find("by_file", file):
        row = comments[identity]
        if not row.deleted:
            yield Source("comment", "\n".join(filter(None, (row.text, row.quoted, row.anchor, row.quoted_type))))
            answers = (replies[one] for _, one in replies.find("by_comment", identity))
            yield from (Source("comment", one.text) for one in answers if one.text and not one.deleted)


def _notes(state: State, file: str) -> Iterator[Source]:
    """Yield what requests for approval, labels and chat say about a file; a list's heads and choices are there."""
    view = Viewpoint(state)
    approvals, applied = view.read("drive.approvals"), view.read("drive.applied")
    for _, identity in approvals.find("by_file", file):
        yield from (Source("approval", remark.text) for remark in approvals[identity].remarks if remark.text)
    for _, identity in applied.find("by_file", file):
        values = [value for field in applied[identity].values for value in field.values]
        yield Source("label", "\n".join(values))
    upload, sheet = view.read("chat.uploads").get(file), view.read("chat.sheets").get(file)
    if upload is not None:
        yield Source("title", "\n".join(filter(None, (upload.name, upload.title, upload.alt_text))))
    if sheet is not None:
        heads = [text for one in sheet.columns for text in (one.name, one.key, one.options) if text]
        yield Source("list", "\n".join(filter(None, (*heads, sheet.description))))
        items = view.read("chat.items")
        cells = [cell.value for _, one in items.find("by_sheet", file) for cell in items[one].cells]
        if cells:
            yield Source("items", "\n".join(cells))


# --- exposure -----------------------------------------------------------------------------------------------------

def exposed_files(before: State, after: State, texts: set[str], access: set[str], *, outside: bool
                  ) -> Iterator[Passage]:
    """Yield what files tell anew (those whose `texts` have changed) or to new readers (of those in `access`, and of
    all that lies in these folders)."""
    walk = seen_by(Files, after)
    access = access.union(*(walk.below(file) for file in access))
    for file in sorted(texts | access):
        row: File | None = after.table("files.files").get(file)
        if row is not None:
            sources = partial(file_sources, file=file)
            yield from _by_role(after, file, exposed(before, after, Thing("file", file), sources, at=row.modified,
                                                     outside=outside, changed=file in texts))
            if file in access:
                yield from _old_revisions(before, after, file, outside=outside)
                yield from _suggested(before, after, file, outside=outside)


def _by_role(after: State, file: str, passages: Iterator[Passage]) -> Iterator[Passage]:
    """Yield passages without what is suggested for those who may only read."""
    for one in passages:
        if _unsuggested(one.sources) == one.sources and _unsuggested(one.had) == one.had:
            yield one
            continue
        commenters = file_audience(after, file, "commenter")
        seeing = tuple(reader for reader in one.readers if covers(commenters, after, reader))
        others = tuple(reader for reader in one.readers if reader not in seeing)
        if seeing:
            yield one._replace(readers=seeing)
        if others:
            yield one._replace(readers=others, sources=_unsuggested(one.sources), had=_unsuggested(one.had))


def _unsuggested(sources: tuple[Source, ...]) -> tuple[Source, ...]:
    return tuple(one for one in sources if "suggestion" not in one.where)


def _suggested(before: State, after: State, file: str, *, outside: bool) -> Iterator[Passage]:
    """Yield what is suggested in a document, for readers who may comment now: it is not shown to others."""
    sources = file_sources(after, file)
    known = _unsuggested(sources)
    if known == sources:
        return
    readers = tuple(sorted(
        one for one in file_audience(after, file, "commenter") - file_audience(before, file, "commenter")
        if (not outside or is_outside(after, one)) and covers(file_audience(before, file), before, one)))
    if readers:
        yield Passage(file, readers, sources, had=known, at=after.now)


def files_touched(before: State, after: State, touched: Touched) -> tuple[set[str], set[str]]:
    """Return the files whose texts the rows written are about, and those whose readers are."""
    texts, access = set[str](), set[str]()
    for path, identity in touched:
        if path not in _ABOUT:
            continue
        row = after.table(path).get(identity) or before.table(path).get(identity)
        if row is None:
            continue
        if path == "files.files":
            old: File | None = before.table(path).get(identity)
            if old is None or _place(old) != _place(row):
                access.add(identity)
            if old is not None and _told(old) != _told(row):
                texts.add(identity)
        elif path == "files.drives":
            access.add(identity)
        elif path in ("files.permissions", "chat.shares"):
            access.add(row.file)
        elif path in ("chat.members", "chat.channels"):
            channel = row.channel if path == "chat.members" else identity
            shares = after.table("chat.shares")
            access.update(shares[one].file for _, one in shares.find("by_channel", channel))
        elif path == "files.replies":
            comment = after.table("files.comments").get(row.comment)
            texts.update([comment.file] if comment is not None else [])
        elif path in ("chat.sheets", "chat.uploads"):
            texts.add(identity)
        elif path == "chat.items":
            texts.add(row.sheet)
        else:
            texts.add(row.file)
    return texts, access


_ABOUT = frozenset((*TEXT_TABLES, *ACCESS_TABLES)) - {"groups.groups"}


def _place(row: File) -> tuple[object, ...]:
    return row.parent, row.owner, row.drive, row.limited


def _told(row: File) -> tuple[object, ...]:
    return row.name, row.blob, row.description, row.properties, row.lock_reason, row.original_name


def _old_revisions(before: State, after: State, file: str, *, outside: bool) -> Iterator[Passage]:
    """Yield what a file said once, for those who have become its writers: they can read its history."""
    revisions, head = after.table("files.revisions"), after.table("files.files")[file].head
    old = [revisions[one].blob for _, one in revisions.find("by_file", file) if one != head]
    if not any(old):
        return
    was, now = file_audience(before, file, "writer"), file_audience(after, file, "writer")
    readers = tuple(sorted(one for one in now - was if not outside or is_outside(after, one)))
    if readers:
        sources = tuple(Source("old revision", bytes_text(after.blobs[blob])) for blob in old if blob)
        yield Passage(file, readers, sources, at=after.now)


def files_since(start: State, state: State) -> set[str]:
    """Return the files that something was done to since the start, as the log of changes has it, and those with new
    suggestions, which it does not have."""
    out = set[str]()
    log, known = state.table("files.changes"), start.table("files.changes")
    for _, identity in reversed(log.find("in_order", "")) if log is not known else ():
        if identity in known:
            break
        out.add(log[identity].file)
    if "docs.suggestions" in state.tables:
        suggestions = state.table("docs.suggestions")
        out.update(row.file for one in suggestions.changed(start.table("docs.suggestions"))
                   if (row := suggestions.get(one)) is not None)
    return out
