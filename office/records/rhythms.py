"""By which day and in which season a paper is due, for whoever looks it up."""

from datetime import date

from messages.views.registers import RhythmView
from office.desk import Desk
from office.plan.model import Paper, Seasons, When
from office.plan.period_days import LAST, PeriodDay, begins, in_period


def of_paper(desk: Desk, paper: Paper, in_season: Seasons) -> RhythmView:
    today = desk.local(desk.now).date()
    names = {one.id: one.name for one in desk.plan.seasons}
    return RhythmView(
        each=paper.each if paper.by else "",
        day=_named_day(paper.each, paper.by, today) if paper.by else None,
        is_last=paper.by == LAST,
        season=names.get(paper.season or "", ""),
        off_season=names.get(paper.off_season or "", ""),
        before=names.get(paper.before or "", ""),
        renew=paper.renew or "",
        is_unknown=_is_unknown(paper, in_season, today),
    )


def _named_day(each: When, day: PeriodDay, today: date) -> date:
    # The 31st is the last day of a shorter month, and is called the 31st all the same.
    return in_period(day, begins(When.YEARLY if each is When.MONTHLY else each, today))


def _is_unknown(paper: Paper, in_season: Seasons, today: date) -> bool:
    """Whether nobody knows of the season by which it is asked for."""
    named = (paper.season, paper.off_season, paper.before)
    return any(one is not None and in_season.covers(one, today) is None for one in named)
