"""What people can say, and how the answers look."""

from commands import (
    approvals,
    audit,
    campaigns,
    create,
    deps,
    docs,
    find,
    health,
    here,
    me,
    owner,
    removals,
    runs,
    sources,
    status,
    team,
    undescribed,
)
from commands import help as explanations
from commands.home import home_tab
from commands.reports import COMMAND as REPORTS
from commands.scorecard import SCORECARD, SCORECARDS
from commands.slash import SHORTCUTS, SLASH
from commands.stale import COMMAND as STALE

_COMMANDS = (
    owner.COMMAND,
    find.COMMAND,
    team.COMMAND,
    me.COMMAND,
    deps.COMMAND,
    docs.DOCS,
    docs.RUNBOOK,
    status.COMMAND,
    create.COMMAND,
    runs.COMMAND,
    approvals.COMMAND,
    SCORECARD,
    SCORECARDS,
    campaigns.COMMAND,
    STALE,
    REPORTS,
    here.COMMAND,
    health.COMMAND,
    undescribed.COMMAND,
    removals.COMMAND,
    sources.COMMAND,
    audit.COMMAND,
)

#: Every command, in the order in which help tells of them.
ALL = (*_COMMANDS, explanations.explaining(_COMMANDS))

__all__ = ["ALL", "SHORTCUTS", "SLASH", "home_tab"]
