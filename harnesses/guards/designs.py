"""Designs over guards: alternatives are runs of their own beside one another, as the levels of a factor are."""

from collections.abc import Sequence

from ..factorial import SIGN, Cell, cells
from ..jobs import Request

_NAME = "guard"


def designed(request: Request, stacks: Sequence[tuple[str, ...]]) -> list[tuple[Cell, Request]]:
    """Return what each run of a design asks for, with its cell: each combination of the factors' levels, behind each of
    the stacks of guards."""
    names = {"+".join(stack): stack for stack in stacks}
    guard: Cell = ((_NAME, SIGN.join(names)),) if stacks else ()
    return [
        (cell, request._replace(
            factors=tuple(pair for pair in cell if pair[0] != _NAME), guards=names[dict(cell)[_NAME]] if stacks else (),
        ))
        for cell in cells((*guard, *request.factors))
    ]
