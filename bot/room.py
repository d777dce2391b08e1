"""How much room is left on the disks that the data lies on."""

import shutil
from pathlib import Path

from bot.kept_files import ARCHIVE
from storage.immutable import immutable

MEGABYTE = 1024 * 1024
GONE = 256 * MEGABYTE
"""Below this a large file, or the journal of a migration, may fill the disk at any moment."""
SCARCE = 2048 * MEGABYTE
SCARCE_SHARE = 0.1
ENOUGH = 20 * 1024 * MEGABYTE
"""Nobody is warned while so many bytes are free, however large the disk is."""


@immutable
class Room:
    path: Path
    free: int
    total: int

    @property
    def is_gone(self) -> bool:
        return self.free < GONE

    @property
    def is_scarce(self) -> bool:
        return self.free < SCARCE or (self.free < self.total * SCARCE_SHARE and self.free < ENOUGH)

    @property
    def percent(self) -> int:
        return self.free * 100 // self.total if self.total else 0

    @property
    def megabytes(self) -> int:
        return self.free // MEGABYTE


def left_on(data: Path) -> list[Room]:
    """One for each disk that the data folder or the archive lies on."""
    places = [_nearest(data / ARCHIVE), _nearest(data)]
    disks = {place.stat().st_dev: place for place in places}
    return [_room(place) for place in disks.values()]


def is_gone(data: Path) -> bool:
    return any(room.is_gone for room in left_on(data))


def _room(place: Path) -> Room:
    usage = shutil.disk_usage(place)
    return Room(place, usage.free, usage.total)


def _nearest(place: Path) -> Path:
    """The folder itself, or the one in which it would be made."""
    return next(path for path in (place, *place.absolute().parents) if path.is_dir())
