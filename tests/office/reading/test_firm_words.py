"""Which enterprises a reply says stopped, which did not, and what is asked about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.reading import firm_words
from office.reading.firm_words import FirmsRead
from office.reading.typed import compact
from tests.harness.examples import up_to

LISTED = (
    "甲水泥厂",
    "昌吉市乙砖瓦有限责任公司",
    "丙铸造厂",
    "丁窑厂",
    "丁窑厂二分厂",
    "天山制品公司",
)
NAMES = {compact(one): one for one in LISTED}
BRICKS = "昌吉市乙砖瓦有限责任公司"


def read(text: str, *, asked: bool = False) -> FirmsRead:
    return firm_words.read(text, NAMES, [compact("甲水泥厂")], asked=asked)


def said(found: FirmsRead) -> dict[str, bool]:
    return {NAMES[one.key]: one.done for one in found.firms}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("停产企业11家，未停：甲水泥厂", {"甲水泥厂": False}),
        ("停产企业11家（甲水泥厂未停）", {"甲水泥厂": False}),
        ("甲水泥厂仍在生产，其余已停产", {"甲水泥厂": False}),
        ("未停产企业：甲水泥厂、丙铸造厂。", {"甲水泥厂": False, "丙铸造厂": False}),
        ("除甲水泥厂、丙铸造厂外均已停产", {"甲水泥厂": False, "丙铸造厂": False}),
        ("除甲水泥厂外，其余企业全部停产", {"甲水泥厂": False}),
        ("甲水泥厂（检修）未停", {"甲水泥厂": False}),
        ("甲水泥厂（未停）、丙铸造厂（已停）", {"甲水泥厂": False, "丙铸造厂": True}),
        (
            "已停产：甲水泥厂、丙铸造厂；未停产：丁窑厂",
            {"甲水泥厂": True, "丙铸造厂": True, "丁窑厂": False},
        ),
        (
            "停产3家，分别为甲水泥厂、丙铸造厂、丁窑厂",
            dict.fromkeys(("甲水泥厂", "丙铸造厂", "丁窑厂"), True),
        ),
        ("甲水泥厂，丙铸造厂，未停", {"甲水泥厂": False, "丙铸造厂": False}),
        ("甲 水泥厂 没有按要求停产", {"甲水泥厂": False}),
        ("乙砖瓦未停", {BRICKS: False}),
        ("未停：乙砖瓦公司", {BRICKS: False}),
        ("丁窑厂二分厂未停", {"丁窑厂二分厂": False}),
        ("丙铸造厂限产不到位", {"丙铸造厂": False}),
        ("丙铸造厂已限产", {"丙铸造厂": True}),
        ("甲水泥厂正常生产", {"甲水泥厂": False}),
        ("检查甲水泥厂、丁窑厂，发现问题2个", {}),
        ("检查企业5家，停产3家，甲水泥厂问题已整改", {}),
        ("停产企业12家，限产企业3家，无未停企业", {}),
        ("甲水泥厂", {}),
        ("未停产0家", {}),
        ("Not stopped: 甲水泥厂", {"甲水泥厂": False}),
    ],
)
def test_what_is_read(text: str, found: dict[str, bool]) -> None:
    assert said(read(text)) == found
    assert read(text).doubtful == ()


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("未停：甲水泥有限公司", [("甲水泥有限公司", False, ("甲水泥厂",))]),
        ("未停：戊钢铁厂", [("戊钢铁厂", False, ())]),
        ("戊钢铁厂未停", [("戊钢铁厂", False, ())]),
        ("甲水泥厂已限产", [("甲水泥厂", None, ("甲水泥厂",))]),
        ("甲水泥厂已停产。甲水泥厂未停产", [("甲水泥厂", None, ("甲水泥厂",))]),
    ],
)
def test_what_is_asked_about(text: str, asked: list[tuple[object, ...]]) -> None:
    found = read(text)
    assert found.firms == ()
    assert [(one.words, one.done, one.candidates) for one in found.doubtful] == asked


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("甲水泥厂、丙铸造厂", {"甲水泥厂": False, "丙铸造厂": False}),
        ("甲水泥厂\n乙砖瓦", {"甲水泥厂": False, BRICKS: False}),
        ("甲水泥厂，已经核实", {}),
        ("", {}),
    ],
)
def test_names_alone_answer_the_question(text: str, found: dict[str, bool]) -> None:
    assert said(read(text, asked=True)) == found
    assert said(read(text)) == {}


PIECES = st.sampled_from(
    [
        *LISTED,
        "未停",
        "已停产",
        "：",
        "、",
        "，",
        "。",
        "（",
        "）",
        "除",
        "外",
        "等3家",
        "检查",
        "戊厂",
        "限产",
        "\n",
        " ",
    ]
)


@up_to(200)
@given(st.lists(PIECES, max_size=25).map("".join), st.booleans())
def test_nothing_is_read_twice_nor_made_up(text: str, asked: bool) -> None:
    found = read(text, asked=asked)
    keys = [one.key for one in found.firms]
    assert len(keys) == len(set(keys))
    assert set(keys) <= set(NAMES)
    assert all(set(one.candidates) <= set(NAMES) for one in found.doubtful)
    for one in found.firms:
        assert one.words in compact(text)


@up_to(200)
@given(st.text(max_size=300))
def test_no_text_breaks_it(text: str) -> None:
    read(text)
    read(text, asked=True)


def test_a_list_of_two_thousand_is_read_at_once() -> None:
    many = {f"某某{number}号水泥厂": f"某某{number}号水泥厂" for number in range(2_000)}
    text = "未停：" + "、".join(list(many)[:400])
    found = firm_words.read(text, many)
    assert len(found.firms) == firm_words.MOST_READ
