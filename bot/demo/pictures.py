"""Draws a small picture of a hazy skyline, so that the demo's reports have photos to show."""

import struct
import zlib
from functools import cache

WIDTH, HEIGHT = 96, 64


@cache
def picture(seed: int) -> bytes:
    """Return a PNG that differs with each seed."""
    rows = b"".join(
        b"\x00" + b"".join(_pixel(x, y, seed) for x in range(WIDTH)) for y in range(HEIGHT)
    )
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    chunks = (_chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(rows)), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _pixel(x: int, y: int, seed: int) -> bytes:
    roof = 30 + (x // 8 * 37 + seed * 53) % 24
    if y > roof:
        shade = 90 + (x // 8 * 29 + seed * 17) % 40
        return bytes((shade, shade, shade + 8))
    haze = 200 - y
    return bytes((haze, haze - 8, haze - 30 + seed * 4 % 20))


def _chunk(kind: bytes, data: bytes) -> bytes:
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))
