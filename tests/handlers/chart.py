"""A PNG like the digest's, made without a plotting library: bars on white, a few colours."""

from __future__ import annotations

import struct
import zlib
from base64 import b64encode

COLOURS = ((255, 255, 255), (31, 61, 77), (200, 208, 212))


def chart(values: tuple[int, ...] = (12, 7, 5, 3, 1), width: int = 640, height: int = 360) -> str:
    """Standing bars as high as the values say, in base64."""
    rows = b"".join(b"\0" + _row(values, width, height, y) for y in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    palette = b"".join(bytes(colour) for colour in COLOURS)
    parts = (b"IHDR", head), (b"PLTE", palette), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b"")
    return b64encode(b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)).decode()


def _row(values: tuple[int, ...], width: int, height: int, y: int) -> bytes:
    room, most = width // len(values), max(values)
    row = bytearray(2 if y == height - 1 else 0 for _ in range(width))
    for number, value in enumerate(values):
        if y >= height - 1 - (height - 20) * value // most:
            at = number * room + room // 5
            row[at : at + room * 3 // 5] = b"\1" * (room * 3 // 5)
    return bytes(row)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
