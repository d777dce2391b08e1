"""What the page shows beside the chats: what is due next, the ribbon, the marks, the hints."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from sqlmodel import select

from bot.demo.sayings import sayings
from bot.demo.theatre import Theatre
from office.agenda import USE_CASES
from office.desk import Desks
from office.obligations import boards
from office.obligations.board_texts import MET_STATES
from office.plan.ladders import SPOKEN_SLIPS
from office.plan.owed_kinds import KINDS
from sandbox.page.views import chat_key
from storage.agenda import STEP
from storage.owed.obligations import Obligation
from tests.bot.demo.performing import GUESTS, actors_of, chat_of, follow, issue_alert, playing

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


async def test_before_anything_was_done(theatre: Theatre) -> None:
    """It tells who is who, where each step ends, and what helps those who go another way."""
    house, backstage, cast = theatre.house, theatre.backstage, theatre.house.cast
    assert backstage.positions("zh")[cast.holders["director"].id] == "办公室主任"
    assert cast.holders["director"].name == "李主任"
    assert backstage.positions("en")[cast.liaisons["gongan"].id] == "Public Security liaison"
    (office, agency, leader) = backstage.panes()
    assert office == (cast.staff.id, chat_key(cast.office))
    assert agency == (cast.liaisons[GUESTS].id, chat_key(cast.group(GUESTS)))
    assert leader[0] == cast.holders["deputy_commander"].id

    begun = house.clock.now()
    await backstage.step(HOUR)
    assert house.clock.now() - begun == HOUR
    house.clock.set_speed(60.0)
    await backstage.step(HOUR)
    assert house.clock.speed == 60.0
    house.clock.set_speed(0.0)

    director, line = house.cast.holders["director"], "/warn 黄色 2026-12-02 08:00 48小时 PM2.5"
    house.world.say(director, house.cast.office, line)
    await house.rehearsal.settle()
    hint = await theatre.backstage.hint("zh")
    assert hint is not None
    assert (hint.step, hint.person) == (2, director.id)
    backstage.dismiss_hints()
    assert await backstage.hint("zh") is None


async def test_hints_lead_and_the_ribbon_tells_while_what_is_due_happens(theatre: Theatre) -> None:
    backstage, led = theatre.backstage, Led()
    while (hint := await backstage.hint("zh")) is not None and hint.step < 3:
        await led.follow(theatre)
    # Two people approve an orange alert.
    assert led.steps == [1, 2, 2, 2]
    assert led.titles == [
        "尚无预警",
        "重污染天气橙色预警 拟稿中",
        "重污染天气橙色预警 审签中",
        "重污染天气橙色预警 审签中",
    ]
    due = await backstage.due("zh")
    texts = [one.text for one in due]
    assert texts[0] == "按“收到” · 生态环境、公安局、教育局、滨湖镇"
    assert texts[1] == "催办“收到” · 生态环境、公安局、住建局等5个单位"
    assert "响应启动 · 重污染天气橙色预警" in texts

    await backstage.to_next_due()
    assert theatre.house.clock.now() == due[0].at
    assert ("收到", "4/5") in (await backstage.ribbon("zh")).figures

    (chase, overdue, *_) = await backstage.due("zh")
    assert chase.text == "催办“收到” · 住建局"
    assert chase.chat == chat_key(theatre.house.cast.group(GUESTS))
    await backstage.to_next_due()
    assert "尚未收到贵单位确认" in chat_of(theatre, chase.chat).messages[-1].text
    assert overdue.at > chase.at

    await led.follow(theatre)
    assert (led.steps[-1], led.titles[-1]) == (3, "重污染天气橙色预警 已发布，尚未启动")
    assert await backstage.hint("zh") is None
    ribbon = await backstage.ribbon("zh")
    assert ribbon.level == "orange"
    assert ("收到", "5/5") in ribbon.figures
    await backstage.step(25 * HOUR)
    assert (await backstage.ribbon("zh")).title == "重污染天气橙色预警 已启动 第1天"
    in_chinese, in_english = [await backstage.due("zh"), await backstage.due("en")]
    assert len(in_chinese) == len(in_english) > 0
    assert any("向各单位催要日报" in one.text for one in in_chinese)
    assert any("asked for its daily report" in one.text for one in in_english)
    assert not any("due_" in one.text or "Something" in one.text for one in in_english)

    await backstage.step(26 * HOUR)
    ribbon = await backstage.ribbon("zh")
    assert ribbon.title == "重污染天气橙色预警 已启动 第2天"
    assert ("日报", "4/5") in ribbon.figures
    await one_owes_a_summary_instead(theatre)
    assert ("日报", "4/4") in (await backstage.ribbon("zh")).figures


async def one_owes_a_summary_instead(theatre: Theatre) -> None:
    """Of the same day, as a team owes it that goes round."""
    house = theatre.house
    async with Desks(house.database).open(
        house.plan.jurisdiction, house.clock.now(), "cli:demo"
    ) as desk:
        rows = await desk.session.exec(select(Obligation).where(Obligation.kind == "daily"))
        [late] = [row for row in rows if row.state not in MET_STATES]
        late.kind = "inspection"
        desk.session.add(late)


@dataclass(slots=True)
class Led:
    """What the hints and the ribbon said before each thing that was done."""

    steps: list[int] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)

    async def follow(self, theatre: Theatre) -> None:
        hint = await theatre.backstage.hint("zh")
        assert hint is not None
        self.steps.append(hint.step)
        self.titles.append((await theatre.backstage.ribbon("zh")).title)
        assert await follow(theatre)


async def test_a_silent_agency_climbs_the_ladder_as_foretold(tmp_path: Path) -> None:
    async with playing(tmp_path, actors=actors_of(jiaoyu="silent")) as theatre:
        backstage = theatre.backstage
        backstage.switch_actor(theatre.house.cast.liaisons[GUESTS].id, True)
        await issue_alert(theatre)
        foretold: list[str] = []
        for _ in range(40):
            due = await backstage.due("zh")
            if not due or any(text.startswith("红色督办单") for text in foretold):
                break
            # A slip may come at the hour of something else, which is then foretold before it.
            foretold += [one.text for one in due if one.at - due[0].at < MINUTE]
            await backstage.to_next_due()
        told = dict.fromkeys(foretold)
        steps = [text.split("：")[0] for text in told if text.endswith("教育局")]
        assert [step for step in steps if "单" in step or "提醒" in step] == [
            "逾期提醒",
            "黄色提示单",
            "橙色督办单",
            "红色督办单",
        ]
        figures = dict((await backstage.ribbon("zh")).figures)
        assert (figures["黄单"], figures["橙单"], figures["红单"]) == ("1", "1", "1")
        mark = (await backstage.marks("zh"))[chat_key(theatre.house.cast.group("jiaoyu"))]
        assert mark.colour == "red"


def test_every_kind_of_the_agenda_has_words() -> None:
    said = {key.removeprefix("due_") for key in sayings()}
    assert set(USE_CASES) - {STEP, boards.DUE} <= said


def test_every_move_of_the_ladder_has_words() -> None:
    # A referral is told of to nobody beside those whom it concerns.
    moves = {"overdue", *SPOKEN_SLIPS, *(row.asks_again for row in KINDS.values())} - {"referral"}
    assert {f"due_{move}" for move in moves} <= set(sayings())
