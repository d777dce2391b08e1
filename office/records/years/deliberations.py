"""The section of a year's report on decisions about the air, each beside what led to it."""

from messages.views.deliberations import DeliberationLine
from office.reading.phone_numbers import masked
from office.records.years.page import NONE, TableRow, YearPage


def deliberations(page: YearPage) -> None:
    found = page.deliberated
    if not found:
        page.tell("year_no_deliberation")
        return
    decided = [one for one in found if one.decision]
    page.tell(
        "year_deliberations",
        decided=len(decided),
        unproposed=sum(not one.proposal for one in decided),
        undecided=sum(bool(one.proposal) and not one.decision for one in found),
    )
    columns = "forecast proposal conclusion decision minutes"
    page.table("deliberations", columns, (32, 34, 32, 42, 16), (_row(page, one) for one in found))


def _row(page: YearPage, one: DeliberationLine) -> TableRow:
    minutes = one.from_proposal if one.from_proposal is not None else one.from_forecast
    cells = (
        page.say("deliberation_forecast", one=one),
        page.say("deliberation_proposed", one=one),
        page.say("deliberation_concluded", one=one),
        page.say("deliberation_decided", one=one),
    )
    filled = tuple(masked(cell) if cell else NONE for cell in cells)
    return *filled, NONE if minutes is None else str(minutes)
