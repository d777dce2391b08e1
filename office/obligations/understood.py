"""What is known of a report, field by field, and what it leaves out. It reads and never writes."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal

from office.desk import Desk
from office.matters.naming import plan_of
from office.plan.forms import MEASURED, FieldKind, Form, FormField
from office.reading.replies.reading import Value
from storage.immutable import immutable
from storage.occasions import of_day
from storage.owed import obligations as stored_obligations
from storage.owed import reports, values
from storage.owed.obligations import Obligation, ObligationState
from storage.owed.values import ReportDoubt, ReportValue

ANSWERED = (ObligationState.MET, ObligationState.MET_LATE)
MANY_TIMES = 10
"""A figure that is so many times yesterday's is asked about. No document fixes it."""


@immutable
class OddFigure:
    """A figure that is likely wrong; it counts as it was said until somebody corrects it."""

    field: FormField
    value: Value
    than: FormField | None
    """The field that it is a part of; None where yesterday's figure makes it unlikely."""
    other: Value


@immutable
class Understood:
    form: Form
    values: Mapping[str, Value]
    doubts: tuple[ReportDoubt, ...]
    unread: tuple[str, ...] = ()
    """Numbers that found no field, with the words around them."""

    @property
    def said(self) -> tuple[tuple[FormField, Value], ...]:
        return tuple(
            (one, self.values[one.id]) for one in self.form.fields if one.id in self.values
        )

    @property
    def left_out(self) -> tuple[FormField, ...]:
        """What it has to say and does not; what is doubtful was not left out."""
        doubtful = {name for one in self.doubts for reading in one.readings for name in reading}
        known = self.values.keys() | doubtful
        return tuple(one for one in self.form.fields if one.required and one.id not in known)


@immutable
class LookedThrough:
    """What of a report the office has to go after."""

    left_out: tuple[str, ...]
    more_than: tuple[tuple[str, str], ...]
    """Names of figures that are more than the one that they are a part of, with that one's."""


async def form_of(desk: Desk, owed: Obligation) -> Form | None:
    plan = await plan_of(desk, owed)
    known = plan.known_owed(owed.kind)
    return plan.form_of(known, owed.agency) if known is not None else None


async def of_report(desk: Desk, form: Form, report_id: int) -> Understood:
    rows = await values.of_report(desk.session, report_id)
    known = await values.doubts_of(desk.session, report_id)
    left = [one for one in known if one.settled_at is None]
    doubts = tuple(one for one in left if one.readings)
    unread = tuple(one.words for one in left if not one.readings)
    return Understood(form, as_said(form, rows), doubts, tuple(dict.fromkeys(unread)))


async def look_through(desk: Desk, rows: Sequence[Obligation]) -> dict[int, LookedThrough]:
    """By obligation: what its report leaves out or contradicts itself in, where it does.

    As long as a file of a report is being read nobody knows what it leaves out.
    """
    forms = {row.key: form for row in rows if (form := await form_of(desk, row)) is not None}
    known = await reports.standing(desk.session, list(forms)) if forms else {}
    ids = [report.key for report in known.values()]
    await values.VALUES.read(desk.session, ids)
    await values.DOUBTS.read(desk.session, ids)
    found = {key: await of_report(desk, forms[key], report.key) for key, report in known.items()}
    lacking = [known[key].key for key, one in found.items() if one.left_out]
    awaited = await reports.with_files_to_read(desk.session, lacking) if lacking else set()
    seen = {key: _seen(one, known[key].key in awaited) for key, one in found.items()}
    return {key: one for key, one in seen.items() if one.left_out or one.more_than}


def _seen(known: Understood, is_awaited: bool) -> LookedThrough:
    odd = questions(known.form, known.values, {})
    return LookedThrough(
        left_out=() if is_awaited else tuple(one.name for one in known.left_out),
        more_than=tuple((one.field.name, one.than.name) for one in odd if one.than),
    )


async def of_the_day_before(desk: Desk, owed: Obligation) -> dict[str, Value]:
    """What the body reported of the day before; nothing where it reported no figures."""
    before = await day_before(desk, owed)
    form = await form_of(desk, owed)
    report = await reports.report_of(desk.session, before.key) if before is not None else None
    if report is None or form is None:
        return {}
    return as_said(form, await values.of_report(desk.session, report.key))


async def read_day_before(desk: Desk, rows: Sequence[Obligation]) -> None:
    """Read at once what `day_before` asks for each of these, which are owed alike."""
    having = [row for row in rows if row.day and await form_of(desk, row) is not None]
    if not having or having[0].day is None:
        return
    first, occasion = having[0], of_day(having[0].day - timedelta(days=1))
    agencies = [row.agency for row in having]
    await stored_obligations.find_several(
        desk.session, first.matter_id, first.kind, occasion, agencies
    )


async def day_before(desk: Desk, owed: Obligation) -> Obligation | None:
    if owed.day is None:
        return None
    occasion = of_day(owed.day - timedelta(days=1))
    found = await stored_obligations.find(
        desk.session, owed.matter_id, owed.kind, owed.agency, occasion
    )
    return found if found is not None and found.state in ANSWERED else None


def as_said(form: Form, rows: Sequence[ReportValue]) -> dict[str, Value]:
    fields = {one.id: one for one in form.fields}
    return {
        name: parsed(fields[name], row.value)
        for name, row in values.newest(rows).items()
        if row.value is not None and name in fields
    }


def parsed(field: FormField, text: str) -> Value:
    if field.kind is FieldKind.COUNT:
        return int(text)
    return Decimal(text) if field.kind is FieldKind.NUMBER else text


def questions(
    form: Form, said: Mapping[str, Value], before: Mapping[str, Value]
) -> tuple[OddFigure, ...]:
    """What to ask about: more put right than found, ten times as many as the day before."""
    fields = {one.id: one for one in form.fields}
    found = []
    for one in form.fields:
        value, whole = said.get(one.id), said.get(one.at_most or "")
        earlier = before.get(one.id)
        if one.kind not in MEASURED or value is None or isinstance(value, str):
            continue
        if whole is not None and not isinstance(whole, str) and value > whole:
            found.append(OddFigure(one, value, fields[one.at_most or ""], whole))
        elif earlier and not isinstance(earlier, str) and value >= MANY_TIMES * earlier:
            found.append(OddFigure(one, value, None, earlier))
    return tuple(found)
