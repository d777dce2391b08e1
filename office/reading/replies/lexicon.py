"""The words of reports by what they mean: 巡查 and 排查 are both CHECK, 工厂 and 公司 both FIRM.

A word that no line has is told by its own letters, where a field's name has it.
"""

from enum import Enum, auto


class WordSort(Enum):
    VERB = auto()
    """What was done: it tells 检查企业 from 停产企业."""
    LIGHT = auto()
    """A verb that says nothing of its own, such as 出动."""
    NOUN = auto()
    BLOT = auto()
    """What makes a number another one than was asked for: 责令, 计划, 比昨天."""
    OTHER_TIME = auto()
    """累计 and 明日计划 do so too, and hold for the numbers after them until 今日."""
    NOT = auto()
    EACH = auto()
    """每: what follows is no number of all."""
    PART = auto()
    """其中: what follows is a part of what was told."""
    REST = auto()
    """其余: the same of one number of the problems, not another one."""
    FRESH = auto()
    """今日: what was said to be 累计 before ends."""
    EVERY = auto()
    """均, 全部: what follows holds for all that was told."""
    JOINED = auto()
    """并, 及: two verbs have one number."""
    TOTAL = auto()
    """合计: without a name of its own it is what was named before."""
    HAVING = auto()
    """有, 辖区: a number beside it may say how many there are, not how many were looked at."""
    FILLER = auto()


VERBS = {
    "check": """
        检查 巡查 督查 督导 排查 抽查 抽检 走访 核查 巡检 巡逻 查看 暗访 抽测 执法检查 监督检查
        专项检查 现场检查 督导检查 巡查检查 督查检查 巡回检查 摸排 巡视 巡护 共检查 查了 查
        看了 检察 巡查督导 看了看 入户看 踏查 复查 回头看 明察暗访 突击检查 夜查 夜巡 联合检查
        联合执法 执法巡查 检查了 排查了 走访了 摸查 现场督导 查验 路检 路检路查 入户检查
        入户排查 入户走访 入户 蹲点检查 随机抽查 检查过 督查了 巡查了 抽查了 督导了 查访
        实地查看 帮扶检查 跑了 跑 跑遍 走了 转了 看过 去看了 实地看了
    """,
    "find": """
        发现 查出 排查出 检查出 存在 查摆 查找出 查找 检查发现 巡查发现 查到 查出来 找到 排查到
        发现了 检出 查摆出 共发现 新发现 发现存在 查找到 查出了
    """,
    "fix": """
        整改 已整改 完成整改 整改完成 整改完毕 整改到位 立行立改 立查立改 已完成整改 整改落实
        已经整改 已整改完成 已整改到位 现场整改 当场整改 立即整改 整改完 改好 改完 改了 已改
        当场改正 已改正 改掉 改掉了 改好了 改完了 整改了 整改销号 销号 已销号 整治到位 当场改
        当场改了 当场就改 当场就改掉了 当场改掉 边查边改 当场纠正 现场纠正 已纠正 改正 已改好
        已改完 整改完了 都改好 处理完毕 已处理完 现场改正 立即改正 已当场整改 已现场整改
        已立即整改 已整改完毕 已完成 已督促整改 已督促完成整改 督促整改完成 已督促改正
        督促完成整改 劝导整改完成 已劝导完成整改 劝导后已整改
    """,
    "open": """
        在办 未整改 尚未整改 正在整改 整改中 待整改 未完成整改 未办结 未整改到位 没整改 没改
        还在改 正在办理 限期整改 未整改完成 在整改 还没整改 正在改 在改 待改 没改完 没整改完
        没改好 尚未完成 正整改 未销号 未改 还在整改 限期改正 整改期内 未整改完 未改正 未完成
        办理中 正在整改中 没有整改 尚未整改到位 还没改 还没改完 还没改好
    """,
    "halt": "停产 实停 实际停产 关停 已停产 停产整治 停产了 停机 停炉 停止生产 停下来 已停",
    "limit": """
        限产 实限 实际限产 已限产 限产了 限负荷 降负荷 压负荷 降低负荷 限产限排 减负荷 已限
        限产到位
    """,
    "stop_work": """
        停工 已停工 停着 停着呢 停了工 停工了 停止施工 停止土石方作业 停止作业 停止土方作业
    """,
    "stop_run": "停运",
    "turn_back": "劝返 劝离 劝返绕行 劝返了 劝回 劝退 劝返回 折返 劝返劝离 劝离劝返 劝反",
    "penalise": """
        处罚 行政处罚 立案 立案处罚 罚款 处罚了 罚了 立案查处 当场处罚 现场处罚 行政立案
        立案调查
    """,
    "catch": "查处 查获 查纠 查处了 抓获 查处制止",
    "seize": "查扣 扣押 暂扣",
    "ban": "取缔 清理取缔 取缔了 劝停 拆除 清理 清除 取谛",
    "close": "停课",
    "indoors": """
        停止户外活动 停止户外课 停户外课 停户外活动 取消户外活动 暂停户外活动 停止户外教学活动
        停止室外活动 取消室外活动 停了户外活动 取消户外课 暂停户外课 户外活动停止 停止体育课
        停户外 户外课停了 户外活动停了 停了户外课 户外课停 停止户外教学 停止户外体育活动
        停止户外体育课 体育课改室内 停止了户外活动 取消了户外活动 暂停了户外活动 户外活动已停止
        停止户外运动 取消户外体育课 停止一切户外活动
    """,
    "tell": "宣传 发布 转发 刊发 刊播 播发 刊登 编发 发了 转载 推发",
    "spray": "洒水 喷洒 洒水降尘 洒水作业 洒水抑尘 喷雾降尘 雾炮降尘",
    "sweep": "清扫 冲洗 机扫 清扫冲洗 湿扫 清扫了 冲洗了",
    "clean": "保洁",
    "treat": "接诊 收治 诊疗",
    "issue": "下达 下发 发出 开具 送达",
    "add": "增加 增开 加密 加开 增发 增配 加了 多开 增加了 增开了",
    "wash": "清洗",
    "handle": "处置 已处置 处理 已处理 办结 已办结 处置完毕",
    "disuse": "停用 停止使用 停驶",
    "ought_halt": "应停 应停产",
    "ought_limit": "应限 应限产",
}
LIGHT = """
    推送 出动 投入 派出 动用 组织 安排 开展 进行 实施 参与 上路 设置 设立 制作 共出动 出车 使用
    参加 设 设了 布设 出去 出去了 上街 到岗 去 去了 派 派了 出 出了 出动了 派出了 投入了 安排了
    组织了 共派出 共投入 抽调 调集 值守 在岗 上岗 出勤 抽派 动员 共组织 共安排 设立了 设置了
    布置 下了 开了
"""

NOUNS = {
    "firm": """
        企业 工厂 厂家 公司 工业企业 涉气企业 重点企业 生产企业 涉气工业企业 厂子 重点排污企业
        清单企业 企业家 企业单位 涉气单位 排污单位 规上企业 园区企业 厂
    """,
    "site": """
        工地 建筑工地 施工工地 在建工地 施工现场 在建项目 施工项目 项目工地 出土工地 拆迁工地
        建设工地 房建工地 工地项目 工程项目 建筑施工工地 工地现场 建设项目 在施工地 施工点
        土石方工地 各类工地 建筑项目
    """,
    "people": """
        人次 人员 人数 人力 执法人员 工作人员 干部 检查人员 督查人员 巡查人员 工作力量 值班人员
        网格员 社区干部 督导人员 执法力量 党员干部 镇村干部 巡查员 环卫工人 保洁员 城管队员
        执法队员 队员 职工 监管人员 技术人员 力量 机关干部 村干部 街道干部 村组干部 人手
        工作队员
    """,
    "police": "警力 民警 辅警 交警 警员 民辅警 警务人员 执勤民警 民警辅警 干警 公安民警 警务力量",
    "vehicle": "车辆 车 机动车 过往车辆 来往车辆 各类车辆 各类机动车 车子",
    "muck_truck": "渣土车 砂石车 渣土运输车 渣土车辆 拉土车",
    "truck": """
        货车 重型货车 柴油车 柴油货车 重型柴油货车 大货车 重型柴油车 国四货车 重型车 大车
        过境货车 货运车辆 重卡 柴油车辆 高排放车辆 大型货车
    """,
    "patrol_car": "执法车 执法车辆 警车 巡逻车 巡查车辆 检查车辆用车",
    "spray_truck": "洒水车 雾炮车 洒水车辆",
    "sweeper": "清扫车 扫路车 机扫车",
    "problem": """
        问题 隐患 问题隐患 隐患问题 问题数 毛病 扬尘问题 环境问题 各类问题 环保问题 问题点
        安全隐患 各类隐患 扬尘污染问题 扬尘隐患
    """,
    "violation": """
        违法 违规 违法行为 违规行为 违章 交通违法 违法违规行为 违法违规 交通违法行为 违章行为
        交通违法案件 违法案件
    """,
    "boiler": "锅炉 燃煤锅炉 燃气锅炉 小锅炉",
    "scattered": "散乱污 散乱污企业",
    "coal": "散煤 原煤 煤炭 散煤户 燃煤户 用煤户",
    "restaurant": """
        餐饮 餐饮企业 餐饮单位 餐饮店 饭店 餐馆 餐饮服务单位 餐饮门店 餐饮场所 饭馆 小吃店
        餐饮商户 餐饮经营户 餐饮店铺
    """,
    "bbq": "露天烧烤 烧烤 烧烤摊 烧烤摊点 露天烧烤摊 烧烤摊位 露天烧烤点 烧烤点 占道烧烤",
    "burning": """
        焚烧 火点 露天焚烧 焚烧点 焚烧火点 秸秆焚烧 垃圾焚烧 焚烧垃圾 焚烧秸秆 着火点
        露天焚烧火点 露天焚烧点 明火 烧荒 露天焚烧行为 焚烧行为 冒烟点 焚烧垃圾行为 秸秆火点
        焚烧落叶 烧秸秆 烧垃圾 焚烧现象 露天焚烧现象 垃圾火点 落叶焚烧 焚烧荒草 烧荒草 焚烧杂草
        秸秆焚烧火点 烧树叶
    """,
    "school": """
        学校 中小学 幼儿园 中小学校 中小学幼儿园 学校幼儿园 校园 中小学及幼儿园 中小学和幼儿园
        中小学校幼儿园 各级各类学校
    """,
    "patient": """
        门诊 急诊 门急诊 病人 患者 呼吸类门急诊 呼吸道门急诊 呼吸道门诊 呼吸科门诊 门急诊量
        就诊 就诊人数 呼吸系统疾病 呼吸道疾病 呼吸科 门急诊人次 呼吸道患者 呼吸道病人
        呼吸系统患者 呼吸类 呼吸类疾病 呼吸道
    """,
    "generator": "机组 发电机组",
    "turn_post": "劝返点 卡点 劝返卡点 检查点 检查卡点 执勤点 检查站 管控点 绕行点 劝返站",
    "board_sign": "提示牌 警示牌",
    "group": """
        督查组 检查组 工作组 督导组 检查小组 小组 督导检查组 专项组 执法组 巡查组 督查小组
        执法小组 专班 督查专班 检查专班 小分队 工作专班 督导小组
    """,
    "road": "道路 公路 路面 主次干道",
    "mine": """
        矿山 采石场 砂场 采砂场 采石厂 砂石场 矿山企业 采石采砂场 矿企 非煤矿山 露天矿 露天矿山
        砂石料场 石料厂 采矿企业 石料场
    """,
    "machine": """
        机械 非道路移动机械 工程机械 施工机械 农机 农机具 拖拉机 收割机 挖掘机 挖机 装载机 铲车
        推土机 农业机械 农用机械
    """,
    "station": "加油站 油品站",
    "message": "信息 稿件 宣传信息 宣传报道 新闻 报道",
    "opinion": "舆情 涉气舆情 负面舆情 舆情信息 涉环境舆情 网络舆情 负面信息 环保舆情",
    "bus": "公交 公交车 公交班次 公交线路 公交车班次",
    "notice": """
        通知 通知书 整改通知书 停工通知 停工通知书 责令改正通知书 整改通知 整改单 通知单 停工令
        停工通知单 责令停工通知书 停工整改通知书 责令停工通知
    """,
    "firework": """
        烟花爆竹 燃放烟花爆竹 燃放烟花 烟花 鞭炮 违规燃放烟花爆竹 燃放烟花爆竹行为 燃放
        违规燃放 燃放鞭炮 烟花爆竹案件 违规燃放行为 燃放行为
    """,
    "clinic": "医疗机构 医院 医疗卫生机构 卫生院 诊所 医疗单位 医疗卫生单位",
    "so2": "so2 二氧化硫",
    "nox": "nox 氮氧化物",
    "pm": "pm 颗粒物 烟粉尘",
    "voc": "vocs voc 挥发性有机物",
}

OTHERWISE = frozenset((WordSort.OTHER_TIME, WordSort.BLOT, WordSort.NOT, WordSort.EACH))
"""What stands beside one of these is another number than the one that was asked for."""

SORT_OF = {
    WordSort.OTHER_TIME: """
        累计 累积 自启动以来 启动以来 应急响应以来 预警以来 总累计 去年 本月 本周 上周 入冬以来
        今年以来 至今 采暖季以来 应急期间共 响应期间共 本次应急期间 本轮应急 本轮响应
        本次响应以来 计划 拟 预计 明日 明天 明早 后天 将检查 将于 下一步 下步 昨天报 昨日报
        上次报 前天 前日 截至昨日 截至昨天 截止昨日 启动响应以来 响应启动以来 年初以来 今年来
        上个月 上月 截至昨晚 今年 上次 此前 前期 前几天 上回 截至目前共 截至目前累计 截止目前共
        截止目前累计
    """,
    WordSort.BLOT: """
        应检查 应当 责令 要求 督促 限期 较昨日 比昨日 较前日 比前日 同比 环比 减少 上级 平均
        分别 交办 日均 目标 任务 比昨天 较昨天 比前一天 较前一日 比前一日 多检查 少检查 新增
        环比增加 涉及 截至目前 截止目前 劝导 劝说 劝阻
    """,
    WordSort.EACH: "每 平均每",
    WordSort.NOT: "未 没 没有 无 不 并未 尚未 暂无 暂未 均未 未有 零 均无",
    WordSort.PART: "其中 里面 里头 当中",
    WordSort.REST: "剩余 剩下 其余 余下 还有 另有 剩 还剩 余 还余 剩下的",
    WordSort.FRESH: """
        今日 今天 当日 当天 本日 今 今儿 今儿个 今早 今晨 今晚 今日累计 今天累计 当日累计
        当天累计 全天累计 本日累计 今日共 今天共 当日共
    """,
    WordSort.EVERY: "均 均已 全部 全部已 已全部 都 都已 全 都已经 全都 已经全部 已均 现已全部",
    WordSort.TOTAL: "共 共计 总计 合计 一共 总共 合共 总数 总的 落实",
    WordSort.JOINED: "并 及 和 与",
    WordSort.HAVING: """
        有 共有 现有 拥有 辖区 辖区内 全市 全县 全区 全镇 全乡 县里 市里 登记 在册 纳入
        全州 全盟 全旗 全师 全团 全域 本市 本县 本区 我市 我县 我区 我州 我镇辖区 园区 辖区共有
    """,
    WordSort.FILLER: """
        了 减排 减排比例 比例 削减 数 数量 个数 家数 等 各 各类 的 为 是 我局 我镇 我单位 情况
        已 已经 现场 目前 我们 局里 大概 约 近 超过 至少 还 另 昨日 昨天 : = - > | * ·
        ( ) 地 后 当场 到位 完毕 完成 次数 人次数 家次数 单位 日 中 时 : 又 也 大约 仅 只 该 给
        我委 我街道 本 相关 有关 左右 上午 下午 晚上 昨晚 数为 然后 那个 呢 嘛 啊 哈 吧 就是 嗯
        呃 咱们 咱 这边 一下 说 报告 汇报 我 他们 大家 就 再 再就是 还有就是 的话 这个 分局
        大队 全局 全大队 全所 全委 第一批 第二批 第三批 期间 。 . " ' “ ” / 、 , ， 上报 予以
        依法 趟 对 由 里 都是 进行了 全省 什么 作业 知识
    """,
}

PARENTS = {
    "police": "people",
    "muck_truck": "vehicle",
    "truck": "vehicle",
    "patrol_car": "vehicle",
    "restaurant": "firm",
    "mine": "firm",
    "scattered": "firm",
}
"""A thing of the first kind is one of the second too, where the form does not ask for the first."""

STATES = frozenset(("fix", "open", "halt", "limit", "stop_work", "stop_run", "close"))
"""They may follow their number: 12家停产, 2个已整改."""


def _lines(meanings: dict[str, str], sort: WordSort) -> dict[str, tuple[WordSort, str]]:
    return {word: (sort, meaning) for meaning, words in meanings.items() for word in words.split()}


WORDS: dict[str, tuple[WordSort, str]] = {
    **{word: (sort, "") for sort, words in SORT_OF.items() for word in words.split()},
    **dict.fromkeys(LIGHT.split(), (WordSort.LIGHT, "out")),
    **_lines(NOUNS, WordSort.NOUN),
    **_lines(VERBS, WordSort.VERB),
}
