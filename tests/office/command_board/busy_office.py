"""An office in the middle of an alert: what the board may show, and what it may not."""

from datetime import UTC, date, datetime, timedelta

from office.desk import Desk
from storage.decisions import matters
from storage.decisions.exercises import Exercise, ExerciseState
from storage.decisions.matters import Matter, MatterKind, MatterState, Order, OrderKind, OrderState
from storage.delivery.outbox import Delivery, DeliveryKind, DeliveryState
from storage.delivery.wanted_files import WantedFile, WantedState
from storage.occasions import of_day, of_order
from storage.owed.obligations import Obligation, ObligationKind, ObligationState
from storage.problems.problems import Problem, ProblemState
from storage.rota.shifts import Shift
from storage.subjects import SubjectKind
from storage.supervision.slips import Slip, SlipState
from tests.office.conftest import MORNING
from tests.office.episodes import OFFICE_CHAT, alert_in_force, bind_groups, order_of

FIRM = "鸿远水泥有限公司"
OFFICER, TELEPHONE = "张三", "13899990000"
REFERRAL = "问题线索移交函"
DAY = timedelta(days=1)
NOW = MORNING + 2 * DAY
"""08:00 of 3 December in Changji; what was of the first was due the day after."""
DAYS = (date(2026, 12, 1), date(2026, 12, 2))


async def busy(desk: Desk) -> Matter:
    """An alert on its third day: one body reported in time, one late, one not at all."""
    await bind_groups(desk, ("huanjing", "gongan", "zhujian", "jiaoyu"))
    alert = await alert_in_force(desk, since=MORNING)
    [order] = await _orders(desk, alert)
    await _owed(desk, order, "huanjing", DAYS[0], ObligationState.MET)
    await _owed(desk, order, "gongan", DAYS[0], ObligationState.MET_LATE)
    late = await _owed(desk, order, "zhujian", DAYS[0], ObligationState.OPEN)
    await _owed(desk, order, "jiaoyu", DAYS[1], ObligationState.OPEN, due_at=desk.now + DAY / 24)
    await _slip(desk, late, "yellow")
    await _slip(desk, late, "orange")
    await _slip(desk, late, "referral", is_referral=True)
    await _titled(desk)
    for state in (ProblemState.FILED, ProblemState.ACCEPTED):
        desk.session.add(_problem(desk, state))
    desk.session.add_all([_shift(desk), *_letters(desk), *_files(desk)])
    await desk.session.flush()
    return alert


async def exercise(desk: Desk) -> Matter:
    """An exercise beside it, with a report that is missing and a slip of its own."""
    alert = await alert_in_force(desk, since=MORNING + DAY, level="red", drill=True)
    [order] = await _orders(desk, alert)
    late = await _owed(desk, order, "huanjing", DAYS[0], ObligationState.OPEN)
    await _slip(desk, late, "red")
    return alert


async def played(desk: Desk, state: ExerciseState, **parts: str) -> Exercise:
    row = Exercise(
        jurisdiction=desk.jurisdiction,
        script="table",
        title="应急演练",
        level="red",
        days=3,
        begins_at=NOW,
        plan_version_id=desk.plan_version_id,
        drafted_by=OFFICE_CHAT,
        drafted_at=NOW,
        state=state,
        participants=parts,
    )
    desk.session.add(row)
    await desk.session.flush()
    return row


async def _orders(desk: Desk, alert: Matter) -> list[Order]:
    return await matters.issued_orders(desk.session, alert.key)


async def _owed(
    desk: Desk,
    order: Order,
    agency: str,
    day: date,
    state: ObligationState,
    due_at: datetime | None = None,
) -> Obligation:
    row = Obligation(
        jurisdiction=desk.jurisdiction,
        matter_id=order.matter_id,
        order_id=order.key,
        drill=order.drill,
        agency=agency,
        kind=ObligationKind.DAILY,
        occasion=of_day(day),
        day=day,
        state=state,
        opened_at=MORNING,
        due_at=due_at or datetime(day.year, day.month, day.day, 12, tzinfo=UTC),
    )
    desk.session.add(row)
    await desk.session.flush()
    return row


async def _slip(desk: Desk, owed: Obligation, step: str, *, is_referral: bool = False) -> None:
    slip = Slip(
        jurisdiction=desk.jurisdiction,
        obligation_id=owed.key,
        drill=owed.drill,
        agency=owed.agency,
        step=step,
        is_referral=is_referral,
        serial=f"{step}1号",
        matter="报送",
        issued_at=desk.now,
        state=SlipState.PROPOSED if is_referral else SlipState.ISSUED,
    )
    desk.session.add(slip)
    await desk.session.flush()
    await serving(desk, slip)


async def serving(
    desk: Desk, slip: Slip, state: DeliveryState = DeliveryState.SENT, error: str | None = None
) -> Delivery:
    """The message by which a slip is served, and what became of it."""
    row = Delivery(
        jurisdiction=desk.jurisdiction,
        kind=DeliveryKind.SLIP,
        lane=1,
        chat_id=OFFICE_CHAT - 1,
        text="督办",
        state=state,
        error=error,
        subject_kind=SubjectKind.SLIP,
        subject_id=slip.key,
        agency=slip.agency,
        drill=slip.drill,
        created_at=desk.now,
        next_try_at=desk.now,
        closed_at=desk.now,
    )
    desk.session.add(row)
    await desk.session.flush()
    return row


async def _titled(desk: Desk) -> None:
    """A task about an enterprise that one body owes, and a draft that is being signed."""
    for state, title in ((OrderState.ISSUED, f"核查{FIRM}"), (OrderState.APPROVING, "")):
        matter = Matter(
            jurisdiction=desk.jurisdiction,
            kind=MatterKind.TASK if title else MatterKind.ALERT,
            state=MatterState.IN_FORCE if title else MatterState.DRAFT,
            level=None if title else "red",
            created_at=desk.now,
            started_at=desk.now if title else None,
        )
        desk.session.add(matter)
        await desk.session.flush()
        order = await order_of(desk, matter, OrderKind.ISSUE, at=desk.now, level="red")
        order.matter_kind, order.state = matter.kind, state
        if title:
            until = (desk.now + DAY).isoformat()
            order.level, order.pollutant, order.hours = None, None, None
            order.says = {"title": title, "due_at": until, "bodies": ["gongan"], "text": title}
            order.snapshot = {"recipients": {"gongan": []}}
            task = await _owed(desk, order, "gongan", DAYS[1], ObligationState.OPEN)
            task.kind, task.title, task.day = ObligationKind.TASK, title, None
            task.occasion, task.due_at = of_order(order.key), desk.now + DAY
            desk.session.add(task)
        desk.session.add(order)
    await desk.session.flush()


def _problem(desk: Desk, state: ProblemState) -> Problem:
    return Problem(
        jurisdiction=desk.jurisdiction,
        serial=f"{state}1号",
        filed_by=1,
        filed_at=desk.now,
        unit=FIRM,
        found=f"{FIRM}料堆未苫盖",
        state=state,
    )


def _shift(desk: Desk) -> Shift:
    return Shift(
        jurisdiction=desk.jurisdiction,
        name="白班",
        starts_at=desk.now,
        ends_at=desk.now + DAY / 2,
        officer=OFFICER,
        others=[["电话", TELEPHONE]],
        entered_by=1,
        entered_at=desk.now,
    )


def _letters(desk: Desk) -> list[Delivery]:
    kinds = (
        (DeliveryKind.OFFICE, DeliveryState.WAITING),
        (DeliveryKind.REFERRAL_NOTE, DeliveryState.WAITING),
        (DeliveryKind.OFFICE, DeliveryState.DEAD),
    )
    return [
        Delivery(
            jurisdiction=desk.jurisdiction,
            kind=kind,
            lane=1,
            chat_id=OFFICE_CHAT,
            text=f"关于{FIRM}",
            state=state,
            created_at=desk.now,
            next_try_at=desk.now,
            closed_at=desk.now if state is DeliveryState.DEAD else None,
            error="BadRequest: chat not found",
        )
        for kind, state in kinds
    ]


def _files(desk: Desk) -> list[WantedFile]:
    return [
        WantedFile(
            jurisdiction=desk.jurisdiction,
            kind=kind,
            form="document",
            name=name,
            caption="",
            delivery_kind=DeliveryKind.DOCUMENT,
            chat_id=OFFICE_CHAT,
            state=WantedState.MADE,
            created_at=desk.now,
            closed_at=desk.now,
            sha256=letter * 64,
            size=2048,
        )
        for kind, name, letter in (
            ("ledger", "台账.xlsx", "a"),
            ("ledger", "台账.xlsx", "b"),
            ("letter", f"{REFERRAL}.docx", "c"),
        )
    ]
