"""Two processes behind a load balancer: what one has posted is pressed, filled in and submitted at the other."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.acceptance.conftest import Watch
from tests.acceptance.office import Colleague, Office, buttons, read
from tests.acceptance.replicas import running_replicas
from tests.support.front import Front

pytestmark = pytest.mark.more


@dataclass
class Balanced:
    """The company's office behind a load balancer with two processes, the first and the second."""

    office: Office
    front: Front
    servers: tuple[str, str]

    def person(self, name: str, channel: str) -> Colleague:
        return self.office.person(name, channel)

    def at(self, number: int) -> None:
        """The next request goes to this process."""
        self.front.next_goes_to(self.servers[number])


@pytest.fixture
def balanced(company_copy: str, watched: Watch, tmp_path: Path) -> Iterator[Balanced]:
    with running_replicas(company_copy, tmp_path, over="http") as replicas, watched(replicas.slack):
        replicas.start(2)
        assert replicas.front
        first, second = (replica.address for replica in replicas.running)
        office = Office(replicas.slack, None, replicas.database, company_copy)
        yield Balanced(office, replicas.front, (first, second))
        # Both had their share, or this has shown nothing.
        assert min(replicas.front.served[server] for server in (first, second)) > 3


def test_what_one_has_begun_the_other_goes_on_with(balanced: Balanced) -> None:
    """A press, a form that is drawn, searched, submitted, and a question that comes to both."""
    office, ana, finn = balanced.office, balanced.person("ana", "payments"), balanced.person("finn", "booking")
    office.get_to_know("finn")

    balanced.at(0)
    short = ana.types("/owner", "refund-service")
    balanced.at(1)
    long = ana.presses(short, "More")
    balanced.at(0)
    assert "Connections" in read(long)
    assert "Connections" not in read(ana.presses(long, "Less"))

    balanced.at(0)
    card = finn.types("/callboard", "here")
    balanced.at(1)
    form = finn.opens(card, "Choose …")
    balanced.at(0)
    form.search("What is this channel about?", "seat-inv", "component:default/seat-inventory")
    balanced.at(1)
    form.submit()
    office.sees(lambda: [each for each in finn.in_view() if "Changed by Finn Aalto" in each.text])
    balanced.at(0)
    assert "seat-inventory" in read(finn.types("/callboard", "owner"))

    balanced.at(1)
    question = ana.types("/owner", "feature-flags")
    balanced.at(0)
    assert buttons(question)
    assert "owned by" in ana.presses(question, "Feature flags").text


def test_an_event_that_comes_to_both_is_answered_once(balanced: Balanced) -> None:
    office = balanced.office
    for number in range(6):
        balanced.at(number % 2)
        office.slack.deliver_twice(new_id=bool(number % 2))
        hanna = balanced.person("hanna", "oncall")
        answer = hanna.mentions(f"owner {('ledger', 'gate-scanner')[number % 2]}")
        office.slack.wait_for(lambda: all(delivery.acked for delivery in office.slack.deliveries))
        assert len(hanna.thread(answer.thread_ts or "")) == 1
