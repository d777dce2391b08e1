"""The statistics of an alert that nobody has signed yet: the record alone fills them in."""

from collections.abc import Collection
from dataclasses import replace

from messages.views import documents
from office.desk import Desk
from office.paperwork import form_signing, form_texts, forms, templates
from office.paperwork.printing import Paperwork
from office.plan.official_forms import FormTime, OfficialForm
from storage.decisions import filled_forms, matters
from storage.decisions.filled_forms import FilledForm, FormState
from storage.decisions.matters import Matter
from storage.subjects import Subject


async def of_matters(desk: Desk, among: Collection[int]) -> list[Paperwork]:
    """Drafts of what asks people for nothing, of the alerts that have ended."""
    found = [await matters.matter(desk.session, one) for one in sorted(among)]
    ended = [one for one in found if one is not None and forms.can_be_wrapped_up(one)]
    return [paper for alert in ended for paper in await _of_alert(desk, alert)]


async def _of_alert(desk: Desk, alert: Matter) -> list[Paperwork]:
    plan = await forms.plan_of(desk, alert)
    rows = await filled_forms.of_matters(desk.session, [alert.key])
    signed = {row.form for row in rows if row.state == FormState.SIGNED}
    wanted = [form for form in plan.official_forms if _is_of_the_record(form)]
    return [await _paper(desk, alert, form) for form in wanted if form.id not in signed]


def _is_of_the_record(form: OfficialForm) -> bool:
    return form.when is FormTime.NONE and not forms.asked_fields(form)


async def _paper(desk: Desk, alert: Matter, form: OfficialForm) -> Paperwork:
    day = desk.local(alert.ended_at or desk.now).date()
    row = FilledForm(
        jurisdiction=desk.jurisdiction,
        form=form.id,
        matter_id=alert.key,
        day=day,
        opened_at=desk.now,
    )
    filled = await form_texts.as_filled_in(desk, form, row)
    view = replace(filled, mark=desk.words.plain("form_unsigned_mark"))
    name = desk.words.plain("form_unsigned_file", title=form.name, day=day)
    template = await templates.in_force(desk, form_signing.CRAFT)
    return Paperwork(form_signing.CRAFT, documents.frozen(view), name, Subject.of(alert), template)
