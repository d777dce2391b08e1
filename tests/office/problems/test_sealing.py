"""盖章件: asked for once for an answer, sent by the body or noted by the office."""

from sqlmodel import col, select

from office.bodies.people import actor
from office.obligations import rectifying
from office.problems import accepting, sealing
from office.problems.filing import Shown
from storage.books.audit import AuditEntry
from storage.owed.reports import PartKind
from storage.problems import problems
from storage.problems.rectifications import Rectification
from storage.receiving.dialogues import Dialogue
from storage.roster import chats
from tests.office.conftest import Office
from tests.office.episodes import OFFICE_CHAT
from tests.office.ladder_days import AGENCY, LIAISON, STAFF, LadderDay
from tests.office.lost_chats import said
from tests.office.problem_days import answers, charged, rectification, sends_back
from tests.office.signers import refused

PAPER = Shown(PartKind.PHOTO, 1, 1, "sealed", "s1")
VIDEO = Shown(PartKind.VIDEO, 1, 2, "video", "v1")


async def asks(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        await sealing.ask(desk, await day.owed(desk))


async def asked(day: LadderDay) -> int:
    async with day.office.desk() as desk:
        query = select(Dialogue).where(Dialogue.kind == sealing.ASKED)
        return len((await desk.session.exec(query)).all())


async def sends(day: LadderDay, text: str, *shown: Shown) -> Rectification:
    async with day.office.desk() as desk:
        who = await actor(desk, LIAISON.user_id, LIAISON.name)
        row = await rectification(desk, day)
        return await sealing.send(desk, who, AGENCY, row.key, text, shown)


async def test_it_is_asked_for_once_for_an_answer(office: Office) -> None:
    day = await charged(office)
    await answers(day, 900)
    await asks(day)
    await asks(day)
    assert await asked(day) == 1
    await sends_back(day, 24)
    await answers(day, 901, "已全部整改到位")
    # It did not come, so the question that was asked stands.
    await asks(day)
    assert await asked(day) == 1
    await sends(day, "责任人：李四", PAPER)
    await sends_back(day, 24)
    async with office.desk() as desk:
        row = await rectification(desk, day)
        assert (row.sealed_at, row.responsible) == (None, "")
    await answers(day, 902, "已全部整改到位")
    # Another answer wants a paper of its own.
    await asks(day)
    assert await asked(day) == 2


async def test_the_body_sends_the_paper_and_the_name_one_after_the_other(office: Office) -> None:
    day = await charged(office)
    await answers(day, 900)
    row = await sends(day, "", PAPER)
    assert row.sealed_at is not None
    assert row.responsible == ""
    row = await sends(day, "责任人：李四")
    assert row.responsible == "李四"
    async with office.desk() as desk:
        before = await problems.shown_before(desk.session, row.problem_id)
        assert before == [], "what shows the problem goes to whoever is charged with it"
        assert [one.file_id for one in await problems.sealed_papers(desk.session, row.key)] == [
            "sealed"
        ]
        # It shows the problem neither before nor after.
        assert await problems.files(desk.session, row.problem_id) == []
        told = [one.text or "" for one in await said(desk, OFFICE_CHAT)]
        assert sum("责任人：李四" in one for one in told) == 1
        query = select(AuditEntry).where(col(AuditEntry.action) == "problem_sealed")
        logged = (await desk.session.exec(query)).all()
        assert [one.detail["named"] for one in logged] == [False, True]
        assert not any("李四" in str(one.detail) for one in logged)


async def test_what_is_neither_paper_nor_name_is_not_taken(office: Office) -> None:
    day = await charged(office)
    await answers(day, 900)
    async with office.desk() as desk:
        row = await rectification(desk, day)
        who = await actor(desk, LIAISON.user_id, LIAISON.name)
        for text, shown in (("收到", ()), ("", (VIDEO,))):
            await refused(sealing.send(desk, who, AGENCY, row.key, text, shown), "seal_unclear")
        other = sealing.send(desk, who, "jiaoyu", row.key, "责任人：李四", ())
        await refused(other, "button_obsolete")
        row.relieved_at = desk.now
        over = sealing.send(desk, who, AGENCY, row.key, "责任人：李四", ())
        await refused(over, "problem_is_over")


async def test_the_office_notes_it_with_the_name_after_the_acceptance(office: Office) -> None:
    day = await charged(office)
    await answers(day, 900)
    async with office.desk() as desk:
        who = await actor(desk, LIAISON.user_id, LIAISON.name)
        await accepting.apply(desk, who, AGENCY, day.owed_id)
        row = await rectification(desk, day)
        await accepting.accept(desk, STAFF, row.key)
        assert rectifying.wants_seal(row)
        await sealing.note(desk, STAFF, row.key)
        assert rectifying.wants_seal(row)
        await refused(sealing.note(desk, STAFF, row.key, "12345"), "seal_name_unclear")
        await sealing.note(desk, STAFF, row.key, "李四")
        assert not rectifying.wants_seal(row)
        assert row.responsible == "李四"


async def test_a_body_without_a_group_and_what_is_no_problem_are_not_asked(office: Office) -> None:
    day = await charged(office)
    await answers(day, 900)
    async with office.desk() as desk:
        chat = await chats.chat_at(desk.session, day.group_id)
        assert chat is not None
        chat.reachable = False
        desk.session.add(chat)
    await asks(day)
    assert await asked(day) == 0
