"""A draft that the office above has overtaken meanwhile is signed by nobody."""

from storage.decisions import matters as store
from storage.decisions.matters import OrderState
from tests.office.conftest import Office
from tests.office.region.conftest import GROUPS
from tests.office.region.episodes import exchange, issue, texts_in
from tests.office.signers import DIRECTOR, EVERYBODY, appoint, confirmed, drafted, refused, sign


async def test_what_is_below_a_floor_that_came_meanwhile_is_not_signed(
    above: Office, below: Office
) -> None:
    async with below.desk() as desk:
        await appoint(desk, *EVERYBODY)
        group = GROUPS[below.jurisdiction]
        draft = await drafted(desk, "yellow")
        draft.office_chat_id = None
        desk.session.add(draft)
        await confirmed(desk, draft)
    await issue(above)
    await exchange(above, below)
    assert "未启动（1）：乌恰县" in (await texts_in(above, GROUPS[above.jurisdiction]))[-1]
    async with below.desk() as desk:
        waiting = await store.order(desk.session, draft.key)
        assert waiting is not None
        await refused(sign(desk, waiting, DIRECTOR), "below_floor_issue")
        assert waiting.state == OrderState.APPROVING
    assert "【上级预警】" in (await texts_in(below, group))[-1]
