"""The model of a plan: what it answers, and what it refuses with which words."""

import json
import re
from datetime import time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from office.plan.durations import format_duration, format_time, parse_duration, parse_time
from office.plan.faults import FaultyPlan
from office.plan.files import (
    PlanError,
    PlanProblem,
    canonical_json,
    checksum,
    read_plan,
    stored_plan,
)
from office.plan.model import Ladder, MeasureKind, Plan, QuietHours, Rung
from tests.harness.plans import CITY, small_plan

Facts = dict[str, Any]


@pytest.fixture(scope="module")
def plan() -> Plan:
    return read_plan(CITY)


class TestTimes:
    @pytest.mark.parametrize(
        ("written", "meant"),
        [
            ("0m", timedelta(0)),
            ("45s", timedelta(seconds=45)),
            ("30m", timedelta(minutes=30)),
            ("90m", timedelta(minutes=90)),
            ("24h", timedelta(days=1)),
            ("3d", timedelta(days=3)),
        ],
    )
    def test_durations_are_a_number_and_a_unit(self, written: str, meant: timedelta) -> None:
        assert parse_duration(written) == meant

    @pytest.mark.parametrize(
        "written",
        ["", "m", "30", 30, "-1h", "1.5h", "1h30m", "30 m", "2H", "２h", "1w", "1234567m", None],
    )
    def test_anything_else_is_no_duration(self, written: object) -> None:
        with pytest.raises(FaultyPlan, match="is not a duration"):
            parse_duration(written)

    @pytest.mark.parametrize("value", [timedelta(seconds=-1), timedelta(microseconds=5)])
    def test_durations_are_whole_seconds_and_never_negative(self, value: timedelta) -> None:
        with pytest.raises(FaultyPlan):
            parse_duration(value)

    def test_a_duration_may_be_given_as_one(self) -> None:
        assert parse_duration(timedelta(hours=2)) == timedelta(hours=2)

    @given(st.integers(0, 999_999))
    def test_durations_read_back_as_written(self, seconds: int) -> None:
        duration = timedelta(seconds=seconds)
        assert parse_duration(format_duration(duration)) == duration

    @given(st.integers(0, 23), st.integers(0, 59))
    def test_times_read_back_as_written(self, hour: int, minute: int) -> None:
        at = time(hour, minute)
        assert parse_time(format_time(at)) == at

    @pytest.mark.parametrize("written", ["24:00", "8:00", "08:60", "0800", "08:00:00", 1320, None])
    def test_anything_else_is_no_time(self, written: object) -> None:
        with pytest.raises(FaultyPlan, match="is not a time of day"):
            parse_time(written)

    @pytest.mark.parametrize(
        ("start", "end", "at", "quiet"),
        [
            (time(22), time(7), time(21, 59), False),
            (time(22), time(7), time(22), True),
            (time(22), time(7), time(0), True),
            (time(22), time(7), time(6, 59), True),
            (time(22), time(7), time(7), False),
            (time(1), time(5), time(0, 59), False),
            (time(1), time(5), time(1), True),
            (time(1), time(5), time(5), False),
            (time(7), time(7), time(7), False),
        ],
    )
    def test_quiet_hours_may_cross_midnight(
        self, start: time, end: time, at: time, quiet: bool
    ) -> None:
        assert QuietHours(start=start, end=end).covers(at) is quiet


def texts(plan: Plan, agency: str, level: str) -> set[str]:
    return {one.text for group in plan.measures_for(agency, level) for one in group.measures}


class TestAnswers:
    @pytest.mark.parametrize(
        ("typed", "level"),
        [
            ("orange", "orange"),
            ("ORANGE", "orange"),
            (" 橙色 ", "orange"),
            ("橙", "orange"),
            ("橙色预警", "orange"),
            ("Ⅲ级", "yellow"),
            ("III级", "yellow"),
            ("蓝色", None),
            ("", None),
        ],
    )
    def test_levels_by_what_people_type(self, plan: Plan, typed: str, level: str | None) -> None:
        found = plan.find_level(typed)
        assert (found.id if found else None) == level

    @pytest.mark.parametrize("typed", ["PM2.5", "pm2.5", "ＰＭ２.５", "PM₂.₅", "细颗粒物", "pm25"])
    def test_pollutants_by_what_people_type(self, plan: Plan, typed: str) -> None:
        assert plan.find_pollutant(typed) == plan.pollutant("pm25")

    @pytest.mark.parametrize(
        ("typed", "agencies"),
        [
            ("zhujian", ["zhujian"]),
            ("市住建局", ["zhujian"]),
            ("住建局", ["zhujian"]),
            ("住建", ["zhujian"]),
            ("六工镇", ["liugong"]),
            ("二六工", ["erliugong"]),
            ("六工", ["erliugong", "liugong"]),
            ("水利局", []),
            (" ", []),
        ],
    )
    def test_agencies_by_what_people_type(
        self, plan: Plan, typed: str, agencies: list[str]
    ) -> None:
        found = [one.id for one in plan.bodies_like(typed)]
        assert found == agencies

    def test_the_highest_level_comes_first_and_includes_those_below(self, plan: Plan) -> None:
        assert [level.id for level in plan.levels_up_to("orange")] == ["orange", "yellow"]

    def test_measures_add_up_from_level_to_level(self, plan: Plan) -> None:
        yellow = plan.measures_for("jiaoyu", "yellow")
        orange = plan.measures_for("jiaoyu", "orange")
        assert orange[-len(yellow) :] == yellow
        assert {group.level.id for group in orange} == {"orange", "yellow"}

    def test_groups_hold_one_level_and_one_kind_each(self, plan: Plan) -> None:
        for level, kind, measures in plan.measures_for("huanjing", "red"):
            assert measures
            assert {(m.level, m.kind) for m in measures} == {(level.id, kind)}

    def test_an_agency_joins_with_what_its_own_plan_asks_of_it(self) -> None:
        """The others' measures stay; at a level that the first plan lacks it gets nothing."""
        facts = small_plan(("huanjing", "gongan")).model_dump()
        facts["levels"] = [level for level in facts["levels"] if level["id"] != "red"]
        facts["measures"] = [one for one in facts["measures"] if one["level"] != "red"]
        before, newer = Plan.model_validate(facts), small_plan(("gongan", "shichang"))
        joined = before.joined_by("shichang", newer)
        assert [it.id for it in joined.agencies] == ["huanjing", "gongan", "shichang"]
        for level in ("yellow", "orange"):
            assert texts(joined, "shichang", level) == texts(newer, "shichang", level)
            assert texts(joined, "gongan", level) == texts(before, "gongan", level)
        assert joined.measures_for("shichang", "red") == ()
        assert joined.joined_by("shichang", newer) is joined

    def test_own_and_other_measures_make_up_the_level(self, plan: Plan) -> None:
        own = {m.id for g in plan.measures_for("shichang", "orange") for m in g.measures}
        others = {m.id for g in plan.other_measures("shichang", "orange") for m in g.measures}
        assert own.isdisjoint(others)
        assert own | others == {m.id for m in plan.measures if m.level != "red"}

    def test_a_measure_for_a_group_concerns_its_members(self, plan: Plan) -> None:
        barbecue = next(m for m in plan.measures if m.topic == "露天烧烤")
        concerned = {agency.id for agency in plan.agencies if plan.concerns(barbecue, agency.id)}
        assert concerned == {"chengguan", "shichang", *plan.groups["towns"]}

    def test_a_measure_for_all_concerns_everyone(self, plan: Plan) -> None:
        duty = next(m for m in plan.measures if m.topic == "值守")
        assert all(plan.concerns(duty, agency.id) for agency in plan.agencies)

    def test_serials_are_filled_in(self, plan: Plan) -> None:
        assert plan.serial("alert", 2026, 3) == "昌污指预〔2026〕3号"

    def test_each_rung_knows_the_next(self, plan: Plan) -> None:
        steps = ["nudge", "reminder", "yellow", "orange", "red", "referral"]
        ladder = plan.ladder("report")
        following = [rung.step if (rung := ladder.after(step)) else None for step in steps]
        assert following == [*steps[1:], None]
        assert [step for step in steps if ladder.is_last(step)] == ["referral"]

    def test_only_slips_that_the_ladder_knows_need_numbers(self, plan: Plan) -> None:
        facts = plan.model_dump()
        del facts["serials"]["red"]
        with pytest.raises(ValidationError, match=r"serials\.red"):
            Plan.model_validate(facts)
        rungs = [rung for rung in facts["ladders"]["report"] if rung["step"] != "red"]
        facts["ladders"]["report"] = rungs
        assert Plan.model_validate(facts).ladder("report").rung("red") is None

    def test_a_step_the_ladder_lacks_has_no_rung(self, plan: Plan) -> None:
        short = Ladder(plan.ladders["report"][:2])
        assert short.rung("red") is None
        assert short.rung("yellow") == plan.ladders["report"][1]

    def test_a_ladder_that_the_plan_lacks_has_no_steps(self, plan: Plan) -> None:
        assert plan.ladder("rectify") == Ladder()
        assert plan.ladder("rectify").after("none") is None

    def test_a_plan_of_one_ladder_means_that_of_the_reports(self, plan: Plan) -> None:
        """It was stored before plans had several ladders; the others are the usual ones."""
        facts = plan.model_dump(mode="json")
        ladders = facts.pop("ladders")
        old = Plan.model_validate(facts | {"ladder": ladders["report"]})
        assert old.ladders == plan.ladders
        without = Plan.model_validate_json(json.dumps(facts))
        assert without.ladders == {**plan.ladders, "report": ()}

    def test_words_that_follow_a_step_go_with_it(self) -> None:
        word = Rung(step="office_told", after=timedelta(), slip=False)
        ladder = Ladder((Rung(step="reminder", after=timedelta()), word))
        assert ladder.reached("nudge") == "nudge"
        assert ladder.reached("reminder") == "office_told"

    def test_of_a_step_that_is_decided_the_one_before_is_spoken(self, plan: Plan) -> None:
        ladder = plan.ladder("report")
        assert ladder.spoken_of("referral") == ladder.rung("red")
        assert Ladder(ladder.rungs[-1:]).spoken_of("referral") is None

    def test_positions_by_what_they_may_do(self, plan: Plan) -> None:
        assert plan.positions_that("referral") == (plan.position("director"),)

    def test_measures_and_agencies_by_id(self, plan: Plan) -> None:
        assert next(one for one in plan.measures if one.id == "r-m-03").level == "red"
        assert plan.body("daijian").name == "市项目代建局"

    def test_an_unknown_id_is_a_fault_of_the_program(self, plan: Plan) -> None:
        with pytest.raises(KeyError):
            plan.level("blue")

    def test_the_zone_is_ready_to_reckon_with(self, plan: Plan) -> None:
        assert plan.tz.key == "Asia/Shanghai"


class TestStored:
    def test_a_plan_reads_back_from_its_stored_form(self, plan: Plan) -> None:
        assert stored_plan(canonical_json(plan)) == plan

    @pytest.mark.parametrize(
        ("section", "changes"),
        [
            ("receipt", {"chase_after": "0m"}),
            ("reporting", {"closing_nudge_before": "24h"}),
            ("ladder", {"copies": ["commander"]}),
            ("ladder", {"proposed_to": "director"}),
        ],
        ids=[
            "a chase at once",
            "a nudge at once",
            "copies of a reminder",
            "a post that did nothing",
        ],
    )
    def test_a_stored_plan_is_never_refused(
        self, plan: Plan, section: str, changes: dict[str, object]
    ) -> None:
        """It was checked when it was applied; what is checked now may be more."""
        facts = former_facts(plan)
        part = facts[section][0] if section == "ladder" else facts[section]
        part |= changes
        read = stored_plan(json.dumps(facts))
        assert [one.kind for one in read.owes] == ["receipt", "daily", "closing", "task"]
        assert [rung.is_decided for rung in read.ladders["report"]] == [False] * 4 + [True]

    def test_a_chase_at_once_is_none(self, plan: Plan) -> None:
        facts = former_facts(plan)
        assert Plan.model_validate(facts).owed("receipt").remind_before == timedelta(minutes=15)
        facts["receipt"]["chase_after"] = "0m"
        read = Plan.model_validate(facts).owed("receipt")
        assert (read.remind_before, read.due_after) == (None, timedelta(minutes=30))

    def test_what_is_not_stored_is_checked(self, plan: Plan) -> None:
        facts = former_facts(plan)
        facts["ladder"][0]["copies"] = ["commander"]
        with pytest.raises(ValidationError, match=r"ladders\.report\.reminder\.comply_within"):
            Plan.model_validate(facts)
        facts["ladder"] = "none"
        with pytest.raises(ValidationError, match="ladders"):
            Plan.model_validate(facts)

    def test_the_checksum_is_that_of_the_content(self, plan: Plan, tmp_path: Path) -> None:
        spaced = tmp_path / "spaced.yaml"
        spaced.write_text("# a comment\n\n" + CITY.read_text(encoding="utf-8"), encoding="utf-8")
        assert checksum(read_plan(spaced)) == checksum(plan)
        assert checksum(plan.model_copy(update={"area": "别处"})) != checksum(plan)

    def test_a_plan_does_not_change(self, plan: Plan) -> None:
        with pytest.raises(ValidationError, match="frozen"):
            setattr(plan, "area", "别处")  # noqa: B010 - mypy would refuse the plain assignment


def former_facts(plan: Plan) -> Facts:
    """The plan as it was stored when it had one ladder, `receipt` and `reporting`."""
    facts = plan.model_dump(mode="json")
    owes, ladders = facts.pop("owes"), facts.pop("ladders")
    own = ("title", "title_en", "mark", "slip", "addressees")
    ladder = [{k: v for k, v in rung.items() if k not in own} for rung in ladders["report"]]
    reporting = {
        "prompt_at": "08:00",
        "nudge_at": "11:00",
        "due_at": "12:00",
        "closing_due_after": "24h",
        "closing_nudge_before": "2h",
        "least_notice": "2h",
        "content": owes[1]["content"],
    }
    receipt = {"chase_after": "15m", "due_after": "30m"}
    return facts | {"ladder": ladder, "receipt": receipt, "reporting": reporting}


MEASURE = re.compile(r"^  - id: (?!y-h-01|y-m-26|o-h-01|r-h-01)[yor]-[ham]-..\n(    .*\n)+", re.M)
"""Every measure but a few."""


@cache
def shortened() -> str:
    """Changji's plan without most of its measures: it is read anew for each mistake."""
    return MEASURE.sub("", CITY.read_text(encoding="utf-8"))


def problems_after(tmp_path: Path, old: str, new: str) -> tuple[PlanProblem, ...]:
    """The faults in Changji's plan once this one passage reads differently."""
    text = shortened()
    assert old in text, f"the plan no longer says {old!r}"
    broken = tmp_path / "broken.yaml"
    broken.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PlanError) as refused:
        read_plan(broken)
    return refused.value.problems


class TestRefusals:
    @pytest.mark.parametrize(
        ("old", "new", "key", "said"),
        [
            ("zone: Asia/Shanghai", "zone: Asia/Changji", "zone", "没有“Asia/Changji”这个时区"),
            ("area: 昌吉市行政区域\n", "", "area", "缺少这一项"),
            ("area: 昌吉", "areas: 昌吉", "areas", "没有这一项"),
            ("area: 昌吉市行政区域", 'area: ""', "area", "这里是空的"),
            ("area: 昌吉市行政区域", "area: 5", "area", "这里要写文字"),
            ("area: 昌吉市行政区域", f"area: {'长' * 401}", "area", "太长了"),
            ("rank: 3", "rank: 三", "levels.red.rank", "这里要写整数"),
            ("rank: 3", "rank: 0", "levels.red.rank", "数字超出范围"),
            ("rank: 3", "rank: 2", "levels", "有两个级别的 rank 都是 2"),
            ("quiet_exempt: true", "quiet_exempt: 是", "levels.red.quiet_exempt", "true 或 false"),
            ("id: red", "id: 红色", "levels.红色.id", "编号写法不对"),
            ("id: red", "id: orange", "levels.orange", "编号“orange”重复"),
            ("[director]", "[]", "levels.yellow.approval", "至少要有一项"),
            ("[director]", "director", "levels.yellow.approval", "这里要写列表"),
            ("[director]", "[auditor]", "levels.yellow.approval", "没有 approve 权限"),
            ("[director]", "[chief]", "levels.yellow.approval", "没有“chief”"),
            (
                "approval: [director, deputy_commander]",
                "approval: [director, director]",
                "levels.orange.approval",
                "“director”要审签两次",
            ),
            (
                "acts: {director: approve}",
                "acts: {director: sign}",
                "levels.yellow.acts.director",
                "没有这个选项",
            ),
            (
                "acts: {director: approve}",
                "acts: {commander: approve}",
                "levels.yellow.acts",
                "没有“commander”",
            ),
            ("names: [橙,", "names: [黄,", "levels", "名称“黄”不止一处使用"),
            ("short: 住建局", "short: 住房和城乡建设局", "agencies.zhujian.short", "太长了"),
            ("kind: company", "kind: firm", "agencies.gongdian.kind", "没有这个选项"),
            ("can: [audit]", "can: [read]", "positions.auditor.can.0", "没有这个选项"),
            ("[huanjing, fagai,", "[moon, fagai,", "groups.inspectors", "没有“moon”"),
            ("  inspectors: [", "  fagai: [", "groups.fagai", "组名“fagai”已有他用"),
            ("agencies: [jiwei]", "agencies: [nobody]", "measures.y-m-26.agencies", "没有“nobody”"),
            ("agencies: [jiwei]", "agencies: everyone", "measures.y-m-26.agencies", "这里要写列表"),
            ("office_channels: [sms,", "office_channels: [fax,", "office_channels", "没有“fax”"),
            (
                "    short: 宣传部\n",
                "    short: 宣传部\n    channels: [fax]\n",
                "agencies.xuanchuan.channels",
                "没有“fax”",
            ),
            ("{id: sms, name: 短信", "{id: sms, name: 邮件", "channels", "名称“邮件”不止一处使用"),
            ("level: yellow", "level: blue", "measures.y-h-01.level", "没有“blue”"),
            ("〔{year}〕{n}号", "〔{year}〕号", "serials.alert", "不完整"),
            ("〔{year}〕{n}号", "〔{year〕{n}号", "serials.alert", "不完整"),
            ("  adjust: 昌污指调〔{year}〕{n}号\n", "", "serials.adjust", "缺少这一类"),
            ("  adjust:", "  adjusted:", "serials", "没有“adjusted”"),
            ("昌污指调", "昌污指预", "serials", "两类文号同用"),
            ("昌污指调", "克污指调", "serials.adjust", "文号没有以“昌污”开头"),
            ("issue_ahead: 48h", "issue_ahead: 2天", "notice.issue_ahead", "“2天”不是时长"),
            (
                "remind_before: 15m",
                "remind_before: 30m",
                "owes.receipt.remind_before",
                "催办不晚于要求报送的时刻",
            ),
            ("who: all", "who: [nobody]", "owes.receipt.who", "没有“nobody”"),
            (
                "ladder: receipt",
                "ladder: report",
                "owes.receipt.ladder",
                "给 orange、red、referral、reminder、yellow 写上 slip: false",
            ),
            ("- kind: task", "- kind: tasks", "owes", "没有“tasks”"),
            (
                "    ladder: report\n",
                "    ladder: report\n    ladder_for: {rough: [jiwei]}\n",
                "owes.daily.ladder_for",
                "没有“rough”",
            ),
            (
                "    ladder: report\n",
                "    ladder: report\n    ladder_for: {gentle: [nobody]}\n",
                "owes.daily.ladder_for",
                "没有“nobody”",
            ),
            (
                "    ladder: report\n",
                "    ladder: report\n    ladder_for: {gentle: [fagai, inspectors]}\n",
                "owes.daily.ladder_for",
                "“fagai”写在两个督办程序下",
            ),
            (
                "    ladder: receipt\n",
                "    ladder: receipt\n    ladder_for: {report: [jiwei]}\n",
                "owes.receipt.ladder",
                "不发督办单",
            ),
            (
                "      copies: [deputy_commander]\n",
                "      copies_when: asked\n",
                "ladders.report.yellow.copies_when",
                "没有可以选择的抄报",
            ),
            (
                "proposed_to: director",
                "copies_when: asked\n      proposed_to: director",
                "ladders.report.referral.copies_when",
                "没有可以选择的抄报",
            ),
            (
                "      copies: [deputy_commander]\n",
                "      copies: [deputy_commander]\n      sign: [chief]\n      waking_hours: 4\n",
                "ladders.report.yellow.sign",
                "没有“chief”",
            ),
            (
                "      copies: [deputy_commander]\n",
                "      copies: [deputy_commander]\n      sign: [auditor]\n      waking_hours: 4\n",
                "ladders.report.yellow.sign",
                "职务“auditor”没有 approve 权限",
            ),
            (
                "      copies: [deputy_commander]\n",
                "      sign: [director, director]\n      waking_hours: 4\n",
                "ladders.report.yellow.sign",
                "“director”要审签两次",
            ),
            (
                "      copies: [deputy_commander]\n",
                "      copies: [deputy_commander]\n      sign: [director]\n",
                "ladders.report.yellow.waking_hours",
                "签批会占用整改时间",
            ),
            (
                "      copies: [deputy_commander]\n",
                "      copies: [deputy_commander]\n      sign_within: 2h\n",
                "ladders.report.yellow.sign_within",
                "没有要签批的",
            ),
            (
                "proposed_to: director",
                "sign: [director]\n      proposed_to: director",
                "ladders.report.referral.sign",
                "只有督办单要签批",
            ),
            ("- kind: task", "- kind: closing", "owes.closing", "“closing”写了两次"),
            ("ladder: gentle", "ladder: rough", "owes.task.ladder", "没有“rough”"),
            ('prompt_at: "08:00"\n', "\n", "owes.daily.prompt_at", "缺少这一项"),
            (
                'prompt_at: "08:00"\n',
                'prompt_at: "08:00"\n    due_after: 2h\n',
                "owes.daily.due_after",
                "用不到这一项",
            ),
            ("    due_after: 24h\n", "", "owes.closing.due_after", "缺少这一项"),
            (
                "    due_after: 24h\n",
                "    due_after: 24h\n    due_by: 5wd\n",
                "owes.closing.due_after",
                "用不到这一项",
            ),
            (
                'prompt_at: "08:00"\n',
                'prompt_at: "08:00"\n    due_by: 1wd\n',
                "owes.daily.due_by",
                "用不到这一项",
            ),
            (
                "    due_after: 24h\n",
                "    due_by: 5d\n",
                "owes.closing.due_by",
                "“5d”不是期限",
            ),
            (
                "    due_after: 24h\n",
                '    due_by: {at: "18:00"}\n',
                "owes.closing.due_by",
                "没有写明是哪一天",
            ),
            (
                "      comply_within: 12h\n",
                '      comply_by: {at: "18:00", day: 1, working_day: 1}\n',
                "ladders.report.red.comply_by",
                "只写其中一个",
            ),
            (
                "- step: reminder\n",
                "- step: reminder\n      waking_hours: 4\n",
                "ladders.report.reminder.waking_hours",
                "没有整改时限",
            ),
            (
                "      comply_within: 12h\n",
                "      comply_within: 12h\n      waking_hours: 0\n",
                "ladders.report.red.waking_hours",
                "超出范围",
            ),
            (
                "      comply_within: 12h\n",
                '      comply_within: 12h\n      comply_by: {at: "18:00", day: 1}\n',
                "ladders.report.red.comply_by",
                "整改时限写了两个",
            ),
            (
                "zone: Asia/Shanghai",
                "zone: Asia/Shanghai\nholidays: [肉孜节]",
                "holidays.0",
                "日期",
            ),
            (
                "    due_after: 30m\n    remind_before: 15m\n",
                "",
                "owes.receipt.due_after",
                "缺少这一项",
            ),
            ("when: order", "when: daily", "owes.receipt.when", "写 when: order"),
            ("when: daily", "when: order", "owes.daily.when", "写 when: daily"),
            ("when: lift", "when: daily", "owes.closing.when", "写 when: lift"),
            ("- step: office_told", "- step: none", "ladders.gentle.none.step", "已有他用"),
            ("- step: office_told", "- step: nudge", "ladders.gentle.nudge.step", "已有他用"),
            ("- step: office_told", "- step: chase", "ladders.gentle.chase.step", "已有他用"),
            ("- step: orange", "- step: alert", "ladders.report.alert.step", "已有他用"),
            (
                "remind_after: 15m",
                "remind_after: 30m",
                "signing.remind_after",
                "提醒不早于电话联系",
            ),
            ('due_at: "12:00"', 'due_at: "25:00"', "owes.daily.due_at", "不是一天中的时刻"),
            ('due_at: "12:00"', 'due_at: "07:00"', "owes.daily", "截止不晚于提示"),
            ("- step: reminder", "- step: orange", "ladders.report", "“orange”有重复"),
            ("- step: reminder", "- step: bulletin", "ladders.report.bulletin.title", "没有名称"),
            (
                "      comply_within: 12h\n",
                "",
                "ladders.report.red.comply_within",
                "没有写整改时限",
            ),
            (
                "copies: [commander]",
                "copies: [auditor]",
                "ladders.report.orange.copies",
                "没有 copy 权限",
            ),
            (
                "      sent_to: discipline_commission\n",
                "",
                "ladders.report.referral.sent_to",
                "缺少这个职务",
            ),
            (
                "proposed_to: director",
                "proposed_to: mayor",
                "ladders.report.referral.proposed_to",
                "没有",
            ),
            (
                "- step: yellow\n",
                "- step: yellow\n      title: 通报\n      slip: false\n",
                "ladders.report.yellow.slip",
                "只作提醒",
            ),
            (
                "- step: yellow\n",
                "- step: yellow\n      addressees: [office]\n",
                "ladders.report.yellow.addressees",
                "只发给应报的单位",
            ),
            ("name: 昌吉市\n", "name: 昌吉市\nname: 克州\n", "name", "同一个键写了两次"),
            ("downtime:\n  counts_from: 1m\n  ann", "downtime: 1m\nann", "downtime", "键: 值"),
        ],
    )
    def test_each_mistake_is_named_with_its_place(
        self, tmp_path: Path, old: str, new: str, key: str, said: str
    ) -> None:
        problems = problems_after(tmp_path, old, new)
        named = {problem.key: problem for problem in problems}
        assert key in named, [problem.sentence() for problem in problems]
        assert said in " ".join(p.problem.zh + p.remedy.zh for p in problems if p.key == key)
        assert named[key].remedy.zh
        assert named[key].line is not None

    def test_a_wrong_event_is_one_mistake(self, tmp_path: Path) -> None:
        (problem,) = problems_after(tmp_path, "when: lift", "when: order")
        assert problem.key == "owes.closing.when"
        assert problem.remedy.en == "write `when: lift`"

    def test_a_sentence_has_file_line_key_problem_and_remedy(self, tmp_path: Path) -> None:
        (problem,) = problems_after(tmp_path, "rank: 3", "rank: 0")
        line = 1 + next(
            place
            for place, text in enumerate(shortened().splitlines())
            if text.strip() == "rank: 3"
        )
        place = f"{tmp_path / 'broken.yaml'}:{line} levels.red.rank"
        assert problem.sentence() == f"{place}：数字超出范围。换一个合理的数。"
        english = f"{place}: the number is out of range; choose a sensible number."
        assert problem.sentence("en") == english

    def test_every_mistake_is_told_at_once(self, tmp_path: Path) -> None:
        problems = problems_after(tmp_path, 'due_at: "12:00"', 'due_at: "07:00"\n    spare: 1')
        assert [problem.key for problem in problems] == ["owes.daily.spare"]
        several = problems_after(tmp_path, "[director]", "[chief, boss]")
        assert [p.problem.zh for p in several] == ["没有“chief”", "没有“boss”"]

    def test_times_need_no_quotes(self, tmp_path: Path) -> None:
        unquoted = tmp_path / "unquoted.yaml"
        text = CITY.read_text(encoding="utf-8").replace('start: "22:00"', "start: 22:00")
        unquoted.write_text(text, encoding="utf-8")
        assert read_plan(unquoted).quiet_hours.start == time(22)

    @pytest.mark.parametrize(
        ("content", "said", "line"),
        [
            (b"", "文件里没有预案内容", None),
            (b"just a sentence", "文件里没有预案内容", None),
            (b"- a\n- b\n", "文件里没有预案内容", None),
            (b"name: x\nlevels: [unclosed\n", "不是合格的 YAML", 3),
            (b"name: !!python/object:os.system x\n", "不是合格的 YAML", 1),
            (b"name:\n  \x00\n", "不是合格的 YAML", 2),
            ("name: 昌吉".encode("gb18030"), "文件不是 UTF-8 编码", None),
        ],
    )
    def test_a_file_that_is_no_plan(
        self, tmp_path: Path, content: bytes, said: str, line: int | None
    ) -> None:
        file = tmp_path / "odd.yaml"
        file.write_bytes(content)
        with pytest.raises(PlanError) as refused:
            read_plan(file)
        (problem,) = refused.value.problems
        assert said in problem.problem.zh
        assert problem.line == line
        assert refused.value.sentences("en") == [problem.sentence("en")]

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(PlanError, match="No such file"):
            read_plan(tmp_path / "none.yaml")

    def test_an_anchor_inside_itself_ends(self, tmp_path: Path) -> None:
        problems = problems_after(tmp_path, "  issue_ahead: 48h", "  issue_ahead: &a [*a]")
        assert problems[0].key.startswith("notice.issue_ahead")

    def test_kinds_of_measures_are_listed_in_the_plans_order(self) -> None:
        assert list(MeasureKind) == ["health", "advisory", "mandatory", "organisation"]
