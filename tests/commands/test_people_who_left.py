"""What is said of people who are deactivated in Slack, and of what they own."""

from dataclasses import replace

import pytest

from catalog_store.database import Database
from catalog_store.refs import EntityRef
from catalog_store.slack.account_links import Account, AccountLinks
from catalog_store.slack.people import PeopleTable, SlackPerson
from commands.ask import Person
from tests.commands.asking import NOW, Somebody, buttons, read, replaced, replied
from tests.commands.conftest import Rewrite

BEN = EntityRef("user", "default", "ben")
GONE = SlackPerson("T1", "U0BEN", "Ben Okoro", "Ben@Orchard.example ", None, NOW, left_at=NOW)


@pytest.fixture
def people(filled: Database) -> PeopleTable:
    return PeopleTable(filled)


@pytest.fixture
def bereft(owner: Somebody, people: PeopleTable, rewrite: Rewrite) -> Somebody:
    """Ana, where Ben owns the user interface of refunds, and left."""
    rewrite("owner: web-guild", "owner: user:ben")
    people.save(GONE)
    return owner


def test_an_owner_who_left_is_said_to_have_left_with_whom_to_ask_instead(bereft: Somebody) -> None:
    answer = bereft.asks("owner refund-ui")

    assert answer.text.startswith(
        "refund-ui is owned by Ben Okoro, who left (deactivated in Slack)."
        " Ask Payments, who own the system Checkout, which it is part of. Reach them at "
    )
    assert "Ben Okoro, who left (deactivated in Slack), ask Payments" in read(answer)
    assert "mailto:ben@" not in str(answer.blocks)


def test_what_somebody_left_behind_can_be_claimed(bereft: Somebody) -> None:
    answer = bereft.asks("owner refund-ui")
    claimed = replaced(bereft.presses(answer, "Claim"))

    assert "You claimed it" in read(claimed)
    assert "Claim" not in buttons(claimed)


def test_the_long_answer_says_so_as_well(bereft: Somebody) -> None:
    text = read(replaced(bereft.presses(bereft.asks("owner refund-ui"), "More")))

    assert "Ben Okoro, who left (deactivated in Slack)" in text
    assert "Instead Payments, who own the system Checkout, which it is part of:" in text


def test_without_an_owner_further_up_their_team_is_named(bereft: Somebody, rewrite: Rewrite) -> None:
    rewrite(", system: checkout}", "}")

    assert "Ask Payments, the team that they were in." in bereft.asks("owner refund-ui").text


def test_where_nobody_stands_in_that_is_said(bereft: Somebody, rewrite: Rewrite) -> None:
    rewrite("owner: user:ben, system: checkout", "owner: user:ben")
    rewrite("  memberOf: [payments]\n  profile: {displayName: Ben", "  memberOf: []\n  profile: {displayName: Ben")

    assert "Nobody else is known to own it." in bereft.asks("owner refund-ui").text


def test_an_inherited_owner_who_left_is_said_to_have_left(bereft: Somebody, rewrite: Rewrite) -> None:
    rewrite("metadata: {name: commerce}\nspec: {owner: payments}", "metadata: {name: commerce}\nspec: {owner: ghosts}")
    rewrite("spec: {owner: payments, domain: commerce}", "spec: {owner: user:ben, domain: commerce}")
    rewrite("owner: user:ben, system: checkout", "owner: web-guild, system: checkout")

    assert (
        "the system Checkout, which it is part of, is owned by Ben Okoro, who left (deactivated in Slack). Ask Payments"
        in bereft.asks("owner refund-ui").text
    )


def test_whoever_is_on_call_and_left_is_said_to_have_left(bereft: Somebody) -> None:
    answer = bereft.asks("owner payments-api")

    assert "On call: Ben Okoro, who left (deactivated in Slack)." in answer.text
    assert "Payments API is owned by Payments." in answer.text


def test_somebody_who_left_is_still_known_by_name(bereft: Somebody) -> None:
    text = bereft.asks("owner user:ben").text

    assert "Ben Okoro left: their account is deactivated in Slack." in text
    assert "Reach them" not in text


def test_a_team_marks_its_members_who_left(bereft: Somebody) -> None:
    assert "a team of 2 people, 1 of whom left (deactivated in Slack)" in bereft.asks("team payments").text
    assert "Ben Okoro (left)" in read(bereft.asks("team payments"))
    assert "Ben Okoro (left)" in read(bereft.asks("owner payments"))


def test_health_counts_what_people_who_left_own(bereft: Somebody) -> None:
    assert "1 thing owned by somebody who left" in bereft.asks("health").text
    page = read(bereft.asks("health owners-left"))

    assert "refund-ui (component)" in page
    assert "Ben Okoro left" in page
    assert "Payments should mend it" in page


def test_somebody_whom_slack_does_not_know_has_not_left(bereft: Somebody, filled: Database) -> None:
    with filled.changing() as connection:
        connection.exec_driver_sql("DELETE FROM people")

    assert "who left" not in bereft.asks("owner refund-ui").text


def test_somebody_with_another_account_that_is_active_has_not_left(bereft: Somebody, people: PeopleTable) -> None:
    people.save(replace(GONE, user="U0BEN2", left_at=None))

    assert "who left" not in bereft.asks("owner refund-ui").text


def test_somebody_linked_to_an_active_account_has_not_left(
    bereft: Somebody, people: PeopleTable, filled: Database
) -> None:
    people.save(replace(GONE, user="U0BEN2", email="ben.private@example.org", left_at=None))
    AccountLinks(filled).save(Account("T1", "U0BEN2"), BEN, by="U0BEN2", at=NOW)

    assert "who left" not in bereft.asks("owner refund-ui").text


def test_somebody_linked_to_an_account_that_is_deactivated_left(
    bereft: Somebody, people: PeopleTable, filled: Database
) -> None:
    people.save(replace(GONE, email="ben.private@example.org", read_at=NOW))
    assert "who left" not in bereft.asks("owner refund-ui").text
    AccountLinks(filled).save(Account("T1", "U0BEN"), BEN, by="U0BEN", at=NOW)

    assert "who left" in bereft.asks("owner refund-ui").text


def test_an_account_linked_to_somebody_else_says_nothing_of_them(bereft: Somebody, filled: Database) -> None:
    AccountLinks(filled).save(Account("T1", "U0BEN"), EntityRef("user", "default", "ana"), by="U0BEN", at=NOW)

    assert "who left" not in bereft.asks("owner refund-ui").text


def test_a_shared_answer_says_so_and_mentions_nobody(bereft: Somebody) -> None:
    shared = replied(bereft.as_(Person("U0ANA00001", "T1")).presses(bereft.asks("owner refund-ui"), "Share"))

    assert "who left (deactivated in Slack)" in read(shared)
    assert "<@" not in str(shared.blocks) + shared.text


@pytest.mark.parametrize("was_linked", [False, True])
def test_whose_old_account_is_deactivated_can_link_the_new_one(
    bereft: Somebody, rewrite: Rewrite, filled: Database, *, was_linked: bool
) -> None:
    if was_linked:
        AccountLinks(filled).save(Account("T1", "U0BEN"), BEN, by="U0BEN", at=NOW)
    rewrite("metadata: {name: ben}", "metadata: {name: ben, annotations: {github.com/user-login: benokoro}}")
    returned = bereft.as_(Person("U0BENNEW01", "T1"))

    assert "You are Ben Okoro in the catalog" in returned.asks("me github:benokoro").text
