"""The Docs service: all its tools in one class."""

from .reading import Reading
from .seeding import Seeding
from .writing import Writing


class Docs(Reading, Writing, Seeding):
    """Google Docs' object model: documents as trees of indexed text, edited by batches of requests."""
