"""The clock's door: what falls due at one instant has an order, and nothing is done twice."""

from datetime import timedelta

from office import agenda
from office.desk import Desk
from office.obligations import prompts
from storage import agenda as stored
from storage.agenda import AgendaItem


async def expect(desk: Desk, kind: str, *, subject: int = 1, late: int = 0) -> None:
    desk.session.add(
        AgendaItem(
            jurisdiction=desk.jurisdiction,
            kind=kind,
            subject=subject,
            due_at=desk.now - timedelta(minutes=late),
        )
    )
    await desk.session.flush()


async def test_an_alert_is_in_force_before_anything_is_asked_under_it(desk: Desk) -> None:
    for kind in ("from_the_future", *reversed(agenda.USE_CASES)):
        await expect(desk, kind)
    found = await agenda.due(desk.session, desk.now, 100)
    assert [item.kind for item in found] == [*agenda.USE_CASES, "from_the_future"]


async def test_what_fell_due_earlier_is_done_earlier(desk: Desk) -> None:
    await expect(desk, "alert_start", subject=1)
    await expect(desk, prompts.DAILY_PROMPTS, subject=2, late=1)
    await expect(desk, "alert_start", subject=3, late=-1)
    found = await agenda.due(desk.session, desk.now, 100)
    assert [item.subject for item in found] == [2, 1]
    assert [item.subject for item in await agenda.due(desk.session, desk.now, 1)] == [2]


async def test_what_another_took_is_not_done_again(desk: Desk) -> None:
    await expect(desk, "alert_start", subject=404)
    [item] = await agenda.due(desk.session, desk.now, 1)
    assert await stored.close(desk.session, item.key, agenda.TAKEN, desk.now)
    assert await agenda.run(desk, item) == agenda.TAKEN
