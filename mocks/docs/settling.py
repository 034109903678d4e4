"""Settling: what becomes of a text when a suggestion is accepted or rejected."""

from ...snapshots.errors import ToolError
from .draft import Draft, TabDraft
from .flow import Flow
from .records import Block, Run
from .units import joined


def settle(draft: Draft, suggestion: str, *, accept: bool) -> None:
    """Make a suggestion's changes, or drop them; its marks go from the text either way."""
    for tab in draft.tabs.values():
        for flow in list(tab.flows.values()):
            doomed: list[tuple[int, int]] = []
            for number, block in enumerate(flow.blocks):
                if any(one.suggestion == suggestion for one in block.restyled):
                    flow.put(number, _restyled(block, suggestion, accept=accept))
                at = flow.start(number)
                for run in block.runs:
                    if suggestion in (run.deleted if accept else run.inserted):
                        doomed.append((at, at + run.length))
                    at += run.length
            for start, end in reversed(doomed):
                _remove(tab, flow, start, end)
            for number, block in enumerate(flow.blocks):
                if any(_marked(run, suggestion) for run in block.runs):
                    runs = tuple(_cleared(run, suggestion, accept=accept) for run in block.runs)
                    flow.put(number, block.replace(runs=joined(runs)))


def settle_all(draft: Draft, *, accept: bool) -> None:
    """Make the changes of all suggestions, or drop them."""
    for one in sorted(draft.suggestions()):
        settle(draft, one, accept=accept)


def _remove(tab: TabDraft, flow: Flow, start: int, end: int) -> None:
    """Delete a range; a newline that has come to be needed since stays."""
    try:
        gone = flow.delete(start, end)
    except ToolError:
        gone = flow.delete(start, end - 1) if end - 1 > start else []
    tab.drop_lost(one.id for one in gone if one.kind == "footnote")


def _marked(run: Run, suggestion: str) -> bool:
    return suggestion in run.inserted or suggestion in run.deleted or any(
        one.suggestion == suggestion for one in run.restyled)


def _cleared(run: Run, suggestion: str, *, accept: bool) -> Run:
    style = run.style
    for one in run.restyled:
        if accept and one.suggestion == suggestion:
            style = style.replace(**{field: getattr(one.style, field) for field in one.fields})
    return run.replace(
        style=style, inserted=tuple(one for one in run.inserted if one != suggestion),
        deleted=tuple(one for one in run.deleted if one != suggestion),
        restyled=tuple(one for one in run.restyled if one.suggestion != suggestion),
    )


def _restyled(block: Block, suggestion: str, *, accept: bool) -> Block:
    style = block.style
    for one in block.restyled:
        if accept and one.suggestion == suggestion:
            style = style.replace(**{field: getattr(one.style, field) for field in one.fields})
    return block.replace(style=style, restyled=tuple(one for one in block.restyled if one.suggestion != suggestion))
