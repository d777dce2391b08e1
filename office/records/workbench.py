"""The workbench 工作台: a pinned message in the office's group that says what waits for whom."""

from collections.abc import Iterable

from messages.keyboards import Keyboard, from_json
from messages.render import Message
from messages.views.workbench import OwedLine, WorkbenchView
from office import post
from office.bodies import agency_names
from office.bodies.people import READ_EVERYTHING, Actor
from office.decisions import approvals
from office.desk import Desk
from office.obligations import boards
from office.obligations.owed import open_to_its_knowledge
from office.post import Place, Posting
from office.records import waiting
from storage.delivery import boards as store
from storage.delivery import outbox
from storage.delivery.boards import Board, BoardInChat, BoardKind
from storage.delivery.outbox import NOT_LOST, Delivery, DeliveryKind
from storage.occasions import ALWAYS
from storage.roster.chats import Chat
from storage.subjects import Subject, SubjectKind
from storage.transaction import memory


async def stands_in(desk: Desk, chat: Chat) -> bool:
    """Whether it stands in this group, as far as anybody knows."""
    standing = await store.standing_workbench(desk.session, desk.jurisdiction)
    return standing is not None and _stands(standing, chat)


def _stands(standing: BoardInChat, chat: Chat) -> bool:
    # An edit that found no message leaves the board without words (`boards.edit_failed`).
    board, message, _edit = standing
    there = Place(message.chat_id, message.thread_id) == Place.of(chat)
    return there and bool(board.shown) and message.state in NOT_LOST


async def put_up(desk: Desk, chat: Chat, keyboard: Keyboard) -> None:
    """Post it and pin it; where one stood before, only the new one is kept true."""
    message = Message(await _text(desk), keyboard)
    about = Subject(SubjectKind.CHAT, chat.key)
    posting = Posting(about, ahead=True)
    shown = await post.send(desk, Place.of(chat), DeliveryKind.WORKBENCH, message, posting)
    if chat.bot_is_admin:
        await post.pin(desk, shown)
    standing = await store.standing_workbench(desk.session, desk.jurisdiction)
    board = standing.board if standing is not None else _board(desk)
    board.subject_kind, board.subject_id = about.kind, about.id
    board.delivery_id, board.shown, board.edited_at = shown.key, message.html, desk.now
    desk.session.add(board)
    await desk.session.flush()


async def follow(desk: Desk, chat: Chat) -> None:
    """Put it up in the office's new group where it stood in the one before."""
    standing = await store.standing_workbench(desk.session, desk.jurisdiction)
    if standing is not None and not _stands(standing, chat):
        await put_up(desk, chat, from_json(standing.message.keyboard))


def _board(desk: Desk) -> Board:
    return Board(
        jurisdiction=desk.jurisdiction,
        subject_kind=SubjectKind.CHAT,
        subject_id=0,
        kind=BoardKind.WORKBENCH,
        occasion=ALWAYS,
        delivery_id=0,
        edited_at=desk.now,
        shown="",
    )


async def mark(desk: Desk) -> None:
    """Queue an edit if this decision may have changed what waits; it counts when it leaves."""
    session = desk.session
    await session.flush()
    kinds = memory.kinds_written(session)
    if not waiting.may_have_changed(kinds, memory.written(session), desk.now):
        return
    standing = await store.standing_workbench(session, desk.jurisdiction)
    if standing is not None and standing.edit is None:
        boards.show(desk, standing)


async def bring_up_to_date(desk: Desk, edit: Delivery) -> str | None:
    board = await boards.edited_by(desk, edit)
    if board is None:
        return boards.NOTHING_NEW
    nothing_new = boards.say(desk, edit, board, Message(await _text(desk)))
    # Its buttons are the same whatever waits, and an edit without them would take them away.
    edit.keyboard = (await outbox.delivery(desk.session, board.delivery_id)).keyboard
    return nothing_new


async def copy(desk: Desk, who: Actor) -> str:
    """What waits for this person, and in the office if they may read that, as of now."""
    reads = any(who.can(desk, capability) for capability in READ_EVERYTHING)
    view = WorkbenchView(
        waiting=await waiting.lines(desk) if reads else (),
        reads=reads,
        signatures=await _signatures(desk, who),
        owed=await _all_owed(desk, who.agencies),
        as_of=desk.now,
    )
    return desk.words.text("workbench", view)


async def copy_for_group(desk: Desk, body: str) -> str:
    """What a body's whole group may read, whoever of them asked."""
    view = WorkbenchView((), reads=False, owed=await _all_owed(desk, [body]), as_of=desk.now)
    return desk.words.text("workbench", view)


async def _text(desk: Desk) -> str:
    return desk.words.text("workbench", WorkbenchView(await waiting.lines(desk), reads=True))


async def _signatures(desk: Desk, who: Actor) -> tuple[str, ...]:
    return tuple(step.asked.title for step in await approvals.waiting_for(desk, who))


async def _all_owed(desk: Desk, bodies: Iterable[str]) -> tuple[OwedLine, ...]:
    return tuple([line for body in bodies if (line := await _owed(desk, body))])


async def _owed(desk: Desk, body: str) -> OwedLine | None:
    rows = await open_to_its_knowledge(desk, body)
    if not rows:
        return None
    return OwedLine(agency_names.name(desk, body), len(rows), rows[0].due_at)
