"""Keeps files that were sent in either direction."""

from __future__ import annotations

import hashlib
import mimetypes
import struct
from dataclasses import dataclass

#: Limits of Telegram's own servers, in bytes.
DOWNLOAD_LIMIT = 20 * 1024 * 1024
UPLOAD_LIMIT = 50 * 1024 * 1024
PHOTO_LIMIT = 10 * 1024 * 1024

#: Clients send these as photos, and browsers may show them; other pictures go as documents.
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})

#: The one kind of video that clients play; others go as documents.
VIDEO_TYPE = "video/mp4"

#: Also that of every video, as nobody looks into one.
DEFAULT_SIZE = (1280, 720)


@dataclass(frozen=True)
class Upload:
    """A file that somebody is about to send.

    `size` may claim more bytes than `content` holds, so that a test can send 25 MB without having
    them.
    """

    content: bytes
    name: str = "file.bin"
    mime: str | None = None
    size: int | None = None


@dataclass(frozen=True)
class StoredFile:
    key: int
    kind: str
    content: bytes
    name: str
    mime: str
    size: int
    unique_id: str
    width: int = 0
    height: int = 0

    @property
    def path(self) -> str:
        suffix = f".{self.name.rsplit('.', 1)[-1]}" if "." in self.name else ""
        return f"{self.kind}s/file_{self.key}{suffix}"


class FileStore:
    """Keeps every file in memory for the life of the world."""

    def __init__(self) -> None:
        self._by_key: dict[int, StoredFile] = {}
        self._forgotten: set[int] = set()

    def keep(self, upload: Upload, kind: str) -> StoredFile:
        key = len(self._by_key) + 1
        width, height = (0, 0) if kind == "document" else _picture_size(upload.content)
        stored = StoredFile(
            key=key,
            kind=kind,
            content=upload.content,
            name=upload.name,
            mime=upload.mime or mimetypes.guess_type(upload.name)[0] or "application/octet-stream",
            size=len(upload.content) if upload.size is None else upload.size,
            unique_id="AQAD" + hashlib.sha256(upload.content).hexdigest()[:12],
            width=width,
            height=height,
        )
        self._by_key[key] = stored
        return stored

    def forget(self, file: StoredFile) -> None:
        """No bot gets it by its id any more, while it still stands in its chat."""
        self._forgotten.add(file.key)

    def by_file_id(self, file_id: str, bot_id: int) -> StoredFile | None:
        # A file id is good for one bot only.
        prefix, key, owner, *_ = [*file_id.split("-"), "", "", ""]
        if prefix not in _PREFIXES or not key.isdecimal() or owner != str(bot_id):
            return None
        return self._by_key.get(int(key)) if int(key) not in self._forgotten else None

    def by_path(self, path: str) -> StoredFile | None:
        return next((file for file in self._by_key.values() if file.path == path), None)

    def by_key(self, key: int) -> StoredFile | None:
        return self._by_key.get(key)


_PREFIX_OF = {"photo": "AgACAgI", "document": "BQACAgI", "video": "BAACAgI"}
_PREFIXES = frozenset(_PREFIX_OF.values())


def file_id(file: StoredFile, bot_id: int) -> str:
    return f"{_PREFIX_OF[file.kind]}-{file.key}-{bot_id}"


def _picture_size(content: bytes) -> tuple[int, int]:
    """Return the width and height of a PNG or a JPEG; a usual size for what cannot be read."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    if content.startswith(b"\xff\xd8"):
        return _jpeg_size(content)
    return DEFAULT_SIZE


def _jpeg_size(content: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        # SOF0 to SOF15 hold the size, but C4, C8 and CC among them are other segments.
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + int(struct.unpack(">H", content[at + 2 : at + 4])[0])
    return DEFAULT_SIZE
