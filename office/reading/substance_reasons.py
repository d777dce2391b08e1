"""Finds phrases that state nothing: why a report is not there yet, and who is to send it.

A phrase is made of parts: what does not work and how, what cannot be done, what is not done yet,
what comes first, a colleague. It is taken out of its sentence wherever it stands, and what is left
is read on: 系统打不开 leaves nothing, while 喷淋系统打不开 leaves 喷淋. This module is pure.
"""

import re

from office.reading.substance_words import SURNAMES

_SURNAMES = f"{SURNAMES}马白"
"""Where somebody signs, 马上 and 白天 begin no name; in 马书记 it is a surname."""


def _any_of(listed: str) -> str:
    return "|".join(sorted(listed.split(), key=len, reverse=True))


_CHANNEL = (
    r"(?:报送|填报|上报|直报|信息|办公|政务|管理|oa)?(?:系统|平台|网站|网页|页面|后台|端口|服务器)"
    r"|网(?!格|点|吧|箱|红)|"
) + _any_of(
    """
    网络 互联网 互联网络 网速 信号 电脑 手机 打印机 扫描仪 软件 小程序 客户端 浏览器 邮箱 微信
    账号 帐号 密码 验证码 oa app vpn wifi u盘
    """
)
"""What a report is made on, or sent through."""
_FILE = _any_of("附件 文件 表格 模板 链接 照片 图片 视频 材料 数据")
_ADVERBS = _any_of(
    """
    现在 目前 今天 今早 暂时 一直 老是 总是 还是 又 还 都 也 有点 有些 太 很 好像 突然 全
    这会 这会儿 这边 正 在 说 显示 提示 了
    """
)
_SOMEHOW = rf"(?:{_ADVERBS}){{0,4}}"
_BROKEN = _any_of(
    """
    不好 不好使 不行 不稳 不稳定 不通 不畅 不正常 不太好 慢 太慢 卡 卡住 卡死 卡顿 崩 崩溃 坏
    瘫痪 故障 出故障 有故障 断 断网 异常 原因 问题 有问题 出问题 出了问题 维护 升级 报错 出错
    错误 没反应 无响应 没信号 没网 死机 掉线 繁忙 忙 拥堵 差 弱 没开 没开放 未开放 关闭 关 忘
    过期 失效 转圈 加载中 没电 没流量 蓝屏 中毒
    没恢复 未恢复 没修好 没好
    """
)
_BY_IT = _any_of(
    """
    打开 打 登录 登陆 登 进入 进 连接 连 上传 上报 上 传 发送 发 报送 报 提交 交 填报 填写 填
    导出 导入 导 下载 加载 刷新 刷 访问 联网 显示 保存 接收 收 查 签 盖 打印 走 弄 搞 写 算
    """
)
_HALFWAY = _any_of("上去 上来 出去 进去 下来 过去 通过 上 了 出 进 开 动 成 通 完 去")
_OBJECT = rf"(?:{_CHANNEL}|{_FILE}|报告|表|字|章)?"
_HINDRANCE = re.compile(
    rf"(?:{_CHANNEL}){_SOMEHOW}(?:{_BROKEN})(?:了|掉|住|中|得很|着|呢){{0,3}}"
    rf"|(?:{_FILE}){_SOMEHOW}(?:大|过大|超限|损坏)了?"
    rf"|(?:(?:{_CHANNEL}){_SOMEHOW})?(?:"
    rf"(?:{_BY_IT})(?:不|没)(?:{_HALFWAY}){_OBJECT}"
    rf"|(?:没法|没办法|无法|不能|未能|没能|难以)(?:正常|及时|按时|马上|现在){{0,2}}(?:{_BY_IT}){_OBJECT}"
    rf"|(?:{_BY_IT})(?:总是|一直|老是|都|又)?(?:失败|出错|报错|不成功|没成功|超时)"
    r")"
    r"|断网|停网|没网|没信号|网速慢"
    rf"|用(?:{_CHANNEL})(?=报|上报|发|传|填)"
)
"""The system, the network or a file that keeps a report from being sent."""

_UNTIL_SENT = _any_of(
    """
    审 签 批 盖 写 弄 填 统计 汇总 收集 整理 收齐 凑齐 到齐 齐 过目 定稿 走完 看完
    """
)
_NOT_YET = re.compile(
    rf"(?:没有?|未|尚未|暂未)(?:能|被|给|全部|完全|最后){{0,2}}(?={_UNTIL_SENT})"
    r"|没(?=报|发(?!现|生)|传|交(?!通))"
    r"|(?<=[审核签批转写改理总计])中$"
)

_REPORTED = _any_of("报 上报 发 传 交 回 补 填 提交 反馈")
_FINISHED = rf"^[^已均都全]{{0,4}}完(?:会|字|章)?|等(?:{_CHANNEL})(?:恢复|修好|好)了?"
_FIRST = (
    rf"(?:^[^已均都全]{{0,4}}(?:完|好)|(?:{_CHANNEL})?(?:恢复|修好|好)了?|完|齐|了|毕|定|过|通过|点头|下来|回来|出来)"
    r"(?:会|字|章|班|饭)?"
)
_AFTERWARDS = r"(?:以后|之后|后)"
_THEN = (
    r"(?:我们?|他们?)?(?:就|再|马上|立即|立刻|尽快|第一时间|即|便|才)"
    r"(?:能|会|可以|给|给您|给你们?|向){0,2}"
)
_AFTER_THAT = re.compile(
    rf"(?:{_FINISHED}|{_FIRST}{_AFTERWARDS}(?:{_THEN})?|(?:{_FIRST})?{_THEN})"
    rf"(?={_REPORTED})(?!发现|发生|发布|报告|报表)"
)
"""As in 看完就报: what comes first does not matter, whatever it is."""

_AT_ONCE = re.compile(r"(?<=已)(?:经?)(?:立即|立刻|马上|迅速|及时|按时|准时|第一时间|抓紧|尽快)")
"""已及时处理 tells of something done; such an adverb after 已 makes no promise of it."""
_SENT_UP = re.compile(
    r"(?:报|上报|送|交|提交|呈|发|递|转|找)(?:给|请|呈|到)?(?=.{1,6}?(?:审|签|看|批|阅|过目|把关))"
    r"|(?:上报|呈报|报|送|交|呈)给?(?=(?:分管|主要|局|县|市)?(?:领导|局长|主任|书记)了?$)"
)
"""As in 已报领导审核: the report went up and has not come back."""
_ASSIGNED = re.compile(
    r"(?:已经?)?(?:安排|布置|交代|交办|通知)(?!.{0,12}(?:落实|执行))"
    r"(?=.{0,12}?(?:报|报送|上报|填报|补报|统计|汇总|反馈|回复)(?:一下|了)?$)"
)
"""As in 已安排小李报: this only says who will report."""

_PERSON = re.compile(
    rf"(?:小|老)[{_SURNAMES}](?!区|学|村|镇|庄|河|型|路|街)"
    rf"|[{_SURNAMES}](?:副?(?:局长|主任|科长|处长|所长|站长|队长|书记|县长|市长|镇长|乡长|组长|部长|股长)"
    r"|老师|秘书|师傅|同志|会计|姐|哥|局(?!部|面|势|域)|科(?!技|学|研)|处(?!理|置|罚|于)"
    r"|工(?!作|地|程|业|厂|人|会(?!报|发|填|传|交)|商|信|资|期|序|区|矿|艺|况)|总(?!体|结|数|量|计|共|的|是|队|站|面))"
)
"""A colleague by surname; who it is says nothing about the order."""
_ASKED = r"(?:报|报送|上报|填|填报|补报|汇总|统计|反馈|回复|发|交)(?:给我)?"
_TOLD_TO = re.compile(
    rf"(?:由|请|让|叫|安排|等)?(?:[{_SURNAMES}].{{1,2}}|.{{0,6}}(?:科室|科|股|室|办|站|所|中心))(?:"
    rf"(?:来|去|统一|负责|尽快|马上|抓紧|帮忙|先|今天|下午){{0,3}}{_ASKED}(?:一?下|吧){{1,2}}"
    rf"|(?:来|去|统一|负责){{1,3}}{_ASKED})"
)
"""As in 办公室报一下 and 办公室统一报: the form alone makes it a request, whoever is asked."""


def taken_out(text: str) -> tuple[str, bool]:
    """Take such phrases out of a sentence; return the rest, and whether they promise something."""
    if _TOLD_TO.fullmatch(text):
        return "", True
    rest = _AT_ONCE.sub("", _HINDRANCE.sub(" ", text))
    is_ahead = False
    for phrase in (_SENT_UP, _ASSIGNED, _NOT_YET, _AFTER_THAT):
        rest, found = phrase.subn(" ", rest)
        is_ahead = is_ahead or found > 0
    return _PERSON.sub(" ", rest), is_ahead
