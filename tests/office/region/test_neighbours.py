"""A neighbour is informed; one with whom it was agreed gets a proposal to start together."""

from typing import Any

import pytest

from office.plan.model import Plan
from office.region import incoming, notes
from storage.decisions import matters as store
from storage.decisions.matters import OrderKind
from storage.region import filed_orders
from tests.office.conftest import Office
from tests.office.region.conftest import (
    ABOVE,
    BESIDE,
    GROUPS,
    found_office,
    lower_plan,
)
from tests.office.region.episodes import exchange, issue, labels, said_in


async def beside(above: Office, plan: Plan, **said: Any) -> Office:
    """The neighbour's office, whose plan says this of us."""
    ours = lower_plan(plan, BESIDE, relation="neighbour", **said)
    return await found_office(above, ours)


async def test_both_start_together_where_both_agreed(above: Office, plan: Plan) -> None:
    neighbour = await beside(above, plan, joint=True)
    await issue(above)
    assert await exchange(above, neighbour) == ["proposed"]
    [card] = await said_in(neighbour, GROUPS[BESIDE])
    assert "【联防联控】" in card.text
    assert "请同时发布、同时启动" in card.text
    assert labels(card) == ["拟稿：同时启动"]


async def test_who_did_not_agree_is_only_informed(above: Office, plan: Plan) -> None:
    neighbour = await beside(above, plan)
    await issue(above)
    assert await exchange(above, neighbour) == ["informed"]
    [card] = await said_in(neighbour, GROUPS[BESIDE])
    assert "供工作参考" in card.text
    assert labels(card) == []


async def test_an_end_proposes_nothing(above: Office, plan: Plan) -> None:
    neighbour = await beside(above, plan, joint=True)
    await issue(above)
    await issue(above, OrderKind.LIFT)
    assert await exchange(above, neighbour) == ["proposed", "informed"]
    assert labels((await said_in(neighbour, GROUPS[BESIDE]))[-1]) == []


@pytest.mark.parametrize("agreed", [True, False])
async def test_a_neighbour_is_never_chased_nor_shown_as_a_county(
    above: Office, plan: Plan, agreed: bool
) -> None:
    neighbour = await beside(above, plan, joint=agreed)
    await issue(above)
    await exchange(above, neighbour)
    async with above.desk() as desk:
        [alert] = await store.open_matters(desk.session, ABOVE)
        assert await filed_orders.progress_of_matter(desk.session, alert.key) == []


async def test_only_the_newest_word_of_who_agreed_can_be_joined(above: Office, plan: Plan) -> None:
    neighbour = await beside(above, plan, joint=True)
    await issue(above)
    await issue(above, OrderKind.ADJUST, "red")
    async with above.desk() as desk:
        await notes.write(desk, BESIDE, "关于沙尘", "请注意", key="one")
    await exchange(above, neighbour)
    async with neighbour.desk() as desk:
        found = [await incoming.to_join(desk, letter) for letter in (1, 2, 3, 99)]
    assert [news.level if news else None for news in found] == [None, "red", None, None]


async def test_who_did_not_agree_has_nothing_to_join(above: Office, plan: Plan) -> None:
    neighbour = await beside(above, plan)
    await issue(above)
    await exchange(above, neighbour)
    async with neighbour.desk() as desk:
        assert await incoming.to_join(desk, 1) is None
