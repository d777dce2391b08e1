"""Reads a Telegram message as what a report may be made of."""

import re

import telegram

from office.reading.typed import after_command
from office.reports.message_parts import Incoming, IncomingFile
from storage.owed.reports import PartKind

_REPORT_COMMAND = re.compile(
    r"\s*/report(?:@\w+)?(?![a-z0-9_])(?P<text>.*)", re.DOTALL | re.IGNORECASE
)

_Attachment = (
    telegram.PhotoSize
    | telegram.Document
    | telegram.Video
    | telegram.VideoNote
    | telegram.Audio
    | telegram.Voice
)


def incoming(message: telegram.Message) -> Incoming | None:
    """Return the message as a part of a report; None where it can be none."""
    found = _content(message)
    if found is None:
        return None
    kind, text, attachment = found
    return Incoming(
        chat_id=message.chat_id,
        message_id=message.message_id,
        sent_by=sender(message),
        sent_at=message.date,
        kind=kind,
        text=text,
        media_group_id=message.media_group_id,
        file=_file(attachment) if attachment else None,
        edited_at=message.edit_date,
    )


def written(message: telegram.Message, text: str) -> Incoming:
    return Incoming(
        chat_id=message.chat_id,
        message_id=message.message_id,
        sent_by=sender(message),
        sent_at=message.date,
        kind=PartKind.TEXT,
        text=text,
        edited_at=message.edit_date,
    )


def without_command(message: telegram.Message, item: Incoming) -> Incoming | None:
    """Return what a message that begins with /report reports; None where it does not begin so.

    No client takes /report in the caption of a picture for a command.
    """
    found = _REPORT_COMMAND.match(message.text or message.caption or "")
    if found is None or message.forward_origin is not None:
        return None
    return item.model_copy(update={"text": after_command(found["text"])})


def sender(message: telegram.Message) -> int | None:
    """Return the person who sent it; None for an anonymous admin, who has the group's own name."""
    if message.sender_chat is not None or message.from_user is None:
        return None
    return message.from_user.id


def is_from_anonymous_admin(message: telegram.Message) -> bool:
    # Whoever speaks as the group itself, not as a channel, can show by a press who it is.
    return message.sender_chat is not None and message.sender_chat.id == message.chat_id


def _content(message: telegram.Message) -> tuple[PartKind, str, _Attachment | None] | None:
    text = message.text or message.caption or ""
    files: tuple[tuple[PartKind, _Attachment | None], ...] = (
        # The last size of a photo is the largest.
        (PartKind.PHOTO, message.photo[-1] if message.photo else None),
        # An animation is a document as well, so it needs no line of its own.
        (PartKind.DOCUMENT, message.document),
        (PartKind.VIDEO, message.video),
        (PartKind.VIDEO_NOTE, message.video_note),
        (PartKind.AUDIO, message.audio),
        (PartKind.VOICE, message.voice),
    )
    for kind, attachment in files:
        if attachment is not None:
            return kind, text, attachment
    if message.location is not None:
        return PartKind.LOCATION, f"{message.location.latitude},{message.location.longitude}", None
    return (PartKind.TEXT, text, None) if text else None


def _file(attachment: _Attachment) -> IncomingFile:
    return IncomingFile(
        file_id=attachment.file_id,
        file_unique_id=attachment.file_unique_id,
        name=getattr(attachment, "file_name", None),
        mime_type=getattr(attachment, "mime_type", None),
        size=attachment.file_size,
    )
