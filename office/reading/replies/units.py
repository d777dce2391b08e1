"""Words for units: what is counted in which, and what follows a number that counts nothing."""

from collections.abc import Iterable
from decimal import Decimal

KINDS_OF_UNIT: dict[str, str] = {
    "people": "人次 人 名 位 人员 个人 员",
    "place": "家次 家 户次 户 个次 个 处次 处 间 座次 座 点位 所次 所 项 片",
    "vehicle": "辆次 辆 台次 车次 台班 台 部",
    "case": "起 件 宗 例 个 处 项 次 条 家",
    "paper": "份 张 个",
    "piece": "条次 条 篇 则 件 个",
    "sign": "面 块 个",
    "trip": "班次 班 趟 车次",
    "group": "组次 组 支 个 个组 个小组 个工作组 支队伍",
    "time": "次 场次 场 遍 轮次 车次",
    "kilometre": "公里 千米 km",
    "ton": "吨 t",
    "area": "平方米 m2 亩 万平方米",
    "power": "mw 兆瓦 万千瓦 千瓦",
    "share": "% 百分点",
    "money": "万元 亿元 元",
}
"""A unit may count several kinds of thing."""

_KINDS = {
    word: frozenset(kind for kind, words in KINDS_OF_UNIT.items() if word in words.split())
    for words in KINDS_OF_UNIT.values()
    for word in words.split()
}
EXACT = frozenset(("kilometre", "ton", "area", "power", "share", "money"))
"""What is measured: one of these units is not another, and only a field of that unit is meant."""

WORDS = tuple(_KINDS)

_IDLE = """
    年 月 日 号 时 点 分 秒 小时 分钟 天 周 级 期 版 页 届 倍 岁 度 微克 毫克 克 μg ug mg ℃ ° ‰ 米 m
    厘米 个月 个小时 个工作日 工作日 个百分 国道 省道 县道 标段 路 楼 款 折 家渠 户地 师 团 连
    % 百分点 部署 部分
    公网 时段 型 阶段 色 重 步 方面 类 环 号线 是 要 代 性 线 部门 条例 条件 台账 面源
"""
NOT_COUNTED = tuple(_IDLE.split())
"""What follows the number of a day, an hour, a limit, a clause, a road, a place."""

_WORDS_ALIKE = "处罚 处理 处置 处室 起火 名录 条例 户外 次日 项目 组织 班子 个体"
NO_UNITS = tuple(_WORDS_ALIKE.split())
"""They begin with a unit and are none: in 停产企业12 处罚2件 nothing is counted in 处."""


def kinds(unit: str) -> frozenset[str]:
    return _KINDS.get(unit, frozenset((unit,)))


def fits(said: str, asked: str | None) -> bool:
    """Return whether what is asked for in one unit may be told in another: 18家 for 18个次."""
    if not said or said == asked or (said, asked) in _TIMES:
        return True
    if said == ANY and asked is not None:
        return not kinds(asked) & EXACT
    if asked is None:
        return not kinds(said) & EXACT
    if (kinds(said) | kinds(asked)) & EXACT:
        return any(said in same and asked in same for same in _SAME)
    return bool(kinds(said) & kinds(asked))


def is_of_lorries(asked: str | None, said: str) -> bool:
    """18 lorries are not 18 runs of a lorry, though both are told of lorries."""
    counted = kinds(said)
    return "trip" in kinds(asked or "") and "vehicle" in counted and "trip" not in counted


def in_unit(number: Decimal, said: str, asked: Iterable[str | None]) -> Decimal:
    """66万千瓦 are 660兆瓦."""
    times = (_TIMES[said, one] for one in asked if (said, one) in _TIMES)
    return number * next(times, Decimal(1))


NAMED_BY = {
    word: kind
    for kind in ("people", "group")
    for word in KINDS_OF_UNIT[kind].split()
    if word != "个"
}
"""Units that say what is counted."""
ANY = "个"
"""All that is counted may be counted in it."""
_TIMES: dict[tuple[str, str | None], Decimal] = {
    ("万千瓦", "mw"): Decimal(10),
    ("万千瓦", "兆瓦"): Decimal(10),
    ("千瓦", "mw"): Decimal("0.001"),
    ("千瓦", "兆瓦"): Decimal("0.001"),
    ("亿元", "万元"): Decimal(10_000),
    ("元", "万元"): Decimal("0.0001"),
    ("万平方米", "平方米"): Decimal(10_000),
}
_SAME = (("公里", "千米", "km"), ("吨", "t"), ("mw", "兆瓦"), ("平方米", "m2"))
