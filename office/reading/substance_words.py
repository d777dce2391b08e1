"""Lists the words that state nothing, by what they do in a sentence: simplified, lower case.

None of them decides by itself: `office/reading/substance.py` looks at what is left of a sentence
without them, and at which kinds stand together.
"""

from enum import StrEnum


class Sort(StrEnum):
    RECEIPT = "receipt"
    """Says that something was read, or agrees to it."""
    COURTESY = "courtesy"
    FUTURE = "future"
    """Says that something is still to come, or is being done."""
    VERB = "verb"
    """Names what is done with a report."""
    PATH = "path"
    """Names a step that a report must pass before it can be sent: writing, collecting, review,
    signing.
    """
    DEED = "deed"
    """Names what is done about an order."""
    PASSED_ON = "passed_on"
    """Hands an order on, and says no more."""
    MATTER = "matter"
    """Names what an order has done, without saying how."""
    PLACED = "placed"
    """Says that something is done or that somebody is in place."""
    DONE = "done"
    QUESTION = "question"
    GENERAL = "general"
    """Names in general what an order or a report speaks of."""
    FILLER = "filler"
    """Pronouns, particles, times of day."""


WORDS: dict[Sort, str] = {
    Sort.RECEIPT: """
        收到 收悉 收讫 已收 已收到 均已收到 已收悉 知悉 已知悉 获悉 已获悉 悉知 敬悉 已悉 已阅 阅
        阅知 阅悉 已读 知晓 已知晓 知道 知道了 晓得 晓得了 明白 明白了 清楚 清楚了 了解 了解了
        已了解 领会 懂了 看到 看到了 已看到 好 好的 好滴 好哒 好嘞 好吧 好呀 好哦 行 行吧 可以 中
        成 嗯 嗯嗯 嗯呐 哦 噢 喔 是 是的 对 对的 遵命 照办 同意 没问题 没有问题 没关系 赞 妥 妥了
        必须的 收 刚 刚刚 刚看到 才看到 ok okay okey okk k yes yep yeah sure noted received roger
        copy got
    """,
    Sort.COURTESY: """
        谢谢 感谢 多谢 谢 谢了 谢谢了 辛苦 辛苦了 大家辛苦了 您好 你好 大家好 早上好 上午好 中午好
        下午好 晚上好 早安 早 晚安 抱歉 不好意思 对不起 打扰 打扰了 麻烦 麻烦了 拜托 放心 请放心
        见谅 请见谅 谅解 理解 包涵 支持 关心 指导 敬请 请 哈 哈哈 哈哈哈 呵呵 嘿嘿 嘻嘻 呃 额 嗨 喂
        哎 唉 在 在的 在呢 测试 祝好 周末愉快 节日快乐 抱拳 合十 握手 玫瑰 鼓掌 呲牙 thanks thank
        thx ty pls please hello hi hey sorry test good morning afternoon evening
    """,
    Sort.FUTURE: """
        马上 立即 立刻 即刻 立马 这就 现在就 稍后 稍候 稍晚 稍等 等 等等 等下 等会 等会儿 等一下
        等一会 等一会儿 待会 待会儿 一会 一会儿 过会 过会儿 过一会 过一会儿 回头 随后 之后 晚点
        晚些 晚一点 晚一些 迟点 迟些 尽快 抓紧 尽早 尽量 尽力 及时 按时 准时 争取 打算 预计 即将
        将 将会 会 就会 准备 正准备 待 容后 保证 一定 确保 必定 正在 正 还在 仍在 在忙 还没
        还没有 还未 尚未 未 未收到 没收到 没来得及 来不及 暂未 忘了 忘记 还差 只差 就差 差不多 快
        快了 快好了 就快 陆续 抽空 没空 没时间 在外 在外面 在路上 出差 回去 回来 回单位 wait soon
        later will shall gonna moment minute minutes min mins hour hours yet still now on hold
        shortly waiting
    """,
    Sort.VERB: """
        报 报送 上报 填报 补报 呈报 报告 汇报 回报 报备 报上 报上来 报过来 报过去 报来 报给 发
        发送 发来 发给 发过来 发过去 发上来 提交 交 上交 回复 回 反馈 答复 传 上传 核实 核对 确认
        做 完善 补充 问 问问 问一下 联系 对接 沟通 跟进 关注 汇报一下 出来 补
        补上 report reports reporting send sending submit submitting reply check checking prepare
        preparing work working
    """,
    Sort.PATH: """
        统计 汇总 汇集 收集 搜集 整理 梳理 填 填写 写 编写 编 起草 撰写 弄 弄好 搞 搞好 写好 修改
        改 齐 收齐 凑齐 到齐 忙 忙完 看 看看 看一下 查看 审 审核 审签 审批 审定 审阅 审查 审稿
        核稿 定稿 初稿 稿子 报审 报批 送审 呈批 批 批示 批准 批阅 签 签字 签名 签批 签发 会签 盖
        盖章 盖公章 公章 用印 印章 章 过目 把关 流转 走 走完 卡 卡住 走流程 走程序 走审批 流程
        审批流程 程序 录入 打印 扫描 拟 拟好 拟稿 批复 催 催促 催办 催一下 count counting collect
        collecting reviewing reviewed review signing signed sign signature signatures approval
        approve
    """,
    Sort.DEED: """
        落实 抓落实 抓好落实 执行 办理 办 处理 行动 组织 贯彻
        贯彻落实 贯彻执行 遵照执行 照做 遵照 遵守 配合 实施 启动 研究 学习 做好 抓好 跟踪落实 完成
        完毕 报了 报过 报完 报完了 发了 交了
    """,
    Sort.PASSED_ON: """
        安排 安排下去 部署 布置 传达 传达到 转发 转达 转办公室 转交 转 交办 交代 分派 通知到
    """,
    Sort.DONE: "已 已经 均已 都已 业已 完 好了 完了 过了 already done",
    Sort.PLACED: "到位",
    Sort.QUESTION: """
        谁 什么 啥 哪 哪个 哪里 哪儿 哪些 哪位 怎么 怎样 怎么样 咋 咋样 几点 几时 多少 多久 吗 么
        呢 是否 何时 为什么 为啥 如何 要不要 是不是 有没有 能不能 可不可以 可否 能否 行不行 对不对
        对吗 行吗 好吗 请问 想问 咨询 who what when where how why which
    """,
    Sort.GENERAL: """
        各项 要求 按要求 通知 通知要求 指示 指令 指示精神 精神 文件 文件精神 预警 预警信息
        橙色预警 红色预警 黄色预警 消息 提示 提醒 有关 相关 相关要求 有关要求 严格 认真 坚决 全力
        全面 切实 按照 按 根据 依据 严格按照 部门 科室 各科室 相关部门 相关科室 有关科室 贵办
        指挥部 办公室 各单位 下属单位 乡镇 各乡镇
    """,
    Sort.MATTER: "措施 各项措施 工作 各项工作 任务 预案 方案 响应 应急响应",
    Sort.FILLER: """
        我 我们 咱 咱们 俺 我局 我委 我办 我厅 我镇 我乡 我处 我方 我这 我这边 我单位 我们单位
        我们局 本单位 本局 本人 你 你们 您 您们 他 她 他们 它 大家 各位 各位领导 领导 各位老师
        各位同志 同志 同志们 老师 同事 主任 局长 副局长 科长 处长 组长 书记 县长 副县长 市长
        副市长 镇长 乡长 所长 站长 队长 部长 股长 厅长 秘书长 分管 主管 主要领导 分管领导 局领导
        上级领导 经办人 承办人 值班员 统计员 会计 专人 负责 由 统一 因 因为 由于 重新 再试 重试
        试试 试一下 外出 休假 请假 不在 没在 加班 手里 手上 亲 这边 那边 这 这个 那 那个 这里
        那里 单位 局里 市里 县里 人 人员 联络员 负责人 材料 资料 数据 数字 情况 报表 表格 表 信息
        内容 总结 小结 文字 文字材料 照片 图片 视频 附件 截图 台账 公文 发文 数 具体 详细 今天
        今日 昨天 昨日 明天 明日 后天 上午 下午 中午 晚上 早晨 今早 今晚 明早 下班 上班 下班前
        上班后 午饭 饭 开会 会后 完会 的 了 啊 呀 吧 哈 嘛 啦 咯 喽 哟 哇 下 一下 下下 给 把 去
        来 上 再 又 就 都 也 还 先 和 跟 与 到 对 得 着 过 地 上来 过来 点 一点 些 要 能 需 需要
        可能 应该 大概 大约 左右 之前 以前 前 后 以后 内 完后 那么 就是 一起 一并 有 有点 有些 用
        让 叫 电话 有事 有点事 事 事情 时间 不够 太紧 紧 模板 格式 链接 发错 发错了 打错 打错字
        错 撤回 不是 不会 操作 a an the we i im am are is it s to it's of in by at for my our
        your you me us be been under with boss leader director system network internet website
        server upload uploading down slow offline failed unable cannot cant can open log login
    """,
}

ASKS = """
    申请 请求 请示 请 希望 恳请 恳求 望 想 要求 需要 需 能否 可否 能不能 可不可以 可以 能 是否可以
    允许 准许 批准 给予 予以 拟 要
"""
DEFERS = """
    延期 延后 延迟 延长 延缓 推迟 推后 缓报 缓一缓 缓交 宽限 延至 延到 延时 展期 晚点 晚些 晚一点
    晚一些 迟点 迟些 迟报 晚报 晚
"""
CERTAIN_DEFERS = "延期 延后 延迟 延长 延缓 推迟 推后 缓报 缓交 宽限 延至 延到 延时"
"""In a reply about a report these words always ask for more time."""

TRADITIONAL = """
    報报 馬马 後后 統统 計计 彙汇 總总 還还 會会 點点 過过 給给 請请 謝谢 們们 這这 個个
    領领 導导 單单 資资 數数 據据 況况 內内 樣样 嗎吗 麼么 誰谁 問问 題题 對对 辦办 處处
    實实 緊紧 確确 認认 復复 覆复 發发 務务 門门 閱阅 瞭了 開开 時时 間间 號号 讓让 聯联
    繫系 組组 織织 執执 貫贯 徹彻 響响 應应 預预 無无 沒没 來来 異异 檢检 專专 項项 車车
    輛辆 萬万 億亿 兩两 幾几 將将 達达 轉转 關关 圖图 產产 業业 約约 長长 緩缓 寬宽 遲迟
    經经 畢毕 齊齐 寫写 編编 圍围 聽听 現现
"""
"""Each traditional character beside the simplified one that the words here are written with."""

NOTHING_TO_REPORT = """
    无 零 没有 暂无 均无 都无 无事 无情况 无异常 零报告 零上报 零填报 零报 0报告 0上报 nil none
    nothing
"""

UNITS = """
    人 人次 人数 个 家 家次 处 处次 起 件 辆 辆次 台 台次 台套 座 次 户 户次 名 位 组 批 批次 份 条
    项 口 吨 公斤 千克 公里 千米 平方米 平方公里 亩 米 车次 班 班次 例 宗 张 套 艘 架 支 队 部 片
    间 栋 幢 头 只 场 场次 期 所 厂 企业 工地 站 村 镇 乡 街道 学校 车 车辆 点位 问题 元 万元 立方
    立方米 % ‰ 度 包 袋 桶 棵 株 块 面 路 条次 宗次 人员 名次 孔 井 炉 吨次 幅 封 通 篇 门 扇 段 截
    类 种 级
"""

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱林何郭罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋"
    "蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔崔康毛邱秦江史顾侯邵孟"
    "龙万段雷钱汤尹黎易常武乔贺赖龚文艾阿古买热迪"
)
