"""Reads settings from the environment and, below it, from `settings.env` where one stands.

Docker Compose hands the same file to its containers, so that an office writes one file whether it
runs with Docker or without.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from bot.settings import PREFIX, SECRETS, Settings, load, locale_of, sentence
from bot.settings_error import SettingsError

NAME = "settings.env"
LINE = re.compile(r"(?:export\s+)?(?P<name>[A-Za-z_]\w*)=(?P<value>.*)")

_QUOTED = re.compile(r"(?P<quote>['\"])(?P<inside>.*)(?P=quote)(?:\s+#.*)?")
_REMARK = re.compile(r"\s+#.*")


def load_here() -> Settings:
    """Return the settings that hold in the folder where the command was typed."""
    return load(in_folder(os.environ, Path()))


def in_folder(environment: Mapping[str, str], folder: Path) -> dict[str, str]:
    """The environment, and what it leaves open as the folder's file says it."""
    said = read(folder / NAME, environment)
    left = {name: value for name, value in said.items() if not _is_said(name, environment)}
    return {**left, **environment}


def read(path: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """The settings that stand in the file; what else stands there is none of ours."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError):
        raise _unfit(environment, "settings_file_unreadable", path) from None
    found: dict[str, str] = {}
    for number, line in _statements(lines):
        match = LINE.fullmatch(line)
        if match is None:
            raise _unfit(environment, "settings_file_line", path, number=number)
        if match["name"].startswith(PREFIX):
            found[match["name"]] = value_of(match["value"])
    return found


def value_of(text: str) -> str:
    """What a value means as Docker Compose reads it: quotes and a remark behind it are left out."""
    quoted = _QUOTED.fullmatch(text.strip())
    return quoted["inside"] if quoted else _REMARK.sub("", text).strip()


def _statements(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield number, line.strip()


def _unfit(environment: Mapping[str, str], key: str, path: Path, **facts: int) -> SettingsError:
    # The line is named and not quoted: it may hold a secret.
    return SettingsError(sentence(locale_of(environment), key, path=path, **facts))


def _is_said(name: str, environment: Mapping[str, str]) -> bool:
    # A secret that the environment names in one way must not come from the file in the other.
    field = name.removesuffix("_FILE") if _is_secret(name) else name
    names = {name, field, f"{field}_FILE"} if _is_secret(name) else {name}
    return any(one in environment for one in names)


def _is_secret(name: str) -> bool:
    return name.removeprefix(PREFIX).removesuffix("_FILE").lower() in SECRETS
