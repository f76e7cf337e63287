"""A channel is shared with another company (Slack Connect): nothing internal is told there any more."""

from collections.abc import Iterator

import pytest

from bot.outsiders import SENTENCE
from tests.acceptance.office import Colleague, Office
from tests.support.patience import eventually

CHANNEL = "freight-customers"


@pytest.fixture
def olga(office: Office) -> Iterator[Colleague]:
    """She shares her channel for a while."""
    somebody = office.person("olga", CHANNEL)
    somebody.seat.share(CHANNEL)
    eventually(lambda: somebody.types("/owner", "payments-api").text == SENTENCE, within=30)
    yield somebody
    somebody.seat.share(CHANNEL, with_others=False)
    eventually(lambda: "owned by Payments" in somebody.types("/owner", "payments-api").text, within=30)


def test_a_mention_there_gets_one_sentence_that_only_the_writer_reads(olga: Colleague, office: Office) -> None:
    before = {message.ts for message in olga.in_view()}

    asked = olga.seat.mention(CHANNEL, "owner payments-api")

    said = office.sees(lambda: (each for each in olga.in_view() if each.ts not in before))
    assert (said.text, said.ephemeral_to) == (SENTENCE, olga.seat.person.id)
    assert olga.thread(asked.ts) == []


def test_elsewhere_the_same_person_is_answered_as_ever(olga: Colleague) -> None:
    assert "owned by Payments" in olga.writes("owner payments-api").text
