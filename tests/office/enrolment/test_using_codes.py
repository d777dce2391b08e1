"""Codes are used once, in time, in the right kind of chat; whoever tries many is slowed down."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from messages.length import plain
from office.bodies import codes, new_codes, people
from office.bodies.new_codes import OFFICE, Target
from office.bodies.people import Actor
from office.desk import Desk
from office.enrolment import using_codes
from office.enrolment.using_codes import Bound, CodeChat, CodeVerdict, Declined
from office.post import Place
from storage.books import audit
from storage.books.audit import AuditEntry
from storage.delivery.outbox import Delivery
from storage.roster import chats, enrolment
from storage.roster import people as people_store
from storage.roster.chats import Chat, ChatRole
from storage.roster.enrolment import CodeFor, EnrolmentCode
from storage.roster.people import LIAISON
from tests.office.conftest import Enrol, Office

AGENCY = Target(CodeFor.AGENCY, "zhujian")
DIRECTOR = Target(CodeFor.POSITION, "director")
OFFICE_GROUP = Target(CodeFor.OFFICE, OFFICE)

GROUP = CodeChat(Place(-1001), "住建应急群", is_private=False, bot_is_admin=True)
OTHER_GROUP = CodeChat(Place(-1002), "住建二群", is_private=False)
OFFICE_DOOR = CodeChat(Place(-1009), "值班群", is_private=False)
PRIVATE = CodeChat(Place(55), "私聊", is_private=True)

LIU = Actor(55, "小刘")
CHEN = Actor(56, "小陈")


async def use(desk: Desk, code: str, who: Actor = LIU, door: CodeChat = GROUP) -> Bound | Declined:
    known = await people.actor(desk, who.user_id, who.name)
    return await using_codes.use(desk, code, known, door)


async def code_for(desk: Desk, target: Target) -> str:
    return (await new_codes.issue(desk, target)).code


async def actions(desk: Desk) -> list[str]:
    entries = await audit.entries(desk.session, desk.jurisdiction, 0, 1000)
    return [entry.action for entry in entries]


async def told(desk: Desk, chat_id: int) -> list[str]:
    query = select(Delivery).where(Delivery.chat_id == chat_id).order_by(col(Delivery.id))
    return [plain(row.text) for row in (await desk.session.exec(query)).all()]


async def test_an_agencys_code_binds_the_group_and_makes_a_liaison(desk: Desk) -> None:
    outcome = await use(desk, await code_for(desk, AGENCY))
    assert isinstance(outcome, Bound)
    assert outcome.name == "市住建局"
    bound = await chats.chat_at(desk.session, GROUP.place.chat_id)
    assert bound is not None
    assert (bound.role, bound.agency, bound.title) == (ChatRole.AGENCY, "zhujian", GROUP.title)
    assert bound.bot_is_admin
    assert (await people.actor(desk, LIU.user_id, LIU.name)).agencies == ("zhujian",)
    assert "code.used" in await actions(desk)


async def test_a_topic_is_bound_by_itself(desk: Desk) -> None:
    topic = CodeChat(Place(-1001, 77), "大群", is_private=False)
    await use(desk, await code_for(desk, AGENCY), door=topic)
    assert await chats.chat_at(desk.session, -1001, 77) is not None
    assert await chats.chat_at(desk.session, -1001, 78) is None


async def test_the_office_is_told_of_each_binding(desk: Desk, enrol: Enrol) -> None:
    await enrol(desk, CodeFor.OFFICE, OFFICE, chat_id=-1009, user_id=1)
    await use(desk, await code_for(desk, AGENCY))
    await use(desk, await code_for(desk, AGENCY), who=CHEN, door=OTHER_GROUP)
    first, second = await told(desk, -1009)
    assert first == "市住建局 已接入：群“住建应急群”，联络员 小刘。"
    assert second.startswith("市住建局 又接入一个群“住建二群”")
    assert len(await chats.chats_of_agency(desk.session, desk.jurisdiction, "zhujian")) == 2


async def test_a_positions_code_makes_the_holder(desk: Desk) -> None:
    outcome = await use(desk, await code_for(desk, DIRECTOR), door=PRIVATE)
    assert isinstance(outcome, Bound)
    assert outcome.chat.role == ChatRole.PERSON
    assert (await people.actor(desk, LIU.user_id, LIU.name)).positions == ("director",)


async def test_a_second_position_uses_the_same_private_chat(desk: Desk) -> None:
    await use(desk, await code_for(desk, DIRECTOR), door=PRIVATE)
    staff = Target(CodeFor.POSITION, "office_staff")
    await use(desk, await code_for(desk, staff), door=PRIVATE)
    assert len(await chats.private_chats(desk.session, desk.jurisdiction)) == 1
    held = (await people.actor(desk, LIU.user_id, LIU.name)).positions
    assert held == ("director", "office_staff")


async def test_a_new_office_code_moves_the_office(desk: Desk) -> None:
    await use(desk, await code_for(desk, OFFICE_GROUP), door=OFFICE_DOOR)
    await use(desk, await code_for(desk, OFFICE_GROUP), door=GROUP)
    office = await chats.office_chat(desk.session, desk.jurisdiction)
    assert office is not None
    assert office.chat_id == GROUP.place.chat_id
    assert await told(desk, OFFICE_DOOR.place.chat_id) == [
        "办公室已改在群“住建应急群”接收消息，本群不再使用。"
    ]
    assert await chats.chat_at(desk.session, OFFICE_DOOR.place.chat_id) is None


async def test_a_code_works_once(desk: Desk) -> None:
    code = await code_for(desk, AGENCY)
    await use(desk, code)
    assert await use(desk, code, CHEN, OTHER_GROUP) == Declined(CodeVerdict.USED)
    assert await chats.chat_at(desk.session, OTHER_GROUP.place.chat_id) is None


async def test_a_code_works_until_it_expires(office: Office) -> None:
    async with office.desk() as desk:
        first, second = await code_for(desk, AGENCY), await code_for(desk, DIRECTOR)
        valid_for = desk.plan.enrolment.code_valid_for
    office.pass_time(valid_for - timedelta(seconds=1))
    async with office.desk() as desk:
        assert isinstance(await use(desk, first), Bound)
    office.pass_time(timedelta(seconds=1))
    async with office.desk() as desk:
        assert await use(desk, second, door=PRIVATE) == Declined(CodeVerdict.EXPIRED)


async def test_issuing_again_voids_the_earlier_code(desk: Desk) -> None:
    earlier, later = await code_for(desk, AGENCY), await code_for(desk, AGENCY)
    assert await use(desk, earlier) == Declined(CodeVerdict.VOID)
    assert isinstance(await use(desk, later), Bound)


async def test_a_code_of_before_for_a_public_channel_is_void(desk: Desk) -> None:
    text = await code_for(desk, AGENCY)
    code = await enrolment.code_by_hash(desk.session, codes.hash_of(text))
    assert code is not None
    code.target, code.target_id = CodeFor.PUBLIC, "public"
    assert await use(desk, text) == Declined(CodeVerdict.VOID)
    assert await chats.chat_at(desk.session, GROUP.place.chat_id) is None


async def test_a_code_for_what_the_plan_has_dropped_is_void(desk: Desk) -> None:
    code = await code_for(desk, AGENCY)
    kept = tuple(agency for agency in desk.plan.agencies if agency.id != "zhujian")
    desk.plan = desk.plan.model_copy(update={"agencies": kept})
    assert await use(desk, code) == Declined(CodeVerdict.VOID)


async def test_codes_are_stored_as_hashes_only(desk: Desk) -> None:
    code = await code_for(desk, AGENCY)
    await use(desk, code)
    stored = (await desk.session.exec(select(EnrolmentCode))).all()
    log = (await desk.session.exec(select(AuditEntry))).all()
    assert stored[0].code_hash == codes.hash_of(code)
    assert code not in repr([row.model_dump() for row in (*stored, *log)])


@pytest.mark.parametrize(
    ("target", "door", "verdict"),
    [
        (AGENCY, PRIVATE, CodeVerdict.GROUP_ONLY),
        (OFFICE_GROUP, PRIVATE, CodeVerdict.GROUP_ONLY),
        (DIRECTOR, GROUP, CodeVerdict.PRIVATE_ONLY),
    ],
)
async def test_a_code_in_the_wrong_kind_of_chat_stays_good(
    desk: Desk, target: Target, door: CodeChat, verdict: CodeVerdict
) -> None:
    """It may be tried there any number of times: somebody with a good code is not guessing."""
    code, times = await code_for(desk, target), desk.plan.enrolment.guesses + 1
    for _ in range(times):
        assert await use(desk, code, door=door) == Declined(verdict)
    right = PRIVATE if target is DIRECTOR else GROUP
    assert isinstance(await use(desk, code, door=right), Bound)
    assert (await actions(desk)).count("code.declined") == times


async def test_a_group_is_bound_to_one_thing(desk: Desk) -> None:
    await use(desk, await code_for(desk, AGENCY))
    other = await code_for(desk, Target(CodeFor.AGENCY, "jiaoyu"))
    assert await use(desk, other) == Declined(CodeVerdict.GROUP_TAKEN, {"name": "市住建局"})
    assert await use(desk, await code_for(desk, OFFICE_GROUP)) == Declined(
        CodeVerdict.GROUP_TAKEN, {"name": "市住建局"}
    )


async def test_a_full_position_is_refused(desk: Desk) -> None:
    await use(desk, await code_for(desk, DIRECTOR), door=PRIVATE)
    again = await code_for(desk, DIRECTOR)
    assert await use(desk, again, CHEN, PRIVATE) == Declined(
        CodeVerdict.POSITION_FULL, {"name": "办公室主任"}
    )
    assert await use(desk, again, LIU, PRIVATE) == Declined(
        CodeVerdict.POSITION_HELD, {"name": "办公室主任"}
    )


async def test_guesses_are_answered_alike_and_then_no_more(desk: Desk) -> None:
    limit = desk.plan.enrolment.guesses
    verdicts = [await use(desk, f"guess{n}") for n in range(limit + 2)]
    wait = {"wait": desk.plan.enrolment.guess_window}
    assert verdicts == [
        *[Declined(CodeVerdict.WRONG)] * (limit - 1),
        Declined(CodeVerdict.LAST_GUESS, wait),
        *[Declined(CodeVerdict.SILENT)] * 2,
    ]
    assert (await actions(desk)).count("guesses.throttled") == 1


async def test_a_good_code_does_not_help_who_guesses_until_the_window_is_over(
    office: Office,
) -> None:
    async with office.desk() as desk:
        code, rules = await code_for(desk, AGENCY), desk.plan.enrolment
        for number in range(rules.guesses):
            await use(desk, f"guess{number}")
        assert await use(desk, code) == Declined(CodeVerdict.SILENT)
        assert isinstance(await use(desk, code, CHEN), Bound)
    office.pass_time(rules.guess_window)
    async with office.desk() as desk:
        code = await code_for(desk, Target(CodeFor.AGENCY, "jiaoyu"))
        assert isinstance(await use(desk, code, LIU, OTHER_GROUP), Bound)


async def test_codes_are_issued_for_all_that_is_not_bound(desk: Desk, enrol: Enrol) -> None:
    assert len(await new_codes.unbound(desk)) == 1 + 9 + 5
    await enrol(desk, CodeFor.OFFICE, OFFICE, chat_id=-1009, user_id=1)
    await enrol(desk, CodeFor.AGENCY, "zhujian", chat_id=-1001, user_id=2)
    await enrol(desk, CodeFor.POSITION, "director", chat_id=3, user_id=3)
    await enrol(desk, CodeFor.POSITION, "office_staff", chat_id=4, user_id=4)
    left = set(await new_codes.unbound(desk))
    assert left.isdisjoint({OFFICE_GROUP, AGENCY, DIRECTOR})
    assert Target(CodeFor.POSITION, "office_staff") in left
    assert len(left) == 8 + 4


async def test_running_again_voids_the_earlier_codes(desk: Desk) -> None:
    first = await new_codes.issue_missing(desk)
    await new_codes.issue_missing(desk)
    agency = next(one for one in first if one.target == AGENCY)
    assert await use(desk, agency.code) == Declined(CodeVerdict.VOID)


@pytest.fixture
async def letter(desk: Desk) -> tuple[Delivery, str]:
    """A code as it waits to be sent to whoever asked for it in the chat."""
    issued = await new_codes.issue(desk, AGENCY)
    row = Delivery(
        jurisdiction=desk.jurisdiction,
        kind="answer",
        lane=0,
        chat_id=55,
        text=f"<code>{issued.code}</code>",
        dedupe_key=new_codes.letter(issued.code_id),
        created_at=desk.now,
        next_try_at=desk.now,
    )
    desk.session.add(row)
    await desk.session.flush()
    return row, issued.code


async def test_a_used_code_is_cleared_from_its_letter(
    desk: Desk, letter: tuple[Delivery, str]
) -> None:
    row, code = letter
    await use(desk, code)
    assert row.text == ""


async def test_a_void_code_is_cleared_from_its_letter(
    desk: Desk, letter: tuple[Delivery, str]
) -> None:
    row, _ = letter
    await new_codes.issue(desk, AGENCY)
    assert row.text == ""


async def test_every_liaison_of_an_agency_is_an_appointment_of_its_own(
    desk: Desk, enrol: Enrol
) -> None:
    await enrol(desk, CodeFor.AGENCY, "zhujian", chat_id=-1001, user_id=2, name="甲")
    await enrol(desk, CodeFor.AGENCY, "zhujian", chat_id=-1002, user_id=3, name="乙")
    holders = await people_store.holders(desk.session, desk.jurisdiction, LIAISON)
    assert [holder.name for holder in holders] == ["甲", "乙"]


def test_chats_know_what_they_are_bound_to(desk: Desk) -> None:
    def chat(role: ChatRole, *, agency: str | None = None, title: str = "") -> Chat:
        return Chat(
            jurisdiction=desk.jurisdiction,
            chat_id=1,
            role=role,
            agency=agency,
            title=title,
            bound_at=desk.now,
        )

    bound = [
        chat(ChatRole.AGENCY, agency="zhujian"),
        chat(ChatRole.AGENCY, agency="dropped"),
        chat(ChatRole.OFFICE),
        chat(ChatRole.PERSON, title="小刘"),
    ]
    names = [using_codes.chat_name(desk, one) for one in bound]
    assert names == ["市住建局", "dropped", desk.plan.office, "小刘"]
