"""Problems that were filed before their enterprise was on record; near names are only offered."""

import pytest

from office.desk import Desk
from office.enterprises import earlier_problems, firms
from office.plan.model import Plan
from office.problems import filing
from office.problems.filing import FoundProblem
from office.reading.problem_texts import ProblemText
from storage.problems import problems as store
from storage.problems.problems import Problem
from tests.office.enterprises.lists import INDUSTRIAL, in_force, plan_with_lists
from tests.office.signers import EVERYBODY, LIAISON, STAFF, appoint, refused


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_with_lists(INDUSTRIAL)


@pytest.fixture(autouse=True)
async def office_at_work(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY)


async def filed(desk: Desk, unit: str) -> Problem:
    said = ProblemText(place="北镇", unit=unit, requirement="", found="夜间仍在生产")
    return await filing.file(desk, STAFF, FoundProblem(said))


async def serials(desk: Desk, name: str) -> list[str]:
    [firm] = await firms.find(desk, name)
    return [one.serial for one in (await firms.history(desk, STAFF, firm.key)).problems]


@pytest.mark.clause("F11")
async def test_one_that_is_entered_later_has_the_problems_that_name_it(desk: Desk) -> None:
    same, near, other = [await filed(desk, one) for one in ("乙 砖厂", "乙砖瓦厂", "丁窑厂")]
    firm = await firms.enter(desk, STAFF, "乙砖厂")
    view = await firms.history(desk, STAFF, firm.key)
    assert [one.serial for one in view.problems] == [same.serial]
    assert [one.unit for one in view.near_problems] == ["乙砖瓦厂"]
    assert view.near_firms == ()
    # A list names it as well, and takes nothing away from anybody.
    await in_force(desk)
    assert await serials(desk, "乙砖厂") == [same.serial]
    await desk.session.refresh(near)
    await desk.session.refresh(other)
    assert (near.enterprise_id, other.enterprise_id) == (None, None)


@pytest.mark.clause("F11")
async def test_those_of_a_list_have_them_too(desk: Desk) -> None:
    row = await filed(desk, "甲水泥厂")
    assert row.enterprise_id is None
    await in_force(desk)
    assert await serials(desk, "甲水泥厂") == [row.serial]
    found = await firms.near(desk, "甲水泥有限公司")
    assert [one.name for one in found] == ["甲水泥厂"]
    assert not firms.is_named(found[0], "甲水泥有限公司")


@pytest.mark.clause("F11")
async def test_a_person_says_that_a_near_name_is_the_same(desk: Desk) -> None:
    row = await filed(desk, "甲水泥有限公司")
    await in_force(desk)
    [firm] = await firms.find(desk, "甲水泥厂")
    assert await serials(desk, "甲水泥厂") == []
    await refused(earlier_problems.join(desk, LIAISON, row.key, firm), "office_only")
    await refused(earlier_problems.join(desk, STAFF, 999, firm), "button_obsolete")
    await earlier_problems.join(desk, STAFF, row.key, firm)
    assert await serials(desk, "甲水泥厂") == [row.serial]
    await refused(earlier_problems.join(desk, STAFF, row.key, firm), "firm_problem_taken")
    assert await store.of_no_enterprise(desk.session, desk.jurisdiction) == []
