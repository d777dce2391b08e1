"""The public channel shows the newest text pinned, and says of earlier ones that they are over."""

from datetime import timedelta

import pytest

from office.desk import Desk
from office.enrolment import reachability
from office.plan.model import Plan
from office.public import cards, making, releasing
from office.public.channel import catch_up
from office.public.releasing import release
from office.sending import last_look
from storage.decisions.matters import Matter, OrderKind, issued_orders
from storage.decisions.public_notices import PublicNotice, PublicOccasion
from storage.delivery import outbox
from storage.delivery.outbox import Action, Delivery, DeliveryState
from storage.roster.chats import Chat, ChatRole
from storage.subjects import Subject
from tests.harness.plans import small_plan
from tests.office.episodes import bind_groups, order_of
from tests.office.public.test_wording import TOLD

CHANNEL = -1007
NO_RIGHTS = "need administrator rights in the channel chat"


@pytest.fixture(scope="module")
def plan() -> Plan:
    facts = small_plan(("huanjing", "gongan")).model_dump(mode="json")
    return Plan.model_validate(facts | {"public_text": TOLD})


@pytest.fixture
async def channel(desk: Desk) -> Chat:
    return await bound(desk)


async def bound(desk: Desk) -> Chat:
    row = Chat(
        jurisdiction=desk.jurisdiction,
        chat_id=CHANNEL,
        role=ChatRole.PUBLIC,
        title="昌吉发布",
        bot_is_admin=True,
        bound_at=desk.now,
    )
    desk.session.add(row)
    await desk.session.flush()
    return row


async def told(
    desk: Desk, alert: Matter, occasion: PublicOccasion, corrects: PublicNotice | None = None
) -> PublicNotice:
    desk.now += timedelta(hours=2)
    [order] = await issued_orders(desk.session, alert.key)
    notice = await making.make(desk, order, occasion, corrects=corrects)
    await release(desk, notice)
    return notice


async def waiting(desk: Desk) -> list[Delivery]:
    return await outbox.open_in_chat(desk.session, desk.jurisdiction, CHANNEL)


async def gone(desk: Desk, state: DeliveryState = DeliveryState.SENT) -> list[tuple[str, str]]:
    """What leaves now, or does not."""
    left = []
    for row in await waiting(desk):
        if await last_look.before_sending(desk, row) is not None:
            row.state = DeliveryState.DROPPED
        else:
            row.state, row.message_id = state, row.key
            left.append((row.action, row.text))
        desk.session.add(row)
    await desk.session.flush()
    return left


ISSUE, REPEAT, LIFT = PublicOccasion.ISSUE, PublicOccasion.REPEAT, PublicOccasion.LIFT


async def test_the_newest_is_pinned_and_the_others_are_marked(
    desk: Desk, alert: Matter, channel: Chat
) -> None:
    await told(desk, alert, ISSUE)
    [post, pin] = await waiting(desk)
    assert (post.action, pin.action, pin.target_id) == (Action.SEND, Action.PIN, post.key)
    assert "橙色预警" in post.text
    assert post.keyboard == [
        [
            {
                "label": "反映污染线索 Report pollution",
                "url": f"https://t.me/{desk.bot_username}?start=tip_{desk.jurisdiction}",
            }
        ]
    ]
    await gone(desk)
    await told(desk, alert, REPEAT)
    acts = await gone(desk)
    assert [act for act, _ in acts] == [Action.SEND, Action.PIN, Action.EDIT, Action.UNPIN]
    assert "【已更新】" in acts[2][1]
    assert "[Updated]" in acts[2][1]
    await told(desk, alert, LIFT)
    acts = await gone(desk)
    assert [act for act, _ in acts] == [Action.SEND, Action.PIN, Action.EDIT, Action.UNPIN]
    assert "【已结束】" in acts[2][1]


async def test_a_lift_that_is_announced_for_later_has_ended_nothing(
    desk: Desk, alert: Matter, channel: Chat
) -> None:
    await told(desk, alert, ISSUE)
    await gone(desk)
    desk.now += timedelta(hours=1)
    lift = await order_of(desk, alert, OrderKind.LIFT, at=desk.now + timedelta(hours=20))
    lift.issued_at = desk.now
    await release(desk, await making.make(desk, lift, LIFT))
    [*_, edit, _unpin] = await gone(desk)
    assert "【已更新】" in edit[1]
    assert "【已结束】" not in edit[1]
    desk.now = lift.starts_at
    await release(desk, await making.make(desk, lift, LIFT))
    [*_, edit, _unpin] = await gone(desk)
    assert "【已结束】" in edit[1]


async def test_a_wrong_text_is_struck_out_and_told_anew(
    desk: Desk, alert: Matter, channel: Chat
) -> None:
    first = await told(desk, alert, ISSUE)
    await gone(desk)
    await told(desk, alert, PublicOccasion.CORRECTION, corrects=first)
    post, _pin, edit, _unpin = await gone(desk)
    assert "更正：" in post[1]
    assert "【已更正】" in edit[1]
    assert "<s>" in edit[1]


async def test_a_text_that_was_overtaken_is_not_posted_any_more(
    desk: Desk, alert: Matter, channel: Chat
) -> None:
    await told(desk, alert, ISSUE)
    await told(desk, alert, REPEAT)
    assert [act for act, text in await gone(desk) if "仍在执行" in text or not text] == [
        Action.PIN,
        Action.SEND,
        Action.PIN,
        Action.UNPIN,
    ]


async def test_what_it_missed_is_posted_once_it_is_back(
    desk: Desk, alert: Matter, channel: Chat
) -> None:
    await told(desk, alert, ISSUE)
    await gone(desk)
    await told(desk, alert, REPEAT)
    await reachability.lost(desk, CHANNEL, "kicked")
    await gone(desk, DeliveryState.UNREACHABLE)
    await reachability.back(desk, channel)
    acts = await gone(desk)
    assert sorted(act for act, _ in acts) == ["edit", "pin", "send", "unpin"]
    await reachability.lost(desk, CHANNEL, "kicked")
    await reachability.back(desk, channel)
    assert await waiting(desk) == []


async def test_an_office_without_a_channel_posts_nothing(desk: Desk, alert: Matter) -> None:
    await told(desk, alert, ISSUE)
    assert await waiting(desk) == []


async def test_a_channel_that_is_new_is_told_what_holds_and_no_more(
    desk: Desk, alert: Matter
) -> None:
    await told(desk, alert, ISSUE)
    await told(desk, alert, REPEAT)
    await catch_up(desk, await bound(desk))
    [post, pin] = await waiting(desk)
    assert (post.action, pin.action) == (Action.SEND, Action.PIN)
    assert "仍在执行" in post.text


async def test_whoever_is_new_needs_not_hear_of_an_alert_that_is_over(
    desk: Desk, alert: Matter
) -> None:
    await told(desk, alert, LIFT)
    channel = await bound(desk)
    await catch_up(desk, channel)
    assert await waiting(desk) == []
    # Of what begins later it hears like everybody.
    await told(desk, alert, ISSUE)
    assert len(await waiting(desk)) == 2


async def test_what_holds_no_longer_is_not_caught_up_with(desk: Desk, alert: Matter) -> None:
    notice = await told(desk, alert, ISSUE)
    await releasing.end(desk, notice, by=notice)
    await catch_up(desk, await bound(desk))
    assert await waiting(desk) == []


async def test_a_text_in_one_language_is_posted_in_it_alone(
    desk: Desk, alert: Matter, channel: Chat
) -> None:
    [order] = await issued_orders(desk.session, alert.key)
    notice = await making.make(desk, order, ISSUE)
    notice.text_en = ""
    await release(desk, notice)
    [post, _pin] = await waiting(desk)
    assert "橙色预警" in post.text
    assert "alert" not in post.text


async def card(desk: Desk, notice: PublicNotice) -> str:
    """As the office reads it now."""
    assert notice.card_id is not None
    about = await outbox.deliveries_about(desk.session, Subject.of(notice))
    return [row.text for row in about if notice.card_id in (row.key, row.target_id)][-1]


@pytest.mark.parametrize(
    ("state", "facts", "said"),
    [
        (DeliveryState.SENT, {}, "✅ 已发到公众频道 12月1日10:00"),
        (
            DeliveryState.DEAD,
            {"error": "need administrator rights in the channel chat"},
            "机器人没有“发布消息”权限",
        ),
        (DeliveryState.UNREACHABLE, {"doubts": 1}, "发送结果不明，请到频道查看"),
    ],
)
async def test_the_card_says_how_it_fared_in_the_channel(
    desk: Desk,
    alert: Matter,
    channel: Chat,
    state: DeliveryState,
    facts: dict[str, object],
    said: str,
) -> None:
    await bind_groups(desk, ["huanjing"])
    notice = await told(desk, alert, ISSUE)
    before = await card(desk, notice)
    [post, _pin] = await waiting(desk)
    post.state, post.closed_at = state, desk.now
    for name, value in facts.items():
        setattr(post, name, value)
    await desk.session.flush()
    await cards.channel_tried(desk, post)
    assert await card(desk, notice) != before
    assert said in await card(desk, notice)


async def test_a_post_about_no_text_changes_no_card(desk: Desk, alert: Matter) -> None:
    await bind_groups(desk, ["huanjing"])
    notice = await told(desk, alert, ISSUE)
    before = await outbox.deliveries_about(desk.session, Subject.of(notice))
    stray = Delivery.model_validate(before[0].model_dump() | {"id": None, "subject_id": None})
    await cards.channel_tried(desk, stray)
    assert await outbox.deliveries_about(desk.session, Subject.of(notice)) == before
