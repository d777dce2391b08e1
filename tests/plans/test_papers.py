"""Registers and filings of the shipped plans are those of their documents, with no day of ours."""

from typing import Any

import pytest

from office.plan.model import Paper
from tests.harness.plans import pack
from tests.plans.packs import each_pack, facts


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
    for paper, fact in zip(plan.papers, said, strict=True):
        assert paper.source is not None
        parts = [part for part in paper.source.split("、")]
        assert [part for part in fact["places"] if not any(part in one for one in parts)] == []
        assert len(parts) == len(fact["places"])
