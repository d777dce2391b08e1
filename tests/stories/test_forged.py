"""Button data that no button of the presser's carries: a sentence at most, and nothing changes."""

from collections.abc import Iterable

import pytest

from handlers.entry import application
from messages.keyboards import DATA_LIMIT_BYTES
from sandbox import CallbackQuery, Chat, Message, Person
from tests.harness.stage import Stage
from tests.harness.unchanged import unchanged
from tests.stories.enrolling import recorded
from tests.stories.passages import issue, sent_for_approval, signs, silent_morning

AGENCY, OTHER = "huanjing", "zhujian"
AT_ONCE = 40
VERBS = sorted(application.whole().buttons)
NONSENSE = (
    "",
    "-1:-1",
    "77777:x:<b>&",
    "999999999999999999:999999999999999999",
    "99999999999999999999999999",
    "１",
)
UNKNOWN = (":", "nonsense", "nonsense:1", "AOK:1", "aok1:1", " aok:1", "😷" * 16)
OF_OFFICE = (
    "aback:1",
    "aok:1",
    "dfix:1",
    "dgo:1",
    "doff:1",
    "enrol",
    "enrolagencies:0",
    "enrolcode:agency:zhujian",
    "enrolpositions",
    "extback:1",
    "extgrant:1",
    "extrefuse:1",
    "extset:1:1796270400",
    "exttype:1",
    "oset:level:red",
    "ostop",
    "refno:1",
    "refyes:1",
    "remind:1:daily:2026-12-01",
    "rosterend:1",
    "rosterended:1",
    "rostergroups:0",
    "rosterleave",
    "rosterpage:0",
    "rosterpeople",
    "rosterunbind:2",
    "rosterunbound:2",
    "slipcopy:1",
    "slipdrop:1",
    "slipnocopy:1",
    "slips:0",
    "slipshow:1",
)
"""Real verbs with the ids that the rows of these stories have."""


OF_APPROVERS = ("aback:1", "aok:1", "refno:1", "refyes:1")


async def busy_morning(stage: Stage) -> dict[str, Message]:
    """One agency has asked for more time after a reminder; all the others have reported."""
    return await stage.passage("busy morning", lambda: _busy_morning(stage))


async def _busy_morning(stage: Stage) -> dict[str, Message]:
    cast = stage.cast
    prompts = await silent_morning(stage, AGENCY, "12-02 12:10")
    await stage.press(cast.liaisons[AGENCY], prompts[AGENCY], "申请延期")
    question = stage.expect(cast.groups[AGENCY], "理由")
    await stage.reply(cast.liaisons[AGENCY], question, "停电")
    stage.skim()
    return prompts


async def pressed(
    stage: Stage, person: Person, message: Message, forged: Iterable[str]
) -> dict[str, CallbackQuery]:
    """Press them one after another, as far as the data fits into a button."""
    queries = {}
    for data in (data for data in forged if len(data.encode()) <= DATA_LIMIT_BYTES):
        queries[data] = stage.world.press(person, message, data, forged=True)
        if len(queries) % AT_ONCE == 0:
            await stage.settle()
    await stage.settle()
    return queries


@pytest.mark.parametrize(
    "each",
    [2, pytest.param(len(NONSENSE), marks=pytest.mark.repeat("each kind was in many buttons"))],
)
async def test_nonsense_in_every_button(stage: Stage, each: int) -> None:
    """Each is pressed by somebody who may; others are refused before the data is read."""
    prompts = await busy_morning(stage)
    for who, verbs in buttons_of().items():
        forged = [
            f"{verb}:{nonsense}"
            for number, verb in enumerate(verbs)
            for nonsense in in_turn(number, each)
        ]
        person, shown = await _standing(stage, who, prompts)
        async with unchanged(stage):
            queries = await pressed(stage, person, shown, [*UNKNOWN, *forged])
        for data, query in queries.items():
            assert query.answer is not None, (who, data)
        for data in UNKNOWN:
            stage.expect_toast(queries[data], "按钮已失效")
        stage.skim()


def in_turn(number: int, most: int) -> list[str]:
    """As many kinds of nonsense as are asked for, beginning with another for the next number."""
    return [NONSENSE[(number + place) % len(NONSENSE)] for place in range(most)]


def buttons_of() -> dict[str, list[str]]:
    approvers, office = verbs_in(OF_APPROVERS), verbs_in(OF_OFFICE)
    return {
        "director": sorted(approvers),
        "staff": sorted(office - approvers),
        "liaison": sorted(set(VERBS) - office),
    }


def verbs_in(forged: Iterable[str]) -> set[str]:
    return {data.partition(":")[0] for data in forged}


READING = ("slips:", "slipshow:")
READERS = ("mayor", "auditor")
"""They may press the buttons of reading, and read what the office reads."""


async def test_the_offices_buttons_for_others(stage: Stage) -> None:
    prompts = await busy_morning(stage)
    for who in ("liaison", "colleague", "stranger", "mayor", "auditor"):
        person, shown = await _standing(stage, who, prompts)
        before = (await recorded(stage)).count("refused")
        forged = [data for data in OF_OFFICE if who not in READERS or not data.startswith(READING)]
        async with unchanged(stage):
            queries = await pressed(stage, person, shown, forged)
        for data, query in queries.items():
            assert query.answer is not None, (who, data)
            assert query.answer.show_alert, (who, data)
            assert query.answer.text.endswith("。"), (who, data, query.answer.text)
        stage.expect_silence()
        assert (await recorded(stage)).count("refused") == before + len(forged)


async def test_what_is_another_agencys(stage: Stage) -> None:
    """Ids of the neighbour's report, extension and questions, pressed in the agency's own group."""
    prompts = await busy_morning(stage)
    cast = stage.cast
    owed = (prompts[AGENCY].button("申请延期").callback_data or "").partition(":")[2]
    forged = [f"{verb}:{owed}" for verb in ("rask", "rcontent", "delay")]
    async with unchanged(stage):
        for query in (await pressed(stage, cast.liaisons[OTHER], prompts[OTHER], forged)).values():
            stage.expect_toast(query, "这一事项无须由您报送")
        for data in (f"rtake:1:{owed}", f"delaypick:1:{owed}"):
            query = await stage.forge(cast.liaisons[OTHER], prompts[OTHER], data)
            assert query.answer is not None
            assert query.answer.show_alert
    stage.expect_silence()


async def test_an_order_that_went_to_others_only(stage: Stage) -> None:
    """An agency whose group was bound after the issue has not had this order yet."""
    cast = stage.cast
    alerts = await issue(stage)
    async with unchanged(stage):
        shown = alerts[OTHER]
        for data in ("got:2", "got:0", "got:x", "got", "others:9", "duties:-1"):
            query = await stage.forge(cast.liaisons[OTHER], shown, data)
            stage.expect_toast(query, "预警", "没有发给您所在的群")
        await stage.say(cast.staff, cast.office, "/board")
        board = stage.expect(cast.office)
        query = await stage.forge(cast.staff, board, "got:1")
        stage.expect_toast(query, "成员单位")
        stage.skim(cast.office)


async def test_what_is_obsolete(stage: Stage) -> None:
    """Superseded, decided, withdrawn, answered: each says so, however often it is pressed."""
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/warn orange 2026-12-01T09:00 72h PM2.5")
    draft = stage.expect(cast.office, "拟稿")
    await stage.press(cast.staff, draft, "确认发布")
    asked = stage.expect_private(cast.director, "审签")
    await stage.press(cast.director, asked, signs(asked))
    last = stage.expect_private(cast.deputy_commander, "审签")
    await stage.press(cast.deputy_commander, last, signs(last))
    old = stage.expect_everywhere("橙色预警")
    stage.skim()
    await stage.say(cast.staff, cast.office, "/adjust red 2026-12-01T10:00 72h PM2.5")
    stage.skim()
    async with unchanged(stage):
        for person, message, data, sentence in (
            (cast.staff, draft, "dgo:1", "此稿已发布"),
            (cast.staff, draft, "doff:1", "此稿已发布"),
            (cast.staff, draft, "dfix:1", "此稿已发布"),
            (cast.director, asked, "aok:1", "已于12月1日07:50审核同意，无须再按"),
            (cast.director, asked, "aback:1", "已于12月1日07:50审核同意，无须再按"),
            (cast.director, asked, "aok:2", "须由副指挥长审签"),
            (cast.deputy_commander, last, "aok:2", "已于12月1日07:50批准，无须再按"),
        ):
            stage.expect_toast(await stage.forge(person, message, data), sentence)
    stage.expect_silence()

    newer = cast.office.messages[-1]
    await stage.press(cast.staff, newer, "确认发布")
    for approver in (cast.director, cast.deputy_commander, cast.commander):
        asked = stage.expect_private(approver, "审签")
        await stage.press(approver, asked, signs(asked))
    stage.skim()
    async with unchanged(stage):
        query = await stage.press(cast.liaisons[AGENCY], old[AGENCY], "收到")
        stage.expect_toast(query, "已由昌污指调〔2026〕1号取代", "按“收到”")
    await stage.advance_to("12-01 10:00")
    await stage.say(cast.staff, cast.office, "/lift 空气质量改善")
    stage.skim(*cast.groups.values())
    await stage.press(cast.staff, stage.skim(cast.office)[-1], "确认发布")
    stage.skim()
    async with unchanged(stage):
        query = await stage.forge(cast.liaisons[AGENCY], old[AGENCY], "got:2")
        stage.expect_toast(query, "预警已解除，无须再按“收到”")
    stage.expect_silence()


async def test_a_chat_that_is_no_longer_bound(stage: Stage) -> None:
    cast, group = stage.cast, stage.cast.groups[AGENCY]
    liaison = cast.liaisons[AGENCY]
    alerts = await issue(stage, "orange 2026-12-02T08:00 72h PM2.5")
    await stage.say(cast.staff, cast.office, "/roster")
    roster = stage.expect(cast.office, "名册")
    await stage.press(cast.staff, roster, "解除群接入")
    choice = stage.expect(cast.office, "请选要解除接入的群")
    await stage.press(cast.staff, choice, group.title)
    await stage.press(cast.staff, choice, "确认解除")
    stage.skim()
    async with unchanged(stage):
        for label in ("收到", "其他措施", "本单位职责"):
            query = await stage.press(liaison, alerts[AGENCY], label)
            stage.expect_toast(query, "请在成员单位")
        await stage.reply(liaison, alerts[AGENCY], "收到")
        stage.expect_silence()
        await stage.say(liaison, group, "/due")
        stage.expect(group, "请在成员单位")


async def test_a_draft_of_somebody_elses(stage: Stage) -> None:
    cast = stage.cast
    draft = await sent_for_approval(stage, "orange 2026-12-03T08:00 72h PM2.5")
    asked = stage.expect_private(cast.director, "审签")
    await stage.say(cast.second, cast.office, "/warn")
    stage.expect(cast.office, "尚未办结")
    await stage.tell(cast.deputy_commander, "/whoami")
    his = stage.expect_private(cast.deputy_commander)
    async with unchanged(stage):
        for person, message, data, sentence in (
            (cast.second, draft, "dgo:1", "只有拟稿人能确认或修改"),
            (cast.second, draft, "dfix:1", "只有拟稿人能确认或修改"),
            (cast.staff, asked_in_office(cast.office), "aok:1", "私聊"),
            (cast.deputy_commander, his, "aok:1", "须由办公室主任审签"),
            (cast.director, asked, "aok:2", "须由副指挥长审签"),
        ):
            stage.expect_toast(await stage.forge(person, message, data), sentence)
    stage.expect_silence()


def asked_in_office(office: Chat) -> Message:
    """Any message of ours there: the forged data claims a step of the chain."""
    return office.messages[-1]


async def _standing(stage: Stage, who: str, prompts: dict[str, Message]) -> tuple[Person, Message]:
    """The person, and a message of ours where that person can press."""
    cast = stage.cast
    if who == "staff":
        await stage.say(cast.staff, cast.office, "/whoami")
        return cast.staff, stage.expect(cast.office)
    if who == "liaison":
        return cast.liaisons[OTHER], prompts[OTHER]
    if who == "colleague":
        stage.world.add_person_to_group(prompts[OTHER].chat, cast.auditor)
        await stage.settle()
        return cast.auditor, prompts[OTHER]
    person: Person = getattr(cast, who)
    await stage.tell(person, "/whoami")
    return person, stage.expect_private(person)
