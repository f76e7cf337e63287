"""What a client sees below PyGithub: headers, conditions, media types."""

import pytest
import requests

from tests.support.github import GitHub


@pytest.fixture
def service(github: GitHub) -> str:
    """The address of a repository in the API, and in it a file."""
    github.repository("acme/service", files={"docs/a.md": "# A\n"})
    return f"{github.api_url}/repos/acme/service"


def test_raw_content_comes_as_it_is(service: str) -> None:
    accept = {"Accept": "application/vnd.github.raw+json"}
    answer = requests.get(f"{service}/contents/docs/a.md", headers=accept, timeout=60)
    assert (answer.content, answer.headers["Content-Type"].partition(";")[0]) == (
        b"# A\n",
        "application/vnd.github.raw+json",
    )


def test_a_folder_can_be_asked_for_as_an_object(service: str) -> None:
    accept = {"Accept": "application/vnd.github.object+json"}
    found = requests.get(f"{service}/contents/docs", headers=accept, timeout=60).json()
    assert (found["type"], [one["name"] for one in found["entries"]]) == ("dir", ["a.md"])


def test_a_head_request_has_no_body(service: str) -> None:
    answer = requests.head(service, timeout=60)
    assert (answer.status_code, answer.content, "ETag" in answer.headers) == (200, b"", True)


def test_what_did_not_change_since_then_is_not_sent(github: GitHub, service: str) -> None:
    when = requests.get(service, timeout=60).headers["Last-Modified"]
    assert requests.get(service, headers={"If-Modified-Since": when}, timeout=60).status_code == 304
    github.advance(2)
    github.commit("acme/service", {"b.md": "b"})
    assert requests.get(service, headers={"If-Modified-Since": when}, timeout=60).status_code == 200


def test_an_etag_belongs_to_one_token(github: GitHub, service: str) -> None:
    etag = requests.get(service, timeout=60).headers["ETag"]
    headers = {"If-None-Match": etag, "Authorization": f"Bearer {github.owner_token('acme')}"}
    assert requests.get(service, headers=headers, timeout=60).status_code == 200


def test_an_unchanged_answer_costs_nobody_a_request_all_the_same(service: str) -> None:
    first = requests.get(service, timeout=60)
    again = requests.get(service, headers={"If-None-Match": first.headers["ETag"]}, timeout=60)
    assert (again.status_code, again.headers["X-RateLimit-Remaining"]) == (304, "58")


def test_a_client_says_who_it_is(service: str) -> None:
    answer = requests.get(service, headers={"User-Agent": ""}, timeout=60)
    assert (answer.status_code, "administrative rules" in answer.json()["message"]) == (403, True)


def test_a_classic_token_is_told_its_scopes(github: GitHub, service: str) -> None:
    token = github.token("ana", ["repo", "read:org"])
    answer = requests.get(service, headers={"Authorization": f"token {token}"}, timeout=60)
    assert answer.headers["X-OAuth-Scopes"] == "read:org, repo"


def test_a_body_that_is_not_json_is_a_bad_request(github: GitHub, service: str) -> None:
    headers = {"Authorization": f"Bearer {github.owner_token('acme')}"}
    answer = requests.post(f"{service}/git/refs", data="{", headers=headers, timeout=60)
    assert (answer.status_code, answer.json()["message"]) == (400, "Problems parsing JSON")
