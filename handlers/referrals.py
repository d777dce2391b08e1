"""确认移交 and 暂不移交 under a proposed referral."""

from handlers import reasons
from handlers.guards import require_office_place
from handlers.routes import AnswerHandler, ButtonHandler, Command
from handlers.turn import Turn
from messages.keyboards import Press
from office import dialogues, referrals
from office.refusal import Refusal
from storage.dialogues import Dialogue

REASON = "referral_refusal"


async def confirm(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    await referrals.confirm(turn.desk, turn.person, press.number() or 0)
    turn.show("referral_confirmed_toast")


async def ask_reason(turn: Turn, press: Press) -> None:
    slip = await referrals.proposed(turn.desk, turn.person, press.number() or 0)
    if not turn.is_private:
        # The question would stand in the group, with the referral's number.
        raise Refusal("private_only")
    await reasons.ask(
        turn,
        REASON,
        "referral_ask_reason",
        "referral_reason_placeholder",
        facts={"serial": slip.serial},
        slip=slip.key,
    )


async def decline(turn: Turn, dialogue: Dialogue) -> None:
    reason = reasons.given(turn)
    slip = await referrals.decline(turn.desk, turn.person, dialogue.facts["slip"], reason)
    await dialogues.close(turn.desk, dialogue)
    await turn.answer("referral_declined", serial=slip.serial)


COMMANDS: tuple[Command, ...] = ()
BUTTONS: dict[str, ButtonHandler] = {"refyes": confirm, "refno": ask_reason}
ANSWERS: dict[str, AnswerHandler] = {REASON: decline}
