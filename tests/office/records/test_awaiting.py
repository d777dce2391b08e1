"""What waits for one person: signatures, what was agreed by telephone, and referrals."""

from office.decisions import approvals
from office.desk import Desk
from office.records import awaiting
from storage.decisions.consents import Consent, ConsentState
from tests.office import ladder_days
from tests.office.conftest import Office
from tests.office.signers import (
    DEPUTY,
    DIRECTOR,
    EVERYBODY,
    STAFF,
    appoint,
    confirmed,
    drafted,
    sign,
)


async def test_a_signature_waits_for_whoever_is_asked_and_for_nobody_else(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY)
    draft = await confirmed(desk, await drafted(desk))
    assert await awaiting.decisions_of(desk, DIRECTOR) == ("审签：重污染天气橙色预警",)
    assert await awaiting.decisions_of(desk, DEPUTY) == ()
    await sign(desk, draft, DIRECTOR)
    assert await awaiting.decisions_of(desk, DIRECTOR) == ()
    assert await awaiting.decisions_of(desk, DEPUTY) == ("审签：重污染天气橙色预警",)


async def test_a_signature_in_an_exercise_is_no_decision(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY)
    await confirmed(desk, await drafted(desk, drill=True))
    assert len(await approvals.waiting_for(desk, DIRECTOR)) == 1
    assert await awaiting.decisions_of(desk, DIRECTOR) == ()


async def test_what_was_agreed_by_telephone_waits_until_it_is_signed_for(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY)
    draft = await confirmed(desk, await drafted(desk))
    [step] = [one.row for one in await approvals.waiting_for(desk, DIRECTOR)]
    consent = Consent(
        jurisdiction=desk.jurisdiction,
        approval_id=step.key,
        asked_by=STAFF.user_id,
        given_by=DIRECTOR.user_id,
        given_at=desk.now,
        words="同意",
        recorded_at=desk.now,
        state=ConsentState.CONFIRMED,
    )
    desk.session.add(consent)
    await sign(desk, draft, DIRECTOR)
    assert await awaiting.decisions_of(desk, DIRECTOR) == ("补签：重污染天气橙色预警",)
    assert await awaiting.decisions_of(desk, STAFF) == ()


async def test_a_referral_is_known_to_those_alone_who_decide_on_it(office: Office) -> None:
    await ladder_days.proposed_day(office)
    async with office.desk() as desk:
        director = await awaiting.decisions_of(desk, ladder_days.DIRECTOR)
        assert [one.split("：")[0] for one in director] == ["是否移交线索"]
        for other in (ladder_days.STAFF, ladder_days.LIAISON, DEPUTY):
            assert await awaiting.decisions_of(desk, other) == ()
