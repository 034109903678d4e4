"""Write pixels as a PNG file with zlib alone. Its bytes depend on the zlib at hand: compare pixels, never files."""

import struct
import zlib

import numpy as np

from .raster import Bytes

UP = 2
"""The filter that tells each row by its difference from the row above."""


def png(pixels: Bytes, level: int = 1) -> bytes:
    """Return the file of height x width x 3 bytes."""
    height, width, depth = pixels.shape
    if depth != 3 or pixels.dtype != np.uint8:
        raise ValueError(f"a picture is height x width x 3 of uint8, not {pixels.shape} of {pixels.dtype}")
    rows = pixels.reshape(height, 3 * width)
    lines = np.empty((height, 1 + 3 * width), np.uint8)
    lines[:, 0] = UP
    lines[0, 1:] = rows[0]
    np.subtract(rows[1:], rows[:-1], out=lines[1:, 1:])
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = (b"IHDR", header), (b"IDAT", zlib.compress(lines.tobytes(), level)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in parts)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
