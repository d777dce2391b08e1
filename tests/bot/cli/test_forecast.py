"""`qingkong forecast import`: a file is printed as it was read, and lies before the office."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from bot.clock import RealClock
from storage.database import Database
from storage.sky.forecasts import Forecast, ForecastState
from tests.bot.operating import Terminal

CHANGJI = Path("plans/changji.yaml")


@pytest.fixture
async def terminal(database_url: str, tmp_path: Path) -> Terminal:
    opened = Terminal({"database_url": database_url, "data_dir": str(tmp_path)})
    await opened.type("plan", "apply", str(CHANGJI), "--yes")
    return opened


async def _rows(url: str) -> list[tuple[str, str, int]]:
    database = Database(url)
    async with database.reading() as session:
        found = await session.exec(select(Forecast).order_by("id"))
        rows = [(row.kind, row.state, row.read_by) for row in found]
    await database.close()
    return rows


@pytest.mark.on_postgresql("first")
async def test_a_file_is_read_printed_and_waits_for_the_office(
    terminal: Terminal, database_url: str, tmp_path: Path
) -> None:
    first = RealClock().now().date() + timedelta(days=1)
    days = [first + timedelta(days=n) for n in range(3)]
    file = tmp_path / "days.txt"
    file.write_text("\n".join(f"{day.month}月{day.day}日 210" for day in days))
    done = await terminal.type("forecast", "import", str(file))
    assert done.code == 0, done.err
    assert "days.txt" in done.out
    assert "210　重度污染" in done.out
    assert "已提交办公室" in done.out
    assert "<b>" not in done.out
    assert await _rows(database_url) == [("forecast", ForecastState.READ, 0)]

    # A later file takes its place while nobody has confirmed it; a measurement does not.
    again = await terminal.type("forecast", "import", str(file))
    assert again.code == 0
    file.write_text(f"time,aqi\n{first - timedelta(days=2)} 08:00,90")
    measured = await terminal.type("forecast", "import", "--observed", str(file))
    assert "监测实况" in measured.out
    assert [(kind, state) for kind, state, _ in await _rows(database_url)] == [
        ("forecast", ForecastState.GIVEN_UP),
        ("forecast", ForecastState.READ),
        ("observed", ForecastState.READ),
    ]


@pytest.mark.on_postgresql("never")
async def test_what_cannot_be_read_is_refused_in_one_sentence(
    terminal: Terminal, tmp_path: Path
) -> None:
    missing = await terminal.type("forecast", "import", str(tmp_path / "none.csv"))
    assert missing.code == 1
    assert "读不了" in missing.err
    file = tmp_path / "words.txt"
    file.write_text("明天天气晴")
    words = await terminal.type("forecast", "import", str(file))
    assert words.code == 1
    assert words.err.count("\n") == 1
    file.write_bytes(b"")
    empty = await terminal.type("forecast", "import", str(file))
    assert "没有可读的表格或文字" in empty.err
