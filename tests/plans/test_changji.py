"""Changji's plan says what the city's own documents say, and names what is another's."""

from datetime import time, timedelta

import pytest

from office.plan.chains import Act
from office.plan.deadlines import ByClock
from office.plan.ladders import Addressee, Gate
from office.plan.model import AgencyKind
from office.plan.remarks import remarks
from tests.harness.plans import pack
from tests.plans.packs import facts

PLAN = pack("changji")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def test_it_has_38_members_of_which_16_are_towns_and_subdistricts() -> None:
    towns = [agency for agency in PLAN.agencies if agency.kind is AgencyKind.TOWN]
    assert (len(PLAN.agencies), len(towns)) == (38, 16)
    assert set(PLAN.groups["towns"]) == {town.id for town in towns}
    assert {town.duties for town in towns} == {"towns"}


def test_posts_of_responsible_persons_are_missing_only_where_the_list_has_none() -> None:
    without = {agency.id for agency in PLAN.agencies if not agency.responsible}
    assert without == {"wangxin", "jiguan"}


def test_what_is_graded_is_said_to_be_another_prefectures() -> None:
    followed = [one.zh for one in remarks(PLAN) if "参照" in one.zh and "本辖区没有" in one.zh]
    assert len(followed) == 1
    assert "克孜勒苏柯尔克孜自治州" in followed[0]
    assert not PLAN.sources["克州预案"].own


@pytest.mark.parametrize(
    ("topic", "agency"),
    [
        ("学校", "jiaoyu"),
        ("露天焚烧", "nongye"),
        ("露天焚烧", "sangong"),
        ("餐饮油烟", "shichang"),
        ("公务车", "jiguan"),
        ("烟花爆竹", "gongan"),
        ("扬尘源", "daijian"),
        ("工业源", "gongdian"),
        ("会商监测", "qixiang"),
        ("经费", "caizheng"),
        ("人工影响天气", "qixiang"),
    ],
)
def test_measures_reach_those_whose_duty_they_are(topic: str, agency: str) -> None:
    assert any(m.topic == topic and PLAN.concerns(m, agency) for m in PLAN.measures)


def test_nothing_but_what_concerns_everybody_is_asked_of_the_discipline_commission() -> None:
    asked = [m for m in PLAN.measures if PLAN.concerns(m, "jiwei")]
    assert asked
    assert all(m.agencies == "all" for m in asked)


def test_the_power_company_urges_no_enterprise() -> None:
    urged = [m.id for m in PLAN.measures if PLAN.concerns(m, "gongdian") and "督促" in m.text]
    assert urged == ["y-m-31"]


def test_exceptions_are_never_apart_from_their_ban() -> None:
    said = [m for m in PLAN.measures if "除外" in m.text]
    assert {m.id for m in said} == {"y-m-45", "o-m-02", "o-m-03", "o-m-10", "o-m-11"}
    assert all("停用" in m.text or "禁止" in m.text for m in said)


def test_the_ladder_of_a_missing_report() -> None:
    rungs = PLAN.ladders["report"]
    assert [rung.step for rung in rungs] == ["reminder", "yellow", "orange", "red", "referral"]
    assert [rung.time_to_comply for rung in rungs] == [
        None,
        ByClock(at=time(12), day=1),
        ByClock(at=time(18), day=0),
        ByClock(at=time(18), working_day=1),
        None,
    ]
    assert [(rung.after, rung.waking_hours, rung.asks_for_copies) for rung in rungs] == [
        (0 * HOUR, None, False),
        (HOUR, 4, True),
        (0 * HOUR, 4, True),
        (0 * HOUR, 4, True),
        (0 * HOUR, None, False),
    ]
    assert [rung.copies for rung in rungs] == [
        (),
        ("deputy_commander",),
        ("commander",),
        ("party_secretary", "mayor"),
        ("commander",),
    ]
    referral = rungs[-1]
    assert (referral.proposed_to, referral.confirmed_by) == ("director", ("director",))
    assert referral.sent_to == "discipline_commission"


def test_slips_about_problems_wait_at_gates_and_are_signed() -> None:
    told, *slips, referral = PLAN.ladders["rectify"]
    assert (told.step, told.addressees) == ("office_told", (Addressee.OFFICE,))
    assert [(rung.step, rung.needs) for rung in slips] == [
        ("prompt_slip", Gate.BULLETIN),
        ("yellow", Gate.LISTING),
        ("orange", None),
        ("red", None),
    ]
    signed = [[(step.by, step.act) for step in rung.sign] for rung in slips]
    director = [(("director",), Act.AGREE)]
    both = [(("director",), Act.REVIEW), (("commander",), Act.AGREE)]
    assert signed == [director, director, director, both]
    assert [rung.asks_the_signer_for_copies for rung in slips] == [False, True, True, True]
    assert all(rung.waking_hours == 4 and rung.asks_for_limit for rung in slips)
    assert slips[-1].copies == ("party_secretary", "mayor")
    assert slips[-1].copies_through == ("liangban",)
    assert referral.is_decided
    assert not any(rung.is_drafted for rung in PLAN.ladders["report"])


def test_the_times_suit_an_office_that_opens_at_ten() -> None:
    daily, closing, receipt = map(PLAN.owed, ("daily", "closing", "receipt"))
    assert daily.by_the_clock == (time(10), time(17))
    assert (closing.deadline, receipt.deadline) == (ByClock(at=time(18), day=1), 30 * MINUTE)
    assert [one.remind_before for one in (daily, receipt)] == [HOUR, 15 * MINUTE]
    assert (PLAN.quiet_hours.start, PLAN.quiet_hours.end) == (time(19, 30), time(10))
    assert (PLAN.sleep.start, PLAN.sleep.end) == (time(0), time(9))


def test_what_is_owed_climbs_its_ladder() -> None:
    assert {one.kind: one.ladder for one in PLAN.owes} == {
        "receipt": "receipt",
        "daily": "report",
        "closing": "report",
        "inspection": "gentle",
        "task": "gentle",
        "circular": "gentle",
        "opinion": "gentle",
        "rectify": "rectify",
        "control": "gentle",
        "register": "gentle",
    }


def test_a_control_dispatch_is_as_the_scheme_of_joint_prevention_says() -> None:
    said, control = facts("changji")["control"], PLAN.control
    assert control is not None
    assert f"AQI大于{said['above_aqi']}" in control.criterion
    assert f"{said['pm25_from']}微克" in control.criterion
    assert list(control.copies) == said["copies"]
    watched = next(one for one in control.lines if "逐小时" in one.text)
    assert list(watched.who) == said["watch"]
    assert PLAN.chains.control == ()


def test_neighbours_are_asked_through_the_prefecture_but_for_snow() -> None:
    said = facts("changji")["control"]
    controls, snow, enforcement = PLAN.joint
    assert (list(controls.asked), controls.through) == (said["neighbours"], said["through"])
    assert set(snow.asked) < set(said["neighbours"])
    assert snow.through is None
    assert (enforcement.asked, enforcement.through) == (controls.asked, controls.through)


def test_no_slip_goes_to_the_discipline_commission_nor_to_the_general_offices() -> None:
    for kind in ("daily", "closing"):
        gentle = [
            agency.id
            for agency in PLAN.agencies
            if PLAN.ladder_of(PLAN.owed(kind), agency.id).only_says
        ]
        assert sorted(gentle) == ["jiwei", "liangban"]


def test_the_special_group_is_told_where_it_is_formed_and_reports_from_orange_up() -> None:
    leading, special = PLAN.teams
    assert (leading.told, leading.as_needed, special.as_needed) == ((), False, True)
    summary = PLAN.owed("inspection")
    assert (summary.who, summary.levels) == (("special_group",), ("orange", "red"))
    others = [one.kind for one in PLAN.owes if PLAN.owes_it(one, special.id)]
    assert others == ["inspection", "task", "circular", "opinion", "rectify"]


@pytest.mark.clause("F1")
def test_whoever_checks_its_own_field_has_a_line_for_it_in_its_day_s_report() -> None:
    (checks,) = [one for one in PLAN.measures if one.topic == "专项检查"]
    charged = [agency.id for agency in PLAN.agencies if PLAN.concerns(checks, agency.id)]
    assert (checks.level, len(charged)) == ("yellow", 20)
    without = []
    for body in charged:
        form = PLAN.form_of(PLAN.owed("daily"), body)
        fields = {field.id for field in form.fields} if form else set()
        # The police count offences and penalties, and the grid says it in words.
        found = {"problems", "fixed"} <= fields or {"violations", "penalised"} <= fields
        if not found and "own_check" not in fields:
            without.append(body)
    assert without == []


@pytest.mark.clause("E5")
def test_the_special_group_sums_up_the_five_topics_and_the_difficulties_of_firms() -> None:
    form = PLAN.form_of(PLAN.owed("inspection"), "special_group")
    assert form is not None
    by_source = [field.id for field in form.fields if field.source == "昌吉附件9二（二）"]
    assert by_source == ["exhaust", "dust", "lorries", "crackers", "grills", "difficulties"]


def test_positions_are_held_by_as_many_as_the_list_names() -> None:
    held = {position.id: position.holders_max for position in PLAN.positions}
    assert held["deputy_director"] == 2
    assert held["office_staff"] is None
    assert held["commander"] == held["deputy_commander"] == held["director"] == 1


def test_neighbours_and_parks_are_told_of_nothing_by_themselves() -> None:
    assert all(not body.told for body in PLAN.outside)
    relations = {body.id: body.relation for body in PLAN.outside}
    assert {relations["gaoxin"], relations["nongke"]} == {"park"}
    assert relations["zhou"] == "upper"


def test_the_working_group_of_the_joint_meeting_is_a_body() -> None:
    group = PLAN.known_body("lianxi")
    assert group is not None
    assert "联席会议工作小组" in group.name
    assert group.source == "昌吉联防二（二）"
