"""One agency that owes a daily report, and everybody whom its ladder concerns."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count

from messages.render import Message
from office import agenda as door
from office import post
from office.bodies.people import Actor
from office.desk import Desk
from office.obligations import lifecycle
from office.obligations.lifecycle import Asking
from office.post import Place, Posting
from office.sending import last_look
from office.supervision import referrals
from office.supervision import slips as slip_desk
from storage import agenda
from storage.decisions.matters import OrderKind
from storage.delivery import outbox, queue
from storage.delivery.outbox import Delivery, DeliveryKind, DeliveryState
from storage.occasions import of_day
from storage.owed import obligations as stored
from storage.owed.obligations import Obligation, ObligationKind
from storage.roster import chats
from storage.roster.chats import Chat, ChatRole
from storage.roster.people import Appointment, Person
from storage.subjects import Subject
from storage.supervision import slips
from storage.supervision.slips import Slip
from tests.office.conftest import MORNING, Office
from tests.office.episodes import alert_in_force, bind_groups, order_of
from tests.office.scenes import scene

AGENCY = "zhujian"
DAY = date(2026, 12, 1)
PROMPTED = MORNING + timedelta(days=1)
"""08:00 of 2 December in Changji."""
DIRECTOR = Actor(7100, "主任", positions=("director",))
STAFF = Actor(7200, "值班员", positions=("office_staff",))
LIAISON = Actor(8000, "联络员")
LEADERS = {
    "deputy_commander": 7301,
    "commander": 7302,
    "party_secretary": 7303,
    "mayor": 7304,
    "director": DIRECTOR.user_id,
    "discipline_commission": 7305,
}
_numbers = count(1)


@dataclass(slots=True)
class LadderDay:
    office: Office
    owed_id: int
    group_id: int

    async def owed(self, desk: Desk) -> Obligation:
        found = await stored.obligation(desk.session, self.owed_id)
        assert found is not None
        return found

    async def group(self, desk: Desk) -> Chat:
        found = await chats.chat_at(desk.session, self.group_id)
        assert found is not None
        return found

    @scene
    async def advance_to(self, clock: str, day: int = 2) -> list[str]:
        """Step from one due instant to the next; return the verdicts on the way."""
        hours, minutes = map(int, clock.split(":"))
        target = MORNING + timedelta(days=day - 1, hours=hours - 8, minutes=minutes)
        verdicts: list[str] = []
        while (due_at := await self._next_due()) is not None and due_at <= target:
            self.office.now = max(due_at, self.office.now)
            verdicts += await self.tick()
        self.office.now = target
        return verdicts

    async def tick(self, *, deliver: bool = True) -> list[str]:
        verdicts: list[str] = []
        async with self.office.desk() as desk:
            for batch in door.batches(await agenda.due_items(desk.session, desk.now)):
                verdicts += (await door.run(desk, batch)).values()
        if deliver:
            await self.deliver()
        return verdicts

    async def deliver(self) -> list[Delivery]:
        """Send everything that waits, as the sender does; return what left."""
        sent: list[Delivery] = []
        async with self.office.desk("telegram") as desk:
            while round_ := await self._round(desk):
                sent += round_
        return sent

    async def slips(self, desk: Desk) -> list[Slip]:
        return await slips.slips_of(desk.session, self.owed_id)

    async def _round(self, desk: Desk) -> list[Delivery]:
        sent = []
        for orphan in await queue.orphans(desk.session):
            await post.drop(desk, orphan, "predecessor_not_sent")
        heads = await queue.heads(desk.session, desk.now, 100)
        rows = await outbox.deliveries(desk.session, [head.id for head in heads])
        for row in (rows[head.id] for head in heads):
            if row.state != DeliveryState.WAITING:
                continue
            if reason := await last_look.before_sending(desk, row):
                await post.drop(desk, row, reason)
                continue
            chat = await chats.chat_at(desk.session, row.chat_id)
            there = chat is None or chat.reachable
            row.state = DeliveryState.SENT if there else DeliveryState.UNREACHABLE
            row.message_id, row.closed_at = next(_numbers) if there else None, desk.now
            desk.session.add(row)
            await desk.session.flush()
            sent.append(row)
        return sent

    async def _next_due(self) -> datetime | None:
        async with self.office.desk() as desk:
            waiting = await agenda.waiting(desk.session, desk.jurisdiction)
        return waiting[0].due_at if waiting else None


@scene
async def prompted_day(
    office: Office,
    *,
    kind: ObligationKind = ObligationKind.DAILY,
    level: str = "orange",
    prompt: bool = True,
    drill: bool = False,
) -> LadderDay:
    """It is 08:00; the agency was asked for the day before, and the prompt was served."""
    async with office.desk() as desk:
        alert = await alert_in_force(desk, since=MORNING, level=level, drill=drill)
        order = await order_of(desk, alert, kind=OrderKind.ADJUST, at=MORNING, level=level)
        group = (await bind_groups(desk, [AGENCY]))[AGENCY]
        await enrol_leaders(desk)
    office.now = PROMPTED
    async with office.desk() as desk:
        asking = Asking(
            kind,
            of_day(DAY),
            due_at=PROMPTED + timedelta(hours=4),
            step_due_at=PROMPTED + timedelta(hours=3),
            day=DAY,
        )
        [owed] = await lifecycle.open_all(desk, alert.key, order.key, asking, [AGENCY])
        if prompt:
            await _prompt(desk, owed, group)
    day = LadderDay(office, owed.key, group.chat_id)
    await day.deliver()
    return day


async def _prompt(desk: Desk, owed: Obligation, group: Chat) -> None:
    await post.send(
        desk,
        Place.of(group),
        DeliveryKind.PROMPT,
        Message("请报送"),
        Posting(Subject.of(owed), owed.agency),
    )


async def enrol_leaders(desk: Desk) -> None:
    for position, user_id in LEADERS.items():
        here, now = desk.jurisdiction, desk.now
        person = Person(jurisdiction=here, user_id=user_id, name=position, first_seen_at=now)
        post_held = Appointment(jurisdiction=here, user_id=user_id, position=position, since=now)
        private = Chat(jurisdiction=here, chat_id=user_id, role=ChatRole.PERSON, bound_at=now)
        desk.session.add_all([person, post_held, private])
    await desk.session.flush()


@scene
async def proposed_day(office: Office) -> LadderDay:
    """It is 13:00: a yellow slip stands, and a referral lies before the director."""
    day = await prompted_day(office)
    office.pass_time(timedelta(hours=5))
    async with office.desk() as desk:
        yellow = desk.plan.ladder("report").rung("yellow")
        assert yellow is not None
        await slip_desk.issue(desk, await day.owed(desk), yellow, None)
    await day.deliver()
    async with office.desk() as desk:
        owed, referral = await day.owed(desk), desk.plan.ladder("report").rung("referral")
        assert referral is not None
        await lifecycle.advance(desk, owed, "referral", None)
        await referrals.propose(desk, owed, referral)
    await day.deliver()
    return day


async def states(day: LadderDay) -> list[tuple[str, str]]:
    """The steps of its slips, in order, with the state of each."""
    async with day.office.desk() as desk:
        return [(slip.step, slip.state) for slip in await day.slips(desk)]
