"""Several real processes of the bot on one Postgres, and the local Slack that brings each payload to one of them."""

import os
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.workspace.local import LocalSlack
from bot.workspace.messages import Message
from catalog_store.database import Database
from catalog_store.slack.outgoing import Outgoing
from tests.acceptance.office import company_app, company_slack
from tests.support.cable import Cable, cable_to
from tests.support.front import Front, is_ready, running_front
from tests.support.processes import becomes_true

#: A process that starts on a busy machine may take long.
START = 120.0


@dataclass(eq=False)
class Replica:
    """One process. `address` is where it is asked over HTTP."""

    process: "subprocess.Popen[bytes]"
    address: str

    @property
    def is_alive(self) -> bool:
        return self.process.poll() is None


@dataclass
class Replicas:
    """The bot's processes. With a `front` they are called over HTTP through it, else they connect by Socket Mode."""

    slack: LocalSlack
    database: Database
    folder: Path
    cable: Cable
    connections: int = 1
    front: Front | None = None
    more: Mapping[str, str] = field(default_factory=dict)
    program: str = "bot"
    running: list[Replica] = field(default_factory=list)

    def start(self, count: int = 1) -> None:
        """So many more, connected."""
        self.wait_for(self.begin(count))

    def begin(self, count: int = 1) -> list[Replica]:
        """So many more, which will be there soon."""
        begun = [self._begin() for _ in range(count)]
        self.running += begun
        return begun

    def wait_for(self, begun: list[Replica]) -> None:
        """Wait until they can be asked."""
        for replica in begun:
            ready = becomes_true(lambda replica=replica: self._is_ready(replica), within=START)  # type: ignore[misc]
            assert ready, self.logs[-4_000:]
            if self.front:
                self.front.add(replica.address)
        if not self.front:
            self.slack.wait_until_connected(self.connections * len(self.running), START)

    def kill(self, replica: Replica) -> None:
        """As the kernel does when memory is short. A load balancer learns of it only by trying."""
        self.running.remove(replica)
        replica.process.send_signal(signal.SIGKILL)
        replica.process.wait()

    def end(self, replica: Replica) -> int:
        """As a rolling update does: first it is asked no more, then told to end. The exit status."""
        self.running.remove(replica)
        if self.front:
            self.front.remove(replica.address)
        replica.process.send_signal(signal.SIGTERM)
        return replica.process.wait(30)

    def holding_an_answer(self) -> Replica:
        """The process that has an answer in its hands, as soon as one has."""
        assert becomes_true(lambda: self._claims() != []), "nobody has an answer in hand"
        return next(each for each in self.running if f"-{each.process.pid}-" in self._claims()[0])

    def settled(self, *, within: float) -> bool:
        """Whether nothing waits to be sent any more."""
        return becomes_true(lambda: self.store.backlog().waiting == 0, within=within)

    @property
    def store(self) -> Outgoing:
        return Outgoing(self.database, replica="test")

    @property
    def logs(self) -> str:
        return "".join(path.read_text() for path in sorted(self.folder.glob("log-*")))

    def asks(self, person: str, channel: str, words: str) -> Message:
        """Somebody mentions the bot, and waits for nothing."""
        return self.slack.as_person(person).mention(channel, words)

    def answers_to(self, asked: Message) -> list[Message]:
        """What the bot said in the thread below."""
        said = self.slack.messages(asked.channel, thread_ts=asked.ts)
        return [message for message in said if message.user == self.slack.app.bot_user_id]

    def answers(self) -> Counter[tuple[str, str]]:
        """How often the bot answered below each message of each channel."""
        bot, conversations = self.slack.app.bot_user_id, self.slack.parts.workspace.conversations
        return Counter(
            (message.channel, message.thread_ts)
            for place in tuple(conversations.values())
            for message in tuple(place.messages)
            if message.user == bot and message.thread_ts
        )

    def _begin(self) -> Replica:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            address = f"127.0.0.1:{probe.getsockname()[1]}"
        with (self.folder / f"log-{len(list(self.folder.glob('log-*'))):03}").open("w") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", self.program, *(["serve"] if self.program == "bot" else [])],
                cwd=self.folder,
                env={**os.environ, **self._environment(address)},
                stdout=log,
                stderr=log,
            )
        return Replica(process, address)

    def _is_ready(self, replica: Replica) -> bool:
        assert replica.is_alive, self.logs[-4_000:]
        return is_ready(replica.address)

    def _claims(self) -> list[str]:
        with self.database.reading() as connection:
            found = connection.exec_driver_sql("SELECT claimed_by FROM outgoing WHERE settled_at IS NULL")
            return [row.claimed_by for row in found if row.claimed_by]

    def _environment(self, address: str) -> Mapping[str, str]:
        app = company_app()
        return {
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "SLACK_API_URL": f"{self.cable.url.rstrip('/')}/",
            "SLACK_BOT_TOKEN": app.bot_token,
            "SLACK_APP_TOKEN": "" if self.front else app.app_token,
            "SLACK_SIGNING_SECRET": app.signing_secret,
            "DATABASE_URL": self.database.libpq_url,
            "CALLBOARD_LISTEN": address,
            "CALLBOARD_HOME": str(self.folder / f"home-{address.rpartition(':')[2]}"),
            "LOG_FORMAT": "json",
            **self.more,
        }


@contextmanager
def running_replicas(
    database_url: str,
    folder: Path,
    *,
    over: str = "socket",
    connections: int = 1,
    config: str = "",
    program: str = "bot",
    more: Mapping[str, str] | None = None,
) -> Iterator[Replicas]:
    """A Slack and no bot yet. The bots' calls go through a cable that can be cut.

    Over `socket` each will have so many connections, over `http` they are reached through a load balancer. `config` is
    more for `callboard:` in their app-config.yaml, `more` for their environment.
    """
    (folder / "app-config.yaml").write_text(f"callboard: {{socketMode: {{connections: {connections}}}{config}}}\n")
    database = Database(database_url)
    with company_slack() as slack, cable_to(slack.api_url) as cable, running_front() as front:
        cable.mend()
        balanced = front if over == "http" else None
        replicas = Replicas(slack, database, folder, cable, connections, balanced, more or {}, program)
        if balanced:
            slack.reach_app_at(f"{front.url}/slack/events")
        try:
            yield replicas
        finally:
            for replica in list(replicas.running):
                replicas.kill(replica)
            database.close()
