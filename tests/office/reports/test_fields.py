"""What is read of reports: kept by field, corrected, doubtful, shown in one message."""

from datetime import timedelta

import pytest

from office.bodies.people import actor
from office.desk import Desk
from office.obligations import prompts, understood
from office.plan.model import Plan
from office.post import Place
from office.reading.replies.reading import Value
from office.reports import acknowledging, drafts, fields, registering, taking, withdrawing
from office.reports.message_parts import Incoming
from office.reports.registering import Statement
from office.reports.taking import Taken
from storage.delivery.outbox import Action, Delivery
from storage.occasions import of_day
from storage.owed import figures, values
from storage.owed import obligations as stored
from storage.owed import reports as stored_reports
from storage.owed.obligations import Obligation, ObligationState
from storage.owed.registrations import Way
from storage.owed.reports import PartKind
from storage.owed.values import ValueFrom
from tests.harness.plans import with_figures
from tests.office.conftest import AGENCIES, Office
from tests.office.ladder_days import AGENCY, DAY, LIAISON, STAFF, LadderDay, prompted_day
from tests.office.signers import edits, refused, said

WHOLE = "出动32人次，检查工地18个，发现问题3个，已整改2个"
READ = {"people": 32, "sites": 18, "problems": 3, "fixed": 2}


@pytest.fixture(scope="session")
def plan() -> Plan:
    return with_figures(AGENCIES)


@pytest.fixture
async def day(office: Office) -> LadderDay:
    return await prompted_day(office)


def item(day: LadderDay, desk: Desk, number: int, text: str, *, edit: bool = False) -> Incoming:
    return Incoming(
        chat_id=day.group_id,
        message_id=number,
        sent_by=LIAISON.user_id,
        sent_at=desk.now,
        kind=PartKind.TEXT,
        text=text,
        edited_at=desk.now if edit else None,
    )


async def reports(day: LadderDay, text: str, number: int = 900) -> Taken:
    async with day.office.desk() as desk:
        who = await actor(desk, LIAISON.user_id, LIAISON.name)
        message = item(day, desk, number, text)
        taken = await taking.receive(desk, who, AGENCY, day.owed_id, [message])
        assert taken is not None
        await acknowledging.acknowledge(desk, Place(day.group_id), taken)
    return taken


async def edited(day: LadderDay, text: str, number: int = 900) -> None:
    async with day.office.desk() as desk:
        message = item(day, desk, number, text, edit=True)
        taken = await taking.revise(desk, AGENCY, message, LIAISON)
        assert taken is not None
        await acknowledging.acknowledge(desk, Place(day.group_id), taken)


async def known(day: LadderDay) -> dict[str, object]:
    async with day.office.desk() as desk:
        return dict((await whole(day, desk)).values)


async def whole(day: LadderDay, desk: Desk) -> understood.Understood:
    form = await understood.form_of(desk, await day.owed(desk))
    assert form is not None
    return await understood.of_report(desk, form, 1)


async def answers(day: LadderDay) -> list[Delivery]:
    async with day.office.desk() as desk:
        return await said(desk, day.group_id, "answer")


async def test_a_reply_is_read_and_shown_field_by_field(day: LadderDay) -> None:
    await reports(day, WHOLE)
    assert await known(day) == READ
    [answer] = await answers(day)
    for line in ("出动人次　<b>32</b>人次", "检查工地　<b>18</b>个次", "已整改　<b>2</b>个"):
        assert line in answer.text
    assert "缺：" not in answer.text
    assert [one["label"] for row in answer.keyboard or [] for one in row][:1] == ["更正"]


async def test_what_the_office_registers_for_a_body_is_read_as_its_own_words(
    day: LadderDay,
) -> None:
    async with day.office.desk() as desk:
        message = item(day, desk, 900, WHOLE).model_copy(update={"sent_by": STAFF.user_id})
        statement = Statement(Way.PHONE, "张三", desk.now, message)
        row, met = await registering.register(desk, STAFF, day.owed_id, statement)
        shown = await registering.view_of(desk, row, met)
        kept = await figures.of_matter(desk.session, met.matter_id, met.kind)
    assert met.on_behalf
    assert await known(day) == READ
    assert {one.field: one.value for one in kept} == {one: str(n) for one, n in READ.items()}
    assert shown.understood is not None
    told = [(one.name, one.value, one.unit) for one in shown.understood.fields]
    assert told == [
        ("出动人次", "32", "人次"),
        ("检查工地", "18", "个次"),
        ("发现问题", "3", "个"),
        ("已整改", "2", "个"),
    ]


async def test_what_is_missing_is_named_and_makes_nothing_late(day: LadderDay) -> None:
    await reports(day, "出动32人次，检查工地18个")
    [answer] = await answers(day)
    assert "缺：发现问题、已整改" in answer.text
    assert "按时报送" in answer.text
    async with day.office.desk() as desk:
        owed = await day.owed(desk)
        assert (owed.state, owed.step_due_at) == (ObligationState.MET, None)
        seen = (await understood.look_through(desk, [owed]))[owed.key]
        assert (seen.left_out, seen.odd) == (("发现问题", "已整改"), ())


async def test_a_later_message_adds_and_corrects_in_the_same_answer(day: LadderDay) -> None:
    await reports(day, "出动32人次，检查工地18个")
    await day.deliver()
    await reports(day, "发现问题3个，已整改2个", 901)
    await reports(day, "检查工地改为15", 902)
    assert await known(day) == READ | {"sites": 15}
    assert await answers(day) == []
    async with day.office.desk() as desk:
        [edit] = await edits(desk, day.group_id)
        rows = await values.of_report(desk.session, 1)
    assert "<b>15</b>个次" in edit.text
    assert "最近一次12月2日08:00" in edit.text
    assert [(row.field, row.value, row.version) for row in rows if row.field == "sites"] == [
        ("sites", "18", 1),
        ("sites", "15", 3),
    ]


def test_what_is_asked_about(plan: Plan) -> None:
    form = plan.form_of(plan.owed("daily"), AGENCY)
    assert form is not None
    cases: tuple[tuple[dict[str, Value], dict[str, Value]], ...] = (
        ({"people": 100, "told": "照旧"}, {"people": 10, "told": "无"}),
        ({"people": 99, "sites": 5}, {"people": 10, "sites": 0}),
        ({"problems": 3, "fixed": 3}, {}),
        ({"problems": 3, "fixed": 4}, {"fixed": 1}),
        ({"fixed": 4}, {}),
        # On a first day, or after one that was as usual, what is far above the usual stands out.
        ({"sites": 501}, {}),
        ({"sites": 500}, {}),
        ({"sites": 501}, {"sites": 400}),
        ({"sites": 700}, {"sites": 600}),
    )
    asked = [
        (one.field.id, one.value, one.than.id if one.than else "", one.other)
        for said_now, before in cases
        for one in understood.questions(form, said_now, before, {"sites": 500})
    ]
    assert asked == [
        ("people", 100, "", 10),
        ("fixed", 4, "problems", 3),
        ("sites", 501, "", 500),
        ("sites", 501, "", 500),
    ]


async def test_until_it_leaves_the_answer_itself_is_changed(day: LadderDay) -> None:
    await reports(day, "出动32人次，检查工地18个")
    await reports(day, "发现问题3个，已整改2个", 901)
    [answer] = await answers(day)
    assert "缺：" not in answer.text
    async with day.office.desk() as desk:
        assert await edits(desk, day.group_id) == []


async def test_an_edit_changes_only_what_it_says_otherwise(day: LadderDay) -> None:
    await reports(day, WHOLE)
    await reports(day, "检查工地改为15", 901)
    await edited(day, "出动40人次，检查工地18个，发现问题3个")
    assert await known(day) == {"people": 40, "sites": 15, "problems": 3}
    await edited(day, "发现问题3个")
    assert await known(day) == {"sites": 15, "problems": 3}


async def test_doubtful_words_are_asked_about_and_settled_once(day: LadderDay) -> None:
    await reports(day, "出动约30人次，检查工地18个，发现问题3个，已整改2个")
    [answer] = await answers(day)
    labels = [one["label"] for row in answer.keyboard or [] for one in row]
    assert labels[:2] == ["出动人次30人次", "不是"]
    assert "请确认“" in answer.text
    assert "缺：" not in answer.text
    async with day.office.desk() as desk:
        owed, [doubt] = await day.owed(desk), await values.doubts_of(desk.session, 1)
        await fields.choose(desk, owed, doubt, 0, LIAISON.user_id)
        await acknowledging.show_again(desk, owed, await stored_reports.report(desk.session, 1))
        await refused(fields.choose(desk, owed, doubt, 0, LIAISON.user_id), "doubt_settled")
        [row] = [one for one in await values.of_report(desk.session, 1) if one.field == "people"]
        assert (row.value, row.came) == ("30", ValueFrom.CHOSEN)
    [answer] = await answers(day)
    assert "请确认“" not in answer.text


async def test_none_of_the_readings_was_meant(day: LadderDay) -> None:
    await reports(day, "出动约30人次，检查工地18个，发现问题3个，已整改2个")
    async with day.office.desk() as desk:
        owed, [doubt] = await day.owed(desk), await values.doubts_of(desk.session, 1)
        await fields.choose(desk, owed, doubt, 1, LIAISON.user_id)
        assert [one.name for one in (await whole(day, desk)).left_out] == ["出动人次"]


async def test_a_correction_that_names_no_field_is_asked_about(day: LadderDay) -> None:
    await reports(day, WHOLE)
    await reports(day, "不好意思写错了，是5个", 901)
    assert await known(day) == READ
    [answer] = await answers(day)
    labels = [[one["label"] for one in row] for row in answer.keyboard or []]
    assert labels[:3] == [
        ["发现问题5个", "已整改5个"],
        ["出动人次5人次", "检查工地5个次"],
        ["都不是"],
    ]
    assert "请确认“不好意思写错了，是5个”" in answer.text
    async with day.office.desk() as desk:
        owed, [doubt] = await day.owed(desk), await values.doubts_of(desk.session, 1)
        await fields.choose(desk, owed, doubt, 0, LIAISON.user_id)
    assert await known(day) == READ | {"problems": 5}


async def test_a_figure_below_zero_counts_nowhere(day: LadderDay) -> None:
    await reports(day, WHOLE)
    await reports(day, "写错了，是-5", 901)
    assert await known(day) == READ
    [answer] = await answers(day)
    assert "数不能为负，未计入：写错了，是-5；请“回复”写明项目和数。" in answer.text
    assert "未对应到项目" not in answer.text


async def test_what_was_put_right_counts_and_says_nothing_of_what_was_found(
    day: LadderDay,
) -> None:
    await reports(day, "出动32人次，检查工地18个，已整改3处")
    assert await known(day) == {"people": 32, "sites": 18, "fixed": 3}
    [answer] = await answers(day)
    assert "缺：发现问题" in answer.text
    assert "已整改3个按所报计入当日，不据此推算发现问题；当日没有的，请“回复”“发现问题0个”。" in (
        answer.text
    )
    await reports(day, "发现问题0个", 901)
    [answer] = await answers(day)
    assert "不据此推算" not in answer.text
    assert await known(day) == {"people": 32, "sites": 18, "fixed": 3, "problems": 0}


async def test_what_was_urged_is_not_yet_put_right_and_was_found_before(day: LadderDay) -> None:
    await reports(day, "出动32人次，检查工地18个，劝导整改3处")
    assert await known(day) == {"people": 32, "sites": 18}
    [answer] = await answers(day)
    assert "请确认“劝导整改3处" in answer.text
    assert "缺：" not in answer.text
    async with day.office.desk() as desk:
        owed, [doubt] = await day.owed(desk), await values.doubts_of(desk.session, 1)
        await fields.choose(desk, owed, doubt, 0, LIAISON.user_id)
    assert await known(day) == {"people": 32, "sites": 18, "problems": 3, "fixed": 3}


async def test_what_was_found_and_is_told_later_is_not_asked_about_again(day: LadderDay) -> None:
    await reports(day, "出动32人次，检查工地18个，劝导整改3处")
    await reports(day, "发现问题5个", 901)
    async with day.office.desk() as desk:
        owed, [doubt] = await day.owed(desk), await values.doubts_of(desk.session, 1)
        assert doubt.readings == [{"fixed": "3"}]
        await fields.choose(desk, owed, doubt, 0, LIAISON.user_id)
    assert await known(day) == {"people": 32, "sites": 18, "problems": 5, "fixed": 3}


async def test_once_it_is_told_what_was_put_right_nothing_is_asked_of_what_was_found(
    day: LadderDay,
) -> None:
    await reports(day, "出动32人次，检查工地18个，劝导整改3处")
    await reports(day, "已整改2个", 901)
    async with day.office.desk() as desk:
        [doubt] = await values.doubts_of(desk.session, 1)
        assert doubt.settled_at is not None
    assert await known(day) == {"people": 32, "sites": 18, "fixed": 2}


async def test_an_edit_takes_its_own_doubts_away(day: LadderDay) -> None:
    await reports(day, "出动约30人次，检查工地18个，警车22台")
    async with day.office.desk() as desk:
        assert (await whole(day, desk)).unread
    await edited(day, "出动31人次，检查工地18个")
    async with day.office.desk() as desk:
        now = await whole(day, desk)
        assert (now.doubts, now.unread) == ((), ())
        settled = await values.doubts_of(desk.session, 1)
        assert all(one.settled_at and one.chosen is None for one in settled)
    assert await known(day) == {"people": 31, "sites": 18}


async def test_what_is_unlikely_is_asked_about_and_counts(day: LadderDay) -> None:
    await reports(day, "出动32人次，检查工地18个，发现问题3个，已整改5个")
    [answer] = await answers(day)
    assert "请核对：已整改5个，多于发现问题3个。" in answer.text
    assert (await known(day))["fixed"] == 5


async def next_day(day: LadderDay) -> LadderDay:
    """The following morning's report is asked for."""
    day.office.pass_time(timedelta(days=1))
    async with day.office.desk() as desk:
        owed = await day.owed(desk)
        await prompts.send_daily(desk, owed.matter_id)
        occasion = of_day(DAY + timedelta(days=1))
        found = await stored.find(desk.session, owed.matter_id, "daily", AGENCY, occasion)
        assert found is not None
    return LadderDay(day.office, found.key, day.group_id)


async def test_the_prompt_brings_what_to_fill_in_and_what_reports_by_one_tap(
    day: LadderDay,
) -> None:
    await reports(day, WHOLE)
    await day.deliver()
    later = await next_day(day)
    async with day.office.desk() as desk:
        [prompt] = await said(desk, day.group_id, "prompt")
        owed = await later.owed(desk)
        message, _ = await drafts.draft(desk, AGENCY, owed.key)
    assert "<code>出动人次：　　人次\n检查工地：　　个次\n" in prompt.text
    labels = [one["label"] for row in prompt.keyboard or [] for one in row]
    assert labels[:2] == ["以昨日为底稿", "零报告"]
    assert "出动人次：32人次\n检查工地：18个次\n" in message.html


async def test_an_unfilled_skeleton_says_nothing_and_a_filled_one_is_read(day: LadderDay) -> None:
    await reports(day, "出动人次：　　人次\n检查工地：　　个次\n发现问题：　　个\n工作情况：")
    assert await known(day) == {}
    await reports(
        day, "出动人次：　32　人次\n检查工地：18个次\n发现问题：　　个\n工作情况：正常", 901
    )
    assert await known(day) == {"people": 32, "sites": 18, "told": "正常"}


async def test_the_same_as_the_day_before(day: LadderDay) -> None:
    await reports(day, WHOLE)
    later = await next_day(day)
    async with day.office.desk() as desk:
        stands = drafts.pressed(day.group_id, 5000, LIAISON, desk.now)
        taken = await drafts.same(desk, LIAISON, AGENCY, later.owed_id, stands)
        await acknowledging.acknowledge(desk, Place(day.group_id), taken)
        attempt = drafts.same(desk, LIAISON, AGENCY, later.owed_id, stands)
        await refused(attempt, "draft_reported_before")
        form = await understood.form_of(desk, taken.obligation)
        assert form is not None
        got = (await understood.of_report(desk, form, taken.report.key)).values
    assert dict(got) == READ
    assert taken.parts[0].text.startswith("出动人次：32人次\n")


async def test_a_correction_of_the_draft_takes_over_all_else(day: LadderDay) -> None:
    await reports(day, WHOLE)
    later = await next_day(day)
    for number, text, wanted in (
        (910, "检查工地改为15", READ | {"sites": 15}),
        (911, "检查工地200个", None),
    ):
        async with day.office.desk() as desk:
            message = item(day, desk, number, text)
            taken = await taking.receive(desk, LIAISON, AGENCY, later.owed_id, [message])
            assert taken is not None
            await drafts.fill(desk, taken)
            form = await understood.form_of(desk, taken.obligation)
            assert form is not None
            got = dict((await understood.of_report(desk, form, taken.report.key)).values)
            assert got == (wanted or READ | {"sites": 200})
            await acknowledging.acknowledge(desk, Place(day.group_id), taken)
    answer = (await answers(day))[-1]
    assert "请核对：检查工地200个次，前一日为18个次。" in answer.text


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("出动1,164人次，检查工地改为15", {"people": 1164, "sites": 15}),
        ("累计发现问题9个，已整改7个，检查工地改为15", {"sites": 15}),
        ("检查工地18个，检查工地改为约15", {}),
    ],
)
async def test_what_stands_beside_a_correction_is_read_as_it_was_said(
    day: LadderDay, said: str, read: dict[str, Value]
) -> None:
    await reports(day, said)
    assert await known(day) == read


async def test_what_a_correction_of_the_draft_brings_beside_it_counts(day: LadderDay) -> None:
    await reports(day, WHOLE)
    later = await next_day(day)
    async with day.office.desk() as desk:
        message = item(day, desk, 910, "检查工地改为15，已整改1个")
        taken = await taking.receive(desk, LIAISON, AGENCY, later.owed_id, [message])
        assert taken is not None
        await drafts.fill(desk, taken)
        form = await understood.form_of(desk, taken.obligation)
        assert form is not None
        got = dict((await understood.of_report(desk, form, taken.report.key)).values)
    assert got == READ | {"sites": 15, "fixed": 1}


async def test_what_is_said_plainly_later_is_not_asked_about_any_more(day: LadderDay) -> None:
    await reports(day, "检查工地约30个，出动20余人次")
    await reports(day, "检查工地改为32", 901)
    async with day.office.desk() as desk:
        now = await whole(day, desk)
    assert dict(now.values) == {"sites": 32}
    assert [one.readings for one in now.doubts] == [[{"people": "20"}]]


async def test_zero_is_one_tap_and_never_replaces_what_was_said(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        stands = drafts.pressed(day.group_id, 1, LIAISON, desk.now)
        await refused(drafts.draft(desk, AGENCY, day.owed_id), "draft_nothing")
        taken = await drafts.zero(desk, LIAISON, AGENCY, day.owed_id, stands)
        assert taken.obligation.state == ObligationState.MET
        again = drafts.zero(desk, LIAISON, AGENCY, day.owed_id, stands)
        await refused(again, "draft_reported_before")
    assert await known(day) == dict.fromkeys(READ, 0)


async def test_taken_back_the_line_stands_under_what_was_understood_last(day: LadderDay) -> None:
    taken = await reports(day, "出动32人次，检查工地18个")
    await day.deliver()
    await reports(day, "发现问题3个", 901)
    await day.deliver()
    async with day.office.desk() as desk:
        await withdrawing.withdraw(desk, LIAISON, AGENCY, taken.report.key)
        [edit] = await edits(desk, day.group_id)
    assert edit.action == Action.EDIT
    assert "发现问题　<b>3</b>个" in edit.text
    assert "已撤回：联络员" in edit.text


def test_a_plan_without_a_form_asks_nothing_of_this(plan: Plan) -> None:
    assert plan.form_of(plan.owed("closing"), AGENCY) is None


async def test_what_has_no_form_is_not_read(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        owed = await day.owed(desk)
        owed.kind = "closing"
        assert await understood.form_of(desk, owed) is None
        assert await understood.look_through(desk, [owed]) == {}
        assert isinstance(owed, Obligation)
        owed.kind = "daily"
