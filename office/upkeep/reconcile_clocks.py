"""Proves that time is watched: whatever is owed, and every open alert, is on the agenda."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from office.decisions import expiry, period_end
from office.decisions.expiry import EXPIRY
from office.decisions.period_end import PERIOD_END
from office.desk import Desk
from office.ladder.policies import ladder_of, owed_under
from office.matters import alerts, briefs, clocks, kinds, playing
from office.matters.in_effect import ending, newest_terms, takes_effect_at
from office.obligations import lifecycle, prompts, same_day
from office.obligations.lifecycle import PauseReason
from office.plan.model import When
from office.supervision import gates, known_slips
from office.upkeep.awaited import awaited
from office.upkeep.reconcile_gaps import Gap
from storage.decisions import matters as store
from storage.decisions.matters import Matter, MatterKind, MatterState, Order
from storage.owed.obligations import Obligation
from storage.upkeep import gaps

DAY = timedelta(days=1)


async def unwound(desk: Desk) -> list[Gap]:
    """Prove that everything owed will be looked at again."""
    found = await gaps.unwound(desk.session, desk.jurisdiction)
    may_stand = await _may_stand(desk, found)
    return [
        Gap("unwound", f"obligation:{row.key}", (row.agency,), partial(_wind, row.key))
        for row in found
        if not (_stands(row, may_stand) or await _at_its_end(desk, row))
        and not await gates.is_closed(desk, row)
    ]


async def unshown(desk: Desk) -> list[Gap]:
    """Prove that no reply waits to be put before the office where no step will do so."""
    found = await gaps.unshown(desk.session, desk.jurisdiction)
    may_stand = await _may_stand(desk, found)
    return [
        Gap("unshown", f"obligation:{row.key}", (row.agency,), partial(_show, row.key))
        for row in found
        if not _stands(row, may_stand)
        and (row.ladder_ended is not None or await _at_its_end(desk, row))
    ]


async def paused_for_nothing(desk: Desk) -> list[Gap]:
    """Prove that no clock stands for an extension that nobody is asked to decide."""
    reason = PauseReason.EXTENSION
    return [
        Gap("paused", f"obligation:{row.key}", (row.agency,), partial(_resume, row.key))
        for row in await gaps.paused_for_nothing(desk.session, desk.jurisdiction, reason)
    ]


async def alerts_off_agenda(desk: Desk) -> list[Gap]:
    """Prove that each announced alert will start, and that each open one will end."""
    waits = await awaited(desk)
    found = []
    for alert in await store.open_matters(desk.session, desk.jurisdiction, MatterKind.ALERT):
        issued = await store.issued_orders(desk.session, alert.key)
        order, end = newest_terms(issued), ending(issued)
        if order is None:
            continue
        if end is not None:
            if (alerts.END, end.key) not in waits:
                found.append(Gap("unlifted", f"alert:{alert.key}", (), partial(_lift, end)))
            continue
        if (alerts.START, order.key) not in waits and await _is_to_start(desk, alert, order):
            found.append(Gap("unstarted", f"alert:{alert.key}", (), partial(_start, order)))
        if (PERIOD_END, alert.key) not in waits:
            found.append(Gap("unending", f"alert:{alert.key}", (), partial(_end, alert, order)))
    return found


async def unprompted(desk: Desk) -> list[Gap]:
    """Prove that whatever is open and reported on each day will be asked about."""
    return [
        Gap("unprompted", kinds.audit_subject(order), (), partial(_prompt, matter, order))
        for matter, order in await _without(desk, alerts.DAILY_PROMPTS)
        if await _is_owed_daily(desk, order)
    ]


async def unasked_in_the_evening(desk: Desk) -> list[Gap]:
    """Prove that what is reported on its own evening will be asked for then."""
    return [
        Gap("unasked_same_day", kinds.audit_subject(order), (), partial(_evening, matter, order))
        for matter, order in await _without(desk, same_day.SAME_DAY)
        if same_day.is_asked_for(await desk.plan_of(order), matter.kind)
    ]


async def _without(desk: Desk, kind: str) -> list[tuple[Matter, Order]]:
    """What is open and has no such item on the agenda, with the newest order of each."""
    waits = await awaited(desk)
    found = []
    for matter in await store.open_matters(desk.session, desk.jurisdiction):
        order = newest_terms(await store.issued_orders(desk.session, matter.key))
        if order is not None and (kind, matter.key) not in waits:
            found.append((matter, order))
    return found


async def unbriefed(desk: Desk) -> list[Gap]:
    """Whoever is to be told each day how things stand will be told."""
    waits = await awaited(desk)
    found = []
    for alert in await store.open_matters(desk.session, desk.jurisdiction, MatterKind.ALERT):
        order = newest_terms(await store.issued_orders(desk.session, alert.key))
        if order is None or (briefs.BRIEF, alert.key) in waits:
            continue
        if (await desk.plan_of(order)).brief is not None:
            found.append(Gap("unbriefed", f"alert:{alert.key}", (), partial(_brief, alert, order)))
    return found


async def unexpiring(desk: Desk) -> list[Gap]:
    """What ends by itself is on the agenda until it has ended."""
    waits = await awaited(desk)
    return [
        Gap("unexpiring", kinds.audit_subject(order), (), partial(_expire, order))
        for matter in await store.open_matters(desk.session, desk.jurisdiction)
        if kinds.of_matter(matter).expires and (EXPIRY, matter.key) not in waits
        for order in await store.issued_orders(desk.session, matter.key)
        if kinds.expires(order)
    ]


async def _is_owed_daily(desk: Desk, order: Order) -> bool:
    return bool(owed_under(await desk.plan_of(order), order.matter_kind, When.DAILY))


async def _is_to_start(desk: Desk, alert: Matter, order: Order) -> bool:
    # Only rows are compared: an order that was just issued may be younger than our clock.
    if alert.state == MatterState.ISSUED:
        return True
    announced = order.issued_at is not None and order.starts_at > order.issued_at
    return announced and not await gaps.was_taken(
        desk.session, desk.jurisdiction, alerts.START, order.key
    )


async def _may_stand(desk: Desk, rows: Sequence[Obligation]) -> frozenset[PauseReason]:
    """For what clocks stand that nobody has forgotten."""
    practised = any(PauseReason.EXERCISE in lifecycle.pause_reasons(row) for row in rows)
    if practised and await playing.is_paused(desk):
        return lifecycle.FOR_THE_OFFICE | {PauseReason.EXERCISE}
    return lifecycle.FOR_THE_OFFICE


def _stands(row: Obligation, may_stand: frozenset[PauseReason]) -> bool:
    reasons = lifecycle.pause_reasons(row)
    return bool(reasons) and reasons <= may_stand


async def _at_its_end(desk: Desk, row: Obligation) -> bool:
    if row.step_due_at is not None:
        return False
    ladder = await ladder_of(desk, row)
    return ladder.rung(row.step) is not None and ladder.is_last(row.step)


async def _wind(obligation_id: int, desk: Desk) -> None:
    row = await desk.session.get_one(Obligation, obligation_id)
    # An exercise that stands still is none of the gaps, so that none holds this clock back.
    await lifecycle.resume(desk, row, PauseReason.EXERCISE)
    # The row says when to look; where it does not, we look when all the given time is over.
    if row.step_due_at is None:
        standing = await known_slips.standing_slips(desk, row)
        given = [row.due_at, *(slip.deadline_at for slip in standing if slip.deadline_at)]
        row.step_due_at = max(desk.now, *given)
    await lifecycle.look_again(desk, row, None)


async def _show(obligation_id: int, desk: Desk) -> None:
    row = await desk.session.get_one(Obligation, obligation_id)
    row.step_due_at = max(row.due_at, desk.now)
    await lifecycle.look_again(desk, row, None)


async def _resume(obligation_id: int, desk: Desk) -> None:
    row = await desk.session.get_one(Obligation, obligation_id)
    await lifecycle.resume(desk, row, PauseReason.EXTENSION)


async def _start(order: Order, desk: Desk) -> None:
    at = max(takes_effect_at(order), desk.now)
    await clocks.on_agenda(desk, alerts.START, order.key, at)


async def _lift(order: Order, desk: Desk) -> None:
    at = max(takes_effect_at(order), desk.now)
    await clocks.on_agenda(desk, alerts.END, order.key, at)


async def _brief(alert: Matter, order: Order, desk: Desk) -> None:
    after = max(takes_effect_at(order), desk.now)
    await briefs.expect(desk, await desk.plan_of(order), alert, after)


async def _evening(matter: Matter, order: Order, desk: Desk) -> None:
    await same_day.expect(desk, await desk.plan_of(order), matter)


async def _expire(order: Order, desk: Desk) -> None:
    await expiry.expect(desk, order)


async def _end(alert: Matter, order: Order, desk: Desk) -> None:
    await period_end.expect(desk, alert, order)


async def _prompt(matter: Matter, order: Order, desk: Desk) -> None:
    plan = await desk.plan_of(order)
    # We prompt for this morning while it lasts; whoever was asked already is not asked again.
    started_at = matter.started_at or takes_effect_at(order)
    first = prompts.first_prompt_at(desk, plan, started_at, matter.kind)
    this_morning = prompts.first_prompt_at(desk, plan, desk.now - DAY, matter.kind)
    if first is not None and this_morning is not None:
        at = max(first, this_morning, desk.now)
        await clocks.on_agenda(desk, alerts.DAILY_PROMPTS, matter.key, at)
