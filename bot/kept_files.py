"""The files that the office has made: each lies below the archive folder under its own SHA-256."""

import hashlib
import os
import secrets
from pathlib import Path

from storage.delivery import wanted_files

ARCHIVE = "archive"
"""The folder below the data folder in which all files lie: what the office made under its hash, and
what agencies sent beside it, by office and serial."""


class FileGone(Exception):
    """It is no longer on the disk, or no longer what was kept there."""


class KeptFiles:
    """Reading and writing takes as long as the disk does, so loops call these in a thread."""

    def __init__(self, archive: Path) -> None:
        self.archive = archive

    def path_of(self, sha256: str) -> Path:
        return self.archive / wanted_files.place_of(sha256)

    def keep(self, content: bytes) -> str:
        """Keep it, unless it is there already, and return its hash."""
        sha256 = hashlib.sha256(content).hexdigest()
        if self._holds(sha256):
            return sha256
        path = self.path_of(sha256)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._write(content, path)
        return sha256

    def read(self, sha256: str) -> bytes:
        path = self.path_of(sha256)
        try:
            content = path.read_bytes()
        except OSError:
            raise FileGone(path.relative_to(self.archive)) from None
        if hashlib.sha256(content).hexdigest() != sha256:
            raise FileGone(path.relative_to(self.archive))
        return content

    def remove(self, sha256: str) -> None:
        self.path_of(sha256).unlink(missing_ok=True)

    def _write(self, content: bytes, path: Path) -> None:
        # It gets its name once it is whole: a process may be killed while it writes. The archiver
        # removes drafts of this name that such a process left.
        draft = self.archive / f".{secrets.token_hex(8)}"
        try:
            with draft.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        # Where the disk is full, each of many tries would leave a draft as large as the file.
        finally:
            draft.unlink(missing_ok=True)

    def _holds(self, sha256: str) -> bool:
        try:
            self.read(sha256)
        except FileGone:
            return False
        return True
