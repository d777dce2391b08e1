"""确认移交 and 暂不移交 under a proposed referral."""

from handlers.guards import require_office_place
from handlers.routes import AnswerHandler, ButtonHandler, Command
from handlers.turn import Turn
from messages.keyboards import Press
from messages.render import Message
from office import dialogues, reasons, referrals
from storage.dialogues import Dialogue

REASON = "referral_refusal"


async def confirm(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    await referrals.confirm(turn.desk, turn.person, press.number() or 0)
    turn.show("referral_confirmed_toast")


async def ask_reason(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    desk, words, who = turn.desk, turn.desk.words, turn.person
    slip = await referrals.proposed(desk, who, press.number() or 0)
    await dialogues.replace(desk, turn.place.chat_id, who.user_id, REASON)
    question = Message(
        words.phrase("referral_ask_reason", serial=slip.serial),
        ask=words.plain("referral_reason_placeholder"),
    )
    await dialogues.ask(desk, turn.place, REASON, question, user_id=who.user_id, slip=slip.key)


async def decline(turn: Turn, dialogue: Dialogue) -> None:
    reason = reasons.checked(turn.message.text)
    slip = await referrals.decline(turn.desk, turn.person, dialogue.facts["slip"], reason)
    await dialogues.close(turn.desk, dialogue)
    await turn.answer("referral_declined", serial=slip.serial)


COMMANDS: tuple[Command, ...] = ()
BUTTONS: dict[str, ButtonHandler] = {"refyes": confirm, "refno": ask_reason}
ANSWERS: dict[str, AnswerHandler] = {REASON: decline}
