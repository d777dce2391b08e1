"""Files that are fetched from Telegram: where each comes to lie, and when it is tried again."""

import re
import secrets
from datetime import datetime, timedelta
from pathlib import PurePosixPath

BACK_OFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))
THEN_EVERY = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(hours=24)

SUFFIXES = {
    "photo": ".jpg",
    "video": ".mp4",
    "video_note": ".mp4",
    "audio": ".mp3",
    "voice": ".ogg",
}

_UNSAFE = re.compile(r"[^\w.\-]+")
_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")


def place_in(jurisdiction: str, serial: str, given: str, kind: str) -> PurePosixPath:
    """A new place below the archive folder that nobody outside can choose or guess."""
    ending = PurePosixPath(given).suffix.lower()
    suffix = ending if _SUFFIX.fullmatch(ending) else SUFFIXES.get(kind, "")
    name = f"{secrets.token_hex(16)}{suffix}"
    return PurePosixPath(_safe(jurisdiction), _safe(serial), name)


def next_try(recorded_at: datetime, attempts: int, now: datetime) -> datetime | None:
    # After a day of tries the file is given up, and stays at Telegram.
    if now - recorded_at >= GIVE_UP_AFTER:
        return None
    wait = BACK_OFF[attempts - 1] if attempts <= len(BACK_OFF) else THEN_EVERY
    return now + wait


def _safe(name: str) -> str:
    return _UNSAFE.sub("_", name).strip(".") or "_"
