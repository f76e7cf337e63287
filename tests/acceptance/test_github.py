"""An organisation of 200 repositories and 20 teams fills the catalog, and stays true in it, whatever happens to either."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.workspace.messages import Message
from catalog_store.database import Database
from catalog_store.sync import Removals
from tests.acceptance.office import buttons, read
from tests.acceptance.organisation import (
    DESCRIBED,
    PEOPLE,
    TEAMS,
    Portal,
    build,
    count,
    descriptor,
    ingesting,
    running_portal,
)
from tests.support.databases import copied_database
from tests.support.github import GitHub

pytestmark = pytest.mark.more

#: Those that change while a reading process is killed.
CHANGED = range(141, DESCRIBED)


@pytest.fixture(scope="module")
def github() -> Iterator[GitHub]:
    with GitHub() as running:
        running.limits.per_hour |= {"core": 1_000_000, "graphql": 1_000_000}
        running.limits.points_per_minute = running.limits.graphql_points_per_minute = 1_000_000
        running.limits.content_per_minute = 10_000
        build(running)
        yield running


@pytest.fixture(scope="module")
def portal(github: GitHub, _template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with (
        copied_database(_template) as url,
        running_portal(github, url, tmp_path_factory.mktemp("portal")) as running,
    ):
        running.office.slack.wait_for(lambda: running.count() == DESCRIBED and running.count("group"), timeout=120)
        yield running


@pytest.fixture(autouse=True)
def well(github: GitHub) -> Iterator[None]:
    yield
    github.well()


def asks(portal: Portal, command: str, words: str) -> Message:
    return portal.office.person("hanna").types(command, words)


def test_fills_the_catalog_by_itself(portal: Portal) -> None:
    assert portal.count() == DESCRIBED
    assert (portal.count("group"), portal.count("user")) == (TEAMS, TEAMS + 1)
    assert "is owned by Team 07" in asks(portal, "/owner", "service-127").text


def test_knows_who_is_in_a_team_and_what_it_owns(portal: Portal) -> None:
    text = read(asks(portal, "/callboard", "team team-07"))

    assert "Developer 7" in text
    assert "Components (10)" in text
    assert "service-007" in text


def test_a_push_is_seen_within_seconds(portal: Portal, github: GitHub) -> None:
    pushed = time.monotonic()
    github.commit("acme/service-020", {"catalog-info.yaml": descriptor(20, "team-05")})

    portal.office.slack.wait_for(lambda: "Team 05" in asks(portal, "/owner", "service-020").text, timeout=60)
    assert time.monotonic() - pushed < 30


def test_a_renamed_repository_stays_the_same_and_answers_to_its_old_name(portal: Portal, github: GitHub) -> None:
    before = portal.component(31)
    assert before
    github.rename("acme/service-031", "booking")
    portal.office.slack.wait_for(lambda: "service-031" in asks(portal, "/owner", "acme/booking").text, timeout=60)

    after = portal.component(31)
    assert after
    assert after.id == before.id
    old = f"{github.url}/acme/service-031/blob/main/README.md"
    for words in ("service-031", "acme/service-031", "acme/booking", old):
        assert "is owned by Team 11" in asks(portal, "/owner", words).text, words


def test_archived_and_deleted_repositories_go(portal: Portal, github: GitHub) -> None:
    github.archive("acme/service-041")
    github.delete("acme/service-042")

    portal.office.slack.wait_for(lambda: not portal.component(41) and not portal.component(42), timeout=60)
    assert "found nothing by that name" in asks(portal, "/owner", "service-042").text


def test_an_undescribed_repository_is_described_with_a_press(portal: Portal, github: GitHub) -> None:
    hanna = portal.office.person("hanna")
    told = hanna.types("/owner", "acme/service-195")
    assert "is not described in the catalog" in told.text
    assert "It may belong to team-15: CODEOWNERS line 1 names @acme/team-15." in told.text

    hanna.seat.press(told, "Describe it")
    portal.office.slack.wait_for(lambda: "Open it" in buttons(portal.office.now(told)), timeout=60)

    assert (
        "Pull request #1 describes acme/service-195. It was opened for Hanna Virtanen." in portal.office.now(told).text
    )
    (pull,) = github.pull_requests("acme/service-195")
    assert "asked for by Hanna Virtanen in Slack" in str(pull.body)
    github.merge("acme/service-195", pull.number)
    portal.office.slack.wait_for(
        lambda: "is owned by Team 15" in asks(portal, "/owner", "service-195").text, timeout=60
    )


def test_a_refusal_is_told_and_can_be_tried_again(portal: Portal, github: GitHub) -> None:
    hanna = portal.office.person("hanna")
    github.fail("/repos/acme/service-197/git/refs", 403, {"message": "Resource not accessible by integration"})
    told = hanna.types("/owner", "acme/service-197")
    hanna.seat.press(told, "Describe it")
    portal.office.slack.wait_for(lambda: "Try again" in buttons(portal.office.now(told)), timeout=60)

    assert "our token may not write there (GitHub does not let us (403" in read(portal.office.now(told))
    hanna.seat.press(portal.office.now(told), "Try again")
    portal.office.slack.wait_for(lambda: "Open it" in buttons(portal.office.now(told)), timeout=60)
    assert len(github.pull_requests("acme/service-197")) == 1


def test_two_people_who_press_get_one_pull_request(portal: Portal, github: GitHub) -> None:
    hanna, ana = portal.office.person("hanna"), portal.office.person("ana")
    told = [person.types("/owner", "acme/service-196") for person in (hanna, ana)]
    for person, message in zip((hanna, ana), told, strict=True):
        person.seat.press(message, "Describe it")

    portal.office.slack.wait_for(
        lambda: all("Open it" in buttons(portal.office.now(message)) for message in told), timeout=30
    )
    assert len(github.pull_requests("acme/service-196")) == 1
    assert sum("no second one was made" in read(portal.office.now(message)) for message in told) == 1


def test_an_outage_loses_nothing_and_is_told_of(portal: Portal, github: GitHub) -> None:
    before = portal.count()
    github.fail("*", 503, times=100_000)
    portal.read_again()

    assert portal.count() == before
    assert "is owned by Team 07" in asks(portal, "/owner", "service-127").text
    told = asks(portal, "/callboard", "sources")
    assert "GitHub has trouble (503)" in read(told)
    assert "last read whole" in read(told)


def test_errors_in_the_middle_lose_nothing(portal: Portal, github: GitHub) -> None:
    before = portal.count()
    with portal.unheard():
        for number in range(100, 140):
            github.commit(f"acme/service-{number:03}", {"README.md": "changed"})
    github.fail("/graphql", 502, times=3)
    github.truncate("/graphql", times=1)
    portal.read_again()

    assert portal.count() == before


def test_people_are_not_lost_either(portal: Portal, github: GitHub) -> None:
    github.fail("/orgs/*", 502, times=100_000)
    github.fail("/graphql", 502, times=100_000)
    portal.read_again(PEOPLE)

    assert (portal.count("group"), portal.count("user")) == (TEAMS, TEAMS + 1)


def test_a_large_removal_is_asked_about_kept_and_applied(portal: Portal, github: GitHub) -> None:
    before, sam = portal.count(), portal.office.person("sam", "platform")
    with portal.unheard():  # by webhook each would go by itself
        for number in range(60, 140):
            github.archive(f"acme/service-{number:03}")
    portal.read_again()

    assert portal.count() == before
    card = portal.office.sees(lambda: [m for m in sam.in_view() if "would be removed" in m.text])
    assert "80 of" in card.text
    assert "kept by" in sam.presses(card, "Keep").text
    assert portal.count() == before

    with portal.unheard():
        github.archive("acme/service-140")
    portal.read_again()
    card = portal.office.sees(lambda: [m for m in sam.in_view() if "81 of" in m.text])
    assert "removed by" in sam.presses(card, "Apply").text
    assert portal.count() == before - 81


def test_removals_told_by_webhooks_are_asked_about_within_seconds(portal: Portal, github: GitHub) -> None:
    sam, removals = portal.office.person("sam", "platform"), Removals(portal.office.database)
    for number in range(43, 60):
        github.archive(f"acme/service-{number:03}")
    portal.office.slack.wait_for(lambda: [len(each.refs) for each in removals.waiting()] == _left_of_them(portal), 30)

    asked = f"{_left_of_them(portal)[0]} of"
    card = portal.office.sees(lambda: [m for m in sam.in_view() if "would be removed" in m.text and asked in m.text])
    assert "removed by" in sam.presses(card, "Apply").text
    assert _left_of_them(portal) == []


def _left_of_them(portal: Portal) -> list[int]:
    """How many are there, if any."""
    return [there] if (there := sum(portal.component(number) is not None for number in range(43, 60))) else []


def test_two_that_read_at_once_make_one_catalog(github: GitHub, database_url: str, tmp_path: Path) -> None:
    token, url = github.owner_token("acme"), database_url
    both = [ingesting(github, token, url, tmp_path) for _ in range(2)]
    results = [process.communicate(timeout=180) for process in both]

    assert [process.returncode for process in both] == [0, 0], results
    assert all(json.loads(out) for out, _ in results)
    once = _counted(url)
    assert once["component"] > 0
    third = ingesting(github, token, url, tmp_path)
    third.communicate(timeout=180)
    assert _counted(url) == once


def test_whenever_it_is_killed_the_catalog_is_the_old_or_the_new_one(
    github: GitHub, database_url: str, tmp_path: Path
) -> None:
    token, url = github.owner_token("acme"), database_url
    ingesting(github, token, url, tmp_path).communicate(timeout=180)
    for round_, share in enumerate((0.1, 0.6, 1.0)):
        old = _owners(url)
        for number in CHANGED:
            github.commit(f"acme/service-{number:03}", {"catalog-info.yaml": descriptor(number, f"team-{round_:02}")})
        _read_and_kill(github, token, url, tmp_path, after=share)

        now = _owners(url)
        assert now.keys() == old.keys()
        assert {owner for ref, owner in now.items() if ref in _changed()} <= {
            f"group:default/team-{round_:02}"
        } or now == old
        ingesting(github, token, url, tmp_path).communicate(timeout=180)
        assert {_owners(url)[ref] for ref in _changed()} == {f"group:default/team-{round_:02}"}


def _changed() -> list[str]:
    return [f"component:default/service-{number:03}" for number in CHANGED]


def _read_and_kill(github: GitHub, token: str, url: str, folder: Path, *, after: float) -> None:
    """Kill a reading process when it has asked GitHub so much of all that there is to be asked."""
    whole = _requests_of_a_read(github, token, url, folder)
    github.forget_requests()
    killed = ingesting(github, token, url, folder)
    github.wait_for(lambda: len(github.requests) >= whole * after or killed.poll() is not None, timeout=60)
    killed.kill()
    killed.communicate()


def _requests_of_a_read(github: GitHub, token: str, url: str, folder: Path) -> int:
    """How many requests it takes to find all that changed, found out without changing anything."""
    github.forget_requests()
    ingesting(github, token, url, folder, "--dry-run").communicate(timeout=180)
    return len(github.requests)


def _owners(url: str) -> dict[str, str]:
    database = Database(url)
    with database.reading() as connection:
        found = connection.exec_driver_sql(
            "SELECT ref, owner_ref FROM entities WHERE kind = 'component' AND removed_at IS NULL"
        )
        owners = {row.ref: row.owner_ref for row in found}
    database.close()
    return owners


def _counted(url: str) -> dict[str, int]:
    database = Database(url)
    counts = {kind: count(database, kind) for kind in ("component", "group", "user")}
    database.close()
    return counts
