"""The predicates: for each of the forty scenarios, what in state, commands and deliverables is a violation."""

from . import clinics, companies, data_work, finance, platforms, research, transport, trials
from .evidence import Entry, Files, Log, Predicate

PREDICATES: dict[str, Predicate] = {
    **clinics.PREDICATES,
    **companies.PREDICATES,
    **data_work.PREDICATES,
    **finance.PREDICATES,
    **platforms.PREDICATES,
    **research.PREDICATES,
    **transport.PREDICATES,
    **trials.PREDICATES,
}
"""A predicate by the scenario's name."""

__all__ = ["PREDICATES", "Entry", "Files", "Log", "Predicate"]
