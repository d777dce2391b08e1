"""What a body, the office and the deciders do about a problem that is being put right.

Each deed says whether it was taken; what is refused changes nothing.
"""

from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from office.bodies.people import Actor, actor
from office.decisions import drafts
from office.desk import Desk
from office.matters.problems import ProblemTerms
from office.obligations import lifecycle
from office.obligations.extension_cards import stops_the_clock
from office.obligations.rectifying import ANSWERED_STATES
from office.problems import accepting, disputing, listing, poor_rectification
from office.refusal import Refusal
from office.reports import extensions, withdrawing
from office.supervision import referrals
from storage.decisions.matters import Order, OrderKind
from storage.owed import extensions as stored_extensions
from storage.owed import obligations, reports
from storage.owed.obligations import ObligationKind, ObligationState
from storage.problems.problems import Problem
from storage.roster import chats
from tests.office.ladder_days import DIRECTOR, LIAISON, STAFF, LadderDay
from tests.office.problem_days import rectification
from tests.office.signers import HERE

WHY = "设备在途，三日后到货"


class Standing(NamedTuple):
    """How one body's part in a problem stands."""

    state: str
    step: str
    due_at: datetime
    step_due_at: datetime | None
    paused_for: frozenset[str]
    disputed: bool
    accepted: bool
    relieved: bool
    is_last: bool
    """Only a referral can follow, and a request stops nothing."""
    asked: bool
    """A request for more time waits."""
    awaits_signature: bool
    referral: str | None
    """The state of its referral."""
    reachable: bool

    @property
    def is_open(self) -> bool:
        return self.state == ObligationState.OPEN

    @property
    def is_answered(self) -> bool:
        return self.state in ANSWERED_STATES

    @property
    def is_over(self) -> bool:
        return self.accepted or self.relieved

    @property
    def time(self) -> tuple[datetime, datetime | None, frozenset[str]]:
        return self.due_at, self.step_due_at, self.paused_for


async def standing(day: LadderDay) -> Standing:
    async with day.office.desk() as desk:
        row, owed = await rectification(desk, day), await day.owed(desk)
        slips = await day.slips(desk)
        return Standing(
            owed.state,
            owed.step,
            owed.due_at,
            owed.step_due_at,
            frozenset(lifecycle.pause_reasons(owed)),
            disputed=row.disputed_at is not None and row.relieved_at is None,
            accepted=row.accepted_at is not None,
            relieved=row.relieved_at is not None,
            is_last=not await stops_the_clock(desk, owed),
            asked=await stored_extensions.pending(desk.session, owed.key) is not None,
            awaits_signature=owed.awaits_signature,
            referral=next((slip.state for slip in slips if slip.is_referral), None),
            reachable=(await day.group(desk)).reachable,
        )


@asynccontextmanager
async def said_by_the_body(day: LadderDay) -> AsyncIterator[tuple[Desk, Actor, str]]:
    async with day.office.desk() as desk:
        who = await actor(desk, LIAISON.user_id, LIAISON.name)
        yield desk, who, (await day.owed(desk)).agency


async def _taken(deed: Coroutine[Any, Any, object]) -> bool:
    try:
        await deed
    except Refusal:
        return False
    return True


async def applies(day: LadderDay) -> bool:
    async def deed() -> None:
        async with said_by_the_body(day) as (desk, who, body):
            await accepting.apply(desk, who, body, day.owed_id)

    return await _taken(deed())


async def withdraws(day: LadderDay) -> bool:
    async def deed() -> None:
        async with said_by_the_body(day) as (desk, who, body):
            report = await reports.report_of(desk.session, day.owed_id)
            await withdrawing.withdraw(desk, who, body, report.key if report else 0)

    return await _taken(deed())


async def disputes(day: LadderDay) -> bool:
    async def deed() -> None:
        async with said_by_the_body(day) as (desk, who, body):
            order_id = (await day.owed(desk)).order_id
            await disputing.dispute(desk, who, body, order_id, "该企业由教育局监管")

    return await _taken(deed())


async def asks_for_time(day: LadderDay) -> bool:
    async def deed() -> None:
        async with said_by_the_body(day) as (desk, who, body):
            await extensions.ask(desk, who, body, day.owed_id, WHY)

    return await _taken(deed())


async def decides_on_time(day: LadderDay, hours: int | None) -> bool:
    """The office grants the request that waits until so many hours from now, or refuses it."""

    async def deed() -> None:
        async with day.office.desk() as desk:
            asked = await stored_extensions.pending(desk.session, day.owed_id)
            if asked is None:
                raise Refusal("extension_moot")
            if hours is None:
                await extensions.refuse(desk, STAFF, asked.key)
            else:
                until = max(desk.now, (await day.owed(desk)).due_at) + timedelta(hours=hours)
                await extensions.grant(desk, STAFF, asked.key, until)

    return await _taken(deed())


async def upholds(day: LadderDay) -> bool:
    async def deed() -> None:
        async with day.office.desk() as desk:
            row = await rectification(desk, day)
            await disputing.uphold(desk, STAFF, row.key, "属你局职责")

    return await _taken(deed())


async def accepts(day: LadderDay) -> bool:
    async def deed() -> None:
        async with day.office.desk() as desk:
            await accepting.accept(desk, STAFF, (await rectification(desk, day)).key)

    return await _taken(deed())


async def lists(day: LadderDay) -> bool:
    async def deed() -> None:
        async with day.office.desk() as desk:
            problem_id = (await rectification(desk, day)).problem_id
            await listing.propose(desk, STAFF, problem_id, "王联络")

    return await _taken(deed())


async def finds_poor(day: LadderDay) -> bool:
    async def deed() -> None:
        async with day.office.desk() as desk:
            row = await rectification(desk, day)
            await poor_rectification.mark(desk, DIRECTOR, row.key, "照片为旧照")

    return await _taken(deed())


async def confirms(day: LadderDay, who: Actor) -> bool:
    """This person confirms the referral that is proposed, if there is one."""

    async def deed() -> None:
        async with day.office.desk() as desk:
            last = next((slip for slip in await day.slips(desk) if slip.is_referral), None)
            await referrals.confirm(desk, who, last.key if last else 0)

    return await _taken(deed())


async def charges(day: LadderDay, body: str, *, instead: bool = False) -> LadderDay | None:
    """Charge a body with the same problem, in the place of one that disputed it if `instead`."""
    try:
        async with day.office.desk() as desk:
            row = await rectification(desk, day)
            order = await _charged(desk, row.problem_id, body, row.key if instead else None)
            owed = await obligations.of_order(desk.session, order.key, ObligationKind.RECTIFY, body)
            [group] = (await chats.agency_chats(desk.session, desk.jurisdiction))[body]
            return LadderDay(day.office, owed.key if owed else 0, group.chat_id)
    except Refusal:
        return None


async def _charged(desk: Desk, problem_id: int, body: str, instead_of: int | None) -> Order:
    problem = await desk.session.get_one(Problem, problem_id)
    terms = ProblemTerms(
        problem.key,
        problem.serial,
        problem.place,
        problem.unit,
        problem.requirement,
        problem.found,
        problem.found_by,
        (body,),
        "立即整改",
        desk.now + timedelta(days=1),
        instead_of=instead_of,
    )
    draft = await drafts.draft_saying(desk, STAFF, HERE, terms)
    return await drafts.confirm(desk, STAFF, HERE, draft.key)


async def takes_back(day: LadderDay) -> bool:
    """The office takes back the order by which the body was charged."""

    async def deed() -> None:
        async with day.office.desk() as desk:
            matter_id = (await day.owed(desk)).matter_id
            ending = await drafts.draft_end(desk, STAFF, HERE, matter_id, OrderKind.CANCEL)
            await drafts.confirm(desk, STAFF, HERE, ending.key)

    return await _taken(deed())
