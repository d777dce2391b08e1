"""What the story brings in the end is written where it is wanted, and in place of nothing."""

from pathlib import Path

import pytest
import typer

from bot.demo.command import play
from bot.demo.paperwork import written
from sandbox.files import StoredFile


def stored(name: str, content: bytes) -> StoredFile:
    return StoredFile(1, "document", content, name, "application/zip", len(content), "u")


def test_files_are_written_under_their_names_and_the_newest_counts(tmp_path: Path) -> None:
    files = [stored("台账.xlsx", b"1"), stored("证据包.zip", b"2"), stored("台账.xlsx", b"3")]
    folder = tmp_path / "deep" / "files"
    assert [one.name for one in written(files, folder)] == ["台账.xlsx", "证据包.zip"]
    assert (folder / "台账.xlsx").read_bytes() == b"3"


def test_a_folder_that_is_in_use_is_refused_before_anything_is_played(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(typer.Exit):
        play(story=True, region=False, en=False, port=0, actors=None, out=tmp_path)
    assert "里已有文件" in capsys.readouterr().out
