"""A fresh server is set up with nobody at the terminal, or by questions, and says what it lacks."""

import asyncio
import os
import pty
import re
import stat
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from bot.settings import load
from bot.settings_error import SettingsError
from bot.settings_file import in_folder
from sandbox import HANG, PlayClock, Server, World, serving
from storage.books import plans
from storage.database import Database
from tests.bot.operating import Outcome, Terminal
from tests.harness.cast import BOT_USERNAME, TOKEN
from tests.harness.databases import Backend

ROOT = Path(__file__).parents[3]
PLAN = ROOT / "tests" / "harness" / "city.yaml"
NOON = datetime(2026, 12, 1, 4, tzinfo=UTC)
OTHER_TOKEN = "700200:AAAnotherTokenOfTheStoryTests"


@pytest.fixture
async def telegram() -> AsyncIterator[Server]:
    world = World(PlayClock(NOON))
    world.add_bot(TOKEN, "晴空值班员", BOT_USERNAME)
    world.add_bot(OTHER_TOKEN, "晴空值班员", "another_test_bot")
    async with serving(world) as server:
        yield server


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the operator's own, in which the commands are typed."""
    place = tmp_path / "qingkong"
    place.mkdir()
    monkeypatch.chdir(place)
    return place


def token_file(folder: Path, token: str = TOKEN) -> str:
    path = folder.parent / "token.txt"
    path.write_text(f"{token}\n")
    return str(path)


async def set_up(folder: Path, telegram: Server, *more: str) -> Outcome:
    """By options alone, as a script does it."""
    return await Terminal().type(
        *("setup", "--no-docker", "--token-file", token_file(folder), "--api-base", telegram.url),
        *more,
    )


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


async def jurisdictions(folder: Path) -> list[str]:
    database = Database(load(in_folder({}, folder)).database())
    async with database.reading() as session:
        found = list(await plans.jurisdictions(session))
    await database.close()
    return found


async def test_a_script_sets_a_server_up_and_the_next_run_says_what_is_missing(
    folder: Path, telegram: Server, backend: Backend
) -> None:
    url = await backend.empty()
    done = await set_up(folder, telegram, "--database", url, "--plan", str(PLAN))
    assert done.code == 0, done.err
    assert f"机器人为 @{BOT_USERNAME}" in done.out
    assert "✓ 数据库可以使用" in done.out
    assert "✓ 已写入 secrets/token、settings.env" in done.out
    assert "办公室群未接入" in done.out
    assert "3. 各群按接入单把机器人拉进群、设为管理员" in done.out
    assert TOKEN not in done.out + done.err
    assert (mode(folder / "secrets"), mode(folder / "settings.env")) == (0o700, 0o600)
    assert mode(folder / "secrets" / "token") == 0o600
    assert mode(folder / "data") == 0o700
    assert await jurisdictions(folder) == ["changji"]
    before = (folder / "settings.env").read_text()
    again = await Terminal().type("setup")
    assert again.code == 0, again.err
    assert "已写入" not in again.out
    assert again.out.startswith("尚缺：\n✗ ")
    assert (folder / "settings.env").read_text() == before
    # Every other command finds the same settings in the folder.
    done = await Terminal().type("plan", "apply", str(PLAN))
    assert (done.code, "无变化" in done.out) == (0, True), done.out + done.err


async def test_a_folder_of_secrets_that_was_open_is_shut(folder: Path, telegram: Server) -> None:
    """Whoever followed the notes in compose's file has made it as any other folder."""
    (folder / "secrets").mkdir(mode=0o755)
    (folder / "secrets").chmod(0o755)
    done = await set_up(folder, telegram, "--database", "q.db", "--plan", str(PLAN))
    assert done.code == 0, done.err
    assert mode(folder / "secrets") == 0o700


async def test_what_it_does_not_know_stays_and_nothing_is_replaced_unasked(
    folder: Path, telegram: Server
) -> None:
    (folder / "settings.env").write_text(
        "# ours\nTZ=Asia/Shanghai\nQINGKONG_KEEP_FILES=365\nQINGKONG_DATABASE_URL=sqlite:///old.db"
    )
    done = await set_up(folder, telegram, "--database", "new/q.db", "--locale", "en")
    assert (done.code, "Nothing was changed" in done.err) == (1, True), done.out
    assert "QINGKONG_DATABASE_URL" in done.err
    assert not (folder / "secrets").exists()
    done = await set_up(folder, telegram, "--database", "new/q.db", "--yes")
    assert done.code == 0, done.err
    lines = (folder / "settings.env").read_text().splitlines()
    assert lines[:4] == [
        "# ours",
        "TZ=Asia/Shanghai",
        "QINGKONG_KEEP_FILES=365",
        "QINGKONG_DATABASE_URL=sqlite:///new/q.db",
    ]
    assert "QINGKONG_TOKEN_FILE=secrets/token" in lines
    done = await Terminal().type("setup", "--token-file", token_file(folder, OTHER_TOKEN))
    assert (done.code, "secrets/token" in done.err) == (1, True), done.out
    assert (folder / "secrets" / "token").read_text() == TOKEN


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--token-file", "bad-token.txt", "不是有效的令牌"),
        ("--token-file", "unknown-token.txt", "不认可这个令牌"),
        ("--token-file", "nowhere.txt", "读不到文件"),
        ("--api-base", "http://127.0.0.1:9", "令牌没有核对"),
        ("--database", "postgresql://nobody@127.0.0.1:9/none", "数据库连接不上"),
        ("--database", "postgresql://:::", "数据库地址无法识别"),
        ("--database", "bad-token.txt/q.db", "无法写入"),
        ("--webhook-url", "ftp://here", "不是 https:// 地址"),
        ("--board-url", "http://board.example.cn", "QINGKONG_BOARD_URL"),
    ],
)
async def test_what_cannot_be_used_is_told_before_anything_is_written(
    folder: Path, telegram: Server, option: str, value: str, told: str
) -> None:
    (folder / "bad-token.txt").write_text("12:x")
    (folder / "unknown-token.txt").write_text("123456:AAthisTokenIsNobodys")
    _refused(await set_up(folder, telegram, "--database", "sqlite", option, value), told)
    assert not (folder / "settings.env").exists()
    assert not (folder / "secrets").exists()


def _refused(done: Outcome, told: str) -> None:
    assert done.code != 0
    assert told in done.err, done.out + done.err
    assert len(done.err.strip().splitlines()) == 1
    assert "AAthisTokenIsNobodys" not in done.out + done.err


@pytest.mark.parametrize(
    ("option", "value", "setting"),
    [("--listen", "everywhere", "QINGKONG_LISTEN"), ("--locale", "fr", "QINGKONG_LOCALE")],
)
async def test_a_setting_that_would_stop_the_start_is_not_written(
    folder: Path, telegram: Server, option: str, value: str, setting: str
) -> None:
    with pytest.raises(SettingsError, match=setting):
        await set_up(folder, telegram, "--database", "sqlite", option, value)
    assert not (folder / "settings.env").exists()


@pytest.mark.parametrize(
    ("plan", "told"),
    [("atlantis", "没有“atlantis”这个预案"), ("unsound.yaml", "qingkong plan check unsound.yaml")],
)
async def test_a_plan_that_cannot_be_used_is_told(
    folder: Path, telegram: Server, plan: str, told: str
) -> None:
    (folder / "unsound.yaml").write_text("jurisdiction: [")
    done = await set_up(folder, telegram, "--database", "sqlite", "--plan", plan)
    _refused(done, told)


async def test_with_nobody_at_the_terminal_the_token_must_come_from_a_file() -> None:
    done = await Terminal().type("setup", "--no-docker")
    _refused(done, "--token-file")


async def test_a_webhook_gets_a_secret_and_a_port(folder: Path, telegram: Server) -> None:
    address = "https://qingkong.example.cn"
    done = await set_up(folder, telegram, "--database", "sqlite", "--webhook-url", address)
    assert done.code == 0, done.err
    web = load(in_folder({}, folder)).web()
    assert web is not None
    assert web.webhook is not None
    assert (web.webhook.url, web.port, len(web.webhook.secret)) == (address, 8080, 48)
    assert mode(folder / "secrets" / "webhook_secret") == 0o600


@pytest.mark.parametrize(("way", "host"), [("--no-docker", "127.0.0.1"), ("--docker", "0.0.0.0")])
async def test_a_board_gets_a_port_of_its_own(
    folder: Path, telegram: Server, way: str, host: str
) -> None:
    address = "https://board.example.cn"
    done = await set_up(folder, telegram, way, "--database", "sqlite", "--board-url", address)
    assert done.code == 0, done.err
    site = load(in_folder({}, folder)).board()
    assert site is not None
    assert (site.url, site.host, site.port) == (address, host, 8090)
    assert "8090" in done.out


async def test_for_docker_every_file_that_compose_names_is_made(
    folder: Path, telegram: Server
) -> None:
    (folder / "plans").mkdir()
    (folder / "plans" / "ours.yaml").write_text(PLAN.read_text("utf-8"), "utf-8")
    options = ("--docker", "--token-file", token_file(folder), "--api-base", telegram.url)
    done = await Terminal().type("setup", *options, "--plan", str(PLAN))
    assert (done.code, "复制到 plans/" in done.err) == (1, True), done.out
    done = await Terminal().type("setup", *options, "--plan", "ours")
    assert done.code == 0, done.err
    assert "docker compose exec bot qingkong plan apply plans/ours.yaml" in done.out
    made = {one.name: one for one in (folder / "secrets").iterdir()}
    assert set(made) == {"token", "database_password", "channels.yaml"}
    assert named_by_compose() <= {"settings.env", *(f"secrets/{name}" for name in made)}
    # The container's user reads them; the folder keeps this machine's others out.
    assert {mode(one) for one in made.values()} == {0o644}
    assert (mode(folder / "secrets"), mode(folder / "settings.env")) == (0o700, 0o600)
    assert "TOKEN_FILE" not in (folder / "settings.env").read_text()
    password = made["database_password"].read_text()
    assert re.fullmatch("[0-9a-f]{48}", password)
    again = await Terminal().type("setup")
    assert (again.code, "已写入" in again.out) == (0, False), again.out + again.err
    assert made["database_password"].read_text() == password


def named_by_compose() -> set[str]:
    """The files beside it that Compose wants; it starts nothing where one is missing."""
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
    secrets = {one["file"].removeprefix("./") for one in compose["secrets"].values()}
    return secrets | {
        file for one in compose["services"].values() for file in one.get("env_file", ())
    }


async def test_within_a_container_the_environment_says_it_all(
    folder: Path, telegram: Server, backend: Backend
) -> None:
    place = {"token": TOKEN, "api_base": telegram.url, "database_url": await backend.empty()}
    done = await Terminal(place).type("setup", "--plan", str(PLAN))
    assert done.code == 0, done.err
    assert "办公室群未接入" in done.out
    assert not (folder / "settings.env").exists()


HIDDEN = "输入时不显示）: "
"""The space comes once what is typed is not shown; whatever was typed before is thrown away."""


class Keyboard:
    """Somebody at a terminal of their own, who answers what they are asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ours, self.theirs = pty.openpty()
        self.seen, self.unread = "", ""
        self.changed = asyncio.Event()

    async def sit_down(self, *arguments: str) -> None:
        outside = {name: value for name, value in os.environ.items() if "QINGKONG" not in name}
        self.process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", *arguments),
            cwd=self.folder,
            env=outside | {"PYTHONPATH": str(ROOT)},
            stdin=self.theirs,
            stdout=self.theirs,
            stderr=self.theirs,
            # Otherwise the token would be asked for at the terminal from which the tests run.
            start_new_session=True,
        )
        os.close(self.theirs)
        asyncio.get_running_loop().add_reader(self.ours, self._look)

    def _look(self) -> None:
        try:
            part = os.read(self.ours, 65536).decode(errors="replace")
        except OSError:
            # The terminal is gone once its last process is.
            part = ""
        if not part:
            asyncio.get_running_loop().remove_reader(self.ours)
        self.seen, self.unread = self.seen + part, self.unread + part
        self.changed.set()

    async def answer(self, question: str, answer: str) -> None:
        async with asyncio.timeout(HANG):
            while question not in self.unread:
                self.changed.clear()
                await self.changed.wait()
        self.unread = ""
        os.write(self.ours, f"{answer}\n".encode())

    async def leave(self) -> int:
        async with asyncio.timeout(HANG):
            code = await self.process.wait()
        asyncio.get_running_loop().remove_reader(self.ours)
        os.close(self.ours)
        return code


async def test_somebody_at_the_terminal_is_asked_until_it_is_right(
    folder: Path, telegram: Server
) -> None:
    keyboard = Keyboard(folder)
    await keyboard.sit_down("setup", "--api-base", telegram.url)
    await keyboard.answer("Language", "zh")
    await keyboard.answer("Docker Compose", "n")
    await keyboard.answer(HIDDEN, "123456:AAthisTokenIsNobodys")
    await keyboard.answer(HIDDEN, TOKEN)
    await keyboard.answer("外网地址", "")
    await keyboard.answer("指挥看板", "")
    await keyboard.answer("postgresql://", "")
    await keyboard.answer("changji  昌吉市", "no such")
    await keyboard.answer("没有“no such”这个预案", "1")
    code = await keyboard.leave()
    assert code == 0, keyboard.seen
    assert "不认可这个令牌" in keyboard.seen
    assert TOKEN not in keyboard.seen
    assert "AAthisTokenIsNobodys" not in keyboard.seen
    assert "成员单位38家" in keyboard.seen
    assert "接下来" in keyboard.seen
    assert await jurisdictions(folder) == ["changji"]
    # Run again it asks for the addresses that are still missing, and for nothing else.
    keyboard = Keyboard(folder)
    await keyboard.sit_down("setup")
    await keyboard.answer("外网地址", "")
    at_once = await Terminal().type("setup")
    _refused(at_once, "已有人在")
    await keyboard.answer("指挥看板", "http://board.example.cn")
    await keyboard.answer("指挥看板", "https://board.example.cn")
    code = await keyboard.leave()
    assert code == 0, keyboard.seen
    site = load(in_folder({}, folder)).board()
    assert site is not None
    assert site.url == "https://board.example.cn"
    assert load(in_folder({}, folder)).web() is None
