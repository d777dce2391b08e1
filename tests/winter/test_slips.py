"""When a slip of a winter is earned: the one that is, and each way in which it is not."""

from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

from tests.harness.plans import pack
from tests.winter.slips import MARKS, Slips
from tests.winter.tape import Course, Tape
from tests.winter.writing import Written

ZONE = ZoneInfo("Asia/Shanghai")
DAY, CLOSING = "12月1日应急响应工作日报", "应急响应总结报告"
TITLES = ("逾期提醒", "黄色提示单", "橙色督办单", "红色督办单")
DUES = ((2, 17), (2, 18), (3, 12), (3, 18))
"""When each slip is due if nothing comes: as the one before it names."""


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=ZONE)


def slip_text(step: int, matter: str, limit: datetime, issued_at: datetime) -> str:
    return (
        f"{MARKS[step]} {TITLES[step]}：请补报{matter}\n"
        f"昌污指{step}〔2026〕{issued_at:%d%H%M}号\n\n"
        f"主送：公安局\n时限：{limit.month}月{limit.day}日{limit.hour}时前\n\n"
        f"办公室\n2026年12月{issued_at.day}日{issued_at.hour}时"
    )


@dataclass
class Played:
    """One body's group, from its prompt on."""

    slips: Slips = field(
        default_factory=lambda: Slips(
            {home: pack(home) for home in ("changji", "kizilsu")}, Tape(ZONE), []
        )
    )
    home: str = "changji"

    def ask(self, matter: str = DAY) -> None:
        text = f"请报送{matter}\n市公安局：\n截止时间：12月2日17:00"
        self.slips.read(self.home, "gongan", text, at(2, 10))

    def serve(self, step: int, when: datetime | None = None, matter: str = DAY) -> list[str]:
        when = when or at(*DUES[step])
        limit = at(*DUES[step + 1]) if step < 3 else at(4, 18)
        self.slips.read(self.home, "gongan", slip_text(step, matter, limit, when), when)
        return self.slips.take_faults()

    def hand_over(self, when: datetime, post: str = "discipline_commission") -> list[str]:
        text = f"⚖️ 问题线索移交函：市公安局\n昌污指移〔2026〕1号\n\n单位：市公安局\n事由：{DAY}"
        self.slips.read_lead("changji", post, text, when)
        return self.slips.take_faults()


def climbed(steps: int) -> Played:
    played = Played()
    played.ask()
    for step in range(steps):
        assert played.serve(step) == []
    return played


def test_a_whole_ladder_and_its_lead() -> None:
    played = climbed(4)
    played.slips.confirmed["changji"] = 1
    assert played.hand_over(at(4, 18)) == []
    assert played.slips.looked_at == 4


def test_a_slip_that_nothing_asked_for() -> None:
    assert "nothing asked" in Played().serve(0)[0]


def test_a_slip_before_its_deadline_or_the_one_before_it() -> None:
    assert "to be answered until" in climbed(0).serve(0, at(2, 16))[0]
    assert "to be answered until" in climbed(1).serve(1, at(2, 17, 30))[0]


def test_a_deadline_that_was_moved_counts() -> None:
    played = climbed(0)
    granted = f"同意延期：{DAY}\n市公安局：\n新的截止时间：12月2日19:00"
    played.slips.read("changji", "gongan", granted, at(2, 16))
    assert "to be answered until" in played.serve(0)[0]


def test_a_step_that_was_left_out_or_taken_again() -> None:
    assert "step 2 after step 0" in climbed(1).serve(2)[0]
    played = climbed(2)
    assert any("step 1 after step 1" in line for line in played.serve(1, at(3, 12)))


def test_what_joined_a_slip_goes_on_from_it() -> None:
    played = climbed(0)
    joined = f"🟠 并入督办：{DAY}\n昌污指2〔2026〕9号\n\n时限：12月3日18时前\n2026年12月2日17时"
    played.slips.read("changji", "gongan", joined, at(2, 17))
    assert played.slips.take_faults() == []
    assert played.serve(3) == []


def test_a_slip_after_the_report() -> None:
    played, message = climbed(0), SimpleNamespace(chat=SimpleNamespace(id=-1), message_id=5)
    written = Written("changji", "gongan", DAY, at(2, 11), cast("Any", message))
    played.slips.written.append(written)
    assert played.serve(0) == [], "the bot has not heard of it"
    written.came_at = at(2, 11)
    assert "answered at" in played.serve(1)[0]


def test_a_slip_in_the_night_or_after_the_end() -> None:
    assert "in the night" in climbed(0).serve(0, at(2, 23))[0]
    played = climbed(0)
    course = Course("1号", at(1, 0), [(at(1, 0), "橙色")], ended_at=at(2, 12))
    played.slips.tape.courses["changji"].append(course)
    assert "after the end" in played.serve(0)[0]
    course.ended_at, course.levels = None, [(at(1, 0), "红色")]
    played = climbed(0)
    played.slips.tape.courses["changji"].append(course)
    assert played.serve(0, at(2, 23)) == [], "red does not wait for the morning"


def test_a_slip_that_the_plan_does_not_know() -> None:
    played = Played(home="kizilsu")
    played.ask()
    assert "knows no slips" in played.serve(0)[0]


def test_a_lead_too_early_or_unconfirmed_or_told_to_others() -> None:
    assert "nobody has confirmed" in climbed(4).hand_over(at(4, 18))[0]
    for steps, when, fault in ((3, at(4, 18), "the last slip"), (4, at(4, 12), "until")):
        played = climbed(steps)
        played.slips.confirmed["changji"] = 1
        assert fault in played.hand_over(when)[0]
    for others in ("gongan", "office", "mayor"):
        assert "reads of a lead" in climbed(4).hand_over(at(4, 18), others)[0]


def test_a_slip_about_a_problem_before_its_deadline_or_after_its_acceptance() -> None:
    slip = (
        "🟡 黄色提示单：问题“东区工地”\n昌污指黄提〔2026〕1号\n\n责任单位：市公安局\n"
        "问题：昌污指问〔2026〕1号：未苫盖\n事由：贵单位应于12月3日12时前完成整改并书面报告"
    )
    played = Played()
    played.slips.read("changji", "gongan", slip, at(3, 13))
    assert played.slips.take_faults() == []
    played.slips.read("changji", "gongan", slip, at(3, 11))
    assert "to be put right" in played.slips.take_faults()[0]
    accepted = "🔎 市公安局：问题昌污指问〔2026〕1号已同意销号"
    played.slips.read("changji", "gongan", accepted, at(3, 14))
    played.slips.read("changji", "gongan", slip, at(3, 15))
    assert "was put right" in played.slips.take_faults()[0]
    # The report of the year counts it once beside those on reports.
    assert played.slips.counted["changji", "黄色提示单", 2026] == 1
