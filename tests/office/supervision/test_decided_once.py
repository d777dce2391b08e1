"""Slips, referrals and extensions that were decided are not decided again."""

import pytest

from handlers.supervision import slips as door
from office.obligations import lifecycle
from office.obligations.lifecycle import PauseReason
from office.refusal import Refusal
from office.supervision import referrals, slip_lists, slip_withdrawals
from storage.owed import extensions
from storage.owed.extensions import Extension, ExtensionState
from tests.office.conftest import Office
from tests.office.ladder_days import (
    DIRECTOR,
    LIAISON,
    STAFF,
    LadderDay,
    prompted_day,
)


@pytest.fixture
async def day(office: Office) -> LadderDay:
    return await prompted_day(office)


async def test_withdrawing_what_is_not_open(day: LadderDay) -> None:
    await day.advance_to("12:30")
    async with day.office.desk() as desk:
        slip = (await day.slips(desk))[-1]
        with pytest.raises(Refusal, match="office_only"):
            await slip_withdrawals.withdraw(desk, LIAISON, slip.key, "误发")
        with pytest.raises(Refusal, match="slip_unknown"):
            await slip_withdrawals.withdraw(desk, STAFF, 999, "误发")
        await slip_withdrawals.withdraw(desk, STAFF, slip.key, "误发")
        with pytest.raises(Refusal, match="slip_not_open"):
            await slip_withdrawals.withdraw(desk, STAFF, slip.key, "误发")
        shown = door.detail(desk.words, await slip_lists.detail(desk, STAFF, slip.key))
        assert "误发" in shown.html
        assert shown.keyboard == ()


async def test_a_decided_referral_is_decided_once(day: LadderDay) -> None:
    await day.advance_to("09:00", 3)
    async with day.office.desk() as desk:
        referral = (await day.slips(desk))[-1]
        with pytest.raises(Refusal, match="referral_not_yours"):
            await referrals.decline(desk, STAFF, referral.key, "再等等")
        await referrals.decline(desk, DIRECTOR, referral.key, "再等等")
        with pytest.raises(Refusal, match="referral_decided"):
            await referrals.confirm(desk, DIRECTOR, referral.key)
        view = await slip_lists.detail(desk, DIRECTOR, referral.key, in_private=True)
        shown = door.detail(desk.words, view)
        assert "再等等" in shown.html


async def test_a_report_makes_an_extension_moot_and_edits_the_question(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        owed = await day.owed(desk)
        asked = Extension(
            jurisdiction=desk.jurisdiction,
            obligation_id=owed.key,
            agency=owed.agency,
            reason="停电",
            asked_by=LIAISON.user_id,
            asked_at=desk.now,
            step=owed.step,
        )
        desk.session.add(asked)
        await desk.session.flush()
        await lifecycle.pause(desk, owed, PauseReason.EXTENSION)
        await lifecycle.meet(desk, owed, LIAISON)
        [kept] = await extensions.extensions_of(desk.session, owed.key)
        assert kept.state == ExtensionState.MOOT
