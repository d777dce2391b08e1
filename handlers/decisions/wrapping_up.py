"""办结归档: one press after a lift, and the file of the alert is made and comes to the office."""

from handlers.turns import menus
from handlers.turns.guards import require_office
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command
from handlers.turns.turn import Turn
from messages.keyboards import Press, button
from messages.render import Message
from office.decisions.draft_texts import WRAP_UP_VERB
from office.desk import Desk
from office.records import wrap_up_texts, wrapping_up
from office.records.wrap_up_texts import AGAIN_VERB, GO_ON_VERB, NOT_YET_VERB
from office.records.wrapping_up import Owing
from storage.decisions import wrap_ups
from storage.decisions.matters import Matter


async def begin(turn: Turn, press: Press) -> None:
    """Wrap it up, or ask once where something is owed yet, or say who did it before."""
    alert = await _alert(turn, press)
    before = await _told_before(turn, alert)
    if before is not None:
        await turn.say(before)
        return
    owed = await wrapping_up.still_owed(turn.desk, alert)
    if owed:
        await turn.say(_question(turn.desk, alert, owed))
        return
    await _wrap_up(turn, alert)


async def go_on(turn: Turn, press: Press) -> None:
    alert = await _alert(turn, press)
    before = await _told_before(turn, alert)
    if before is None:
        await _wrap_up(turn, alert)
    said = Message(turn.desk.words.phrase("wrap_up_all_the_same"))
    await menus.replace(turn, before or said)


async def not_yet(turn: Turn, _press: Press) -> None:
    require_office(turn)
    await menus.replace(turn, Message(turn.desk.words.phrase("wrap_up_not_yet")))


async def again(turn: Turn, press: Press) -> None:
    alert = await _alert(turn, press)
    await wrapping_up.make_again(turn.desk, turn.person, turn.place, alert)
    turn.show("wrap_up_begun_toast")


async def _alert(turn: Turn, press: Press) -> Matter:
    require_office(turn)
    return await wrapping_up.ended_alert(turn.desk, press.number() or 0)


async def _told_before(turn: Turn, alert: Matter) -> Message | None:
    before = await wrap_ups.of_matter(turn.desk.session, alert.key)
    return await wrap_up_texts.told_before(turn.desk, before) if before is not None else None


def _question(desk: Desk, alert: Matter, owed: list[Owing]) -> Message:
    choices = (
        button(desk.words.plain("button_wrap_up_all_the_same"), GO_ON_VERB, alert.key),
        button(desk.words.plain("button_wrap_up_not_yet"), NOT_YET_VERB),
    )
    return Message(desk.words.phrase("wrap_up_question", owed=owed), (choices,))


async def _wrap_up(turn: Turn, alert: Matter) -> None:
    await wrapping_up.wrap_up(turn.desk, turn.person, turn.place, alert)
    turn.show("wrap_up_begun_toast")


COMMANDS: tuple[Command, ...] = ()
BUTTONS: dict[str, ButtonHandler] = {
    WRAP_UP_VERB: begin,
    GO_ON_VERB: go_on,
    NOT_YET_VERB: not_yet,
    AGAIN_VERB: again,
}
ANSWERS: dict[str, AnswerHandler] = {}
