"""Writes `settings.env` and the files of secrets beside it.

Each gets its name once it is whole, and no moment leaves a secret open to others. What the file of
settings holds beside ours stays as it stands.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.cli import private_files
from bot.settings_file import LINE, NAME, value_of

SECRETS_FOLDER = "secrets"
CONTAINERS_TOO = 0o644
"""A container reads its secrets as another user; the folder around them keeps others out."""


class AnotherIsThere(Exception):
    """Somebody else sets the same folder up at this moment."""


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Two at once would each write what the other has not read; the lock ends with its process."""
    place = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise AnotherIsThere from None
    finally:
        os.close(place)


@dataclass(slots=True)
class ToWrite:
    """What the operator chose, before any of it is written."""

    settings: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    """The content of each file below `secrets`, by its name."""


def secret_file(name: str) -> str:
    """The path as settings name it, seen from the folder in which they stand."""
    return f"{SECRETS_FOLDER}/{name}"


def holds_secret(folder: Path, name: str) -> bool:
    path = folder / SECRETS_FOLDER / name
    return path.is_file() and bool(path.read_text(encoding="utf-8").strip())


def replaced(folder: Path, chosen: ToWrite) -> list[str]:
    """What stands there already and would say something else; a secret is named by its file."""
    lines = _lines(folder / NAME)
    settings = [
        name
        for name, value in chosen.settings.items()
        if _standing(lines, name) not in (None, value)
    ]
    secrets = [
        secret_file(name)
        for name, content in chosen.secrets.items()
        if holds_secret(folder, name) and _content(folder, name) != content
    ]
    return [*settings, *secrets]


def write(folder: Path, chosen: ToWrite, *, for_containers: bool) -> list[str]:
    """Write it all, and return the names of the files."""
    private = folder / SECRETS_FOLDER
    private.mkdir(exist_ok=True)
    # Containers' secrets are open to whoever may enter here, also where somebody made it before us.
    private.chmod(0o700)
    mode = CONTAINERS_TOO if for_containers else private_files.OWNER_ALONE
    for name, content in chosen.secrets.items():
        private_files.write(private / name, content, mode)
    settings = (folder / NAME).resolve()
    private_files.write(settings, "".join(_renewed(_lines(settings), chosen.settings)))
    return [*map(secret_file, chosen.secrets), NAME]


def _renewed(lines: list[str], settings: dict[str, str]) -> list[str]:
    left = dict(settings)
    renewed = [_renewed_line(line, left) for line in lines]
    return [*renewed, *(f"{name}={value}\n" for name, value in left.items())]


def _renewed_line(line: str, left: dict[str, str]) -> str:
    match = LINE.fullmatch(line.strip())
    if match is None or match["name"] not in left:
        return line if line.endswith("\n") else f"{line}\n"
    value = left.pop(match["name"])
    return line if value_of(match["value"]) == value else f"{match['name']}={value}\n"


def _standing(lines: list[str], name: str) -> str | None:
    found = [
        value_of(match["value"])
        for line in lines
        if (match := LINE.fullmatch(line.strip())) and match["name"] == name
    ]
    return found[-1] if found else None


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines(keepends=True) if path.exists() else []


def _content(folder: Path, name: str) -> str:
    return (folder / SECRETS_FOLDER / name).read_text(encoding="utf-8").strip()
