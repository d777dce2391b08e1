"""What a reduction list wants of one enterprise at one level: 停产, 限产30%, or neither.

Nothing is guessed: what may mean either is left for whoever keeps the list to put plainly.
"""

import re
from enum import StrEnum

from office.reading.typed import compact
from storage.immutable import immutable


class CurbAct(StrEnum):
    STOP = "stop"
    LIMIT = "limit"
    OTHER = "other"
    """It does something else, such as keeping lorries away, and goes on producing."""
    NONE = "none"
    UNCLEAR = "unclear"


@immutable
class Curb:
    act: CurbAct
    percent: int | None = None
    """By how much production is limited, where the list says so."""


NOTHING = Curb(CurbAct.NONE)
UNCLEAR = Curb(CurbAct.UNCLEAR)
ALL = 100

_IDLE = re.compile(
    r"[-—–/、,;.。]*|无|没有|不涉及|否|×|no|none|false|正常生产|自主减排|自主采取减排措施|豁免|免于减排"
)
_NEITHER = re.compile("不(?:停限|停|限)产")
_YES = re.compile(r"是|√|✓|✔|1|yes|true|y")
_STOP = re.compile(r"停产|停工|停止生产|全停|停[0-9一二三两四五六]+[条台座]|shutdown|stop")
_LIMIT = re.compile(r"限产|减产|压减|降(?:低)?(?:生产)?负荷|限负荷|限制?生产负荷|limit|reduc|cut")
_PART = re.compile(
    r"部分|[0-9一二三两四五六]+(?:条|台|座|套|个车间)|号线|#|工序|工段|车间|机组|partly|lines?"
)
_WHOLE = re.compile(r"全部|全面|全厂|全线|整厂|整体|wholly")
_PERCENT = re.compile(r"([0-9]{1,4}(?:\.[0-9]+)?)%")
_NUMBER = re.compile(r"[0-9]{1,4}(?:\.[0-9]+)?")
_LOAD = re.compile(r"(?:负荷|产能|产量)(?:不超过|不高于|控制在|降至|降到|保持)")


def measure(cell: str) -> Curb:
    """Read a cell that says in words what is done."""
    said = _NEITHER.sub("", compact(cell))
    if _IDLE.fullmatch(said):
        return NOTHING
    if _NUMBER.fullmatch(said):
        return limit(said)
    stops, limits = _STOP.search(said), _LIMIT.search(said)
    if stops:
        return _stopped(said, limits=bool(limits))
    if _LOAD.search(said):
        # What is left is no measure of what is cut unless both are of the same whole.
        return Curb(CurbAct.LIMIT)
    if limits or _PERCENT.search(said):
        return _limited(said)
    return Curb(CurbAct.OTHER)


def stop(cell: str) -> Curb:
    """Read a cell under a heading that says 停产 alone."""
    return Curb(CurbAct.STOP) if _YES.fullmatch(compact(cell)) else _no_or(cell)


def limit(cell: str) -> Curb:
    """Read a cell under a heading that says 限产 alone, where a share may lack its sign."""
    said = compact(cell)
    if _NUMBER.fullmatch(said):
        return _share(float(said))
    return Curb(CurbAct.LIMIT) if _YES.fullmatch(said) else _no_or(cell)


def _no_or(cell: str) -> Curb:
    said = compact(cell)
    return NOTHING if said in ("", "0") else measure(cell)


def _stopped(said: str, *, limits: bool) -> Curb:
    part, whole = _PART.search(said), _WHOLE.search(said)
    if part and not whole:
        # One line that stands still limits the enterprise.
        return Curb(CurbAct.LIMIT, _one_percent(said))
    if part or limits or _one_percent(said) not in (None, ALL):
        return UNCLEAR
    return Curb(CurbAct.STOP)


def _limited(said: str) -> Curb:
    found = set(_PERCENT.findall(said))
    if len(found) > 1:
        return UNCLEAR
    return _of_percent(float(found.pop())) if found else Curb(CurbAct.LIMIT)


def _one_percent(said: str) -> int | None:
    found = _PERCENT.findall(said)
    percent = round(float(found[0])) if len(found) == 1 else 0
    return percent if 0 < percent <= ALL else None


def _share(number: float) -> Curb:
    """A workbook shows 30% as 0.3 where the cell has the form of a share; 1 may be 1% or all."""
    if number == 1:
        return UNCLEAR
    return _of_percent(number * 100 if number < 1 else number)


def _of_percent(number: float) -> Curb:
    if not number:
        return NOTHING
    # Less than half a percent is no share that anybody would order.
    if number > ALL or not round(number):
        return UNCLEAR
    return Curb(CurbAct.STOP) if number == ALL else Curb(CurbAct.LIMIT, round(number))
