"""Replies put together from reasons why nothing is sent yet, and from what was done."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from office.reading.substance import Meaning, read

NAMES = ("生态环境", "李四")


WHO = st.sampled_from(
    ("领导", "局长", "分管领导", "主任", "张局", "李科长", "小王", "老马", "办公室")
)
REVIEWS = st.sampled_from(
    ("在审", "在看", "正在审核", "还没签字", "还没批", "在改稿子", "签字中", "还在把关", "没审完")
)
CHANNELS = st.sampled_from(
    ("系统", "平台", "报送系统", "网站", "网络", "网", "信号", "电脑", "手机", "邮箱")
)
FAULTS = st.sampled_from(
    (
        "不好",
        "太慢",
        "卡死了",
        "又崩溃了",
        "坏了",
        "打不开",
        "登不上去",
        "还是连不上",
        "报错",
        "断了",
        "一直没反应",
    )
)
COLLEAGUES = st.sampled_from(("小李", "老张", "小马", "王主任", "刘科长", "张姐", "陈工"))
ASKED = st.sampled_from(
    ("报一下", "去报", "来报送", "马上报", "在统计", "负责上报", "会报的", "稍后补报", "在填表")
)
LATER = st.sampled_from(
    (
        "稍后报",
        "马上上报",
        "看完就报",
        "签完字再报",
        "审定后上报",
        "恢复后立即报",
        "一会儿传",
        "下班前报",
    )
)
ORDERED = st.sampled_from(
    ("已安排", "已部署", "已经布置", "已转发", "已汇总", "已统计完", "已安排小李")
)


def joined(*parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(*parts).map("".join)


PARTS = st.one_of(
    joined(WHO, REVIEWS),
    joined(CHANNELS, FAULTS),
    joined(COLLEAGUES, ASKED),
    joined(st.sampled_from(("请", "麻烦", "让", "")), COLLEAGUES, st.just("报一下")),
    joined(
        st.sampled_from(("照片", "附件", "表格", "")), st.sampled_from(("传不上去", "发不出去"))
    ),
    LATER,
    st.sampled_from(("收到", "好的", "抱歉", "各位领导早上好", "请稍等")),
)
STATED = st.sampled_from(
    (
        *(
            "已安排洒水车作业",
            "系统已停产检修",
            "局长带队检查工地",
            "小李已赴现场检查",
            "网格员巡查正常",
        ),
        *(
            "措施已落实",
            "各项措施已部署",
            "工地全部停工",
            "人员已到位",
            "喷淋系统打不开",
            "无异常",
            "零报告",
        ),
        *(
            "检查企业9家",
            "办公室已通知企业减排",
            "领导现场督办",
            "已及时处理",
            "未发现问题",
            "平台企业已约谈",
        ),
    )
)
MARKS = st.sampled_from(("，", "。", "！", "\n", "、", "；"))


def texts(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    said = st.lists(joined(parts, MARKS), max_size=4)
    return said.map("".join)


@given(texts(PARTS), ORDERED, MARKS, LATER, texts(PARTS))
@example("", "已安排", "，", "稍后报", "")
def test_the_path_of_a_report_alone_never_reports(
    before: str, ordered: str, mark: str, later: str, after: str
) -> None:
    for text in (before + after + later, before + ordered + mark + later + mark + after):
        assert read(text, NAMES).meaning in (Meaning.RECEIPT, Meaning.NOTHING)


@given(texts(PARTS), STATED, MARKS, texts(PARTS))
@example("系统打不开，", "措施已落实", "，", "小李报一下")
def test_what_was_done_counts_beside_whatever_else_is_said(
    before: str, stated: str, mark: str, after: str
) -> None:
    assert read(f"{before}{stated}{mark}{after}", NAMES).meaning is Meaning.REPORT


@pytest.mark.parametrize("lead", ["", "系统", "网"])
@pytest.mark.parametrize(
    "piece",
    ["太", "系统太", "没", "完就", "小李", "报不", "无法", "办报一下", "已安排报", "已通知", "了"],
)
def test_a_long_text_is_read_at_once(lead: str, piece: str) -> None:
    """No phrase may be looked for at each place of a text as often as the text is long."""
    read(lead + piece * 4096)
