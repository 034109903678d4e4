"""The Drive service: all its tools in one class."""

from .folders_importing import FolderImporting
from .receiving import Receiving
from .shared_drives import SharedDrives


class Drive(FolderImporting, SharedDrives, Receiving):
    """Google Drive's object model: files, folders, shared drives, and who may do what with them."""
