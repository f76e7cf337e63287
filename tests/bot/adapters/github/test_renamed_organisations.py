"""An organisation that is called otherwise now: whoever reads the fault knows what to write, and nothing is lost."""

from collections.abc import Callable
from dataclasses import replace

from bot.adapters.github.sources import PeopleSource
from bot.adapters.places import Places
from bot.adapters.web_pages import WebPages
from bot.github_settings import PeopleProvider, ReadingTimes
from catalog_store.sync import Outcome
from tests.bot.adapters.github.conftest import Portal
from tests.support.github import GitHub

Describe = Callable[..., None]

ADVICE = "Its repositories are acme-labs's now: if acme was renamed, write acme-labs for it in the configuration."


def people(portal: Portal, organisation: str = "acme") -> Outcome:
    provider = PeopleProvider("people", "github.com", (organisation,), ReadingTimes())
    places = Places(WebPages())
    return PeopleSource(provider, portal.hub(), portal.repositories, portal.ingest, places, portal.now).read()


def told(outcome: Outcome) -> str:
    assert outcome.written.removed == 0
    return "".join(outcome.unreadable.values())


def test_its_fault_names_the_new_login_and_nothing_is_removed(
    github: GitHub, portal: Portal, describe: Describe
) -> None:
    describe("pay", private=True)
    describe("ship")
    portal.read()
    github.rename_organisation("acme", "acme-labs")
    found = told(portal.read())
    assert found.startswith("GitHub has no organisation acme, or does not show it to us. ")
    assert ADVICE in found
    assert portal.has("pay")


def test_with_the_new_login_in_the_configuration_all_are_the_same_as_before(
    github: GitHub, portal: Portal, describe: Describe
) -> None:
    describe("pay")
    describe("ship")
    portal.read()
    before = portal.get("pay").id
    github.rename_organisation("acme", "acme-labs")
    portal.read()
    portal.provider = replace(portal.provider, organization="acme-labs")
    outcome = portal.read()
    assert (outcome.is_clean, outcome.written.removed, outcome.written.added) == (True, 0, 0)
    assert portal.get("pay").id == before


def test_its_people_stay_and_the_fault_names_the_new_login(github: GitHub, portal: Portal, describe: Describe) -> None:
    github.team("acme/payments", members=["ana"])
    describe("pay")
    portal.read()
    assert people(portal).is_clean
    github.rename_organisation("acme", "acme-labs")
    assert ADVICE in told(people(portal))
    assert portal.find("payments", "group")
    portal.provider = replace(portal.provider, organization="acme-labs")
    portal.read()
    assert ADVICE in told(people(portal))  # also when the repositories are read by their new names already
    assert people(portal, "acme-labs").is_clean


def test_an_app_that_is_not_found_there_any_more_names_the_new_login_too(
    github: GitHub, portal: Portal, describe: Describe
) -> None:
    portal.app, portal.token = github.app("callboard", "acme"), ""
    describe("pay", private=True)
    portal.read()
    assert people(portal).is_clean
    github.rename_organisation("acme", "acme-labs")
    for outcome in (portal.read(), people(portal)):
        assert "the GitHub App is not installed there" in told(outcome)
        assert ADVICE in told(outcome)
    assert portal.has("pay")


def test_repositories_that_went_to_several_owners_say_nothing_of_a_new_login(
    github: GitHub, portal: Portal, describe: Describe
) -> None:
    describe("pay")
    describe("ship")
    portal.read()
    github.transfer("acme/pay", "umbrella")
    github.rename_organisation("acme", "acme-labs")
    assert told(portal.read()).rstrip(".").endswith("GitHub has no organisation acme, or does not show it to us")


def test_an_organisation_of_which_nothing_was_ever_seen_is_only_not_there(github: GitHub, portal: Portal) -> None:
    github.rename_organisation("acme", "acme-labs")
    assert "now" not in told(portal.read())
