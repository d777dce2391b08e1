"""What a process answers over HTTP, and updates that Telegram pushes rather than lets us fetch."""

import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import httpx
from prometheus_client.parser import text_string_to_metric_families
from sqlmodel import col, func, select

from bot.duties.ticker import Ticker
from bot.receiving.polling import ALLOWED_UPDATES
from bot.runtime import Web, Webhook
from bot.web.endpoints import LARGEST_UPDATE, SECRET_HEADER
from bot.web.health import State
from sandbox import HANG
from storage.database import Database
from storage.receiving.inbox import InboxUpdate
from tests.harness.stage import Stage

SECRET = "a-secret-that-only-telegram-knows"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


async def listen(stage: Stage, *, pushed: bool) -> None:
    """The same bot again, now with a port of its own."""
    await stage.stop()
    port = free_port()
    webhook = Webhook(f"http://127.0.0.1:{port}", SECRET) if pushed else None
    stage.setup = replace(stage.setup, web=Web("127.0.0.1", port, webhook))
    await stage.start()


@asynccontextmanager
async def client(stage: Stage) -> AsyncIterator[httpx.AsyncClient]:
    address = (await stage.awake()).web_address
    assert address is not None
    async with httpx.AsyncClient(base_url=address, timeout=HANG, trust_env=False) as opened:
        yield opened


async def stored(stage: Stage) -> int:
    async with stage.database.reading() as session:
        query = select(func.count()).select_from(InboxUpdate)
        return (await session.exec(query.where(col(InboxUpdate.update_id) == 7))).one()


async def test_what_telegram_pushes_is_handled(stage: Stage) -> None:
    await listen(stage, pushed=True)
    webhook = stage.cast.bot.webhook
    assert webhook is not None
    assert webhook.url.endswith(f"/telegram/{stage.cast.bot.id}")
    assert set(stage.cast.bot.updates.allowed or ()) == set(ALLOWED_UPDATES)
    await stage.tell(stage.cast.staff, "/nonsense")
    stage.expect_private(stage.cast.staff, "没有这条命令")
    assert webhook.last_error is None


async def test_whoever_is_not_telegram_is_turned_away(stage: Stage) -> None:
    await listen(stage, pushed=True)
    path, known = f"/telegram/{stage.cast.bot.id}", {SECRET_HEADER: SECRET}
    update = json.dumps({"update_id": 7})
    async with client(stage) as http:
        for said in (b"", SECRET[:-1].encode(), b"\xe9"):
            headers = [(SECRET_HEADER.encode(), said)]
            assert (await http.post(path, content=update, headers=headers)).status_code == 404
        assert (await http.post("/telegram/1", content=update, headers=known)).status_code == 404
        large = b" " * (LARGEST_UPDATE + 1)
        assert (await http.post(path, content=large, headers=known)).status_code == 413
        for wrong in ("{", "[]", '{"update_id": "7"}', '{"update_id": true}', "[" * 100_000):
            answer = await http.post(path, content=wrong, headers=known)
            assert answer.status_code == 400, wrong[:20]
        assert await stored(stage) == 0
        for _ in range(2):
            assert (await http.post(path, content=update, headers=known)).status_code == 200
    assert await stored(stage) == 1
    await stage.settle()


async def test_telegram_is_not_told_of_what_could_not_be_stored(stage: Stage) -> None:
    await listen(stage, pushed=True)
    async with stage.database.transaction() as session:
        connection = await session.connection()
        await connection.exec_driver_sql("ALTER TABLE inbox RENAME TO away")
    async with client(stage) as http:
        answer = await http.post(
            f"/telegram/{stage.cast.bot.id}",
            json={"update_id": 7},
            headers={SECRET_HEADER: SECRET},
        )
        assert answer.status_code == 503
        (await stage.awake()).wake()
        while (await http.get("/readyz")).json()["loops"]["worker"] != "failing":
            pass
        assert (await http.get("/readyz")).status_code == 503
        assert (await http.get("/healthz")).status_code == 200
    await stage.kill()
    stage.expect_error("update_not_stored")
    # Every loop that looks at updates has met it.
    assert all("loop_crashed" in line for line in stage.errors.lines)
    stage.errors.lines.clear()


async def test_polling_goes_on_where_a_webhook_was_left_behind(stage: Stage) -> None:
    await listen(stage, pushed=True)
    await stage.stop()
    stage.setup = replace(stage.setup, web=None)
    await stage.start()
    assert stage.cast.bot.webhook is None
    await stage.tell(stage.cast.staff, "/nonsense")
    stage.expect_private(stage.cast.staff, "没有这条命令")


async def test_health_and_figures_while_it_polls(stage: Stage) -> None:
    await listen(stage, pushed=False)
    await stage.tell(stage.cast.staff, "/nonsense")
    stage.expect_private(stage.cast.staff, "没有这条命令")
    async with client(stage) as http:
        assert (await http.get("/healthz")).status_code == 200
        ready = await http.get("/readyz")
        figures = await http.get("/metrics")
        assert (await http.post(f"/telegram/{stage.cast.bot.id}")).status_code == 404
    assert ready.status_code == 200
    assert ready.json()["loops"]["worker"] == "running"
    assert ready.json()["leases"] == {"agenda": True, f"bot:{stage.cast.bot.id}": True}
    samples = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(figures.text)
        for sample in family.samples
    }
    assert samples["qingkong_deliveries_total", "answer", "sent"] == 1
    assert samples["qingkong_inbox_updates",] == 0
    assert samples["qingkong_tick_age_seconds",] == 0
    assert samples["qingkong_loop_wakeups_total", "worker"] > 0
    assert str(stage.cast.staff.id) not in figures.text


async def test_a_database_that_is_away_is_noticed(stage: Stage) -> None:
    nowhere = Database(f"postgresql://nobody@127.0.0.1:{free_port()}/nothing")
    state = State(nowhere, stage.clock, [], [], Ticker(stage.desks(), stage.clock))
    assert not await state.database_answers()
    await nowhere.close()
