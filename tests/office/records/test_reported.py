"""What the office reads of reports: all of a day, all of a body, and one with all its texts."""

from datetime import timedelta

import pytest

from messages.views.report_lists import ReportedLine
from office.desk import Desk
from office.obligations import owed as owed_lists
from office.obligations import returned
from office.plan.model import Plan
from office.records import reported
from office.reports import registering, returning, taking, uploads
from office.reports.message_parts import Incoming, IncomingFile
from office.reports.registering import Statement
from office.reports.returning import Seen
from storage.occasions import of_day
from storage.owed import reports as stored_reports
from storage.owed.obligations import OwedAlike
from storage.owed.registrations import Way
from storage.owed.reports import PartKind
from tests.harness.plans import with_figures
from tests.office.conftest import AGENCIES, Office
from tests.office.ladder_days import AGENCY, DAY, LIAISON, STAFF, LadderDay, prompted_day
from tests.office.signers import refused, said


@pytest.fixture(scope="session")
def plan() -> Plan:
    return with_figures(AGENCIES)


@pytest.fixture
async def day(office: Office) -> LadderDay:
    return await prompted_day(office)


def item(day: LadderDay, desk: Desk, **facts: object) -> Incoming:
    said = {
        "chat_id": day.group_id,
        "message_id": 900,
        "sent_by": LIAISON.user_id,
        "sent_at": desk.now,
        "kind": PartKind.TEXT,
        "text": "出动约30人次，检查工地18个",
    }
    return Incoming.model_validate({**said, **facts})


async def reports(day: LadderDay, name: str = "现场.pdf") -> None:
    file = IncomingFile(file_id="f1", file_unique_id="u1", name=name)
    async with day.office.desk() as desk:
        text = item(day, desk)
        table = item(day, desk, message_id=901, kind=PartKind.DOCUMENT, text="", file=file)
        await taking.receive(desk, LIAISON, AGENCY, day.owed_id, [text, table])


async def line(day: LadderDay) -> ReportedLine:
    async with day.office.desk() as desk:
        [which] = await reported.occasions(desk)
        assert (which.kind, which.occasion) == ("daily", of_day(DAY))
        view = await reported.list_of(desk, await reported.owed_alike(desk, which))
        assert view.total == 1
        [found] = view.reported
        return found


async def test_who_has_not_reported_is_named_with_how_they_stand(day: LadderDay) -> None:
    day.office.pass_time(timedelta(hours=5))
    async with day.office.desk() as desk:
        [which] = await reported.occasions(desk)
        rows = await reported.owed_alike(desk, which)
        view = await reported.list_of(desk, rows)
        assert (view.done, view.reported) == (0, ())
        [owing] = view.owing
        assert (owing.late_by, owing.standing) == (timedelta(hours=1), "尚未督办")
        [of_body] = (await reported.list_of_body(desk, AGENCY, rows)).reports
        assert of_body.reported is None
        await refused(reported.report_on(desk, day.owed_id), "reports_not_yet")
        await refused(reported.report_on(desk, 999), "button_obsolete")
        other = OwedAlike(999, "daily", which.occasion)
        assert await reported.owed_alike(desk, other) == []


async def test_a_report_is_listed_with_what_it_leaves_out(day: LadderDay) -> None:
    await reports(day)
    found = await line(day)
    assert (found.late, found.on_behalf, found.returned) == (False, False, False)
    assert found.left_out == ("发现问题", "已整改")
    async with day.office.desk() as desk:
        assert await owed_lists.missing(desk) == ()
        [row] = await reported.of_body(desk, AGENCY)
        assert row.key == day.owed_id


async def test_a_report_that_contradicts_itself_is_listed(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        odd = item(day, desk, text="发现问题3个，已整改5个")
        await taking.receive(desk, LIAISON, AGENCY, day.owed_id, [odd])
    found = await line(day)
    assert found.odd == ("已整改多于发现问题",)
    async with day.office.desk() as desk:
        [row] = await reported.of_body(desk, AGENCY)
        one, all_of = await reported.list_of_body(desk, AGENCY, [row]), found
        assert "，数据待核对" in desk.words.text("reports_of_body", one)
        listed = await reported.list_of(desk, [row])
        assert f"· {all_of.agency}　已整改多于发现问题" in desk.words.text(
            "reports_of_occasion", listed
        )


async def test_a_report_is_shown_with_its_texts_files_and_figures(day: LadderDay) -> None:
    await reports(day)
    async with day.office.desk() as desk:
        report, owed = await reported.report_on(desk, day.owed_id)
        view = await reported.shown(desk, report, owed)
        html = desk.words.text("report_shown", view)
    assert [(one.kind, one.text, one.file) for one in view.parts] == [
        ("text", "出动约30人次，检查工地18个", ""),
        ("document", "", "现场.pdf"),
    ]
    assert view.understood is not None
    assert not view.understood.asks
    for fragment in ("检查工地　<b>18</b>个次", "尚未确认：“", "缺：发现问题、已整改", "按时"):
        assert fragment in html


async def test_what_a_file_may_yet_say_is_not_told_as_missing(day: LadderDay) -> None:
    await reports(day, "检查表.xlsx")
    assert (await line(day)).left_out == ()
    async with day.office.desk() as desk:
        assert await owed_lists.missing(desk) == ()
        report, owed = await reported.report_on(desk, day.owed_id)
        view = await reported.shown(desk, report, owed)
        html = desk.words.text("report_shown", view)
        _, part = await stored_reports.parts(desk.session, report.key)
        assert "文件“检查表.xlsx”正在读取" in html
        assert "缺：" not in html
        await uploads.failed(desk, part.key, "damaged")
    assert (await line(day)).left_out == ("发现问题", "已整改")


async def test_a_return_and_a_registration_are_told(day: LadderDay) -> None:
    await reports(day)
    async with day.office.desk() as desk:
        report, owed = await reported.report_on(desk, day.owed_id)
        seen = Seen(report.key, await returning.newest_part(desk, report))
        due_at = desk.now + timedelta(hours=5)
        await returning.send_back(desk, STAFF, seen, "请补整改数", due_at)
        await returned.serve(desk, owed, await day.group(desk))
        assert len(await said(desk, day.group_id, "return")) == 1
        view = await reported.shown(desk, report, owed)
        assert view.owed
        assert [one.reason for one in view.returns] == ["请补整改数"]
        [missing] = await owed_lists.missing(desk)
        assert missing.incomplete == ()
    assert (await line(day)).returned
    async with day.office.desk() as desk:
        by_phone = item(day, desk, message_id=950, sent_by=STAFF.user_id, text="已整改2个")
        statement = Statement(Way.PHONE, "张三", desk.now, by_phone)
        await registering.register(desk, STAFF, day.owed_id, statement)
        _, owed = await reported.report_on(desk, day.owed_id)
        view = await reported.shown(desk, report, owed)
        await returned.serve(desk, owed, await day.group(desk))
    assert view.registered is not None
    assert (view.registered.way, view.registered.reported_by) == ("电话", "张三")
    assert (await line(day)).on_behalf
