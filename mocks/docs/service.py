"""The Docs service: all its tools in one class."""

from .docx_files import WordFiles
from .reading import Reading
from .writing import Writing


class Docs(Reading, Writing, WordFiles):
    """Google Docs' object model: documents as trees of indexed text, edited by batches of requests."""
