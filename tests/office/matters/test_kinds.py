"""The registry of kinds: what each row says hangs together."""

from dataclasses import replace

import pytest

from office.desk import Desk
from office.matters import kinds
from office.matters.kinds import ALERT, KINDS, KindOfMatter, Signatures
from office.plan.model import BodyKind, Plan
from storage.decisions.matters import ENDED_MATTERS, MatterKind, OrderKind
from tests.harness.plans import with_other_bodies
from tests.office.signers import EVERYBODY, appoint, drafted

EVERY_KIND = pytest.mark.parametrize("row", KINDS.values(), ids=lambda row: row.id)


def test_every_kind_has_a_row() -> None:
    assert set(KINDS) == set(MatterKind)


@EVERY_KIND
def test_only_a_level_gives_a_chain_and_a_colour(row: KindOfMatter) -> None:
    assert row.has_level == (row.signatures is Signatures.OF_LEVEL)
    assert row.has_level or row.mark


@EVERY_KIND
def test_an_order_that_ends_a_matter_leaves_it_ended(row: KindOfMatter) -> None:
    assert set(row.ends.values()) <= set(ENDED_MATTERS)
    assert OrderKind.ISSUE not in row.ends


@EVERY_KIND
def test_what_is_issued_bears_a_number_of_the_plan(row: KindOfMatter, plan: Plan) -> None:
    for series in row.serials.values():
        assert plan.serial(series, 2026, 3).startswith(plan.prefix)


@EVERY_KIND
def test_a_kind_without_receipts_says_that_none_is_needed(row: KindOfMatter, desk: Desk) -> None:
    assert row.receipts or "收到" in desk.words.plain(row.key("no_receipt"))


async def test_an_alert_is_signed_by_its_level_and_told_to_all(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY)
    draft = await drafted(desk)
    plan = await desk.plan_of(draft)
    assert kinds.of_order(draft) is ALERT
    assert kinds.chain(plan, draft) == plan.level("orange").chain
    assert kinds.addressed(plan, draft) == plan.agencies
    assert kinds.mark(plan, draft) == plan.level("orange").colour
    assert kinds.audit_subject(draft) == f"alert:{draft.matter_id}"


async def test_a_level_is_asked_for_where_there_is_none(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY)
    draft = await drafted(desk)
    plan = await desk.plan_of(draft)
    draft.level = None
    with pytest.raises(ValueError, match="no levels"):
        kinds.level_of(plan, draft)
    assert not kinds.is_quiet_exempt(plan, draft)


def test_an_alert_concerns_agencies_and_no_other_bodies(plan: Plan) -> None:
    assert kinds.concerned(with_other_bodies(plan), ALERT) == plan.agencies


def test_a_kind_may_concern_other_bodies_too(plan: Plan) -> None:
    wider = replace(ALERT, concerns=(BodyKind.COUNTY, BodyKind.TEAM))
    told = kinds.concerned(with_other_bodies(plan), wider)
    assert [body.id for body in told] == ["experts", "fukang"]


def test_the_plan_may_have_a_single_body_told(plan: Plan) -> None:
    wider = with_other_bodies(plan, county_told=("alert",))
    assert [body.id for body in kinds.concerned(wider, ALERT)][-1] == "fukang"
    assert "fukang" not in [body.id for body in kinds.concerned(wider, KINDS[MatterKind.NOTICE])]
