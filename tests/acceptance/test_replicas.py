"""Two and three processes of the bot: each question is answered once, whichever of them dies, and when."""

import itertools
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.workspace.messages import Message
from catalog_store.slack.live_messages import LiveMessages
from tests.acceptance.replicas import Replicas, running_replicas
from tests.support.front import is_ready
from tests.support.processes import becomes_true

pytestmark = pytest.mark.more

#: Writes the counts down, to be shown at the end of the run.
Count = Callable[[str, object], None]
PLACES = (("hanna", "oncall"), ("ingrid", "sailings"), ("ana", "payments"), ("ana", "general"), ("hanna", "general"))
#: One that does not answer: a status says so, and goes on looking.
CLUSTER = """
kubernetes:
  clusterLocatorMethods:
    - {type: config, clusters: [{name: north, url: 'https://127.0.0.1:9', serviceAccountToken: x, skipTLSVerify: true}]}
"""


@pytest.fixture
def replicas(company_copy: str, tmp_path: Path) -> Iterator[Replicas]:
    with running_replicas(company_copy, tmp_path) as running:
        yield running


def ask_everywhere(replicas: Replicas, times: int = 1) -> list[Message]:
    return [replicas.asks(*place, "owner ledger") for _ in range(times) for place in PLACES]


def each_is_answered_once(replicas: Replicas, asked: list[Message], *, within: float = 30.0) -> bool:
    becomes_true(lambda: all(replicas.answers_to(question) for question in asked), within=within)
    replicas.settled(within=within)
    counts = [len(replicas.answers_to(question)) for question in asked]
    assert counts == [1] * len(asked), replicas.logs
    return True


def test_questions_are_answered_once_by_whoever_gets_them(replicas: Replicas) -> None:
    replicas.start(3)
    replicas.slack.deliver_twice()
    assert each_is_answered_once(replicas, ask_everywhere(replicas, 2))


def test_an_answer_that_was_not_sent_yet_survives_the_death_of_its_process(replicas: Replicas) -> None:
    replicas.start(2)
    replicas.slack.rate_limit("chat.postMessage", retry_after=3)
    asked = [replicas.asks("hanna", "oncall", "owner ledger")]
    victim = replicas.holding_an_answer()
    assert becomes_true(lambda: bool(replicas.slack.calls("chat.postMessage")))
    assert becomes_true(lambda: not _begun(replicas)), "nobody heard that Slack had not taken it"
    killed_at = time.monotonic()
    replicas.kill(victim)
    assert each_is_answered_once(replicas, asked, within=60)
    assert time.monotonic() - killed_at < 30


def test_an_answer_that_may_have_arrived_is_not_sent_again(replicas: Replicas) -> None:
    replicas.start(2)
    replicas.slack.delay("chat.postMessage", 3.0)
    asked = replicas.asks("hanna", "oncall", "owner ledger")
    assert becomes_true(lambda: _begun(replicas))
    replicas.kill(replicas.holding_an_answer())
    assert replicas.settled(within=60)
    replicas.slack.delay("chat.postMessage", 0.0)
    time.sleep(4)
    assert len(replicas.answers_to(asked)) <= 1
    assert replicas.store.backlog().unsure == 1
    assert "message-in-doubt" in replicas.logs


def test_a_process_that_dies_before_it_has_an_answer_loses_no_question(replicas: Replicas) -> None:
    replicas.start(2)
    asked = ask_everywhere(replicas)
    replicas.kill(replicas.running[0])
    assert each_is_answered_once(replicas, asked)


def test_a_status_keeps_itself_current_although_its_process_died_as_soon_as_it_was_posted(replicas: Replicas) -> None:
    with (replicas.folder / "app-config.yaml").open("a") as config:
        config.write(CLUSTER)
    replicas.program = "tests.acceptance.short_lived"
    replicas.start()
    asked = replicas.asks("bilal", "payments", "status payments-api")
    (dying,) = replicas.running
    assert becomes_true(lambda: not dying.is_alive, within=60), replicas.logs[-4_000:]
    replicas.running.remove(dying)
    (posted,) = replicas.answers_to(asked)
    replicas.program = "bot"
    replicas.start()
    live = LiveMessages(replicas.database)
    assert becomes_true(lambda: [each.ts for each in live.running()] == [posted.ts], within=60), replicas.logs[-4_000:]


def test_nothing_is_lost_while_slack_is_away(replicas: Replicas) -> None:
    replicas.start(2)
    assert each_is_answered_once(replicas, ask_everywhere(replicas))
    replicas.cable.cut()
    asked = ask_everywhere(replicas)
    time.sleep(8)
    assert [len(replicas.answers_to(question)) for question in asked] == [0] * len(asked)
    replicas.cable.mend()
    assert each_is_answered_once(replicas, asked, within=60)


@pytest.mark.soak
def test_nothing_is_lost_while_slack_is_away_for_ten_minutes(replicas: Replicas, record_property: Count) -> None:
    """What people ask meanwhile arrives over connections that still stand; the last of these break before Slack is back."""
    replicas.start(2)
    asked = ask_everywhere(replicas)
    assert each_is_answered_once(replicas, asked)
    replicas.cable.cut()
    ends = time.monotonic() + 600
    for person, channel in itertools.cycle(PLACES):
        asked.append(replicas.asks(person, channel, "owner ledger"))
        time.sleep(15)
        if time.monotonic() > ends:
            break
    replicas.slack.drop_connections()
    waiting = replicas.store.backlog()
    replicas.cable.mend()
    mended_at = time.monotonic()
    assert each_is_answered_once(replicas, asked, within=120)
    lasted = time.monotonic() - mended_at
    record_property(
        "counted", f"{len(asked)} questions, {waiting.waiting} answers waited; answered {lasted:.0f} s later"
    )
    assert waiting.oldest > 500
    assert all(is_ready(replica.address) for replica in replicas.running)


def test_a_storm_of_rate_limits_only_slows_the_answers(replicas: Replicas) -> None:
    replicas.start(2)
    replicas.slack.rate_limit("chat.postMessage", retry_after=1, times=6)
    assert each_is_answered_once(replicas, ask_everywhere(replicas), within=60)


def test_together_they_keep_to_slack_s_pace(replicas: Replicas) -> None:
    replicas.start(2)
    replicas.slack.pace_posts()
    asked = [replicas.asks("hanna", "oncall", "owner ledger") for _ in range(6)]
    assert each_is_answered_once(replicas, asked, within=30)
    refused = [call for call in replicas.slack.calls("chat.postMessage") if call.answer.get("error")]
    # Where this machine stalls, one message may arrive late and the next one in time.
    assert len(refused) <= 1


def test_a_rolling_restart_loses_and_repeats_nothing(replicas: Replicas) -> None:
    replicas.start(2)
    asked: list[Message] = []
    for old in tuple(replicas.running):
        asked += ask_everywhere(replicas)
        assert replicas.end(old) == 0
        asked += ask_everywhere(replicas)
        replicas.start()
    assert each_is_answered_once(replicas, asked, within=60)


def _begun(replicas: Replicas) -> bool:
    with replicas.database.reading() as connection:
        return bool(connection.exec_driver_sql("SELECT count(*) FROM outgoing WHERE begun_at IS NOT NULL").scalar_one())
