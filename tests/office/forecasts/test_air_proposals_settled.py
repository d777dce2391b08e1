"""What settles a proposal of the air, and what leaves it as it is: orders, declines, newer air."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from office.decisions import declining
from office.desk import Desk
from office.forecasts import prefilling, proposal_cards, proposals, taken_up
from office.matters import control_proposals
from office.matters.control_proposals import Spell
from office.matters.order_terms import AT_ONCE
from storage.decisions.matters import (
    Matter,
    MatterKind,
    MatterState,
    Order,
    OrderKind,
    OrderState,
)
from storage.delivery.outbox import Delivery
from storage.roster import chats
from storage.roster.chats import ChatRole
from storage.sky.forecasts import AirKind
from storage.sky.proposals import UNSUPPORTED, WHY, AirErrand, AirProposal, AirProposalState
from tests.office.episodes import OFFICE_CHAT, alert_in_force, order_of
from tests.office.forecasts import test_air_proposals as air
from tests.office.forecasts.test_air_proposals import HOUR, OPEN, counted, days, only, opened, told
from tests.office.signers import HERE, STAFF

plan, office_at_work = air.plan, air.office_at_work
DUST = "210 沙尘"


async def states(desk: Desk) -> list[tuple[str, str]]:
    return [(row.errand, row.state) for row in await told(desk)]


async def order_about(desk: Desk, kind: MatterKind) -> Order:
    matter = Matter(
        jurisdiction=desk.jurisdiction,
        kind=kind,
        state=MatterState.ISSUED,
        created_at=desk.now,
    )
    desk.session.add(matter)
    await desk.session.flush()
    order = await order_of(desk, matter, OrderKind.ISSUE, at=desk.now)
    order.matter_kind = kind
    await desk.session.flush()
    return order


async def test_measured_air_is_forgotten_after_a_long_silence(desk: Desk) -> None:
    start = desk.local(desk.now) - 30 * HOUR
    await counted(desk, f"{start:%Y-%m-%dT%H} " + " ".join(["210"] * 30), AirKind.OBSERVED)
    row = await only(desk)
    desk.now += 999 * HOUR
    await proposals.reconsider(desk)
    await desk.session.refresh(row)
    assert (row.state, row.found[WHY]) == (AirProposalState.PASSED, UNSUPPORTED)


async def test_a_dispatch_gives_way_to_a_level_and_comes_back_with_light_air(desk: Desk) -> None:
    await counted(desk, days(130, 90, 90))
    assert await opened(desk) == [("control", None)]
    await counted(desk, days(210, 90, 90))
    assert await opened(desk) == [("start", "yellow")]
    await counted(desk, days(130, 90, 90))
    assert await opened(desk) == [("control", None)]
    assert await states(desk) == [
        ("control", AirProposalState.OVERTAKEN),
        ("start", AirProposalState.OVERTAKEN),
        ("control", OPEN),
    ]


async def test_a_dispatch_that_was_proposed_elsewhere_is_not_proposed_twice(desk: Desk) -> None:
    spell = Spell(desk.now + 16 * HOUR, desk.now + 40 * HOUR)
    assert await control_proposals.propose(desk, spell, "alert:1")
    await counted(desk, days(130, 90, 90))
    assert await opened(desk) == []


@pytest.mark.clause("C9")
async def test_what_was_declined_says_nothing_of_a_later_episode(desk: Desk) -> None:
    await counted(desk, days(210, 50, 50, 50, 50))
    first = await only(desk)
    made = await declining.draft(desk, STAFF, HERE, "yellow", "会商认为污染不足一日")
    await taken_up.asked_to_decline(desk, first.key, made)
    await taken_up.declined(desk, made)
    await desk.session.refresh(first)
    assert first.state == AirProposalState.DECLINED
    await counted(desk, days(215, 50, 50, 50, 50))
    assert await opened(desk) == []
    await counted(desk, days(215, 50, 50, 50, 210))
    assert (await only(desk)).starts_at == first.starts_at + 96 * HOUR


async def test_a_decision_that_is_about_no_proposal_settles_none(desk: Desk) -> None:
    await counted(desk, days(210, 50))
    made = await declining.draft(desk, STAFF, HERE, "yellow", "会商认为污染不足一日")
    for follow in (taken_up.declined, taken_up.not_declined):
        await follow(desk, made)
        assert (await only(desk)).decline_id is None


@pytest.mark.clause("B4")
async def test_a_notice_answers_the_first_spell_and_no_level(desk: Desk) -> None:
    await counted(desk, days(DUST, 50, 50, DUST, 50))
    first, second = await told(desk)
    order = await order_about(desk, MatterKind.NOTICE)
    await taken_up.follow(desk, order)
    assert [(row.state, row.order_id) for row in await told(desk)] == [
        (AirProposalState.TAKEN_UP, order.key),
        (OPEN, None),
    ]
    # The same air again is answered; what is no dust after all is not.
    await counted(desk, days(DUST, 50, 50, 50, 50))
    assert await opened(desk) == []
    await counted(desk, days("210 PM2.5", 50, 50, 50, 50))
    assert await opened(desk) == [("start", "yellow")]
    assert first.starts_at < second.starts_at


async def test_a_dispatch_in_earnest_takes_up_its_proposal(desk: Desk) -> None:
    await counted(desk, days(130, 90, 90))
    row = await only(desk)
    order = await order_about(desk, MatterKind.CONTROL)
    await taken_up.follow(desk, order)
    await desk.session.refresh(row)
    assert (row.state, row.order_id) == (AirProposalState.TAKEN_UP, order.key)


async def raised(desk: Desk, level: str = "orange") -> tuple[Matter, AirProposal]:
    """A proposal beside an alert in force, which asks for red."""
    alert = await alert_in_force(desk, since=desk.now - 5 * HOUR, level=level)
    await counted(desk, days(210, 220, 301, first=1))
    return alert, await only(desk)


async def test_an_order_of_another_alert_takes_up_nothing(desk: Desk) -> None:
    _alert, row = await raised(desk)
    other = Matter(
        jurisdiction=desk.jurisdiction,
        state=MatterState.LIFTED,
        level="red",
        created_at=desk.now,
        ended_at=desk.now,
    )
    desk.session.add(other)
    await desk.session.flush()
    await taken_up.follow(
        desk, await order_of(desk, other, OrderKind.ADJUST, at=desk.now, level="red")
    )
    assert (await only(desk)).key == row.key


async def test_a_level_that_the_plan_knows_no_more_takes_up_nothing(desk: Desk) -> None:
    alert, row = await raised(desk)
    order = await order_of(desk, alert, OrderKind.ADJUST, at=desk.now, level="purple")
    await taken_up.follow(desk, order)
    await desk.session.refresh(row)
    assert (row.state, row.order_id) == (OPEN, None)


@pytest.mark.clause("C6")
@pytest.mark.parametrize(
    ("text", "kind", "level", "ahead"),
    [
        (days(190, 190, 50, first=1), OrderKind.ADJUST, "yellow", 0),
        (days(50, 50, 50, first=1), OrderKind.LIFT, "orange", 0),
        (days(50, 50, 50, first=1), OrderKind.LIFT, "orange", 12),
    ],
    ids=["lowered", "lifted", "lifted at a later hour"],
)
async def test_what_eases_the_alert_takes_up_the_proposal(
    desk: Desk, text: str, kind: OrderKind, level: str, ahead: int
) -> None:
    alert = await alert_in_force(desk, since=desk.now - 5 * HOUR)
    await counted(desk, text)
    row = await only(desk)
    order = await order_of(desk, alert, kind, at=desk.now + ahead * HOUR, level=level)
    await taken_up.follow(desk, order)
    await desk.session.refresh(row)
    assert (row.state, row.order_id) == (AirProposalState.TAKEN_UP, order.key)
    # An end that was announced leaves nothing easier to propose.
    if ahead:
        await counted(desk, text)
        assert await opened(desk) == []


@pytest.mark.clause("C6")
@pytest.mark.parametrize(
    ("later", "wanted"),
    [
        ([170, 70, 70], []),
        ([170, 170, 170, 170], [("raise", "orange")]),
        ([250, 70, 70], [("raise", "red")]),
        ([170, 70, 220, 230], [("raise", "orange")]),
        ([170, 70, 70, 70, "310 沙尘", "310 沙尘"], [("notice", None)]),
    ],
    ids=["it eases", "it stays", "it does not ease", "it comes again", "dust comes later"],
)
async def test_what_was_lowered_is_not_raised_for_the_hours_before(
    desk: Desk, later: list[int | str], wanted: list[tuple[str, str | None]]
) -> None:
    since = desk.local(desk.now).replace(hour=0) - 72 * HOUR
    alert = await alert_in_force(desk, since=since, level="red")
    until = (desk.local(desk.now) - since) // HOUR
    foul = " ".join([*["250"] * 24, *["340"] * 24, *["250"] * until][:until])
    await counted(desk, f"{since:%Y-%m-%dT%H} {foul}", AirKind.OBSERVED)
    await counted(desk, days(250, 170, 70, 70, first=1))
    row = await only(desk)
    assert (row.errand, row.level) == (AirErrand.LOWER, "yellow")
    order = await order_of(desk, alert, OrderKind.ADJUST, at=row.starts_at, level="yellow")
    await taken_up.follow(desk, order)
    assert await opened(desk) == []
    await counted(desk, days(250, *later, first=1))
    assert await opened(desk) == wanted


@pytest.mark.clause("C6")
async def test_a_draft_that_eases_is_called_unsupported_as_the_air_turns(desk: Desk) -> None:
    alert = await alert_in_force(desk, since=desk.now - 5 * HOUR)
    await counted(desk, days(190, 190, 50, first=1))
    row = await only(desk)
    for kind, level in ((OrderKind.ADJUST, "yellow"), (OrderKind.ADJUST, "red")):
        draft = await order_of(desk, alert, kind, at=desk.now, level=level)
        draft.state = OrderState.DRAFT
    await desk.session.flush()
    await counted(desk, days(210, 210, 210, first=1))
    await desk.session.refresh(row)
    assert (row.errand, row.state) == (AirErrand.LOWER, AirProposalState.OVERTAKEN)
    query = select(Delivery).where(Delivery.chat_id == OFFICE_CHAT)
    said = [one.text for one in await desk.session.exec(query)]
    [unsupported] = [text for text in said if "所依据的好转已不成立" in text]
    assert "黄色" in unsupported


@pytest.mark.clause("C6")
async def test_a_range_that_may_not_ease_says_so(desk: Desk) -> None:
    await alert_in_force(desk, since=desk.now - 5 * HOUR)
    await counted(desk, days(*["60～230"] * 3, first=1))
    row = await only(desk)
    assert (row.errand, row.found["readings"]) == (
        "lift",
        {"low": "", "middle": "", "high": "orange"},
    )


@pytest.mark.clause("C6")
async def test_an_alert_of_half_a_day_is_cancelled_without_a_mean_of_a_day(desk: Desk) -> None:
    await air.announced(desk, hours=12)
    await counted(desk, days(50, 50, 50, first=1))
    row = await only(desk)
    assert (row.errand, row.found["windows"], row.found["cancels"]) == ("lift", [], True)


@pytest.mark.clause("B3")
@pytest.mark.parametrize("is_listed", [True, False])
async def test_hours_that_nobody_sent_are_counted_and_never_clean(
    desk: Desk, is_listed: bool
) -> None:
    figures = ["210"] * 20 + ["NA"] * 3 + ["210"] + ["50"] * 24
    rows = [
        f"2026-12-0{2 + place // 24} {place % 24:02d}:00,{said}"
        for place, said in enumerate(figures)
        if is_listed or said != "NA"
    ]
    await counted(desk, "\n".join(["time,aqi", *rows]))
    row = await only(desk)
    assert (row.level, row.found["missing"]) == ("yellow", 3)


async def test_what_stays_undetermined_is_said_once_a_forecast(desk: Desk) -> None:
    since: datetime = desk.local(desk.now).replace(hour=0, minute=0)
    await alert_in_force(desk, since=since)
    await counted(desk, days(210, 210, 210, 50, 50))
    await counted(desk, days(210))
    row = await only(desk)
    changed_at = row.changed_at
    desk.now += timedelta(minutes=30)
    await proposals.reconsider(desk)
    assert (await only(desk)).changed_at == changed_at
    await counted(desk, days(215))
    assert (await only(desk)).changed_at == desk.now


async def test_without_an_office_group_a_proposal_has_no_card(desk: Desk) -> None:
    for group in await chats.in_roles(desk.session, desk.jurisdiction, [ChatRole.OFFICE]):
        group.unbound_at = desk.now
    await counted(desk, days(210, 50))
    await counted(desk, days(230, 50))
    row = await only(desk)
    assert row.card_id is None
    assert "黄色" in desk.words.text("air_proposal", await proposal_cards.card_view(desk, row))


def foul_for(desk: Desk, hours: int) -> str:
    figures = ["230"] * hours + ["40"] * (96 - hours)
    return f"{desk.local(desk.now):%Y-%m-%dT%H} " + " ".join(figures)


@pytest.mark.clause("C6")
@pytest.mark.parametrize(
    ("at_once", "ahead", "is_told"), [(True, 0, True), (False, 6, True), (False, 12, False)]
)
async def test_a_draft_that_would_lift_before_the_better_air_is_told_of_it(
    desk: Desk, at_once: bool, ahead: int, is_told: bool
) -> None:
    alert = await alert_in_force(desk, since=desk.now - 5 * HOUR)
    await counted(desk, foul_for(desk, 6))
    row = await only(desk)
    assert (row.errand, row.starts_at) == (AirErrand.LIFT, desk.now + 6 * HOUR)
    draft = await order_of(desk, alert, OrderKind.LIFT, at=desk.now + ahead * HOUR)
    draft.state, draft.at_once = OrderState.DRAFT, at_once
    await desk.session.flush()
    for hours in (5, 12, 12):
        await counted(desk, foul_for(desk, hours))
    query = select(Delivery.text).where(Delivery.chat_id == OFFICE_CHAT)
    told_of = [text for text in await desk.session.exec(query) if "好转推迟至" in text]
    assert len(told_of) == is_told
    assert all("12月1日20:00，拟稿“" in text for text in told_of)


@pytest.mark.clause("C6")
@pytest.mark.parametrize(("hours", "is_there"), [(0, True), (1, True), (2, False)])
async def test_where_the_next_hour_is_good_the_lift_names_none(
    desk: Desk, hours: int, is_there: bool
) -> None:
    await alert_in_force(desk, since=desk.now - 5 * HOUR)
    await counted(desk, foul_for(desk, hours))
    row = await only(desk)
    filled = await prefilling.prefill(desk, row)
    assert (filled.starts_at is AT_ONCE) is is_there
    assert is_there or filled.starts_at == row.starts_at


@pytest.mark.clause("C6")
async def test_air_that_stays_good_does_not_come_later_as_the_hours_pass(desk: Desk) -> None:
    alert = await alert_in_force(desk, since=desk.now - 5 * HOUR)
    await counted(desk, foul_for(desk, 0))
    draft = await order_of(desk, alert, OrderKind.LIFT, at=desk.now + HOUR)
    draft.state, draft.at_once = OrderState.DRAFT, False
    await desk.session.flush()
    before = (await only(desk)).starts_at
    desk.now += timedelta(hours=30, minutes=6)
    await counted(desk, foul_for(desk, 0))
    assert before < desk.now < (await only(desk)).starts_at
    query = select(Delivery.text).where(Delivery.chat_id == OFFICE_CHAT)
    assert not [text for text in await desk.session.exec(query) if "好转推迟至" in text]


@pytest.mark.clause("B6", "C9")
@pytest.mark.parametrize(
    ("later", "starts_on"),
    [
        ([130, 60, 155, 210], 2),
        ([130, 60, 60, 60], None),
        ([130, 140, 200, 210], -1),
        ([210, 210, 60, 60], -1),
    ],
    ids=["it comes again", "it is over", "too soon to lift", "it goes on"],
)
async def test_nothing_is_started_for_the_hours_before_a_lift(
    desk: Desk, later: list[int], starts_on: int | None
) -> None:
    """On the morning after a lift, two spells of one episode may lie about hours of clean air."""
    midnight, day = desk.local(desk.now).replace(hour=0), 24 * HOUR
    hours = [said for said in later for _ in range(24)]
    await counted(desk, f"{midnight:%Y-%m-%dT%H} " + " ".join(map(str, hours)))
    measured = [290] * 24 + hours[: (desk.now - midnight) // HOUR]
    told_of = f"{midnight - day:%Y-%m-%dT%H} " + " ".join(map(str, measured))
    await counted(desk, told_of, AirKind.OBSERVED)
    rows = [row for row in await told(desk) if (row.errand, row.state) == ("start", OPEN)]
    wanted = [] if starts_on is None else [midnight + starts_on * day]
    assert [row.starts_at for row in rows] == wanted
