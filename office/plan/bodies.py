"""Who is told and who owes: posts, member agencies, teams, counties, offices outside."""

from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field, PlainSerializer, StringConstraints

from office.plan.cap import CapName, Geocode
from office.plan.duties import Duty
from office.plan.texts import PlanPart, Slug, Text
from storage.decisions.matters import MatterKind


class Capability(StrEnum):
    OFFICE = "office"
    APPROVE = "approve"
    COPY = "copy"
    REFERRAL = "referral"
    RECEIVE_REFERRAL = "receive_referral"
    AUDIT = "audit"


class BodyKind(StrEnum):
    """A body is a member agency, a team, a county, or an office outside the command."""

    AGENCY = "agency"
    TEAM = "team"
    COUNTY = "county"
    OUTSIDE = "outside"


class AgencyKind(StrEnum):
    DEPARTMENT = "department"
    TOWN = "town"
    COMPANY = "company"
    COMMITTEE = "committee"
    BRIGADE = "brigade"
    BRANCH = "branch"
    PARK = "park"


class Relation(StrEnum):
    """What an office outside the command is to it."""

    UPPER = "upper"
    NEIGHBOUR = "neighbour"
    PARK = "park"
    HELPER = "helper"
    """It helps, and the plan may charge it with duties, though it is no member."""


# A set has no order, but a stored plan must read the same every time.
Capabilities = Annotated[frozenset[Capability], PlainSerializer(sorted, return_type=list[str])]


class Position(PlanPart):
    id: Slug
    name: Text
    name_en: Text | None = None
    can: Capabilities = frozenset()
    holders_max: Annotated[int, Field(ge=1)] | None = None
    # The posts whose holders may sign in the place of this one's, where its holder lets them.
    delegates: tuple[Slug, ...] = ()
    source: Text | None = None


class Channel(PlanPart):
    """A way to reach people outside Telegram. Its address is a secret of the settings."""

    id: Slug
    name: Text
    name_en: Text | None = None


class Body(PlanPart):
    """A body may be told and may owe. Any two bodies of a plan have different ids."""

    body_kind: ClassVar[BodyKind]
    section: ClassVar[str]
    """Where the plan lists the bodies of this kind."""

    id: Slug
    name: Text
    name_en: Text | None = None
    short: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=6)]
    short_en: (
        Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=16)] | None
    ) = None
    # The body's duties, or the name of a set that it shares with others (`duty_sets`).
    duties: tuple[Duty, ...] | Slug = ()
    # The post of the person who answers for the body; people are enrolled at run time.
    responsible: Text | None = None
    responsible_en: Text | None = None
    # None means every channel of the plan, in its order.
    channels: tuple[Slug, ...] | None = None
    source: Text | None = None

    def hears_of(self, _matter: MatterKind) -> bool:
        return False

    @property
    def is_standing(self) -> bool:
        """It exists whether or not it has a chat, so without one somebody has to be told."""
        return True


class PublicChannel(PlanPart):
    """A channel on Telegram that everybody may read, and that nobody may answer."""

    name: Text
    name_en: Text | None = None


class Agency(Body):
    body_kind = BodyKind.AGENCY
    section = "agencies"

    kind: AgencyKind
    duties: Annotated[tuple[Duty, ...], Field(min_length=1)] | Slug
    # The command's office sits in this body.
    houses_office: bool = False


class OtherBody(Body):
    """It is told of what all agencies are told of only where the plan says so (`told`)."""

    told: tuple[MatterKind, ...] = ()

    def hears_of(self, matter: MatterKind) -> bool:
        return matter in self.told


class Team(OtherBody):
    """Several bodies that do one thing together; the team as a whole owes what it owes."""

    body_kind = BodyKind.TEAM
    section = "teams"

    # A lead need not be a member, and some plans name no lead.
    lead: Slug | None = None
    # The post whose holder heads it: what goes out in the team's name is put before them.
    headed_by: Slug | None = None
    # It is formed as the work requires: while it has no chat it is told nothing and owes nothing.
    as_needed: bool = False
    members: Annotated[tuple[Slug, ...], Field(min_length=1)]
    duties: Annotated[tuple[Duty, ...], Field(min_length=1)] | Slug

    @property
    def is_standing(self) -> bool:
        return not self.as_needed


class BodyWithOffice(OtherBody):
    """It may have a command office of its own, which may have its chats on the same bot."""

    # The jurisdiction of that office's plan. Letters go to the office, and nothing to the body.
    jurisdiction: Slug | None = None


class County(BodyWithOffice):
    body_kind = BodyKind.COUNTY
    section = "counties"

    geocode: Geocode | None = None
    geocode_source: Text | None = None


class OutsideOffice(BodyWithOffice):
    """An office that is not part of the command: the one above, a neighbour, a park."""

    body_kind = BodyKind.OUTSIDE
    section = "outside"

    relation: Relation | None = None
    # A neighbour with which it was agreed that both issue and start together.
    joint: bool = False
    # Under which name its messages in the form of CAP come.
    cap_sender: CapName | None = None


SECTIONS = frozenset(kind.section for kind in (Agency, Team, County, OutsideOffice))
"""Wherever a plan names bodies, the name of a section means all that stand in it."""
