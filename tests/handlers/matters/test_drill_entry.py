"""演练 is read where it stands alone at an end of the line; within the grounds nobody guesses."""

import pytest

from handlers.matters import drill_entry

TERMS = "橙色 12月3日8时 72h PM2.5"


@pytest.mark.parametrize(
    ("typed", "rest", "drill"),
    [
        (f"{TERMS} 演练", TERMS, True),
        (f"{TERMS}，演练", TERMS, True),
        (f"{TERMS}（演练）", TERMS, True),
        (f"{TERMS} 【演练】", TERMS, True),
        (f"{TERMS} 静稳天气，演练。", f"{TERMS} 静稳天气", True),
        (f"演练 {TERMS}", TERMS, True),
        (f"演练：{TERMS}", TERMS, True),
        ("orange 2026-12-03T08:00 72h PM2.5 drill", "orange 2026-12-03T08:00 72h PM2.5", True),
        ("演练", "", True),
        ("Drill", "", True),
        ("", "", False),
        (TERMS, TERMS, False),
        (f"{TERMS} 结合演练情况研判", f"{TERMS} 结合演练情况研判", None),
        (f"{TERMS} 年度演练", f"{TERMS} 年度演练", None),
        ("演练科目已全部完成", "演练科目已全部完成", None),
    ],
)
def test_what_the_word_means(typed: str, rest: str, drill: bool | None) -> None:
    found, said = drill_entry.read(typed)
    assert said is drill
    assert found.strip() == rest
