"""/export: ledgers, a year's report, evidence packs, made beside all else, sent to who asked."""

import re
from collections.abc import Mapping
from typing import Any

from handlers.lookups.cap_files import CAP_VERB
from handlers.lookups.consultation_papers import PAPERS_VERB
from handlers.lookups.signed_forms import FORMS_VERB
from handlers.turns import guards
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command, Errand, Who
from handlers.turns.turn import Turn
from messages.keyboards import Button, Press, button
from messages.render import Message
from office import wanting
from office.bodies import agency_names
from office.desk import Desk
from office.paperwork import responses
from office.plan.model import Capability
from office.records import evidence
from office.records.exercises import known as exercises_known
from office.records.exercises import reporting
from office.records.export_commands import command
from office.records.ledgers import scope as scopes
from office.records.ledgers.scope import LedgerScope
from office.records.years import period as periods
from office.refusal import Refusal
from office.wanting import FileWish
from storage.decisions.exercises import Exercise
from storage.supervision.slips import Slip

EPISODE_VERB, PERIOD_VERB, CASES_VERB, CASE_VERB = "expep", "expper", "expcases", "expcase"
YEAR_VERB, SEASON_VERB = "expyear", "expseason"
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
    years = [(_year(desk, asked, name),) for asked, name in await periods.offered(desk)]
    drills = [(_drill(desk, one),) for one in await exercises_known.offered(desk)]
    packs = (button(plain("button_export_evidence"), CASES_VERB),)
    forms = (button(plain("button_export_forms"), FORMS_VERB),)
    caps = (button(plain("button_export_cap"), CAP_VERB),)
    papers = (button(plain("button_export_consultations"), PAPERS_VERB),)
    offered = (*episodes, whole, *years, *drills, packs, forms, caps, papers)
    await turn.say(Message(desk.words.phrase("export_which"), offered))


def _year(desk: Desk, asked: Mapping[str, Any], name: str) -> Button:
    verb = SEASON_VERB if asked.get("season") else YEAR_VERB
    return button(desk.words.plain("button_export_year", name=name), verb, asked["year"])


def _drill(desk: Desk, exercise: Exercise) -> Button:
    label = desk.words.plain("button_export_drill", title=exercise.title)
    return button(label, reporting.REPORT_VERB, exercise.key)


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


async def of_year(turn: Turn, press: Press) -> None:
    guards.require_auditor(turn)
    await _want_year(turn, {"year": press.number() or 0})


async def of_season(turn: Turn, press: Press) -> None:
    guards.require_auditor(turn)
    await _want_year(turn, {"year": press.number() or 0, "season": True})


async def _want_year(turn: Turn, asked: Mapping[str, Any]) -> None:
    period = await periods.period_of(turn.desk, asked)
    # A group reads it together, and whom a referral does not concern must not know of it.
    if turn.is_private and turn.person.can(turn.desk, Capability.REFERRAL):
        asked = {**asked, "referrals": True}
    await _make(turn, "year", asked, title=period.name)


async def _want_days(turn: Turn, first: str, last: str) -> None:
    asked = {"first": _iso(first), "last": _iso(last)}
    await _want(turn, asked, await scopes.scope_of(turn.desk, asked))


def _iso(day: str) -> str:
    return "-".join(part.zfill(2) for part in day.split("-"))


async def cases(turn: Turn, _press: Press) -> None:
    """The slips of which there is a record to be taken, the newest first."""
    guards.require_auditor(turn)
    desk = turn.desk
    found = await evidence.cases(desk)
    if not found:
        raise Refusal("evidence_none")
    keyboard = tuple((_case(desk, one),) for one in found)
    await turn.say(Message(desk.words.phrase("evidence_which"), keyboard))


def _case(desk: Desk, slip: Slip) -> Button:
    label = f"{slip.serial} {agency_names.short(desk, slip.agency)}"
    return button(label, CASE_VERB, slip.key)


async def of_case(turn: Turn, press: Press) -> None:
    guards.require_auditor(turn)
    slip = await evidence.case_of(turn.desk, press.number() or 0)
    await _make(turn, "evidence", {"slip": slip.key}, title=slip.serial)


async def _want(turn: Turn, asked: Mapping[str, Any], scope: LedgerScope) -> None:
    await _make(turn, "ledger", asked, title=scope.title)


async def _make(turn: Turn, kind: str, asked: Mapping[str, Any], *, title: str) -> None:
    """Say that it is being made, in a line that will say how far it is."""
    desk, words = turn.desk, turn.desk.words
    if await wanting.is_wanted(desk, turn.place, kind, asked):
        raise Refusal("export_under_way")
    name = words.plain(f"{kind}_file", title=title)
    caption = words.phrase(f"{kind}_caption", title=title)
    wish = FileWish(kind, asked, name, caption, instead=command(kind, asked))
    shown = await turn.answer("wanted_begun", name=name)
    await wanting.want(desk, turn.place, wish, progress=shown, wanted_by=turn.person.user_id)
    await desk.record("export.asked", kind, **asked)


COMMANDS: tuple[Command, ...] = (Command("export", export, Who.AUDITOR, Errand.REPORTS),)
BUTTONS: dict[str, ButtonHandler] = {
    EPISODE_VERB: of_episode,
    PERIOD_VERB: of_period,
    CASES_VERB: cases,
    CASE_VERB: of_case,
    YEAR_VERB: of_year,
    SEASON_VERB: of_season,
}
ANSWERS: dict[str, AnswerHandler] = {}
