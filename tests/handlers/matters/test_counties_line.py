"""The counties concerned in an order on one line: which are meant, and which nobody knows."""

import pytest

from handlers.matters import counties_line
from handlers.matters.counties_line import CountiesSaid
from office.plan.model import Plan
from tests.harness.plans import small_plan

COUNTIES = (
    {"id": "atushi", "name": "阿图什市", "name_en": "Artux City", "short": "阿图什市"},
    {
        "id": "wuqia",
        "name": "乌恰县",
        "name_en": "Wuqia County",
        "short": "乌恰",
        "short_en": "Wuqia",
    },
    {"id": "aheqi", "name": "阿合奇县", "name_en": "Akqi County", "short": "阿合奇县"},
)
NONE = small_plan(("huanjing",))
PLAN = Plan.model_validate(
    NONE.model_dump() | {"counties": [{**one, "told": ("alert",)} for one in COUNTIES]}
)
LINE = "橙色 明日8时 72h PM2.5"


@pytest.mark.parametrize(
    ("text", "rest", "counties"),
    [
        (f"{LINE} 涉及 乌恰县、阿图什市", LINE, ("atushi", "wuqia")),
        (f"{LINE} 涉及乌恰县，阿图什市", LINE, ("atushi", "wuqia")),
        (
            f"{LINE} 涉及县（市）：乌恰、阿合奇县 静稳天气持续",
            f"{LINE} 静稳天气持续",
            ("wuqia", "aheqi"),
        ),
        (
            f"{LINE} 涉及 乌恰县 阿合奇县 会商认为将持续",
            f"{LINE} 会商认为将持续",
            ("wuqia", "aheqi"),
        ),
        (f"{LINE} 涉及 阿图什 和 乌恰县", LINE, ("atushi", "wuqia")),
        (f"涉及 阿合奇县 {LINE}", LINE, ("aheqi",)),
        (f"{LINE} 涉及 全部县市", LINE, ("atushi", "wuqia", "aheqi")),
        (
            "orange 2026-12-02T08:00 72h PM2.5 counties Wuqia, Artux City and Akqi County",
            "orange 2026-12-02T08:00 72h PM2.5",
            ("atushi", "wuqia", "aheqi"),
        ),
        (
            "orange now 72h PM2.5 counties: wuqia calm air",
            "orange now 72h PM2.5 calm air",
            ("wuqia",),
        ),
    ],
)
def test_the_counties_are_cut_out_of_the_line(
    text: str, rest: str, counties: tuple[str, ...]
) -> None:
    assert counties_line.read(text, PLAN) == CountiesSaid(rest, counties)


@pytest.mark.parametrize(
    ("text", "known", "unknown"),
    [
        (f"{LINE} 涉及 乌恰县、喀什市", ("wuqia",), ("喀什市",)),
        (f"{LINE} 涉及 喀什市", (), ("喀什市",)),
        (f"{LINE} 涉及 乌恰县 喀什市 静稳天气", ("wuqia",), ("喀什市",)),
        (f"{LINE} 涉及 阿、乌恰县", ("wuqia",), ("阿",)),
        ("orange now 72h PM2.5 counties Wuqia, Kashgar", ("wuqia",), ("Kashgar",)),
    ],
)
def test_names_that_nobody_has_are_told(
    text: str, known: tuple[str, ...], unknown: tuple[str, ...]
) -> None:
    said = counties_line.read(text, PLAN)
    assert (said.counties, said.unknown) == (known, unknown)


@pytest.mark.parametrize("text", [LINE, f"{LINE} 本次沙尘影响涉及多地", f"{LINE} 涉及面较广", ""])
def test_a_line_that_names_none_stays_as_it_is(text: str) -> None:
    assert counties_line.read(text, PLAN) == CountiesSaid(text)


def test_a_plan_without_counties_reads_nothing_into_the_line() -> None:
    text = f"{LINE} 涉及 乌恰县"
    assert counties_line.read(text, NONE) == CountiesSaid(text)
