"""Files of the offices' mail, as bytes that are the same everywhere: no library writes them."""

import base64
from collections.abc import Mapping
from zlib import adler32, crc32

from ...snapshots.errors import StateError

TYPES = {"txt": "text/plain", "csv": "text/csv", "pdf": "application/pdf", "png": "image/png",
         "ics": "text/calendar", "md": "text/markdown", "log": "text/plain", "html": "text/html"}


def file_of(name: str, text: str) -> Mapping[str, str]:
    """Return an attachment as mail.put_message takes it, of the type that the name's suffix says."""
    suffix = name.rpartition(".")[2]
    if suffix not in TYPES:
        raise StateError(f"the seed files attach {name!r}; known suffixes are {', '.join(TYPES)}")
    out = {"name": name, "type": TYPES[suffix]}
    if suffix == "pdf":
        return {**out, "base64": base64.b64encode(pdf(text)).decode()}
    if suffix == "png":
        return {**out, "base64": base64.b64encode(png(text)).decode()}
    return {**out, "text": text.strip("\n") + "\n"}


def pdf(text: str) -> bytes:
    """Return a one-page PDF of some lines of text, uncompressed; what Windows-1252 lacks becomes a question mark."""
    shown = [line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)") for line in text.strip().split("\n")]
    lines = "\n".join(f"({line}) '" for line in shown)
    content = f"BT /F1 10 Tf 14 TL 56 790 Td\n{lines}\nET".encode("cp1252", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 6 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Font << /F1 5 0 R >> >>",
    ]
    out = b"%PDF-1.4\n"
    offsets: list[int] = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (len(objects) + 1, table, trailer)


def png(text: str) -> bytes:
    """Return a small grey picture, its bars as high as the numbers in a text: `12 40 33`. 60 pixels high."""
    heights = [min(60, int(word)) for word in text.split()]
    rows = b"".join(
        b"\x00" + b"".join((b"\x40" if height >= 60 - y else b"\xf0") * 6 + b"\xff" * 2 for height in heights)
        for y in range(60)
    )
    header = _be(8 * len(heights)) + _be(60) + b"\x08\x00\x00\x00\x00"
    chunks = ((b"IHDR", header), (b"IDAT", _stored(rows)), (b"IEND", b""))
    written = (_be(len(data)) + kind + data + _be(crc32(kind + data)) for kind, data in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(written)


def _stored(data: bytes) -> bytes:
    """Return a zlib stream without compression: compressors differ between machines."""
    blocks = [data[i : i + 65535] for i in range(0, len(data), 65535)]
    out = b"\x78\x01"
    for i, block in enumerate(blocks):
        size, last = len(block), bytes((i == len(blocks) - 1,))
        out += last + size.to_bytes(2, "little") + (size ^ 0xFFFF).to_bytes(2, "little") + block
    return out + _be(adler32(data))


def _be(number: int) -> bytes:
    return number.to_bytes(4, "big")
