"""The sizes of all widgets of a tree, in one pass: room goes down, sizes come up, a parent places its children."""

from collections.abc import Sequence
from functools import lru_cache

from ..theme import Theme
from ..widgets import FILL, FLOWS, LEAVES, SCROLLS, Widget, flow_of
from .leaves import leaf
from .measures import Cast, cast
from .nodes import DEEPEST, ENDLESS, FAR, Node, Space

_NO_PADDING = (0, 0, 0, 0)


def solve(widget: Widget, theme: Theme, space: Space, depth: int = 0) -> Node:
    """Return a widget with its size and those of all that it holds."""
    if depth > DEEPEST:
        raise ValueError(f"widgets are nested more than {DEEPEST} deep, at {widget.kind!r} with key {widget.key!r}")
    style = widget.style
    own = cast(style, theme)
    wide, high, tight_wide, tight_high = space
    if not tight_wide and style.width:
        if style.width != FILL:
            wide, tight_wide = min(own.width, wide), True
        elif wide < FAR:
            tight_wide = True
    if not tight_high and style.height:
        if style.height != FILL:
            high, tight_high = min(own.height, high), True
        elif high < FAR:
            tight_high = True
    if style.width or style.height:
        space = Space(wide, high, tight_wide, tight_high)
    flow = style.flow or FLOWS.get(widget.kind) or flow_of(widget.kind)
    if flow in LEAVES:
        return _leaf(widget, theme, space)
    if flow in SCROLLS:
        return (_down if flow == "down" else _across)(widget, own, theme, space, depth + 1)
    inner = space
    if widget.style.padding != _NO_PADDING:
        inner = Space(max(0, wide - own.left - own.right), max(0, high - own.top - own.bottom), tight_wide, tight_high)
    return _FLOWS[flow](widget, own, theme, space, inner, depth + 1)


@lru_cache(maxsize=16384)
def _leaf(widget: Widget, theme: Theme, space: Space) -> Node:
    """Return a solved leaf. Most of a screen's are as they were: titles, icons, what the bars show."""
    return leaf(widget, cast(widget.style, theme), widget.flow, theme, space)


def _size(own: Cast, space: Space, width: int, height: int) -> tuple[int, int]:
    """Return how large a widget is around content of some size."""
    if space.tight_wide:
        width = space.wide
    else:
        width = min(max(width + own.left + own.right, own.least_width), space.wide)
    if space.tight_high:
        return width, space.high
    return width, min(max(height + own.top + own.bottom, own.least_height), space.high)


def _column(widget: Widget, own: Cast, theme: Theme, space: Space, inner: Space, depth: int) -> Node:
    children = widget.children
    stretch = inner.tight_wide and widget.style.across in ("", "stretch")
    bounded = inner.high < FAR
    used = own.gap * max(0, len(children) - 1)
    solved: list[Node | None] = [None] * len(children)
    scrolling: list[int] = []
    waiting: list[int] = []
    for number, child in enumerate(children):
        if bounded and child.style.weight:
            waiting.append(number)
        elif bounded and child.flow == "down" and not child.style.height:
            scrolling.append(number)
        else:
            node = solve(child, theme, Space(inner.wide, ENDLESS, stretch and not child.style.width), depth)
            solved[number] = node
            used += node.height
    for number in scrolling:
        child = children[number]
        room = Space(inner.wide, max(0, inner.high - used), stretch and not child.style.width)
        node = solve(child, theme, room, depth)
        solved[number] = node
        used += node.height
    weights = [children[number].style.weight for number in waiting]
    for number, share in zip(waiting, _shares(max(0, inner.high - used), weights), strict=True):
        child = children[number]
        room = Space(inner.wide, share, stretch and not child.style.width, inner.tight_high)
        node = solve(child, theme, room, depth)
        solved[number] = node
        used += node.height
    nodes = [node for node in solved if node is not None]
    broad = 0
    for node in nodes:
        if node.width > broad:
            broad = node.width
    width, height = _size(own, space, broad, used)
    begin, step = _spread(widget.style.along, height - own.top - own.bottom - used, len(nodes), own.gap)
    y = own.top + begin
    across = widget.style.across
    free = width - own.left - own.right
    placed: list[tuple[int, int, int, Node]] = []
    for number, node in enumerate(nodes):
        placed.append((number, own.left + _aside(across, free - node.width), y, node))
        y += node.height + step
    return Node(widget, own, width, height, tuple(placed))


def _row(widget: Widget, own: Cast, theme: Theme, space: Space, inner: Space, depth: int) -> Node:
    children = widget.children
    across = widget.style.across or "centre"
    stretch = inner.tight_high and across == "stretch"
    rest = max(0, inner.wide - own.gap * max(0, len(children) - 1))
    bounded = inner.wide < FAR
    solved: list[Node | None] = [None] * len(children)
    waiting: list[int] = []
    for number, child in enumerate(children):
        if bounded and child.style.weight:
            waiting.append(number)
            continue
        node = solve(child, theme, Space(rest, inner.high, False, stretch and not child.style.height), depth)
        solved[number] = node
        rest = max(0, rest - node.width) if bounded else rest
    weights = [children[number].style.weight for number in waiting]
    for number, share in zip(waiting, _shares(rest, weights), strict=True):
        child = children[number]
        room = Space(share, inner.high, inner.tight_wide, stretch and not child.style.height)
        solved[number] = solve(child, theme, room, depth)
    nodes = [node for node in solved if node is not None]
    used, tall = own.gap * max(0, len(nodes) - 1), 0
    for node in nodes:
        used += node.width
        if node.height > tall:
            tall = node.height
    width, height = _size(own, space, used, tall)
    begin, step = _spread(widget.style.along, width - own.left - own.right - used, len(nodes), own.gap)
    x = own.left + begin
    free = height - own.top - own.bottom
    placed: list[tuple[int, int, int, Node]] = []
    for number, node in enumerate(nodes):
        placed.append((number, x, own.top + _aside(across, free - node.height), node))
        x += node.width + step
    return Node(widget, own, width, height, tuple(placed))


def _wrap(widget: Widget, own: Cast, theme: Theme, space: Space, inner: Space, depth: int) -> Node:
    """Return a row that goes on in a line below where the next child would not fit."""
    lines: list[list[tuple[int, Node]]] = []
    reach = broad = 0
    for number, child in enumerate(widget.children):
        node = solve(child, theme, Space(inner.wide, ENDLESS), depth)
        if not lines or reach + own.gap + node.width > inner.wide:
            lines.append([])
            reach = -own.gap
        lines[-1].append((number, node))
        reach += own.gap + node.width
        broad = max(broad, reach)
    talls = [max(node.height for _, node in line) for line in lines]
    width, height = _size(own, space, broad, sum(talls) + own.gap * max(0, len(lines) - 1))
    placed: list[tuple[int, int, int, Node]] = []
    y = own.top
    for line, tall in zip(lines, talls, strict=True):
        used = sum(node.width for _, node in line) + own.gap * (len(line) - 1)
        begin, step = _spread(widget.style.along, width - own.left - own.right - used, len(line), own.gap)
        x = own.left + begin
        for number, node in line:
            placed.append((number, x, y + _aside(widget.style.across or "centre", tall - node.height), node))
            x += node.width + step
        y += tall + own.gap
    return Node(widget, own, width, height, tuple(placed))


def _stack(widget: Widget, own: Cast, theme: Theme, space: Space, inner: Space, depth: int) -> Node:
    """Return a stack: those children that fill it are as large as the others make it, if it has no size of its own."""
    solved: dict[int, Node] = {}
    filling: list[int] = []
    for number, child in enumerate(widget.children):
        if FILL in (child.style.width, child.style.height) and not (inner.tight_wide and inner.tight_high):
            filling.append(number)
        else:
            solved[number] = solve(child, theme, Space(inner.wide, inner.high), depth)
    broad = max((node.width for node in solved.values()), default=inner.wide if inner.wide < FAR else 0)
    tall = max((node.height for node in solved.values()), default=0)
    most_wide = inner.wide if inner.tight_wide or not solved else broad
    most_high = inner.high if inner.tight_high or not solved else tall
    for number in filling:
        style = widget.children[number].style
        room = Space(
            most_wide if style.width == FILL else inner.wide, most_high if style.height == FILL else inner.high,
        )
        node = solved[number] = solve(widget.children[number], theme, room, depth)
        broad, tall = max(broad, node.width), max(tall, node.height)
    width, height = _size(own, space, broad, tall)
    free_wide, free_high = width - own.left - own.right, height - own.top - own.bottom
    placed: list[tuple[int, int, int, Node]] = []
    for number in range(len(widget.children)):
        node = solved[number]
        place = node.widget.style.place
        across = "start" if "start" in place else "end" if "end" in place else "centre"
        down = "start" if "top" in place else "end" if "bottom" in place else "centre"
        x = own.left + _aside(across, free_wide - node.width) + node.cast.shift[0]
        placed.append((number, x, own.top + _aside(down, free_high - node.height) + node.cast.shift[1], node))
    return Node(widget, own, width, height, tuple(placed))


def _grid(widget: Widget, own: Cast, theme: Theme, space: Space, inner: Space, depth: int) -> Node:
    count = max(1, widget.style.columns)
    broad = min(inner.wide, theme.px(4096))
    cells = list(_shares(max(0, broad - own.gap * (count - 1)), [1] * count))
    placed: list[tuple[int, int, int, Node]] = []
    y = own.top
    for start in range(0, len(widget.children), count):
        x, tall = own.left, 0
        for number, child in enumerate(widget.children[start : start + count], start):
            cell = cells[number - start]
            node = solve(child, theme, Space(cell, ENDLESS, not child.style.width), depth)
            placed.append((number, x + max(0, cell - node.width) // 2, y, node))
            x, tall = x + cell + own.gap, max(tall, node.height)
        y += tall + own.gap
    used = max(0, y - own.top - own.gap) if placed else 0
    width, height = _size(own, space, broad, used)
    return Node(widget, own, width, height, tuple(placed))


def _down(widget: Widget, own: Cast, theme: Theme, space: Space, depth: int) -> Node:
    """Return a window on a column, scrolled: rows of a declared height are solved only where they show."""
    sides, ends = own.left + own.right, own.top + own.bottom
    inner = max(0, space.wide - sides)
    viewport = max(0, space.high - ends) if space.high < FAR else ENDLESS
    stretch = space.tight_wide and widget.style.across in ("", "stretch")
    solved: list[Node | None] = []
    tops: list[int] = []
    y = broad = 0
    for child in widget.children:
        style = child.style
        tops.append(y)
        if style.height > 0 and space.tight_wide:
            solved.append(None)
            y += theme.px(style.height) + own.gap
            continue
        tight = style.height == FILL and viewport < FAR
        room = Space(inner, viewport if tight else ENDLESS, stretch and not style.width, tight)
        node = _remembered(child, theme, room, depth)
        solved.append(node)
        y += node.height + own.gap
        broad = max(broad, node.width)
    length = max(0, y - own.gap) if tops else 0
    width, height = _size(own, space, broad, length)
    limit = max(0, length + ends - height)
    offset = min(max(0, widget.style.offset), limit)
    start = own.top - offset + _spread(widget.style.along, height - ends - length, 1, 0)[0]
    placed: list[tuple[int, int, int, Node]] = []
    for number, child in enumerate(widget.children):
        top = start + tops[number]
        after = tops[number + 1] - own.gap if number + 1 < len(tops) else length
        if top >= height or start + after <= 0:
            continue
        found = solved[number]
        if found is None:
            room = Space(inner, ENDLESS, stretch and not child.style.width)
            found = _remembered(child, theme, room, depth)
        placed.append((number, own.left + _aside(widget.style.across, width - sides - found.width), top, found))
    return Node(widget, own, width, height, tuple(placed), limit=limit, offset=offset)


def _across(widget: Widget, own: Cast, theme: Theme, space: Space, depth: int) -> Node:
    """Return a window on a row, scrolled."""
    sides, ends = own.left + own.right, own.top + own.bottom
    inner = max(0, space.wide - sides)
    high = max(0, space.high - ends) if space.high < FAR else ENDLESS
    nodes: list[Node] = []
    length = tall = 0
    for child in widget.children:
        tight = child.style.width == FILL and inner < FAR
        node = solve(child, theme, Space(inner if tight else ENDLESS, high, tight), depth)
        nodes.append(node)
        length += node.width + own.gap
        tall = max(tall, node.height)
    length = max(0, length - own.gap)
    width, height = _size(own, space, length, tall)
    limit = max(0, length + sides - width)
    offset = min(max(0, widget.style.offset), limit)
    x = own.left - offset
    placed: list[tuple[int, int, int, Node]] = []
    for number, node in enumerate(nodes):
        if x < width and x + node.width > 0:
            free = height - ends - node.height
            placed.append((number, x, own.top + _aside(widget.style.across or "centre", free), node))
        x += node.width + own.gap
    return Node(widget, own, width, height, tuple(placed), limit=limit, offset=offset)


@lru_cache(maxsize=4096)
def _remembered(widget: Widget, theme: Theme, space: Space, depth: int) -> Node:
    """Return a solved row, known again when the same list is scrolled or another row of it changes."""
    return solve(widget, theme, space, depth)


def _shares(rest: int, weights: Sequence[int]) -> list[int]:
    """Return whole pixels in proportion to weights, whose sum is the whole."""
    if len(weights) < 2:
        return [rest] * len(weights)
    total, sofar, before = sum(weights), 0, 0
    found: list[int] = []
    for weight in weights:
        sofar += weight
        after = rest * sofar // total
        found.append(after - before)
        before = after
    return found


def _spread(along: str, free: int, count: int, gap: int) -> tuple[int, int]:
    """Return where children begin along their line, and what is between two of them."""
    free = max(0, free)
    if not along:
        return 0, gap
    if along == "between" and count > 1:
        return 0, gap + free // (count - 1)
    return (free // 2 if along == "centre" else free if along == "end" else 0), gap


def _aside(across: str, free: int) -> int:
    """Return where a child is across its line; one that is too large begins at the start."""
    if free <= 0 or not across:
        return 0
    return free // 2 if across == "centre" else free if across == "end" else 0


_FLOWS = {"column": _column, "row": _row, "wrap": _wrap, "stack": _stack, "grid": _grid}
