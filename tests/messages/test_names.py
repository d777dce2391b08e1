"""What the program has a name of its own for has a word of the office's, in each language."""

from collections.abc import Iterable
from enum import StrEnum

import pytest

from messages import LOCALES
from messages.render import words_in
from office.agenda import USE_CASES
from office.matters.kinds import KINDS as MATTERS
from office.plan.ladders import NOTHING_YET, SPOKEN_SLIPS, SPOKEN_WORDS
from office.plan.owed_kinds import KINDS
from office.records import shift_log
from office.shifts.concerns import Concern
from storage.decisions.matters import OrderKind
from storage.owed.extensions import ExtensionState
from storage.supervision.slips import SlipState
from tests.harness.names import internal

TAKEN = {NOTHING_YET, *(row.asks_again for row in KINDS.values()), *SPOKEN_WORDS, *SPOKEN_SLIPS}
"""The last step of something owed; of a referral the step before it is told."""
NAMED: dict[str, Iterable[str]] = {
    "agenda": USE_CASES,
    "alarm_of": Concern,
    "log": [action.replace(".", "_") for action in shift_log.TOLD],
    "owed_step": sorted(TAKEN - {"referral"}),
    "slip_extension": ExtensionState,
    "slip_state": SlipState,
    "slip_title": SPOKEN_SLIPS,
    **{
        row.key("title"): orders
        for row in MATTERS.values()
        for orders in [(OrderKind.ISSUE, *row.ends, *row.serials)]
    },
    **{row.key("receipt_after"): row.ends for row in MATTERS.values() if row.receipts},
}
"""Phrases that are looked up by a name, and the names."""
FACTS = {
    **{"level": "橙色", "title": "排查", "at": None, "count": 2},
    **{"agency": "住建局", "serial": "1号", "concern": "无人接班"},
    **{"post": "办公室主任", "by": "王某", "text": "气象局来电", "what": "启动预警"},
}
EVERY = [(prefix, str(name)) for prefix, names in NAMED.items() for name in names]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(("prefix", "name"), EVERY)
def test_each_name_has_a_phrase(prefix: str, name: str, locale: str) -> None:
    said = words_in(locale, "Asia/Shanghai").plain(f"{prefix}_{name}", **FACTS)
    assert said
    assert internal(said) == set()
    assert locale != "zh" or name not in said


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("一件事项（obligation_step）", {"obligation_step"}),
        ("BadRequest: chat not found", {"BadRequest"}),
        ("请发送 /start_now，或联系 @qingkong_test_bot", set()),
        ("https://t.me/qingkong_test_bot?start=QK_1", set()),
        ("请从 BotFather 复制 QINGKONG_TOKEN", set()),
        ("PM2.5 与 O3", set()),
    ],
)
def test_a_name_of_ours_is_known_when_it_is_seen(text: str, names: set[str]) -> None:
    assert internal(text) == names


def test_enums_are_what_is_named() -> None:
    assert all(issubclass(one, StrEnum) for one in (OrderKind, SlipState, ExtensionState))
