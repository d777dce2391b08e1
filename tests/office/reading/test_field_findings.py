"""What is read of a finding from the field, and what is asked for once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.reading.field_findings import (
    begins_as_finding,
    completed,
    missing,
    names_place_or_problem,
    read,
)
from office.reading.problem_texts import ProblemText

_NAMES = st.text("甲乙丙丁戊己庚辛", min_size=1, max_size=6)
_LABELS = st.sampled_from(
    [("地点", "单位", "问题"), ("位置", "企业", "发现"), ("place", "unit", "found")]
)


@pytest.mark.parametrize(
    ("text", "place", "unit", "found"),
    [
        (
            "问题：建设路12号，鑫源商砼，2号生产线仍在生产。",
            "建设路12号",
            "鑫源商砼",
            "2号生产线仍在生产。",
        ),
        ("问题：建设路12号鑫源商砼，未停产", "建设路12号", "鑫源商砼", "未停产"),
        ("鑫源热电厂，烟囱冒黑烟", "", "鑫源热电厂", "烟囱冒黑烟"),
        ("宁边路口 渣土车未覆盖", "宁边路口", "", "渣土车未覆盖"),
        ("地点：延安路；单位：某烧烤店；问题：露天烧烤", "延安路", "某烧烤店", "露天烧烤"),
        ("露天烧烤2处，已劝离", "", "", "露天烧烤2处，已劝离"),
        ("问题：裸土未覆盖", "", "", "裸土未覆盖"),
        ("鑫源商砼", "", "", "鑫源商砼"),
        ("建设路，宁边路，两处燃放", "建设路", "", "宁边路，两处燃放"),
    ],
)
def test_places_and_units_are_read_where_they_are_sure(
    text: str, place: str, unit: str, found: str
) -> None:
    said = read(text)
    assert (said.place, said.unit, said.found) == (place, unit, found)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("问题：裸土未覆盖", True),
        ("发现问题: 冒黑烟", True),
        ("Problem: black smoke", True),
        ("问题：未发现问题", False),
        ("问题：无", False),
        ("问题：", False),
        ("问题2个，已整改1个", False),
        ("出动12人次。\n问题：裸土未覆盖", False),
        ("收到", False),
    ],
)
def test_a_finding_begins_with_its_label(text: str, is_one: bool) -> None:
    assert begins_as_finding(text) is is_one


def test_a_place_and_what_was_found_may_stand_in_any_order() -> None:
    assert names_place_or_problem("地点：延安路\n露天烧烤")
    assert not names_place_or_problem("好的，马上去")


@pytest.mark.parametrize(
    ("said", "text", "place", "unit"),
    [
        (ProblemText(), "建设路12号，鑫源商砼", "建设路12号", "鑫源商砼"),
        (ProblemText(), "建设路12号鑫源商砼", "建设路12号", "鑫源商砼"),
        (ProblemText(), "鑫源热电厂", "", "鑫源热电厂"),
        (ProblemText(), "老城区", "老城区", ""),
        (ProblemText(), "单位：鑫源商砼", "", "鑫源商砼"),
        (ProblemText(place="延安路"), "鑫源商砼，二分厂", "延安路", "鑫源商砼，二分厂"),
        (ProblemText(place="延安路", unit="甲"), "乙", "延安路", "甲"),
    ],
)
def test_what_was_left_out_is_added(said: ProblemText, text: str, place: str, unit: str) -> None:
    told = completed(said, text)
    assert (told.place, told.unit) == (place, unit)


@given(labels=_LABELS, words=st.tuples(_NAMES, _NAMES, _NAMES), order=st.permutations([0, 1, 2]))
def test_labels_decide_in_any_order(
    labels: tuple[str, str, str], words: tuple[str, str, str], order: list[int]
) -> None:
    said = read("；".join(f"{labels[one]}：{words[one]}" for one in order))
    assert (said.place, said.unit, said.found) == words
    assert missing(said) == ()


@given(st.text("甲乙路厂，。；：问题地点 \n1", max_size=60))
def test_nothing_that_was_written_is_lost(text: str) -> None:
    """Each letter that is no label still stands somewhere in what was read."""
    said = read(text)
    kept = "".join((said.place, said.unit, said.requirement, said.found))
    assert [letter for letter in text if letter in "甲乙厂1" and letter not in kept] == []


@given(st.text(max_size=120))
def test_whatever_is_written_is_read(text: str) -> None:
    said = read(text)
    assert set(missing(said)) <= {"place", "unit"}
    begins_as_finding(text)
    names_place_or_problem(text)


@given(st.text(max_size=60), st.sampled_from([(), ("place",), ("unit",), ("place", "unit")]))
def test_an_addition_changes_nothing_that_was_told(text: str, lacking: tuple[str, ...]) -> None:
    told = {name: "" if name in lacking else "甲" for name in ("place", "unit")}
    said = completed(ProblemText(**told, found="乙"), text)
    assert said.found == "乙"
    assert all(getattr(said, name) == "甲" for name in told if name not in lacking)
