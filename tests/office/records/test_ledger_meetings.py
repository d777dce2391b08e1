"""The ledger's sheet of meetings, held against what bodies answered and who was there."""

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest

from office.bodies import agency_names
from office.decisions import approvals, drafts, minutes
from office.desk import Desk
from office.obligations import attending, roll_calls
from office.plan.model import Plan
from office.reading.leave import LeaveSaid
from office.records.ledgers import scope as scopes
from office.records.ledgers import view
from office.reports import oral_reports
from storage.decisions.matters import OrderKind
from tests.office.conftest import AGENCIES, Office
from tests.office.episodes import alert_in_force, bind_groups
from tests.office.meeting_days import (
    FIRST,
    FOURTH,
    SECOND,
    SPEAKERS,
    THIRD,
    at,
    come,
    convened,
    daily_plan,
)
from tests.office.signers import DIRECTOR, EVERYBODY, HERE, STAFF, appoint


@pytest.fixture(scope="module")
def plan() -> Plan:
    return daily_plan()


@pytest.fixture
async def desk(office: Office) -> AsyncIterator[Desk]:
    async with office.desk() as opened:
        await appoint(opened, *EVERYBODY)
        await bind_groups(opened, AGENCIES)
        yield opened


async def told(desk: Desk) -> list[dict[str, object]]:
    made = await view.view_of(
        desk, await scopes.of_days(desk, date(2026, 12, 1), date(2026, 12, 31))
    )
    sheet = next(one for one in made.sheets if one.title == "会议与培训")
    return [dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows]


@pytest.mark.clause("E4")
async def test_each_body_with_its_answer_and_whether_it_was_there(desk: Desk) -> None:
    await alert_in_force(desk, since=desk.now - timedelta(hours=1), level="red")
    order = await convened(desk)
    await convened(desk, drill=True)
    await come(desk, order, FIRST, FOURTH)
    sent = LeaveSaid("出差", "副局长老周")
    await attending.leave(desk, SECOND, SPEAKERS[SECOND], order.key, sent)
    await attending.leave(desk, THIRD, SPEAKERS[THIRD], order.key, LeaveSaid("住院", ""))
    called_off = await convened(desk, meets_at=at(desk, 19))
    ending = await drafts.draft_end(desk, STAFF, HERE, called_off.matter_id, OrderKind.CANCEL)
    await drafts.confirm(desk, STAFF, HERE, ending.key)
    desk.now = at(desk, 18)
    assert {row["到会情况"] for row in await told(desk)} == {"—"}
    await roll_calls.check(desk, STAFF, order.key, FIRST)
    await oral_reports.write(desk, STAFF, order.key, FIRST, "检查工地6处。")
    await roll_calls.close(desk, STAFF, order.key)
    made = await minutes.draft(desk, STAFF, HERE, order, "加密巡查。", None, "")
    await minutes.send(desk, STAFF, made.key)
    rows = [row for row in await told(desk) if row["文号"] == order.serial]
    assert {row["状态"] for row in rows} == {"审签中"}
    (waiting,) = await approvals.waiting_for(desk, DIRECTOR)
    await approvals.approve(desk, DIRECTOR, waiting.row.key)
    rows = [row for row in await told(desk) if row["文号"] == order.serial]
    said = {row["单位"]: (row["答复"], row["到会情况"], row["代会人"]) for row in rows}
    names = [agency_names.name(desk, one) for one in AGENCIES]
    assert [said[name] for name in names] == [
        ("参会", "到会", None),
        ("请假", "缺席", "副局长老周"),
        ("请假", "请假", ""),
        ("参会", "缺席", None),
        ("未答复", "缺席", None),
    ]
    first = next(row for row in rows if row["单位"] == names[0])
    of_all = (first["口头汇报"], first["会议纪要"], first["状态"])
    assert of_all == ("未确认", "加密巡查。", "已印发")
    assert first["签批时间"] == desk.local(desk.now).replace(tzinfo=None)
