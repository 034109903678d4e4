"""Side by side: two files in columns, as `diff -y` shows them."""

from collections.abc import Iterator, Sequence

from .differences import Change

_TAB = 8


def side_by_side(
    first: Sequence[str], second: Sequence[str], found: Sequence[Change], width: int, *, tabs: bool, common: str,
) -> Iterator[str]:
    """Yield the lines of two files beside each other.

    `common` says how equal lines are shown: `both`, `left` or `none`; with `tabs` their tabs are made blanks.
    """
    unit = 1 if tabs else _TAB
    offset = (width + unit + 3) // (2 * unit) * unit
    half = max(0, min(offset - 3, width - offset))
    second_column = offset if half else width

    def row(left: str | None, sign: str, right: str | None) -> str:
        ends = (left or "").endswith("\n")
        column, out = 0, ""
        if left is not None:
            text, column = _half(left, 0, half, tabs=tabs)
            out += text
        if sign != " ":
            to = (half + second_column - 1) // 2
            if sign == "|" and right is not None and ends != right.endswith("\n"):
                sign = "/" if ends else "\\"
            out += _gap(column, to, tabs=tabs) + sign
            column = to + 1
        if right is not None:
            ends = ends or right.endswith("\n")
            if right[:1] != "\n":
                out += _gap(column, second_column, tabs=tabs) + _half(right, second_column, half, tabs=tabs)[0]
        return out + ("\n" if ends else "")

    old = new = 0
    for change in [*found, Change(len(first), len(first), len(second), len(second))]:
        while common != "none" and old < change.old and new < change.new:
            yield row(first[old], "(" if common == "left" else " ", None if common == "left" else second[new])
            old, new = old + 1, new + 1
        old, new = change.old, change.new
        while old < change.old_end and new < change.new_end:
            yield row(first[old], "|", second[new])
            old, new = old + 1, new + 1
        for line in second[new : change.new_end]:
            yield row(None, ">", line)
        for line in first[old : change.old_end]:
            yield row(line, "<", None)
        old, new = change.old_end, change.new_end


def _gap(start: int, end: int, *, tabs: bool) -> str:
    out = ""
    if not tabs:
        stop = start + _TAB - start % _TAB
        while stop <= end:
            out += "\t"
            start, stop = stop, stop + _TAB
    return out + " " * (end - start)


def _half(line: str, indent: int, bound: int, *, tabs: bool) -> tuple[str, int]:
    """Return as much of a line as fits, and the column after it."""
    read = written = 0
    out: list[str] = []
    for char in line:
        if char == "\n":
            break
        if char == "\t":
            spaces = _TAB - read % _TAB
            if read == written:
                stop = written + spaces
                if tabs:
                    stop = min(stop, bound)
                    out.append(" " * (stop - written))
                    written = stop
                elif stop < bound:
                    out.append(char)
                    written = stop
            read += spaces
        elif char == "\r":
            out.append(char + _gap(0, indent, tabs=tabs))
            read = written = 0
        elif char == "\b" and read:
            read -= 1
            if read < bound:
                if written <= read:
                    out.append(" " * (read - written))
                else:
                    out.append(char)
                written = read
        elif " " <= char <= "~":
            if read < bound:
                out.append(char)
                written = read + 1
            read += 1
        elif read < bound:
            out.append(char)
    return "".join(out), written
