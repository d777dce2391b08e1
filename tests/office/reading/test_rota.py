"""A pasted rota: every line is read or handed back with the reason, and none is dropped."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.reading.rota import MOST_LINES, read
from office.reading.rota_lines import LONGEST_NAME, RotaLine, ShiftNames, UnreadLine
from office.reading.typed import compact, plain

TODAY = date(2026, 12, 1)
SHIFTS = ShiftNames(["白班", "夜班"], ["09:00", "21:00"])


def only(text: str) -> RotaLine:
    [line], unread = read(text, SHIFTS, TODAY)
    assert unread == []
    return line


def refused(text: str) -> UnreadLine:
    lines, [unread] = read(text, SHIFTS, TODAY)
    assert lines == []
    return unread


@pytest.mark.parametrize(
    ("text", "day", "shift", "officer", "leader"),
    [
        ("12月2日 白班 张三 李四", date(2026, 12, 2), 0, "张三", "李四"),
        ("12-2\t夜班\t张三\t李四", date(2026, 12, 2), 1, "张三", "李四"),
        ("１２．２，夜班，张三，李四", date(2026, 12, 2), 1, "张三", "李四"),
        ("2026-12-02,21:00,张三,李四", date(2026, 12, 2), 1, "张三", "李四"),
        ("12月2日（周三） 白班 张三", date(2026, 12, 2), 0, "张三", ""),
        ("12月2号 张三 李四", date(2026, 12, 2), None, "张三", "李四"),
        ("12/2 全天 张三 无", date(2026, 12, 2), None, "张三", ""),
        ("| 12/2 | 白班 | 张三 | 李四 |", date(2026, 12, 2), 0, "张三", "李四"),
        ("1月3日 夜班 张三 李四", date(2027, 1, 3), 1, "张三", "李四"),
    ],
)
def test_what_people_paste(text: str, day: date, shift: int, officer: str, leader: str) -> None:
    line = only(text)
    assert (line.day, line.shift, line.officer, line.leader) == (day, shift, officer, leader)


def test_in_january_a_line_of_december_is_of_the_year_before() -> None:
    [line], _ = read("12月31日 夜班 张三", SHIFTS, date(2027, 1, 1))
    assert line.day == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("明年 白班 张三", "rota_bad_day"),
        ("13月1日 白班 张三", "rota_no_such_day"),
        ("2月30日 白班 张三", "rota_no_such_day"),
        ("12月2日 中班 张三", "rota_no_such_shift"),
        ("12月2日 08:30 张三", "rota_no_such_shift"),
        ("12月2日", "rota_no_officer"),
        ("12月2日 夜班", "rota_no_officer"),
        ("12月2日 夜班 无 李四", "rota_no_officer"),
        ("12月2日 夜班 张三 李四 王五", "rota_too_many"),
        (f"12月2日 夜班 {'长' * (LONGEST_NAME + 1)}", "rota_name_too_long"),
    ],
)
def test_each_bad_line_has_its_reason(text: str, reason: str) -> None:
    assert refused(text).reason == reason


def test_one_bad_line_spoils_no_other_and_is_numbered_as_pasted() -> None:
    text = "日期 班次 值班员 带班领导\n12月1日 白班 张三 李四\n\n哪天 白班 张三\n12月1日 夜班 王五"
    lines, unread = read(text, SHIFTS, TODAY)
    assert [line.number for line in lines] == [2, 5]
    assert [(one.number, one.text) for one in unread] == [(4, "哪天 白班 张三")]


def test_a_rota_without_end_is_read_in_part_and_the_rest_handed_back() -> None:
    lines, unread = read("12月1日 白班 张三\n" * (MOST_LINES + 2), SHIFTS, TODAY)
    assert (len(lines), len(unread)) == (MOST_LINES, 2)


_WORDS = st.sampled_from(
    (
        *("12月1日", "2026-12-01", "0月0日", "2月29日", "9999-12-31", "0000-01-01", "白班"),
        *("21:00", "全天", "中班", "张三", "李四", "无", "日期", "\u200b", "\x00", "½", "١٢月١日"),
    )
)
_LINES = st.lists(st.lists(_WORDS, max_size=6).map(" ".join) | st.text(max_size=30), max_size=12)
_HEADINGS = ("日期", "时间", "date", "day")


def is_idle(said: str) -> bool:
    """Whether a line is blank, but for what stands between cells, or the heading of a table."""
    words = plain(said).strip(' ,;|、"')
    return not words or compact(words).startswith(_HEADINGS)


@given(_LINES)
def test_nothing_is_lost_whatever_is_pasted(pasted: list[str]) -> None:
    text = "\n".join(pasted)
    lines, unread = read(text, SHIFTS, TODAY)
    taken = [*(one.number for one in lines), *(one.number for one in unread)]
    assert len(taken) == len(set(taken))
    left = [said for number, said in enumerate(text.splitlines(), start=1) if number not in taken]
    assert [said for said in left if not is_idle(said)] == []


@given(st.integers(1, 12), st.integers(1, 28), st.sampled_from([0, 1]), st.booleans())
def test_what_is_written_is_what_is_read(month: int, day: int, shift: int, led: bool) -> None:
    said = f"{month}月{day}日 {SHIFTS.names[shift]} 张三{' 李四' if led else ''}"
    line = only(said)
    assert (line.day.month, line.day.day, line.shift) == (month, day, shift)
    assert (line.officer, line.leader) == ("张三", "李四" if led else "")
