"""Limits and faults, as a client meets them."""

import json
from concurrent.futures import ThreadPoolExecutor

import github as pygithub
import pytest
import requests

from tests.contract.github.asking import client, refused
from tests.support.github import GitHub


@pytest.fixture
def owner(github: GitHub) -> pygithub.Github:
    """PyGithub as the owner of acme, which has a repository."""
    github.repository("acme/service", files={"a": "a"})
    return client(github.api_url, github.owner_token("acme"))


def test_the_rate_limit_is_counted_and_told(github: GitHub, owner: pygithub.Github) -> None:
    owner.get_organization("acme")
    assert owner.rate_limiting == (4999, 5000)


def test_an_exhausted_rate_limit_says_when_it_is_renewed(github: GitHub, owner: pygithub.Github) -> None:
    github.rate_limit(remaining=0, reset_in=90)
    with pytest.raises(pygithub.RateLimitExceededException, match="API rate limit exceeded for user ID"):
        owner.get_organization("acme")
    assert owner.rate_limiting_resettime == pytest.approx(github.state.clock.now().timestamp() + 90, abs=3)
    github.advance(91)
    assert owner.get_organization("acme").login == "acme"


def test_graphql_says_so_in_its_own_way(github: GitHub, owner: pygithub.Github) -> None:
    github.rate_limit(resource="graphql")
    with pytest.raises(pygithub.GithubException) as caught:
        owner.requester.graphql_query("{ viewer { login } }", {})
    assert caught.value.data["errors"][0]["type"] == "RATE_LIMITED"


def test_too_many_requests_a_minute_are_refused(github: GitHub, owner: pygithub.Github) -> None:
    github.limits.points_per_minute = 3
    for _ in range(3):
        owner.get_organization("acme")
    with refused(403, "You have exceeded a secondary rate limit."):
        owner.get_organization("acme")
    github.advance(61)
    assert owner.get_organization("acme").login == "acme"


def test_a_secondary_limit_says_how_long_to_wait(github: GitHub, owner: pygithub.Github) -> None:
    github.secondary_limit("/orgs/*", retry_after=7)
    with pytest.raises(pygithub.RateLimitExceededException) as caught:
        owner.get_organization("acme")
    assert caught.value.headers is not None
    assert caught.value.headers["retry-after"] == "7"
    assert owner.get_organization("acme").login == "acme"


def test_nobody_has_sixty_requests_an_hour(github: GitHub, owner: pygithub.Github) -> None:
    nobody = client(github.api_url, None)
    nobody.get_repo("acme/service")
    assert nobody.rate_limiting == (59, 60)


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_server_error_is_one_while_it_is_asked_for(github: GitHub, owner: pygithub.Github, status: int) -> None:
    github.fail("/orgs/acme", status, "<html>Unicorn!</html>")
    with refused(status, "Unicorn"):
        owner.get_organization("acme")
    assert owner.get_organization("acme").login == "acme"


def test_graphql_gives_up_on_what_takes_too_long(github: GitHub, owner: pygithub.Github) -> None:
    github.graphql_timeout()
    with refused(502, "Something went wrong while executing your query."):
        owner.requester.graphql_query("{ viewer { login } }", {})
    assert owner.requester.graphql_query("{ viewer { login } }", {})[1]["data"]["viewer"]["login"] == "octocat"


def test_truncated_json_is_not_json(github: GitHub, owner: pygithub.Github) -> None:
    github.truncate("/orgs/acme")
    with pytest.raises(json.JSONDecodeError):
        owner.get_organization("acme")


def test_a_cut_connection_is_an_error_of_the_network(github: GitHub, owner: pygithub.Github) -> None:
    github.cut("/orgs/acme")
    with pytest.raises(requests.RequestException):
        owner.get_organization("acme")


def test_an_empty_page_in_the_middle_ends_a_list_early_and_nobody_says_so(
    github: GitHub, owner: pygithub.Github
) -> None:
    for number in range(5):
        github.repository(f"acme/more-{number}")
    owner.per_page = 2
    github.empty_page("/orgs/acme/repos", page=2)
    assert len(list(owner.get_organization("acme").get_repos())) == 2


def test_too_many_requests_at_once_are_refused(github: GitHub, owner: pygithub.Github) -> None:
    github.limits.at_once = 2
    github.slow("/orgs/acme", 0.3, times=3)
    with ThreadPoolExecutor(3) as pool:
        asked = [pool.submit(requests.get, f"{github.api_url}/orgs/acme", timeout=60) for _ in range(3)]
    assert sorted(one.result().status_code for one in asked) == [200, 200, 403]
