"""The clock's door: each kind of thing that becomes due, with its use case."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from office.board_access import screens
from office.consultations import cadence
from office.decisions import (
    awaited,
    consents,
    delegating,
    expiry,
    lapsing,
    meeting_proposals,
    papers,
    period_end,
    starting,
)
from office.desk import Desk
from office.exercise_acts import answering as exercise_answers
from office.exercise_acts import playing_acts, unended
from office.exercises import hours as exercise_hours
from office.exercises import pausing
from office.exercises import telling as exercise_telling
from office.forecasts import proposals as air_proposals
from office.ladder import slip_drafts
from office.matters import alerts, dispatch_meetings
from office.matters.briefs import BRIEF
from office.obligations import boards, prompts, roll_calls, same_day
from office.paperwork import due as forms_due
from office.paperwork.appraisals import checking as appraisals
from office.public import awaiting, publishing, repeating
from office.records import briefs, day_end, handover, lost_presses, office_work
from office.records.exercises import reporting as drill_reports
from office.region import (
    above,
    answering_counties,
    asking_upper,
    counties,
    letters,
    reporting,
    taking,
    urgent,
)
from office.reports import by_letter, meeting_sheets
from office.shifts import alarms as shift_alarms
from office.shifts import coming_on, rota
from office.signing import waiting
from office.supervision import (
    addition_notices,
    asking_first,
    gathered_slips,
    laid_copies,
    reading_ahead,
    slip_batches,
    stepping,
)
from storage import agenda
from storage.agenda import STEP, Due
from storage.database import Session
from storage.region.letters import LetterKind

UseCase = Callable[[Desk, int], Awaitable[str]]
"""It gets the desk and the subject, and returns the verdict."""

LETTERS = taking.TAKEN_BY | {LetterKind.REPORT: by_letter.take}
"""What each kind of letter brings about, with those whose rooms stand above the region's."""


async def take_letter(desk: Desk, letter_id: int) -> str:
    return await taking.take(desk, letter_id, LETTERS)


USE_CASES: dict[str, UseCase] = {
    letters.LETTER: take_letter,
    reporting.ASK: reporting.ask,
    reporting.LATE: reporting.late,
    "alert_start": starting.start,
    alerts.END: starting.end,
    alerts.DRAFT_LIMIT: lapsing.lapse,
    waiting.REMINDER: awaited.remind,
    waiting.PHONE: awaited.phone,
    alerts.PAPERS: papers.at_start,
    papers.ON_DAY: papers.on_day,
    office_work.ON_DAY: office_work.on_day,
    cadence.ON_DAY: cadence.on_day,
    prompts.DAILY_PROMPTS: prompts.send_daily,
    same_day.SAME_DAY: same_day.ask,
    air_proposals.LOOK: air_proposals.look,
    dispatch_meetings.PROPOSAL: meeting_proposals.propose,
    roll_calls.REMINDER: roll_calls.remind,
    roll_calls.BEGINNING: meeting_sheets.begin,
    roll_calls.OVER: roll_calls.over,
    above.REMIND: above.remind_in_the_morning,
    answering_counties.REMIND: answering_counties.remind,
    asking_upper.UNANSWERED: asking_upper.unanswered,
    counties.REMIND: counties.remind,
    counties.REPORT: counties.report,
    alerts.FORMS_AT_START: forms_due.at_start,
    alerts.FORMS_DAILY: forms_due.daily,
    alerts.FORMS_AT_LIFT: forms_due.at_lift,
    BRIEF: briefs.tell,
    repeating.REPEAT: repeating.repeat,
    publishing.UNPUBLISHED: publishing.look,
    awaiting.UNREVIEWED: awaiting.look,
    period_end.PERIOD_END: period_end.ask,
    rota.REMINDER: coming_on.remind,
    rota.START: handover.begin,
    shift_alarms.UNANSWERED: shift_alarms.go_up,
    expiry.EXPIRY: expiry.expire,
    delegating.RUN_OUT: delegating.run_out,
    consents.LOOK: consents.look,
    appraisals.TIME_UP: appraisals.time_up,
    asking_first.UNANSWERED: asking_first.unanswered,
    urgent.NEXT_LEADER: urgent.ask_who_came_on,
    exercise_hours.TELL: exercise_telling.tell,
    exercise_hours.BEGIN: playing_acts.begin,
    exercise_hours.ACT: playing_acts.due,
    exercise_hours.ANSWER: exercise_answers.answer,
    exercise_hours.UNENDED: unended.look,
    STEP: stepping.step,
    slip_drafts.CHANGED: slip_batches.look,
    gathered_slips.GATHERED: gathered_slips.look,
    laid_copies.LAID: laid_copies.look,
    addition_notices.ADDED: addition_notices.look,
    drill_reports.COMMENTED: drill_reports.commented,
    lost_presses.IN_THE_MORNING: lost_presses.in_the_morning,
    screens.UNSEEN: screens.look,
    day_end.DAY_END: day_end.run,
    boards.DUE: boards.deadline_passed,
}
"""Items that fall due at one instant are taken in this order, so that an alert is in force before
anything is asked under it."""

ReadAhead = Callable[[Desk, Sequence[int]], Awaitable[None]]

ALIKE: dict[str, ReadAhead] = {STEP: reading_ahead.read}
"""Kinds whose items concern one body each and not each other. Many of them are taken together, and
what they all need is read at once."""

MOST_TOGETHER = 20
"""Somebody who presses a button waits until these are done: some hundredths of a second, no longer
than for the prompts of one morning."""

_RANKS = list(USE_CASES)

TAKEN = "taken"
HELD = "held"
"""It belongs to an exercise that stands still."""


async def due(session: Session, now: datetime, limit: int) -> list[Due]:
    found = await agenda.due_items(session, now, limit)
    return sorted(found, key=_order_of)


def _order_of(one: Due) -> tuple[datetime, int, int]:
    return one.due_at, _rank(one.kind), one.item or one.subject


def _rank(kind: str) -> int:
    # An item of an unknown kind comes last, so that it fails by itself.
    return _RANKS.index(kind) if kind in USE_CASES else len(_RANKS)


def batches(items: Sequence[Due]) -> list[list[Due]]:
    """Split the items into those that go in one transaction, in the order in which they fell due.

    An item that concerns every body may take as long as a decision may, so it stays by itself.
    """
    found: list[list[Due]] = []
    for item in items:
        last = found[-1] if found else []
        if item.kind in ALIKE and len(last) < MOST_TOGETHER and last and _alike(item, last[0]):
            last.append(item)
        else:
            found.append([item])
    return found


def _alike(one: Due, other: Due) -> bool:
    return (one.jurisdiction, one.kind) == (other.jurisdiction, other.kind)


async def run(desk: Desk, items: Sequence[Due]) -> dict[Due, str]:
    """Do what is due in the desk's transaction; return the verdict of each item.

    The items are closed before their use cases run. Closing them afterwards would also close what a
    use case has put on the agenda in their place, and a lost race is noticed before any work. The
    timers of obligations are stopped likewise.
    """
    verdicts = dict.fromkeys(items, TAKEN)
    taken = await agenda.close(desk.session, items, TAKEN, desk.now)
    if len(taken) > 1:
        await ALIKE[taken[0].kind](desk, [item.subject for item in taken])
    came = {item: await _take(desk, item) for item in taken}
    await agenda.note(desk.session, came)
    return verdicts | came


async def _take(desk: Desk, one: Due) -> str:
    # What is no item is an obligation's own timer, which was stopped as its exercise was paused.
    if one.item is not None and await pausing.hold_back(desk, one):
        return HELD
    return await USE_CASES[one.kind](desk, one.subject)
