"""The channel in which the public reads: one of the office chooses it, and another one confirms.

It is released in the same way. No code binds a channel, as nobody is named who posts one.
"""

from datetime import timedelta

from sqlalchemy.exc import IntegrityError

from messages.keyboards import Keyboard, button, channel_button
from messages.render import Message
from messages.views.public_channels import BindingView
from office import post
from office.bodies import people
from office.bodies.people import Actor, name_of
from office.conversation import dialogues
from office.desk import Desk
from office.enrolment import using_codes
from office.post import Place, Posting
from office.public import channel as public_channel
from office.refusal import Refusal
from storage.delivery import outbox
from storage.delivery.outbox import DeliveryKind
from storage.immutable import immutable
from storage.receiving import dialogues as dialogue_store
from storage.receiving.dialogues import Dialogue
from storage.roster import channel_bindings as store
from storage.roster import chats
from storage.roster.channel_bindings import BindingState, ChannelBinding
from storage.roster.chats import Chat, ChatRole
from storage.subjects import Subject, SubjectKind

CHOOSING = "public_channel"
"""The question that a chosen channel answers; its id is that of the request below the field."""
CONFIRM_VERB, DECLINE_VERB = "pubchyes", "pubchno"
ASK_RELEASE_VERB, RELEASE_VERB, KEEP_VERB = "pubchask", "pubchoff", "pubchkeep"
CONFIRMED_WITHIN = timedelta(days=1)


@immutable
class SeenChannel:
    """What Telegram says of a chat that somebody chose, before the decision opens."""

    chat_id: int
    is_channel: bool
    title: str
    username: str | None = None
    members: int | None = None
    may_post: bool = False
    may_edit: bool = False


async def ask(desk: Desk, who: Actor, place: Place) -> None:
    """Ask in private which channel it is to be."""
    people.require_office(desk, who)
    await _require_none(desk)
    await dialogues.replace(desk, place.chat_id, who.user_id, CHOOSING)
    opened = await dialogues.begin(desk, place.chat_id, CHOOSING, who.user_id)
    words = desk.words
    message = Message(
        words.phrase("public_channel_ask", office=desk.plan.office),
        channel_button(words.plain("button_public_channel_choose"), opened.key),
    )
    posting = Posting(context={"dialogue": opened.key})
    await post.send(desk, place, DeliveryKind.ANSWER, message, posting)


async def chosen(
    desk: Desk, who: Actor, place: Place, request_id: int, seen: SeenChannel | None
) -> ChannelBinding:
    """Put what was chosen before the office, where a second person confirms it."""
    asked = await _question(desk, who, place, request_id)
    people.require_office(desk, who)
    await _require_none(desk)
    fit = await _fit(desk, seen)
    await dialogues.claim(desk, asked)
    for earlier in await store.proposed(desk.session, desk.jurisdiction):
        await _close(desk, earlier, who, BindingState.DECLINED)
    await people.remember(desk, who)
    row = ChannelBinding(
        jurisdiction=desk.jurisdiction,
        chat_id=fit.chat_id,
        title=fit.title,
        username=fit.username,
        members=fit.members,
        asked_by=who.user_id,
        asked_at=desk.now,
    )
    desk.session.add(row)
    await desk.session.flush()
    await desk.record("channel.proposed", _audit(row), chat_id=row.chat_id, title=row.title)
    await _put_up(desk, row)
    return row


async def confirm(
    desk: Desk, who: Actor, row_id: int | None, seen: SeenChannel | None
) -> ChannelBinding:
    row = await _second(desk, who, row_id, BindingState.PROPOSED)
    if desk.now - row.asked_at > CONFIRMED_WITHIN:
        raise Refusal("public_channel_lapsed")
    await _require_none(desk)
    fit = await _fit(desk, seen)
    row.title, row.username, row.members = fit.title, fit.username, fit.members
    channel = await _bind(desk, row, who)
    await desk.record("channel.bound", _audit(row), chat_id=row.chat_id, asked_by=row.asked_by)
    await _redraw(desk, row)
    await public_channel.catch_up(desk, channel)
    return row


async def decline(desk: Desk, who: Actor, row_id: int | None) -> None:
    row = await _known(desk, who, row_id)
    await _close(desk, row, who, BindingState.DECLINED)


async def ask_release(desk: Desk, who: Actor, chat: Chat) -> ChannelBinding:
    people.require_office(desk, who)
    row = await store.of_chat_row(desk.session, chat.key)
    if row is None:
        raise Refusal("roster_gone")
    if not await store.ask_release(desk.session, row.key, who.user_id, desk.now):
        raise Refusal("public_channel_release_asked")
    await people.remember(desk, who)
    await desk.session.refresh(row)
    await desk.record("channel.release_asked", _audit(row), chat_id=row.chat_id)
    await _put_up(desk, row)
    return row


async def release(desk: Desk, who: Actor, row_id: int | None) -> None:
    row = await _known(desk, who, row_id)
    if row.state != BindingState.BOUND or row.release_asked_by is None:
        raise Refusal("public_channel_over")
    if row.release_asked_by == who.user_id:
        raise Refusal("public_channel_second")
    if not await store.move(desk.session, row.key, BindingState.BOUND, BindingState.RELEASED):
        raise Refusal("public_channel_over")
    await desk.session.refresh(row)
    row.released_by, row.released_at = who.user_id, desk.now
    desk.session.add(row)
    chat = await chats.bound_chat(desk.session, desk.jurisdiction, row.chat_row_id or 0)
    if chat is not None:
        await using_codes.unbind(desk, chat)
    await desk.record("channel.released", _audit(row), asked_by=row.release_asked_by)
    await _redraw(desk, row)


async def keep(desk: Desk, who: Actor, row_id: int | None) -> None:
    row = await _known(desk, who, row_id)
    if not await store.keep(desk.session, row.key):
        raise Refusal("public_channel_over")
    await desk.session.refresh(row)
    await desk.record("channel.kept", _audit(row))
    await _redraw(desk, row)


async def _question(desk: Desk, who: Actor, place: Place, request_id: int) -> Dialogue:
    # Whoever has not been asked here has no such button, whatever their program sends.
    asked = await dialogue_store.dialogue(desk.session, request_id)
    if asked is None or asked.closed_at is not None:
        raise Refusal("public_channel_not_asked")
    whose = (asked.jurisdiction, asked.kind, asked.chat_id, asked.user_id)
    if whose != (desk.jurisdiction, CHOOSING, place.chat_id, who.user_id):
        raise Refusal("public_channel_not_asked")
    return asked


async def _require_none(desk: Desk) -> None:
    bound = await chats.public_channel(desk.session, desk.jurisdiction)
    if bound is not None:
        raise Refusal("public_channel_already", title=bound.title)


async def _fit(desk: Desk, seen: SeenChannel | None) -> SeenChannel:
    if seen is None:
        raise Refusal("public_channel_unseen")
    if not seen.is_channel:
        raise Refusal("public_channel_no_channel")
    if await chats.chat_at(desk.session, seen.chat_id) is not None:
        raise Refusal("public_channel_taken", title=seen.title)
    rights = {"right_post": seen.may_post, "right_edit": seen.may_edit}
    lacking = [desk.words.plain(name) for name, given in rights.items() if not given]
    if lacking:
        raise Refusal("public_channel_no_rights", title=seen.title, rights=lacking)
    return seen


async def _known(desk: Desk, who: Actor, row_id: int | None) -> ChannelBinding:
    people.require_office(desk, who)
    row = await store.binding(desk.session, desk.jurisdiction, row_id or 0)
    if row is None:
        raise Refusal("button_obsolete")
    return row


async def _second(
    desk: Desk, who: Actor, row_id: int | None, state: BindingState
) -> ChannelBinding:
    row = await _known(desk, who, row_id)
    if row.state != state:
        raise Refusal("public_channel_over")
    if row.asked_by == who.user_id:
        raise Refusal("public_channel_second")
    return row


async def _bind(desk: Desk, row: ChannelBinding, who: Actor) -> Chat:
    try:
        async with desk.session.begin_nested():
            if not await store.move(
                desk.session, row.key, BindingState.PROPOSED, BindingState.BOUND
            ):
                raise Refusal("public_channel_over")
    except IntegrityError:
        # Another office confirmed the same channel while we looked.
        raise Refusal("public_channel_taken", title=row.title) from None
    await desk.session.refresh(row, ["state"])
    await people.remember(desk, who)
    chat = Chat(
        jurisdiction=desk.jurisdiction,
        chat_id=row.chat_id,
        role=ChatRole.PUBLIC,
        title=row.title,
        bot_is_admin=True,
        bound_at=desk.now,
    )
    desk.session.add(chat)
    await desk.session.flush()
    row.chat_row_id, row.decided_by, row.decided_at = chat.key, who.user_id, desk.now
    desk.session.add(row)
    await desk.session.flush()
    return chat


async def _close(desk: Desk, row: ChannelBinding, who: Actor, to: BindingState) -> None:
    if not await store.move(desk.session, row.key, BindingState.PROPOSED, to):
        raise Refusal("public_channel_over")
    await desk.session.refresh(row)
    row.decided_by, row.decided_at = who.user_id, desk.now
    desk.session.add(row)
    await people.remember(desk, who)
    await desk.record(f"channel.{to}", _audit(row), chat_id=row.chat_id)
    await _redraw(desk, row)


async def _put_up(desk: Desk, row: ChannelBinding) -> None:
    posting = Posting(_about(row))
    shown = await post.tell_office(desk, await _card(desk, row), posting)
    row.card_id = shown.key if shown is not None else None
    desk.session.add(row)
    await desk.session.flush()


async def _redraw(desk: Desk, row: ChannelBinding) -> None:
    if row.card_id is not None:
        shown = await outbox.delivery(desk.session, row.card_id)
        await post.edit(desk, shown, await _card(desk, row), kind=DeliveryKind.OFFICE)


async def _card(desk: Desk, row: ChannelBinding) -> Message:
    view = BindingView(
        state=row.state,
        title=row.title,
        username=row.username or "",
        members=row.members,
        asked_by=await name_of(desk, row.asked_by),
        asked_at=row.asked_at,
        decided_by=await _name(desk, row.decided_by),
        decided_at=row.decided_at,
        release_asked_by=await _name(desk, row.release_asked_by),
        released_by=await _name(desk, row.released_by),
        released_at=row.released_at,
    )
    return Message(desk.words.text("public_channel_card", view), _buttons(desk, row))


def _buttons(desk: Desk, row: ChannelBinding) -> Keyboard:
    verbs: tuple[tuple[str, str], ...] = ()
    if row.state == BindingState.PROPOSED:
        verbs = (
            ("button_public_channel_confirm", CONFIRM_VERB),
            ("button_public_channel_decline", DECLINE_VERB),
        )
    elif row.state == BindingState.BOUND and row.release_asked_by is not None:
        verbs = (
            ("button_public_channel_release", RELEASE_VERB),
            ("button_public_channel_keep", KEEP_VERB),
        )
    one = tuple(button(desk.words.plain(label), verb, row.key) for label, verb in verbs)
    return (one,) if one else ()


async def _name(desk: Desk, user_id: int | None) -> str:
    return await name_of(desk, user_id) if user_id is not None else ""


def _about(row: ChannelBinding) -> Subject | None:
    # Until it is bound, no row of ours stands for the channel.
    return Subject(SubjectKind.CHAT, row.chat_row_id) if row.chat_row_id is not None else None


def _audit(row: ChannelBinding) -> str:
    return f"channel_binding:{row.key}"
