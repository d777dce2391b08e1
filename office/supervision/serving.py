"""Serves a slip on its body and on whoever answers for it, and tells the office."""

from collections.abc import Sequence

from messages.render import Message
from messages.views.slips import SlipView
from office import post
from office.desk import Desk
from office.ladder import service, slip_buttons, slip_marks
from office.matters.naming import plan_of
from office.obligations import report_buttons
from office.plan.owed_kinds import kind_of
from office.post import Place, Posting
from office.supervision import in_private, known_slips, slip_texts
from storage.delivery import outbox, split_texts
from storage.delivery.outbox import Delivery, DeliveryKind
from storage.owed.obligations import Obligation
from storage.roster.chats import Chat
from storage.subjects import Subject
from storage.supervision.slips import Slip


async def serve(
    desk: Desk, obligation: Obligation, slip: Slip, view: SlipView, *, fresh: bool = False
) -> list[Delivery]:
    offered = await report_buttons.under_slip(desk, obligation)
    keyboard = (*offered, *slip_buttons.serial(desk.words, slip.serial))
    message = Message(desk.words.text(f"{kind_of(obligation).slip}_issued", view), keyboard)
    served = []
    for chat in await service.chats_to_serve(desk, obligation):
        key = f"slip:{slip.key}:{chat.key}"
        posting = Posting(Subject.of(slip), slip.agency, dedupe_key=key, fresh=fresh)
        served.append(await post.send(desk, Place.of(chat), DeliveryKind.SLIP, message, posting))
    slip.delivery_id = served[0].key
    desk.session.add(slip)
    return served


async def queue_again(desk: Desk, row: Delivery, place: Place) -> None:
    """Queue all parts that were not sent, with the group's new id if it has moved since."""
    for part in await split_texts.parts_of(desk.session, row):
        if part.state not in outbox.NOT_LOST:
            part.chat_id, part.thread_id = place.chat_id, place.thread_id
            await post.send_again(desk, part)


async def serve_in_private(
    desk: Desk, obligation: Obligation, slip: Slip, view: SlipView, first: Delivery
) -> str:
    """Return the post of whoever answers for the body, where nobody is enrolled in it."""
    if await in_private.serve(desk, obligation, slip, view, first):
        return ""
    body = (await plan_of(desk, obligation)).body(slip.agency)
    return (body.responsible or "") if await in_private.is_wanted(desk, obligation, slip) else ""


async def serve_in_private_late(desk: Desk, slip: Slip, chat: Chat) -> None:
    """Send what should have gone to a responsible person with the slip."""
    obligation = await known_slips.obligation_of(desk, slip)
    served = await service.servings(desk, slip)
    if served:
        view = await slip_texts.view(desk, obligation, slip, (), [])
        await in_private.send(desk, slip, view, followed(served), chat)


def followed(served: Sequence[Delivery]) -> Delivery:
    """The message that the copies follow: one that is not lost, where there is one."""
    return next((row for row in served if row.state in outbox.NOT_LOST), served[0])


async def tell_office(desk: Desk, slip: Slip, view: SlipView, first: Delivery) -> None:
    keyboard = slip_buttons.copying(desk.words, slip.key) if view.asked_to else ()
    is_played = service.is_unsaid(first)
    said = desk.words.text("slip_office", view)
    if is_played:
        said = f"{said}\n{desk.words.phrase('slip_played')}"
    message = Message(said, keyboard)
    posting = Posting(
        subject=Subject.of(slip),
        after_id=None if is_played else first.key,
        dedupe_key=slip_marks.notice_key(slip),
        fresh=True,
    )
    await post.tell_office(desk, message, posting)
