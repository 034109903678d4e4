"""What a solved widget draws, once its place is known."""

from ..display import SQUARE, Corners, Fill, Glyph, Line, Op, Picture, Shadow
from ..geometry import Rect
from ..theme import Theme
from ..widgets import CHECKED, DISABLED, Widget
from .nodes import Node

# Of 255: what Material Design 3 leaves of the ink of what is disabled.
_FADED = 97


def paint(node: Node, bounds: Rect, theme: Theme) -> tuple[Op, ...]:
    """Return what a widget itself draws, in paint order, without its children."""
    own, widget = node.cast, node.widget
    ops: list[Op] = []
    corners = _corners(own.radii, bounds) if own.radii != SQUARE else SQUARE
    if own.shadow:
        ops.append(Shadow(bounds, corners, max(1, own.shadow // 2), own.shadow * 2, theme.colour("shadow")))
    if widget.kind == "image":
        ops.append(Picture(widget.text, bounds, corners))
    elif own.fill or own.border:
        ops.append(Fill(bounds, own.fill, corners, own.border, own.edge))
    ink = own.ink
    if widget.flags & DISABLED:
        ink = ink & 0xFFFFFF | (ink >> 24) * _FADED // 255 << 24
    if node.spot is not None:
        left, top, width, height = node.spot
        spot = Rect(bounds.left + left, bounds.top + top, bounds.left + left + width, bounds.top + top + height)
        ops += _spot(widget, spot, ink, theme)
    if widget.icon and widget.kind == "field":
        left, top = bounds.left + own.left, (bounds.top + bounds.bottom - own.size) // 2
        square = Rect(left, top, left + own.size, top + own.size)
        ops.append(Glyph(widget.icon, square, theme.colour("on_surface_variant")))
    if node.lines:
        face, size, _ = own.font
        left, top = bounds.left, bounds.top
        for text, x, baseline, hint in node.lines:
            colour = theme.colour("on_surface_variant") if hint else ink
            ops.append(Line(text, face, size, colour, left + x, top + baseline))
    return tuple(ops)


def _spot(widget: Widget, spot: Rect, ink: int, theme: Theme) -> list[Op]:
    kind = widget.kind
    if kind == "checkbox":
        return _checkbox(widget, spot, theme)
    if kind == "radio":
        return _radio(widget, spot, theme)
    if kind == "switch":
        return _switch(widget, spot, theme)
    if kind in ("slider", "progress"):
        return _meter(widget, spot, theme)
    if kind == "field":
        return [Fill(spot, theme.colour("primary"))]
    return [Glyph(widget.icon, spot, ink)]


def _checkbox(widget: Widget, spot: Rect, theme: Theme) -> list[Op]:
    corners = (theme.px(2),) * 4
    if not widget.flags & CHECKED:
        return [Fill(spot, 0, corners, theme.px(2), theme.colour(_tint(widget, "on_surface_variant")))]
    return [
        Fill(spot, theme.colour(_tint(widget, "primary")), corners),
        Glyph("check", spot, theme.colour("on_primary")),
    ]


def _radio(widget: Widget, spot: Rect, theme: Theme) -> list[Op]:
    on = bool(widget.flags & CHECKED)
    colour = theme.colour(_tint(widget, "primary" if on else "on_surface_variant"))
    ops: list[Op] = [Fill(spot, 0, _round(spot), theme.px(2), colour)]
    if on:
        dot = spot.shrunk(spot.width // 4)
        ops.append(Fill(dot, colour, _round(dot)))
    return ops


def _switch(widget: Widget, spot: Rect, theme: Theme) -> list[Op]:
    """Return a track and a thumb, larger and at the end while the switch is on."""
    on = bool(widget.flags & CHECKED)
    track = theme.colour(_tint(widget, "primary")) if on else theme.colour("surface_highest")
    half = spot.height // 2
    reach = theme.px(12) if on else theme.px(8)
    middle = spot.right - half if on else spot.left + half
    thumb = Rect(middle - reach, spot.top + half - reach, middle + reach, spot.top + half + reach)
    border, edge = (0, 0) if on else (theme.px(2), theme.colour("outline"))
    return [
        Fill(spot, track, _round(spot), border, edge),
        Fill(thumb, theme.colour("on_primary" if on else "outline"), _round(thumb)),
    ]


def _meter(widget: Widget, spot: Rect, theme: Theme) -> list[Op]:
    """Return a bar up to its value, and the rest; a slider has a thumb between the two."""
    thick = theme.px(4)
    top = spot.top + (spot.height - thick) // 2
    value = min(1000, max(0, widget.value))
    reach = spot.height if widget.kind == "slider" else 0
    at = spot.left + reach // 2 + max(0, spot.width - reach) * value // 1000
    whole, done = Rect(spot.left, top, spot.right, top + thick), Rect(spot.left, top, at, top + thick)
    tint = theme.colour(_tint(widget, "primary"))
    ops: list[Op] = [Fill(whole, theme.colour("secondary_container"), _round(whole))]
    if not done.empty:
        ops.append(Fill(done, tint, _round(done)))
    if reach:
        thumb = Rect(at - reach // 2, spot.top, at - reach // 2 + reach, spot.bottom)
        ops.append(Fill(thumb, tint, _round(thumb)))
    return ops


def _tint(widget: Widget, role: str) -> str:
    return "outline_variant" if widget.flags & DISABLED else role


def _round(rect: Rect) -> Corners:
    half = min(rect.width, rect.height) // 2
    return (half, half, half, half)


def _corners(radii: Corners, bounds: Rect) -> Corners:
    """Return radii of which none is more than half of the shorter side."""
    half = min(bounds.width, bounds.height) // 2
    first, second, third, fourth = radii
    return (min(first, half), min(second, half), min(third, half), min(fourth, half))
