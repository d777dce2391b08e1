"""A joint inspection is proposed once, under its own alert, and ends with what called for it."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from office.bodies import capacity
from office.bodies.capacity import Capacity
from office.bodies.people import Actor
from office.decisions import convening, drafts, liaison_naming
from office.desk import Desk
from office.matters import convened, kinds
from office.matters.convenings import ConveningTerms
from office.matters.order_texts import order_text
from office.matters.orders import recipients_of
from office.obligations import teams
from office.plan.faults import FaultyPlan
from office.plan.model import Plan
from office.problems import completing, filing
from office.problems.filing import FoundProblem
from office.reading.problem_texts import ProblemText
from storage.books import audit
from storage.decisions import matters
from storage.decisions.matters import MatterState, Order, OrderKind, OrderState
from storage.owed import obligations
from storage.problems.problems import ProblemState
from storage.roster import chats
from storage.roster.chats import Chat, ChatRole
from tests.harness.inspecting import MEMBERS, RULES, facts_with_inspection, plan_with_inspection
from tests.office.conftest import AGENCIES, Office
from tests.office.episodes import OFFICE_CHAT, bind_groups
from tests.office.signers import (
    EVERYBODY,
    HERE,
    LIAISON,
    STAFF,
    adjusted,
    appoint,
    ended,
    issued,
    refused,
    said,
)

MAYOR = Actor(8, "市长", ("mayor",))


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_with_inspection(AGENCIES)


@pytest.fixture
async def desk(office: Office) -> AsyncIterator[Desk]:
    async with office.desk() as desk:
        await appoint(desk, *EVERYBODY)
        await bind_groups(desk, AGENCIES)
        yield desk


async def proposed(desk: Desk, alert: Order) -> Order:
    draft = await convened.drafted(desk, alert.matter_id)
    assert draft is not None
    return draft


async def convene(desk: Desk, alert: Order) -> Order:
    draft = await proposed(desk, alert)
    return await drafts.confirm(desk, STAFF, HERE, draft.key)


@pytest.mark.parametrize("level", ["yellow", "orange", "red"])
async def test_the_order_of_a_level_that_calls_for_it_proposes_it(desk: Desk, level: str) -> None:
    alert = await issued(desk, level)
    draft = await convened.drafted(desk, alert.matter_id)
    assert (draft is not None) == (level != "yellow")
    if draft is not None:
        assert (draft.drafted_by, draft.office_chat_id) == (None, OFFICE_CHAT)
        assert ConveningTerms.of(draft).bodies == ("huanjing", "gongan", "zhujian", "special_group")


async def test_a_higher_level_proposes_nothing_again(desk: Desk) -> None:
    alert = await issued(desk, ahead=0)
    order = await convene(desk, alert)
    await adjusted(desk, "red")
    assert await convened.drafted(desk, alert.matter_id) is None
    matter = await convened.standing(desk, alert.matter_id)
    assert matter is not None
    assert matter.key == order.matter_id


async def test_an_announced_fall_ends_it_once_it_takes_effect(office: Office, desk: Desk) -> None:
    alert = await issued(desk, ahead=0)
    order = await convene(desk, alert)
    fall = await adjusted(desk, "yellow", ahead=24)
    assert await convened.standing(desk, alert.matter_id) is not None
    found = await matters.matter(desk.session, fall.matter_id)
    assert found is not None
    found.level = "yellow"
    await convening.follow(desk, found)
    assert await convened.standing(desk, alert.matter_id) is None
    matter = await matters.matter(desk.session, order.matter_id)
    assert matter is not None
    assert matter.state == MatterState.CLOSED
    assert await obligations.open_of_matter(desk.session, order.matter_id) == []


async def test_the_end_of_the_alert_voids_what_nobody_confirmed(desk: Desk) -> None:
    alert = await issued(desk)
    draft = await proposed(desk, alert)
    await ended(desk, OrderKind.CANCEL)
    made = await matters.order(desk.session, draft.key)
    matter = await matters.matter(desk.session, draft.matter_id)
    assert made is not None
    assert made.state == OrderState.VOID
    assert matter is not None
    assert matter.state == MatterState.ABANDONED


async def test_the_lift_ends_it(desk: Desk) -> None:
    alert = await issued(desk, ahead=0)
    order = await convene(desk, alert)
    await ended(desk, OrderKind.LIFT)
    matter = await matters.matter(desk.session, order.matter_id)
    assert matter is not None
    assert matter.state == MatterState.CLOSED


async def test_a_team_owes_the_days_from_its_convening_to_its_end(desk: Desk) -> None:
    alert = await issued(desk, ahead=0)
    plan, today = await desk.plan_of(alert), desk.local(desk.now).date()
    told = teams.was_told(desk, plan, alert, "special_group", today)
    assert await told is False
    order = await convene(desk, alert)
    # It has no chat, so that it was not told.
    assert await convened.was_convened(desk, alert.matter_id, "special_group", today) is False
    order.snapshot = {**order.snapshot, "recipients": {"special_group": []}}
    desk.session.add(order)
    await desk.session.flush()
    days = [today.replace(day=today.day + later) for later in (0, 3)]
    assert all([await teams.was_told(desk, plan, alert, "special_group", day) for day in days])
    before = today.replace(month=11, day=30)
    assert not await convened.was_convened(desk, alert.matter_id, "special_group", before)
    assert not await convened.was_convened(desk, alert.matter_id + 100, "special_group", today)
    await ended(desk, OrderKind.LIFT)
    found = [await convened.was_convened(desk, alert.matter_id, "special_group", d) for d in days]
    assert found == [True, False]


async def test_the_same_is_not_proposed_again_while_nobody_has_answered(desk: Desk) -> None:
    alert = await issued(desk, ahead=0)
    draft = await proposed(desk, alert)
    await adjusted(desk, "red")
    assert (await proposed(desk, alert)).key == draft.key
    refusal = await refused(convening.convene(desk, STAFF, HERE), "convening_is_drafted")
    assert refusal.facts == {"at": draft.drafted_at}


async def test_what_was_given_up_is_asked_for_and_ended_by_hand(desk: Desk) -> None:
    alert = await issued(desk, ahead=0)
    first = await proposed(desk, alert)
    await drafts.give_up(desk, STAFF, first.key)
    assert await convened.drafted(desk, alert.matter_id) is None
    await convening.convene(desk, STAFF, HERE)
    again = await proposed(desk, alert)
    said = replace(ConveningTerms.of(again), text="逐户核查  ")
    made = await drafts.draft_saying(desk, STAFF, HERE, said, replacing=again.key)
    assert (first.state, again.state) == (OrderState.VOID, OrderState.VOID)
    assert ConveningTerms.of(made).text == "逐户核查"
    order = await drafts.confirm(desk, STAFF, HERE, made.key)
    end = await drafts.draft_end(desk, STAFF, HERE, order.matter_id, OrderKind.CLOSE)
    assert order.serial is not None
    assert order.serial in await order_text(desk, end)
    await drafts.confirm(desk, STAFF, HERE, end.key)
    assert await convened.standing(desk, alert.matter_id) is None


async def test_nothing_is_proposed_where_the_office_has_no_group(desk: Desk) -> None:
    office = await chats.office_chat(desk.session, desk.jurisdiction)
    assert office is not None
    await desk.session.delete(office)
    await desk.session.flush()
    alert = await issued(desk)
    assert await convened.drafted(desk, alert.matter_id) is None


async def test_a_team_whose_chat_came_later_is_told_from_then_on(desk: Desk) -> None:
    alert = await issued(desk, ahead=0)
    order = await convene(desk, alert)
    today = desk.local(desk.now).date()
    late, other = [
        Chat(
            jurisdiction=desk.jurisdiction,
            chat_id=chat_id,
            role=ChatRole.AGENCY,
            agency=body,
            title=body,
            bound_at=desk.now,
        )
        for chat_id, body in ((-70, "special_group"), (-71, "jiaoyu"))
    ]
    assert not await convened.was_convened(desk, alert.matter_id, "special_group", today)
    for chat in (late, other, late):
        await convening.let_in(desk, chat)
    assert recipients_of(order)["special_group"] == [[-70, None]]
    assert "jiaoyu" not in recipients_of(order)
    assert await convened.was_convened(desk, alert.matter_id, "special_group", today)
    known = await audit.entries(desk.session, desk.jurisdiction, after=0, limit=1000)
    assert [one.action for one in known].count("team_convened") == 1


async def test_a_plan_without_it_convenes_nobody(desk: Desk) -> None:
    without = replace(desk, plan=desk.plan.model_copy(update={"inspection": None}))
    await refused(convening.convene(without, STAFF, HERE), "convening_not_in_plan")


async def test_an_exercise_has_its_own_and_asks_no_head(desk: Desk) -> None:
    await appoint(desk, MAYOR)
    alert = await issued(desk, ahead=0, drill=True)
    order = await convene(desk, alert)
    assert order.drill
    assert [row for row in await said(desk, MAYOR.user_id) if "请指定" in row.text] == []
    await refused(convening.convene(desk, STAFF, HERE), "convening_is_open")


async def test_only_the_head_and_the_office_name_the_liaison(desk: Desk) -> None:
    await appoint(desk, MAYOR)
    alert = await issued(desk, ahead=0)
    order = await convene(desk, alert)
    (asked,) = [row for row in await said(desk, MAYOR.user_id) if "请指定" in row.text]
    assert asked.keyboard is not None
    await refused(liaison_naming.naming(desk, LIAISON, order.key), "liaison_not_yours")
    await refused(liaison_naming.naming(desk, MAYOR, 10_000), "button_obsolete")
    await refused(liaison_naming.name(desk, MAYOR, order.key, " … "), "liaison_name_missing")
    await refused(liaison_naming.name(desk, MAYOR, order.key, "名" * 61), "liaison_name_too_long")
    assert await liaison_naming.name(desk, MAYOR, order.key, "住建局  甲某") == "住建局 甲某"
    view = await liaison_naming.naming(desk, MAYOR, order.key)
    assert (view.post, view.head) == ("专项小组联络人", "市政府主要领导")
    # An alert's order has no teams.
    await refused(liaison_naming.naming(desk, STAFF, alert.key), "convening_is_over")


async def test_the_liaison_speaks_for_the_team_by_that_post(desk: Desk) -> None:
    for post, found in (("group_liaison", Capacity.AGENCY), ("mayor", Capacity.POST)):
        who = Actor(9, "联络人", (post,))
        assert capacity.capacity(desk, who, "special_group") is found


async def test_only_its_finder_completes_what_was_found(desk: Desk) -> None:
    said = FoundProblem(ProblemText(found="裸土未覆盖"), filed_for="zhujian")
    row = await filing.file(desk, LIAISON, said)
    assert completing.left_out(row) == ("place", "unit")
    await refused(completing.complete(desk, STAFF, row.key, "宁边路"), "button_obsolete")
    await refused(completing.complete(desk, LIAISON, 10_000, "宁边路"), "button_obsolete")
    await refused(completing.complete(desk, LIAISON, row.key, "长" * 61), "problem_field_too_long")
    await completing.complete(desk, LIAISON, row.key, "宁边路口")
    assert completing.left_out(row) == ("unit",)
    row.state = ProblemState.DROPPED
    await refused(completing.complete(desk, LIAISON, row.key, "某工地"), "problem_decided")


async def test_where_no_alert_or_no_such_level_holds_it_is_refused(desk: Desk) -> None:
    refusal = await refused(convening.convene(desk, STAFF, HERE), "convening_not_due")
    assert refusal.facts == {"levels": ["橙色", "红色"]}
    await refused(convening.convene(desk, LIAISON, HERE), "office_only")
    await issued(desk, "yellow")
    await refused(convening.convene(desk, STAFF, HERE), "convening_not_due")


@pytest.mark.parametrize(
    ("bodies", "text", "key"),
    [
        ((), "", "convening_bodies_missing"),
        (("jiaoyu",), "", "convening_bodies_missing"),
        (MEMBERS, "长" * 501, "convening_text_too_long"),
    ],
)
async def test_what_cannot_be_sent_is_refused(
    desk: Desk, bodies: tuple[str, ...], text: str, key: str
) -> None:
    alert = await issued(desk)
    draft = await proposed(desk, alert)
    terms = ConveningTerms(alert.matter_id, alert.key, bodies, text)
    changed = drafts.draft_saying(desk, STAFF, HERE, terms, replacing=draft.key)
    await refused(changed, key)
    assert kinds.of_order(draft).name == "督导帮扶"


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("levels", ["purple"], "inspection.levels"),
        ("group", "nobody", "inspection.group"),
        ("teams", ["huanjing"], "inspection.teams"),
        ("liaison", "nobody", "inspection.liaison"),
        ("deputy", "nobody", "inspection.deputy"),
        ("joint", "nothing", "inspection.joint"),
    ],
)
def test_a_plan_names_what_it_has(field: str, value: object, told: str) -> None:
    facts = facts_with_inspection(AGENCIES) | {"inspection": RULES | {field: value}}
    with pytest.raises((FaultyPlan, ValueError), match=told):
        Plan.model_validate(facts)
