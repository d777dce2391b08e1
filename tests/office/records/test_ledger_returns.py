"""The ledger's sheet of 退回补正: who sent what back and why, and what came then."""

from datetime import date, datetime, timedelta

from office.bodies import agency_names, people
from office.bodies.people import actor
from office.desk import Desk
from office.records.ledgers import scope as scopes
from office.records.ledgers import view
from office.reports import returning, taking, withdrawing
from office.reports.message_parts import Incoming
from office.reports.returning import Seen
from storage.owed import reports
from storage.owed.reports import PartKind
from tests.office.conftest import Office
from tests.office.ladder_days import AGENCY, LIAISON, STAFF, LadderDay, prompted_day

FIRST, LAST = date(2026, 12, 1), date(2026, 12, 31)
REASON = "请补报整改情况，联系13812345678"


async def reported(day: LadderDay, number: int, text: str) -> None:
    async with day.office.desk() as desk:
        await people.remember(desk, LIAISON)
        who = await actor(desk, LIAISON.user_id, LIAISON.name)
        item = Incoming(
            chat_id=day.group_id,
            message_id=number,
            sent_by=LIAISON.user_id,
            sent_at=desk.now,
            kind=PartKind.TEXT,
            text=text,
        )
        await taking.receive(desk, who, AGENCY, day.owed_id, [item])


async def sent_back(day: LadderDay, due_at: datetime) -> None:
    async with day.office.desk() as desk:
        report = await reports.report_of(desk.session, day.owed_id)
        assert report is not None
        seen = Seen(report.key, await returning.newest_part(desk, report))
        await returning.send_back(desk, STAFF, seen, REASON, due_at)


async def rows(office: Office) -> list[dict[str, object]]:
    async with office.desk() as desk:
        made = await view.view_of(desk, await scopes.of_days(desk, FIRST, LAST))
    [sheet] = [one for one in made.sheets if one.title == "退回补正"]
    return [dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows]


def shown(desk: Desk, at: datetime) -> datetime:
    return desk.local(at).replace(tzinfo=None)


async def test_it_tells_who_sent_it_back_and_why_and_what_came_each_time(office: Office) -> None:
    day = await prompted_day(office)
    first, again = office.now + timedelta(hours=4), office.now + timedelta(hours=8)
    came_at = office.now
    await reported(day, 900, "检查工地12家")
    office.pass_time(timedelta(hours=1))
    await sent_back(day, first)
    [waiting] = await rows(office)
    assert (waiting["补报时间"], waiting["补报内容"], waiting["附件数"]) == (None, "", None)
    office.pass_time(timedelta(hours=4))
    await reported(day, 901, "已整改3处，电话0994-1234567")
    office.pass_time(timedelta(minutes=10))
    await sent_back(day, again)
    office.pass_time(timedelta(minutes=20))
    await reported(day, 902, "另有1处在办")
    one, two = await rows(office)
    async with office.desk() as desk:
        assert one["单位"] == agency_names.name(desk, AGENCY)
        assert one["退回人"] == "值班员"
        assert one["理由"] == "请补报整改情况，联系138****"
        assert (one["报送时间"], one["新期限"]) == (shown(desk, came_at), shown(desk, first))
        assert one["补报时间"] == shown(desk, came_at + timedelta(hours=5))
        assert (one["补报内容"], one["逾期"]) == ("已整改3处，电话0994****", "是")
        assert two["报送时间"] == one["补报时间"]
        assert two["补报时间"] == shown(desk, office.now)
        assert (two["补报内容"], two["逾期"], two["附件数"]) == ("另有1处在办", None, 0)
    assert one["报送编号"] == two["报送编号"]


async def test_what_came_and_was_taken_back_since_stands_in_it(office: Office) -> None:
    day = await prompted_day(office)
    due_at = office.now + timedelta(hours=4)
    await reported(day, 900, "检查工地12家")
    office.pass_time(timedelta(minutes=5))
    await sent_back(day, due_at)
    office.pass_time(timedelta(minutes=5))
    await reported(day, 901, "已整改3处")
    office.pass_time(timedelta(minutes=5))
    async with office.desk() as desk:
        report = await reports.report_of(desk.session, day.owed_id)
        assert report is not None
        await withdrawing.withdraw(
            desk, await actor(desk, LIAISON.user_id, LIAISON.name), AGENCY, report.key
        )
    [row] = await rows(office)
    assert row["补报内容"] == "已整改3处"
    await reported(day, 902, "重新报送")
    assert await rows(office) == [row]
