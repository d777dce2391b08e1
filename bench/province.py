"""A province's worst night, on one machine: every office issues an alert in the same minute.

`python -m bench.province` makes a local Telegram without limits, a PostgreSQL that keeps what it
commits, and several processes as an operator runs them. All of them share the machine's cores, so
the figures are a floor: in service Telegram and the database have machines of their own.
"""

import argparse
import asyncio
import os
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlmodel import col, func, select

from bench.databases import POSTGRESQL, Databases, databases
from bench.figures import Figure, Size
from bench.machine import load, machine, memory_of
from bench.province_world import Office, Province, build, enrol
from bench.telegram import Telegram
from sandbox import CallbackQuery, Message, serving
from storage.database import Database
from storage.roster.chats import Chat
from storage.upkeep.leases import LeaseRow

GROUPS, PROCESSES = 45, 3
READY_WITHIN, DONE_WITHIN = 120.0, 900.0
LOOK = 0.1
RECEIPT = "收到"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.province", description=__doc__)
    parser.add_argument("--offices", type=int, default=100, help="(%(default)s)")
    parser.add_argument("--groups", type=int, default=GROUPS, help="of each office (%(default)s)")
    parser.add_argument("--bots", type=int, default=10, help="(%(default)s)")
    parser.add_argument("--processes", type=int, default=PROCESSES, help="(%(default)s)")
    parser.add_argument(
        "--receipts", type=int, default=1, help="pressed at once in each office (%(default)s)"
    )
    return parser.parse_args()


@dataclass(slots=True)
class Report:
    """What was measured; each line is shown as soon as it is known."""

    alerts: int = 0
    alerts_took: float = 0.0
    """Seconds from the last signatures to the last group."""
    receipts: int = 0
    receipts_took: float = 0.0
    """Seconds until the last of the receipts pressed at once was answered."""

    def figures(self) -> Sequence[Figure]:
        alerts, receipts = f"{self.alerts:,} alerts", f"{self.receipts:,} receipts at once"
        return (
            Figure("province_alerts", f"A province: {alerts}", self.alerts_took, "s", at_most=20),
            Figure("province_receipts", f"  {receipts}", self.receipts_took, "s", at_most=2),
        )

    def add(self, what: str, figure: str) -> None:
        sys.stderr.write(f"{what}: {figure}\n")


@dataclass(frozen=True, slots=True)
class Running:
    """One process of the deployment."""

    process: asyncio.subprocess.Process
    started: asyncio.Event

    def processor_seconds(self) -> float:
        spent = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(spent[11]) + int(spent[12])) / os.sysconf("SC_CLK_TCK")


async def simulate(
    province: Province, url: str, processes: int, receipts: int, report: Report
) -> None:
    database = Database(url)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(database.close)
        began = time.monotonic()
        await enrol(province, database)
        report.add("plans applied and chats enrolled", f"{time.monotonic() - began:.1f} s")
        server = await stack.enter_async_context(serving(province.world))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="qingkong-")))
        began = time.monotonic()
        settings = _settings(province, url, server.url, folder)
        deployment = await stack.enter_async_context(_running(processes, settings))
        report.add(f"{processes} processes started", f"{time.monotonic() - began:.1f} s")
        await _shared(database, processes, len({office.bot.id for office in province.offices}))
        shares = [f"{name} {count}" for name, count in (await _shares(database)).items()]
        report.add("duties shared", ", ".join(shares))
        report.add("after", f"{time.monotonic() - began:.1f} s from the start")
        await _alerts(province, deployment, report)
        report.add("groups marked unreachable", await _unreachable(database))
        await _receipts(province, receipts, report)
        memory = ", ".join(f"{memory_of(one.process.pid):.0f}" for one in deployment)
        report.add("memory of each process", f"{memory} MB")


async def _alerts(province: Province, deployment: Sequence[Running], report: Report) -> None:
    # The time runs from the last signature of each office to the last group, all offices at once.
    world = province.world
    drafts = await _asked(province, _draft, "确认发布", lambda office: office.group.messages)
    for office, draft in drafts:
        world.press(office.staff, draft, label="确认发布")
    asked = await _asked(
        province,
        lambda office: None,
        "批准",
        lambda office: office.private(world, office.director).messages,
    )
    wanted = sum(len(office.agency_groups) for office in province.offices)
    spent = sum(one.processor_seconds() for one in deployment)
    began = time.monotonic()
    for office, message in asked:
        world.press(office.director, message, label="批准")
    first: float | None = None
    while (there := _delivered(province)) < wanted:
        first = first or (time.monotonic() - began if there else None)
        await _wait(began, f"{there} of {wanted} alerts")
    took = time.monotonic() - began
    report.alerts, report.alerts_took = wanted, took
    report.add("alerts", f"{len(asked)} to {wanted} groups")
    report.add("first group after", f"{first or took:.1f} s")
    report.add("last group after", f"{took:.1f} s, {wanted / took:.0f} a second")
    spent = sum(one.processor_seconds() for one in deployment) - spent
    report.add("processor time of all processes", f"{spent:.1f} s")


async def _receipts(province: Province, of_each: int, report: Report) -> None:
    # As many groups of every office press 收到 in the same instant.
    began = time.monotonic()
    queries: list[CallbackQuery] = [
        province.world.press(office.liaison, alert, label=RECEIPT)
        for office in province.offices
        for alert in office.alerts()[:of_each]
    ]
    waits: list[float] = []
    open_queries = queries
    while open_queries:
        await _wait(began, f"{len(open_queries)} receipts unanswered")
        still = [query for query in open_queries if query.answer is None]
        waits += [time.monotonic() - began] * (len(open_queries) - len(still))
        open_queries = still
    report.receipts, report.receipts_took = len(queries), waits[-1]
    report.add("receipts pressed at once", str(len(queries)))
    report.add("half of them answered after", f"{waits[len(waits) // 2]:.1f} s")
    report.add("all of them", f"{waits[-1]:.1f} s, {len(queries) / waits[-1]:.0f} a second")


def _draft(office: Office) -> str:
    starts = (datetime.now(UTC) + timedelta(days=1)).strftime("%Y-%m-%dT08:00")
    return f"/warn yellow {starts} 72h PM2.5"


async def _asked(
    province: Province,
    says: Callable[[Office], str | None],
    label: str,
    chat: Callable[[Office], list[Message]],
) -> list[tuple[Office, Message]]:
    """Return each office's message with this button, once all offices have theirs."""
    for office in province.offices:
        text = says(office)
        if text is not None:
            province.world.say(office.staff, office.group, text)
    found: dict[str, tuple[Office, Message]] = {}
    began = time.monotonic()
    while len(found) < len(province.offices):
        await _wait(began, f"{len(found)} offices have {label}")
        for office in province.offices:
            message = next((one for one in chat(office) if _has_button(one, label)), None)
            if message is not None:
                found[office.jurisdiction] = (office, message)
    return list(found.values())


def _has_button(message: Message, label: str) -> bool:
    return any(button.text == label for row in message.keyboard or () for button in row)


def _delivered(province: Province) -> int:
    return sum(len(office.alerts()) for office in province.offices)


async def _wait(began: float, state: str) -> None:
    if time.monotonic() - began > DONE_WITHIN:
        raise TimeoutError(state)
    await asyncio.sleep(LOOK)


async def _unreachable(database: Database) -> str:
    # Nobody removes a bot here: whatever stands in this list was lost by a mistake.
    async with database.reading() as session:
        query = (
            select(Chat.unreachable_reason, func.count())
            .where(col(Chat.reachable).is_(False))
            .group_by(col(Chat.unreachable_reason))
        )
        found = (await session.exec(query)).all()
    return ", ".join(f"{count} ({reason})" for reason, count in found) or "none"


async def _shared(database: Database, processes: int, bots: int) -> None:
    """Wait until no process has more than its share of the bots and the agenda."""
    most, began = max(2, -(-(bots + 1) // processes)), time.monotonic()
    while True:
        shares = await _shares(database)
        if sum(shares.values()) == bots + 1 and max(shares.values()) <= most:
            return
        await _wait(began, str(shares))


async def _shares(database: Database) -> dict[str, int]:
    async with database.reading() as session:
        query = (
            select(LeaseRow.holder, func.count())
            .where(col(LeaseRow.fence) > 0, col(LeaseRow.expires_at) > func.now())
            .group_by(col(LeaseRow.holder))
            .order_by(col(LeaseRow.holder))
        )
        return {holder: count for holder, count in (await session.exec(query)).all()}


def _settings(province: Province, url: str, api_base: str, folder: Path) -> dict[str, str]:
    tokens = folder / "tokens"
    tokens.write_text(province.tokens())
    return {
        "TOKENS_FILE": str(tokens),
        "API_BASE": api_base,
        "DATABASE_URL": url,
        "DATA_DIR": str(folder),
        "PACE": "off",
    }


@asynccontextmanager
async def _running(count: int, settings: dict[str, str]) -> AsyncIterator[list[Running]]:
    processes = [await _start(f"process{number}", settings) for number in range(count)]
    try:
        async with asyncio.timeout(READY_WITHIN):
            await asyncio.gather(*(one.started.wait() for one in processes))
        if any(one.process.returncode is not None for one in processes):
            raise RuntimeError("a process ended at once: see what it said")
        yield processes
    finally:
        for one in processes:
            if one.process.returncode is None:
                one.process.send_signal(signal.SIGTERM)
        await asyncio.gather(*(one.process.wait() for one in processes))


async def _start(name: str, settings: dict[str, str]) -> Running:
    given = {f"QINGKONG_{key}": value for key, value in (settings | {"PROCESS": name}).items()}
    outside = {key: value for key, value in os.environ.items() if "QINGKONG" not in key}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", env=outside | given, stderr=asyncio.subprocess.PIPE
    )
    started = asyncio.Event()
    reading = asyncio.create_task(_read(process, name, started))
    started_process = Running(process, started)
    reading.add_done_callback(lambda _: started.set())
    return started_process


async def _read(process: asyncio.subprocess.Process, name: str, started: asyncio.Event) -> None:
    # Errors are shown: a figure that was measured through errors is none.
    assert process.stderr is not None
    while line := (await process.stderr.readline()).decode():
        if '"started"' in line:
            started.set()
        if '"level": "error"' in line or not line.startswith("{"):
            sys.stderr.write(f"{name}: {line[:2000]}")


def measure(_telegram: Telegram, databases: Databases, size: Size) -> Report:
    """The province has a Telegram of its own, as it needs many bots."""
    report, bots = Report(), min(10, size.offices)
    province = build(size.offices, GROUPS, bots)
    asyncio.run(simulate(province, databases.fresh(POSTGRESQL), PROCESSES, 1, report))
    return report


def main() -> None:
    given = arguments()
    report = Report()
    report.add("machine", f"{machine()}, load {load() or 0:.1f} before the start")
    with databases() as here:
        url = here.fresh(POSTGRESQL)
        province = build(given.offices, given.groups, given.bots)
        asyncio.run(simulate(province, url, given.processes, given.receipts, report))


if __name__ == "__main__":
    main()
