"""`qingkong cap`: alerts to files in the form of CAP 1.2, and others' files to the office."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import RealClock
from messages.documents.cap.model import MessageType, Status
from messages.documents.cap.reading import read
from messages.documents.cap.writing import write
from office.desk import Desks
from storage.database import Database
from storage.decisions.matters import OrderKind
from tests.bot.operating import Terminal
from tests.office.cap import others
from tests.office.conftest import PLAN_FILE
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
    assert (done.code, done.out) == (0, f"已写入2份CAP消息，在 {folder}。\n"), done.err
    found = sorted((read(one.read_bytes()) for one in folder.iterdir()), key=lambda one: one.sent)
    assert [(one.status, one.type) for one in found] == [
        (Status.ACTUAL, MessageType.ALERT),
        (Status.ACTUAL, MessageType.UPDATE),
    ]
    again = await terminal.type("cap", "export", "--to", str(folder), "--all")
    assert again.out == f"已写入0份CAP消息，在 {folder}；另有2份原已写出，没有改动。\n"

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


@pytest.mark.on_postgresql("never")
async def test_an_alert_that_cannot_go_holds_up_no_other(database_url: str, tmp_path: Path) -> None:
    terminal = Terminal({"database_url": database_url, "data_dir": str(tmp_path)})
    await terminal.type("plan", "apply", str(PLAN_FILE), "--yes")
    await _alerts(database_url)
    refused = await terminal.type("cap", "export", "--to", str(tmp_path / "a"), "--all")
    assert (refused.code, "影响区域没有行政区划代码" in refused.err) == (1, True)
    # The plan in force knows the code, so now the alert of the older plan can go.
    await terminal.type("plan", "apply", str(CHANGJI), "--yes")
    done = await terminal.type("cap", "export", "--to", str(tmp_path / "a"), "--all")
    assert (done.code, "已写入2份CAP消息" in done.out) == (0, True), done.err


def _plan_that_names_the_office_above(folder: Path) -> Path:
    said = CHANGJI.read_text(encoding="utf-8")
    above = "    relation: upper\n"
    named = folder / "plan.yaml"
    named.write_text(said.replace(above, f"{above}    cap_sender: cap.zhou\n", 1), "utf-8")
    return named


@pytest.mark.clause("C5")
async def test_anothers_alert_is_brought_before_the_office(
    database_url: str, tmp_path: Path
) -> None:
    plan = _plan_that_names_the_office_above(tmp_path)
    terminal = Terminal({"database_url": database_url, "data_dir": str(tmp_path)})
    applied = await terminal.type("plan", "apply", str(plan), "--yes")
    assert applied.code == 0, applied.err
    file, now = tmp_path / "zhou.xml", RealClock().now().replace(microsecond=0)
    alert = others.message(
        "zhou-1", others.info(onset=now, expires=now + timedelta(hours=72)), sent=now
    )
    file.write_bytes(write(alert))
    done = await terminal.type("cap", "import", str(file))
    assert (done.code, "已登记上级CAP消息（zhou-1），待办公室另一人复核" in done.out) == (0, True)
    again = await terminal.type("cap", "import", str(file))
    assert (again.code, "没有重复登记" in again.out) == (0, True)
    # The file lies in the archive as it came.
    (kept,) = [one for one in (tmp_path / "archive").rglob("*") if one.is_file()]
    assert kept.read_bytes() == file.read_bytes()

    file.write_bytes(write(others.message(sender="cap.nobody", identifier="1")))
    unknown = await terminal.type("cap", "import", str(file))
    assert (unknown.code, "发送标识“cap.nobody”不在预案中" in unknown.err) == (1, True)
    file.write_bytes(b"<alert/>")
    strange = await terminal.type("cap", "import", str(file))
    assert (strange.code, "不是CAP 1.2的预警消息" in strange.err) == (1, True)
    missing = await terminal.type("cap", "import", str(tmp_path / "none.xml"))
    assert (missing.code, "读不了" in missing.err) == (1, True)
