"""What proves that an agency was served: one of its chats has the whole of it."""

from datetime import timedelta

import pytest

from messages.render import Message
from office import post
from office.desk import Desk
from office.ladder import service
from office.ladder.standings import ServiceState
from office.post import Place, Posting
from storage.decisions.matters import Matter
from storage.delivery import outbox
from storage.delivery.outbox import Delivery, DeliveryKind, DeliveryState
from storage.owed.obligations import Obligation, ObligationKind
from storage.subjects import Subject, SubjectKind
from storage.supervision.slips import Slip
from tests.office.episodes import alert_in_force, bind_groups
from tests.office.lost_chats import owed
from tests.office.relaying import LOST, became

GROUPS = (Place(-1001), Place(-77))
LONG = "\n\n".join("措施" * 400 for _ in range(8))
SENT, DEAD, LOST_CHAT = DeliveryState.SENT, DeliveryState.DEAD, DeliveryState.UNREACHABLE


@pytest.fixture
async def alert(desk: Desk) -> Matter:
    await bind_groups(desk, [LOST])
    return await alert_in_force(desk, since=desk.now - timedelta(days=1))


@pytest.fixture
async def daily(desk: Desk, alert: Matter) -> Obligation:
    return await owed(desk, alert, ObligationKind.DAILY)


async def prompts(desk: Desk, daily: Obligation, *states: DeliveryState) -> list[Delivery]:
    """One prompt in each of the agency's groups."""
    return [
        await became(
            desk,
            await post.send(
                desk, place, DeliveryKind.PROMPT, Message("请"), Posting(Subject.of(daily), LOST)
            ),
            state,
        )
        for place, state in zip(GROUPS, states, strict=False)
    ]


@pytest.mark.parametrize(
    ("states", "service_state"),
    [
        ((), ServiceState.MISSING),
        ((DeliveryState.DROPPED,), ServiceState.MISSING),
        ((SENT,), ServiceState.ACCEPTED),
        ((LOST_CHAT, SENT), ServiceState.ACCEPTED),
        ((DeliveryState.WAITING, DEAD), ServiceState.QUEUED),
        ((DeliveryState.SENDING,), ServiceState.QUEUED),
        ((LOST_CHAT, DEAD), ServiceState.UNREACHABLE),
        ((DEAD, DeliveryState.DROPPED), ServiceState.REFUSED),
        ((DeliveryState.UNCERTAIN,), ServiceState.REFUSED),
    ],
)
async def test_the_best_that_became_of_it_counts(
    desk: Desk,
    daily: Obligation,
    states: tuple[DeliveryState, ...],
    service_state: ServiceState,
) -> None:
    await prompts(desk, daily, *states)
    found = await service.of_notice(desk, daily)
    assert found.state is service_state
    assert (found.accepted_at == desk.now) is (service_state is ServiceState.ACCEPTED)


async def test_the_first_acceptance_counts(desk: Desk, daily: Obligation) -> None:
    first, second = await prompts(desk, daily, SENT, SENT)
    second.closed_at = desk.now - timedelta(minutes=1)
    assert (await service.of_notice(desk, daily)).accepted_at == second.closed_at
    assert first.closed_at == desk.now


async def test_half_a_message_serves_nobody(desk: Desk, daily: Obligation) -> None:
    await post.send(
        desk, GROUPS[0], DeliveryKind.PROMPT, Message(LONG), Posting(Subject.of(daily), LOST)
    )
    *first, last = await outbox.deliveries_about(desk.session, Subject.of(daily))
    for part in first:
        await became(desk, part, SENT)
    assert (await service.of_notice(desk, daily)).state is ServiceState.QUEUED
    await became(desk, last, SENT)
    assert (await service.of_notice(desk, daily)).state is ServiceState.ACCEPTED


async def test_an_edit_or_a_nudge_serves_nobody(desk: Desk, daily: Obligation) -> None:
    [prompt] = await prompts(desk, daily, DEAD)
    await became(desk, await post.edit(desk, prompt, Message("请")), SENT)
    nudge = await post.send(
        desk, GROUPS[0], DeliveryKind.NUDGE, Message("请"), Posting(Subject.of(daily), LOST)
    )
    await became(desk, nudge, SENT)
    assert (await service.of_notice(desk, daily)).state is ServiceState.REFUSED


async def test_a_receipt_is_asked_for_by_the_agencys_own_copy_of_the_order(
    desk: Desk, alert: Matter
) -> None:
    receipt = await owed(desk, alert, ObligationKind.RECEIPT)
    for agency, state in (("gongan", SENT), (LOST, DEAD)):
        row = await post.send(
            desk,
            GROUPS[0],
            DeliveryKind.ALERT,
            Message("令"),
            Posting(Subject(SubjectKind.ORDER, receipt.order_id), agency),
        )
        await became(desk, row, state)
    assert (await service.of_notice(desk, receipt)).state is ServiceState.REFUSED


@pytest.mark.parametrize(
    ("step", "kind"),
    [
        ("reminder", DeliveryKind.SLIP),
        ("yellow", DeliveryKind.SLIP),
        ("referral", DeliveryKind.REFERRAL),
    ],
)
async def test_a_slip_is_served_by_itself_and_not_by_its_copies(
    desk: Desk, daily: Obligation, step: str, kind: DeliveryKind
) -> None:
    slip = await _slip(desk, daily, step)
    copy = await post.send(
        desk, Place(1), DeliveryKind.COPY, Message("抄报"), Posting(Subject.of(slip), LOST)
    )
    await became(desk, copy, SENT)
    assert (await service.of_slip(desk, slip)).state is ServiceState.MISSING
    served = await post.send(desk, GROUPS[0], kind, Message("单"), Posting(Subject.of(slip), LOST))
    await became(desk, served, SENT)
    found = await service.of_slip(desk, slip)
    assert (found.state, found.issued_at) == (ServiceState.ACCEPTED, slip.issued_at)


async def _slip(desk: Desk, daily: Obligation, step: str) -> Slip:
    slip = Slip(
        jurisdiction=desk.jurisdiction,
        obligation_id=daily.key,
        agency=LOST,
        step=step,
        is_referral=step == "referral",
        serial="1号",
        matter="日报",
        issued_at=desk.now - timedelta(minutes=5),
    )
    desk.session.add(slip)
    await desk.session.flush()
    return slip


async def test_tries_are_of_one_subject_one_agency_and_one_way(
    desk: Desk, daily: Obligation
) -> None:
    slip = await _slip(desk, daily, "reminder")
    subjects = {
        DeliveryKind.ALERT: Subject(SubjectKind.ORDER, daily.order_id),
        DeliveryKind.PROMPT: Subject.of(daily),
        DeliveryKind.PROMPT_RELAY: Subject.of(daily),
        DeliveryKind.SLIP: Subject.of(slip),
    }
    rows = {
        kind: await post.send(desk, GROUPS[0], kind, Message("文"), Posting(about, LOST))
        for kind, about in subjects.items()
    }
    for kind, about in subjects.items():
        assert await service.tries(desk, LOST, about, kind) == [rows[kind]]
        assert await service.tries(desk, "gongan", about, kind) == []
