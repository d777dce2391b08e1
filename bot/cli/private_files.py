"""Writes files that are as secret as a key."""

import os
from pathlib import Path

OWNER_ALONE = 0o600


def write(path: Path, content: str, mode: int = OWNER_ALONE) -> None:
    """Put a file in the place of an older one at once; nobody else can read it meanwhile."""
    unready = path.with_name(f".{path.name}.new")
    unready.unlink(missing_ok=True)
    opened = os.open(unready, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(opened, "w", encoding="utf-8") as file:
        file.write(content)
        os.fchmod(file.fileno(), mode)
        file.flush()
        os.fsync(file.fileno())
    unready.replace(path)
