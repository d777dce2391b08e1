"""Makes one-time codes: for one target, or for everything that is not bound yet."""

from datetime import datetime, timedelta

from office import post
from office.bodies import agency_names, codes
from office.bodies.chat_roles import BY_CODE, ROLES
from office.bodies.chat_roles import OFFICE as OFFICE
from office.desk import Desk
from office.refusal import Refusal
from storage.delivery import outbox
from storage.immutable import immutable
from storage.roster import chats, enrolment, people
from storage.roster.enrolment import CodeFor, EnrolmentCode

GIVE_VERB = "enrolcode"
"""The verb of the buttons that hand out a code; their arguments are those of its target."""


@immutable
class Target:
    """What a code binds a chat or a person to."""

    kind: CodeFor
    id: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


@immutable
class Issued:
    """A fresh code. It exists in clear only here."""

    target: Target
    name: str
    code: str
    link: str
    expires_at: datetime
    code_id: int
    valid_for: timedelta


def target(desk: Desk, kind: str, target_id: str) -> Target:
    if kind not in BY_CODE:
        raise Refusal("enrol_no_such_target")
    found = Target(CodeFor(kind), target_id)
    if name_of(desk, found) is None:
        raise Refusal("enrol_no_such_target")
    return found


def meant(desk: Desk, typed: str) -> Target:
    single = _single(desk, typed)
    if single is not None:
        return single
    position = desk.plan.find_position(typed)
    if position is None:
        return _body(desk, agency_names.meant(desk, typed))
    if desk.plan.bodies_like(typed):
        # The discipline commission receives referrals and is a member agency too.
        raise Refusal("enrol_two_meant", name=position.name)
    return Target(CodeFor.POSITION, position.id)


def _single(desk: Desk, typed: str) -> Target | None:
    code = CodeFor.OFFICE
    for entry in BY_CODE[code].entries(desk.plan):
        if typed in (entry.id, entry.name, desk.words.plain(f"button_{code}")):
            return Target(code, entry.id)
    return None


def _body(desk: Desk, body_id: str) -> Target:
    known = desk.plan.known_body(body_id)
    if known is None:
        raise Refusal("enrol_no_such_target")
    return Target(CodeFor(known.body_kind), body_id)


def name_of(desk: Desk, wanted: Target) -> str | None:
    """Its name in the plan in force; None where the plan has dropped it."""
    role = BY_CODE.get(wanted.kind)
    entries = role.entries(desk.plan) if role is not None else ()
    return next((entry.name for entry in entries if entry.id == wanted.id), None)


async def issue(desk: Desk, wanted: Target) -> Issued:
    name = name_of(desk, wanted)
    if name is None:
        raise Refusal("enrol_no_such_target")
    # Only one code at a time is good for a target.
    await _void_earlier(desk, wanted)
    code, valid_for = codes.make(), desk.plan.enrolment.code_valid_for
    row = EnrolmentCode(
        jurisdiction=desk.jurisdiction,
        target=wanted.kind,
        target_id=wanted.id,
        code_hash=codes.hash_of(code),
        created_at=desk.now,
        created_by=desk.actor,
        expires_at=desk.now + valid_for,
    )
    desk.session.add(row)
    await desk.session.flush()
    await desk.record("code.issued", str(wanted), code_id=row.key)
    link = codes.link(desk.bot_username, wanted.kind, code)
    return Issued(wanted, name, code, link, row.expires_at, row.key, valid_for)


async def issue_missing(desk: Desk) -> list[Issued]:
    return [await issue(desk, wanted) for wanted in await unbound(desk)]


async def unbound(desk: Desk) -> list[Target]:
    bodies = set(await chats.agency_chats(desk.session, desk.jurisdiction))
    office = await chats.office_chat(desk.session, desk.jurisdiction)
    filled = {
        CodeFor.OFFICE: {OFFICE} if office is not None else set(),
        CodeFor.POSITION: await _full_positions(desk),
        CodeFor.RESPONSIBLE: await _answered_for(desk),
    }
    return [
        Target(role.code, entry.id)
        for role in ROLES
        if role.code is not None
        for entry in role.entries(desk.plan)
        if entry.id not in filled.get(role.code, bodies)
    ]


async def _answered_for(desk: Desk) -> set[str]:
    held = await people.current_appointments(desk.session, desk.jurisdiction)
    return {row.agency or "" for row in held if row.position == people.RESPONSIBLE}


async def _full_positions(desk: Desk) -> set[str]:
    held = {
        row.position for row in await people.current_appointments(desk.session, desk.jurisdiction)
    }
    return {
        position.id
        for position in desk.plan.positions
        if position.id in held and position.holders_max is not None
    }


def letter(code_id: int) -> str:
    return f"code:{code_id}"


async def forget_letter(desk: Desk, code_id: int) -> None:
    """Clear a code that is spent or void from the message that brings it."""
    row = await outbox.by_dedupe_key(desk.session, desk.jurisdiction, letter(code_id))
    if row is not None:
        await post.drop(desk, row, "void")
        row.text = ""
        desk.session.add(row)


async def _void_earlier(desk: Desk, wanted: Target) -> None:
    earlier = await enrolment.live_codes_of(desk.session, desk.jurisdiction, wanted.kind, wanted.id)
    for code in earlier:
        code.voided_at = desk.now
        desk.session.add(code)
        await forget_letter(desk, code.key)
        await desk.record("code.voided", str(wanted), code_id=code.key)
