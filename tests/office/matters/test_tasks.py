"""What a task says, and what is refused before it goes."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from pydantic import ValidationError

from office.bodies.people import Actor
from office.decisions import drafts, lapsing
from office.desk import Desk
from office.matters import kinds, tasks
from office.matters.order_terms import named_end
from office.matters.order_texts import order_text, title
from office.matters.tasks import TaskTerms
from office.obligations import board_texts
from office.plan.model import Plan
from office.upkeep import applying
from storage.decisions import matters as store
from storage.decisions.matters import MatterState, Order, OrderKind, OrderState
from storage.delivery import boards as board_store
from storage.delivery.boards import BoardKind
from storage.occasions import of_order
from storage.owed import obligations
from storage.owed.obligations import ObligationKind, ObligationState
from storage.roster import kept
from storage.subjects import Subject
from tests.harness.plans import TEAM, small_plan
from tests.office.conftest import AGENCIES
from tests.office.episodes import OFFICE_CHAT, bind_groups
from tests.office.signers import (
    COLLEAGUE,
    EVERYBODY,
    HERE,
    LIAISON,
    STAFF,
    appoint,
    issued,
    refused,
    said,
    sign,
)

MAYOR = Actor(16, "市长", ("mayor",))
TEXT = "排查供暖锅炉房堆煤场\n逐一核查苫盖情况。"


@pytest.fixture(autouse=True)
async def office_at_work(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY)
    await bind_groups(desk, ["huanjing", "gongan"])


def terms(
    desk: Desk, text: str = TEXT, *, bodies: tuple[str, ...] = ("gongan",), hours: float = 10
) -> TaskTerms:
    return TaskTerms(bodies, False, text, desk.now + timedelta(hours=hours))


async def drafted(desk: Desk) -> Order:
    return await drafts.draft_saying(desk, STAFF, HERE, terms(desk))


async def given(desk: Desk) -> Order:
    return await drafts.confirm(desk, STAFF, HERE, (await drafted(desk)).key)


@pytest.mark.parametrize(
    ("text", "called"),
    [
        (TEXT, "排查供暖锅炉房堆煤场"),
        ("报送情况。并附照片", "报送情况"),
        ("报送巡查情况，并说明查处数量", "报送巡查情况，并说明查处数量"),
        ("按照上级要求，" + "尽" * 30, "按照上级要求"),
        ("尽" * 40, "尽" * 29 + "…"),
        ("。尽快报送情况", "。尽快报送情况"),
    ],
)
def test_a_task_is_called_by_its_first_line(text: str, called: str) -> None:
    due_at = datetime.fromisoformat("2026-12-03T18:00+08:00")
    assert TaskTerms(("gongan",), False, text, due_at).title == called


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"bodies": ()}, "task_bodies_missing"),
        ({"bodies": ("nobody",)}, "task_bodies_missing"),
        ({"text": "。"}, "task_text_missing"),
        ({"text": "煤" * 1501}, "task_text_too_long"),
        ({"hours": 0.4}, "task_due_too_soon"),
        ({"hours": 24 * 366}, "task_due_too_far"),
    ],
)
async def test_what_cannot_be_issued_is_refused(
    desk: Desk, changed: dict[str, object], key: str
) -> None:
    said_ = terms(desk)
    due_at = desk.now + timedelta(hours=float(str(changed.pop("hours", 10))))
    wrong = replace(said_, due_at=due_at, **changed)  # type: ignore[arg-type]
    await refused(drafts.draft_saying(desk, STAFF, HERE, wrong), key)


@pytest.mark.parametrize(
    ("text", "details"),
    [
        (TEXT, "逐一核查苫盖情况。"),
        ("报送情况", ""),
        ("报送情况。并附照片", "报送情况。并附照片"),
        ("尽" * 40 + "\n附照片", "尽" * 40 + "\n附照片"),
    ],
)
def test_below_its_title_stands_what_that_does_not_say(text: str, details: str) -> None:
    due_at = datetime.fromisoformat("2026-12-03T18:00+08:00")
    assert TaskTerms(("gongan",), False, text, due_at).details == details


async def test_it_goes_to_whom_it_names(desk: Desk) -> None:
    order = await given(desk)
    plan = await desk.plan_of(order)
    assert [body.id for body in kinds.addressed(plan, order)] == ["gongan"]
    assert set(order.snapshot["recipients"]) == {"gongan"}
    assert TaskTerms.of(order).bodies == ("gongan",)
    rows = await obligations.open_of_agency(desk.session, desk.jurisdiction, "gongan")
    assert {row.kind for row in rows} == {ObligationKind.RECEIPT, ObligationKind.TASK}
    assert {row.title for row in rows} == {"排查供暖锅炉房堆煤场"}
    [answer] = [row for row in rows if row.kind == ObligationKind.TASK]
    assert answer.due_at == named_end(order)
    text = await order_text(desk, order)
    assert "承办单位：公安局" in text
    assert "本办交办" in text


async def test_to_everybody_no_names_are_listed(desk: Desk) -> None:
    everybody = terms(desk, bodies=tasks.possible(desk.plan))
    order = await drafts.draft_saying(desk, STAFF, HERE, everybody)
    assert "全部成员单位" in await order_text(desk, order)


@pytest.mark.parametrize(
    ("kind", "ended"),
    [(OrderKind.CLOSE, MatterState.CLOSED), (OrderKind.CANCEL, MatterState.CANCELLED)],
)
async def test_its_end_takes_back_what_is_owed(
    desk: Desk, kind: OrderKind, ended: MatterState
) -> None:
    order = await given(desk)
    made = await drafts.draft_end(desk, STAFF, HERE, order.matter_id, kind)
    assert title(desk, await desk.plan_of(made), made).endswith("交办事项“排查供暖锅炉房堆煤场”")
    again = drafts.draft_end(desk, COLLEAGUE, HERE, order.matter_id, kind)
    await refused(again, "draft_is_pending")
    await drafts.confirm(desk, STAFF, HERE, made.key)
    matter = await store.matter(desk.session, order.matter_id)
    assert matter is not None
    assert matter.state == ended
    rows = await obligations.of_occasion(
        desk.session, order.matter_id, ObligationKind.TASK, of_order(order.key)
    )
    assert {row.state for row in rows} == {ObligationState.SUPERSEDED}
    late = drafts.draft_end(desk, STAFF, HERE, order.matter_id, kind)
    await refused(late, "task_is_over")


async def test_an_end_that_came_meanwhile_is_not_confirmed(desk: Desk) -> None:
    order = await given(desk)
    made = await drafts.draft_end(desk, STAFF, HERE, order.matter_id, OrderKind.CLOSE)
    matter = await store.matter(desk.session, order.matter_id)
    assert matter is not None
    matter.state = MatterState.CANCELLED
    desk.session.add(matter)
    await desk.session.flush()
    await refused(drafts.confirm(desk, STAFF, HERE, made.key), "task_is_over")


async def test_only_the_office_ends_one_and_only_as_its_kind_ends(desk: Desk) -> None:
    order, alert = await given(desk), await issued(desk)
    ends = drafts.draft_end
    await refused(ends(desk, LIAISON, HERE, order.matter_id, OrderKind.CLOSE), "office_only")
    await refused(ends(desk, STAFF, HERE, order.matter_id, OrderKind.LIFT), "button_obsolete")
    await refused(ends(desk, STAFF, HERE, alert.matter_id, OrderKind.LIFT), "button_obsolete")
    await refused(ends(desk, STAFF, HERE, 4711, OrderKind.CLOSE), "button_obsolete")


async def test_a_draft_lapses_at_its_deadline(desk: Desk) -> None:
    draft = await drafted(desk)
    assert await lapsing.lapse(desk, draft.key) == "not yet"
    later = replace(desk, now=TaskTerms.of(draft).due_at)
    assert await lapsing.lapse(later, draft.key) == "asked its drafter"
    await desk.session.refresh(draft)
    assert draft.state == OrderState.LAPSED


async def test_the_board_has_its_buttons_while_it_is_open(desk: Desk) -> None:
    order = await given(desk)
    about = (desk, order.matter_id, BoardKind.RECEIPTS, of_order(order.key))
    open_ = await board_texts.message(*about)
    labels = [one.label for row in open_.keyboard for one in row]
    assert labels == ["办结归档", "撤回"]
    made = await drafts.draft_end(desk, STAFF, HERE, order.matter_id, OrderKind.CLOSE)
    await drafts.confirm(desk, STAFF, HERE, made.key)
    over = await board_texts.message(*about)
    assert over.keyboard == ()
    assert "本事项已结束" in over.html
    [known] = await board_store.boards_of(
        desk.session, Subject.of(await _matter(desk, order.matter_id))
    )
    assert known.kind == BoardKind.RECEIPTS
    assert [row for row in await said(desk, OFFICE_CHAT, "board") if row.keyboard]


async def _matter(desk: Desk, matter_id: int) -> store.Matter:
    found = await store.matter(desk.session, matter_id)
    assert found is not None
    return found


async def headed(desk: Desk) -> None:
    """The mayor heads a team of the plan in force."""
    facts = small_plan(AGENCIES).model_dump(mode="json")
    for position in facts["positions"]:
        if position["id"] == "mayor":
            position["can"] = ["approve", "copy"]
    plan = Plan.model_validate(facts | {"teams": [{**TEAM, "headed_by": "mayor"}]})
    await applying.apply(desk.session, plan, now=desk.now, actor="cli:test")
    desk.plan_version_id = await kept.plan_in_force(desk.session, desk.jurisdiction) or 0
    desk.plan = await desk.plan_version(desk.plan_version_id)


async def test_a_task_in_a_team_s_name_is_signed_by_its_head(desk: Desk) -> None:
    await headed(desk)
    await appoint(desk, MAYOR)
    made = await drafts.draft_saying(desk, STAFF, HERE, replace(terms(desk), group="experts"))
    await drafts.confirm(desk, STAFF, HERE, made.key)
    assert made.state == OrderState.APPROVING
    assert TaskTerms.of(made).group == "experts"
    [asked] = await said(desk, MAYOR.user_id, "approval")
    assert "组长批准" in asked.text
    await sign(desk, made, MAYOR)
    assert made.state == OrderState.ISSUED
    ending = await drafts.draft_end(desk, STAFF, HERE, made.matter_id, OrderKind.CLOSE)
    await drafts.confirm(desk, STAFF, HERE, ending.key)
    assert ending.state == OrderState.ISSUED


async def test_a_team_without_a_head_gives_no_task(desk: Desk) -> None:
    await refused(
        drafts.draft_saying(desk, STAFF, HERE, replace(terms(desk), group="experts")),
        "button_obsolete",
    )


def test_the_head_of_a_team_must_be_able_to_sign() -> None:
    facts = small_plan(AGENCIES).model_dump(mode="json")
    for head in ("mayor", "nobody"):
        with pytest.raises(ValidationError, match=r"teams\.experts\.headed_by"):
            Plan.model_validate(facts | {"teams": [{**TEAM, "headed_by": head}]})
