"""What the bot serves over HTTP."""

from bot.web.github_hook import Change, PeopleChange, github_webhook
from bot.web.routes import healthz, metrics_page, readyz, slack_events
from bot.web.server import WebServer
from bot.web.site import Reply, Route, Site

__all__ = [
    "Change",
    "PeopleChange",
    "Reply",
    "Route",
    "Site",
    "WebServer",
    "github_webhook",
    "healthz",
    "metrics_page",
    "readyz",
    "slack_events",
]
