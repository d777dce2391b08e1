"""Ladders and their rungs."""

from collections.abc import Iterator

from office.plan.bodies import Capability
from office.plan.checks.tools import holders, listed, nobody_signs_twice, repeats, unknown
from office.plan.faults import Fault, Said
from office.plan.ladders import (
    LEAST_WAKING_HOURS,
    NOTHING_YET,
    SPOKEN_SLIPS,
    SPOKEN_WORDS,
    Addressee,
    CopiesWhen,
    Rung,
)
from office.plan.owed_kinds import KINDS
from office.plan.serials import SerialKind
from office.plan.shape import PlanShape


def rungs(plan: PlanShape) -> Iterator[tuple[str, Rung]]:
    for name, rungs in plan.ladders.items():
        for rung in rungs:
            yield name, rung


def one_slip_ladders_have_slips(plan: PlanShape) -> Iterator[Fault]:
    yield from unknown("one_slip", plan.one_slip, plan.ladders, "ladders")
    for name in plan.one_slip:
        rungs = plan.ladders.get(name)
        if rungs is not None and not any(rung.slip for rung in rungs):
            yield Fault(
                "one_slip",
                Said(f"“{name}”不发督办单", f"'{name}' has no slips"),
                Said("删去，或写发督办单的程序", "remove it, or name a ladder that has slips"),
            )


def one_slip_ladders_have_no_gates(plan: PlanShape) -> Iterator[Fault]:
    """What stands on one slip goes further together, and each gate is that of one problem."""
    for name, rung in rungs(plan):
        if name in plan.one_slip and rung.needs is not None:
            yield Fault(
                f"ladders.{name}.{rung.step}.needs",
                Said("合并督办的程序不设前提", "a ladder with one slip a body has no gates"),
                Said("删去 needs，或从 one_slip 中删去", "remove needs, or its name in one_slip"),
            )


def ladders_rise(plan: PlanShape) -> Iterator[Fault]:
    for name, rungs in plan.ladders.items():
        for step in repeats(rung.step for rung in rungs):
            yield Fault(
                f"ladders.{name}",
                Said(f"督办步骤“{step}”有重复", f"the step '{step}' is repeated"),
                Said("每一步只写一次", "write each step once"),
            )


def rungs_are_whole(plan: PlanShape) -> Iterator[Fault]:
    for name, rung in rungs(plan):
        key = f"ladders.{name}.{rung.step}"
        yield from holders(plan, f"{key}.copies", rung.copies, Capability.COPY)
        bodies = [body.id for body in plan.bodies]
        yield from unknown(f"{key}.copies_through", rung.copies_through, bodies, "agencies")
        yield from _only_copies_are_laid_before(key, rung)
        yield from _step_is_free(key, rung)
        yield from _step_is_named(key, rung)
        yield from _word_is_no_slip(key, rung)
        yield from _slip_is_for_the_body(key, rung)
        yield from _only_slips_go_in_private(key, rung)
        yield from _copies_may_be_asked_for(key, rung)
        yield from _leaves_time(key, rung)
        yield from _one_time_to_comply(key, rung)
        yield from _waking_hours_are_of_a_time(key, rung)
        yield from _decision_is_whole(plan, key, rung)
        yield from _signers_can_sign(plan, key, rung)
        yield from _only_slips_are_signed(key, rung)
        yield from _signing_takes_no_time_away(key, rung)
        yield from _only_slips_ask_for_a_limit(key, rung)
        yield from _an_asked_limit_has_another(key, rung)


def _step_is_free(key: str, rung: Rung) -> Iterator[Fault]:
    """A step's name stands where the names of other things do: serials, and what came before."""
    asking = {row.asks_again for row in KINDS.values()}
    if rung.step in {NOTHING_YET, *asking, *SerialKind}:
        yield Fault(
            f"{key}.step",
            Said(f"“{rung.step}”已有他用", f"'{rung.step}' means something else already"),
            Said("这一步换一个编号", "give the step another name"),
        )


def _step_is_named(key: str, rung: Rung) -> Iterator[Fault]:
    if rung.title is None and not rung.is_spoken:
        named = SPOKEN_SLIPS if rung.slip else SPOKEN_WORDS
        yield Fault(
            f"{key}.title",
            Said("这一步没有名称", "this step has no title"),
            Said(
                f"用 title 写上名称；{listed(named, '、')}可以不写",
                f"give it a title; only {listed(named, ', ')} need none",
            ),
        )


def _word_is_no_slip(key: str, rung: Rung) -> Iterator[Fault]:
    if not rung.slip and not (rung.only_reminds and rung.proposed_to is rung.sent_to is None):
        yield Fault(
            f"{key}.slip",
            Said("不是督办单的一步只作提醒", "a step that is no slip only reminds"),
            Said(
                "删去 comply_within、comply_by、copies 和移交的职务，或删去 slip: false",
                "remove its time to comply, copies and posts, or `slip: false`",
            ),
        )


def _slip_is_for_the_body(key: str, rung: Rung) -> Iterator[Fault]:
    if rung.slip and rung.addressees != (Addressee.BODY,):
        yield Fault(
            f"{key}.addressees",
            Said("督办单只发给应报的单位", "a slip is addressed to whoever owes"),
            Said("删去 addressees，或写 slip: false", "remove addressees, or write `slip: false`"),
        )


def _only_slips_go_in_private(key: str, rung: Rung) -> Iterator[Fault]:
    if rung.responsible and (not rung.slip or rung.is_decided):
        yield Fault(
            f"{key}.responsible",
            Said("只有督办单另送责任人", "only a slip goes to the responsible person as well"),
            Said("删去 responsible", "remove responsible"),
        )


def _copies_may_be_asked_for(key: str, rung: Rung) -> Iterator[Fault]:
    if rung.copies_when is CopiesWhen.ASKED and (not rung.copies or rung.is_decided):
        yield Fault(
            f"{key}.copies_when",
            Said("这一步没有可以选择的抄报", "this step has no copies to ask about"),
            Said(
                "写上 copies，或删去 copies_when；移交一律写明抄报对象",
                "name `copies`, or remove copies_when; those of a referral are always told",
            ),
        )


def _only_copies_are_laid_before(key: str, rung: Rung) -> Iterator[Fault]:
    if rung.copies_through and not rung.copies:
        yield Fault(
            f"{key}.copies_through",
            Said("这一步没有抄报对象", "this step has no copies"),
            Said("写上 copies，或删去 copies_through", "name `copies`, or remove copies_through"),
        )
    if rung.gate_within is not None and rung.needs is None:
        yield Fault(
            f"{key}.gate_within",
            Said("这一步没有前提", "this step waits for no gate"),
            Said("写上 needs，或删去 gate_within", "add `needs`, or remove it"),
        )
    if rung.limit_choices and not rung.asks_for_limit:
        yield Fault(
            f"{key}.limit_choices",
            Said("这一步的限期不用另定", "nobody is asked for a limit at this step"),
            Said("写上 limit: asked，或删去 limit_choices", "add `limit: asked`, or remove it"),
        )


def _leaves_time(key: str, rung: Rung) -> Iterator[Fault]:
    # Leaders are told of what was not put right in time, so a time must be given.
    if rung.copies and not rung.time_to_comply and not rung.is_decided:
        yield Fault(
            f"{key}.comply_within",
            Said("没有写整改时限", "it gives no time to comply"),
            Said("写上时限，例如 2h", "say how long, such as 2h"),
        )


def _one_time_to_comply(key: str, rung: Rung) -> Iterator[Fault]:
    if rung.comply_within is not None and rung.comply_by is not None:
        yield Fault(
            f"{key}.comply_by",
            Said("整改时限写了两个", "it gives two times to comply"),
            Said("comply_within 和 comply_by 只留一个", "keep either comply_within or comply_by"),
        )


def _waking_hours_are_of_a_time(key: str, rung: Rung) -> Iterator[Fault]:
    if rung.waking_hours is not None and not rung.time_to_comply:
        yield Fault(
            f"{key}.waking_hours",
            Said("这一步没有整改时限", "this step has no time to comply"),
            Said(
                "写上 comply_within 或 comply_by，或删去 waking_hours",
                "add comply_within or comply_by, or remove waking_hours",
            ),
        )


def _decision_is_whole(plan: PlanShape, key: str, rung: Rung) -> Iterator[Fault]:
    roles = {
        "proposed_to": (_posts(rung.proposed_to), Capability.REFERRAL),
        "confirmed_by": (rung.confirmed_by, Capability.REFERRAL),
        "sent_to": (_posts(rung.sent_to), Capability.RECEIVE_REFERRAL),
    }
    if not any(positions for positions, _ in roles.values()):
        yield from _only_referrals_go_on_paper(key, rung)
        return
    for field, (positions, capability) in roles.items():
        if not positions:
            yield Fault(
                f"{key}.{field}",
                Said("移交线索缺少这个职务", "a referral needs this position"),
                Said("写上一个职务的编号", "name a position by its id"),
            )
        else:
            yield from holders(plan, f"{key}.{field}", positions, capability)
    yield from nobody_signs_twice(f"{key}.confirmed_by", rung.confirmed_by)


def _posts(position: str | None) -> tuple[str, ...]:
    return () if position is None else (position,)


def _only_referrals_go_on_paper(key: str, rung: Rung) -> Iterator[Fault]:
    if rung.goes_on_paper:
        yield Fault(
            f"{key}.sent",
            Said("只有移交线索可用纸质送达", "only a referral goes on paper"),
            Said("删去 sent，或写明移交的职务", "remove sent, or name the posts of a referral"),
        )


def _signers_can_sign(plan: PlanShape, key: str, rung: Rung) -> Iterator[Fault]:
    for step in rung.sign:
        yield from holders(plan, f"{key}.sign", step.by, Capability.APPROVE)
    alone = [step.by[0] for step in rung.sign if len(step.by) == 1]
    yield from nobody_signs_twice(f"{key}.sign", alone)


def _only_slips_are_signed(key: str, rung: Rung) -> Iterator[Fault]:
    if rung.sign and (not rung.slip or rung.is_decided):
        yield Fault(
            f"{key}.sign",
            Said("只有督办单要签批", "only a slip is signed"),
            Said(
                "删去 sign；移交由 confirmed_by 确认",
                "remove sign; a referral is confirmed by `confirmed_by`",
            ),
        )
    if rung.sign_within is not None and not rung.sign:
        yield Fault(
            f"{key}.sign_within",
            Said("这一步没有要签批的", "nothing is signed at this step"),
            Said("写上 sign，或删去 sign_within", "name who signs, or remove sign_within"),
        )


def _signing_takes_no_time_away(key: str, rung: Rung) -> Iterator[Fault]:
    # Nobody knows at which hour it is signed, so an hour of the clock alone may be minutes away.
    if rung.sign and rung.time_to_comply is not None and rung.waking_hours is None:
        yield Fault(
            f"{key}.waking_hours",
            Said("签批会占用整改时间", "the signature may take the time to comply away"),
            Said("写上 waking_hours，例如 4", "add waking_hours, such as 4"),
        )


def _only_slips_ask_for_a_limit(key: str, rung: Rung) -> Iterator[Fault]:
    if rung.asks_for_limit and (not rung.slip or rung.is_decided):
        yield Fault(
            f"{key}.limit",
            Said("只有督办单可以另定限期", "only the limit of a slip is asked for"),
            Said("删去 limit", "remove limit"),
        )
    if rung.limit_within is not None and not rung.asks_for_limit:
        yield Fault(
            f"{key}.limit_within",
            Said("这一步的限期不用另定", "nobody is asked for a limit at this step"),
            Said("写上 limit: asked，或删去 limit_within", "add `limit: asked`, or remove it"),
        )


def _an_asked_limit_has_another(key: str, rung: Rung) -> Iterator[Fault]:
    """Nobody may answer, and whoever answers may leave no less than the waking hours."""
    if not rung.asks_for_limit:
        return
    if rung.time_to_comply is None:
        yield Fault(
            f"{key}.comply_within",
            Said("没有写无人另定时的限期", "it gives no limit for when nobody sets one"),
            Said("写上 comply_within 或 comply_by", "add comply_within or comply_by"),
        )
    if (rung.waking_hours or 0) < LEAST_WAKING_HOURS:
        yield Fault(
            f"{key}.waking_hours",
            Said(
                "另定的限期，除去夜间至少要留4小时", "a limit that is set leaves four waking hours"
            ),
            Said("写上 waking_hours: 4 或更多", "add `waking_hours: 4` or more"),
        )
