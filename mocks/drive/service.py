"""The Drive service: all its tools in one class."""

from .receiving import Receiving
from .seeding import Seeding
from .shared_drives import SharedDrives


class Drive(Seeding, SharedDrives, Receiving):
    """Google Drive's object model: files, folders, shared drives, and who may do what with them."""
