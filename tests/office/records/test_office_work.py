"""What the office itself does by the calendar: told, reminded, late, done, and never twice."""

from datetime import date, datetime
from typing import Any

import pytest

from office import agenda as clock
from office.desk import Desk
from office.matters.order_files import OrderFile
from office.plan.model import Plan
from office.records import day_end, office_work, waiting
from office.records.years import ahead, period
from storage import agenda
from storage.decisions.exercises import Exercise, ExerciseState
from storage.delivery import outbox
from storage.roster import chats
from storage.rota import office_work as stored
from storage.rota.office_work import WorkState
from storage.rota.seasons import DeclaredSeason
from tests.harness.plans import city, small_plan
from tests.office.conftest import AGENCIES
from tests.office.episodes import OFFICE_CHAT, bind_groups
from tests.office.moved_first import moved_by_another
from tests.office.signers import COLLEAGUE, LIAISON, STAFF, appoint, refused

REVIEW: dict[str, Any] = {
    "id": "review", "name": "预案评估修订", "by": "09-30", "ask_from": "09-01",
    "names_superseded": True, "to": "市政府", "note": "不需修订的写明即可", "source": "none",
}  # fmt: skip
EXERCISE: dict[str, Any] = {
    "id": "exercise", "name": "采暖期前演练", "before": "heating", "ask_ahead": "30d",
    "remind_before": "3d", "source": "昌吉附件9",
}  # fmt: skip
SUMS: dict[str, Any] = {
    "id": "sums", "name": "月度小结", "when": "monthly", "by": "25", "ask_from": "25",
    "due_at": "12:00", "source": "none",
}  # fmt: skip
SEASON = {"id": "heating", "name": "采暖期", "source": "none"}


@pytest.fixture(scope="module")
def plan() -> Plan:
    facts = small_plan(AGENCIES).model_dump(mode="json")
    own = {"title": "本市预案", "of": "本市", "superseded": ["HJ 633-2012", "老标准"]}
    another = {"title": "邻州预案", "of": "邻州", "own": False, "superseded": ["GB 3095-2012"]}
    sources = {"昌吉附件1": own, "昌吉附件9": own, "克州预案": another}
    more = {"office_work": [REVIEW, EXERCISE, SUMS], "seasons": [SEASON], "sources": sources}
    return Plan.model_validate(facts | more)


@pytest.fixture(autouse=True)
async def office_at_work(desk: Desk) -> None:
    await appoint(desk, STAFF, COLLEAGUE, LIAISON)
    await bind_groups(desk, ["huanjing"])


def on(desk: Desk, day: str, hour: int = 9) -> None:
    desk.now = datetime.fromisoformat(day).replace(hour=hour, tzinfo=desk.zone)


async def told(desk: Desk) -> list[str]:
    rows = await outbox.open_in_chat(desk.session, desk.jurisdiction, OFFICE_CHAT)
    return [row.text for row in rows if row.text and row.text.startswith("🗓")]


async def run(desk: Desk, day: str, hour: int = 9) -> str:
    on(desk, day, hour)
    return await office_work.on_day(desk, 0)


@pytest.mark.clause("G2")
async def test_a_year(desk: Desk) -> None:
    """One message as it begins, one as its day comes near, one when it is over; then the next."""
    came = {day: await run(desk, day) for day in ("2027-08-31", "2027-09-01", "2027-09-02")}
    assert [*came.values()] == ["nothing to do", "told 1", "nothing to do"]
    (row,) = await office_work.open_turns(desk)
    assert (row.title, row.due_on) == ("预案评估修订（2027年）", date(2027, 9, 30))
    (first,) = await told(desk)
    assert "请于9月30日18:00前完成，报市政府" in first
    assert "不需修订的写明即可" in first
    assert "依据的HJ 633-2012已于2026年3月1日被HJ 633-2026代替" in first
    assert "依据的老标准已废止" in first
    assert [await run(desk, f"2027-09-{day}") for day in (22, 23, 24)] == [
        "nothing to do", "told 1", "nothing to do",
    ]  # fmt: skip
    assert "尚未完成" in (await told(desk))[-1]
    assert await run(desk, "2027-09-30", 19) == "nothing to do"
    assert await run(desk, "2027-10-01") == "told 1"
    assert "逾期未完成" in (await told(desk))[-1]
    assert await run(desk, "2027-10-02") == "nothing to do"
    assert (await waiting.lines(desk))[-1].text == (
        "办公室定期工作待完成1件：预案评估修订（2027年）（/registers）"
    )
    (line,) = await office_work.lines(desk)
    assert line.is_late
    await run(desk, "2028-09-01")
    lines = {row.title: row.state for row in await stored.turns(desk.session, desk.jurisdiction)}
    assert lines == {"预案评估修订（2027年）": "lapsed", "预案评估修订（2028年）": "open"}
    await refused(office_work.open_turn(desk, STAFF, row.key), "office_work_done_already")


async def test_who_says_that_it_is_done(desk: Desk) -> None:
    await run(desk, "2027-09-01")
    (row,) = await office_work.open_turns(desk)
    await refused(office_work.done(desk, LIAISON, row.key, ""), "office_only")
    await refused(office_work.open_turn(desk, STAFF, 999), "button_obsolete")
    file = OrderFile("document", "abc", "修订稿.docx", "0" * 64)
    done = await office_work.done(desk, COLLEAGUE, row.key, " 昌政办发〔2027〕3号 ", file)
    assert (done.done_by, done.said, done.sha256) == (
        COLLEAGUE.user_id, "昌政办发〔2027〕3号", "0" * 64,
    )  # fmt: skip
    assert await office_work.told_done(desk, done) == (
        "✅ <b>预案评估修订（2027年）</b>：已完成\n"
        f"9月1日09:00　{COLLEAGUE.name}　昌政办发〔2027〕3号　附修订稿.docx"
    )
    await refused(office_work.done(desk, STAFF, row.key, ""), "office_work_done_already")
    assert await office_work.open_turns(desk) == []
    assert await run(desk, "2027-10-01") == "nothing to do"


async def test_before_a_season_that_is_moved(desk: Desk) -> None:
    on(desk, "2027-08-01")
    season = DeclaredSeason(
        jurisdiction=desk.jurisdiction,
        season="heating",
        first_day=date(2027, 10, 15),
        declared_by=STAFF.user_id,
        declared_at=desk.now,
    )
    desk.session.add(season)
    await run(desk, "2027-09-14")
    titles = [row.title for row in await office_work.open_turns(desk)]
    assert "采暖期前演练（2027年）" in titles
    assert "依据：昌吉附件9" in (await told(desk))[-1]
    season.first_day = date(2027, 11, 1)
    assert await run(desk, "2027-10-04") == "told 1"
    assert [row.title for row in await office_work.open_turns(desk)] == titles


async def test_each_month_is_a_turn_of_its_own(desk: Desk) -> None:
    await run(desk, "2027-01-25")
    await run(desk, "2027-02-25")
    assert [row.title for row in await stored.turns(desk.session, desk.jurisdiction)] == [
        "月度小结（2027年1月）", "月度小结（2027年2月）",
    ]  # fmt: skip


async def test_the_end_of_a_day_looks_ahead(desk: Desk) -> None:
    on(desk, "2027-08-31", 20)
    await day_end.run(desk, 0)
    item = await agenda.waiting_item(desk.session, desk.jurisdiction, office_work.ON_DAY, 20270901)
    assert item is not None
    on(desk, "2027-09-01", 12)
    due = [one for one in await clock.due(desk.session, desk.now, 50)]
    (own,) = [one for one in due if one.kind == office_work.ON_DAY]
    assert await clock.run(desk, [own]) == {own: "told 1"}
    await office_work.expect(desk)
    assert (
        await agenda.waiting_item(desk.session, desk.jurisdiction, office_work.ON_DAY, 20270901)
        is None
    )


async def test_the_year_ahead_names_it(desk: Desk) -> None:
    work = await ahead.work_after(desk, await period.period_of(desk, {"year": 2026}))
    own = {one.name: (one.due_on, one.who) for one in work if "办公室" in str(one.who)}
    assert own == {
        "预案评估修订": (date(2027, 9, 30), ("指挥部办公室",)),
        "采暖期前演练": (None, ("指挥部办公室",)),
        "月度小结": (None, ("指挥部办公室",)),
    }


async def test_a_plan_without_it(desk: Desk) -> None:
    desk.plan = city()
    assert await run(desk, "2027-09-01") == "nothing to do"
    assert await office_work.lines(desk) == []


async def test_without_a_group_it_is_kept_and_done_without_a_message(desk: Desk) -> None:
    group = await chats.office_chat(desk.session, desk.jurisdiction)
    assert group is not None
    group.unbound_at = desk.now
    await desk.session.flush()
    assert await run(desk, "2027-09-01") == "told 1"
    (row,) = await office_work.open_turns(desk)
    assert row.card_id is None
    done = await office_work.done(desk, STAFF, row.key, "昌政办发〔2027〕3号")
    assert (done.state, done.file, done.sha256) == (stored.WorkState.DONE, {}, None)
    assert await told(desk) == []


async def test_of_two_who_say_that_it_is_done_the_first_said_it(desk: Desk) -> None:
    await run(desk, "2027-09-01")
    (row,) = await office_work.open_turns(desk)
    await moved_by_another(desk, row, stored.WorkState.DONE)
    await refused(office_work.done(desk, STAFF, row.key, "我办的"), "button_obsolete")
    await desk.session.refresh(row)
    assert row.said == ""


async def test_a_day_that_was_looked_at_is_not_put_on_the_agenda_again(desk: Desk) -> None:
    """A new plan of that day may ask for more; the next day's look brings it."""
    on(desk, "2027-08-31", 20)
    await office_work.expect(desk)
    on(desk, "2027-09-01", 12)
    [due] = [one for one in await clock.due(desk.session, desk.now, 50) if one.subject == 20270901]
    await clock.run(desk, [due])
    more = next(one for one in desk.plan.office_work if one.id == "review")
    another = more.model_copy(update={"id": "another", "name": "另一件"})
    desk.plan = desk.plan.model_copy(update={"office_work": (*desk.plan.office_work, another)})
    assert [one.work.id for one in await office_work.due_on(desk, date(2027, 9, 1))] == ["another"]
    await office_work.expect(desk)
    again = (desk.session, desk.jurisdiction, office_work.ON_DAY, 20270901)
    assert await agenda.waiting_item(*again) is None


def test_standards_that_the_plan_cites_are_named_once(plan: Plan, desk: Desk) -> None:
    facts = plan.model_dump(mode="json")
    facts["levels"][0]["conditions"] = ["按HJ 633-2012和GB 3095-2012，AQI大于200"]
    desk.plan = Plan.model_validate(facts)
    before, after = date(2026, 2, 28), date(2026, 3, 1)
    assert [one.name for one in office_work.superseded(desk, before)] == ["老标准"]
    found = {one.name: one.document for one in office_work.superseded(desk, after)}
    assert found == {"HJ 633-2012": "本市预案", "老标准": "本市预案", "GB 3095-2012": ""}


def held(desk: Desk) -> Exercise:
    return Exercise(
        jurisdiction=desk.jurisdiction,
        script="usual",
        title="2027年演练",
        level="orange",
        days=2,
        begins_at=desk.now,
        plan_version_id=desk.plan_version_id,
        drafted_by=STAFF.user_id,
        drafted_at=desk.now,
        state=ExerciseState.ENDED,
        ended_at=desk.now,
    )


async def heating_season(desk: Desk) -> None:
    """The plan's exercise is one that is played here, and due on the day before the season."""
    works = [
        one.model_copy(update={"exercise": one.id == "exercise"}) for one in desk.plan.office_work
    ]
    desk.plan = desk.plan.model_copy(update={"office_work": tuple(works)})
    season = DeclaredSeason(
        jurisdiction=desk.jurisdiction,
        season="heating",
        first_day=date(2027, 10, 15),
        declared_by=STAFF.user_id,
        declared_at=desk.now,
    )
    desk.session.add(season)
    await desk.session.flush()


@pytest.mark.clause("G1")
async def test_an_exercise_that_ended_is_the_turn_done(desk: Desk) -> None:
    await heating_season(desk)
    await run(desk, "2027-09-14")
    row = next(one for one in await office_work.open_turns(desk) if one.work == "exercise")
    labels = [one.label for line in office_work.keyboard(desk, row) for one in line]
    assert labels == ["开展演练", "已完成"]
    await office_work.held_exercise(desk, STAFF, held(desk))
    assert (row.state, row.said, row.done_by) == (WorkState.DONE, "2027年演练", STAFF.user_id)
    assert "exercise" not in [one.work for one in await office_work.open_turns(desk)]


async def test_an_exercise_that_was_held_before_is_not_asked_for(desk: Desk) -> None:
    await heating_season(desk)
    on(desk, "2027-08-20")
    desk.session.add(held(desk))
    await run(desk, "2027-09-14")
    assert "exercise" not in [one.work for one in await office_work.open_turns(desk)]
