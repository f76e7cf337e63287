"""The Home tab: drawn anew every time somebody opens it."""

from slack_bolt import App

from bot.surfaces.desk import Desk
from bot.surfaces.payloads import Body, person_of_event

EVENT: tuple[str, tuple[str, ...]] = ("app_home_opened", ())


def register(app: App, desk: Desk) -> None:
    """Listen to people who open our Home tab; the tab with messages needs nothing."""

    def draw_home(body: Body) -> None:
        if body["event"].get("tab", "home") == "home":
            person = person_of_event(body)
            desk.sender.publish_home(person.user_id, desk.home(person))

    app.event(EVENT[0])(draw_home)
