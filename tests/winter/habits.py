"""Says what people of the offices do with what they read: one row a habit, the first that fits."""

from collections.abc import Callable
from dataclasses import dataclass

from sandbox import Message
from tests.winter.reading import ANY, first_line, label

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Habit:
    words: str
    """Stand in the first line of what is read."""
    button: str = ""
    """It is pressed, if one begins so. A habit without a button answers by a reply."""
    reply: str = ""
    minutes: Span = (2, 20)
    likely: float = 1.0
    """How often somebody does it; otherwise the next habit that fits is tried."""
    when: str = ""
    """What the sky must be like: `foul` or `fair` in the days to come."""
    unasked: bool = False
    """It is replied to although nothing in it asks for that."""
    within: str = ""
    """Stands anywhere in what is read."""
    once: bool = False
    """Whether somebody does it is settled once for a message, however often that is edited."""

    def fits(self, message: Message) -> bool:
        if self.words not in first_line(message) or self.within not in message.text:
            return False
        if self.button:
            return bool(label(message, self.button))
        return self.unasked or message.force_reply or any(one in message.text for one in REPLY)


REPLY = ("“回复”本条消息", "本消息选“回复”")


DAY = 24 * 60
AGAIN = "（再次举报）"
"""Stands in what is filed though it was filed before."""
TRAINING = "重污染天气应急培训\n学习预案、报送要求和督办制度。"
WHY_LISTED = "王某某\n问题久拖未改，群众反映强烈。"
MINUTES = "会议要求：各单位逐条对照措施清单自查，次日8时前报送整改情况；督导组夜间抽查。"

OFFICE = (
    Habit("", "办结归档", minutes=(2 * DAY, 6 * DAY)),
    Habit("尚有未报", "仍要归档", minutes=(1, 9), likely=0.8),
    Habit("尚有未报", "暂不归档", minutes=(1, 9)),
    Habit("上级要求报送", "报送", minutes=(20, 300)),
    Habit("请回复本条，发送", reply="应急响应措施均已落实，出动检查组6个，未发现异常。"),
    Habit("会议纪要", "印发", minutes=(2, 20)),
    Habit("会议纪要", "送签", minutes=(2, 20)),
    Habit("签到结束", reply=MINUTES, minutes=(10, 90), likely=0.8, unasked=True),
    Habit("会议", "结束签到", minutes=(40, 110)),
    Habit("召集今日日调度会议", "召集今日日调度会议", minutes=(5, 40)),
    Habit("调度表", "记录口头汇报", minutes=(3, 40), likely=0.8, once=True),
    Habit("口头汇报：请选单位", ANY, minutes=(1, 3)),
    Habit("的口头汇报", ANY, minutes=(1, 4), likely=0.7, once=True),
    Habit("在会上口头汇报的", reply="{spoken}", minutes=(1, 5)),
    Habit("参会", "改期", minutes=(10, 90), likely=0.12, once=True),
    Habit("参会", "取消会议", minutes=(10, 90), likely=0.04, once=True),
    Habit("会议改期：请选新的时间", ANY, minutes=(1, 4)),
    Habit("写明会议内容", reply=TRAINING, minutes=(1, 5)),
    Habit("会议地点", reply="指挥部三楼会议室", minutes=(1, 4)),
    Habit("尚未采用", "无误，采用", minutes=(1, 4)),
    Habit("尚未计入", "无误，采用", minutes=(1, 4)),
    Habit("研判建议", "暂不启动", minutes=(30, 120), likely=0.08),
    Habit("研判建议", "发起会商", minutes=(5, 30), likely=0.25),
    Habit("研判建议", "拟稿", minutes=(5, 60)),
    Habit("暂不启动", reply="会商认为北风提前到达，污染不足一日", minutes=(2, 9)),
    Habit("发起会商", "应急响应会商", minutes=(1, 3)),
    Habit("谁填写", "留空", minutes=(1, 3)),
    Habit("研判什么", "用通常内容", minutes=(1, 3)),
    Habit("意见均已签发", "填写办公室意见", minutes=(3, 20)),
    Habit("填写办公室意见", reply="综合各方意见，建议按预案启动相应级别应急响应。", minutes=(2, 9)),
    Habit("会商", "填写办公室意见", minutes=(150, 240), likely=0.6),
    Habit("办公室意见，请核对", "建议", minutes=(2, 9)),
    Habit("会商结论", "建议", minutes=(2, 9)),
    Habit("会商", "送签", minutes=(1, 3)),
    Habit("待交办", "并入已有问题", minutes=(3, 30), likely=0.5, within=AGAIN, once=True),
    Habit("待交办", "交办", minutes=(3, 30)),
    Habit("是同一问题", ANY, minutes=(1, 4)),
    Habit("整改中", "并入已有问题", minutes=(30, 900), likely=0.7, within=AGAIN, once=True),
    Habit("整改中", "挂牌督办", minutes=(60, 1800), likely=0.5, once=True),
    Habit("挂牌督办：请选整改时限", ANY, minutes=(1, 4)),
    Habit("跟踪问题", reply=WHY_LISTED, minutes=(1, 5)),
    Habit("请选择补正时限", ANY, minutes=(1, 4)),
    Habit("请选责任单位", reply="{bodies}", minutes=(1, 4)),
    Habit("请选整改要求", "立即整改", minutes=(1, 4)),
    Habit("请选整改时限", reply="3天", minutes=(1, 4)),
    Habit("申请销号", "已现场复核", minutes=(30, 300), likely=0.5),
    Habit("申请销号", "退回整改", minutes=(30, 300), likely=0.15),
    Habit("申请销号", "同意销号", minutes=(30, 300)),
    Habit("申请", "盖章件已收", minutes=(60, 900), likely=0.6),
    Habit("盖章件", reply="王某某", minutes=(1, 5)),
    Habit("退回", reply="佐证不足，请补报整改后照片", minutes=(1, 9)),
    Habit("拟稿", "确认发布", minutes=(3, 25)),
    Habit("更正稿", "确认发布", minutes=(3, 25)),
    Habit("涉及", "全部县", minutes=(1, 4)),
    Habit("", "选好了", minutes=(1, 4)),
    Habit("首要污染物", "PM2.5", minutes=(1, 4)),
    Habit("【上级预警】", "拟稿", minutes=(5, 40)),
    Habit("请示", "同意", minutes=(5, 60)),
    Habit("尚未发布", "重定启动时间", minutes=(5, 40), likely=0.6, when="foul", once=True),
    Habit("尚未发布", "不再发布", minutes=(5, 40), likely=0.6, once=True),
    Habit("预定结束时间", "延长", minutes=(10, 40), when="foul"),
    Habit("预定结束时间", "拟稿解除", minutes=(10, 40), when="fair"),
    Habit("申请延期", "延至", minutes=(2, 9)),
    Habit("申请延期", "不同意", minutes=(5, 60), likely=0.3),
    Habit("申请延期", "同意延期", minutes=(5, 60)),
    Habit("待认定的回复", "认可", minutes=(5, 60), likely=0.7),
    Habit("待认定的回复", "不认可", minutes=(5, 60)),
    Habit("发单前请核", "照常发单", minutes=(5, 45)),
    Habit("督办", "不抄报", minutes=(5, 60), likely=0.5),
    Habit("督办", "全部抄报", minutes=(5, 60)),
    Habit("提示单", "抄报", minutes=(5, 60)),
    Habit("发送失败", "重发", minutes=(5, 30)),
    Habit("还没有登记发布", "代为登记", minutes=(10, 90), likely=0.6),
    Habit("登记", reply="政府网站、官方微信公众号", minutes=(1, 4)),
    Habit("", "请示上级", minutes=(5, 40), likely=0.6),
    Habit("写明请示的理由", reply="本地已连续36小时好转，扩散条件明显改善。", minutes=(1, 5)),
    Habit("公众信息送审", "不再等审核", minutes=(30, 90), likely=0.3),
    Habit("", "知道了", minutes=(1, 10)),
    Habit("待填", "填写", minutes=(20, 200), likely=0.4),
    Habit("待填", "送签", minutes=(20, 200), likely=0.9),
    Habit("待填", "不填", minutes=(20, 200)),
    Habit("】（", "沿用", minutes=(1, 3)),
    Habit("】（", "暂缺", minutes=(1, 3), likely=0.3),
    Habit("】（", reply="扩散条件转差，夜间有逆温。", minutes=(1, 3)),
    Habit("已填到底", "送签", minutes=(1, 5)),
    Habit("退回了", "填写", minutes=(3, 30)),
    Habit("已签发：", "取文件", minutes=(10, 400), likely=0.2),
    Habit("强化管控", "结束强化管控", minutes=(300, 1400), likely=0.5),
    Habit("重定", "立即", minutes=(1, 5)),
)
"""What the officer does with what comes to the office's group."""

PRIVATE = (
    Habit("请选择委托谁", "收回对", minutes=(1, 5), likely=0.6, once=True),
    Habit("请选择委托谁", "委托", minutes=(1, 5)),
    Habit("至何时止", reply="{until}", minutes=(1, 4)),
    Habit("报送表", "退回", minutes=(2, 25), likely=0.08),
    Habit("会议纪要", "退回", minutes=(2, 25), likely=0.08),
    Habit("退回", reply="请补充依据和数据来源", minutes=(1, 5)),
    Habit("", "审核同意", minutes=(2, 18)),
    Habit("", "审查同意", minutes=(2, 18)),
    Habit("", "批准", minutes=(2, 25)),
    Habit("", "同意", minutes=(2, 25)),
    Habit("", "签发", minutes=(2, 18)),
    Habit("移交", "确认移交", minutes=(20, 200), likely=0.3),
    Habit("移交", "暂不移交", minutes=(20, 200)),
    Habit("再次确认", "确定移交", minutes=(1, 4)),
    Habit("督办", "不抄报", minutes=(5, 60), likely=0.5),
    Habit("", "知道了", minutes=(1, 10)),
)
"""What whoever holds a position does with what comes in private."""


def first_fitting(
    habits: tuple[Habit, ...], message: Message, draws: Callable[[Habit], bool]
) -> Habit | None:
    return next((one for one in habits if one.fits(message) and draws(one)), None)
