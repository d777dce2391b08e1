"""What replies to an agency's prompt say: a large table of what liaisons write, and the rules."""

import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from office.reading.substance import Meaning, quoted, read

NAMES = ("生态环境", "李四")
"""The agency, and the person who writes."""

NO_REPORT = (
    "。",
    "...",
    "？",
    "\u3164",
    "\u200b\u200d",
    "收到，马上报",
    "稍后报",
    "正在统计，晚点报",
    "好的收到",
    "OK",
    "1",
    "收到🙏",
    # Other chat programs name their pictures so in a copied text.
    "[抱拳]",
    "收到[抱拳]",
    "好的，谢谢[玫瑰][握手]",
    "@lisi 请你报一下",
    "@张三 你来报一下",
    "收到，马上落实",
    "生态环境收到",
    "收悉",
    "好的，收到",
    "收到，谢谢",
    "正在统计",
    "收到，正在汇总",
    "12",
    "３",
    "12月1日",
    "8:30",
    "下班前报",
    "下午6点前报送",
    "马上统计上报",
    "请稍等",
    "等一下，马上就好",
    "在统计，一会儿发",
    "谁来报",
    "今天要报什么？",
    "报哪几项？",
    "格式是什么",
    "截止到几点",
    "哈哈",
    "👍",
    "👌👌",
    "1️⃣",
    "各位领导早上好",
    "领导好",
    "你好",
    "？？？",
    "收到收到",
    "收到！！！",
    "收到!",
    "已收到通知",
    "收到通知，立即落实",
    "我局已收到，正在整理材料，稍后上报",
    "收到，昌吉市公安局张三",
    "收到 王强",
    "公安局李四收到",
    "好的，马上报送",
    "好的，领导",
    "明白，尽快报送",
    "明白",
    "知道了",
    "已阅",
    "还在收集数据，请稍候",
    "数据还没收齐，晚点报",
    "还没统计完",
    "材料正在走流程，稍后报",
    "正在写",
    "写好马上发",
    "等领导签字后报",
    "正在审核签字，马上上报",
    "收到，按要求落实",
    "收到，严格执行",
    "收到，抓紧落实",
    "收到，按要求报送",
    "我们一起报",
    "麻烦小李报一下",
    "请各科室抓紧报送",
    "请办公室统一报",
    "谁负责谁报",
    "稍后补报",
    "今天下午报可以吗？",
    "再等30分钟",
    "两小时后报",
    "12点前报",
    "10点左右报",
    "再报一次吗",
    "同意",
    "行",
    "嗯",
    "哦",
    "……",
    "——",
    "收到，馬上報",
    "正在統計，晚點報",
    "收到，馬上落實",
    "ＯＫ",
    "ok,will report later",
    "noted",
    "Received, thanks",
    "Still counting, will report soon",
    "good morning",
    "We are still working on it",
    "test",
    "测试",
    "在吗",
    "收到。稍后报送。",
    "好的好的",
    "1.",
    "收到1",
    "收到+1",
    "+1",
    "66",
    "666",
    "0",
    "明天报",
    "没空，下午报",
    "忘了，马上报",
    "不好意思，忘了报，马上补",
    "a",
    "哇",
    "@bot",
    "@lisi",
    "@wangwu @lisi 收到",
    "收到，立即安排部署",
    "立即落实",
    "马上安排",
    "收到请放心",
    "辛苦了",
    "忙完就报",
    "开会，会后报",
    "在外面，回去报",
    "@李四@王五 请报送",
    "人呢",
    "表格发我一下",
    "谢谢提醒，马上报",
    "不好意思刚看到，马上报",
    "2026-12-02 10:30",
    "13800000000",
    "一二三",
    "预计10点前报送",
    "下班前一定报",
    "待领导签字",
    "发错了",
    "催什么催",
    "收到 谢谢领导关心",
    "请领导放心，我们一定按时报送",
    "我单位将严格落实",
    "收到，我们马上组织落实相关措施",
    "玛纳斯县收到",
    "阿不都·热合曼收到",
    "生态环境局：收到",
    "收到【生态环境局】",
    "OK👌",
    "系统故障",
    "汇总中，稍后报",
    "尚未统计",
    "暂未汇总完成，完成后立即上报",
)

REPORTS = (
    "零报告",
    "无",
    "今日无",
    "暂无",
    "没有",
    "无异常",
    "12人",
    "3家",
    "32人次",
    "十二家",
    "检查企业9家",
    "12月1日检查企业9家，措施已落实",
    "已落实",
    "昨日已落实",
    "检查组四个",
    "检查组两个",
    "检查组两个，已落实",
    "现场照片",
    "措施已落实。",
    "昨日出动检查组4个，检查企业9家，应急措施均已落实。",
    "夜间查处偷排企业3家。",
    "总结如下",
    "补报：措施已落实。",
    "不用了，已落实",
    "都落实了",
    "措施已全部落实",
    "昨日值班值守正常，应急措施全部落实，无其他需报告事项。",
    "共12人次。",
    "收到，昨日检查企业9家",
    "收到。已派出检查组4个，检查9家，马上报照片",
    "还差2家没报，稍等",
    "我局昨日停工工地全部停工",
    "工地全部停工",
    "洒水车已上路",
    "未发现问题",
    "未发现异常",
    "未收到群众投诉",
    "收到群众投诉3件",
    "道路保洁加密频次",
    "学校已停止户外活动",
    "AQI 85",
    "pm2.5浓度下降",
    "Four teams (12 people) checked 9 sites yesterday",
    "All our measures were carried out yesterday by 8 people; nothing unusual was found.",
    "第三组两个",
    "昨天一切正常",
    "一切正常",
    "正常",
    "同昨日",
    "企业：9；人员：12",
    "出动3",
    "停工",
    "全部停产",
    "限行措施已落实",
    "２家",
    "12 people",
    "nothing to report",
    "昨日檢查企業９家，均達標",
    "１２人次",
    "查处违法行为一起",
    "劝导整改3处，今日复查。",
    "督促各责任单位落实减排措施",
    "派员驻厂",
    "详见附件",
    "加强巡查",
    "要点：均已落实",
    "已报送",
    "检查12",
    "2.5吨",
    "1,200家",
    "检查企业：9家",
    "各项措施已落实到位",
    "已完成",
    "检查组三个",
    "现场",
    "再补一句",
    "已完成",
    "报过了",
    "收到，已转发各科室",
    "同上",
    "不涉及",
    "正在现场检查",
    "Түшүндүм",
    "\u7b2c\u4e00\u884c\n\u7b2c\u4e8c\u884c",
)

MORE_TIME = (
    "申请延期到下午6点，系统故障",
    "申请延期至18时",
    "系统故障，申请延期到下午6点",
    "能否延到下午6点？",
    "能不能晚点报",
    "可否延期",
    "请求延长2小时",
    "希望延期到明天上午",
    "因停电申请延期",
    "我局申请延期报送，数据未汇总",
    "延期到下午6点",
    "延期",
    "申請延期到下午6點，系統故障",
    "下乡核查散煤，材料尚在汇总，申请延至今日18时报送。",
    "请宽限两小时",
    "晚点报行吗",
    "能晚一点吗",
    "申请晚些报送",
    "收到，申请延期",
    "申请延期一下，谢谢",
    "申请延时",
)

RECEIPTS = (
    "收到，马上落实",
    "生态环境收到",
    "好的，收到",
    "收到，谢谢",
    "收悉",
    "已阅",
    "明白",
    "OK",
    "1",
    "👌",
    "知道了，立即安排",
    "好的，领导",
    "收到，已转发各科室",
    "已传达落实",
    "ok, noted",
)
NO_RECEIPTS = ("。", "？", "谁负责？", "早上好", "@lisi 请看", "未收到", "昨日检查企业9家")


@pytest.mark.parametrize("text", NO_REPORT)
def test_it_reports_nothing(text: str) -> None:
    assert read(text, NAMES).meaning in (Meaning.RECEIPT, Meaning.NOTHING)


@pytest.mark.parametrize("text", REPORTS)
def test_it_is_a_report(text: str) -> None:
    assert read(text, NAMES).meaning is Meaning.REPORT


@pytest.mark.parametrize("text", MORE_TIME)
def test_it_asks_for_more_time(text: str) -> None:
    assert read(text, NAMES).meaning is Meaning.MORE_TIME


@pytest.mark.parametrize("text", RECEIPTS)
def test_it_may_mean_that_an_order_was_received(text: str) -> None:
    assert read(text, NAMES).confirms


@pytest.mark.parametrize("text", NO_RECEIPTS)
def test_it_does_not_mean_that_an_order_was_received(text: str) -> None:
    assert not read(text, NAMES).confirms


@pytest.mark.parametrize(
    "text",
    [
        "企业申请延期复工，已劝导",
        "已检查12家，其余延期到下午6点报",
        "零报告，申请延期",
    ],
)
def test_more_time_is_not_taken_out_of_a_report(text: str) -> None:
    assert read(text, NAMES).meaning is Meaning.REPORT


HOLLOW = st.sampled_from(
    (
        "收到", "收悉", "好的", "明白", "OK", "1", "已阅", "知道了", "嗯嗯",
        "您好", "谢谢", "辛苦了", "各位领导早上好", "请稍等",
        "马上报", "稍后报送", "正在统计", "晚点报", "还在汇总", "下班前报",
        "下午3点前上报", "尽快报送", "立即落实",
        "谁来报？", "报什么？", "@lisi", "@张三 请报一下", "生态环境", "8:30", "12月1日",
    )
)  # fmt: skip
MARKS = st.sampled_from(
    ("，", "。", "！", "\n", " ", "～", "…", "、", "🙏", "👍", "\u3164", "\u200b，")
)
UNITS = st.sampled_from(("人", "家", "人次", "处", "个", "起", "辆", "吨", "户", "件", "台"))
FIGURES = st.one_of(
    st.integers(0, 100_000).map(str),
    st.integers(1, 9999).map(lambda number: f"{number:,}"),
    st.sampled_from(("两", "三", "十二", "二十", "一百零三", "３", "１２", "壹拾")),
)


@given(st.lists(st.tuples(HOLLOW, MARKS), min_size=1, max_size=6))
@example([("收到", "，"), ("马上报", "🙏")])
def test_what_is_made_of_courtesies_alone_is_never_a_report(said: list[tuple[str, str]]) -> None:
    text = "".join(word + mark for word, mark in said)
    assert read(text, NAMES).meaning in (Meaning.RECEIPT, Meaning.NOTHING)


@given(
    st.text(
        alphabet=string.punctuation.replace("%", "")
        + "，。！？、；：“”…—～ \n\u3164\u200b\u2800😀👍✅"
        + "0123"
    )
)
def test_marks_blanks_emoji_and_bare_numbers_are_never_a_report(text: str) -> None:
    assert read(text).meaning in (Meaning.RECEIPT, Meaning.NOTHING)


@given(st.text(max_size=40), FIGURES, UNITS, st.text(max_size=40))
@example("收到，马上报，检查", "3", "家", "？")
def test_a_counted_figure_is_always_a_report(
    before: str, figure: str, unit: str, after: str
) -> None:
    # A count begins after a blank: 第3家 and 112家 count other things.
    assert read(f"{before} {figure}{unit} {after}", NAMES).meaning is Meaning.REPORT


@given(st.text(max_size=5000))
def test_any_text_at_all_is_read(text: str) -> None:
    assert read(text, NAMES).meaning in Meaning


def test_a_long_text_is_read_at_once() -> None:
    """No pattern may look at each place of a text as often as the text is long."""
    for piece in ("申请", "请报", "收到", "因", "1", "延期", "a ", "一", "。", "@"):
        read(piece * 4096)


@pytest.mark.parametrize(
    ("text", "said_back"),
    [
        pytest.param("检查企业3家", "检查企业3家", id="short"),
        pytest.param(" 检查\n企业\t3家 ", "检查 企业 3家", id="on one line"),
        pytest.param("检查企业一二三四五", "检查企业一二三…", id="cut"),
        pytest.param("\u3164\u2800\u200b", "", id="nothing to be seen"),
        pytest.param("👍", "👍", id="a picture is seen"),
        pytest.param("  ", "", id="blank"),
    ],
)
def test_a_text_is_said_back_in_short(text: str, said_back: str) -> None:
    assert quoted(text, 8) == said_back
