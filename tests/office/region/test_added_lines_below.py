"""Lines that the office above adds to its alert and that concern counties reach their offices."""

from office.matters import added_lines
from office.matters.added_lines import AddedLine
from storage.decisions import matters as store
from tests.office.conftest import Office
from tests.office.region.conftest import BELOW, GROUPS
from tests.office.region.episodes import draft, exchange, send_out, texts_in

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
