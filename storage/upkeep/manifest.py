"""The list that lies in each backup: what is in it, with hashes, and what was missing from it."""

import json
from dataclasses import asdict
from pathlib import Path, PurePosixPath
from typing import Any

from storage.immutable import immutable
from storage.upkeep.named_files import NamedFile

MANIFEST = "manifest.json"
DATABASE = "qingkong.db"
FILES = "archive"
"""The folder in the backup for what lay in the archive folder, under the same names."""
FORMAT = 1


class NoManifest(Exception):
    """There is none, or it is none of ours; its text says what is wrong."""


@immutable
class Listed:
    path: str
    """Below the backup's folder."""
    size: int
    sha256: str


@immutable
class Manifest:
    made_at: str
    revision: str
    """The revision of the database's tables."""
    rows: int
    database: Listed
    files: tuple[Listed, ...]
    missing: tuple[NamedFile, ...]
    """What the database names and the archive folder lacked."""

    @property
    def size(self) -> int:
        return sum(one.size for one in self.files)


def write(folder: Path, manifest: Manifest) -> None:
    facts = {"format": FORMAT, **asdict(manifest)}
    text = json.dumps(facts, ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def read(folder: Path) -> Manifest:
    try:
        facts = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        found = _manifest(facts)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NoManifest(type(error).__name__) from None
    if facts["format"] != FORMAT or not all(map(_lies_within, (found.database, *found.files))):
        raise NoManifest("format")
    return found


def _manifest(facts: dict[str, Any]) -> Manifest:
    return Manifest(
        made_at=facts["made_at"],
        revision=facts["revision"],
        rows=facts["rows"],
        database=Listed(**facts["database"]),
        files=tuple(Listed(**one) for one in facts["files"]),
        missing=tuple(NamedFile(**one) for one in facts["missing"]),
    )


def _lies_within(one: Listed) -> bool:
    # The list is only text: whoever wrote it must not choose where a restore writes.
    path = PurePosixPath(one.path)
    within = path.parts[:1] == (FILES,) or one.path == DATABASE
    return within and ".." not in path.parts and not path.is_absolute()
