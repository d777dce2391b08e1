"""What the operator reads in the logs and the auditor in the record: no token, code or report."""

import io
import json
import logging

import pytest

from bot import logs
from office.bodies.new_codes import Target
from sandbox import Fault, FaultKind, Upload
from storage.books import audit
from tests.harness.cast import TOKEN
from tests.harness.stage import Stage
from tests.stories.enrolling import AGENCY, issue
from tests.stories.passages import REPORT, silent_morning

SECRETS = (TOKEN, TOKEN.partition(":")[2], REPORT, "查处偷排", "现场照片说明", "内部材料.pdf")


async def test_an_episode_with_trouble_tells_no_secret(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logs.formatter(as_json=True))
    logging.getLogger().addHandler(handler)
    try:
        codes = await _trouble(stage)
    finally:
        logging.getLogger().removeHandler(handler)
    async with stage.database.reading() as session:
        entries = await audit.entries(session, stage.plan.jurisdiction, 0, 10_000)
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    record = [[entry.action, entry.subject, entry.detail] for entry in entries]
    assert {"file_stored", "file_not_fetched", "poll_failed"} <= {line["event"] for line in lines}
    told = json.dumps([lines, record], ensure_ascii=False)
    assert [secret for secret in (*SECRETS, *codes) if secret in told] == []


async def _trouble(stage: Stage) -> list[str]:
    """A morning on which Telegram fails in several ways, and people try what is not theirs."""
    cast, faults = stage.cast, stage.world.faults
    codes = await issue(stage, Target(AGENCY, "binhu"))
    prompts = await silent_morning(stage, "zhujian")
    group, liaison = cast.groups["zhujian"], cast.liaisons["zhujian"]
    faults.add(Fault(FaultKind.SERVER_ERROR, "getUpdates"))
    faults.add(Fault(FaultKind.RESET_BEFORE, "getFile"))
    faults.add(Fault(FaultKind.RESET_AFTER, "sendMessage", chat=group.id))
    await stage.reply(liaison, prompts["zhujian"], "昨日夜间查处偷排企业3家。")
    await stage.photo(liaison, group, caption="现场照片说明", reply_to=prompts["zhujian"])
    file = Upload(b"%PDF", "内部材料.pdf")
    await stage.document(liaison, group, file, reply_to=prompts["zhujian"])
    await stage.tell(cast.stranger, f"/start {codes[0]}")
    await stage.tell(cast.stranger, f"/warn {REPORT}")
    await stage.advance(minutes=5)
    stage.skim()
    return codes
