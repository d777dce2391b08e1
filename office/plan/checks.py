"""The rules that hold between the parts of a plan. Each check yields the faults that it finds."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import timedelta
from typing import TypeVar

from office.plan.bodies import SECTIONS, Capability, Team
from office.plan.faults import Fault, Said
from office.plan.ladders import NOTHING_YET, SPOKEN_SLIPS, SPOKEN_WORDS, Addressee, CopiesWhen, Rung
from office.plan.owed import Owed, When
from office.plan.owed_kinds import KINDS, Answer
from office.plan.serials import USUAL_SERIALS, SerialKind
from office.plan.shape import PlanShape
from office.plan.source_checks import (
    duty_sets_exist,
    reductions_name_levels,
    sources_are_listed,
    stricter_measures_follow_weaker,
)

_T = TypeVar("_T", bound=Hashable)


def faults_of(plan: PlanShape) -> list[Fault]:
    return [fault for check in _CHECKS for fault in check(plan)]


def _ids_are_unique(plan: PlanShape) -> Iterator[Fault]:
    for section, ids in _ids(plan).items():
        for repeated in _repeated(ids):
            yield Fault(
                f"{section}.{repeated}",
                Said(f"编号“{repeated}”重复", f"id '{repeated}' is used more than once"),
                Said("换一个没有用过的编号", "give each entry an id of its own"),
            )


def _body_ids_differ(plan: PlanShape) -> Iterator[Fault]:
    # Chats, deliveries and obligations name a body by its id alone.
    first: dict[str, str] = {}
    for body in plan.bodies:
        section = first.setdefault(body.id, body.section)
        if section != body.section:
            yield Fault(
                f"{body.section}.{body.id}",
                Said(f"编号“{body.id}”在 {section} 中已用", f"{section} has '{body.id}' too"),
                Said("换一个没有用过的编号", "give each body an id of its own"),
            )


def _names_are_unique(plan: PlanShape) -> Iterator[Fault]:
    named: dict[str, list[set[str | None]]] = {
        "levels": [{it.id, it.name, it.name_en, *it.names} for it in plan.levels],
        "pollutants": [{it.id, it.name, it.name_en, *it.names} for it in plan.pollutants],
        "positions": [{it.name, it.name_en} for it in plan.positions],
        "channels": [{it.name, it.name_en} for it in plan.channels],
    }
    for section, names in named.items():
        for repeated in _repeated(name for each in names for name in each if name):
            yield _ambiguous(section, repeated)


def _body_names_are_unique(plan: PlanShape) -> Iterator[Fault]:
    # Somebody who types a name does not say which kind of body it is.
    named = [
        (body.section, name)
        for body in plan.bodies
        for name in dict.fromkeys((body.name, body.short, body.name_en, body.short_en))
        if name
    ]
    section_of = {name: section for section, name in named}
    for repeated in _repeated(name for _, name in named):
        yield _ambiguous(section_of[repeated], repeated)


def _ambiguous(section: str, name: str) -> Fault:
    return Fault(
        section,
        Said(f"名称“{name}”不止一处使用", f"the name '{name}' is used twice"),
        Said("改掉其中一个，免得认错", "change one, or commands cannot tell them apart"),
    )


def _ranks_differ(plan: PlanShape) -> Iterator[Fault]:
    for rank in _repeated(level.rank for level in plan.levels):
        yield Fault(
            "levels",
            Said(f"有两个级别的 rank 都是 {rank}", f"two levels have rank {rank}"),
            Said("由低到高各给一个数", "number the levels from low to high"),
        )


def _groups_name_bodies(plan: PlanShape) -> Iterator[Fault]:
    bodies = {body.id for body in plan.bodies}
    taken = bodies | SECTIONS | {"all"}
    for group, members in plan.groups.items():
        if group in taken:
            yield Fault(
                f"groups.{group}",
                Said(f"组名“{group}”已有他用", f"the name '{group}' is already taken"),
                Said("换一个组名", "choose another name for the group"),
            )
        yield from _unknown(f"groups.{group}", members, bodies, "bodies")


def _teams_are_made_of_bodies(plan: PlanShape) -> Iterator[Fault]:
    # A team of teams might have nobody who answers for it in the end.
    known = {body.id for body in plan.bodies if not isinstance(body, Team)}
    sections = "agencies, counties, outside"
    for team in plan.teams:
        lead = [team.lead] if team.lead else []
        yield from _unknown(f"teams.{team.id}.lead", lead, known, sections)
        yield from _unknown(f"teams.{team.id}.members", team.members, known, sections)


def _measures_refer_to_what_exists(plan: PlanShape) -> Iterator[Fault]:
    levels = {level.id for level in plan.levels}
    actors = _nameable(plan)
    for measure in plan.measures:
        key = f"measures.{measure.id}"
        yield from _unknown(f"{key}.level", [measure.level], levels, "levels")
        if measure.agencies != "all":
            yield from _unknown(f"{key}.agencies", measure.agencies, actors, "bodies")
        yield from _unknown(f"{key}.assist", measure.assist, actors, "bodies")


def _channels_exist(plan: PlanShape) -> Iterator[Fault]:
    known = {channel.id for channel in plan.channels}
    yield from _unknown("office_channels", plan.office_channels or (), known, "channels")
    for body in plan.bodies:
        key = f"{body.section}.{body.id}.channels"
        yield from _unknown(key, body.channels or (), known, "channels")


def _conferring_are_known(plan: PlanShape) -> Iterator[Fault]:
    agencies = {agency.id for agency in plan.agencies}
    yield from _unknown("conferring", plan.conferring, agencies, "agencies")


def _approval_chains_work(plan: PlanShape) -> Iterator[Fault]:
    for level in plan.levels:
        key = f"levels.{level.id}.approval"
        strangers = list(_holders(plan, key, level.approval, Capability.APPROVE))
        # A wrong name in the chain is one mistake, not two.
        yield from strangers or _unknown(
            f"levels.{level.id}.acts", level.acts, set(level.approval), key
        )
        yield from _nobody_signs_twice(key, level.approval)


def _nobody_signs_twice(key: str, positions: Iterable[str]) -> Iterator[Fault]:
    for position in _repeated(positions):
        yield Fault(
            key,
            Said(f"“{position}”要审签两次", f"'{position}' would approve twice"),
            Said("一个职务在一条审签链里只写一次", "name each position once in a chain"),
        )


def _ending_chains_work(plan: PlanShape) -> Iterator[Fault]:
    for name, steps in (("cancel", plan.chains.cancel), ("lift", plan.chains.lift)):
        if not isinstance(steps, str):
            for step in steps:
                yield from _holders(plan, f"chains.{name}", step.by, Capability.APPROVE)
            alone = [step.by[0] for step in steps if len(step.by) == 1]
            yield from _nobody_signs_twice(f"chains.{name}", alone)


def _serials_are_complete(plan: PlanShape) -> Iterator[Fault]:
    # A slip that no ladder of the plan knows needs no number.
    slips = {rung.step for _, rung in _rungs(plan) if rung.slip}
    wanted = {*SerialKind} - USUAL_SERIALS.keys() | slips
    for kind in sorted(wanted - plan.serials.keys()):
        yield Fault(
            f"serials.{kind}",
            Said("缺少这一类的文号格式", "the serial format of this kind is missing"),
            Said(f"补上 {kind} 一行", f"add a line for {kind}"),
        )
    yield from _unknown("serials", plan.serials, {*SerialKind, *slips, *SPOKEN_SLIPS}, "serials")


def _serials_differ(plan: PlanShape) -> Iterator[Fault]:
    for kind, template in plan.serials.items():
        if not template.startswith(plan.prefix):
            yield Fault(
                f"serials.{kind}",
                Said(f"文号没有以“{plan.prefix}”开头", f"it does not begin with '{plan.prefix}'"),
                Said("文号都以 prefix 开头", "begin every serial with the plan's prefix"),
            )
    for template in _repeated(plan.serials.values()):
        yield Fault(
            "serials",
            Said(f"两类文号同用“{template}”", f"two kinds share the format '{template}'"),
            Said("每一类用各自的字号", "give each kind a format of its own"),
        )


def _rungs(plan: PlanShape) -> Iterator[tuple[str, Rung]]:
    for name, rungs in plan.ladders.items():
        for rung in rungs:
            yield name, rung


def _ladders_rise(plan: PlanShape) -> Iterator[Fault]:
    for name, rungs in plan.ladders.items():
        for step in _repeated(rung.step for rung in rungs):
            yield Fault(
                f"ladders.{name}",
                Said(f"督办步骤“{step}”有重复", f"the step '{step}' is repeated"),
                Said("每一步只写一次", "write each step once"),
            )


def _rungs_are_whole(plan: PlanShape) -> Iterator[Fault]:
    for name, rung in _rungs(plan):
        key = f"ladders.{name}.{rung.step}"
        yield from _holders(plan, f"{key}.copies", rung.copies, Capability.COPY)
        yield from _step_is_free(key, rung)
        yield from _step_is_named(key, rung)
        yield from _word_is_no_slip(key, rung)
        yield from _slip_is_for_the_body(key, rung)
        yield from _copies_may_be_asked_for(key, rung)
        yield from _leaves_time(key, rung)
        yield from _one_time_to_comply(key, rung)
        yield from _waking_hours_are_of_a_time(key, rung)
        yield from _decision_is_whole(plan, key, rung)


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
                f"用 title 写上名称；{_list(named, '、')}可以不写",
                f"give it a title; only {_list(named, ', ')} need none",
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
        "proposed_to": (rung.proposed_to, Capability.REFERRAL),
        "confirmed_by": (rung.confirmed_by, Capability.REFERRAL),
        "sent_to": (rung.sent_to, Capability.RECEIVE_REFERRAL),
    }
    if all(position is None for position, _ in roles.values()):
        return
    for field, (position, capability) in roles.items():
        if position is None:
            yield Fault(
                f"{key}.{field}",
                Said("移交线索缺少这个职务", "a referral needs this position"),
                Said("写上一个职务的编号", "name a position by its id"),
            )
        else:
            yield from _holders(plan, f"{key}.{field}", [position], capability)


def _owed_is_known(plan: PlanShape) -> Iterator[Fault]:
    yield from _unknown("owes", (owed.kind for owed in plan.owes), KINDS, "owes")
    bodies = _nameable(plan)
    for owed in plan.owes:
        key = f"owes.{owed.kind}"
        yield from _unknown(f"{key}.ladder", [owed.ladder], plan.ladders, "ladders")
        yield from _unknown(f"{key}.ladder_for", owed.ladder_for, plan.ladders, "ladders")
        named = [name for who in owed.ladder_for.values() for name in who]
        yield from _unknown(f"{key}.ladder_for", named, bodies, "bodies")
        yield from _climbs_one_ladder(plan, f"{key}.ladder_for", named)
        if owed.who != "all":
            yield from _unknown(f"{key}.who", owed.who, bodies, "bodies")


def _nameable(plan: PlanShape) -> set[str]:
    return {body.id for body in plan.bodies} | set(plan.groups) | SECTIONS


def _climbs_one_ladder(plan: PlanShape, key: str, named: list[str]) -> Iterator[Fault]:
    sections = {
        name: [body.id for body in plan.bodies if body.section == name] for name in SECTIONS
    }
    climbing = [body for name in named for body in {**sections, **plan.groups}.get(name, (name,))]
    for body in _repeated(climbing):
        yield Fault(
            key,
            Said(f"“{body}”写在两个督办程序下", f"'{body}' climbs two ladders"),
            Said("每个单位只写在一处", "name each body once"),
        )


def _owed_once(plan: PlanShape) -> Iterator[Fault]:
    for kind in _repeated(owed.kind for owed in plan.owes):
        yield Fault(
            f"owes.{kind}",
            Said(f"“{kind}”写了两次", f"'{kind}' is written twice"),
            Said("每一类只写一次", "write each kind once"),
        )


def _presses_bring_no_slips(plan: PlanShape) -> Iterator[Fault]:
    # A press answers at once; nothing that it does closes a slip.
    for owed in _known_kinds(plan):
        rungs = [rung for name in owed.ladders for rung in plan.ladders.get(name, ())]
        slips = [rung.step for rung in rungs if rung.slip]
        if slips and KINDS[owed.kind].answer is Answer.PRESS:
            yield Fault(
                f"owes.{owed.kind}.ladder",
                Said("按“收到”的事项不发督办单", "what is answered by a press brings no slips"),
                Said(
                    f"换一个不含督办单的 ladder，或给 {_list(slips, '、')} 写上 slip: false",
                    f"name a ladder without slips, or write `slip: false` at {_list(slips, ', ')}",
                ),
            )


def _owed_in_its_time(plan: PlanShape) -> Iterator[Fault]:
    for owed in _known_kinds(plan):
        row = KINDS[owed.kind]
        if owed.when is not row.when:
            yield Fault(
                f"owes.{owed.kind}.when",
                Said("这一类不在这个时候要求", "this kind is not owed at that event"),
                Said(f"写 when: {row.when}", f"write `when: {row.when}`"),
            )


def _deadlines_are_whole(plan: PlanShape) -> Iterator[Fault]:
    """What is owed daily is due at a time of day, other things by when they were asked for."""
    for owed in _known_kinds(plan):
        row = KINDS[owed.kind]
        # A wrong event is one mistake; what should follow from it would be told as more.
        if owed.when is not row.when:
            continue
        daily = owed.when is When.DAILY
        wanted = {"prompt_at": daily, "due_at": daily}
        if daily or row.is_due_after:
            wanted["due_after"] = row.is_due_after and owed.due_by is None
        if daily or (row.is_due_after and owed.due_by is not None):
            wanted["due_by"] = row.is_due_after
        for field, is_wanted in wanted.items():
            key = f"owes.{owed.kind}.{field}"
            if is_wanted is not (getattr(owed, field) is not None):
                yield _missing(key) if is_wanted else _out_of_place(key)


def _known_kinds(plan: PlanShape) -> Iterator[Owed]:
    return (owed for owed in plan.owes if owed.kind in KINDS)


def _missing(key: str) -> Fault:
    return Fault(
        key,
        Said("缺少这一项", "this key is missing"),
        Said("补上，写法参照 plans/changji.yaml", "add it, as plans/changji.yaml does"),
    )


def _out_of_place(key: str) -> Fault:
    return Fault(
        key,
        Said("这一类用不到这一项", "this kind has no use for this key"),
        Said("删去", "remove it"),
    )


def _owed_times_follow(plan: PlanShape) -> Iterator[Fault]:
    for owed in plan.owes:
        allowed = owed.time_allowed
        if allowed is not None and allowed <= timedelta():
            yield Fault(
                f"owes.{owed.kind}",
                Said("截止不晚于提示", "the deadline does not come after the prompt"),
                Said("prompt_at 写得比 due_at 早", "prompt_at comes before due_at"),
            )
        elif allowed is not None and owed.remind_before and owed.remind_before >= allowed:
            yield Fault(
                f"owes.{owed.kind}.remind_before",
                Said("催办不晚于要求报送的时刻", "the reminder would come before it is asked for"),
                Said("写得比整个时限短", "make it shorter than the time that there is"),
            )


def _signing_times_follow(plan: PlanShape) -> Iterator[Fault]:
    if plan.signing.remind_after >= plan.signing.phone_after:
        yield Fault(
            "signing.remind_after",
            Said("提醒不早于电话联系", "the reminder does not come before the word to phone"),
            Said("写得比 phone_after 短", "make it shorter than phone_after"),
        )


def _holders(
    plan: PlanShape, key: str, positions: Iterable[str], capability: Capability
) -> Iterator[Fault]:
    able = {position.id: position.can for position in plan.positions}
    for position in positions:
        if position not in able:
            yield from _unknown(key, [position], able, "positions")
        elif capability not in able[position]:
            yield Fault(
                key,
                Said(f"职务“{position}”没有 {capability} 权限", f"'{position}' lacks {capability}"),
                Said(
                    f"在 positions 里给它加上 {capability}，或换一个职务",
                    f"add {capability} to its `can`, or name another position",
                ),
            )


def _unknown(key: str, named: Iterable[str], known: Iterable[str], section: str) -> Iterator[Fault]:
    for name in sorted(set(named) - set(known)):
        yield Fault(
            key,
            Said(f"没有“{name}”", f"there is no '{name}'"),
            Said(f"{section} 可用：{_list(known, '、')}", f"{section} has: {_list(known, ', ')}"),
        )


def _list(known: Iterable[str], comma: str) -> str:
    names = sorted(known)
    return comma.join(names[:12]) + (" …" if len(names) > 12 else "")


def _ids(plan: PlanShape) -> dict[str, list[str]]:
    return {
        "levels": [level.id for level in plan.levels],
        "pollutants": [pollutant.id for pollutant in plan.pollutants],
        "positions": [position.id for position in plan.positions],
        "agencies": [agency.id for agency in plan.agencies],
        "teams": [team.id for team in plan.teams],
        "counties": [county.id for county in plan.counties],
        "outside": [office.id for office in plan.outside],
        "measures": [measure.id for measure in plan.measures],
        "channels": [channel.id for channel in plan.channels],
    }


def _repeated(values: Iterable[_T]) -> list[_T]:
    return [value for value, count in Counter(values).items() if count > 1]


_CHECKS: tuple[Callable[[PlanShape], Iterator[Fault]], ...] = (
    _ids_are_unique,
    _body_ids_differ,
    _names_are_unique,
    _body_names_are_unique,
    _ranks_differ,
    _groups_name_bodies,
    _teams_are_made_of_bodies,
    _measures_refer_to_what_exists,
    _channels_exist,
    _conferring_are_known,
    _approval_chains_work,
    _ending_chains_work,
    _serials_are_complete,
    _serials_differ,
    _ladders_rise,
    _rungs_are_whole,
    _owed_is_known,
    _owed_once,
    _presses_bring_no_slips,
    _owed_in_its_time,
    _deadlines_are_whole,
    _owed_times_follow,
    _signing_times_follow,
    sources_are_listed,
    stricter_measures_follow_weaker,
    duty_sets_exist,
    reductions_name_levels,
)
