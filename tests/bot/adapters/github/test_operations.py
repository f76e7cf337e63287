"""What GitHub tells of how things are doing."""

from datetime import UTC, datetime

import pytest
from pydantic import SecretStr

from bot.adapters.github.operations import GithubOperations
from bot.github_settings import GithubHost, GithubSettings
from bot.operation_source import SourceFailedError
from catalog_store.entities import Entity
from catalog_store.operations import DeploymentOutcome, Reading
from tests.support.catalog import entity
from tests.support.github import GitHub

SLUG = "acme/payments-api"


def thing(slug: str = SLUG) -> Entity:
    return entity("Component", "payments-api", annotations={"github.com/project-slug": slug})


def source(github: GitHub, token: str | None = None) -> GithubOperations:
    known = SecretStr(github.owner_token("acme") if token is None else token)
    host = GithubHost("github.com", github.api_url, known)
    return GithubOperations(GithubSettings((host,)), clock=lambda: datetime.now(UTC) + github.state.clock.ahead)


def reads(github: GitHub, each: Entity) -> Reading:
    return source(github).read([each])[each.ref]


@pytest.fixture
def acme(github: GitHub) -> GitHub:
    github.repository(SLUG, files={"README.md": "x"})
    return github


def test_tells_the_last_run_of_each_workflow_of_the_default_branch(acme: GitHub) -> None:
    acme.check(SLUG, "failure", name="build")
    acme.check(SLUG, "success", name="build")
    acme.check(SLUG, None, name="lint")

    builds = {each.name: each.outcome for each in reads(acme, thing()).builds}

    assert builds == {"build": "success", "lint": ""}


def test_tells_deployments_with_who_and_what(acme: GitHub) -> None:
    acme.commit(SLUG, {"a.txt": "1"}, message="Add retries\n\nThey help.")
    acme.deployment(SLUG, "inactive", by="ana", ref="2.30.4")
    acme.deployment(SLUG, "failure", environment="staging", by="tomasz")

    failed, replaced = reads(acme, thing()).deployments

    assert (failed.environment, failed.by, failed.what, failed.outcome) == (
        "staging",
        "tomasz",
        "Add retries",
        DeploymentOutcome.FAILED,
    )
    assert (replaced.version, replaced.outcome) == ("2.30.4", DeploymentOutcome.REPLACED)
    assert failed.commit_url == f"https://github.com/{SLUG}/commit/{failed.commit}"


def test_names_the_pull_request_that_brought_it(acme: GitHub) -> None:
    pull = acme.pull_request(SLUG, {"a.txt": "1"}, title="Add retries")
    acme.merge(SLUG, pull.number)
    acme.deployment(SLUG)

    [told] = reads(acme, thing()).deployments

    assert told.what == f"Add retries (#{pull.number})"
    assert told.url
    assert told.url.endswith(f"/{SLUG}/pull/{pull.number}")


def test_what_has_ended_is_not_asked_about_again(acme: GitHub) -> None:
    acme.deployment(SLUG, "inactive")
    asking = source(acme)
    asking.read([thing()])
    acme.forget_requests()

    asking.read([thing()])

    assert acme.count("GET /repos/{owner}/{repo}/deployments/{id}/statuses") == 0


def test_a_repository_that_is_not_there_takes_only_itself_away(acme: GitHub) -> None:
    told = source(acme).read([thing(), entity("Component", "x", annotations={"github.com/project-slug": "acme/gone"})])

    assert [each.gaps for each in told.values()] == [
        (),
        ("it has no repository acme/gone, or does not show it to us",),
    ]


def test_a_token_that_is_not_known(acme: GitHub) -> None:
    with pytest.raises(SourceFailedError, match=r"GitHub does not know our token \(401\)"):
        source(acme, "old").read([thing()])


def test_only_repositories_where_we_are_somebody_are_asked_about(acme: GitHub) -> None:
    assert source(acme).concerns(thing())
    assert not source(acme).concerns(entity("Component", "x"))
    assert not source(acme).concerns(thing("../../x"))
    assert not GithubOperations(GithubSettings(), clock=lambda: datetime.now(UTC)).concerns(thing())
