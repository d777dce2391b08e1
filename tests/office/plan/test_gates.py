"""What stands in a ladder for problems, and where it makes no sense."""

from office.plan.model import Plan
from tests.harness.plans import small_plan
from tests.office.plan.refusing import refusals


def test_what_stands_on_one_slip_has_no_gates_of_its_own() -> None:
    facts = small_plan(("zhujian",)).model_dump(mode="json")
    facts["one_slip"] = ["report"]
    facts["ladders"]["report"][1] |= {"needs": "listing"}
    assert refusals(facts) == ["ladders.report.yellow.needs 合并督办的程序不设前提"]


def test_what_belongs_together_stands_together() -> None:
    facts = small_plan(("zhujian",)).model_dump(mode="json")
    reminder, yellow, *_ = facts["ladders"]["report"]
    reminder |= {"copies_through": ["zhujian"], "limit_choices": ["1d"]}
    reminder |= {"gate_within": "1d"}
    yellow |= {"copies_through": ["nobody"]}
    assert refusals(facts) == [
        "ladders.report.reminder.copies_through 这一步没有抄报对象",
        "ladders.report.reminder.gate_within 这一步没有前提",
        "ladders.report.reminder.limit_choices 这一步的限期不用另定",
        "ladders.report.yellow.copies_through 没有“nobody”",
    ]


def test_only_a_referral_goes_on_paper_and_nobody_confirms_it_twice() -> None:
    facts = small_plan(("zhujian",)).model_dump(mode="json")
    reminder, *_, referral = facts["ladders"]["report"]
    reminder |= {"sent": "paper"}
    referral |= {"sent": "paper", "confirmed_by": ["director", "director"]}
    assert refusals(facts) == [
        "ladders.report.reminder.sent 只有移交线索可用纸质送达",
        "ladders.report.referral.confirmed_by “director”要审签两次",
    ]


def test_a_post_that_is_named_alone_confirms_alone() -> None:
    facts = small_plan(("zhujian",)).model_dump(mode="json")
    facts["ladders"]["report"][-1] |= {"confirmed_by": "director"}
    referral = Plan.model_validate(facts).ladder("report").rung("referral")
    assert referral is not None
    assert referral.confirmed_by == ("director",)
