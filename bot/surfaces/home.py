"""The Home tab: drawn anew every time somebody opens it."""

from slack_bolt import App

from bot.surfaces.desk import Desk
from bot.surfaces.payloads import Body, person_of_event
from commands.ask import HomeView

EVENT: tuple[str, tuple[str, ...]] = ("app_home_opened", ())


def register(app: App, desk: Desk) -> None:
    """Listen to people who open our Home tab; the tab with messages needs nothing."""

    def draw_home(body: Body) -> None:
        if body["event"].get("tab", "home") == "home":
            person = person_of_event(body)

            def publish(view: HomeView) -> None:
                desk.sender.publish_home(person.user_id, view)
                if view.is_provisional:
                    desk.services.people.when_told(person, lambda: desk.promptness.later(redraw))

            def redraw() -> None:
                desk.sender.publish_home(person.user_id, desk.home(person))

            desk.promptness.attend(lambda: desk.home(person), publish)

    app.event(EVENT[0])(draw_home)
