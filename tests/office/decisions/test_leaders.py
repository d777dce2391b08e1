"""The short text that leaders and signers get of every order."""

from datetime import timedelta

from office.desk import Desk
from office.sending import last_look
from storage.decisions.matters import OrderKind
from storage.delivery import outbox
from storage.delivery.outbox import DeliveryKind
from tests.office.episodes import bind_groups
from tests.office.signers import (
    COMMANDER,
    DEPUTY,
    DIRECTOR,
    EVERYBODY,
    adjusted,
    appoint,
    ended,
    hold,
    issued,
    resign,
    said,
)


async def heard(desk: Desk, user_id: int) -> list[str]:
    """The first lines of what this person was told, oldest first."""
    return [row.text.partition("\n")[0] for row in await said(desk, user_id, "leader")]


async def test_whoever_signed_hears_of_every_change_and_of_the_end(desk: Desk) -> None:
    """Those who signed the red order also hear of the change to yellow and of the lift."""
    await appoint(desk, *EVERYBODY)
    await bind_groups(desk, ["huanjing"])
    await issued(desk, "red", ahead=0)
    desk.now += timedelta(hours=30)
    await adjusted(desk, "yellow")
    desk.now += timedelta(hours=5)
    await ended(desk, OrderKind.LIFT)
    for who in (DIRECTOR, DEPUTY, COMMANDER):
        assert await heard(desk, who.user_id) == [
            "🔴 <b>已发布重污染天气红色预警</b>",
            "🟡 <b>预警已调整为黄色，原为红色</b>",
            "✅ <b>已解除重污染天气黄色预警</b>",
        ]


async def test_whoever_signed_hears_of_a_lift_before_the_bodies_do(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY)
    await bind_groups(desk, ["huanjing"])
    await issued(desk, "red", ahead=0)
    lift = await ended(desk, OrderKind.LIFT)
    kinds = (DeliveryKind.LEADER, DeliveryKind.ALERT)
    rows = [
        row
        for kind in kinds
        for row in await outbox.deliveries_of_order(desk.session, lift.key, kind)
    ]
    leaving = [row.kind for row in sorted(rows, key=lambda row: (row.lane, row.key))]
    assert leaving[-1] == DeliveryKind.ALERT
    assert leaving[:-1] == [DeliveryKind.LEADER] * (len(rows) - 1)
    assert len(rows) > len((DIRECTOR, DEPUTY, COMMANDER))


async def test_who_holds_two_posts_hears_once(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY)
    await hold(desk, COMMANDER.user_id, "mayor")
    await issued(desk)
    assert len(await heard(desk, COMMANDER.user_id)) == 1


async def test_who_has_left_every_post_hears_no_more(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY)
    await issued(desk, ahead=0)
    await resign(desk, DIRECTOR)
    await ended(desk, OrderKind.LIFT)
    assert len(await heard(desk, DIRECTOR.user_id)) == 1
    assert len(await heard(desk, DEPUTY.user_id)) == 2


async def test_of_two_orders_that_could_not_be_told_only_the_newer_is(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY)
    order = await issued(desk, ahead=0)
    row, *_ = await outbox.deliveries_of_order(desk.session, order.key, DeliveryKind.LEADER)
    assert await last_look.reason_to_drop(desk, row) is None
    await ended(desk, OrderKind.LIFT)
    assert await last_look.reason_to_drop(desk, row) == last_look.SUPERSEDED
