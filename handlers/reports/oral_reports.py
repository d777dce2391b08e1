"""口头汇报: the office writes down what a body reported at the meeting; the body confirms it."""

from handlers.turns import menus
from handlers.turns.guards import require_office_place
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command
from handlers.turns.turn import Turn
from messages.keyboards import Keyboard, Press, button
from messages.render import Message
from office.bodies import agency_names
from office.conversation import dialogues
from office.obligations import report_buttons
from office.obligations.report_buttons import ORAL_VERB
from office.reports import acknowledging, drafts, oral_reports
from storage.receiving.dialogues import Dialogue

TEXT = "oral_report"
OF_VERB = "oralof"
COLUMNS, MOST_SHOWN = 3, 90
"""Telegram takes a hundred buttons under one message; no plan names so many bodies."""


async def choose_body(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    order_id = press.number() or 0
    keyboard = await _bodies(turn, order_id)
    key = "oral_choose" if keyboard else "oral_all_reported"
    await turn.say(Message(turn.desk.words.phrase(key), keyboard))


async def body_chosen(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    desk, order_id, body = turn.desk, press.number() or 0, press.word(1)
    owed = await oral_reports.owed_by(desk, turn.person, order_id, body)
    words = desk.words
    named = {"agency": agency_names.name(desk, body), "day": owed.day}
    question = Message(
        words.phrase("oral_ask", **named, fields=await oral_reports.asked_for(desk, owed)),
        ask=words.plain("oral_placeholder"),
    )
    await dialogues.replace(desk, turn.place.chat_id, turn.person.user_id, TEXT)
    await dialogues.ask(
        desk,
        turn.place,
        TEXT,
        question,
        user_id=turn.person.user_id,
        order=order_id,
        agency=body,
    )


async def text_given(turn: Turn, asked: Dialogue) -> None:
    desk, order_id, body = turn.desk, asked.facts["order"], asked.facts["agency"]
    said = turn.message.text or ""
    reached = await oral_reports.write(desk, turn.person, order_id, body, said)
    await dialogues.claim(desk, asked)
    name = agency_names.name(desk, body)
    html = desk.words.phrase("oral_written", agency=name, reached=reached)
    await turn.say(Message(html, await _bodies(turn, order_id)))


async def confirmed(turn: Turn, press: Press) -> None:
    under = turn.message
    stands = drafts.pressed(under.chat.id, under.message_id, turn.person, turn.desk.now)
    number = press.number() or 0
    taken = await oral_reports.confirm(turn.desk, turn.person, turn.speaks, number, stands)
    await acknowledging.acknowledge(turn.desk, turn.place, taken)
    turn.show("report_taken", serial=taken.report.serial)


async def _bodies(turn: Turn, order_id: int) -> Keyboard:
    left = await oral_reports.silent(turn.desk, turn.person, order_id)
    written = await oral_reports.written(turn.desk, order_id)
    buttons = [
        button(
            turn.desk.words.plain(
                "oral_button_of",
                agency=agency_names.short(turn.desk, body),
                written=body in written,
            ),
            OF_VERB,
            order_id,
            body,
        )
        for body in left[:MOST_SHOWN]
    ]
    return menus.rows(buttons, COLUMNS)


COMMANDS: tuple[Command, ...] = ()
BUTTONS: dict[str, ButtonHandler] = {
    ORAL_VERB: choose_body,
    OF_VERB: body_chosen,
    report_buttons.AS_DAILY_VERB: confirmed,
}
ANSWERS: dict[str, AnswerHandler] = {TEXT: text_given}
