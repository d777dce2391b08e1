"""Reports as liaisons send them: by reply, by /report, by an album; and what they owe."""

import re

import telegram

from handlers.report_messages import (
    incoming,
    is_from_anonymous_admin,
    is_service,
    written,
)
from handlers.routes import AnswerHandler, ButtonHandler, Command, Who
from handlers.turn import Turn
from messages.keyboards import Keyboard, Press
from messages.render import Message
from office import (
    doubtful,
    matters,
    owed,
    prompts,
    receipts,
    report_answers,
    report_buttons,
    report_held,
    reports,
)
from office.post import About, Posting
from office.refusal import Refusal
from office.report_parts import Incoming
from storage import inbox, obligations
from storage.chats import ChatRole
from storage.obligations import Obligation, ObligationKind, ObligationState
from storage.outbox import Delivery
from storage.reports import PartKind

RECEIVED = frozenset({"收到", "收到了", "已收到"})
MERE_ACKNOWLEDGEMENTS = RECEIVED | {"好", "好的", "明白", "知道了", "已阅", "👍", "👌"}
"""Said out of courtesy under whatever stands in a group: never a report."""

_REPORT_COMMAND = re.compile(r"/report(?:@\w+)?(?:\s+(?P<text>.*)|$)", re.DOTALL | re.IGNORECASE)


async def received(turn: Turn) -> None:
    """What an agency says, in its group or by a liaison in private, and is no command."""
    in_group = turn.chat is not None and turn.chat.role == ChatRole.AGENCY
    if not in_group and turn.speaks_for is None:
        return
    if turn.is_edit:
        await _edited(turn)
        return
    item = incoming(turn.message)
    if item is None:
        await _not_a_report(turn)
        return
    if await report_held.join(turn.desk, item):
        return
    asked = await _asked_by(turn, turn.message)
    begun = await reports.obligation_begun(turn.desk, item)
    if asked is not None and await _is_receipt(turn, asked, item):
        await _confirm_receipt(turn, asked.revision_id or 0)
    elif asked is not None and asked.obligation_id is not None:
        await _answered(turn, asked.obligation_id, item)
    elif begun is not None:
        await _take(turn, begun, [item])
    elif (under_command := _without_command(turn, item)) is not None:
        await _take_or_choose(turn, await _owing(turn), await _with_album(turn, under_command))
    elif _answers_us(turn) and not _is_mere_acknowledgement(item):
        await _offer(turn, await _with_album(turn, item))


async def report(turn: Turn, text: str) -> None:
    """/report, with the report after it, or as a reply to what it is about."""
    asked = await _asked_by(turn, turn.message)
    items = await _items_of_command(turn, text)
    if asked is not None and asked.obligation_id is not None:
        if items:
            await _take(turn, asked.obligation_id, items)
        else:
            await _ask_for(turn, asked.obligation_id)
        return
    rows = await _owing(turn)
    if items:
        await _take_or_choose(turn, rows, items)
    elif len(rows) == 1:
        await _ask_for(turn, rows[0].key)
    else:
        await _choose(turn, rows)


async def report_edited(turn: Turn, text: str) -> bool:
    """A new version, where the command's own words were recorded as a report."""
    agency, message = turn.chat.agency if turn.chat else None, turn.message
    if not text or agency is None:
        return False
    if not await reports.is_part(turn.desk, agency, message.chat_id, message.message_id):
        return False
    await _revise(turn, written(turn.message, text))
    return True


async def due(turn: Turn, _text: str) -> None:
    """/due"""
    await turn.say(await owed.due(turn.desk, turn.agency))


async def ask_pressed(turn: Turn, press: Press) -> None:
    """报送: asks for the report by reply."""
    await _ask_for(turn, press.number() or 0)


async def content_pressed(turn: Turn, press: Press) -> None:
    """查看应报内容"""
    owing = await reports.answerable(turn.desk, turn.agency, press.number() or 0)
    posting = Posting(about=_about(owing), reply_to=turn.message.message_id)
    await turn.say(await prompts.content_of(turn.desk, owing), posting)


async def take_pressed(turn: Turn, press: Press) -> None:
    """Somebody says what the held messages are, and thereby who sends them."""
    owing = await reports.answerable(turn.desk, turn.agency, press.number(1) or 0)
    held = await report_held.release(turn.desk, turn.place, press.number() or 0)
    who = turn.person
    # Sent when it was written, though it is only now said who sent it.
    sent_at = max(item.sent_at for item in held)
    taken = await reports.receive(turn.desk, who, turn.agency, owing.key, held, sent_at=sent_at)
    if taken is None:
        raise Refusal("report_taken_already")
    await report_answers.acknowledge(turn.desk, turn.place, taken)
    turn.show("report_taken", serial=taken.report.serial)


def _without_command(turn: Turn, item: Incoming) -> Incoming | None:
    """A picture whose caption begins with /report: no client takes that for a command."""
    found = _REPORT_COMMAND.match(turn.message.caption or "")
    if found is None or turn.message.forward_origin is not None:
        return None
    return item.model_copy(update={"text": found["text"] or ""})


async def _edited(turn: Turn) -> None:
    item = incoming(turn.message)
    if item is not None:
        await _revise(turn, _without_command(turn, item) or item)


async def _revise(turn: Turn, item: Incoming) -> None:
    taken = await reports.revise(turn.desk, turn.agency, item)
    if taken is not None:
        await report_answers.acknowledge(turn.desk, turn.place, taken)


async def _not_a_report(turn: Turn) -> None:
    """A sticker or a poll under a prompt is answered, so that nobody takes it for a report."""
    asked = await _asked_by(turn, turn.message)
    if asked is not None and asked.obligation_id is not None and not is_service(turn.message):
        raise Refusal("report_unsupported")


async def _answered(turn: Turn, obligation_id: int, item: Incoming) -> None:
    owing = await reports.answerable(turn.desk, turn.agency, obligation_id)
    if owing.state == ObligationState.OPEN and _is_mere_acknowledgement(item):
        raise Refusal("report_only_acknowledged")
    await _take(turn, owing.key, await _with_album(turn, item))


async def _is_receipt(turn: Turn, asked: Delivery, item: Incoming) -> bool:
    """收到 written under an alert or its chase instead of pressed: pressing may have failed."""
    if asked.revision_id is None or _bare(item) not in RECEIVED:
        return False
    if asked.obligation_id is None:
        return asked.kind in ("alert", "alert_relay")
    owing = await obligations.obligation(turn.desk.session, asked.obligation_id)
    return owing is not None and owing.kind == ObligationKind.RECEIPT


async def _confirm_receipt(turn: Turn, revision_id: int) -> None:
    pressed, person, at = await receipts.press(
        turn.desk, turn.agency, turn.person, revision_id, in_private=turn.is_private
    )
    await turn.answer(pressed, person=person, at=at)


def _is_mere_acknowledgement(item: Incoming) -> bool:
    return _bare(item) in MERE_ACKNOWLEDGEMENTS


def _bare(item: Incoming) -> str:
    return item.text.strip(" 。.！!～~\n") if item.kind == PartKind.TEXT else ""


async def _take(turn: Turn, obligation_id: int, items: list[Incoming]) -> None:
    if turn.actor is None and is_from_anonymous_admin(turn.message):
        owing = await reports.answerable(turn.desk, turn.agency, obligation_id)
        await report_held.hold(turn.desk, turn.place, items, [owing], "report_who")
        return
    taken = await reports.receive(
        turn.desk, turn.person, turn.agency, obligation_id, items, sent_at=turn.message.date
    )
    if taken is not None:
        await report_answers.acknowledge(turn.desk, turn.place, taken)


async def _take_or_choose(turn: Turn, rows: list[Obligation], items: list[Incoming]) -> None:
    if len(rows) == 1:
        await _take(turn, rows[0].key, items)
    else:
        await report_held.hold(turn.desk, turn.place, items, rows, "report_which")


async def _offer(turn: Turn, items: list[Incoming]) -> None:
    """In reply to a message of ours that asks for nothing: it may be meant as a report."""
    rows = await reports.open_reports(turn.desk, turn.agency)
    if rows:
        await report_held.hold(turn.desk, turn.place, items, rows, "report_meant")


async def _owing(turn: Turn) -> list[Obligation]:
    rows = await reports.open_reports(turn.desk, turn.agency)
    if not rows:
        raise Refusal("report_nothing_owed")
    return rows


async def _choose(turn: Turn, rows: list[Obligation]) -> None:
    keyboard: Keyboard = tuple((report_buttons.report(turn.desk, row),) for row in rows)
    await turn.say(Message(turn.desk.words.phrase("report_choose"), keyboard))


async def _ask_for(turn: Turn, obligation_id: int) -> None:
    """The reply to this message finds the obligation by itself; no dialogue is needed."""
    owing = await reports.answerable(turn.desk, turn.agency, obligation_id)
    words = turn.desk.words
    facts = {"matter": matters.matter_of(turn.desk, owing)}
    message = Message(words.phrase("report_ask", **facts), ask=words.plain("report_placeholder"))
    pressed = turn.update.callback_query is not None
    reply_to = None if pressed else turn.message.message_id
    await turn.say(message, Posting(about=_about(owing), reply_to=reply_to))


async def _asked_by(turn: Turn, message: telegram.Message) -> Delivery | None:
    """The message of ours that this one replies to."""
    replied = message.reply_to_message
    if replied is None:
        return None
    author = replied.from_user
    ours = author is not None and author.username == turn.desk.bot_username
    words = replied.text if ours else None
    return await doubtful.said(turn.desk, message.chat_id, replied.message_id, words)


def _answers_us(turn: Turn) -> bool:
    """Also where we do not know the message: its sending was in doubt, or the group is new."""
    replied = turn.message.reply_to_message
    author = replied.from_user if replied else None
    return author is not None and author.username == turn.desk.bot_username


async def _with_album(turn: Turn, item: Incoming) -> list[Incoming]:
    """The message, and those of its album that came before it without the reply."""
    if item.media_group_id is None:
        return [item]
    rows = await inbox.album_siblings(turn.desk.session, item.chat_id, item.media_group_id)
    found = {item.message_id: item}
    for row in rows:
        message = telegram.Update.de_json(row.raw).message
        sibling = incoming(message) if message else None
        if sibling is not None:
            found.setdefault(sibling.message_id, sibling)
    return [found[message_id] for message_id in sorted(found)]


async def _items_of_command(turn: Turn, text: str) -> list[Incoming]:
    """The words after the command; and what it replies to, where a person sent that."""
    items = [written(turn.message, text.strip())] if text.strip() else []
    replied = turn.message.reply_to_message
    if replied is None or (replied.from_user is not None and replied.from_user.is_bot):
        return items
    shown = incoming(replied)
    return [*await _with_album(turn, shown), *items] if shown else items


def _about(owing: Obligation) -> About:
    return About(alert_id=owing.alert_id, obligation_id=owing.key, agency=owing.agency)


COMMANDS: tuple[Command, ...] = (
    Command("report", report, Who.AGENCY, edited=report_edited),
    Command("due", due, Who.AGENCY),
)

BUTTONS: dict[str, ButtonHandler] = {
    "rask": ask_pressed,
    "rcontent": content_pressed,
    "rtake": take_pressed,
}

ANSWERS: dict[str, AnswerHandler] = {}
