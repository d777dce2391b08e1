"""Registers and filings of the shipped plans are those of their documents, with no day of ours."""

from typing import Any

import pytest

from office.plan.model import Paper
from office.plan.when import BY_CALENDAR
from tests.harness.plans import pack
from tests.plans.packs import each_pack, facts, seed


@each_pack
@pytest.mark.parametrize("section", ["registers", "filings"])
def test_they_are_those_of_the_documents(name: str, section: str) -> None:
    plan = pack(name)
    papers: tuple[Paper, ...] = getattr(plan, section)
    found = [(sorted(plan.owners(one)), one.by, one.asked_at_start) for one in papers]
    said: list[dict[str, Any]] = facts(name).get(section, [])
    assert found == [
        (sorted(one["who"]), one.get("by"), one.get("at_start", False)) for one in said
    ]


@each_pack
def test_they_name_the_places_that_ask_for_them(name: str) -> None:
    plan = pack(name)
    said = [*facts(name).get("registers", []), *facts(name).get("filings", [])]
    for paper, fact in zip((*plan.registers, *plan.filings), said, strict=True):
        assert paper.source is not None
        parts = [part for part in paper.source.split("、")]
        assert [part for part in fact["places"] if not any(part in one for one in parts)] == []
        assert len(parts) == len(fact["places"])


@each_pack
def test_the_calendar_asks_for_what_the_documents_want_and_no_more(name: str) -> None:
    plan, said = pack(name), facts(name).get("by_calendar", {})
    found = {one.kind: one for one in plan.owes if one.when in BY_CALENDAR}
    assert set(found) == set(said)
    for kind, fact in said.items():
        owed = found[kind]
        wanted = {key: fact.get(key) for key in ("when", "season", "off_season", "before")}
        assert {key: getattr(owed, key) for key in wanted} == wanted
        assert owed.source == fact["source"]
    renewed = {one.id for one in plan.papers if one.renew}
    assert renewed == set(facts(name).get("renewed_yearly", {}))


@each_pack
def test_consultations_come_round_where_the_documents_want_it_and_nowhere_else(name: str) -> None:
    said = facts(name).get("held", {})
    found = {str(one.occasion): one for one in pack(name).consultation_reports.held}
    assert set(found) == set(said)
    for occasion, fact in said.items():
        held = found[occasion]
        assert (held.season, held.off_season) == (fact.get("season"), fact.get("off_season"))
        assert held.source == fact["source"]
        assert fact["says"] in seed(facts(name)["seed"])


@pytest.mark.parametrize("name", ["kizilsu", "dengkou"])
def test_the_words_that_ask_for_it_stand_in_the_document(name: str) -> None:
    document = seed(facts(name)["seed"])
    for fact in facts(name)["by_calendar"].values():
        assert fact["says"] in document


def test_the_words_that_ask_for_a_yearly_update_stand_in_the_document() -> None:
    document = seed("001")
    for words in facts("kizilsu")["renewed_yearly"].values():
        assert words in document


@each_pack
def test_no_season_has_days_that_no_document_gives(name: str) -> None:
    assert all(season.is_declared for season in pack(name).seasons)
