"""What a body says in a consultation: by reply, by the buttons below the notice, and 签发."""

from collections.abc import Sequence

from handlers.matters.meetings import speak_for_named
from handlers.turns import pressed
from handlers.turns.routes import ButtonHandler
from handlers.turns.turn import Turn
from messages.keyboards import Press
from messages.render import Message
from office.consultations import opinions
from office.matters.kinds import AGREEMENT, OPINION
from office.plan.owed_kinds import kind_of
from office.post import Posting
from office.reports.message_parts import Incoming
from storage.owed.obligations import Obligation
from storage.owed.reports import PartKind
from storage.subjects import Subject


async def taken(turn: Turn, owing: Obligation, items: Sequence[Incoming]) -> bool:
    """Return False for what is no opinion; an opinion is shown, and counts once it is signed."""
    if not kind_of(owing).is_signed:
        return False
    said = (item.text for item in items if item.kind != PartKind.LOCATION)
    text = "\n".join(filter(None, said))
    if AGREEMENT.is_typed(text, text.strip(" 。.！!～~\n")):
        await opinions.agree(turn.desk, turn.person, turn.place, owing)
    else:
        await opinions.write(turn.desk, turn.person, turn.place, owing, text)
    return True


async def asked(turn: Turn, press: Press) -> None:
    """填写意见: the reply to this question is the opinion, as one to the notice is."""
    speak_for_named(turn, press)
    owing = await opinions.asked_of(turn.desk, pressed.number(press), turn.speaks)
    await opinions.require_open(turn.desk, owing)
    words = turn.desk.words
    question = Message(words.phrase("opinion_ask"), ask=words.plain("opinion_placeholder"))
    await turn.say(question, Posting(Subject.of(owing), owing.agency))


async def agreed(turn: Turn, press: Press) -> None:
    speak_for_named(turn, press)
    await _agree(turn, pressed.number(press))


async def agreed_typed(turn: Turn, order_id: int) -> None:
    await _agree(turn, order_id)


async def _agree(turn: Turn, order_id: int) -> None:
    owing = await opinions.asked_of(turn.desk, order_id, turn.speaks)
    await opinions.agree(turn.desk, turn.person, turn.place, owing)


async def signed(turn: Turn, press: Press) -> None:
    await opinions.sign(turn.desk, turn.person, turn.speaks, pressed.number(press))
    turn.show("opinion_signed_toast")


BUTTONS: dict[str, ButtonHandler] = {
    OPINION.verb: asked,
    AGREEMENT.verb: agreed,
    opinions.SIGN_VERB: signed,
}
