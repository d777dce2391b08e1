"""Photos, documents, videos, albums and downloads."""

from __future__ import annotations

import struct

import httpx
import pytest
from telegram import Bot as TelegramBot
from telegram import InputMediaDocument, InputMediaPhoto
from telegram import Message as TelegramMessage
from telegram.error import BadRequest

from sandbox import Bot, Chat, Person, Upload, World
from tests.sandbox.conftest import TOKEN, Api

PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + struct.pack(">II", 640, 480)


# Bot API 10.1, Document, getFile; File: downloaded from /file/bot<token>/<file_path>.
async def test_a_document_of_a_person_can_be_fetched(
    world: World, telegram: TelegramBot, group: Chat, alice: Person
) -> None:
    world.send_document(alice, group, Upload("报告".encode(), "日报.docx"), caption="日报")
    (update,) = await telegram.get_updates()
    assert update.message is not None
    document = update.message.document
    assert document is not None
    assert (document.file_name, update.message.caption) == ("日报.docx", "日报")
    file = await telegram.get_file(document.file_id)
    assert bytes(await file.download_as_bytearray()).decode() == "报告"


# Bot API 10.1, Message, photo: available sizes.
async def test_a_photo_comes_in_two_sizes_and_the_large_one_is_the_last(
    world: World, telegram: TelegramBot, group: Chat, alice: Person
) -> None:
    world.send_photo(alice, group, PNG)
    (update,) = await telegram.get_updates()
    assert update.message is not None
    small, large = update.message.photo
    assert (large.width, large.height, small.width) == (640, 480, 90)
    file = await telegram.get_file(large.file_id)
    assert bytes(await file.download_as_bytearray()) == PNG


# Telegram, measured: §1.2: getFile up to 20 MB, "file is too big".
async def test_over_20_mb_the_id_is_known_but_nothing_can_be_fetched(
    world: World, telegram: TelegramBot, group: Chat, alice: Person
) -> None:
    world.send_document(alice, group, Upload(b"x", "录像.zip", size=25 * 1024 * 1024))
    (update,) = await telegram.get_updates()
    assert update.message is not None
    assert update.message.document is not None
    assert update.message.document.file_size == 25 * 1024 * 1024
    with pytest.raises(BadRequest, match="File is too big"):
        await telegram.get_file(update.message.document.file_id)
    just = world.send_document(alice, group, Upload(b"x", "录像.zip", size=20 * 1024 * 1024))
    (_, update) = await telegram.get_updates()
    assert update.message is not None
    assert update.message.document is not None
    assert update.message.message_id == just.message_id
    assert (await telegram.get_file(update.message.document.file_id)).file_path


# Telegram, measured: §1.2: uploads up to 50 MB, photos up to 10 MB.
async def test_a_photo_has_at_most_10_mb(telegram: TelegramBot, group: Chat) -> None:
    big = b"\xff" * (10 * 1024 * 1024 + 1)
    with pytest.raises(BadRequest, match="is too big for a photo; the maximum size is 10485760"):
        await telegram.send_photo(group.id, big)
    await telegram.send_document(group.id, big)


# Telegram, measured: §1.2: a file_id is tied to one bot.
async def test_a_file_id_is_good_for_one_bot_only(
    world: World, client: httpx.AsyncClient, api: Api, group: Chat, alice: Person
) -> None:
    world.send_document(alice, group, Upload(b"x"))
    (update,) = await api.updates()
    file_id = update["message"]["document"]["file_id"]
    world.add_bot("777:other", "Other", "other_bot")
    other = Api(client, "777:other")
    assert await other.refusal("getFile", file_id=file_id) == "Bad Request: invalid file_id"


# Bot API 10.1, sendPhoto, sendDocument: by upload and by file_id.
async def test_the_bot_sends_photos_and_documents(telegram: TelegramBot, group: Chat) -> None:
    await telegram.send_photo(group.id, PNG, caption="<b>图</b>", parse_mode="HTML")
    sent = await telegram.send_document(group.id, b"table", filename="台账.xlsx")
    photo, document = group.messages[-2:]
    assert photo.photo is not None
    assert (photo.photo.content, photo.text) == (PNG, "图")
    assert document.document is not None
    assert (document.document.content, document.document.name) == (b"table", "台账.xlsx")
    assert sent.document is not None
    again = await telegram.send_document(group.id, sent.document.file_id)
    assert again.document is not None
    assert again.document.file_unique_id == sent.document.file_unique_id


# Bot API 10.1, sendVideo, Video: by upload and by file_id; caption 0-1024 characters after parsing.
async def test_a_video_of_a_person_is_fetched_and_sent_again_by_its_id(
    world: World, telegram: TelegramBot, bot: Bot, group: Chat, alice: Person
) -> None:
    said = world.send_video(alice, group, Upload(b"mp4", "现场.mp4"), caption="现场")
    (update,) = await telegram.get_updates()
    assert update.message is not None
    video = update.message.video
    assert video is not None
    assert (video.file_name, video.mime_type, video.file_size) == ("现场.mp4", "video/mp4", 3)
    assert update.message.caption == "现场"
    file = await telegram.get_file(video.file_id)
    assert bytes(await file.download_as_bytearray()) == b"mp4"
    again = await telegram.send_video(group.id, video.file_id, caption="字" * 1024)
    assert again.video is not None
    assert again.video.file_unique_id == video.file_unique_id
    assert group.messages[-1].video is said.video
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await telegram.send_video(group.id, video.file_id, caption="字" * 1025)
    await telegram.edit_message_caption(group.id, again.message_id, caption="二")
    assert group.messages[-1].text == "二"
    await telegram.copy_message(group.id, group.id, said.message_id)
    assert group.messages[-1].video is said.video
    uploaded = await telegram.send_video(group.id, b"mp4")
    assert uploaded.video is not None
    assert uploaded.video.file_id != video.file_id


# Measured against Telegram's server source, get_input_file: an id is good for its own form only.
async def test_a_video_is_sent_as_nothing_else(
    world: World, api: Api, group: Chat, alice: Person
) -> None:
    world.send_video(alice, group, b"mp4")
    world.send_photo(alice, group, PNG)
    first, second = await api.updates()
    video, photo = first["message"]["video"]["file_id"], second["message"]["photo"][-1]["file_id"]
    for method, given, complaint in (
        ("sendPhoto", {"photo": video}, "can't use file of type Video as Photo"),
        ("sendVideo", {"video": photo}, "can't use file of type Photo as Video"),
        ("sendVideo", {}, "there is no video in the request"),
        ("sendVideo", {"video": "nonsense"}, "wrong file identifier/HTTP URL specified"),
    ):
        refusal = await api.refusal(method, chat_id=group.id, **given)
        assert refusal == f"Bad Request: {complaint}"


# Bot API 10.1, sendMediaGroup returns one Message an item.
async def test_the_bot_sends_albums_as_separate_messages(
    telegram: TelegramBot, group: Chat
) -> None:
    sent = await telegram.send_media_group(
        group.id, [InputMediaPhoto(PNG, caption="现场"), InputMediaPhoto(PNG)]
    )
    assert [message.text for message in group.messages[-2:]] == ["现场", ""]
    assert len({message.media_group_id for message in sent}) == 1


# Bot API 10.1, sendMediaGroup: documents only among themselves.
async def test_albums_are_of_one_kind(telegram: TelegramBot, group: Chat) -> None:
    with pytest.raises(BadRequest, match="Document can't be mixed with other media types"):
        await telegram.send_media_group(group.id, [InputMediaPhoto(PNG), InputMediaDocument(PNG)])


# Bot API 10.1, sendMediaGroup, media: 2-10 items.
async def test_an_album_of_one_is_refused(api: Api, group: Chat) -> None:
    media = [{"type": "photo", "media": "x"}]
    refusal = await api.refusal("sendMediaGroup", chat_id=group.id, media=media)
    assert refusal == "Bad Request: group must contain 2 to 10 items"


# Bot API 10.1, sendDocument, caption: 0-1024 characters after entities parsing.
async def test_a_caption_has_at_most_1024_units(telegram: TelegramBot, group: Chat) -> None:
    await telegram.send_document(group.id, b"x", caption="字" * 1024)
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await telegram.send_document(group.id, b"x", caption="字" * 1025)


# Measured against Telegram's server source, edit_message_text and edit_message_caption.
async def test_a_caption_is_edited_as_a_caption(telegram: TelegramBot, group: Chat) -> None:
    sent = await telegram.send_document(group.id, b"x", caption="一")
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await telegram.edit_message_text("二", group.id, sent.message_id)
    await telegram.edit_message_caption(group.id, sent.message_id, caption="二")
    assert group.messages[-1].text == "二"


# Bot API 10.1, forwardMessage, copyMessage.
async def test_a_forward_and_a_copy_take_the_file_along(
    world: World, telegram: TelegramBot, bot: Bot, group: Chat, alice: Person
) -> None:
    world.start_bot(alice, bot)
    said = world.send_document(alice, group, Upload(b"x", "a.txt"), caption="报")
    await telegram.forward_message(alice.id, group.id, said.message_id)
    await telegram.copy_message(alice.id, group.id, said.message_id, caption="改")
    forwarded, copied = world.private_chat(alice, bot).messages[-2:]
    assert forwarded.forward_origin is not None
    assert forwarded.forward_origin.sender is alice
    assert (forwarded.text, copied.text, copied.forward_origin) == ("报", "改", None)
    assert forwarded.document is copied.document is said.document


# Measured against Telegram's server source, get_input_file and the errors it gives.
async def test_wrong_files_are_refused(api: Api, group: Chat) -> None:
    for document, complaint in (
        ("nonsense", "wrong file identifier/HTTP URL specified"),
        ("https://example.com/a.pdf", "failed to get HTTP URL content"),
        ("attach://nothing", "wrong file identifier/HTTP URL specified"),
    ):
        refusal = await api.refusal("sendDocument", chat_id=group.id, document=document)
        assert refusal == f"Bad Request: {complaint}"


# Bot API 10.1, File: the address holds the bot's token.
async def test_files_are_given_to_their_bot_only(client: httpx.AsyncClient) -> None:
    assert (await client.get("/file/bot1:wrong/documents/file_1.bin")).status_code == 401
    assert (await client.get(f"/file/bot{TOKEN}/documents/file_9.bin")).status_code == 404


# Bot API, editMessageMedia: a photo, uploaded or by its id, takes the place of the one before.
async def test_another_photo_takes_the_place_of_one(
    telegram: TelegramBot, api: Api, group: Chat
) -> None:
    sent = await telegram.send_photo(group.id, PNG, caption="预报")
    new = InputMediaPhoto(PNG + b"2", caption="<b>新</b>", parse_mode="HTML")
    edited = await telegram.edit_message_media(new, group.id, sent.id)
    assert isinstance(edited, TelegramMessage)
    assert (edited.message_id, edited.caption) == (sent.message_id, "新")
    assert edited.photo[-1].file_unique_id != sent.photo[-1].file_unique_id
    again = InputMediaPhoto(sent.photo[-1].file_id, caption="新")
    assert await telegram.edit_message_media(again, group.id, sent.id)
    with pytest.raises(BadRequest, match="essage is not modified"):
        await telegram.edit_message_media(again, group.id, sent.id)
    for media, said in (
        ({"type": "photo"}, "media not found"),
        ({"type": "animation", "media": "x"}, "photos and documents"),
    ):
        named = {"chat_id": group.id, "message_id": sent.id, "media": media}
        answer = await api.answer("editMessageMedia", **named)
        assert said in answer["description"]
