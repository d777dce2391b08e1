"""What a sound plan still leaves for a person to look at; `plan check` says it, and nothing stops.

A default that no document fixes is to be confirmed by the office; a document of another
jurisdiction is only followed; a standard may hold no longer.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest

from office.plan import standards
from office.plan.base import Base
from office.plan.durations import format_duration
from office.plan.faults import Said
from office.plan.grading import USUAL_MERGE
from office.plan.languages import english_fields
from office.plan.model import Addressee, Plan
from office.plan.sources import NO_SOURCE, parts, places, sourced
from office.plan.taking import parts_of

SHOWN_AT_MOST = 100

_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def remarks(plan: Plan) -> Iterator[Said]:
    for look in _LOOKS:
        yield from look(plan)


def _defaults(plan: Plan) -> Iterator[Said]:
    keys = [key for key, said in sourced(plan) if said == NO_SOURCE]
    if keys:
        yield Said(
            f"没有出处的默认值{len(keys)}处，请办公室确认：{_first(keys)}",
            f"{len(keys)} defaults that no document fixes; the office confirms them: "
            f"{_first(keys, ', ')}",
        )


def _first(keys: Sequence[str], separator: str = "、") -> str:
    return separator.join(keys[:SHOWN_AT_MOST]) + (" …" if len(keys) > SHOWN_AT_MOST else "")


def _extended(plan: Plan) -> Iterator[Said]:
    base = plan.based_on
    if base is not None:
        own = {*base.added, *base.changed}
        taken = [key for key in parts_of(plan.model_dump(mode="json")) if key not in own]
        yield Said(
            f"本预案以{base.name}的预案为基础，沿用{len(taken)}项",
            f"this plan extends that of {base.name_en or base.name} and takes {len(taken)} parts",
        )
        yield from _unlike_the_base(base)


def _unlike_the_base(base: Base) -> Iterator[Said]:
    if base.added:
        yield Said(f"新增：{'、'.join(base.added)}", f"added: {', '.join(base.added)}")
    tightened = [key for key in base.changed if key not in base.weaker]
    if tightened:
        yield Said(
            f"改动（文字是否不低于原规定，请核对）：{'、'.join(tightened)}",
            f"changed (whether the words ask for as much, please check): {', '.join(tightened)}",
        )
    for key, source in base.weaker.items():
        yield Said(f"宽于原规定：{key}（依据{source}）", f"asks for less: {key} (by {source})")
    for key, source in base.left_out.items():
        yield Said(f"不采用：{key}（依据{source}）", f"left out: {key} (by {source})")


def _followed(plan: Plan) -> Iterator[Said]:
    used = Counter(
        document
        for _, said in sourced(plan)
        for document in {key for key, _ in places(plan.sources, said)}
        if document and not plan.sources[document].own
    )
    for document, count in used.items():
        source = plan.sources[document]
        yield Said(
            f"{count}处参照《{source.title}》，是{source.of}的文件，本辖区没有对应规定",
            f"{count} values follow '{source.title_en or source.title}', a document of "
            f"{source.of_en or source.of}: this jurisdiction has none of its own",
        )


def _superseded(plan: Plan) -> Iterator[Said]:
    for source in plan.sources.values():
        for standard in source.superseded:
            known = standards.known(standard)
            zh, en = (f" {known.by} ", f": {known.by} took its place") if known else ("", "")
            yield Said(
                f"《{source.title}》依据的 {standard} 已被{zh}替代，请考虑修订",
                f"'{source.title_en or source.title}' rests on {standard}, "
                f"which holds no longer{en}",
            )
    for key, cited in standards.cited(plan).items():
        for one in cited:
            yield Said(
                f"{key} 写有 {one.name}，已于{one.since:%Y-%m-%d}被 {one.by} 替代，请核对",
                f"{key} names {one.name}, which {one.by} replaced on {one.since:%Y-%m-%d}",
            )


def _without_duties(plan: Plan) -> Iterator[Said]:
    idle = [body for body in plan.bodies if not plan.duties_of(body)]
    if idle:
        yield Said(
            f"没有列明职责的单位：{'、'.join(body.name for body in idle)}",
            f"bodies without duties: {', '.join(body.name_en or body.name for body in idle)}",
        )


def _measures_for_nobody(plan: Plan) -> Iterator[Said]:
    bodies = [body.id for body in plan.bodies]
    idle = [
        measure.id
        for measure in plan.measures
        if not any(plan.concerns(measure, body) for body in bodies)
    ]
    if idle:
        yield Said(
            f"没有单位落实的措施：{'、'.join(idle)}",
            f"measures that concern nobody: {', '.join(idle)}",
        )


def _ladders_that_end_nowhere(plan: Plan) -> Iterator[Said]:
    """Where the last step only writes to the body itself, nobody hears that nothing came."""
    for name in sorted({name for owed in plan.owes for name in owed.ladders}):
        last = plan.ladders[name][-1] if plan.ladders[name] else None
        if last is None:
            yield Said(
                f"督办程序“{name}”没有步骤，逾期只在办公室看板上显示",
                f"the ladder '{name}' has no step: what is late shows on the office's board alone",
            )
        elif last.only_reminds and Addressee.OFFICE not in last.addressees:
            yield Said(
                f"督办程序“{name}”止于“{last.title or last.step}”，此后没有人知道仍未报送",
                f"the ladder '{name}' ends at '{last.step}': nobody hears what is missing then",
            )


def _usual_cascade(plan: Plan) -> Iterator[Said]:
    own = [county for county in plan.counties if county.jurisdiction]
    if own and plan.cascade is None:
        usual = plan.cascading
        remind, report = format_duration(usual.remind_after), format_duration(usual.report_after)
        yield Said(
            f"没有写明县（市）启动的时限（cascade），按默认："
            f"{remind} 未启动即催，{report} 告知办公室",
            f"no times for the counties' start (`cascade`): they are asked again after {remind}, "
            f"and the office is told after {report}, by default",
        )


def _usual_adjusting(plan: Plan) -> Iterator[Said]:
    if plan.chains.source is None:
        zh, en = _ADJUSTED_BY[plan.chains.adjust]
        yield Said(
            f"没有写明调整预警由谁审签（chains.source）：按{zh}的审签程序，只另加措施的也一样（默认）",
            f"no document says who signs an adjustment (`chains.source`): it takes the chain of "
            f"{en}, also where it only adds measures, by default",
        )


_ADJUSTED_BY = {
    "new": ("调整后级别", "its new level"),
    "higher": ("两个级别中较高一级", "the higher of both levels"),
}


def _usual_gap(plan: Plan) -> Iterator[Said]:
    says_it = plan.grading is not None and plan.grading.merge_within is not None
    if plan.control is not None and not says_it:
        usual = format_duration(USUAL_MERGE)
        yield Said(
            f"没有写明两次污染过程的间隔（grading.merge_within），强化管控每次过程只建议一次，"
            f"间隔不足 {usual} 的按同一次过程（默认）",
            f"no gap between episodes (`grading.merge_within`): a control dispatch is proposed "
            f"once an episode, and less than {usual} between two makes them one, by default",
        )


def _without_figures(plan: Plan) -> Iterator[Said]:
    """A level of which only words say when it is reached cannot be told from a forecast."""
    vague = [level for level in plan.levels if not level.criteria]
    if vague:
        yield Said(
            f"没有数值条件（criteria）的级别：{'、'.join(level.name for level in vague)}",
            f"levels without figures (`criteria`): "
            f"{', '.join(level.name_en or level.name for level in vague)}",
        )


def _without_appraisal(plan: Plan) -> Iterator[Said]:
    if plan.appraisal is None:
        yield Said(
            "没有写明检查考核办法（appraisal），不生成考核情况",
            "no way to appraise members (`appraisal`): there is no scoreboard",
        )


def _without_cap_data(plan: Plan) -> Iterator[Said]:
    """What is left out of messages in the form of CAP, or put in by default."""
    if plan.cap.sender is None:
        yield Said(
            f"没有写明CAP消息的发送标识（cap.sender），按默认：{plan.cap_sender}",
            f"no sender of CAP messages (`cap.sender`): {plan.cap_sender}, by default",
        )
    if not (plan.cap.geocode or plan.cap.polygon):
        yield Said(
            "没有写明本辖区的行政区划代码或边界（cap.geocode、cap.polygon），不能导出CAP消息",
            "neither a code nor a boundary of the jurisdiction (`cap.geocode`, `cap.polygon`): no "
            "CAP message can be exported",
        )
    unknown = [county for county in plan.counties_told if county.geocode is None]
    if unknown:
        yield Said(
            f"没有行政区划代码（geocode）、CAP消息中只写名称的县（市）："
            f"{'、'.join(county.name for county in unknown)}",
            f"counties without a code (`geocode`), which CAP messages only name: "
            f"{', '.join(county.name_en or county.name for county in unknown)}",
        )


def _notes(plan: Plan) -> Iterator[Said]:
    for note, english in zip_longest(plan.notes, plan.notes_en[: len(plan.notes)]):
        yield Said(f"请办公室核对：{note}", f"for the office to look at: {english or note}")


def _size(said: object) -> int:
    """How much is said: a list counts its lines, any other text is one."""
    return len(said) if isinstance(said, tuple | dict) else bool(said)


def _without_english(plan: Plan) -> Iterator[Said]:
    keys = [
        f"{key}.{other}" if key else other
        for key, part in parts(plan)
        for name, other in english_fields(part)
        if _CHINESE.search(str(getattr(part, name)))
        and _size(getattr(part, other)) < _size(getattr(part, name))
    ]
    keys += [f"sources.{key}.key_en" for key, one in plan.sources.items() if not one.key_en]
    if keys:
        yield Said(
            f"没有英文的{len(keys)}处，英文界面仍显示中文：{_first(keys)}",
            f"{len(keys)} texts without English, which English readers read in Chinese: "
            f"{_first(keys, ', ')}",
        )


_LOOKS: tuple[Callable[[Plan], Iterator[Said]], ...] = (
    _extended,
    _defaults,
    _followed,
    _superseded,
    _without_duties,
    _measures_for_nobody,
    _ladders_that_end_nowhere,
    _without_english,
    _usual_cascade,
    _usual_adjusting,
    _usual_gap,
    _without_figures,
    _without_appraisal,
    _without_cap_data,
    _notes,
)
