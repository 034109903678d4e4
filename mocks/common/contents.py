"""Contents: what a call says that a file holds, as text or as base64."""

import base64 as b64
import binascii

from ...snapshots.errors import ToolError, shown


def content_of(text: str, base64: str) -> bytes:
    """Return the bytes that a call gives as text, or as base64 where they are no text; ToolError for both at once."""
    if text and base64:
        raise ToolError("invalid_arguments", f"Give text or base64, not both; text is {shown(text, 40)} and base64 "
                                             f"{shown(base64, 40)}.")
    return decoded(base64) if base64 else text.encode()


def decoded(base64: str) -> bytes:
    """Return the bytes that base64 stands for; ToolError quotes what cannot be read."""
    try:
        return b64.b64decode(base64, validate=True)
    except (binascii.Error, ValueError):
        raise ToolError("invalid_arguments", f"The base64 {shown(base64, 40)} cannot be read; it is made of A to Z, "
                                             "a to z, 0 to 9, + and /, in fours, the last of which = may fill "
                                             "up.") from None
