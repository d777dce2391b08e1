"""What is proposed of the air, by tables: what it asks for, what stays open, what answers it."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from office.bodies.people import Actor
from office.decisions import declining
from office.desk import Desk
from office.forecasts import bringing, prefilling, proposal_cards, proposals, taken_up
from office.forecasts.bringing import SentAir
from office.matters import alerts
from office.matters.order_terms import AT_ONCE, OPEN_END, announced_end
from office.paperwork import deliberations
from office.plan.files import read_plan
from office.plan.grading import DailyAqi
from office.plan.model import Plan
from office.reading.workbooks import Sheet
from storage.decisions import matters
from storage.decisions.matters import Matter, MatterState, OrderKind
from storage.region.upper_orders import CheckState, UpperConsent, UpperOrder
from storage.sky import proposals as store
from storage.sky.forecasts import AirKind
from storage.sky.proposals import AirErrand, AirProposal, AirProposalState
from tests.harness.plans import small_plan
from tests.office.episodes import alert_in_force, bind_groups, order_of
from tests.office.signers import EVERYBODY, HERE, STAFF, appoint, refused

OPEN = AirProposalState.OPEN
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def plan() -> Plan:
    """Five agencies, and the figures of Changji's levels and of its dispatch."""
    city = read_plan(Path(__file__).parents[3] / "plans" / "changji.yaml")
    small = small_plan(("huanjing", "gongan", "zhujian", "jiaoyu", "binhu"))
    levels = [
        level.model_copy(update={"criteria": city.level(level.id).criteria})
        for level in small.levels
    ]
    chains = small.chains.model_copy(update={"decline": city.chains.decline})
    control = city.control.model_copy(update={"lines": (), "copies": ()}) if city.control else None
    return small.model_copy(
        update={
            "levels": tuple(levels),
            "grading": city.grading,
            "chains": chains,
            "control": control,
        }
    )


@pytest.fixture(autouse=True)
async def office_at_work(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY)
    await bind_groups(desk, ["huanjing", "gongan"])


async def counted(
    desk: Desk, text: str, kind: AirKind = AirKind.FORECAST, who: Actor = STAFF
) -> None:
    row = await bringing.bring(desk, who, SentAir(kind, (Sheet("", text),)))
    await bringing.put_in_force(desk, who, row.key)


async def told(desk: Desk) -> list[AirProposal]:
    rows = await store.proposals_between(
        desk.session, desk.jurisdiction, desk.now - 999 * HOUR, desk.now + HOUR
    )
    for row in rows:
        await desk.session.refresh(row)
    return list(rows)


async def opened(desk: Desk) -> list[tuple[str, str | None]]:
    return [(row.errand, row.level) for row in await told(desk) if row.state == OPEN]


async def only(desk: Desk) -> AirProposal:
    [row] = [row for row in await told(desk) if row.state == OPEN]
    return row


def days(*figures: object, first: int = 2) -> str:
    return "\n".join(f"12月{day}日 {said}" for day, said in enumerate(figures, first))


CASES = [
    ("clean", days(50, 60, 70), []),
    ("light", days(130, 90, 90), [("control", None)]),
    ("yellow", days(210, 90, 90), [("start", "yellow")]),
    ("orange", days("210 PM2.5", 220), [("start", "orange")]),
    ("red", days(210, 220, 301), [("start", "red")]),
    ("150 is not above 150", days(150, 150, 150), [("control", None)]),
    ("two spells", days(210, 90, 90, 210), [("start", "yellow"), ("start", "yellow")]),
    ("one day between", days(210, 90, 210), [("start", "yellow")]),
    ("ozone", days("210 臭氧"), [("notice", None)]),
    ("dust by its pollutant", days("310 PM10"), [("notice", None)]),
    ("dust is denied", days("310 PM2.5，不受沙尘影响"), [("start", "yellow")]),
    ("two pollutants", days("310 PM10 PM2.5"), [("start", "yellow")]),
    ("dust on one day of two", days("210 沙尘", "210 PM2.5"), [("start", "orange")]),
]


@pytest.mark.clause("B3", "B4", "B5", "B7")
@pytest.mark.parametrize(("text", "wanted"), [case[1:] for case in CASES], ids=lambda _: "")
async def test_what_a_forecast_asks_for(
    desk: Desk, text: str, wanted: list[tuple[str, str | None]]
) -> None:
    await counted(desk, text)
    assert await opened(desk) == wanted


@pytest.mark.clause("B4")
@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (days("310 PM10"), "发布疑似沙尘健康提示"),
        (days("310 PM10 浮尘"), "发布沙尘健康提示"),
        (days("210 臭氧"), "发布臭氧健康提示"),
    ],
    ids=["by its pollutant", "named", "is itself the pollutant"],
)
async def test_a_cause_that_nobody_named_is_suspected(desk: Desk, text: str, wanted: str) -> None:
    await counted(desk, text)
    html = desk.words.text("air_proposal", await proposal_cards.card_view(desk, await only(desk)))
    assert wanted in html
    assert ("仅按首要污染物推断" in html) == ("疑似" in wanted)


async def test_a_dispatch_rests_on_an_order_and_on_no_grounds_of_ours(desk: Desk) -> None:
    await counted(desk, days(130, 120))
    assert (await prefilling.prefill(desk, await only(desk))).grounds == ""


async def test_a_plan_without_figures_proposes_nothing(desk: Desk, plan: Plan) -> None:
    desk.plan = plan.model_copy(update={"grading": None})
    await counted(desk, days(310, 310, 310))
    assert await opened(desk) == []
    await proposals.reconsider(desk)


@pytest.mark.clause("B6", "C6")
@pytest.mark.parametrize(
    ("level", "text", "wanted"),
    [
        ("orange", days(50, 50, 50, first=1), ("lift", None)),
        ("orange", days(50, 50, 210, first=1), ("lift", None)),
        ("orange", days(190, 190, 50, first=1), ("lower", "yellow")),
        ("orange", days(210, 210, 50, first=1), None),
        ("orange", days(210, 220, 301, first=1), ("raise", "red")),
        ("red", days(310, 310, 310, first=1), None),
        ("yellow", days(210, 220, first=1), ("raise", "orange")),
        ("yellow", days("210 沙尘", "220 沙尘", first=1), ("notice", None)),
    ],
)
async def test_what_a_forecast_asks_for_beside_an_alert(
    desk: Desk, level: str, text: str, wanted: tuple[str, str | None] | None
) -> None:
    alert = await alert_in_force(desk, since=desk.now - 5 * HOUR, level=level)
    await counted(desk, text)
    assert await opened(desk) == ([wanted] if wanted else [])
    if wanted and wanted[0] != "notice":
        row = await only(desk)
        assert (row.matter_id, row.former_level) == (alert.key, level)


async def announced(desk: Desk, hours: int | None = 72) -> Matter:
    alert = Matter(
        jurisdiction=desk.jurisdiction,
        state=MatterState.ISSUED,
        level="orange",
        created_at=desk.now,
    )
    desk.session.add(alert)
    await desk.session.flush()
    order = await order_of(desk, alert, OrderKind.ISSUE, at=desk.now + 20 * HOUR)
    order.hours = hours
    await desk.session.flush()
    return alert


@pytest.mark.clause("C6")
@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (days(50, 50, 50, 50, 50, first=1), ("lift", None)),
        (days(50, 210, 50, 50, 50, first=1), ("lower", "yellow")),
        (days(50, 210, 210, 50, 50, first=1), None),
        (days(50, 50, first=1), None),
        ("12月1日 50\n12月2日 50\n12月5日 50", None),
    ],
    ids=["nothing comes", "less comes", "it comes", "it does not reach so far", "a gap"],
)
async def test_before_its_start_an_alert_is_made_to_fit(
    desk: Desk, text: str, wanted: tuple[str, str | None] | None
) -> None:
    await announced(desk)
    await counted(desk, text)
    assert await opened(desk) == ([wanted] if wanted else [])
    if wanted == ("lift", None):
        row = await only(desk)
        filled = await prefilling.prefill(desk, row)
        assert filled.cancels
        assert "达不到预警条件" in filled.grounds
        assert "取消橙色预警" in desk.words.text(
            "air_proposal", await proposal_cards.card_view(desk, row)
        )


async def test_an_open_end_stays_open(desk: Desk) -> None:
    await announced(desk, hours=None)
    await counted(desk, days(50, 50, 50, 50, 50, first=1))
    assert await opened(desk) == []
    await counted(desk, days(310, 310, 310, first=2))
    assert (await prefilling.prefill(desk, await only(desk))).lasting is OPEN_END


@pytest.mark.clause("C6")
@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (days(210, 210, 210, 50, 50, first=2), "12-05"),
        (days(210, 210, 160, 160, 50, first=2), None),
        (days(210, 210, 50, 50, 50, first=2), None),
        (days("210 沙尘", "210 沙尘", "210 沙尘", 50, 50, first=2), None),
        (days(160, 160, 160, 160, 160, first=2), None),
        (days(*[160] * 7, first=2), "12-06"),
    ],
    ids=[
        "a day more",
        "a lower level",
        "the end holds",
        "dust",
        "soon lower",
        "by the other condition",
    ],
)
async def test_the_same_level_beyond_the_announced_end(
    desk: Desk, text: str, wanted: str | None
) -> None:
    alert = await alert_in_force(desk, since=desk.local(desk.now).replace(hour=0, minute=0))
    await counted(desk, text)
    rows = [row for row in await told(desk) if row.errand == AirErrand.PROLONG]
    assert [(row.level, f"{desk.local(row.ends_at):%m-%d}") for row in rows] == (
        [("orange", wanted)] if wanted else []
    )
    for row in rows:
        [order] = await matters.issued_orders(desk.session, alert.key)
        assert row.starts_at == announced_end(order)


async def _to_prolong(desk: Desk) -> tuple[Matter, AirProposal]:
    since = desk.local(desk.now).replace(hour=0, minute=0)
    alert = await alert_in_force(desk, since=since)
    await counted(desk, days(210, 210, 210, 50, 50))
    return alert, await only(desk)


@pytest.mark.clause("C6", "C9")
async def test_whatever_ends_later_answers_it(desk: Desk) -> None:
    alert, row = await _to_prolong(desk)
    filled = await prefilling.prefill(desk, row)
    assert (filled.level, filled.starts_at, filled.lasting) == ("orange", AT_ONCE, row.ends_at)
    shorter = await order_of(desk, alert, OrderKind.ADJUST, at=desk.now)
    shorter.hours = 12
    await taken_up.follow(desk, shorter)
    await desk.session.refresh(row)
    assert row.state != AirProposalState.TAKEN_UP
    row = await only(desk)
    longer = await order_of(desk, alert, OrderKind.ADJUST, at=desk.now)
    longer.hours = 72
    await taken_up.follow(desk, longer)
    await desk.session.refresh(row)
    assert (row.state, row.order_id) == (AirProposalState.TAKEN_UP, longer.key)
    # The end that was named is nearer than the one proposed; another forecast asks again.
    assert await opened(desk) == []
    await counted(desk, days(210, 210, 215, 50, 50))
    assert await opened(desk) == [("prolong", "orange")]
    endless = await order_of(desk, alert, OrderKind.ADJUST, at=desk.now)
    endless.hours = None
    await taken_up.follow(desk, endless)
    assert await opened(desk) == []


@pytest.mark.clause("C6")
async def test_what_is_not_known_any_more_leaves_it_open(desk: Desk) -> None:
    alert, row = await _to_prolong(desk)
    await counted(desk, days(210))
    assert (await only(desk)).key == row.key
    assert row.found["undetermined"] is not None
    raised = await order_of(desk, alert, OrderKind.ADJUST, at=desk.now, level="red")
    raised.hours = 24
    await taken_up.follow(desk, raised)
    assert (await told(desk))[0].state == AirProposalState.OVERTAKEN


async def test_measured_air_alone_may_prolong_it(desk: Desk) -> None:
    start = desk.local(desk.now).replace(minute=0) - 50 * HOUR
    await alert_in_force(desk, since=start)
    [order] = await matters.issued_orders(desk.session, (await _standing_alert(desk)).key)
    order.hours = 40
    await counted(desk, f"{start:%Y-%m-%dT%H} " + " ".join(["210"] * 50), AirKind.OBSERVED)
    row = await only(desk)
    assert (row.errand, row.observed, row.ends_at - row.starts_at) == ("prolong", True, 10 * HOUR)
    filled = await prefilling.prefill(desk, row)
    assert filled.lasting is None
    assert filled.grounds.startswith("监测实况显示，")


async def _standing_alert(desk: Desk) -> Matter:
    alert = await alerts.standing_alert(desk)
    assert alert is not None
    return alert


async def test_an_alert_to_come_is_prolonged_from_its_start(desk: Desk) -> None:
    alert = await announced(desk, hours=24)
    await counted(desk, days(50, 210, 210, 50, 50, first=1))
    row = await only(desk)
    assert (row.errand, row.matter_id) == ("prolong", alert.key)
    [order] = await matters.issued_orders(desk.session, alert.key)
    filled = await prefilling.prefill(desk, row)
    assert filled.starts_at == desk.local(order.starts_at)
    assert filled.lasting == row.ends_at


@pytest.mark.clause("C6")
@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (days(50, 210, 210, 210, 160, 160, 50, 50, first=1), "12-05"),
        (days(50, 210, 210, 160, 160, 50, 50, first=1), None),
        (days(50, 50, 50, 210, 210, 210, 50, 50, first=1), "12-07"),
    ],
    ids=["then a lower level", "soon a lower level", "first good air"],
)
async def test_an_alert_to_come_is_prolonged_as_long_as_its_level_holds(
    desk: Desk, text: str, wanted: str | None
) -> None:
    await announced(desk, hours=24)
    await counted(desk, text)
    rows = [row for row in await told(desk) if row.errand == AirErrand.PROLONG]
    found = [f"{desk.local(row.ends_at):%m-%d}" for row in rows]
    assert found == ([wanted] if wanted else [])


@pytest.mark.clause("B3")
async def test_readings_and_means_that_differ_are_shown(desk: Desk) -> None:
    await counted(desk, days("140～280", "140～280"))
    view = await proposal_cards.card_view(desk, await only(desk))
    assert [(one.reading, one.level) for one in view.readings] == [
        ("low", ""),
        ("middle", "橙色"),
        ("high", "橙色"),
    ]
    html = desk.words.text("air_proposal", view)
    assert "必达：无　可能：橙色　最坏：橙色" in html


HOURS = ["time,pm2_5"] + [
    f"2026-12-0{day} {hour:02d}:00,{170 if hour % 2 else 60}"
    for day in (2, 3)
    for hour in range(24)
]


@pytest.mark.parametrize(
    ("daily", "level", "other"),
    [
        (DailyAqi.MEAN_OF_HOURLY_AQI, [("start", "yellow")], [("amounts", "")]),
        (DailyAqi.AQI_OF_MEANS, [("control", None)], []),
    ],
)
async def test_the_plan_says_which_mean_counts(
    desk: Desk,
    plan: Plan,
    daily: DailyAqi,
    level: list[tuple[str, str | None]],
    other: list[tuple[str, str]],
) -> None:
    assert plan.grading is not None
    grading = plan.grading.model_copy(update={"daily_aqi": daily})
    desk.plan = plan.model_copy(update={"grading": grading})
    await counted(desk, "\n".join(HOURS))
    assert await opened(desk) == level
    row = await only(desk)
    view = await proposal_cards.card_view(desk, row)
    assert [(one.reading, one.level) for one in view.readings] == other
    assert row.found["primary"] == ["pm25"]


@pytest.mark.clause("C6")
async def test_measured_hours_are_joined_before_the_forecast(desk: Desk) -> None:
    start = desk.local(desk.now) - 30 * HOUR
    await counted(desk, f"{start:%Y-%m-%dT%H} " + " ".join(["210"] * 30), AirKind.OBSERVED)
    assert await opened(desk) == [("start", "yellow")]
    now = desk.local(desk.now)
    row = await only(desk)
    assert (await prefilling.prefill(desk, row)).lasting is None
    await counted(desk, f"{now:%Y-%m-%dT%H} " + " ".join(["210"] * 18 + ["50"] * 40))
    later = await only(desk)
    assert (later.level, later.observed, later.found["measured"]) == ("orange", True, 30)
    assert later.ends_at - later.starts_at == 48 * HOUR
    filled = await prefilling.prefill(desk, later)
    assert (filled.starts_at, filled.lasting, filled.pollutant) == (AT_ONCE, later.ends_at, None)


async def test_what_is_over_is_proposed_no_more(desk: Desk) -> None:
    await counted(desk, days(210, 50))
    row = await only(desk)
    desk.now = row.ends_at + 30 * HOUR
    assert await proposals.look(desk, 0) == "looked"
    await desk.session.refresh(row)
    assert (row.state, row.settled_at) == (AirProposalState.PASSED, desk.now)
    view = await proposal_cards.card_view(desk, row)
    assert "时段已过" in desk.words.text("air_proposal", view)
    await proposals.settle(desk, row, AirProposalState.OVERTAKEN)
    await desk.session.refresh(row)
    assert row.state == AirProposalState.PASSED


async def test_measured_air_without_a_forecast_goes_stale(desk: Desk) -> None:
    start = desk.local(desk.now) - 30 * HOUR
    await counted(desk, f"{start:%Y-%m-%dT%H} " + " ".join(["210"] * 30), AirKind.OBSERVED)
    row = await only(desk)
    desk.now += 24 * HOUR
    await proposals.reconsider(desk)
    await desk.session.refresh(row)
    assert row.state == AirProposalState.PASSED
    desk.now += 999 * HOUR
    await proposals.reconsider(desk)


@pytest.mark.clause("B5", "C9")
async def test_two_spells_that_become_one_leave_one_proposal(desk: Desk) -> None:
    await counted(desk, days(210, 90, 90, 210, 90))
    first, second = await told(desk)
    await counted(desk, days(210, 90, 210, 90, 90))
    html = desk.words.text("air_proposal", await proposal_cards.card_view(desk, second))
    assert (await only(desk)).key == first.key
    assert "建议已并入：启动黄色预警" in html
    assert "本建议已并入另一条研判建议" in html
    for row, said in ((first, "待处理"), (second, "已并入另一条建议")):
        shown = await deliberations.line(desk, deliberations.Deliberation(None, row, None))
        assert shown.proposal_state == said


async def test_what_time_leaves_alone_is_not_drawn_anew(desk: Desk) -> None:
    await counted(desk, days(210, 210, 50))
    row = await only(desk)
    desk.now += HOUR
    await proposals.reconsider(desk)
    assert row.changed_at == row.made_at


@pytest.mark.clause("C9")
async def test_a_decision_not_to_start_that_is_given_up_leaves_it_open(desk: Desk) -> None:
    await counted(desk, days(210, 210, 50))
    row = await only(desk)
    made = await declining.draft(desk, STAFF, HERE, "orange", "会商认为污染不足一日")
    await taken_up.asked_to_decline(desk, row.key, made)
    assert row.decline_id == made.key
    await declining.give_up(desk, STAFF, made.key)
    await desk.session.refresh(row)
    assert row.state == OPEN
    assert row.decline_id is None
    await counted(desk, days(50, 50, 50, 50))
    again = await declining.draft(desk, STAFF, HERE, "orange", "会商认为污染不足一日")
    await taken_up.asked_to_decline(desk, row.key, again)
    await desk.session.refresh(row)
    assert row.state == AirProposalState.OVERTAKEN
    assert row.decline_id is None


async def test_an_old_button_opens_nothing(desk: Desk) -> None:
    await refused(prefilling.open_proposal(desk, 99), "button_obsolete")
    await counted(desk, days(210, 210, 50))
    row = await only(desk)
    assert (await prefilling.open_proposal(desk, row.key)).key == row.key
    await counted(desk, days(50, 50, 50))
    await refused(prefilling.open_proposal(desk, row.key), "air_proposal_over")


@pytest.mark.clause("C9")
async def test_an_order_of_a_lower_level_holds_against_the_same_windows(desk: Desk) -> None:
    text = days(210, 220, 50, 50)
    await counted(desk, text)
    row = await only(desk)
    alert = await alert_in_force(desk, since=row.starts_at, level="yellow")
    [issue] = await matters.issued_orders(desk.session, alert.key)
    await taken_up.follow(desk, issue)
    await desk.session.refresh(row)
    assert (row.state, row.order_id) == (AirProposalState.TAKEN_UP, issue.key)
    assert await opened(desk) == []
    await counted(desk, text.replace("220", "230"))
    assert await opened(desk) == [("raise", "orange")]
    raised = await order_of(desk, alert, OrderKind.ADJUST, at=desk.now, level="orange")
    await taken_up.follow(desk, raised)
    assert await opened(desk) == []
    raised.drill = True
    await taken_up.follow(desk, raised)


@pytest.mark.clause("C5")
async def test_the_alert_of_the_office_above_locks_a_lift(desk: Desk, plan: Plan) -> None:
    city = read_plan(Path(__file__).parents[3] / "plans" / "changji.yaml")
    desk.plan = plan.model_copy(update={"outside": city.outside})
    await alert_in_force(desk, since=desk.now - 5 * HOUR, level="orange")
    desk.session.add(
        UpperOrder(
            jurisdiction=desk.jurisdiction,
            upper="昌吉州",
            number="昌州污指预〔2026〕3号",
            level="orange",
            level_name="橙色",
            starts_at=desk.now - 9 * HOUR,
            received_at=desk.now - 9 * HOUR,
            state=CheckState.CHECKED,
        )
    )
    await desk.session.flush()
    await counted(desk, days(50, 50, 50, first=1))
    row = await only(desk)
    assert row.errand == AirErrand.LIFT
    view = await proposal_cards.card_view(desk, row)
    assert view.lock is not None
    assert "尚未解除，须待其解除，或征得其同意" in desk.words.text("air_proposal", view)
    [above] = (await desk.session.exec(select(UpperOrder))).all()
    desk.session.add(
        UpperConsent(
            jurisdiction=desk.jurisdiction,
            upper_order_id=above.key,
            given_by="昌吉州指挥部办公室",
            given_at=desk.now,
            way="电话",
            recorded_at=desk.now,
        )
    )
    await desk.session.flush()
    assert (await proposal_cards.card_view(desk, row)).lock is None
