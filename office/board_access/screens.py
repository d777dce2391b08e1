"""A wall on a screen without a keyboard: the screen shows a code, and the director sends it.

The code opens nothing. It only says which screen is meant: that one keeps a secret of its own, from
which the code is made with the board's key. So nothing is stored for a screen before the director
has sent its code, and strangers who ask for codes fill no table. Whether a screen still shows a
code is seen by its coming for the wall: one that does not come soon is told to the director.
"""

import re
import secrets
from datetime import datetime, timedelta

from messages.render import Message
from office import post
from office.board_access import links
from office.board_address import BoardAddress
from office.bodies.people import Actor
from office.desk import Desk
from office.matters import clocks
from office.post import Place
from office.refusal import Refusal
from storage.board_access import links as stored
from storage.board_access.links import BoardLink
from storage.database import Session
from storage.delivery.outbox import DeliveryKind

DIGITS = 8
"""Seven of them say which screen, the last one proves that none was mistyped."""
COMES_WITHIN = timedelta(seconds=15)
"""A screen that shows a code asks every three seconds whether it was sent."""
UNSEEN = "wall_code_unseen"
"""The kind of agenda item: whether a screen came for the code; its subject is the link."""
_STARTED = re.compile(rf"wall_([0-9]{{{DIGITS}}})")
_AT_ITS_END = re.compile(rf"^(.*?)[\s,，、]*((?:[0-9][\s-]*){{{DIGITS}}})$", re.DOTALL)


def new_secret(board: BoardAddress, now: datetime) -> str:
    """What the screen keeps; a screen cannot choose it, and so not the code either."""
    made_at, random = int(now.timestamp()), secrets.token_hex(16)
    return f"{made_at}.{random}.{board.seal(made_at, 'screen', random)}"


def code_of(board: BoardAddress, secret: str, now: datetime) -> str | None:
    """The code that the screen shows; None where its secret is made up or too old."""
    made_at, random, seal = (*secret.split("."), "", "", "")[:3]
    if not (made_at.isascii() and made_at.isdigit() and seal.isascii()):
        return None
    genuine = secrets.compare_digest(board.seal(made_at, "screen", random), seal)
    is_new = now.timestamp() < int(made_at[:18]) + links.VALID_FOR / timedelta(seconds=1)
    return _code(board.digest(made_at, "code", random)) if genuine and is_new else None


def _code(digest: bytes) -> str:
    number = f"{int.from_bytes(digest) % 10 ** (DIGITS - 1):0{DIGITS - 1}d}"
    return f"{number}{-_sum(number + '0') % 10}"


def _sum(digits: str) -> int:
    """By Luhn's rule: a wrong digit, and two that changed places, make it no multiple of ten."""
    doubled = [int(one) * (1 + place % 2) for place, one in enumerate(reversed(digits))]
    return sum(one // 10 + one % 10 for one in doubled)


def named_with_code(typed: str) -> tuple[str, str]:
    """A wall's name, and the code after it; none where no code was typed."""
    found = _AT_ITS_END.match(typed.strip())
    if found is None:
        return typed, ""
    return found[1], found[2]


def start_link(bot_username: str, code: str) -> str:
    """What the screen shows to a phone: it leads to the bot in private, with the code."""
    return f"https://t.me/{bot_username}?start=wall_{code}"


def started_with(written: str) -> str | None:
    found = _STARTED.fullmatch(written.strip())
    return found[1] if found is not None else None


def in_groups(code: str) -> str:
    """As it stands on the screen."""
    return f"{code[:4]} {code[4:]}"


def read_code(typed: str) -> str:
    digits = re.sub(r"[\s-]", "", typed)
    is_code = digits.isascii() and digits.isdigit() and len(digits) == DIGITS
    if not is_code or _sum(digits) % 10:
        raise Refusal("wall_code_wrong", digits=DIGITS)
    return digits


async def offer(desk: Desk, who: Actor, name: str, typed: str) -> BoardLink:
    """Let in the screen that shows this code; whoever else shows it later finds it used."""
    link = await links.offer_to_wall(desk, who, name, read_code(typed))
    await clocks.on_agenda(desk, UNSEEN, link.key, desk.now + COMES_WITHIN)
    return link


async def look(desk: Desk, link_id: int) -> str:
    """Take back a code that no screen came for, before another screen shows the same one."""
    row = await stored.link(desk.session, link_id)
    if row is None or not await _is_unseen(desk, row):
        return "a screen came, or it was taken back"
    await desk.record("board.code_unseen", f"board_link:{link_id}", wall=row.wall)
    facts = {"name": row.wall, "code": in_groups(row.code or "")}
    said = Message(desk.words.phrase("wall_code_unseen", **facts))
    await post.send(desk, Place(row.user_id), DeliveryKind.ANSWER, said)
    return "nobody showed it"


async def _is_unseen(desk: Desk, row: BoardLink) -> bool:
    """A bot that was down longer than a code is good says so as well, once it is back."""
    if await stored.take_back(desk.session, row.key, desk.now):
        return True
    lasted = row.made_at + links.VALID_FOR
    return row.used_at is None and row.expires_at == lasted <= desk.now


async def link_for(session: Session, code: str, now: datetime) -> BoardLink | None:
    return await stored.of_code(session, code, now)
