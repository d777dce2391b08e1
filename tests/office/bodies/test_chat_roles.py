"""One row a role: which codes bind a chat to it, and what of the plan they may name."""

from office.bodies import chat_roles
from office.bodies.chat_roles import BY_CODE, BY_NAME, ChatTexts, Who
from office.desk import Desk
from office.plan.model import Plan
from storage.roster.chats import Chat, ChatRole
from storage.roster.enrolment import CodeFor
from tests.harness.plans import with_other_bodies


def chat(desk: Desk, role: ChatRole, body: str | None = None) -> Chat:
    return Chat(
        jurisdiction=desk.jurisdiction, chat_id=-5, role=role, agency=body, bound_at=desk.now
    )


def test_each_role_and_each_kind_of_code_has_one_row() -> None:
    assert set(BY_NAME) == set(ChatRole)
    # No code binds a channel for the public any more; those of before are read as void.
    assert set(BY_CODE) == set(CodeFor) - {CodeFor.PUBLIC}
    assert [role.name for role in chat_roles.ROLES if role.code is None] == [ChatRole.PUBLIC]
    assert len(chat_roles.ROLES) == len(BY_CODE) + 1
    in_private = [role.code for role in chat_roles.ROLES if role.name is ChatRole.PERSON]
    assert in_private == [CodeFor.POSITION, CodeFor.RESPONSIBLE]
    assert BY_NAME[ChatRole.PERSON].code is CodeFor.POSITION
    assert len(BY_NAME) == len(chat_roles.ROLES) - 1


def test_which_roles_there_are_the_plan_says(plan: Plan) -> None:
    teams = BY_CODE[CodeFor.TEAM]
    assert teams.entries(plan) == ()
    (experts,) = teams.entries(with_other_bodies(plan))
    assert experts == ("experts", "重污染天气专家组", "专家组")


def test_only_agencies_are_asked_for_measures() -> None:
    offering = {role.name for role in chat_roles.ROLES if Who.AGENCY in role.offers}
    assert offering == {ChatRole.AGENCY}
    owing = {role.name for role in chat_roles.ROLES if Who.BODY in role.offers}
    assert owing == {ChatRole.AGENCY, ChatRole.TEAM, ChatRole.COUNTY, ChatRole.OUTSIDE}


async def test_the_plan_in_force_says_of_which_kind_a_body_is(desk: Desk) -> None:
    known = chat(desk, ChatRole.TEAM, "zhujian")
    assert chat_roles.of_chat(desk.plan, known).name is ChatRole.AGENCY
    dropped = chat(desk, ChatRole.TEAM, "experts")
    assert chat_roles.of_chat(desk.plan, dropped).name is ChatRole.TEAM
    office = chat(desk, ChatRole.OFFICE)
    assert chat_roles.of_chat(desk.plan, office).texts is ChatTexts.OFFICE
