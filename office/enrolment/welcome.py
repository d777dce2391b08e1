"""The first words in a chat that was just bound, and the codes as the office passes them on."""

from messages.keyboards import button
from messages.render import Message
from messages.views.people import CodeView, WelcomeView
from office.bodies.new_codes import Issued
from office.desk import Desk
from office.enrolment.using_codes import Bound
from storage.enrolment import CodeFor

# Without an order: those of the plan in force, as they are before the first alert.
OWN_DUTIES = "ownduties"
OWN_MEASURES = "ownmeasures"


def welcome(desk: Desk, bound: Bound) -> Message:
    view = WelcomeView(
        kind=bound.target.kind,
        name=bound.name,
        office=desk.plan.office,
        bot_is_admin=bound.chat.bot_is_admin,
    )
    html = desk.words.text("people_welcome", view)
    if bound.target.kind is not CodeFor.AGENCY:
        return Message(html)
    duties = button(desk.words.plain("button_own_duties"), OWN_DUTIES)
    measures = button(desk.words.plain("button_own_measures"), OWN_MEASURES)
    return Message(html, ((duties, measures),))


def code_message(desk: Desk, issued: Issued) -> Message:
    view = CodeView(
        kind=issued.target.kind,
        name=issued.name,
        code=issued.code,
        link=issued.link,
        bot=desk.bot_username,
        expires_at=issued.expires_at,
        valid_for=issued.valid_for,
    )
    return Message(desk.words.text("people_code", view))
