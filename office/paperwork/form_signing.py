"""The round in which a form is examined and signed, and what its last signature brings about."""

from messages.views import documents
from office.desk import Desk
from office.paperwork import form_texts, forms, printing, templates
from office.paperwork.printing import Paperwork, SentTo
from office.plan.model import Plan
from office.plan.official_forms import OfficialForm
from office.post import Place
from office.refusal import Refusal
from office.signing.cards import Card, tell_office
from office.signing.rounds import KindOfRound, Round, finding
from storage.decisions import filled_forms as store
from storage.decisions.filled_forms import FilledForm, FormState
from storage.roster import chats
from storage.subjects import Subject, SubjectKind

CRAFT = "official_form"
CARD = Card("form_card", form_texts.card, form_texts.keyboard, returned="form_returned")


async def round_of(desk: Desk, row: FilledForm) -> Round[FilledForm]:
    alert = await form_texts.alert_of(desk, row)
    plan = await forms.plan_of(desk, alert)
    form = forms.known(plan, row.form)
    return Round(
        row=row,
        subject=Subject.of(row),
        plan=plan,
        steps=forms.steps(form),
        title=form.name,
        audit=f"form:{row.key}",
        drafted_by=row.filled_by,
    )


async def sign_off(desk: Desk, asked: Round[FilledForm]) -> None:
    """Number and freeze it, and want it as a document for whoever the plan sends it to."""
    row = asked.row
    if not await store.move(desk.session, row.key, (FormState.ASKED,), FormState.SIGNED):
        raise Refusal("approval_void")
    await desk.session.refresh(row)
    row.serial = await desk.serial("form", asked.plan, drill=row.drill)
    row.signed_at = desk.now
    form = forms.known(asked.plan, row.form)
    by = await form_texts.signers_of(desk, asked)
    said = await form_texts.signed(desk, asked.plan, form, row, by)
    row.says = documents.frozen(said)
    row.template_sha256 = await templates.in_force(desk, CRAFT)
    desk.session.add(row)
    await desk.session.flush()
    await printing.want(desk, paper_of(form, row), await _readers(desk, asked.plan, form, row))
    await desk.record("form_signed", asked.audit, form=row.form, serial=row.serial)
    await CARD.redraw(desk, asked)


def paper_of(form: OfficialForm, row: FilledForm) -> Paperwork:
    name = f"{form.name} {row.serial}.docx"
    return Paperwork(CRAFT, row.says, name, Subject.of(row), row.template_sha256)


async def _readers(desk: Desk, plan: Plan, form: OfficialForm, row: FilledForm) -> list[SentTo]:
    """The office, and of those it goes to whoever has a chat here; an exercise goes to nobody."""
    bound = await chats.agency_chats(desk.session, desk.jurisdiction)
    to = sorted(plan.members_of(form.to)) if not row.drill else []
    reached = [body for body in to if any(chat.reachable for chat in bound.get(body, ()))]
    outside = [plan.body(body).name for body in to if body not in reached]
    by_hand = [*outside, *([form.to_else] if form.to_else and not row.drill else [])]
    caption = desk.words.phrase(
        "form_document", title=form.name, serial=row.serial, office=plan.office
    )
    told = desk.words.phrase(
        "form_document_office",
        title=form.name,
        serial=row.serial,
        sent=[plan.body(body).name for body in reached],
        by_hand=by_hand,
    )
    sent = [
        SentTo(Place.of(chat), caption, body)
        for body in reached
        for chat in bound[body]
        if chat.reachable
    ]
    office = await chats.office_chat(desk.session, desk.jurisdiction)
    return [*sent, SentTo(Place.of(office), told)] if office is not None else sent


async def _send_back(desk: Desk, asked: Round[FilledForm]) -> None:
    if not await store.move(desk.session, asked.row.key, (FormState.ASKED,), FormState.RETURNED):
        raise Refusal("approval_void")
    await desk.session.refresh(asked.row)


# What a form says of a day stays true, however late it is signed: it never lapses.
FORMS: KindOfRound[FilledForm] = KindOfRound(
    subject=SubjectKind.FORM,
    find=finding(store.form, round_of),
    is_open=lambda row: row.state == FormState.ASKED,
    request=CARD.request,
    outcome=CARD.outcome,
    granted=sign_off,
    sent_back=_send_back,
    tell_return=CARD.tell_return,
    redraw=CARD.redraw,
    tell=tell_office,
    granted_toast=lambda _row: "form_signed_toast",
)
