"""`notification:send` in Slack: to channels of groups, to people, or to where the run was begun."""

from collections.abc import Callable, Iterator

from bot.sender import OutboxFullError, Sender
from catalog_store.errors import CatalogError, InvalidRefError
from catalog_store.ownership import SLACK_CHANNEL_ANNOTATION
from catalog_store.refs import EntityRef
from catalog_store.runs.model import Run
from catalog_store.runs.store import Runs
from catalog_store.slack.account_links import AccountLinks
from catalog_store.store import Catalog
from commands import kit
from commands.ask import Answer
from commands.run_states import headline, without_names
from golden_paths.ports import Mark, Notification, OutsideError

_SIGNS = {"critical": "🚨", "high": "❗", "normal": "📣", "low": "📣"}
_TITLE, _TEXT = 200, 2_000
#: How ids begin of those who read by themselves; all else is a channel, by its id or its name.
_ALONE = ("U", "W", "D")


class RunNotifier:
    """Posts each notification once."""

    def __init__(
        self,
        runs: Runs,
        catalog: Catalog,
        links: AccountLinks,
        sender: Callable[[], Sender | None],
        *,
        is_private: Callable[[Run], bool] = lambda _run: False,
    ) -> None:
        """`sender` gives None where this process has none. `is_private`: not everybody may know what a run acts on."""
        self._runs = runs
        self._catalog = catalog
        self._links = links
        self._sender = sender
        self._is_private = is_private

    def notify(self, notification: Notification, mark: Mark) -> None:
        """Tell everybody named. Once for each mark and place."""
        sender = self._sender()
        if sender is None:
            raise OutsideError("This replica is not connected with Slack, so it can tell nobody.", is_retryable=True)
        try:
            run = self._runs.find(mark.run_id)
            places = dict.fromkeys(self._places(notification, run) if run else ())
            if run is None or not places:
                raise OutsideError("Nobody is told: none of the recipients has a channel or an account in Slack.")
            openly = _said_without_names(run) if self._is_private(run) else _said(notification)
            for place in places:
                answer = _said(notification) if place.startswith(_ALONE) else openly
                sender.post_once(place, answer, key=f"note {mark.run_id} {mark.step_id} {place}")
        except (CatalogError, OutboxFullError) as away:
            raise OutsideError(str(away), is_retryable=True) from away

    def _places(self, notification: Notification, run: Run) -> Iterator[str]:
        if notification.is_broadcast:
            yield run.channel
        for written in notification.recipients:
            place = self._place(written, run.team_id)
            if place:
                yield place

    def _place(self, written: str, team: str) -> str | None:
        """A group's channel, a person's account."""
        try:
            ref = EntityRef.parse(written, default_kind="group")
        except InvalidRefError:
            return None
        if ref.kind == "user":
            return self._links.holder(ref, team=team)
        known = self._catalog.find(ref)
        named = known.entity.annotations.get(SLACK_CHANNEL_ANNOTATION) if known else None
        return named.split(",")[0].strip() or None if named else None


def _said_without_names(run: Run) -> Answer:
    """In a channel, of what not everybody may know: the path's author may have written anything."""
    sentence = f"{headline(without_names(run))} has something to say. Those who may know of it see it in the run's log."
    return Answer(sentence, (kit.section(f"📣 {sentence}"),))


def _said(notification: Notification) -> Answer:
    sign = _SIGNS.get(notification.severity, "📣")
    title = kit.shown(notification.title, _TITLE)
    text = kit.shown(notification.text, _TEXT)
    link = kit.link(notification.link, notification.title, _TITLE)
    return Answer(f"{title}. {text}".strip(), (kit.section(f"{sign} *{link}*\n{text}".strip()),))
