"""A kind of obligation that is made up here is owed, asked for, late and answered like any other.

It takes a row of the registry, what the plan says of it, and words. Nothing else knows its name.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, delete

from messages.render import words_in
from office.bodies.people import actor
from office.desk import Desk
from office.matters import alerts, clocks
from office.obligations import owed, prompts
from office.plan.model import Plan, When
from office.plan.owed_kinds import KINDS, Answer, OwedKind
from office.post import Place
from office.reports import acknowledging, taking
from office.reports.message_parts import Incoming
from office.upkeep import reconcile_orders
from office.upkeep.reconcile_gaps import Gap
from storage import agenda
from storage.delivery.outbox import DeliveryKind
from storage.owed import obligations
from storage.owed.obligations import Obligation, ObligationEvent, ObligationState
from storage.owed.reports import PartKind
from storage.roster import chats
from storage.supervision.slips import SlipState
from tests.harness.plans import small_plan
from tests.office.conftest import AGENCIES, MORNING, Office
from tests.office.episodes import OFFICE_CHAT, alert_in_force, bind_groups
from tests.office.ladder_days import LIAISON, LadderDay
from tests.office.lost_chats import said

KIND = "patrol"
ROW = OwedKind(
    answer=Answer.REPORT,
    when=When.DAILY,
    asked_by=DeliveryKind.PROMPT,
    board="patrols",
    asks_again="nudge",
    prompt="patrol_prompt",
    nudge="patrol_nudge",
)
OWED = {
    "kind": KIND,
    "who": ["inspectors"],
    "when": "daily",
    "prompt_at": "17:00",
    "due_at": "18:00",
    "remind_before": "20m",
    "least_notice": "30m",
    "content": ["检查企业数"],
    "ladder": KIND,
}
LADDER = [
    {"step": "office_told", "slip": False, "addressees": ["body", "office"], "after": "0m"},
    {"step": "prompt_slip", "title": "提示单", "after": "10m", "comply_within": "1h"},
]
TEMPLATES = {
    "patrol_prompt": "请报{{ matter }}，{{ due_at|clock }}前",
    "patrol_nudge": "再请报{{ matter }}",
    "board_patrols": "检查 {{ reported }}/{{ total }} 逾期{{ overdue|listed }}",
}
PHRASES = {
    "matter_patrol": "{{ day|day }}检查汇总",
    "board_of_patrol": "{{ day|day }}巡查",
    "reconcile_unowed_patrol": "{{ names }}",
}


@pytest.fixture(scope="module")
def plan(another_kind: None) -> Plan:
    """Two of the five agencies inspect, and they owe no other daily report."""
    facts = small_plan(AGENCIES).model_dump(mode="json")
    receipt, *_ = facts["owes"]
    facts["groups"]["inspectors"] = ["huanjing", "gongan"]
    facts["owes"] = [receipt, OWED]
    facts["ladders"] |= {KIND: LADDER}
    facts["serials"] |= {"prompt_slip": "昌污指提〔{year}〕{n}号"}
    return Plan.model_validate(facts)


@pytest.fixture(scope="module")
def another_kind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A kind with its row and its words, which exists while this module runs."""
    folder: Path = tmp_path_factory.mktemp("templates")
    for name, text in TEMPLATES.items():
        (folder / f"{name}.html.j2").write_text(text, encoding="utf-8")
    words = words_in("zh", "Asia/Shanghai")
    places = words._environment.loader.searchpath  # type: ignore[union-attr]
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(KINDS, KIND, ROW)
        patch.setattr(words._environment.loader, "searchpath", [*places, str(folder)])
        for key, phrase in PHRASES.items():
            patch.setitem(words._phrases, key, phrase)
        yield


@pytest.fixture
async def day(office: Office) -> LadderDay:
    """It is 17:00 of 2 December; the day before was asked for."""
    async with office.desk() as desk:
        alert = await alert_in_force(desk, since=MORNING)
        groups = await bind_groups(desk, AGENCIES)
        first = prompts.first_prompt_at(desk, desk.plan, MORNING)
        assert first is not None
        await clocks.on_agenda(desk, alerts.DAILY_PROMPTS, alert.key, first)
    scene = LadderDay(office, 1, groups["huanjing"].chat_id)
    assert await scene.advance_to("16:59") == []
    assert await scene.advance_to("17:00") == ["prompted"]
    return scene


async def reports(desk: Desk, day: LadderDay, agency: str, message_id: int) -> None:
    [owing] = await obligations.open_of_agency(desk.session, desk.jurisdiction, agency)
    [group] = await chats.chats_of_agency(desk.session, desk.jurisdiction, agency)
    item = Incoming(
        chat_id=group.chat_id,
        message_id=message_id,
        sent_by=LIAISON.user_id,
        sent_at=desk.now,
        kind=PartKind.TEXT,
        text="检查企业12家，未发现问题",
    )
    who = await actor(desk, LIAISON.user_id, LIAISON.name)
    taken = await taking.receive(desk, who, agency, owing.key, [item])
    assert taken is not None
    await acknowledging.acknowledge(desk, Place.of(group), taken)


async def told(day: LadderDay, chat_id: int, *kinds: str) -> list[str]:
    async with day.office.desk() as desk:
        return [row.text or "" for row in await said(desk, chat_id, *kinds)]


async def test_those_whom_the_plan_names_are_asked_and_nobody_else(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        rows = await obligations.open_in(desk.session, desk.jurisdiction, KIND)
        assert [row.agency for row in rows] == ["huanjing", "gongan"]
        view = await owed.due(desk, "huanjing")
    assert [item.matter for item in view.items] == ["12月1日检查汇总"]
    assert await told(day, day.group_id, DeliveryKind.PROMPT) == ["请报12月1日检查汇总，18:00前"]
    assert await told(day, OFFICE_CHAT, DeliveryKind.BOARD) == ["检查 0/2 逾期"]


async def test_it_is_played_to_its_end(day: LadderDay) -> None:
    """One agency reports in time. The other is asked again, told it is late, and gets a slip."""
    async with day.office.desk() as desk:
        await reports(desk, day, "gongan", 900)
    taken = [one for one in await day.advance_to("18:10") if one.startswith("take")]
    assert taken == ["take: nudge", "take: office_told", "take: prompt_slip"]
    assert await told(day, day.group_id, DeliveryKind.NUDGE) == ["再请报12月1日检查汇总"]
    [late] = await told(day, day.group_id, DeliveryKind.CHASE)
    assert "12月1日检查汇总，已逾期" in late
    [slip] = await told(day, day.group_id, DeliveryKind.SLIP)
    assert "提示单：请补报12月1日检查汇总" in slip
    async with day.office.desk() as desk:
        [missing] = await owed.missing(desk)
        assert [one.agency for one in missing.overdue] == ["生态环境"]
        await reports(desk, day, "huanjing", 901)
    async with day.office.desk() as desk:
        owing = await day.owed(desk)
        assert (owing.state, owing.step_due_at) == (ObligationState.MET_LATE, None)
        assert [one.state for one in await day.slips(desk)] == [SlipState.CLOSED]
    waiting = await next_prompts(day)
    assert waiting == [MORNING + timedelta(days=2, hours=9)]


async def test_who_was_left_out_is_asked_by_the_reconciler(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        of_one = col(ObligationEvent.obligation_id) == day.owed_id
        await desk.session.exec(delete(ObligationEvent).where(of_one))
        await desk.session.exec(delete(Obligation).where(col(Obligation.id) == day.owed_id))
    async with day.office.desk() as desk:
        [gap] = await left_out(desk)
        assert gap.names == ("huanjing",)
        assert gap.mend is not None
        await gap.mend(desk)
    async with day.office.desk() as desk:
        assert await left_out(desk) == []
    assert len(await told(day, day.group_id, DeliveryKind.PROMPT)) == 2


async def left_out(desk: Desk) -> list[Gap]:
    return [gap for gap in await reconcile_orders.unowed(desk) if gap.rule == f"unowed_{KIND}"]


async def next_prompts(day: LadderDay) -> list[object]:
    async with day.office.desk() as desk:
        rows = await agenda.waiting(desk.session, desk.jurisdiction)
    return [row.due_at for row in rows if row.kind == alerts.DAILY_PROMPTS]
