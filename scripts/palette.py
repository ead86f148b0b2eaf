"""PNG pictures with at most 256 colours, a third of the size: a page has few colours but for the edges of letters.

The browser that took the picture reads its pixels; the colours that occur most stay, each other becomes the nearest of
these. Source of the format: PNG (third edition), colour type 3.
"""

from __future__ import annotations

import base64
import struct
import zlib

from playwright.sync_api import Page

COLOURS = 128

READ = """async ([picture, most]) => {
  const image = new Image();
  image.src = "data:image/png;base64," + picture;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const pixels = context.getImageData(0, 0, image.width, image.height).data;
  const count = new Map();
  for (let at = 0; at < pixels.length; at += 4) {
    const colour = (pixels[at] << 16) | (pixels[at + 1] << 8) | pixels[at + 2];
    count.set(colour, (count.get(colour) ?? 0) + 1);
  }
  const palette = [...count].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, most).map(([colour]) => colour);
  const parts = (colour) => [colour >> 16, (colour >> 8) & 255, colour & 255];
  const chosen = palette.map(parts);
  const place = new Map();
  for (const colour of count.keys()) {
    const [red, green, blue] = parts(colour);
    let best = 0, least = Infinity;
    chosen.forEach(([r, g, b], at) => {
      const far = (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2;
      if (far < least) { least = far; best = at; }
    });
    place.set(colour, best);
  }
  let indices = "";
  for (let at = 0; at < pixels.length; at += 4)
    indices += String.fromCharCode(place.get((pixels[at] << 16) | (pixels[at + 1] << 8) | pixels[at + 2]));
  return { width: image.width, height: image.height, palette: chosen.flat(), indices: btoa(indices) };
}"""


def reduced(page: Page, picture: bytes) -> bytes:
    """The PNG `picture` with few colours; `page` is an empty one of the browser."""
    read = page.evaluate(READ, [base64.b64encode(picture).decode(), COLOURS])
    width, height = int(read["width"]), int(read["height"])
    indices = base64.b64decode(read["indices"])
    rows = b"".join(b"\0" + indices[row * width : (row + 1) * width] for row in range(height))
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            _chunk(b"PLTE", bytes(read["palette"])),
            _chunk(b"IDAT", zlib.compress(rows, 9)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
