"""/duty: who is on, who comes next, what is missing in the rota; a table is entered by pasting it.

/duty on one line with a table below it reads the table at once. Of a workbook the one sheet that
reads as a rota is taken; where several do, the office says which.
"""

from collections.abc import Sequence
from dataclasses import replace
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
from office.reading.workbooks import Sheet
from office.records.handover import HAND_OVER
from office.refusal import Refusal
from office.reports import calls
from office.shifts import lines, rota
from storage.receiving.dialogues import Dialogue
from storage.rota.shifts import Shift

NOTE_VERB = "shiftnote"
TABLE, PREVIEW, SHEETS = "rota_table", "rota_preview", "rota_sheets"
SHEET_VERB = "rotasheet"
MOST_SHEETS = 12
"""A year in a workbook of months."""
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
    """Give the shift of this hour what it has to press."""
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
    view = {"shifts": tuple(lines.line(turn.desk, one) for one in rows)}
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
    sheets = turn.tables("rota_as_text")
    await dialogues.close(turn.desk, dialogue)
    found = [one for one in sheets if rota.read(turn.desk, one.text).shifts]
    if len(found) > 1:
        await _ask_which(turn, found[:MOST_SHEETS], [one.title for one in sheets])
    else:
        # Where none reads as a rota, the faults of the open sheet say why.
        one = (found or sheets)[0]
        others = [other.title for other in sheets if other != one]
        await _preview(turn, one.text, one.title if others else "", others)


async def _ask_which(turn: Turn, found: Sequence[Sheet], titles: Sequence[str]) -> None:
    desk, words = turn.desk, turn.desk.words
    place, user_id = turn.place.chat_id, turn.person.user_id
    await dialogues.replace(desk, place, user_id, SHEETS)
    texts = [list(one) for one in found]
    kept = await dialogues.begin(desk, place, SHEETS, user_id, sheets=texts, titles=list(titles))
    buttons = [button(one.title, SHEET_VERB, kept.key, number) for number, one in enumerate(found)]
    left = [title for title in titles if title not in {one.title for one in found}]
    await turn.say(Message(words.phrase("rota_which_sheet", left=left), menus.rows(buttons, 2)))


async def sheet_chosen(turn: Turn, press: Press) -> None:
    """The other sheets may be pressed afterwards: each is entered by itself."""
    kept = await previews.shown(turn, press, SHEETS)
    facts, number = kept.facts, press.number(1) or 0
    if kept.closed_at is not None or not 0 <= number < len(facts["sheets"]):
        raise Refusal("button_obsolete")
    one = Sheet(*facts["sheets"][number])
    others = [title for title in facts["titles"] if title != one.title]
    await _preview(turn, one.text, one.title, others)


async def _preview(turn: Turn, text: str, sheet: str = "", others: Sequence[str] = ()) -> None:
    desk, words = turn.desk, turn.desk.words
    reading = rota.read(desk, text)
    view = replace(await lines.preview(desk, reading), sheet=sheet, other_sheets=tuple(others))
    html = words.text("shift_preview", view)
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
    SHEET_VERB: sheet_chosen,
    "rotaok": confirmed,
    "rotano": cancelled,
    "rotame": claimed,
}
ANSWERS: dict[str, AnswerHandler] = {TABLE: table_given}
