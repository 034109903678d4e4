"""The Drive service: all its tools in one class."""

from .folders_importing import FolderImporting
from .vendor_changes import VendorChanges
from .vendor_remarks import VendorRemarks
from .vendor_sharing import VendorSharing
from .vendor_writing import VendorWriting


class Drive(FolderImporting, VendorWriting, VendorSharing, VendorRemarks, VendorChanges):
    """Google Drive's object model: files, folders, shared drives, and who may do what with them."""

    bookkeeping = ("drive.operations.*",)
