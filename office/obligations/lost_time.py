"""The time that an agency did not have: the bot was down, or the agency's clock was stopped."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from office.desk import Desk
from office.ladder.standings import Service
from office.obligations.lifecycle import Happened
from storage.owed import obligations
from storage.owed.obligations import Obligation, ObligationEvent
from storage.upkeep import heartbeats

Span = tuple[datetime, datetime]


async def with_losses(desk: Desk, obligation: Obligation, served: Service) -> Service:
    if served.accepted_at is None:
        return served
    return replace(served, lost=await since(desk, obligation, served.accepted_at))


async def since(desk: Desk, obligation: Obligation, instant: datetime) -> timedelta:
    outages = await heartbeats.outages_since(desk.session, desk.jurisdiction, instant)
    history = await obligations.events(desk.session, obligation.key)
    spans = [*((row.began_at, row.ended_at) for row in outages), *pauses(history)]
    return covered(spans, instant, desk.now)


def pauses(history: Iterable[ObligationEvent]) -> Iterator[Span]:
    """The pauses that are over. One that ended with a new deadline is made up for and left out."""
    began: dict[str, datetime] = {}
    for row in history:
        reason = row.detail.partition(",")[0]
        if row.event == Happened.PAUSED:
            began[reason] = row.at
        elif row.event == Happened.RESUMED and reason in began:
            yield began.pop(reason), row.at


def covered(spans: Iterable[Span], since: datetime, until: datetime) -> timedelta:
    """How much time between the two lies in any of the spans; overlaps count once."""
    total, reached = timedelta(), since
    for began, ended in sorted(spans):
        total += max(min(ended, until) - max(began, reached), timedelta())
        reached = max(reached, ended)
    return total
