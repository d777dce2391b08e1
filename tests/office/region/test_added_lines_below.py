"""Lines that the office above adds to its alert and that concern counties reach their offices."""

from datetime import timedelta

from office.matters import added_lines, alerts
from office.matters.added_lines import AddedLine
from storage.decisions import matters as store
from storage.decisions.matters import OrderKind
from tests.office.conftest import Office
from tests.office.region.conftest import BELOW, GROUPS
from tests.office.region.episodes import draft, exchange, issue, pass_time, send_out, texts_in

LINES = (AddedLine("夜间停工"), AddedLine("加密巡查", ("zhujian",)))


async def test_a_countys_office_reads_what_is_added_for_counties(
    above: Office, below: Office
) -> None:
    made = await draft(above)
    said = (*LINES, AddedLine("向乡镇派驻工作组", ("wuqia",)))
    async with above.desk() as desk:
        order = await store.order(desk.session, made)
        assert order is not None
        order.says = order.says | added_lines.as_says(said)
        desk.session.add(order)
    await send_out(above, made)
    await exchange(above, below)
    card = (await texts_in(below, GROUPS[BELOW]))[-1]
    assert "本次预警另加措施：\n1. 夜间停工\n2. 乌恰：向乡镇派驻工作组\n" in card
    assert "加密巡查" not in card


async def _add(office: Office, *lines: AddedLine) -> None:
    """Add lines to the alert that stands there, and change nothing else."""
    async with office.desk() as desk:
        alert = await alerts.standing_alert(desk)
        before = await alerts.standing_order(desk, alert) if alert else None
        assert before is not None
    made = await draft(office, OrderKind.ADJUST, starts_at=before.starts_at)
    async with office.desk() as desk:
        order = await store.order(desk.session, made)
        assert order is not None
        order.says = order.says | added_lines.as_says(lines)
        order.snapshot = {added_lines.ADDS: 0}
        desk.session.add(order)
    await send_out(office, made)


async def test_lines_alone_reach_the_counties_that_they_concern(
    above: Office, below: Office
) -> None:
    await issue(above)
    await exchange(above, below)
    pass_time(timedelta(hours=2), above, below)
    before = len(await texts_in(below, GROUPS[BELOW]))
    await _add(above, AddedLine("加密巡查", ("zhujian",)))
    await exchange(above, below)
    assert len(await texts_in(below, GROUPS[BELOW])) == before
    await _add(above, AddedLine("向乡镇派驻工作组", ("wuqia",)))
    await exchange(above, below)
    card = (await texts_in(below, GROUPS[BELOW]))[-1]
    assert "为橙色预警另加措施，级别和时间不变" in card
    assert "1. 乌恰：向乡镇派驻工作组\n" in card
