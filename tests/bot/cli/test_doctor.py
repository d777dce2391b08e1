"""The doctor names each problem and its remedy, and finds none where there is none."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from pydantic import SecretStr

from bot.cli import doctor, doctor_keeping, last_backup
from bot.settings import Settings, load, sentence
from office.plan.model import Plan
from sandbox import PlayClock, Server, World, serving
from storage.roster import people
from tests.bot.operating import Terminal
from tests.harness.cast import TOKEN, apply_plan
from tests.harness.databases import Backend
from tests.harness.plans import small_plan, with_other_bodies
from tests.harness.stage import FIVE_AGENCIES, Scene, SetStage, Stage

NOON = datetime(2026, 12, 1, 4, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def roomy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here may depend on the disk of the machine that the tests run on."""
    have(monkeypatch, free=500_000, total=1_000_000)


def have(monkeypatch: pytest.MonkeyPatch, *, free: int, total: int) -> None:
    """Let every disk have so many megabytes."""
    usage = SimpleNamespace(total=total << 20, free=free << 20)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)


def settings_of(stage: Stage) -> Settings:
    last_backup.keep(stage.setup.data_dir, NOON - timedelta(hours=9), Path("backup"))
    return load(
        {
            "QINGKONG_TOKEN": TOKEN,
            "QINGKONG_API_BASE": stage.setup.api_base,
            "QINGKONG_DATABASE_URL": stage.setup.database_url,
            "QINGKONG_DATA_DIR": str(stage.setup.data_dir),
        }
    )


async def findings(settings: Settings, now: datetime = NOON) -> dict[str, str]:
    """The findings in Chinese by key, each with its mark."""
    return {
        one.key: f"{one.grade.value} " + sentence("zh", f"doctor_{one.key}", **one.facts)
        async for one in doctor.examine(settings, lambda: now)
    }


def marked(found: dict[str, str], mark: str) -> list[str]:
    return [key for key, said in found.items() if said.startswith(mark)]


async def test_a_bot_in_good_health(stage: Stage) -> None:
    found = await findings(settings_of(stage))
    assert (marked(found, "✗"), marked(found, "⚠")) == ([], ["clock_unknown"])
    assert "@qingkong_test_bot" in found["token"]
    assert "changji" in found["plan"]
    assert "5家成员单位的群均已接入" in found["enrolled"]
    assert "9小时前" in found["backup"]
    assert "剩余500000 MB（50%）" in found["room"]
    assert "files" in found


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
    """A misspelt name would leave an agency without its second channel, and nobody would notice."""
    text = "changji: {binhu: {sms: 'json://h/', fax: 'json://h/'}, moon: {sms: 'json://h/'}}"
    settings = settings_of(stage).model_copy(update={"channels": SecretStr(text)})
    found = (await findings(settings))["channels_unknown"]
    assert "changji.binhu.fax、changji.moon.sms" in found
    assert "json" not in found


@asynccontextmanager
async def telling_the_time() -> AsyncIterator[str]:
    """A server that only says that it is noon."""

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
        assert "reachable" not in found, "there is no chat yet"
        found = await findings(_fresh(server, await backend.empty()))
        # On PostgreSQL somebody has made the database; on SQLite the first start makes it.
        assert "db upgrade" in (found.get("database_empty") or found["database_missing"])
        assert "未检查预案" in found["stored_unchecked"]


async def test_a_database_that_is_not_there_is_not_made_either(tmp_path: Path) -> None:
    file = tmp_path / "data" / "qingkong.db"
    async with serving(World(PlayClock(NOON))) as server:
        found = await findings(_fresh(server, f"sqlite:///{file}"))
    assert f"数据库还没有建立（{file}）" in found["database_missing"]
    assert not file.exists()


async def test_whoever_has_not_joined_is_named(set_stage: SetStage) -> None:
    stage = await set_stage(Scene(enrolled=False))
    found = await findings(settings_of(stage))
    assert marked(found, "✗") == ["no_office", "vacant_signers"]
    assert "指挥长、副指挥长、办公室主任" in found["vacant_signers"]
    assert found["vacant"].startswith("⚠ 昌吉市：职务空缺：办公室副主任、办公室工作人员、")
    assert "5家成员单位中5家没有群，收不到预警：" in found["no_group"]


async def test_a_post_that_falls_vacant_is_told(stage: Stage) -> None:
    async with stage.desks().open(stage.plan.jurisdiction, stage.now(), "cli:test") as desk:
        for held in await people.current_appointments(desk.session, desk.jurisdiction):
            if held.position in ("mayor", "director"):
                await people.end_appointment(desk.session, held.key, desk.now)
    found = await findings(settings_of(stage))
    assert "审签职务空缺：办公室主任，" in found["vacant_signers"]
    assert "职务空缺：市政府主要领导。" in found["vacant"]


async def test_what_telegram_cannot_be_asked_is_said_to_be_unchecked(stage: Stage) -> None:
    settings = settings_of(stage).model_copy(update={"api_base": "http://127.0.0.1:9"})
    found = await findings(settings)
    assert (marked(found, "✗"), marked(found, "⚠")) == (["telegram_away"], ["clock_unchecked"])


async def test_its_exit_code_tells_how_grave_it_is(stage: Stage) -> None:
    last_backup.keep(stage.setup.data_dir, datetime.now(UTC), Path("backup"))
    place = {"token": TOKEN, "database_url": stage.setup.database_url}
    place |= {"data_dir": str(stage.setup.data_dir)}
    terminal = Terminal(place | {"api_base": stage.setup.api_base})
    done = await terminal.type("doctor")
    assert (done.code, done.out.splitlines()[-1]) == (3, "需留意1项（⚠）。")
    done = await terminal.type("doctor", clock="2026-12-01T08:00Z")
    assert (done.code, done.out.splitlines()[-1]) == (1, "需处理1项（✗）。")


async def test_a_backup_that_is_old_or_was_never_made(stage: Stage) -> None:
    settings, data = settings_of(stage), stage.setup.data_dir
    assert "已过去3天（应在2天内）" in (await findings(settings, NOON + 3 * DAY))["backup_old"]
    assert "backup" in await findings(settings, NOON + DAY)
    last_backup.place_in(data).write_text("{}")
    assert (await findings(settings))["backup_none"].startswith("⚠")
    others = settings.model_copy(update={"backup_days": 0})
    assert "backup_none" not in await findings(others, NOON + 3 * DAY)


@pytest.mark.parametrize(
    ("free", "total", "key"),
    [
        (200, 1_000_000, "room_gone"),
        (300, 1_000, "room_scarce"),
        (15_000, 1_000_000, "room_scarce"),
        (3_000, 20_000, "room"),
        (30_000, 1_000_000, "room"),
    ],
)
async def test_a_disk_that_fills(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, free: int, total: int, key: str
) -> None:
    have(monkeypatch, free=free, total=total)
    settings = load({"QINGKONG_DATA_DIR": str(tmp_path / "not yet there")})
    async with aclosing(doctor_keeping.examine(settings, NOON, has_record=False)) as found:
        assert [(one.key, one.facts["megabytes"]) async for one in found] == [(key, free)]


async def test_files_that_are_gone_are_named(stage: Stage) -> None:
    settings = settings_of(stage)
    await stage.say(stage.cast.staff, stage.cast.office, "/export 2026-11-01 2026-12-31")
    stage.skim()
    assert "files" in await findings(settings)
    [kept] = (path for path in (stage.setup.data_dir / "archive/made").rglob("*") if path.is_file())
    kept.unlink()
    said = (await findings(settings))["files_missing"]
    assert said.startswith("⚠ 磁盘上缺少数据库记录的文件1个：台账 ")


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


async def test_a_team_without_a_group_is_named_as_one(stage: Stage) -> None:
    plan = with_other_bodies(small_plan(FIVE_AGENCIES))
    await apply_plan(stage.database, plan, stage.clock.now())
    found = await findings(settings_of(stage))
    assert "1个专项组中1个没有群：专家组" in found["no_group_team"]
    assert "1个县（市）中1个没有群：阜康" in found["no_group_county"]
    assert "1家其他单位中1家没有群：米东" in found["no_group_outside"]
    assert "no_group" not in found


async def test_a_public_channel_that_has_not_joined_is_named(stage: Stage) -> None:
    facts = small_plan(FIVE_AGENCIES).model_dump()
    plan = Plan.model_validate({**facts, "public": {"name": "昌吉发布"}})
    await apply_plan(stage.database, plan, stage.clock.now())
    found = await findings(settings_of(stage))
    assert "公众频道“昌吉发布”未接入" in found["no_public"]
