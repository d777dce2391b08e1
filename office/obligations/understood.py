"""What is known of a report, field by field, and what it leaves out. It reads and never writes."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

from office.desk import Desk
from office.matters.naming import plan_of
from office.plan.forms import MEASURED, FieldKind, Form, FormField
from office.reading.replies.reading import Value
from storage.immutable import immutable
from storage.occasions import of_day
from storage.owed import figure_checks, reports, values
from storage.owed import obligations as stored_obligations
from storage.owed.obligations import Obligation, ObligationState
from storage.owed.reports import Report
from storage.owed.values import ReportDoubt, ReportValue, ValueFrom

ANSWERED = (ObligationState.MET, ObligationState.MET_LATE)
MANY_TIMES = 10
"""A figure that is so many times yesterday's is asked about. No document fixes it."""


class Oddity(StrEnum):
    """Why a figure is asked about."""

    PART = "part"
    """It is more than the one that it is a part of."""
    DAY_BEFORE = "day_before"
    """It is many times what it was the day before."""
    ABOVE = "above"
    """It is more than the plan takes for likely, and nothing so high was said the day before."""


@immutable
class OddFigure:
    """A figure that is likely wrong; it counts as it was said until somebody corrects it."""

    why: Oddity
    field: FormField
    value: Value
    than: FormField | None
    """The field that it is a part of, where that makes it unlikely."""
    other: Value
    """The figure beside which it is unlikely."""


@immutable
class Understood:
    form: Form
    values: Mapping[str, Value]
    doubts: tuple[ReportDoubt, ...]
    unread: tuple[str, ...] = ()
    """Numbers that found no field, with the words around them."""
    version: int = 0
    """The newest change of its values."""
    orally: tuple[FormField, ...] = ()
    """What was said of these at a meeting stands, as nothing was written of them."""

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

    report_id: int
    left_out: tuple[str, ...]
    odd: tuple[OddFigure, ...]
    """The figures that it asks about, and that nobody has found right."""
    version: int = 0


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
    version = max((row.version for row in rows), default=0)
    newest = values.newest(rows)
    orally = tuple(
        one for one in form.fields if one.id in newest and newest[one.id].came == ValueFrom.ORAL
    )
    return Understood(
        form, as_said(form, rows), doubts, tuple(dict.fromkeys(unread)), version, orally
    )


async def look_through(desk: Desk, rows: Sequence[Obligation]) -> dict[int, LookedThrough]:
    """By obligation: what its report leaves out or is odd in, where it is.

    As long as a file of a report is being read nobody knows what it leaves out.
    """
    forms = {row.key: form for row in rows if (form := await form_of(desk, row)) is not None}
    known = await _standing(desk, forms)
    found = {key: await of_report(desk, forms[key], report.key) for key, report in known.items()}
    odd = await _odd(desk, [row for row in rows if row.key in found], found)
    checked = await figure_checks.of_reports(desk.session, [one.key for one in known.values()])
    lacking = [known[key].key for key, one in found.items() if one.left_out]
    awaited = await reports.with_files_to_read(desk.session, lacking) if lacking else set()
    seen: dict[int, LookedThrough] = {}
    for key, one in found.items():
        report_id = known[key].key
        left_out = () if report_id in awaited else tuple(it.name for it in one.left_out)
        check = checked.get(report_id)
        is_right = check is not None and check.version >= one.version
        still = () if is_right else odd[key]
        seen[key] = LookedThrough(report_id, left_out, still, one.version)
    return {key: one for key, one in seen.items() if one.left_out or one.odd}


async def _standing(desk: Desk, obligations: Collection[int]) -> dict[int, Report]:
    """The reports on these by obligation, with their values at hand."""
    known = await reports.standing(desk.session, obligations) if obligations else {}
    ids = [report.key for report in known.values()]
    await values.VALUES.read(desk.session, ids)
    await values.DOUBTS.read(desk.session, ids)
    return known


async def _odd(
    desk: Desk, rows: Sequence[Obligation], found: Mapping[int, Understood]
) -> dict[int, tuple[OddFigure, ...]]:
    await read_day_before(desk, rows)
    earlier = {row.key: await day_before(desk, row) for row in rows}
    before = await _standing(desk, [one.key for one in earlier.values() if one is not None])
    odd: dict[int, tuple[OddFigure, ...]] = {}
    for row in rows:
        known, day = found[row.key], earlier[row.key]
        report = before.get(day.key) if day is not None else None
        said = await values.of_report(desk.session, report.key) if report is not None else []
        above = (await plan_of(desk, row)).unlikely_figures
        odd[row.key] = questions(known.form, known.values, as_said(known.form, said), above)
    return odd


async def odd_in(desk: Desk, owed: Obligation, known: Understood) -> tuple[OddFigure, ...]:
    """What one report asks about, whether or not somebody has found it right."""
    before = await of_the_day_before(desk, owed)
    return questions(known.form, known.values, before, (await plan_of(desk, owed)).unlikely_figures)


async def still_odd(
    desk: Desk, owed: Obligation, report_id: int, known: Understood
) -> tuple[OddFigure, ...]:
    """What one report asks about until somebody finds it right; its body is then asked no more."""
    odd = await odd_in(desk, owed, known)
    checked = await figure_checks.of_reports(desk.session, [report_id]) if odd else {}
    check = checked.get(report_id)
    return () if check is not None and check.version >= known.version else odd


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
    form: Form,
    said: Mapping[str, Value],
    before: Mapping[str, Value],
    above: Mapping[str, int],
) -> tuple[OddFigure, ...]:
    """What to ask about: more put right than found, ten times as many as the day before, or more
    than is likely anyhow where nothing so high was said the day before.
    """
    odd = (_odd_figure(form, one, said, before, above) for one in form.fields)
    return tuple(one for one in odd if one is not None)


def _odd_figure(
    form: Form,
    field: FormField,
    said: Mapping[str, Value],
    before: Mapping[str, Value],
    above: Mapping[str, int],
) -> OddFigure | None:
    value = _figure(field, said)
    if value is None:
        return None
    whole = next((one for one in form.fields if one.id == field.at_most), None)
    most = _figure(whole, said) if whole is not None else None
    earlier, likely = _figure(field, before), above.get(field.id)
    if most is not None and value > most:
        return OddFigure(Oddity.PART, field, value, whole, most)
    if earlier and value >= MANY_TIMES * earlier:
        return OddFigure(Oddity.DAY_BEFORE, field, value, None, earlier)
    if likely is not None and value > likely >= (earlier or 0):
        return OddFigure(Oddity.ABOVE, field, value, None, likely)
    return None


def _figure(field: FormField, said: Mapping[str, Value]) -> int | Decimal | None:
    value = said.get(field.id)
    return None if field.kind not in MEASURED or isinstance(value, str) else value
