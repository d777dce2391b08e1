"""A county asks to go below the floor by letter: what it asked for opens alone, or nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from office.bodies.people import Actor
from office.desk import Desk
from office.refusal import Refusal
from office.region import answering_counties, asking_upper, floor, letters
from office.region.floor import BelowFloor, Lowering
from office.shifts import concerns
from storage.books import audit
from storage.decisions.matters import OrderKind
from storage.region import filed_orders
from storage.region import letters as store
from storage.region import upper_orders as upper_store
from storage.region.filed_orders import Progress
from storage.region.letters import Letter, LetterKind
from storage.rota import alarms
from tests.office.conftest import Office
from tests.office.region.conftest import ABOVE, BELOW, GROUPS
from tests.office.region.episodes import (
    exchange,
    issue,
    labels,
    pass_time,
    said_in,
    take_due,
    texts_in,
)
from tests.office.region.test_chasing import TO_THE_MORNING, TO_THE_NIGHT, on_duty

STAFF = Actor(1, "县值班员", ("office_staff",))
UPPER = Actor(5, "州值班员", ("office_staff",))
STRANGER = Actor(9, "路人")
LOWER = Lowering(OrderKind.ADJUST, "yellow", "本县浓度已降到75以下，预计持续48小时")
LIFT = Lowering(OrderKind.LIFT, None, "本县空气质量已达良，预计持续")
AN_HOUR, TWO_HOURS = timedelta(hours=1), timedelta(hours=2)


@pytest.fixture
async def bound(above: Office, below: Office) -> Office:
    """The county whose alert is orange because the prefecture's is."""
    await issue(above)
    await exchange(above, below)
    await issue(below)
    await exchange(above, below)
    return below


async def ask(office: Office, change: Lowering = LOWER) -> Letter:
    async with office.desk() as desk:
        return await asking_upper.ask(desk, STAFF, change)


async def answer(above: Office, letter: Letter, reason: str = "") -> Letter:
    async with above.desk() as desk:
        if reason:
            return await answering_counties.refuse(desk, UPPER, letter.key, reason)
        return await answering_counties.agree(desk, UPPER, letter.key)


async def refusal(desk: Desk, change: Lowering) -> str | None:
    try:
        await floor.require(desk, change.kind, change.level)
    except BelowFloor as below:
        return below.key
    return None


async def test_consent_opens_the_change_that_was_asked_for_and_no_other(
    above: Office, bound: Office
) -> None:
    asked = await ask(bound)
    assert await exchange(above, bound) == ["put before the office"]
    card = (await said_in(above, GROUPS[ABOVE]))[-1]
    assert "【请示】乌恰县拟先行降为黄色预警" in card.text
    assert LOWER.reasons in card.text
    assert labels(card) == ["同意", "不同意"]
    given = await answer(above, asked)
    assert await exchange(above, bound) == ["agreed"]
    told = (await said_in(bound, GROUPS[BELOW]))[-1]
    assert "【上级同意】" in told.text
    assert labels(told) == ["拟稿：降为黄色预警"]
    async with bound.desk() as desk:
        assert await refusal(desk, LOWER) is None
        assert await refusal(desk, LIFT) == "below_floor_lift"
        binding = await floor.standing(desk)
        assert binding is not None
        [consent] = await upper_store.consents(desk.session, binding.order.key)
    assert (consent.given_by, consent.way, consent.number) == ("州值班员", "letter", given.number)
    assert consent.given_at == given.written_at
    assert consent.letter_id == given.key


async def test_a_level_that_was_agreed_to_opens_no_other(above: Office, bound: Office) -> None:
    await issue(above, OrderKind.ADJUST, "red")
    await exchange(above, bound)
    asked = await ask(bound)
    await exchange(above, bound)
    await answer(above, asked)
    await exchange(above, bound)
    async with bound.desk() as desk:
        assert await refusal(desk, LOWER) is None
        assert await refusal(desk, replace(LOWER, level="orange")) == "below_floor_adjust"


async def test_an_end_that_was_agreed_to_opens_no_lowering(above: Office, bound: Office) -> None:
    asked = await ask(bound, LIFT)
    await exchange(above, bound)
    await answer(above, asked)
    await exchange(above, bound)
    async with bound.desk() as desk:
        assert await refusal(desk, LIFT) is None
        assert await refusal(desk, Lowering(OrderKind.CANCEL, None)) is None
        assert await refusal(desk, LOWER) == "below_floor_adjust"


async def test_without_consent_it_stays_shut_and_the_reason_is_told(
    above: Office, bound: Office
) -> None:
    asked = await ask(bound)
    await exchange(above, bound)
    await answer(above, asked, "区域传输仍在持续")
    assert await exchange(above, bound) == ["refused"]
    told = (await said_in(bound, GROUPS[BELOW]))[-1]
    assert "【上级不同意】" in told.text
    assert "区域传输仍在持续" in told.text
    assert labels(told) == []
    async with bound.desk() as desk:
        assert await refusal(desk, LOWER) == "below_floor_adjust"
        with pytest.raises(Refusal, match="upper_order_over"):
            await asking_upper.opened(desk, await last_letter(desk))
    # It may ask once more.
    again = await ask(bound)
    assert again.key != asked.key


async def last_letter(desk: Desk) -> int:
    found = await store.newest(desk.session, ABOVE, BELOW, LetterKind.CONSENT)
    assert found is not None
    return found.key


async def test_both_logs_keep_it(above: Office, bound: Office) -> None:
    asked = await ask(bound)
    await exchange(above, bound)
    await answer(above, asked)
    await exchange(above, bound)
    async with above.desk() as desk:
        said = {
            home: [row.action for row in await audit.entries(desk.session, home, 0, 200)]
            for home in (ABOVE, BELOW)
        }
    assert "consent_given" in said[ABOVE]
    assert "upper_consent_by_letter" in said[BELOW]


async def test_one_change_is_asked_for_once_at_a_time(above: Office, bound: Office) -> None:
    await ask(bound)
    with pytest.raises(Refusal, match="lowering_asked_already"):
        await ask(bound, replace(LOWER, reasons="再次请示，请尽快答复"))
    await ask(bound, LIFT)


@pytest.mark.parametrize(
    ("who", "change", "key"),
    [
        (STRANGER, LOWER, "office_only"),
        (STAFF, replace(LOWER, reasons="  "), "lowering_reason_missing"),
        (STAFF, replace(LOWER, reasons="长" * 501), "lowering_reason_too_long"),
    ],
)
async def test_what_is_no_request(bound: Office, who: Actor, change: Lowering, key: str) -> None:
    async with bound.desk() as desk:
        with pytest.raises(Refusal, match=key):
            await asking_upper.ask(desk, who, change)


async def test_without_a_floor_there_is_nothing_to_ask(below: Office) -> None:
    async with below.desk() as desk:
        with pytest.raises(Refusal, match="no_floor"):
            await asking_upper.ask(desk, STAFF, LOWER)


async def test_whether_it_can_be_asked(above: Office, below: Office) -> None:
    async with below.desk() as desk:
        assert await asking_upper.is_possible(desk)
    async with above.desk() as desk:
        assert not await asking_upper.is_possible(desk)


async def test_only_the_first_answer_counts(above: Office, bound: Office) -> None:
    asked = await ask(bound)
    await exchange(above, bound)
    await answer(above, asked)
    with pytest.raises(Refusal, match="lowering_answered"):
        await answer(above, asked, "改为不同意")
    card = [row for row in await said_in(above, GROUPS[ABOVE]) if "已同意" in row.text][-1]
    assert labels(card) == []


async def test_a_request_for_what_holds_no_more_is_not_agreed_to(
    above: Office, bound: Office
) -> None:
    asked = await ask(bound)
    await exchange(above, bound)
    await issue(above, OrderKind.ADJUST, "red")
    with pytest.raises(Refusal, match="lowering_moot"):
        await answer(above, asked)
    await issue(above, OrderKind.LIFT)
    with pytest.raises(Refusal, match="lowering_moot"):
        await answer(above, asked)


async def test_an_answer_that_crosses_a_new_order_opens_nothing(
    above: Office, bound: Office
) -> None:
    asked = await ask(bound)
    await exchange(above, bound)
    given = await answer(above, asked)
    await issue(above, OrderKind.ADJUST, "red")
    # Both letters are under way; the order is read first where the county takes it first.
    async with above.desk() as desk:
        order = await store.newest(desk.session, ABOVE, BELOW, LetterKind.ALERT)
        assert order is not None
        assert order.key > given.key
    await exchange(above, bound)
    async with bound.desk() as desk:
        assert await refusal(desk, LOWER) == "below_floor_adjust"
        with pytest.raises(Refusal, match="upper_order_over"):
            await asking_upper.opened(desk, given.key)


async def test_an_answer_after_a_new_order_says_so(above: Office, bound: Office) -> None:
    asked = await ask(bound)
    await exchange(above, bound)
    given = await answer(above, asked)
    async with bound.desk() as desk:
        row = upper_store.UpperOrder(
            jurisdiction=BELOW,
            kind=OrderKind.ADJUST,
            upper="州指挥部",
            number="新",
            level="red",
            level_name="红色",
            starts_at=desk.now,
            state=upper_store.CheckState.CHECKED,
            received_at=desk.now + AN_HOUR,
        )
        desk.session.add(row)
    await exchange(above, bound)
    told = [text for text in await texts_in(bound, GROUPS[BELOW]) if "【上级同意】" in text][-1]
    assert given.number in told
    assert "此答复不再适用" in told


@pytest.mark.parametrize("what", ["another", "stranger", "moon"])
async def test_a_forged_press_finds_nothing(above: Office, bound: Office, what: str) -> None:
    asked = await ask(bound)
    async with above.desk() as desk:
        alert = await store.newest(desk.session, ABOVE, BELOW, LetterKind.ALERT)
        assert alert is not None
        number = {"another": alert.key, "stranger": asked.key, "moon": 999}[what]
        who = STRANGER if what == "stranger" else UPPER
        with pytest.raises(Refusal):
            await answering_counties.agree(desk, who, number)
    async with bound.desk() as desk:
        with pytest.raises(Refusal, match="button_obsolete"):
            await asking_upper.opened(desk, 999)


async def test_what_is_opened_is_what_was_asked(above: Office, bound: Office) -> None:
    asked = await ask(bound)
    await exchange(above, bound)
    given = await answer(above, asked)
    await exchange(above, bound)
    async with bound.desk() as desk:
        assert await asking_upper.opened(desk, given.key) == LOWER


async def test_who_lies_not_below_us_is_not_answered(above: Office, bound: Office) -> None:
    async with bound.desk() as desk:
        desk.jurisdiction = "moon"
        await letters.write(desk, ABOVE, LetterKind.CONSENT_ASKED, "请示", key="moon")
    assert await exchange(above, bound) == ["from no county of ours"]


async def test_an_answer_to_nothing_of_ours_opens_nothing(above: Office, bound: Office) -> None:
    asked = await ask(bound)
    await exchange(above, bound)
    async with bound.desk() as desk:
        desk.jurisdiction = ABOVE
        await letters.write(
            desk, ABOVE, LetterKind.CONSENT, "答复", key="own", answers=asked, agreed=True
        )
    assert "nothing was asked" in await exchange(above, bound)


# It is not answered


async def test_both_offices_hear_that_it_is_not_answered(above: Office, bound: Office) -> None:
    await ask(bound)
    await exchange(above, bound)
    pass_time(AN_HOUR, above, bound)
    assert await take_due(above, answering_counties.REMIND) == ["reminded"]
    assert "【催办 · 请示】" in (await texts_in(above, GROUPS[ABOVE]))[-1]
    pass_time(AN_HOUR, above, bound)
    assert await take_due(bound, asking_upper.UNANSWERED) == ["told"]
    told = (await texts_in(bound, GROUPS[BELOW]))[-1]
    assert "尚未答复" in told
    assert "已过2小时（预案未规定时限，按默认）" in told
    async with bound.desk() as desk:
        assert await refusal(desk, LOWER) == "below_floor_adjust"


async def test_what_was_answered_is_not_asked_for_again(above: Office, bound: Office) -> None:
    asked = await ask(bound)
    await exchange(above, bound)
    await answer(above, asked)
    pass_time(TWO_HOURS, above, bound)
    assert await take_due(above, answering_counties.REMIND) == ["no longer awaited"]
    assert await take_due(bound, asking_upper.UNANSWERED) == ["no longer awaited"]


async def test_nor_what_the_lift_above_has_settled(above: Office, bound: Office) -> None:
    await ask(bound)
    await exchange(above, bound)
    await issue(above, OrderKind.LIFT)
    await exchange(above, bound)
    pass_time(TWO_HOURS, above, bound)
    assert await take_due(above, answering_counties.REMIND) == ["no longer awaited"]
    assert await take_due(bound, asking_upper.UNANSWERED) == ["no longer awaited"]


async def test_by_night_it_is_asked_again_in_the_morning(above: Office, bound: Office) -> None:
    pass_time(TO_THE_NIGHT, above, bound)
    await ask(bound)
    # The request itself comes at any hour.
    assert await exchange(above, bound) == ["put before the office"]
    pass_time(TWO_HOURS, above, bound)
    assert await take_due(above, answering_counties.REMIND) == ["waits for the morning"]
    assert await take_due(bound, asking_upper.UNANSWERED) == ["waits for the morning"]
    pass_time(TO_THE_MORNING, above, bound)
    assert await take_due(above, answering_counties.REMIND) == ["reminded"]
    assert await take_due(bound, asking_upper.UNANSWERED) == ["told"]


async def test_an_officer_on_duty_looks_after_it_until_it_is_answered(
    above: Office, bound: Office
) -> None:
    await on_duty(above)
    asked = await ask(bound)
    await exchange(above, bound)
    async with above.desk() as desk:
        [alarm] = await alarms.unanswered(desk.session, ABOVE)
        assert alarm.concern == concerns.Concern.CONSENT
        assert await concerns.is_open(desk, alarm)
    await answer(above, asked)
    async with above.desk() as desk:
        assert not await concerns.is_open(desk, alarm)


# Where it shows


async def test_the_board_of_counties_shows_who_goes_lower_with_consent(
    above: Office, bound: Office
) -> None:
    asked = await ask(bound)
    await exchange(above, bound)
    await answer(above, asked)
    await exchange(above, bound)
    await issue(bound, OrderKind.ADJUST, "yellow")
    await exchange(above, bound)
    async with above.desk() as desk:
        order = await store.newest(desk.session, ABOVE, BELOW, LetterKind.ALERT)
        assert order is not None
        progress = await store.newest(desk.session, BELOW, ABOVE, LetterKind.PROGRESS)
        assert progress is not None
        assert progress.payload["progress"] == Progress.AGREED
        assert progress.payload["level_name"] == "黄色"
        rows = await filed_orders.filed_in(desk.session, ABOVE)
    assert rows
    board = [text for text in await texts_in(above, GROUPS[ABOVE]) if "县（市）已启动" in text]
    assert "经本级同意：乌恰县，黄色预警" in board[-1]


async def test_who_ended_with_consent_is_no_longer_asked_to_start(
    above: Office, bound: Office
) -> None:
    asked = await ask(bound, LIFT)
    await exchange(above, bound)
    await answer(above, asked)
    await exchange(above, bound)
    await issue(bound, OrderKind.LIFT)
    await exchange(above, bound)
    board = [text for text in await texts_in(above, GROUPS[ABOVE]) if "县（市）已启动" in text]
    assert "经本级同意：乌恰县，已解除" in board[-1]
