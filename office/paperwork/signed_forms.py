"""The forms that were signed under some alerts, as they were kept; none is made anew."""

from collections.abc import Collection

from office.desk import Desk
from office.paperwork import form_signing, form_texts, forms, printing
from office.paperwork.printing import Paperwork
from office.plan.official_forms import OfficialForm
from office.refusal import Refusal
from storage.decisions import filled_forms as store
from storage.decisions.filled_forms import FilledForm, FormState
from storage.delivery.wanted_files import WantedFile
from storage.immutable import immutable


@immutable
class SignedForm:
    form: OfficialForm
    row: FilledForm

    @property
    def serial(self) -> str:
        return self.row.serial or ""

    @property
    def paper(self) -> Paperwork:
        return form_signing.paper_of(self.form, self.row)


async def of_matters(desk: Desk, matters: Collection[int]) -> list[SignedForm]:
    """The forms of real alerts, in the order in which they were begun."""
    rows = await store.of_matters(desk.session, matters)
    return [await _read(desk, row) for row in rows if _is_real_and_signed(row)]


async def one(desk: Desk, form_id: int) -> SignedForm:
    row = await store.form(desk.session, form_id)
    if row is None or row.jurisdiction != desk.jurisdiction or not _is_real_and_signed(row):
        raise Refusal("button_obsolete")
    return await _read(desk, row)


async def kept(desk: Desk, signed: SignedForm) -> WantedFile | None:
    return await printing.kept(desk, signed.paper)


def _is_real_and_signed(row: FilledForm) -> bool:
    return row.state == FormState.SIGNED and not row.drill


async def _read(desk: Desk, row: FilledForm) -> SignedForm:
    plan = await forms.plan_of(desk, await form_texts.alert_of(desk, row))
    return SignedForm(forms.known(plan, row.form), row)
