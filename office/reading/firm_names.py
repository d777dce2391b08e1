"""Tells which names of enterprises may mean the same one; that they do is for a person to say.

What a company is called by law, 有限责任公司 and the like, is left out in speech, and so is the
place before it.
"""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from office.reading.typed import compact

_LEGAL = re.compile(
    r"(?:\(集团\)|集团)?(?:有限责任公司|股份有限公司|有限公司|总公司|分公司|公司|co\.,?ltd\.?|ltd\.?)$"
)
_WORKS = re.compile(r"(?:总厂|分厂|厂)$")
_PLACE = re.compile(r"^(?:[\u4e00-\u9fff]{2,4}?(?:自治区|自治州|省|州|市|县))+")
_UNSAID = re.compile(r"[\s()“”\"'·,.、，。-]")
FEWEST = 2
"""A shorter piece of a name may be of anything."""
ALIKE = 0.75
"""So much of two names has to be the same where neither holds the other."""


def core(name: str) -> str:
    """What of a name people say: neither place nor legal form."""
    said = compact(name)
    for unsaid in (_PLACE, _LEGAL):
        shorter = unsaid.sub("", said)
        said = shorter if len(shorter) >= FEWEST else said
    return _UNSAID.sub("", said)


def stem(name: str) -> str:
    """The same without 厂 at its end: 某某水泥厂 and 某某水泥有限公司 are near."""
    said = core(name)
    shorter = _WORKS.sub("", said)
    return shorter if len(shorter) >= FEWEST else said


def are_near(one: str, other: str) -> bool:
    """Whether somebody should look at both; names that are the same are near too."""
    # Of two orders the matcher may find more that is the same in one.
    these, those = sorted((stem(one), stem(other)))
    if min(len(these), len(those)) < FEWEST:
        return False
    if these in those or those in these:
        return True
    if 2 * min(len(these), len(those)) < ALIKE * (len(these) + len(those)):
        return False
    return SequenceMatcher(None, these, those, autojunk=False).ratio() >= ALIKE


def near(name: str, names: Iterable[str]) -> list[str]:
    return [one for one in names if are_near(name, one)]
