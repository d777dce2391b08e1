"""`qingkong db`: a backup while the bot runs, looked over; a restore into an empty place only."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from storage import migrate, plans
from storage.database import Database
from tests.bot.operating import Terminal
from tests.harness.databases import Backend
from tests.office.conftest import PLAN_FILE


@pytest.fixture
async def terminal(database_url: str, tmp_path: Path) -> Terminal:
    opened = Terminal({"database_url": database_url, "data_dir": str(tmp_path)})
    await opened.type("plan", "apply", str(PLAN_FILE))
    return opened


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def test_there_and_back(terminal: Terminal, backend: Backend, tmp_path: Path) -> None:
    """The file is one, whole, and for its owner alone."""
    file = tmp_path / "backup.db"
    done = await terminal.type("db", "backup", str(file))
    assert (done.code, done.err) == (0, "")
    assert f"已备份到 {file}" in done.out
    assert "changji：审计日志完整，共 1 条" in done.out
    assert file.stat().st_mode & 0o777 == 0o600
    assert names_in(tmp_path) == ["backup.db"]

    elsewhere = {"database_url": await backend.empty()}
    done = await terminal.type("db", "restore", str(file), **elsewhere)
    assert (done.code, done.err) == (0, "")
    assert "已从" in done.out
    # The restored log says itself that it was restored.
    assert "共 2 条" in (await terminal.type("audit", "verify", **elsewhere)).out
    # PostgreSQL's sequences go on behind the rows that brought their own ids.
    assert (await terminal.type("plan", "apply", str(PLAN_FILE), **elsewhere)).code == 0

    done = await terminal.type("db", "restore", str(file), **elsewhere)
    assert done.code == 1
    assert "不是空的" in done.err


async def test_a_backup_replaces_nothing(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "kept.db"
    file.write_bytes(b"precious")
    done = await terminal.type("db", "backup", str(file))
    assert done.code == 1
    assert "已存在" in done.err
    assert file.read_bytes() == b"precious"
    done = await terminal.type("db", "backup", str(tmp_path / "nowhere" / "backup.db"))
    assert "没有目录" in done.err


async def test_a_broken_log_is_backed_up_and_told(
    terminal: Terminal, database: Database, tmp_path: Path
) -> None:
    async with database.transaction() as session:
        await (await session.connection()).exec_driver_sql("UPDATE audit_log SET actor = 'other'")
    done = await terminal.type("db", "backup", str(tmp_path / "backup.db"))
    assert done.code == 1
    assert "从第 1 条起不可信" in done.out
    assert (tmp_path / "backup.db").exists()


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
async def test_what_is_no_backup_is_not_restored(
    terminal: Terminal, backend: Backend, tmp_path: Path
) -> None:
    elsewhere = {"database_url": await backend.empty()}
    text, other, newer = tmp_path / "text.db", tmp_path / "other.db", tmp_path / "newer.db"
    text.write_text("hello")
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE cats (name TEXT)")
    with closing(sqlite3.connect(newer)) as connection, connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("INSERT INTO alembic_version VALUES ('9999')")
    for file, sentence in (
        (tmp_path / "none.db", "读不到"),
        (text, "不是 qingkong db backup"),
        (other, "不是 qingkong db backup"),
        (newer, "更新的程序版本（9999）"),
    ):
        done = await terminal.type("db", "restore", str(file), **elsewhere)
        assert done.code == 1
        assert sentence in done.err


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
async def test_an_older_database_is_not_backed_up_but_an_older_backup_is_restored(
    terminal: Terminal, backend: Backend, tmp_path: Path
) -> None:
    older = await backend.empty()
    await migrate.upgrade(older, migrate.revisions()[0])
    done = await terminal.type("db", "backup", str(tmp_path / "b.db"), database_url=older)
    assert done.code == 1
    assert "qingkong db upgrade" in done.err
    done = await terminal.type(
        "db", "backup", str(tmp_path / "b.db"), database_url=f"sqlite:///{tmp_path}/typo.db"
    )
    assert "没有数据库文件" in done.err
    assert not (tmp_path / "typo.db").exists()

    fresh = await backend.empty()
    file = older.removeprefix("sqlite:///")
    assert (await terminal.type("db", "restore", file, database_url=fresh)).code == 0
    assert await migrate.current_revision(fresh) == migrate.HEAD


async def test_a_backup_of_one_kind_restores_into_the_other(
    terminal: Terminal, tmp_path: Path
) -> None:
    file, url = tmp_path / "backup.db", f"sqlite:///{tmp_path / 'restored.db'}"
    await terminal.type("db", "backup", str(file))
    assert (await terminal.type("db", "restore", str(file), database_url=url)).code == 0
    restored = Database(url)
    async with restored.reading() as session:
        assert await plans.jurisdictions(session) == ["changji"]
    await restored.close()
