"""What an appraisal says of one member: its lines, and each lost point with its reason."""

from messages.views.appraisals import LineScoreView, MemberScoreView, PointLossView
from office.bodies import agency_names
from office.desk import Desk
from office.paperwork.appraisals import scoreboard
from office.paperwork.appraisals.scoreboard import MemberCount, Scoreboard
from storage.supervision.appraisals import DrawnAppraisal

Corrections = dict[tuple[str, str, str], str]
"""By body, line and key of what was struck out: why."""


def page(
    desk: Desk,
    made: DrawnAppraisal,
    board: Scoreboard,
    member: MemberCount,
    corrections: Corrections,
    proposals: tuple[tuple[str, str, str], ...] = (),
) -> MemberScoreView:
    struck = corrections.keys()
    score = scoreboard.total(board, member, struck)
    return MemberScoreView(
        body=agency_names.name(desk, member.body),
        title=made.title,
        points=score.points,
        of=score.of,
        share=score.share,
        lines=tuple(_lines(board, member, corrections)),
        losses=tuple(_losses(board, member, corrections)),
        proposals=proposals,
    )


def _lines(board: Scoreboard, member: MemberCount, corrections: Corrections) -> list[LineScoreView]:
    named = {one.id: one for one in board.lines}
    views = []
    for line in member.lines:
        score = scoreboard.line_points(board, member, line, corrections.keys())
        known = named[line.line]
        views.append(LineScoreView(known.name, known.part, line.count, score.points, score.of))
    return views


def _losses(
    board: Scoreboard, member: MemberCount, corrections: Corrections
) -> list[PointLossView]:
    """All of them, numbered as they were counted; those that were struck out say why."""
    return [
        PointLossView(
            number,
            scoreboard.loss_points(board, member, line, loss),
            loss.reason,
            corrections.get((member.body, line, loss.key), ""),
        )
        for number, (line, loss) in enumerate(scoreboard.losses(member), start=1)
    ]
