"""责任人: the name of whoever is responsible, as it is written beside a sealed paper."""

import re

LONGEST = 30
_LABEL = re.compile(
    r"(?:整改)?(?:第一|主要|直接)?(?:责任人|负责人|签字人)(?:姓名)?\s*(?:[:：是为]|\s)\s*"
    r"|(?:person\s+)?(?:responsible|in charge)(?:\s+person)?\s*[:：]?\s*",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[,，。；;、\n]")
_ABOUT_THE_PAPER = re.compile(
    r"(?:整改)?(?:报告|情况)?(?:的)?(?:盖章件|扫描件|照片|原件|附件)|见附|如下|附上|已?补报"
)
_NAME = re.compile(r"[^\W\d_][^\d_]*")
_NO_NAME = re.compile(
    r"收到|好的|明白|知道|稍后|马上|明天|今天|请|无$|没有|不|待|后补|正在|ok\b|yes\b", re.I
)


def name_in(text: str) -> str:
    """The name behind its label, or all that is said where that can be a name; empty otherwise."""
    labelled = _LABEL.search(text)
    if labelled is not None:
        return _fitting(_ENDS.split(text[labelled.end() :], 1)[0])
    parts = [_fitting(one) for one in _ENDS.split(_ABOUT_THE_PAPER.sub("", text))]
    names = [one for one in parts if one]
    return names[0] if len(names) == 1 else ""


def _fitting(said: str) -> str:
    name = said.strip(" 　:：()（）")
    fits = len(name) <= LONGEST and _NAME.fullmatch(name) and not _NO_NAME.search(name)
    return name if fits and len(name) > 1 else ""
