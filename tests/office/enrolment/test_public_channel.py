"""One channel for the public: its code, its place in the roster, and how it is lost and left."""

import pytest
from sqlmodel import col, select

from messages.length import plain
from office.bodies import new_codes
from office.bodies.chat_roles import PUBLIC
from office.bodies.new_codes import OFFICE, Target
from office.bodies.people import Actor
from office.desk import Desk
from office.enrolment import reachability, roster, using_codes, welcome
from office.enrolment.using_codes import Bound, CodeChat, CodeVerdict, Declined
from office.plan.languages import in_language
from office.plan.model import Plan
from office.post import Place
from storage.delivery.outbox import Delivery
from storage.roster import chats, people
from storage.roster.chats import Chat, ChatRole
from storage.roster.enrolment import CodeFor
from tests.harness.plans import small_plan
from tests.office.conftest import AGENCIES, Enrol

CHANNEL = Target(CodeFor.PUBLIC, PUBLIC)
CLERK = Actor(1, "值班员", positions=("office_staff",))
NAME = "昌吉市重污染天气信息发布"


@pytest.fixture(scope="session")
def plan() -> Plan:
    facts = small_plan(AGENCIES).model_dump()
    return Plan.model_validate({**facts, "public": {"name": NAME, "name_en": "Air Alerts"}})


def channel(chat_id: int = -1007) -> CodeChat:
    return CodeChat(Place(chat_id), "昌吉发布", False, bot_is_admin=True, is_channel=True)


async def join(desk: Desk, where: CodeChat) -> Bound | Declined:
    issued = await new_codes.issue(desk, CHANNEL)
    itself = Actor(where.place.chat_id, where.title)
    return await using_codes.use(desk, issued.code, itself, where)


@pytest.fixture
async def joined(desk: Desk, enrol: Enrol) -> Chat:
    await enrol(desk, CodeFor.OFFICE, OFFICE, chat_id=-1, user_id=1, name="值班员")
    outcome = await join(desk, channel())
    assert isinstance(outcome, Bound)
    return outcome.chat


async def told(desk: Desk, chat_id: int) -> list[str]:
    query = select(Delivery).where(Delivery.chat_id == chat_id).order_by(col(Delivery.id))
    return [plain(row.text) for row in (await desk.session.exec(query)).all()]


async def shown(desk: Desk) -> list[str]:
    return plain(desk.words.text("people_roster", await roster.roster(desk))).splitlines()


async def test_it_joins_and_nobody_becomes_known_by_it(desk: Desk, joined: Chat) -> None:
    assert (joined.role, joined.agency, joined.bot_is_admin) == (ChatRole.PUBLIC, None, True)
    assert await people.person(desk.session, desk.jurisdiction, joined.chat_id) is None
    assert f"{NAME}已接入：频道“昌吉发布”" in (await told(desk, -1))[-1]
    assert "public:public" not in [str(one) for one in await new_codes.unbound(desk)]
    assert "昌吉发布 ✅" in await shown(desk)


async def test_before_that_it_is_missing(desk: Desk) -> None:
    assert str((await new_codes.unbound(desk))[-1]) == "public:public"
    lines = await shown(desk)
    assert lines[lines.index("公众频道") + 1] == "○ 未接入"


@pytest.mark.parametrize("typed", ["public", "公众频道", NAME])
async def test_its_code_is_asked_for_by_name(desk: Desk, typed: str) -> None:
    assert new_codes.meant(desk, typed) == CHANNEL


async def test_its_code_says_how_it_is_used(desk: Desk) -> None:
    issued = await new_codes.issue(desk, CHANNEL)
    assert issued.link == "https://t.me/qingkong_bot?startchannel&admin=post_messages"
    assert "在频道里发布上面这一行" in plain(welcome.code_message(desk, issued).html)


async def test_the_first_words_are_for_the_public(desk: Desk, joined: Chat) -> None:
    message = welcome.welcome(desk, Bound(CHANNEL, NAME, joined))
    assert plain(message.html) == f"✅ 本频道已接入：{NAME}"
    assert message.keyboard == ()


async def test_its_code_is_for_no_group_and_a_groups_code_for_no_channel(desk: Desk) -> None:
    issued = await new_codes.issue(desk, CHANNEL)
    group = CodeChat(Place(-9), "某群", is_private=False)
    refused = await using_codes.use(desk, issued.code, CLERK, group)
    assert refused == Declined(CodeVerdict.CHANNEL_ONLY)
    agency = await new_codes.issue(desk, Target(CodeFor.AGENCY, "zhujian"))
    refused = await using_codes.use(desk, agency.code, CLERK, channel())
    assert refused == Declined(CodeVerdict.GROUP_ONLY)


async def test_another_channel_takes_its_place(desk: Desk, joined: Chat) -> None:
    await join(desk, channel(-1008))
    (now,) = await chats.in_roles(desk.session, desk.jurisdiction, [ChatRole.PUBLIC])
    assert now.chat_id == -1008


async def test_the_office_hears_of_its_loss_and_return(desk: Desk, joined: Chat) -> None:
    await reachability.lost(desk, joined.chat_id, "kicked")
    assert f"无法在{NAME}“昌吉发布”中发布：机器人被移出群" in (await told(desk, -1))[-1]
    await reachability.back(desk, joined)
    assert f"{NAME}“昌吉发布”恢复联系" in (await told(desk, -1))[-1]


async def test_it_is_released_without_a_word_to_the_public(desk: Desk, joined: Chat) -> None:
    await roster.unbind_group(desk, CLERK, joined.key)
    assert "解除了频道“昌吉发布”" in (await told(desk, -1))[-1]
    assert await told(desk, joined.chat_id) == []


def test_it_has_a_name_in_each_language(plan: Plan) -> None:
    english = in_language(plan, "en")
    assert english.public is not None
    assert (english.public.name, english.public.name_en) == ("Air Alerts", NAME)
