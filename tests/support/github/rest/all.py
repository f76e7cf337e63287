"""Every route of the REST API."""

from tests.support.github.graph.answering import ROUTES as GRAPHQL
from tests.support.github.rest import (
    accounts,
    apps,
    checks,
    contents,
    deployments,
    dispatches,
    git_reading,
    git_writing,
    history,
    hooks,
    issues,
    meta,
    people,
    protection,
    pulls,
    repositories,
    search,
    settings,
    team_changes,
    teams,
)

SUBJECTS = (
    meta,
    accounts,
    apps,
    repositories,
    contents,
    git_reading,
    git_writing,
    checks,
    protection,
    deployments,
    history,
    pulls,
    issues,
    teams,
    team_changes,
    people,
    hooks,
    dispatches,
    settings,
    search,
)
ROUTES = (*GRAPHQL, *(route for subject in SUBJECTS for route in subject.ROUTES))
