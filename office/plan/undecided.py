"""What a plan of the old language does not say, and what a person has to decide before it does."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from office.plan.bodies import Position
from office.plan.duties import Trigger
from office.plan.faults import Said
from office.plan.ladders import Rung
from office.plan.levels import Level
from office.plan.measures import MeasureKind
from office.plan.model import Plan
from office.plan.owed import Owed
from office.plan.sources import parts


class Undecided(NamedTuple):
    key: str
    what: Said


def undecided(plan: Plan) -> Iterator[Undecided]:
    for key, applies, what in _ROWS:
        if applies(plan):
            yield Undecided(key, what)


def _lacks_a_source(plan: Plan) -> bool:
    kinds = (Level, Position, Owed, Rung)
    return any(isinstance(one, kinds) and one.source is None for _, one in parts(plan))


def _lacks_a_source_of_words(plan: Plan) -> bool:
    return any(not (level.hazard_source and level.advice_source) for level in plan.levels)


def _lacks_a_source_of_copies(plan: Plan) -> bool:
    rungs = [rung for ladder in plan.ladders.values() for rung in ladder]
    return any(rung.copies and rung.copies_source is None for rung in rungs)


def _says_nothing_of_when(plan: Plan) -> bool:
    duties = [duty for body in plan.bodies for duty in plan.duties_of(body)]
    return all(duty.when is Trigger.ALWAYS for duty in duties)


def _cuts_without_premise(plan: Plan) -> bool:
    cuts = any(one.kind is MeasureKind.MANDATORY for one in plan.measures)
    return cuts and MeasureKind.MANDATORY not in plan.premises


_ROWS: tuple[tuple[str, Callable[[Plan], bool], Said], ...] = (
    (
        "sources",
        lambda plan: not plan.sources,
        Said(
            "依据的文件有哪些，是否本辖区的；各处 source 以文件简称开头",
            "which documents it rests on and whose they are; each `source` begins with one's key",
        ),
    ),
    (
        "source",
        _lacks_a_source,
        Said(
            "级别、职务、应报事项、督办步骤的出处；没有文件规定的写 none",
            "where levels, posts, what is owed and steps come from; `none` where no document says",
        ),
    ),
    (
        "hazard_source、advice_source",
        _lacks_a_source_of_words,
        Said(
            "各级别健康影响和防护建议的出处；没有文件规定的写 none",
            "where the words on health effects and the advice come from; `none` where no document "
            "has them",
        ),
    ),
    (
        "copies_source",
        _lacks_a_source_of_copies,
        Said(
            "抄报对象的出处；没有文件规定的写 none",
            "where it stands who gets copies; `none` where no document says",
        ),
    ),
    (
        "duties.when",
        _says_nothing_of_when,
        Said("各项职责何时适用", "when each duty holds"),
    ),
    (
        "premises",
        _cuts_without_premise,
        Said("强制减排措施的前提", "on what condition the mandatory cuts hold"),
    ),
    (
        "measures.replaces",
        lambda plan: not any(one.replaces for one in plan.measures),
        Said("哪些措施由更严的取代", "which measures give way to stricter ones"),
    ),
    (
        "levels.criteria",
        lambda plan: not all(level.criteria for level in plan.levels),
        Said("各级别的数值条件", "the figures at which each level is reached"),
    ),
    (
        "chains.lift",
        lambda plan: not plan.chains.lift,
        Said(
            "解除由谁审签；现为办公室直接解除", "who signs a lift; now the office lifts by itself"
        ),
    ),
    (
        "night",
        lambda plan: plan.night is None,
        Said("夜间时段；现与静默时段相同", "the night; now it is the quiet hours"),
    ),
    (
        "brief",
        lambda plan: plan.brief is None,
        Said(
            "是否每日通报情况，几时；现不通报", "whether there is a daily brief; now there is none"
        ),
    ),
)
