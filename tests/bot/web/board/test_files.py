"""A paper is given by its hash to whoever's page lists it, and to nobody else."""

import pytest

from bot.kept_files import ARCHIVE, KeptFiles
from storage.delivery.wanted_files import WantedFile, WantedState
from tests.bot.web.board.browsers import browser, link_for, link_in, serve
from tests.harness.stage import Stage

NAME = "台账 2026.xlsx"
PAPER, LETTER = b"a ledger", b"a letter that hands over a referral"


async def made(stage: Stage, content: bytes, kind: str, name: str = NAME) -> str:
    """A file that lies ready, as if somebody had asked for it in a chat."""
    sha256 = KeptFiles(stage.setup.data_dir / ARCHIVE).keep(content)
    async with stage.database.deciding(stage.plan.jurisdiction) as session:
        session.add(
            WantedFile(
                jurisdiction=stage.plan.jurisdiction,
                kind=kind,
                form="document",
                name=name,
                caption="",
                delivery_kind="document",
                chat_id=stage.cast.staff.id,
                state=WantedState.MADE,
                created_at=stage.clock.now(),
                closed_at=stage.clock.now(),
                sha256=sha256,
                size=len(content),
            )
        )
    return sha256


@pytest.mark.on_postgresql("never")
async def test_a_file_goes_to_whoever_may_have_it(stage: Stage) -> None:
    url = await serve(stage)
    listed = await made(stage, PAPER, "ledger")
    letter = await made(stage, LETTER, "letter", "函.docx")
    async with browser(url) as office, browser(url) as wall, browser(url) as stranger:
        page = await office.enter(await link_for(stage, stage.cast.director))
        assert f'href="files/{listed}"' in page.text
        assert letter not in page.text
        given = await office.open(f"files/{listed}")
        assert given.content == PAPER
        assert given.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
        assert "spreadsheetml" in given.headers["content-type"]
        assert given.headers["cache-control"] == "no-store"
        for path in (letter, "0" * 64, "..%2f..%2fetc%2fpasswd", f"{listed}x"):
            refused = await office.open(f"files/{path}")
            assert refused.status_code == 404
        # A wall lists no files, and a stranger is none.
        await stage.tell(stage.cast.director, "/board 大屏 大厅")
        sent = stage.skim(stage.cast.private(stage.cast.director))[-1]
        await wall.enter(link_in(sent))
        assert (await wall.open(f"files/{listed}")).status_code == 404
        assert (await stranger.open(f"{office.page}files/{listed}")).status_code == 403
        # What is gone from the disk, or altered there, is not given.
        KeptFiles(stage.setup.data_dir / ARCHIVE).path_of(listed).write_bytes(b"altered")
        gone = await office.open(f"files/{listed}")
        assert gone.status_code == 404
        assert "没有这个文件" in gone.text
    await stage.settle()
    stage.skim()
