"""Proposals of the air: what it would have the office do is told once, and kept true.

Nothing is ever issued from here. An episode has one open proposal an errand: what changes with a
forecast is edited in its message, and only another level is a new one. Whatever an exercise says of
the air has no part in it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from office.desk import Desk
from office.forecasts import eased_drafts, known_air, proposal_cards
from office.forecasts.graded import GradedAir, graded_outlook
from office.forecasts.known_air import KnownAir
from office.forecasts.verdicts import (
    EASES_WITHIN,
    AirVerdict,
    StandingAlert,
    eases_at,
    is_undetermined,
    verdicts,
)
from office.matters import alerts, clocks, control_proposals
from office.matters.control_proposals import Spell
from office.matters.in_effect import takes_effect_at
from office.matters.order_terms import announced_end
from office.plan.quiet import quiet_until
from storage.immutable import immutable
from storage.sky import proposals as store
from storage.sky.proposals import (
    MERGED,
    REPLACED,
    UNSUPPORTED,
    WHY,
    AirErrand,
    AirProposal,
    AirProposalState,
)

LOOK = "air_look"
"""The kind of agenda item at whose instant time alone may change what is proposed."""
OF_ONE_ALERT = (AirErrand.RAISE, AirErrand.LOWER, AirErrand.LIFT, AirErrand.PROLONG)
OF_A_LEVEL = (AirErrand.START, AirErrand.RAISE)
EASINGS = (AirErrand.LOWER, AirErrand.LIFT)
UNDETERMINED = "undetermined"
"""The key for the forecast by which it can be neither upheld nor ended."""


async def reconsider(desk: Desk) -> None:
    """Hold what is proposed against what is known of the air, and against the alert that stands."""
    rows = await store.open_proposals(desk.session, desk.jurisdiction)
    air = await known_air.read(desk)
    if air is None and not rows:
        return
    alert = await _standing(desk)
    if air is None:
        for row in rows:
            await _overtake(desk, row, UNSUPPORTED)
        return
    graded = graded_outlook(desk.plan, air.outlook, air.hours)
    wanted = verdicts(desk.plan, air, graded, desk.now, alert)
    await _match(desk, rows, _Seen(air, graded, wanted, alert))
    eased = eases_at(desk.plan, air, graded, desk.now, alert)
    looks = [_awake(desk, eased - EASES_WITHIN)] if eased else []
    await _look_again(desk, [*looks, *(one.ends_at for one in wanted)])


def _awake(desk: Desk, at: datetime) -> datetime:
    """Better air a day ahead can wait for the morning: days begin at midnight, and so does it."""
    return quiet_until(desk.plan.sleep, desk.plan.tz, at) or at


async def look(desk: Desk, _subject: int) -> str:
    await reconsider(desk)
    return "looked"


@immutable
class _Seen:
    """What is known of the air, and what the plan's figures make of it."""

    air: KnownAir
    graded: GradedAir
    wanted: Sequence[AirVerdict]
    alert: StandingAlert | None


async def _match(desk: Desk, rows: Sequence[AirProposal], seen: _Seen) -> None:
    """Keep, change or end each open proposal, and make those that are missing."""
    left = list(seen.wanted)
    replaced: list[AirProposal] = []
    kept: list[AirVerdict] = []
    for row in rows:
        one = next((one for one in left if _is_about(desk, row, one)), None)
        if _is_undecided(desk, row, one, seen):
            left = [other for other in left if other is not one]
            await _leave_open(desk, row, seen.air)
        elif one is None:
            # Two spells have become one, which another message tells.
            is_told = any(_is_about(desk, row, other) for other in kept)
            await _overtake(desk, row, MERGED if is_told else UNSUPPORTED)
        elif level_kept(one) != row.level:
            replaced.append(row)
        else:
            left.remove(one)
            kept.append(one)
            await _change(desk, row, one, seen)
    for row in replaced:
        await _overtake(desk, row, REPLACED)
    await _make_missing(desk, left, seen)


async def _make_missing(desk: Desk, left: Sequence[AirVerdict], seen: _Seen) -> None:
    since = desk.now - desk.plan.episode_gap
    settled = await store.settled_reaching(desk.session, desk.jurisdiction, since)
    for one in left:
        if not any(_answers(desk, row, one, seen.air) for row in settled):
            await _make(desk, one, seen)


def _is_undecided(desk: Desk, row: AirProposal, one: AirVerdict | None, seen: _Seen) -> bool:
    """Whether less is found, but only because too little is known."""
    is_excluded = any(
        other.errand is AirErrand.NOTICE and touches(desk, row, other.starts_at, other.ends_at)
        for other in seen.wanted
    )
    says_less = _says_less(desk, row, one)
    return says_less and not is_excluded and _may_still_hold(desk, row, seen)


def _says_less(desk: Desk, row: AirProposal, one: AirVerdict | None) -> bool:
    if one is None or one.level is None:
        return True
    known = desk.plan.known_level(row.level or "")
    return known is not None and one.level.rank < known.rank


def _may_still_hold(desk: Desk, row: AirProposal, seen: _Seen) -> bool:
    """What is not known any more is not clean: only air that is known to be better ends it."""
    level = desk.plan.known_level(row.level or "")
    if level is None or row.ends_at <= desk.now:
        return False
    if row.errand not in OF_A_LEVEL and not _is_still_to_prolong(row, seen):
        return False
    return is_undetermined(desk.plan, seen.air, level, row.starts_at, row.ends_at)


def _is_still_to_prolong(row: AirProposal, seen: _Seen) -> bool:
    """Whether its alert stands as it did, with that end, and nothing easier is wanted."""
    alert = seen.alert
    if row.errand != AirErrand.PROLONG or alert is None or alert.lifts_at is not None:
        return False
    is_same = (alert.matter_id, alert.level.id) == (row.matter_id, row.level)
    is_changed = any(one.errand in (*EASINGS, AirErrand.RAISE) for one in seen.wanted)
    return is_same and alert.ends_at == row.starts_at and not is_changed


async def _leave_open(desk: Desk, row: AirProposal, air: KnownAir) -> None:
    key = air.forecast.key if air.forecast else None
    if row.found.get(UNDETERMINED) == key:
        return
    row.found = {**row.found, UNDETERMINED: key}
    row.changed_at = desk.now
    desk.session.add(row)
    await desk.session.flush()
    await _record(desk, row, "undetermined")
    await proposal_cards.redraw(desk, row)


def level_kept(one: AirVerdict) -> str | None:
    """Air that the plan excludes has no level, whatever its figures reach."""
    return one.level.id if one.level and one.errand is not AirErrand.NOTICE else None


def _is_about(desk: Desk, row: AirProposal, one: AirVerdict) -> bool:
    if row.errand != one.errand:
        return False
    if one.errand in OF_ONE_ALERT:
        return row.matter_id == one.matter_id
    return touches(desk, row, one.starts_at, one.ends_at)


def touches(desk: Desk, row: AirProposal, starts_at: datetime, ends_at: datetime) -> bool:
    """Whether both belong to one episode."""
    apart = max(starts_at - row.ends_at, row.starts_at - ends_at)
    return apart < desk.plan.episode_gap


def _answers(desk: Desk, row: AirProposal, one: AirVerdict, air: KnownAir) -> bool:
    """Whether the office has decided on this already, with all that speaks for it at hand."""
    if not touches(desk, row, one.starts_at, one.ends_at):
        return False
    if one.errand is AirErrand.PROLONG:
        # Who named a nearer end had this forecast before them; another one asks again.
        counts = air.forecast.key if air.forecast else None
        return (row.errand, row.matter_id, row.forecast_id) == (one.errand, one.matter_id, counts)
    if one.errand not in OF_A_LEVEL or one.level is None:
        return row.errand == one.errand and one.errand not in OF_ONE_ALERT
    known = desk.plan.known_level(row.level or "")
    if known is None or known.rank < one.level.rank or row.errand not in OF_A_LEVEL:
        return False
    # Who was declined a level has declined it for the episode. Who has issued a lower one than was
    # proposed had the same windows before them, and is asked again once others show the same.
    is_same = row.found.get("proofs") == one.rests_on.get("proofs")
    return row.state == AirProposalState.DECLINED or is_same


async def _make(desk: Desk, one: AirVerdict, seen: _Seen) -> None:
    if one.errand is AirErrand.CONTROL and not await _may_dispatch(desk, one):
        return
    row = AirProposal(
        jurisdiction=desk.jurisdiction,
        errand=one.errand,
        level=level_kept(one),
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        plan_version_id=desk.plan_version_id,
        made_at=desk.now,
        changed_at=desk.now,
    )
    _tell_what(row, one, seen.air)
    desk.session.add(row)
    await desk.session.flush()
    await _record(desk, row, "made")
    drawing = proposal_cards.picture(desk, row, one, seen.air, seen.graded)
    await proposal_cards.put_up(desk, row, drawing)


async def _may_dispatch(desk: Desk, one: AirVerdict) -> bool:
    spell = Spell(one.starts_at, one.ends_at)
    return await control_proposals.propose(desk, spell, f"air:{one.starts_at.isoformat()}")


async def _change(desk: Desk, row: AirProposal, one: AirVerdict, seen: _Seen) -> None:
    before = (row.forecast_id, row.starts_at, row.ends_at, row.found)
    _tell_what(row, one, seen.air)
    if (row.forecast_id, row.starts_at, row.ends_at, row.found) == before:
        return
    row.changed_at = desk.now
    desk.session.add(row)
    await desk.session.flush()
    await _record(desk, row, "changed")
    drawing = proposal_cards.picture(desk, row, one, seen.air, seen.graded)
    await proposal_cards.redraw(desk, row, drawing)
    if row.errand in EASINGS and row.starts_at > before[1]:
        await eased_drafts.tell_later(desk, row)


def _tell_what(row: AirProposal, one: AirVerdict, air: KnownAir) -> None:
    row.former_level = one.former.id if one.former else None
    row.matter_id = one.matter_id
    row.forecast_id = air.forecast.key if air.forecast else None
    row.starts_at, row.ends_at = one.starts_at, one.ends_at
    row.observed = bool(one.rests_on.get("measured"))
    figures = {"figures": one.level.id} if one.errand is AirErrand.NOTICE and one.level else {}
    row.found = {**one.rests_on, **figures}


async def _overtake(desk: Desk, row: AirProposal, why: str) -> None:
    to = AirProposalState.PASSED if row.ends_at <= desk.now else AirProposalState.OVERTAKEN
    if row.errand == AirErrand.CONTROL:
        await control_proposals.take_back(desk, row.made_at)
    await settle(desk, row, to, found={**row.found, WHY: why})
    if row.errand in EASINGS and to is AirProposalState.OVERTAKEN:
        await eased_drafts.tell(desk, row)


async def settle(desk: Desk, row: AirProposal, to: AirProposalState, **came_of_it: object) -> None:
    if not await store.settle(desk.session, row.key, to, desk.now, **came_of_it):
        return
    await desk.session.refresh(row)
    await _record(desk, row, to)
    await proposal_cards.redraw(desk, row)


async def _record(desk: Desk, row: AirProposal, what: str) -> None:
    await desk.record(
        f"air_proposal_{what}",
        f"air_proposal:{row.key}",
        errand=row.errand,
        level=row.level,
        forecast=row.forecast_id,
        starts_at=row.starts_at.isoformat(),
        ends_at=row.ends_at.isoformat(),
    )


async def _standing(desk: Desk) -> StandingAlert | None:
    alert = await alerts.standing_alert(desk)
    order = await alerts.standing_order(desk, alert) if alert else None
    level = desk.plan.known_level(order.level or "") if order else None
    if alert is None or order is None or level is None:
        return None
    coming = await alerts.coming_end(desk, alert)
    return StandingAlert(
        alert.key,
        level,
        takes_effect_at(order),
        announced_end(order),
        has_begun=alert.started_at is not None,
        lifts_at=coming.starts_at if coming is not None else None,
    )


async def _look_again(desk: Desk, instants: Iterable[datetime]) -> None:
    ahead = [at for at in instants if at > desk.now]
    if ahead:
        await clocks.on_agenda(desk, LOOK, 0, min(ahead))
    else:
        await clocks.off_agenda(desk, LOOK, 0)
