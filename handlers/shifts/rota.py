"""/duty: who is on, who comes next, what is missing in the rota; a table is entered by pasting it.

/duty on one line with a table below it reads the table at once.
"""

from datetime import timedelta

from handlers.turns import menus, previews
from handlers.turns.guards import require_office
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command, Errand, Who
from handlers.turns.turn import Turn
from messages.keyboards import Button, Keyboard, Press, button
from messages.render import Message
from office.bodies import people
from office.conversation import dialogues
from office.obligations.receipts import CALL_LIST_VERB
from office.plan.durations import format_time
from office.records.handover import HAND_OVER
from office.refusal import Refusal
from office.reports import calls
from office.shifts import lines, rota
from storage.receiving.dialogues import Dialogue
from storage.rota.shifts import Shift

NOTE_VERB = "shiftnote"
TABLE, PREVIEW = "rota_table", "rota_preview"
LISTED = timedelta(days=14)
MOST_CLAIMS = 6


async def show(turn: Turn, text: str) -> None:
    desk = turn.desk
    people.require_auditor(desk, turn.person)
    if text:
        people.require_office(desk, turn.person)
        await _preview(turn, text)
        return
    acts = turn.person.can(desk, "office")
    html = desk.words.text("shift_now", await lines.view(desk))
    await turn.say(Message(html, await _choices(turn) if acts else ()))


async def _choices(turn: Turn) -> Keyboard:
    words = turn.desk.words
    rows = await rota.ahead(turn.desk, LISTED)
    listing = button(words.plain("button_rota_list"), "rotalist")
    enter = button(words.plain("button_rota_enter"), "rotaenter")
    claims = _claims(turn, rows) if turn.is_private else []
    calling = await calls.unconfirmed(turn.desk)
    call_list = button(words.plain("button_call_list"), CALL_LIST_VERB)
    return (
        (listing, enter) if rows else (enter,),
        *_of_the_shift(turn, rows),
        *(((call_list,),) if calling else ()),
        *((one,) for one in claims),
    )


def _of_the_shift(turn: Turn, rows: list[Shift]) -> Keyboard:
    """What the shift of this hour has to press."""
    words, now = turn.desk.words, turn.desk.now
    current = next((row for row in rows if row.starts_at <= now), None)
    if current is None:
        return ()
    hand_over = button(words.plain("button_handover"), HAND_OVER, current.key)
    log = button(words.plain("button_shift_log"), "shiftlog")
    note = button(words.plain("button_shift_note"), NOTE_VERB)
    return ((log, note), *(() if current.handed_over_at else ((hand_over,),)))


def _claims(turn: Turn, rows: list[Shift]) -> list[Button]:
    """One button for each name that stands for nobody yet: somebody may say that it is theirs."""
    free: dict[str, tuple[int, int]] = {}
    for row in rows:
        if row.officer_id is None:
            free.setdefault(row.officer, (row.key, 0))
        if row.leader and row.leader_id is None:
            free.setdefault(row.leader, (row.key, 1))
    label = turn.desk.words.plain
    return [
        button(label("button_rota_claim", name=name), "rotame", *where)
        for name, where in list(free.items())[:MOST_CLAIMS]
    ]


async def listed(turn: Turn, _press: Press) -> None:
    require_office(turn)
    rows = await rota.ahead(turn.desk, LISTED)
    view = {"shifts": tuple(map(lines.line, rows))}
    await turn.say(Message(turn.desk.words.text("shift_list", view)))


async def ask(turn: Turn, _press: Press) -> None:
    require_office(turn)
    desk = turn.desk
    await dialogues.replace(desk, turn.place.chat_id, turn.person.user_id, TABLE)
    times = [(one.name, format_time(one.start)) for one in desk.plan.shifts.times]
    question = Message(
        desk.words.phrase("rota_ask", times=times, first=times[0][0]),
        ask=desk.words.plain("rota_placeholder"),
    )
    await dialogues.ask(desk, turn.place, TABLE, question, user_id=turn.person.user_id)


async def table_given(turn: Turn, dialogue: Dialogue) -> None:
    people.require_office(turn.desk, turn.person)
    text = turn.table("rota_as_text")
    await dialogues.close(turn.desk, dialogue)
    await _preview(turn, text)


async def _preview(turn: Turn, text: str) -> None:
    desk, words = turn.desk, turn.desk.words
    reading = rota.read(desk, text)
    html = words.text(
        "shift_preview", await lines.preview(desk, reading, turn.enclosed.other_sheets)
    )
    if not reading.shifts:
        await turn.say(Message(html))
        return
    kept = await dialogues.begin(desk, turn.place.chat_id, PREVIEW, turn.person.user_id, text=text)
    enter = words.plain("button_rota_ok", count=len(reading.shifts))
    keyboard = (
        (button(enter, "rotaok", kept.key),),
        (button(words.plain("button_rota_no"), "rotano", kept.key),),
    )
    await turn.say(Message(html, keyboard))


async def confirmed(turn: Turn, press: Press) -> None:
    desk = turn.desk
    kept = await previews.taken(turn, press, PREVIEW)
    # The shifts that have ended since the preview was shown are no longer entered.
    reading = rota.read(desk, kept.facts["text"])
    changed = await rota.enter(desk, turn.person, reading.shifts)
    facts = {
        "count": len(reading.shifts),
        "changed": changed,
        "before": desk.plan.shifts.remind_before,
        "unread": sum(not one.is_left for one in reading.unread),
    }
    await menus.replace(turn, Message(desk.words.phrase("rota_entered", **facts)))


async def cancelled(turn: Turn, press: Press) -> None:
    await previews.taken(turn, press, PREVIEW)
    await menus.replace(turn, Message(turn.desk.words.phrase("rota_cancelled")))


async def claimed(turn: Turn, press: Press) -> None:
    if not turn.is_private:
        raise Refusal("private_only")
    as_leader = press.number(1) == 1
    name = await rota.claim(turn.desk, turn.person, press.number(), as_leader=as_leader)
    turn.show("rota_claim_taken", alert=True, name=name)


COMMANDS: tuple[Command, ...] = (Command("duty", show, Who.AUDITOR, Errand.SHIFT),)
BUTTONS: dict[str, ButtonHandler] = {
    "rotalist": listed,
    "rotaenter": ask,
    "rotaok": confirmed,
    "rotano": cancelled,
    "rotame": claimed,
}
ANSWERS: dict[str, AnswerHandler] = {TABLE: table_given}
