"""Several real processes of the bot on one Postgres, and the local Slack that brings each payload to one of them."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.workspace.local import LocalSlack
from bot.workspace.messages import Message
from catalog_store.database import Database
from catalog_store.outgoing import Outgoing
from tests.acceptance.office import company_app, company_slack
from tests.support.cable import Cable, cable_to
from tests.support.processes import becomes_true

#: A process that starts on a busy machine may take long.
START = 60.0


@dataclass
class Replicas:
    """The bot's processes."""

    slack: LocalSlack
    database: Database
    folder: Path
    cable: Cable
    running: "list[subprocess.Popen[bytes]]" = field(default_factory=list)

    def start(self, count: int = 1) -> None:
        """So many more, connected."""
        for _ in range(count):
            with (self.folder / f"log-{len(list(self.folder.iterdir()))}").open("w") as log:
                self.running.append(
                    subprocess.Popen(
                        [sys.executable, "-m", "bot", "serve"],
                        cwd=self.folder,
                        env={**os.environ, **self._environment()},
                        stdout=log,
                        stderr=log,
                    )
                )
        self.slack.wait_until_connected(len(self.running), START)

    def kill(self, process: "subprocess.Popen[bytes]") -> None:
        """As the kernel does when memory is short."""
        self.running.remove(process)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def end(self, process: "subprocess.Popen[bytes]") -> int:
        """As a rolling update does; the exit status."""
        self.running.remove(process)
        process.send_signal(signal.SIGTERM)
        return process.wait(30)

    def holding_an_answer(self) -> "subprocess.Popen[bytes]":
        """The process that has an answer in its hands, as soon as one has."""
        assert becomes_true(lambda: self._claims() != []), "nobody has an answer in hand"
        return next(each for each in self.running if f"-{each.pid}-" in self._claims()[0])

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

    def _claims(self) -> list[str]:
        with self.database.reading() as connection:
            found = connection.exec_driver_sql("SELECT claimed_by FROM outgoing WHERE settled_at IS NULL")
            return [row.claimed_by for row in found if row.claimed_by]

    def _environment(self) -> dict[str, str]:
        app = company_app()
        return {
            "SLACK_API_URL": f"{self.cable.url.rstrip('/')}/",
            "SLACK_BOT_TOKEN": app.bot_token,
            "SLACK_APP_TOKEN": app.app_token,
            "SLACK_SIGNING_SECRET": app.signing_secret,
            "DATABASE_URL": self.database.libpq_url,
            "CALLBOARD_LISTEN": "127.0.0.1:0",
            "LOG_FORMAT": "json",
        }


@contextmanager
def running_replicas(database_url: str, folder: Path) -> Iterator[Replicas]:
    """A Slack and no bot yet. The bots' calls go through a cable that can be cut."""
    database = Database(database_url)
    with company_slack() as slack, cable_to(slack.api_url) as cable:
        cable.mend()
        replicas = Replicas(slack, database, folder, cable)
        try:
            yield replicas
        finally:
            for process in list(replicas.running):
                replicas.kill(process)
            database.close()
