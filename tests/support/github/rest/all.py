"""Every route of the REST API."""

from tests.support.github.graph.answering import ROUTES as GRAPHQL
from tests.support.github.rest import accounts, contents, git_reading, meta, repositories, teams

ROUTES = (
    *GRAPHQL,
    *meta.ROUTES,
    *accounts.ROUTES,
    *repositories.ROUTES,
    *contents.ROUTES,
    *git_reading.ROUTES,
    *teams.ROUTES,
)
