"""What the office reads of an alert that it wraps up: the question, and how far the files are."""

from collections.abc import Sequence

from messages.keyboards import Button, Keyboard, button
from messages.render import Message
from messages.views.wrap_ups import AssessmentLine, FileLine, WrapUpView
from office.bodies.people import name_of
from office.desk import Desk
from office.ladder.policies import due_unchecked
from office.matters import naming
from office.paperwork import assessments, form_texts, forms
from office.plan.official_forms import OfficialForm
from storage.decisions.filled_forms import FilledForm, FormState
from storage.decisions.matters import Matter
from storage.decisions.wrap_ups import WrapUp
from storage.delivery import wanted_files
from storage.delivery.wanted_files import WantedState
from storage.owed import obligations
from storage.owed.obligations import Obligation, ObligationState

GO_ON_VERB, AGAIN_VERB, NOT_YET_VERB = "wrapgo", "wrapagain", "wrapnot"
"""The argument of each is the alert; the verb that begins it all stands under the lift."""

FormHere = tuple[OfficialForm, FilledForm | None]


async def summary(desk: Desk, row: WrapUp, alert: Matter, rows: Sequence[FormHere]) -> Message:
    view = await view_of(desk, row, alert, rows)
    return Message(desk.words.text("wrap_up", view), _keyboard(desk, row, rows))


async def view_of(desk: Desk, row: WrapUp, alert: Matter, rows: Sequence[FormHere]) -> WrapUpView:
    files = [await wanted_files.wanted_file(desk.session, one) for one in row.files]
    owed = await obligations.of_matter(desk.session, alert.key, assessments.OWED)
    return WrapUpView(
        title=await forms.matter_numbered(desk, alert),
        at=row.wrapped_up_at,
        person=await name_of(desk, row.wrapped_up_by),
        files=tuple(FileLine(one.name, one.state) for one in files),
        done=sum(one.state == WantedState.MADE for one in files),
        signed=tuple(f"{form.name} {one.serial}" for form, one in rows if one and _signed(one)),
        unsigned=tuple(form.name for form, one in rows if not _signed(one)),
        still_owed=tuple(row.still_owed),
        assessments=tuple([await _assessment(desk, one) for one in owed]),
    )


def _signed(row: FilledForm | None) -> bool:
    return row is not None and row.state == FormState.SIGNED


async def _assessment(desk: Desk, owed: Obligation) -> AssessmentLine:
    plan = await naming.plan_of(desk, owed)
    return AssessmentLine(
        body=plan.body(owed.agency).name,
        due_at=owed.due_at,
        is_met=owed.state != ObligationState.OPEN,
        unchecked=due_unchecked(plan, owed.kind, owed.due_at),
    )


async def told_before(desk: Desk, row: WrapUp) -> Message:
    """Whoever presses later reads who was first, and may have the files made again."""
    person = await name_of(desk, row.wrapped_up_by)
    told = desk.words.phrase("wrap_up_before", at=row.wrapped_up_at, person=person)
    again = button(desk.words.plain("button_wrap_up_again"), AGAIN_VERB, row.matter_id)
    return Message(told, ((again,),))


def _keyboard(desk: Desk, row: WrapUp, rows: Sequence[FormHere]) -> Keyboard:
    """Forms that were begun have a card somewhere above, which may be far away by now."""
    begun = [form for form, one in rows if one is not None and one.state == FormState.OPEN]
    again = button(desk.words.plain("button_wrap_up_again"), AGAIN_VERB, row.matter_id)
    return (*((_opening(desk, row, form),) for form in begun), (again,))


def _opening(desk: Desk, row: WrapUp, form: OfficialForm) -> Button:
    label = desk.words.plain("button_wrap_up_form", title=form.name)
    return button(label, form_texts.OPEN_VERB, row.matter_id, form.id)
