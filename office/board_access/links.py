"""One-time links to the command board: asked for in private, used by a press on their page."""

from datetime import timedelta
from typing import Any

from messages.keyboards import Button
from office.board_access import admission, walls
from office.board_address import BoardAddress, Sealed
from office.bodies.people import Actor
from office.command_board.audience import BoardAudience
from office.desk import Desk
from office.refusal import Refusal
from storage.board_access import links
from storage.board_access.links import BoardLink
from storage.database import Session

VALID_FOR = timedelta(minutes=5)


def address(desk: Desk) -> BoardAddress:
    if desk.board is None:
        raise Refusal("board_access_off")
    return desk.board


async def offer(desk: Desk, who: Actor) -> BoardLink:
    if await admission.audience(desk, who) is None:
        raise Refusal("reader_only")
    return await _make(desk, who, None)


async def offer_to_wall(desk: Desk, who: Actor, name: str, code: str | None = None) -> BoardLink:
    """With a code, the link is for the screen that shows that code, and is sent to nobody."""
    walls.require_director(desk, who)
    name = await walls.new_name(desk, name)
    # Two ways to one wall would make two walls of one name.
    await links.withdraw(desk.session, desk.jurisdiction, name, desk.now)
    return await _make(desk, who, name, code)


async def _make(desk: Desk, who: Actor, wall: str | None, code: str | None = None) -> BoardLink:
    address(desk)
    row = BoardLink(
        jurisdiction=desk.jurisdiction,
        user_id=who.user_id,
        wall=wall,
        code=code,
        made_at=desk.now,
        expires_at=desk.now + VALID_FOR,
    )
    desk.session.add(row)
    await desk.session.flush()
    facts: dict[str, Any] = {} if wall is None else {"wall": wall, "by_code": code is not None}
    await desk.record("board.link_made", f"board_link:{row.key}", **facts)
    return row


async def wall_of(desk: Desk, link_id: int | None) -> str:
    """The name of the wall for which a link was offered; refuse what was offered to a person."""
    row = await links.link(desk.session, link_id) if link_id is not None else None
    if row is None or row.wall is None or row.jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    return row.wall


def opening(label: str, row: BoardLink) -> Button:
    """The button of a link; its address is written when the message leaves."""
    return Button(label, opens=str(row.key))


async def url(desk: Desk, opens: str) -> str | None:
    """The address behind such a button; None where the board has no page any more."""
    row = await links.link(desk.session, int(opens))
    if desk.board is None or row is None:
        return None
    return desk.board.link(row.key, *sealed(row))


def sealed(row: BoardLink) -> tuple[Any, ...]:
    """What the link's seal stands for."""
    return row.jurisdiction, row.user_id, row.wall or "", int(row.made_at.timestamp())


async def found(session: Session, board: BoardAddress, shown: Sealed | None) -> BoardLink | None:
    """The link of which somebody shows the seal; None for one that is made up."""
    row = await links.link(session, shown.number) if shown is not None else None
    if row is None or shown is None or not board.is_sealed(shown, *sealed(row)):
        return None
    return row


async def require_good(desk: Desk, row: BoardLink, who: Actor) -> BoardAudience:
    """What the link opens; refuse one that was used, has expired, or whose person lost the post."""
    if row.used_at is not None or row.expires_at <= desk.now:
        raise Refusal("board_link_over")
    if row.wall is not None:
        walls.require_director(desk, who)
        return admission.of_a_wall(desk)
    audience = await admission.audience(desk, who)
    if audience is None:
        raise Refusal("board_no_post")
    return audience
