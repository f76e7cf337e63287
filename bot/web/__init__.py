"""What the bot serves over HTTP."""

from bot.web.routes import healthz, readyz, slack_events
from bot.web.server import WebServer
from bot.web.site import Reply, Route, Site

__all__ = ["Reply", "Route", "Site", "WebServer", "healthz", "readyz", "slack_events"]
