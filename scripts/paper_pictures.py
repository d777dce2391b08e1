"""Makes the pictures of papers in docs: briefs, the ledger and statistics of the demo's story.

`python -m scripts.paper_pictures` runs it. The papers go through LibreOffice and poppler; without
the fonts of official paper they are shown in others.
"""

import asyncio
import logging
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from bot import logs
from bot.demo.actors_file import OWN, read_actors
from bot.demo.command import BEGINS, PLAN
from bot.demo.house import Production
from bot.demo.story import Story
from bot.demo.theatre import open_theatre
from messages.documents import assessment, letter, official_form
from messages.pictures import brief
from messages.render import words_in
from messages.views.documents import AssessmentView, DocumentSection, LetterView
from messages.views.pictures import BodyFigures, BriefPicture, DrawnDay, DrawnShare, DrawnSum
from office.plan.files import read_plan
from sandbox.files import StoredFile
from tests.messages.documents.samples import FORM, LETTER

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
ZONE = "Asia/Shanghai"
DOTS = "70"
FOURTH = date(2026, 12, 4)

BRIEF = BriefPicture(
    colour="🟠",
    title="橙色预警",
    day=5,
    at=datetime(2026, 12, 5, 8, tzinfo=UTC),
    shares=(DrawnShare("确认收到", 38, 38), DrawnShare("12月4日应急响应措施落实情况", 36, 38)),
    days=(
        DrawnDay(date(2026, 12, 1), 30, 6, 2),
        DrawnDay(date(2026, 12, 2), 35, 3, 0),
        DrawnDay(date(2026, 12, 3), 37, 1, 0),
        DrawnDay(FOURTH, 34, 2, 2),
    ),
    of=FOURTH,
    sums=(
        DrawnSum("出动人次", "人次", 1204, 1180),
        DrawnSum("检查企业", "家次", 186, 201),
        DrawnSum("发现问题", "个", 9, 14),
    ),
    drill=False,
    curbs=(
        BodyFigures(
            "甲局",
            (
                DrawnSum("停产企业", "家", 31, None, due=34),
                DrawnSum("限产企业", "家", 67, None, due=67),
            ),
        ),
        BodyFigures("乙局", (DrawnSum("停产矿山", "家", 12, None),)),
    ),
)
IN_ENGLISH = replace(
    BRIEF,
    title="Orange alert",
    shares=(
        DrawnShare("Confirmed receipt", 38, 38),
        DrawnShare("Response measures of 4 Dec", 36, 38),
    ),
    sums=(
        DrawnSum("people sent out", "people", 1204, 1180),
        DrawnSum("firms checked", "firms", 186, 201),
        DrawnSum("problems found", "problems", 9, 14),
    ),
    curbs=(
        BodyFigures(
            "Bureau A",
            (
                DrawnSum("firms stopped", "firms", 31, None, due=34),
                DrawnSum("firms limited", "firms", 67, None, due=67),
            ),
        ),
        BodyFigures("Bureau B", (DrawnSum("mines stopped", "mines", 12, None),)),
    ),
)

REFERRAL = replace(
    LETTER,
    mark="样张，仅供核对版式",
    serial="昌污指移〔2026〕1号",
    title="问题线索移交函",
    addressee="市纪委监委",
    sections=(
        DocumentSection(
            "",
            (
                "重污染天气应急响应期间，滨湖镇未按要求报送12月2日应急响应工作日报，经逐级督办仍未报送。"
                "根据《督查督办工作制度（试行）》，现将有关问题线索移交，请依规依纪依法处理。",
            ),
        ),
    ),
    enclosed=("督办全过程记录",),
    annexes=(
        DocumentSection(
            "督办全过程记录",
            ("单位：滨湖镇", "事由：12月2日应急响应工作日报", "报送情况：至今未报"),
        ),
    ),
    date="2026年12月4日",
    copied_to="",
    printed_on="2026年12月4日印发",
)
HEADINGS = (
    "一、成因分析",
    "二、预报和预警发布",
    "三、启动和终止",
    "四、减排措施",
    "五、应急保障",
    "六、效果评估",
    "七、存在问题",
    "八、改进措施",
)
ASSESSMENT = AssessmentView(
    mark="",
    title="重污染天气橙色预警总结评估报告",
    subtitle="（底稿，待专家组填写）",
    sections=(
        DocumentSection(
            "",
            (
                "污染过程：2026年12月2日8时起，预计持续72小时；昌吉市行政区域。",
                "响应级别变化情况：无变化，维持橙色预警，Ⅱ级应急响应。",
                "响应终止：已发布解除令（昌污指解〔2026〕1号），应急响应终止，共持续84小时。",
                "预警接收：确认收到预警38家（应确认38家）。",
            ),
        ),
        *(DocumentSection(heading, ("〔待填〕",)) for heading in HEADINGS),
    ),
    signature="昌吉市重污染天气应急指挥部办公室",
    date="2026年12月8日",
)


class Paper(NamedTuple):
    name: str
    suffix: str
    content: bytes
    height: int
    """How much of the page is shown, in dots; a page that ends early is not shown to its foot."""


WHOLE = 819


async def of_the_story(folder: Path) -> list[StoredFile]:
    plan = read_plan(PLAN)
    production = Production(plan, read_actors(OWN, plan), datetime.fromisoformat(BEGINS))
    async with open_theatre(production, folder) as theatre:
        house = theatre.house
        return await Story(house.cast, house.plan, house.words, house.rehearsal).play()


def papers(files: list[StoredFile]) -> Iterator[Paper]:
    ledger = next(file for file in files if file.name.endswith(".xlsx"))
    statistics = next(file for file in files if "统计表" in file.name)
    yield Paper("ledger", ".xlsx", ledger.content, 370)
    yield Paper("paper-statistics", ".docx", statistics.content, 430)
    yield Paper("paper-form", ".docx", official_form.make(FORM), WHOLE)
    yield Paper("paper-assessment", ".docx", assessment.make(ASSESSMENT), WHOLE)
    yield Paper("paper-referral", ".docx", letter.make(REFERRAL), WHOLE)
    yield Paper("paper-slip", ".docx", letter.make(LETTER), WHOLE)
    yield Paper("paper-drill", ".docx", letter.make(practised(LETTER)), WHOLE)


def practised(slip: LetterView) -> LetterView:
    """The same in an exercise, whose numbers are a series of their own."""
    first, *others = slip.sections
    said = tuple(one.replace("（昌污指", "（演练·昌污指") for one in first.paragraphs)
    return replace(
        slip,
        mark=words_in("zh", ZONE).plain("paper_drill_mark"),
        serial=f"演练·{slip.serial}",
        sections=(replace(first, paragraphs=said), *others),
    )


def take(shown: list[Paper], folder: Path) -> None:
    """Convert all in one run, as LibreOffice takes longer to open than for a paper."""
    paths = [folder / f"{one.name}{one.suffix}" for one in shown]
    for one, path in zip(shown, paths, strict=True):
        path.write_bytes(one.content)
    _run("soffice", "--headless", "--convert-to", "pdf", "--outdir", folder, *paths)
    for one in shown:
        cut = ("-x", 0, "-y", 0, "-W", 2000, "-H", one.height)
        pdf, picture = folder / f"{one.name}.pdf", PICTURES / one.name
        _run("pdftoppm", "-png", "-r", DOTS, "-singlefile", *cut, pdf, picture)


def _run(*command: object) -> None:
    subprocess.run([str(one) for one in command], check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    logs.configure(as_json=False, level=logging.WARNING)
    for locale, view in (("zh", BRIEF), ("en", IN_ENGLISH)):
        path = PICTURES / f"brief.{locale}.png"
        path.write_bytes(brief.make(view, words_in(locale, ZONE)))
    with tempfile.TemporaryDirectory() as folder:
        files = asyncio.run(of_the_story(Path(folder)))
        take(list(papers(files)), Path(folder))


if __name__ == "__main__":
    main()
