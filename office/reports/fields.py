"""Reads what a report says into the fields of its form, in the decision that takes the report.

What a message says is one change. A later message corrects, and so does an edit, but only in what
it says otherwise than the wording before it: whatever was corrected since stays.

The reader is loaded with the first reply: a bot at rest does without 1.4 MB.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from office.desk import Desk
from office.obligations import understood
from office.plan.forms import Form
from office.reading.replies.reading import Doubt, Reading, Value, Values
from office.refusal import Refusal
from storage.owed import reports, values
from storage.owed.obligations import Obligation
from storage.owed.reports import PartKind, Report, ReportPart
from storage.owed.values import ReportDoubt, ReportValue, ValueFrom

FieldChange = Mapping[str, Value | None]
"""Values by field; None takes a value away."""
Doubtful = tuple[str, list[dict[str, str]]]
"""Words, and what they may mean as values by field; nothing where they found no field."""
URGED = ("劝导", "劝说", "劝阻")
"""Words that say that something was found, and not yet that it was put right."""


async def take(desk: Desk, owed: Obligation, report: Report, parts: Sequence[ReportPart]) -> None:
    form = await understood.form_of(desk, owed)
    for part in parts if form is not None else ():
        if form is not None and has_words(part):
            reading = await _reading(desk, form, report, part.text)
            await note(desk, form, report, part, reading.values)
            await answer_doubts(desk, form, report, reading.values)
            await _doubt(desk, report, part, doubtful(reading))


async def reword(
    desk: Desk, owed: Obligation, report: Report, before: ReportPart, part: ReportPart
) -> None:
    from office.reading.replies import later

    form = await understood.form_of(desk, owed)
    if form is None or not has_words(part):
        return
    old = later.read(form, before.text)
    new = await _reading(desk, form, report, part.text)
    await note(desk, form, report, part, await _otherwise(desk, report, before, old, new))
    await let_doubts_go(desk, report, part, doubtful(new), await _wordings(desk, part))


async def note(
    desk: Desk,
    form: Form,
    report: Report,
    part: ReportPart,
    change: FieldChange,
    came: ValueFrom = ValueFrom.READ,
) -> None:
    rows = await values.of_report(desk.session, report.key)
    known = understood.as_said(form, rows)
    units = {one.id: one.unit or "" for one in form.fields}
    version = 1 + max((row.version for row in rows), default=0)
    for name, value in change.items():
        if known.get(name) == value:
            continue
        row = ReportValue(
            jurisdiction=desk.jurisdiction,
            report_id=report.key,
            version=version,
            field=name,
            value=None if value is None else str(value),
            unit=units[name],
            part_id=part.key,
            came=came,
            recorded_at=desk.now,
        )
        desk.session.add(row)
    await desk.session.flush()


async def choose(desk: Desk, owed: Obligation, doubt: ReportDoubt, index: int, by: int) -> None:
    """Somebody says which reading was meant; a number beyond the readings says that none was."""
    form = await understood.form_of(desk, owed)
    meant = index if index < len(doubt.readings) else None
    if form is None or not await values.settle(desk.session, doubt, desk.now, by, meant):
        raise Refusal("doubt_settled")
    fields = {one.id: one for one in form.fields}
    chosen = doubt.readings[index] if meant is not None else {}
    change = {
        name: understood.parsed(fields[name], text)
        for name, text in chosen.items()
        if name in fields
    }
    report, part = await _of_doubt(desk, doubt)
    await note(desk, form, report, part, change, ValueFrom.CHOSEN)
    await desk.record("doubt_settled", f"obligation:{owed.key}", report=report.serial)


async def _of_doubt(desk: Desk, doubt: ReportDoubt) -> tuple[Report, ReportPart]:
    report = await desk.session.get_one(Report, doubt.report_id)
    return report, await desk.session.get_one(ReportPart, doubt.part_id)


def corrected(form: Form, known: Mapping[str, Value], text: str) -> Reading | None:
    """What a text that only corrects says of these fields; None where it says more or less."""
    from office.reading.replies import later

    return later.correct(form, known, text)


async def _reading(desk: Desk, form: Form, report: Report, text: str) -> Reading:
    from office.reading.replies import later

    known = understood.as_said(form, await values.of_report(desk.session, report.key))
    return with_whole(form, known, later.read_later(form, known, text))


def with_whole(form: Form, known: Mapping[str, Value], reading: Reading) -> Reading:
    """Let whoever confirms 劝导整改3处 confirm with it that three problems were found.

    Whoever urges has found something. So where a reply says nothing of the whole, a part that was
    urged is asked about with it.
    """
    doubted = {name for doubt in reading.doubts for one in doubt.readings for name in one}
    told = known.keys() | reading.values.keys() | doubted
    wholes = {one.id: one.at_most for one in form.fields if one.at_most and one.at_most not in told}
    doubts = tuple(
        replace(doubt, readings=tuple(_wider(one, wholes) for one in doubt.readings))
        if any(word in doubt.words for word in URGED)
        else doubt
        for doubt in reading.doubts
    )
    return replace(reading, doubts=doubts)


def _wider(said: Values, wholes: Mapping[str, str]) -> Values:
    return {wholes[name]: value for name, value in said.items() if name in wholes} | dict(said)


async def _otherwise(
    desk: Desk, report: Report, before: ReportPart, old: Reading, new: Reading
) -> FieldChange:
    """What an edit says otherwise than its message did."""
    rows = values.newest(await values.of_report(desk.session, report.key))
    wordings = await _wordings(desk, before)
    told = {name: value for name, value in new.values.items() if old.values.get(name) != value}
    gone = [
        name
        for name in old.values
        if name not in new.values and name in rows and rows[name].part_id in wordings
    ]
    return {**told, **dict.fromkeys(gone)}


async def _doubt(desk: Desk, report: Report, part: ReportPart, doubts: Sequence[Doubtful]) -> None:
    for words, readings in doubts:
        row = ReportDoubt(
            jurisdiction=desk.jurisdiction,
            report_id=report.key,
            part_id=part.key,
            words=words,
            readings=readings,
        )
        desk.session.add(row)
    await desk.session.flush()


async def answer_doubts(desk: Desk, form: Form, report: Report, told: Collection[str]) -> None:
    """Whoever says it plainly is not asked any more; a late press would put the old figure back."""
    for one in await values.doubts_of(desk.session, report.key):
        meant = {name for reading in one.readings for name in reading}
        if one.settled_at is not None or not meant:
            continue
        answered = {*told, *_found_with(form, one, told)}
        if meant <= answered:
            await values.settle(desk.session, one, desk.now, None, None)
        else:
            _ask_about_the_rest(desk, one, answered)


def _found_with(form: Form, doubt: ReportDoubt, told: Collection[str]) -> set[str]:
    """The wholes that are asked about for the sake of a part alone, which is told by now."""
    return {
        one.at_most
        for one in form.fields
        if one.at_most and one.id in told and _is_alike(doubt, one.id, one.at_most)
    }


def _is_alike(doubt: ReportDoubt, part: str, whole: str) -> bool:
    return all(part in one and one[part] == one.get(whole) for one in doubt.readings)


def _ask_about_the_rest(desk: Desk, doubt: ReportDoubt, told: Collection[str]) -> None:
    """Of 发现3、整改3 only the second is asked about once the first was told plainly."""
    left = [
        {name: value for name, value in one.items() if name not in told} for one in doubt.readings
    ]
    if all(left):
        doubt.readings = left
        desk.session.add(doubt)


async def let_doubts_go(
    desk: Desk, report: Report, part: ReportPart, said: Sequence[Doubtful], versions: Sequence[int]
) -> None:
    """Of the doubts of a message's earlier versions those are left that the new one has as well."""
    known = await values.doubts_of(desk.session, report.key)
    own = [one for one in known if one.part_id in versions]
    for one in own:
        if one.settled_at is None and (one.words, one.readings) not in said:
            await values.settle(desk.session, one, desk.now, None, None)
    asked = [(one.words, one.readings) for one in own]
    await _doubt(desk, report, part, [one for one in said if one not in asked])


async def _wordings(desk: Desk, part: ReportPart) -> list[int]:
    """The versions of one message."""
    every = await reports.parts(desk.session, part.report_id)
    place = (part.chat_id, part.message_id)
    return [one.key for one in every if (one.chat_id, one.message_id) == place]


def doubtful(reading: Reading) -> list[Doubtful]:
    """Words that may mean several things, and numbers of which nobody knows what they mean."""
    doubts: list[Doubtful] = [(one.words, _as_text(one)) for one in reading.doubts]
    return doubts + [(words, []) for words in reading.unread]


def _as_text(doubt: Doubt) -> list[dict[str, str]]:
    return [{name: str(value) for name, value in one.items()} for one in doubt.readings]


def has_words(part: ReportPart) -> bool:
    return bool(part.text) and part.kind != PartKind.LOCATION
