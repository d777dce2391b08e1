"""A kind of round that is made up here: a delivery that three posts sign side by side."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from messages.render import Message
from office import post
from office.bodies.people import Actor
from office.decisions import approvals, awaited, holders, rounds
from office.desk import Desk
from office.plan.model import Act, ChainStep
from office.post import Place
from office.refusal import Refusal
from office.signing import running
from office.signing.rounds import KindOfRound, Round
from storage.decisions import approvals as signatures
from storage.decisions.approvals import Approval
from storage.delivery.outbox import Delivery, DeliveryKind
from storage.subjects import Subject, SubjectKind
from tests.office.episodes import OFFICE_CHAT
from tests.office.signers import (
    COLLEAGUE,
    COMMANDER,
    DEPUTY,
    DIRECTOR,
    EVERYBODY,
    STAFF,
    appoint,
    edits,
    hold,
    refused,
    resign,
    said,
)

STEPS = (
    ChainStep(by=("director",), act=Act.REVIEW),
    ChainStep(by=("deputy_commander", "office_staff")),
    ChainStep(by=("commander",), act=Act.APPROVE),
)


@dataclass
class Kept:
    """What became of the subject, as its kind was told."""

    states: dict[int, str] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    late: bool = False

    def kind(self) -> KindOfRound[Delivery]:
        async def find(desk: Desk, delivery_id: int) -> Round[Delivery] | None:
            row = await desk.session.get(Delivery, delivery_id)
            return None if row is None else shown(desk, row)

        async def request(desk: Desk, asked: Round[Delivery], step: Approval, _who: int) -> str:
            return f"会签{asked.title}{step.step}"

        async def outcome(desk: Desk, asked: Round[Delivery], step: Approval) -> str:
            return f"{asked.title}{step.decision}"

        async def nothing(_desk: Desk, _asked: Round[Delivery]) -> None:
            if self.late:
                raise Refusal("draft_gone")

        async def granted(_desk: Desk, asked: Round[Delivery]) -> None:
            self.states[asked.row.key] = "granted"

        async def sent_back(_desk: Desk, asked: Round[Delivery]) -> None:
            self.states[asked.row.key] = "returned"

        async def tell_return(_desk: Desk, asked: Round[Delivery], step: Approval) -> None:
            self.told.append(f"退回{step.reason}")

        async def redraw(_desk: Desk, _asked: Round[Delivery]) -> None:
            self.told.append("redrawn")

        async def tell(
            _desk: Desk,
            _asked: Round[Delivery],
            message: Message,
            _key: str | None,
            _in_group: Message,
        ) -> None:
            self.told.append(message.html)

        return KindOfRound(
            subject=SubjectKind.DELIVERY,
            find=find,
            is_open=lambda row: row.key not in self.states,
            request=request,
            outcome=outcome,
            lapsed=lambda _desk, _asked: None,
            require_due=nothing,
            granted=granted,
            sent_back=sent_back,
            tell_return=tell_return,
            redraw=redraw,
            tell=tell,
            granted_toast=lambda _row: "approved_toast",
            side_by_side=True,
        )


def shown(desk: Desk, row: Delivery) -> Round[Delivery]:
    plan: Any = desk.plan
    return Round(
        row=row,
        subject=Subject.of(row),
        plan=plan,
        steps=STEPS,
        title="会商意见",
        audit=f"delivery:{row.key}",
        drafted_by=STAFF.user_id,
    )


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Kept:
    known = Kept()
    monkeypatch.setitem(rounds.KINDS, SubjectKind.DELIVERY, known.kind())
    return known


@pytest.fixture
async def begun(desk: Desk, kept: Kept) -> Delivery:
    await appoint(desk, *EVERYBODY)
    row = await post.send(desk, Place(OFFICE_CHAT), DeliveryKind.ANSWER, Message("会商意见"))
    kind = rounds.KINDS[SubjectKind.DELIVERY]
    await running.begin(desk, kind, shown(desk, row))
    return row


async def number(desk: Desk, row: Delivery, step: int) -> int:
    return (await signatures.approvals(desk.session, Subject.of(row)))[step].key


async def test_all_are_asked_at_once_and_sign_in_any_order(
    desk: Desk, kept: Kept, begun: Delivery
) -> None:
    for who in (DIRECTOR, DEPUTY, COLLEAGUE, COMMANDER):
        assert len(await said(desk, who.user_id, "approval")) == 1
    await approvals.approve(desk, COMMANDER, await number(desk, begun, 2))
    await approvals.approve(desk, COLLEAGUE, await number(desk, begun, 1))
    assert kept.states == {}
    last = await approvals.approve(desk, DIRECTOR, await number(desk, begun, 0))
    assert kept.states == {begun.key: "granted"}
    assert await approvals.is_complete(desk, last)
    [told] = await edits(desk, DEPUTY.user_id)
    assert told.text == "会商意见approved"


async def test_a_return_voids_what_others_were_asked_for(
    desk: Desk, kept: Kept, begun: Delivery
) -> None:
    await approvals.send_back(desk, DIRECTOR, await number(desk, begun, 0), "依据不足")
    assert kept.states == {begun.key: "returned"}
    assert "退回依据不足" in kept.told
    await refused(approvals.approve(desk, COMMANDER, await number(desk, begun, 2)), "approval_void")
    assert await awaited.remind(desk, await number(desk, begun, 2)) == "decided"


async def test_nobody_signs_two_of_them(desk: Desk, begun: Delivery) -> None:
    await hold(desk, DIRECTOR.user_id, "office_staff")
    both = Actor(DIRECTOR.user_id, DIRECTOR.name, ("director", "office_staff"))
    # Only this person may give the first of the three.
    await refused(
        approvals.approve(desk, both, await number(desk, begun, 1)), "needed_at_later_step"
    )
    await approvals.approve(desk, both, await number(desk, begun, 0))
    await refused(
        approvals.approve(desk, both, await number(desk, begun, 1)), "approved_already_in_chain"
    )


async def test_what_its_kind_refuses_is_not_signed(desk: Desk, kept: Kept, begun: Delivery) -> None:
    kept.late = True
    step = await number(desk, begun, 0)
    await refused(approvals.approve(desk, DIRECTOR, step), "draft_gone")


async def test_whoever_comes_to_a_post_is_asked_and_whoever_leaves_is_not(
    desk: Desk, kept: Kept, begun: Delivery
) -> None:
    await hold(desk, COLLEAGUE.user_id, "commander")
    await holders.joined(desk, COLLEAGUE.user_id, "commander")
    assert len(await said(desk, COLLEAGUE.user_id, "approval")) == 2
    await resign(desk, DIRECTOR)
    await holders.left(desk, DIRECTOR.user_id, "director")
    [told] = await edits(desk, DIRECTOR.user_id)
    assert "登记已注销" in told.text
    assert any("该职务无可审签人员" in one for one in kept.told)
