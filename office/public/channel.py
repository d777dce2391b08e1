"""Shows in the public channel what the public is told: the newest text pinned, earlier ones marked.

An office without a channel, or one whose channel refuses, tells the public by all other ways.
"""

from collections.abc import Sequence
from itertools import pairwise

from messages.keyboards import Button, Keyboard
from messages.length import plain, units
from messages.render import Message, words_in
from messages.views.public_channels import ChannelPostView
from office import post
from office.bodies import start_links
from office.bodies.start_links import LinkErrand
from office.desk import Desk
from office.matters.in_effect import takes_effect_at
from office.post import Place, Posting
from office.public import making
from office.public.wording import EN, ZH
from storage.decisions import public_notices as store
from storage.decisions.public_notices import (
    ONCE_RELEASED,
    PublicNotice,
    PublicNoticeState,
    PublicOccasion,
)
from storage.delivery import outbox
from storage.delivery.outbox import (
    NOT_LOST,
    Action,
    Delivery,
    DeliveryKind,
)
from storage.roster import chats
from storage.roster.chats import Chat
from storage.subjects import Subject

ROOM = 4000
"""What a post may hold; where both languages are longer, it is the Chinese text alone."""
_MARK = "mark"
"""The key in an edit's context that says as what it marks its post."""
_ENDING = (PublicOccasion.LIFT, PublicOccasion.CANCEL)
_NO_LONGER = (PublicNoticeState.ENDED, PublicNoticeState.CORRECTED)


async def show(desk: Desk, notice: PublicNotice) -> None:
    """Post and pin a text that was just released, and mark those whose place it takes."""
    channel = await chats.public_channel(desk.session, desk.jurisdiction)
    if channel is None:
        return
    await _post(desk, notice, channel)
    earlier = await store.of_matter(desk.session, notice.matter_id, *_NO_LONGER)
    for one in earlier:
        if one.ended_at == desk.now:
            await _mark(desk, one, notice, channel)


async def catch_up(desk: Desk, channel: Chat) -> None:
    """Bring a channel that was just bound, or can be reached again, to what holds now."""
    newest = await store.newest_released(desk.session, desk.jurisdiction)
    for notice in newest:
        if notice.state != PublicNoticeState.RELEASED:
            continue
        await _make_stand(desk, notice, channel)
        told = await store.of_matter(desk.session, notice.matter_id, *ONCE_RELEASED)
        # What waited for a review was made before what was said again meanwhile.
        told.sort(key=lambda one: one.released_at or one.made_at)
        for one, by in pairwise(told):
            await _mark(desk, one, by, channel)


async def _make_stand(desk: Desk, notice: PublicNotice, channel: Chat) -> None:
    said = _standing(await _rows(desk, notice, channel))
    if said is None:
        # Whoever has not read of an alert by its end needs to hear nothing of it.
        if notice.occasion not in _ENDING:
            await _post(desk, notice, channel)
        return
    if not await _was_done(desk, notice, said, Action.PIN):
        await post.pin(desk, said, DeliveryKind.CHANNEL_PIN)


async def _post(desk: Desk, notice: PublicNotice, channel: Chat) -> None:
    message = Message(_html(desk, notice), _tips(desk))
    key = f"channel:{channel.key}:{notice.key}"
    posting = Posting(Subject.of(notice), dedupe_key=key)
    said = await post.send(desk, Place.of(channel), DeliveryKind.CHANNEL_POST, message, posting)
    # Whatever was answered by whoever released it, no exercise has a text for the public.
    said.drill = False
    desk.session.add(said)
    await post.pin(desk, said, DeliveryKind.CHANNEL_PIN)


async def _mark(desk: Desk, notice: PublicNotice, by: PublicNotice, channel: Chat) -> None:
    """Say of its post that it holds no longer; the newer one alone stays pinned."""
    rows = await _rows(desk, notice, channel)
    said = _standing(rows)
    if said is None or notice.state not in _NO_LONGER:
        return
    if not _is_marked(rows, notice):
        message = Message(_html(desk, notice, ends=await _is_over(desk, notice, by)))
        edit = await post.edit(desk, said, message, kind=DeliveryKind.CHANNEL_POST)
        edit.context = {**edit.context, _MARK: notice.state}
        desk.session.add(edit)
    if not await _was_done(desk, notice, said, Action.UNPIN):
        await post.unpin(desk, said, DeliveryKind.CHANNEL_PIN)


async def _was_done(desk: Desk, notice: PublicNotice, said: Delivery, action: Action) -> bool:
    # It takes another right in the channel than posting does, so it may be what was refused alone.
    rows = await outbox.deliveries_of_kind(
        desk.session, Subject.of(notice), DeliveryKind.CHANNEL_PIN
    )
    return any(
        row.target_id == said.key and row.action == action and row.state in NOT_LOST for row in rows
    )


def _is_marked(rows: Sequence[Delivery], notice: PublicNotice) -> bool:
    marks = [row for row in rows if _MARK in row.context and row.state in NOT_LOST]
    return any(row.context[_MARK] == notice.state for row in marks)


def _standing(rows: Sequence[Delivery]) -> Delivery | None:
    return next((row for row in rows if row.action == Action.SEND and row.state in NOT_LOST), None)


async def _rows(desk: Desk, notice: PublicNotice, channel: Chat) -> Sequence[Delivery]:
    rows = await outbox.deliveries_of_kind(
        desk.session, Subject.of(notice), DeliveryKind.CHANNEL_POST
    )
    return [row for row in rows if row.chat_id == channel.chat_id]


async def _is_over(desk: Desk, notice: PublicNotice, by: PublicNotice) -> bool:
    """A lift that was announced for a later hour has ended nothing yet."""
    at = notice.ended_at
    if by.occasion not in _ENDING or at is None:
        return False
    return takes_effect_at(await making.order_of(desk, by)) <= at


def _html(desk: Desk, notice: PublicNotice, *, ends: bool = False) -> str:
    chinese = _in_language(desk, ZH, notice, notice.text_zh, ends=ends)
    if not notice.text_en:
        return chinese
    both = f"{chinese}\n\n{_in_language(desk, EN, notice, notice.text_en, ends=ends)}"
    return both if units(plain(both)) <= ROOM else chinese


def _in_language(desk: Desk, locale: str, notice: PublicNotice, text: str, *, ends: bool) -> str:
    view = ChannelPostView(
        text=text,
        state=notice.state,
        ends=ends,
        ended_at=notice.ended_at,
    )
    return words_in(locale, desk.plan.zone).text("public_channel_post", view).strip()


def _tips(desk: Desk) -> Keyboard:
    chinese, english = (words_in(one, desk.plan.zone).plain("button_tip") for one in (ZH, EN))
    link = start_links.link(desk.bot_username, LinkErrand.TIP, desk.jurisdiction)
    return ((Button(f"{chinese} {english}", url=link),),)
