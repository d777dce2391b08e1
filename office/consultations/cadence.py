"""Consultations that come round: the office is asked in the morning, and opens each by one tap.

What is due is told from what was held and not from what the clock did, so that a morning on which
the program was down, or a season that was declared later, loses nothing.
"""

from datetime import date, time, timedelta
from typing import NamedTuple

from messages.keyboards import button
from messages.render import Message
from office import post
from office.desk import Desk
from office.matters import alerts, clocks, seasons
from office.obligations import askings
from office.plan.consultation_reports import HeldConsultation
from office.plan.quiet import quiet_until
from office.plan.recurring import recurrences_on
from office.plan.when import When
from office.post import Posting
from storage import agenda
from storage.decisions import matters
from storage.decisions.matters import MatterState
from storage.owed.obligations import ObligationKind
from storage.sky import consultations as store
from storage.sky import proposals
from storage.sky.consultations import Consultation, ConsultationOccasion, ConsultationOutcome

ON_DAY = "consultations_on_day"
"""The kind of agenda item; its subject is the day, as 20261130."""
OPEN_VERB = "cnheld"
ONE_DAY = timedelta(days=1)
NOON = time(12)
KEY = "consultation_due:"


class DueConsultation(NamedTuple):
    held: HeldConsultation
    since: date
    """A consultation that was opened on this day or later counts for this turn."""
    last: date
    """The last day on which it can be held in its turn."""


async def expect(desk: Desk) -> None:
    """At the end of each day: what the next morning asks for is known in that morning alone."""
    if not desk.plan.consultation_reports.held:
        return
    today = desk.local(desk.now)
    # After an outage the day before may end in this very morning.
    days = (
        (today.date(), today.date() + ONE_DAY) if today.time() < NOON else (today.date() + ONE_DAY,)
    )
    for day in days:
        await _expect_on(desk, day)


async def _expect_on(desk: Desk, day: date) -> None:
    subject = int(f"{day:%Y%m%d}")
    if not await agenda.was_taken(desk.session, desk.jurisdiction, ON_DAY, subject):
        morning = askings.at(desk, day, desk.plan.quiet_hours.end)
        await clocks.on_agenda(desk, ON_DAY, subject, max(morning, desk.now))


async def on_day(desk: Desk, _subject: int) -> str:
    """Ask the office to hold what is due today; the day it was put down for may be past by now."""
    if quiet_until(desk.plan.quiet_hours, desk.zone, desk.now) is not None:
        await _later(desk)
        return "quiet hours"
    wanted = await due(desk)
    for one in wanted:
        await _ask(desk, one)
    return "asked" if wanted else "nothing is due"


async def _later(desk: Desk) -> None:
    """After an outage it may come up at night, and then waits for the morning."""
    morning = quiet_until(desk.plan.quiet_hours, desk.zone, desk.now) or desk.now
    subject = int(f"{desk.local(morning).date():%Y%m%d}")
    await clocks.on_agenda(desk, ON_DAY, subject, morning)


async def due(desk: Desk) -> list[DueConsultation]:
    """What the plan has the office hold by now, and nobody has opened."""
    held = desk.plan.consultation_reports.held
    if not held or desk.plan.known_owed(ObligationKind.OPINION) is None:
        return []
    turns = [turn for one in held if (turn := await _turn(desk, one)) is not None]
    return [turn for turn in turns if not await _was_opened(desk, turn)]


async def is_due(desk: Desk, occasion: str) -> bool:
    return any(one.held.occasion == occasion for one in await due(desk))


async def _turn(desk: Desk, held: HeldConsultation) -> DueConsultation | None:
    today = desk.local(desk.now).date()
    if held.each is When.DAILY:
        return DueConsultation(held, today, today) if await _threatens(desk) else None
    in_season = await seasons.of(desk)
    turns = recurrences_on(held, held.each, today, desk.plan.calendar, in_season)
    if not turns:
        return None
    return DueConsultation(held, turns[0].asked_on, turns[0].due_on)


async def _threatens(desk: Desk) -> bool:
    """It is heavily polluted, or may become so: then they confer each day."""
    if await alerts.standing_alert(desk) is not None:
        return True
    open_now = await proposals.open_proposals(desk.session, desk.jurisdiction)
    if any(not one.drill for one in open_now):
        return True
    return await _watches_on(desk)


async def _watches_on(desk: Desk) -> bool:
    """Whether the last one, of yesterday, leaves the air to be watched."""
    today, _ = askings.midnights(desk)
    rows = await store.consultations_between(
        desk.session, desk.jurisdiction, today - ONE_DAY, today
    )
    ended = [row.outcome for row in rows if row.outcome is not None]
    return bool(ended) and ended[-1] == ConsultationOutcome.WATCH


async def _was_opened(desk: Desk, one: DueConsultation) -> bool:
    """One of an alert is a day's as well: nobody has to confer twice on one day."""
    counting = {str(one.held.occasion)}
    if one.held.each is When.DAILY:
        counting.add(ConsultationOccasion.ALERT)
    since, until = askings.midnight(desk, one.since), desk.now + ONE_DAY
    rows = await store.consultations_between(desk.session, desk.jurisdiction, since, until)
    alike = [row for row in rows if row.occasion in counting]
    return any([await _stands(desk, row) for row in alike])


async def _stands(desk: Desk, row: Consultation) -> bool:
    matter = await matters.matter(desk.session, row.matter_id)
    return matter is not None and matter.state != MatterState.CANCELLED


async def _ask(desk: Desk, one: DueConsultation) -> None:
    """Once as its turn begins, and once more on its last day."""
    is_last = one.since != one.last and desk.local(desk.now).date() == one.last
    facts = {"name": one.held.name, "first": one.since, "last": one.last, "is_last": is_last}
    html = desk.words.phrase(f"consultation_due_{one.held.occasion}", **facts)
    label = desk.words.plain("button_consultation_open")
    keyboard = ((button(label, OPEN_VERB, one.held.occasion),),)
    turn = f"{one.held.occasion}:{one.since.isoformat()}:{int(is_last)}"
    await post.tell_office(desk, Message(html, keyboard), Posting(dedupe_key=f"{KEY}{turn}"))
