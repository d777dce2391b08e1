"""Kundulun's plan has the duties of the district's list, and defaults that say so for the rest."""

from office.plan.model import Trigger
from office.plan.remarks import remarks
from tests.harness.plans import pack
from tests.plans.packs import facts, place, rows

PLAN, SAID = pack("kundulun"), facts("kundulun")


def test_it_has_as_many_lines_as_the_list() -> None:
    lines = [duty for agency in PLAN.agencies for duty in PLAN.duties_of(agency)]
    assert len(lines) == SAID["lines"]
    counted = [row["lines"] for row in rows("kundulun")]
    assert sum(counted) == SAID["different_lines"]


def test_bodies_of_one_row_share_its_duties() -> None:
    shared = [row["ids"] for row in rows("kundulun") if len(row["ids"]) > 1]
    assert [{PLAN.body(one).duties for one in ids} for ids in shared] == [
        {"traffic_police"},
        {"towns"},
    ]


def test_duties_hold_when_the_list_says() -> None:
    for when in (Trigger.LEVEL, Trigger.RESPONSE, Trigger.POLLUTION):
        assert _rows_with(when) == SAID["triggers"][when], when
    assert set(_rows_with(Trigger.WARNING)) == set(SAID["triggers"]["warning"])


def _rows_with(when: Trigger) -> list[int]:
    cited = {
        duty.source
        for agency in PLAN.agencies
        for duty in PLAN.duties_of(agency)
        if duty.when is when
    }
    return [row["row"] for row in rows("kundulun") if place("kundulun", row) in cited]


def test_the_supervision_office_reads_everything_and_is_no_member() -> None:
    said = SAID["supervision"]
    assert "audit" in PLAN.position(said["position"]).can
    assert len(PLAN.duties_of(PLAN.body(said["body"]))) == said["lines"]
    assert said["body"] not in {agency.id for agency in PLAN.agencies}


def test_the_levels_are_said_to_be_another_prefectures() -> None:
    assert not PLAN.sources["克州预案"].own
    assert {level.source for level in PLAN.levels} == {"克州预案3.3.1"}
    assert all(not measure.source.startswith("克州") for measure in PLAN.measures)


def test_the_office_hears_of_what_is_missing() -> None:
    assert [rung.step for rung in PLAN.ladders["report"]] == ["late", "office_told"]
    assert not any("没有人知道" in one.zh for one in remarks(PLAN))


def test_a_misprint_of_the_source_is_shown_and_not_mended() -> None:
    assert any("听课" in duty.text for duty in PLAN.duties_of(PLAN.body("jiaoyu")))
    assert any("听课" in note for note in PLAN.notes)


def test_rows_that_ask_for_a_scheme_of_their_own_have_it() -> None:
    assert _rows_that_say("专项实施方案") == SAID["own_scheme_rows"]


def test_one_row_is_charged_by_the_command_and_the_others_by_its_office() -> None:
    assert _rows_that_say("指挥部另有交办") == SAID["charged_by_command_rows"]
    others = {row["row"] for row in rows("kundulun")} - set(SAID["charged_by_command_rows"])
    assert set(_rows_that_say("指挥部办公室另有交办")) == others


def _rows_that_say(words: str) -> list[int]:
    return [
        row["row"]
        for row in rows("kundulun")
        if any(words in duty.text for duty in PLAN.duties_of(PLAN.body(row["ids"][0])))
    ]


def test_who_is_named_and_no_member_helps() -> None:
    helpers = [body.name for body in PLAN.outside if body.relation == "helper"]
    assert set(SAID["helpers"]) <= set(helpers)


def test_it_knows_no_appraisal_as_row_20_has_another_office_inspect() -> None:
    assert PLAN.appraisal is None
