"""The section of a year's report on its forecasts: how they came true, by days ahead."""

from collections.abc import Iterator

from messages.views.evaluation import LeadLine
from messages.views.pictures import ChartSeries
from office.forecasts.evaluated import EvaluatedPeriod
from office.records import forecast_scores
from office.records.years.page import NONE, TableRow, YearPage

CLASSES_OFF = {"right": (0, 0), "near": (1, 1), "wrong": (2, 5)}
"""The tones of the picture, with how many classes a forecast was off."""


def forecasts(page: YearPage) -> None:
    found = page.forecasts
    lines = tuple(forecast_scores.lines(found)) if found is not None else ()
    if found is None or not lines:
        page.tell("year_no_forecast")
        return
    page.tell("year_forecasts", found=found, measured=len(found.measured))
    labels = tuple(page.say("year_lead", days=one.lead) for one in lines)
    page.chart_of("forecasts", labels, _series(page, found, len(lines)))
    columns = "lead judged unmeasured class_hits primary_hits error absolute held"
    rows = (_figures(page, one) for one in lines)
    page.table("forecasts", columns, (22, 16, 18, 22, 24, 18, 18, 18), rows)
    if found.graded:
        columns = "lead level_hit higher lower missed false_alarm undetermined"
        page.table("forecast_levels", columns, (24, *[22] * 6), (_levels(page, it) for it in lines))
    page.tell_below("year_forecasts_how", until=found.until)


def _series(page: YearPage, found: EvaluatedPeriod, leads: int) -> Iterator[ChartSeries]:
    for tone, (least, most) in CLASSES_OFF.items():
        counts = tuple(
            sum(least <= one.classes_off <= most for one in lead.scores)
            for lead in found.leads[:leads]
        )
        yield ChartSeries(page.say(f"year_tone_{tone}"), tone, counts)


def _figures(page: YearPage, one: LeadLine) -> TableRow:
    return (
        page.say("year_lead", days=one.lead),
        str(one.judged),
        str(one.unmeasured),
        _share(page, one.class_hits, one.judged),
        _share(page, one.primary_hits, one.primary_judged),
        one.error or NONE,
        one.absolute or NONE,
        _share(page, one.held, one.ranged),
    )


def _share(page: YearPage, hits: int, of: int) -> str:
    return page.say("year_of", hits=hits, of=of) if of else NONE


def _levels(page: YearPage, one: LeadLine) -> TableRow:
    counts = (one.hit, one.higher, one.lower, one.missed, one.false_alarm, one.undetermined)
    return page.say("year_lead", days=one.lead), *map(str, counts)
