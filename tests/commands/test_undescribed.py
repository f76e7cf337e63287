"""Asking about repositories that nobody described, and having them described."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from catalog_store.database import Database
from catalog_store.repositories_store import Repositories, Repository, Upkeep
from catalog_store.undescribed.finding import Undescribed
from commands.ask import Outcome, Press
from commands.describing import PullRequest, failed, opened
from tests.commands.asking import NOW, Somebody, buttons, read, replaced, replied
from tests.commands.conftest import Rewrite
from tests.support.catalog import entity, put


@dataclass(slots=True)
class Desk:
    """Takes note of what is asked for."""

    asked: list[tuple[str, str]] = field(default_factory=list)

    def is_possible(self, host: str) -> bool:
        return host == "github.com"

    def request(self, found: Undescribed, press: Press, *, by: str) -> None:
        assert press.message_ts
        self.asked.append((found.known.repository.slug, by))


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def ana(owner: Somebody, filled: Database, desk: Desk) -> Somebody:
    """Somebody whose company has seven repositories that nobody described, one of them archived."""
    repositories = Repositories(filled)
    named = ["carts", "kiosk-web", "ledger", "mailer", "old", "printer", "relay"]
    made = [_repository(number, f"orchard/{name}") for number, name in enumerate(named, start=1)]
    made[4] = replace(made[4], is_archived=True)
    repositories.save(made, now=NOW)
    repositories.save_upkeep(made[0], Upkeep("CODEOWNERS", "* ana@orchard.example\n", (("ana", 3),)))
    return replace(owner, services=replace(owner.services, describing=desk))


def test_lists_them_with_a_guess_and_a_button(ana: Somebody) -> None:
    answer = ana.asks("undescribed")

    assert answer.text == (
        "6 repositories are not described in the catalog, 1 to 5:"
        " orchard/carts, orchard/kiosk-web, orchard/ledger, orchard/mailer and orchard/printer."
    )
    text = read(answer)
    assert "It may belong to ana: CODEOWNERS line 1 names ana@orchard.example." in text
    assert "Nothing tells whose it is" in text
    assert "Describe it" in buttons(answer)
    assert "Next" in buttons(answer)


def test_health_counts_them_and_leads_there(ana: Somebody) -> None:
    answer = ana.asks("health")

    assert "6 repositories are not described" in read(answer)
    assert "6 repositories are not described" in replied(ana.presses(answer, "Undescribed")).text


def test_pages_through_them(ana: Somebody) -> None:
    last = replaced(ana.presses(ana.asks("undescribed"), "Next"))

    assert "6 to 6: orchard/relay" in last.text
    assert "1 to 5" in replaced(ana.presses(last, "Back")).text


def test_says_that_none_are_read(owner: Somebody) -> None:
    assert owner.asks("undescribed").text.startswith(
        "No repositories are read, so I cannot tell which are not described."
    )


def test_says_that_all_is_described(owner: Somebody, filled: Database) -> None:
    Repositories(filled).save([replace(_repository(1, "orchard/old"), is_archived=True)], now=NOW)

    assert owner.asks("undescribed").text == "Every repository that is read is described in the catalog."


@pytest.mark.parametrize(
    "words", ["owner https://github.com/orchard/carts", "owner orchard/carts", "undescribed orchard/carts"]
)
def test_the_owner_of_one_is_said_to_be_unknown_with_a_guess(ana: Somebody, words: str) -> None:
    answer = ana.asks(words)

    assert answer.outcome is Outcome.NOT_FOUND
    assert "orchard/carts" in answer.text
    assert "is not described in the catalog, so nobody is named as its owner. It may belong to" in answer.text
    assert "CODEOWNERS line 1 names ana@orchard.example" in answer.text
    assert "Describe it" in buttons(answer)


def test_what_nobody_owns_may_belong_to_whoever_commits(owner: Somebody, filled: Database, rewrite: Rewrite) -> None:
    rewrite("{name: ana}", "{name: ana, annotations: {github.com/user-login: ana-lima}}")
    source = "{backstage.io/source-location: 'url:https://github.com/orchard/sms-relay/'}"
    rewrite("title: SMS relay}", f"title: SMS relay, annotations: {source}}}")
    relay = _repository(1, "orchard/sms-relay")
    Repositories(filled).save([relay], now=NOW)
    assert "It may belong" not in owner.asks("owner sms-relay").text

    Repositories(filled).save_upkeep(relay, Upkeep(committers=(("ana-lima", 3), ("somebody", 1))))
    answer = owner.asks("owner sms-relay")

    expected = "It may belong to payments: 3 of 4 commits of the last 90 days are theirs."
    assert "its file names `customer-comms`" in answer.text
    assert expected in answer.text
    assert expected in read(answer)
    assert "Claim" in buttons(answer)


def test_nothing_is_made_of_a_repository_that_a_file_elsewhere_merely_names(owner: Somebody, filled: Database) -> None:
    relay = _repository(1, "orchard/sms-relay")
    Repositories(filled).save([relay], now=NOW)
    Repositories(filled).save_upkeep(relay, Upkeep("CODEOWNERS", "* ana@orchard.example\n"))
    named = {"backstage.io/source-location": "url:https://github.com/orchard/sms-relay/"}
    put(filled, entity("Component", "stray", annotations=named, type="service"))

    answer = owner.asks("owner stray")

    assert answer.text.startswith("Nobody is known to own stray.")
    assert "It may belong" not in answer.text


def test_a_press_asks_for_a_pull_request_in_ones_name(ana: Somebody, desk: Desk) -> None:
    answer = replaced(ana.presses(ana.asks("owner https://github.com/orchard/carts"), "Describe it"))

    assert desk.asked == [("orchard/carts", "Ana Lima")]
    assert answer.text == "A pull request that describes orchard/carts is being opened for Ana Lima."


def test_a_press_about_what_was_renamed_is_about_what_it_is_now(ana: Somebody, filled: Database, desk: Desk) -> None:
    answer = ana.asks("undescribed orchard/carts")
    Repositories(filled).save([_repository(1, "orchard/trolleys")], now=NOW)

    ana.presses(answer, "Describe it")

    assert desk.asked == [("orchard/trolleys", "Ana Lima")]


def test_a_press_is_about_the_one_at_its_host(ana: Somebody, filled: Database, desk: Desk) -> None:
    """Another one has the same name at a host that was read later."""
    answer = ana.asks("undescribed orchard/carts")
    inside = replace(_repository(9, "orchard/carts"), host="ghe.orchard.example")
    Repositories(filled).save([inside], now=NOW + timedelta(minutes=1))

    ana.presses(answer, "Describe it")

    assert desk.asked == [("orchard/carts", "Ana Lima")]


def test_a_press_about_what_is_gone_says_so(ana: Somebody, filled: Database, desk: Desk) -> None:
    answer = ana.asks("undescribed orchard/carts")
    Repositories(filled).mark_gone("github.com", [1], now=NOW)

    gone = replaced(ana.presses(answer, "Describe it"))

    assert gone.text == "`orchard/carts` is described by now, or it is gone."
    assert desk.asked == []


def test_an_archived_one_has_no_button_and_says_why(ana: Somebody) -> None:
    answer = ana.asks("undescribed orchard/old")

    assert "Describe it" not in buttons(answer)
    assert "It is archived: nothing can be added to it." in read(answer)


def test_without_a_token_there_is_no_button(ana: Somebody, owner: Somebody) -> None:
    answer = replace(ana, services=owner.services).asks("undescribed orchard/carts")

    assert "Describe it" not in buttons(answer)
    assert "It is in the catalog as soon as it has a catalog-info.yaml." in read(answer).replace("`", "")


def test_what_is_described_is_not_among_them(ana: Somebody, filled: Database) -> None:
    Repositories(filled).save([_repository(99, "orchard/payments-api")], now=NOW)

    assert "payments-api" not in ana.asks("undescribed").text
    assert "has an owner" not in ana.asks("undescribed orchard/payments-api").text


def test_tells_what_became_of_it() -> None:
    new = opened("orchard/carts", PullRequest(7, "https://github.com/orchard/carts/pull/7", is_new=True), "Ana Lima")
    old = opened("orchard/carts", PullRequest(7, "https://github.com/orchard/carts/pull/7", is_new=False), "Ben")

    assert new.text.startswith("Pull request #7 describes orchard/carts. It was opened for Ana Lima.")
    assert old.text.startswith(
        "Pull request #7 describes orchard/carts already. It is open, so no second one was made."
    )
    assert buttons(new)["Open it"]["url"] == "https://github.com/orchard/carts/pull/7"


def test_a_failure_says_why_and_lets_one_try_again() -> None:
    answer = failed("orchard/carts", "GitHub has trouble (502)", "github.com orchard/carts")

    assert answer.text == "No pull request could be opened for orchard/carts: GitHub has trouble (502)."
    assert buttons(answer)["Try again"]["value"] == "github.com orchard/carts"


def _repository(number: int, slug: str) -> Repository:
    return Repository(
        host="github.com",
        number=number,
        slug=slug,
        url=f"https://github.com/{slug}",
        default_branch="main",
        head="a" * 40,
        is_archived=False,
        is_fork=False,
        visibility="private",
        topics=(),
        language=None,
        description=None,
        pushed_at=NOW - timedelta(hours=number),
        committed_at=None,
        committed_by=None,
    )
