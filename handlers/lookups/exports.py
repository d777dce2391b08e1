"""/export: the ledger of an episode or of days, made beside everything else and sent here."""

import re
from collections.abc import Mapping
from typing import Any

from handlers.turns import guards
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command, Errand, Who
from handlers.turns.turn import Turn
from messages.keyboards import Press, button
from messages.render import Message
from office import wanting
from office.paperwork import responses
from office.records.ledgers import scope as scopes
from office.records.ledgers.scope import LedgerScope
from office.refusal import Refusal
from office.wanting import FileWish

EPISODE_VERB, PERIOD_VERB = "expep", "expper"
_DAY = re.compile(r"(?<![0-9])20[0-9]{2}-[0-9]{1,2}-[0-9]{1,2}(?![0-9])")


async def export(turn: Turn, text: str) -> None:
    """Show what there is, or take two days from the line: `/export 2026-11-01 2027-03-31`."""
    days = _DAY.findall(text)
    if len(days) == 2:
        await _want_days(turn, *days)
        return
    desk, plain = turn.desk, turn.desk.words.plain
    episodes = [
        (button(plain("button_export_episode", title=title), EPISODE_VERB, episode),)
        for episode, title in await scopes.episodes(desk)
    ]
    period = (await responses.period_of(desk))(desk.local(desk.now).date())
    whole = (button(plain("button_export_period", name=period.name), PERIOD_VERB),)
    await turn.say(Message(desk.words.phrase("export_which"), (*episodes, whole)))


async def of_episode(turn: Turn, press: Press) -> None:
    guards.require_auditor(turn)
    asked = {"episode": press.number() or 0}
    await _want(turn, asked, await scopes.scope_of(turn.desk, asked))


async def of_period(turn: Turn, _press: Press) -> None:
    """The season or the year in which the office counts, up to today."""
    guards.require_auditor(turn)
    today = turn.desk.local(turn.desk.now).date()
    period = (await responses.period_of(turn.desk))(today)
    await _want_days(turn, period.first.isoformat(), today.isoformat())


async def _want_days(turn: Turn, first: str, last: str) -> None:
    try:
        asked = {"first": _iso(first), "last": _iso(last)}
        scope = await scopes.scope_of(turn.desk, asked)
    except ValueError:
        raise Refusal("export_days") from None
    await _want(turn, asked, scope)


def _iso(day: str) -> str:
    return "-".join(part.zfill(2) for part in day.split("-"))


async def _want(turn: Turn, asked: Mapping[str, Any], scope: LedgerScope) -> None:
    desk, phrase = turn.desk, turn.desk.words.phrase
    if await wanting.is_wanted(desk, turn.place, "ledger", asked):
        raise Refusal("export_under_way")
    name = desk.words.plain("ledger_file", scope=scope.title)
    caption = phrase("ledger_caption", scope=scope.title)
    wanted = FileWish("ledger", asked, name, caption, instead=_command(asked))
    shown = await turn.answer("wanted_begun", name=name)
    await wanting.want(desk, turn.place, wanted, progress=shown, wanted_by=turn.person.user_id)
    await desk.record("export.asked", "ledger", **asked)


def _command(asked: Mapping[str, Any]) -> str:
    options = " ".join(f"--{name} {value}" for name, value in asked.items())
    return f"qingkong export ledger {options}"


COMMANDS: tuple[Command, ...] = (Command("export", export, Who.AUDITOR, Errand.REPORTS),)
BUTTONS: dict[str, ButtonHandler] = {EPISODE_VERB: of_episode, PERIOD_VERB: of_period}
ANSWERS: dict[str, AnswerHandler] = {}
