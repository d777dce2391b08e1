"""What is read of lines that the office adds: for whom, and what."""

import pytest

from handlers.matters.lines_entry import spoken, typed
from office.matters.added_lines import AddedLine
from office.refusal import Refusal
from tests.harness.plans import city

PLAN = city()


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("夜间停止混凝土浇筑", [("夜间停止混凝土浇筑", ())]),
        ("1. 夜间停工\n\n2、白天巡查", [("夜间停工", ()), ("白天巡查", ())]),
        ("4.5吨以上货车禁行\n-5℃以下停工", [("4.5吨以上货车禁行", ()), ("-5℃以下停工", ())]),
        ("- 夜间停工\n· 白天巡查", [("夜间停工", ()), ("白天巡查", ())]),
        ("市住建局、公安局：夜间停工", [("夜间停工", ("zhujian", "gongan"))]),
        ("Housing, Public Security: stop by night", [("stop by night", ("zhujian", "gongan"))]),
        # Nobody is called so: the words belong to what is to be done.
        ("夜间：停止混凝土浇筑", [("夜间：停止混凝土浇筑", ())]),
        ("市住建局：", [("市住建局：", ())]),
        ("无", []),
    ],
)
def test_lines(text: str, lines: list[tuple[str, tuple[str, ...]]]) -> None:
    assert typed(PLAN, text) == tuple(AddedLine(*one) for one in lines)


def test_a_group_is_all_of_its_members() -> None:
    [line] = typed(PLAN, "乡镇街道：夜间巡查")
    assert set(line.who) == set(PLAN.groups["towns"])


@pytest.mark.parametrize(
    ("text", "key"),
    [("市住建局、市财务局：停工", "lines_unknown"), (" \n ", "lines_missing")],
)
def test_what_is_unclear_is_asked_again(text: str, key: str) -> None:
    with pytest.raises(Refusal) as refused:
        typed(PLAN, text)
    assert refused.value.key == key


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("另加措施", ""),
        ("加措施：公安局：夜间巡查", "公安局：夜间巡查"),
        ("另加措施\n夜间停工\n白天巡查", "夜间停工\n白天巡查"),
        ("Add measures stop by night", "stop by night"),
        ("add stop by night", "stop by night"),
        ("additional emissions expected", None),
        ("橙色 12月2日8时", None),
    ],
)
def test_what_stands_behind_the_word_that_adds(text: str, lines: str | None) -> None:
    assert spoken(text) == lines
