"""What a form says: on paper, and in the chats where it is filled in and signed."""

from dataclasses import replace

from messages.keyboards import Keyboard, button
from messages.views import documents
from messages.views.documents import DocumentLine, OfficialFormView
from messages.views.forms import FormCardView
from office.bodies.people import name_of
from office.desk import Desk
from office.paperwork import fields, forms, record
from office.paperwork.forms import TELEPHONE
from office.paperwork.wording import words_of
from office.plan.model import Plan
from office.plan.official_forms import OfficialForm
from office.signing import requests
from office.signing.rounds import Round
from storage.decisions import approvals
from storage.decisions.approvals import Decision
from storage.decisions.filled_forms import FilledForm, FormState
from storage.decisions.matters import Matter

OPEN_VERB = "formopen"
"""Its arguments are the alert and the form; those of the others are the row."""
FILL_VERB, SIGN_VERB, GIVE_UP_VERB, FILE_VERB = "formfill", "formsign", "formoff", "formfile"
Signers = dict[str, str]
"""Who signed, by the act of the signature."""


async def alert_of(desk: Desk, row: FilledForm) -> Matter:
    return await desk.session.get_one(Matter, row.matter_id)


async def as_filled_in(desk: Desk, form: OfficialForm, row: FilledForm) -> OfficialFormView:
    """The form with what the record has and what people said; nobody has signed it yet."""
    found = await record.of(desk, await alert_of(desk, row), row.day)
    lines = tuple(
        DocumentLine(one.name, row.answers.get(one.field) or fields.filled(found, one.field))
        for one in form.rows
    )
    return OfficialFormView(
        mark=desk.words.plain("paper_drill_mark") if row.drill else "",
        place=form.place or "",
        title=form.name,
        serial="",
        head=(),
        rows=lines,
        foot=(),
        notes=(form.note,) if form.note else (),
        words=words_of(desk.words),
    )


async def view(desk: Desk, form: OfficialForm, row: FilledForm) -> OfficialFormView:
    """What was put up for signature is frozen, whatever the record says since."""
    return documents.form_of(row.says) if row.says else await as_filled_in(desk, form, row)


async def signed(
    desk: Desk, plan: Plan, form: OfficialForm, row: FilledForm, by: Signers
) -> OfficialFormView:
    """The form with its number, and with everybody who stands on it."""
    label, filler = desk.words.plain, await name_of(desk, row.filled_by or 0)
    foot = (
        (form.command_label, plan.command),
        (label("form_filled_in_by") if form.filled_in_by else None, filler),
        (label("form_telephone") if form.telephone else None, row.answers.get(TELEPHONE, "")),
        (label("form_examined_by") if form.examined_by else None, by.get("examine", "")),
    )
    head = ((label("form_signed_by") if form.signed_by else None, by.get("issue", "")),)
    return replace(
        await view(desk, form, row),
        serial=row.serial or "",
        head=tuple(DocumentLine(name, value) for name, value in head if name),
        foot=tuple(DocumentLine(name, value) for name, value in foot if name),
    )


async def card(desk: Desk, asked: Round[FilledForm], post: str = "") -> FormCardView:
    row, form = asked.row, forms.known(asked.plan, asked.row.form)
    missing = [one for one in forms.asked_fields(form) if not row.answers.get(one)]
    return FormCardView(
        title=form.name,
        matter=await forms.matter_numbered(desk, await alert_of(desk, row)),
        state=row.state,
        serial=row.serial or "",
        rows=(await view(desk, form, row)).rows,
        missing=tuple(label_of(desk, form, one) for one in missing),
        filler=await name_of(desk, row.filled_by) if row.filled_by is not None else "",
        filled_at=row.filled_at,
        steps=await requests.step_views(desk, asked) if row.state != FormState.OPEN else (),
        post=post,
        to=readers(desk, asked.plan, form),
    )


def label_of(desk: Desk, form: OfficialForm, field: str) -> str:
    if field == TELEPHONE:
        return desk.words.plain("form_telephone")
    return next(one.name for one in form.rows if one.field == field)


def readers(desk: Desk, plan: Plan, form: OfficialForm) -> str:
    named = [body.name for body in plan.bodies if body.id in plan.members_of(form.to)]
    return desk.words.listed([*named, form.to_else] if form.to_else else named)


async def keyboard(desk: Desk, asked: Round[FilledForm]) -> Keyboard:
    row, label = asked.row, desk.words.plain
    fill = button(label("button_form_fill"), FILL_VERB, row.key)
    if row.state == FormState.OPEN:
        sign = button(label("button_form_sign"), SIGN_VERB, row.key)
        off = button(label("button_form_off"), GIVE_UP_VERB, row.key)
        asked_for = forms.asked_fields(forms.known(asked.plan, row.form))
        return ((fill, sign) if asked_for else (sign,), (off,))
    if row.state == FormState.RETURNED:
        return ((fill,),)
    if row.state == FormState.SIGNED:
        return ((button(label("button_form_file"), FILE_VERB, row.key),),)
    return ()


async def signers_of(desk: Desk, asked: Round[FilledForm]) -> Signers:
    rows = await approvals.approvals(desk.session, asked.subject)
    return {
        requests.act_of(asked, step): await requests.signer_of(desk, step)
        for step in rows
        if step.decision == Decision.APPROVED
    }
