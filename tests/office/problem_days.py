"""One agency that is to put right a problem, and everybody whom its ladder concerns."""

from datetime import datetime, timedelta

from office.bodies.people import Actor, actor
from office.decisions import approvals, drafts
from office.desk import Desk
from office.ladder.problem_facts import facts
from office.matters.problems import ProblemTerms
from office.plan.ladders import Gate
from office.plan.model import Plan
from office.problems import filing
from office.problems.filing import FoundProblem
from office.reading.problem_texts import ProblemText
from office.reports import returning, taking
from office.reports.message_parts import Incoming
from office.reports.returning import Seen
from office.supervision import gates
from storage.decisions.matters import (
    Matter,
    MatterKind,
    MatterState,
    Order,
    OrderKind,
    OrderState,
)
from storage.delivery.outbox import Delivery, DeliveryKind, DeliveryState
from storage.owed import obligations, reports
from storage.owed.obligations import ObligationKind
from storage.owed.reports import PartKind
from storage.problems import rectifications
from storage.problems.listings import ListingState, ProblemListing
from storage.problems.namings import ProblemNaming
from storage.problems.problems import FoundBy
from storage.problems.rectifications import Rectification
from storage.subjects import Subject
from storage.supervision.slips import Slip
from tests.harness.plans import small_plan, with_problem_ladder
from tests.office.conftest import AGENCIES, Office
from tests.office.episodes import bind_groups
from tests.office.ladder_days import (
    AGENCY,
    DIRECTOR,
    LEADERS,
    LIAISON,
    STAFF,
    LadderDay,
    enrol_leaders,
)
from tests.office.scenes import scene
from tests.office.signed_slips import asked
from tests.office.signers import HERE

COMMANDER = Actor(LEADERS["commander"], "commander", positions=("commander",))
THROUGH = "jiaoyu"
FOUND = ProblemText(
    place="建设路12号",
    unit="鑫源商砼",
    requirement="橙色预警期间停产",
    found="2号生产线仍在生产",
)
DUE = timedelta(days=1, hours=4)
"""12:00 of 2 December, as problems are charged at 08:00 of the first."""


def problem_plan(**chains: object) -> Plan:
    """Problems climb the ladder of Changji's plan, and its director finds them poorly put right."""
    return with_problem_ladder(small_plan(AGENCIES), THROUGH, **chains)


@scene
async def charged(office: Office, found_by: FoundBy = FoundBy.OWN) -> LadderDay:
    """It is 08:00 of 1 December; the agency is to put a problem right by noon of the next day."""
    async with office.desk() as desk:
        groups = await bind_groups(desk, [AGENCY, THROUGH])
        await enrol_leaders(desk)
        row = await filing.file(desk, STAFF, FoundProblem(FOUND, found_by))
        terms = ProblemTerms(
            row.key,
            row.serial,
            row.place,
            row.unit,
            row.requirement,
            row.found,
            row.found_by,
            (AGENCY,),
            "立即停止2号生产线，书面报告整改落实情况",
            desk.now + DUE,
        )
        draft = await drafts.draft_saying(desk, STAFF, HERE, terms)
        order = await drafts.confirm(desk, STAFF, HERE, draft.key)
        owed = await obligations.of_order(desk.session, order.key, ObligationKind.RECTIFY, AGENCY)
        assert owed is not None
    day = LadderDay(office, owed.key, groups[AGENCY].chat_id)
    await day.deliver()
    return day


async def rectification(desk: Desk, day: LadderDay) -> Rectification:
    row = await rectifications.of_obligation(desk.session, day.owed_id)
    assert row is not None
    return row


async def open_gate(day: LadderDay, *, bulletin: bool = False, listing: bool = False) -> None:
    """A bulletin that names it, or the notice that lists it, was served, and its time is over."""
    async with day.office.desk() as desk:
        row = await rectification(desk, day)
        opened = await gates_opened(desk, day)
        if bulletin and opened["prompt_slip"] is None:
            await _named(desk, day, row)
        if listing and opened["yellow"] is None:
            await _listed(desk, day, row)
        await gates.opened(desk, await day.owed(desk))


async def gates_opened(desk: Desk, day: LadderDay) -> dict[str, datetime | None]:
    """Since when each step could follow, as far as its gate goes."""
    found = (await facts(desk, await day.owed(desk))).openings
    served = {gate: one.service.accepted_at for gate, one in found.items() if one.is_proven}
    return {"prompt_slip": served.get(Gate.BULLETIN), "yellow": served.get(Gate.LISTING)}


async def _named(desk: Desk, day: LadderDay, row: Rectification) -> None:
    matter = Matter(
        jurisdiction=desk.jurisdiction,
        kind=MatterKind.BULLETIN,
        state=MatterState.CLOSED,
        created_at=desk.now,
    )
    desk.session.add(matter)
    await desk.session.flush()
    order = Order(
        jurisdiction=desk.jurisdiction,
        matter_id=matter.key,
        matter_kind=MatterKind.BULLETIN,
        kind=OrderKind.ISSUE,
        state=OrderState.ISSUED,
        serial="昌污指督通〔2026〕1号",
        starts_at=desk.now,
        drafted_at=desk.now,
        issued_at=desk.now,
        plan_version_id=desk.plan_version_id,
    )
    desk.session.add(order)
    await desk.session.flush()
    naming = ProblemNaming(
        jurisdiction=desk.jurisdiction,
        matter_id=matter.key,
        order_id=order.key,
        problem_id=row.problem_id,
        obligation_id=row.obligation_id,
        body=row.body,
        named_at=desk.now,
        told_at=desk.now,
        until=desk.now,
    )
    desk.session.add_all((naming, _served(desk, day, DeliveryKind.ALERT, Subject.of(order))))
    await desk.session.flush()


async def _listed(desk: Desk, day: LadderDay, row: Rectification) -> None:
    made = ProblemListing(
        jurisdiction=desk.jurisdiction,
        problem_id=row.problem_id,
        plan_version_id=desk.plan_version_id,
        liaison="王联络",
        proposed_by=STAFF.user_id,
        proposed_at=desk.now,
        issued_at=desk.now,
        due_at=desk.now,
        state=ListingState.ISSUED,
        serial="昌污指挂〔2026〕1号",
    )
    desk.session.add(made)
    row.listed_at = row.listed_until = desk.now
    desk.session.add(row)
    await desk.session.flush()
    desk.session.add(_served(desk, day, DeliveryKind.LISTING, Subject.of(made)))
    await desk.session.flush()


def _served(desk: Desk, day: LadderDay, kind: DeliveryKind, about: Subject) -> Delivery:
    return Delivery(
        jurisdiction=desk.jurisdiction,
        kind=kind,
        lane=0,
        chat_id=day.group_id,
        agency=AGENCY,
        text="已送达",
        subject_kind=about.kind,
        subject_id=about.id,
        state=DeliveryState.SENT,
        created_at=desk.now,
        next_try_at=desk.now,
        closed_at=desk.now,
    )


async def answers(
    day: LadderDay, number: int, text: str = "已停止2号生产线，附照片", *, body: str = AGENCY
) -> None:
    async with day.office.desk() as desk:
        item = Incoming(
            chat_id=day.group_id,
            message_id=number,
            sent_by=LIAISON.user_id,
            sent_at=desk.now,
            kind=PartKind.TEXT,
            text=text,
        )
        who = await actor(desk, LIAISON.user_id, LIAISON.name)
        assert await taking.receive(desk, who, body, day.owed_id, [item])


async def sends_back(day: LadderDay, hours: int) -> None:
    """退回整改, with so many hours from now on."""
    async with day.office.desk() as desk:
        report = await reports.report_of(desk.session, day.owed_id)
        assert report is not None
        seen = Seen(report.key, await returning.newest_part(desk, report))
        due_at = desk.now + timedelta(hours=hours)
        await returning.send_back(desk, STAFF, seen, "2号生产线仍在生产，照片不符", due_at)
    await day.deliver()


async def sign(day: LadderDay, *signers: Actor) -> None:
    for who in signers or (DIRECTOR,):
        async with day.office.desk() as desk:
            await approvals.approve(desk, who, (await asked(desk)).key)
    await day.tick()


async def steps(day: LadderDay) -> list[str]:
    async with day.office.desk() as desk:
        return [slip.step for slip in await day.slips(desk)]


async def newest(desk: Desk, day: LadderDay) -> Slip:
    return (await day.slips(desk))[-1]
