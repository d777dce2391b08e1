"""The office finds right what a report asks about: on record, until the body changes it."""

import pytest
from sqlmodel import select

from messages.views.understood import Unlikely
from office.desk import Desk
from office.obligations import owed as owed_lists
from office.plan.model import Plan
from office.records import reported
from office.reports import checking, confirming, taking
from office.reports.message_parts import Incoming
from storage.books.audit import AuditEntry
from storage.owed import figure_checks
from storage.owed import reports as stored
from storage.owed.reports import PartKind
from tests.harness.plans import with_figures
from tests.office.conftest import AGENCIES, Office
from tests.office.ladder_days import AGENCY, LIAISON, STAFF, LadderDay, prompted_day
from tests.office.signers import refused

ODD = "出动32人次，检查工地18个，发现问题3个，已整改5个"


@pytest.fixture(scope="session")
def plan() -> Plan:
    return with_figures(AGENCIES)


@pytest.fixture
async def day(office: Office) -> LadderDay:
    return await prompted_day(office)


async def say(day: LadderDay, desk: Desk, text: str, number: int = 900) -> int:
    message = Incoming(
        chat_id=day.group_id,
        message_id=number,
        sent_by=LIAISON.user_id,
        sent_at=desk.now,
        kind=PartKind.TEXT,
        text=text,
    )
    await taking.receive(desk, LIAISON, AGENCY, day.owed_id, [message])
    report = await stored.report_of(desk.session, day.owed_id)
    assert report is not None
    return report.key


async def shown(desk: Desk, day: LadderDay) -> str:
    report, owed = await reported.report_on(desk, day.owed_id)
    return desk.words.text("report_shown", await reported.shown(desk, report, owed))


async def odd(desk: Desk, day: LadderDay) -> list[str]:
    [which] = await reported.occasions(desk)
    view = await reported.list_of(desk, await reported.owed_alike(desk, which))
    return [one for line in view.reported for one in line.odd]


async def test_who_found_it_right_and_when_stands_with_the_report(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        report_id = await say(day, desk, ODD)
        assert await odd(desk, day) == ["已整改多于发现问题"]
        assert "请核对：已整改5个，多于发现问题3个。" in await shown(desk, day)
        row = await checking.check(desk, STAFF, report_id)
        assert (row.checked_by, row.checked_at) == (STAFF.user_id, desk.now)
        assert await odd(desk, day) == []
        text = await shown(desk, day)
        assert "数据已核对无误：" in text
        assert "请核对：" not in text
        actions = (await desk.session.exec(select(AuditEntry.action))).all()
        assert actions.count("figures_checked") == 1
        # Somebody who had the same list before them presses as well.
        await refused(checking.check(desk, STAFF, report_id), "figures_checked_before")


async def test_whoever_sent_it_is_asked_no_more(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        report_id = await say(day, desk, ODD)
        assert [one.why for one in await asked(desk, day)] == ["part"]
        await checking.check(desk, STAFF, report_id)
        assert await asked(desk, day) == ()


async def asked(desk: Desk, day: LadderDay) -> tuple[Unlikely, ...]:
    report, owed = await reported.report_on(desk, day.owed_id)
    known = await confirming.view_of(desk, owed, report, asks=True)
    assert known is not None
    return known[0].unlikely


async def test_what_is_changed_afterwards_is_asked_anew(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        report_id = await say(day, desk, ODD)
        await checking.check(desk, STAFF, report_id)
        await say(day, desk, "已整改改为6个", 901)
        assert await odd(desk, day) == ["已整改多于发现问题"]
        assert "请核对：已整改6个" in await shown(desk, day)
        # Whoever still has the list of before has read other figures.
        [before] = (await figure_checks.of_reports(desk.session, [report_id])).values()
        await refused(checking.check(desk, STAFF, report_id, before.version), "figures_changed")
        report, owed = await reported.report_on(desk, day.owed_id)
        count, newest = await checking.asks(desk, owed, report)
        await checking.check(desk, STAFF, report_id, newest)
        assert await odd(desk, day) == []
        assert (count, await checking.asks(desk, owed, report)) == (1, (0, newest))


async def test_only_what_is_asked_about_is_checked_and_by_the_office_alone(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        report_id = await say(day, desk, ODD)
        await refused(checking.check(desk, LIAISON, report_id), "office_only")
        await refused(checking.check(desk, STAFF, 999), "button_obsolete")
        await say(day, desk, "已整改改为2个", 901)
        await refused(checking.check(desk, STAFF, report_id), "figures_not_asked")
        assert await owed_lists.missing(desk) == ()
        report = await stored.report(desk.session, report_id)
        report.withdrawn_at = desk.now
        desk.session.add(report)
        await desk.session.flush()
        await refused(checking.check(desk, STAFF, report_id), "figures_not_asked")
