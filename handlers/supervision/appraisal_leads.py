"""移交线索建议 under an appraisal, and 确认移交 and 暂不移交 by whoever decides; all in private."""

from handlers.turns import guards, menus, reasons
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command
from handlers.turns.turn import Turn
from messages.keyboards import Press, button
from messages.render import Message
from office.bodies import agency_names
from office.bodies.people import position_name
from office.conversation import dialogues
from office.desk import Desk
from office.paperwork.appraisals import leads
from office.paperwork.appraisals.known import board_of, known, member_at
from office.refusal import Refusal
from storage.receiving.dialogues import Dialogue
from storage.supervision.appraisals import AppraisalLead, LeadState

LEAD_VERB, SEND_VERB, WAIT_VERB = "apprlead", "apprsend", "apprwait"
WORDS, REASON = "appraisal_lead", "appraisal_lead_reason"


async def ask_words(turn: Turn, press: Press) -> None:
    _require_private(turn)
    guards.require_office(turn)
    made = await known(turn.desk, press.number() or 0)
    place = press.number(1)
    body = member_at(board_of(made), -1 if place is None else place).body
    await leads.require_proposable(turn.desk, turn.person, made, body)
    await reasons.ask(
        turn,
        WORDS,
        "appraisal_lead_ask",
        "appraisal_lead_placeholder",
        facts={"body": agency_names.short(turn.desk, body)},
        appraisal=made.key,
        body=body,
    )


async def worded(turn: Turn, asked: Dialogue) -> None:
    made = await known(turn.desk, asked.facts["appraisal"])
    said = turn.message.text or ""
    lead = await leads.propose(turn.desk, turn.person, made, asked.facts["body"], said)
    await dialogues.close(turn.desk, asked)
    await turn.answer("appraisal_lead_asked", serial=lead.serial)


async def ask_twice(turn: Turn, press: Press) -> None:
    """What is handed over cannot be taken back, so one press alone does not do it."""
    _require_private(turn)
    lead, recipient = await leads.to_confirm(turn.desk, turn.person, press.number() or 0)
    plain = turn.desk.words.plain
    facts = {
        "agency": agency_names.name(turn.desk, lead.agency),
        "serial": lead.serial,
        "recipient": recipient,
        "requests": (),
    }
    keyboard = (
        (
            button(plain("button_referral_send"), SEND_VERB, lead.key),
            button(plain("button_referral_wait"), WAIT_VERB),
        ),
    )
    await turn.say(Message(turn.desk.words.phrase("referral_ask_twice", **facts), keyboard))


async def confirm(turn: Turn, press: Press) -> None:
    _require_private(turn)
    lead = await leads.confirm(turn.desk, turn.person, press.number() or 0)
    await menus.replace(turn, Message(_done(turn.desk, lead)))
    turn.show("referral_confirmed_toast")


def _done(desk: Desk, lead: AppraisalLead) -> str:
    if lead.state == LeadState.CONFIRMED:
        return desk.words.phrase("referral_was_sent", serial=lead.serial)
    following = position_name(desk, lead.posts[lead.confirmed])
    return desk.words.phrase("referral_agreed", serial=lead.serial, next=following)


async def wait(turn: Turn, _press: Press) -> None:
    _require_private(turn)
    await menus.replace(turn, Message(turn.desk.words.phrase("referral_not_sent")))


async def ask_reason(turn: Turn, press: Press) -> None:
    _require_private(turn)
    lead = await leads.proposed(turn.desk, turn.person, press.number() or 0)
    await reasons.ask(
        turn,
        REASON,
        "appraisal_lead_decline_ask",
        "referral_reason_placeholder",
        facts={"serial": lead.serial},
        lead=lead.key,
    )


async def declined(turn: Turn, asked: Dialogue) -> None:
    said = turn.message.text or ""
    lead = await leads.decline(turn.desk, turn.person, asked.facts["lead"], said)
    await dialogues.close(turn.desk, asked)
    await turn.answer("referral_declined", serial=lead.serial)


def _require_private(turn: Turn) -> None:
    # In a group others would read of it.
    if not turn.is_private:
        raise Refusal("private_only")


COMMANDS: tuple[Command, ...] = ()
BUTTONS: dict[str, ButtonHandler] = {
    LEAD_VERB: ask_words,
    leads.SURE_VERB: ask_twice,
    SEND_VERB: confirm,
    WAIT_VERB: wait,
    leads.DECLINE_VERB: ask_reason,
}
ANSWERS: dict[str, AnswerHandler] = {WORDS: worded, REASON: declined}
