"""`qingkong cap`: alerts to files in the form of CAP 1.2, and others' files to the office."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import RealClock
from messages.documents.cap.model import MessageType, Status
from messages.documents.cap.reading import read
from office.desk import Desks
from storage.database import Database
from storage.decisions.matters import OrderKind
from tests.bot.operating import Terminal
from tests.office.episodes import alert_in_force, order_of

CHANGJI = Path("plans/changji.yaml")


@pytest.fixture
async def terminal(database_url: str, tmp_path: Path) -> Terminal:
    opened = Terminal({"database_url": database_url, "data_dir": str(tmp_path)})
    await opened.type("plan", "apply", str(CHANGJI), "--yes")
    return opened


async def _alerts(url: str) -> dict[str, str]:
    """An alert that was raised, and an exercise: their serial numbers."""
    database, since = Database(url), RealClock().now() - timedelta(hours=5)
    async with Desks(database).open("changji", since, "clock") as desk:
        alert = await alert_in_force(desk, since=since)
        raised = since + timedelta(hours=2)
        order = await order_of(desk, alert, OrderKind.ADJUST, at=raised, level="red")
        drill = await alert_in_force(desk, since=since, drill=True)
        played = await order_of(desk, drill, OrderKind.LIFT, at=raised)
    await database.close()
    return {"alert": order.serial or "", "drill": played.serial or ""}


@pytest.mark.clause("C8")
async def test_alerts_are_written_one_file_a_message(
    terminal: Terminal, database_url: str, tmp_path: Path
) -> None:
    none = await terminal.type("cap", "export", "--to", str(tmp_path / "cap"))
    assert (none.code, none.err) == (1, "没有可以导出的预警。\n")
    serials = await _alerts(database_url)
    folder = tmp_path / "cap"
    done = await terminal.type("cap", "export", "--to", str(folder))
    assert (done.code, done.out) == (0, f"已写入 2 份CAP消息，在 {folder}。\n"), done.err
    found = sorted((read(one.read_bytes()) for one in folder.iterdir()), key=lambda one: one.sent)
    assert [(one.status, one.type) for one in found] == [
        (Status.ACTUAL, MessageType.ALERT),
        (Status.ACTUAL, MessageType.UPDATE),
    ]
    again = await terminal.type("cap", "export", "--to", str(folder), "--all")
    assert again.out == f"已写入 0 份CAP消息，在 {folder}；另有 2 份原已写出，没有改动。\n"

    # An exercise goes out only where somebody says that it is one, and then nothing else does.
    played = ("cap", "export", "--to", str(tmp_path / "drill"), "--alert", serials["drill"])
    refused = await terminal.type(*played)
    assert (refused.code, "这是演练，不能作为实际预警导出" in refused.err) == (1, True)
    assert (await terminal.type(*played, "--drill")).code == 0
    written = [read(one.read_bytes()) for one in (tmp_path / "drill").iterdir()]
    assert {(one.status, bool(one.note)) for one in written} == {(Status.EXERCISE, True)}
    earnest = await terminal.type(
        "cap", "export", "--to", str(folder), "--alert", serials["alert"], "--drill"
    )
    assert (earnest.code, "这是实际预警" in earnest.err) == (1, True)


async def test_what_cannot_be_written_is_said(terminal: Terminal, tmp_path: Path) -> None:
    unknown = await terminal.type("cap", "export", "--to", str(tmp_path / "a"), "--alert", "1号")
    assert (unknown.code, "没有文号为“1号”的预警" in unknown.err) == (1, True)
    both = ("--alert", "1号", "--all")
    assert (await terminal.type("cap", "export", "--to", str(tmp_path / "a"), *both)).code == 2
    (tmp_path / "file").write_text("x")
    taken = await terminal.type("cap", "export", "--to", str(tmp_path / "file"))
    assert (taken.code, "已存在" in taken.err) == (1, True)
    nowhere = await terminal.type("cap", "export", "--to", str(tmp_path / "b" / "c"))
    assert (nowhere.code, "没有" in nowhere.err) == (1, True)
