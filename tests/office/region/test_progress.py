"""What a county says of its progress counts for the order that it answers, and for nothing else."""

from datetime import timedelta

from office.records import waiting
from office.region import counties
from storage.decisions import matters as store
from storage.decisions.matters import OrderKind, OrderState
from storage.region import filed_orders
from storage.region.filed_orders import Progress
from tests.office.conftest import Office
from tests.office.region.conftest import ABOVE, BELOW, GROUPS
from tests.office.region.episodes import (
    draft,
    exchange,
    issue,
    pass_time,
    take_due,
    take_letters,
    texts_in,
)


async def progress_of(above: Office) -> dict[str, str]:
    async with above.desk() as desk:
        [alert] = await store.open_matters(desk.session, ABOVE, drill=False)
        rows = await filed_orders.progress_of_matter(desk.session, alert.key)
        return {row.body: row.progress for row in rows}


async def test_a_start_that_crosses_a_raising_is_no_start_of_it(
    above: Office, below: Office
) -> None:
    await issue(above, level="orange")
    await exchange(above, below)
    await issue(below, level="orange")
    await issue(above, OrderKind.ADJUST, "red")
    await exchange(above, below)
    assert await progress_of(above) == {"wuqia": Progress.NONE}


async def test_a_start_that_crosses_a_lowering_counts_once_that_is_read(
    above: Office, below: Office
) -> None:
    await issue(above, level="red")
    await exchange(above, below)
    await issue(below, level="red")
    await issue(above, OrderKind.ADJUST, "orange")
    assert await take_letters(above) == ["filed", "about an order since replaced"]
    await exchange(above, below)
    assert await progress_of(above) == {"wuqia": Progress.STARTED}


async def test_a_draft_that_would_be_too_low_is_not_on_its_way(
    above: Office, below: Office
) -> None:
    await draft(below, level="yellow", state=OrderState.APPROVING)
    await issue(above, level="orange")
    await exchange(above, below)
    assert await progress_of(above) == {"wuqia": Progress.NONE}
    pass_time(timedelta(hours=1), above, below)
    assert await take_due(above, counties.REMIND) == ["reminded 1"]
    await exchange(above, below)
    assert "催办" in (await texts_in(below, GROUPS[BELOW]))[-1]


async def test_a_draft_that_is_enough_is_on_its_way(above: Office, below: Office) -> None:
    await draft(below, level="red", state=OrderState.APPROVING)
    await issue(above, level="orange")
    await exchange(above, below)
    assert await progress_of(above) == {"wuqia": Progress.SIGNING}


async def test_an_exercise_is_no_start(above: Office, below: Office) -> None:
    await issue(below, level="red", drill=True)
    await issue(above, level="orange")
    await exchange(above, below)
    assert await progress_of(above) == {"wuqia": Progress.NONE}


async def test_a_draft_of_an_exercise_is_not_on_its_way(above: Office, below: Office) -> None:
    await draft(below, level="red", state=OrderState.APPROVING, drill=True)
    await issue(above, level="orange")
    await exchange(above, below)
    assert await progress_of(above) == {"wuqia": Progress.NONE}


async def test_an_exercise_above_hides_no_start_below(above: Office, below: Office) -> None:
    await issue(above, level="orange")
    await exchange(above, below)
    await issue(above, level="red", drill=True)
    await issue(below, level="orange")
    await exchange(above, below)
    assert await progress_of(above) == {"wuqia": Progress.STARTED}


async def waits_below(below: Office) -> list[str]:
    async with below.desk() as desk:
        return [line.text for line in await waiting.lines(desk)]


async def test_the_workbench_says_that_the_office_above_waits_for_a_start(
    above: Office, below: Office
) -> None:
    asked = "上级橙色预警，本级尚未启动（按该预警下的“拟稿”）"
    assert asked not in await waits_below(below)
    await issue(above, level="orange")
    await exchange(above, below)
    assert asked in await waits_below(below)
    await issue(below, level="orange")
    assert asked not in await waits_below(below)
