"""Files that are read into the fields of a report, beside what was said in words."""

import pytest

from messages import LOCALES
from messages.render import words_in
from office.bodies.people import actor
from office.desk import Desk
from office.plan.model import Plan
from office.post import Place
from office.reading.replies.reading import Doubt, Reading, Value, Values
from office.reports import acknowledging, archive, fields, taking, uploads, withdrawing
from office.reports.message_parts import Incoming, IncomingFile
from office.reports.uploads import NOT_FETCHED, NOTHING_READ
from storage.delivery.outbox import Delivery
from storage.owed import reports as stored_reports
from storage.owed import values
from storage.owed.reports import FileState, PartKind, ReadState, ReportPart
from tests.harness.plans import with_figures
from tests.office.conftest import AGENCIES, Office
from tests.office.ladder_days import AGENCY, DAY, LIAISON, LadderDay, prompted_day
from tests.office.reports.test_fields import known, whole
from tests.office.reports.test_fields import reports as says
from tests.office.signers import edits, said

WHOLE: dict[str, Value] = {"people": 32, "sites": 18, "problems": 3, "fixed": 2}


@pytest.fixture(scope="session")
def plan() -> Plan:
    return with_figures(AGENCIES)


@pytest.fixture
async def day(office: Office) -> LadderDay:
    return await prompted_day(office)


def file(
    day: LadderDay, desk: Desk, number: int, name: str, caption: str = "", album: str | None = None
) -> Incoming:
    return Incoming(
        chat_id=day.group_id,
        message_id=number,
        sent_by=LIAISON.user_id,
        sent_at=desk.now,
        kind=PartKind.DOCUMENT,
        text=caption,
        media_group_id=album,
        file=IncomingFile(file_id=f"f{number}{name}", file_unique_id=f"u{number}{name}", name=name),
    )


async def sends(
    day: LadderDay,
    name: str = "日报.xlsx",
    *,
    number: int = 900,
    caption: str = "",
    album: str | None = None,
) -> int:
    """Reply with a file; return the part that it became."""
    async with day.office.desk() as desk:
        who = await actor(desk, LIAISON.user_id, LIAISON.name)
        item = file(day, desk, number, name, caption, album)
        taken = await taking.receive(desk, who, AGENCY, day.owed_id, [item])
        assert taken is not None
        await acknowledging.acknowledge(desk, Place(day.group_id), taken)
        return taken.parts[0].key


async def edits_to(
    day: LadderDay, name: str, *, caption: str = "", number: int = 900, same: bool = False
) -> int:
    """Put another file in the place of one, or other words under the same."""
    async with day.office.desk() as desk:
        item = file(day, desk, number, name, caption)
        new = item.file
        assert new is not None
        other = new if same else new.model_copy(update={"file_unique_id": f"other {name}"})
        edit = item.model_copy(update={"file": other, "edited_at": desk.now})
        taken = await taking.revise(desk, AGENCY, edit, LIAISON)
        assert taken is not None
        return taken.parts[0].key


async def read(day: LadderDay, part: int, told: Values | Reading, remark: str = "") -> None:
    """The file was fetched and opened, and says this."""
    reading = told if isinstance(told, Reading) else Reading(told)
    async with day.office.desk() as desk:
        await archive.stored(desk, part, "place")
        await uploads.read(desk, part, reading, remark)


async def part_now(day: LadderDay, part: int) -> ReportPart:
    async with day.office.desk() as desk:
        found = await stored_reports.part(desk.session, part)
        assert found is not None
        return found


async def answers(day: LadderDay) -> list[Delivery]:
    async with day.office.desk() as desk:
        return await said(desk, day.group_id, "answer")


async def asked(day: LadderDay) -> list[list[dict[str, str]]]:
    async with day.office.desk() as desk:
        return [one.readings for one in (await whole(day, desk)).doubts]


async def test_the_answer_waits_for_the_file_and_says_it_all(day: LadderDay) -> None:
    part = await sends(day)
    [answer] = await answers(day)
    assert "文件“日报.xlsx”正在读取" in answer.text
    assert "缺：" not in answer.text
    assert answer.next_try_at == answer.created_at + acknowledging.FILE_PAUSE
    await read(day, part, {**WHOLE, "told": "正常"})
    assert await known(day) == WHOLE | {"told": "正常"}
    [answer] = await answers(day)
    assert "出动人次　<b>32</b>人次" in answer.text
    assert "正在读取" not in answer.text
    # It is new to whoever reads it, so it does not say that it was changed.
    assert "最近一次" not in answer.text
    assert answer.next_try_at == answer.created_at
    async with day.office.desk() as desk:
        rows = await values.of_report(desk.session, 1)
    assert {row.came for row in rows} == {"file"}


async def test_an_answer_that_left_already_is_edited_once_more(day: LadderDay) -> None:
    part = await sends(day)
    day.office.now += acknowledging.FILE_PAUSE
    await day.deliver()
    await read(day, part, {"people": 32})
    async with day.office.desk() as desk:
        [edit] = await edits(desk, day.group_id)
    assert "缺：检查工地、发现问题、已整改" in edit.text
    # It was read once: whoever comes later with the same finds nothing to do.
    await read(day, part, {"people": 99})
    assert await known(day) == {"people": 32}


async def test_words_before_a_file_ask_where_they_differ(day: LadderDay) -> None:
    await says(day, "检查工地20个，发现问题3个")
    part = await sends(day, number=901)
    await read(day, part, WHOLE)
    assert await known(day) == WHOLE | {"sites": 20}
    assert await asked(day) == [[{"sites": "20"}, {"sites": "18"}]]
    [answer] = await answers(day)
    assert "请确认“检查工地：20、18”" in answer.text


async def test_a_caption_is_asked_about_like_words_before(day: LadderDay) -> None:
    part = await sends(day, caption="检查工地20个，已整改约2个")
    await read(day, part, WHOLE)
    # The file says plainly what the caption left open.
    assert await known(day) == WHOLE | {"sites": 20}
    assert await asked(day) == [[{"sites": "20"}, {"sites": "18"}]]


async def test_a_file_that_says_none_answers_what_words_left_open(day: LadderDay) -> None:
    await says(day, "已整改约2个")
    part = await sends(day, number=901)
    assert await asked(day) == [[{"fixed": "2"}]]
    await read(day, part, WHOLE | {"fixed": 0})
    assert await known(day) == WHOLE | {"fixed": 0}
    assert await asked(day) == []


async def test_what_is_asked_about_a_long_text_stays_short(day: LadderDay) -> None:
    part = await sends(day, caption="工作情况：" + "巡查道路、" * 300)
    await read(day, part, {"told": "检查工地、" * 700})
    [answer] = await answers(day)
    assert "请确认“工作情况：巡查道路" in answer.text
    assert len(answer.text) < 800


async def test_words_after_a_file_correct_it_in_whatever_order_they_are_read(
    day: LadderDay,
) -> None:
    part = await sends(day)
    await says(day, "检查工地20个", 901)
    unsure = Doubt("出动", ({"people": 32}, {"people": 23}))
    known_well = Doubt("工地", ({"sites": 18}, {"sites": 81}))
    await read(day, part, Reading({"sites": 18}, doubts=(unsure, known_well), unread=("9",)))
    assert await known(day) == {"sites": 20}
    assert await asked(day) == [[{"people": "32"}, {"people": "23"}]]
    [answer] = await answers(day)
    assert "未对应到项目的数：9" in answer.text


async def test_a_later_version_of_a_file_corrects_and_leaves_what_was_corrected_since(
    day: LadderDay,
) -> None:
    first = await sends(day)
    unsure = Doubt("整改", ({"fixed": 2}, {"fixed": 1}))
    await read(day, first, Reading({"people": 32, "sites": 18, "problems": 3}, doubts=(unsure,)))
    await says(day, "出动人次改为30", 901)
    second = await sends(day, number=902)
    await read(day, second, Reading({"people": 32, "sites": 19, "fixed": 2}))
    # 出动人次 was corrected since, 发现问题 stands in the file no more, 已整改 is sure now.
    assert await known(day) == {"people": 30, "sites": 19, "fixed": 2}
    assert await asked(day) == []
    third = await sends(day, number=903)
    await read(day, third, {"people": 31, "sites": 19, "problems": 3, "fixed": 2})
    assert await asked(day) == [[{"people": "30"}, {"people": "31"}]]


async def test_an_older_file_that_is_read_late_corrects_nothing(day: LadderDay) -> None:
    first = await sends(day, "一.xlsx")
    second = await sends(day, "二.xlsx", number=901)
    await read(day, second, {"sites": 18})
    await read(day, first, {"sites": 12, "people": 32})
    assert await known(day) == {"sites": 18, "people": 32}
    assert await asked(day) == []


async def test_two_files_of_an_album_are_no_versions_of_one_another(day: LadderDay) -> None:
    first = await sends(day, album="a")
    second = await sends(day, number=901, album="a")
    await read(day, first, {"sites": 12, "people": 32})
    [answer] = await answers(day)
    assert answer.next_try_at == answer.created_at + acknowledging.FILE_PAUSE
    await read(day, second, {"sites": 6, "people": 32})
    assert await known(day) == {"sites": 12, "people": 32}
    assert await asked(day) == [[{"sites": "12"}, {"sites": "6"}]]
    [answer] = await answers(day)
    assert answer.next_try_at == answer.created_at + acknowledging.ALBUM_PAUSE


async def test_an_edit_brings_another_file_in_the_place_of_one(day: LadderDay) -> None:
    first = await sends(day)
    second = await edits_to(day, "更正.xlsx")
    # The first is read no more: it stands in the chat no longer.
    await read(day, first, WHOLE)
    assert (await part_now(day, first)).read_state == ReadState.NONE
    assert await known(day) == {}
    await read(day, second, {"sites": 19})
    third = await edits_to(day, "再更正.docx")
    await read(day, third, {"people": 32})
    assert await known(day) == {"people": 32}


async def test_other_words_under_the_same_file_leave_it_as_it_was_read(day: LadderDay) -> None:
    first = await sends(day)
    second = await edits_to(day, "日报.xlsx", caption="请查收", same=True)
    assert (await part_now(day, first)).read_state == ReadState.NONE
    await read(day, second, {"sites": 18}, "formulas")
    third = await edits_to(day, "日报.xlsx", caption="检查工地19个", same=True)
    now = await part_now(day, third)
    assert (now.read_state, now.read_remark) == (ReadState.READ, "formulas")
    assert await known(day) == {"sites": 19}


async def test_yesterdays_draft_gives_way_to_a_file(day: LadderDay) -> None:
    await says(day, "出动32人次，检查工地18个")
    async with day.office.desk() as desk:
        wanted = await uploads.asked_of(desk, await _part(desk))
        assert wanted is not None
        assert wanted.day == DAY
        report = await stored_reports.report(desk.session, 1)
        part = await _part(desk)
        await fields.note(desk, wanted.form, report, part, {"fixed": 9}, values.ValueFrom.DRAFT)
    part_id = await sends(day, number=901)
    await read(day, part_id, {"fixed": 2})
    assert (await known(day))["fixed"] == 2
    assert await asked(day) == []


async def _part(desk: Desk) -> ReportPart:
    found = await stored_reports.part(desk.session, 1)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("remark", "words"),
    [
        ("old_or_locked", "文件“日报.xls”是旧版格式（xls、doc）或加了密码"),
        ("macros", "带宏，不予打开"),
        ("damaged", "打不开"),
        ("too_big", "太大，读不完"),
        ("empty", "里没有内容"),
        ("not_fetched", "没有下载成功"),
    ],
)
async def test_a_file_that_cannot_be_read_says_what_to_do(
    day: LadderDay, remark: str, words: str
) -> None:
    part = await sends(day, "日报.xls")
    async with day.office.desk() as desk:
        await archive.stored(desk, part, "place")
        await uploads.failed(desk, part, remark)
        await uploads.failed(desk, part, "empty")
    [answer] = await answers(day)
    assert words in answer.text
    assert "文字。" in answer.text
    assert "缺：出动人次" in answer.text
    # A file that is read well afterwards leaves nothing to be said of it.
    await read(day, await sends(day, number=901), WHOLE)
    [answer] = await answers(day)
    assert words not in answer.text


@pytest.mark.parametrize("locale", LOCALES)
def test_every_remark_has_its_words(locale: str) -> None:
    words = words_in(locale, "Asia/Shanghai")
    of_readers = {"damaged", "empty", "formulas", "left_out", "macros", "old_or_locked", "too_big"}
    told = [words.plain(f"upload_{one}") for one in (*of_readers, NOTHING_READ, NOT_FETCHED)]
    assert len(set(told)) == len(told)


@pytest.mark.parametrize(
    ("reading", "remark", "words"),
    [
        (Reading(), "", "里没有读到应报项目"),
        (Reading({"sites": 1}), "formulas", "有公式没有保存结果"),
        (Reading({"sites": 1}), "left_out", "太长，没有全读"),
    ],
)
async def test_what_was_not_read_of_a_file_is_said(
    day: LadderDay, reading: Reading, remark: str, words: str
) -> None:
    await read(day, await sends(day), reading, remark)
    [answer] = await answers(day)
    assert words in answer.text


async def test_a_file_that_ended_the_bot_too_often_is_given_up(day: LadderDay) -> None:
    part = await sends(day)
    async with day.office.desk() as desk:
        await archive.stored(desk, part, "place")
    for _ in range(uploads.MOST_ATTEMPTS):
        async with day.office.desk() as desk:
            assert await uploads.begin(desk, part) is not None
    async with day.office.desk() as desk:
        assert await uploads.begin(desk, part) is None
        assert await uploads.begin(desk, part) is None
        assert await stored_reports.files_to_read(desk.session) == []
    [answer] = await answers(day)
    assert "打不开" in answer.text


async def test_a_file_of_a_report_that_was_taken_back_is_read_into_nothing(
    day: LadderDay,
) -> None:
    first = await sends(day)
    async with day.office.desk() as desk:
        await withdrawing.withdraw(desk, LIAISON, AGENCY, 1)
    await read(day, first, WHOLE)
    second = await sends(day, number=901)
    async with day.office.desk() as desk:
        await withdrawing.withdraw(desk, LIAISON, AGENCY, 2)
        await uploads.failed(desk, second, "damaged")
    for part in (first, second):
        async with day.office.desk() as desk:
            assert await values.of_report(desk.session, part) == []


async def test_only_files_that_may_be_tables_are_awaited(day: LadderDay) -> None:
    await sends(day, "现场.pdf")
    [answer] = await answers(day)
    assert "正在读取" not in answer.text
    assert "缺：出动人次" in answer.text


async def test_a_file_that_is_no_longer_kept_is_awaited_no_more(day: LadderDay) -> None:
    part = await sends(day, "很长的名字" * 20 + ".xlsx")
    [answer] = await answers(day)
    assert "很长的名…”正在读取" in answer.text
    async with day.office.desk() as desk:
        row = await archive.part(desk, part)
        row.file_state = FileState.EXPIRED
        desk.session.add(row)
        report = await stored_reports.report(desk.session, 1)
        await acknowledging.show_again(desk, await day.owed(desk), report)
    [answer] = await answers(day)
    assert "正在读取" not in answer.text
