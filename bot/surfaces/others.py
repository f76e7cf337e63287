"""Events that nobody listens to: acknowledged, so that Slack does not send them again."""

import re

from slack_bolt import App

from bot.surfaces.desk import Desk

_ANY = re.compile("")


def register(app: App, _desk: Desk) -> None:
    """Take in whatever the others left."""

    def let_pass() -> None:
        """Bolt acknowledges events by itself."""

    app.event(_ANY)(let_pass)
