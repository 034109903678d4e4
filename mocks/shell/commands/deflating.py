"""Deflate: compresses bytes, the same way on every machine (zlib's output differs between its builds)."""

_LENGTHS = ((3, 0), (4, 0), (5, 0), (6, 0), (7, 0), (8, 0), (9, 0), (10, 0), (11, 1), (13, 1), (15, 1), (17, 1),
            (19, 2), (23, 2),
            (27, 2), (31, 2), (35, 3), (43, 3), (51, 3), (59, 3), (67, 4), (83, 4), (99, 4), (115, 4), (131, 5),
            (163, 5), (195, 5),
            (227, 5), (258, 0))
_WINDOW, _LONGEST = 32_768, 258


def _distances() -> list[tuple[int, int]]:
    """Return for each distance code its least distance and its extra bits."""
    out, start = [], 1
    for code in range(30):
        extra = max(0, code // 2 - 1)
        out.append((start, extra))
        start += 1 << extra
    return out


_DISTANCES = _distances()
_LENGTH_CODES = [max(i for i, (least, _) in enumerate(_LENGTHS) if least <= max(size, 3))
                 for size in range(_LONGEST + 1)]


class _Bits:
    """Bits, put together to bytes, the lowest first."""

    def __init__(self) -> None:
        self.bytes = bytearray()
        self._held = self._count = 0

    def put(self, value: int, count: int) -> None:
        self._held |= value << self._count
        self._count += count
        while self._count >= 8:
            self.bytes.append(self._held & 255)
            self._held >>= 8
            self._count -= 8

    def code(self, value: int, count: int) -> None:
        """Put a Huffman code, whose highest bit comes first."""
        self.put(int(f"{value:0{count}b}"[::-1], 2), count)

    def end(self) -> bytes:
        if self._count:
            self.put(0, 8 - self._count)
        return bytes(self.bytes)


def _symbol(bits: _Bits, symbol: int) -> None:
    """Put a literal or a length by the fixed code of RFC 1951."""
    if symbol < 144:
        bits.code(48 + symbol, 8)
    elif symbol < 256:
        bits.code(400 + symbol - 144, 9)
    elif symbol < 280:
        bits.code(symbol - 256, 7)
    else:
        bits.code(192 + symbol - 280, 8)


def deflated(data: bytes) -> bytes:
    """Return bytes in the format of RFC 1951: one block with the fixed code, which refers to the nearest of
    repeated strings.
    """
    bits = _Bits()
    bits.put(1, 1)
    bits.put(1, 2)
    seen: dict[bytes, int] = {}
    at, end = 0, len(data)
    while at < end:
        key = data[at : at + 3]
        before = seen.get(key, -1) if len(key) == 3 else -1
        length = 0
        if before >= 0 and at - before <= _WINDOW:
            length = 3
            most = min(_LONGEST, end - at)
            while length < most and data[before + length] == data[at + length]:
                length += 1
        if not length:
            _symbol(bits, data[at])
            seen[key] = at
            at += 1
            continue
        code = _LENGTH_CODES[length]
        _symbol(bits, 257 + code)
        bits.put(length - _LENGTHS[code][0], _LENGTHS[code][1])
        distance = at - before
        code = next(i for i in range(29, -1, -1) if _DISTANCES[i][0] <= distance)
        bits.code(code, 5)
        bits.put(distance - _DISTANCES[code][0], _DISTANCES[code][1])
        for place in range(at, at + length):
            seen[data[place : place + 3]] = place
        at += length
    _symbol(bits, 256)
    return bits.end()
