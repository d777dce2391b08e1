"""The command line as an operator meets it: in a process of its own."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from bot.loops.leases import name_of_bot, take_ahead
from bot.only_one import only_one
from bot.setup import LEASE
from sandbox import HANG, Chat
from tests.bot.operating import Terminal
from tests.harness.cast import TOKEN
from tests.harness.databases import Backend
from tests.harness.stage import Stage
from tests.office.conftest import PLAN_FILE


async def qingkong(*arguments: str, **settings: str) -> asyncio.subprocess.Process:
    outside = {name: value for name, value in os.environ.items() if "QINGKONG" not in name}
    given = {f"QINGKONG_{name.upper()}": value for name, value in settings.items()}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *arguments,
        env=outside | given,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def outcome(process: asyncio.subprocess.Process) -> tuple[int | None, str]:
    async with asyncio.timeout(HANG):
        out, err = await process.communicate()
    return process.returncode, (out + err).decode()


async def answered(stage: Stage, chat: Chat) -> None:
    await stage.world.until(lambda: chat.messages[-1].sender is stage.cast.bot)


async def test_it_runs_until_it_is_told_to_stop(stage: Stage, tmp_path: Path) -> None:
    await stage.stop()
    process = await qingkong(
        "run",
        token=TOKEN,
        api_base=stage.setup.api_base,
        database_url=stage.setup.database_url,
        data_dir=str(tmp_path),
    )
    private = stage.cast.private(stage.cast.staff)
    stage.world.say(stage.cast.staff, private, "/nonsense")
    await answered(stage, private)
    stage.expect(private, "没有这条命令")
    process.send_signal(signal.SIGTERM)
    code, said = await outcome(process)
    assert code == 0, said
    assert "stopped" in said
    assert TOKEN not in said


async def test_whoever_is_stopped_while_it_loads_leaves_nothing_behind(
    stage: Stage, tmp_path: Path
) -> None:
    """It has polled, and on PostgreSQL taken its bot's lease, which another process may want."""
    await stage.stop()
    process = await qingkong(
        "run",
        token=TOKEN,
        api_base=stage.setup.api_base,
        database_url=stage.setup.database_url,
        data_dir=str(tmp_path),
    )
    async with asyncio.timeout(HANG):
        await stage.cast.bot.updates.polled.wait()
    process.send_signal(signal.SIGTERM)
    code, said = await outcome(process)
    assert code == 0, said
    if not stage.database.is_sqlite:
        lease = name_of_bot(stage.cast.bot.id)
        assert await take_ahead(stage.database, lease, "another", LEASE) is not None


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
async def test_on_a_new_server_it_says_what_comes_next_and_takes_up_the_plan(
    stage: Stage, tmp_path: Path
) -> None:
    await stage.stop()
    place = {"data_dir": str(tmp_path), "token": TOKEN, "api_base": stage.setup.api_base}
    process = await qingkong("run", **place)
    assert process.stderr is not None
    async with asyncio.timeout(HANG):
        while b"no_plan" not in (line := await process.stderr.readline()):
            assert line, "it stopped"
    assert "qingkong plan apply" in line.decode()
    private, group = stage.cast.private(stage.cast.stranger), stage.cast.office
    stage.world.say(stage.cast.staff, group, "大家好")
    stage.world.say(stage.cast.staff, group, "/help@another_bot")
    for words, chat in (
        ("/start", private),
        ("/help", private),
        ("/start", group),
        ("/help", group),
    ):
        stage.world.say(stage.cast.stranger if chat is private else stage.cast.staff, chat, words)
        await answered(stage, chat)
        stage.expect(chat, "尚未启用", "联系指挥部办公室")
    # To the running bot this is another process, just like an operator's command.
    done = await Terminal(place).type("plan", "apply", str(PLAN_FILE))
    assert done.code == 0, done.err
    stage.world.say(stage.cast.stranger, private, "/start")
    await answered(stage, private)
    stage.expect(private, "凭办公室发的接入码")
    process.send_signal(signal.SIGTERM)
    assert (await outcome(process))[0] == 0


async def test_it_is_healthy_after_it_ran_and_not_before(backend: Backend, tmp_path: Path) -> None:
    url = await backend.fresh()
    done = await Terminal({"database_url": url}).type("health")
    assert done.code == 1
    assert "没有心跳" in done.out + done.err


async def test_health_of_a_folder_without_a_database_is_told(tmp_path: Path) -> None:
    done = await Terminal({"data_dir": str(tmp_path / "data")}).type("health")
    assert (done.code, "这里没有数据库" in done.err) == (1, True)


@pytest.mark.parametrize(
    "command",
    [
        ("health",),
        ("audit", "verify"),
        ("enrol",),
        ("plan", "apply", str(PLAN_FILE)),
        ("db", "upgrade"),
        ("db", "backup", "backup.db"),
        ("db", "restore", "backup.db"),
    ],
    ids=" ".join,
)
async def test_a_database_that_is_away_is_told_in_one_sentence(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    place = {"data_dir": str(tmp_path), "database_url": "postgresql://nobody@127.0.0.1:9/none"}
    done = await Terminal(place | {"token": TOKEN}).type(*command)
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("数据库连接不上（")
    assert len(done.err.splitlines()) == 1


async def test_health_of_a_database_without_tables_is_told(backend: Backend) -> None:
    done = await Terminal({"database_url": await backend.empty()}).type("health")
    assert (done.code, "数据库" in done.err, len(done.err.splitlines())) == (1, True, 1)


async def test_a_new_database_is_made(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    done = await Terminal({"data_dir": str(folder)}).type("db", "upgrade")
    assert (done.code, (folder / "qingkong.db").exists()) == (0, True), done.err


async def test_a_wrong_setting_stops_the_start_with_one_sentence() -> None:
    code, said = await outcome(await qingkong("run", locale="en"))
    assert code == 2
    assert said.startswith("QINGKONG_TOKEN is not set.")
    assert len(said.splitlines()) == 1


async def test_sqlite_is_for_one_process(tmp_path: Path) -> None:
    with only_one(f"sqlite:///{tmp_path / 'qingkong.db'}"):
        code, said = await outcome(
            await qingkong("run", token=TOKEN, data_dir=str(tmp_path), locale="en")
        )
    assert code == 2
    assert said.startswith("Another qingkong run already uses")
    assert len(said.splitlines()) == 1
