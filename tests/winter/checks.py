"""Holds the books against the plan and the chats, after each day and thoroughly now and then."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from office.upkeep import reconcile
from tests.harness import invariants
from tests.winter import charges, clockwork, dues, outlived, sums
from tests.winter.answered import Answered
from tests.winter.arrivals import Arrivals
from tests.winter.chain import Chain
from tests.winter.charges import Charges
from tests.winter.company import Company
from tests.winter.gatherings import Gatherings
from tests.winter.ledger import Ledgers
from tests.winter.said import Said
from tests.winter.signatures import Signatures
from tests.winter.slips import Slips
from tests.winter.tape import Tape, Where

AT_MOST = 5
"""What an agency's group may be told on a day without having asked, while no level changes."""
FOR_LEADERS = (
    *("🖊", "⚠️ 预报有变", "每日情况", "〔抄报", "补报", "系统中断", "召集联合督导"),
    *("【委托审签】", "【委托终止】"),
    *("已发布", "已调整", "已延长", "已解除", "已取消", "将于", "公布的解除未生效"),
)
"""What leaders read: what waits for their word, one brief, copies, and that a level changed."""
PATIENCE = timedelta(hours=14)
"""A slip waits for the morning, for whoever judges a reply, and for a bot that was down."""
A_MOMENT = timedelta(seconds=1)
"""What falls due as the books are read may be on its way from a bot in a process of its own."""
WEEK, RECENT = 7, 20
DAY = timedelta(days=1)


@dataclass
class Checks:
    """What was looked at so far: a day is looked at as far back as its alert began, and once a
    week everything is."""

    company: Company
    tape: Tape
    looked_at: datetime = field(init=False)
    _looked_before: datetime = field(init=False)
    """The look before the last: what was said before it is forgotten."""
    days: int = 0
    slips: Slips = field(init=False)
    said: Said = field(init=False)
    answered: Answered = field(init=False)
    ledgers: Ledgers = field(init=False)
    gatherings: Gatherings = field(init=False)
    charges: Charges = field(init=False)
    signatures: Signatures = field(init=False)
    _chains: dict[str, Chain] = field(default_factory=dict)

    def __post_init__(self) -> None:
        company = self.company
        self.looked_at = self._looked_before = company.stage.clock.now()
        plans = {office.home: office.plan for office in company.offices}
        self.slips = Slips(plans, self.tape, company.written, posts_of(company))
        self.said, self.answered = Said(company.moved), Answered(company.written)
        self.ledgers = Ledgers(self.tape)
        self.gatherings = Gatherings(plans, self.tape, company.written)
        self.charges = Charges(plans, self.tape)
        names = {
            (office.home, post): person.name
            for office in company.offices
            for post, person in office.cast.holders.items()
        }
        self.signatures = Signatures(plans, self.tape, posts_of(company), names)
        for listener in (
            Arrivals(company.written),
            *(self.slips, self.said, self.answered, self.ledgers),
            *(self.gatherings, self.charges, self.signatures),
        ):
            listener.listen(company.stage.world)

    async def of_day(self, day: date) -> list[str]:
        """What a day shows that must never be: each a line."""
        self.days += 1
        found = [*too_much(self.tape, day), *briefed_twice(self.tape, day)]
        found += idle(self.tape, day)
        now = self.company.stage.clock.now()
        plans = [office.plan for office in self.company.offices]
        found += sums.wrong(self.tape, self.company.written, now - DAY)
        found += sums.miscounted(self.tape, self.company.written, now - DAY, plans)
        found += sums.misfiled(self.tape, self.company.written, now - DAY, plans)
        found += self.ledgers.wrong(plans, self.company.written)
        found += self.slips.take_faults()
        found += self.gatherings.take_faults()
        found += self.charges.take_faults(now)
        found += self.signatures.take_faults(now)
        # A bot that lies dead has done nothing since; it is looked at once it runs again.
        if not self.company.stage.alive:
            return found
        for office in self.company.offices:
            found += await dues.wrong(self.company, self.tape, office)
            since = self.company.terms.began_at
            found += clockwork.wrong(clockwork.Told.of(office.plan, self.tape, since, now))
            courses = self.tape.courses[office.home]
            found += outlived.wrong(office.home, courses, office.sky, now)
        found += self.answered.unanswered(self.company.stage.downtimes[-RECENT:], now)
        if self.days % WEEK == 0:
            return found + await self.thoroughly()
        found += await self._books(self._since())
        self._looked(now)
        return found

    def played(self) -> str:
        """What people did beside the plain course, as far as these checks looked at it."""
        joined, listed = len(self.charges.joined), len(self.charges.notices)
        told, deputies = self.gatherings.looked_at, self.signatures.signed
        return (
            f"{told} reminders and oral reports, {deputies} signed for others, {joined} problems "
            f"joined, {listed} notices of listed ones, {self.slips.looked_at} slips"
        )

    async def thoroughly(self) -> list[str]:
        """The whole books from their first row, and what the reconciler would find."""
        self._chains.clear()
        found = await self._books(None)
        self._looked(self.company.stage.clock.now())
        return found + [line for one in self.company.offices for line in await self._gaps(one.home)]

    def _looked(self, now: datetime) -> None:
        self._looked_before, self.looked_at = self.looked_at, now

    async def _gaps(self, home: str) -> list[str]:
        stage = self.company.stage
        async with stage.database.reading() as session:
            desk = await stage.desks().at(session, home, stage.clock.now(), "tests")
            gaps = await reconcile.look(desk)
        return [f"{home}: not proven: {one.rule} {one.subject} {one.names}" for one in gaps]

    async def _books(self, began: datetime | None) -> list[str]:
        async with self.company.stage.database.reading() as session:
            since = max(self.looked_at - DAY, self._looked_before)
            chats = [*await self.said.wrong(session, since)]
            chats += await self.answered.wrong(session)
            books = await invariants.read(session, began)
            now = self.company.stage.clock.now()
            found = [*chats, *invariants.faults(books, now - A_MOMENT)]
            found += invariants.left_alone(books, now, PATIENCE)
            for office in self.company.offices:
                chain = self._chains.setdefault(office.home, Chain(office.home))
                found += await chain.wrong(session, self.tape.anchors[office.home])
                found += await charges.wrong(session, office.home)
        return found

    def _since(self) -> datetime:
        """When the alerts began that are in force or ended since the last look."""
        running = (
            one.issued_at
            for courses in self.tape.courses.values()
            for one in courses[-1:]
            if one.ended_at is None or one.ended_at >= self.looked_at
        )
        return min(running, default=self.looked_at) - DAY


def posts_of(company: Company) -> dict[int, Where]:
    """Who reads in which private chat."""
    return {
        office.cast.private(person).id: (office.home, post)
        for office in company.offices
        for post, person in office.cast.holders.items()
    }


def too_much(tape: Tape, day: date) -> Iterator[str]:
    """What stands in a chat of a body or a leader that was told more on a day than it may be."""
    readers = {*tape.bodies.values(), *tape.leaders.values()}
    for where in readers:
        told = tape.told.get((where, day))
        if told is not None and not told.level_changed and len(told.texts) > AT_MOST:
            yield f"{where[0]} {where[1]} was told {len(told.texts)} things on {day}: {told.texts}"


def idle(tape: Tape, day: date) -> Iterator[str]:
    """What leaders read that neither waits for their word nor is anything of theirs."""
    for where in {*tape.leaders.values()}:
        told = tape.told.get((where, day))
        for text in told.texts if told is not None else ():
            if not any(one in text for one in FOR_LEADERS):
                yield f"{where[0]} {where[1]} was told on {day}: {text}"


def briefed_twice(tape: Tape, day: date) -> Iterator[str]:
    briefs = Counter(
        where for where, at, _ in tape.briefs if at.astimezone(tape.zone).date() == day
    )
    for (home, who), times in briefs.items():
        if times > 1:
            yield f"{home} {who} read {times} briefs on {day}"
