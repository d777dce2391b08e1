"""/meeting convenes a meeting; bodies answer 参会 or 请假, and it is moved under its board."""

from handlers.matters import drafting, drill_entry, meeting_entry
from handlers.matters.drafting import DRILL, MOVES
from handlers.matters.meeting_entry import LAST_PLACE, MEETS, MOVED_FROM
from handlers.turns import guards, questions
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command, Errand, Who
from handlers.turns.turn import Turn
from messages.keyboards import Press, button
from messages.render import Message
from office.bodies import people
from office.conversation import dialogues
from office.decisions import drafts, meeting_proposals
from office.matters import kinds
from office.obligations import attending, meeting_reminders, roll_calls
from office.obligations.board_texts import MOVE_VERB
from office.obligations.meeting_boards import CHECK_VERB, CLOSE_VERB
from office.reading import leave
from office.refusal import Refusal
from storage.decisions import matters as store
from storage.receiving.dialogues import Dialogue

LEAVE, SUBSTITUTE = "meeting_leave", "meeting_substitute"
NOBODY_VERB = "mtnobody"


async def meeting(turn: Turn, text: str) -> None:
    """Without arguments it asks questions. One line also does: /meeting 日调度 18:00 三楼会议室.

    演练 at its beginning or end makes it an exercise; elsewhere in it a button says what is meant.
    """
    last = await store.newest_meetings(turn.desk.session, turn.desk.jurisdiction, 1)
    line, drill = drill_entry.read(text)
    turn.desk.drill = bool(drill)
    facts = {**meeting_entry.of_line(turn.desk, line), DRILL: drill}
    before = last[0].says["place"] if last else ""
    await drafting.begin(turn, meeting_entry.FORM, {LAST_PLACE: before, **facts})


async def convene(turn: Turn, press: Press) -> None:
    """今日日调度会议: all but the place is as usual, and the place is asked for."""
    guards.require_office_place(turn)
    people.require_office(turn.desk, turn.person)
    alert = await store.matter(turn.desk.session, press.number() or 0)
    if alert is None or alert.jurisdiction != turn.desk.jurisdiction:
        raise Refusal("button_obsolete")
    terms = await meeting_proposals.terms_for_today(turn.desk, alert)
    facts = meeting_entry.facts_of_terms(terms) if terms is not None else {}
    await drafting.begin(turn, meeting_entry.FORM, {**facts, DRILL: alert.drill})


async def move(turn: Turn, press: Press) -> None:
    """改期 asks for the new hour alone; the draft shows the rest, where it can be changed."""
    guards.require_office_place(turn)
    people.require_office(turn.desk, turn.person)
    held = await drafts.to_move(turn.desk, turn.person, press.number() or 0)
    facts = meeting_entry.facts_of(held)
    asked = {MOVES: held.matter_id, MOVED_FROM: facts[MEETS], LAST_PLACE: held.says["place"]}
    await drafting.begin(turn, meeting_entry.FORM, {**facts, **asked, MEETS: None})


def speak_for_named(turn: Turn, press: Press) -> None:
    """Under one message to a liaison of several bodies each button names the body it is for."""
    if turn.is_private and (body := press.word(1)):
        turn.speaks_for = body if body in turn.person.agencies else None


async def coming(turn: Turn, press: Press) -> None:
    speak_for_named(turn, press)
    turn.show(await _come(turn, press.number() or 0))


async def coming_typed(turn: Turn, order_id: int) -> None:
    await turn.answer(await _come(turn, order_id))


async def _come(turn: Turn, order_id: int) -> str:
    return await attending.come(
        turn.desk, turn.speaks, turn.person, order_id, in_private=turn.is_private
    )


async def arrived(turn: Turn, press: Press) -> None:
    speak_for_named(turn, press)
    turn.show(await roll_calls.arrive(turn.desk, turn.speaks, turn.person, press.number() or 0))


async def checked(turn: Turn, press: Press) -> None:
    guards.require_office_place(turn)
    here = press.number(2) != 0
    await roll_calls.check(turn.desk, turn.person, press.number() or 0, press.word(1), here=here)
    turn.show("meeting_checked")


async def list_ended(turn: Turn, press: Press) -> None:
    guards.require_office_place(turn)
    await roll_calls.close(turn.desk, turn.person, press.number() or 0)
    turn.show("meeting_list_ended")


async def leave_pressed(turn: Turn, press: Press) -> None:
    speak_for_named(turn, press)
    await _ask_reason(turn, press.number() or 0)


async def leave_typed(turn: Turn, order_id: int) -> None:
    """请假 alone is asked for its reason; with one it is taken as it stands."""
    said = leave.read(turn.message.text or "")
    if not said.reason:
        await _ask_reason(turn, order_id)
        return
    await _take(turn, turn.speaks, order_id, said)


async def _ask_reason(turn: Turn, order_id: int) -> None:
    desk, agency = turn.desk, turn.speaks
    await attending.require_may_answer(desk, agency, order_id)
    words = desk.words
    question = Message(
        words.phrase("leave_reason_ask"), ask=words.plain("leave_reason_placeholder")
    )
    asker = {dialogues.ASKER: turn.person.user_id}
    await dialogues.ask(desk, turn.place, LEAVE, question, order=order_id, agency=agency, **asker)


async def reason_given(turn: Turn, asked: Dialogue) -> None:
    said = leave.read(turn.message.text or "")
    await _take(turn, asked.facts["agency"], asked.facts["order"], said)
    await dialogues.claim(turn.desk, asked)


async def _take(turn: Turn, agency: str, order_id: int, said: leave.LeaveSaid) -> None:
    desk = turn.desk
    turn.speaks_for = agency if turn.is_private else None
    await attending.leave(desk, agency, turn.person, order_id, said, in_private=turn.is_private)
    if said.substitute is not None:
        await turn.answer("leave_recorded", substitute=said.substitute)
        return
    words = desk.words
    nobody = button(words.plain("button_no_substitute"), NOBODY_VERB)
    question = Message(
        words.phrase("leave_substitute_ask"),
        ((nobody,),),
    )
    asker = {dialogues.ASKER: turn.person.user_id}
    await dialogues.ask(
        desk, turn.place, SUBSTITUTE, question, order=order_id, agency=agency, **asker
    )


async def substitute_given(turn: Turn, asked: Dialogue) -> None:
    said = (turn.message.text or "").strip()
    named = leave.read_substitute(said)
    await _substitute(turn, asked, named)
    await turn.answer("leave_recorded", substitute=named)


async def nobody_pressed(turn: Turn, _press: Press) -> None:
    asked, _ = await questions.pressed(turn, SUBSTITUTE)
    await _substitute(turn, asked, "")
    turn.show("leave_recorded_toast")


async def _substitute(turn: Turn, asked: Dialogue, named: str) -> None:
    if turn.is_private:
        turn.speaks_for = asked.facts["agency"]
    await attending.substitute(
        turn.desk, asked.facts["agency"], turn.person, asked.facts["order"], named
    )
    await dialogues.claim(turn.desk, asked)


COMMANDS: tuple[Command, ...] = (Command("meeting", meeting, Who.OFFICE, Errand.SUPERVISION),)
BUTTONS: dict[str, ButtonHandler] = {
    kinds.COMING.verb: coming,
    kinds.ON_LEAVE.verb: leave_pressed,
    NOBODY_VERB: nobody_pressed,
    MOVE_VERB: move,
    meeting_proposals.CONVENE_VERB: convene,
    meeting_reminders.ARRIVE_VERB: arrived,
    CHECK_VERB: checked,
    CLOSE_VERB: list_ended,
}
ANSWERS: dict[str, AnswerHandler] = {LEAVE: reason_given, SUBSTITUTE: substitute_given}
