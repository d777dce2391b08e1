"""移交线索建议 under an appraisal, 确认移交 and 暂不移交, and 登记签收 of it; all in private."""

from handlers.turns import guards, menus, reasons
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command
from handlers.turns.turn import Turn
from messages.keyboards import Press, button
from messages.render import Message
from office.bodies import agency_names
from office.conversation import dialogues
from office.paperwork import printing
from office.paperwork.appraisals import deciding_leads, leads, leads_on_paper
from office.paperwork.appraisals.known import board_of, known, member_at
from office.paperwork.printing import SentTo
from office.refusal import Refusal
from storage.receiving.dialogues import Dialogue

LEAD_VERB, SEND_VERB, WAIT_VERB = "apprlead", "apprsend", "apprwait"
WORDS, REASON = "appraisal_lead", "appraisal_lead_reason"
RECEIPT = "appraisal_lead_receipt"


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
    await leads.propose(turn.desk, turn.person, made, asked.facts["body"], said)
    await dialogues.close(turn.desk, asked)
    await turn.answer("appraisal_lead_asked")


async def ask_twice(turn: Turn, press: Press) -> None:
    """What is handed over cannot be taken back, so one press alone does not do it."""
    _require_private(turn)
    lead, recipient = await deciding_leads.to_confirm(turn.desk, turn.person, press.number() or 0)
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
    lead = await deciding_leads.confirm(turn.desk, turn.person, press.number() or 0)
    key, facts = deciding_leads.said_of(turn.desk, lead)
    done = turn.desk.words.phrase(key, serial=lead.serial, **facts)
    await menus.replace(turn, Message(done))
    turn.show("referral_confirmed_toast")


async def wait(turn: Turn, _press: Press) -> None:
    _require_private(turn)
    await menus.replace(turn, Message(turn.desk.words.phrase("referral_not_sent")))


async def ask_reason(turn: Turn, press: Press) -> None:
    _require_private(turn)
    lead = await deciding_leads.proposed(turn.desk, turn.person, press.number() or 0)
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
    lead = await deciding_leads.decline(turn.desk, turn.person, asked.facts["lead"], said)
    await dialogues.close(turn.desk, asked)
    await turn.answer("referral_declined", serial=lead.serial)


async def paper(turn: Turn, press: Press) -> None:
    _require_private(turn)
    made = await leads_on_paper.paper_of(turn.desk, turn.person, press.number() or 0)
    caption = turn.desk.words.phrase("slip_paper", name=made.name)
    sent = await printing.send_again(turn.desk, made, SentTo(turn.place, caption))
    turn.show("form_file_toast" if sent else "paper_waits")


async def ask_receipt(turn: Turn, press: Press) -> None:
    _require_private(turn)
    lead = await leads_on_paper.to_be_signed_for(turn.desk, turn.person, press.number() or 0)
    await reasons.ask(
        turn,
        RECEIPT,
        "referral_receipt_ask",
        "referral_receipt_placeholder",
        facts={"serial": lead.serial},
        lead=lead.key,
    )


async def signed_for(turn: Turn, asked: Dialogue) -> None:
    _require_private(turn)
    text = turn.message.text or ""
    lead = await leads_on_paper.sign_for(turn.desk, turn.person, asked.facts["lead"], text)
    await dialogues.close(turn.desk, asked)
    facts = {"serial": lead.serial, "by": lead.received_by, "at": lead.received_at}
    await turn.answer("referral_receipt_recorded", **facts)


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
    leads_on_paper.PAPER_VERB: paper,
    leads_on_paper.RECEIPT_VERB: ask_receipt,
}
ANSWERS: dict[str, AnswerHandler] = {WORDS: worded, REASON: declined, RECEIPT: signed_for}
