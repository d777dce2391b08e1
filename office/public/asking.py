"""Asks the bodies that publish to publish a text, and tells them once it holds no longer."""

from collections.abc import Iterator

from messages.keyboards import Keyboard, button
from messages.render import Message
from messages.views.public_notices import PublicReleaseView, PublicRestView
from office import post
from office.bodies.people import name_of
from office.desk import Desk
from office.matters import clocks
from office.obligations import restraint
from office.obligations.askings import ONE_DAY
from office.post import Mailing, Place, Posting
from office.public import cards, copies, publishers
from storage.decisions import matters as stored_matters
from storage.decisions import public_notices as store
from storage.decisions.public_notices import (
    ONCE_RELEASED,
    Publication,
    PublicNotice,
    PublicNoticeState,
    PublicOccasion,
)
from storage.delivery import outbox
from storage.delivery.outbox import Delivery, DeliveryKind
from storage.roster.chats import Chat
from storage.subjects import Subject, SubjectKind

PUBLISHED_VERB = "pubdone"
"""Its argument is the publication."""
UNPUBLISHED = "public_unpublished"
"""The kind of agenda item; its subject is the publication."""
_KINDS: dict[str, DeliveryKind] = {PublicOccasion.REPEAT: DeliveryKind.PUBLIC_AGAIN}
"""What is said again tells of no other level than before, so nobody is disturbed by it."""
_REST = "rest"
"""The key in a delivery's context that says that it carries what the card has no room for."""


async def ask(desk: Desk, notice: PublicNotice) -> list[Publication]:
    """Ask each of them in its own chats; what has none is handed on by the office."""
    return [await _ask(desk, notice, body) for body in publishers.publishers(desk.plan)]


async def _ask(desk: Desk, notice: PublicNotice, body: str) -> Publication:
    row = Publication(
        jurisdiction=desk.jurisdiction, notice_id=notice.key, body=body, asked_at=desk.now
    )
    desk.session.add(row)
    await desk.session.flush()
    card, rest = await _message(desk, notice, row), await _rest(desk, notice)
    standing = await _said_again_before(desk, notice, body)
    for chat in await publishers.places(desk, body):
        shown = standing.get(Place.of(chat)) if rest is None else None
        if shown is not None:
            await _take_over(desk, notice, shown, card)
        else:
            shown, *_ = await post.send_all(desk, list(_mailings(notice, row, chat, card, rest)))
        row.cards = [*row.cards, shown.key]
    desk.session.add(row)
    await desk.session.flush()
    if row.cards and notice.occasion != PublicOccasion.REPEAT:
        await expect_answer(desk, row)
    return row


async def _said_again_before(desk: Desk, notice: PublicNotice, body: str) -> dict[Place, Delivery]:
    """The cards by which it was said again last, where they may say it once more.

    Said again, it is one message a day in each chat, and none on a day on which the body hears
    much, as it tells no other level than before. Where something else was told since, it goes
    below that: if the day has room, and in any case if that told of another level.
    """
    if notice.occasion != PublicOccasion.REPEAT:
        return {}
    told = await store.of_matter(desk.session, notice.matter_id, *ONCE_RELEASED)
    before = [one for one in told if one.key != notice.key and one.released_at is not None]
    newest = store.newest(before)
    last = store.newest(one for one in before if one.occasion == PublicOccasion.REPEAT)
    if last is None or newest is None:
        return {}
    today, said_on = (
        desk.local(desk.now).date(),
        desk.local(last.released_at or last.made_at).date(),
    )
    if said_on < today - ONE_DAY or await _level(desk, newest) != await _level(desk, last):
        return {}
    goes_below = said_on < today or newest.key != last.key
    if goes_below and await restraint.with_room(desk, [body]):
        return {}
    rows = await store.publications(desk.session, [last.key])
    cards = [card for row in rows if row.body == body for card in row.cards]
    shown = (await outbox.deliveries(desk.session, cards)).values()
    return {Place(one.chat_id, one.thread_id): one for one in shown if one.state in outbox.NOT_LOST}


async def _level(desk: Desk, notice: PublicNotice) -> str | None:
    order = await stored_matters.order(desk.session, notice.order_id)
    return order.level if order is not None else None


async def _take_over(desk: Desk, notice: PublicNotice, shown: Delivery, card: Message) -> None:
    shown.subject_id = notice.key
    desk.session.add(shown)
    await post.edit(desk, shown, card)


async def edit_failed(desk: Desk, edit: Delivery) -> None:
    """Where the card that was to say it again is there no more, say it in a message of its own."""
    card = await outbox.delivery(desk.session, edit.target_id or 0)
    row = await _taken_over_by(desk, card)
    notice = await store.notice(desk.session, row.notice_id) if row is not None else None
    if row is None or notice is None or notice.state != PublicNoticeState.RELEASED:
        return
    if row.published_at is not None:
        return
    key = f"public:{row.key}:instead:{card.key}"
    how = Posting(Subject.of(notice), row.body, dedupe_key=key)
    message = await _message(desk, notice, row)
    place = Place(card.chat_id, card.thread_id)
    anew = await post.send(desk, place, DeliveryKind.PUBLIC_AGAIN, message, how)
    row.cards = [anew.key if one == card.key else one for one in row.cards]
    desk.session.add(row)
    await desk.session.flush()


async def _taken_over_by(desk: Desk, card: Delivery) -> Publication | None:
    """What is said now by a card that was sent before; None where it was sent to say this."""
    if card.kind != DeliveryKind.PUBLIC_AGAIN or card.subject_id is None:
        return None
    rows = await store.publications(desk.session, [card.subject_id])
    told = (row for row in rows if card.key in row.cards and card.created_at < row.asked_at)
    return next(told, None)


async def expect_answer(desk: Desk, row: Publication) -> None:
    said = desk.plan.public_text
    if said is not None:
        await clocks.on_agenda(desk, UNPUBLISHED, row.key, desk.now + said.ask_again_after)


def _mailings(
    notice: PublicNotice, row: Publication, chat: Chat, card: Message, rest: Message | None
) -> Iterator[Mailing]:
    """One message, as a body may get few a day; another one only where one cannot hold it all."""
    about, key = Subject.of(notice), f"public:{row.key}:{chat.key}"
    place, kind = Place.of(chat), _KINDS.get(notice.occasion, DeliveryKind.PUBLIC)
    yield Mailing(place, kind, card, Posting(about, row.body, dedupe_key=key, fresh=True))
    if rest is not None:
        yield Mailing(place, kind, rest, Posting(about, row.body, context={_REST: True}))


async def redraw(desk: Desk, notice: PublicNotice, row: Publication) -> None:
    """Bring its cards to what is true now."""
    for shown in (await outbox.deliveries(desk.session, row.cards)).values():
        # What is said again may have taken over the card.
        if shown.is_about(SubjectKind.PUBLIC_NOTICE) == notice.key:
            await post.edit(desk, shown, await _message(desk, notice, row))


async def end(desk: Desk, notice: PublicNotice) -> None:
    for row in await store.publications(desk.session, [notice.key]):
        await redraw(desk, notice, row)
    rest = await _rest(desk, notice)
    for shown in await outbox.deliveries_about(desk.session, Subject.of(notice)):
        if rest is not None and shown.context.get(_REST):
            await post.edit(desk, shown, rest)


async def _message(desk: Desk, notice: PublicNotice, row: Publication) -> Message:
    html = desk.words.text("public_release", await _view(desk, notice, row))
    return Message(html, _keyboard(desk, notice, row))


async def _rest(desk: Desk, notice: PublicNotice) -> Message | None:
    _, moved = copies.divided(desk.words, notice)
    if not moved:
        return None
    view = PublicRestView(await cards.title(desk, notice), notice.state, moved)
    return Message(desk.words.text("public_release_rest", view))


async def _view(desk: Desk, notice: PublicNotice, row: Publication) -> PublicReleaseView:
    kept, moved = copies.divided(desk.words, notice)
    order = await stored_matters.order(desk.session, notice.order_id)
    said = desk.plan.public_text
    who = row.published_by
    return PublicReleaseView(
        title=await cards.title(desk, notice),
        occasion=notice.occasion,
        state=notice.state,
        serial=(order.serial or "") if order is not None else "",
        media=said.media if said is not None else (),
        has_short=bool(notice.short),
        change_waits=await _change_waits(desk, notice),
        versions=kept,
        moved=tuple(one.title for one in moved),
        at=row.published_at,
        person=await name_of(desk, who) if who is not None else "",
        where=row.published_where,
    )


async def _change_waits(desk: Desk, notice: PublicNotice) -> bool:
    if notice.occasion != PublicOccasion.REPEAT:
        return False
    waiting = PublicNoticeState.UNDER_REVIEW
    return bool(await store.of_matter(desk.session, notice.matter_id, waiting))


def _keyboard(desk: Desk, notice: PublicNotice, row: Publication) -> Keyboard:
    if notice.state != PublicNoticeState.RELEASED or row.published_at is not None:
        return ()
    return ((button(desk.words.plain("button_published"), PUBLISHED_VERB, row.key),),)
