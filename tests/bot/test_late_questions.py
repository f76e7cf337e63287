"""A question that takes longer than Slack waits is answered once, even if the process that worked on it is gone."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from bot import late_questions
from bot.identity import Identity
from bot.sender import Sender
from bot.sender.door import web_client
from bot.surfaces.desk import Desk
from bot.surfaces.promptness import Promptness
from bot.surfaces.windows import Windows
from bot.workers import Workers
from catalog_store.database import Database
from catalog_store.job_queue import JobQueue
from catalog_store.slack.outgoing import Outgoing
from catalog_store.slack.seen import SeenEvents
from commands.ask import Ask, Channel, Person, Surface
from tests.support.patience import eventually
from tests.support.slack_api import SlackApi
from tests.support.slack_side import answering_app

KEYS = ("event:Ev1",)


@pytest.fixture
def desk(database: Database, slack: SlackApi, tmp_path: Path) -> Iterator[Desk]:
    """One that always has to leave its questions."""
    sender = Sender(web_client("xoxb-test", slack.url), store=Outgoing(database, replica="test"))
    sender.start()
    identity = Identity("UBOT", "BBOT", "T1")
    with answering_app(database, sender, tmp_path, identity=lambda: identity) as (_app, services):
        leave = partial(late_questions.leave, JobQueue(database), after=timedelta(0))
        hasty = Promptness(deadline=0.0)
        seen, windows = SeenEvents(database), Windows(sender)
        yield Desk(services, seen, sender, lambda *_: None, lambda: identity, windows, leave=leave, promptness=hasty)
    sender.stop(timeout=0.2)


@pytest.fixture
def ask(desk: Desk) -> Ask:
    return Ask(
        "owner payments-api", Person("U1", "T1"), Surface.MENTION, desk.services.clock(), Channel("C1"), "1700000000.1"
    )


@pytest.fixture
def workers(database: Database, desk: Desk) -> Iterator[Workers]:
    queue = JobQueue(database)
    workers = Workers((late_questions.task(desk),), queue, url=database.libpq_url, wait_until_ready=lambda: True)
    workers.start()
    yield workers
    workers.stop()


@pytest.mark.usefixtures("workers")
def test_a_question_is_answered_though_its_process_died(
    desk: Desk, ask: Ask, slack: SlackApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as dying:
        dying.setattr(Promptness, "attend", lambda *_, **__: False)  # as if nothing came of it
        desk.answer_event(ask, KEYS)
    (said,) = slack.heard("chat.postMessage", within=60)
    assert "owned by Payments" in said.text
    assert said.payload["thread_ts"] == "1700000000.1"


def test_a_question_that_was_answered_meanwhile_is_not_answered_again(
    database: Database, desk: Desk, ask: Ask, slack: SlackApi, request: pytest.FixtureRequest
) -> None:
    desk.answer_event(ask, KEYS)
    slack.heard("chat.postMessage")
    desk.leave(ask, KEYS)  # an answer may be quicker than a deadline of nothing: then nothing was left
    assert JobQueue(database).condition().waiting >= 1
    request.getfixturevalue("workers")
    assert eventually(lambda: JobQueue(database).condition().waiting == 0)
    assert len(slack.calls("chat.postMessage")) == 1
