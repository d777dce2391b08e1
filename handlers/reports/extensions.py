"""Handles 申请延期 by an agency's liaison, and 同意延期 and 不同意 by the office."""

from datetime import UTC, datetime
from typing import Any

from handlers.turns import clocks
from handlers.turns.guards import require_office_place
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command, Errand, Who
from handlers.turns.turn import Turn
from messages.keyboards import Button, Keyboard, Press, button
from messages.render import Message
from office.bodies import agency_names
from office.conversation import dialogues, finding_messages, reasons
from office.desk import Desk
from office.matters import naming
from office.obligations import extension_cards, new_times, report_buttons
from office.obligations.lifecycle import PauseReason, pause_reasons
from office.obligations.owed import late_by
from office.refusal import Refusal
from office.reports import extensions, taking
from storage.owed.extensions import ExtensionState
from storage.owed.obligations import Obligation
from storage.receiving import dialogues as stored_dialogues
from storage.receiving.dialogues import Dialogue

REASON = "delay_reason"
CHOICE = "delay_choice"
NEW_TIME = "extension_time"

FAR_AHEAD = 1 << 36
"""A time beyond it cannot come from a button of ours, but forged data may hold one."""


async def delay(turn: Turn, text: str) -> None:
    """Handle /delay, with the reason after it, or as a reply to what it is about."""
    asked = await _replied_to(turn)
    if asked is not None:
        await _ask_or_request(turn, asked, text)
        return
    rows = await taking.open_reports(turn.desk, turn.agency)
    if not rows:
        raise Refusal("report_nothing_owed")
    if len(rows) == 1:
        await _ask_or_request(turn, rows[0].key, text)
    else:
        await _choose(turn, rows, text)


async def delay_pressed(turn: Turn, press: Press) -> None:
    await ask_reason(turn, press.number() or 0)


async def reason_answered(turn: Turn, dialogue: Dialogue) -> None:
    text = turn.message.text or turn.message.caption or ""
    await _request(turn, dialogue.facts["obligation"], text)
    await dialogues.close(turn.desk, dialogue)


async def choice_pressed(turn: Turn, press: Press) -> None:
    chosen = await stored_dialogues.dialogue(turn.desk.session, press.number() or 0)
    if chosen is None or chosen.kind != CHOICE or chosen.chat_id != turn.place.chat_id:
        raise Refusal("button_obsolete")
    if not await dialogues.close(turn.desk, chosen):
        raise Refusal("extension_asked_already")
    await _request(turn, press.number(1) or 0, chosen.facts["reason"])


async def extend(turn: Turn, text: str) -> None:
    """Show the extensions that wait, of all agencies or of one; grant it if a time follows."""
    agency, time = _agency_and_time(turn.desk, text)
    waiting = await extensions.waiting(turn.desk, turn.person, agency)
    if not waiting:
        name = agency_names.short(turn.desk, agency)
        await turn.answer("extension_none_pending", agency=name)
    elif time and len(waiting) == 1:
        await _grant_as_typed(turn, waiting[0].key, time)
    else:
        # If two wait, nobody can know which one was meant.
        await extensions.show(turn.desk, waiting, turn.place)


async def grant_pressed(turn: Turn, press: Press) -> None:
    await _show_card(turn, press, choosing=True)


async def back_pressed(turn: Turn, press: Press) -> None:
    await _show_card(turn, press, choosing=False)


async def time_pressed(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    seconds = press.number(1)
    if seconds is None or seconds > FAR_AHEAD:
        raise Refusal("button_obsolete")
    until = datetime.fromtimestamp(seconds, UTC)
    await extensions.grant(turn.desk, turn.person, press.number() or 0, until)
    turn.show("extension_granted_toast", at=until)


async def refuse_pressed(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    await extensions.refuse(turn.desk, turn.person, press.number() or 0)
    turn.show("extension_refused_toast")


async def type_pressed(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    who, desk = turn.person, turn.desk
    asked, owed = await extensions.pending(desk, who, press.number() or 0)
    await dialogues.replace(desk, turn.place.chat_id, who.user_id, NEW_TIME)
    words = desk.words
    facts = {"matter": naming.matter_of(desk, owed), "most": new_times.AT_MOST}
    question = Message(
        words.phrase("extension_ask_time", **facts),
        ask=words.plain("extension_time_placeholder"),
    )
    await dialogues.ask(
        desk,
        turn.place,
        NEW_TIME,
        question,
        user_id=who.user_id,
        reply_to=turn.message.message_id,
        extension=asked.key,
    )


async def time_answered(turn: Turn, dialogue: Dialogue) -> None:
    extension_id = int(dialogue.facts["extension"])
    await _grant_as_typed(turn, extension_id, turn.message.text or "")
    await dialogues.close(turn.desk, dialogue)


async def _grant_as_typed(turn: Turn, extension_id: int, time: str) -> None:
    desk = turn.desk
    asked, owed = await extensions.pending(desk, turn.person, extension_id)
    readings = new_times.read(time, owed.due_at, desk.local(desk.now))
    if not readings:
        raise Refusal("extension_time_unreadable")
    await clocks.echo(turn, time, readings)
    if len(readings) > 1:
        keyboard = tuple((extension_cards.until(desk, asked, at),) for at in readings)
        await turn.say(Message(desk.words.phrase("time_unclear"), keyboard))
        return
    await extensions.grant(desk, turn.person, extension_id, readings[0])
    await turn.answer("extension_granted_toast", at=readings[0])


def _agency_and_time(desk: Desk, text: str) -> tuple[str, str]:
    if not text:
        return "", ""
    if agency_names.like(desk, text):
        return agency_names.meant(desk, text), ""
    name, *rest = agency_names.BETWEEN.split(text, maxsplit=1)
    return agency_names.meant(desk, name), rest[0] if rest else ""


async def _show_card(turn: Turn, press: Press, *, choosing: bool) -> None:
    require_office_place(turn)
    asked, owed = await extensions.pending(turn.desk, turn.person, press.number() or 0)
    await extension_cards.show(turn.desk, asked, owed, choosing=choosing)


async def _ask_or_request(turn: Turn, obligation_id: int, text: str) -> None:
    if text.strip():
        await _request(turn, obligation_id, text)
    else:
        await ask_reason(turn, obligation_id)


async def ask_reason(turn: Turn, obligation_id: int) -> None:
    # Anyone of the group may give the reason; one that comes too late is refused then.
    desk, words = turn.desk, turn.desk.words
    owed = await extensions.check_may_ask(desk, turn.speaks, obligation_id)
    question = Message(
        words.phrase("extension_ask_reason", matter=naming.matter_of(desk, owed)),
        ask=words.plain("extension_reason_placeholder"),
    )
    asker = {dialogues.ASKER: turn.actor.user_id} if turn.actor else {}
    await dialogues.ask(desk, turn.place, REASON, question, obligation=owed.key, **asker)


async def _request(turn: Turn, obligation_id: int, reason: str) -> None:
    desk = turn.desk
    asked = await extensions.ask(desk, turn.person, turn.agency, obligation_id, reason)
    if asked.state == ExtensionState.NOT_TAKEN:
        await turn.answer("extension_by_procedure", kept=True)
        return
    owed = await taking.answerable(desk, turn.agency, asked.obligation_id)
    await turn.answer("extension_asked", **facts_of(desk, owed))


def facts_of(desk: Desk, owed: Obligation) -> dict[str, Any]:
    return {
        "matter": naming.matter_of(desk, owed),
        "in_time": late_by(owed, desk.now) is None,
        "runs": PauseReason.EXTENSION not in pause_reasons(owed),
    }


async def _choose(turn: Turn, rows: list[Obligation], text: str) -> None:
    desk = turn.desk
    key = "extension_choose"
    # If none can be chosen, all are offered, because the refusal of each says why.
    rows = [row for row in rows if await report_buttons.delay(desk, row)] or rows
    if not text.strip():
        keyboard: Keyboard = tuple((_which(turn, row, "delay", row.key),) for row in rows)
        await turn.say(Message(desk.words.phrase(key), keyboard))
        return
    reason = reasons.checked(text, of="extension")
    kept = await dialogues.begin(desk, turn.place.chat_id, CHOICE, None, reason=reason)
    keyboard = tuple((_which(turn, row, "delaypick", kept.key, row.key),) for row in rows)
    await turn.say(Message(desk.words.phrase(key), keyboard))


def _which(turn: Turn, row: Obligation, verb: str, *arguments: int) -> Button:
    label = turn.desk.words.plain("button_matter", matter=naming.matter_of(turn.desk, row))
    return button(label, verb, *arguments)


async def _replied_to(turn: Turn) -> int | None:
    replied = turn.message.reply_to_message
    if replied is None:
        return None
    author = replied.from_user
    ours = author is not None and author.username == turn.desk.bot_username
    words = replied.text if ours else None
    asked = await finding_messages.said(turn.desk, turn.message.chat_id, replied.message_id, words)
    return await finding_messages.obligation_answered(turn.desk, asked)


COMMANDS: tuple[Command, ...] = (
    Command("delay", delay, Who.BODY, Errand.REPORTS),
    Command("extend", extend, Who.OFFICE, Errand.SUPERVISION),
)

BUTTONS: dict[str, ButtonHandler] = {
    "delay": delay_pressed,
    "delaypick": choice_pressed,
    "extgrant": grant_pressed,
    "extback": back_pressed,
    "extset": time_pressed,
    "exttype": type_pressed,
    "extrefuse": refuse_pressed,
}

ANSWERS: dict[str, AnswerHandler] = {
    REASON: reason_answered,
    NEW_TIME: time_answered,
}
