"""A paper that was signed is made apart from the decision, sent, and sent again as it was made."""

from collections.abc import Mapping, Sequence
from typing import Any

from messages.render import Message
from office import enclosing, wanting
from office.desk import Desk
from office.enclosing import DOCUMENT, OwnFile
from office.paperwork import templates
from office.post import Place, Posting
from office.wanting import FileWish
from storage.delivery import wanted_files as store
from storage.delivery.wanted_files import WantedFile, WantedState
from storage.immutable import immutable
from storage.subjects import Subject


@immutable
class SentTo:
    """A chat that gets a paper, with the caption that it reads there."""

    place: Place
    caption: str
    agency: str | None = None


@immutable
class Paperwork:
    """What is to be made: by which craft, from which view as it is kept, under which name."""

    craft: str
    view: Mapping[str, Any]
    name: str
    subject: Subject
    template: str | None = None
    """The hash of the template that it was signed with; None for the one that is in force."""


async def want(desk: Desk, paper: Paperwork, readers: Sequence[SentTo]) -> None:
    """The same view always makes the same file, so it is kept once for all who get it."""
    for place, one in enumerate(readers):
        key = f"paper:{paper.subject.kind}:{paper.subject.id}:{place}"
        wish = await wish_of(desk, paper, one.caption)
        posting = Posting(paper.subject, one.agency, dedupe_key=key)
        await wanting.want(desk, one.place, wish, posting=posting)


async def send_again(desk: Desk, paper: Paperwork, reader: SentTo) -> bool:
    """Send the file that was kept of the same view; return False where it has still to be made.

    One that says something else by now, such as the record of a case that went on, is made anew.
    Each chat that asks while it is being made gets it.
    """
    made = await kept(desk, paper)
    if made is not None:
        await _send(desk, made, reader)
        return True
    if not await wanting.is_wanted(desk, reader.place, paper.craft, paper.view):
        wish = await wish_of(desk, paper, reader.caption)
        await wanting.want(desk, reader.place, wish, posting=Posting(paper.subject))
    return False


async def wish_of(desk: Desk, paper: Paperwork, caption: str) -> FileWish:
    """It is made with the template that it was signed with, or with the one that is in force."""
    template = paper.template or await templates.in_force(desk, paper.craft)
    return FileWish(paper.craft, paper.view, paper.name, caption, template=template)


async def kept(desk: Desk, paper: Paperwork) -> WantedFile | None:
    """The file that was made of this very view, if there is one."""
    rows = await store.about(desk.session, paper.subject, paper.craft)
    alike = [one for one in rows if one.asked == paper.view]
    return next((one for one in alike if one.state == WantedState.MADE), None)


async def _send(desk: Desk, row: WantedFile, reader: SentTo) -> None:
    file = OwnFile(DOCUMENT, row.sha256 or "", row.name, row.size or 0)
    await enclosing.send_own(
        desk, reader.place, file, Message(reader.caption), posting=Posting(row.subject)
    )
