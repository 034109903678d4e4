"""Rectangles of whole pixels: the right and bottom edges are just outside."""

from typing import NamedTuple


class Rect(NamedTuple):
    """Hold a rectangle in pixels of the screen; `right` and `bottom` are the first column and row outside."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """Return the width; of an empty rectangle it may be negative."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Return the height; of an empty rectangle it may be negative."""
        return self.bottom - self.top

    @property
    def empty(self) -> bool:
        """Say whether no pixel is inside."""
        return self.left >= self.right or self.top >= self.bottom

    @property
    def centre(self) -> tuple[int, int]:
        """Return the pixel in the middle; in an even width the one right of the middle."""
        return (self.left + self.right) // 2, (self.top + self.bottom) // 2

    def contains(self, x: int, y: int) -> bool:
        """Say whether the pixel is inside."""
        return self.left <= x < self.right and self.top <= y < self.bottom

    def covers(self, other: "Rect") -> bool:
        """Say whether every pixel of the other is inside; an empty one always is."""
        return other.empty or (
            self.left <= other.left and self.top <= other.top
            and self.right >= other.right and self.bottom >= other.bottom
        )

    def meets(self, other: "Rect") -> bool:
        """Say whether a pixel is inside both."""
        left, top, right, bottom = self
        begin, above, end, below = other
        return (
            left < end and begin < right and top < below and above < bottom
            and left < right and begin < end and top < bottom and above < below
        )

    def clip(self, other: "Rect") -> "Rect":
        """Return what is inside both; the empty rectangle at the origin where nothing is."""
        left, top, right, bottom = self
        left, top = max(left, other.left), max(top, other.top)
        right, bottom = min(right, other.right), min(bottom, other.bottom)
        return Rect(left, top, right, bottom) if left < right and top < bottom else NOWHERE

    def union(self, other: "Rect") -> "Rect":
        """Return the smallest rectangle around both; an empty one adds nothing."""
        if self.empty or other.empty:
            return self if other.empty else other
        return Rect(
            min(self.left, other.left), min(self.top, other.top),
            max(self.right, other.right), max(self.bottom, other.bottom),
        )

    def moved(self, across: int, down: int) -> "Rect":
        """Return the same size elsewhere."""
        return Rect(self.left + across, self.top + down, self.right + across, self.bottom + down)

    def shrunk(self, by: int) -> "Rect":
        """Return the rectangle with every edge moved inwards; a negative number moves them outwards."""
        return Rect(self.left + by, self.top + by, self.right - by, self.bottom - by)

    def without(self, other: "Rect") -> tuple["Rect", ...]:
        """Return what is left once the other is cut out: up to four rectangles that do not overlap."""
        cut = self.clip(other)
        if cut.empty:
            return () if self.empty else (self,)
        parts = (
            Rect(self.left, self.top, self.right, cut.top), Rect(self.left, cut.top, cut.left, cut.bottom),
            Rect(cut.right, cut.top, self.right, cut.bottom), Rect(self.left, cut.bottom, self.right, self.bottom),
        )
        return tuple(part for part in parts if not part.empty)


NOWHERE = Rect(0, 0, 0, 0)
