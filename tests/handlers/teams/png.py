"""A PNG's pixels, read without a library: eight bits, not interlaced, as Chromium writes them."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

GREY_LESS = {2: 3, 6: 4}
"""Bytes a pixel by colour type: RGB, RGBA."""


@dataclass(frozen=True)
class Picture:
    width: int
    height: int
    pixels: list[tuple[int, ...]]


def picture(data: bytes) -> Picture:
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    at, packed, head = 8, b"", b""
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            head = body
        elif kind == b"IDAT":
            packed += body
        at += 12 + length
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", head)
    assert (depth, interlaced) == (8, 0)
    step = GREY_LESS[colour]
    flat = rows(zlib.decompress(packed), width * step, step)
    return Picture(width, height, [tuple(flat[i : i + step]) for i in range(0, len(flat), step)])


def rows(raw: bytes, length: int, step: int) -> bytearray:
    """Undo each row's filter (PNG, section 9)."""
    flat, above = bytearray(), bytearray(length)
    for start in range(0, len(raw), length + 1):
        row = bytearray(raw[start + 1 : start + 1 + length])
        for i in range(length):
            left = row[i - step] if i >= step else 0
            corner = above[i - step] if i >= step else 0
            row[i] = (row[i] + guess(raw[start], left, above[i], corner)) & 255
        flat += row
        above = row
    return flat


def guess(kind: int, left: int, up: int, corner: int) -> int:
    near = min((left, up, corner), key=lambda one: abs(left + up - corner - one))
    return (0, left, up, (left + up) // 2, near)[kind]
