"""The shell service: a machine with files, users and permissions."""

from .filing import Filing
from .running import Running
from .seeding import Seeding


class ShellService(Running, Filing, Seeding):
    """A machine that people log in to: its files, who may do what with them, and the commands they run."""
