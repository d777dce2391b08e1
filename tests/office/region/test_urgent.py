"""Who signs what goes up at once, and that each line goes up, is received and closed once."""

from datetime import timedelta

import pytest

from messages.render import words_in
from office.bodies.people import Actor
from office.decisions import approvals
from office.desk import Desk
from office.plan.model import Plan
from office.records import shift_log, waiting, workbench
from office.region import urgent, urgent_above, urgent_receipts, urgent_signing, urgent_texts
from office.shifts import alarms, rota
from storage.decisions import approvals as signatures
from storage.decisions.approvals import Approval
from storage.delivery.outbox import Delivery
from storage.region import letters
from storage.region import urgent as store
from storage.region.urgent import UrgentDispatch, UrgentKind, UrgentPart, UrgentState, UrgentWay
from storage.roster.chats import Chat, ChatRole
from tests.office.conftest import Office
from tests.office.episodes import OFFICE_CHAT, bind_groups
from tests.office.region.conftest import ABOVE, BELOW, GROUPS, plan_with
from tests.office.region.episodes import exchange, texts_in
from tests.office.shifts.test_rota import entered
from tests.office.signers import (
    COLLEAGUE,
    COMMANDER,
    DEPUTY,
    DIRECTOR,
    EVERYBODY,
    HERE,
    LIAISON,
    STAFF,
    appoint,
    refused,
    resign,
    said,
)

WHAT = "化工厂储罐起火，无伤亡"
ROTA = "12月1日 白班 值班员 副指挥长\n12月1日 夜班 同事 指挥长"


@pytest.fixture
async def working(desk: Desk) -> Desk:
    await appoint(desk, *EVERYBODY)
    await bind_groups(desk, [])
    return desk


@pytest.fixture
async def on(working: Desk) -> Desk:
    """It is 10:00, and the deputy commander leads the shift."""
    working.now += timedelta(hours=2)
    await entered(working, ROTA)
    return working


async def drafted(desk: Desk, who: Actor = STAFF, text: str = WHAT) -> UrgentDispatch:
    await urgent.draft(desk, who, HERE, UrgentKind.ACCIDENT, text)
    return await newest(desk)


async def newest(desk: Desk) -> UrgentDispatch:
    step = await asked(desk)
    made = await store.dispatch(desk.session, step.subject_id)
    assert made is not None
    return made


async def asked(desk: Desk) -> Approval:
    return (await signatures.asked_approvals(desk.session, desk.jurisdiction))[-1]


async def signed(desk: Desk, who: Actor) -> None:
    await approvals.approve(desk, who, (await asked(desk)).key)


async def added(desk: Desk, first: UrgentDispatch, part: UrgentPart, who: Actor) -> UrgentDispatch:
    await urgent.add(desk, STAFF, HERE, first.key, part, "已控制")
    made = await newest(desk)
    await signed(desk, who)
    return made


async def closed(desk: Desk, first: UrgentDispatch) -> bool:
    await desk.session.refresh(first)
    return first.closed_at == desk.now


async def requests_to(desk: Desk, who: Actor) -> list[Delivery]:
    return await said(desk, who.user_id, "approval")


async def test_the_leader_of_the_shift_alone_signs(on: Desk) -> None:
    made = await drafted(on)
    assert (made.leaders, made.posts) == ([DEPUTY.user_id], ["deputy_commander"])
    [request] = await requests_to(on, DEPUTY)
    assert "以带班领导身份" in request.text
    assert not await requests_to(on, DIRECTOR)
    step = await asked(on)
    other = Actor(77, "另一副指挥长", ("deputy_commander",))
    await refused(approvals.approve(on, other, step.key), "signed_by_others")
    await refused(approvals.approve(on, DIRECTOR, step.key), "approval_not_yours")
    await signed(on, DEPUTY)
    assert (made.state, made.way, made.signed_at) == (UrgentState.SIGNED, UrgentWay.HAND, on.now)
    assert made.serial.endswith("急〔2026〕1号")


async def test_where_no_shift_is_on_the_director_signs(working: Desk) -> None:
    made = await drafted(working)
    assert (made.leaders, made.posts) == ([], ["director"])
    [request] = await requests_to(working, DIRECTOR)
    assert "请您以办公室主任身份签发" in request.text


async def test_a_leader_without_a_post_here_leaves_it_to_the_director(on: Desk) -> None:
    await resign(on, DEPUTY)
    assert (await drafted(on)).posts == ["director"]


async def test_whoever_leads_and_writes_it_themselves_signs_unless_two_are_wanted(
    on: Desk,
) -> None:
    made = await drafted(on, DIRECTOR)
    assert made.leaders == [DEPUTY.user_id]
    strict = on.plan.model_copy(
        update={"signing": on.plan.signing.model_copy(update={"two_people_always": True})}
    )
    leader = Actor(DEPUTY.user_id, DEPUTY.name, ("office_staff", "deputy_commander"))
    shift = await rota.on_duty(on)
    assert await urgent._leader(on, leader, shift) == DEPUTY.user_id
    on.plan = strict
    assert await urgent._leader(on, leader, shift) is None


async def test_when_the_shift_changes_whoever_leads_the_next_one_is_asked_too(on: Desk) -> None:
    made = await drafted(on)
    assert await urgent.ask_who_came_on(on, made.key) == "asked"
    assert made.leaders == [DEPUTY.user_id]
    on.now += timedelta(hours=12)
    assert await urgent.ask_who_came_on(on, made.key) == "asked"
    assert made.leaders == [DEPUTY.user_id, COMMANDER.user_id]
    assert len(await requests_to(on, COMMANDER)) == 1
    on.now += timedelta(days=1)
    assert await urgent.ask_who_came_on(on, made.key) == "nobody is on"
    assert DIRECTOR.user_id in made.leaders
    await signed(on, COMMANDER)
    assert made.state == UrgentState.SIGNED
    assert await urgent.ask_who_came_on(on, made.key) == "not awaited"
    await refused(urgent.ask_head(on, STAFF, made.key), "button_obsolete")


async def test_a_next_shift_whose_leader_cannot_sign_changes_nothing(on: Desk) -> None:
    made = await drafted(on)
    await resign(on, COMMANDER)
    on.now += timedelta(hours=12)
    assert await urgent.ask_who_came_on(on, made.key) == "no leader who signs"
    assert made.leaders == [DEPUTY.user_id]


async def test_the_director_may_be_asked_beside_a_leader_who_is_away(on: Desk) -> None:
    made = await drafted(on)
    await urgent.ask_head(on, COLLEAGUE, made.key)
    assert len(await requests_to(on, DIRECTOR)) == 1
    await signed(on, DIRECTOR)
    assert made.state == UrgentState.SIGNED
    other = await added(on, made, UrgentPart.FOLLOW_UP, DEPUTY)
    assert other.leaders == [DEPUTY.user_id]
    await urgent.add(on, STAFF, HERE, made.key, UrgentPart.FINAL, "已扑灭")
    await resign(on, DIRECTOR)
    waiting_one = await newest(on)
    await refused(urgent.ask_head(on, STAFF, waiting_one.key), "position_not_enrolled")


async def test_lines_go_under_the_number_of_the_first_until_the_last_one(on: Desk) -> None:
    first = await drafted(on)
    await refused(
        urgent.add(on, STAFF, HERE, first.key, UrgentPart.FINAL, "已扑灭"), "button_obsolete"
    )
    await signed(on, DEPUTY)
    second = await added(on, first, UrgentPart.FOLLOW_UP, DEPUTY)
    third = await added(on, first, UrgentPart.FOLLOW_UP, DEPUTY)
    assert [one.serial for one in (second, third)] == [first.serial] * 2
    assert [one.place_in_line for one in (second, third)] == [1, 2]
    assert "续报2" in urgent_texts.title(on, third)
    await refused(
        urgent.add(on, STAFF, HERE, second.key, UrgentPart.FINAL, "已扑灭"), "button_obsolete"
    )
    # One that waits when the last one is signed can be signed no more.
    await urgent.add(on, STAFF, HERE, first.key, UrgentPart.FOLLOW_UP, "再报")
    await refused(
        urgent.add(on, STAFF, HERE, first.key, UrgentPart.FINAL, "已扑灭"), "urgent_unsigned"
    )
    first.closed_at = on.now
    on.session.add(first)
    await refused(approvals.approve(on, DEPUTY, (await asked(on)).key), "urgent_closed")
    await on.session.flush()
    first.closed_at = None
    await urgent.give_up(on, STAFF, (await newest(on)).key)
    last = await added(on, first, UrgentPart.FINAL, DEPUTY)
    assert await closed(on, first)
    assert last.place_in_line == 2
    await refused(
        urgent.add(on, STAFF, HERE, first.key, UrgentPart.FOLLOW_UP, "又燃"), "urgent_closed"
    )
    assert await urgent_texts.open_ones(on) == []


async def test_which_one_is_meant(on: Desk) -> None:
    await refused(urgent.meant(on, STAFF, ""), "urgent_none_open")
    first = await drafted(on)
    await signed(on, DEPUTY)
    assert await urgent.meant(on, STAFF, "") is first
    other = await drafted(on, text="另一起事故")
    await signed(on, DEPUTY)
    await refused(urgent.meant(on, STAFF, ""), "urgent_which")
    assert await urgent.meant(on, STAFF, "2号") is other
    await refused(urgent.meant(on, STAFF, "3号"), "urgent_none_open")


@pytest.mark.parametrize(("text", "key"), [(" ", "missing"), ("长" * 501, "too_long")])
async def test_a_line_says_something_and_is_short(on: Desk, text: str, key: str) -> None:
    await refused(urgent.draft(on, STAFF, HERE, UrgentKind.OTHER, text), f"urgent_reason_{key}")


async def test_only_the_office_writes_and_records(on: Desk) -> None:
    made = await drafted(on)
    await refused(urgent.draft(on, LIAISON, HERE, UrgentKind.OTHER, WHAT), "office_only")
    await refused(urgent.give_up(on, LIAISON, made.key), "office_only")
    await refused(urgent_receipts.awaited(on, STAFF, made.key), "button_obsolete")
    await refused(urgent_receipts.awaited(on, STAFF, 99), "button_obsolete")
    await signed(on, DEPUTY)
    await refused(urgent_receipts.by_hand(on, LIAISON, made.key, "王某"), "office_only")
    await refused(urgent_receipts.by_hand(on, STAFF, made.key, " "), "urgent_by_missing")
    await refused(urgent_receipts.in_chat(on, LIAISON, "gongan", made.key), "button_obsolete")
    # What somebody has to hand on is an alarm until it is recorded who received it.
    assert [one.concern for one in await alarms.waiting(on)] == ["handed_up"]
    await urgent_receipts.by_hand(on, STAFF, made.key, "州应急办 王某")
    assert await alarms.waiting(on) == []
    await refused(urgent_receipts.awaited(on, STAFF, made.key), "urgent_received")
    await refused(urgent_receipts._received(on, made, on.now, "张某"), "urgent_received")


async def test_the_desk_and_the_log_of_the_shift_tell_of_it(on: Desk) -> None:
    made = await drafted(on)
    await signed(on, DEPUTY)
    [line] = [one for one in await waiting.lines(on) if "重要信息" in one.text]
    assert f"{made.serial}（值班员 12月1日10:00首报，尚无续报，上级未签收）" in line.text
    on.now += timedelta(minutes=30)
    await added(on, made, UrgentPart.FOLLOW_UP, DEPUTY)
    assert "最近续报12月1日10:30 值班员" in await workbench.copy(on, STAFF)
    for locale in ("zh", "en"):
        words = words_in(locale, on.plan.zone)
        opened = await urgent_texts.open_ones(on)
        assert made.serial in words.text("urgent_list", {"open": opened})
        card = await urgent_signing.view(on, await urgent_signing.round_of(on, made))
        assert made.serial in words.text("urgent_card", card)
    log = await shift_log.record_of(on, on.now - timedelta(hours=1), on.now + timedelta(hours=1))
    assert any("签发上报重要信息续报1" in one.text for one in log.lines)


async def test_an_exercise_goes_nowhere_and_counts_by_itself(on: Desk) -> None:
    on.drill = True
    made = await drafted(on)
    on.drill = False
    await signed(on, DEPUTY)
    assert made.way == UrgentWay.EXERCISE
    assert await urgent_texts.open_ones(on) == []
    assert [one.first_id for one in await urgent_texts.open_ones(on, drill=True)] == [made.key]
    real = await drafted(on)
    await signed(on, DEPUTY)
    assert real.serial.endswith("1号")


ABOVE_IN_CHAT = {"id": "zhou", "name": "州指挥部", "short": "州", "relation": "upper"}
CHAT_ABOVE = -9000


@pytest.fixture
async def with_chat_above(on: Desk) -> Desk:
    """The office above has a group here, and the commander reads what goes up."""
    rules = {"leaders": ["commander", "deputy_commander"]}
    on.plan = plan_with(
        Plan.model_validate(on.plan.model_dump()), outside=(ABOVE_IN_CHAT,), urgent=rules
    )
    on.session.add(
        Chat(
            jurisdiction=on.jurisdiction,
            chat_id=CHAT_ABOVE,
            role=ChatRole.OUTSIDE,
            agency="zhou",
            title="州指挥部群",
            bound_at=on.now,
        )
    )
    await on.session.flush()
    return on


async def test_it_is_read_in_the_chat_of_the_office_above_and_by_the_leaders(
    with_chat_above: Desk,
) -> None:
    desk = with_chat_above
    made = await drafted(desk)
    await signed(desk, DEPUTY)
    assert (made.way, made.body) == (UrgentWay.CHAT, "zhou")
    [told] = await said(desk, CHAT_ABOVE, "urgent")
    assert WHAT in told.text
    assert told.keyboard is not None
    [read] = await said(desk, COMMANDER.user_id, "urgent")
    assert read.keyboard is None
    # Whoever signed it has read it.
    assert not await said(desk, DEPUTY.user_id, "urgent")
    above_them = Actor(91, "州值班员")
    await refused(urgent_receipts.in_chat(desk, above_them, "gongan", made.key), "button_obsolete")
    await urgent_receipts.in_chat(desk, above_them, "zhou", made.key)
    assert made.received_by == "州值班员"
    assert any("已于" in one.text for one in await said(desk, OFFICE_CHAT, "office"))
    await refused(urgent_receipts.in_chat(desk, above_them, "zhou", made.key), "urgent_received")


async def test_what_was_sent_back_is_not_sent(on: Desk) -> None:
    made = await drafted(on)
    step = await asked(on)
    await approvals.send_back(on, DEPUTY, step.key, "写明伤亡情况")
    assert (made.state, made.way, made.serial) == (UrgentState.RETURNED, None, "")
    await refused(approvals.approve(on, DEPUTY, step.key), "approval_returned")
    await refused(urgent.give_up(on, STAFF, made.key), "button_obsolete")
    again = await drafted(on)
    await store.move(on.session, again.key, UrgentState.GIVEN_UP)
    await refused(urgent_signing.decide(on, again, UrgentState.SIGNED), "approval_void")


# To another office on the same bot


async def sent_up(below: Office) -> int:
    async with below.desk() as desk:
        await appoint(desk, STAFF, DIRECTOR)
        made = await drafted(desk)
        await signed(desk, DIRECTOR)
        assert made.way == UrgentWay.LETTER
        return made.key


async def test_the_office_above_receives_it_once(above: Office, below: Office) -> None:
    key = await sent_up(below)
    await exchange(above, below)
    assert WHAT in str(await texts_in(above, GROUPS[ABOVE]))
    async with above.desk() as desk:
        letter = await letters.newest(desk.session, BELOW, ABOVE, letters.LetterKind.URGENT)
        assert letter is not None
        other = await letters.known(desk.session, letter.key)
        await refused(urgent_above.receive(desk, LIAISON, letter.key), "office_only")
        await refused(urgent_above.receive(desk, STAFF, 999), "button_obsolete")
        await urgent_above.receive(desk, STAFF, other.key)
        await refused(urgent_above.receive(desk, STAFF, letter.key), "urgent_received")
    await exchange(above, below)
    async with below.desk() as desk:
        made = await store.dispatch(desk.session, key)
        assert made is not None
        assert made.received_by == STAFF.name
        answer = await letters.newest(
            desk.session, ABOVE, BELOW, letters.LetterKind.URGENT_RECEIVED
        )
        assert answer is not None
        assert await urgent_receipts.take(desk, answer) == "recorded before"
        await refused(urgent_above.receive(desk, STAFF, answer.key), "button_obsolete")


async def test_an_answer_to_nothing_of_ours_changes_nothing(above: Office, below: Office) -> None:
    await sent_up(below)
    async with above.desk() as desk:
        mine = await letters.newest(desk.session, BELOW, ABOVE, letters.LetterKind.URGENT)
        assert mine is not None
        stray = letters.Letter(
            jurisdiction=BELOW,
            to_jurisdiction=ABOVE,
            kind=letters.LetterKind.URGENT_RECEIVED,
            title="",
            answers_id=mine.key,
            payload={"by": "某人"},
            written_at=desk.now,
        )
        desk.session.add(stray)
        await desk.session.flush()
        assert await urgent_receipts.take(desk, stray) == "nothing was sent"
