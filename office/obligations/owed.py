"""The open obligations: of one agency for its liaisons, of all agencies for the office."""

from collections.abc import Collection
from datetime import datetime, timedelta

from messages.views.owed import DueItem, DueView, Incomplete, MatterView, OwingAgency
from office import post
from office.bodies import agency_names
from office.desk import Desk
from office.ladder import referral_notes, step_words
from office.ladder.policies import due_unchecked, ladder_of
from office.matters import naming
from office.obligations import lifecycle, odd_words, understood
from office.obligations.lifecycle import PauseReason
from office.obligations.understood import LookedThrough
from office.plan.ladders import NOTHING_YET
from office.plan.owed_kinds import KINDS, answered_by_report
from storage.decisions import matters
from storage.occasions import Occasion
from storage.owed import obligations as stored_obligations
from storage.owed import questioned
from storage.owed.obligations import Obligation, ObligationState
from storage.supervision import slip_items
from storage.supervision.slips import SlipState

ONE_MINUTE = timedelta(minutes=1)

OccasionKey = tuple[int, str, Occasion]
"""A matter's id, a kind of obligation, and its occasion."""


async def open_to_its_knowledge(desk: Desk, agency: str, *kinds: str) -> list[Obligation]:
    """What a body owes, but for what an exercise asks of it where the script answers in its place:
    its people know of no exercise, and whatever they write is about their real work.
    """
    rows = await stored_obligations.open_of_agency(desk.session, desk.jurisdiction, agency, *kinds)
    if not any(row.drill for row in rows) or not await post.is_unsaid(desk, agency):
        return rows
    return [row for row in rows if not row.drill]


async def due(desk: Desk, agency: str) -> DueView:
    rows = await open_to_its_knowledge(desk, agency)
    unjudged = await questioned.unjudged(desk.session, desk.jurisdiction, desk.now)
    items = [await _due_item(desk, owed, unjudged) for owed in rows]
    you = naming.address(desk, desk.plan, agency)
    return DueView(agency_names.name(desk, agency), you, tuple(items))


async def missing(
    desk: Desk, agencies: Collection[str] = (), *, drill: bool = False
) -> tuple[MatterView, ...]:
    """Open obligations by occasion, the oldest deadline first; those of some agencies, if named."""
    found = await open_occasions(desk, drill=drill)
    if agencies:
        found = {
            occasion: asked
            for occasion, rows in found.items()
            if (asked := [row for row in rows if row.agency in agencies])
        }
    unjudged = await questioned.unjudged(desk.session, desk.jurisdiction, desk.now)
    views = [await _matter_view(desk, occasion, rows, unjudged) for occasion, rows in found.items()]
    return tuple(views)


async def open_occasions(
    desk: Desk, *, drill: bool | None = False
) -> dict[OccasionKey, list[Obligation]]:
    """Find what is owed in earnest; with `drill` in exercises, and with None in both."""
    found: dict[OccasionKey, list[Obligation]] = {}
    rows = await stored_obligations.open_in(desk.session, desk.jurisdiction, drill=drill)
    for owed in rows:
        found.setdefault((owed.matter_id, owed.kind, owed.occasion), []).append(owed)
    return found


async def standing_of(desk: Desk, owed: Obligation) -> str:
    reasons = lifecycle.pause_reasons(owed)
    if PauseReason.EXTENSION in reasons:
        return desk.words.plain("owed_extension_pending")
    if PauseReason.UNREACHABLE in reasons:
        late = late_by(owed, desk.now) is not None
        return desk.words.plain("owed_unreachable_late" if late else "owed_unreachable")
    if PauseReason.EXERCISE in reasons:
        return desk.words.plain("owed_exercise_paused")
    if owed.ladder_ended is not None:
        return desk.words.plain("owed_ladder_ended")
    if owed.returned_at is not None and owed.step == NOTHING_YET:
        return desk.words.plain("owed_returned")
    taken = step_words.taken(desk, await ladder_of(desk, owed), owed.step)
    serial = await _joined_to(desk, owed)
    return desk.words.plain("owed_joined", taken=taken, serial=serial) if serial else taken


async def _standing_told(desk: Desk, owed: Obligation) -> str:
    """Say nothing of what is in time and untouched: a body need not read that no slip came yet."""
    touched = owed.step != NOTHING_YET or owed.joined or owed.returned_at is not None
    held = lifecycle.pause_reasons(owed) or owed.ladder_ended is not None
    if touched or held or late_by(owed, desk.now) is not None:
        return await standing_of(desk, owed)
    return ""


async def _joined_to(desk: Desk, owed: Obligation) -> str:
    """The serial of the newest open slip that lists it with other things."""
    if not owed.joined:
        return ""
    rows = await slip_items.slips_counting(desk.session, owed)
    listing = [slip for slip in rows if slip.state == SlipState.ISSUED and not slip.is_referral]
    return listing[-1].serial if listing and listing[-1].obligation_id != owed.key else ""


def late_by(owed: Obligation, now: datetime) -> timedelta | None:
    """Return how long it is overdue; None where it is not, or where its clock was stopped in time.

    It is told in whole minutes, and at least one from the deadline on.
    """
    passed = now - lifecycle.deadline(owed, now)
    return max(passed, ONE_MINUTE) if passed >= timedelta() else None


async def _due_item(desk: Desk, owed: Obligation, unjudged: Collection[int]) -> DueItem:
    """Nothing says that it is late while the office has not judged a reply to it."""
    waits = owed.key in unjudged
    is_report = answered_by_report(owed.kind)
    due_at = lifecycle.deadline(owed, desk.now)
    return DueItem(
        obligation_id=owed.key,
        order_id=owed.order_id,
        matter=naming.matter_of(desk, owed),
        due_at=due_at,
        late_by=None if waits else late_by(owed, desk.now),
        standing=desk.words.plain("owed_unjudged") if waits else await _standing_told(desk, owed),
        is_report=is_report,
        under=(await naming.order_of(desk, owed)).matter_kind,
        may_ask_for_time=is_report and await referral_notes.confirmed(desk, owed) is None,
        unchecked=due_unchecked(await naming.plan_of(desk, owed), owed.kind, due_at),
    )


async def _matter_view(
    desk: Desk, key: OccasionKey, rows: list[Obligation], unjudged: Collection[int]
) -> MatterView:
    matter_id, kind, occasion = key
    everyone = [
        owed
        for owed in await stored_obligations.of_occasion(desk.session, matter_id, kind, occasion)
        if owed.state != ObligationState.SUPERSEDED
    ]
    deadlines = {owed.due_at for owed in rows if owed.paused_at is None}
    owing = [await _missing_line(desk, row) for row in rows]
    groups: dict[str, list[OwingAgency]] = {name: [] for name in GROUPS}
    for row, line in zip(rows, owing, strict=True):
        groups[group_of(row, desk.now, unjudged)].append(line)
    return MatterView(
        key=(matter_id, kind, str(occasion)),
        matter=naming.matter_of(desk, rows[0]),
        alert=await _serial_of_order(desk, rows[0]),
        is_report=answered_by_report(kind),
        is_signed=KINDS[kind].is_signed,
        due_at=deadlines.pop() if len(deadlines) == 1 else None,
        total=len(everyone),
        done=sum(owed.state != ObligationState.OPEN for owed in everyone),
        overdue=tuple(groups["overdue"]),
        unjudged=tuple(groups["unjudged"]),
        asking=tuple(groups["asking"]),
        unreachable=tuple(groups["unreachable"]),
        in_time=tuple(groups["in_time"]),
        on_behalf=tuple(
            [await naming.agency_short(desk, row) for row in everyone if row.on_behalf]
        ),
        owing=tuple(owing),
        incomplete=await _incomplete(desk, everyone),
    )


async def _incomplete(desk: Desk, rows: list[Obligation]) -> tuple[Incomplete, ...]:
    found = await understood.look_through(desk, rows)
    answered = [row for row in rows if row.key in found and row.state != ObligationState.OPEN]
    return tuple([await _incomplete_line(desk, row, found[row.key]) for row in answered])


async def _incomplete_line(desk: Desk, owed: Obligation, seen: LookedThrough) -> Incomplete:
    agency = await naming.agency_short(desk, owed)
    odd = odd_words.told(desk, seen.odd)
    return Incomplete(agency, seen.left_out, odd, seen.report_id, seen.version)


GROUPS = ("overdue", "unjudged", "asking", "unreachable", "in_time")


async def _missing_line(desk: Desk, owed: Obligation) -> OwingAgency:
    return OwingAgency(
        obligation_id=owed.key,
        agency=await naming.agency_short(desk, owed),
        late_by=late_by(owed, desk.now),
        standing=await standing_of(desk, owed),
    )


def group_of(owed: Obligation, now: datetime, unjudged: Collection[int]) -> str:
    reasons = lifecycle.pause_reasons(owed)
    if PauseReason.UNREACHABLE in reasons:
        return "unreachable"
    if PauseReason.EXTENSION in reasons:
        return "asking"
    if owed.key in unjudged:
        return "unjudged"
    return "overdue" if late_by(owed, now) else "in_time"


async def _serial_of_order(desk: Desk, owed: Obligation) -> str:
    order = await matters.order(desk.session, owed.order_id)
    return (order.serial or "") if order else ""
