"""What waits on the agenda for an exercise: for itself, and for what is practised in it."""

from collections.abc import Awaitable, Callable, Collection
from datetime import timedelta
from typing import Any

from office.desk import Desk
from office.exercises import hours
from office.ladder import slip_drafts
from office.matters import alerts, briefs, clocks, dispatch_meetings
from office.obligations import boards, prompts, roll_calls, same_day
from office.public import repeating
from office.region import counties, reporting, urgent
from office.shifts import alarms
from office.signing import waiting
from office.supervision import (
    addition_notices,
    asking_first,
    gathered_slips,
    laid_copies,
    missed_cards,
)
from storage import agenda
from storage.agenda import AgendaItem, AgendaState, Due
from storage.decisions import consents
from storage.decisions.consents import Consent
from storage.decisions.exercises import Exercise
from storage.delivery import about
from storage.delivery.boards import Board
from storage.subjects import Subject, SubjectKind
from storage.supervision import missed_occasions, slip_batches
from storage.supervision.laid_copies import LaidCopy
from storage.supervision.missed_occasions import MissedState
from storage.supervision.slip_items import SlipItem

OF_WHAT: dict[str, SubjectKind] = {
    **dict.fromkeys(
        (
            alerts.START,
            alerts.END,
            alerts.DRAFT_LIMIT,
            alerts.PAPERS,
            roll_calls.REMINDER,
            roll_calls.BEGINNING,
            roll_calls.OVER,
            counties.REMIND,
            counties.REPORT,
        ),
        SubjectKind.ORDER,
    ),
    **dict.fromkeys(
        (
            alerts.FORMS_AT_START,
            alerts.FORMS_DAILY,
            alerts.FORMS_AT_LIFT,
            alerts.PERIOD_END,
            briefs.BRIEF,
            dispatch_meetings.PROPOSAL,
            prompts.DAILY_PROMPTS,
            same_day.SAME_DAY,
            clocks.EXPIRY,
            repeating.REPEAT,
        ),
        SubjectKind.MATTER,
    ),
    waiting.REMINDER: SubjectKind.APPROVAL,
    waiting.PHONE: SubjectKind.APPROVAL,
    **dict.fromkeys((reporting.ASK, reporting.LATE), SubjectKind.OBLIGATION),
    urgent.NEXT_LEADER: SubjectKind.URGENT,
    alarms.UNANSWERED: SubjectKind.ALARM,
    asking_first.UNANSWERED: SubjectKind.MISSED_OCCASION,
    gathered_slips.GATHERED: SubjectKind.SLIP_DIGEST,
    slip_drafts.CHANGED: SubjectKind.SLIP_BATCH,
}
"""What each kind of item is about that may belong to an exercise."""


def _of_slip(row: LaidCopy | SlipItem) -> Subject:
    return Subject(SubjectKind.SLIP, row.slip_id)


def _of_consent(row: Consent) -> Subject:
    return Subject(SubjectKind.APPROVAL, row.approval_id)


def _of_board(row: Board) -> Subject | None:
    return row.subject


BY_ROW: dict[str, tuple[type[Any], Callable[[Any], Subject | None]]] = {
    addition_notices.ADDED: (SlipItem, _of_slip),
    boards.DUE: (Board, _of_board),
    waiting.CONSENT: (Consent, _of_consent),
    laid_copies.LAID: (LaidCopy, _of_slip),
}
"""Kinds whose row is nothing that messages are about, with what it is of."""


async def items(desk: Desk, row: Exercise) -> list[AgendaItem]:
    found = []
    for item in await agenda.items_waiting(desk.session, desk.jurisdiction):
        if await belongs(desk, row, item):
            found.append(item)
    return found


async def belongs(desk: Desk, row: Exercise, item: AgendaItem | Due) -> bool:
    if item.kind in hours.OF_AN_EXERCISE:
        return item.subject == row.key
    return bool(await about.is_drill(desk.session, await _subject_of(desk, item)))


async def _subject_of(desk: Desk, item: AgendaItem | Due) -> Subject | None:
    if item.kind in OF_WHAT:
        return Subject(OF_WHAT[item.kind], item.subject)
    if item.kind not in BY_ROW:
        return None
    table, subject_of = BY_ROW[item.kind]
    found = await desk.session.get(table, item.subject)
    return subject_of(found) if found is not None else None


async def give_back(desk: Desk, held: Collection[dict[str, Any]], stood: timedelta) -> None:
    """Let whoever was given time for an answer have as much of it left as when it stopped.

    The items themselves fall due too early then, look, and come back at the new hour.
    """
    for one in held:
        item = await agenda.item(desk.session, one["item"])
        if item.state == AgendaState.WAITING and item.kind in GIVE_BACK:
            await GIVE_BACK[item.kind](desk, item.subject, stood)


async def _to_answer(desk: Desk, row_id: int, stood: timedelta) -> None:
    row = await missed_occasions.missed_occasion(desk.session, row_id)
    if row is not None and row.state == MissedState.ASKED:
        row.until += stood
        desk.session.add(row)
        await missed_cards.show(desk, row)


async def _to_set_limit(desk: Desk, batch_id: int, stood: timedelta) -> None:
    batch = await slip_batches.batch(desk.session, batch_id)
    if batch is not None and batch.limit_until is not None:
        batch.limit_until += stood
        desk.session.add(batch)


async def _to_sign_for_it(desk: Desk, consent_id: int, stood: timedelta) -> None:
    row = await consents.consent(desk.session, consent_id)
    if row is not None and row.due_at is not None:
        row.due_at += stood
        desk.session.add(row)


GIVE_BACK: dict[str, Callable[[Desk, int, timedelta], Awaitable[None]]] = {
    asking_first.UNANSWERED: _to_answer,
    slip_drafts.CHANGED: _to_set_limit,
    waiting.CONSENT: _to_sign_for_it,
}
"""Kinds whose row says itself until when an answer is waited for."""
