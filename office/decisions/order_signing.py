"""The first kind of round: the draft of an order, issued by its last signature."""

from messages.render import Message
from office.decisions import ending, issuing, overtaken
from office.decisions.draft_texts import (
    outcome_text,
    redraw_draft,
    request_text,
    tell_drafter,
    tell_drafter_and_office,
    why_outdated,
)
from office.decisions.order_round import round_of
from office.desk import Desk
from office.matters import alerts, kinds, playing
from office.matters.order_files import enclosure_of
from office.matters.order_terms import start_of
from office.matters.outdated import outdated
from office.refusal import Refusal
from office.region import floor, progress
from office.signing.rounds import KindOfRound, Round, finding
from storage.decisions import matters as store
from storage.decisions.matters import PENDING_STATES, MatterKind, Order, OrderKind, OrderState
from storage.subjects import SubjectKind


def _lapsed(desk: Desk, asked: Round[Order]) -> Refusal | None:
    limit = outdated(asked.row, desk.now)
    if limit is None or asked.row.state not in PENDING_STATES:
        return None
    return Refusal("approval_lapsed", why=why_outdated(desk, asked.row, limit))


async def _require_due(desk: Desk, asked: Round[Order]) -> None:
    # While the draft waited, the alert may have started or ended, or taken an announced level, and
    # the office above may have issued one of its own.
    draft = asked.row
    await playing.require_not_paused(desk, drill=draft.drill)
    if draft.matter_kind != MatterKind.ALERT:
        return
    await floor.require(
        desk, OrderKind(draft.kind), draft.level, drill=draft.drill, starts_at=start_of(draft)
    )
    alert = await alerts.standing_alert(desk, drill=draft.drill)
    if alert is not None:
        await issuing.require_not_ending_now(desk, alert)
    if not kinds.ends(draft):
        return
    if alert is None or alert.key != draft.matter_id:
        raise Refusal("no_open_alert")
    issuing.require_ending_fits(alert, OrderKind(draft.kind))
    issuing.require_hour_ahead(desk, draft)
    await issuing.require_level_named(desk, alert, draft)


async def _issue(desk: Desk, asked: Round[Order]) -> None:
    draft = asked.row
    moved = await store.move_order(
        desk.session, draft.key, [OrderState.APPROVING], OrderState.ISSUED
    )
    if not moved:
        raise Refusal("draft_gone")
    await ending.send(desk, draft)


async def _return(desk: Desk, asked: Round[Order]) -> None:
    states = [OrderState.APPROVING]
    await store.move_order(desk.session, asked.row.key, states, OrderState.RETURNED)
    await progress.tell(desk)


async def _redraw(desk: Desk, asked: Round[Order]) -> None:
    await redraw_draft(desk, asked.row)


async def _tell(
    desk: Desk, asked: Round[Order], message: Message, key: str | None, in_group: Message
) -> None:
    await tell_drafter_and_office(desk, asked.row, message, key, in_group)


def _granted_toast(draft: Order) -> str:
    has_level = kinds.of_order(draft).has_level
    return "approved_and_issued_toast" if has_level else "approved_and_sent_toast"


ORDERS: KindOfRound[Order] = KindOfRound(
    subject=SubjectKind.ORDER,
    find=finding(store.order, round_of),
    is_open=lambda draft: draft.state == OrderState.APPROVING,
    request=request_text,
    outcome=outcome_text,
    lapsed=_lapsed,
    require_due=_require_due,
    granted=_issue,
    sent_back=_return,
    tell_return=tell_drafter,
    redraw=_redraw,
    tell=_tell,
    granted_toast=_granted_toast,
    settle_calls=overtaken.settle_calls,
    file=enclosure_of,
)
