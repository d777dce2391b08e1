"""The first words in a chat that was just bound, and the text with which a code is passed on."""

from messages.keyboards import button
from messages.render import Message
from messages.views.people import CodeView, WelcomeView
from office.bodies.chat_roles import BY_CODE, ChatTexts
from office.bodies.new_codes import Issued
from office.desk import Desk
from office.enrolment.using_codes import Bound
from office.plan.model import AnyPlan
from storage.owed.obligations import ObligationKind

# These show what the plan in force says, because before the first alert there is no order.
OWN_DUTIES = "ownduties"
OWN_MEASURES = "ownmeasures"
_DUTIES = ("button_own_duties", OWN_DUTIES)
_SHOWN = {
    ChatTexts.AGENCY: (_DUTIES, ("button_own_measures", OWN_MEASURES)),
    ChatTexts.BODY: (_DUTIES,),
}


def welcome(desk: Desk, bound: Bound) -> Message:
    texts = BY_CODE[bound.target.kind].texts
    view = WelcomeView(
        texts=texts,
        name=bound.name,
        office=desk.plan.office,
        bot_is_admin=bound.chat.bot_is_admin,
        slips=_daily_brings_slips(desk.plan, bound.target.id),
    )
    html = desk.words.text("people_welcome", view)
    offered = [button(desk.words.plain(label), verb) for label, verb in _SHOWN.get(texts, ())]
    return Message(html, (tuple(offered),) if offered else ())


def _daily_brings_slips(plan: AnyPlan, body: str) -> bool:
    daily = plan.known_owed(ObligationKind.DAILY)
    return daily is not None and plan.ladder_of(daily, body).has_slips


def code_message(desk: Desk, issued: Issued) -> Message:
    view = CodeView(
        form=BY_CODE[issued.target.kind].form,
        name=issued.name,
        code=issued.code,
        link=issued.link,
        bot=desk.bot_username,
        expires_at=issued.expires_at,
        valid_for=issued.valid_for,
    )
    return Message(desk.words.text("people_code", view))
