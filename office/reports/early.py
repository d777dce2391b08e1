"""Takes a day's report that comes before it was asked for: in the evening, or before the prompt."""

from datetime import date, datetime, time, timedelta

from office.desk import Desk
from office.ladder.policies import owed_under
from office.matters import alerts, naming, orders
from office.matters.meetings import MeetingTerms, Purpose
from office.obligations import levels, prompts
from office.plan.model import Owed, Plan, When
from office.plan.owed_kinds import KINDS
from office.reports import taking
from storage.decisions import matters as store
from storage.decisions.matters import Matter, MatterKind, MatterState
from storage.owed.obligations import Obligation, ObligationState

EVENING = time(20)
"""From this time on the day may be reported on, and from the hour at which the plan asks for it on
the same day. No plan fixes it otherwise; earlier the day is hardly over."""
ONE_DAY = timedelta(days=1)


async def reportable(desk: Desk, agency: str) -> list[Obligation]:
    """Return what is owed, with the day that may be reported on before it is asked for.

    An exercise is reported on beside what is real, so the same day may stand there twice.
    """
    rows = await taking.open_reports(desk, agency)
    coming = [await open_before_prompt(desk, agency), await _open_in_a_drill(desk, agency)]
    return [*rows, *(row for row in coming if row is not None and row not in rows)]


async def newer_day(desk: Desk, owed: Obligation) -> Obligation | None:
    if owed.day is None:
        return None
    rows = await reportable(desk, owed.agency)
    later = [row for row in rows if row.day is not None and row.day > owed.day]
    later = [row for row in later if row.drill is owed.drill]
    later = [row for row in later if row.state == ObligationState.OPEN]
    return later[-1] if later else None


async def open_before_prompt(desk: Desk, agency: str) -> Obligation | None:
    """Open what the agency reports on without being asked; return None where no day can be meant.

    A day that was reported early is not asked for in the morning. Where an alert is reported on,
    that is what is meant, and not what else is open beside it.
    """
    alert = await alerts.standing_alert(desk)
    found = await _open_under(desk, alert, agency) if alert else None
    for matter in await _others_reported_on(desk) if found is None else ():
        found = found or await _open_under(desk, matter, agency)
    return found


async def _open_in_a_drill(desk: Desk, agency: str) -> Obligation | None:
    exercise = await alerts.standing_alert(desk, drill=True)
    return await _open_under(desk, exercise, agency) if exercise is not None else None


async def _others_reported_on(desk: Desk) -> list[Matter]:
    """What is open beside an alert and reported on each day; many plans know no such kind."""
    kinds = {kind for one in desk.plan.owed_when(When.DAILY) for kind in KINDS[one.kind].under}
    others = sorted(kinds - {MatterKind.ALERT})
    found = [await store.open_matters(desk.session, desk.jurisdiction, kind) for kind in others]
    return [matter for matters in found for matter in matters]


async def _open_under(desk: Desk, matter: Matter, agency: str) -> Obligation | None:
    day = await _day_to_report(desk, matter, agency)
    return await open_on(desk, matter, agency, day) if day is not None else None


async def _day_to_report(desk: Desk, matter: Matter, agency: str) -> date | None:
    kind = await _asked_daily(desk, matter, agency)
    return await _day_meant(desk, matter, kind) if kind is not None else None


async def open_on(desk: Desk, matter: Matter, agency: str, day: date) -> Obligation | None:
    """Open what the agency owes of this day under the matter; None where it owes nothing of it."""
    kind = await _asked_daily(desk, matter, agency)
    if kind is None or matter.started_at is None or day < desk.local(matter.started_at).date():
        return None
    order = await prompts.order_in_force(desk, matter)
    is_told = agency in orders.recipients_of(order)
    if not is_told or not naming.owes_day(desk, order, agency, day):
        return None
    if not await levels.asks_on(desk, matter, kind, day):
        return None
    return await prompts.open_early(desk, matter, order, kind, agency, day)


async def _asked_daily(desk: Desk, matter: Matter, agency: str) -> Owed | None:
    if matter.state != MatterState.IN_FORCE or matter.started_at is None:
        return None
    order = await prompts.order_in_force(desk, matter)
    return _owed_daily(await desk.plan_of(order), matter.kind, agency)


def _owed_daily(plan: Plan, matter_kind: str, agency: str) -> Owed | None:
    """Nobody says of which kind it is, so it is the first that the plan names."""
    daily = owed_under(plan, matter_kind, When.DAILY)
    return next((one for one in daily if plan.owes_it(one, agency)), None)


async def _day_meant(desk: Desk, matter: Matter, kind: Owed) -> date | None:
    now = desk.local(desk.now)
    asked_since = await levels.same_day_since(desk, matter, kind, now.date())
    convened = await _convened_since(desk, matter, now.date())
    evening = min(EVENING, asked_since or EVENING, convened or EVENING)
    return day_meant(now, kind.by_the_clock[0], evening)


async def _convened_since(desk: Desk, matter: Matter, day: date) -> time | None:
    """From when on the meeting of that day has been announced, at which the day is reported on."""
    if matter.kind != MatterKind.ALERT:
        return None
    since = [
        desk.local(row.issued_at).time()
        for row in await store.newest_meetings(desk.session, desk.jurisdiction)
        if row.issued_at is not None
        and row.drill is matter.drill
        and MeetingTerms.of(row).purpose is Purpose.DISPATCH
        and desk.local(row.issued_at).date() == day
        and desk.local(MeetingTerms.of(row).meets_at).date() == day
    ]
    return min(since, default=None)


def day_meant(local_now: datetime, prompt_at: time, evening: time = EVENING) -> date | None:
    if local_now.time() < prompt_at:
        return local_now.date() - ONE_DAY
    return local_now.date() if local_now.time() >= evening else None
