"""佐证: what shows a problem as it was found, and beside it what shows that it was put right.

Photos stand in one picture, 整改前 beside 整改后. Whatever no picture can show comes beside it.
"""

from office import enclosing, wanting
from office.bodies import agency_names, people
from office.bodies.people import Actor
from office.desk import Desk
from office.enclosing import Enclosure
from office.matters.order_files import OrderFile
from office.post import Place, Posting
from office.problems import compared
from office.problems.compared import CRAFT, Compared, SideFile
from office.refusal import Refusal
from office.wanting import FileWish
from storage.delivery.outbox import DeliveryKind
from storage.immutable import immutable
from storage.problems import problems
from storage.problems.problems import Problem
from storage.subjects import Subject, SubjectKind

MOST_BESIDE = 5
"""Of each side: a group takes twenty messages a minute, and the office has other things to read."""


@immutable
class EvidenceBrought:
    """What comes into the chat now."""

    pictures: int
    files: int
    elsewhere: int
    """How many stand in the chats alone: Telegram sends them no second time, or they are many."""


async def to_send(desk: Desk, row: Problem) -> OrderFile | None:
    """The first file of it that goes again, which its order takes to whoever puts it right."""
    for one in await problems.shown_before(desk.session, row.key):
        if one.kind in enclosing.SENT_AGAIN:
            return OrderFile(one.kind, one.file_id, one.file_name or "")
    return None


async def bring(desk: Desk, who: Actor, here: Place, rectification_id: int) -> EvidenceBrought:
    people.require_reader(desk, who)
    found = await compared.of(desk, rectification_id)
    sealed = await problems.sealed_papers(desk.session, found.row.key)
    if not found.before and not found.after and not sealed:
        raise Refusal("problem_no_evidence")
    for page in range(1, found.pages + 1):
        await _want(desk, who, here, found, page)
    files, elsewhere = 0, 0
    for when, side in (("before", found.before), ("after", found.after)):
        others = compared.beside(side)
        again = [one for one in others if one[1].kind in enclosing.SENT_AGAIN][:MOST_BESIDE]
        for place, file in again:
            await _send(desk, here, found, when, place, file)
        files += len(again)
        elsewhere += len(others) - len(again)
    for place, paper in enumerate(sealed[:MOST_BESIDE], 1):
        await _send(desk, here, found, "sealed", place, compared.file_of(paper))
    files += len(sealed[:MOST_BESIDE])
    return EvidenceBrought(found.pages, files, elsewhere)


async def _want(desk: Desk, who: Actor, here: Place, found: Compared, page: int) -> None:
    # The newest part is asked for as well, so that what was added since is not taken for known.
    asked = {"rectification": found.row.key, "page": page, "files": len(found.after)}
    if await wanting.is_wanted(desk, here, CRAFT, asked):
        return
    caption = desk.words.phrase(
        "problem_compared",
        number=found.problem.serial,
        body=agency_names.short(desk, found.row.body),
        page=page,
        pages=found.pages,
        drill=found.problem.drill,
    )
    name = desk.words.plain("problem_compared_file", number=found.problem.serial, page=page)
    wish = FileWish(CRAFT, asked, name, caption, form=enclosing.PHOTO)
    # Whoever asks gets it anew, so it is kept no longer than what people export: no subject.
    await wanting.want(desk, here, wish, kind=DeliveryKind.DOCUMENT, wanted_by=who.user_id)


async def _send(
    desk: Desk, here: Place, found: Compared, when: str, place: int, file: SideFile
) -> None:
    caption = desk.words.phrase(
        f"problem_evidence_{when}",
        number=found.problem.serial,
        body=agency_names.short(desk, found.row.body),
        place=place,
        name=found.row.responsible if when == "sealed" else _named(desk, file),
        at=file.at,
    )
    about = Posting(Subject(SubjectKind.OBLIGATION, found.row.obligation_id))
    await enclosing.send(desk, here, Enclosure(file.kind, file.file_id), caption, about)


def _named(desk: Desk, file: SideFile) -> str:
    # What a phone records mostly has no name.
    return file.name or desk.words.plain(f"ledger_part_{file.kind}")
