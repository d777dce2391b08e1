"""What has been kept long enough goes; what nobody has handled yet, and the record, stay."""

from datetime import timedelta

import pytest
from sqlmodel import select

from office import retention
from office.desk import Desk
from storage import audit
from storage.inbox import InboxState, InboxUpdate

DAYS = timedelta(days=1)


@pytest.mark.parametrize(
    ("age", "state", "jurisdiction", "stays"),
    [
        pytest.param(31, InboxState.DONE, "changji", False, id="over its time"),
        pytest.param(31, InboxState.FAILED, "changji", False, id="failed and over its time"),
        pytest.param(31, InboxState.DONE, "", False, id="nobody's"),
        pytest.param(29, InboxState.DONE, "changji", True, id="not yet over its time"),
        pytest.param(31, InboxState.NEW, "", True, id="not handled yet"),
        pytest.param(31, InboxState.DONE, "urumqi", True, id="another office's"),
    ],
)
async def test_updates(
    desk: Desk, age: int, state: InboxState, jurisdiction: str, stays: bool
) -> None:
    desk.session.add(
        InboxUpdate(
            jurisdiction=jurisdiction,
            bot_id=1,
            update_id=1,
            raw={},
            state=state,
            received_at=desk.now - age * DAYS,
        )
    )
    await desk.session.flush()
    await retention.let_go(desk)
    assert bool((await desk.session.exec(select(InboxUpdate))).all()) is stays
    entry = await audit.last_entry(desk.session, desk.jurisdiction)
    assert entry is not None
    told = {} if stays else {"updates": 1, "files": 0}
    assert (entry.detail if entry.action == "retention" else {}) == told
