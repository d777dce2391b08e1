"""Takes files that people send from the page."""

from __future__ import annotations

from starlette.requests import Request

from sandbox.files import PICTURES, VIDEO_TYPE, Upload
from sandbox.messages import Message
from sandbox.page.answers import Json
from sandbox.page.order import Order
from sandbox.page.play import Play
from sandbox.page.views import message_view


async def upload(play: Play, request: Request) -> Json:
    form = await request.form(max_files=10, max_part_size=1024 * 1024)
    order = Order(play, {name: value for name, value in form.items() if isinstance(value, str)})
    uploads = [
        Upload(await part.read(), part.filename or "file.bin", part.content_type)
        for part in form.getlist("file")
        if not isinstance(part, str)
    ]
    await form.close()
    return {"messages": [message_view(play, one) for one in _send(order, uploads)]}


def _send(order: Order, uploads: list[Upload]) -> list[Message]:
    # Pictures go as photos, one video as a video; several files of one kind go as an album.
    if not uploads:
        raise ValueError("no file was sent")
    world, person, chat = order.world, order.person, order.chat
    caption = str(order.given.get("text") or "") or None
    reply_to, thread, anonymous = order.reply_to(), order.thread(), order.anonymous
    pictures = all(upload.mime in PICTURES for upload in uploads)
    if len(uploads) > 1:
        return world.send_album(
            person,
            chat,
            uploads,
            caption=caption,
            reply_to=reply_to,
            thread=thread,
            anonymous=anonymous,
            documents=not pictures,
        )
    [only] = uploads
    others = world.send_video if only.mime == VIDEO_TYPE else world.send_document
    send = world.send_photo if pictures else others
    return [
        send(
            person,
            chat,
            only,
            caption=caption,
            reply_to=reply_to,
            thread=thread,
            anonymous=anonymous,
        )
    ]
