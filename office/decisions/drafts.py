"""Drafts of orders: how they are made, changed, given up and confirmed."""

from collections.abc import Mapping
from dataclasses import replace

from office.bodies.people import Actor, require_capability, require_office
from office.decisions import approvals, draft_rows, draft_turns, ending, issuing, lapsing
from office.decisions.draft_texts import REPLACED, post_draft, redraw_draft
from office.desk import Desk
from office.matters import added_lines, alerts, clocks, control_proposals, kinds, orders, playing
from office.matters.added_lines import ADDS, AddedLine
from office.matters.in_effect import takes_effect_at
from office.matters.kinds import ALERT, TAKES_BACK, Saying
from office.matters.order_terms import (
    AT_ONCE,
    OPEN_END,
    AtOnce,
    Start,
    Terms,
    announced_end,
    check,
    check_grounds,
    check_start,
    lasting_of,
    terms_of,
)
from office.post import Place
from office.public import previewing
from office.refusal import Refusal
from office.region import concerned, floor, progress
from storage.decisions import matters as store
from storage.decisions.matters import PENDING_STATES, MatterState, Order, OrderKind, OrderState


async def desk_for(desk: Desk, kind: OrderKind, *, drill: bool = False) -> Desk:
    """The desk with the plan under which such an order is drafted.

    A new alert takes the plan in force; later orders keep the alert's own plan.
    """
    is_new = kind == OrderKind.ISSUE
    alert = None if is_new else await alerts.standing_alert(desk, drill=drill)
    return await desk.under(await orders.newest_order(desk, alert)) if alert else desk


async def draft(
    desk: Desk,
    who: Actor | None,
    place: Place,
    kind: OrderKind,
    terms: Terms,
    *,
    replacing: int | None = None,
    drill: bool = False,
) -> Order:
    alert = await draft_turns.require_in_turn(desk, who, kind, replacing=replacing, drill=drill)
    check((await desk_for(desk, kind, drill=drill)).plan, desk.now, terms)
    await floor.require(
        desk, kind, terms.level, terms.grounds, drill=drill, starts_at=terms.starts_at
    )
    if alert is not None:
        terms = await draft_rows.keeping(desk, alert, terms)
        await draft_turns.require_change(desk, alert, terms)
    previous = await _replaced(desk, who, replacing)
    matter = alert or await draft_rows.matter_for(desk, ALERT, previous, drill=drill)
    made = await draft_rows.of_alert(desk, who, place, kind, matter, terms)
    if previous is None:
        await control_proposals.propose_under(desk, made)
    await post_draft(desk, place, made)
    await previewing.preview(desk, made, place, instead_of=previous)
    return made


async def draft_lines(
    desk: Desk,
    who: Actor,
    place: Place,
    lines: tuple[AddedLine, ...],
    grounds: str,
    *,
    replacing: int | None = None,
    drill: bool = False,
) -> Order:
    """An adjustment that leaves the alert as it stands and adds measures to it."""
    kind = OrderKind.ADJUST
    alert = await draft_turns.require_in_turn(desk, who, kind, replacing=replacing, drill=drill)
    standing = await alerts.standing_order(desk, alert) if alert else None
    if alert is None or standing is None:
        raise Refusal("no_open_alert")
    await draft_turns.require_no_end(desk, alert)
    before = terms_of(standing).lines or ()
    new = tuple(line for line in lines if line not in before)
    if not new:
        raise Refusal("lines_known" if lines else "lines_wanted")
    check_grounds(grounds)
    added_lines.check((await desk_for(desk, kind, drill=drill)).plan, (*before, *new))
    await floor.require(desk, kind, standing.level, grounds, drill=drill)
    await _replaced(desk, who, replacing)
    terms = replace(
        terms_of(standing),
        starts_at=takes_effect_at(standing),
        grounds=grounds,
        lines=(*before, *new),
    )
    made = await draft_rows.of_alert(desk, who, place, kind, alert, terms, adds={ADDS: len(before)})
    await post_draft(desk, place, made)
    return made


async def draft_saying(
    desk: Desk,
    who: Actor | None,
    place: Place,
    terms: Saying,
    *,
    replacing: int | None = None,
    changing: int | None = None,
    drill: bool = False,
) -> Order:
    """Draft an order of a kind without levels; `changing` names the matter that it changes.

    Where nobody drafts it, the clock does, and it belongs to everybody in the office.
    """
    row = kinds.KINDS[terms.kind]
    if who is not None:
        await draft_turns.require_free(desk, who, row, replacing)
    await draft_turns.require_none_open(desk, row)
    terms.check(desk.plan, desk.now)
    previous = await _replaced(desk, who, replacing)
    if changing is None:
        kind, matter = (
            OrderKind.ISSUE,
            await draft_rows.matter_for(desk, row, previous, drill=drill),
        )
    else:
        kind, matter = OrderKind.ADJUST, await draft_turns.require_open(desk, changing)
        await draft_turns.require_no_other(desk, matter)
        await draft_turns.require_not_begun(desk, matter)
    made = await draft_rows.revision(desk, who, place, kind, matter, None)
    made.at_once, made.hours, made.says = True, terms.hours, terms.as_says()
    await draft_rows.keep(desk, made)
    await lapsing.watch(desk, made)
    await post_draft(desk, place, made)
    return made


async def draft_ending(
    desk: Desk,
    who: Actor | None,
    place: Place,
    kind: OrderKind,
    grounds: str,
    *,
    drill: bool = False,
    starts_at: Start = AT_ONCE,
) -> Order:
    """The draft of an end, at once or at an hour that is announced before."""
    alert = await draft_turns.require_in_turn(
        desk, who, kind, drill=drill, grounds=grounds, starts_at=starts_at
    )
    check_start(desk.now, starts_at, of="lift")
    check_grounds(grounds)
    if alert is None:
        raise Refusal("no_open_alert")
    if not isinstance(starts_at, AtOnce):
        await draft_turns.require_nothing_announced(desk, alert)
    made = await draft_rows.revision(desk, who, place, kind, alert, alert.level)
    made.at_once = isinstance(starts_at, AtOnce)
    made.starts_at = desk.now if isinstance(starts_at, AtOnce) else starts_at
    made.grounds, made.says = grounds, concerned.of_ending(made.says)
    await draft_rows.keep(desk, made)
    await lapsing.watch(desk, made)
    await post_draft(desk, place, made)
    await previewing.preview(desk, made, place)
    return made


async def draft_taking_back(
    desk: Desk,
    who: Actor,
    place: Place,
    grounds: str,
    *,
    replacing: int | None = None,
    drill: bool = False,
) -> Order:
    """An adjustment that takes an announced end back and leaves all else as it stands."""
    kind = OrderKind.ADJUST
    alert = await draft_turns.require_in_turn(
        desk, who, kind, replacing=replacing, drill=drill, grounds=grounds
    )
    standing = await alerts.standing_order(desk, alert) if alert else None
    if alert is None or standing is None:
        raise Refusal("no_open_alert")
    await draft_turns.require_end(desk, alert)
    check_grounds(grounds)
    previous = await _replaced(desk, who, replacing)
    ends_at = announced_end(standing)
    terms = replace(
        terms_of(standing),
        starts_at=takes_effect_at(standing),
        # An end that has passed meanwhile is none: nobody knows yet how long it goes on.
        lasting=OPEN_END if ends_at is not None and ends_at <= desk.now else lasting_of(standing),
        grounds=grounds,
    )
    made = await draft_rows.of_alert(desk, who, place, kind, alert, terms, adds={TAKES_BACK: True})
    await post_draft(desk, place, made)
    await previewing.preview(desk, made, place, instead_of=previous)
    return made


async def to_move(desk: Desk, who: Actor, matter_id: int) -> Order:
    """The newest order of a matter whose hour may be moved."""
    matter = await draft_turns.require_open(desk, matter_id)
    row = kinds.of_matter(matter)
    require_capability(desk, who, row.opened_by)
    if not row.gathers:
        raise Refusal("button_obsolete")
    await draft_turns.require_no_other(desk, matter)
    await draft_turns.require_not_begun(desk, matter)
    return await orders.newest_order(desk, matter)


async def to_correct(desk: Desk, who: Actor, matter_id: int) -> Order:
    """The newest order of a matter whose words may be corrected."""
    matter = await draft_turns.require_open(desk, matter_id)
    row = kinds.of_matter(matter)
    require_capability(desk, who, row.opened_by)
    if not row.corrected:
        raise Refusal("button_obsolete")
    await draft_turns.require_no_other(desk, matter)
    return await orders.newest_order(desk, matter)


async def draft_end(desk: Desk, who: Actor, place: Place, matter_id: int, kind: OrderKind) -> Order:
    matter = await draft_turns.require_open(desk, matter_id)
    row = kinds.of_matter(matter)
    require_capability(desk, who, row.opened_by)
    is_concluded = kind is OrderKind.CLOSE and bool(row.concluded_by)
    if row.has_level or kind not in row.ends or is_concluded:
        raise Refusal("button_obsolete")
    await draft_turns.require_no_other(desk, matter)
    await draft_turns.require_not_begun(desk, matter)
    made = await draft_rows.revision(desk, who, place, kind, matter, None)
    made.at_once = True
    await draft_rows.keep(desk, made)
    await post_draft(desk, place, made)
    return made


async def confirm(desk: Desk, who: Actor, place: Place, order_id: int) -> Order:
    """The drafter confirms it: it goes into the chain, or out at once if no signature is needed."""
    made = await _own(desk, who, place, order_id)
    if made.state != OrderState.DRAFT:
        raise _gone(made)
    await playing.require_not_paused(desk, drill=made.drill)
    await draft_turns.require_still_in_turn(desk, who, made)
    if not kinds.ends(made):
        draft_turns.require_as_read(desk, made)
    if kinds.chain(await desk.plan_of(made), made):
        await _move(desk, made, OrderState.DRAFT, OrderState.APPROVING)
        await approvals.begin(desk, made)
        await progress.tell(desk)
    else:
        await _move(desk, made, OrderState.DRAFT, OrderState.ISSUED)
        await ending.send(desk, made)
    await desk.record("draft_confirmed", kinds.audit_subject(made), revision=made.key)
    await redraw_draft(desk, made)
    return made


async def give_up(desk: Desk, who: Actor, order_id: int) -> Order:
    """Take a draft back. Any colleague may, from anywhere, so an absent drafter blocks nobody."""
    require_office(desk, who)
    made = await _known(desk, order_id)
    if made.state not in PENDING_STATES:
        raise _gone(made)
    await _void(desk, made, "draft_given_up")
    if made.kind == OrderKind.ISSUE:
        await _abandon(desk, made)
    return made


async def to_change(desk: Desk, who: Actor, place: Place, order_id: int) -> Order:
    """The draft that its drafter wants to change; it stays until the changed one is made."""
    made = await _own(desk, who, place, order_id)
    if made.state not in PENDING_STATES or kinds.ends(made):
        raise _gone(made)
    return made


async def _replaced(desk: Desk, who: Actor | None, replacing: int | None) -> Order | None:
    """The draft that this one replaces; it and all its signatures are void from now on."""
    if replacing is None or who is None:
        return None
    before = await store.order(desk.session, replacing)
    if before is None or before.drafted_by not in (None, who.user_id):
        raise Refusal("draft_not_yours")
    await _void(desk, before, "draft_changed", marks={REPLACED: True})
    return before


async def _own(desk: Desk, who: Actor, place: Place, order_id: int) -> Order:
    """The drafter's own draft, in the chat where it stands, so that a forged press finds nothing.

    A draft that the program itself made belongs to everybody in the office.
    """
    require_office(desk, who)
    made = await _known(desk, order_id)
    if made.office_chat_id not in (None, place.chat_id):
        raise Refusal("draft_unknown")
    if made.drafted_by not in (None, who.user_id):
        raise Refusal("draft_not_yours")
    return made


async def _known(desk: Desk, order_id: int) -> Order:
    made = await store.order(desk.session, order_id)
    if made is None or made.jurisdiction != desk.jurisdiction:
        raise Refusal("draft_unknown")
    return made


async def _move(desk: Desk, made: Order, origin: OrderState, to: OrderState) -> None:
    if not await store.move_order(desk.session, made.key, [origin], to):
        await desk.session.refresh(made)
        raise _gone(made)


async def _void(
    desk: Desk, made: Order, action: str, marks: Mapping[str, bool] | None = None
) -> None:
    if not await store.move_order(desk.session, made.key, PENDING_STATES, OrderState.VOID):
        await desk.session.refresh(made)
        raise _gone(made)
    made.snapshot = {**made.snapshot, **(marks or {})}
    desk.session.add(made)
    await clocks.off_agenda(desk, alerts.DRAFT_LIMIT, made.key)
    await desk.record(action, kinds.audit_subject(made), revision=made.key)
    await approvals.void(desk, made)
    await previewing.forget(desk, made)
    await redraw_draft(desk, made)
    await progress.tell(desk)


async def _abandon(desk: Desk, made: Order) -> None:
    matter = await issuing.matter_of(desk, made)
    matter.state, matter.ended_at = MatterState.ABANDONED, desk.now
    desk.session.add(matter)
    await desk.session.flush()


def _gone(made: Order) -> Refusal:
    return Refusal(f"draft_is_{made.state}")
