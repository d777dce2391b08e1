"""Whose question an answer is for, and whose words it may be."""

from dataclasses import dataclass

from sqlmodel import col, select

from handlers.matters.order_entry import Entry
from messages.render import Message as Words
from office.conversation import dialogues
from office.desk import Desk
from office.post import Place
from office.upkeep import applying
from sandbox import Message, Person
from storage.decisions.matters import OrderKind
from storage.owed.reports import ReportPart
from storage.roster import people as people_store
from storage.roster.chats import Chat, ChatRole
from storage.roster.people import LIAISON, Appointment
from storage.roster.people import Person as PersonRow
from tests.harness.stage import Stage
from tests.harness.unchanged import unchanged
from tests.stories.enrolling import recorded
from tests.stories.passages import issue, sent_for_approval, silent_morning

AGENCY = "huanjing"


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A second command office in the same database, in which this person serves as well."""

    stage: Stage
    person: Person
    jurisdiction: str = "neighbour"

    async def move_in(self) -> None:
        named = {"jurisdiction": self.jurisdiction, "office": "邻市指挥部办公室"}
        plan = self.stage.plan.model_copy(update=named)
        async with self.stage.database.deciding(self.jurisdiction) as session:
            await applying.apply(session, plan, now=self.stage.now(), actor="cli:test")
        async with self.stage.desks().open(self.jurisdiction, self.stage.now(), "cli:test") as desk:
            desk.session.add_all(self._rows(desk))

    async def ask(self) -> None:
        """Ask for the level of a warning, as its dialogue does."""
        async with self.stage.desks().open(self.jurisdiction, self.stage.now(), "cli:test") as desk:
            await dialogues.ask(
                desk,
                Place(self.person.id),
                "order",
                Words("邻市：请选级别"),
                user_id=self.person.id,
                entry=Entry(OrderKind.ISSUE).as_facts(),
                step="level",
            )
        await self.stage.wake()

    def _rows(self, desk: Desk) -> list[PersonRow | Appointment | Chat]:
        here, who, now = self.jurisdiction, self.person, desk.now
        return [
            PersonRow(jurisdiction=here, user_id=who.id, name=who.name, first_seen_at=now),
            Appointment(jurisdiction=here, user_id=who.id, position="office_staff", since=now),
            Chat(jurisdiction=here, chat_id=who.id, role=ChatRole.PERSON, bound_at=now),
        ]


async def test_words_without_a_reply_are_for_the_office_that_asked(stage: Stage) -> None:
    staff, private = stage.cast.staff, stage.cast.private(stage.cast.staff)
    neighbour = Neighbour(stage, staff)
    await neighbour.move_in()
    await stage.tell(staff, "你好")
    stage.expect(private, "没有等待您回复的事项")
    await neighbour.ask()
    stage.expect(private, "邻市")
    await stage.tell(staff, "橙色")
    asked = stage.expect(private, "请选响应启动时间")

    await stage.tell(staff, "/warn")
    which = stage.expect(private, "这条命令办哪一个的")
    await stage.press(staff, which, stage.plan.office)
    stage.expect_edit(which, f"按{stage.plan.office}办理")
    ours = stage.expect(private, "请选级别")
    async with unchanged(stage):
        await stage.tell(staff, "红色")
        stage.expect(private, "不止一个指挥部办公室在等您答复", "选“回复”")
    await stage.reply(staff, asked, "2026-12-03T08:00")
    stage.expect(private, "橙色", "持续时间")
    await stage.reply(staff, ours, "红色")
    stage.expect(private, "红色", "请选响应启动时间")


async def test_who_serves_two_offices_says_which_a_command_is_for(stage: Stage) -> None:
    staff, private = stage.cast.staff, stage.cast.private(stage.cast.staff)
    neighbour = Neighbour(stage, staff)
    await neighbour.move_in()
    await stage.tell(staff, "/warn orange 2026-12-03T08:00 72h PM2.5")
    which = stage.expect(private, "您在不止一个指挥部办公室任职")
    assert [one.text for one in which.buttons()] == [stage.plan.office, "邻市指挥部办公室"]
    data = which.buttons()[1].callback_data or ""
    second = stage.cast.second
    await stage.tell(second, "/whoami")
    theirs = stage.expect_private(second, str(second.id))
    async with unchanged(stage):
        query = await stage.forge(second, theirs, data)
        stage.expect_toast(query, "这个按钮已失效")
    await stage.press(staff, which, "邻市指挥部办公室")
    stage.expect_edit(which, "按邻市指挥部办公室办理")
    draft = stage.expect(private, "拟稿", "请核对全文")
    stage.expect_silence()
    query = await stage.forge(staff, which, data)
    stage.expect_toast(query, "已选定，无须再按")
    # The dialogue that the command opened stays with the office that was named.
    await stage.press(staff, draft, "取消")
    stage.skim(private)
    assert "draft_given_up" in await recorded(stage, neighbour.jurisdiction)
    assert "draft_given_up" not in await recorded(stage)


async def test_nobody_is_asked_where_one_office_can_be_meant(stage: Stage) -> None:
    staff, private = stage.cast.staff, stage.cast.private(stage.cast.staff)
    await Neighbour(stage, staff).move_in()
    await stage.tell(staff, "/whoami")
    stage.expect(private, str(staff.id))
    await stage.say(staff, stage.cast.office, "/board")
    stage.expect(stage.cast.office, "目前没有生效的预警")


async def test_forwarded_words_answer_no_question(stage: Stage) -> None:
    """Neither a drafter's nor an approver's; what they write themselves is taken."""
    cast = stage.cast
    await stage.tell(cast.second, "/warn")
    level = stage.expect_private(cast.second, "请选级别")
    draft = await sent_for_approval(stage, "orange 2026-12-03T08:00 72h PM2.5")
    await stage.press(cast.director, stage.expect_private(cast.director, "审签"), "退回")
    reason = stage.expect_private(cast.director, "理由")
    async with unchanged(stage):
        for person, question, text in (
            (cast.second, level, "红色"),
            (cast.director, reason, "依据不足"),
        ):
            stage.world.say(person, question.chat, text, forward_from=cast.commander)
            await stage.settle()
            stage.expect(question.chat, "转发的消息不能作为答复")
    await stage.tell(cast.director, "依据不足")
    stage.expect_private(cast.director, "已退回")
    stage.expect_edit(draft, "依据不足")
    stage.skim()


async def test_what_a_liaison_may_forward_and_edit(stage: Stage) -> None:
    """Material as a report, but no reason of theirs; a report that was a command is edited."""
    cast, group, liaison = stage.cast, stage.cast.groups[AGENCY], stage.cast.liaisons[AGENCY]
    prompt = (await silent_morning(stage, AGENCY))[AGENCY]
    await stage.press(liaison, prompt, "申请延期")
    question = stage.expect(group, "理由")
    async with unchanged(stage):
        stage.world.say(liaison, group, "设备故障", reply_to=question, forward_from=cast.commander)
        await stage.settle()
        stage.expect(group, "转发的消息不能作为答复")

    said = await stage.say(liaison, group, "/report 昨日检查企业9家")
    stage.expect(group, "已收到", "文字1段")
    await stage.edit(said, "/report 昨日检查企业19家")
    stage.expect(group, "已更正", "文字1段")
    async with unchanged(stage):
        await stage.edit(said, "/report")
        stage.expect(group, "修改过的消息不作为命令执行")
    await stage.edit(said, "昨日检查企业29家")
    stage.expect(group, "已更正")
    assert [part.text for part in await versions(stage, said)] == [
        "昨日检查企业9家",
        "昨日检查企业19家",
        "昨日检查企业29家",
    ]
    picture = await stage.photo(liaison, group, caption="/report 现场", reply_to=prompt)
    stage.expect(group, "已补充")
    await stage.edit(picture, "/report 现场照片")
    stage.expect(group, "已更正")
    assert [part.text for part in await versions(stage, picture)][-1] == "现场照片"
    stage.world.say(liaison, group, "附：巡查台账", reply_to=prompt, forward_from=cast.commander)
    await stage.settle()
    stage.expect(group, "已补充", "文字3段")
    stage.skim(cast.office)


async def test_whoever_answers_for_an_agency_is_known_as_its_liaison(stage: Stage) -> None:
    cast, group = stage.cast, stage.cast.groups[AGENCY]
    alerts = await issue(stage)
    # A server that knows no dead buttons leaves it for the colleagues.
    stage.world.version = (10, 2)
    first, second = stage.world.add_person("值班员甲"), stage.world.add_person("值班员乙")
    for person in (first, second):
        stage.world.add_person_to_group(group, person)
        query = await stage.press(person, alerts[AGENCY], "收到")
        stage.expect_toast(query, "记录")
    stage.expect_edit(alerts[AGENCY], "✅ 已收到：值班员甲")
    async with stage.database.reading() as session:
        held = await people_store.current_appointments(session, stage.plan.jurisdiction)
    known = [row.user_id for row in held if (row.position, row.agency) == (LIAISON, AGENCY)]
    assert known == [cast.liaisons[AGENCY].id, first.id, second.id]
    assert (await recorded(stage)).count("liaison_seen") == 2
    stage.skim(cast.office)


async def versions(stage: Stage, said: Message) -> list[ReportPart]:
    async with stage.database.reading() as session:
        query = select(ReportPart).where(ReportPart.message_id == said.message_id)
        return list((await session.exec(query.order_by(col(ReportPart.version)))).all())
