"""One-time codes in use: a group becomes a body's or the office's, a person gets a position."""

from collections.abc import Awaitable, Callable
from dataclasses import field
from enum import StrEnum
from typing import Any

from messages.render import Message
from office import post
from office.bodies import agency_names, capacity, codes, liaisons, new_codes, people, responsible
from office.bodies.chat_roles import BY_CODE, ChatForm
from office.bodies.new_codes import Target
from office.bodies.people import Actor
from office.decisions import holders
from office.desk import Desk
from office.enrolment.showing_again import show_again
from office.paperwork import proposed_referrals
from office.post import Place
from office.region import opening
from storage.immutable import immutable
from storage.roster import chats, enrolment
from storage.roster import people as people_store
from storage.roster.chats import Chat, ChatRole
from storage.roster.enrolment import CodeFor, EnrolmentCode, Guess
from storage.roster.people import RESPONSIBLE, Appointment


class CodeVerdict(StrEnum):
    """Why a code was not taken; each but the last names the sentence that says so."""

    WRONG = "code_wrong"
    USED = "code_used"
    EXPIRED = "code_expired"
    VOID = "code_void"
    LAST_GUESS = "code_last_guess"
    GROUP_ONLY = "code_for_group"
    PRIVATE_ONLY = "code_for_private"
    GROUP_TAKEN = "code_group_taken"
    POSITION_HELD = "code_position_held"
    POSITION_FULL = "code_position_full"
    SILENT = "silent"


@immutable
class CodeChat:
    """The chat in which a code was written."""

    place: Place
    title: str
    is_private: bool
    bot_is_admin: bool = False

    @property
    def form(self) -> ChatForm:
        return ChatForm.PRIVATE if self.is_private else ChatForm.GROUP


@immutable
class Bound:
    target: Target
    name: str
    chat: Chat


@immutable
class Declined:
    """It is returned and not raised, because the guess and the audit row must be committed."""

    verdict: CodeVerdict
    facts: dict[str, Any] = field(default_factory=dict)


async def use(desk: Desk, code: str, who: Actor, door: CodeChat) -> Bound | Declined:
    if await _guesses(desk, who) >= desk.plan.enrolment.guesses:
        return Declined(CodeVerdict.SILENT)
    row = await enrolment.code_by_hash(desk.session, codes.hash_of(code))
    if row is None or row.jurisdiction != desk.jurisdiction:
        return await _count_guess(desk, who, door, CodeVerdict.WRONG)
    spent = _spent(desk, row)
    if spent is not None:
        return await _count_guess(desk, who, door, spent)
    wanted = Target(CodeFor(row.target), row.target_id)
    unfit = await _unfit(desk, wanted, who, door)
    if unfit is not None:
        await desk.record("code.declined", str(wanted), verdict=unfit.verdict, code_id=row.key)
        return unfit
    if not await enrolment.claim(desk.session, row.key, who.user_id, desk.now):
        return await _count_guess(desk, who, door, CodeVerdict.USED)
    await new_codes.forget_letter(desk, row.key)
    await people.remember(desk, who)
    chat = await _BIND.get(wanted.kind, _bind_body)(desk, wanted, who, door)
    await desk.record("code.used", str(wanted), code_id=row.key, chat_id=door.place.chat_id)
    return Bound(wanted, new_codes.name_of(desk, wanted) or wanted.id, chat)


def _spent(desk: Desk, row: EnrolmentCode) -> CodeVerdict | None:
    wanted = Target(CodeFor(row.target), row.target_id)
    if row.used_at is not None:
        return CodeVerdict.USED
    if row.voided_at is not None or new_codes.name_of(desk, wanted) is None:
        return CodeVerdict.VOID
    return CodeVerdict.EXPIRED if row.expires_at <= desk.now else None


async def _guesses(desk: Desk, who: Actor) -> int:
    since = desk.now - desk.plan.enrolment.guess_window
    return await enrolment.guesses_since(desk.session, who.user_id, since)


async def _count_guess(desk: Desk, who: Actor, door: CodeChat, verdict: CodeVerdict) -> Declined:
    chat_id = door.place.chat_id
    guess = Guess(jurisdiction=desk.jurisdiction, user_id=who.user_id, chat_id=chat_id, at=desk.now)
    desk.session.add(guess)
    await desk.session.flush()
    await desk.record("code.refused", f"chat:{chat_id}", verdict=verdict)
    # The guess that reaches the limit is the last one that is answered in its window.
    rules = desk.plan.enrolment
    if await _guesses(desk, who) < rules.guesses:
        return Declined(verdict)
    await desk.record("guesses.throttled", f"user:{who.user_id}", guesses=rules.guesses)
    return Declined(CodeVerdict.LAST_GUESS, {"wait": rules.guess_window})


async def _unfit(desk: Desk, wanted: Target, who: Actor, door: CodeChat) -> Declined | None:
    form = BY_CODE[wanted.kind].form
    if form is not door.form:
        return Declined(_ONLY[form])
    if wanted.kind is CodeFor.RESPONSIBLE:
        return await _answers_already(desk, wanted, who)
    if form is ChatForm.PRIVATE:
        return await _unfit_for_position(desk, wanted, who)
    taken = await chats.chat_at(desk.session, door.place.chat_id, door.place.thread_id)
    if taken is None:
        return None
    return Declined(CodeVerdict.GROUP_TAKEN, {"name": chat_name(desk, taken)})


_ONLY = {
    ChatForm.GROUP: CodeVerdict.GROUP_ONLY,
    ChatForm.PRIVATE: CodeVerdict.PRIVATE_ONLY,
}


async def _unfit_for_position(desk: Desk, wanted: Target, who: Actor) -> Declined | None:
    position = desk.plan.known_position(wanted.id)
    if position is None:
        return Declined(CodeVerdict.VOID)
    if position.id in who.positions:
        return Declined(CodeVerdict.POSITION_HELD, {"name": position.name})
    holders = await people_store.holders(desk.session, desk.jurisdiction, position.id)
    if position.holders_max is not None and len(holders) >= position.holders_max:
        return Declined(CodeVerdict.POSITION_FULL, {"name": position.name})
    return None


async def _answers_already(desk: Desk, wanted: Target, who: Actor) -> Declined | None:
    held = await responsible.holders(desk, wanted.id)
    if all(row.user_id != who.user_id for row in held):
        return None
    return Declined(CodeVerdict.POSITION_HELD, {"name": responsible.title(desk, wanted.id)})


def chat_name(desk: Desk, chat: Chat) -> str:
    if chat.agency is not None:
        return agency_names.name(desk, chat.agency)
    if chat.role == ChatRole.PUBLIC and desk.plan.public is not None:
        return desk.plan.public.name
    return desk.plan.office if chat.role == ChatRole.OFFICE else chat.title


async def _bind_body(desk: Desk, wanted: Target, who: Actor, door: CodeChat) -> Chat:
    earlier = await chats.chats_of_agency(desk.session, desk.jurisdiction, wanted.id)
    chat = await _bind(desk, door, BY_CODE[wanted.kind].name, body=wanted.id)
    await liaisons.acquaint(desk, who, wanted.id)
    key = "agency_joined_again" if earlier else "agency_joined"
    name = agency_names.name(desk, wanted.id)
    await _tell_office(
        desk,
        key,
        name=name,
        title=door.title,
        person=who.name,
        is_liaison=not capacity.holds_post(desk, who),
        count=len(earlier),
    )
    return chat


async def _bind_office(desk: Desk, _wanted: Target, _who: Actor, door: CodeChat) -> Chat:
    earlier = await chats.office_chat(desk.session, desk.jurisdiction)
    if earlier is not None:
        # If the office's group is lost, a fresh code moves the office to another group.
        await _tell_office(desk, "office_moved", title=door.title)
        await unbind(desk, earlier)
    chat = await _bind(desk, door, ChatRole.OFFICE)
    await show_again(desk, chat)
    await opening.begin(desk, chat)
    return chat


async def _bind_position(desk: Desk, wanted: Target, who: Actor, door: CodeChat) -> Chat:
    desk.session.add(
        Appointment(
            jurisdiction=desk.jurisdiction,
            user_id=who.user_id,
            position=wanted.id,
            since=desk.now,
        )
    )
    known = await chats.private_chat(desk.session, desk.jurisdiction, who.user_id)
    name = people.position_name(desk, wanted.id)
    await _tell_office(desk, "position_taken", name=name, person=who.name)
    chat = known or await _bind(desk, door, ChatRole.PERSON)
    await proposed_referrals.lay_before(desk, [wanted.id], chat)
    await holders.joined(desk, who.user_id, wanted.id)
    return chat


async def _bind_responsible(desk: Desk, wanted: Target, who: Actor, door: CodeChat) -> Chat:
    desk.session.add(
        Appointment(
            jurisdiction=desk.jurisdiction,
            user_id=who.user_id,
            position=RESPONSIBLE,
            agency=wanted.id,
            since=desk.now,
        )
    )
    known = await chats.private_chat(desk.session, desk.jurisdiction, who.user_id)
    name = responsible.title(desk, wanted.id)
    await _tell_office(desk, "position_taken", name=name, person=who.name)
    return known or await _bind(desk, door, ChatRole.PERSON)


Binding = Callable[[Desk, Target, Actor, CodeChat], Awaitable[Chat]]

_BIND: dict[CodeFor, Binding] = {
    CodeFor.OFFICE: _bind_office,
    CodeFor.POSITION: _bind_position,
    CodeFor.RESPONSIBLE: _bind_responsible,
}
"""All other codes bind a group to a body."""


async def _bind(desk: Desk, door: CodeChat, role: ChatRole, body: str | None = None) -> Chat:
    chat = Chat(
        jurisdiction=desk.jurisdiction,
        chat_id=door.place.chat_id,
        thread_id=door.place.thread_id,
        role=role,
        agency=body,
        title=door.title,
        bot_is_admin=door.bot_is_admin,
        bound_at=desk.now,
    )
    desk.session.add(chat)
    await desk.session.flush()
    return chat


async def unbind(desk: Desk, chat: Chat) -> None:
    chat.unbound_at = desk.now
    desk.session.add(chat)
    await desk.session.flush()
    await desk.record("chat.unbound", f"chat:{chat.key}", role=chat.role, agency=chat.agency)


async def _tell_office(desk: Desk, key: str, **facts: Any) -> None:
    await post.tell_office(desk, Message(desk.words.phrase(key, **facts)))
