"""The draft in the office and the requests to sign, kept true at every step."""

from dataclasses import replace
from datetime import datetime

from messages.keyboards import Keyboard, button
from messages.render import Message
from messages.views.alerts import DraftView, SignedView
from office import post
from office.bodies.people import name_of
from office.decisions.order_round import round_of
from office.desk import Desk
from office.forecasts import eased_drafts
from office.matters import control_proposals, kinds, standing_bodies
from office.matters.added_lines import hears
from office.matters.in_effect import ending
from office.matters.order_terms import UNTIL, is_short_notice, start_of
from office.matters.order_texts import order_text
from office.matters.outdated import (
    Limit,
    Outdated,
    change_of,
    holds_until,
    no_longer_ends,
    previous_end,
)
from office.plan.model import BodyKind, Plan
from office.post import Place, Posting
from office.signing import requests
from office.signing.rounds import Round
from storage.decisions import matters as store
from storage.decisions.approvals import Approval, Decision
from storage.decisions.matters import Order, OrderKind, OrderState
from storage.delivery import outbox
from storage.delivery.outbox import DeliveryKind
from storage.roster import chats
from storage.roster.chats import Chat
from storage.subjects import Subject

CONFIRM_VERB = "dgo"
CHANGE_VERB = "dfix"
GIVE_UP_VERB = "doff"
CONTROL_FIRST_VERB = "dctl"
TAKE_BACK_VERB = "endback"
"""It stands under a lift that is announced for a later hour; its argument is the alert."""
REPLACED = "replaced"
"""The key in a draft's snapshot where a changed draft took its place."""
WRAP_UP_VERB = "wrapup"
"""It stands under a lift once that is issued; its argument is the alert."""


async def post_draft(desk: Desk, place: Place, draft: Order) -> None:
    message = await draft_message(desk, draft)
    shown = await post.send(desk, place, DeliveryKind.DRAFT, message, Posting(Subject.of(draft)))
    draft.draft_delivery_id = shown.key
    desk.session.add(draft)
    await desk.session.flush()


async def redraw_draft(desk: Desk, draft: Order) -> None:
    if draft.draft_delivery_id is None:
        return
    shown = await outbox.delivery(desk.session, draft.draft_delivery_id)
    message = await draft_message(desk, draft)
    last = post.last_part(message, drill=shown.drill)
    await post.edit(desk, shown, last, kind=DeliveryKind.DRAFT)


async def tell_drafter_and_office(
    desk: Desk,
    draft: Order,
    message: Message,
    key: str | None = None,
    in_group: Message | None = None,
) -> None:
    """Tell the drafter under the draft, and the office unless the draft stands in its group."""
    office = await chats.office_chat(desk.session, desk.jurisdiction)
    there = await _place_of(desk, draft)
    is_in_group = office is not None and there == Place.of(office)
    await _say_under(desk, draft, in_group if in_group and is_in_group else message, key)
    if office is None or is_in_group:
        return
    posting = Posting(Subject.of(draft), dedupe_key=key and f"{key}:office")
    await post.tell_office(desk, in_group or Message(message.html), posting)


async def request_text(desk: Desk, asked: Round[Order], step: Approval, user_id: int) -> str:
    held = await requests.held_by(desk, asked, step, user_id)
    return desk.words.text("approval_ask", await _draft_view(desk, asked.row, step, held))


async def outcome_text(desk: Desk, asked: Round[Order], step: Approval) -> str:
    draft = asked.row
    view = SignedView(
        title=asked.title,
        state=draft.state,
        lapsed=lapsed_by(desk, draft),
        step=await requests.step_view(desk, asked, step),
        body=await order_text(desk, draft) if step.decision == Decision.APPROVED else None,
        serial=draft.serial,
        issued_at=draft.issued_at,
        is_replaced=REPLACED in draft.snapshot,
    )
    return desk.words.text("approval_done", view)


async def draft_message(desk: Desk, draft: Order) -> Message:
    view = await _draft_view(desk, draft)
    if await control_proposals.stands_under(desk, draft):
        view = replace(view, control_first=desk.words.plain("button_control_first"))
    return Message(desk.words.text("alert_draft", view), _draft_keyboard(desk, draft, view))


async def tell_drafter(desk: Desk, asked: Round[Order], step: Approval) -> None:
    """An edited message rings nobody's phone, so a return is told under the draft."""
    draft, said = asked.row, await requests.step_view(desk, asked, step)
    phrase = desk.words.phrase(
        "draft_returned",
        position=said.position,
        person=said.person,
        reason=said.reason,
        title=asked.title,
    )
    if await _say_under(desk, draft, Message(phrase)) is None:
        # A draft without a drafter concerns whoever is on duty.
        await post.tell_office(desk, Message(phrase), Posting(Subject.of(draft)))


async def _say_under(
    desk: Desk, draft: Order, message: Message, key: str | None = None
) -> Place | None:
    """Reply to the draft where it stands; return the place, or None where it stands nowhere."""
    if draft.draft_delivery_id is None:
        return None
    shown = await outbox.delivery(desk.session, draft.draft_delivery_id)
    place = Place(shown.chat_id, shown.thread_id)
    posting = Posting(Subject.of(draft), reply_to=shown.message_id, dedupe_key=key)
    await post.send(desk, place, DeliveryKind.OFFICE, message, posting)
    return place


async def _place_of(desk: Desk, draft: Order) -> Place | None:
    if draft.draft_delivery_id is None:
        return None
    shown = await outbox.delivery(desk.session, draft.draft_delivery_id)
    return Place(shown.chat_id, shown.thread_id)


async def drafter_of(desk: Desk, draft: Order) -> str:
    return "" if draft.drafted_by is None else await name_of(desk, draft.drafted_by)


def why_outdated(desk: Desk, draft: Order, limit: Limit) -> str:
    return desk.words.plain(
        f"draft_outdated_{_name_of(draft, limit)}",
        at=limit.at,
        start=draft.starts_at,
        hours=draft.hours,
        end=previous_end(draft),
    )


def lapsed_by(desk: Desk, draft: Order) -> str:
    limit = holds_until(draft)
    return desk.words.plain(f"draft_lapsed_{_name_of(draft, limit)}") if limit else ""


def _name_of(draft: Order, limit: Limit) -> str:
    """The end of its phrases: an end by the clock passes, while hours only shorten no more."""
    return UNTIL if limit.value is Outdated.END and UNTIL in draft.says else limit.value


async def _draft_view(
    desk: Desk, draft: Order, step: Approval | None = None, asked_as: str = ""
) -> DraftView:
    asked = await round_of(desk, draft)
    plan = asked.plan
    bound = await chats.agency_chats(desk.session, desk.jurisdiction)
    addressed = [
        one
        for one in kinds.told_in_chats(plan, draft)
        if standing_bodies.is_there(one, bound) and hears(draft, one.id)
    ]
    known = draft.snapshot.get("recipients")
    return DraftView(
        body=await order_text(desk, draft),
        title=asked.title,
        state=draft.state,
        lapsed=lapsed_by(desk, draft),
        issue_before=_issue_before(draft),
        drafter=await drafter_of(desk, draft),
        steps=await requests.step_views(desk, asked),
        short_of=plan.notice.issue_ahead if _is_short(desk, plan, draft) else None,
        serial=draft.serial,
        issued_at=draft.issued_at,
        recipients=len(addressed) if known is None else sum(hears(draft, one) for one in known),
        agencies_alone=all(body.body_kind is BodyKind.AGENCY for body in addressed),
        unbound=sum(body.id not in bound for body in addressed),
        lost=sum(_is_lost(bound.get(body.id, [])) for body in addressed),
        for_office=step is None,
        confirm=_confirm(desk, draft),
        can_change=not kinds.ends(draft),
        falls=await _falls(desk, draft),
        is_replaced=REPLACED in draft.snapshot,
        is_unsupported=step is not None and await eased_drafts.is_unsupported(desk, draft),
        position=requests.post_name(desk, asked, step) if step is not None else "",
        post=asked_as,
    )


_TOLD = (Outdated.START, Outdated.DUE, Outdated.MEETS)


def _issue_before(draft: Order) -> datetime | None:
    """The limit of the draft, unless it is the start or the deadline that the text tells."""
    limit = holds_until(draft)
    limits = [limit.at] if limit and limit.value not in _TOLD else []
    # An end that has been announced takes effect at its hour, whatever waits to be signed.
    ends_at = no_longer_ends(draft)
    return min([*limits, *([ends_at] if ends_at else [])], default=None)


async def _falls(desk: Desk, draft: Order) -> bool:
    if draft.state != OrderState.ISSUED or not kinds.ends_later(draft):
        return False
    last = ending(await store.issued_orders(desk.session, draft.matter_id))
    return last is None or last.key != draft.key


def _is_lost(places: list[Chat]) -> bool:
    return bool(places) and not any(chat.reachable for chat in places)


def _is_short(desk: Desk, plan: Plan, draft: Order) -> bool:
    """A lower level, another end or other lines ask nothing more, so they need no notice."""
    if not kinds.starts(draft) or change_of(draft) is not None or kinds.lowers(plan, draft):
        return False
    return is_short_notice(plan, draft.issued_at or desk.now, start_of(draft))


def _confirm(desk: Desk, draft: Order) -> str:
    return desk.words.plain("button_confirm_drill" if draft.drill else "button_confirm")


def _draft_keyboard(desk: Desk, draft: Order, view: DraftView) -> Keyboard:
    plain = desk.words.plain
    confirm = button(view.confirm, CONFIRM_VERB, draft.key)
    change = button(plain("button_change"), CHANGE_VERB, draft.key)
    give_up = button(plain("button_give_up"), GIVE_UP_VERB, draft.key)
    rest = (give_up,) if kinds.ends(draft) else (change, give_up)
    if draft.state == OrderState.DRAFT:
        first = button(view.control_first, CONTROL_FIRST_VERB)
        return ((confirm,), *(((first,),) if view.control_first else ()), rest)
    if draft.state in (OrderState.APPROVING, OrderState.RETURNED, OrderState.LAPSED):
        return (rest,)
    if draft.state != OrderState.ISSUED or draft.kind != OrderKind.LIFT or view.falls:
        return ()
    if draft.starts_at > desk.now:
        return ((button(plain("button_take_lift_back"), TAKE_BACK_VERB, draft.matter_id),),)
    if not draft.drill:
        return ((button(plain("button_wrap_up"), WRAP_UP_VERB, draft.matter_id),),)
    return ()
