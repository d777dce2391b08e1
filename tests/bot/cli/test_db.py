"""`qingkong db`: a backup while the bot runs, looked over; a restore into an empty place only."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.books import plans
from storage.database import Database, create_engine
from storage.upkeep import migrate
from tests.bot.operating import Terminal
from tests.harness.cast import TOKEN
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
    """The database alone is one whole file that only its owner can read."""
    file = tmp_path / "backup.db"
    photo = tmp_path / "archive" / "one.jpg"
    photo.parent.mkdir()
    photo.write_bytes(b"a photo")
    done = await terminal.type("db", "backup", "--without-files", str(file))
    assert (done.code, done.err) == (0, "")
    assert f"已备份数据库到 {file}" in done.out
    assert f"未包含文件1个，共0.0 MB，请另行复制 {tmp_path / 'archive'}" in done.out
    assert "changji：审计日志完整，共1条" in done.out
    assert file.stat().st_mode & 0o777 == 0o600
    assert set(names_in(tmp_path)) == {"backup.db", "archive", "last-backup.json"}

    elsewhere = {"database_url": await backend.empty()}
    done = await terminal.type("db", "restore", str(file), **elsewhere)
    assert (done.code, done.err) == (0, "")
    assert f"请把归档文件放回 {tmp_path / 'archive'}" in done.out
    # The restored log says itself that it was restored.
    assert "共2条" in (await terminal.type("audit", "verify", **elsewhere)).out
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
    assert "从第1条起不可信" in done.out
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


async def older(backend: Backend, revision: str) -> str:
    """A database at this revision, with one row of JSON, and one without any."""
    url = await backend.empty()
    await migrate.upgrade(url, revision)
    engine = create_engine(url)
    async with engine.begin() as connection:
        for kind, keyboard in (("one", "'[[]]'"), ("two", "NULL")):
            await connection.execute(text(DELIVERY.format(kind=kind, keyboard=keyboard)))
    await engine.dispose()
    return url


DELIVERY = (
    "INSERT INTO deliveries (jurisdiction, kind, dedupe_key, chat_id, text, keyboard, lane, action,"
    " state, attempts, repeatable, repeated, held, context, next_try_at, created_at) VALUES"
    " ('changji', '{kind}', '{kind}', -1, 'text', {keyboard}, 1, 'send', 'sent', 1, false, false,"
    " false, '{{}}', '2026-12-01 00:00:00+00', '2026-12-01 00:00:00+00')"
)


@pytest.mark.parametrize("revision", [migrate.revisions()[0], migrate.revisions()[-2]])
async def test_before_its_tables_change_a_database_is_backed_up_as_it_stood(
    backend: Backend, tmp_path: Path, revision: str
) -> None:
    url = await older(backend, revision)
    place = {"database_url": url, "data_dir": str(tmp_path)}
    done = await Terminal(place).type("db", "upgrade")
    assert done.code == 0, done.err
    (made,) = (tmp_path / "before-migrating").iterdir()
    assert done.err.splitlines() == [
        f"数据库将从版本 {revision} 升级到 {migrate.HEAD}，升级前已备份到 {made}。"
    ]
    assert made.name.startswith(f"{revision}-")
    assert made.stat().st_mode & 0o777 == 0o600
    assert await migrate.current_revision(f"sqlite:///{made}") == revision
    with closing(sqlite3.connect(made)) as kept:
        rows = kept.execute("SELECT kind, keyboard FROM deliveries ORDER BY id")
        assert rows.fetchall() == [("one", "[[]]"), ("two", None)]

    again = await Terminal(place).type("db", "upgrade")
    assert (again.code, again.err) == (0, ""), "nothing was to be done"
    fresh = {"database_url": await backend.empty()}
    assert (await Terminal(fresh).type("db", "restore", str(made))).code == 0
    await backend.drop(fresh["database_url"])
    await backend.drop(url)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
async def test_a_new_database_needs_no_backup(backend: Backend, tmp_path: Path) -> None:
    place = {"database_url": await backend.empty(), "data_dir": str(tmp_path)}
    assert (await Terminal(place).type("db", "upgrade")).code == 0
    assert names_in(tmp_path) == []


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
async def test_the_newest_backups_before_migrations_stay(backend: Backend, tmp_path: Path) -> None:
    """Other files in the folder are not ours, so they stay too."""
    folder = tmp_path / "before-migrating"
    folder.mkdir()
    for name in ("0003-20260103T000000Z.db", "0001-20260101T000000Z.db", "notes.txt"):
        (folder / name).touch()
    (folder / "0002-20260102T000000Z.db").touch()
    place = {"database_url": await older(backend, "0004"), "data_dir": str(tmp_path)}
    assert (await Terminal(place).type("db", "upgrade")).code == 0
    kept = sorted(name.partition("-")[0] for name in names_in(folder))
    assert kept == ["0002", "0003", "0004", "notes.txt"]


async def test_without_a_backup_nothing_is_migrated(backend: Backend, tmp_path: Path) -> None:
    url = await older(backend, "0004")
    (tmp_path / "before-migrating").write_text("in the way")
    place = {"database_url": url, "data_dir": str(tmp_path), "token": TOKEN}
    for command in (("db", "upgrade"), ("enrol",), ("run",)):
        done = await Terminal(place).type(*command)
        assert (done.code, done.out) == (1, "")
        assert "数据库未升级" in done.err
        assert len(done.err.splitlines()) == 1
        assert await migrate.current_revision(url) == "0004"
    await backend.drop(url)


async def test_a_database_of_a_newer_program_is_left_alone(
    terminal: Terminal, database: Database, tmp_path: Path
) -> None:
    async with database.transaction() as session:
        await (await session.connection()).exec_driver_sql(
            "UPDATE alembic_version SET version_num = '9999'"
        )
    for command in (("run",), ("db", "upgrade"), ("enrol",), ("db", "backup", "none.db")):
        done = await terminal.type(*command, token=TOKEN)
        assert (done.code, done.out) == (1, "")
        assert done.err.startswith(f"数据库版本为 9999，比本程序（{migrate.HEAD}）新")
        assert len(done.err.splitlines()) == 1
    assert names_in(tmp_path) == []
    assert "安装更新的程序" in (await terminal.type("doctor", token=TOKEN)).out


async def test_a_backup_of_one_kind_restores_into_the_other(
    terminal: Terminal, tmp_path: Path
) -> None:
    file, url = tmp_path / "backup", f"sqlite:///{tmp_path / 'restored.db'}"
    await terminal.type("db", "backup", str(file))
    assert (await terminal.type("db", "restore", str(file), database_url=url)).code == 0
    restored = Database(url)
    async with restored.reading() as session:
        assert await plans.jurisdictions(session) == ["changji"]
    await restored.close()
