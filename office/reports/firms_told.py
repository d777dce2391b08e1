"""Shows a body what was understood enterprise by enterprise, and asks what is doubtful of it."""

from messages.keyboards import Button, Keyboard, button
from messages.views.understood import CurbSaid, FirmsSaid
from office.desk import Desk
from office.enterprises.firm_counts import CurbCount
from office.plan.forms import FormField
from office.reports import listed_firms, named_firms
from office.reports.listed_firms import ListedFirms
from storage.owed import firm_days as store
from storage.owed.firm_days import DONE, FirmDoubt, FirmMeasure
from storage.owed.obligations import Obligation
from storage.owed.reports import Report

DOUBT_VERB = "rfirm"
"""Its arguments are the doubt and the place of what was meant."""
DOUBTS_SHOWN, UNLISTED_SHOWN = 3, 6


async def view_of(desk: Desk, owed: Obligation, report: Report) -> FirmsSaid | None:
    listed = await listed_firms.of_report(desk, owed)
    if listed is None:
        return None
    counts = await named_firms.counts(desk, listed, report)
    doubts = await _open(desk, report)
    rows = await store.of_report(desk.session, report.key)
    return FirmsSaid(
        curbs=tuple(
            _curb(listed, field, counts[field.id])
            for field in listed.fields
            if counts[field.id].said is not None or counts[field.id].missing
        ),
        doubts=tuple(one.words for one in doubts if one.readings)[:DOUBTS_SHOWN],
        unlisted=tuple(one.words for one in doubts if not one.readings)[:UNLISTED_SHOWN],
        powers=sum(one.row.measure == FirmMeasure.POWER for one in rows),
    )


def _curb(listed: ListedFirms, field: FormField, count: CurbCount) -> CurbSaid:
    return CurbSaid(
        what=field.name,
        act=field.listed or "",
        unit=field.unit or "",
        due=count.due,
        said=count.said,
        missing=tuple(listed.firms[key].name for key in sorted(count.missing)),
        differences=tuple((str(kind), size) for kind, size in count.differences()),
    )


async def _open(desk: Desk, report: Report) -> list[FirmDoubt]:
    found = await store.doubts_of(desk.session, report.key)
    return [one for one in found if one.settled_at is None]


async def keyboard(desk: Desk, owed: Obligation, report: Report) -> Keyboard:
    """A button for each enterprise that may be meant, and one that says none of them."""
    doubts = [one for one in await _open(desk, report) if one.readings]
    # A list may hold two thousand, and most reports have no doubt.
    listed = await listed_firms.of_report(desk, owed) if doubts else None
    if listed is None:
        return ()
    return tuple(_of_doubt(desk, listed, one) for one in doubts[:DOUBTS_SHOWN])


def _of_doubt(desk: Desk, listed: ListedFirms, doubt: FirmDoubt) -> tuple[Button, ...]:
    meant = [
        button(_label(desk, listed, reading), DOUBT_VERB, doubt.key, place)
        for place, reading in enumerate(doubt.readings)
    ]
    none = button(desk.words.plain("button_firm_doubt_none"), DOUBT_VERB, doubt.key, len(meant))
    return (*meant, none)


def _label(desk: Desk, listed: ListedFirms, reading: dict[str, str]) -> str:
    [(key, said)] = reading.items()
    firm, act = listed.firms.get(int(key)), listed.acts.get(int(key), "stop")
    name = firm.name if firm is not None else ""
    return desk.words.plain("button_firm_doubt", name=name, act=act, done=said == DONE)
