"""How often one person may ask."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bot.askers import SENTENCE, Askers
from bot.sender import Sender
from catalog_store.database import Database
from catalog_store.errors import DatabaseAwayError
from catalog_store.slack.buckets import Buckets
from commands.ask import Person
from tests.support.slack_api import SlackApi
from tests.support.slack_side import running_slack_side

ANA, BEN = Person("U1", "T1"), Person("U2", "T1")


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def take_nothing(_limits: object) -> float:
    raise AssertionError("Postgres was asked")


def test_at_a_persons_pace_postgres_is_never_asked() -> None:
    clock = Clock()
    askers = Askers(take_nothing, per_minute=60, clock=clock)
    for _ in range(300):
        assert askers.may_ask(ANA)
        clock.now += 1.0


def test_whoever_is_quick_is_counted_by_all_replicas_together(database: Database) -> None:
    replicas = [Askers(Buckets(database).take, per_minute=20, clock=Clock()) for _ in range(3)]
    answered = [sum(askers.may_ask(ANA) for _ in range(20)) for askers in replicas]
    assert answered[0] >= 19  # its own half, and the half that is everybody's
    assert all(10 <= count <= 13 for count in answered[1:]), answered
    assert all(askers.may_ask(BEN) for askers in replicas)


def test_a_program_in_a_loop_is_stopped_without_a_question_to_postgres() -> None:
    asked: list[object] = []

    def take(limits: object) -> float:
        asked.append(limits)
        return 0.0

    askers = Askers(take, per_minute=20, clock=Clock())
    assert sum(askers.may_ask(ANA) for _ in range(1_000)) == 20
    assert len(asked) == 10


def test_after_a_while_they_may_ask_again() -> None:
    clock = Clock()
    askers = Askers(lambda _limits: 0.0, per_minute=20, clock=clock)
    while askers.may_ask(ANA):
        pass
    clock.now += 3.0
    assert askers.may_ask(ANA)
    assert not askers.may_ask(ANA)


def test_while_postgres_is_away_each_replica_counts_for_itself() -> None:
    def away(_limits: object) -> float:
        raise DatabaseAwayError("it sleeps")

    askers = Askers(away, per_minute=20, clock=Clock())
    assert sum(askers.may_ask(ANA) for _ in range(50)) == 20


def test_they_are_told_twice_a_minute_at_most() -> None:
    clock = Clock()
    askers = Askers(lambda _limits: 0.0, per_minute=1, clock=clock)
    assert not askers.is_to_be_told(ANA), "who never asked is told nothing"
    askers.may_ask(ANA)
    told = []
    for _ in range(61):
        told.append(askers.is_to_be_told(ANA))
        clock.now += 1.0
    assert sum(told) == 3


def test_many_at_once_get_no_more_than_there_is() -> None:
    askers = Askers(lambda _limits: 0.0, per_minute=50, clock=Clock())
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda _: askers.may_ask(ANA), range(200))) == 50


class TestInSlack:
    def test_commands_get_one_sentence_for_the_asker_alone(
        self, database: Database, slack: SlackApi, sender: Sender, tmp_path: Path
    ) -> None:
        with running_slack_side(database, slack, sender, tmp_path, questions=3) as side:
            replies = [side.slash("payments-api").json for _ in range(5)]
        assert ["owned by Payments" in reply["text"] for reply in replies] == [True, True, True, False, False]
        assert replies[-1] == {"response_type": "ephemeral", "text": SENTENCE}

    def test_messages_get_it_once_and_then_nothing(
        self, database: Database, slack: SlackApi, sender: Sender, tmp_path: Path
    ) -> None:
        with running_slack_side(database, slack, sender, tmp_path, questions=2) as side:
            for _ in range(6):
                side.mention("owner payments-api")
            (told,) = side.slack.heard("chat.postEphemeral")
            assert told.text == SENTENCE
            assert len(side.slack.heard("chat.postMessage", count=2, within=60)) == 2
        assert len(side.slack.calls("chat.postEphemeral")) == 1
