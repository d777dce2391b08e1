"""Tries what the operator answers: the token with Telegram, the database, the plan, addresses."""

import asyncio
import re
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from telegram.error import InvalidToken, TelegramError

from bot.cli.reaching import reason_of
from bot.cli.setup_operator import Unsuitable
from bot.settings_web import TOKEN, check_board_url, check_webhook_url
from bot.telegram.gateway import build_application
from office.plan.files import PlanError, read_plan
from storage.database import async_url, away, missing_file
from storage.upkeep import migrate

SQLITE = "sqlite"
USUAL_FILE = "data/qingkong.db"


class CheckedToken(NamedTuple):
    token: str
    username: str
    joins_groups: bool


class CheckedDatabase(NamedTuple):
    url: str
    """The password is left out, so that this is no secret."""
    password: str | None


class CheckedPlan(NamedTuple):
    file: Path
    jurisdiction: str


def token(text: str, api_base: str) -> CheckedToken:
    if not TOKEN.fullmatch(text):
        raise Unsuitable("setting_token")
    return asyncio.run(_asked(text, api_base))


async def _asked(text: str, api_base: str) -> CheckedToken:
    try:
        async with build_application(text, api_base).bot as bot:
            return CheckedToken(text, str(bot.username), bool(bot.can_join_groups))
    except InvalidToken:
        raise Unsuitable("setup_token_refused") from None
    except TelegramError as error:
        facts = {"api_base": api_base, "reason": error.message}
        raise Unsuitable("setup_telegram_away", **facts) from None


def place_of(text: str) -> URL:
    """Read `sqlite`, the path of a file, or an address of PostgreSQL."""
    if text == SQLITE:
        text = f"sqlite:///{USUAL_FILE}"
    elif "://" not in text:
        text = f"sqlite:///{text}"
    try:
        async_url(text)
        return make_url(text)
    except (ArgumentError, ValueError):
        # SQLAlchemy reads the port as a number without asking whether it is one.
        raise Unsuitable("setup_no_database") from None


def database(place: URL) -> CheckedDatabase:
    """Open it once; no table is made yet."""
    if place.get_backend_name() == SQLITE:
        _room_for(Path(place.database or USUAL_FILE))
    whole = place.render_as_string(hide_password=False)
    try:
        # Looking would make the file of a database that is not there.
        new = missing_file(whole) is not None
        revision = None if new else asyncio.run(migrate.current_revision(whole))
        migrate.check_known(revision or migrate.HEAD)
    except away() as error:
        raise Unsuitable("setup_database_away", reason=reason_of(error)) from None
    except migrate.NewerDatabase as newer:
        facts = {"revision": newer.revision, "head": migrate.HEAD}
        raise Unsuitable("cli_database_newer", **facts) from None
    plain = place.set(password=None).render_as_string(hide_password=False)
    return CheckedDatabase(plain, place.password or None)


def _room_for(file: Path) -> None:
    try:
        # What people write lies there, and is for whoever runs the bot alone.
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = file.with_name(f".{file.name}.try")
        probe.touch()
        probe.unlink()
    except OSError as error:
        facts = {"path": file.parent, "reason": reason_of(error)}
        raise Unsuitable("setup_folder_shut", **facts) from None


def plan(text: str, shipped: dict[str, Path]) -> CheckedPlan:
    """Take the name of a shipped plan, its number in the list, or the path of a file."""
    file = _named(text.strip(), shipped)
    try:
        return CheckedPlan(file, read_plan(file).jurisdiction)
    except PlanError as error:
        raise Unsuitable("setup_plan_unsound", path=file, count=len(error.problems)) from None


def _named(text: str, shipped: dict[str, Path]) -> Path:
    if text.isdigit() and 0 < int(text) <= len(shipped):
        return list(shipped.values())[int(text) - 1]
    file = shipped.get(text, Path(text))
    if not file.is_file():
        raise Unsuitable("setup_no_such_plan", text=text)
    return file


def public_address(text: str, *, local: bool) -> str:
    """An address under which others reach this machine; nothing stays nothing."""
    try:
        return check_webhook_url(text, local=local) if text else ""
    except ValueError:
        raise Unsuitable("setup_no_https", text=text) from None


def board_address(text: str) -> str:
    """The address under which people open the command board; nothing is no board."""
    try:
        return check_board_url(text) if text else ""
    except ValueError:
        raise Unsuitable("setting_board_url") from None


def name_in(file: Path) -> str:
    """What a plan calls its place, read without reading the plan, which takes a second."""
    match = re.search(r"^name: (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
    return match[1].strip("'\"") if match else file.stem
