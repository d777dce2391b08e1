"""What led to each decision about the air: forecast, proposal, consultation and decision together.

A decision that no proposal led to has a row as well, and so has a proposal that nobody decided on:
the plan forbids arbitrary starts, and not to start when it is due is also a fault.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from messages.views.deliberations import DeliberationLine
from office.bodies import agency_names, people
from office.desk import Desk
from office.matters.consultations import outcome_of
from office.matters.order_texts import matter_title
from office.signing import requests
from storage.decisions import approvals, declines
from storage.decisions import matters as store
from storage.decisions.approvals import Decision
from storage.decisions.declines import Decline
from storage.decisions.matters import MatterKind, Order, OrderKind, OrderState
from storage.immutable import immutable
from storage.sky import consultations, forecasts, proposals
from storage.sky.consultations import Consultation
from storage.sky.forecasts import Forecast
from storage.sky.proposals import AirProposal
from storage.subjects import Subject

DECIDING = (OrderKind.ISSUE, OrderKind.ADJUST, OrderKind.CANCEL, OrderKind.LIFT)
ABOUT_AIR = (MatterKind.ALERT, MatterKind.CONTROL)
LEADS = timedelta(days=7)
"""A proposal may have been made so long before the decision with which an episode begins."""


@immutable
class Deliberation:
    """Any of it may be missing, and that is what whoever reads it looks for."""

    forecast: Forecast | None
    proposal: AirProposal | None
    consultation: Consultation | None
    order: Order | None = None
    decline: Decline | None = None

    @property
    def begun_at(self) -> datetime:
        known = (
            self.proposal.made_at if self.proposal else None,
            self.consultation.opened_at if self.consultation else None,
            self.order.drafted_at if self.order else None,
            self.decline.drafted_at if self.decline else None,
        )
        return min(one for one in known if one is not None)

    @property
    def decided_at(self) -> datetime | None:
        if self.order is not None:
            return self.order.issued_at
        return self.decline.signed_at if self.decline is not None else None


def decides(order: Order) -> bool:
    return (
        order.state == OrderState.ISSUED
        and order.kind in DECIDING
        and order.matter_kind in ABOUT_AIR
        and not order.drill
    )


async def between(
    desk: Desk, since: datetime, until: datetime, orders: Iterable[Order]
) -> list[Deliberation]:
    """All that was deliberated in this time, and what led to these orders."""
    decided = {order.key: order for order in orders if decides(order)}
    refused = {
        one.key: one
        for one in await declines.drafted_between(desk.session, desk.jurisdiction, since, until)
    }
    made = await proposals.proposals_between(desk.session, desk.jurisdiction, since - LEADS, until)
    own = [one for one in made if one.made_at >= since or one.order_id in decided]
    held = await consultations.consultations_between(
        desk.session, desk.jurisdiction, since - LEADS, until
    )
    found = [await _of_proposal(desk, one, held, decided, refused) for one in own]
    told = {one.consultation.key for one in found if one.consultation is not None}
    for one in held:
        if one.key not in told and one.proposal_id is None and one.opened_at >= since:
            found.append(Deliberation(await _forecast(desk, one.forecast_id), None, one))
    found += await _undeliberated(desk, found, decided.values(), refused.values())
    return sorted(found, key=lambda one: one.begun_at)


async def _of_proposal(
    desk: Desk,
    row: AirProposal,
    held: Sequence[Consultation],
    decided: Mapping[int, Order],
    refused: Mapping[int, Decline],
) -> Deliberation:
    own = [one for one in held if one.proposal_id == row.key]
    # One that was called off concluded nothing; a later one may have.
    consultation = next((one for one in reversed(own) if one.closed_at), own[-1] if own else None)
    order = decided.get(row.order_id or 0)
    if order is None and row.order_id is not None:
        order = await store.order(desk.session, row.order_id)
    decline = refused.get(row.decline_id or 0)
    forecast = await _forecast(desk, row.forecast_id)
    return Deliberation(forecast, row, consultation, order, decline if order is None else None)


async def _undeliberated(
    desk: Desk,
    found: Sequence[Deliberation],
    orders: Collection[Order],
    refused: Collection[Decline],
) -> list[Deliberation]:
    """The decisions to which no proposal led, with the forecast that counted then."""
    told = {one.order.key for one in found if one.order is not None}
    declined = {one.decline.key for one in found if one.decline is not None}
    more = [
        Deliberation(await _counting_at(desk, order.drafted_at), None, None, order)
        for order in orders
        if order.key not in told
    ]
    return more + [
        Deliberation(await _counting_at(desk, one.drafted_at), None, None, None, one)
        for one in refused
        if one.key not in declined
    ]


async def _forecast(desk: Desk, forecast_id: int | None) -> Forecast | None:
    return await forecasts.forecast(desk.session, forecast_id) if forecast_id else None


async def _counting_at(desk: Desk, at: datetime) -> Forecast | None:
    return await forecasts.counting_at(desk.session, desk.jurisdiction, at)


async def line(desk: Desk, one: Deliberation) -> DeliberationLine:
    forecast, proposal, held = one.forecast, one.proposal, one.consultation
    decided = one.decided_at
    return DeliberationLine(
        sender=_sender(desk, forecast),
        forecast_at=forecast.in_force_at if forecast else None,
        forecast_from=forecast.starts_at if forecast else None,
        forecast_until=forecast.ends_at if forecast else None,
        entered_by=await people.name_of(desk, forecast.read_by) if forecast else "",
        proposal=await _proposal(desk, proposal) if proposal else "",
        proposed_at=proposal.made_at if proposal else None,
        proposed_from=proposal.starts_at if proposal else None,
        proposed_until=proposal.ends_at if proposal else None,
        proposal_state=_said(desk, "proposal", _came_to(proposal)) if proposal else "",
        consultation=_consultation(desk, held) if held else "",
        conclusion=_concluded(desk, held) if held else "",
        concluded_at=held.closed_at if held else None,
        decision=await _decision(desk, one),
        grounds=one.order.grounds if one.order else one.decline.grounds if one.decline else "",
        signed=await _signed(desk, one),
        decided_at=decided,
        from_forecast=_minutes(forecast.in_force_at if forecast else None, decided),
        from_proposal=_minutes(proposal.made_at if proposal else None, decided),
    )


def _minutes(since: datetime | None, until: datetime | None) -> int | None:
    return None if since is None or until is None else int((until - since).total_seconds() // 60)


def _said(desk: Desk, family: str, value: str) -> str:
    return desk.words.plain(f"deliberation_{family}_{value}")


def _came_to(row: AirProposal) -> str:
    return proposals.MERGED if proposals.is_merged(row) else row.state


def _sender(desk: Desk, forecast: Forecast | None) -> str:
    if forecast is None:
        return ""
    return agency_names.short(desk, forecast.body) if forecast.body else desk.plan.office


async def _proposal(desk: Desk, row: AirProposal) -> str:
    plan = await desk.plan_version(row.plan_version_id)
    level = plan.known_level(row.level or "")
    return desk.words.plain(
        f"deliberation_errand_{row.errand}", level=level.name if level else row.level or ""
    )


def _consultation(desk: Desk, held: Consultation) -> str:
    return held.serial or _said(desk, "occasion", held.occasion)


def _concluded(desk: Desk, held: Consultation) -> str:
    """The conclusion that was chosen and the words beside it, to stand within a sentence."""
    chosen = outcome_of(desk, desk.plan, held)
    words = held.conclusion.rstrip("。.")
    if not (chosen and words):
        return chosen or words
    return desk.words.plain("deliberation_conclusion", chosen=chosen, words=words)


async def _decision(desk: Desk, one: Deliberation) -> str:
    if one.order is not None:
        plan = await desk.plan_of(one.order)
        return desk.words.plain(
            "deliberation_order",
            kind=one.order.kind,
            title=matter_title(desk, plan, one.order),
            serial=one.order.serial or "",
        )
    if one.decline is None:
        return ""
    level = desk.plan.known_level(one.decline.level)
    return desk.words.plain(
        "deliberation_decline",
        level=level.name if level else one.decline.level,
        state=one.decline.state,
    )


async def _signed(desk: Desk, one: Deliberation) -> tuple[str, ...]:
    subject = one.order or one.decline
    if subject is None:
        return ()
    steps = await approvals.approvals(desk.session, Subject.of(subject))
    return tuple(
        [
            desk.words.plain(
                "deliberation_signer",
                post=_post(desk, step.position),
                person=await requests.signer_of(desk, step),
                at=step.decided_at,
            )
            for step in steps
            if step.decision == Decision.APPROVED
        ]
    )


def _post(desk: Desk, position: str) -> str:
    known = desk.plan.known_position(position)
    return known.name if known else position
