"""What people write after a command, and whom they mean by it."""

import pytest

from office.bodies import agency_names, new_codes, people
from office.bodies.new_codes import OFFICE, Target
from office.desk import Desk
from office.plan.model import Plan
from office.refusal import Refusal
from office.upkeep import applying
from storage.roster.enrolment import CodeFor
from tests.office.conftest import Office


@pytest.mark.parametrize(
    ("typed", "agencies"),
    [
        ("", ()),
        ("  、", ()),
        ("住建局", ("zhujian",)),
        ("住建局、公安局", ("zhujian", "gongan")),
        ("公安局 住建,市公安局", ("gongan", "zhujian")),
        ("Municipal Public Security Bureau", ("gongan",)),
    ],
)
def test_agencies_are_named_in_a_row(desk: Desk, typed: str, agencies: tuple[str, ...]) -> None:
    assert agency_names.all_meant(desk, typed) == agencies


@pytest.mark.parametrize(
    ("typed", "key", "facts"),
    [
        ("水务局", "agency_unknown", {"typed": "水务局"}),
        ("住建局、" + "很" * 99, "agency_unknown", {"typed": "很" * agency_names.ECHOED}),
        ("局", "agency_ambiguous", {"count": 4}),
    ],
)
def test_who_is_not_known_is_not_guessed(
    desk: Desk, typed: str, key: str, facts: dict[str, object]
) -> None:
    with pytest.raises(Refusal) as found:
        agency_names.all_meant(desk, typed)
    assert found.value.key == key
    assert facts.items() <= found.value.facts.items()


@pytest.mark.parametrize(
    ("typed", "target"),
    [
        ("办公室群", Target(CodeFor.OFFICE, OFFICE)),
        ("办公室主任", Target(CodeFor.POSITION, "director")),
        ("director", Target(CodeFor.POSITION, "director")),
        ("住建局", Target(CodeFor.AGENCY, "zhujian")),
    ],
)
def test_a_code_is_for_whom_one_names(desk: Desk, typed: str, target: Target) -> None:
    assert new_codes.meant(desk, typed) == target


async def test_what_a_plan_drops_or_renames_is_still_known_by_its_name(
    office: Office, plan: Plan
) -> None:
    """The newest plan that had the name decides, but bodies of the plan in force go first."""
    facts = plan.model_dump(mode="json")
    facts["positions"] = [it for it in facts["positions"] if it["id"] != "auditor"]
    for agency in facts["agencies"]:
        if agency["id"] == "zhujian":
            agency["name"], agency["short"] = "市住房局", "住房局"
    async with office.desk() as desk:
        await applying.apply(
            desk.session, Plan.model_validate(facts), now=office.now, actor="cli:operator"
        )
    async with office.desk() as desk:
        assert agency_names.all_meant(desk, "住房局、住建局") == ("zhujian",)
        assert agency_names.name(desk, "zhujian") == "市住房局"
        assert people.position_name(desk, "auditor") == "督查室"
        assert people.position_name(desk, "nobody") == "nobody"
