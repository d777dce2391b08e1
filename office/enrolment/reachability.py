"""Which chats can be reached, and how a chat gets what it missed while it could not."""

from collections.abc import Mapping, Sequence

from messages.render import Message
from office import post
from office.bodies.people import name_of, position_name
from office.decisions import convening, holders, minutes_sending
from office.delivery import channels, refusal_reasons
from office.delivery.channels import OFFICE, ChannelNotice
from office.delivery_kinds import kinds_that
from office.desk import Desk
from office.enrolment import migration
from office.enrolment.showing_again import show_again
from office.enrolment.using_codes import chat_name
from office.matters import in_effect, kinds, newcomers, orders
from office.obligations import prompts
from office.obligations.lifecycle import PauseReason, pause, resume, supersede
from office.plan.owed_kinds import kind_of, prompted_kinds
from office.post import Place
from office.problems import late_notices
from office.public import channel as public_channel
from office.shifts import alarms
from office.shifts.alarms import AlarmCause
from office.shifts.concerns import Concern
from storage.decisions import matters as matter_store
from storage.decisions.matters import Order
from storage.delivery import outbox, undelivered
from storage.delivery.outbox import NOT_THERE, DeliveryKind
from storage.owed import obligations
from storage.roster import chats, people
from storage.roster.chats import Chat, ChatRole
from storage.roster.people import LIAISON
from storage.subjects import Subject, SubjectKind


async def lost(desk: Desk, chat_id: int, reason: str) -> None:
    """Telegram refuses us in this chat: the office is told once, and its agency's clock stops."""
    for chat in await chats.bound_with_id(desk.session, desk.jurisdiction, chat_id):
        await _lose(desk, chat, reason)


async def lost_topic(desk: Desk, place: Place, reason: str) -> None:
    """Only this topic is closed or gone; other topics of the group stay reachable."""
    for chat in await chats.bound_with_id(desk.session, desk.jurisdiction, place.chat_id):
        if Place.of(chat) == place:
            await _lose(desk, chat, reason)


async def arrived(desk: Desk, chat_id: int) -> None:
    """Something has just arrived there, whatever we took the chat for."""
    for chat in await chats.bound_with_id(desk.session, desk.jurisdiction, chat_id):
        await back(desk, chat)


async def back(desk: Desk, chat: Chat) -> None:
    """The chat can be reached again: its clock runs on, and it gets what it missed."""
    if chat.reachable:
        return
    chat.unreachable_since = chat.unreachable_reason = None
    await _turn(desk, chat, reachable=True)
    await catch_up(desk, chat)
    await _send_missed(desk, chat)
    if chat.role == ChatRole.PUBLIC:
        await public_channel.catch_up(desk, chat)
    await show_again(desk, chat)


async def _lose(desk: Desk, chat: Chat, reason: str) -> None:
    if chat.reachable:
        chat.unreachable_since, chat.unreachable_reason = desk.now, reason
        await _turn(desk, chat, reachable=False)


async def _send_missed(desk: Desk, chat: Chat) -> None:
    """Send again what was missed and is still to be read there.

    Each is judged once more before it leaves. Lost edits are sent with what is true by now.
    """
    here = (desk.jurisdiction, chat.chat_id, chat.thread_id)
    still_read = kinds_that(lambda one: chat.role in one.sent_again_to)
    for row in (
        *await undelivered.missed_at(desk.session, *here, *still_read),
        *await undelivered.missed_edits(desk.session, *here),
    ):
        await post.send_again(desk, row)


async def _turn(desk: Desk, chat: Chat, *, reachable: bool) -> None:
    chat.reachable = reachable
    desk.session.add(chat)
    await desk.session.flush()
    event, reason = "back" if reachable else "lost", chat.unreachable_reason
    await desk.record(f"chat.{event}", f"chat:{chat.key}", agency=chat.agency, reason=reason)
    await reckon(desk, chat.agency)
    await _tell(desk, chat, f"chat_{event}")
    if chat.role == ChatRole.PERSON:
        await holders.reach_changed(desk, chat.chat_id, reachable=reachable)


async def reckon(desk: Desk, agency: str | None) -> None:
    if agency is None:
        return
    # The clock runs while at least one of the agency's chats can be reached.
    bound = await chats.chats_of_agency(desk.session, desk.jurisdiction, agency)
    runs = any(chat.reachable for chat in bound)
    for owed in await obligations.open_of_agency(desk.session, desk.jurisdiction, agency):
        if runs:
            await resume(desk, owed, PauseReason.UNREACHABLE)
        else:
            await pause(desk, owed, PauseReason.UNREACHABLE)


async def catch_up(desk: Desk, chat: Chat) -> None:
    """Send to the chat what still holds: the orders in force and the reports that are owed."""
    if chat.agency is None:
        return
    await reckon(desk, chat.agency)
    for order in await _orders(desk, chat):
        if not await _stands(desk, order, chat):
            await late_notices.before_serving(desk, order, chat.agency)
            await orders.serve(desk, order, chat)
    await late_notices.serve(desk, chat)
    for owed in await obligations.open_of_agency(
        desk.session, desk.jurisdiction, chat.agency, *prompted_kinds()
    ):
        await prompts.serve(desk, owed, chat)


async def let_in(desk: Desk, chat: Chat) -> None:
    """Ask the agency of a chat that was just bound for what can still be answered in time.

    An alert that was not issued to the agency is sent only if the office says so.
    """
    if chat.agency is None:
        return
    await _forget_unasked(desk, chat.agency)
    await convening.let_in(desk, chat)
    await catch_up(desk, chat)
    await minutes_sending.let_in(desk, chat)
    await newcomers.propose(desk, [chat.agency])


async def _forget_unasked(desk: Desk, agency: str) -> None:
    """Drop reports that it was never asked for, because it had no chat until they were due."""
    for owed in await obligations.open_of_agency(
        desk.session, desk.jurisdiction, agency, *prompted_kinds()
    ):
        asked = await outbox.deliveries_about(desk.session, Subject.of(owed))
        if owed.due_at <= desk.now and not asked:
            await supersede(desk, owed, "never asked")


async def migrated(desk: Desk, old_chat_id: int, new_chat_id: int) -> None:
    """The group became a supergroup: it has a new id, and its old messages cannot be answered.

    Both groups' service messages and a refused send report it; only the first report does this.
    """
    moved = await migration.rewrite(desk, old_chat_id, new_chat_id)
    for chat in moved:
        await _tell(desk, chat, "chat_upgraded")
        await show_again(desk, chat)
        await _ask_again(desk, chat)


async def _orders(desk: Desk, chat: Chat) -> list[Order]:
    told = await orders.orders_told(desk, chat.agency or "")
    found = [*told, *await _announced_endings(desk, told), *await _missed_endings(desk, chat)]
    return list({order.key: order for order in found}.values())


async def _announced_endings(desk: Desk, told: Sequence[Order]) -> list[Order]:
    """The ends of what still holds, where all others have read their hour."""
    issued = [await matter_store.issued_orders(desk.session, one.matter_id) for one in told]
    return [lift for lift in map(in_effect.ending, issued) if lift is not None]


async def _missed_endings(desk: Desk, chat: Chat) -> list[Order]:
    # A group that was told of an alert and missed its end would go on obeying it.
    missed = await undelivered.orders_not_told(desk.session, desk.jurisdiction, chat.chat_id)
    found = [await matter_store.order(desk.session, order_id) for order_id in missed]
    endings = [order for order in found if order and kinds.ends(order)]
    return [ending for ending in endings if await _was_told(desk, ending, chat)]


async def _was_told(desk: Desk, ending: Order, chat: Chat) -> bool:
    orders = await matter_store.issued_orders(desk.session, ending.matter_id)
    # The group may have been told under the id that it had before it became a supergroup.
    former = await chats.former_ids(desk.session, desk.jurisdiction, chat.chat_id)
    places = [Place.of(chat), *map(Place, former)]
    return any(
        [
            await _stands_at(desk, order, place)
            for order in orders
            if not kinds.ends(order)
            for place in places
        ]
    )


async def _stands(desk: Desk, order: Order, chat: Chat) -> bool:
    return await _stands_at(desk, order, Place.of(chat))


async def _stands_at(desk: Desk, order: Order, place: Place) -> bool:
    rows = await outbox.deliveries_of_order(desk.session, order.key, DeliveryKind.ALERT)
    there = [row for row in rows if Place(row.chat_id, row.thread_id) == place]
    return bool(there) and there[-1].state not in NOT_THERE


async def _ask_again(desk: Desk, chat: Chat) -> None:
    if chat.agency is None:
        return
    owed = await obligations.open_of_agency(desk.session, desk.jurisdiction, chat.agency)
    if not owed:
        return
    upgraded = Message(desk.words.phrase("group_upgraded"))
    await post.send(desk, Place.of(chat), DeliveryKind.ANSWER, upgraded)
    for obligation in owed:
        if kind_of(obligation).has_a_prompt:
            await prompts.serve(desk, obligation, chat)
            continue
        order = await matter_store.order(desk.session, obligation.order_id)
        if order is not None and not await _stands(desk, order, chat):
            await orders.serve(desk, order, chat)


async def _tell(desk: Desk, chat: Chat, event: str) -> None:
    if chat.role == ChatRole.PERSON:
        await _tell_of_person(desk, chat, event)
    elif chat.role == ChatRole.OFFICE and not chat.reachable:
        message = Message(desk.words.phrase("office_lost", title=chat.title))
        await _tell_staff(desk, message)
        lost_at = (chat.unreachable_since or desk.now).isoformat()
        loss = ChannelNotice("office_lost", f"{chat.key}:{lost_at}", OFFICE, message.html)
        await channels.tell(desk, loss)
    elif chat.role == ChatRole.PUBLIC:
        await _tell_of_channel(desk, chat, event)
    elif chat.agency is not None or event == "chat_upgraded":
        facts = {
            "name": chat_name(desk, chat),
            "title": chat.title,
            "reason": _reason(desk, chat),
            "paused": await _owes(desk, chat),
        }
        key = await _key_for_agency(desk, chat, event)
        await _tell_office(desk, chat, key, facts)


async def _tell_of_channel(desk: Desk, chat: Chat, event: str) -> None:
    facts = {"title": chat.title, "reason": _reason(desk, chat)}
    key = "channel_back" if event == "chat_back" else "channel_lost"
    await _tell_office(desk, chat, key, facts)


async def _tell_office(desk: Desk, chat: Chat, key: str, facts: Mapping[str, object]) -> None:
    message = Message(desk.words.phrase(key, **facts))
    if chat.reachable:
        await post.tell_office(desk, message)
    else:
        cause = AlarmCause(Concern.LOST_CHAT, Subject(SubjectKind.CHAT, chat.key))
        await alarms.raise_alarm(desk, cause, message)


async def _key_for_agency(desk: Desk, chat: Chat, event: str) -> str:
    if event != "chat_lost" or chat.agency is None:
        return event
    bound = await chats.chats_of_agency(desk.session, desk.jurisdiction, chat.agency)
    return event if not any(one.reachable for one in bound) else "chat_lost_one_of_several"


async def _owes(desk: Desk, chat: Chat) -> bool:
    # Where nothing is owed, no clock stands still.
    if chat.agency is None:
        return False
    return bool(await obligations.open_of_agency(desk.session, desk.jurisdiction, chat.agency))


def _reason(desk: Desk, chat: Chat) -> str:
    return refusal_reasons.worded(desk, chat.unreachable_reason)


async def _tell_of_person(desk: Desk, chat: Chat, event: str) -> None:
    held = await people.appointments_of(desk.session, chat.chat_id)
    positions = [
        position_name(desk, row.position)
        for row in held
        if row.jurisdiction == desk.jurisdiction and row.position != LIAISON
    ]
    if not positions:
        return
    key = "person_back" if event == "chat_back" else "person_lost"
    facts = {
        "person": await name_of(desk, chat.chat_id),
        "positions": desk.words.listed(positions),
    }
    await _tell_office(desk, chat, key, facts)


async def _tell_staff(desk: Desk, message: Message) -> None:
    # The office's own group is lost, so its people are told in private.
    staff = [
        person.user_id
        for position in desk.plan.positions_that("office")
        for person in await people.holders(desk.session, desk.jurisdiction, position.id)
    ]
    for user_id in dict.fromkeys(staff):
        chat = await chats.private_chat(desk.session, desk.jurisdiction, user_id)
        if chat is not None and chat.reachable:
            await post.send(desk, Place.of(chat), DeliveryKind.OFFICE, message)
