"""A rota as a table with headings: as offices keep them, with all that stands beside the names."""

from datetime import date

import pytest

from office.reading.rota import read
from office.reading.rota_lines import RotaLine, ShiftNames, UnreadLine
from office.reading.workbooks import MOST_ROWS

TODAY = date(2026, 12, 1)
SHIFTS = ShiftNames(["白班", "夜班"], ["09:00", "21:00"])


def table(*rows: str) -> tuple[list[RotaLine], list[UnreadLine]]:
    """Rows whose cells stand between bars."""
    return read("\n".join(row.replace("|", "\t") for row in rows), SHIFTS, TODAY)


def taken(lines: list[RotaLine]) -> list[tuple[int, int | None, str, str]]:
    return [(line.day.day, line.shift, line.officer, line.leader) for line in lines]


def test_a_row_a_day_with_a_column_for_each_shift() -> None:
    lines, unread = table(
        "昌吉市重污染天气应急值班表",
        "日期|星期|白班|夜班|带班领导|备注",
        "12月2日|周三|张三|李四|王主任|",
        "2026/12/3|周四|张三|赵六|王主任|换班",
    )
    assert unread == []
    assert taken(lines) == [
        (2, 0, "张三", "王主任"),
        (2, 1, "李四", "王主任"),
        (3, 0, "张三", "王主任"),
        (3, 1, "赵六", "王主任"),
    ]


def test_a_row_a_shift_whose_day_stands_once() -> None:
    lines, unread = table(
        "日期|班次|值班员|带班领导",
        "12月2日|白班|张三|王主任",
        "|夜班|李四|无",
        "12月3日|09:00-21:00|赵六|",
        "12月4日||钱七|",
    )
    assert unread == []
    assert taken(lines) == [
        (2, 0, "张三", "王主任"),
        (2, 1, "李四", ""),
        (3, 0, "赵六", ""),
        (4, None, "钱七", ""),
    ]


def test_days_are_written_in_many_ways() -> None:
    days = ("2", "3日", "12月4日（周五）", "2026-12-05", "46362", "12.7")
    lines, unread = table("2026年12月值班表", "日期|值班人员", *(f"{day}|张三" for day in days))
    assert unread == []
    assert [line.day for line in lines] == [date(2026, 12, day) for day in range(2, 8)]


def test_the_month_of_a_title_may_be_of_the_next_year() -> None:
    lines, _ = table("1月份值班安排", "日期|值班员", "5|张三")
    assert [line.day for line in lines] == [date(2027, 1, 5)]


def test_headings_in_two_rows_say_together_what_a_column_is() -> None:
    lines, unread = table(
        "日期|白班|白班|夜班|夜班|夜班",
        "日期|值班员|电话|值班员|带班领导|电话",
        "12月2日|张三|13800138000|李四|王主任|13900139000",
    )
    assert taken(lines) == [(2, 0, "张三", ""), (2, 1, "李四", "王主任")]
    assert [(one.column, one.reason, one.is_left) for one in unread] == [
        ("C", "rota_numbers_left", True),
        ("F", "rota_numbers_left", True),
    ]


def test_two_halves_of_a_month_stand_side_by_side() -> None:
    lines, unread = table("日期|值班员|日期|值班员", "12月2日|张三|12月17日|李四", "12月3日|王五||")
    assert unread == []
    assert taken(lines) == [(2, None, "张三", ""), (17, None, "李四", ""), (3, None, "王五", "")]


@pytest.mark.parametrize(
    ("headings", "row"),
    [
        ("日期|时间|姓名", "12月2日|21:00|张三"),
        ("日期|星期|时间|姓名", "12月2日|周三|21:00-次日9:00|张三"),
        ("日期|值班时间|值班人员", "12月2日|21:00|张三"),
    ],
)
def test_a_time_beside_the_day_is_the_shift(headings: str, row: str) -> None:
    lines, unread = table(headings, row)
    assert taken(lines) == [(2, 1, "张三", "")]
    assert unread == []


@pytest.mark.parametrize(
    ("cell", "officer"),
    [
        ("张 三", "张三"),
        ("张三（住建局）", "张三"),
        ("张三 13800138000", "张三"),
        ("张三、0994-2345678", "张三"),
        ("Zhang Wei", "Zhang Wei"),
    ],
)
def test_what_stands_beside_a_name_is_not_the_name(cell: str, officer: str) -> None:
    lines, unread = table("日期|值班员", f"12月2日|{cell}")
    assert unread == []
    assert [line.officer for line in lines] == [officer]


def test_of_several_people_the_first_is_the_officer_and_the_others_are_beside() -> None:
    lines, unread = table(
        "日期|值班员1|值班员2|带班领导|值班领导",
        "12月2日|张三、李四|王五|王主任、钱副主任|孙局长",
    )
    assert taken(lines) == [(2, None, "张三", "王主任")]
    assert unread == []
    assert lines[0].others == (
        ("带班领导", "钱副主任"),
        ("值班领导", "孙局长"),
        ("值班员1", "李四"),
        ("值班员2", "王五"),
    )


@pytest.mark.parametrize(
    ("headings", "row", "others"),
    [
        ("日期|值班员|备班|司机", "12月2日|张三|李四、王五|赵师傅", "备班李四 备班王五 司机赵师傅"),
        ("日期|备班人员|值班人员", "12月2日|李四|张三", "备班人员李四"),
        ("日期|值班员|值班司机|单位", "12月2日|张三|李四|住建局", "值班司机李四 单位住建局"),
        ("日期|值班员|Standby|Driver", "12月2日|张三|无|Zhang Wei", "DriverZhang Wei"),
        ("日期|值班员|备班", "12月2日|张三|李四 13800138000", "备班李四"),
    ],
)
def test_whoever_stands_in_further_columns_is_kept(headings: str, row: str, others: str) -> None:
    [line], unread = table(headings, row)
    assert unread == []
    assert line.officer == "张三"
    assert " ".join(f"{role}{name}" for role, name in line.others) == others


def test_others_of_a_shift_and_of_the_whole_day() -> None:
    lines, unread = table("日期|白班|白班备班|夜班|司机", "12月2日|张三、钱七|李四|王五|赵六")
    assert unread == []
    assert taken(lines) == [(2, 0, "张三", ""), (2, 1, "王五", "")]
    assert [line.others for line in lines] == [
        (("", "钱七"), ("备班", "李四"), ("司机", "赵六")),
        (("司机", "赵六"),),
    ]


def test_what_is_no_name_in_a_further_column_is_handed_back_once() -> None:
    lines, unread = table(
        "日期|白班|夜班|司机",
        "12月2日|张三|李四|赵六、3号车",
        "12月3日|张三|李四|13800138000",
        "12月4日|张三|李四|/",
    )
    assert [line.others for line in lines][::2] == [(("司机", "赵六"),), (), ()]
    assert [(one.number, one.column, one.text, one.reason) for one in unread] == [
        (2, "D", "3号车", "rota_no_name"),
        (3, "D", "13800138000", "rota_no_name"),
    ]


@pytest.mark.parametrize(
    ("row", "reason", "column"),
    [
        ("哪天|白班|张三|", "rota_bad_day", "A"),
        ("12月33日|白班|张三|", "rota_no_such_day", "A"),
        ("|白班|张三|", "rota_bad_day", "A"),
        ("12月2日|中班|张三|", "rota_no_such_shift", "B"),
        ("12月2日|上午|张三|", "rota_no_such_shift", "B"),
        ("12月2日|白班||王主任", "rota_no_officer", "C"),
        ("12月2日|白班|/|王主任", "rota_no_officer", "C"),
        (f"12月2日|白班|{'长' * 21}|", "rota_name_too_long", "C"),
        (f"12月2日|白班|张三|{'长' * 21}", "rota_name_too_long", "D"),
    ],
)
def test_each_bad_cell_is_named_by_row_and_column(row: str, reason: str, column: str) -> None:
    lines, [unread] = table("日期|班次|值班员|带班领导", row)
    assert lines == []
    assert (unread.number, unread.reason, unread.column) == (2, reason, column)


def test_a_leader_of_the_shift_comes_before_the_leader_of_the_day() -> None:
    lines, _ = table("日期|带班领导|白班|夜班|夜班带班", "12月2日|王主任|张三|李四|钱副主任")
    assert taken(lines) == [(2, 0, "张三", "王主任"), (2, 1, "李四", "钱副主任")]


def test_blank_rows_and_repeated_headings_say_nothing() -> None:
    lines, unread = table("日期|值班员", "|", "12月2日|张三", "日期|值班员", "", "12月3日|李四")
    assert unread == []
    assert [line.number for line in lines] == [3, 6]


def test_a_column_that_nobody_knows_is_named_once_and_only_if_something_stands_there() -> None:
    lines, unread = table("日期|值班员|车辆|司机", "12月2日|张三|新B1|", "12月3日|李四|新B2|")
    assert [line.others for line in lines] == [(), ()]
    assert [(one.text, one.column, one.reason) for one in unread] == [
        ("车辆", "C", "rota_column_left")
    ]


def test_a_table_without_end_is_read_in_part_and_says_so() -> None:
    lines, unread = table("日期|值班员", *["12月2日|张三"] * (MOST_ROWS + 5))
    assert len(lines) == MOST_ROWS - 1
    assert [(one.number, one.reason) for one in unread] == [(MOST_ROWS + 1, "rota_too_long")]


def test_a_csv_keeps_its_blank_cells() -> None:
    text = '日期,班次,值班员,带班领导\r\n12月2日,白班,"张三",\r\n,夜班,李四,王主任\r\n'
    lines, unread = read(text, SHIFTS, TODAY)
    assert unread == []
    assert taken(lines) == [(2, 0, "张三", ""), (2, 1, "李四", "王主任")]


def test_a_number_in_a_pasted_line_is_nobody() -> None:
    [line], unread = read("12月2日 白班 张三 13800138000 李四", SHIFTS, TODAY)
    assert unread == []
    assert (line.officer, line.leader) == ("张三", "李四")
