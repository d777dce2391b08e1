"""What the pages of docs/ have one type into a terminal does what they say, in both languages."""

import asyncio
import re
import shlex
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer import Context
from typer.main import get_command

from bot.cli.app import app
from sandbox import PlayClock, Server, World, serving
from tests.bot.operating import Outcome, Terminal
from tests.harness.cast import BOT_USERNAME, TOKEN
from tests.harness.databases import Backend
from tests.harness.pages import blocks, pages

ROOT = Path(__file__).parents[3]
FIRST_DAY = "first-day"
NEW_DATABASE = "moving-to-postgresql"
SETUP = "qingkong setup --no-docker --token-file token.txt --database sqlite --plan changji"
TYPED = [one for one in pages() if blocks(one, "sh")]
LINE = re.compile(r"\bqingkong(?:-bot)? ([a-z][^>|#\n]*)")


@pytest.fixture
async def telegram() -> AsyncIterator[Server]:
    world = World(PlayClock(datetime(2026, 12, 1, 4, tzinfo=UTC)))
    world.add_bot(TOKEN, "晴空值班员", BOT_USERNAME)
    async with serving(world) as server:
        yield server


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What an operator has in the folder: the plans and a token."""
    place = tmp_path / "office"
    place.mkdir()
    shutil.copytree(ROOT / "plans", place / "plans")
    (place / "token.txt").write_text(TOKEN)
    monkeypatch.chdir(place)
    return place


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept")


class Shell:
    """Types what a page says, the commands of the program in this very process."""

    def __init__(self, telegram: Server, **variables: str) -> None:
        self.terminal = Terminal({"api_base": telegram.url})
        self.variables = variables
        self.said = ""

    async def type(self, text: str) -> None:
        for line in text.splitlines():
            await self._type_line(line)

    async def _type_line(self, line: str) -> None:
        words = [self._filled(word) for word in shlex.split(line, comments=True)]
        if words[0] != "qingkong":
            await asyncio.to_thread(_run, words)
            return
        command, to = (words[1:-2], Path(words[-1])) if ">" in words else (words[1:], None)
        done = await self.terminal.type(*command)
        # A doctor that finds something has not failed: nobody has enrolled yet.
        assert done.code == 0 or command == ["doctor"], f"{line}: {done.out}{done.err}"
        self._note(done, to)

    def _filled(self, word: str) -> str:
        return self.variables[word[1:]] if word.startswith("$") else word

    def _note(self, done: Outcome, to: Path | None) -> None:
        self.said += done.err
        if to is None:
            self.said += done.out
        else:
            to.write_text(done.out, "utf-8")


def _run(words: list[str]) -> None:
    """The two programs that the pages have beside ours."""
    program, source, target = words
    if program == "cp":
        shutil.copy(source, target)
    else:
        assert program == "mv", program
        shutil.move(source, target)


async def in_service(folder: Path, kept: Path, telegram: Server) -> None:
    """An office on SQLite, as the first day leaves it behind."""
    if not (kept / "settings.env").exists():
        await Shell(telegram).type(SETUP)
        for name in ("settings.env", "secrets", "data"):
            _copy(folder / name, kept / name)
        return
    for name in ("settings.env", "secrets", "data"):
        _copy(kept / name, folder / name)


def _copy(path: Path, to: Path) -> None:
    if path.is_dir():
        shutil.copytree(path, to)
    else:
        shutil.copy(path, to)


@pytest.mark.on_postgresql("never")
@pytest.mark.parametrize(
    "page",
    [one for one in TYPED if one.stem != NEW_DATABASE and one.parent.name == "docs"],
    ids=lambda one: one.stem,
)
async def test_the_commands_of_a_page_run(
    page: Path, folder: Path, kept: Path, telegram: Server
) -> None:
    shell = Shell(telegram)
    if page.stem != FIRST_DAY:
        await in_service(folder, kept, telegram)
    for block in blocks(page, "sh"):
        await shell.type(block)
    assert TOKEN not in shell.said


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
async def test_an_office_moves_to_postgresql_as_the_page_says(
    folder: Path, kept: Path, telegram: Server, backend: Backend
) -> None:
    await in_service(folder, kept, telegram)
    [page] = [one for one in TYPED if one.stem == NEW_DATABASE and one.parent.name == "docs"]
    shell = Shell(telegram, NEW=await backend.empty())
    for block in blocks(page, "sh"):
        await shell.type(block)
    assert "QINGKONG_DATABASE_URL=postgresql" in (folder / "settings.env").read_text()
    done = await shell.terminal.type("plan", "apply", "plans/changji.yaml")
    assert (done.code, "无变化" in done.out) == (0, True), done.out + done.err


def test_the_first_day_sets_an_office_up_as_the_other_pages_find_it() -> None:
    [page] = [one for one in TYPED if one.stem == FIRST_DAY and one.parent.name == "docs"]
    assert SETUP in blocks(page, "sh")[0].splitlines()


@pytest.mark.parametrize("page", pages(), ids=lambda one: f"{one.parent.name}-{one.stem}")
def test_every_command_and_option_on_a_page_exists(page: Path) -> None:
    typed = [*blocks(page, "sh"), *blocks(page, "console")]
    for words in LINE.findall("\n".join(typed)):
        arguments = words.replace('"', "").split()
        _parse(get_command(app), arguments)


def _parse(command: Any, arguments: list[str]) -> None:
    """Read it down to the command that does the work, and call nothing."""
    while known := getattr(command, "commands", None):
        name, *arguments = arguments
        assert name in known, name
        command = known[name]
    command.make_parser(Context(command)).parse_args(arguments)


def test_the_same_is_typed_in_both_languages() -> None:
    by_language = {
        language: {one.stem: blocks(one, "sh") for one in TYPED if one.parent.name == language}
        for language in ("docs", "zh")
    }
    assert by_language["docs"] == by_language["zh"]
