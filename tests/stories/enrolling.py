"""Codes for stories, as the operator's command line issues them, and an alert to miss."""

from office.bodies import new_codes
from office.bodies.new_codes import OFFICE, Issued, Target
from office.desk import Desks
from storage.books import audit
from storage.roster.enrolment import CodeFor
from tests.harness.cast import BOT_USERNAME
from tests.harness.stage import Stage

AGENCY, POSITION = CodeFor.AGENCY, CodeFor.POSITION
OFFICE_GROUP = Target(CodeFor.OFFICE, OFFICE)


async def issue(stage: Stage, *targets: Target) -> list[str]:
    """Issue a fresh code for each."""
    desks = Desks(stage.database, bot_username=BOT_USERNAME)
    now = stage.clock.now()
    async with desks.open(stage.plan.jurisdiction, now, "cli:test") as desk:
        return [(await new_codes.issue(desk, target)).code for target in targets]


async def issue_missing(stage: Stage) -> list[Issued]:
    desks = Desks(stage.database, bot_username=BOT_USERNAME)
    now = stage.clock.now()
    async with desks.open(stage.plan.jurisdiction, now, "cli:test") as desk:
        return await new_codes.issue_missing(desk)


async def recorded(stage: Stage, jurisdiction: str = "") -> list[str]:
    """The actions in the audit log, oldest first."""
    async with stage.database.reading() as session:
        entries = await audit.entries(session, jurisdiction or stage.plan.jurisdiction, 0, 10_000)
        return [entry.action for entry in entries]


async def issue_yellow(stage: Stage) -> None:
    """Issue the level that takes one approval."""
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/warn yellow 2026-12-02T08:00 72h PM2.5")
    draft = stage.expect(cast.office, "黄色预警")
    await stage.press(cast.staff, draft, "确认发布")
    asked = stage.expect_private(cast.director, "黄色预警")
    await stage.press(cast.director, asked, "批准")
    stage.skim(cast.office)
