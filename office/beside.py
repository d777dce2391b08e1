"""All that may stand beside something owed, in the order in which a change settles it.

A new thing beside an obligation is a row of its own file, named here; nobody else asks after it.
"""

from office.obligations.all_answered import ALL_ANSWERED
from office.obligations.pending_extensions import EXTENSIONS
from office.obligations.questioned_cards import QUESTIONS
from office.obligations.queued_asking import MESSAGES
from office.obligations.settling import Beside
from office.problems.acceptance_cards import APPLICATIONS
from office.problems.disputing import DISPUTES
from office.problems.listing import PROPOSED_LISTINGS
from office.problems.naming_problems import NAMED_IN_DRAFTS
from office.problems.parts import PARTS, WHOLE
from office.problems.parts_done import PARTS_DONE
from office.problems.sealing import SEALED_PAPERS
from office.supervision.settling_slips import SLIPS

BESIDE: tuple[Beside, ...] = (
    MESSAGES,
    QUESTIONS,
    SLIPS,
    EXTENSIONS,
    PARTS,
    DISPUTES,
    PARTS_DONE,
    SEALED_PAPERS,
    APPLICATIONS,
    WHOLE,
    PROPOSED_LISTINGS,
    NAMED_IN_DRAFTS,
    # The office hears that all have answered once everything else is settled.
    ALL_ANSWERED,
)
