"""`qingkong export`: what `/export` makes, made on the server into a file."""

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.bot.operating import Terminal
from tests.office.conftest import PLAN_FILE


@pytest.fixture
async def terminal(database_url: str, tmp_path: Path) -> Terminal:
    opened = Terminal({"database_url": database_url, "data_dir": str(tmp_path)})
    await opened.type("plan", "apply", str(PLAN_FILE))
    return opened


@pytest.mark.clause("E10")
async def test_the_ledger_is_written_to_a_new_file(terminal: Terminal, tmp_path: Path) -> None:
    out = tmp_path / "ledger.xlsx"
    done = await terminal.type("export", "ledger", str(out))
    assert (done.code, done.out.startswith(f"已写入 {out}")) == (0, True), done.err
    book = load_workbook(BytesIO(out.read_bytes()))
    assert book.sheetnames[:2] == ["说明", "预警与通知"]
    # What is there already is never replaced.
    again = await terminal.type(
        "export", "ledger", str(out), "--first", "2026-11-01", "--last", "2026-12-01"
    )
    assert (again.code, f"{out} 已存在" in again.err) == (1, True)


async def test_what_is_not_there_is_said(terminal: Terminal, tmp_path: Path) -> None:
    no_episode = await terminal.type("export", "ledger", str(tmp_path / "a"), "--episode", "7")
    assert (no_episode.code, "没有这次污染过程" in no_episode.err) == (1, True)
    no_case = await terminal.type("export", "evidence", str(tmp_path / "b"), "--slip", "7")
    assert (no_case.code, "没有这件督办" in no_case.err) == (1, True)
    no_alert = await terminal.type("export", "evidence", str(tmp_path / "b"), "--alert", "7")
    assert (no_alert.code, "没有这次预警" in no_alert.err) == (1, True)
    both = ("--alert", "7", "--slip", "7")
    assert (await terminal.type("export", "evidence", str(tmp_path / "b"), *both)).code == 2
    half = await terminal.type("export", "ledger", str(tmp_path / "c"), "--first", "2026-11-01")
    assert half.code == 2


async def test_what_was_typed_wrongly_is_said_in_one_sentence(
    terminal: Terminal, tmp_path: Path
) -> None:
    out = str(tmp_path / "a.xlsx")
    strange = await terminal.type("export", "ledger", out, "--first", "1 November", "--last", "x")
    assert (strange.code, "日期读不懂" in strange.err) == (1, True)
    days = ("--first", "2026-12-01", "--last", "2026-11-01")
    turned = await terminal.type("export", "ledger", out, *days)
    assert (turned.code, "后一个日期早于前一个" in turned.err) == (1, True)
    nowhere = await terminal.type("export", "ledger", str(tmp_path / "none" / "a.xlsx"))
    assert (nowhere.code, "没有" in nowhere.err, "这个目录" in nowhere.err) == (1, True, True)
