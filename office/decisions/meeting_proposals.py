"""The clock proposes the daily dispatch meeting: its draft needs one press to convene it.

It is for the hour and the place of the last one. Where there was none, the place is asked for.
"""

from datetime import datetime

from messages.keyboards import button
from messages.render import Message
from office import post
from office.decisions import drafts
from office.desk import Desk
from office.matters import alerts, dispatch_meetings, meetings, orders
from office.matters.meetings import LEAST_TIME, MeetingTerms, Purpose
from office.plan.meetings import DispatchMeeting
from office.plan.quiet import quiet_until
from office.post import Place, Posting
from office.refusal import Refusal
from storage.decisions import matters as store
from storage.decisions.matters import OPEN_MATTERS, Matter, MatterKind, Order
from storage.roster import chats
from storage.subjects import Subject

CONVENE_VERB = "mtday"
"""Its argument is the alert under which the meeting is held."""


async def propose(desk: Desk, alert_id: int) -> str:
    alert = await store.matter(desk.session, alert_id)
    if alert is None or alert.state not in OPEN_MATTERS:
        return "ended"
    newest = await orders.newest_order(desk, alert)
    said = (await desk.plan_of(newest)).dispatch_meeting
    await dispatch_meetings.come_back(desk, await desk.plan_of(newest), alert)
    holding = await alerts.order_in_effect(desk, alert)
    if said is None or holding is None or holding.level not in said.levels:
        return "another level"
    if quiet_until(desk.plan.sleep, desk.plan.tz, desk.now):
        return "quiet hours"
    if await _is_convened(desk, alert):
        return "convened already"
    terms = await terms_for_today(desk, alert)
    if terms is None:
        return "too late today"
    await _put_before_office(desk, alert, terms)
    return "proposed"


async def terms_for_today(desk: Desk, alert: Matter) -> MeetingTerms | None:
    """Like the last one, with an empty place where there was none; None where its hour is over."""
    said = (await desk.plan_of(await orders.newest_order(desk, alert))).dispatch_meeting
    if said is None:
        raise Refusal("button_obsolete")
    last = await _last(desk, alert)
    meets_at = _hour(desk, said, last)
    if meets_at < desk.now + LEAST_TIME:
        return None
    possible = meetings.possible(desk.plan)
    bodies = tuple(one for one in last.bodies if one in possible) if last else ()
    return MeetingTerms(
        bodies=bodies or meetings.usual_bodies(desk.plan),
        purpose=Purpose.DISPATCH,
        meets_at=meets_at,
        place=last.place if last else "",
        text="",
        title=desk.words.plain("meeting_called_dispatch", day=meets_at.date()),
    )


def _hour(desk: Desk, said: DispatchMeeting, last: MeetingTerms | None) -> datetime:
    """The hour of the last one; where that is over today, the usual one of the plan."""
    today = desk.local(desk.now).date()
    usual = datetime.combine(today, said.usual_at, desk.zone)
    if last is None:
        return usual
    before = datetime.combine(today, desk.local(last.meets_at).time(), desk.zone)
    return before if before >= desk.now + LEAST_TIME else usual


async def _last(desk: Desk, alert: Matter) -> MeetingTerms | None:
    rows = await store.newest_meetings(desk.session, desk.jurisdiction)
    found = (MeetingTerms.of(row) for row in rows if row.drill is alert.drill)
    return next((one for one in found if one.purpose is Purpose.DISPATCH), None)


async def _is_convened(desk: Desk, alert: Matter) -> bool:
    """Whether today's was convened, or is drafted, by somebody of the office."""
    pending = await store.pending_orders(desk.session, desk.jurisdiction, MatterKind.MEETING)
    issued = await store.newest_meetings(desk.session, desk.jurisdiction)
    return any(_is_todays(desk, alert, row) for row in (*pending, *issued))


def _is_todays(desk: Desk, alert: Matter, row: Order) -> bool:
    said = MeetingTerms.of(row)
    same_day = desk.local(said.meets_at).date() == desk.local(desk.now).date()
    return said.purpose is Purpose.DISPATCH and same_day and row.drill is alert.drill


async def _put_before_office(desk: Desk, alert: Matter, terms: MeetingTerms) -> None:
    office = await chats.office_chat(desk.session, desk.jurisdiction)
    if office is None:
        return
    convene = button(desk.words.plain("button_convene"), CONVENE_VERB, alert.key)
    message = Message(
        desk.words.phrase("meeting_proposed", at=terms.meets_at, place=terms.place),
        () if terms.place else ((convene,),),
    )
    key = f"meeting_proposed:{alert.key}:{terms.meets_at.date().isoformat()}"
    await post.tell_office(desk, message, Posting(Subject.of(alert), dedupe_key=key))
    await desk.record("meeting_proposed", f"alert:{alert.key}", at=terms.meets_at.isoformat())
    if terms.place:
        await drafts.draft_saying(desk, None, Place.of(office), terms, drill=alert.drill)
