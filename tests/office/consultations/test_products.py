"""What comes of a consultation: its report and form, who gets them, and how they are corrected."""

from collections.abc import AsyncIterator, Sequence

import pytest

from messages.render import words_in
from messages.views import documents
from office.consultations import products
from office.consultations.held import order_of as consultation_of
from office.consultations.product_texts import Concluded
from office.consultations.products import _kinds
from office.desk import Desk
from office.plan.model import Plan
from storage.delivery import wanted_files
from storage.delivery.wanted_files import WantedFile
from storage.roster import chats
from storage.sky import consultation_papers as store
from storage.sky import consultations
from storage.sky.consultation_papers import ConsultationPaper, ConsultationPaperKind
from storage.sky.consultations import ConsultationBox, ConsultationOccasion
from storage.subjects import Subject
from tests.office.conftest import Office
from tests.office.consultations.opinions import concluded, made, opened, written
from tests.office.episodes import OFFICE_CHAT, bind_groups
from tests.office.signers import DIRECTOR, EVERYBODY, STAFF, appoint, refused

BOUND = ("huanjing", "qixiang", "gongan")
WEEK, ALERT = ConsultationOccasion.WEEK, ConsultationOccasion.ALERT


@pytest.fixture(scope="module")
def plan() -> Plan:
    return made(sent_to=["gongan", "deputy_commander", "commander"])


@pytest.fixture
async def desk(office: Office) -> AsyncIterator[Desk]:
    async with office.desk() as opened:
        await appoint(opened, *EVERYBODY)
        await bind_groups(opened, BOUND)
        yield opened


async def papers(desk: Desk, matter_id: int) -> Sequence[ConsultationPaper]:
    return await store.of_matter(desk.session, matter_id)


async def wanted(desk: Desk, row: ConsultationPaper) -> list[WantedFile]:
    craft = products.paperwork(row).craft
    return await wanted_files.about(desk.session, Subject.of(row), craft)


async def test_a_weekly_one_brings_a_numbered_report_and_the_form(desk: Desk) -> None:
    held = await concluded(desk)
    await products.produce(desk, held)
    await products.produce(desk, held)
    report, form = await papers(desk, held.matter_id)
    assert (report.title, report.serial) == ("会商研判周报", "昌污指会商周报〔2026〕第1期")
    assert (form.title, form.serial) == ("昌吉市重污染天气应急响应会商报告单", held.serial)
    said = documents.letter_of(report.says)
    assert [one.heading for one in said.sections] == [
        "",
        "一、气象台意见（市气象局）",
        "二、环境监测站意见（州生态环境局昌吉市分局）",
        "三、专家组会商建议（市住建局）",
        "四、指挥部办公室意见",
        "五、备注",
    ]
    assert [one.paragraphs for one in said.sections[1:]] == [
        ("静稳，扩散条件差。", "4日夜间转好。", "（张三签发，2026年12月1日8时）"),
        ("未提出意见。",),
        ("未提出意见。",),
        (
            "会商结论：继续跟踪研判。",
            "继续加密监测。",
            "（张三签发，2026年12月1日8时）",
        ),
        ("气象台意见备注：以最新预报为准", "未等候其余意见的理由：专家外出"),
    ]
    assert said.copied_to == "公安局、副指挥长、指挥长"


async def test_the_form_has_a_box_for_each_and_an_empty_one_stays_empty(desk: Desk) -> None:
    held = await concluded(desk, ALERT)
    await products.produce(desk, held)
    [form] = await papers(desk, held.matter_id)
    said = documents.consultation_form_of(form.says)
    assert (said.place, said.serial, said.corrected, said.mark) == ("附件5", held.serial, "", "")
    assert [one.name for one in said.boxes] == [
        "市气象台",
        "州生态环境局昌吉市分局",
        "市住建局",
        desk.plan.office,
        "备注",
    ]
    weather, _, empty, office, _ = said.boxes
    assert (weather.signed, weather.time) == ("签发：张三", "2026年12月1日8时")
    assert weather.paragraphs == ("静稳，扩散条件差。", "4日夜间转好。")
    assert (empty.paragraphs, empty.signed) == ((), "签发：")
    assert empty.time.split() == ["年", "月", "日", "时"]
    assert office.paragraphs[0] == "会商结论：继续跟踪研判。"


async def test_it_goes_to_whoever_conferred_and_to_whom_the_plan_names(desk: Desk) -> None:
    held = await concluded(desk)
    await products.produce(desk, held)
    report, form = await papers(desk, held.matter_id)
    chats = [row.chat_id for row in await wanted(desk, report)]
    assert chats[-1] == OFFICE_CHAT
    assert len(chats) == 6
    assert [row.chat_id for row in await wanted(desk, form)] == [OFFICE_CHAT]
    told = (await wanted(desk, report))[-1].caption
    assert "已送：" in told
    assert "未接入，请自行报送：住建局" in told


async def test_an_exercise_is_marked_and_read_by_nobody_else(desk: Desk) -> None:
    held = await concluded(desk, drill=True)
    await products.produce(desk, held)
    report, form = await papers(desk, held.matter_id)
    assert "演练" in report.serial
    assert documents.letter_of(report.says).mark
    assert documents.letter_of(report.says).copied_to == ""
    assert documents.consultation_form_of(form.says).mark
    assert len(await wanted(desk, report)) == 3
    assert await products.newest(desk) == []
    await refused(products.of_reader(desk, STAFF, report.key), "button_obsolete")


async def test_a_correction_is_a_new_wording_under_the_same_number(desk: Desk) -> None:
    held = await concluded(desk)
    await products.produce(desk, held)
    report, _ = await papers(desk, held.matter_id)
    said = "第一条中“4日夜间”应为“5日夜间”。"
    await refused(products.correct(desk, STAFF, report.key, said), "consultation_correction_signer")
    await refused(
        products.correct(desk, DIRECTOR, report.key, "。"), "consultation_correction_unclear"
    )
    await products.correct(desk, DIRECTOR, report.key, said)
    _, _, corrected, its_form = await papers(desk, held.matter_id)
    assert (corrected.serial, corrected.version, its_form.version) == (report.serial, 2, 2)
    letter = documents.letter_of(corrected.says)
    assert letter.sections[0].paragraphs[0].startswith("（已更正，代替12月1日8时")
    assert letter.sections[-1].paragraphs[-1] == f"更正：{said}"
    assert (
        documents.consultation_form_of(its_form.says).corrected == letter.sections[0].paragraphs[0]
    )
    assert [row.key for row in await products.newest(desk)] == [its_form.key, corrected.key]
    assert "（已更正）" in (await wanted(desk, corrected))[-1].caption


async def test_in_english_the_papers_speak_english(desk: Desk) -> None:
    desk.words = words_in("en", desk.plan.zone)
    held = await concluded(desk)
    await products.produce(desk, held)
    report, form = await papers(desk, held.matter_id)
    sections = documents.letter_of(report.says).sections
    assert sections[2].paragraphs == ("No opinion was given.",)
    assert documents.consultation_form_of(form.says).boxes[0].signed == "Signed: 张三"


async def test_without_remarks_the_report_ends_with_what_the_office_says(desk: Desk) -> None:
    held = await opened(desk)
    await written(desk, held, ConsultationBox.METEOROLOGY, "静稳，扩散条件差。")
    await written(desk, held, ConsultationBox.OFFICE, "继续加密监测。")
    await products.produce(desk, held)
    report, form = await papers(desk, held.matter_id)
    headings = [one.heading for one in documents.letter_of(report.says).sections]
    assert headings[-1] == "四、指挥部办公室意见"
    assert documents.consultation_form_of(form.says).boxes[-1].paragraphs == ()


async def test_an_office_without_a_group_gets_no_copy_and_the_others_do(desk: Desk) -> None:
    office = await chats.office_chat(desk.session, desk.jurisdiction)
    assert office is not None
    held = await concluded(desk)
    await desk.session.delete(office)
    await desk.session.flush()
    await products.produce(desk, held)
    report, form = await papers(desk, held.matter_id)
    places = [row.chat_id for row in await wanted(desk, report)]
    assert len(places) == 5
    assert OFFICE_CHAT not in places
    assert await wanted(desk, form) == []


async def test_only_the_last_wording_is_corrected(desk: Desk) -> None:
    held = await concluded(desk)
    await products.produce(desk, held)
    report, form = await papers(desk, held.matter_id)
    said = "“4日夜间”应为“5日夜间”。"
    corrected = await products.correct(desk, DIRECTOR, report.key, said)
    for former in (report, form):
        await refused(products.correct(desk, DIRECTOR, former.key, said), "button_obsolete")
    last = await products.correct(desk, DIRECTOR, corrected.key, "以本次为准，其余作废。")
    assert last.version == 3
    await refused(products.of_reader(desk, STAFF, 999), "button_obsolete")


async def test_a_plan_without_a_form_brings_the_report_alone(desk: Desk) -> None:
    held = await concluded(desk)
    order = await consultation_of(desk, held.matter_id)
    plan = await desk.plan_of(order)
    reports = plan.consultation_reports.model_copy(update={"form": None})
    silent = plan.model_copy(update={"consultation_reports": reports})
    filled = await consultations.signed(desk.session, held.matter_id)
    assert _kinds(Concluded(silent, held, filled)) == (ConsultationPaperKind.REPORT,)
    assert len(_kinds(Concluded(plan, held, filled))) == 2
    held.occasion = ALERT
    assert _kinds(Concluded(silent, held, filled)) == (ConsultationPaperKind.FORM,)
