"""Decisions about an enterprise: what is refused, who signs, what is kept, what a drill marks."""

from dataclasses import replace
from datetime import timedelta

import pytest

from office.bodies.people import Actor
from office.decisions import approvals
from office.desk import Desk
from office.enterprises import decision_papers, decisions, firms
from office.plan.model import Plan
from office.plan.weaker_chains import chains_that_lost_signatures
from office.refusal import Refusal
from storage.decisions import approvals as signatures
from storage.enterprises.decisions import DecisionState, EnterpriseDecision
from tests.office.enterprises.lists import INDUSTRIAL, in_force, plan_with_lists
from tests.office.episodes import bind_groups
from tests.office.signers import (
    COMMANDER,
    DIRECTOR,
    EVERYBODY,
    HERE,
    LIAISON,
    STAFF,
    appoint,
    refused,
    said,
)

WHY = {"reason": "橙色预警期间两次复查仍在生产"}
TO_BODY = {**WHY, "body": "huanjing"}


@pytest.fixture(scope="module")
def plan() -> Plan:
    facts = plan_with_lists(INDUSTRIAL).model_dump()
    signed = [{"by": ["director"], "act": "review"}, {"by": ["commander"], "act": "agree"}]
    rules = {"interview": {}, "transfer": {}, "stop_order": {"signed_by": signed}}
    return Plan.model_validate(facts | {"enterprise_decisions": rules})


@pytest.fixture(autouse=True)
async def office_at_work(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY)
    await bind_groups(desk, ["huanjing", "gongan"])


async def drafted(
    desk: Desk, kind: str = "stop_order", said: dict[str, str] = WHY, name: str = "甲水泥厂"
) -> EnterpriseDecision:
    firm = await firms.enter(desk, STAFF, name)
    return await decisions.draft(desk, STAFF, HERE, firm.key, kind, said)


async def issued(
    desk: Desk, kind: str = "transfer", said: dict[str, str] = TO_BODY
) -> EnterpriseDecision:
    """Drafted by a clerk, and signed by the director, whom this plan does not name."""
    made = await drafted(desk, kind, said)
    await approvals.approve(desk, DIRECTOR, await asked(desk))
    await desk.session.refresh(made)
    return made


async def asked(desk: Desk) -> int:
    [step] = await signatures.asked_approvals(desk.session, desk.jurisdiction)
    return step.key


@pytest.mark.parametrize(
    ("kind", "told", "key"),
    [
        ("downgrade", TO_BODY, "firm_not_in_plan"),
        ("fine", WHY, "firm_not_in_plan"),
        ("stop_order", {}, "firm_says_nothing"),
        ("stop_order", {"reason": "。"}, "firm_says_nothing"),
        ("stop_order", {"reason": "停" * 501}, "firm_too_long"),
        ("transfer", {**WHY, "body": "nobody"}, "button_obsolete"),
        (
            "interview",
            {**WHY, "at": "2026-11-01T00:00:00+00:00", "place": "会议室", "attendees": "厂长"},
            "firm_at_past",
        ),
    ],
)
async def test_what_cannot_stand_in_a_paper_is_refused(
    desk: Desk, kind: str, told: dict[str, str], key: str
) -> None:
    await refused(drafted(desk, kind, told), key)


@pytest.mark.clause("F11")
async def test_the_request_to_the_government_is_signed_twice_and_then_numbered(desk: Desk) -> None:
    await in_force(desk)
    made = await drafted(desk)
    assert (made.serial, made.state) == (None, DecisionState.ASKED)
    await refused(decisions.enter_outcome(desk, STAFF, made.key, "政府同意"), "firm_not_issued")
    await approvals.approve(desk, DIRECTOR, await asked(desk))
    [request] = await said(desk, COMMANDER.user_id, "approval")
    assert "两次复查仍在生产" in request.text
    await approvals.approve(desk, COMMANDER, await asked(desk))
    await desk.session.refresh(made)
    assert made.serial is not None
    paper = await decision_papers.letter_of(desk, made)
    words = str(paper.view)
    assert "妥否，请批示。" in words
    assert "黄色限产30%、橙色停产、红色停产" in words
    assert paper.view["serial"] == f"{made.serial}\t签发人：指挥长"
    # A later list changes nothing about what it said then.
    await in_force(desk, text="企业名称,红色\n甲水泥厂,限产10%\n")
    assert await decision_papers.letter_of(desk, made) == paper


@pytest.mark.clause("F11")
async def test_a_signer_returns_it_and_the_office_gives_it_up(desk: Desk) -> None:
    made = await drafted(desk)
    await approvals.send_back(desk, DIRECTOR, await asked(desk), "先约谈")
    await desk.session.refresh(made)
    assert made.state == DecisionState.RETURNED
    other = await drafted(desk)
    step = await asked(desk)
    await decisions.give_up(desk, STAFF, other.key)
    await refused(approvals.approve(desk, DIRECTOR, step), "approval_void")
    await refused(decisions.give_up(desk, STAFF, other.key), "approval_void")


@pytest.mark.clause("F11")
@pytest.mark.parametrize("kind", ["transfer", "interview"])
async def test_the_director_decides_where_the_plan_names_nobody(desk: Desk, kind: str) -> None:
    at = (desk.now + timedelta(days=2)).isoformat()
    told = {**TO_BODY, "at": at, "place": "会议室", "attendees": "厂长"}
    made = await drafted(desk, kind, told)
    assert (made.serial, made.state) == (None, DecisionState.ASKED)
    await refused(approvals.approve(desk, COMMANDER, await asked(desk)), "approval_not_yours")
    await approvals.approve(desk, DIRECTOR, await asked(desk))
    await desk.session.refresh(made)
    assert (made.serial is not None, made.state) == (True, DecisionState.ISSUED)


@pytest.mark.clause("F11")
async def test_nobody_is_called_to_an_interview_whose_time_is_over(desk: Desk) -> None:
    at = (desk.now + timedelta(days=2)).isoformat()
    told = {**WHY, "at": at, "place": "会议室", "attendees": "厂长"}
    made = await drafted(desk, "interview", told)
    later = replace(desk, now=desk.now + timedelta(days=3))
    await refused(approvals.approve(later, DIRECTOR, await asked(desk)), "firm_at_past_signed")
    await approvals.send_back(later, DIRECTOR, await asked(desk), "另定时间")
    await desk.session.refresh(made)
    assert made.state == DecisionState.RETURNED


@pytest.mark.clause("F11")
async def test_what_came_of_it_is_added_and_never_changed(desk: Desk) -> None:
    made = await issued(desk)
    assert made.state == DecisionState.ISSUED
    await decisions.enter_outcome(desk, STAFF, made.key, "立案查处")
    await decisions.enter_outcome(desk, DIRECTOR, made.key, "罚款10万元")
    view = await firms.history(desk, STAFF, made.enterprise_id)
    [line] = view.decisions
    assert [(one.by, one.text) for one in line.outcomes] == [
        ("值班员", "立案查处"),
        ("主任", "罚款10万元"),
    ]
    assert line.state == DecisionState.CLOSED


@pytest.mark.clause("F11")
async def test_an_interview_has_a_notice_and_a_record(desk: Desk) -> None:
    at = (desk.now + timedelta(days=2)).isoformat()
    told = {**WHY, "at": at, "place": "会议室", "attendees": "厂长"}
    made = await issued(desk, "interview", told)
    notice = str((await decision_papers.letter_of(desk, made)).view)
    assert "一、时间：" in notice
    assert "三、约谈对象：厂长" in notice
    labels = [one.label for row in decisions.keyboard(desk, made) for one in row]
    assert labels == ["文书", "登记约谈情况"]
    early = decisions.enter_outcome(desk, STAFF, made.key, "承诺当日停窑")
    await refused(early, "firm_at_ahead")
    later = replace(desk, now=desk.now + timedelta(days=2))
    await decisions.enter_outcome(later, STAFF, made.key, "承诺当日停窑")
    assert "承诺当日停窑" in str((await decision_papers.record_of(desk, made)).view)
    labels = [one.label for row in decisions.keyboard(desk, made) for one in row]
    assert labels == ["文书", "补充约谈情况", "约谈记录"]


async def test_an_exercise_is_marked_and_counts_by_itself(desk: Desk) -> None:
    real = await issued(desk)
    drill = await issued(replace(desk, drill=True))
    assert real.serial is not None
    assert "演练" not in real.serial
    assert drill.serial is not None
    assert "演练" in drill.serial
    assert (await decision_papers.letter_of(desk, drill)).view["mark"]
    assert not (await decision_papers.letter_of(desk, real)).view["mark"]


@pytest.mark.parametrize("who", [LIAISON, Actor(9, "路人")])
async def test_nobody_else_decides_or_reads(desk: Desk, who: Actor) -> None:
    made = await drafted(desk, "transfer", TO_BODY)
    for refused_act in (
        decisions.draft(desk, who, HERE, made.enterprise_id, "transfer", TO_BODY),
        decisions.enter_outcome(desk, who, made.key, "立案查处"),
        decisions.give_up(desk, who, made.key),
        firms.enter(desk, who, "乙厂"),
        firms.history(desk, who, made.enterprise_id),
    ):
        with pytest.raises(Refusal):
            await refused_act


async def test_an_enterprise_is_found_by_a_part_of_its_name(desk: Desk) -> None:
    await in_force(desk)
    assert [one.name for one in await firms.find(desk, "水泥")] == ["甲水泥厂"]
    assert [one.name for one in await firms.find(desk, "厂")] == ["丙铸造厂", "乙砖厂", "甲水泥厂"]
    assert await firms.find(desk, "  ") == ()
    assert await firms.find(desk, "%") == ()
    entered = await firms.enter(desk, STAFF, "甲 水泥厂")
    assert [one.key for one in await firms.find(desk, "甲水泥厂")] == [entered.key]
    assert await firms.named(desk, "甲水泥厂") == entered
    assert await firms.named(desk, "丁厂") is None
    await refused(firms.enter(desk, STAFF, "12"), "firm_bad_name")
    await refused(firms.known(desk, 999), "button_obsolete")


@pytest.mark.parametrize(
    ("signed_by", "fault"),
    [
        ([], "nobody signs the request"),
        ([{"by": ["office_staff"]}], "office_staff"),
        ([{"by": ["director"]}, {"by": ["director"]}], "signed_by"),
    ],
)
def test_a_plan_says_who_signs_what_goes_to_the_government(
    signed_by: list[dict[str, object]], fault: str
) -> None:
    facts = plan_with_lists(INDUSTRIAL).model_dump()
    rules = {"stop_order": {"signed_by": signed_by}}
    with pytest.raises(ValueError, match=fault):
        Plan.model_validate(facts | {"enterprise_decisions": rules})


def test_a_plan_made_from_another_keeps_its_signatures(plan: Plan) -> None:
    facts = plan.model_dump()
    one = [{"by": ["director"], "act": "review"}]
    weaker = facts | {"enterprise_decisions": {"stop_order": {"signed_by": one}}}
    found = list(chains_that_lost_signatures(plan, Plan.model_validate(weaker)))
    assert [said.key for said in found] == ["enterprise_decisions.stop_order"]
    by_default = facts | {"enterprise_decisions": {"interview": {"signed_by": one}}}
    assert list(chains_that_lost_signatures(Plan.model_validate(by_default), plan)) == []
    without = Plan.model_validate(facts | {"enterprise_decisions": {}})
    assert list(chains_that_lost_signatures(plan, without)) == []
