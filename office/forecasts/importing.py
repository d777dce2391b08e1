"""What a script brings by the command line: laid before the office, which alone lets it count."""

from office import post
from office.desk import Desk
from office.forecasts import bringing, telling
from office.forecasts.bringing import COMMAND_LINE, SentAir
from office.post import Posting
from storage.sky import forecasts as store


async def lay_before_office(desk: Desk, sent: SentAir) -> str:
    """Return the table as it was read, with its marks."""
    await store.give_up_unread(desk.session, desk.jurisdiction, sent.kind, COMMAND_LINE)
    row = await bringing.keep(desk, sent, COMMAND_LINE)
    told = await telling.preview(desk, row)
    posting = Posting(dedupe_key=f"forecast:{row.key}")
    await post.tell_office(desk, told.message, told.drawn(posting))
    return told.message.html
