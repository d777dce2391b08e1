"""Each kind of damage, done by hand: it is found, put right, told once and recorded."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import delete
from sqlalchemy.engine import make_url
from sqlmodel import col, select, update

from messages.render import words_in
from office import agenda as use_cases
from office.bodies.people import Actor
from office.decisions import ending, issuing, lapsing, period_end
from office.desk import Desk, Desks
from office.matters import alerts, clocks
from office.matters.kinds import SCRIPTED
from office.obligations import lifecycle
from office.plan.model import Plan
from office.post import Place
from office.reports import extensions, questioned
from office.reports.message_parts import Incoming
from office.upkeep import applying, reconcile
from office.upkeep.reconcile_gaps import LOOK_BACK, Gap
from storage import agenda
from storage.agenda import AgendaItem, AgendaState
from storage.books.audit import AuditEntry
from storage.database import Database
from storage.decisions import matters as stored_matters
from storage.decisions.approvals import Approval, Decision
from storage.decisions.matters import Matter, MatterState, Order, OrderKind, OrderState
from storage.delivery.outbox import Delivery
from storage.owed import obligations as stored
from storage.owed.obligations import Obligation, ObligationEvent, ObligationKind
from storage.owed.reports import PartKind
from storage.subjects import SubjectKind
from storage.supervision import slips as stored_slips
from storage.supervision.slips import Slip, SlipCopy, SlipState
from tests.harness.databases import Backend
from tests.harness.engines import shared
from tests.harness.names import internal
from tests.harness.plans import small_plan
from tests.office.conftest import MORNING, Office
from tests.office.episodes import OFFICE_CHAT, OFFICER, bind_groups
from tests.office.ladder_days import AGENCY, LIAISON, LadderDay, enrol_leaders

OTHER = "gongan"
YELLOW = "12:31"


@dataclass(frozen=True, slots=True)
class Scene:
    """The second day of an alert: one agency is silent, the other has confirmed nothing either."""

    office: Office
    matter_id: int
    day: LadderDay

    async def order(self, desk: Desk, kind: OrderKind, *, in_: timedelta) -> Order:
        row = Order(
            jurisdiction=desk.jurisdiction,
            matter_id=self.matter_id,
            kind=kind,
            state=OrderState.APPROVING,
            level="orange",
            starts_at=desk.now + in_,
            hours=72,
            pollutant=desk.plan.pollutants[0].id,
            plan_version_id=desk.plan_version_id,
            drafted_by=OFFICER,
            drafted_at=desk.now,
            office_chat_id=OFFICE_CHAT,
        )
        desk.session.add(row)
        await desk.session.flush()
        return row


@pytest.fixture(scope="module")
def plan() -> Plan:
    return small_plan((AGENCY, OTHER))


@pytest.fixture(scope="module")
def second_day(backend: Backend, plan: Plan) -> Scene:
    """It is played once, and each test gets a copy of its database."""
    with asyncio.Runner() as runner:
        return runner.run(_played(backend, plan))


async def _played(backend: Backend, plan: Plan) -> Scene:
    database = Database(await backend.fresh())
    async with database.transaction() as session:
        await applying.apply(session, plan, now=MORNING, actor="cli:operator")
    office = Office(Desks(database), plan.jurisdiction, MORNING)
    async with office.desk() as desk:
        groups = await bind_groups(desk, [AGENCY, OTHER])
        await enrol_leaders(desk)
        alert = Matter(jurisdiction=desk.jurisdiction, created_at=desk.now)
        desk.session.add(alert)
        await desk.session.flush()
    scene = Scene(office, alert.key, LadderDay(office, 0, groups[AGENCY].chat_id))
    office.pass_time(timedelta(minutes=1))
    async with office.desk() as desk:
        await issuing.issue(desk, await scene.order(desk, OrderKind.ISSUE, in_=timedelta()))
    await scene.day.advance_to("08:00")
    async with office.desk() as desk:
        [owed] = await stored.open_of_agency(
            desk.session, desk.jurisdiction, AGENCY, ObligationKind.DAILY
        )
        scene.day.owed_id = owed.key
    await scene.day.advance_to(YELLOW)
    await database.close()
    return scene


@pytest.fixture
async def scene(second_day: Scene, database_url: str) -> AsyncIterator[Scene]:
    played = make_url(second_day.office.desks.database.url).database or ""
    shutil.copyfile(played, make_url(database_url).database or "")
    database = Database(shared(database_url))
    office = Office(Desks(database), second_day.office.jurisdiction, second_day.office.now)
    day = LadderDay(office, second_day.day.owed_id, second_day.day.group_id)
    yield Scene(office, second_day.matter_id, day)
    await database.close()


Damage = Callable[[Scene, Desk], Awaitable[None]]


async def an_order_that_one_group_never_got(scene: Scene, desk: Desk) -> None:
    await _delete_deliveries(desk, col(Delivery.kind) == "alert", col(Delivery.agency) == OTHER)


async def a_receipt_that_nobody_asks_for(scene: Scene, desk: Desk) -> None:
    await _forget(desk, ObligationKind.RECEIPT)


async def a_daily_report_that_nobody_asks_for(scene: Scene, desk: Desk) -> None:
    await _forget(desk, ObligationKind.DAILY)


async def a_closing_report_that_nobody_asks_for(scene: Scene, desk: Desk) -> None:
    await ending.end(desk, await scene.order(desk, OrderKind.LIFT, in_=timedelta()))
    await _forget(desk, ObligationKind.CLOSING)


async def a_step_off_the_agenda(scene: Scene, desk: Desk) -> None:
    await _stop_timer(desk, scene.day.owed_id)


async def a_step_without_a_time(scene: Scene, desk: Desk) -> None:
    await _stop_timer(desk, scene.day.owed_id)
    (await scene.day.owed(desk)).step_due_at = None
    await desk.session.flush()


async def a_reply_that_nobody_will_see(scene: Scene, desk: Desk) -> None:
    """The ladder has ended, and the look at the reply is gone."""
    owed = await scene.day.owed(desk)
    item = Incoming(
        chat_id=scene.day.group_id,
        message_id=1,
        sent_by=LIAISON.user_id,
        sent_at=desk.now,
        kind=PartKind.TEXT,
        text="正在统计",
    )
    here = Place(scene.day.group_id)
    await questioned.ask(desk, here, owed, [item], LIAISON, more_time=False)
    await lifecycle.end_ladder(desk, owed, "lifted")
    await lifecycle.rest(desk, owed)


async def a_pause_for_a_request_that_is_not_there(scene: Scene, desk: Desk) -> None:
    await lifecycle.pause(desk, await scene.day.owed(desk), lifecycle.PauseReason.EXTENSION)


async def no_prompts_tomorrow(scene: Scene, desk: Desk) -> None:
    await _off_agenda(desk, alerts.DAILY_PROMPTS, scene.matter_id)


async def an_end_that_nobody_asks_about(scene: Scene, desk: Desk) -> None:
    await _off_agenda(desk, period_end.PERIOD_END, scene.matter_id)


async def an_announced_end_that_would_not_come(scene: Scene, desk: Desk) -> None:
    order = await scene.order(desk, OrderKind.LIFT, in_=timedelta(days=1))
    await ending.end(desk, order)
    await _off_agenda(desk, alerts.END, order.key)


async def a_start_that_would_not_come(scene: Scene, desk: Desk) -> None:
    order = await scene.order(desk, OrderKind.ADJUST, in_=timedelta(days=1))
    await issuing.issue(desk, order)
    await _off_agenda(desk, alerts.START, order.key)


async def a_draft_that_nobody_asks_about(scene: Scene, desk: Desk) -> None:
    await scene.order(desk, OrderKind.ADJUST, in_=timedelta(days=1))


async def a_signature_that_nobody_is_reminded_of(scene: Scene, desk: Desk) -> None:
    draft = await scene.order(desk, OrderKind.ADJUST, in_=timedelta(days=1))
    await lapsing.watch(desk, draft)
    desk.session.add(
        Approval(
            jurisdiction=desk.jurisdiction,
            subject_kind=SubjectKind.ORDER,
            subject_id=draft.key,
            step=0,
            position="director",
            decision=Decision.ASKED,
            asked_at=desk.now,
        )
    )
    await desk.session.flush()


async def an_announced_alert_that_would_not_start(scene: Scene, desk: Desk) -> None:
    alert = await stored_matters.matter(desk.session, scene.matter_id)
    assert alert is not None
    alert.state = MatterState.ISSUED
    await desk.session.flush()


async def a_slip_that_was_never_queued(scene: Scene, desk: Desk) -> None:
    slip = await _newest_slip(scene, desk)
    await desk.session.exec(delete(SlipCopy).where(col(SlipCopy.slip_id) == slip.key))
    await _delete_deliveries(desk, *_about_slips([slip.key]))


async def a_slip_without_its_copy(scene: Scene, desk: Desk) -> None:
    slip = await _newest_slip(scene, desk)
    await desk.session.exec(delete(SlipCopy).where(col(SlipCopy.slip_id) == slip.key))
    await _delete_deliveries(desk, *_about_slips([slip.key]), col(Delivery.kind) == "copy")


DAMAGES: list[tuple[Damage, str]] = [
    (an_order_that_one_group_never_got, "untold"),
    (a_receipt_that_nobody_asks_for, "unowed_receipt"),
    (a_daily_report_that_nobody_asks_for, "unowed_daily"),
    (a_closing_report_that_nobody_asks_for, "unowed_closing"),
    (a_step_off_the_agenda, "unwound"),
    (a_step_without_a_time, "unwound"),
    (a_reply_that_nobody_will_see, "unshown"),
    (a_pause_for_a_request_that_is_not_there, "paused"),
    (no_prompts_tomorrow, "unprompted"),
    (an_end_that_nobody_asks_about, "unending"),
    (an_announced_end_that_would_not_come, "unlifted"),
    (a_start_that_would_not_come, "unstarted"),
    (a_draft_that_nobody_asks_about, "unwatched"),
    (a_signature_that_nobody_is_reminded_of, "unreminded"),
    (an_announced_alert_that_would_not_start, "unstarted"),
    (a_slip_that_was_never_queued, "unserved"),
    (a_slip_without_its_copy, "uncopied"),
]


@pytest.mark.parametrize(
    ("damage", "rule"), DAMAGES, ids=[damage.__name__ for damage, _ in DAMAGES]
)
async def test_what_is_missing_is_put_back(scene: Scene, damage: Damage, rule: str) -> None:
    office = scene.office
    async with office.desk() as desk:
        assert await reconcile.look(desk) == []
        await damage(scene, desk)
    async with office.desk() as desk:
        assert (await reconcile.look(desk))[0].rule == rule
        assert await reconcile.mend(desk) == []
    office.pass_time(timedelta(minutes=1))
    async with office.desk() as desk:
        assert await reconcile.look(desk) == []
        assert await reconcile.mend(desk) == []
        assert await _told(desk) == 1
        assert await _recorded(desk) == [f"reconciled.{rule}"]


async def test_whoever_is_played_by_a_script_is_told_nothing(scene: Scene) -> None:
    """Its group has no copy of the order, and is to have none."""
    async with scene.office.desk() as desk:
        await an_order_that_one_group_never_got(scene, desk)
        for order in (await desk.session.exec(select(Order))).all():
            order.says = {**order.says, SCRIPTED: [OTHER]}
            desk.session.add(order)
        await desk.session.flush()
        assert await reconcile.look(desk) == []


async def test_a_ladder_at_its_end_is_looked_at_no_more(scene: Scene) -> None:
    """A referral lies before the director: no step is missing from the agenda."""
    async with scene.office.desk() as desk:
        await _stop_timer(desk, scene.day.owed_id)
        owed = await scene.day.owed(desk)
        owed.step, owed.step_due_at = "referral", None
        await desk.session.flush()
        assert await reconcile.look(desk) == []
        owed.step = "red"
        await desk.session.flush()
        assert [gap.rule for gap in await reconcile.look(desk)] == ["unwound"]


async def test_a_clock_that_waits_for_the_office_is_not_wound(scene: Scene) -> None:
    async with scene.office.desk() as desk:
        agency, owed_id = AGENCY, scene.day.owed_id
        await extensions.ask(desk, Actor(8000, "联络员"), agency, owed_id, "停电")
        await _stop_timer(desk, owed_id)
        assert await reconcile.look(desk) == []


async def test_an_announced_end_is_put_back_at_its_hour(scene: Scene) -> None:
    async with scene.office.desk() as desk:
        lift = await scene.order(desk, OrderKind.LIFT, in_=timedelta(days=1))
        await ending.end(desk, lift)
        await _off_agenda(desk, alerts.END, lift.key)
        which = (desk.session, desk.jurisdiction, alerts.END, lift.key)
        assert await agenda.waiting_item(*which) is None
        assert await reconcile.mend(desk) == []
        again = await agenda.waiting_item(*which)
        assert again is not None
        assert again.due_at == desk.now + timedelta(days=1)


async def test_what_no_order_has_opened_is_asked_for_nothing(scene: Scene) -> None:
    async with scene.office.desk() as desk:
        here, now = desk.jurisdiction, desk.now
        desk.session.add(Matter(jurisdiction=here, state=MatterState.ISSUED, created_at=now))
        await desk.session.flush()
        assert await reconcile.look(desk) == []


async def test_a_referral_that_was_never_queued_is_left_to_people(scene: Scene) -> None:
    """Somebody confirmed it and has to decide again; nobody else has it in private either."""
    async with scene.office.desk() as desk:
        await a_slip_that_was_never_queued(scene, desk)
        slip = await _newest_slip(scene, desk)
        slip.is_referral = True
        await desk.session.flush()
        [gap] = await reconcile.mend(desk)
        assert (gap.rule, gap.subject, gap.mend) == ("unsent", f"slip:{slip.key}", None)
        assert slip.state == SlipState.ISSUED


async def test_a_lost_order_reaches_the_group(scene: Scene) -> None:
    async with scene.office.desk() as desk:
        await an_order_that_one_group_never_got(scene, desk)
    async with scene.office.desk() as desk:
        await reconcile.mend(desk)
    [row] = [row for row in await scene.day.deliver() if row.kind == "alert"]
    assert row.agency == OTHER


async def test_a_lost_copy_follows_its_slip_to_the_same_reader(scene: Scene) -> None:
    async with scene.office.desk() as desk:
        await a_slip_without_its_copy(scene, desk)
    async with scene.office.desk() as desk:
        await reconcile.mend(desk)
        slip = await _newest_slip(scene, desk)
        [copy] = await stored_slips.copies(desk.session, slip.key)
    [row] = [row for row in await scene.day.deliver() if row.kind == "copy"]
    assert (copy.slip_id, copy.position, row.chat_id) == (slip.key, "deputy_commander", 7301)
    assert row.after_id == slip.delivery_id


async def test_a_slip_that_was_never_queued_is_issued_again_in_its_turn(scene: Scene) -> None:
    async with scene.office.desk() as desk:
        await a_slip_that_was_never_queued(scene, desk)
    async with scene.office.desk() as desk:
        await reconcile.mend(desk)
    assert "take: yellow" in await scene.day.advance_to("12:32")


async def test_a_lost_time_is_not_found_earlier_than_the_slip_said(scene: Scene) -> None:
    """The yellow slip of 12:30 gives two hours: they are not cut short by the repair."""
    async with scene.office.desk() as desk:
        await a_step_without_a_time(scene, desk)
    async with scene.office.desk() as desk:
        await reconcile.mend(desk)
        assert (await scene.day.owed(desk)).step_due_at == MORNING + timedelta(days=1, hours=6.5)


async def test_a_replaced_order_is_not_sent_any_more(scene: Scene) -> None:
    async with scene.office.desk() as desk:
        await an_order_that_one_group_never_got(scene, desk)
        order = await scene.order(desk, OrderKind.ADJUST, in_=timedelta())
        await issuing.issue(desk, order)
    async with scene.office.desk() as desk:
        assert await reconcile.look(desk) == []


@pytest.mark.parametrize("in_", [timedelta(hours=-1), timedelta(0), timedelta(minutes=5)])
async def test_no_order_is_judged_by_a_clock_that_is_behind_it(
    scene: Scene, in_: timedelta
) -> None:
    """Another process's clock may be behind, or ours was read before the order was issued."""
    async with scene.office.desk() as desk:
        order = await scene.order(desk, OrderKind.ADJUST, in_=in_)
        await issuing.issue(desk, order)
        if in_ > timedelta(0):
            await clocks.off_agenda(desk, alerts.START, order.key)
            await clocks.on_agenda(desk, alerts.START, order.key, desk.now)
            [item] = await agenda.due_items(desk.session, desk.now)
            await use_cases.run(desk, [item])
    async with scene.office.desk() as desk:
        desk.now -= timedelta(milliseconds=81)
        assert await reconcile.look(desk) == []


async def test_who_was_left_out_at_first_is_no_reason_to_ask_the_others_again(scene: Scene) -> None:
    """This also holds when what the others were asked for is too old to be proved."""
    async with scene.office.desk() as desk:
        await a_daily_report_that_nobody_asks_for(scene, desk)
    scene.office.pass_time(timedelta(hours=1))
    async with scene.office.desk() as desk:
        await reconcile.mend(desk)
        opened = (await scene.day.owed(desk)).opened_at
    async with scene.office.desk() as desk:
        desk.now = opened + LOOK_BACK + timedelta(minutes=30)
        assert [gap.rule for gap in await reconcile.look(desk)] == []


async def test_what_cannot_be_mended_is_told_once_a_day(scene: Scene) -> None:
    gap = Gap("overdue", "obligation:1", ("obligation_step",))
    for hours in (0, 1, 24):
        scene.office.pass_time(timedelta(hours=hours))
        async with scene.office.desk() as desk:
            await reconcile.report(desk, gap, mended=False)
    async with scene.office.desk() as desk:
        assert await _told(desk) == 2


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize("kind", [*use_cases.USE_CASES, "from_the_future"])
async def test_what_is_overdue_is_called_as_the_office_calls_it(
    scene: Scene, kind: str, locale: str
) -> None:
    async with scene.office.desk() as desk:
        desk.words = words_in(locale, desk.plan.zone)
        await reconcile.report(desk, Gap(reconcile.OVERDUE, "agenda:1", (kind,)), mended=False)
        key = col(Delivery.dedupe_key).startswith(f"reconcile:{reconcile.OVERDUE}")
        [told] = (await desk.session.exec(select(Delivery).where(key))).all()
    assert kind not in told.text
    assert internal(told.text) == set()


async def test_what_fails_to_be_mended_leaves_the_others_mended(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(desk: Desk) -> list[Gap]:
        return [Gap("unstarted", "alert:404", (), _fail)]

    monkeypatch.setattr(reconcile, "PROOFS", (broken, *reconcile.PROOFS))
    async with scene.office.desk() as desk:
        await no_prompts_tomorrow(scene, desk)
    async with scene.office.desk() as desk:
        assert [gap.rule for gap in await reconcile.mend(desk)] == ["unstarted"]
        assert [gap.rule for gap in await reconcile.look(desk)] == ["unstarted"]


async def _fail(desk: Desk) -> None:
    raise LookupError("gone")


async def _newest_slip(scene: Scene, desk: Desk) -> Slip:
    slips = await scene.day.slips(desk)
    assert [slip.step for slip in slips] == ["reminder", "yellow"]
    return slips[-1]


async def _forget(desk: Desk, kind: ObligationKind) -> None:
    """Remove the rows as if the agency had been left out."""
    [row] = await stored.open_of_agency(desk.session, desk.jurisdiction, OTHER, kind)
    await _stop_timer(desk, row.key)
    events = delete(ObligationEvent).where(col(ObligationEvent.obligation_id) == row.key)
    await desk.session.exec(events)
    slips = [slip.key for slip in await stored_slips.slips_of(desk.session, row.key)]
    await desk.session.exec(delete(SlipCopy).where(col(SlipCopy.slip_id).in_(slips)))
    mine = (
        col(Delivery.subject_kind) == SubjectKind.OBLIGATION,
        col(Delivery.subject_id) == row.key,
    )
    await _delete_deliveries(desk, *mine)
    await _delete_deliveries(desk, *_about_slips(slips))
    await desk.session.exec(delete(Slip).where(col(Slip.obligation_id) == row.key))
    await desk.session.exec(delete(Obligation).where(col(Obligation.id) == row.key))


def _about_slips(ids: list[int]) -> tuple[object, object]:
    return (
        col(Delivery.subject_kind) == SubjectKind.SLIP,
        col(Delivery.subject_id).in_(ids),
    )


async def _delete_deliveries(desk: Desk, *which: object) -> None:
    ids = list((await desk.session.exec(select(Delivery.id).where(*which))).all())  # type: ignore[arg-type]
    follows = update(Delivery).where(col(Delivery.after_id).in_(ids)).values(after_id=None)
    await desk.session.exec(follows)
    await desk.session.exec(delete(Delivery).where(col(Delivery.target_id).in_(ids)))
    await desk.session.exec(delete(Delivery).where(col(Delivery.id).in_(ids)))


async def _stop_timer(desk: Desk, obligation_id: int) -> None:
    stop = update(Obligation).where(col(Obligation.id) == obligation_id).values(wakes_at=None)
    await desk.session.exec(stop)


async def _off_agenda(desk: Desk, kind: str, subject: int) -> None:
    await desk.session.exec(
        update(AgendaItem)
        .where(
            col(AgendaItem.kind) == kind,
            col(AgendaItem.subject) == subject,
            col(AgendaItem.state) == AgendaState.WAITING,
        )
        .values(state=AgendaState.CANCELLED)
    )


async def _told(desk: Desk) -> int:
    query = select(Delivery).where(col(Delivery.dedupe_key).startswith("reconcile:"))
    return len((await desk.session.exec(query)).all())


async def _recorded(desk: Desk) -> list[str]:
    query = select(AuditEntry.action).where(col(AuditEntry.action).startswith("reconciled."))
    return list((await desk.session.exec(query)).all())
