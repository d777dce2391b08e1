"""`qingkong audit verify`: whole, or broken at an entry, with an exit code for scripts."""

from pathlib import Path

import pytest
from sqlmodel import select

from storage.books import audit
from storage.books.audit import AuditEntry
from storage.database import Database
from tests.bot.operating import Terminal
from tests.office.conftest import PLAN_FILE


@pytest.fixture
async def terminal(database_url: str, tmp_path: Path) -> Terminal:
    opened = Terminal({"database_url": database_url, "data_dir": str(tmp_path)})
    await opened.type("plan", "apply", str(PLAN_FILE))
    return opened


@pytest.mark.clause("C9", "E10")
async def test_a_whole_log_tells_its_head(terminal: Terminal, database: Database) -> None:
    done = await terminal.type("audit", "verify")
    async with database.reading() as session:
        last = await audit.last_entry(session, "changji")
        head = last.hash if last else ""
    assert done.code == 0
    assert done.out == f"changji：审计日志完整，共1条，末条校验值 {head}\n"


@pytest.mark.clause("C9", "E10")
async def test_a_log_that_was_touched_is_told(terminal: Terminal, database: Database) -> None:
    async with database.transaction() as session:
        entry = (await session.exec(select(AuditEntry))).one()
        entry.actor = "somebody:else"
        session.add(entry)
    done = await terminal.type("audit", "verify", "--jurisdiction", "changji")
    assert done.code == 1
    assert done.out == "changji：审计日志从第1条起不可信：内容与校验值不符，被改动过\n"


async def test_where_there_is_nothing_to_prove_nothing_is_proved(tmp_path: Path) -> None:
    place = Terminal({"data_dir": str(tmp_path / "data")})
    done = await place.type("audit", "verify")
    assert (done.code, done.out) == (1, "")
    assert "这里没有数据库" in done.err
    assert not (tmp_path / "data").exists()


async def test_a_database_without_a_plan_proves_nothing_either(
    database_url: str, tmp_path: Path
) -> None:
    done = await Terminal({"database_url": database_url, "data_dir": str(tmp_path)}).type(
        "audit", "verify"
    )
    assert (done.code, "还没有导入预案" in done.err) == (1, True)


async def test_anchors_that_do_not_agree(terminal: Terminal, database: Database) -> None:
    async with database.reading() as session:
        last = await audit.last_entry(session, "changji")
    head = last.hash if last else ""
    for anchor, code, sentence in (
        (f"1:{head[:16]}", 0, "与存证"),
        ("1:" + "0" * 16, 1, "被改写过"),
        ("2:" + "0" * 16, 1, "日志只到第1条"),
    ):
        done = await terminal.type("audit", "verify", "--anchor", anchor)
        assert (done.code, sentence in done.out) == (code, True), done
    done = await terminal.type("audit", "verify", "--anchor", "1:abc")
    assert done.code == 1
    assert "无法识别存证码“1:abc”" in done.err
