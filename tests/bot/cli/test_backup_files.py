"""`qingkong db backup` takes the kept files too, and `db restore` proves each before it writes."""

import errno
import hashlib
import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any, NoReturn

import pytest
from rich.console import Console

from bot.cli.bars import bars
from bot.only_one import only_one
from bot.settings import load
from storage.database import Database
from storage.delivery.wanted_files import WantedFile, WantedState, place_of
from storage.upkeep import leases, manifest, migrate
from tests.bot.operating import Outcome, Terminal
from tests.harness.databases import Backend
from tests.office.conftest import PLAN_FILE

LEDGER, PAPER = b"a ledger", b"an issued paper"


@pytest.fixture
async def terminal(database_url: str, tmp_path: Path) -> Terminal:
    opened = Terminal({"database_url": database_url, "data_dir": str(tmp_path / "data")})
    await opened.type("plan", "apply", str(PLAN_FILE))
    return opened


def kept(data: Path, path: str, content: bytes) -> Path:
    file = data / "archive" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file


async def made(database: Database, data: Path, name: str, content: bytes) -> Path:
    """A file that the office made, which the database names by its hash."""
    sha256 = hashlib.sha256(content).hexdigest()
    async with database.transaction() as session:
        session.add(
            WantedFile(
                jurisdiction="changji",
                kind="ledger",
                form="document",
                name=name,
                caption="",
                delivery_kind="document",
                chat_id=-1,
                state=WantedState.MADE,
                created_at=datetime(2026, 12, 1, tzinfo=UTC),
                sha256=sha256,
            )
        )
    return kept(data, place_of(sha256), content)


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


async def test_files_go_into_the_backup_and_come_back(
    terminal: Terminal, database: Database, backend: Backend, tmp_path: Path
) -> None:
    data, folder = tmp_path / "data", tmp_path / "backup"
    await made(database, data, "台账.xlsx", LEDGER)
    kept(data, "changji/0001/photo.jpg", b"a photo")
    kept(data, ".0123456789abcdef", b"half of a phot")
    done = await terminal.type("db", "backup", str(folder))
    assert (done.code, done.err) == (0, "")
    assert f"已备份到 {folder}：" in done.out
    assert "文件2个" in done.out
    listed = manifest.read(folder)
    assert (listed.revision, listed.missing) == (migrate.HEAD, ())
    assert {one.path for one in (listed.database, *listed.files)} | {"manifest.json"} == set(
        tree(folder)
    )
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.partition("/")[0] for path in tree(tmp_path)} <= {"backup", "data", "test.db"}

    elsewhere = {"database_url": await backend.empty(), "data_dir": str(tmp_path / "new")}
    done = await terminal.type("db", "restore", str(folder), **elsewhere)
    assert (done.code, done.err) == (0, "")
    assert "文件2个，校验值全部相符。可以启动机器人" in done.out
    assert tree(tmp_path / "new" / "archive") == tree(folder / "archive")
    again = await terminal.type("db", "backup", str(folder))
    assert (again.code, "已存在" in again.err) == (1, True)


async def test_what_is_missing_is_named_and_all_else_is_taken(
    terminal: Terminal, database: Database, backend: Backend, tmp_path: Path
) -> None:
    data, folder = tmp_path / "data", tmp_path / "backup"
    (await made(database, data, "台账.xlsx", LEDGER)).unlink()
    (await made(database, data, "报送表.docx", PAPER)).write_bytes(b"something else")
    done = await terminal.type("db", "backup", str(folder))
    assert done.code == 3
    assert "磁盘上没有或已损坏的文件2个" in done.out
    assert "台账.xlsx、报送表.docx" in done.out
    assert [one.called for one in manifest.read(folder).missing] == ["台账.xlsx", "报送表.docx"]
    elsewhere = {"database_url": await backend.empty(), "data_dir": str(tmp_path / "new")}
    done = await terminal.type("db", "restore", str(folder), **elsewhere)
    assert (done.code, "缺少文件2个：台账.xlsx、报送表.docx" in done.out) == (3, True)
    # A backup of the database alone is compared with what lies in the archive folder.
    file = tmp_path / "alone.db"
    await terminal.type("db", "backup", "--without-files", str(file))
    elsewhere = {"database_url": await backend.empty(), "data_dir": str(tmp_path / "new")}
    done = await terminal.type("db", "restore", str(file), **elsewhere)
    assert (done.code, "缺少文件2个" in done.out) == (3, True)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
async def test_what_the_disk_has_no_room_for_leaves_nothing_behind(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> NoReturn:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "sync", full)
        done = await terminal.type("db", "backup", str(tmp_path / "backup"))
    assert (done.code, done.out) == (1, "")
    assert f"备份没有写成（{os.strerror(errno.ENOSPC)}）" in done.err
    assert {path.partition("/")[0] for path in tree(tmp_path)} <= {"data", "test.db"}


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
async def test_a_backup_that_could_not_be_noted_is_one_all_the_same(
    terminal: Terminal, tmp_path: Path
) -> None:
    (tmp_path / "data" / "last-backup.json").mkdir()
    done = await terminal.type("db", "backup", str(tmp_path / "backup"))
    assert (done.code, done.err) == (0, "")
    assert f"已备份到 {tmp_path / 'backup'}：" in done.out


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
async def test_a_restore_that_was_stopped_says_why_and_is_simply_begun_again(
    terminal: Terminal, database: Database, backend: Backend, tmp_path: Path
) -> None:
    data, folder = tmp_path / "data", tmp_path / "backup"
    await made(database, data, "台账.xlsx", LEDGER)
    await terminal.type("db", "backup", str(folder))
    elsewhere = {"database_url": await backend.empty(), "data_dir": str(tmp_path / "new")}
    # Where the folder of the files is to be, something else lies.
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "archive").write_bytes(b"")
    done = await terminal.type("db", "restore", str(folder), **elsewhere)
    assert (done.code, done.out) == (1, "")
    assert f"没有从 {folder} 恢复完（{os.strerror(errno.ENOTDIR)}）" in done.err
    (tmp_path / "new" / "archive").unlink()
    again = await terminal.type("db", "restore", str(folder), **elsewhere)
    assert (again.code, again.err) == (0, "")
    assert tree(tmp_path / "new" / "archive") == tree(folder / "archive")


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
async def test_nothing_is_written_where_a_backup_is_not_what_it_was(
    terminal: Terminal, database: Database, backend: Backend, tmp_path: Path
) -> None:
    data, folder, new = tmp_path / "data", tmp_path / "backup", tmp_path / "new"
    await made(database, data, "台账.xlsx", LEDGER)
    kept(data, "changji/0001/photo.jpg", b"a photo")
    await terminal.type("db", "backup", str(folder))
    place = {"database_url": await backend.empty(), "data_dir": str(new)}

    async def restored(*options: str) -> Outcome:
        return await terminal.type("db", "restore", str(folder), *options, **place)

    async def refused(sentence: str) -> None:
        done = await restored()
        assert (done.code, done.out) == (1, "")
        assert sentence in done.err
        assert len(done.err.splitlines()) == 1
        assert not (new / "archive").exists()

    # Another file with the same name is not ours to replace.
    other = kept(new, "changji/0001/photo.jpg", b"another photo")
    done = await restored()
    assert (done.code, f"同名而内容不同的文件：{other}" in done.err) == (1, True)
    assert tree(new / "archive") == {"changji/0001/photo.jpg": b"another photo"}
    other.unlink()
    other.parent.rmdir()
    other.parent.parent.rmdir()
    (new / "archive").rmdir()

    (folder / "archive/changji/0001/photo.jpg").unlink()
    (folder / "archive/changji/0001/photo.jpg").write_bytes(b"a phot0")
    await refused("缺失或损坏的文件1个：archive/changji/0001/photo.jpg")
    whole = (folder / "qingkong.db").read_bytes()
    (folder / "qingkong.db").write_bytes(whole[:-1] + b"x")
    await refused("qingkong.db 已损坏")
    (folder / "qingkong.db").write_bytes(whole)
    with only_one(place["database_url"]):
        await refused("有机器人正在使用这个数据库")
    done = await restored("--incomplete")
    assert done.code == 0, "no row of the database names that photo"
    assert len(tree(new / "archive")) == 1


Facts = dict[str, Any]
NO_LISTS: tuple[tuple[Callable[[Facts], object], str], ...] = (
    (lambda facts: facts | {"format": 2}, "清单已损坏"),
    (lambda facts: facts | {"revision": "9999"}, "更新的程序版本（9999）"),
    (
        lambda facts: facts | {"files": [facts["files"][0] | {"path": "archive/../../x"}]},
        "清单已损坏",
    ),
    (lambda facts: facts | {"files": [facts["files"][0] | {"path": "/x"}]}, "清单已损坏"),
    (lambda facts: [facts], "清单已损坏"),
)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
async def test_a_list_that_is_none_is_refused(
    terminal: Terminal, backend: Backend, tmp_path: Path
) -> None:
    folder, fresh = tmp_path / "backup", await backend.empty()
    kept(tmp_path / "data", "changji/0001/photo.jpg", b"a photo")
    await terminal.type("db", "backup", str(folder))
    place = folder / manifest.MANIFEST
    facts = json.loads(place.read_text("utf-8"))
    for change, sentence in NO_LISTS:
        place.write_text(json.dumps(change(facts)))
        done = await terminal.type(
            "db", "restore", str(folder), database_url=fresh, data_dir=str(tmp_path)
        )
        assert (done.code, sentence in done.err) == (1, True), sentence


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
async def test_a_damaged_file_of_the_database_alone_is_not_restored(
    terminal: Terminal, backend: Backend, tmp_path: Path
) -> None:
    file = tmp_path / "alone.db"
    await terminal.type("db", "backup", "--without-files", str(file))
    with closing(sqlite3.connect(file)) as connection:
        (root,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'plan_versions'"
        ).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    content = bytearray(file.read_bytes())
    content[(root - 1) * size : root * size] = b"\xff" * size
    file.write_bytes(content)
    fresh = await backend.empty()
    done = await terminal.type("db", "restore", str(file), database_url=fresh)
    assert (done.code, "已损坏，没有恢复" in done.err) == (1, True)


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
async def test_nothing_is_restored_into_a_database_on_which_a_bot_runs(
    terminal: Terminal, backend: Backend, tmp_path: Path
) -> None:
    folder, taken = tmp_path / "backup", await backend.fresh()
    await terminal.type("db", "backup", str(folder))
    there = Database(taken)
    async with there.transaction() as session:
        await leases.attend(session, "another", timedelta(days=1))
    await there.close()
    done = await terminal.type("db", "restore", str(folder), database_url=taken)
    assert (done.code, "有机器人正在使用" in done.err) == (1, True)


def test_a_terminal_shows_how_far_it_is() -> None:
    seen = StringIO()
    console = Console(file=seen, force_terminal=True, width=80)
    with bars(load({}), console) as told:
        told("rows", 3, 12)
        told("rows", 12, 12)
    assert "复制数据库" in seen.getvalue()
    assert "100%" in seen.getvalue()
