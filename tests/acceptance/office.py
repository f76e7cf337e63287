"""A company at work: the running bot in a local Slack, and people who ask it things and read what it says."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from bot import settings, wiring
from bot.serving import Bot
from bot.workspace.local import LocalSlack
from bot.workspace.messages import Json, Message
from bot.workspace.modal_seat import ModalSeat
from bot.workspace.seat import Seat
from bot.workspace.seed import WorkspaceSeed
from bot.workspace.settings import AppSettings
from catalog_store.database import Database
from catalog_store.slack.people import PeopleTable
from commands import kit
from commands.ask import Answer
from tests.company.files import COMPANY
from tests.support.signed import SECRET, SlackSends

#: What everybody reads whose answer takes longer than Slack waits for it.
WAITING = "The answer follows here as soon as it is there."


@dataclass(frozen=True)
class Office:
    """The company's Slack with the bot in it, which runs here or elsewhere."""

    slack: LocalSlack
    bot: Bot | None
    database: Database
    database_url: str

    @property
    def bot_user(self) -> str:
        return self.slack.app.bot_user_id

    @property
    def sends(self) -> SlackSends:
        """A way to send the bot what Slack sends rarely, or never."""
        assert self.bot, "it runs in processes of its own"
        return SlackSends(self.bot.web.host, self.bot.web.port)

    def now(self, message: Message) -> Message:
        """The message as it stands now; the same object for as long as nobody changed it."""
        found = self.slack.parts.workspace.conversations[message.channel].find(message.ts)
        assert found is not None, "the message is gone"
        return found

    def sees(self, look: Callable[[], Iterable[Message]]) -> Message:
        """The first message that is seen there, as soon as there is one that is more than a request for patience."""
        return self.slack.wait_for(lambda: [message for message in look() if WAITING not in message.text])[0]

    def get_to_know(self, *names: str) -> None:
        """Wait until Slack has told the bot who these people are, which may take it a moment after their first visit."""
        people, team = PeopleTable(self.database), self.slack.company.team.id
        for person in map(self.person, names):
            known = partial(people.find, team=team, user=person.seat.person.id)
            if known() is None:
                person.opens_home()
                self.slack.wait_for(known)

    def person(self, name: str, channel: str = "general") -> "Colleague":
        """Somebody of the company, sitting in a channel."""
        return Colleague(self, name, channel)


@dataclass(frozen=True)
class Colleague:
    """One person in one channel. What they do returns what they read because of it."""

    office: Office
    name: str
    channel: str

    @property
    def seat(self) -> Seat:
        return self.office.slack.as_person(self.name)

    def in_(self, channel: str) -> "Colleague":
        return replace(self, channel=channel)

    def types(self, command: str, text: str = "") -> Message:
        """Run a slash command, which is answered for them alone."""
        return self._new(self._to_them_alone, lambda: self.seat.slash(command, text, channel=self.channel))

    def mentions(self, text: str, thread_ts: str | None = None) -> Message:
        """Say something to the bot in the channel or one of its threads, and read the answer in the thread."""
        asked = self.seat.mention(self.channel, text, thread_ts)
        return self.answer_to(asked)

    def answer_to(self, asked: Message) -> Message:
        """The bot's one answer below a message."""
        head = asked.thread_ts or asked.ts
        return self.office.sees(lambda: (message for message in self.thread(head) if message.ts > asked.ts))

    def thread(self, head: str) -> list[Message]:
        """What the bot said in a thread."""
        said = self.office.slack.messages(self.channel, viewer=self.name, thread_ts=head)
        return [message for message in said if message.user == self.office.bot_user]

    def writes(self, text: str) -> Message:
        """Write to the bot in a direct message, and read what it answers."""
        return self._new(self.direct, lambda: self.seat.direct_message(text))

    def finds_the_owner(self, message: Message) -> Message:
        """Choose "Find the owner" in the menu of a message."""
        return self._new(self.in_view, lambda: self.seat.shortcut("find_owner", message))

    def presses(self, message: Message, button: str) -> Message:
        """Press a button that changes its message; the message as it is then."""
        before = self.office.now(message)
        self.seat.press(message, button)
        self.office.slack.wait_for(lambda: self.office.now(message) is not before)
        return self.office.now(message)

    def presses_for_more(self, message: Message, button: str) -> Message:
        """Press a button that leads to a further message."""
        return self._new(lambda: self.in_view(message.channel), lambda: self.seat.press(message, button))

    def opens(self, message: Message, button: str) -> ModalSeat:
        """Press a button that opens a form, and wait until it is drawn."""
        self.seat.press(message, button)
        return self.drawn_form()

    def drawn_form(self) -> ModalSeat:
        """The form before them, as soon as more than an empty window is there."""
        form = self.seat.modal
        self.office.slack.wait_for(lambda: self.office.slack.modal(self.name) and "One moment" not in form.shown)
        return form

    def opens_home(self) -> str:
        """Open the bot's page, and read it as it is drawn now."""
        before = self.office.slack.home(self.name)
        self.seat.open_home()
        self.office.slack.wait_for(lambda: self.office.slack.home(self.name) is not before)
        return self.home()

    def home(self) -> str:
        view = self.office.slack.home(self.name)
        return kit.plain(Answer("", view["blocks"])) if view else ""

    def in_view(self, channel: str | None = None) -> list[Message]:
        """All that the bot said in the channel, as far as this person sees it."""
        said = self.office.slack.messages(channel or self.channel, viewer=self.name)
        return [message for message in said if message.user == self.office.bot_user]

    def _to_them_alone(self) -> list[Message]:
        return [message for message in self.in_view() if message.ephemeral_to]

    def direct(self) -> list[Message]:
        """What the bot wrote to this person."""
        return [m for m in self.office.slack.direct_messages(self.name) if m.user == self.office.bot_user]

    def found(self, text: str) -> Message:
        """A message that stands in the channel."""
        said = self.office.slack.messages(self.channel, viewer=self.name)
        return next(message for message in said if text in message.text)

    def leaves(self, text: str = "", *, blocks: Sequence[Json] = (), attachments: Sequence[Json] = ()) -> Message:
        """Something that stands in the channel and was not typed there: a file, a forwarded mail, an app's alert."""
        workspace = self.seat.deeds.workspace
        channel = workspace.channel_named(self.channel).id

        async def leave() -> Message:
            return workspace.post(
                Message(
                    ts=workspace.next_ts(),
                    channel=channel,
                    user=self.seat.person.id,
                    text=text,
                    blocks=list(blocks),
                    attachments=list(attachments),
                )
            )

        left: Message = self.seat.run(leave())
        return left

    def _new(self, said: Callable[[], list[Message]], deed: Callable[[], object]) -> Message:
        before = {message.ts for message in said()}
        deed()
        return self.office.sees(lambda: (message for message in said() if message.ts not in before))


def read(message: Message) -> str:
    """All that a person reads in a message, as plain words."""
    return kit.plain(Answer(message.text, message.blocks))


def told(message: Message) -> str:
    """What a message tells, without its buttons and without how fresh that is."""
    kept = [block for block in message.blocks if block["type"] not in ("actions", "context")]
    return f"{message.text}\n{kit.plain(Answer(message.text, kept))}"


def buttons(message: Message) -> list[str]:
    """The labels of a message's buttons, in their order."""
    rows = (block.get("elements", ()) for block in message.blocks if block["type"] == "actions")
    return [element["text"]["text"] for row in rows for element in row]


def company_app() -> AppSettings:
    """The bot as the company's Slack knows it."""
    return replace(AppSettings.from_manifest(wiring.manifest()), signing_secret=SECRET)


def company_slack(port: int = 0) -> LocalSlack:
    """The company's workspace, where retries come quickly; not started yet."""
    return LocalSlack(WorkspaceSeed.load(COMPANY / "slack.yaml"), port=port, app=company_app(), patience=0.005)


@contextmanager
def running_office(
    database_url: str, home: Path, *, over: str, has_database: bool = True, beside: Mapping[str, str] | None = None
) -> Iterator[Office]:
    """The company with the bot at work, over `socket` or `http`; ready, unless its database is still to come."""
    with (
        company_slack() as slack,
        running_bot(slack.api_url, database_url, home, over=over, beside=beside) as (bot, database),
    ):
        if over == "http":
            slack.reach_app_at(f"http://{bot.web.host}:{bot.web.port}/slack/events")
        else:
            slack.wait_until_connected()
        office = Office(slack, bot, database, database_url)
        if has_database:
            slack.wait_for(lambda: office.sends.request("GET", "/readyz").status == 200, timeout=60)
        yield office


@contextmanager
def running_bot(
    api_url: str, database_url: str, home: Path, *, over: str, beside: Mapping[str, str] | None = None
) -> Iterator[tuple[Bot, Database]]:
    """The bot, as `callboard serve` runs it, with the variables that are given beside its own."""
    database = Database(database_url)
    bot = Bot.start(settings.load(_environment(api_url, database_url, over) | dict(beside or {}), home), database)
    try:
        yield bot, database
    finally:
        bot.stop()
        database.close()


def _environment(api_url: str, database_url: str, over: str) -> dict[str, str]:
    app = company_app()
    environment = {
        "SLACK_API_URL": api_url,
        "SLACK_BOT_TOKEN": app.bot_token,
        "SLACK_SIGNING_SECRET": app.signing_secret,
        "DATABASE_URL": database_url,
        "CALLBOARD_LISTEN": "127.0.0.1:0",
    }
    return environment | ({"SLACK_APP_TOKEN": app.app_token} if over == "socket" else {})
