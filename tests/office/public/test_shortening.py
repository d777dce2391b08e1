"""A text message has at most 70 characters, its signature among them, and no word cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages.length import units
from office.public.shortening import SHORT_AT_MOST, shortened

COMMAND = "昌吉市重污染天气应急指挥部"
FACTS = (
    "12月2日8时起实施重污染天气橙色预警Ⅱ级响应，预计至5日。",
    "12月2日8时起实施橙色预警Ⅱ级响应，预计至5日。",
    "12月2日8时起橙色预警，预计至5日。",
)
ADVICE = ("请减少户外活动，老幼病患尽量留在室内。", "少开燃油车。")


@pytest.mark.clause("C8")
@pytest.mark.parametrize(
    ("signature", "facts", "advice", "told"),
    [
        (
            COMMAND,
            FACTS,
            ADVICE,
            f"【{COMMAND}】{FACTS[0]}{ADVICE[0]}{ADVICE[1]}",
        ),
        (COMMAND, FACTS, ADVICE[:1], f"【{COMMAND}】{FACTS[0]}{ADVICE[0]}"),
        # A line for which there is no room gives way to a later one that fits.
        (COMMAND, FACTS, ("十" * 26, "短句。"), f"【{COMMAND}】{FACTS[0]}短句。"),
        # Nor does one stand alone that speaks of all others.
        (COMMAND, FACTS, ("十" * 27, "其他人少外出。"), f"【{COMMAND}】{FACTS[1]}{'十' * 27}"),
        # Advice is worth more than the fuller facts.
        (COMMAND, FACTS, ("十" * 27,), f"【{COMMAND}】{FACTS[1]}{'十' * 27}"),
        (COMMAND, FACTS, ("十" * 60,), f"【{COMMAND}】{FACTS[0]}"),
        (COMMAND, FACTS, (), f"【{COMMAND}】{FACTS[0]}"),
        ("十" * 60, FACTS, ADVICE, None),
        # A sign of two units counts twice, as carriers count it.
        ("🟠" * 19, ("预警。" * 10,), (), f"【{'🟠' * 19}】{'预警。' * 10}"),
        ("🟠" * 20, ("预警。" * 10,), (), None),
    ],
)
def test_what_fits_is_told_in_whole_lines(
    signature: str, facts: tuple[str, ...], advice: tuple[str, ...], told: str | None
) -> None:
    assert shortened(signature, facts, advice) == told


LINES = st.lists(st.text(min_size=1, max_size=40), max_size=4)


@given(st.text(min_size=1, max_size=30), st.lists(st.text(min_size=1, max_size=70)), LINES)
def test_it_is_never_longer_and_nothing_is_cut(
    signature: str, facts: list[str], advice: list[str]
) -> None:
    told = shortened(signature, facts, advice)
    if told is None:
        assert all(units(f"【{signature}】{said}") > SHORT_AT_MOST for said in facts)
        return
    assert units(told) <= SHORT_AT_MOST
    rests = [
        told.removeprefix(f"【{signature}】{said}")
        for said in facts
        if told.startswith(f"【{signature}】{said}")
    ]
    assert any(_is_made_of(rest, advice) for rest in rests)


def _is_made_of(rest: str, lines: list[str]) -> bool:
    """Whether it is some of these lines, each whole and in their order."""
    if not rest:
        return True
    return any(
        rest.startswith(line) and _is_made_of(rest.removeprefix(line), lines[place + 1 :])
        for place, line in enumerate(lines)
    )
