"""Tells each day how things stand under an alert, and tells it to whoever asks; nobody answers."""

from collections.abc import Sequence
from dataclasses import replace

from messages.render import Message
from messages.views.briefs import BriefView, QuietBriefView
from office import post
from office.bodies import people
from office.bodies.people import Actor
from office.bodies.readers import readers
from office.desk import Desk
from office.matters import briefs, kinds
from office.matters.orders import recipients_of
from office.obligations import prompts, restraint
from office.plan.model import Plan
from office.plan.quiet import quiet_until
from office.post import Mailing, Place, Posting
from office.records import awaiting, brief_views, waiting
from office.records.brief_pictures import IllustratedBrief, picture_of
from storage.decisions import matters as store
from storage.decisions.matters import Matter, MatterKind, MatterState, Order
from storage.delivery.outbox import DeliveryKind
from storage.roster import chats
from storage.roster.chats import Chat
from storage.subjects import Subject


async def tell(desk: Desk, matter_id: int) -> str:
    alert = await store.matter(desk.session, matter_id)
    if alert is None or alert.state != MatterState.IN_FORCE:
        return "not in force"
    order = await prompts.order_in_force(desk, alert)
    plan = await desk.plan_of(order)
    await briefs.expect(desk, plan, alert, desk.now)
    # It may be late, as after an outage. Then it is not worth waking anybody.
    if quiet_until(plan.sleep, plan.tz, desk.now):
        return "quiet hours"
    view = await brief_views.whole(desk, alert, order)
    inside = [*await _by_office(desk, view), *await _by_leaders(desk, plan, order, view)]
    mailings = [
        *await _mailings(desk, order, await _by_bodies(desk, plan, order, view)),
        *await _mailings(desk, order, inside),
    ]
    await post.send_all(desk, mailings)
    return f"told {len(mailings)}"


async def asked(desk: Desk, who: Actor, *, in_private: bool) -> list[IllustratedBrief]:
    """The same for whoever asks: one message for each alert that is open in earnest.

    In private somebody reads what waits for them, in the office's group what waits in the office.
    """
    people.require_reader(desk, who)
    decisions = await awaiting.decisions_of(desk, who) if in_private else ()
    todo = () if in_private else await _todo(desk)
    alerts = await store.open_matters(
        desk.session, desk.jurisdiction, MatterKind.ALERT, drill=False
    )
    if not alerts:
        quiet = QuietBriefView(desk.now, decisions, todo)
        return [IllustratedBrief(Message(desk.words.text("brief_quiet", quiet)))]
    told = [await _standing(desk, alert) for alert in alerts]
    # What waits is said once, under the last.
    order, view = told[-1]
    told[-1] = order, replace(view, decisions=decisions, waiting=todo)
    return [
        IllustratedBrief(_message(desk, view), await picture_of(desk, order, view))
        for order, view in told
    ]


async def _standing(desk: Desk, alert: Matter) -> tuple[Order, BriefView]:
    order = await prompts.order_in_force(desk, alert)
    return order, await brief_views.whole(desk, alert, order)


def _message(desk: Desk, view: BriefView) -> Message:
    return Message(desk.words.text("alert_brief", view))


async def _todo(desk: Desk) -> tuple[str, ...]:
    return tuple(line.short for line in await waiting.lines(desk))


ReadBy = Sequence[tuple[Chat, BriefView]]
"""Chats with what is read there."""


async def _by_bodies(desk: Desk, plan: Plan, order: Order, view: BriefView) -> ReadBy:
    bound = await chats.agency_chats(desk.session, desk.jurisdiction)
    told = [
        body
        for body in recipients_of(order)
        if plan.is_briefed(body) and not kinds.is_left_out(order, body)
    ]
    said = brief_views.for_bodies(view)
    of = Subject.of(order)
    read = told if order.drill else await restraint.reminded(desk, told, of, "brief")
    return [(chat, said) for body in read for chat in bound.get(body, ()) if chat.reachable]


async def _by_office(desk: Desk, view: BriefView) -> ReadBy:
    office = await chats.office_chat(desk.session, desk.jurisdiction)
    # Its workbench says what waits there, and stands pinned above.
    return [(office, view)] if office is not None else []


async def _by_leaders(desk: Desk, plan: Plan, order: Order, view: BriefView) -> ReadBy:
    """Of an exercise leaders read what they take part in, and no brief."""
    if plan.brief is None or order.drill:
        return []
    found = await readers(desk, plan.brief.leaders)
    return [(one.chat, await _for_leader(desk, one.chat, view)) for one in found]


async def _for_leader(desk: Desk, chat: Chat, view: BriefView) -> BriefView:
    # The number of a private chat is that of the person.
    who = await people.actor(desk, chat.chat_id, "")
    return replace(view, decisions=await awaiting.decisions_of(desk, who))


async def _mailings(desk: Desk, order: Order, read: ReadBy) -> list[Mailing]:
    """All these read the same figures, so that one picture is made for them."""
    if not read:
        return []
    picture = await picture_of(desk, order, read[0][1])
    return [
        _mailing(desk, order, chat, IllustratedBrief(_message(desk, said), picture))
        for chat, said in read
    ]


def _mailing(desk: Desk, order: Order, chat: Chat, brief: IllustratedBrief) -> Mailing:
    day = desk.local(desk.now).date()
    posting = Posting(
        Subject.of(order), chat.agency, dedupe_key=f"brief:{order.matter_id}:{day}:{chat.key}"
    )
    return Mailing(Place.of(chat), DeliveryKind.BRIEF, brief.message, brief.drawn(posting))
