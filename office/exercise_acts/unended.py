"""Each morning: an exercise that is over and was never ended keeps the next from being held."""

from datetime import datetime, timedelta

from messages.keyboards import button
from messages.render import Message
from office import post
from office.desk import Desk
from office.exercises import cards, hours
from office.exercises.cards import END_VERB
from office.matters import alerts, clocks
from office.obligations import askings
from office.plan.quiet import quiet_until
from office.post import Posting
from storage.decisions import exercises as store
from storage.decisions import matters
from storage.decisions.exercises import (
    UNDER_WAY,
    ActKind,
    ActState,
    Exercise,
    ExerciseState,
    ExerciseStep,
)
from storage.decisions.matters import OrderState
from storage.delivery import outbox
from storage.roster import chats
from storage.subjects import Subject, SubjectKind

AFTER_ITS_END = timedelta(days=1)
"""So long after the hour of its last act it is taken for over, and a draft of its script for
forgotten; no plan fixes it."""
ONE_DAY = timedelta(days=1)


async def expect(desk: Desk, row: Exercise) -> None:
    """Look in the morning of the next day; nobody is woken for it."""
    quiet = desk.plan.quiet_hours
    morning = askings.at(desk, desk.local(desk.now).date() + ONE_DAY, quiet.end)
    await clocks.on_agenda(desk, hours.UNENDED, row.key, morning)


async def look(desk: Desk, exercise_id: int) -> str:
    row = await store.exercise(desk.session, exercise_id)
    if row is None or row.state not in UNDER_WAY:
        return "ended"
    awake_at = quiet_until(desk.plan.quiet_hours, desk.zone, desk.now)
    if awake_at is not None:
        await clocks.on_agenda(desk, hours.UNENDED, row.key, awake_at)
        return "by night"
    await expect(desk, row)
    if await alerts.standing_alert(desk) is not None:
        return "a real alert stands"
    if not await _is_over(desk, row):
        return await _remind_of_draft(desk, row)
    await _ask(desk, row)
    return "asked"


async def _is_over(desk: Desk, row: Exercise) -> bool:
    """Its last act is done or waits for 结束 alone, or it should have come a day ago."""
    steps = await store.steps(desk.session, row.key)
    last = steps[-1]
    begun = last.act == ActKind.ASSESSMENT and last.state == ActState.RUNNING
    return begun or last.state == ActState.DONE or _has_passed(desk, last.planned_at)


async def _remind_of_draft(desk: Desk, row: Exercise) -> str:
    """The script's draft belongs to everybody of the office, so that nobody may have seen to it."""
    steps = [one for one in await store.steps(desk.session, row.key) if _has_waited(desk, one)]
    for step in steps if row.state == ExerciseState.RUNNING else ():
        draft = await matters.order(desk.session, step.is_about(SubjectKind.ORDER) or 0)
        if draft is not None and draft.state == OrderState.DRAFT:
            act = cards.act_name(desk, step.act)
            said = desk.words.phrase("exercise_draft_waits", title=row.title, act=act)
            await post.tell_office(desk, Message(said), Posting(Subject.of(draft)))
            return "reminded of a draft"
    return "goes on"


def _has_waited(desk: Desk, step: ExerciseStep) -> bool:
    began = step.began_at if step.state == ActState.RUNNING else None
    return began is not None and _has_passed(desk, began)


def _has_passed(desk: Desk, at: datetime) -> bool:
    return at + AFTER_ITS_END <= desk.now


async def _ask(desk: Desk, row: Exercise) -> None:
    label = desk.words.plain("button_exercise_end")
    said = desk.words.phrase("exercise_unended", title=row.title)
    message = Message(said, ((button(label, END_VERB, row.key),),))
    shown = await outbox.delivery(desk.session, row.card_id or 0)
    office = await chats.office_chat(desk.session, desk.jurisdiction)
    stands_there = office is not None and office.chat_id == shown.chat_id
    reply_to = shown.message_id if stands_there else None
    await post.tell_office(desk, message, Posting(Subject.of(row), reply_to=reply_to))
