"""A file that Telegram no longer hands out: the words that it went with go alone.

The file was somebody's, who sent it to the bot, and we have no other way to send it again.
"""

from messages.render import Message
from office import post
from office.desk import Desk
from office.post import Posting
from office.sending import dead_letters
from storage.delivery.outbox import ENCLOSED, Action, Delivery
from storage.subjects import Subject

_FILE_ID = "file_id"


async def go_without(desk: Desk, row: Delivery) -> bool:
    """Take the file off; return whether there is anything left to send.

    The office hears once of each file.
    """
    file_id = row.context.get(ENCLOSED, {}).get(_FILE_ID)
    if file_id is None or row.action != Action.SEND or not row.text:
        return False
    # What is edited later is a text then, and no caption.
    row.context = {key: said for key, said in row.context.items() if key != ENCLOSED}
    await desk.record("delivery.without_file", f"delivery:{row.key}", kind=row.kind)
    line = await dead_letters.line_of(desk, row)
    told = Message(desk.words.phrase("file_lost", gist=line.gist))
    await post.tell_office(desk, told, Posting(Subject.of(row), dedupe_key=f"lost:{file_id}"))
    return True
