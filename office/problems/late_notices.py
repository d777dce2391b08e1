"""What opens a gate reaches a body later: its chat was lost, or bound after others were told."""

from office.desk import Desk
from office.ladder.problem_facts import naming
from office.matters.bulletins import BulletinTerms
from office.plan.ladders import Gate
from office.problems import listing
from office.problems.gate_limits import limit_of
from storage.decisions.matters import Order
from storage.problems import namings
from storage.problems.namings import ProblemNaming
from storage.roster.chats import Chat


async def before_serving(desk: Desk, order: Order, body: str) -> None:
    """Whoever reads a bulletin later has as long as all others had."""
    for row in await namings.of_body(desk.session, order.matter_id, body):
        opening = await naming(desk, row)
        if row.until is not None and opening.service.never_arrived:
            await _give_time(desk, order, row)


async def serve(desk: Desk, chat: Chat) -> None:
    await listing.serve_missed(desk, chat)


async def _give_time(desk: Desk, order: Order, row: ProblemNaming) -> None:
    due_at = BulletinTerms.of(order).due_at
    limit = limit_of(await desk.plan_of(order), Gate.BULLETIN)
    if due_at is None or limit is None:
        return
    row.until = limit.again(desk.now, order.issued_at or desk.now, due_at)
    row.told_at = desk.now
    desk.session.add(row)
    await desk.session.flush()
