"""GitHub refuses, fails, lies or wants to be left alone: nothing is lost, and a sentence says why."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.adapters.github import discovery
from bot.github_settings import ReadingTimes
from catalog_store.sync import Outcome
from tests.bot.adapters.github.conftest import Portal, component
from tests.support.github import GitHub, Submodule, Symlink

Describe = Callable[..., None]


def reasons(outcome: Outcome) -> str:
    return "\n".join(outcome.unreadable.values())


@pytest.fixture
def filled(portal: Portal, describe: Describe) -> Portal:
    """A catalog that has read twelve services."""
    for number in range(12):
        describe(f"service-{number}")
    assert portal.read().written.added == 12
    return portal


def assert_nothing_is_lost(portal: Portal, outcome: Outcome, reason: str) -> None:
    assert outcome.written.removed == 0
    assert outcome.written.waiting == ()
    assert reason in reasons(outcome)
    assert all(portal.has(f"service-{number}") for number in range(12))


def test_an_organisation_that_is_not_there(filled: Portal) -> None:
    filled.provider = replace(filled.provider, organization="acne")
    assert_nothing_is_lost(filled, filled.read(), "GitHub has no organisation acne, or does not show it to us")


def test_a_token_that_is_worth_nothing(github: GitHub, filled: Portal) -> None:
    github.revoke(filled.token)
    assert_nothing_is_lost(filled, filled.read(), "GitHub does not know our token (401)")


@pytest.mark.parametrize(
    "status, reason",
    [
        (403, "GitHub does not let us (403: no). The token may lack a scope"),
        (404, "GitHub has no"),
        (422, "GitHub refuses the request (422: no)"),
        (500, "GitHub has trouble (500)"),
        (502, "GitHub has trouble (502)"),
        (503, "GitHub has trouble (503)"),
    ],
)
def test_a_list_that_is_refused(github: GitHub, filled: Portal, status: int, reason: str) -> None:
    github.fail("/graphql", status, {"message": "no"}, times=9)
    assert_nothing_is_lost(filled, filled.read(), reason)
    github.well()
    assert filled.read().is_clean


def test_a_page_of_a_proxy_instead_of_an_answer(github: GitHub, filled: Portal) -> None:
    github.fail("/graphql", 200, "<html>Please log in</html>", times=9)
    assert_nothing_is_lost(filled, filled.read(), "GitHub's answer broke off")


def test_trouble_that_is_over_in_a_moment_is_waited_for(github: GitHub, filled: Portal) -> None:
    github.fail("/graphql", 502, times=1)
    github.truncate("/graphql", times=1)
    github.cut("/graphql", times=1)
    assert filled.read().is_clean
    assert filled.waited == [1.0, 3.0, 8.0]


def _page(nodes: list[object], *, total: int, more: bool) -> dict[str, object]:
    info = {"hasNextPage": more, "endCursor": "x"}
    return {"data": {"repositoryOwner": {"repositories": {"totalCount": total, "pageInfo": info, "nodes": nodes}}}}


def test_an_empty_page_in_the_middle(github: GitHub, filled: Portal) -> None:
    github.fail("/graphql", 200, _page([], total=12, more=True))
    assert_nothing_is_lost(filled, filled.read(), "the list of acme's repositories has an empty page in the middle")


def test_a_list_that_is_shorter_than_it_says(github: GitHub, filled: Portal) -> None:
    github.fail("/graphql", 200, _page([], total=12, more=False))
    assert_nothing_is_lost(filled, filled.read(), "GitHub counts 12 repositories of acme and lists 0")


def test_a_list_that_is_empty_altogether_waits_for_a_person(github: GitHub, filled: Portal) -> None:
    github.fail("/graphql", 200, _page([], total=0, more=False))
    outcome = filled.read()
    assert outcome.written.removed == 0
    assert all(filled.has(f"service-{number}") for number in range(12))


def test_a_list_that_leaves_out_what_is_there(github: GitHub, filled: Portal, describe: Describe) -> None:
    """The repository answers to its number, so it is not gone."""
    filled.only(name="service-[0-9]+")
    number = github.find("acme/service-3").id
    body = _page([], total=0, more=False)
    github.fail("/graphql", 200, body)
    outcome = filled.read()
    assert number
    assert "GitHub's list leaves it out, though it is there" in reasons(outcome)
    assert outcome.written.removed == 0


def test_the_hourly_allowance_is_not_used_up_to_the_last(github: GitHub, filled: Portal) -> None:
    github.commit("acme/service-3", {"catalog-info.yaml": component("service-3", owner="team-b")})
    github.rate_limit(remaining=200, reset_in=1800, resource="graphql")
    outcome = filled.read()
    assert_nothing_is_lost(
        filled, outcome, "the hourly allowance is used up but for a reserve; GitHub may be asked again at"
    )
    assert "UTC" in reasons(outcome)
    github.advance(1801)
    assert filled.read().written.changed == 1


@pytest.mark.parametrize("status", [403, 429])
def test_a_used_up_allowance_is_told_with_its_return(github: GitHub, filled: Portal, status: int) -> None:
    github.rate_limit(remaining=0, reset_in=1800, resource="graphql", status=status)
    assert_nothing_is_lost(filled, filled.read(), "the hourly allowance is used up; GitHub may be asked again at")
    assert filled.requests == 1


def test_a_short_limit_is_waited_for(github: GitHub, filled: Portal) -> None:
    github.secondary_limit("/graphql", retry_after=30)
    assert filled.read().is_clean
    assert filled.waited == [pytest.approx(31, abs=1)]


def test_a_long_limit_is_not_and_nothing_more_is_asked(github: GitHub, filled: Portal) -> None:
    github.secondary_limit("/graphql", retry_after=600, times=9)
    assert_nothing_is_lost(filled, filled.read(), "we asked GitHub too much")
    assert filled.requests == 1


def test_a_read_that_takes_too_long_ends_and_goes_on_the_next_time(
    github: GitHub, portal: Portal, describe: Describe
) -> None:
    for number in range(45):
        describe(f"service-{number}")
    portal.provider = replace(portal.provider, times=ReadingTimes(timeout=timedelta(seconds=60)))
    github.secondary_limit("/graphql", retry_after=50, times=1)
    github.fail("/graphql", 502, times=3)
    first = portal.read()
    assert "the time for one read was over" in reasons(first)
    github.well()
    assert portal.read().is_clean
    assert portal.has("service-44")


def test_one_repository_that_fails_keeps_the_others_going(github: GitHub, filled: Portal) -> None:
    filled.provider = replace(filled.provider, path="/**/catalog-info.yaml")
    github.fail("/repos/acme/service-3/git/trees/*", 502, times=9)
    github.delete("acme/service-4")
    outcome = filled.read()
    assert "GitHub has trouble (502)" in reasons(outcome)
    assert filled.has("service-3")
    assert not filled.has("service-4")
    github.well()
    assert filled.read().is_clean


def test_a_tree_that_is_too_large_is_read_folder_by_folder(github: GitHub, portal: Portal) -> None:
    github.limits.tree_entries = 10
    files = {f"services/{number}/catalog-info.yaml": component(f"service-{number}") for number in range(8)}
    github.repository("acme/mono", files=files)
    portal.provider = replace(portal.provider, path="/services/*/catalog-info.yaml")
    assert portal.read().written.added == 8


def test_a_descriptor_of_fifty_megabytes(github: GitHub, filled: Portal) -> None:
    github.commit("acme/service-3", {"catalog-info.yaml": "# " + "x" * (50 * 2**20)})
    outcome = filled.read()
    assert_nothing_is_lost(filled, outcome, "it is 50 MB large; 10 MB are the most")
    assert "it is 50 MB large" in reasons(filled.read())


def test_more_descriptors_than_anybody_needs(github: GitHub, portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "MOST_FILES", 30)
    files = {f"{number}/catalog-info.yaml": component(f"service-{number}") for number in range(40)}
    github.repository("acme/mono", files=files)
    portal.provider = replace(portal.provider, path="/*/catalog-info.yaml")
    outcome = portal.read()
    assert outcome.written.added == 30
    assert "40 of its files match /*/catalog-info.yaml, and only 30 are read" in reasons(outcome)


def test_a_symbolic_link_is_followed_within_its_repository(github: GitHub, portal: Portal) -> None:
    files = {"docs/info.yaml": component("pay"), "catalog-info.yaml": Symlink("docs/info.yaml")}
    github.repository("acme/pay", files=files)
    github.repository("acme/lost", files={"catalog-info.yaml": Symlink("../../etc/passwd")})
    outcome = portal.read()
    assert portal.has("pay")
    assert "it is a symbolic link that leads to no file of its repository" in reasons(outcome)


def test_a_submodule_is_another_repositorys_business(github: GitHub, portal: Portal) -> None:
    github.repository("acme/pay", files={"catalog-info.yaml": component("pay"), "vendor/lib": Submodule("a" * 40)})
    github.repository("acme/odd", files={"catalog-info.yaml": Submodule("a" * 40)})
    portal.provider = replace(portal.provider, path="/**/catalog-info.yaml")
    outcome = portal.read()
    assert portal.has("pay")
    assert "it is a submodule, whose files lie in another repository" in reasons(outcome)


def test_a_repository_whose_branch_is_gone_keeps_what_it_described(github: GitHub, filled: Portal) -> None:
    github.delete_branch("acme/service-3", "main")
    assert_nothing_is_lost(filled, filled.read(), "it has no commits on its default branch any more")


def test_a_broken_descriptor_keeps_the_last_good_one(github: GitHub, filled: Portal) -> None:
    github.commit("acme/service-3", {"catalog-info.yaml": "kind: [Component"})
    outcome = filled.read()
    assert not outcome.is_clean
    assert filled.get("service-3").faults
    assert filled.read().faults


def test_a_folder_that_is_too_large_even_alone_is_told(github: GitHub, portal: Portal) -> None:
    github.limits.tree_entries = 5
    github.repository("acme/mono", files={f"{number}.yaml": component(f"service-{number}") for number in range(8)})
    portal.provider = replace(portal.provider, path="/*.yaml")
    assert "name the descriptors' place in catalogPath more closely" in reasons(portal.read())


def test_nobody_in_particular_is_told_nothing(portal: Portal, describe: Describe) -> None:
    describe("pay")
    portal.token = ""
    assert reasons(portal.read()).startswith("GitHub answers this only to those whom it knows. Set GITHUB_TOKEN")


def test_a_stranger_is_told_the_same_each_time(github: GitHub, filled: Portal) -> None:
    github.revoke(filled.token)
    source = filled.source()
    source.read()

    assert_nothing_is_lost(filled, source.read(), "GitHub does not know our token (401)")
