"""The programs: one module a group, one function a program, and the table of all."""

from ..process import Program
from . import bytewise, comparing, merging, numbers, printing, reading, shaping, shells, sorting, splitting

PROGRAMS: dict[str, Program] = {
    **bytewise.PROGRAMS, **comparing.PROGRAMS, **merging.PROGRAMS, **numbers.PROGRAMS, **printing.PROGRAMS, **reading.PROGRAMS, **shaping.PROGRAMS, **shells.PROGRAMS, **sorting.PROGRAMS, **splitting.PROGRAMS,
}
"""Every program of ours by name."""
