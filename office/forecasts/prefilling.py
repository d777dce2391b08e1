"""What a proposal brings into the draft that is written from it; all of it can be changed there."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from office.desk import Desk
from office.forecasts import senders
from office.matters.in_effect import newest_terms, takes_effect_at
from office.matters.order_terms import (
    AT_ONCE,
    GROUNDS_AT_MOST,
    HOURS_AT_MOST,
    OPEN_END,
    Lasting,
    Start,
    announced_end,
    hours_until,
)
from office.plan.levels import Level
from office.refusal import Refusal
from office.sky.series import HOUR
from storage.decisions import matters
from storage.decisions.matters import Order
from storage.immutable import immutable
from storage.sky import forecasts
from storage.sky import proposals as store
from storage.sky.proposals import AirErrand, AirProposal, AirProposalState

LATER_END = (AirErrand.RAISE, AirErrand.PROLONG)
BETTER = (AirErrand.LOWER, AirErrand.LIFT)


@immutable
class AirPrefill:
    level: str | None
    starts_at: Start
    lasting: Lasting | None
    """None where nobody knows how long it lasts, so that it is asked for."""
    ends_at: datetime
    """The end that is proposed."""
    pollutant: str | None
    grounds: str
    cancels: bool
    """Whether the alert that would end has not begun."""
    cause: str
    """What fouls the air, where the plan declares no level for it."""


async def open_proposal(desk: Desk, proposal_id: int) -> AirProposal:
    """Somebody may have decided since the message was drawn."""
    row = await store.proposal(desk.session, proposal_id)
    if row is None or row.jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    if row.state != AirProposalState.OPEN:
        raise Refusal("air_proposal_over")
    return row


async def prefill(desk: Desk, row: AirProposal, *, notice: bool = False) -> AirPrefill:
    """The response starts with the foul air: a start that keeps the notice and comes too late
    would protect nobody.
    """
    level = desk.plan.known_level(row.level or row.found.get("figures") or "")
    standing = await _standing(desk, row)
    return AirPrefill(
        level=level.id if level else None,
        starts_at=_start(desk, row, standing),
        lasting=_lasting(desk, row, standing, notice=notice),
        ends_at=row.ends_at,
        pollutant=(standing.pollutant if standing else None) or _pollutant(desk, row),
        grounds=(await _grounds(desk, row, level))[:GROUNDS_AT_MOST],
        cancels=bool(row.found.get("cancels")),
        cause=row.found.get("cause", ""),
    )


async def _standing(desk: Desk, row: AirProposal) -> Order | None:
    """The newest order of the alert that it would change, whose other terms stay."""
    if row.matter_id is None:
        return None
    return newest_terms(await matters.issued_orders(desk.session, row.matter_id))


def _start(desk: Desk, row: AirProposal, standing: Order | None) -> Start:
    """Better air is looked for from the next full hour on. Where that is its first, it is there,
    and nobody could sign in time what names that hour.
    """
    begins_at = _begins_at(row, standing)
    is_there = row.errand in BETTER and begins_at <= desk.now + HOUR
    return AT_ONCE if is_there or begins_at <= desk.now else desk.local(begins_at)


def _begins_at(row: AirProposal, standing: Order | None) -> datetime:
    """What only lasts longer goes on as it is, or starts when it was to start."""
    if row.errand == AirErrand.PROLONG and standing is not None:
        return takes_effect_at(standing)
    return row.starts_at


def _lasting(
    desk: Desk, row: AirProposal, standing: Order | None, *, notice: bool
) -> Lasting | None:
    # A notice holds from when it is issued.
    begins_at = _begins_at(row, standing)
    since = begins_at if begins_at > desk.now and not notice else desk.now
    if standing is None:
        counted = notice or since > desk.now
        return _hours(since, row.ends_at) if counted else _until(desk, since, row.ends_at)
    until = announced_end(standing)
    if until is None:
        return OPEN_END
    return _until(desk, since, max(row.ends_at, until) if row.errand in LATER_END else until)


def _hours(since: datetime, until: datetime) -> int | None:
    """Whole hours that reach until the end; None where that is now, as nothing after is known."""
    return min(hours_until(since, until), HOURS_AT_MOST) if until > since else None


def _until(desk: Desk, since: datetime, until: datetime) -> datetime | None:
    """What starts at once, or goes on, has its end named by the clock: its hours would count from
    when the draft is issued.
    """
    latest = since + timedelta(hours=HOURS_AT_MOST)
    return desk.local(min(until, latest)) if until > since else None


def _pollutant(desk: Desk, row: AirProposal) -> str | None:
    """None where the plan knows none of them, so that it is asked for."""
    known = (one for one in row.found.get("primary", ()) if desk.plan.known_pollutant(one))
    return next(known, None)


async def _grounds(desk: Desk, row: AirProposal, level: Level | None) -> str:
    if row.errand == AirErrand.CONTROL:
        # A dispatch rests on the order of those above, which is asked for.
        return ""
    plain = desk.words.plain
    sent = await forecasts.forecast(desk.session, row.forecast_id) if row.forecast_id else None
    facts: dict[str, Any] = {
        "at": desk.local(sent.in_force_at) if sent and sent.in_force_at else None,
        "sender": senders.called(desk, sent.body if sent else None),
        "measured": row.observed,
        "level": level.name if level else "",
        "start": row.starts_at,
        "end": row.ends_at,
        "below": row.found.get("below", 0),
        "mean_hours": next(map(mean_hours, row.found.get("windows", ())), 0),
        "highest": next((one[2] for one in row.found.get("windows", ())), ""),
        "proofs": desk.words.listed(_proof(desk, one) for one in row.found.get("proofs", ())),
    }
    return plain(_key(row, is_forecast=sent is not None), **facts)


def _key(row: AirProposal, *, is_forecast: bool) -> str:
    if row.found.get("cancels"):
        return "air_grounds_cancel"
    if row.errand == AirErrand.PROLONG and not is_forecast:
        return "air_grounds_prolong_observed"
    if row.errand in (AirErrand.LOWER, AirErrand.LIFT, AirErrand.PROLONG):
        return f"air_grounds_{row.errand}"
    return "air_grounds" if is_forecast else "air_grounds_observed"


def _proof(desk: Desk, one: dict[str, Any]) -> str:
    windows = one["windows"]
    return desk.words.plain(
        "air_grounds_proof",
        start=datetime.fromisoformat(windows[0][0]),
        end=datetime.fromisoformat(windows[-1][1]),
        mean_hours=mean_hours(windows[0]),
        means=[window[2] for window in windows],
        above=one["above"],
    )


def mean_hours(window: Sequence[str]) -> int:
    """Over how many hours the mean of a window runs that was kept."""
    starts_at, ends_at = map(datetime.fromisoformat, window[:2])
    return (ends_at - starts_at) // HOUR
