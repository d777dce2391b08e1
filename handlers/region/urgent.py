"""/urgent reports upward at once: a line, those that follow it, and who above received them.

It takes one line (/urgent 事故 …, /urgent 续报 3号 …, /urgent 终报 …) or asks by buttons.
"""

from handlers.turns import guards, menus, questions, reasons
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command, Errand, Who
from handlers.turns.turn import Turn
from messages.keyboards import Keyboard, Press, button
from messages.render import Message
from office.bodies.people import require_office
from office.conversation import dialogues
from office.reading.urgent import read
from office.refusal import Refusal
from office.region import (
    urgent,
    urgent_above,
    urgent_receipts,
    urgent_sending,
    urgent_signing,
    urgent_texts,
)
from storage.receiving.dialogues import Dialogue
from storage.region.urgent import UrgentKind, UrgentPart

KIND, TEXT, BY = "urgent_kind", "urgent_text", "urgent_by"
"""The kinds of question: of which kind the line is, what it says, who above received it."""
NEW_VERB, THIS_VERB = "urgnew", "urgthis"
COLUMNS = 2


async def report(turn: Turn, text: str) -> None:
    require_office(turn.desk, turn.person)
    line = read(text)
    if line.part != UrgentPart.FIRST:
        first = await urgent.meant(turn.desk, turn.person, line.number)
        await _add(turn, first.key, UrgentPart(line.part), line.text)
    elif line.kind and line.text:
        await _draft(turn, UrgentKind(line.kind), line.text)
    elif line.kind:
        await _ask_text(turn, UrgentKind(line.kind))
    elif line.text:
        await _ask_kind(turn, line.text)
    else:
        await _show(turn)


async def _show(turn: Turn) -> None:
    words = turn.desk.words
    found = await urgent_texts.open_ones(turn.desk)
    following: Keyboard = tuple(
        tuple(
            button(
                words.plain(f"button_urgent_{part}_of", serial=one.serial),
                urgent_signing.ADD_VERB,
                one.first_id,
                part,
            )
            for part in (UrgentPart.FOLLOW_UP, UrgentPart.FINAL)
        )
        for one in found
    )
    html = words.text("urgent_list", {"open": found})
    await turn.say(Message(html, (*following, *_kinds(turn, NEW_VERB))))


async def _ask_kind(turn: Turn, text: str) -> None:
    desk, who = turn.desk, turn.person.user_id
    message = Message(desk.words.phrase("urgent_kind_ask"), _kinds(turn, THIS_VERB))
    await dialogues.replace(desk, turn.place.chat_id, who, KIND)
    await dialogues.ask(desk, turn.place, KIND, message, user_id=who, text=text)


def _kinds(turn: Turn, verb: str) -> Keyboard:
    words = turn.desk.words
    buttons = [button(words.plain(f"urgent_kind_{kind}"), verb, kind) for kind in UrgentKind]
    return menus.rows(buttons, COLUMNS)


async def new(turn: Turn, press: Press) -> None:
    guards.require_office(turn)
    await _ask_text(turn, _kind(press))


async def this(turn: Turn, press: Press) -> None:
    """The kind of the line that was typed."""
    guards.require_office(turn)
    kind = _kind(press)
    asked, _ = await questions.pressed(turn, KIND)
    await dialogues.claim(turn.desk, asked)
    await _draft(turn, kind, asked.facts["text"])


def _kind(press: Press) -> UrgentKind:
    if press.word() not in list(UrgentKind):
        raise Refusal("button_obsolete")
    return UrgentKind(press.word())


async def follow(turn: Turn, press: Press) -> None:
    guards.require_office(turn)
    if press.word(1) not in (UrgentPart.FOLLOW_UP, UrgentPart.FINAL):
        raise Refusal("button_obsolete")
    first = await urgent.open_first(turn.desk, turn.person, press.number() or 0)
    await _add(turn, first.key, UrgentPart(press.word(1)), "")


async def _add(turn: Turn, first_id: int, part: UrgentPart, text: str) -> None:
    if not text.strip():
        await _ask_text(turn, None, first=first_id, part=part)
        return
    await urgent.add(turn.desk, turn.person, turn.place, first_id, part, text)
    await _say_sent(turn)


async def _ask_text(turn: Turn, kind: UrgentKind | None, **keep: int | str) -> None:
    part = keep.get("part", UrgentPart.FIRST)
    facts = {"part": turn.desk.words.plain(f"urgent_part_{part}", number=0)}
    kept = {"about": kind, **keep}
    await reasons.ask(turn, TEXT, "urgent_ask", "urgent_placeholder", facts=facts, **kept)


async def answered(turn: Turn, asked: Dialogue) -> None:
    said, facts = turn.message.text or "", asked.facts
    if facts["about"]:
        await _draft(turn, UrgentKind(facts["about"]), said)
    else:
        part = UrgentPart(facts["part"])
        await urgent.add(turn.desk, turn.person, turn.place, facts["first"], part, said)
        await _say_sent(turn)
    await dialogues.close(turn.desk, asked)


async def _draft(turn: Turn, kind: UrgentKind, text: str) -> None:
    await urgent.draft(turn.desk, turn.person, turn.place, kind, text)
    await _say_sent(turn)


async def _say_sent(turn: Turn) -> None:
    # In the office's group the card stands under it.
    if turn.is_private:
        await turn.answer("urgent_asked")


async def give_up(turn: Turn, press: Press) -> None:
    guards.require_office(turn)
    await urgent.give_up(turn.desk, turn.person, press.number() or 0)
    turn.show("urgent_given_up_toast")


async def ask_head(turn: Turn, press: Press) -> None:
    guards.require_office(turn)
    await urgent.ask_head(turn.desk, turn.person, press.number() or 0)
    turn.show("urgent_head_toast")


async def record(turn: Turn, press: Press) -> None:
    guards.require_office(turn)
    made = await urgent_receipts.awaited(turn.desk, turn.person, press.number() or 0)
    facts = {"title": urgent_texts.title(turn.desk, made)}
    await reasons.ask(
        turn, BY, "urgent_by_ask", "urgent_by_placeholder", facts=facts, dispatch=made.key
    )


async def recorded(turn: Turn, asked: Dialogue) -> None:
    said = turn.message.text or ""
    made = await urgent_receipts.by_hand(turn.desk, turn.person, asked.facts["dispatch"], said)
    await dialogues.close(turn.desk, asked)
    title = urgent_texts.title(turn.desk, made)
    await turn.answer("urgent_recorded", title=title, by=made.received_by)


async def received(turn: Turn, press: Press) -> None:
    """收到 in the chat of the office above."""
    made = await urgent_receipts.in_chat(turn.desk, turn.person, turn.speaks, press.number() or 0)
    said = turn.desk.words.phrase(
        "urgent_received_here",
        title=urgent_texts.title(turn.desk, made),
        text=made.text,
        by=made.received_by,
        at=made.received_at,
    )
    await menus.replace(turn, Message(said))


async def received_above(turn: Turn, press: Press) -> None:
    guards.require_office(turn)
    await urgent_above.receive(turn.desk, turn.person, press.number() or 0)
    turn.show("urgent_received_toast")


COMMANDS: tuple[Command, ...] = (Command("urgent", report, Who.OFFICE, Errand.SHIFT),)
BUTTONS: dict[str, ButtonHandler] = {
    NEW_VERB: new,
    THIS_VERB: this,
    urgent_signing.ADD_VERB: follow,
    urgent_signing.GIVE_UP_VERB: give_up,
    urgent_signing.HEAD_VERB: ask_head,
    urgent_sending.RECORD_VERB: record,
    urgent_sending.RECEIVED_VERB: received,
    urgent_above.RECEIVE_VERB: received_above,
}
ANSWERS: dict[str, AnswerHandler] = {TEXT: answered, BY: recorded}
