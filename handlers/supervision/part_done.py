"""部分完成, under the answer of a body: what remains, and until when it expects that."""

from datetime import UTC, datetime

from handlers.turns import guards, menus, pressed, reasons
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command
from handlers.turns.turn import Turn
from messages.keyboards import Press, button
from messages.render import Message
from office.conversation import dialogues
from office.obligations import report_buttons
from office.obligations.rectifying import PART_VERB
from office.reading import part_times
from office.refusal import Refusal
from office.reports import part_done
from storage.owed import obligations
from storage.owed.obligations import Obligation
from storage.problems.parts_done import PartDone
from storage.receiving import dialogues as stored_dialogues
from storage.receiving.dialogues import Dialogue

REMAINS, REST_BY = "part_done_remains", "part_done_rest_by"
AT = "ppartat"
FAR_AHEAD = 1 << 36


async def ask(turn: Turn, press: Press) -> None:
    _, owed = await part_done.sayable(turn.desk, turn.speaks, pressed.number(press))
    await reasons.ask(
        turn,
        REMAINS,
        "part_done_ask",
        "part_done_placeholder",
        facts={"due_at": owed.due_at},
        obligation=owed.key,
    )


async def remains_said(turn: Turn, asked: Dialogue) -> None:
    """The time may stand in the same words; otherwise it is asked for."""
    dialogues.require_own(asked, turn.person)
    desk, said = turn.desk, part_done.checked(turn.desk, turn.message.text or "")
    _, owed = await part_done.sayable(desk, turn.speaks, asked.facts["obligation"])
    await dialogues.close(desk, asked)
    times = part_times.read(said, desk.local(desk.now))
    if len(times) == 1:
        await turn.say(await _say(turn, owed, said, times[0]))
        return
    offered = times or part_times.usual(owed.due_at, desk.local(desk.now))
    await _ask_time(turn, owed, said, offered)


async def _ask_time(turn: Turn, owed: Obligation, said: str, offered: tuple[datetime, ...]) -> None:
    desk, place, user_id = turn.desk, turn.place, turn.person.user_id
    buttons = [
        button(desk.words.plain("button_until", at=at), AT, int(at.timestamp())) for at in offered
    ]
    question = Message(desk.words.phrase("part_done_ask_time"), menus.rows(buttons, 2))
    await dialogues.replace(desk, place.chat_id, user_id, REST_BY)
    await dialogues.ask(
        desk, place, REST_BY, question, user_id=user_id, obligation=owed.key, remains=said
    )


async def time_said(turn: Turn, asked: Dialogue) -> None:
    dialogues.require_own(asked, turn.person)
    desk = turn.desk
    times = part_times.typed(turn.message.text or "", desk.local(desk.now))
    if len(times) != 1:
        raise Refusal("part_done_time_unreadable")
    await turn.say(await _told(turn, asked, times[0]))


async def time_pressed(turn: Turn, press: Press) -> None:
    desk, seconds = turn.desk, press.number()
    opened = await stored_dialogues.open_dialogues(
        desk.session, desk.jurisdiction, turn.place.chat_id, turn.person.user_id, REST_BY
    )
    if seconds is None or seconds > FAR_AHEAD or not opened:
        raise Refusal("button_obsolete")
    at = datetime.fromtimestamp(seconds, UTC)
    await menus.replace(turn, await _told(turn, opened[0], at))


async def _told(turn: Turn, asked: Dialogue, rest_by: datetime) -> Message:
    _, owed = await part_done.sayable(turn.desk, turn.speaks, asked.facts["obligation"])
    told = await _say(turn, owed, asked.facts["remains"], rest_by)
    await dialogues.close(turn.desk, asked)
    return told


async def _say(turn: Turn, owed: Obligation, remains: str, rest_by: datetime) -> Message:
    said = await part_done.say(turn.desk, turn.person, turn.speaks, owed.key, remains, rest_by)
    return await _recorded(turn, owed, said)


async def _recorded(turn: Turn, owed: Obligation, said: PartDone) -> Message:
    desk = turn.desk
    owed = await obligations.obligation(desk.session, owed.key) or owed
    told = desk.words.phrase("part_done_recorded", due_at=owed.due_at, rest_by=said.rest_by)
    more = await report_buttons.delay(desk, owed)
    return Message(told, (more,) if more else ())


async def give(turn: Turn, press: Press) -> None:
    guards.require_office(turn)
    said = await part_done.give_time(turn.desk, turn.person, pressed.number(press))
    turn.show("part_done_given_toast", at=said.rest_by)


COMMANDS: tuple[Command, ...] = ()
BUTTONS: dict[str, ButtonHandler] = {
    PART_VERB: ask,
    AT: time_pressed,
    part_done.GIVE_VERB: give,
}
ANSWERS: dict[str, AnswerHandler] = {REMAINS: remains_said, REST_BY: time_said}
