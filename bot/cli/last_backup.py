"""When the last backup was made, kept in a file beside the data.

It is no row of the database: a restored database would tell of a backup that its new machine never
made, and each backup would be an entry in the log, and so a line in the office's group each day.
"""

import json
from datetime import datetime
from pathlib import Path

NAME = "last-backup.json"


def place_in(data: Path) -> Path:
    return data / NAME


def keep(data: Path, at: datetime, folder: Path) -> None:
    facts = {"at": at.isoformat(), "path": str(folder.absolute())}
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = data / f".{NAME}"
    draft.write_text(json.dumps(facts, ensure_ascii=False) + "\n", encoding="utf-8")
    draft.replace(place_in(data))


def made_at(data: Path) -> datetime | None:
    """Return None where none was made here, or nobody can tell any more."""
    try:
        facts = json.loads(place_in(data).read_text(encoding="utf-8"))
        return datetime.fromisoformat(facts["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
