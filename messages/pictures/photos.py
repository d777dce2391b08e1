"""What a photo is, read from its head: nothing is unpacked before its size is known."""

import struct
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

from storage.immutable import immutable

MOST_BYTES = 10 * 1024 * 1024
"""A file with more bytes is not drawn; Telegram's own photos have far less."""
MOST_PIXELS = 30_000_000
"""Each takes four bytes once it is unpacked; a few kilobytes may claim to be any number of them."""
MOST_SEGMENTS = 200
"""A JPEG of a camera has some twenty before its size."""

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8"
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""The markers of a JPEG after which its size stands."""
_EXIF, _ORIENTATION = b"Exif\0\0", 0x0112


class NoPhoto(Exception):
    """It cannot be shown; the text is the end of a phrase's key."""


@immutable
class Photo:
    href: str
    width: int
    height: int
    turned: int = 0
    """The photo is turned by so many degrees, clockwise, to stand upright."""

    @property
    def shown_width(self) -> int:
        return self.height if self.turned % 180 else self.width

    @property
    def shown_height(self) -> int:
        return self.width if self.turned % 180 else self.height


def read(path: str) -> Photo:
    try:
        with Path(path).open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError:
        raise NoPhoto("gone") from None
    if len(content) > MOST_BYTES:
        raise NoPhoto("large")
    return of(content)


def of(content: bytes) -> Photo:
    kind, (width, height), turned = _head(content)
    if not width or not height:
        raise NoPhoto("unreadable")
    if width * height > MOST_PIXELS:
        raise NoPhoto("large")
    return Photo(f"data:image/{kind};base64,{b64encode(content).decode()}", width, height, turned)


def _head(content: bytes) -> tuple[str, tuple[int, int], int]:
    try:
        if content.startswith(_PNG) and content[12:16] == b"IHDR":
            return "png", struct.unpack(">II", content[16:24]), 0
        if content.startswith(_JPEG):
            return "jpeg", *_of_jpeg(content)
    except (struct.error, IndexError):
        pass
    raise NoPhoto("unreadable")


def _of_jpeg(content: bytes) -> tuple[tuple[int, int], int]:
    turned = 0
    for marker, start, end in _segments(content):
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", content[start + 1 : start + 5])
            return (width, height), turned
        if marker == 0xE1 and content[start : start + 6] == _EXIF:
            turned = _turned(content[start + 6 : end])
    raise NoPhoto("unreadable")


def _segments(content: bytes) -> Iterator[tuple[int, int, int]]:
    """The marker of each segment, and where what it says begins and ends."""
    at = 2
    for _ in range(MOST_SEGMENTS):
        while content[at] == 0xFF and content[at + 1] == 0xFF:
            at += 1
        if content[at] != 0xFF:
            return
        (length,) = struct.unpack(">H", content[at + 2 : at + 4])
        yield content[at + 1], at + 4, at + 2 + length
        at += 2 + length


def _turned(exif: bytes) -> int:
    """A phone writes down how it was held, where the photo is sent as a file."""
    order = "<" if exif.startswith(b"II") else ">"
    try:
        (at,) = struct.unpack(f"{order}I", exif[4:8])
        (count,) = struct.unpack(f"{order}H", exif[at : at + 2])
        for place in range(min(count, MOST_SEGMENTS)):
            entry = at + 2 + 12 * place
            tag, _, _, value = struct.unpack(f"{order}HHIH", exif[entry : entry + 10])
            if tag == _ORIENTATION:
                return {3: 180, 6: 90, 8: 270}.get(value, 0)
    except struct.error:
        pass
    return 0
