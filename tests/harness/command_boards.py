"""A command board as it may look in the middle of an episode, without an office behind it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import cycle

from messages.views.command_board import (
    AirPanel,
    BoardAlert,
    BoardDownload,
    BoardMatter,
    BoardScene,
    BodyTile,
    CalmPanel,
    ComingEntry,
    CommandBoard,
    DeadOnBoard,
    DeliveryPanel,
    EndedEpisode,
    HeatCell,
    HeatDay,
    HeatRow,
    OwedByBody,
    ProblemTally,
    ReportHeat,
    ReportTrends,
    ShiftPanel,
    StepTally,
    TimelineEntry,
    TrendLine,
)
from messages.views.shifts import OnShift, ShiftLine
from messages.views.sky import (
    AirDay,
    DrawnClass,
    DrawnHour,
    DrawnWindow,
    OutlookPicture,
    ProofLine,
)
from office.plan.languages import in_language
from office.sky.aqi import BOUNDS, COLOURS
from office.sky.series import HOUR
from tests.harness.plans import pack

NOW = datetime(2026, 12, 5, 2, 30, tzinfo=UTC)
"""10:30 in Changji."""
DAY = timedelta(days=1)
NAMES = (
    *("宣传部", "发改委", "教育局", "科技局", "工信局", "公安局", "民政局", "财政局", "人社局"),
    *("自然资源局", "生态环境局", "住建局", "交通运输局", "水利局", "农业农村局", "商务局"),
    *("文旅局", "卫健委", "应急管理局", "市场监管局", "统计局", "城管局", "气象局", "供热办"),
    *("园林局", "交警大队", "消防大队", "供电公司", "高新区", "农业园区", "滨湖镇", "六工镇"),
    *("三工镇", "榆树沟镇", "二六工镇", "佃坝镇", "大西渠镇", "阿什里乡", "硫磺沟镇", "庙尔沟乡"),
    *("北京南路街道", "宁边路街道", "延安北路街道", "绿洲路街道", "建国路街道"),
)
"""As many as a large city has."""
DAYS = tuple(date(2026, 12, 2) + place * DAY for place in range(3))


def in_english(reader: str = "office") -> CommandBoard:
    """The example with the names that a plan has for whoever reads English."""
    plan = in_language(pack("changji"), "en")
    names = [one.short for one in plan.bodies]
    view = example(reader)
    heat = view.real.heat
    tiles = zip(view.real.bodies, cycle(names), strict=False)
    told = replace(
        view.real,
        bodies=tuple(replace(tile, name=name) for tile, name in tiles),
        heat=heat and replace(heat, rows=_renamed(heat.rows, names)),
    )
    return replace(view, office=plan.office, real=told)


def _renamed(rows: tuple[HeatRow, ...], names: Sequence[str]) -> tuple[HeatRow, ...]:
    renamed = zip(rows, cycle(names), strict=False)
    return tuple(replace(row, body=name) for row, name in renamed)


def example(reader: str = "office", *, days: tuple[date, ...] = DAYS) -> CommandBoard:
    on_wall = reader == "wall"
    told = scene(days)
    return CommandBoard(
        office="昌吉市重污染天气应急指挥部办公室",
        at=NOW,
        changes_at=NOW + timedelta(minutes=30),
        reader=reader,
        named="",
        real=for_all_to_see(told) if on_wall else told,
        air=air(),
        deliveries=DeliveryPanel(
            3,
            NOW - timedelta(minutes=2),
            ("硫磺沟镇",),
            1,
            (DeadOnBoard("教育局", "橙色预警", "Telegram拒收"),) if not on_wall else (),
        ),
        shifts=ShiftPanel(
            shift("白班", "张三", NOW - timedelta(hours=2)),
            shift("夜班", "李四", NOW + timedelta(hours=10)),
        ),
        downloads=()
        if on_wall
        else tuple(
            BoardDownload(name, NOW - DAY, 40_960, letter * 64)
            for name, letter in (("附件5 应急响应措施落实情况日报表.docx", "a"), ("台账.xlsx", "b"))
        ),
    )


def for_all_to_see(told: BoardScene) -> BoardScene:
    """A wall shows no slips, nothing that is only proposed, and no words of somebody's own."""
    bodies = tuple(replace(one, slip="", slip_tone="") for one in told.bodies)
    alerts = tuple(replace(one, grounds="") for one in told.alerts)
    course = tuple(one for one in told.timeline if "：" not in one.what)
    return replace(told, alerts=alerts, bodies=bodies, slips=(), timeline=course)


def quiet(reader: str = "office") -> CommandBoard:
    """A day on which no alert is in force."""
    last = EndedEpisode(
        "橙色预警", NOW - 9 * DAY, NOW - 5 * DAY, answered=151, in_time=147, owed=152
    )
    told = BoardScene(drill=False, bodies=tuple(BodyTile(one, "free", (), False) for one in NAMES))
    waiting = ("待确认的预报：1份", "待审签：办公室主任") if reader != "wall" else ()
    return replace(
        example(reader),
        real=told,
        calm=CalmPanel(waiting, ("修订应急减排清单", "组织应急演练"), last, 2),
        deliveries=DeliveryPanel(0, None, (), 0),
    )


def exercised(reader: str = "office") -> CommandBoard:
    """An alert beside an exercise."""
    told = scene(DAYS[:1])
    shown = for_all_to_see(told) if reader == "wall" else told
    drill = replace(shown, drill=True, slips=(), problems=(), trends=None)
    return replace(example(reader), exercise=drill)


def scene(days: tuple[date, ...]) -> BoardScene:
    start = NOW - timedelta(days=3, hours=2, minutes=30)
    return BoardScene(
        drill=False,
        alerts=(
            BoardAlert(
                title="重污染天气橙色预警",
                level="橙色",
                tone="orange",
                sign="🟠",
                response="Ⅱ级响应",
                serial="昌污指预〔2026〕3号",
                in_force=True,
                starts_at=start,
                ends_at=start + timedelta(hours=110),
                is_over=False,
                next_level="",
                next_at=None,
                lifts_at=None,
                grounds="12月5日08:00采用的空气质量预报（气象局报送）显示，AQI日均值大于200持续48小时，达到橙色预警条件。",
            ),
        ),
        matters=(BoardMatter("每日调度会", "📅", "昌污指会〔2026〕5号", "12月5日16:00"),),
        bodies=tuple(tile(place, name) for place, name in enumerate(NAMES)),
        heat=heat(days),
        trends=trends(days),
        slips=(
            StepTally("逾期提醒", "reminder", 0, 6),
            StepTally("黄色提示单", "yellow", 2, 3),
            StepTally("橙色督办单", "orange", 1, 0),
        ),
        problems=tuple(
            ProblemTally(step, count)
            for step, count in (("filed", 2), ("assigned", 5), ("applied", 1), ("accepted", 11))
        ),
        timeline=timeline(start),
        coming=tuple(
            ComingEntry(NOW + timedelta(hours=after), what)
            for after, what in (
                (1.5, "12月4日日报截止（7家未办结）"),
                (5.5, "每日调度会"),
                (21.5, "开始催报12月5日情况"),
                (32.5, "橙色预警预定结束"),
            )
        ),
    )


def tile(place: int, name: str) -> BodyTile:
    state = {2: "overdue", 9: "overdue", 14: "unclear", 21: "soon", 38: "paused"}.get(
        place, "owes" if place % 7 == 3 else "done"
    )
    owed = OwedByBody("12月4日日报", NOW + timedelta(hours=1.5), False, False)
    late = OwedByBody("12月4日日报", NOW - timedelta(hours=1), True, False)
    has = {"overdue": (late,), "unclear": (late,), "soon": (owed,), "owes": (owed,)}
    wanting = ("日报", "签收") if place == 9 else ("日报",) if state in has else ()
    slip = ("黄色提示单", "yellow") if place == 2 else ("", "")
    return BodyTile(name, state, has.get(state, ()), place in (5, 38), wanting, *slip)


def heat(days: tuple[date, ...]) -> ReportHeat:
    count = len(days)
    rows = [[_cell(place, day, count) for day in range(count)] for place in range(len(NAMES))]
    answered = [sum(row[day] in ("in_time", "late") for row in rows) for day in range(count)]
    return ReportHeat(
        tuple(HeatDay(day, count, len(NAMES)) for day, count in zip(days, answered, strict=True)),
        tuple(
            HeatRow(name, tuple(map(HeatCell, row))) for name, row in zip(NAMES, rows, strict=True)
        ),
    )


def _cell(place: int, day: int, days: int) -> str:
    if day == days - 1:
        if place in (2, 9):
            return "overdue"
        if place % 7 == 3:
            return "due"
    if place == 38:
        return "paused"
    return "late" if (place * 5 + day * 3) % 17 == 0 else "in_time"


def trends(days: tuple[date, ...]) -> ReportTrends:
    courses = (
        ("检查点位", "个", 412, 37),
        ("检查企业", "家", 96, 12),
        ("出动人员", "人次", 820, -41),
        ("洒水降尘", "车次", 310, 0),
        ("停产限产企业", "家", 63, 4),
        ("发现问题", "个", 21, -5),
    )
    lines = [
        TrendLine(
            what,
            unit,
            Decimal(first + step * (len(days) - 1)),
            Decimal(first + step * (len(days) - 2)) if len(days) > 1 else None,
            tuple(Decimal(first + step * day) for day in range(len(days))),
            1 if what == "出动人员" else 0,
        )
        for what, unit, first, step in courses
    ]
    return ReportTrends(days, tuple(lines))


def timeline(start: datetime) -> tuple[TimelineEntry, ...]:
    told = (
        *(
            TimelineEntry(start + timedelta(hours=at), what, tone, "", "", False)
            for at, what, tone in (
                (-30, "采用气象局空气质量预报", ""),
                (-29, "预报研判：启动黄色预警", ""),
                (-6, "采用气象局空气质量预报", ""),
                (27, "登记问题7个", ""),
                (37, "黄色提示单：教育局、自然资源局、卫健委等5家", "yellow"),
                (41, "橙色督办单：教育局", "orange"),
                (51, "问题销号11个", ""),
            )
        ),
        TimelineEntry(start - timedelta(hours=20), "会商通知", "", "🌫", "", False),
        TimelineEntry(
            start - timedelta(hours=12), "黄色预警", "yellow", "🟡", "昌污指预〔2026〕2号", False
        ),
        TimelineEntry(start, "调整为橙色预警", "orange", "🟠", "昌污指预〔2026〕3号", False),
        TimelineEntry(start + timedelta(hours=5), "每日调度会", "", "📅", "", False),
        TimelineEntry(start + timedelta(hours=110), "橙色预警预定结束", "", "", "", True),
    )
    return tuple(sorted(told, key=lambda one: one.at))


def air() -> AirPanel:
    start = NOW.replace(minute=0) - timedelta(hours=24)
    figures = [int(150 + 90 * ((place % 60) / 60) - max(0, place - 60) * 2) for place in range(110)]
    hours = tuple(
        None if place in (7, 8) else DrawnHour(Decimal(max(40, one)), Decimal(max(40, one)))
        for place, one in enumerate(figures)
    )
    classes = tuple(
        DrawnClass(name, BOUNDS[one][1], COLOURS[one])
        for one, name in zip(
            BOUNDS, ("优", "良", "轻度污染", "中度污染", "重度污染", "严重污染"), strict=True
        )
    )
    windows = (DrawnWindow(24, 48, "208.4"), DrawnWindow(48, 72, "201.7"))
    picture = OutlookPicture(
        "", "气象局 12月5日08:00报送，此前为监测实况", "🟠", start, hours, classes, (150, 200, 300),
        windows, (), False,
    )  # fmt: skip
    days = tuple(
        AirDay(date(2026, 12, 4) + place * DAY, low, high, None, 0, named, ())
        for place, (low, high, named) in enumerate(
            (
                (152, 186, ("中度污染",)),
                (180, 238, ("中度污染", "重度污染")),
                (160, 239, ("中度污染", "重度污染")),
                (96, 170, ("良", "中度污染")),
                (60, 92, ("良",)),
            )
        )
    )
    return AirPanel(
        picture, days, "橙色", "orange", "🟠", start + 24 * HOUR, start + 72 * HOUR, True,
        start + 110 * HOUR,
        (ProofLine(200, 48, start + 24 * HOUR, start + 72 * HOUR, 24, ("208.4", "201.7")),),
    )  # fmt: skip


def shift(name: str, officer: str, starts_at: datetime) -> ShiftLine:
    return ShiftLine(
        name, starts_at, starts_at + timedelta(hours=12), OnShift(officer), OnShift("王五")
    )
