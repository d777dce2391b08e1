"""Checks who may give a command, and in what form, before the command's handler runs."""

import telegram

from handlers.routes import Command, Who
from handlers.turn import Turn
from office.bodies import people
from office.refusal import Refusal
from storage.chats import ChatRole


def check(turn: Turn, command: Command) -> None:
    _fresh_and_own(turn)
    if turn.actor is None:
        raise Refusal("anonymous_never_acts")
    CHECKS[command.who](turn)


def require_office_place(turn: Turn) -> None:
    # A press can be forged in any chat, and other groups must not learn what the office decides.
    if not is_office_place(turn):
        raise Refusal("office_place")


def is_office_place(turn: Turn) -> bool:
    in_office = turn.chat is not None and turn.chat.role == ChatRole.OFFICE
    return turn.is_private or in_office


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
    if not is_office_place(turn):
        raise Refusal("office_only")
    people.require_office(turn.desk, turn.person)


def _auditor(turn: Turn) -> None:
    if not is_office_place(turn):
        raise Refusal("reader_only")
    people.require_auditor(turn.desk, turn.person)


def _reader(turn: Turn) -> None:
    if not is_office_place(turn):
        raise Refusal("reader_only")
    people.require_reader(turn.desk, turn.person)


def _approver(turn: Turn) -> None:
    # A newer plan may have dropped the position of somebody who is still asked to sign.
    if not turn.person.can(turn.desk, "approve") and not turn.is_private:
        raise Refusal("approver_only")
    if not turn.is_private:
        raise Refusal("private_only")


def _agency(turn: Turn) -> None:
    if turn.chat is None or turn.chat.role != ChatRole.AGENCY:
        raise Refusal("agency_group_only")


CHECKS = {
    Who.ANYONE: _anyone,
    Who.OFFICE: _office,
    Who.AUDITOR: _auditor,
    Who.READER: _reader,
    Who.APPROVER: _approver,
    Who.AGENCY: _agency,
}
