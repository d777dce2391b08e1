"""What single words of a reply mean to its form."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.reading.replies.corrections import correct
from office.reading.replies.reader import ReplyReader, read
from office.reading.replies.reading import FormAsked, Reading
from tests.harness.examples import up_to
from tests.harness.plans import pack
from tests.office.reading.replies.forms import FORM

Asked = list[dict[str, Any]]


def read_rows(form: FormAsked, rows: Sequence[Sequence[str]]) -> Reading:
    reader = ReplyReader(form)
    return reader.reading(reader.take_rows(rows))


def asked(reading: Reading) -> Asked:
    return [dict(one) for doubt in reading.doubts for one in doubt.readings]


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("检查企业12家", {"firms": 12}),
        ("企业检查了12家", {"firms": 12}),
        ("检查12家化工企业", {"firms": 12}),
        ("检查企业（含小作坊）12家", {"firms": 12}),
        ("检查企业（家次）：12", {"firms": 12}),
        ("Firms checked: 12", {"firms": 12}),
        ("Firms checked:12", {"firms": 12}),
        ("檢查企業12家", {"firms": 12}),
        ("12家停产，3家限产", {"stopped": 12, "limited": 3}),
        ("检查企业12家，其中停产3家", {"firms": 12, "stopped": 3}),
        ("检查企业12家、工地18个", {"firms": 12, "sites": 18}),
        ("检查12家企业发现问题3个", {"firms": 12, "problems": 3}),
        ("3个问题，2个已整改，1个正在整改", {"problems": 3, "fixed": 2, "open": 1}),
        ("发现问题3个，均已整改", {"problems": 3, "fixed": 3}),
        ("发现问题3个均已整改到位", {"problems": 3, "fixed": 3}),
        ("问题一个没有，停产企业一家也没有", {"problems": 0, "stopped": 0}),
        ("未发现问题，无停产企业", {"problems": 0, "stopped": 0}),
        ("没有发现任何问题", {"problems": 0}),
        ("巡查未发现问题", {"problems": 0}),
        ("检查企业五家没有发现问题", {"firms": 5, "problems": 0}),
        ("检查企业\n12\n检查工地\n18", {"firms": 12, "sites": 18}),
        ("检查：企业12家。停产企业：无", {"firms": 12, "stopped": 0}),
        ("企业46家停产 58家限产 出动20人", {"stopped": 46, "limited": 58, "people": 20}),
        ("停产企业12 处罚2件", {"stopped": 12}),
        ("出动人员四十八 检查企业十二", {"people": 48, "firms": 12}),
        ("检查工地12个，3个工地裸土未覆盖", {"sites": 12}),
        ("一、检查企业12家；二、检查工地18个", {"firms": 12, "sites": 18}),
        ("颗粒物减排21.5%", {"cut": Decimal("21.5")}),
        ("检查企业5家，不对，是6家", {"firms": 6}),
        ("出动23人次，说错了，出动32人次", {"people": 32}),
        ("检查企业：规上5家、规下7家，合计12家", {"firms": 12}),
        ("检查企业壹拾贰家", {"firms": 12}),
        ("检查企业12家 问题无 出动20人", {"firms": 12, "problems": 0, "people": 20}),
        ("检查企业18家（重点企业5家）", {"firms": 18}),
        ("发现问题8个，已整改6个，其余2个问题限期整改", {"problems": 8, "fixed": 6}),
        ("今日累计检查企业12家，出动20人", {"firms": 12, "people": 20}),
        ("设施运行不正常问题3个", {"problems": 3}),
        ("出动56人次（昨日48人次）", {"people": 56}),
        ("46家企业（含分厂21家）均已停产，检查企业9家", {"stopped": 46, "firms": 9}),
        ("水利局8人检查工地3个", {"people": 8, "sites": 3}),
        ("今天没有检查工地", {"sites": 0}),
        ("检查企业3家全部停产发现问题2个", {"firms": 3, "stopped": 3, "problems": 2}),
        ("检查企业9家，1家企业未停产", {"firms": 9}),
        ("发现问题2个，全部整改，检查企业12家", {"firms": 12, "problems": 2, "fixed": 2}),
        ("12家企业停产3家限产", {"stopped": 12, "limited": 3}),
        ("累计：\n检查企业136家\n今日：\n检查企业12家", {"firms": 12}),
        ("经济影响：减产约300吨", {"effects": "减产约300吨"}),
        ("经济影响：\n减产\n订单推迟\n\n检查企业12家", {"effects": "减产\n订单推迟", "firms": 12}),
        ("落实情况：部分落实。", {"state": "部分落实"}),
        ("落实情况 all", {"state": "全部落实"}),
        ("是否巡查：已巡查", {"toured": "yes"}),
        ("是否巡查：否", {"toured": "no"}),
    ],
)
def test_what_is_read_without_doubt(said: str, values: dict[str, Any]) -> None:
    reading = read(FORM, said)
    assert dict(reading.values) == values
    assert reading.doubts == ()


def test_a_whole_number_has_no_places_behind_its_point() -> None:
    assert str(read(FORM, "颗粒物减排20.0%").values["cut"]) == "20"
    assert str(read(FORM, "颗粒物减排20.5%").values["cut"]) == "20.5"


@pytest.mark.parametrize(
    ("said", "readings"),
    [
        ("检查企业约30家", [{"firms": 30}]),
        ("检查企业3—5家", [{"firms": 3}, {"firms": 5}]),
        ("检查停产企业12家", [{"stopped": 12}, {"firms": 12}]),
        (
            "检查停产企业12家、限产企业9家",
            [{"stopped": 12}, {"firms": 12}, {"limited": 9}],
        ),
        ("检查12家", [{"firms": 12}, {"sites": 12}]),
        ("检查企业、工地共30家", [{"firms": 30}, {"sites": 30}]),
        ("累计检查企业120家", [{"firms": 120}]),
        ("检查企业（累计）120家", [{"firms": 120}]),
        ("检查企业120家（启动以来）", [{"firms": 120}]),
        ("责令整改3个", [{"fixed": 3}]),
        ("比昨天多检查工地3个", [{"sites": 3}]),
        ("累计检查企业120家、工地80个", [{"firms": 120}, {"sites": 80}]),
        ("检查企业安全生产情况12家", [{"firms": 12}]),
        (
            "上午检查企业5家，下午检查企业7家",
            [{"firms": 5}, {"firms": 7}, {"firms": 12}],
        ),
        (
            "发现并整改问题3个",
            [{"problems": 3, "fixed": 3}, {"problems": 3}, {"fixed": 3}],
        ),
        ("发现问题3个，已整改", [{"fixed": 3}]),
        ("企业停产3家限产", [{"limited": 3}, {"stopped": 3}]),
        ("检查企业5家，不对，6家", [{"firms": 6}, {"firms": 5}]),
        (
            "写错了，上午检查企业5家，下午检查企业7家",
            [{"firms": 5}, {"firms": 7}, {"firms": 12}],
        ),
        (
            "检查企业5家，各校体育课改为室内，另检查企业7家",
            [{"firms": 5}, {"firms": 7}, {"firms": 12}],
        ),
        (
            "58家限产企业落实57家",
            [{"limited": 58}, {"limited": 57}, {"limited": 115}],
        ),
        ("吉纳工地12个", [{"sites": 12}]),
        ("发现问题企业3家", [{"problems": 3}]),
        ("今年检查企业320家", [{"firms": 320}]),
        ("涉及职工320人", [{"people": 320}]),
        ("截至目前共检查企业136家", [{"firms": 136}]),
        ("检查企业12/136家", [{"firms": 12}, {"firms": 136}]),
        ("发现问题：/", [{"problems": 0}]),
    ],
)
def test_what_a_person_is_asked_about(said: str, readings: Asked) -> None:
    reading = read(FORM, said)
    assert asked(reading) == readings
    assert not {one for each in readings for one in each} & set(reading.values)


@pytest.mark.parametrize(
    ("said", "unread"),
    [
        ("检查加油站12座", "检查加油站12座"),
        ("未停产企业3家", "未停产企业3家"),
        ("检查企业数十家", "检查企业数十家"),
        ("检查企业12.5家", "检查企业12.5家"),
        ("每家企业3人", "每家企业3人"),
        ("我市有企业320家", "我市有企业320家"),
        ("检查企业 1 5 家", "检查企业 1 5 家"),
    ],
)
def test_numbers_that_find_no_field_are_said(said: str, unread: str) -> None:
    reading = read(FORM, said)
    assert (dict(reading.values), reading.doubts, reading.unread) == ({}, (), (unread,))
    assert reading.rest == said


def test_what_is_no_count_is_left_in_the_paragraph() -> None:
    said = "12月2日8时PM2.5浓度150，AQI213，联系电话13999999999，检查企业12家"
    reading = read(FORM, said)
    assert (dict(reading.values), reading.unread) == ({"firms": 12}, ())
    assert reading.rest == "12月2日8时PM2.5浓度150，AQI213，联系电话13999999999"


def test_a_number_of_a_part_is_no_second_number() -> None:
    reading = read(FORM, "检查企业12家，其中重点企业5家")
    assert (dict(reading.values), reading.unread) == ({"firms": 12}, ("其中重点企业5家",))


def test_today_counts_and_the_sum_of_all_days_does_not() -> None:
    reading = read(FORM, "累计检查企业120家，今日检查企业12家")
    assert (dict(reading.values), reading.unread) == ({"firms": 12}, ("累计检查企业120家",))


@pytest.mark.parametrize("said", ["零报告", "今日零报告。", "0报告"])
def test_a_zero_report_leaves_what_is_open(said: str) -> None:
    values = dict(read(FORM, said).values)
    assert "open" not in values
    assert set(values.values()) == {0}


def test_nothing_alone_is_asked_about() -> None:
    reading = read(FORM, "无")
    assert dict(reading.values) == {}
    assert [set(one.values()) for one in asked(reading)] == [{0}]


@pytest.mark.parametrize(
    ("rows", "values"),
    [
        ([["检查企业", "12"], ["检查工地", "18个"]], {"firms": 12, "sites": 18}),
        ([["检查企业", "检查工地"], ["12", "18"]], {"firms": 12, "sites": 18}),
        (
            [["单位", "检查企业", "检查工地"], ["甲街道", "5", "8"], ["合计", "12", "18"]],
            {"firms": 12, "sites": 18},
        ),
        (
            [["序号", "指标", "单位", "今日", "累计"], ["1", "检查企业", "家次", "12", "96"]],
            {"firms": 12},
        ),
        ([["检查企业", "12", "检查工地", "18"]], {"firms": 12, "sites": 18}),
        ([["停产企业", "无"], ["经济影响", "减产"]], {"stopped": 0, "effects": "减产"}),
        ([["检查企业", "/"], ["检查工地", ""]], {}),
        ([["检查企业12家，发现问题3个"]], {"firms": 12, "problems": 3}),
        (
            [["检查企业", "经济影响"], ["12", "减产"], ["", "订单推迟"]],
            {"firms": 12, "effects": "减产；订单推迟"},
        ),
    ],
)
def test_tables(rows: list[list[str]], values: dict[str, Any]) -> None:
    reading = read_rows(FORM, rows)
    assert (dict(reading.values), reading.doubts) == (values, ())


def test_rows_without_a_sum_are_added_up_and_asked_about() -> None:
    reading = read_rows(FORM, [["街道", "检查企业"], ["甲", "5"], ["乙", "7"]])
    assert dict(reading.values) == {}
    assert asked(reading) == [{"firms": 12}]


def test_two_numbers_beside_a_name_are_two_readings() -> None:
    assert asked(read_rows(FORM, [["检查企业", "12", "96"]])) == [{"firms": 12}, {"firms": 96}]


def test_what_a_table_has_beyond_the_form_is_said() -> None:
    beside = read_rows(FORM, [["检查企业", "12"], ["洗车台", "3"]])
    assert (dict(beside.values), beside.unread) == ({"firms": 12}, ("洗车台：3",))
    above = read_rows(FORM, [["检查企业", "检查工地", "洗车台"], ["12", "18", "3"]])
    assert above.unread == ("洗车台：3",)
    odd = read_rows(FORM, [["检查企业", "检查工地"], ["12", "十余"], ["2", "约3"]])
    assert odd.unread == ("检查工地：十余、约3",)


SUMS_SO_FAR = ["累计", "136", "52"]


@pytest.mark.parametrize(
    ("rows", "values", "unread"),
    [
        ([["", "检查企业", "检查工地"], SUMS_SO_FAR], {}, 2),
        (
            [["", "检查企业", "检查工地"], ["今日", "12", "5"], SUMS_SO_FAR],
            {"firms": 12, "sites": 5},
            0,
        ),
        (
            [["检查企业（累计）", "检查工地", "停产企业"], ["136", "5", "2"]],
            {"sites": 5, "stopped": 2},
            1,
        ),
        ([["检查企业", "12"], ["累计检查企业", "136"]], {"firms": 12}, 1),
        ([["检查企业", "12"], ["未检查企业", "5"]], {"firms": 12}, 1),
    ],
)
def test_a_table_of_sums_so_far_is_not_the_day(
    rows: list[list[str]], values: dict[str, Any], unread: int
) -> None:
    reading = read_rows(FORM, rows)
    assert dict(reading.values) == values
    assert len(reading.unread) == unread


def test_a_title_above_a_table_stays() -> None:
    reading = read_rows(FORM, [["12月2日情况表"], ["检查企业", "检查工地"], ["12", "18"]])
    assert reading.rest == "12月2日情况表"


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("检查家数改为15", {"firms": 15}),
        ("把整改改成3", {"fixed": 3}),
        ("检查工地应为15家", {"sites": 15}),
        ("检查企业由12改为15，整改应该是2个", {"firms": 15, "fixed": 2}),
        ("12改为15", {"firms": 15}),
        ("检查企业不是12，是15", {"firms": 15}),
        ("更正：检查企业15家", {"firms": 15}),
        ("更正：检查企业51家应为15家", {"firms": 15}),
        ("检查企业改为1,200家", {"firms": 1200}),
        ("检查企业由1,164改为1,200，整改改为2个", {"firms": 1200, "fixed": 2}),
        ("检查企业12->15", {"firms": 15}),
        ("Firms checked -> 15", {"firms": 15}),
        ("经济影响改为：无", {"effects": "无"}),
    ],
)
def test_corrections(said: str, values: dict[str, Any]) -> None:
    reading = correct(FORM, {"firms": 12, "problems": 3, "fixed": 3}, said)
    assert reading is not None
    assert dict(reading.values) == values


@pytest.mark.parametrize(
    ("said", "readings"),
    [
        ("3改为4", [{"problems": 4}, {"fixed": 4}]),
        ("检查企业改为约15", [{"firms": 15}]),
        ("检查企业改为1，200家", [{"firms": 1200}]),
    ],
)
def test_corrections_that_a_person_is_asked_about(said: str, readings: Asked) -> None:
    reading = correct(FORM, {"firms": 12, "problems": 3, "fixed": 3}, said)
    assert reading is not None
    assert asked(reading) == readings


@pytest.mark.parametrize(
    "said",
    [
        "",
        "收到",
        "检查企业12家",
        "各校已将体育课改为室内",
        "更正一下",
        "7改为8",
        "检查企业改为A",
        "不是",
    ],
)
def test_what_corrects_nothing(said: str) -> None:
    assert correct(FORM, {"firms": 12}, said) is None


COUNTED = [one for one in FORM.fields if one.kind == "count"]
NUMERALS = "零一二三四五六七八九"


def _numeral(number: int) -> str:
    """The Chinese numeral of a number below a hundred."""
    tens, ones = divmod(number, 10)
    head = {0: "", 1: "十"}.get(tens, f"{NUMERALS[tens]}十")
    return head + (NUMERALS[ones] if ones or not tens else "")


def _wide(number: int) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) for sign in str(number))


WRITINGS = (
    "{name}{number}{unit}",
    "{name}：{number}",
    "{name}（{unit}）：{number}",
    "{name} {number} {unit}",
    "{name}\t{number}",
    "{name}{wide}{unit}",
    "{name}{numeral}{unit}",
    "{name}共{number}{unit}",
)
PARTED_BY = ("，", "。", "；", "\n", "\n\n")


@up_to(60)
@given(
    st.dictionaries(st.sampled_from([one.id for one in COUNTED]), st.integers(0, 99), min_size=1),
    st.sampled_from(WRITINGS),
    st.sampled_from(PARTED_BY),
)
def test_what_is_written_in_any_way_is_read_again(
    values: dict[str, int], writing: str, between: str
) -> None:
    between = "\n" if "\t" in writing else between
    said = between.join(
        writing.format(
            name=field.name,
            unit=field.unit,
            number=values[field.id],
            wide=_wide(values[field.id]),
            numeral=_numeral(values[field.id]),
        )
        for field in COUNTED
        if field.id in values
    )
    reading = read(FORM, said)
    assert (dict(reading.values), reading.doubts, reading.unread) == (values, (), ())


@up_to(60)
@given(st.text(max_size=80), st.lists(st.lists(st.text(max_size=12), max_size=4), max_size=4))
def test_anything_can_be_read(said: str, rows: list[list[str]]) -> None:
    assert set(read(FORM, said).values) <= {one.id for one in FORM.fields}
    read_rows(FORM, rows)
    correct(FORM, {}, said)


def test_nothing_unusual_denies_no_number_that_was_told() -> None:
    form = next(one for one in pack("dengkou").forms if one.id == "publicity")
    said = "转发预警信息：9条\n宣传条数：9条\n舆情分析：已安排专人负责，未发现异常"
    found = read(form, said)
    assert found.values["public_posts"] == 9
    assert asked(found) == []
