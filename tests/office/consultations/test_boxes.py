"""The boxes of a consultation: what is refused, what replaces what, and how it ends."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from messages.render import words_in
from office.bodies.people import Actor
from office.consultations import office_box, opinions
from office.consultations.held import order_of as consultation_order
from office.decisions import approvals, concluding, consulting, drafts
from office.desk import Desk
from office.forecasts import bringing
from office.forecasts.bringing import SentAir
from office.matters import consultations, kinds
from office.matters.consultations import ConsultationTerms
from office.obligations import board_texts, consultation_boards
from office.plan.chains import ChainStep
from office.plan.model import Act, Plan
from office.post import Place
from office.reading.workbooks import Sheet
from office.records import waiting
from office.refusal import Refusal
from office.reports import registering
from office.reports.message_parts import Incoming
from office.reports.registering import Statement
from storage.decisions import approvals as signatures
from storage.decisions import matters
from storage.decisions.matters import MatterKind, MatterState, Order, OrderKind
from storage.delivery import outbox
from storage.occasions import of_order
from storage.owed import obligations
from storage.owed.obligations import Obligation, ObligationKind, ObligationState
from storage.owed.registrations import Way
from storage.owed.reports import PartKind
from storage.sky import consultations as store
from storage.sky.consultations import (
    Consultation,
    ConsultationBox,
    ConsultationOccasion,
    ConsultationOpinion,
    ConsultationOutcome,
    OpinionState,
)
from storage.sky.forecasts import AirKind
from storage.sky.proposals import AirErrand, AirProposal, AirProposalState
from storage.subjects import Subject
from tests.harness.plans import small_plan
from tests.office.conftest import Office
from tests.office.deeds import deed
from tests.office.episodes import alert_in_force, bind_groups
from tests.office.signers import DIRECTOR, EVERYBODY, HERE, STAFF, appoint, refused
from tests.office.test_races import behind_our_back

AGENCIES = ("huanjing", "qixiang", "gongan")
WEATHER = Actor(61, "气象局联络员", (), ("qixiang",))
MONITOR = Actor(62, "监测站联络员", (), ("huanjing",))
POLICE = Actor(63, "公安局联络员", (), ("gongan",))
GROUP = Place(-900)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return small_plan(AGENCIES)


@pytest.fixture
async def desk(office: Office) -> AsyncIterator[Desk]:
    async with office.desk("user:3") as opened:
        await appoint(opened, *EVERYBODY)
        await bind_groups(opened, AGENCIES)
        yield opened


@deed
async def opened(desk: Desk, *, proposal_id: int | None = None, drill: bool = False) -> Order:
    made = await consulting.open_consultation(
        desk, STAFF, HERE, ConsultationOccasion.ALERT, proposal_id=proposal_id, drill=drill
    )
    return await drafts.confirm(desk, STAFF, HERE, made.key)


async def owed(desk: Desk, order: Order, body: str) -> Obligation:
    return await opinions.asked_of(desk, order.key, body)


async def signed(desk: Desk, order: Order, who: Actor, text: str) -> ConsultationOpinion:
    [body] = who.agencies
    row = await opinions.write(desk, who, GROUP, await owed(desk, order, body), text)
    return await opinions.sign(desk, who, body, row.key)


async def both_signed(desk: Desk, order: Order) -> None:
    await signed(desk, order, WEATHER, "扩散条件差，预计持续三天。")
    await signed(desk, order, MONITOR, "预计AQI日均值210至260。")


async def held(desk: Desk, order: Order) -> Consultation:
    found = await store.of_matter(desk.session, order.matter_id)
    assert found is not None
    return found


async def test_the_usual_terms_are_the_plans(desk: Desk) -> None:
    order = await opened(desk)
    said = ConsultationTerms.of(order)
    assert said.boxes == {"meteorology": "qixiang", "monitoring": "huanjing"}
    assert desk.local(said.due_at).hour == 10
    row = await held(desk, order)
    assert (row.occasion, row.serial, row.asked) == ("alert", order.serial, said.text)
    rows = await obligations.of_occasion(
        desk.session, order.matter_id, ObligationKind.OPINION, of_order(order.key)
    )
    assert {one.agency for one in rows} == {"qixiang", "huanjing"}


async def test_what_the_office_entered_for_a_body_is_taken_back(desk: Desk) -> None:
    order = await opened(desk)
    asked = await owed(desk, order, "qixiang")
    text = "扩散条件差。\n备注：电话报来"
    item = Incoming(
        chat_id=1, message_id=1, sent_by=3, sent_at=desk.now, kind=PartKind.TEXT, text=text
    )
    said = Statement(Way.PHONE, "王强", desk.now, item)
    await opinions.write(desk, WEATHER, GROUP, asked, "扩散条件一般。")
    row, _ = await registering.register(desk, STAFF, asked.key, said)
    filled = (await store.signed(desk.session, order.matter_id))["meteorology"]
    assert (filled.text, filled.remarks, filled.signer_id) == ("扩散条件差。", "电话报来", None)
    assert (filled.signed_by or "").startswith("王强（电话口头意见，由")
    asked = await owed(desk, order, "qixiang")
    assert (asked.state, asked.on_behalf) == (ObligationState.MET, True)

    await registering.withdraw(desk, STAFF, row.key)
    assert await store.signed(desk.session, order.matter_id) == {}
    assert (await owed(desk, order, "qixiang")).state == ObligationState.OPEN
    rows = await store.opinions(desk.session, order.matter_id)
    assert [one.state for one in rows] == ["given_up", "given_up"]


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"boxes": {}}, "consultation_bodies_missing"),
        ({"boxes": {"experts": "nobody"}}, "consultation_bodies_missing"),
        (
            {"boxes": {"experts": "qixiang", "meteorology": "qixiang"}},
            "consultation_body_twice",
        ),
        ({"text": "。"}, "consultation_text_missing"),
        ({"text": "气" * 1001}, "consultation_text_too_long"),
    ],
)
async def test_what_is_refused_before_it_goes(
    desk: Desk, changed: dict[str, object], key: str
) -> None:
    terms = replace(consultations.usual_terms(desk, ConsultationOccasion.DAY), **changed)  # type: ignore[arg-type]
    await refused(drafts.draft_saying(desk, STAFF, HERE, terms), key)


async def test_a_plan_that_owes_no_opinion_confers_with_nobody(desk: Desk) -> None:
    without = [one for one in desk.plan.owes if one.kind != "opinion"]
    plan = desk.plan.model_copy(update={"owes": tuple(without)})
    terms = consultations.usual_terms(desk, ConsultationOccasion.WEEK)
    await refused(
        drafts.draft_saying(replace(desk, plan=plan), STAFF, HERE, terms),
        "consultation_not_in_plan",
    )


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("。", "opinion_missing"),
        ("备注：只有备注", "opinion_missing"),
        ("气" * 1001, "opinion_too_long"),
        ("扩散条件差，预计持续三天。\n签发：" + "王" * 21, "opinion_signer_unclear"),
    ],
)
async def test_what_is_no_opinion(desk: Desk, text: str, key: str) -> None:
    order = await opened(desk)
    asked = await owed(desk, order, "qixiang")
    await refused(opinions.write(desk, WEATHER, GROUP, asked, text), key)


async def test_who_may_fill_a_box(desk: Desk) -> None:
    order = await opened(desk)
    await refused(opinions.asked_of(desk, order.key, "gongan"), "opinion_not_asked")
    asked = await owed(desk, order, "qixiang")
    await refused(
        opinions.write(desk, STAFF, GROUP, asked, "扩散条件差。"), "post_speaks_for_no_agency"
    )
    row = await opinions.write(desk, WEATHER, GROUP, asked, "扩散条件差。")
    await refused(opinions.sign(desk, MONITOR, "huanjing", row.key), "button_obsolete")
    await refused(opinions.sign(desk, STAFF, "qixiang", row.key), "post_speaks_for_no_agency")
    await refused(opinions.agree(desk, WEATHER, GROUP, asked), "opinion_none_above")


async def test_a_signature_counts_once_and_a_correction_keeps_what_was_signed(desk: Desk) -> None:
    order = await opened(desk)
    first = await signed(desk, order, WEATHER, "扩散条件差。\n签发：王强")
    assert (first.signed_by, first.signer_id, first.signed_at) == ("王强", 61, desk.now)
    assert (await owed(desk, order, "qixiang")).state == ObligationState.MET
    await refused(opinions.sign(desk, WEATHER, "qixiang", first.key), "opinion_signed_before")
    asked = await owed(desk, order, "qixiang")
    second = await opinions.write(desk, WEATHER, GROUP, asked, "扩散条件转好。")
    third = await opinions.write(desk, WEATHER, GROUP, asked, "扩散条件明显转好。")
    await refused(opinions.sign(desk, WEATHER, "qixiang", second.key), "opinion_obsolete")
    await opinions.sign(desk, WEATHER, "qixiang", third.key)
    rows = await store.opinions(desk.session, order.matter_id)
    assert [row.state for row in rows] == ["replaced", "given_up", "signed"]
    assert rows[0].text == "扩散条件差。"


async def test_the_first_of_two_signers_signs(desk: Desk) -> None:
    order = await opened(desk)
    asked = await owed(desk, order, "qixiang")
    row = await opinions.write(desk, WEATHER, GROUP, asked, "扩散条件差。")
    await opinions.sign(desk, WEATHER, "qixiang", row.key)
    assert not await store.move(desk.session, row.key, (OpinionState.WRITTEN,), OpinionState.SIGNED)


async def concluded(
    desk: Desk, order: Order, outcome: str, level: str = "", *, without: str = ""
) -> ConsultationOpinion:
    row = await office_box.write(
        desk, STAFF, HERE, order.matter_id, "经会商，提出如下建议。", without
    )
    await office_box.conclude(desk, STAFF, row.key, outcome, level)
    return row


async def test_the_office_comes_last_and_the_plan_says_who_signs(desk: Desk) -> None:
    order = await opened(desk)
    await refused(
        office_box.write(desk, STAFF, HERE, order.matter_id, "建议启动。"),
        "office_opinion_still_missing",
    )
    await both_signed(desk, order)
    await refused(office_box.write(desk, STAFF, HERE, order.matter_id, "。"), "opinion_missing")
    await refused(
        office_box.write(desk, STAFF, HERE, order.matter_id, "气" * 1001), "opinion_too_long"
    )
    first = await office_box.write(desk, STAFF, HERE, order.matter_id, "建议启动橙色预警。")
    await refused(concluding.send(desk, STAFF, first.key), "office_opinion_no_outcome")
    await refused(
        office_box.conclude(desk, STAFF, first.key, ConsultationOutcome.LIFT, ""),
        "button_obsolete",
    )
    row = await concluded(desk, order, ConsultationOutcome.LEVEL, "orange")
    assert first.state == OpinionState.GIVEN_UP
    await refused(office_box.give_up(desk, STAFF, first.key), "approval_void")
    assert await concluding.send(desk, STAFF, row.key) == OpinionState.ASKED
    await refused(concluding.send(desk, STAFF, row.key), "approval_void")
    await refused(
        office_box.require_writable(desk, STAFF, order.matter_id), "office_opinion_asked_before"
    )
    [step] = await signatures.approvals(desk.session, Subject.of(row))
    await approvals.approve(desk, DIRECTOR, step.key)
    found = await held(desk, order)
    assert (found.outcome, found.level, found.conclusion) == (
        "level",
        "orange",
        "经会商，提出如下建议。",
    )
    assert found.closed_at == desk.now
    matter = await matters.matter(desk.session, order.matter_id)
    assert matter is not None
    assert matter.state == MatterState.CLOSED
    assert not await store.close(desk.session, order.matter_id, desk.now)
    await refused(
        opinions.write(desk, WEATHER, GROUP, await owed(desk, order, "qixiang"), "扩散条件转好。"),
        "opinion_over",
    )
    await refused(office_box.require_writable(desk, STAFF, order.matter_id), "opinion_over")


async def test_where_the_plan_names_nobody_whoever_sends_it_signs(desk: Desk) -> None:
    order = await opened(desk)
    await both_signed(desk, order)
    row = await concluded(desk, order, ConsultationOutcome.WATCH)
    asked = await office_box.round_of(desk, row)
    await concluding._sign(desk, replace(asked, steps=()), STAFF.name, STAFF.user_id)
    assert (row.signed_by, row.state) == (STAFF.name, OpinionState.SIGNED)
    assert (await held(desk, order)).outcome == "watch"


async def test_a_lift_is_offered_where_an_alert_stands(desk: Desk) -> None:
    await alert_in_force(desk, since=desk.now - timedelta(days=1))
    order = await opened(desk)
    await both_signed(desk, order)
    row = await concluded(desk, order, ConsultationOutcome.LIFT)
    assert row.outcome == "lift"
    await office_box.conclude(desk, STAFF, row.key, "", "")
    assert row.outcome is None
    await refused(
        office_box.conclude(desk, STAFF, row.key, ConsultationOutcome.NO_RESPONSE, ""),
        "button_obsolete",
    )


@pytest.mark.parametrize("errand", [AirErrand.START, AirErrand.LIFT])
@pytest.mark.parametrize(
    ("outcome", "level"),
    [
        (ConsultationOutcome.LEVEL, "orange"),
        (ConsultationOutcome.NO_RESPONSE, ""),
        (ConsultationOutcome.WATCH, ""),
    ],
)
async def test_the_conclusion_leads_on_to_the_proposal_that_still_stands(
    desk: Desk, errand: AirErrand, outcome: ConsultationOutcome, level: str
) -> None:
    air = AirProposal(
        jurisdiction=desk.jurisdiction,
        errand=errand,
        plan_version_id=desk.plan_version_id,
        starts_at=desk.now,
        ends_at=desk.now,
        made_at=desk.now,
        changed_at=desk.now,
    )
    desk.session.add(air)
    await desk.session.flush()
    order = await opened(desk, proposal_id=air.key)
    assert [one.key for one in await store.of_proposal(desk.session, air.key)] == [
        (await held(desk, order)).key
    ]
    found = await held(desk, order)
    found.outcome, found.level = outcome, level or None
    step = ChainStep(by=("director",), act=Act.APPROVE)
    chains = desk.plan.chains.model_copy(update={"decline": (step,)})
    declining = replace(desk, plan=desk.plan.model_copy(update={"chains": chains}))
    offered = [one.label for line in await concluding._next(declining, found) for one in line]
    wanted = {
        ConsultationOutcome.LEVEL: ["拟稿"],
        ConsultationOutcome.NO_RESPONSE: ["暂不启动"] if errand == AirErrand.START else [],
        ConsultationOutcome.WATCH: [],
    }
    assert offered == wanted[outcome]
    air.state = AirProposalState.TAKEN_UP
    assert await concluding._next(desk, found) == ()


async def test_what_is_called_off_is_not_signed_and_not_closed_by_a_press(desk: Desk) -> None:
    order = await opened(desk, drill=True)
    row = await concluded(desk, order, ConsultationOutcome.WATCH, without="演练结束")
    await concluding.send(desk, STAFF, row.key)
    await refused(
        drafts.draft_end(desk, STAFF, HERE, order.matter_id, OrderKind.CLOSE), "button_obsolete"
    )
    ending = await drafts.draft_end(desk, STAFF, HERE, order.matter_id, OrderKind.CANCEL)
    await drafts.confirm(desk, STAFF, HERE, ending.key)
    assert row.state == OpinionState.GIVEN_UP
    assert (await held(desk, order)).closed_at is None
    board = await consultation_boards.board(desk, order)
    assert (board.is_open, board.is_closed) == (False, False)
    between = (desk.now - timedelta(hours=1), desk.now + timedelta(hours=1))
    assert not await store.consultations_between(desk.session, desk.jurisdiction, *between)


async def test_the_board_says_how_each_box_stands(desk: Desk) -> None:
    order = await opened(desk)
    await opinions.write(
        desk, MONITOR, GROUP, await owed(desk, order, "huanjing"), "预计AQI日均值210。"
    )
    desk.now += timedelta(hours=3)
    board = await consultation_boards.board(desk, order)
    assert [(one.box, one.state) for one in board.boxes] == [
        ("meteorology", "overdue"),
        ("monitoring", "written"),
        ("experts", "nobody"),
        ("office", "missing"),
    ]
    message = await board_texts.message(desk, order.matter_id, "receipts", of_order(order.key))
    [buttons] = message.keyboard
    assert [one.label for one in buttons] == ["填写办公室意见", "取消会商"]


def test_its_row_is_answered_by_opinions() -> None:
    row = kinds.KINDS[MatterKind.CONSULTATION]
    assert [one.label for one in row.answered_by] == ["button_opinion", "button_agreement"]
    assert (row.receipts, row.concluded_by) == (False, "cnend")
    assert ConsultationBox.OFFICE not in consultations.BODIES_BOXES


async def test_the_forecast_that_counts_goes_along(desk: Desk) -> None:
    sent = SentAir(AirKind.FORECAST, (Sheet("", "12月2日 155～185\n12月3日 210～260"),))
    air = await bringing.bring(desk, STAFF, sent)
    await bringing.put_in_force(desk, STAFF, air.key)
    order = await opened(desk)
    assert (await held(desk, order)).forecast_id == air.key
    asked = await owed(desk, order, "qixiang")
    [shown] = await outbox.deliveries_about(desk.session, Subject.of(asked))
    # It leaves after the notice, though what is shown to people goes ahead of broadcasts.
    [notice] = [
        row
        for row in await outbox.deliveries_about(desk.session, Subject.of(order))
        if row.agency == "qixiang"
    ]
    assert shown.after_id == notice.key
    assert "已采用的预报见下一条" in (notice.text or "")


async def test_who_agrees_has_read_what_others_signed(desk: Desk) -> None:
    order = await opened(desk)
    await signed(desk, order, WEATHER, "扩散条件差，预计持续三天。")
    asked = await owed(desk, order, "huanjing")
    row = await opinions.agree(desk, MONITOR, GROUP, asked)
    assert row.agrees
    card = await outbox.delivery(desk.session, row.card_id or 0)
    assert "气象台意见：扩散条件差，预计持续三天。" in (card.text or "")
    assert await waiting._opinions(desk) == ["生态环境"]
    await opinions.sign(desk, MONITOR, "huanjing", row.key)
    assert await waiting._opinions(desk) == ["指挥部办公室意见"]


@pytest.mark.parametrize("reason", ["", "好的", "因" * 201])
def test_what_is_no_reason_not_to_wait(reason: str) -> None:
    with pytest.raises(Refusal, match="office_opinion_without_missing"):
        office_box.check_reason(reason)


async def test_what_is_sent_back_is_written_anew_and_a_late_box_is_said(desk: Desk) -> None:
    order = await opened(desk)
    await signed(desk, order, WEATHER, "扩散条件差，预计持续三天。")
    row = await concluded(desk, order, ConsultationOutcome.WATCH, without="监测站断网，不再等候")
    await concluding.send(desk, STAFF, row.key)
    await signed(desk, order, MONITOR, "预计AQI日均值210至260。")
    [step] = await signatures.approvals(desk.session, Subject.of(row))
    await approvals.send_back(desk, DIRECTOR, step.key, "请补入监测站意见")
    assert row.state == OpinionState.RETURNED
    again = await concluded(desk, order, ConsultationOutcome.WATCH)
    await office_box.give_up(desk, STAFF, again.key)
    assert again.state == OpinionState.GIVEN_UP


async def test_what_is_of_no_consultation_is_refused(desk: Desk) -> None:
    order = await opened(desk)
    asked = await owed(desk, order, "qixiang")
    row = await opinions.write(desk, WEATHER, GROUP, asked, "扩散条件差。")
    for found in (row.key, 999):
        await refused(office_box.give_up(desk, STAFF, found), "button_obsolete")
    await refused(opinions.sign(desk, WEATHER, "qixiang", 999), "button_obsolete")
    alert = await alert_in_force(desk, since=desk.now - timedelta(days=1))
    for matter_id in (alert.key, 999):
        await refused(office_box.require_writable(desk, STAFF, matter_id), "button_obsolete")


async def test_all_of_it_reads_in_english(desk: Desk) -> None:
    english = replace(desk, words=words_in("en", desk.plan.zone))
    order = await opened(english)
    await both_signed(english, order)
    row = await concluded(english, order, ConsultationOutcome.LEVEL, "orange")
    text = await office_box.BOX.outcome(english, await office_box.round_of(english, row), None)  # type: ignore[arg-type]
    assert "Conclusion: <b>" in text
    await concluding.send(english, STAFF, row.key)
    [step] = await signatures.approvals(desk.session, Subject.of(row))
    await approvals.approve(english, DIRECTOR, step.key)
    board = await consultation_boards.board(english, order)
    assert "concluded" in board_texts.text_of(english.words, board)


async def test_what_ended_between_two_presses_is_not_signed(desk: Desk) -> None:
    order = await opened(desk)
    await both_signed(desk, order)
    row = await concluded(desk, order, ConsultationOutcome.WATCH)
    await concluding.send(desk, STAFF, row.key)
    [step] = await signatures.approvals(desk.session, Subject.of(row))
    found = await held(desk, order)
    await behind_our_back(desk, found, closed_at=desk.now)
    await refused(approvals.approve(desk, DIRECTOR, step.key), "opinion_over")


async def test_a_box_that_was_given_up_between_two_presses_is_not_signed(desk: Desk) -> None:
    order = await opened(desk)
    await both_signed(desk, order)
    row = await concluded(desk, order, ConsultationOutcome.WATCH)
    await concluding.send(desk, STAFF, row.key)
    [step] = await signatures.approvals(desk.session, Subject.of(row))
    await behind_our_back(desk, row, state=OpinionState.GIVEN_UP)
    await refused(approvals.approve(desk, DIRECTOR, step.key), "approval_void")
    assert (await held(desk, order)).closed_at is None


async def test_an_opinion_that_was_given_up_between_two_presses_is_not_signed(desk: Desk) -> None:
    order = await opened(desk)
    asked = await owed(desk, order, "qixiang")
    row = await opinions.write(desk, WEATHER, GROUP, asked, "扩散条件差。")
    await behind_our_back(desk, row, state=OpinionState.GIVEN_UP)
    await refused(opinions.sign(desk, WEATHER, "qixiang", row.key), "opinion_signed_before")
    assert (await owed(desk, order, "qixiang")).state == ObligationState.OPEN


async def test_an_opinion_whose_message_was_never_kept_is_signed_all_the_same(desk: Desk) -> None:
    order = await opened(desk)
    asked = await owed(desk, order, "qixiang")
    row = await opinions.write(desk, WEATHER, GROUP, asked, "扩散条件差。")
    row.card_id = None
    await opinions.require_open(desk, asked)
    assert (await opinions.sign(desk, WEATHER, "qixiang", row.key)).state == OpinionState.SIGNED


def test_a_reason_not_to_wait_is_kept_in_one_line() -> None:
    assert office_box.check_reason(" 监测站断网，\n不再等候 ") == "监测站断网， 不再等候"


async def test_a_consultation_is_what_was_opened_by_an_order(desk: Desk) -> None:
    order = await opened(desk)
    assert (await consultation_order(desk, order.matter_id)).key == order.key
    await refused(consultation_order(desk, 999), "button_obsolete")
    await refused(office_box.consultation(desk, 999), "button_obsolete")
