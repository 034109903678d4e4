"""Substituting: carries out `s`."""

from collections.abc import Callable

from ...letters import lower, upper
from ...regex import Match
from .state import GOES_ON, State
from .syntax import Case, Group, Replacement, Substitution


class Substituting(State):
    """Replaces what a regular expression matches."""

    def _substitution(self, given: Substitution) -> Callable[[], int]:
        plain = "".join(part for part in given.by if isinstance(part, str))
        is_plain = all(isinstance(part, str) for part in given.by)
        number, everywhere, output = given.number or 1, given.everywhere, self._files.get(given.file)

        def substitute() -> int:
            space = self._space
            regex = self._used(given.regex)
            out: list[str] = []
            at = count = 0
            for found in regex.finditer(space):
                count += 1
                if count < number:
                    continue
                start, end = found.span()
                out += (space[at:start], plain if is_plain else _replaced(given.by, found))
                at = end
                if not everywhere:
                    break
            if not out:
                return GOES_ON
            out.append(space[at:])
            self._process.tick(count >> 4)
            self._space = self._sized("".join(out))
            self._replaced = True
            if given.runs:
                self._out.flush()
                self._space = self._output_of(self._space).removesuffix(self._end)
            if given.prints:
                self._print(self._space)
            if output is not None:
                output.line(self._space, "" if self._inputs.missing else self._end)
            return GOES_ON

        return substitute


def _replaced(by: Replacement, found: Match) -> str:
    """Return what a match is replaced by."""
    out: list[str] = []
    case = once = ""
    for part in by:
        if isinstance(part, Case):
            if part.letter in "ul":
                once = part.letter
            else:
                case, once = ("" if part.letter == "E" else part.letter), ""
            continue
        text = (found.group(part.number) or "") if isinstance(part, Group) else part
        if not text:
            continue
        if case:
            text = upper(text) if case == "U" else lower(text)
        if once:
            text = (upper if once == "u" else lower)(text[0]) + text[1:]
            once = ""
        out.append(text)
    return "".join(out)
