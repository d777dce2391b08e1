"""Copies kept files into a backup and out of it, and proves each by its hash.

A file in the archive never changes: it gets its name once it is whole, and goes as a whole. So it
is copied while the bot runs, and where backup and archive lie on one disk both share its bytes.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from storage.delivery.wanted_files import MADE_FOLDER
from storage.upkeep.manifest import FILES, Listed
from storage.upkeep.steps import HowFar

CHUNK = 1024 * 1024


def found_in(archive: Path) -> list[tuple[str, int]]:
    """All that is kept, with sizes; what is still being written has a name with a dot."""
    return sorted(_walked(archive))


def take(archive: Path, backup: Path, told: HowFar) -> list[Listed]:
    """Copy all of it and return what is in the backup now."""
    kept = found_in(archive)
    total, done, taken = sum(size for _, size in kept), 0, list[Listed]()
    for path, size in kept:
        one = _taken(archive, backup, path)
        if one is not None:
            taken.append(one)
        done += size
        told("files", done, total)
    return taken


def damaged(backup: Path, files: tuple[Listed, ...], told: HowFar) -> list[Listed]:
    """Find the listed files that are not there, or are not what they were."""
    total, done, found = sum(one.size for one in files), 0, list[Listed]()
    for one in files:
        if not is_whole(backup / one.path, one):
            found.append(one)
        done += one.size
        told("proving", done, total)
    return found


def is_whole(path: Path, one: Listed) -> bool:
    try:
        return path.stat().st_size == one.size and _hash_of(path) == one.sha256
    except OSError:
        return False


def in_the_way(files: list[Listed], archive: Path) -> list[Listed]:
    """Find the files under whose name something else lies in the archive already.

    What the office made is named after its hash: something else under such a name is damage, and
    is replaced.
    """
    return [
        one
        for one in files
        if (path := place_of(archive, one)).exists()
        and not _is_made(one)
        and not is_whole(path, one)
    ]


def put_back(backup: Path, files: list[Listed], archive: Path, told: HowFar) -> None:
    total, done = sum(one.size for one in files), 0
    for one in files:
        path = place_of(archive, one)
        if not is_whole(path, one):
            path.parent.mkdir(parents=True, exist_ok=True)
            draft = path.with_name(f".{path.name}.restored")
            shutil.copyfile(backup / one.path, draft)
            draft.replace(path)
        done += one.size
        told("files", done, total)
    flush()


def place_of(archive: Path, one: Listed) -> Path:
    return archive / PurePosixPath(one.path).relative_to(FILES)


def listed(folder: Path, path: str) -> Listed:
    file = folder / path
    return Listed(path, file.stat().st_size, _hash_of(file))


def _walked(archive: Path) -> Iterator[tuple[str, int]]:
    for folder, inner, names in os.walk(archive):
        inner[:] = [name for name in inner if not name.startswith(".")]
        for name in names:
            file = Path(folder) / name
            # Retention may take a file away at any moment.
            if not name.startswith(".") and (size := _size_of(file)) is not None:
                yield file.relative_to(archive).as_posix(), size


def _size_of(file: Path) -> int | None:
    try:
        return file.stat().st_size if file.is_file() else None
    except FileNotFoundError:
        return None


def _taken(archive: Path, backup: Path, path: str) -> Listed | None:
    """Return None where it went meanwhile, or is no more what was kept under its hash."""
    source, target = archive / path, backup / FILES / path
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        _link_or_copy(source, target)
    except FileNotFoundError:
        return None
    one = listed(backup, f"{FILES}/{path}")
    if _is_made(one) and one.sha256 != source.name:
        target.unlink()
        return None
    return one


def _link_or_copy(source: Path, target: Path) -> None:
    if not source.is_symlink():
        try:
            os.link(source, target)
            return
        # Another disk, or one that knows no such links.
        except OSError:
            pass
    shutil.copyfile(source, target)


def _is_made(one: Listed) -> bool:
    return PurePosixPath(one.path).parts[1] == MADE_FOLDER


def _hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return _digest(file)


def _digest(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def flush() -> None:
    """Return once all of it is on the disk: to wait for each of ten thousand would take minutes."""
    if hasattr(os, "sync"):
        os.sync()
