"""One's own number for emergencies: asked for under /whoami, given by a button, taken back."""

from handlers.turns.guards import is_somebody_elses
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command
from handlers.turns.turn import Turn
from messages.keyboards import LETTERS, Keyboard, Press, button, number_button
from messages.render import Message
from office.bodies import phones
from office.conversation import dialogues
from office.refusal import Refusal
from storage.receiving import dialogues as stored_dialogues

QUESTION = "phone"
"""Its dialogue only tells for which office somebody who serves several gives the number."""


async def buttons(turn: Turn, number: str) -> Keyboard:
    """What stands under /whoami in private; `number` is the masked one, or nothing."""
    words = turn.desk.words
    if not number:
        return ((button(words.plain("button_phone_give"), "phoneask"),),)
    give = button(words.plain("button_phone_change"), "phoneask")
    return ((give, button(words.plain("button_phone_erase"), "phonedrop")),)


async def ask(turn: Turn, _press: Press) -> None:
    desk, who = turn.desk, turn.person
    _require_private(turn)
    if not (who.positions or who.agencies):
        raise Refusal("phone_of_stranger")
    await dialogues.replace(desk, turn.place.chat_id, who.user_id, QUESTION)
    await dialogues.begin(desk, turn.place.chat_id, QUESTION, who.user_id)
    below = number_button(desk.words.plain("button_phone_send"))
    asked = desk.words.phrase("phone_ask", office=desk.plan.office)
    await turn.say(Message(asked, below))


async def shared(turn: Turn) -> None:
    """A contact came in private: the sender's own number is kept, any other is refused."""
    desk, who = turn.desk, turn.person
    if turn.is_edit or is_somebody_elses(turn.message):
        raise Refusal("phone_not_own")
    row = await phones.keep(desk, who, turn.phone_number)
    for asked in await stored_dialogues.open_dialogues(
        desk.session, desk.jurisdiction, turn.place.chat_id, who.user_id, QUESTION
    ):
        await dialogues.close(desk, asked)
    facts = {"number": phones.masked(row.number), "office": desk.plan.office}
    await turn.say(Message(desk.words.phrase("phone_kept", **facts), LETTERS))


async def erase(turn: Turn, _press: Press) -> None:
    _require_private(turn)
    erased = await phones.erase(turn.desk, turn.person.user_id)
    turn.show("phone_erased" if erased else "phone_none", alert=True)


def _require_private(turn: Turn) -> None:
    if not turn.is_private:
        raise Refusal("private_only")


COMMANDS: tuple[Command, ...] = ()
BUTTONS: dict[str, ButtonHandler] = {"phoneask": ask, "phonedrop": erase}
ANSWERS: dict[str, AnswerHandler] = {}
