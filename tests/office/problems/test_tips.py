"""What citizens write is nobody's finding until somebody of the office has checked it."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlmodel import col, select

from messages.length import plain
from office.bodies.people import Actor
from office.desk import Desk
from office.post import Place
from office.problems import tip_keeping, tips
from office.problems.tips import TELLING, SentPhoto, TipMessage
from office.records import waiting
from storage.books import audit
from storage.delivery import outbox
from storage.delivery.outbox import Delivery, DeliveryState
from storage.problems import problems
from storage.problems import tips as store
from storage.problems.problems import FoundBy, Problem
from storage.problems.tips import Tip, TipState
from storage.receiving import dialogues
from storage.receiving.dialogues import Dialogue
from storage.receiving.inbox import InboxState, InboxUpdate
from storage.roster import chats
from storage.roster.chats import Chat, ChatRole
from tests.office.signers import refused
from tests.office.test_races import behind_our_back

CITIZEN, THERE = Actor(77, "路人"), Place(77)
CLERK = Actor(1, "值班员甲", positions=("office_staff",))
SEEN = TipMessage("地点：建国路\n夜间土方作业，没有喷淋。")
PHOTO = TipMessage(photo=SentPhoto("f1", "u1", 1000))


@pytest.fixture(autouse=True)
async def office_group(desk: Desk) -> None:
    group = Chat(
        jurisdiction=desk.jurisdiction, chat_id=-1, role=ChatRole.OFFICE, bound_at=desk.now
    )
    desk.session.add(group)
    await desk.session.flush()


async def question(desk: Desk) -> Dialogue:
    await tips.begin(desk, CITIZEN, THERE)
    [asked] = await dialogues.open_dialogues(desk.session, desk.jurisdiction, 77, 77, TELLING)
    return asked


async def told(desk: Desk, *said: TipMessage) -> Tip:
    asked = await question(desk)
    for one in said or (SEEN,):
        await tips.told(desk, CITIZEN, THERE, asked, one)
    return (await store.unchecked(desk.session, desk.jurisdiction))[-1]


async def read(desk: Desk, chat_id: int) -> list[str]:
    query = select(Delivery).where(Delivery.chat_id == chat_id).order_by(col(Delivery.id))
    return [plain(row.text) for row in (await desk.session.exec(query)).all()]


async def test_it_is_gathered_and_acknowledged_once(desk: Desk) -> None:
    row = await told(desk, SEEN, PHOTO, TipMessage(place="44.01000, 87.30000"))
    assert (row.state, row.place) == (TipState.UNCHECKED, "44.01000, 87.30000")
    assert [photo.file_id for photo in await store.photos(desk.session, row.key)] == ["f1"]
    [ask, thanks] = await read(desk, 77)
    assert "30天后清除" in ask
    assert "第1号" in thanks
    card = (await read(desk, -1))[-1]
    assert "位置：44.01000, 87.30000" in card
    assert "照片：1张" in card
    assert "路人" not in card
    [line] = [one for one in await waiting.lines(desk) if "线索" in one.text]
    assert line.text == "群众线索待核实1件：第1号"


async def test_what_is_confirmed_is_a_problem_of_the_public(desk: Desk) -> None:
    row = await told(desk, SEEN, PHOTO, TipMessage(place="44.0, 87.3"))
    problem = await tips.confirm(desk, CLERK, row.key, "值班员到现场核实")
    assert (problem.found_by, problem.filed_by, problem.place) == (FoundBy.PUBLIC, 1, "建国路")
    [file] = await problems.files(desk.session, problem.key)
    assert (file.file_id, file.chat_id, file.sent_by) == ("f1", 0, 1)
    assert (row.state, row.said, row.problem_id) == (
        TipState.CONFIRMED,
        "值班员到现场核实",
        problem.key,
    )
    for again in (tips.confirm, tips.dismiss):
        await refused(again(desk, CLERK, row.key, "再核实一次"), "tip_settled")
    [asked] = await dialogues.open_dialogues(desk.session, desk.jurisdiction, 77, 77, TELLING)
    await refused(tips.told(desk, CITIZEN, THERE, asked, SEEN), "tip_over")


async def test_a_photo_alone_is_described_by_whoever_checked_it(desk: Desk) -> None:
    row = await told(desk, PHOTO, TipMessage(place="44.0, 87.3"))
    problem = await tips.confirm(desk, CLERK, row.key, "现场查实：土方未覆盖")
    assert (problem.found, problem.place) == ("现场查实：土方未覆盖", "44.0, 87.3")
    assert await tips.show_photos(desk, CLERK, row.key, Place(-1)) == 1


async def test_what_is_dismissed_keeps_its_reason(desk: Desk) -> None:
    row = await told(desk)
    await refused(tips.dismiss(desk, CLERK, row.key, "。"), "tip_reason_missing")
    await tips.dismiss(desk, CLERK, row.key, "经查为夜间抢修")
    assert (row.state, row.said) == (TipState.DISMISSED, "经查为夜间抢修")
    await refused(tips.show_photos(desk, CLERK, row.key, Place(-1)), "tip_no_photos")
    await refused(tips.open_one(desk, CLERK, 99), "button_obsolete")
    await refused(tips.open_one(desk, CITIZEN, row.key), "office_only")


async def test_there_are_limits(desk: Desk) -> None:
    asked = await question(desk)
    rules = desk.plan.tips
    for said, key in (
        (TipMessage("？"), "tip_says_nothing"),
        (TipMessage("尘" * (rules.characters + 1)), "tip_too_long"),
    ):
        await refused(tips.told(desk, CITIZEN, THERE, asked, said), key)
    await refused(tips.begin(desk, CLERK, Place(1)), "tip_enrolled")
    row = await told(desk, *(PHOTO for _ in range(rules.photos)))
    [asked] = await dialogues.open_dialogues(desk.session, desk.jurisdiction, 77, 77, TELLING)
    await refused(tips.told(desk, CITIZEN, THERE, asked, PHOTO), "tip_too_many_photos")
    desk.now += rules.added_to_for + timedelta(minutes=1)
    await refused(tips.told(desk, CITIZEN, THERE, asked, SEEN), "tip_over")
    for number in range(rules.waiting - 1):
        desk.session.add(
            Tip(
                jurisdiction=desk.jurisdiction,
                sender=number + 1000,
                came_at=desk.now - timedelta(hours=2),
            )
        )
    await desk.session.flush()
    await refused(tips.begin(desk, Actor(78, "路人乙"), Place(78)), "tip_full")
    assert row.sender == 77


async def test_one_citizen_tells_so_much_a_day(desk: Desk) -> None:
    rules = desk.plan.tips
    for _ in range(rules.a_day):
        await told(desk)
        desk.now += timedelta(minutes=90)
    refusal = await refused(tips.begin(desk, CITIZEN, THERE), "tip_enough")
    assert refusal.facts == {"most": rules.a_day}
    desk.now += timedelta(days=1)
    assert (await told(desk)).sender == CITIZEN.user_id


@pytest.mark.parametrize("decide", [tips.confirm, tips.dismiss])
async def test_a_colleague_decided_on_it_meanwhile(
    desk: Desk, decide: Callable[[Desk, Actor, int, str], Awaitable[object]]
) -> None:
    row = await told(desk)
    await behind_our_back(desk, row, state=TipState.DISMISSED)
    await refused(decide(desk, CLERK, row.key, "值班员到现场核实"), "tip_settled")
    assert (row.decided_by, row.problem_id) == (None, None)
    assert (await desk.session.exec(select(Problem))).all() == []


async def test_without_an_office_group_it_is_kept_for_the_lists(desk: Desk) -> None:
    [group] = await chats.in_roles(desk.session, desk.jurisdiction, [ChatRole.OFFICE])
    group.unbound_at = desk.now
    row = await told(desk, SEEN, TipMessage("今天又在施工。"))
    assert row.card_id is None
    assert "今天又在施工" in row.words
    assert await read(desk, -1) == []
    [_ask, thanks] = await read(desk, 77)
    assert "第1号" in thanks
    await tips.dismiss(desk, CLERK, row.key, "经查为夜间抢修")
    assert row.state == TipState.DISMISSED


def update_of(desk: Desk, number: int, **facts: object) -> InboxUpdate:
    usual = {"bot_id": 1, "chat_id": 77, "raw": {}, "state": InboxState.DONE}
    return InboxUpdate.model_validate(
        {"update_id": number, "jurisdiction": desk.jurisdiction, "received_at": desk.now}
        | usual
        | facts
    )


async def kept_updates(desk: Desk) -> list[int]:
    query = select(InboxUpdate.update_id).order_by(col(InboxUpdate.update_id))
    return list((await desk.session.exec(query)).all())


async def test_a_flood_from_many_is_told_once(desk: Desk) -> None:
    most = desk.plan.tips.an_hour
    for number in range(most - 1):
        desk.session.add(
            Tip(jurisdiction=desk.jurisdiction, sender=number + 1000, came_at=desk.now)
        )
    await desk.session.flush()
    await told(desk)
    for number in (78, 79):
        await refused(tips.begin(desk, Actor(number, "路人乙"), Place(number)), "tip_full")
    [flood] = [text for text in await read(desk, -1) if "已达上限" in text]
    assert f"{most}条" in flood
    desk.now += timedelta(hours=1)
    await tips.begin(desk, Actor(78, "路人乙"), Place(78))


async def test_what_is_over_is_forgotten_after_the_plans_time(desk: Desk) -> None:
    row = await told(desk, SEEN, PHOTO)
    await tips.dismiss(desk, CLERK, row.key, "经查为夜间抢修")
    desk.now += desk.plan.tips.kept_for
    await tip_keeping.let_go(desk)
    assert row.words == SEEN.words
    desk.now += timedelta(minutes=1)
    await tip_keeping.let_go(desk)
    assert (row.sender, row.words) == (None, "")
    assert row.forgotten_at == desk.now
    assert await store.photos(desk.session, row.key) == []
    assert any("内容已按规定清除" in text for text in await read(desk, -1))
    assert not any("夜间土方" in text for text in await read(desk, -1) if "第1号" in text)


async def test_what_nobody_checks_goes_after_one_reminder(desk: Desk) -> None:
    row = await told(desk, SEEN, PHOTO)
    rules, came_at = desk.plan.tips, desk.now
    desk.now = came_at + rules.kept_for - rules.reminded_before - timedelta(minutes=1)
    await tip_keeping.let_go(desk)
    assert not any("至今未核实" in text for text in await read(desk, -1))
    desk.now += timedelta(minutes=1)
    for _ in range(2):
        await tip_keeping.let_go(desk)
        desk.now += timedelta(days=2)
    [reminder] = [text for text in await read(desk, -1) if "至今未核实" in text]
    assert "群众线索第1号" in reminder
    assert row.state == TipState.UNCHECKED
    desk.now = came_at + rules.kept_for
    await tip_keeping.let_go(desk)
    assert (row.state, row.sender, row.words) == (TipState.UNVERIFIED, None, "")
    assert (row.decided_at, row.decided_by) == (desk.now, None)
    assert await store.photos(desk.session, row.key) == []
    assert any("未核实，已办结" in text for text in await read(desk, -1))
    assert await store.unchecked(desk.session, desk.jurisdiction) == []
    await refused(tips.confirm(desk, CLERK, row.key, "值班员到现场核实"), "tip_settled")


async def test_after_an_outage_the_office_still_has_its_days(desk: Desk) -> None:
    row, rules = await told(desk), desk.plan.tips
    desk.now += 2 * rules.kept_for
    await tip_keeping.let_go(desk)
    assert row.state == TipState.UNCHECKED
    desk.now += rules.reminded_before
    await tip_keeping.let_go(desk)
    assert row.state == TipState.UNVERIFIED


async def test_nothing_tells_any_more_who_wrote(desk: Desk) -> None:
    desk.actor = "user:77"
    row, rules = await told(desk, SEEN, PHOTO), desk.plan.tips
    desk.actor = "user:1"
    await tips.show_photos(desk, CLERK, row.key, Place(-1))
    desk.session.add_all(
        [
            update_of(desk, 1),
            update_of(desk, 2, jurisdiction=""),
            update_of(desk, 3, state=InboxState.NEW),
            update_of(desk, 4, jurisdiction="urumqi"),
            update_of(desk, 5, chat_id=78),
            update_of(desk, 6, received_at=desk.now + timedelta(days=3)),
        ]
    )
    for said in await outbox.open_in_chat(desk.session, desk.jurisdiction, 77):
        said.state, said.closed_at = DeliveryState.SENT, desk.now
        desk.session.add(said)
    await tips.dismiss(desk, CLERK, row.key, "经查为夜间抢修")
    desk.now += rules.kept_for + timedelta(minutes=1)
    await tip_keeping.let_go(desk)
    assert await kept_updates(desk) == [3, 4, 5, 6]
    assert await read(desk, 77) == ["", ""]
    query = (
        select(Dialogue).where(Dialogue.kind == TELLING).execution_options(populate_existing=True)
    )
    [asked] = (await desk.session.exec(query)).all()
    assert asked.facts == {}
    assert not any(
        "f1" in str(one.context)
        for one in await outbox.open_in_chat(desk.session, desk.jurisdiction, -1)
    )
    entries = await audit.entries(desk.session, desk.jurisdiction, 0, 100)
    told_of = " ".join(str((one.actor, one.subject, one.detail)) for one in entries)
    assert re.search(r"\b77\b", told_of) is None
