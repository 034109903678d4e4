"""Branches: which traces grew out of which, and in what their outcomes differ."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ...snapshots.digest import Json
from ...snapshots.errors import DioramaError, UsageError
from ...snapshots.trace import Trace
from .library import Library
from .rows import Row

MOST = 200
"""Traces of one tree that are told of."""


class Node(NamedTuple):
    """A trace in a tree: the run it is in, its row and itself."""

    run: str
    row: Row
    trace: Trace


def told_tree(library: Library, run: str, key: str) -> dict[str, Json]:
    """Return the tree that an episode is in: every trace of all runs that grew out of the same one, from the root on,
    and for each what became of it."""
    nodes: dict[str, Node] = {}
    for node in _relatives(library, run, library.row(run, key)):
        nodes.setdefault(node.trace.digest, node)  # the same trace may lie in several folders
    children: dict[str, list[str]] = defaultdict(list)
    for digest, node in nodes.items():
        children["" if node.row.parent not in nodes else node.row.parent].append(digest)
    root = next(iter(nodes))
    while nodes[root].row.parent in nodes and nodes[root].row.parent != root:
        root = nodes[root].row.parent
    told = list(_walk(nodes, children, root, 0))
    return {"nodes": [_told(node, depth) for node, depth in told[:MOST]], "left_out": max(0, len(told) - MOST),
            "lost": nodes[root].row.parent}


def _relatives(library: Library, run: str, own: Row) -> Iterator[Node]:
    """Yield the episode itself, and then the others of its task and seed: a branch starts from the same state as its
    parent. What is wrong with a trace is said where it is looked at itself."""
    path = library.shelf(run).path_of(own)
    if path is None:
        raise UsageError(f"{own.key} left no trace, so nothing can have grown out of it")
    yield Node(run, own, library.trace(path))
    others = [(name, shelf, row) for name, shelf in library for row in shelf.rows()
              if row.task == own.task and row.seed == own.seed and (name, row.key) != (run, own.key)]
    if not own.parent and not any(row.parent for _, _, row in others):
        return  # of these traces none grew out of another, so that none has to be read
    for name, shelf, row in others:
        try:
            path = shelf.path_of(row)
            node = None if path is None else Node(name, row, library.trace(path))
        except DioramaError:
            continue
        if node is not None:
            yield node


def _walk(
    nodes: Mapping[str, Node], children: Mapping[str, list[str]], digest: str, depth: int
) -> Iterator[tuple[Node, int]]:
    """Yield a trace and all that grew out of it, those that were left first coming first."""
    stack = [(digest, depth)]
    while stack:
        digest, depth = stack.pop()
        yield nodes[digest], depth
        below = sorted(children.get(digest, ()), key=lambda one: (_at(nodes[one]), nodes[one].row.key), reverse=True)
        stack += [(one, depth + 1) for one in below]


def _at(node: Node) -> int:
    parent = node.trace.header.parent
    return 0 if parent is None else parent.at


def _told(node: Node, depth: int) -> dict[str, Json]:
    verdict = node.trace.verdict or {}
    return {
        "run": node.run, "depth": depth, "at": _at(node), "row": node.row.told(),
        "checks": verdict.get("checks", []), "unsafe": verdict.get("unsafe", []),
        "end": "" if node.trace.close is None else node.trace.close.end,
    }
