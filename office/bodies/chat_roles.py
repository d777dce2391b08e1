"""The roles of chats, one row each: what binds a chat to a role, and what may be done there.

The plan says which of them a jurisdiction has. A role for which a plan has no entry is not offered.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from office.plan.model import AnyPlan, BodyKind
from storage.immutable import immutable
from storage.roster.chats import Chat, ChatRole
from storage.roster.enrolment import CodeFor

OFFICE = "office"
"""The id of the office group, of which there is one."""


class Who(StrEnum):
    """For whom a command is and where; it is checked before the handler and shown in menus."""

    ANYONE = "anyone"
    OFFICE = "office"
    """Command-office staff, in the office group or in private."""
    AUDITOR = "auditor"
    """The office and its auditors, for what shows everything and changes nothing."""
    READER = "reader"
    """The office, its auditors, and the leaders who get copies."""
    ONLOOKER = "onlooker"
    """The same, and in private whoever serves a body, where the command board has a page."""
    APPROVER = "approver"
    """Whoever holds a position that approves, in private."""
    BODY = "body"
    """Anyone in the enrolled group of a body, of whatever kind."""
    CHARGED = "charged"
    """Anyone in the enrolled group of the office or of a body: both have duties in the plan."""
    FINDER = "finder"
    """The office where it works, and anyone in the enrolled group of a body: both find problems.

    Leaders and auditors are shown those that were found.
    """
    AGENCY = "agency"
    """Anyone in an agency's enrolled group: only agencies have measures."""


class PlanEntry(NamedTuple):
    """Something in a plan to which a code may bind a chat or a person."""

    id: str
    name: str
    short: str


class ChatTexts(StrEnum):
    """Which first words, which /help and which menu a chat has."""

    OFFICE = "office"
    AGENCY = "agency"
    BODY = "body"
    PRIVATE = "private"
    PUBLIC = "public"
    """None: nothing is said there but what the public is told."""


class ChatForm(StrEnum):
    GROUP = "group"
    PRIVATE = "private"
    CHANNEL = "channel"
    """A post in a channel names no person, so it is never a command, an answer or a press."""


@immutable
class Role:
    name: ChatRole
    code: CodeFor | None
    """None where no code binds a chat to it: two people of the office do."""
    entries: Callable[[AnyPlan], tuple[PlanEntry, ...]]
    offers: frozenset[Who]
    """The commands that are offered there; the guards check that the right person gives them."""
    texts: ChatTexts
    form: ChatForm = ChatForm.GROUP
    """The form of chat in which its codes are used."""


def _office(plan: AnyPlan) -> tuple[PlanEntry, ...]:
    return (PlanEntry(OFFICE, plan.office, plan.office),)


def _none(_plan: AnyPlan) -> tuple[PlanEntry, ...]:
    return ()


def _positions(plan: AnyPlan) -> tuple[PlanEntry, ...]:
    return tuple(PlanEntry(one.id, one.name, one.name) for one in plan.positions)


def _responsible(plan: AnyPlan) -> tuple[PlanEntry, ...]:
    posts = [body for body in plan.bodies if plan.serves_responsible and body.responsible]
    return tuple(PlanEntry(one.id, f"{one.name}{one.responsible}", one.short) for one in posts)


def _bodies(kind: BodyKind) -> Callable[[AnyPlan], tuple[PlanEntry, ...]]:
    def entries(plan: AnyPlan) -> tuple[PlanEntry, ...]:
        those = [body for body in plan.bodies if body.body_kind is kind]
        return tuple(PlanEntry(body.id, body.name, body.short) for body in those)

    return entries


_READING = frozenset({Who.ANYONE, Who.READER, Who.ONLOOKER, Who.AUDITOR, Who.OFFICE, Who.FINDER})
_OWING = frozenset({Who.ANYONE, Who.BODY, Who.CHARGED, Who.FINDER})


def _body(
    kind: BodyKind, offers: frozenset[Who] = _OWING, texts: ChatTexts = ChatTexts.BODY
) -> Role:
    return Role(ChatRole(kind), CodeFor(kind), _bodies(kind), offers, texts)


ROLES: tuple[Role, ...] = (
    Role(ChatRole.OFFICE, CodeFor.OFFICE, _office, _READING | {Who.CHARGED}, ChatTexts.OFFICE),
    Role(
        ChatRole.PERSON,
        CodeFor.POSITION,
        _positions,
        _READING | {Who.APPROVER},
        ChatTexts.PRIVATE,
        ChatForm.PRIVATE,
    ),
    _body(BodyKind.AGENCY, _OWING | {Who.AGENCY}, ChatTexts.AGENCY),
    _body(BodyKind.TEAM),
    _body(BodyKind.COUNTY),
    _body(BodyKind.OUTSIDE),
    Role(
        ChatRole.PERSON,
        CodeFor.RESPONSIBLE,
        _responsible,
        _READING | {Who.APPROVER},
        ChatTexts.PRIVATE,
        ChatForm.PRIVATE,
    ),
    Role(
        ChatRole.PUBLIC,
        None,
        _none,
        frozenset(),
        ChatTexts.PUBLIC,
        ChatForm.CHANNEL,
    ),
)
"""They stand in the order in which their codes are handed out."""

BY_CODE = {role.code: role for role in ROLES if role.code is not None}
# Two kinds of codes are used in private; the first of them says what is offered there.
BY_NAME = {role.name: role for role in reversed(ROLES)}


def of_chat(plan: AnyPlan, chat: Chat) -> Role:
    """The role for the kind of body in the plan in force, or the chat's own for a dropped body."""
    body = plan.known_body(chat.agency or "")
    return BY_NAME[ChatRole(body.body_kind) if body else ChatRole(chat.role)]
