"""What a command leaves out of memory: megabytes and seconds each (docs/performance.md)."""

import asyncio
import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from bot.cli.app import app
from tests.bot.cli.test_app import answered, outcome, qingkong
from tests.harness.cast import TOKEN
from tests.harness.stage import Stage

OUR_WORK = {"handlers", "messages", "office", "sandbox", "storage"}
LIBRARIES = {"aiohttp", "httpx", "jinja2", "pydantic", "rich", "sqlalchemy", "telegram", "yaml"}
NEVER_AT_REST = {"alembic", "apprise", "click", "mako", "rich", "sandbox", "starlette", "uvicorn"}
NEVER_AT_REST |= {
    "docx",
    "docxtpl",
    "lxml",
    "openpyxl",
    "prometheus_client",
    "resvg_py",
    "xlsxwriter",
}
OF_POSTGRESQL = {"asyncpg", "sqlalchemy.dialects.postgresql"}
OF_SQLITE = {"aiosqlite", "sqlalchemy.dialects.sqlite", "sqlite3"}

NOT_BEFORE_THE_FIRST_POLL = {
    "alembic",
    "apscheduler",
    "asyncpg",
    "handlers",
    "httpx",
    "jinja2",
    "office.desk",
    "prometheus_client",
    "rich",
    "storage.upkeep.tables",
    "telegram",
    "yaml",
}

IMPORTED = re.compile(r"^import '([\w.]+)' #", re.MULTILINE)


def whatever_can_be_typed() -> Iterator[tuple[str, ...]]:
    """The program alone, each of its commands, and each of theirs."""
    waiting: list[tuple[tuple[str, ...], object]] = [((), get_command(app))]
    while waiting:
        words, command = waiting.pop()
        yield words
        if isinstance(command, TyperGroup):
            waiting += [((*words, name), one) for name, one in command.commands.items()]


def loaded(told: str) -> set[str]:
    """The modules that Python says it imported, by whole names and by their packages."""
    names = IMPORTED.findall(told)
    return {*names, *(name.partition(".")[0] for name in names)}


ASKED_FOR_HELP = """
import contextlib, io, json, runpy, sys
def said(words):
    sys.argv, out = ["bot", *words, "--help"], io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.suppress(SystemExit):
        runpy.run_module("bot", run_name="__main__", alter_sys=True)
    return out.getvalue()
print(json.dumps([said(words) for words in json.loads(sys.argv[1])]))
"""
"""One process asks for them all; what any of them loads stays loaded, and is seen at the end."""


@pytest.mark.parametrize("typed", [[()], sorted(whatever_can_be_typed())[1:]], ids=["alone", "all"])
def test_help_is_there_and_loads_no_more_than_the_command_line(
    typed: list[tuple[str, ...]],
) -> None:
    told = subprocess.run(
        [sys.executable, "-v", "-c", ASKED_FOR_HELP, json.dumps(typed)],
        capture_output=True,
        check=True,
        text=True,
    )
    for words, said in zip(typed, json.loads(told.stdout), strict=True):
        assert " ".join(["Usage: python -m bot", *words]) in said
        assert "..." not in said.replace("[ARGS]...", "")
    assert "typer" in loaded(told.stderr)
    # Typer itself reads a command's words with pydantic.
    typers_own = {"pydantic"} if any(typed) else set()
    assert loaded(told.stderr) & (OUR_WORK | LIBRARIES) <= typers_own


@pytest.mark.parametrize("module", ["bot.cli.run", "bot.cli.health"])
def test_what_must_be_quick_loads_neither_the_office_nor_its_words(module: str) -> None:
    """The first poll does not wait for them, and `health` is called twice a minute."""
    start = f"""
from bot.lean import left_out
with left_out("click", "rich"):
    import {module}
"""
    told = subprocess.run(
        [sys.executable, "-v", "-c", start], capture_output=True, check=True, text=True
    )
    here = loaded(told.stderr)
    assert module in here
    assert here & NOT_BEFORE_THE_FIRST_POLL == set()


async def test_a_bot_in_service_loads_nothing_that_it_never_needs(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stage.stop()
    monkeypatch.setenv("PYTHONVERBOSE", "1")
    process = await qingkong(
        "run",
        token=TOKEN,
        api_base=stage.setup.api_base,
        database_url=stage.setup.database_url,
        data_dir=str(tmp_path),
    )
    reading = asyncio.create_task(outcome(process))
    private = stage.cast.private(stage.cast.staff)
    stage.world.say(stage.cast.staff, private, "/whoami")
    await answered(stage, private)
    stage.skim()
    process.send_signal(signal.SIGTERM)
    code, told = await reading
    here = loaded(told)
    assert (code, "telegram" in here) == (0, True)
    assert here & NEVER_AT_REST == set()
    on_sqlite = stage.setup.database_url.startswith("sqlite")
    assert here & (OF_POSTGRESQL | OF_SQLITE) == (OF_SQLITE if on_sqlite else OF_POSTGRESQL)
