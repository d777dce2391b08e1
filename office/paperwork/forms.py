"""Which forms an alert calls for, and the rows of those that were begun."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from office.desk import Desk
from office.matters.in_effect import newest_terms
from office.matters.order_texts import matter_title
from office.plan.chains import Act, ChainStep
from office.plan.form_fields import is_asked
from office.plan.model import Plan
from office.plan.official_forms import FormTime, OfficialForm
from office.refusal import Refusal
from storage.decisions import filled_forms as store
from storage.decisions import matters
from storage.decisions.filled_forms import FilledForm, FormState
from storage.decisions.matters import Matter, MatterKind, MatterState, Order

SHOWN_FOR = timedelta(days=30)
"""How long after its end /forms offers the forms of an alert."""
TELEPHONE = "telephone"
"""The field of the number below the table, which people are asked for as well."""
DONE_WITH = (FormState.RETURNED, FormState.GIVEN_UP)


async def alerts(desk: Desk) -> list[Matter]:
    """The alerts whose forms may be filled in now, the newest first."""
    found = await matters.matters_in(
        desk.session,
        desk.jurisdiction,
        MatterState.IN_FORCE,
        MatterState.LIFTED,
        kind=MatterKind.ALERT,
    )
    return [one for one in reversed(found) if _is_near(desk, one)]


def _is_near(desk: Desk, alert: Matter) -> bool:
    return alert.ended_at is None or desk.now - alert.ended_at < SHOWN_FOR


def can_be_wrapped_up(alert: Matter) -> bool:
    """An exercise is in no ledger, and nothing is filed of it."""
    is_lifted = alert.kind == MatterKind.ALERT and alert.state == MatterState.LIFTED
    return is_lifted and not alert.drill


async def order_of(desk: Desk, alert: Matter) -> Order:
    return _newest(await matters.issued_orders(desk.session, alert.key))


def _newest(issued: Sequence[Order]) -> Order:
    order = newest_terms(issued)
    if order is None:
        raise Refusal("button_obsolete")
    return order


async def plan_of(desk: Desk, alert: Matter) -> Plan:
    """An alert keeps its plan, and with it the forms that are filled in about it."""
    return await desk.plan_of(await order_of(desk, alert))


async def matter_named(desk: Desk, alert: Matter) -> str:
    order = await order_of(desk, alert)
    return matter_title(desk, await desk.plan_of(order), order)


async def matter_numbered(desk: Desk, alert: Matter) -> str:
    """In a chat two alerts of one level are told apart by the numbers of their first orders."""
    issued = await matters.issued_orders(desk.session, alert.key)
    order = _newest(issued)
    title = matter_title(desk, await desk.plan_of(order), order)
    return desk.words.plain("form_matter", title=title, serial=issued[0].serial or "")


def known(plan: Plan, form_id: str) -> OfficialForm:
    found = next((one for one in plan.official_forms if one.id == form_id), None)
    if found is None:
        raise Refusal("button_obsolete")
    return found


def possible(plan: Plan, alert: Matter) -> Iterator[OfficialForm]:
    """What may be filled in about an alert as it stands: the lift only once it has ended."""
    for form in plan.official_forms:
        if form.when is FormTime.LIFT and alert.ended_at is None:
            continue
        if form.when is FormTime.DAILY and alert.ended_at is not None:
            continue
        yield form


async def newest(desk: Desk, alert: Matter, form: OfficialForm, day: date) -> FilledForm | None:
    """The row of this form, of a daily one that of this day, which is not done with."""
    rows = await store.of_matters(desk.session, [alert.key])
    here = [row for row in rows if row.form == form.id and row.state not in DONE_WITH]
    if form.when is FormTime.DAILY:
        here = [row for row in here if row.day == day]
    return here[-1] if here else None


def asked_fields(form: OfficialForm) -> list[str]:
    """What people are asked for, in the order of the form."""
    rows = [row.field for row in form.rows if is_asked(row.field)]
    return [*rows, TELEPHONE] if form.telephone else rows


def unanswered(form: OfficialForm, row: FilledForm) -> list[str]:
    return [field for field in asked_fields(form) if field not in row.answers]


def steps(form: OfficialForm) -> tuple[ChainStep, ...]:
    """Whoever examines it signs first, and whoever issues it last."""
    wanted = ((form.examined_by, Act.EXAMINE), (form.signed_by, Act.ISSUE))
    return tuple(ChainStep(by=posts, act=act) for posts, act in wanted if posts)
