"""The Docs service: all its tools in one class."""

from .docx_files import WordFiles
from .planting import Planting
from .vendor_methods import VendorMethods


class Docs(VendorMethods, WordFiles, Planting):
    """Google Docs' object model: documents as trees of indexed text, edited by batches of requests."""

    bookkeeping = ("docs.documents.*",)
