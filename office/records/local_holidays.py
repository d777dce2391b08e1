"""Holidays of a jurisdiction whose days the office enters: asked for once, before the year begins.

Nobody here knows when they fall. Until they are entered their days count as working days, and what
was reckoned by that only ever moves later.
"""

from messages.keyboards import button
from messages.render import Message
from office import post
from office.desk import Desk
from office.plan.local_holidays import LocalHoliday
from office.post import Posting
from storage.rota import calendar_days

ENTER_VERB = "holenter"
ASKED_FROM_MONTH = 12
"""From this month on the days of the next year are asked for; before, those of the year itself."""


def year_to_enter(desk: Desk) -> int:
    today = desk.local(desk.now).date()
    return today.year + (today.month >= ASKED_FROM_MONTH)


async def missing(desk: Desk, year: int) -> tuple[LocalHoliday, ...]:
    if not desk.plan.local_holidays:
        return ()
    rows = await calendar_days.entered(desk.session, desk.jurisdiction)
    known = {row.holiday for row in rows if row.day.year == year}
    return tuple(one for one in desk.plan.local_holidays if one.id not in known)


async def remind(desk: Desk) -> None:
    """Tell the office once a year which of them it has not entered."""
    year = year_to_enter(desk)
    lacking = await missing(desk, year)
    if not lacking:
        return
    words = desk.words
    text = words.phrase("local_holidays_missing", year=year, names=[one.name for one in lacking])
    keyboard = ((button(words.plain("button_holidays_enter"), ENTER_VERB),),)
    posting = Posting(dedupe_key=f"local_holidays:{year}")
    await post.tell_office(desk, Message(text, keyboard), posting)
