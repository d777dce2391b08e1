"""Handles 确认移交 and 暂不移交 under a proposed referral; 确认移交 asks once more."""

from handlers.turns import menus, reasons
from handlers.turns.guards import require_office_place
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command
from handlers.turns.turn import Turn
from messages.keyboards import Press, button
from messages.render import Message
from office.conversation import dialogues
from office.ladder.referral_notes import PROPOSAL
from office.refusal import Refusal
from office.supervision import on_paper, referrals
from office.supervision.referrals import Confirmation
from storage.delivery.outbox import Delivery
from storage.receiving.dialogues import Dialogue
from storage.subjects import SubjectKind

REASON, RECEIPT = "referral_refusal", "referral_receipt"


async def ask_twice(turn: Turn, press: Press) -> None:
    # What is handed over cannot be taken back, so one press alone does not do it.
    require_office_place(turn)
    asked = await referrals.to_confirm(turn.desk, turn.person, press.number() or 0)
    _require_private(turn)
    await turn.say(_question(turn, asked))


async def confirm(turn: Turn, press: Press) -> None:
    _require_private(turn)
    desk, told_of = turn.desk, press.number(1)
    asked = await referrals.to_confirm(desk, turn.person, press.number() or 0)
    # The agency may have asked for more time since; then the director is asked anew.
    if asked.requests and asked.newest != told_of:
        await menus.replace(turn, _question(turn, asked))
        turn.show("referral_request_pending", alert=True, asked_at=asked.requests[-1].asked_at)
        return
    slip = await referrals.confirm(desk, turn.person, asked.slip.key, told_of=told_of)
    key, facts = await referrals.said_of(desk, slip)
    done = turn.desk.words.phrase(key, serial=slip.serial, **facts)
    await menus.replace(turn, Message(done))
    turn.show("referral_confirmed_toast")


async def wait(turn: Turn, _press: Press) -> None:
    _require_private(turn)
    await menus.replace(turn, Message(turn.desk.words.phrase("referral_not_sent")))


async def ask_reason(turn: Turn, press: Press) -> None:
    slip = await referrals.proposed(turn.desk, turn.person, press.number() or 0)
    _require_private(turn)
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


async def helped(turn: Turn, replied_to: Delivery | None) -> bool:
    """Explain the buttons to whoever answers a proposal in words; False for other messages."""
    slip_id = replied_to.is_about(SubjectKind.SLIP) if replied_to is not None else None
    if replied_to is None or replied_to.kind != PROPOSAL or slip_id is None:
        return False
    await referrals.proposed(turn.desk, turn.person, slip_id)
    await turn.answer("referral_by_button")
    return True


async def ask_receipt(turn: Turn, press: Press) -> None:
    _require_private(turn)
    slip = await on_paper.to_be_signed_for(turn.desk, turn.person, press.number() or 0)
    await reasons.ask(
        turn,
        RECEIPT,
        "referral_receipt_ask",
        "referral_receipt_placeholder",
        facts={"serial": slip.serial},
        slip=slip.key,
    )


async def signed_for(turn: Turn, dialogue: Dialogue) -> None:
    _require_private(turn)
    text = turn.message.text or ""
    slip = await on_paper.sign_for(turn.desk, turn.person, dialogue.facts["slip"], text)
    await dialogues.close(turn.desk, dialogue)
    facts = {"serial": slip.serial, "by": slip.received_by, "at": slip.received_at}
    await turn.answer("referral_receipt_recorded", **facts)


def _question(turn: Turn, asked: Confirmation) -> Message:
    words = turn.desk.words
    told_of = [] if asked.newest is None else [asked.newest]
    keyboard = (
        (
            button(words.plain("button_referral_send"), "refsend", asked.slip.key, *told_of),
            button(words.plain("button_referral_wait"), "refwait"),
        ),
    )
    return Message(words.phrase("referral_ask_twice", **asked.facts), keyboard)


def _require_private(turn: Turn) -> None:
    # In the group the question would stay, with the referral's number in it.
    if not turn.is_private:
        raise Refusal("private_only")


COMMANDS: tuple[Command, ...] = ()
BUTTONS: dict[str, ButtonHandler] = {
    "refyes": ask_twice,
    "refsend": confirm,
    "refwait": wait,
    "refno": ask_reason,
    on_paper.RECEIPT_VERB: ask_receipt,
}
ANSWERS: dict[str, AnswerHandler] = {REASON: decline, RECEIPT: signed_for}
