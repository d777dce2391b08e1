"""Reads that there was nothing: 零报告, 未发现问题, 停产企业：无."""

from collections.abc import Sequence

from office.reading.replies.findings import Gathered
from office.reading.replies.lexicon import STATES, WordSort
from office.reading.replies.vocabulary import (
    MEASURED,
    KnownWord,
    Label,
    Vocabulary,
    names_something,
)

_ZERO_REPORTS = ("零报告", "0报告", "nil report", "nothing to report")
_NOTHING = ("无", "无情况", "没有", "无异常", "一切正常", "none", "nil")
_AROUND = (
    "今日",
    "今天",
    "本日",
    "我局",
    "我镇",
    "我单位",
    "本单位",
    "实行",
    "报告",
    "报送",
    "收到",
)
_MARKS = frozenset(" 。.,，!;、:()\n\t")
_STILL_NOTHING = frozenset(
    (
        "任何",
        "新的",
        "新",
        "现象",
        "行为",
        "存在",
        "其他",
        "什么",
        "什么大",
        "明显",
        "突出",
        "啥",
        "一起",
        "异常",
    )
)


def is_nil(letters: str) -> bool:
    return _bare(letters) in (*_ZERO_REPORTS, *_NOTHING)


def all_zero(vocabulary: Vocabulary, findings: Gathered, written: str) -> None:
    """零报告 says zero for each count but for what was open before; 无 alone is asked about."""
    zeros = {one.id: 0 for one in vocabulary.fields if one.kind in MEASURED and not one.stock}
    if _bare(written.casefold()) in _ZERO_REPORTS:
        for asked in zeros:
            findings.take(asked, 0, written)
    else:
        findings.doubt(written, [zeros])


def fields_without(vocabulary: Vocabulary, words: Sequence[KnownWord], clause: str) -> list[str]:
    """The fields that a clause without numbers says were none, if it says nothing else."""
    sorts = {word.sort for word in words}
    if WordSort.NOT not in sorts or WordSort.BLOT in sorts or not is_known(words, clause):
        return []
    naming = frozenset(word.meaning for word in words if names_something(word)) - {"out"}
    if "find" in naming:
        naming -= {"check"}
    for is_named in (_is_all_named, _is_named):
        found = {one.field.id for one in vocabulary.labels if naming and is_named(one, naming)}
        if found:
            return list(found) if len(found) == 1 else []
    return []


def is_denied(words: Sequence[KnownWord]) -> bool:
    """没有查处烟花爆竹 and 烟花爆竹没有发现 deny, but not 1家公务车未停驶."""
    told = [word for word in words if names_something(word) or word.sort is WordSort.NOT]
    nots = [number for number, word in enumerate(told) if word.sort is WordSort.NOT]
    after = told[nots[0] + 1 :] if nots else []
    return nots[:1] == [0] or (bool(nots) and all(word.meaning == "find" for word in after))


def is_known(words: Sequence[KnownWord], clause: str) -> bool:
    """Return whether a clause has no other letters than its known words."""
    left, at = "", 0
    for word in words:
        left, at = left + clause[at : word.start], word.end
    left = (left + clause[at:]).strip()
    return "".join(left.split()) in ("", *_STILL_NOTHING)


def _is_all_named(label: Label, naming: frozenset[str]) -> bool:
    names = (label.needed, label.needed | {"find"}, label.needed - {"find"})
    return label.field.kind in MEASURED and naming in names


def _is_named(label: Label, naming: frozenset[str]) -> bool:
    """未发现违法行为 tells of 查处违法行为 too: what was not found was not dealt with.

    未发现异常 names nothing, so it tells of no field whose words are verbs alone, such as 宣传条数.
    """
    if label.field.kind not in MEASURED or label.verbs & STATES or not label.nouns:
        return False
    return naming - {"find"} == label.nouns


def _bare(letters: str) -> str:
    bare = "".join(sign for sign in letters.strip() if sign not in _MARKS or sign == " ")
    for word in _AROUND:
        if bare not in _ZERO_REPORTS:
            bare = bare.replace(word, "")
    return bare.strip()
