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
    SO_FAR = auto()
    """累计 and the like do so too, and hold for the numbers after it until 今日."""
    NOT = auto()
    EACH = auto()
    """每: what follows is no number of all."""
    PART = auto()
    """其中: what follows is a part of what was told."""
    FRESH = auto()
    """今日: what was said to be 累计 before ends."""
    EVERY = auto()
    """均, 全部: what follows holds for all that was told."""
    JOINED = auto()
    """并, 及: two verbs have one number."""
    HAVING = auto()
    """有, 辖区: a number beside it may say how many there are, not how many were looked at."""
    FILLER = auto()


VERBS = {
    "check": """
        检查 巡查 督查 督导 排查 抽查 抽检 走访 核查 巡检 巡逻 查看 暗访 抽测 执法检查 监督检查
        专项检查 现场检查 督导检查 巡查检查 督查检查 巡回检查 摸排 巡视 巡护 共检查 查了 查
        看了 检察 巡查督导
    """,
    "find": "发现 查出 排查出 检查出 存在 查摆 查找出 查找 检查发现 巡查发现",
    "fix": """
        整改 已整改 完成整改 整改完成 整改完毕 整改到位 立行立改 立查立改 已完成整改 整改落实
        已经整改 已整改完成 已整改到位 现场整改 当场整改 立即整改 整改完 改好 改完 改了 已改
        当场改正 已改正
    """,
    "open": """
        在办 未整改 尚未整改 正在整改 整改中 待整改 未完成整改 未办结 未整改到位 没整改 没改
        还在改 正在办理 限期整改 未整改完成 在整改 还没整改 正在改
    """,
    "halt": "停产 实停 实际停产 关停 已停产 停产整治",
    "limit": "限产 实限 实际限产 已限产",
    "stop_work": "停工 已停工",
    "stop_run": "停运",
    "turn_back": "劝返 劝离 劝返绕行",
    "penalise": "处罚 行政处罚 立案 立案处罚 罚款",
    "catch": "查处 查获 查纠",
    "seize": "查扣 扣押 暂扣",
    "ban": "取缔 清理取缔",
    "close": "停课",
    "indoors": "停止户外活动 停止户外课 停户外课 停户外活动 取消户外活动 暂停户外活动",
    "tell": "宣传 发布 转发 刊发 刊播",
    "spray": "洒水 喷洒 洒水降尘",
    "sweep": "清扫 冲洗 机扫 清扫冲洗",
    "clean": "保洁",
    "treat": "接诊 收治 诊疗",
    "issue": "下达 下发 发出 开具 送达",
    "add": "增加 增开 加密 加开",
    "wash": "清洗",
    "disuse": "停用 停止使用 停驶",
    "ought_halt": "应停 应停产",
    "ought_limit": "应限 应限产",
}
LIGHT = """
    推送 出动 投入 派出 动用 组织 安排 开展 进行 实施 参与 落实 上路 设置 设立 制作 共出动 出车
    使用 参加
"""

NOUNS = {
    "firm": """
        企业 工厂 厂家 公司 工业企业 涉气企业 重点企业 生产企业 涉气工业企业 厂子 重点排污企业
        清单企业 企业家
    """,
    "site": """
        工地 建筑工地 施工工地 在建工地 施工现场 在建项目 施工项目 项目工地 出土工地 拆迁工地
        建设工地 房建工地 工地项目 工程项目 建筑施工工地
    """,
    "people": """
        人次 人员 人数 人力 执法人员 工作人员 干部 检查人员 督查人员 巡查人员 工作力量 值班人员
        网格员 社区干部 督导人员 执法力量
    """,
    "police": "警力 民警 辅警 交警 警员 民辅警",
    "vehicle": "车辆 车",
    "muck_truck": "渣土车 砂石车 渣土运输车 渣土车辆 拉土车",
    "truck": "货车 重型货车 柴油车 柴油货车 重型柴油货车 大货车 重型柴油车 国四货车 重型车",
    "patrol_car": "执法车 执法车辆 警车 巡逻车 巡查车辆 检查车辆用车",
    "spray_truck": "洒水车 雾炮车 洒水车辆",
    "sweeper": "清扫车 扫路车 机扫车",
    "problem": "问题 隐患 问题隐患 隐患问题 问题数 毛病",
    "violation": """
        违法 违规 违法行为 违规行为 违章 交通违法 违法违规行为 违法违规 交通违法行为 违章行为
    """,
    "boiler": "锅炉 燃煤锅炉",
    "scattered": "散乱污 散乱污企业",
    "coal": "散煤 原煤",
    "restaurant": "餐饮 餐饮企业 餐饮单位 餐饮店 饭店 餐馆 餐饮服务单位 餐饮门店 餐饮场所 饭馆",
    "bbq": "露天烧烤 烧烤 烧烤摊 烧烤摊点 露天烧烤摊",
    "burning": """
        焚烧 火点 露天焚烧 焚烧点 焚烧火点 秸秆焚烧 垃圾焚烧 焚烧垃圾 焚烧秸秆 着火点 露天焚烧火点
        露天焚烧点
    """,
    "school": "学校 中小学 幼儿园 中小学校 中小学幼儿园 学校幼儿园 校园",
    "patient": """
        门诊 急诊 门急诊 病人 患者 呼吸类门急诊 呼吸道门急诊 呼吸道门诊 呼吸科门诊 门急诊量
    """,
    "generator": "机组 发电机组",
    "turn_post": "劝返点 卡点 劝返卡点",
    "board_sign": "提示牌 警示牌",
    "group": "督查组 检查组 工作组 督导组 检查小组 小组 督导检查组 专项组 执法组",
    "road": "道路 公路 路面 主次干道",
    "mine": "矿山 采石场 砂场 采砂场 采石厂 砂石场 矿山企业 采石采砂场",
    "machine": "机械 非道路移动机械 工程机械 施工机械 农机",
    "station": "加油站 油品站",
    "message": "信息 稿件 宣传信息 宣传报道 新闻 报道",
    "opinion": "舆情 涉气舆情 负面舆情 舆情信息 涉环境舆情",
    "bus": "公交 公交车",
    "notice": "通知 通知书 整改通知书 停工通知 停工通知书 责令改正通知书 整改通知 整改单",
    "firework": "烟花爆竹 燃放烟花爆竹 燃放烟花 烟花 鞭炮 违规燃放烟花爆竹 燃放烟花爆竹行为",
    "clinic": "医疗机构 医院",
    "so2": "so2 二氧化硫",
    "nox": "nox 氮氧化物",
    "pm": "pm 颗粒物 烟粉尘",
    "voc": "vocs voc 挥发性有机物",
}

OTHERWISE = frozenset((WordSort.SO_FAR, WordSort.BLOT, WordSort.NOT, WordSort.EACH))
"""What stands beside one of these is another number than the one that was asked for."""

SORT_OF = {
    WordSort.SO_FAR: """
        累计 累积 自启动以来 启动以来 应急响应以来 预警以来 总累计 去年 本月 本周 上周 入冬以来
        今年以来 至今 采暖季以来
    """,
    WordSort.BLOT: """
        计划 拟 预计 应检查 应当 责令 要求 督促 限期 较昨日 比昨日 较前日 比前日 同比 环比 减少
        上级 平均 分别 明日 明天 将检查 将于 交办 日均 目标 任务 上报 比昨天 较昨天 比前一天
        较前一日 比前一日 多检查 少检查 新增 环比增加
    """,
    WordSort.EACH: "每 平均每",
    WordSort.NOT: "未 没 没有 无 不 并未 尚未 暂无 暂未 均未 未有 零 均无",
    WordSort.PART: "其中 里面 里头 当中",
    WordSort.FRESH: "今日 今天 当日 当天 本日 今",
    WordSort.EVERY: "均 均已 全部 全部已 已全部 都 都已 全 都已经 全都 已经全部 已均 现已全部",
    WordSort.JOINED: "并 及 和 与",
    WordSort.HAVING: """
        有 共有 现有 拥有 辖区 辖区内 全市 全县 全区 全镇 全乡 县里 市里 登记 在册 纳入 涉及
    """,
    WordSort.FILLER: """
        了 减排 减排比例 比例 削减
        共 共计 总计 合计 数 数量 总数 个数 家数 等 各 各类 的 为 是 我局 我镇 我单位 情况 已
        已经 一共 现场 目前 截至目前 我们 局里 大概 约 近 超过 至少 还有 还 另 另有 昨日 昨天 : =
        - > | * · ( ) 地 后 当场 到位 完毕 完成 次数 人次数 家次数 单位 日 中 时 : 又 也 大约 仅
        只 该 给 我委 我街道 剩余 剩下 其余 余下 本 相关 有关 左右 今早 上午 下午 晚上 昨晚 合共
        数为 。 . " ' “ ” / 、 , ，
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
