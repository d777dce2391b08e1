"""Everything that a ledger tells of, read once, with the names that people know it by."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlmodel import col, select

from messages.views.deliberations import DeliberationLine
from office.bodies import agency_names
from office.delivery_kinds import kinds_that
from office.desk import Desk
from office.forecasts import evaluated
from office.ladder import step_words
from office.ladder.policies import ladder_of
from office.matters import kinds
from office.matters.naming import matter_of
from office.matters.order_texts import matter_title
from office.paperwork import deliberations
from office.plan.calendars import ONE_DAY
from office.plan.model import Plan
from office.records.ledgers import consultations, meetings
from office.records.ledgers.consultations import LedgerConsultation
from office.records.ledgers.meetings import MeetingCalled
from office.records.ledgers.scope import LedgerScope
from office.signing import requests
from office.sky.evaluation import DayScore
from storage.decisions import declines
from storage.decisions.approvals import Approval
from storage.decisions.declines import Decline
from storage.decisions.matters import Order
from storage.delivery import under_matters
from storage.enterprises import reduction_lists
from storage.enterprises.reduction_lists import ListedEnterprise, ReductionList
from storage.immutable import immutable
from storage.owed import firm_days
from storage.owed.extensions import Extension
from storage.owed.firm_days import NamedDay
from storage.owed.returns import ReportReturn
from storage.roster.chats import Chat
from storage.roster.people import Person
from storage.subjects import SubjectKind
from storage.supervision import slip_digests
from storage.supervision.slips import Slip


@immutable
class OrderNames:
    matter: str
    level: str
    pollutant: str


@immutable
class LedgerRecord:
    orders: Sequence[Order]
    signatures: Sequence[Approval]
    signers: dict[int, str]
    """Who gave each signature, and whether for another or by telephone."""
    declines: Sequence[Decline]
    scores: Sequence[DayScore]
    """The days of its time that were forecast and measured, by how many days ahead."""
    deliberated: Sequence[DeliberationLine]
    """What led to each decision about the air."""
    obligations: Sequence[Any]
    reports: Sequence[Any]
    parts: Sequence[Any]
    values: Sequence[Any]
    returns: Sequence[ReportReturn]
    slips: Sequence[Slip]
    extensions: Sequence[Extension]
    deliveries: Sequence[Any]
    people: dict[int, str]
    chats: dict[int, str]
    ordered: dict[int, OrderNames]
    """How each order's matter is called, by the order."""
    plans: dict[int, Plan]
    """The plan of each order."""
    owed: dict[int, str]
    """How each thing owed is called, by its id."""
    fields: dict[str, str]
    """How the fields of the reports are called, by their ids."""
    steps: dict[int, str]
    """How the step of each slip is called."""
    meetings: Sequence[MeetingCalled]
    consultations: Sequence[LedgerConsultation]
    lists: Sequence[ReductionList]
    """The versions of reduction lists, against which reports of firms are held."""
    firms: Sequence[NamedDay]
    """What reports say of single enterprises."""
    listed: dict[int, Sequence[ListedEnterprise]]
    """The enterprises of each version, by its id."""


async def record_of(desk: Desk, scope: LedgerScope) -> LedgerRecord:
    session = desk.session
    orders = await under_matters.orders(session, scope.matters)
    plans = {order.key: await desk.plan_of(order) for order in orders}
    obligations = await under_matters.obligations(session, scope.matters)
    owed = _ids(obligations)
    reports = await under_matters.reports(session, owed)
    slips = await under_matters.slips(session, owed)
    extensions = await under_matters.extensions(session, owed)
    about = {
        SubjectKind.MATTER: scope.matters,
        SubjectKind.ORDER: _ids(orders),
        SubjectKind.OBLIGATION: owed,
        SubjectKind.SLIP: _ids(slips),
        SubjectKind.SLIP_DIGEST: await slip_digests.naming(session, slips),
        SubjectKind.EXTENSION: _ids(extensions),
    }
    signatures = await under_matters.signatures(session, scope.matters)
    lists = await reduction_lists.ever_in_force(session, desk.jurisdiction)
    listed = kinds_that(lambda rules: rules.in_ledger)
    return LedgerRecord(
        orders=orders,
        signatures=signatures,
        signers={
            one.key: await requests.signer_of(desk, one) for one in signatures if one.decided_by
        },
        declines=await declines.drafted_between(
            session, desk.jurisdiction, scope.since, scope.until
        ),
        scores=await _scores(desk, scope),
        deliberated=await _deliberated(desk, scope, orders),
        obligations=obligations,
        reports=reports,
        parts=await under_matters.parts(session, _ids(reports)),
        values=await under_matters.values(session, _ids(reports)),
        returns=await under_matters.returns(session, owed),
        slips=slips,
        extensions=extensions,
        deliveries=await under_matters.deliveries(session, about, listed),
        people=await _people(desk),
        chats=await _chats(desk),
        ordered={order.key: _names(desk, order, plans[order.key]) for order in orders},
        plans=plans,
        owed=_owed(desk, obligations),
        fields=_fields(plans.values()),
        steps=await _steps(desk, slips, {one.id: one for one in obligations}),
        meetings=await meetings.read(desk, scope),
        consultations=await consultations.read(desk, scope),
        lists=lists,
        firms=await firm_days.of_reports(session, _ids(reports)),
        listed={one.key: await reduction_lists.listed(session, one.key) for one in lists},
    )


def _ids(rows: Sequence[Any]) -> list[int]:
    return [row.id for row in rows]


def body(desk: Desk, body_id: str | None) -> str:
    return agency_names.name(desk, body_id) if body_id else ""


def _names(desk: Desk, order: Order, plan: Plan) -> OrderNames:
    level = kinds.level_named(plan, order)
    return OrderNames(
        matter=matter_title(desk, plan, order),
        level=level.name if level else "",
        pollutant=plan.pollutant(order.pollutant).name if order.pollutant else "",
    )


def _owed(desk: Desk, obligations: Sequence[Any]) -> dict[int, str]:
    # Thousands are called alike, and putting a name together takes longer than reading its row.
    known: dict[tuple[Any, ...], str] = {}
    named = {}
    for one in obligations:
        alike = (one.kind, one.day, one.title, one.drill)
        if alike not in known:
            known[alike] = matter_of(desk, one)
        named[one.id] = known[alike]
    return named


def _fields(plans: Iterable[Plan]) -> dict[str, str]:
    """A field has one name; where plans differ, the newest order's plan says it."""
    return {field.id: field.name for plan in plans for form in plan.forms for field in form.fields}


async def _steps(desk: Desk, slips: Sequence[Slip], owed: dict[int, Any]) -> dict[int, str]:
    return {
        slip.key: step_words.title(desk, await ladder_of(desk, owed[slip.obligation_id]), slip.step)
        for slip in slips
    }


async def _scores(desk: Desk, scope: LedgerScope) -> Sequence[DayScore]:
    """The scores of the days that are over."""
    first = desk.local(scope.since).date()
    last = min(desk.local(scope.until).date(), desk.local(desk.now).date()) - ONE_DAY
    if last < first:
        return ()
    found = await evaluated.evaluated(desk, first, last)
    scores = [one for lead in found.leads for one in lead.scores]
    return sorted(scores, key=lambda one: (one.day, one.lead))


async def _deliberated(
    desk: Desk, scope: LedgerScope, orders: Sequence[Order]
) -> Sequence[DeliberationLine]:
    found = await deliberations.between(desk, scope.since, scope.until, orders)
    return [await deliberations.line(desk, one) for one in found]


async def _people(desk: Desk) -> dict[int, str]:
    query = select(Person.user_id, Person.name).where(Person.jurisdiction == desk.jurisdiction)
    return dict((await desk.session.exec(query)).all())


async def _chats(desk: Desk) -> dict[int, str]:
    query = select(col(Chat.chat_id), Chat.title).where(Chat.jurisdiction == desk.jurisdiction)
    return dict((await desk.session.exec(query.order_by(col(Chat.id)))).all())
