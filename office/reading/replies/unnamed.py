"""Reads a correction that names no field, such as 写错了，是5个: a person says which is meant."""

import re

from office.reading.replies.below_zero import says_below_zero
from office.reading.replies.corrections import CHANGES, HEADS
from office.reading.replies.counted import MISTAKES
from office.reading.replies.figures import SaidNumber, Scanner
from office.reading.replies.findings import quoted, value_of
from office.reading.replies.letters import told
from office.reading.replies.reading import Doubt, FieldAsked, FormAsked, Reading, Values
from office.reading.replies.units import fits, in_unit
from office.reading.replies.vocabulary import MEASURED, Vocabulary

_LONGEST = 40
_MOST_OFFERED = 12
"""More buttons help nobody; the number is then said back as one that found no field."""
_DENIES = "不是"
_SAYS_WRONG = (*MISTAKES, *CHANGES, *HEADS)
_FILLERS = """
    不好意思 对不起 抱歉 各位 领导 麻烦 刚才 刚刚 上面 前面 上一条 上条 那个 这个 数字 数据 数量
    里面 一下 其实 才是 而是 正确 报 填 写 发 打 数 是 应 该 为 有 了 的 啊 哦 呢 吧 我 们 请 以 准
    就 共 sorry
"""
_SAYS_NOTHING = re.compile(
    "|".join(sorted({*_FILLERS.split(), *_SAYS_WRONG}, key=len, reverse=True)) + r"|[\W_]"
)


def read_unnamed(form: FormAsked, known: Values, text: str) -> Reading | None:
    """One number and words that say nothing but that another one was wrong; else None."""
    letters = told(text.strip()).letters
    if len(letters) > _LONGEST:
        return None
    said = quoted(text.strip())
    # 不是4，是5 is read as a correction; the number of 不是4，是-5 is none that could be.
    if letters.startswith(_DENIES) and says_below_zero(letters):
        return Reading(unread=(said,))
    figure = _alone(form, letters) if any(one in letters for one in _SAYS_WRONG) else None
    if figure is None:
        return None
    if not figure.values:
        return Reading(unread=(said,))
    readings = _readings(form, known, figure)
    if not readings or len(readings) > _MOST_OFFERED:
        return None
    return Reading(doubts=(Doubt(said, readings),))


def _alone(form: FormAsked, letters: str) -> SaidNumber | None:
    """The only number that is said, where nothing is said beside it; 负 is its sign."""
    figures = list(Scanner(Vocabulary(form).units).figures(letters))
    if len(figures) != 1 or not figures[0].counts or len(figures[0].values) > 1:
        return None
    beside = letters[: figures[0].start].removesuffix("负") + " " + letters[figures[0].end :]
    return None if _SAYS_NOTHING.sub("", beside) else figures[0]


def _readings(form: FormAsked, known: Values, figure: SaidNumber) -> tuple[Values, ...]:
    """What was told before and may be wrong; every field of that unit where nothing was told."""
    fitting = [one for one in form.fields if one.kind in MEASURED and fits(figure.unit, one.unit)]
    likely = sorted(fitting, key=lambda one: one.unit != figure.unit)
    before = [one for one in likely if one.id in known]
    found = [_in_field(one, figure) for one in before or likely]
    return tuple(one for one in found if one and not one.items() <= known.items())


def _in_field(field: FieldAsked, figure: SaidNumber) -> Values:
    value = value_of(field, in_unit(figure.values[0], figure.unit, (field.unit,)))
    return {} if value is None else {field.id: value}
