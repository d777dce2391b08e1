"""The draft in the office and the requests to sign, kept true at every step."""

from collections.abc import Sequence
from datetime import datetime

from messages.keyboards import Keyboard, button
from messages.length import split_html
from messages.render import Message
from messages.views.alerts import DraftView, SignedView, StepView
from office import post
from office.bodies.people import name_of
from office.desk import Desk
from office.matters import kinds, signers
from office.matters.order_terms import is_short_notice, start_of
from office.matters.order_texts import order_text, title
from office.matters.outdated import Limit, Outdated, change_of_end, holds_until, previous_end
from office.plan.model import Act, BodyKind, Plan
from office.post import Place, Posting
from storage import chats, outbox, people
from storage import matters as store
from storage.chats import Chat
from storage.matters import Approval, Decision, Order, OrderState
from storage.outbox import Delivery, DeliveryKind
from storage.subjects import Subject

CONFIRM_VERB = "dgo"
CHANGE_VERB = "dfix"
GIVE_UP_VERB = "doff"
APPROVE_VERB = "aok"
RETURN_VERB = "aback"


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
    await post.edit(desk, shown, last_part(message), kind=DeliveryKind.DRAFT)


async def tell_drafter_and_office(
    desk: Desk, draft: Order, message: Message, key: str | None = None
) -> None:
    shown = await _say_under(desk, draft, message, key)
    office = await chats.office_chat(desk.session, desk.jurisdiction)
    if office is None or shown == Place.of(office):
        return
    posting = Posting(Subject.of(draft), dedupe_key=key and f"{key}:office")
    await post.tell_office(desk, Message(message.html), posting)


async def draft_message(desk: Desk, draft: Order) -> Message:
    view = await _draft_view(desk, draft)
    return Message(desk.words.text("alert_draft", view), _draft_keyboard(desk, draft))


async def ask_approver(desk: Desk, draft: Order, step: Approval, user_id: int) -> None:
    message = await _request(desk, draft, step, user_id)
    posting = Posting(Subject.of(draft), context={"approval": step.key})
    await post.send(desk, Place(user_id), DeliveryKind.APPROVAL, message, posting)


async def renew_request(desk: Desk, draft: Order, step: Approval, asked: Delivery) -> None:
    """Let a request that stands name the post in which this person is asked by now."""
    message = last_part(await _request(desk, draft, step, asked.chat_id))
    await post.edit(desk, asked, message, kind=DeliveryKind.APPROVAL)


async def _request(desk: Desk, draft: Order, step: Approval, user_id: int) -> Message:
    plan = await desk.plan_of(draft)
    view = await _draft_view(desk, draft, step, await _held_by(desk, plan, draft, step, user_id))
    plain = desk.words.plain
    keyboard = (
        (
            button(plain(f"button_sign_{act_of(plan, draft, step)}"), APPROVE_VERB, step.key),
            button(plain("button_return"), RETURN_VERB, step.key),
        ),
    )
    return Message(desk.words.text("approval_ask", view), keyboard)


async def redraw_step(desk: Desk, draft: Order, step: Approval) -> None:
    """The requests for this signature say what became of it and lose their buttons.

    Whoever signed can read there what they signed.
    """
    plan = await desk.plan_of(draft)
    view = SignedView(
        title=title(desk, plan, draft),
        state=draft.state,
        lapsed=lapsed_by(desk, draft),
        step=await _step_view(desk, plan, draft, step),
        body=await order_text(desk, draft) if step.decision == Decision.APPROVED else None,
        serial=draft.serial,
        issued_at=draft.issued_at,
    )
    message = last_part(Message(desk.words.text("approval_done", view)))
    readers = {*(await signers.seats(desk, draft))[step.step].people, step.decided_by}
    for asked in await signature_requests(desk, step):
        # People who left the position read there that nothing is asked of them.
        if asked.chat_id in readers:
            await post.edit(desk, asked, message, kind=DeliveryKind.APPROVAL)


async def withdraw_request(desk: Desk, draft: Order, asked: Delivery) -> None:
    plan = await desk.plan_of(draft)
    phrase = desk.words.phrase("signature_withdrawn", title=title(desk, plan, draft))
    await post.edit(desk, asked, Message(phrase), kind=DeliveryKind.APPROVAL)


async def tell_drafter(desk: Desk, draft: Order, step: Approval) -> None:
    """An edited message rings nobody's phone, so a return is told under the draft."""
    plan = await desk.plan_of(draft)
    said = await _step_view(desk, plan, draft, step)
    phrase = desk.words.phrase(
        "draft_returned",
        position=said.position,
        person=said.person,
        reason=said.reason,
        title=title(desk, plan, draft),
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


async def drafter_of(desk: Desk, draft: Order) -> str:
    return "" if draft.drafted_by is None else await name_of(desk, draft.drafted_by)


async def steps_of(desk: Desk, draft: Order) -> tuple[StepView, ...]:
    plan = await desk.plan_of(draft)
    steps = await store.approvals(desk.session, draft.key)
    if steps:
        return tuple([await _step_view(desk, plan, draft, step) for step in steps])
    return tuple(
        StepView(either(desk, plan, step.by), "", Decision.WAITING, "", None, "", "")
        for step in kinds.chain(plan, draft)
    )


def why_outdated(desk: Desk, draft: Order, limit: Limit) -> str:
    return desk.words.plain(
        f"draft_outdated_{limit.value}",
        at=limit.at,
        start=draft.starts_at,
        hours=draft.hours,
        end=previous_end(draft),
    )


def lapsed_by(desk: Desk, draft: Order) -> str:
    limit = holds_until(draft)
    return desk.words.plain(f"draft_lapsed_{limit.value}") if limit else ""


def act_of(plan: Plan, draft: Order, step: Approval) -> Act:
    return kinds.chain(plan, draft)[step.step].act


async def post_name(desk: Desk, draft: Order, step: Approval) -> str:
    """The post that gave a signature, or those of which one is to give it."""
    plan = await desk.plan_of(draft)
    if step.decided_by is not None:
        return plan.position(step.position).name
    return either(desk, plan, kinds.chain(plan, draft)[step.step].by)


def either(desk: Desk, plan: Plan, positions: Sequence[str]) -> str:
    said, *others = [plan.position(position).name for position in positions]
    for name in others:
        said = desk.words.plain("either_post", one=said, other=name)
    return said


async def _held_by(desk: Desk, plan: Plan, draft: Order, step: Approval, user_id: int) -> str:
    """The post in which this person is asked to sign."""
    held = await people.appointments_here(desk.session, desk.jurisdiction, user_id)
    posts = [row.position for row in held]
    asked = kinds.chain(plan, draft)[step.step].by
    return plan.position(next((one for one in asked if one in posts), asked[0])).name


def last_part(message: Message) -> Message:
    return Message(split_html(message.html)[-1], message.keyboard)


async def _draft_view(
    desk: Desk, draft: Order, step: Approval | None = None, post: str = ""
) -> DraftView:
    plan = await desk.plan_of(draft)
    bound = await chats.agency_chats(desk.session, desk.jurisdiction)
    addressed = [one for one in kinds.addressed(plan, draft) if one.is_standing or one.id in bound]
    return DraftView(
        body=await order_text(desk, draft),
        title=title(desk, plan, draft),
        state=draft.state,
        lapsed=lapsed_by(desk, draft),
        issue_before=_issue_before(draft),
        drafter=await drafter_of(desk, draft),
        steps=await steps_of(desk, draft),
        short_of=plan.notice.issue_ahead if _is_short(desk, plan, draft) else None,
        serial=draft.serial,
        issued_at=draft.issued_at,
        recipients=len(draft.snapshot.get("recipients", addressed)),
        agencies_alone=all(body.body_kind is BodyKind.AGENCY for body in addressed),
        unbound=sum(body.id not in bound for body in addressed),
        lost=sum(_is_lost(bound.get(body.id, [])) for body in addressed),
        for_office=step is None,
        can_change=not kinds.ends(draft),
        position=await post_name(desk, draft, step) if step is not None else "",
        post=post,
    )


def _issue_before(draft: Order) -> datetime | None:
    """The limit of the draft, unless it is the start or the deadline that the text tells."""
    limit = holds_until(draft)
    return limit.at if limit and limit.value not in (Outdated.START, Outdated.DUE) else None


def _is_lost(places: list[Chat]) -> bool:
    return bool(places) and not any(chat.reachable for chat in places)


def _is_short(desk: Desk, plan: Plan, draft: Order) -> bool:
    """A change of the end alone starts nothing, so no notice is needed for it."""
    if not kinds.starts(draft) or change_of_end(draft) is not None:
        return False
    return is_short_notice(plan, draft.issued_at or desk.now, start_of(draft))


def _draft_keyboard(desk: Desk, draft: Order) -> Keyboard:
    plain = desk.words.plain
    confirm = button(plain("button_confirm"), CONFIRM_VERB, draft.key)
    change = button(plain("button_change"), CHANGE_VERB, draft.key)
    give_up = button(plain("button_give_up"), GIVE_UP_VERB, draft.key)
    rest = (give_up,) if kinds.ends(draft) else (change, give_up)
    if draft.state == OrderState.DRAFT:
        return ((confirm,), rest)
    if draft.state in (OrderState.APPROVING, OrderState.RETURNED, OrderState.LAPSED):
        return (rest,)
    return ()


async def _step_view(desk: Desk, plan: Plan, draft: Order, step: Approval) -> StepView:
    is_open = step.decision in (Decision.WAITING, Decision.ASKED)
    hindered = await signers.trouble(desk, draft, step) if is_open else None
    return StepView(
        position=await post_name(desk, draft, step),
        act=desk.words.plain(f"signed_{act_of(plan, draft, step)}"),
        decision=step.decision,
        person=await name_of(desk, step.decided_by) if step.decided_by is not None else "",
        at=step.decided_at,
        reason=step.reason or "",
        trouble=hindered or "",
    )


async def signature_requests(desk: Desk, step: Approval) -> list[Delivery]:
    sent = await outbox.deliveries_of_order(desk.session, step.order_id, DeliveryKind.APPROVAL)
    return [
        row
        for row in sent
        if row.target_id is None and row.keyboard and row.context.get("approval") == step.key
    ]
