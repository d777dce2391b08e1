"""The buttons under a draft (confirm, change, give up) for every kind of matter."""

from collections.abc import Awaitable, Callable
from functools import partial

from handlers.matters import (
    alerts,
    appraisal_bulletins,
    bulletins,
    circulars,
    consultation_entry,
    controls,
    convenings,
    drafting,
    meeting_entry,
    notices,
    problems,
    registers,
    requests,
    task_entry,
    working_groups,
)
from handlers.matters.drafting import DraftForm
from handlers.turns.routes import ButtonHandler
from handlers.turns.turn import Turn
from messages.keyboards import Press
from office.decisions import drafts
from office.decisions.draft_texts import CHANGE_VERB, CONFIRM_VERB, GIVE_UP_VERB
from office.refusal import Refusal
from storage.decisions.matters import MatterKind, Order, OrderState


async def _reopen(form: DraftForm, turn: Turn, made: Order, asked: str) -> None:
    await drafting.reopen(turn, form, made, asked)


FORMS = (
    notices.FORM,
    circulars.FORM,
    working_groups.FORM,
    task_entry.FORM,
    controls.FORM,
    convenings.FORM,
    requests.FORM,
    registers.FORM,
    problems.FORM,
    bulletins.FORM,
    appraisal_bulletins.FORM,
    meeting_entry.FORM,
    consultation_entry.FORM,
)
"""The forms of the kinds without levels, each from its own file."""

Reopen = Callable[[Turn, Order, str], Awaitable[None]]
"""It gets the draft and the name of the value to be given again, or an empty name."""

REOPENED: dict[MatterKind, Reopen] = {
    MatterKind.ALERT: alerts.reopen,
    **{form.kind: partial(_reopen, form) for form in FORMS},
}
"""The dialogue in which a draft of each kind is changed."""


async def confirm(turn: Turn, press: Press) -> None:
    made = await drafts.confirm(turn.desk, turn.person, turn.place, _draft_id(press))
    issued = made.state == OrderState.ISSUED
    turn.show("draft_was_issued" if issued else "draft_sent_to_chain")


async def change(turn: Turn, press: Press) -> None:
    made = await drafts.to_change(turn.desk, turn.person, turn.place, _draft_id(press))
    await REOPENED[MatterKind(made.matter_kind)](turn, made, press.word(1))


async def give_up(turn: Turn, press: Press) -> None:
    await drafts.give_up(turn.desk, turn.person, _draft_id(press))
    turn.show("draft_was_given_up")


def _draft_id(press: Press) -> int:
    number = press.number()
    if number is None:
        raise Refusal("draft_unknown")
    return number


_ASKED, ANSWERS = drafting.handlers(*FORMS)
BUTTONS: dict[str, ButtonHandler] = {
    CONFIRM_VERB: confirm,
    CHANGE_VERB: change,
    GIVE_UP_VERB: give_up,
    **_ASKED,
}
