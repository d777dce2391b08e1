"""Each text for the public says what its order says, in each of its versions."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from messages.length import units
from office.desk import Desk
from office.plan.model import Plan
from office.public import making
from office.public.shortening import SHORT_AT_MOST
from storage.decisions.matters import Matter, Order, OrderKind, issued_orders
from storage.decisions.public_notices import PublicNotice, PublicOccasion
from tests.harness.plans import small_plan
from tests.office.episodes import order_of

TOLD = {"contents": ["首要污染物"], "publishers": ["huanjing"], "source": "none"}
COMMAND = "昌吉市重污染天气应急指挥部"
GROUPS = "心脏病和呼吸系统疾病患者、儿童和青少年、老年人、经常在户外活动的人"
ISSUE, START, REPEAT = PublicOccasion.ISSUE, PublicOccasion.START, PublicOccasion.REPEAT


@pytest.fixture(scope="module")
def plan() -> Plan:
    facts = small_plan(("huanjing", "gongan")).model_dump(mode="json")
    return Plan.model_validate(facts | {"public_text": TOLD})


@pytest.fixture
async def issued(desk: Desk, alert: Matter) -> Order:
    [order] = await issued_orders(desk.session, alert.key)
    return order


async def told(
    desk: Desk, order: Order, occasion: PublicOccasion = ISSUE, **facts: Any
) -> PublicNotice:
    for name, value in facts.items():
        setattr(order, name, value)
    return await making.make(desk, order, occasion)


@pytest.mark.clause("C4")
async def test_an_issue_names_all_that_the_public_is_to_know(desk: Desk, issued: Order) -> None:
    start = datetime(2026, 12, 2, tzinfo=UTC)
    said = await told(desk, issued, starts_at=start, issued_at=desk.now)
    assert said.text_zh == (
        f"{COMMAND}发布重污染天气橙色预警：自12月2日8时起，昌吉市行政区域启动Ⅱ级应急响应，"
        "预计持续至12月5日8时。首要污染物为PM2.5。\n"
        "健康影响：污染重、时间长，心肺疾病患者症状明显加重，健康人普遍不适。\n"
        "防护建议：老人、儿童和慢性病患者不要外出。其他人尽量不做户外活动，少开燃油车。\n"
        "应对工作：各成员单位将按Ⅱ级应急响应落实减排措施。\n"
        f"重点防护人群：{GROUPS}。\n\n"
        f"{COMMAND}\n2026年12月1日8时"
    )
    assert said.broadcast == (
        f"{COMMAND}发布重污染天气橙色预警。从十二月二日八时起，昌吉市行政区域启动二级应急响应，"
        "预计持续到十二月五日八时。首要污染物是细颗粒物。污染重、时间长，心肺疾病患者症状明显"
        "加重，健康人普遍不适。老人、儿童和慢性病患者不要外出。其他人尽量不做户外活动，"
        f"少开燃油车。{GROUPS}，请特别注意防护。"
    )
    assert said.short == (
        f"【{COMMAND}】12月2日8时起实施重污染天气橙色预警Ⅱ级响应，预计至5日。"
        "老人、儿童和慢性病患者不要外出。"
    )
    assert "issues the Orange heavy pollution weather alert" in said.text_en
    assert "from 2 Dec 08:00, expected until 5 Dec 08:00. Main pollutant: PM2.5." in said.text_en


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-12-02T08:00+08:00", 72, "预计至5日。"),
        # It ends at midnight, and so lasts through the day before.
        ("2026-12-02T00:00+08:00", 72, "预计至4日。"),
        ("2026-12-30T08:00+08:00", 72, "预计至1月2日。"),
        ("2026-12-02T08:00+08:00", None, "解除时间另行通知。"),
    ],
)
async def test_a_text_message_names_the_last_day(
    desk: Desk, issued: Order, start: str, hours: int | None, end: str
) -> None:
    said = await told(desk, issued, starts_at=datetime.fromisoformat(start), hours=hours)
    assert f"响应，{end}" in said.short


@pytest.mark.parametrize(
    ("pollutant", "groups"),
    [
        ("pm25", GROUPS),
        ("o3", "呼吸系统疾病患者、儿童和青少年、老年人、经常在户外活动的人"),
        ("so2", "哮喘病患者、儿童和青少年、老年人"),
        ("co", "心血管疾病患者"),
        ("no2", "呼吸系统疾病患者、儿童和青少年、老年人"),
    ],
)
async def test_who_should_take_care_goes_by_the_pollutant(
    desk: Desk, issued: Order, pollutant: str, groups: str
) -> None:
    said = await told(desk, issued, pollutant=pollutant)
    assert f"重点防护人群：{groups}。" in said.text_zh


@pytest.mark.parametrize(
    ("occasion", "zh", "read", "short"),
    [
        (
            START,
            "自11月30日8时起，昌吉市行政区域已进入重污染天气橙色预警Ⅱ级应急响应，预计持续至12月3日8时",
            "从十一月三十日八时起，昌吉市行政区域已经进入重污染天气橙色预警二级应急响应",
            "橙色预警Ⅱ级响应已于11月30日8时启动，预计至12月3日。",
        ),
        (
            REPEAT,
            "Ⅱ级应急响应仍在执行，自11月30日8时起已持续24小时，预计持续至12月3日8时",
            "二级应急响应仍在执行，从十一月三十日八时起已经持续二十四小时",
            "橙色预警Ⅱ级响应已持续24小时，预计至12月3日。",
        ),
    ],
)
async def test_what_is_said_again_says_how_far_it_is(
    desk: Desk, issued: Order, occasion: PublicOccasion, zh: str, read: str, short: str
) -> None:
    said = await told(desk, issued, occasion)
    assert zh in said.text_zh
    assert "各成员单位正按Ⅱ级应急响应落实" in said.text_zh
    assert read in said.broadcast
    assert short in said.short


@pytest.mark.parametrize(
    ("kind", "zh", "short"),
    [
        (
            OrderKind.ADJUST,
            "调整重污染天气预警：自12月1日8时起，昌吉市行政区域由橙色预警调整为红色预警，"
            "执行Ⅰ级应急响应，预计持续至12月4日8时。",
            "12月1日8时起重污染天气橙色预警调整为红色预警，执行Ⅰ级响应，预计至4日。",
        ),
        (
            OrderKind.LIFT,
            "解除重污染天气红色预警：自12月1日8时起，昌吉市行政区域终止Ⅰ级应急响应。",
            "12月1日8时起解除重污染天气红色预警，终止Ⅰ级响应。",
        ),
        (
            OrderKind.CANCEL,
            "取消重污染天气红色预警：昌吉市行政区域原定于11月30日8时启动的Ⅰ级应急响应不再启动。",
            "取消重污染天气红色预警，原定11月30日8时启动的Ⅰ级响应不再启动。",
        ),
    ],
)
async def test_changes_and_ends_are_told(
    desk: Desk, alert: Matter, kind: OrderKind, zh: str, short: str
) -> None:
    order = await order_of(desk, alert, kind, at=desk.now, level="red")
    order.snapshot = {**order.snapshot, "previous_level": "orange"}
    said = await making.make(desk, order, PublicOccasion(kind))
    assert zh in said.text_zh
    assert said.short.startswith(f"【{COMMAND}】{short}")
    # An end has no advice of its own, and nobody to take care.
    assert ("防护建议" in said.text_zh) is (kind is OrderKind.ADJUST)


async def test_until_the_hour_of_a_lift_the_alert_holds(desk: Desk, alert: Matter) -> None:
    later = desk.now + timedelta(hours=24)
    order = await order_of(desk, alert, OrderKind.LIFT, at=later)
    order.issued_at = desk.now
    said = await making.make(desk, order, PublicOccasion.LIFT)
    held = "终止Ⅱ级应急响应，此前预警继续有效。"
    assert f"自12月2日8时起，昌吉市行政区域{held}" in said.text_zh
    assert "此前预警继续有效" in said.broadcast
    assert "from 2 Dec 08:00; until then the alert holds." in said.text_en
    assert "12月2日8时起解除" in said.short
    desk.now = later
    at_its_hour = await making.make(desk, order, PublicOccasion.LIFT)
    assert "此前" not in at_its_hour.text_zh + at_its_hour.broadcast


async def test_a_prolonged_alert_names_its_new_end(desk: Desk, alert: Matter) -> None:
    order = await order_of(desk, alert, OrderKind.ADJUST, at=desk.now)
    before = (desk.now + timedelta(hours=24)).isoformat()
    order.snapshot = {**order.snapshot, "previous_level": "orange", "previous_end": before}
    said = await making.make(desk, order, PublicOccasion.ADJUST)
    assert "将重污染天气橙色预警延长至12月4日8时，昌吉市行政区域继续执行Ⅱ级应急响应" in said.text_zh
    assert "重污染天气橙色预警延长至12月4日，继续执行Ⅱ级响应。" in said.short


async def test_the_offices_own_words_leave_the_facts_as_they_are(desk: Desk, issued: Order) -> None:
    own = {"zh": ["请市民朋友减少外出。"], "en": ["Please stay in."], "short": ["请少外出。"]}
    said = await making.make(desk, issued, ISSUE, own)
    assert "首要污染物为PM2.5。\n请市民朋友减少外出。\n重点防护人群" in said.text_zh
    assert "防护建议" not in said.text_zh
    assert "\nPlease stay in.\n" in said.text_en
    assert said.short.endswith("预计至12月3日。请少外出。")
    assert units(said.short) <= SHORT_AT_MOST
