"""Two people press at the same moment: a signature is taken once, and the last one has its effect.

Decisions of one office run one at a time (docs/adr/0001), so whoever comes second reads what the
first has written, on either database.
"""

import asyncio

import pytest

from messages.render import Message
from office import post
from office.bodies.people import Actor
from office.decisions import approvals, rounds
from office.post import Place
from office.refusal import Refusal
from office.signing import running
from storage.decisions import approvals as signatures
from storage.decisions.approvals import Decision
from storage.delivery.outbox import Delivery, DeliveryKind
from storage.subjects import Subject, SubjectKind
from tests.office.conftest import Office
from tests.office.episodes import OFFICE_CHAT
from tests.office.signers import COLLEAGUE, COMMANDER, DEPUTY, DIRECTOR, EVERYBODY, appoint
from tests.office.signing.test_side_by_side import Kept, shown

pytestmark = pytest.mark.parametrize("backend", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Kept:
    known = Kept()
    monkeypatch.setitem(rounds.KINDS, SubjectKind.DELIVERY, known.kind())
    return known


@pytest.fixture
async def begun(office: Office, kept: Kept) -> list[int]:
    """The numbers of the three signatures that are awaited side by side."""
    async with office.desk() as desk:
        await appoint(desk, *EVERYBODY)
        row = await post.send(desk, Place(OFFICE_CHAT), DeliveryKind.ANSWER, Message("会商意见"))
        await running.begin(desk, rounds.KINDS[SubjectKind.DELIVERY], shown(desk, row))
        return [step.key for step in await signatures.approvals(desk.session, Subject.of(row))]


async def press(office: Office, who: Actor, approval_id: int) -> str:
    try:
        async with office.desk() as desk:
            await approvals.approve(desk, who, approval_id)
    except Refusal as refusal:
        return refusal.key
    return Decision.APPROVED


async def test_the_last_two_of_a_round_side_by_side_see_each_other(
    office: Office, kept: Kept, begun: list[int]
) -> None:
    first, second, third = begun
    await press(office, DIRECTOR, first)
    both = [press(office, DEPUTY, second), press(office, COMMANDER, third)]
    assert await asyncio.gather(*both) == [Decision.APPROVED, Decision.APPROVED]
    assert list(kept.states.values()) == ["granted"]


async def test_two_for_one_signature_give_it_once(office: Office, begun: list[int]) -> None:
    _, second, _ = begun
    both = [press(office, DEPUTY, second), press(office, COLLEAGUE, second)]
    assert sorted(await asyncio.gather(*both)) == ["approval_given", Decision.APPROVED]
    async with office.desk() as desk:
        delivery = await desk.session.get_one(Delivery, 1)
        rows = await signatures.approvals(desk.session, Subject.of(delivery))
        assert [row.decision for row in rows].count(Decision.APPROVED) == 1
