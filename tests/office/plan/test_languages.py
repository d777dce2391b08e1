"""What English readers read: the plan's English names, in every place where a name is shown."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.lookups.board import text_of
from office.decisions import drafts
from office.desk import Desks
from office.enrolment import roster
from office.matters.order_texts import agency_message, title
from office.matters.tasks import TaskTerms
from office.obligations import board_texts
from office.plan.languages import in_language
from office.plan.model import Plan
from office.records import overview
from office.upkeep import applying
from storage.books import plans
from storage.database import Database
from storage.delivery.boards import BoardKind
from storage.occasions import of_order
from tests.harness.plans import city
from tests.office.conftest import MORNING
from tests.office.episodes import bind_groups
from tests.office.signers import EVERYBODY, HERE, STAFF, appoint, issued

ONE_DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return city()


@pytest.fixture
def english(plan: Plan) -> Plan:
    return in_language(plan, "en")


def names(plan: Plan) -> list[tuple[str, str | None]]:
    return [
        (plan.name, plan.name_en),
        (plan.office, plan.office_en),
        *((level.name, level.name_en) for level in plan.levels),
        *((position.name, position.name_en) for position in plan.positions),
        *((agency.name, agency.name_en) for agency in plan.agencies),
    ]


def test_everything_that_is_named_in_chinese_has_an_english_name(plan: Plan) -> None:
    for _, english in names(plan):
        assert english
        assert not any("\u4e00" <= sign <= "\u9fff" for sign in english)
    assert all(agency.short_en for agency in plan.agencies)


def test_names_change_places(plan: Plan, english: Plan) -> None:
    assert english.body("zhujian").name.startswith("Municipal Housing")
    assert (english.body("zhujian").short, english.name) == ("Housing", "Changji City")
    assert (english.level("orange").name, english.level("orange").response) == ("Orange", "II")
    assert english.pollutant("o3").name == "Ozone"
    assert english.position("director").name == "Director of the Office"
    # A pollutant without an English name keeps its own.
    assert english.pollutant("pm25").name == "PM2.5"
    assert in_language(plan, "zh") is plan


@pytest.mark.parametrize("typed", ["Orange", "橙色", "橙", "orange"])
def test_both_languages_are_understood_in_both(plan: Plan, english: Plan, typed: str) -> None:
    for one in (plan, english):
        found = one.find_level(typed)
        assert found is not None
        assert found.id == "orange"


@pytest.mark.parametrize("typed", ["市住建局", "住建局", "Housing"])
def test_agencies_too(plan: Plan, english: Plan, typed: str) -> None:
    for one in (plan, english):
        assert [agency.id for agency in one.bodies_like(typed)] == ["zhujian"]


def test_what_hangs_on_ids_stays(plan: Plan, english: Plan) -> None:
    assert english.measures_for("gongan", "red")[0].measures
    assert [level.id for level in english.levels_up_to("red")] == ["red", "orange", "yellow"]
    assert english.serials == plan.serials
    assert english.group_names.keys() == plan.group_names.keys()


async def test_nothing_that_has_an_english_name_is_shown_in_chinese(
    database: Database, plan: Plan
) -> None:
    async with database.transaction() as session:
        await applying.apply(session, plan, now=MORNING, actor="cli:operator")
    async with Desks(database, "en").open(plan.jurisdiction, MORNING, "clock") as desk:
        await appoint(desk, *(replace(who, name=f"No {who.user_id}") for who in EVERYBODY))
        await bind_groups(desk, ["huanjing"])
        order = await issued(desk, ahead=0)
        shown = [
            title(desk, await desk.plan_of(order), order),
            text_of(desk.words, await overview.overview(desk, STAFF)),
            desk.words.text("people_roster", await roster.roster(desk)),
            (
                await board_texts.message(
                    desk, order.matter_id, BoardKind.RECEIPTS, of_order(order.key)
                )
            ).html,
            # Below, the measures themselves stand as the plan has them.
            (await agency_message(desk, order, "huanjing")).html.partition("<b>Your measures")[0],
        ]
        terms = TaskTerms(("huanjing",), True, "Check the coal yards", MORNING + ONE_DAY)
        draft = await drafts.draft_saying(desk, STAFF, HERE, terms)
        task = await drafts.confirm(desk, STAFF, HERE, draft.key)
        board = await board_texts.message(
            desk, task.matter_id, BoardKind.RECEIPTS, of_order(task.key)
        )
        shown += [(await agency_message(desk, task, "huanjing")).html, board.html]
    assert shown[0] == "Orange alert for heavy pollution"
    assert "Comes from: the office above" in shown[-2]
    assert "received 0/1, answered 0/1" in shown[-1]
    for chinese, _ in names(plan):
        assert all(chinese not in text for text in shown), chinese


async def test_a_plan_stored_before_it_knew_of_a_key_is_the_same_plan(
    database: Database, plan: Plan
) -> None:
    """Its checksum was computed over fewer keys."""
    async with database.transaction() as session:
        await applying.apply(session, plan, now=MORNING, actor="cli:operator")
    async with database.transaction() as session:
        version = await plans.latest_version(session, plan.jurisdiction)
        assert version is not None
        version.checksum = "of an older model"
        session.add(version)
    async with database.transaction() as session:
        later = MORNING + timedelta(days=1)
        assert not (await applying.apply(session, plan, now=later, actor="cli")).is_new
