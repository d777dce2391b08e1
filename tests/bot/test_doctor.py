"""The doctor names each problem and its remedy, and finds none where there is none."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from pydantic import SecretStr

from bot import doctor
from bot.settings import Settings, load, sentence
from sandbox import PlayClock, Server, World, serving
from tests.harness.cast import TOKEN
from tests.harness.databases import Backend
from tests.harness.stage import Scene, SetStage, Stage


def settings_of(stage: Stage) -> Settings:
    return load(
        {
            "QINGKONG_TOKEN": TOKEN,
            "QINGKONG_API_BASE": stage.setup.api_base,
            "QINGKONG_DATABASE_URL": stage.setup.database_url,
        }
    )


NOON = datetime(2026, 12, 1, 4, tzinfo=UTC)


async def findings(settings: Settings, now: datetime = NOON) -> dict[str, str]:
    """What is found, told in Chinese, by key; problems begin with a cross."""
    found = [one async for one in doctor.examine(settings, lambda: now)]
    return {
        one.key: ("" if one.ok else "✗ ") + sentence("zh", f"doctor_{one.key}", **one.facts)
        for one in found
    }


async def test_a_bot_in_good_health(stage: Stage) -> None:
    found = await findings(settings_of(stage))
    assert [said for said in found.values() if said.startswith("✗")] == []
    assert "@qingkong_test_bot" in found["token"]
    assert "changji" in found["plan"]


async def test_groups_where_the_bot_sees_too_little(set_stage: SetStage) -> None:
    stage = await set_stage(Scene(admin=False))
    found = await findings(settings_of(stage))
    assert stage.cast.groups["huanjing"].title in found["blind"]


async def test_a_group_that_threw_the_bot_out(stage: Stage) -> None:
    group = stage.cast.groups["huanjing"]
    stage.world.kick_bot(group, stage.cast.bot, stage.cast.liaisons["huanjing"])
    await stage.settle()
    stage.skim()
    assert group.title in (await findings(settings_of(stage)))["unreachable"]


async def test_addresses_that_the_plan_knows_nothing_of(stage: Stage) -> None:
    """A slip of the pen would leave an agency without its second channel, unnoticed."""
    text = "changji: {binhu: {sms: 'json://h/', fax: 'json://h/'}, moon: {sms: 'json://h/'}}"
    settings = settings_of(stage).model_copy(update={"channels": SecretStr(text)})
    found = (await findings(settings))["channels_unknown"]
    assert "changji.binhu.fax、changji.moon.sms" in found
    assert "json" not in found


@asynccontextmanager
async def telling_the_time() -> AsyncIterator[str]:
    """A server that knows nothing but that it is noon."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        date = format_datetime(NOON, usegmt=True)
        head = f"HTTP/1.1 404 Not Found\r\nDate: {date}\r\nContent-Length: 0\r\n"
        writer.write(f"{head}Connection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def test_a_clock_that_is_wrong(stage: Stage) -> None:
    async with telling_the_time() as address:
        settings = settings_of(stage).model_copy(update={"api_base": address})
        assert "clock" in await findings(settings)
        found = await findings(settings, now=NOON + timedelta(minutes=3))
    assert "NTP" in found["clock_off"]


async def test_a_token_that_was_revoked(stage: Stage) -> None:
    settings = settings_of(stage)
    del stage.world.bots[TOKEN]
    found = await findings(settings)
    stage.world.bots[TOKEN] = stage.cast.bot
    assert "BotFather" in found["token_refused"]
    # The bot that runs beside it has met the same refusal.
    stage.errors.lines.clear()


async def test_a_machine_that_was_only_just_set_up(backend: Backend) -> None:
    async with serving(World(PlayClock(NOON))) as server:
        found = await findings(_fresh(server, await backend.fresh()))
        assert "plan apply" in found["no_plan"]
        found = await findings(_fresh(server, await backend.empty()))
        assert "db upgrade" in found["database_old"]


async def test_a_rehearsal_clock_in_service(stage: Stage) -> None:
    settings = settings_of(stage).model_copy(update={"clock": "2026-12-01T08:00Z"})
    assert "QINGKONG_CLOCK" in (await findings(settings))["clock_rehearsal"]


def _fresh(server: Server, url: str) -> Settings:
    return load(
        {
            "QINGKONG_TOKEN": TOKEN,
            "QINGKONG_API_BASE": server.url,
            "QINGKONG_DATABASE_URL": url,
        }
    )
