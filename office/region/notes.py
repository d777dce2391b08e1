"""A letter of words alone: the office's group reads it, and nothing follows."""

from messages.render import Message
from messages.views.letters import NoteView
from office import post
from office.desk import Desk
from office.post import Posting
from office.region import letters, offices
from storage.region.letters import Letter, LetterKind
from storage.subjects import Subject


async def write(
    desk: Desk, to: str, title: str, text: str, *, key: str, number: str = ""
) -> Letter:
    return await letters.write(desk, to, LetterKind.NOTE, title, key=key, number=number, text=text)


async def take(desk: Desk, letter: Letter) -> str:
    view = NoteView(
        sender=await offices.name_of(desk, letter.jurisdiction),
        title=letter.title,
        number=letter.number,
        text=letter.payload["text"],
    )
    message = Message(desk.words.text("letter_note", view))
    await post.tell_office(
        desk, message, Posting(Subject.of(letter), dedupe_key=f"letter:{letter.key}")
    )
    return "read"
