"""jq 1.6: the whole language, in Python."""

from ...process import Program
from .program import jq

PROGRAMS: dict[str, Program] = {"jq": jq}
