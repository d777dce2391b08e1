"""Checks who may give a command, and in what form, before the command's handler runs."""

import telegram

from handlers.turns.routes import Command, Who
from handlers.turns.turn import Turn
from office.bodies import chat_roles, people
from office.refusal import Refusal
from storage.roster.chats import ChatRole
from storage.roster.people import RESPONSIBLE


def check(turn: Turn, command: Command) -> None:
    _fresh_and_own(turn)
    if turn.actor is None:
        raise Refusal("anonymous_never_acts")
    CHECKS[command.who](turn)


def require_office_place(turn: Turn) -> None:
    # A press can be forged in any chat, and other groups must not learn what the office decides.
    if not is_office_place(turn):
        raise Refusal("office_place")


def require_office(turn: Turn) -> None:
    """Refuse whoever does not work for the office, and a place where the office does not work."""
    require_office_place(turn)
    people.require_office(turn.desk, turn.person)


def require_auditor(turn: Turn) -> None:
    """Refuse whoever may not read everything, and a place where that may not be read."""
    _auditor(turn)


def is_office_place(turn: Turn) -> bool:
    return Who.OFFICE in offered(turn)


def offered(turn: Turn) -> frozenset[Who]:
    """Whose commands the role of this chat offers; where nobody is enrolled, everybody's alone."""
    if turn.is_private:
        return chat_roles.BY_NAME[ChatRole.PERSON].offers
    if turn.chat is None:
        return frozenset({Who.ANYONE})
    return chat_roles.of_chat(turn.desk.plan, turn.chat).offers


def _fresh_and_own(turn: Turn) -> None:
    # Only what a person typed here and now is a command.
    if turn.is_edit:
        raise Refusal("edited_never_acts")
    message = turn.update.effective_message
    if isinstance(message, telegram.Message) and is_somebody_elses(message):
        raise Refusal("forwarded_never_acts")


def is_somebody_elses(message: telegram.Message) -> bool:
    # What was forwarded or made by another bot is not in the words of whoever sent it here.
    forwarded = message.forward_origin is not None or message.is_automatic_forward
    return bool(forwarded or message.via_bot)


def _anyone(turn: Turn) -> None: ...


def _office(turn: Turn) -> None:
    _offered(turn, Who.OFFICE, "office_only")
    people.require_office(turn.desk, turn.person)


def _auditor(turn: Turn) -> None:
    _offered(turn, Who.AUDITOR, "reader_only")
    people.require_auditor(turn.desk, turn.person)


def _reader(turn: Turn) -> None:
    _offered(turn, Who.READER, "reader_only")
    people.require_reader(turn.desk, turn.person)


def _onlooker(turn: Turn) -> None:
    _offered(turn, Who.ONLOOKER, "reader_only")
    if not looks_for_a_body(turn):
        people.require_reader(turn.desk, turn.person)


def looks_for_a_body(turn: Turn) -> bool:
    """Whether somebody who serves a body may be shown in private what concerns it."""
    who = turn.person
    serves = bool(who.agencies) or RESPONSIBLE in who.positions
    return turn.is_private and turn.desk.board is not None and serves


def _approver(turn: Turn) -> None:
    # A newer plan may have dropped the position of somebody who is still asked to sign.
    if not turn.person.can(turn.desk, "approve") and not turn.is_private:
        raise Refusal("approver_only")
    if not turn.is_private:
        raise Refusal("private_only")


def _body(turn: Turn) -> None:
    _offered(turn, Who.BODY, "agency_group_only")


def _charged(turn: Turn) -> None:
    _offered(turn, Who.CHARGED, "agency_group_only")


def _finder(turn: Turn) -> None:
    _offered(turn, Who.FINDER, "agency_group_only")
    if not turn.is_in_body_group:
        # Whoever reads there may see the list; the handler lets the office alone file.
        people.require_reader(turn.desk, turn.person)


def _agency(turn: Turn) -> None:
    _offered(turn, Who.AGENCY, "agency_group_only")


def _offered(turn: Turn, who: Who, else_said: str) -> None:
    if who not in offered(turn):
        raise Refusal(else_said)


CHECKS = {
    Who.ANYONE: _anyone,
    Who.OFFICE: _office,
    Who.AUDITOR: _auditor,
    Who.READER: _reader,
    Who.ONLOOKER: _onlooker,
    Who.APPROVER: _approver,
    Who.BODY: _body,
    Who.CHARGED: _charged,
    Who.FINDER: _finder,
    Who.AGENCY: _agency,
}
