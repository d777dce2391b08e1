"""What an order and the lists print of measures and duties: words of change, premises, sources."""

from typing import Any

from messages.render import words_in
from messages.views.alerts import MeasuresView
from messages.views.measures import Citation, CommandDutiesView, DutiesView, DutyLine, Word
from office.matters import measure_views
from office.matters.alert_views import issuer, level_view
from office.plan.languages import in_language
from office.plan.model import Plan
from storage.decisions.matters import Order, OrderKind
from tests.office.conftest import MORNING
from tests.office.plan.test_measures import measure, plan_with

SOURCES = {
    "附件": {"title": "本市职责", "of": "本市"},
    "克州预案": {"title": "邻州预案", "of": "邻州", "own": False},
}


def changing(**changed: Any) -> Plan:
    return plan_with(
        measure(1, "yellow", ["gongan"]),
        measure(2, "yellow", ["gongan"], kind="health", audience="public"),
        measure(3, "orange", ["gongan"], replaces=["m-1"], assist=["zhujian"]),
        **changed,
    )


def told(plan: Plan, level: str, previous: str | None) -> list[tuple[str, list[str]]]:
    left = plan.level(previous) if previous else None
    blocks = measure_views.own(plan, "gongan", plan.level(level), left)
    return [(block.word, [line.text for line in block.lines]) for block in blocks]


def test_an_issue_prints_measures_as_they_come() -> None:
    assert told(changing(), "orange", None) == [(Word.NONE, ["第3条"]), (Word.NONE, ["第2条"])]


def test_a_rise_prints_what_is_added_before_what_goes_on() -> None:
    assert told(changing(), "orange", "yellow") == [
        (Word.ADDED, ["第3条"]),
        (Word.KEPT, ["第2条"]),
    ]


def test_a_fall_prints_what_comes_back_what_goes_on_and_what_stops() -> None:
    plan = changing()
    assert told(plan, "yellow", "orange") == [(Word.RESUMED, ["第1条"]), (Word.KEPT, ["第2条"])]
    yellow, orange = plan.level("yellow"), plan.level("orange")
    stops = measure_views.stopped(plan, "gongan", yellow, orange, at_once=True)
    assert [line.text for block in stops for line in block.lines] == ["第3条"]
    assert measure_views.stopped(plan, "gongan", orange, yellow, at_once=True) == ()
    assert measure_views.stopped(plan, "gongan", orange, None, at_once=True) == ()


def printed(plan: Plan, agency: str, locale: str = "zh") -> str:
    named = in_language(plan, locale)
    level = named.level("orange")
    view = MeasuresView(
        agency=named.body(agency).name,
        level=level_view(level),
        in_force=True,
        own=True,
        blocks=measure_views.own(named, agency, level, None),
    )
    return words_in(locale, named.zone).text("alert_measures", view)


def test_the_list_says_premise_help_and_source() -> None:
    premises = {"mandatory": {"text": "不影响生活", "source": "克州预案4.3"}}
    measures = (
        measure(1, "yellow", ["zhujian"], source="附件第1行、克州预案4.3"),
        measure(2, "orange", ["gongan"], assist=["zhujian"], source="none"),
        measure(3, "yellow", ["zhujian"], kind="health", audience="public", source="附件第2行"),
    )
    plan = plan_with(
        *measures,
        premises=premises,
        sources=SOURCES,
        ladders={"receipt": (), "report": (), "gentle": ()},
        agencies=_sourced(),
        owes=(),
    )
    text = printed(plan, "zhujian")
    assert "1. 移动源：第1条<i>（附件第1行、参照克州预案4.3）</i>" in text
    assert "1. 移动源（配合）：第2条\n" in text
    assert "移动源：请转告公众，第3条<i>（附件第2行）</i>" in text
    assert text.count("前提：不影响生活") == 1
    assert "after 克州预案4.3" in printed(plan, "zhujian", "en")


def _sourced() -> list[dict[str, Any]]:
    agencies = plan_with(measure(1, "yellow", "all")).model_dump()["agencies"]
    return [{**one, "duties": [{"text": "一", "source": "附件第3行"}]} for one in agencies]


def test_a_duty_is_printed_with_when_it_holds() -> None:
    duties = [
        {
            "text": "停用国四货车",
            "text_en": "Keep lorries off",
            "source": "附件第16行",
            "when": when,
        }
        for when in ("always", "order", "pollution", "warning", "response", "level")
    ]
    agencies = [{**one, "duties": duties} for one in _sourced()]
    plan = plan_with(measure(1, "yellow", "all", source="none"), agencies=agencies)
    view = DutiesView("公安局", True, "副局长", measure_views.duties_of(plan, plan.body("gongan")))
    text = words_in("zh", plan.zone).text("alert_duties", view)
    assert "责任人职务：副局长\n" in text
    assert "1. 停用国四货车<i>（附件第16行）</i>\n" in text
    for words in ("接到指挥部指令后", "重污染天气期间", "预警期间", "应急响应期间", "按预警等级"):
        assert f"{words}，停用国四货车<i>（附件第16行）</i>" in text
    english = in_language(plan, "en")
    view = DutiesView("Police", True, "", measure_views.duties_of(english, english.body("gongan")))
    assert "During the response: Keep lorries off" in words_in("en", plan.zone).text(
        "alert_duties", view
    )


def test_an_order_is_issued_in_the_name_that_the_plan_says() -> None:
    facts = changing().model_dump()
    for level in facts["levels"]:
        level["in_name_of"] = "office" if level["id"] == "yellow" else "command"
    plan = Plan.model_validate(facts | {"chains": {"lift_in_name_of": "office"}})
    assert issuer(plan, order(OrderKind.ISSUE, "yellow")) == plan.office
    assert issuer(plan, order(OrderKind.ADJUST, "red")) == plan.command
    assert issuer(plan, order(OrderKind.CANCEL, "red")) == plan.command
    assert issuer(plan, order(OrderKind.LIFT, "red")) == plan.office


def order(kind: OrderKind, level: str) -> Order:
    return Order(
        jurisdiction="changji",
        matter_id=1,
        kind=kind,
        level=level,
        starts_at=MORNING,
        drafted_at=MORNING,
    )


def test_a_place_that_all_duties_share_is_said_once() -> None:
    one, other = Citation("附件第3行", own=True), Citation("附件第4行", own=True)
    alike = tuple(DutyLine("always", text, (one,)) for text in ("甲", "乙"))
    lines, place = measure_views.cited_once(alike)
    assert place == (one,)
    assert [line.citations for line in lines] == [(), ()]
    apart = (*alike, DutyLine("always", "丙", (other,)))
    assert measure_views.cited_once(apart) == (apart, ())
    assert measure_views.cited_once(()) == ((), ())


def test_the_office_reads_where_the_words_of_a_level_come_from() -> None:
    facts = changing().model_dump()
    for level in facts["levels"]:
        if level["id"] == "yellow":
            level |= {"hazard": "易感不适。", "hazard_source": "none"}
            level |= {"advice": ["少出门。", "戴口罩。"]}
            level["advice_source"] = ["附件第2行、克州预案4.3.2.1", "none"]
    plan = Plan.model_validate(facts)
    (told,) = measure_views.warning_words(plan)
    text = words_in("zh", plan.zone).text(
        "command_duties", CommandDutiesView("指挥部", (), "办公室", (), warnings=(told,))
    )
    assert "各级预警的健康影响和防护建议</b>\n\n黄色：易感不适。\n· 少出门。<i>（" in text
    assert "· 戴口罩。" in text
    assert text.count("<i>") == 1
    assert told.advice[0].citations[0].place == "附件第2行"
    english = CommandDutiesView("Command", (), "Office", (), warnings=(told,))
    assert "Health effects and advice, by level" in words_in("en", plan.zone).text(
        "command_duties", english
    )
