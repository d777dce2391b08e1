"""Which names of enterprises may mean the same one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.reading import firm_names
from tests.harness.examples import up_to

NAMES = st.text("甲乙丙昌吉市州水泥砖厂有限责任公司（集团）股份 -A1", max_size=20)


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("甲水泥有限责任公司", "甲水泥"),
        ("昌吉市甲水泥有限公司", "甲水泥"),
        ("昌吉州昌吉市甲水泥（集团）股份有限公司", "甲水泥"),
        ("甲 水泥厂", "甲水泥厂"),
        ("有限公司", "有限公司"),
        ("", ""),
    ],
)
def test_what_people_say_of_a_name(name: str, core: str) -> None:
    assert firm_names.core(name) == core


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("甲水泥厂", "甲水泥有限公司", True),
        ("甲水泥厂", "甲水泥厂2号窑", True),
        ("昌吉市天山水泥有限责任公司", "天山水泥", True),
        ("华新建材有限公司", "华鑫建材有限公司", True),
        ("甲水泥厂", "乙砖厂", False),
        ("甲水泥厂", "", False),
        ("厂", "甲水泥厂", False),
    ],
)
def test_names_that_are_near(one: str, other: str, near: bool) -> None:
    assert firm_names.are_near(one, other) is near
    assert firm_names.near(one, [other]) == ([other] if near else [])


@up_to(100)
@given(NAMES, NAMES)
def test_nearness_goes_both_ways(one: str, other: str) -> None:
    assert firm_names.are_near(one, other) == firm_names.are_near(other, one)


@up_to(100)
@given(st.text(max_size=60))
def test_no_name_breaks_it(name: str) -> None:
    assert len(firm_names.core(name)) <= 60 * 3 * 4
    firm_names.are_near(name, name)
