"""Files that the office made: brought to Telegram once, then sent by its id of them."""

import hashlib
from datetime import date
from pathlib import Path

import pytest

from bot.kept_files import FileGone, KeptFiles
from bot.sending.uploads import TooLate, Uploads
from bot.telegram.gateway import Outgoing, build_application
from bot.workshop.workshop import Workshop
from messages.length import CAPTION_LIMIT
from messages.pictures import brief
from messages.pictures.frozen import frozen
from messages.render import Message, words_in
from messages.views.pictures import BriefPicture
from office import enclosing, post
from office.enclosing import DOCUMENT, PHOTO, Drawing, OwnFile
from office.post import Place, Posting
from sandbox import Chat, Fault, FaultKind
from sandbox.files import StoredFile
from storage.delivery.outbox import Delivery, DeliveryKind, DeliveryState
from tests.harness.cast import TOKEN
from tests.harness.deeds import delivery_now
from tests.harness.stage import Stage

CONTENT = "台账，共三页".encode()
CAPTION = Message("本次污染过程台账")


def kept(stage: Stage) -> KeptFiles:
    return KeptFiles(stage.setup.data_dir / "archive")


def ledger(stage: Stage, form: str = DOCUMENT, content: bytes = CONTENT) -> OwnFile:
    return OwnFile(form, kept(stage).keep(content), "台账.xlsx", len(content))


async def send(
    stage: Stage, chats: list[Chat], file: OwnFile, message: Message = CAPTION
) -> list[Delivery]:
    async with stage.desks().open(stage.plan.jurisdiction, stage.clock.now(), "cli:test") as desk:
        rows = [
            await enclosing.send_own(desk, Place(chat.id), file, message, posting=Posting())
            for chat in chats
        ]
    await stage.wake()
    return rows


def brought(stage: Stage) -> list[StoredFile]:
    files = stage.world.files
    return [file for key in range(1, 100) if (file := files.by_key(key)) is not None]


async def test_it_is_brought_once_however_many_get_it_and_whoever_starts_anew(stage: Stage) -> None:
    groups = [stage.cast.office, *list(stage.cast.groups.values())[:3]]
    await send(stage, groups, ledger(stage))
    for group in groups:
        said = stage.expect(group, "本次污染过程台账")
        assert said.document is not None
        assert (said.document.content, said.document.name) == (CONTENT, "台账.xlsx")
    await stage.kill()
    await stage.start()
    await send(stage, groups[:1], ledger(stage))
    stage.expect(groups[0], "本次污染过程台账")
    assert len(brought(stage)) == 1


async def test_a_picture_is_drawn_once_and_its_text_goes_alone_where_it_cannot_be(
    stage: Stage,
) -> None:
    groups = list(stage.cast.groups.values())[:3]
    view = BriefPicture(
        "🟠", "橙色预警", 1, stage.clock.now(), (), (), date(2026, 12, 1), (), False
    )
    facts = frozen(view, words_in("zh", "Asia/Shanghai"))
    await send_drawn(stage, groups, Drawing("brief_picture", facts, "brief.png"))
    for group in groups:
        said = stage.expect(group, "每日情况")
        assert said.photo is not None
        assert said.photo.content == brief.make(view, words_in("zh", "Asia/Shanghai"))
    assert len(brought(stage)) == 1

    await send_drawn(stage, groups, Drawing("brief_picture", facts | {"view": {}}, "brief.png"))
    assert [stage.expect(group, "每日情况").photo for group in groups] == [None] * 3


async def send_drawn(stage: Stage, chats: list[Chat], drawing: Drawing) -> None:
    async with stage.desks().open(stage.plan.jurisdiction, stage.clock.now(), "cli:test") as desk:
        posting = enclosing.drawn(drawing)
        for chat in chats:
            place, kind = Place(chat.id), DeliveryKind.BRIEF
            await post.send(desk, place, kind, Message("每日情况"), posting)
    await stage.wake()


async def test_an_id_that_telegram_has_forgotten_is_made_good_by_the_file(stage: Stage) -> None:
    await send(stage, [stage.cast.office], ledger(stage, PHOTO))
    wrong = "wrong file identifier/HTTP URL specified"
    stage.world.faults.add(Fault(FaultKind.BAD_REQUEST, "sendPhoto", text=wrong))
    (row,) = await send(stage, [stage.cast.office], ledger(stage, PHOTO))
    first, second = stage.skim(stage.cast.office)
    assert first.photo is not None
    assert second.photo is not None
    assert (await delivery_now(stage, row)).state == DeliveryState.SENT
    assert [file.kind for file in brought(stage)] == ["photo", "photo"]


async def test_a_lost_answer_is_made_good_by_a_marked_repeat(stage: Stage) -> None:
    stage.world.faults.add(Fault(FaultKind.RESET_AFTER, "sendDocument"))
    await send(stage, [stage.cast.office], ledger(stage))
    stage.expect(stage.cast.office, "本次污染过程台账")
    await stage.advance(seconds=1)
    again = stage.expect(stage.cast.office, "〔补发〕", "本次污染过程台账")
    assert again.document is not None


@pytest.mark.parametrize("altered", [False, True])
async def test_the_office_is_told_of_a_file_that_is_gone_and_may_send_it_again(
    stage: Stage, altered: bool
) -> None:
    file = ledger(stage)
    path = kept(stage).path_of(file.sha256)
    path.write_bytes(b"other") if altered else path.unlink()
    (row,) = await send(stage, [stage.cast.groups["huanjing"]], file)
    told = stage.expect(stage.cast.office, "消息发送失败", "服务器上已没有这份文件")
    assert (await delivery_now(stage, row)).state == DeliveryState.DEAD
    assert kept(stage).keep(CONTENT) == file.sha256
    await stage.press(stage.cast.staff, told, "重发")
    assert stage.expect(stage.cast.groups["huanjing"], "台账").document is not None
    stage.skim(stage.cast.office)


async def test_words_that_no_caption_holds_follow_the_file(stage: Stage) -> None:
    long = Message("\n".join("重污染天气" for _ in range(CAPTION_LIMIT // 4)))
    await send(stage, [stage.cast.office], ledger(stage), long)
    first, *others = stage.skim(stage.cast.office)
    assert first.document is not None
    assert others
    assert all(part.document is None for part in others)


async def test_an_edit_of_a_caption_changes_the_caption(stage: Stage) -> None:
    (row,) = await send(stage, [stage.cast.office], ledger(stage))
    said = stage.expect(stage.cast.office, "本次污染过程台账")
    async with stage.desks().open(stage.plan.jurisdiction, stage.clock.now(), "cli:test") as desk:
        await post.edit(desk, row, Message("已由新台账代替"), kind=DeliveryKind.UPDATE)
    await stage.wake()
    now = stage.cast.office.find(said.message_id)
    assert now is not None
    assert (now.text, now.document) == ("已由新台账代替", said.document)


async def test_nothing_leaves_once_another_process_may_send(stage: Stage) -> None:
    office, file = stage.cast.office, ledger(stage)
    async with stage.desks().open(stage.plan.jurisdiction, stage.clock.now(), "cli:test") as desk:
        row = await enclosing.send_own(desk, Place(office.id), file, CAPTION)
    async with build_application(TOKEN, stage.setup.api_base).bot as bot:
        late = Uploads(bot, stage.cast.bot.id, kept(stage), Workshop(), may_send=lambda: False)
        with pytest.raises(TooLate):
            await late.deliver(Outgoing(row, row.text))
    assert brought(stage) == []
    await stage.wake()
    stage.expect(office, "本次污染过程台账")


def test_a_file_is_kept_once_and_made_good_where_it_was_damaged(tmp_path: Path) -> None:
    files = KeptFiles(tmp_path)
    sha256 = files.keep(CONTENT)
    assert files.keep(CONTENT) == sha256
    assert files.read(sha256) == CONTENT
    files.path_of(sha256).write_bytes(b"")
    with pytest.raises(FileGone, match=sha256):
        files.read(sha256)
    assert files.keep(CONTENT) == sha256
    assert files.read(sha256) == CONTENT
    assert [path.name for path in tmp_path.iterdir()] == ["made"]


def test_a_file_that_cannot_be_kept_leaves_no_draft(tmp_path: Path) -> None:
    files = KeptFiles(tmp_path)
    # A folder that is not empty stands where the file is to stand.
    in_the_way = files.path_of(hashlib.sha256(CONTENT).hexdigest())
    (in_the_way / "inside").mkdir(parents=True)
    with pytest.raises(OSError, match=in_the_way.name):
        files.keep(CONTENT)
    assert [path.name for path in tmp_path.iterdir()] == ["made"]
