"""Tells what a reply is: a report, a request for more time, a receipt, or nothing.

A sentence states something where words are left over once greetings, mentions, receipts, promises,
what keeps a report from being sent, and questions are taken away, or where it counts something.
Whatever is in doubt is a report: its sender can take it back, while a report that was refused is
one that the office never had. This module is pure.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from enum import StrEnum

from office.reading.substance_reasons import taken_out
from office.reading.substance_words import (
    ASKS,
    CERTAIN_DEFERS,
    DEFERS,
    NOTHING_TO_REPORT,
    SURNAMES,
    TRADITIONAL,
    UNITS,
    WORDS,
    Sort,
)
from storage.immutable import immutable


class Meaning(StrEnum):
    REPORT = "report"
    MORE_TIME = "more_time"
    RECEIPT = "receipt"
    NOTHING = "nothing"


@immutable
class Substance:
    states: bool = False
    """Something remains that is no courtesy, receipt, promise or question."""
    counts: bool = False
    """It holds a number with a counted thing, or 零报告."""
    asks_for_time: bool = False
    confirms: bool = False
    """Some of it may mean 收到: it agrees, or says what is done about an order."""

    @property
    def meaning(self) -> Meaning:
        if self.counts:
            return Meaning.REPORT
        if self.asks_for_time:
            return Meaning.MORE_TIME
        if self.states:
            return Meaning.REPORT
        return Meaning.RECEIPT if self.confirms else Meaning.NOTHING


def read(text: str, names: Iterable[str] = ()) -> Substance:
    """Read a text; `names` are those of the agency and of the sender, which state nothing."""
    told = _without_names(legible(text), names)
    sentences = [_sentence(clause) for clause in _clauses(told)]
    confirms = any(one.confirms for one in sentences) or not _NODS.isdisjoint(text)
    received = any(Sort.RECEIPT in one.sorts for one in sentences)
    promised = any(one.promises for one in sentences)
    counts = _counts_something(told) or any(one.is_nil for one in sentences)
    states = any(one.states(after_receipt=received, beside_promise=promised) for one in sentences)
    asks = any(one.asks_for_time for one in sentences) and len(told) <= LONGEST_REQUEST
    return Substance(states, counts, asks, confirms)


def legible(text: str) -> str:
    """Return the letters as a reader sees them: without emoji and false blanks, in one width."""
    seen = "".join(map(_seen, unicodedata.normalize("NFKC", _without_blanks(text))))
    return re.sub(r"[^\S\n]+", " ", seen.replace("'", "")).strip().casefold().translate(_SIMPLIFIED)


MOST_QUOTED = 20
"""The most characters of a reply that are said back."""


def quoted(text: str, most: int = MOST_QUOTED) -> str:
    """Return a short text as it is said back: on one line and cut.

    The result is empty where a reader would see nothing.
    """
    seen = " ".join(_without_blanks(text).split())
    if not any(unicodedata.category(char) not in _UNSEEN for char in seen if char != " "):
        return ""
    return seen if len(seen) <= most else f"{seen[: most - 1]}…"


LONGEST_REQUEST = 120
"""A longer text that asks for more time is a report that mentions it."""
LONGEST_QUESTION = 14
"""A longer sentence with 什么 or 谁 in it is no question but says something."""

_SIMPLIFIED = str.maketrans({pair[0]: pair[1] for pair in TRADITIONAL.split()})
_BLANKS = "\u115f\u1160\u3164\uffa0\u2800"
"""Unicode classes these as letters and symbols, but they look like blanks."""
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Me", "Mn"})
_PICTURES = frozenset({"So", "Sk"})
_NODS = frozenset("👍👌🆗✅✔☑🙏🫡💪👏")
_MENTION = re.compile(r"@[^\s,.:;!?，。：；！？]+")
_ENDS = re.compile(
    r"((?:[;!?~、。…()\[\]【】「」『』《》<>{}\"“”‘’—_=+*\\|^`#&$\n]"
    # 8:30, 1,200 and 2.5 stay whole, and so do Latin words with a blank between them.
    r"|(?<!\d)[.,:/-]|[.,:/-](?!\d)"
    r"|(?<![a-z0-9])\s|\s(?![a-z0-9]))+)"
)

_NUMERAL = (
    r"(?:(?<!\d)\d[\d,.]{0,15}|[零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟]{1,12})"
)
_NO_WORD = re.compile(r"[\W\d_零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟]+")
_TIME = re.compile(
    r"(?:\d{4}[年./-])?\d{1,2}[月./-]\d{1,2}[日号]?"
    r"|\d{4}年|\d{1,2}月份?|\d{1,2}[日号](?!楼|线|机)"
    r"|\d{1,2}[:：]\d{2}(?:[:：]\d{2})?"
    rf"|{_NUMERAL}(?:点|时)(?!位)(?:半|一刻|三刻|{_NUMERAL}分?|整|钟)?"
    rf"|(?:{_NUMERAL}|几|半)个?(?:半)?(?:小时|钟头|分钟|秒钟|刻钟|天|日|周|星期|礼拜|个月|年|秒|分)"
    r"|\d{1,2}\s*(?:am|pm|a\.m\.|p\.m\.|o'clock|h|hrs?|hours?|mins?|minutes?|days?)(?![a-z])"
)


def _words(listed: str) -> list[str]:
    return sorted(listed.split(), key=len, reverse=True)


def _any_of(listed: str) -> str:
    return "|".join(map(re.escape, _words(listed)))


_SORTS = {word: sort for sort, listed in WORDS.items() for word in listed.split()}
_SHORT_NODS = frozenset(word for word in WORDS[Sort.RECEIPT].split() if len(word) == 1)
"""In a sentence that says more, 行 and 对 agree to nothing."""
_LATIN = [word for word in _SORTS if word.isascii()]
_TOKENS = re.compile(
    "|".join(
        [
            rf"(?<![a-z0-9])(?:{'|'.join(map(re.escape, sorted(_LATIN, key=len, reverse=True)))})"
            r"(?![a-z0-9])",
            *map(re.escape, _words(" ".join(word for word in _SORTS if not word.isascii()))),
        ]
    )
)
# A lone 一 is as often part of 一起 (together) or 一个 (some) as it counts something.
_COUNTED = re.compile(
    rf"(?<!第)(?!一(?![零〇一二两三四五六七八九十百千万亿])){_NUMERAL}\s*[多余来]?\s*(?:{_any_of(UNITS)})"
    r"|(?<!\d)\d{1,15}\s*(?!st\b|nd\b|rd\b|th\b|am\b|pm\b|ok\b)[a-z]{3,}"
)
_NIL = re.compile(
    rf"(?:今日|昨日|今天|昨天|本日|当日|本单位|我局|我单位|我委|我办|本局)*(?:{_any_of(NOTHING_TO_REPORT)})"
)
_RECEIVED_BY = re.compile(
    r"(?P<who>.{1,20}?)(?<!未)(?<!没)(?<!没有)(?<!不)"
    r"(?:均|都|全部)?已?(?:收到|收悉|知悉|已阅|知晓|明白|收讫)了?"
)
# A signature names no action: 领导现场督办 and 已巡查全县 are no names.
_NAMES = "[^已未均都全在到了停查巡检督禁限洒扫治控派入]"
_SIGNED = re.compile(
    rf"{_NAMES}{{1,12}}(?:局|委|办|厅|处|科|所|站|中心|大队|支队|街道|镇|乡|县|市|园区|公司)"
    rf"[{SURNAMES}]?{_NAMES}{{0,2}}"
    rf"|[{SURNAMES}]{_NAMES}{{1,2}}|.{{1,8}}·.{{1,8}}"
)
_FOR_TIME = re.compile(
    rf"(?:(?:因|由于).*?|.*?)(?:{_any_of(ASKS)}).*?(?:{_any_of(DEFERS)})(?P<rest>.*)"
    rf"|(?:{_any_of(CERTAIN_DEFERS)})(?P<alone>.*)"
    rf"|(?P<question>.*?(?:{_any_of(DEFERS)}).*(?:吗|可以|可否|行不|能否|好吗|行))"
)
_GOES_ON = re.compile(
    r"(?:一?下|一?些|一?点|一会儿?|几|半|到|至|再|给|的|了|报|上报|报送|提交|填报|反馈|回复|时间|吧|可|行|好|能|吗"
    r"|今|明|后|当|次|下午|上午|中午|晚|上|请|望|谢|个|两|三|四|五|六|七|八|九|十|\d|$)"
)
_ASKED_OF = re.compile(
    r"(?:请|麻烦|让|叫|烦请|劳烦|提醒|催).*?"
    r"(?:报|报送|上报|填报|补报|统计|汇总|填|填写|反馈|回复|提交|发|回)(?:一?下|给我|上来|过来|来|我|吧|吗|呢|了|哦)*"
)


@immutable
class _Sentence:
    text: str
    asked: bool
    """Whether it ends as a question does, so that it states nothing."""
    sorts: frozenset[Sort]
    rest: str
    """The part of the sentence that no listed word covers."""

    @property
    def is_nil(self) -> bool:
        return not self.asked and _NIL.fullmatch(self.text) is not None

    @property
    def is_question(self) -> bool:
        return self.asked or (Sort.QUESTION in self.sorts and len(self.text) <= LONGEST_QUESTION)

    @property
    def is_ahead(self) -> bool:
        # A promise and work that is still being done are told in the same words.
        return Sort.FUTURE in self.sorts

    @property
    def asks_for_time(self) -> bool:
        found = _FOR_TIME.match(self.text) if len(self.text) <= LONGEST_REQUEST else None
        if found is None:
            return False
        rest = found["rest"] if found["rest"] is not None else found["alone"]
        return rest is None or _GOES_ON.match(rest) is not None

    @property
    def asks_somebody(self) -> bool:
        # 请小李报一下 only passes the request on: what is to be reported stands elsewhere.
        return len(self.text) <= LONGEST_REQUEST and _ASKED_OF.fullmatch(self.text) is not None

    @property
    def confirms(self) -> bool:
        return not self.is_question and bool({Sort.RECEIPT, Sort.DEED, Sort.PASSED_ON} & self.sorts)

    @property
    def promises(self) -> bool:
        # Only a promise of the report counts; what will be done about the order states something.
        if self.asks_somebody:
            return True
        return not self.rest and bool(_COMING & self.sorts) and not _DONE & self.sorts

    @property
    def _is_on_its_way(self) -> bool:
        # Beside 稍后报, 已安排 and 已汇总 speak of the report that is on its way, not of the order.
        return not {Sort.VERB, Sort.DEED, Sort.MATTER, Sort.PLACED} & self.sorts

    def states(self, *, after_receipt: bool, beside_promise: bool) -> bool:
        if self.is_question or self.asks_somebody:
            return False
        if self.rest:
            return not (after_receipt and _SIGNED.fullmatch(self.text))
        if self.is_ahead:
            return False
        if {Sort.DONE, Sort.PLACED} & self.sorts:
            return bool(_STATED_AS_DONE & self.sorts) and not (
                beside_promise and self._is_on_its_way
            )
        return bool({Sort.DEED, Sort.PASSED_ON} & self.sorts) and not after_receipt


_STATED_AS_DONE = frozenset(
    {
        *(Sort.VERB, Sort.PATH, Sort.DEED, Sort.PASSED_ON),
        *(Sort.GENERAL, Sort.MATTER, Sort.PLACED),
    }
)
_COMING = frozenset({Sort.FUTURE, Sort.VERB})
_DONE = frozenset({Sort.DONE, Sort.PLACED, Sort.DEED, Sort.PASSED_ON, Sort.MATTER})


def _sentence(clause: tuple[str, str]) -> _Sentence:
    text, end = clause
    asked = "?" in end
    received = _RECEIVED_BY.fullmatch(text)
    if received is not None and not _counts_something(received["who"]):
        return _Sentence(text, asked, frozenset({Sort.RECEIPT}), "")
    plain, is_ahead = taken_out(_TIME.sub(" ", text))
    words = {found[0] for found in _TOKENS.finditer(plain)}
    rest = _NO_WORD.sub("", _TOKENS.sub(" ", plain))
    if rest:
        words -= _SHORT_NODS
    sorts = frozenset(_SORTS[word] for word in words)
    if is_ahead:
        sorts |= {Sort.FUTURE}
    if plain.strip(" 1") == "" and "1" in plain:
        sorts |= {Sort.RECEIPT}  # In a group a lone 1 says 收到.
    return _Sentence(text, asked, sorts, "" if _is_a_noise(text, rest) else rest)


def _is_a_noise(text: str, rest: str) -> bool:
    # A text of one repeated letter or sign says nothing: 哇, a, 啧啧啧.
    return len(set(text)) == 1 and rest == text and not _NIL.fullmatch(text)


def _clauses(told: str) -> Iterator[tuple[str, str]]:
    parts = _ENDS.split(told)
    for text, end in zip(parts[::2], [*parts[1::2], ""], strict=True):
        if text:
            yield text, end


def _counts_something(text: str) -> bool:
    return _COUNTED.search(_TIME.sub(" ", text)) is not None


def _without_names(told: str, names: Iterable[str]) -> str:
    found = sorted((legible(name) for name in names), key=len, reverse=True)
    whole = [re.escape(name) for name in found if len(name) > 1]
    return re.sub("|".join([_MENTION.pattern, *whole]), " ", told)


def _without_blanks(text: str) -> str:
    return text.translate(dict.fromkeys(map(ord, _BLANKS), " "))


def _seen(char: str) -> str:
    if char == "\n":
        return char
    category = unicodedata.category(char)
    if category.startswith("Z") or category in _PICTURES:
        return " "
    return "" if category in _UNSEEN else char
