"""settings.env says what the environment leaves open, as Docker Compose reads the same file."""

import re
from pathlib import Path

import pytest

from bot.settings_error import SettingsError
from bot.settings_file import NAME, in_folder, read


def folder_with(folder: Path, text: str) -> Path:
    (folder / NAME).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("QINGKONG_LOCALE=en", "en"),
        ("  QINGKONG_LOCALE=en  ", "en"),
        ("export QINGKONG_LOCALE=en", "en"),
        ("QINGKONG_LOCALE='en'", "en"),
        ('QINGKONG_LOCALE="en"  # for guests', "en"),
        ("QINGKONG_LOCALE=en # for guests", "en"),
        ("QINGKONG_LOCALE=", ""),
        ("QINGKONG_LOCALE=a#b", "a#b"),
        ("QINGKONG_LOCALE=a=b", "a=b"),
    ],
)
def test_how_a_line_is_read(tmp_path: Path, line: str, value: str) -> None:
    folder = folder_with(tmp_path, f"# ours\n\n{line}\nTZ=Asia/Shanghai\n")
    assert in_folder({}, folder) == {"QINGKONG_LOCALE": value}


def test_without_a_file_the_environment_is_all(tmp_path: Path) -> None:
    assert in_folder({"QINGKONG_LOCALE": "en"}, tmp_path) == {"QINGKONG_LOCALE": "en"}


def test_the_environment_wins_and_a_secret_has_one_source(tmp_path: Path) -> None:
    """Somebody who names a token for one command must not be told that it stands twice."""
    lines = ("QINGKONG_TOKEN_FILE=secrets/token", "QINGKONG_LOCALE=zh", "QINGKONG_PACE=off")
    folder = folder_with(tmp_path, "\n".join(lines))
    environment = {"QINGKONG_TOKEN": "1:a", "QINGKONG_LOCALE": "en"}
    assert in_folder(environment, folder) == {**environment, "QINGKONG_PACE": "off"}


@pytest.mark.parametrize(("locale", "words"), [("zh", "第2行"), ("en", "Line 2 of")])
def test_a_line_that_is_none_is_named_and_not_shown(
    tmp_path: Path, locale: str, words: str
) -> None:
    folder = folder_with(tmp_path, "QINGKONG_PACE=off\nhunter2\n")
    with pytest.raises(SettingsError, match=words) as told:
        in_folder({"QINGKONG_LOCALE": locale}, folder)
    assert "hunter2" not in str(told.value)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"QINGKONG_LOCALE=\xff\n")
    with pytest.raises(SettingsError, match=re.escape(NAME)):
        read(tmp_path / NAME, {})
