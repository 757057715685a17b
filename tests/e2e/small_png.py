"""Screenshots as small PNG files: an index of at most 256 colours, packed as tightly as it goes.

Chromium writes a window at double size as half a megabyte. A page of text on flat surfaces has
few colours, so the same picture fits in a fifth of that with no difference to the eye. The
browser unpacks the pixels (in Python that alone would take seconds), the rest is the format.
"""

from __future__ import annotations

import base64
import struct
import zlib

from playwright.sync_api import Page

COLOURS = 256

_UNPACK = """async (png) => {
  const image = await createImageBitmap(new Blob([Uint8Array.from(atob(png), (it) => it.charCodeAt())]));
  const canvas = new OffscreenCanvas(image.width, image.height);
  const pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  const bytes = pen.getImageData(0, 0, image.width, image.height).data;
  const pixels = new Uint32Array(bytes.buffer);
  const counts = new Map();
  for (const it of pixels) counts.set(it, (counts.get(it) || 0) + 1);
  const parts = (it) => [it & 255, (it >> 8) & 255, (it >> 16) & 255];
  const ranked = [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a));
  const kept = ranked.slice(0, COLOURS);
  const place = new Map(kept.map((it, index) => [it, index]));
  const near = (it) => {
    const [r, g, b] = parts(it);
    let best = 0, least = Infinity;
    kept.forEach((other, index) => {
      const [r2, g2, b2] = parts(other);
      const apart = (r - r2) ** 2 + (g - g2) ** 2 + (b - b2) ** 2;
      if (apart < least) { least = apart; best = index; }
    });
    return best;
  };
  for (const it of ranked.slice(COLOURS)) place.set(it, near(it));
  const indexed = Uint8Array.from(pixels, (it) => place.get(it));
  let text = "";
  for (let at = 0; at < indexed.length; at += 32768) {
    text += String.fromCharCode(...indexed.subarray(at, at + 32768));
  }
  return { width: image.width, height: image.height, palette: kept.flatMap(parts), rows: btoa(text) };
}""".replace("COLOURS", str(COLOURS))


def shrink(page: Page, png: bytes) -> bytes:
    """The same picture, smaller. `page` is any page of a browser; it is not changed."""
    got = page.evaluate(_UNPACK, base64.b64encode(png).decode())
    width, height = got["width"], got["height"]
    pixels = base64.b64decode(got["rows"])
    rows = b"".join(b"\0" + pixels[at : at + width] for at in range(0, len(pixels), width))
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", head),
            _chunk(b"PLTE", bytes(got["palette"])),
            _chunk(b"IDAT", zlib.compress(rows, 9)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
