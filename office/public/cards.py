"""The card by which the office reads a text for the public, before it goes and after."""

from messages.keyboards import Button, Keyboard, button
from messages.length import units
from messages.render import Message
from messages.views.public_notices import PublicNoticeView, PublicVersions
from office import post
from office.bodies.people import name_of
from office.delivery import refusal_reasons
from office.desk import Desk
from office.matters import kinds
from office.post import Place, Posting
from office.public import publishers
from office.public.wording import EN, ZH
from storage.decisions import matters as stored_matters
from storage.decisions import public_notices as store
from storage.decisions.public_notices import PublicNotice, PublicNoticeState, PublicOccasion
from storage.delivery import outbox
from storage.delivery.outbox import Action, Delivery, DeliveryKind, DeliveryState
from storage.roster import chats
from storage.subjects import Subject, SubjectKind

WORDS_VERB, SHORT_VERB = "pubword", "pubshort"
"""Their argument is the notice, as is that of all that follow but one."""
SEND_VERB, GIVE_UP_VERB = "pubgo", "puboff"
REGISTER_VERB = "pubreg"
"""Its argument is the publication: the office says for a body that it has published."""


async def put_up(desk: Desk, notice: PublicNotice, place: Place) -> None:
    message = await _message(desk, notice)
    shown = await post.send(desk, place, DeliveryKind.DRAFT, message, Posting(Subject.of(notice)))
    notice.card_id = shown.key
    desk.session.add(notice)
    await desk.session.flush()


async def show(desk: Desk, notice: PublicNotice) -> None:
    """Bring the card to what is true now, where there is one."""
    if notice.card_id is None:
        return
    shown = await outbox.delivery(desk.session, notice.card_id)
    message = post.last_part(await _message(desk, notice))
    await post.edit(desk, shown, message, kind=DeliveryKind.DRAFT)


async def show_in_office(desk: Desk, notice: PublicNotice) -> None:
    """The draft may stand with one person in private; how it fares concerns all of the office."""
    await show(desk, notice)
    office = await chats.office_chat(desk.session, desk.jurisdiction)
    if office is None:
        return
    if notice.card_id is not None:
        shown = await outbox.delivery(desk.session, notice.card_id)
        if Place(shown.chat_id, shown.thread_id) == Place.of(office):
            return
    await put_up(desk, notice, Place.of(office))


async def title(desk: Desk, notice: PublicNotice) -> str:
    order = await stored_matters.order(desk.session, notice.order_id)
    level = "" if order is None else kinds.level_of(await desk.plan_of(order), order).name
    return desk.words.plain(f"public_title_{notice.occasion}", level=level)


async def channel_tried(desk: Desk, row: Delivery) -> None:
    """A post arrived in the public channel, or was given up: the card says so."""
    number = row.is_about(SubjectKind.PUBLIC_NOTICE)
    notice = await store.notice(desk.session, number) if number is not None else None
    if notice is not None:
        await show(desk, notice)


async def _in_channel(desk: Desk, notice: PublicNotice) -> Delivery | None:
    rows = await outbox.deliveries_of_kind(
        desk.session, Subject.of(notice), DeliveryKind.CHANNEL_POST
    )
    return next((row for row in reversed(rows) if row.action == Action.SEND), None)


def _why_not(desk: Desk, said: Delivery | None) -> str:
    if said is None or said.state not in (DeliveryState.DEAD, DeliveryState.UNREACHABLE):
        return ""
    if said.doubts:
        return desk.words.plain("public_channel_doubtful")
    return refusal_reasons.worded(desk, said.error)


def versions_of(notice: PublicNotice) -> PublicVersions:
    return PublicVersions(notice.text_zh, notice.text_en, notice.short, notice.broadcast)


async def _message(desk: Desk, notice: PublicNotice) -> Message:
    html = desk.words.text("public_card", await _view(desk, notice))
    return Message(html, await _keyboard(desk, notice))


async def _view(desk: Desk, notice: PublicNotice) -> PublicNoticeView:
    who, said = notice.reviewed_by, desk.plan.public_text
    there = await _in_channel(desk, notice)
    return PublicNoticeView(
        title=await title(desk, notice),
        occasion=notice.occasion,
        state=notice.state,
        versions=versions_of(notice),
        short_length=units(notice.short),
        reviewers=publishers.names(desk, publishers.reviewers(desk.plan)),
        unreachable=await publishers.unreachable(desk, publishers.reviewers(desk.plan)),
        publishers=await publishers.views(desk, notice),
        in_channel_at=there.closed_at if there and there.state == DeliveryState.SENT else None,
        not_in_channel=_why_not(desk, there),
        released_at=notice.released_at,
        reviewer=await name_of(desk, who) if who is not None else "",
        is_repeated=said is not None and bool(said.repeat_every or said.repeat_at_level),
        is_english_old=ZH in notice.own_words and EN not in notice.own_words,
    )


async def _keyboard(desk: Desk, notice: PublicNotice) -> Keyboard:
    say = desk.words.plain
    change = (
        button(say("button_public_words"), WORDS_VERB, notice.key),
        button(say("button_public_short"), SHORT_VERB, notice.key),
    )
    match notice.state, notice.occasion:
        case PublicNoticeState.DRAFTED, PublicOccasion.CORRECTION:
            send = button(say("button_public_send"), SEND_VERB, notice.key)
            give_up = button(say("button_give_up"), GIVE_UP_VERB, notice.key)
            return (send,), change, (give_up,)
        case PublicNoticeState.DRAFTED, _:
            return (change,)
        case PublicNoticeState.UNDER_REVIEW, _:
            return (change, (button(say("button_public_unreviewed"), SEND_VERB, notice.key),))
        case PublicNoticeState.RELEASED, _:
            return tuple((one,) for one in await _registering(desk, notice))
    return ()


async def _registering(desk: Desk, notice: PublicNotice) -> list[Button]:
    rows = await store.publications(desk.session, [notice.key])
    return [
        button(
            desk.words.plain("button_public_register", body=publishers.names(desk, [row.body])[0]),
            REGISTER_VERB,
            row.key,
        )
        for row in rows
        if row.published_at is None
    ]
