"""The office declares a season, such as 采暖期, of which its plan gives no days."""

from datetime import date, timedelta

from messages.views.seasons import SeasonLine, SeasonPreview, SeasonsView
from office.bodies import people
from office.bodies.people import Actor
from office.desk import Desk
from office.matters import registers
from office.matters import seasons as known
from office.plan.consultation_reports import HeldConsultation
from office.plan.model import Paper
from office.plan.seasons import Season, SeasonDays, declared_anew
from office.reading import spans
from office.refusal import Refusal
from storage.rota import seasons as stored
from storage.rota.seasons import DeclaredSeason

LONGEST = timedelta(days=300)
"""A longer season is a slip of the pen."""
NEAR = timedelta(days=400)


async def shown(desk: Desk) -> SeasonsView:
    if not desk.plan.seasons:
        raise Refusal("season_none_in_plan")
    now_known, today = await known.of(desk), desk.local(desk.now).date()
    rows = await stored.declared(desk.session, desk.jurisdiction)
    lines = []
    for season in desk.plan.seasons:
        spans_near = list(now_known.near(season.id, today))
        said = [row for row in rows if row.season == season.id]
        lines.append(
            SeasonLine(
                name=season.name,
                is_declared=season.is_declared,
                spans=tuple(spans_near),
                is_on=now_known.covers(season.id, today),
                waiting=_waiting_for(desk, season),
                person=await people.name_of(desk, said[-1].declared_by) if said else "",
                at=said[-1].declared_at if said else None,
            )
        )
    return SeasonsView(tuple(lines))


def declarable(desk: Desk) -> tuple[Season, ...]:
    return tuple(season for season in desk.plan.seasons if season.is_declared)


def read(desk: Desk, season_id: str, text: str) -> SeasonPreview:
    season = declared(desk, season_id)
    found = spans.read(text)
    if found is None:
        raise Refusal("season_not_read")
    _check(desk.local(desk.now).date(), found.first, found.last)
    return SeasonPreview(season.name, found.first, found.last, _waiting_for(desk, season))


async def declare(desk: Desk, who: Actor, season_id: str, text: str) -> SeasonPreview:
    people.require_office(desk, who)
    said = read(desk, season_id, text)
    await people.remember(desk, who)
    rows = await _rows_of(desk, season_id)
    before = [SeasonDays(row.first_day, row.last_day) for row in rows]
    after = declared_anew(before, SeasonDays(said.first, said.last))
    gone = [row for row, span in zip(rows, before, strict=True) if span not in after]
    new = [_row(desk, who, season_id, span) for span in after if span not in before]
    await stored.replace(desk.session, gone, new, desk.now)
    ends = said.last.isoformat() if said.last else ""
    await desk.record(
        "season_declared",
        by=who.user_id,
        season=season_id,
        first=said.first.isoformat(),
        last=ends,
    )
    return said


async def _rows_of(desk: Desk, season_id: str) -> list[DeclaredSeason]:
    rows = await stored.declared(desk.session, desk.jurisdiction)
    return [row for row in rows if row.season == season_id]


def _row(desk: Desk, who: Actor, season_id: str, span: SeasonDays) -> DeclaredSeason:
    return DeclaredSeason(
        jurisdiction=desk.jurisdiction,
        season=season_id,
        first_day=span.first,
        last_day=span.last,
        declared_by=who.user_id,
        declared_at=desk.now,
    )


def declared(desk: Desk, season_id: str) -> Season:
    found = next((one for one in declarable(desk) if one.id == season_id), None)
    if found is None:
        raise Refusal("button_obsolete")
    return found


def _check(today: date, first: date, last: date | None) -> None:
    if abs(first - today) > NEAR:
        raise Refusal("season_too_far")
    if last is not None and last - first > LONGEST:
        raise Refusal("season_too_long", days=LONGEST.days)


def _waiting_for(desk: Desk, season: Season) -> tuple[str, ...]:
    """What is asked for in it, out of it, or before it."""
    asked: list[HeldConsultation | Paper] = [
        *desk.plan.consultation_reports.held,
        *registers.askable(desk.plan),
    ]
    return tuple(one.name for one in asked if season.id in (one.season, one.off_season, one.before))
