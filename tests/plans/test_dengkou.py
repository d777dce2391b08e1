"""Dengkou's plan has the duties of the county's list and its four groups."""

from office.plan.model import Duty, Trigger
from tests.harness.plans import pack
from tests.plans.packs import facts, place, rows

PLAN, SAID = pack("dengkou"), facts("dengkou")


def test_it_has_as_many_lines_as_the_list() -> None:
    assert len(_duties()) == SAID["lines"]


def test_duties_hold_when_the_list_says() -> None:
    assert _rows_with(Trigger.ORDER) == SAID["triggers"]["order"]
    assert _rows_with(Trigger.RESPONSE) == SAID["triggers"]["response"]
    assert set(_rows_with(Trigger.POLLUTION)) <= set(SAID["triggers"]["pollution"])


def _rows_with(when: Trigger) -> list[int]:
    cited = {duty.source for duty in _duties() if duty.when is when}
    return [row["row"] for row in rows("dengkou") if place("dengkou", row) in cited]


def test_by_level_is_said_in_the_rows_that_have_it() -> None:
    by_level = {duty.source for duty in _duties() if duty.text.startswith("按预警级别要求")}
    assert by_level == {f"磴口清单第{row}行" for row in SAID["triggers"]["level"]}


def test_other_matters_are_charged_in_no_row_without_them() -> None:
    other = {duty.source for duty in _duties() if "另有交办" in duty.text}
    assert other == {f"磴口清单第{row}行" for row in SAID["other_matters_rows"]}


def _duties() -> list[Duty]:
    return [duty for agency in PLAN.agencies for duty in PLAN.duties_of(agency)]


def test_the_office_only_proposes_so_even_yellow_is_approved_above_it() -> None:
    assert PLAN.level("yellow").approval == ("director", "deputy_commander")


def test_two_groups_are_led_and_one_of_them_by_no_member() -> None:
    led = {team.id: team.lead for team in PLAN.teams if team.lead}
    assert led["inspection"] == "daqiban"
    assert led["publicity"] == "xuanchuan"
    assert "daqiban" not in {agency.id for agency in PLAN.agencies}


def test_only_members_owe_receipts_and_reports() -> None:
    members = [agency.id for agency in PLAN.agencies]
    for kind in ("receipt", "daily", "closing"):
        owed = PLAN.owed(kind)
        assert [body.id for body in PLAN.bodies if PLAN.owes_it(owed, body.id)] == members


def test_words_missing_in_the_source_are_marked() -> None:
    marked = [duty.text for duty in _duties() if "原文" in duty.text]
    assert len(marked) == 2
    assert len([note for note in PLAN.notes if "第11行“" in note]) == 2


def test_the_groups_owe_what_their_rows_ask_for() -> None:
    owed = {kind: PLAN.owed(kind) for kind in ("inspection", "outlook", "assessment")}
    assert {kind: one.who for kind, one in owed.items()} == {
        "inspection": ("inspection",),
        "outlook": ("monitoring",),
        "assessment": ("experts",),
    }
    ahead = next(one for one in SAID["teams"] if one["id"] == "monitoring")
    assert owed["outlook"].days_ahead == ahead["outlook_days"]
    assessed = owed["assessment"].due_by
    assert assessed is not None
    team = next(one for one in SAID["teams"] if one["id"] == "experts")
    assert assessed.working_day == team["assessment_working_days"]


def test_who_is_named_and_no_member_helps() -> None:
    helpers = [body.name for body in PLAN.outside if body.relation == "helper"]
    assert helpers == SAID["helpers"]


def test_lists_are_kept_where_the_county_asks_for_them() -> None:
    kept = ("名录", "名单", "清单", "白名单")
    cited = {duty.source for duty in _duties() if any(word in duty.text for word in kept)}
    assert {f"磴口清单第{row}行" for row in SAID["registers_rows"]} <= cited


def test_what_the_list_does_not_weigh_is_a_default_of_the_appraisal() -> None:
    said = PLAN.appraisal
    assert said is not None
    assert said.source == "磴口清单第1行、第2行"
    assert {line.source for line in said.lines} == {"none"}
    assert (said.object_by_source, said.sign_source) == ("none", "none")
