"""The office above issued, changed or ended an alert: ours gets a card with the draft that fits."""

from datetime import datetime

from messages.keyboards import Keyboard, button
from messages.render import Message
from messages.views.letters import UpperAlertView
from office import post
from office.desk import Desk
from office.matters import alerts, clocks, kinds
from office.post import Posting
from office.region import alert_news, chasing, floor, progress
from office.region.alert_news import AlertNews
from office.region.floor import Floor
from office.shifts import alarms
from office.shifts.alarms import AlarmCause
from office.shifts.concerns import Concern
from storage.decisions.matters import OrderKind
from storage.region import upper_orders as store
from storage.region.filed_orders import Progress
from storage.region.letters import Letter
from storage.region.upper_orders import CheckState, UpperOrder
from storage.subjects import Subject

FOLLOW_VERB = "upfollow"
LIFT_VERB = "uplift"
"""The argument of both is the order of the office above."""
REMIND = "upper_remind"
"""The kind of agenda item for a reminder that waits for the morning; its subject is that order."""


async def take(desk: Desk, letter: Letter, news: AlertNews) -> str:
    row = _row(desk, letter, news)
    desk.session.add(row)
    await desk.session.flush()
    start_by = letter.payload["start_by"]
    await show(desk, row, news, start_by=datetime.fromisoformat(start_by) if start_by else None)
    await progress.tell(desk)
    return "followed"


async def remind(desk: Desk, letter: Letter) -> str:
    """Ask once more for an order of ours, unless one was issued or is being signed meanwhile."""
    bound = await floor.standing(desk)
    return await _ask_again(desk, bound) if bound is not None else "no longer awaited"


async def remind_in_the_morning(desk: Desk, order_id: int) -> str:
    bound = await floor.standing(desk)
    if bound is None or bound.order.key != order_id:
        return "no longer awaited"
    return await _ask_again(desk, bound)


async def _ask_again(desk: Desk, bound: Floor) -> str:
    if (await progress.of(desk, bound)).progress is not Progress.NONE:
        return "no longer awaited"
    wait = await chasing.waits_until(desk, bound.level)
    if wait is not None:
        await clocks.on_agenda(desk, REMIND, bound.order.key, wait)
        return "waits for the morning"
    phrase = desk.words.phrase(
        "upper_reminder",
        upper=bound.order.upper,
        number=bound.order.number,
        level=bound.level.name,
        at=bound.order.received_at,
    )
    about = Subject.of(bound.order)
    message = Message(phrase, await keyboard(desk, bound.order))
    posting = Posting(about, dedupe_key=f"upper_reminder:{bound.order.key}")
    await alarms.raise_alarm(desk, AlarmCause(Concern.UPPER_ALERT, about), message, posting)
    return "reminded"


async def show(
    desk: Desk, row: UpperOrder, news: AlertNews, *, start_by: datetime | None = None
) -> None:
    message = Message(await _text(desk, row, news, start_by), await keyboard(desk, row))
    await post.tell_office(
        desk, message, Posting(Subject.of(row), dedupe_key=f"upper_order:{row.key}")
    )


async def keyboard(desk: Desk, row: UpperOrder) -> Keyboard:
    """The draft that this order calls for, if any: of ours at its level, or of our end."""
    alert = await alerts.standing_alert(desk)
    if row.ends:
        lift = button(desk.words.plain("button_draft_lift"), LIFT_VERB, row.key)
        return ((lift,),) if alert is not None else ()
    level = desk.plan.known_level(row.level or "")
    if level is None or await is_enough(desk, level.rank):
        return ()
    key = "button_follow_adjust" if alert is not None else "button_follow_issue"
    return ((button(desk.words.plain(key, level=level.name), FOLLOW_VERB, row.key),),)


async def is_enough(desk: Desk, rank: int) -> bool:
    """Whether our own alert, in force or announced, has at least this level."""
    order = await floor.own_order(desk)
    level = kinds.level_named(desk.plan, order) if order else None
    return level is not None and level.rank >= rank


async def _text(desk: Desk, row: UpperOrder, news: AlertNews, start_by: datetime | None) -> str:
    level = desk.plan.known_level(row.level or "")
    view = UpperAlertView(
        upper=row.upper,
        kind=row.kind,
        number=row.number,
        colour=level.colour if level else news.colour,
        level=row.level_name,
        response=level.response if level else news.response,
        concerned=news.concerned,
        starts_at=row.starts_at,
        hours=row.hours,
        ends_at=row.ends_at,
        open_end=row.is_open_ended,
        pollutant=news.pollutant_name,
        area=row.area,
        counties=news.counties,
        grounds=row.grounds,
        is_known=level is not None,
        is_enough=level is not None and await is_enough(desk, level.rank),
        has_alert=await alerts.standing_alert(desk) is not None,
        start_by=start_by,
        added=news.added,
        takes_back=news.takes_back,
    )
    return desk.words.text("upper_alert", view)


def _row(desk: Desk, letter: Letter, news: AlertNews) -> UpperOrder:
    level = alert_news.level_here(desk.plan, news)
    known = desk.plan.known_pollutant(news.pollutant) if news.pollutant else None
    return UpperOrder(
        jurisdiction=desk.jurisdiction,
        kind=news.kind if news.concerned else OrderKind.LIFT,
        upper=news.command,
        number=letter.number,
        level=level.id if level else None,
        level_name=news.level_name,
        area=news.area,
        pollutant=known.id if known else None,
        starts_at=news.starts_at,
        hours=news.hours,
        ends_at=news.ends_at,
        grounds=news.grounds,
        letter_id=letter.key,
        state=CheckState.CHECKED,
        # What an office issued while nobody took its letters stands in the order of its issue.
        received_at=letter.written_at,
    )


async def standing_row(desk: Desk, order_id: int) -> UpperOrder | None:
    """The order of a button, if it is the newest that binds us; a forged id finds nothing."""
    row = await store.upper_order(desk.session, order_id)
    rows = await store.checked(desk.session, desk.jurisdiction)
    return row if row is not None and rows and rows[-1].key == row.key else None
