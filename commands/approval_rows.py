"""What waits for somebody's approval, as rows of a list."""

from catalog_store.runs.approvals import Approval
from catalog_store.runs.model import Run
from commands import kit
from commands.ask import Block
from commands.run_states import headline

SHOW = "approvals.show"


def approval_row(approval: Approval, run: Run, number: int) -> Block:
    """One run that somebody may decide about."""
    spoken = f"Show what {run.title} would do"
    show = kit.button("Decide", kit.numbered(SHOW, number), approval.id, spoken=spoken)
    return kit.section(f":raised_hand: *{headline(run)}*  ·  until {kit.moment(approval.expires_at)}", accessory=show)
