"""Shows what was understood of a report: one message, field by field, which is kept true."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from messages.keyboards import Keyboard, button
from messages.views.understood import FieldSaid, PartAlone, UnderstoodView, Unlikely
from office.desk import Desk
from office.obligations import understood
from office.obligations.understood import OddFigure, Understood
from office.plan.forms import FieldKind, Form, FormField
from office.reading.replies.below_zero import says_below_zero
from office.reading.replies.reading import YES, Value
from office.reports import files_to_read, firms_told
from storage.owed import reports
from storage.owed.obligations import Obligation
from storage.owed.reports import Report
from storage.owed.values import ReportDoubt

FIX_VERB, DOUBT_VERB = "rfix", "rdoubt"
DOUBTS_SHOWN, UNREAD_SHOWN = 4, 6
PER_ROW = 2
"""The names of fields are long for a phone."""
LONGEST_VALUE = 120
"""A longer text is not repeated whole: whoever wrote it has it before them."""


async def view_of(
    desk: Desk, owed: Obligation, report: Report, *, asks: bool = False
) -> tuple[UnderstoodView, Understood] | None:
    """What was understood; None where what is owed has no form."""
    form = await understood.form_of(desk, owed)
    if form is None:
        return None
    known = await understood.of_report(desk, form, report.key)
    parts = await reports.parts(desk.session, report.key)
    files = files_to_read.told(desk, parts, complete=not known.left_out)
    awaited = any(one.awaited for one in files)
    odd = await understood.still_odd(desk, owed, report.key, known)
    view = UnderstoodView(
        fields=tuple(said(desk, one, value) for one, value in known.said),
        # As long as a file is being read nobody knows what it leaves out.
        left_out=() if awaited else tuple(one.name for one in known.left_out),
        doubts=tuple(one.words for one in known.doubts[:DOUBTS_SHOWN]),
        unlikely=tuple(_unlikely(desk, one) for one in odd),
        unread=_some([one for one in known.unread if not says_below_zero(one)]),
        below_zero=_some([one for one in known.unread if says_below_zero(one)]),
        orally=tuple(one.name for one in known.orally),
        files=files,
        firms=await firms_told.view_of(desk, owed, report),
        alone=() if awaited else tuple(_alone(desk, known)),
        asks=asks,
    )
    return view, known


def _alone(desk: Desk, known: Understood) -> Iterator[PartAlone]:
    """Whoever puts right three problems may have found them on another day, so none is counted."""
    left_out = {one.id: one for one in known.left_out}
    for field, value in known.said:
        whole = left_out.get(field.at_most or "")
        if whole is not None and value:
            yield PartAlone(said(desk, field, value), whole.name, whole.unit or "")


def _some(unread: Sequence[str]) -> tuple[str, ...]:
    """A table may bring many; that there are more is seen."""
    return tuple(unread) if len(unread) <= UNREAD_SHOWN else (*unread[:UNREAD_SHOWN], "…")


def said(desk: Desk, field: FormField, value: Value) -> FieldSaid:
    known = whole(desk, field, value)
    if len(known.value) <= LONGEST_VALUE:
        return known
    return replace(known, value=known.value[:LONGEST_VALUE] + "…")


def whole(desk: Desk, field: FormField, value: Value) -> FieldSaid:
    text = str(value)
    if field.kind is FieldKind.YES_NO:
        text = desk.words.plain("field_yes" if value == YES else "field_no")
    return FieldSaid(field.name, text, field.unit or "")


def keyboard(desk: Desk, report: Report, known: Understood) -> Keyboard:
    fix = button(desk.words.plain("button_report_fix"), FIX_VERB, report.key)
    doubts = (
        row for one in known.doubts[:DOUBTS_SHOWN] for row in _of_doubt(desk, known.form, one)
    )
    return (*doubts, (fix,))


def _of_doubt(desk: Desk, form: Form, doubt: ReportDoubt) -> Keyboard:
    """A button for each reading; beside a single one and below several another that says no."""
    meant = tuple(
        button(_label(desk, form, reading), DOUBT_VERB, doubt.key, index)
        for index, reading in enumerate(doubt.readings)
    )
    count = len(meant)
    if count == PER_ROW:
        return (meant,)
    label = "button_doubt_none" if count == 1 else "button_doubt_none_of_them"
    none = button(desk.words.plain(label), DOUBT_VERB, doubt.key, count)
    if count == 1:
        return ((*meant, none),)
    pairs = (meant[start : start + PER_ROW] for start in range(0, count, PER_ROW))
    return (*pairs, (none,))


def _label(desk: Desk, form: Form, reading: dict[str, str]) -> str:
    by_id = {one.id: one for one in form.fields}
    told = (
        said(desk, by_id[name], understood.parsed(by_id[name], text))
        for name, text in reading.items()
        if name in by_id
    )
    return "　".join(f"{one.name}{one.value}{one.unit}" for one in told)


def _unlikely(desk: Desk, question: OddFigure) -> Unlikely:
    beside = question.than or question.field
    return Unlikely(
        said(desk, question.field, question.value),
        said(desk, beside, question.other),
        question.why,
    )
