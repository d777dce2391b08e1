"""The clock's door: what falls due at one instant has an order, and nothing is done twice."""

from datetime import timedelta

from office import agenda
from office.desk import Desk
from office.obligations import prompts
from storage import agenda as stored
from storage.agenda import STEP, AgendaItem, Due
from tests.office.conftest import MORNING


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


def step(subject: int, where: str = "here", kind: str = STEP) -> Due:
    return Due(kind, subject, where, MORNING, item=None)


def test_steps_of_one_office_are_taken_together_so_many_at_a_time() -> None:
    steps = [step(number) for number in range(agenda.MOST_TOGETHER + 1)]
    assert [len(batch) for batch in agenda.batches(steps)] == [agenda.MOST_TOGETHER, 1]
    assert [item for batch in agenda.batches(steps) for item in batch] == steps


def test_what_is_not_alike_is_taken_by_itself() -> None:
    items = [
        step(1),
        step(2, "there"),
        step(3, "there"),
        step(4, "there", prompts.DAILY_PROMPTS),
        step(5, "there", prompts.DAILY_PROMPTS),
        step(6, "there"),
    ]
    batches = [[item.subject for item in batch] for batch in agenda.batches(items)]
    assert batches == [[1], [2, 3], [4], [5], [6]]
    assert agenda.batches([]) == []


async def test_what_another_took_is_not_done_again(desk: Desk) -> None:
    await expect(desk, "alert_start", subject=404)
    [item] = await agenda.due(desk.session, desk.now, 1)
    assert await stored.close(desk.session, [item], agenda.TAKEN, desk.now) == [item]
    assert await agenda.run(desk, [item]) == {item: agenda.TAKEN}
