"""退回补正: staff send a report back, with what is to be completed and by when."""

from datetime import UTC, datetime

from handlers.reports.reported import SEND_BACK
from handlers.turns import clocks, menus, reasons
from handlers.turns.guards import require_office
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command
from handlers.turns.turn import Turn
from messages.keyboards import Press, button
from messages.render import Message
from office.conversation import dialogues
from office.conversation.reasons import checked
from office.matters import naming
from office.obligations import new_times
from office.reading import times
from office.refusal import Refusal
from office.reports import returning
from office.reports.returning import Seen
from storage.receiving import dialogues as stored_dialogues
from storage.receiving.dialogues import Dialogue

REASON, TIME = "sendback_reason", "sendback_time"
AT = "sbackat"
FAR_AHEAD = 1 << 36


async def ask_reason(turn: Turn, press: Press) -> None:
    require_office(turn)
    seen = Seen(press.number() or 0, press.number(1) or 0)
    report, owed = await returning.returnable(turn.desk, turn.person, seen)
    facts = {
        "agency": await naming.agency_name(turn.desk, owed),
        "matter": naming.matter_of(turn.desk, owed),
        "serial": report.serial,
    }
    kept = {"report": seen.report_id, "newest": seen.newest_part}
    await reasons.ask(
        turn, REASON, "sendback_ask_reason", "sendback_reason_placeholder", facts=facts, **kept
    )


async def reason_given(turn: Turn, dialogue: Dialogue) -> None:
    require_office(turn)
    desk = turn.desk
    reason = checked(turn.message.text, of="sendback")
    _, owed = await returning.returnable(desk, turn.person, _seen(dialogue))
    await dialogues.close(desk, dialogue)
    first = await returning.earliest(desk, owed)
    at = new_times.choices(first, desk.local(desk.now))
    buttons = [
        button(desk.words.plain("button_sendback_at", at=one), AT, _seconds(one)) for one in at
    ]
    question = Message(desk.words.phrase("sendback_ask_time", at=first), menus.rows(buttons, 2))
    place, user_id = turn.place, turn.person.user_id
    await dialogues.replace(desk, place.chat_id, user_id, TIME)
    facts = {**dialogue.facts, "reason": reason}
    await dialogues.ask(desk, place, TIME, question, user_id=user_id, **facts)


async def time_given(turn: Turn, dialogue: Dialogue) -> None:
    require_office(turn)
    text = turn.message.text or ""
    local_now = turn.desk.local(turn.desk.now)
    later = times.read_later(text, local_now)
    readings = (later,) if later is not None else times.read(text, local_now)
    if not readings:
        raise Refusal("sendback_time_unreadable")
    if len(readings) == 1:
        await clocks.echo(turn, text, readings)
        await turn.say(await _send_back(turn, dialogue, readings[0]))
        return
    buttons = [
        button(turn.desk.words.plain("button_sendback_at", at=at), AT, _seconds(at))
        for at in readings
    ]
    await turn.say(Message(turn.desk.words.phrase("sendback_which_time"), menus.rows(buttons, 1)))


async def time_pressed(turn: Turn, press: Press) -> None:
    require_office(turn)
    desk, seconds = turn.desk, press.number()
    opened = await stored_dialogues.open_dialogues(
        desk.session, desk.jurisdiction, turn.place.chat_id, turn.person.user_id, TIME
    )
    if seconds is None or seconds > FAR_AHEAD or not opened:
        raise Refusal("button_obsolete")
    done = await _send_back(turn, opened[0], datetime.fromtimestamp(seconds, UTC))
    await menus.replace(turn, done)


async def _send_back(turn: Turn, asked: Dialogue, due_at: datetime) -> Message:
    desk, reason = turn.desk, asked.facts["reason"]
    report, owed = await returning.send_back(desk, turn.person, _seen(asked), reason, due_at)
    await dialogues.close(desk, asked)
    facts = {
        "agency": await naming.agency_name(desk, owed),
        "matter": naming.matter_of(desk, owed),
        "serial": report.serial,
        "due_at": owed.due_at,
        "reason": reason,
        "by": turn.person.name,
    }
    done = Message(desk.words.phrase("sendback_done", **facts))
    await returning.tell_office(desk, turn.place, done, owed)
    return done


def _seen(asked: Dialogue) -> Seen:
    return Seen(asked.facts["report"], asked.facts["newest"])


def _seconds(at: datetime) -> int:
    return int(at.timestamp())


COMMANDS: tuple[Command, ...] = ()
BUTTONS: dict[str, ButtonHandler] = {SEND_BACK: ask_reason, AT: time_pressed}
ANSWERS: dict[str, AnswerHandler] = {REASON: reason_given, TIME: time_given}
