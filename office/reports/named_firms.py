"""Takes which enterprises a report says stopped or were limited, from its words or its table.

Names are read against the list. A doubtful one is a question with buttons, which may stay open, and
nothing follows from it: the report is on time and whole without a single name.
"""

from collections.abc import Iterable, Mapping, Sequence

from office.desk import Desk
from office.enterprises.firm_counts import CurbCount
from office.obligations import understood
from office.reading import firm_names, firm_words
from office.reading.curbs import CurbAct
from office.reading.firm_tables import FirmRow, FirmTable
from office.reading.firm_words import DoubtfulFirm, FirmsRead, ReadFirm
from office.reading.typed import compact
from office.refusal import Refusal
from office.reports import listed_firms
from office.reports.listed_firms import ListedFirms
from storage.owed import firm_days as store
from storage.owed import reports, values
from storage.owed.firm_days import DONE, NOT_DONE, FirmDay, FirmDoubt, FirmMeasure
from storage.owed.obligations import Obligation
from storage.owed.reports import PartKind, Report, ReportPart
from storage.owed.values import ValueFrom

MOST_DOUBTS = 20
"""Of a table that has nothing to do with the list not every row is a question."""
SaidOfFirms = Mapping[tuple[int, str], tuple[str | None, str]]
"""The value and the words, by enterprise and measure; None takes a value away."""


async def take(desk: Desk, owed: Obligation, report: Report, parts: Sequence[ReportPart]) -> None:
    told = [part for part in parts if part.text and part.kind != PartKind.LOCATION]
    listed = await listed_firms.of_report(desk, owed) if told else None
    if listed is None or not listed.acts:
        return
    for part in told:
        read = await _read(desk, listed, report, part.text)
        await _note(desk, owed, report, part, listed, _said(listed, read.firms), ValueFrom.READ)
        await _doubt(desk, listed, report, part, read.doubtful)


async def reword(
    desk: Desk, owed: Obligation, report: Report, before: ReportPart, part: ReportPart
) -> None:
    """An edit takes away what its message had said and it does not."""
    listed = await listed_firms.of_report(desk, owed)
    if listed is None or not listed.acts or part.kind == PartKind.LOCATION:
        return
    read = await _read(desk, listed, report, part.text)
    said = _said(listed, read.firms)
    own = await _versions(desk, part)
    rows = [one.row for one in await store.of_report(desk.session, report.key)]
    gone = {
        (row.enterprise_id, row.measure): (None, row.words)
        for row in rows
        if row.part_id in own and row.came == ValueFrom.READ
    }
    await _note(desk, owed, report, part, listed, {**gone, **said}, ValueFrom.READ)
    for one in await store.doubts_of(desk.session, report.key):
        if one.part_id in own:
            await store.settle(desk.session, one.key, desk.now, None, None)
    await _doubt(desk, listed, report, part, read.doubtful)


async def take_table(
    desk: Desk, owed: Obligation, report: Report, part: ReportPart, table: FirmTable
) -> None:
    listed = await listed_firms.of_report(desk, owed) if table.rows else None
    if listed is None:
        return
    said: dict[tuple[int, str], tuple[str | None, str]] = {}
    doubtful: list[DoubtfulFirm] = []
    for row in table.rows:
        keys = _meant(listed, row.name)
        if len(keys) == 1:
            said |= _of_row(listed, listed.ids[keys[0]], row)
        elif row.done is not None and listed.acts:
            near = keys or tuple(map(compact, firm_names.near(row.name, listed.names.values())))
            doubtful.append(DoubtfulFirm(row.name, row.done, near[: firm_words.MOST_CANDIDATES]))
    await _note(desk, owed, report, part, listed, said, ValueFrom.FILE)
    await _doubt(desk, listed, report, part, doubtful[:MOST_DOUBTS])


def _meant(listed: ListedFirms, name: str) -> tuple[str, ...]:
    """The one of just this name, or those that are called so in speech."""
    key = compact(name)
    if key in listed.names:
        return (key,)
    core = firm_names.core(name)
    return tuple(key for key, one in listed.names.items() if firm_names.core(one) == core)


def _of_row(
    listed: ListedFirms, key: int, row: FirmRow
) -> dict[tuple[int, str], tuple[str | None, str]]:
    said: dict[tuple[int, str], tuple[str | None, str]] = {}
    if row.done is not None and listed.acts:
        said[key, FirmMeasure.CURB] = (DONE if row.done else NOT_DONE, row.name)
    if row.power is not None and not listed.acts:
        said[key, FirmMeasure.POWER] = (row.power, row.name)
    return said


async def choose(desk: Desk, owed: Obligation, doubt: FirmDoubt, index: int, by: int) -> None:
    """Somebody says which one was meant; a number beyond the readings says that none was."""
    listed = await listed_firms.of_report(desk, owed)
    meant = index if index < len(doubt.readings) else None
    if listed is None or not await store.settle(desk.session, doubt.key, desk.now, by, meant):
        raise Refusal("doubt_settled")
    report = await reports.report(desk.session, doubt.report_id)
    part = await desk.session.get_one(ReportPart, doubt.part_id)
    reading = doubt.readings[index] if meant is not None else {}
    said = {
        (int(key), str(FirmMeasure.CURB)): (done, doubt.words)
        for key, done in reading.items()
        if int(key) in listed.firms
    }
    await _note(desk, owed, report, part, listed, said, ValueFrom.CHOSEN)
    await desk.record("firm_doubt_settled", f"obligation:{owed.key}", report=report.serial)


async def counts(desk: Desk, listed: ListedFirms, report: Report) -> dict[str, CurbCount]:
    """By the field that counts them; without a number and without names there is nothing."""
    rows = [one.row for one in await store.of_report(desk.session, report.key)]
    known = understood.as_said(listed.form, await values.of_report(desk.session, report.key))
    found = {}
    for field in listed.fields:
        number = known.get(field.id)
        due = listed.to_do(field.listed or "")
        found[field.id] = CurbCount(
            due=len(due),
            said=int(number) if number is not None else None,
            done=_named(rows, due, DONE),
            missing=_named(rows, due, NOT_DONE),
        )
    return found


def _named(rows: Iterable[FirmDay], due: frozenset[int], value: str) -> frozenset[int]:
    named = {
        row.enterprise_id for row in rows if (row.measure, row.value) == (FirmMeasure.CURB, value)
    }
    return due & named


async def _read(desk: Desk, listed: ListedFirms, report: Report, text: str) -> FirmsRead:
    """Names that stand alone answer the question which ones did not, where it is open."""
    known = await counts(desk, listed, report)
    asked = any(one.unnamed for one in known.values())
    ids = {key: name for name, key in listed.ids.items()}
    stops = [ids[key] for key in listed.to_do(CurbAct.STOP)]
    return firm_words.read(text, listed.names, stops, asked=asked)


def _said(
    listed: ListedFirms, firms: Iterable[ReadFirm]
) -> dict[tuple[int, str], tuple[str | None, str]]:
    ids = listed.ids
    return {
        (ids[one.key], str(FirmMeasure.CURB)): (DONE if one.done else NOT_DONE, one.words)
        for one in firms
    }


async def _note(
    desk: Desk,
    owed: Obligation,
    report: Report,
    part: ReportPart,
    listed: ListedFirms,
    said: SaidOfFirms,
    came: ValueFrom,
) -> None:
    if owed.day is None:
        return
    rows = [one.row for one in await store.of_report(desk.session, report.key)]
    known = {(row.enterprise_id, row.measure): row for row in rows}
    for (key, measure), (value, words) in said.items():
        before = known.get((key, measure))
        if _stands(before, part, came, value):
            continue
        desk.session.add(
            FirmDay(
                jurisdiction=desk.jurisdiction,
                enterprise_id=key,
                report_id=report.key,
                part_id=part.key,
                body=owed.agency,
                day=owed.day,
                drill=owed.drill,
                measure=measure,
                act=listed.acts.get(key, ""),
                value=value,
                words=words[: firm_words.LONGEST_ITEM * 2],
                came=came,
                recorded_at=desk.now,
            )
        )
    await desk.session.flush()


def _stands(before: FirmDay | None, part: ReportPart, came: ValueFrom, value: str | None) -> bool:
    """A file that was read only now corrects no words that came with it or after it."""
    if before is None:
        return value is None
    is_words = before.came != ValueFrom.FILE
    return before.value == value or (
        came is ValueFrom.FILE and is_words and before.part_id >= part.key
    )


async def _doubt(
    desk: Desk,
    listed: ListedFirms,
    report: Report,
    part: ReportPart,
    doubtful: Iterable[DoubtfulFirm],
) -> None:
    asked = [one.words for one in await store.doubts_of(desk.session, report.key)]
    for one in doubtful:
        if one.words in asked:
            continue
        desk.session.add(
            FirmDoubt(
                jurisdiction=desk.jurisdiction,
                report_id=report.key,
                part_id=part.key,
                words=one.words,
                readings=_readings(listed, one),
            )
        )
    await desk.session.flush()


def _readings(listed: ListedFirms, one: DoubtfulFirm) -> list[dict[str, str]]:
    said = (True, False) if one.done is None else (one.done,)
    return [
        {str(listed.ids[key]): DONE if done else NOT_DONE}
        for key in one.candidates
        for done in said
    ]


async def _versions(desk: Desk, part: ReportPart) -> set[int]:
    """The versions of one message."""
    every = await reports.parts(desk.session, part.report_id)
    place = (part.chat_id, part.message_id)
    return {one.key for one in every if (one.chat_id, one.message_id) == place}
