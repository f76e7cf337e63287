"""What a process has in hand of the kept messages, and what it says of them after Postgres was away."""

from bot.sender.calls import Call, Kept
from bot.sender.hands import Hands, Settled
from bot.sender.mail import Mail
from bot.sender.outbox import Outbox
from catalog_store.database import Database
from catalog_store.errors import DatabaseAwayError
from catalog_store.slack.outgoing import SENT, Claimed, Outgoing

FIRST, SECOND = Claimed(1, 1), Claimed(2, 1)


def sent(claimed: Claimed) -> Call:
    return Call("chat.postMessage", {"channel": "C1"}, ("C1",), kept=Kept(claimed, 0.0))


class Limping(Outgoing):
    """Its connections come back one after the other: the second message meets a dead one while the first is told again."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, replica="one")
        self.mail = Mail(self, Outbox(capacity=9, workers=1, clock=lambda: 0.0))
        self.tries: list[Claimed] = []

    def settle(self, claimed: Claimed, *, outcome: str, ts: str | None = None) -> None:
        self.tries.append(claimed)
        if self.tries in ([FIRST], [FIRST, FIRST, SECOND]):
            raise DatabaseAwayError("its connection died")
        if self.tries == [FIRST, FIRST]:
            self.mail.settle(sent(SECOND))
        super().settle(claimed, outcome=outcome, ts=ts)


def test_a_number_that_was_given_again_is_another_message() -> None:
    hands = Hands()
    hands.settle(Settled(FIRST, SENT, "1.1"))
    hands.take(FIRST)
    assert hands.held() == (FIRST.id,)
    assert hands.settled() == ()


def test_what_could_not_be_told_while_the_rest_was_told_again_is_told_as_well(database: Database) -> None:
    store = Limping(database)
    store.mail.settle(sent(FIRST))
    store.mail._look()
    assert store.tries == [FIRST, FIRST, SECOND]
    store.mail._look()
    assert store.tries[3:] == [FIRST, SECOND]
