"""`qingkong enrol` issues one-time codes for whatever has not joined yet."""

import asyncio
import json
import os
import sys
from pathlib import Path

import typer
from telegram.error import InvalidToken, TelegramError

from bot.cli import enrolment_sheet, private_files
from bot.cli.enrolment_sheet import Handout
from bot.cli.reaching import reason_of, refuse
from bot.cli.shared import OPERATOR, instant, jurisdiction, opened
from bot.settings import Settings, sentence
from bot.settings_file import load_here
from bot.telegram.gateway import build_application
from office.bodies import new_codes
from office.bodies.new_codes import Issued
from office.desk import Desk, Desks
from office.refusal import Refusal

OUTPUT = Path("-")


def enrol(*, as_json: bool, sheet: Path | None, only: str | None, wanted: str | None) -> None:
    chosen = load_here()
    _check_form(chosen, sheet, as_json=as_json)
    handout = asyncio.run(_issue(chosen, only, wanted))
    if as_json:
        typer.echo(
            json.dumps([_as_json(one) for one in handout.codes], ensure_ascii=False, indent=2)
        )
    elif not handout.codes:
        typer.echo(sentence(chosen.locale, "codes_none"), err=sheet is not None)
    elif sheet is not None:
        _write(chosen, sheet, enrolment_sheet.page(handout))
    else:
        _list(chosen, handout.codes)


def _check_form(chosen: Settings, sheet: Path | None, *, as_json: bool) -> None:
    # This runs before anything is issued: codes that nobody gets to see would void good ones.
    if sheet is None:
        return
    if as_json:
        refuse(chosen, "codes_one_form")
    if sheet == OUTPUT and sys.stdout.isatty():
        refuse(chosen, "codes_sheet_to_file")
    file = sheet.resolve()
    if sheet != OUTPUT and (file.is_dir() or not os.access(file.parent, os.W_OK | os.X_OK)):
        refuse(chosen, "codes_sheet_not_writable", file=sheet)


def _write(chosen: Settings, sheet: Path, page: str) -> None:
    if sheet == OUTPUT:
        typer.echo(page)
        return
    try:
        private_files.write(sheet.resolve(), f"{page}\n")
    except OSError as error:
        refuse(chosen, "codes_sheet_not_written", file=sheet, reason=reason_of(error))
    typer.echo(sentence(chosen.locale, "codes_sheet_written", file=sheet))


async def _issue(chosen: Settings, only: str | None, wanted: str | None) -> Handout:
    async with opened(chosen) as database:
        async with database.reading() as session:
            place = await jurisdiction(chosen, session, wanted)
            now = await instant(chosen, session)
        # The name comes first: issuing a code that cannot be shown would void a good one.
        desks = Desks(database, chosen.locale, bot_username=await _bot_username(chosen, place))
        try:
            async with desks.open(place, now, OPERATOR) as desk:
                codes = await _codes(desk, only)
                return Handout(desk.words, desk.plan.office, desk.bot_username, codes)
        except Refusal as refusal:
            refuse(chosen, refusal.key, **refusal.facts)


async def _codes(desk: Desk, only: str | None) -> list[Issued]:
    if only is None:
        return await new_codes.issue_missing(desk)
    kind, _, target_id = only.partition(":")
    return [await new_codes.issue(desk, new_codes.target(desk, kind, target_id))]


async def _bot_username(chosen: Settings, place: str) -> str:
    # The links need the bot's name, which only Telegram knows.
    application = build_application(chosen.token_of(place), chosen.api_base)
    try:
        async with application.bot as bot:
            return str(bot.username)
    except InvalidToken:
        refuse(chosen, "setting_token_refused")
    except TelegramError as error:
        refuse(chosen, "cli_telegram_away", api_base=chosen.api_base, reason=error.message)


def _as_json(one: Issued) -> dict[str, str]:
    return {
        "for": one.target.kind,
        "id": one.target.id,
        "name": one.name,
        "code": one.code,
        "link": one.link,
    }


def _list(chosen: Settings, codes: list[Issued]) -> None:
    # Code and link stand on lines of their own, so that they can be copied from a narrow terminal.
    for one in codes:
        kind = sentence(chosen.locale, f"button_{one.target.kind}")
        typer.echo(sentence(chosen.locale, "codes_one", name=one.name, kind=kind))
        typer.echo(f"{one.code}\n{one.link}\n")
    typer.echo(sentence(chosen.locale, "codes_for_print", valid_for=codes[0].valid_for))
