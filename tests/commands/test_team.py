"""Asking about a team."""

import pytest

from catalog_store.database import Database
from commands.ask import Outcome
from tests.commands.asking import STRANGER, Somebody, buttons, read, replaced, replied
from tests.commands.conftest import Rewrite
from tests.support.catalog import entity, put


def test_tells_people_reach_things_and_what_waits(ana: Somebody) -> None:
    answer = ana.asks("team payments")

    assert answer.text == (
        "Payments is a team of 2 people. Reach them at <#C0PAYMENT1>. They own 2 components, 1 API, 1 domain, 1 resource"
        " +1 more. 2 things wait for attention, first refund-ui and notifier."
    )
    assert read(answer).splitlines() == [
        "Payments  ·  a team of 2 people",
        "Takes the money.",
        "Reach them: #C0PAYMENT1 · payments@orchard.example",
        "People (2): Ana Lima (ana@orchard.example), Ben Okoro (ben@orchard.example)",
        "Part of: Retail",
        "⚠ 2 things wait for attention",
        "• refund-ui: a part of theirs, whose file names web-guild as owner, which the catalog does not have",
        "• notifier: in production, and nobody is known to be on call",
        "Components (2)  notifier, Payments API",
        "APIs (1)  payments-v2",
        "Systems (1)  Checkout",
        "Resources (1)  payments-db",
        "Domains (1)  commerce",
        "[Retail]",
        "Read just now",
    ]


def test_walks_to_the_teams_around_it(ana: Somebody) -> None:
    organization = replied(ana.presses(ana.asks("team payments"), "Retail"))

    assert organization.text.startswith("Retail is an organization of 2 teams.")
    assert {"Payments", "Platform"} <= buttons(organization).keys()


def test_without_a_name_it_is_the_askers_one_team(ana: Somebody) -> None:
    answer = ana.asks("team")

    assert answer.text.startswith("Payments is a team of 2 people.")
    assert "The one team that you are in" in read(answer)


@pytest.mark.parametrize("words", ["stale", "reports", "scorecard team"])
def test_whatever_tells_about_a_team_takes_the_askers_one_team(ana: Somebody, words: str) -> None:
    assert "Payments" in ana.asks(words).text


def test_without_a_name_or_a_team_it_says_how_to_ask(ana: Somebody) -> None:
    answer = ana.as_(STRANGER).asks("team")

    assert answer.outcome is Outcome.USAGE
    assert answer.text.startswith("Say which one, for example `/callboard team payments`.")


def test_understands_what_does_a_team_own(ana: Somebody) -> None:
    assert ana.asks("what does payments own?").text.startswith("Payments is a team")


def test_suggests_a_team_whose_name_is_alike(ana: Somebody) -> None:
    answer = ana.asks("team paymnts")

    assert answer.outcome is Outcome.NOT_FOUND
    assert replaced(ana.presses(answer, "Payments (team)")).text.startswith("Payments is a team")


def test_a_component_is_no_team(ana: Somebody) -> None:
    assert ana.asks("team status-page").text.startswith("I know no team called `status-page`.")


def test_a_reference_that_leads_nowhere_waits_for_its_owner(owner: Somebody, rewrite: Rewrite) -> None:
    rewrite("dependsOn: [resource:payments-db]", "dependsOn: [resource:payments-db, resource:gone, component:away]")

    assert "Payments API: 2 references in its file lead nowhere" in read(owner.asks("team payments"))


def test_a_claim_waits_for_whoever_owns_it_meanwhile(owner: Somebody, rewrite: Rewrite) -> None:
    owner.presses(owner.asks("owner sms-relay"), "Claim")
    rewrite("owner: customer-comms", "owner: platform")

    assert "SMS relay: 1 claim on it is open" in read(owner.asks("team platform"))


def test_a_faulty_file_waits_first(owner: Somebody, rewrite: Rewrite) -> None:
    rewrite("metadata: {name: status-page}\nspec:", "metadata: {name: status-page, tags: 7}\nspec:")

    lines = read(owner.asks("team platform")).splitlines()

    waiting = lines.index(next(line for line in lines if "wait for attention" in line))
    assert lines[waiting + 1] == "• status-page: the newest version of its file is faulty"


def test_a_team_of_thousands_of_things_stays_short(owner: Somebody, filled: Database) -> None:
    put(
        filled,
        *(
            entity("Component", f"worker-{n}", type="service", lifecycle="production", owner="platform")
            for n in range(300)
        ),
    )

    text = read(owner.asks("team platform"))

    assert "+29" in text
    assert len(text) < 2_500
