"""A form is offered, filled in field by field, and put up for signature."""

from datetime import date

from messages.views import documents
from messages.views.forms import FormChoice, FormListView, FormsOfAlert
from office import post
from office.bodies.people import Actor, require_office
from office.desk import Desk
from office.paperwork import assessments, fields, form_signing, form_texts, forms, record
from office.paperwork.form_signing import FORMS
from office.paperwork.forms import TELEPHONE
from office.plan.official_forms import FormTime, OfficialForm
from office.post import Place, Posting
from office.refusal import Refusal
from office.signing import running
from storage.decisions import filled_forms as store
from storage.decisions import wrap_ups
from storage.decisions.filled_forms import FilledForm, FormState
from storage.decisions.matters import Matter
from storage.delivery.outbox import DeliveryKind
from storage.roster import chats
from storage.subjects import Subject

LONGEST = 2000


async def listed(desk: Desk) -> FormListView:
    found = [await _of_alert(desk, alert) for alert in await forms.alerts(desk)]
    return FormListView(tuple(filter(_has_something, found)))


def _has_something(one: FormsOfAlert) -> bool:
    return bool(one.forms) or one.has_assessment or one.can_be_wrapped_up


async def _of_alert(desk: Desk, alert: Matter) -> FormsOfAlert:
    plan = await forms.plan_of(desk, alert)
    lines = [await _choice(desk, alert, form) for form in forms.possible(plan, alert)]
    before = await wrap_ups.of_matter(desk.session, alert.key)
    return FormsOfAlert(
        alert_id=alert.key,
        matter=await forms.matter_numbered(desk, alert),
        forms=tuple(lines),
        has_assessment=bool(assessments.headings(plan, alert)),
        can_be_wrapped_up=forms.can_be_wrapped_up(alert),
        wrapped_up_at=before.wrapped_up_at if before else None,
    )


async def _choice(desk: Desk, alert: Matter, form: OfficialForm) -> FormChoice:
    row = await forms.newest(desk, alert, form, _today(desk))
    state, signed_at = (row.state, row.signed_at) if row else ("", None)
    return FormChoice(form.id, form.name, state, signed_at)


async def offer(desk: Desk, place: Place, alert: Matter, form: OfficialForm) -> FilledForm:
    """Show the card of a form; one that was begun or signed is shown as it is."""
    row = await forms.newest(desk, alert, form, _today(desk))
    if row is None:
        row = await _open(desk, alert, form.id, _today(desk))
    await _post_card(desk, place, row)
    return row


async def offer_due(desk: Desk, alert: Matter, when: FormTime) -> int:
    """Offer in the office's group what is due now and was not begun; return how many."""
    office = await chats.office_chat(desk.session, desk.jurisdiction)
    if office is None:
        return 0
    plan = await forms.plan_of(desk, alert)
    due = [form for form in plan.official_forms if form.when is when]
    new = [form for form in due if await forms.newest(desk, alert, form, _today(desk)) is None]
    for form in new:
        await offer(desk, Place.of(office), alert, form)
    return len(new)


async def open_row(desk: Desk, who: Actor, form_id: int) -> FilledForm:
    """The row to fill in: after a return it is a new one with what the old one said."""
    row = await _own(desk, form_id)
    require_office(desk, who)
    if row.state == FormState.OPEN:
        return row
    if row.state != FormState.RETURNED:
        raise Refusal("form_not_open")
    alert = await form_texts.alert_of(desk, row)
    form = forms.known(await forms.plan_of(desk, alert), row.form)
    later = await forms.newest(desk, alert, form, row.day)
    if later is not None:
        raise Refusal("form_begun_again")
    made = await _open(desk, alert, row.form, row.day)
    made.card_id, made.answers = row.card_id, {**made.answers, **row.answers}
    row.card_id = None
    desk.session.add_all((made, row))
    await desk.session.flush()
    return made


async def form_for(desk: Desk, row: FilledForm) -> OfficialForm:
    plan = await forms.plan_of(desk, await form_texts.alert_of(desk, row))
    return forms.known(plan, row.form)


async def proposed(desk: Desk, row: FilledForm, field: str) -> str:
    """What to take over: what is in the form already, the record, or what was said last."""
    if row.answers.get(field):
        return str(row.answers[field])
    found = await record.of(desk, await form_texts.alert_of(desk, row), row.day)
    current = fields.offered(found, field)
    if fields.from_the_record(field):
        return current
    last = await store.last_answers(desk.session, desk.jurisdiction, row)
    return last.get(field) or current


async def answer(desk: Desk, who: Actor, form_id: int, field: str, said: str) -> FilledForm:
    row = await _open_for(desk, who, form_id)
    if field not in forms.asked_fields(await form_for(desk, row)):
        raise Refusal("button_obsolete")
    if len(said) > LONGEST:
        raise Refusal("form_answer_too_long", most=LONGEST, length=len(said))
    row.answers = {**row.answers, field: said.strip()}
    desk.session.add(row)
    await desk.session.flush()
    return row


async def submit(desk: Desk, who: Actor, form_id: int) -> FilledForm:
    """Freeze what it says, under the name of whoever filled it in, and ask for the signatures."""
    row = await _open_for(desk, who, form_id)
    form = await form_for(desk, row)
    if form.filled_in_by and not set(form.filled_in_by) & set(who.positions):
        raise Refusal("form_not_yours_to_fill")
    said = await form_texts.as_filled_in(desk, form, row)
    if not await store.move(desk.session, row.key, (FormState.OPEN,), FormState.ASKED):
        raise Refusal("form_not_open")
    await desk.session.refresh(row)
    row.filled_by, row.filled_at = who.user_id, desk.now
    row.says = documents.frozen(said)
    desk.session.add(row)
    await desk.session.flush()
    asked = await form_signing.round_of(desk, row)
    await desk.record("form_filled_in", asked.audit, form=row.form, by=who.user_id)
    if asked.steps:
        await running.begin(desk, FORMS, asked)
        await form_signing.CARD.redraw(desk, asked)
    else:
        await form_signing.sign_off(desk, asked)
    return row


async def signed_row(desk: Desk, form_id: int) -> FilledForm:
    row = await _own(desk, form_id)
    if row.state != FormState.SIGNED:
        raise Refusal("button_obsolete")
    return row


async def give_up(desk: Desk, who: Actor, form_id: int) -> None:
    row = await _open_for(desk, who, form_id)
    if not await store.move(desk.session, row.key, (FormState.OPEN,), FormState.GIVEN_UP):
        raise Refusal("form_not_open")
    await desk.session.refresh(row)
    await desk.record("form_given_up", f"form:{row.key}", form=row.form, by=who.user_id)
    await show(desk, row)


async def show(desk: Desk, row: FilledForm) -> None:
    await form_signing.CARD.redraw(desk, await form_signing.round_of(desk, row))


async def _open_for(desk: Desk, who: Actor, form_id: int) -> FilledForm:
    require_office(desk, who)
    row = await _own(desk, form_id)
    if row.state != FormState.OPEN:
        raise Refusal("form_not_open")
    return row


async def _own(desk: Desk, form_id: int) -> FilledForm:
    row = await store.form(desk.session, form_id)
    if row is None or row.jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    return row


async def _open(desk: Desk, alert: Matter, form_id: str, day: date) -> FilledForm:
    row = FilledForm(
        jurisdiction=desk.jurisdiction,
        form=form_id,
        matter_id=alert.key,
        drill=alert.drill,
        day=day,
        opened_at=desk.now,
    )
    desk.session.add(row)
    await desk.session.flush()
    row.answers = await _ready(desk, row)
    desk.session.add(row)
    await desk.session.flush()
    return row


async def _ready(desk: Desk, row: FilledForm) -> dict[str, str]:
    """What may stand in it before anybody has looked: the record's own words, and the telephone.

    What was said of the weather the last time is offered, and nobody's word until it is taken over.
    """
    wanted = forms.asked_fields(await form_for(desk, row))
    own = [one for one in wanted if one == TELEPHONE or fields.from_the_record(one)]
    found = {one: await proposed(desk, row, one) for one in own}
    return {field: said for field, said in found.items() if said}


async def _post_card(desk: Desk, place: Place, row: FilledForm) -> None:
    message = await form_signing.CARD.message(desk, await form_signing.round_of(desk, row))
    shown = await post.send(desk, place, DeliveryKind.DRAFT, message, Posting(Subject.of(row)))
    row.card_id = shown.key
    desk.session.add(row)
    await desk.session.flush()


def _today(desk: Desk) -> date:
    return desk.local(desk.now).date()
