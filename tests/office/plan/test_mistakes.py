"""Mistakes in a plan: each is named with its place, and with what to write there."""

from datetime import time
from pathlib import Path

import pytest

from office.plan.files import (
    PlanError,
    read_plan,
)
from office.plan.model import MeasureKind
from tests.harness.plans import CITY
from tests.office.plan.refusing import problems_after, shortened


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
            (
                "proposed_to: director",
                "limit: asked\n      proposed_to: director",
                "ladders.report.referral.limit",
                "只有督办单可以另定限期",
            ),
            (
                "      copies: [deputy_commander]\n",
                "      copies: [deputy_commander]\n      limit_within: 30m\n",
                "ladders.report.yellow.limit_within",
                "限期不用另定",
            ),
            (
                "- step: reminder\n",
                "- step: reminder\n      limit: asked\n",
                "ladders.report.reminder.comply_within",
                "没有写无人另定时的限期",
            ),
            (
                "      comply_within: 12h\n",
                "      comply_within: 12h\n      limit: asked\n      waking_hours: 3\n",
                "ladders.report.red.waking_hours",
                "除去夜间至少要留4小时",
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
                "- kind: task\n    who: all\n",
                "- kind: task\n    who: []\n",
                "owes.task.who",
                "没有写明哪些单位报送",
            ),
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
            (
                "- step: reminder\n",
                "- step: reminder\n      needs: paper\n",
                "ladders.report.reminder.needs",
                "没有这个选项",
            ),
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
