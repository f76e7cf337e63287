"""A path that acts on a thing acts on that thing's repository, whatever its descriptor says."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from bot import wiring
from catalog_store.audit import AuditFilter, AuditOutcome
from catalog_store.runs.drafts import Drafts
from catalog_store.runs.model import RunState
from commands.create.previewing import preview_window
from commands.create.sitting import Sitting
from golden_paths.errors import GoldenPathError
from golden_paths.form import form_of
from tests.bot.golden_path_runs.conftest import MakeCompany
from tests.bot.golden_path_runs.scenes import Company, steps_of
from tests.support.catalog import entity, put
from tests.support.github import GitHub

pytestmark = pytest.mark.more

SLUG = "github.com/project-slug"
LOOK = {"id": "it", "name": "Look", "action": "catalog:fetch", "input": {"entityRef": "${{ parameters.entity }}"}}
NAMED = (
    "github.com?owner=${{ steps.it.output.entity.metadata.annotations['github.com/project-slug'].split('/')[0] }}"
    "&repo=${{ steps.it.output.entity.metadata.annotations['github.com/project-slug'].split('/')[1] }}"
)
ON_A_THING = {
    "parameters": {"title": "About", "properties": {"entity": {"type": "string"}, "repo": {"type": "string"}}},
    "callboard": {"target": "entity"},
}


def operate(repo_url: str = NAMED) -> str:
    begin = {"repoUrl": repo_url, "workflowId": "operate.yml", "branchOrTagName": "main"}
    return steps_of(
        LOOK, {"id": "go", "name": "Start", "action": "github:actions:dispatch", "input": begin}, **ON_A_THING
    )


def amend(repo_url: str = NAMED) -> str:
    change = {"repoUrl": repo_url, "branchName": "b", "title": "T", "description": "D"}
    write = {
        "id": "w",
        "name": "W",
        "action": "roadiehq:utils:fs:write",
        "input": {"path": "README.md", "content": "x"},
    }
    propose = {"id": "go", "name": "Propose", "action": "publish:github:pull-request", "input": change}
    return steps_of(LOOK, write, propose, **ON_A_THING)


def describe(company: Company, *, slug: str, file: str = "acme/shop") -> None:
    """The shop is described in the file's repository, and says that it is in another one, perhaps."""
    put(company.database, entity("Component", "shop", owner="payments", annotations={SLUG: slug}))
    with company.database.changing() as connection:
        connection.execute(text("INSERT INTO sources (id, attempted_at) VALUES ('s', now()) ON CONFLICT DO NOTHING"))
        location = f"url:https://github.com/{file}/blob/main/catalog-info.yaml"
        made = connection.execute(
            text(
                "INSERT INTO files (source_id, location, read_at) VALUES ('s', :at, now())"
                " ON CONFLICT (source_id, location) DO UPDATE SET read_at = now() RETURNING id"
            ),
            {"at": location},
        )
        connection.execute(text("UPDATE entities SET file_id = :id"), {"id": made.scalar_one()})


@pytest.fixture(autouse=True)
def _repositories(github: GitHub) -> None:
    workflow = "on:\n  workflow_dispatch:\njobs: {}\n"
    for slug in ("acme/shop", "acme/billing"):
        github.repository(slug, files={".github/workflows/operate.yml": workflow, "README.md": f"# {slug}"})


def test_the_things_own_repository_is_acted_on(company_with: MakeCompany, github: GitHub) -> None:
    company = company_with(operate())
    describe(company, slug="acme/shop")
    run = company.carry_on(company.begin(entity="component:default/shop"))
    assert run.state is RunState.SUCCEEDED, run.error
    assert len(github.find("acme/shop").dispatches) == 1


@pytest.mark.parametrize("path", [operate(), amend()])
def test_another_teams_repository_is_not_even_previewed(company_with: MakeCompany, github: GitHub, path: str) -> None:
    company = company_with(path)
    describe(company, slug="acme/billing")
    with pytest.raises(
        GoldenPathError,
        match=r"described in github.com/acme/shop, but this acts on the repository github.com/acme/billing",
    ):
        company.desk.preview(company.draft(entity="component:default/shop"))
    assert not [request for request in github.requests if "contents" in request.path or "git/trees" in request.path]


def test_a_repository_that_the_requester_names_is_not_the_things_either(company_with: MakeCompany) -> None:
    company = company_with(operate("github.com?owner=acme&repo=${{ parameters.repo }}"))
    describe(company, slug="acme/shop")
    with pytest.raises(GoldenPathError, match=r"acts on the repository github\.com/acme/billing"):
        company.desk.preview(company.draft(entity="component:default/shop", repo="billing"))


def test_a_repository_that_the_path_spells_out_is_its_authors_word(company_with: MakeCompany, github: GitHub) -> None:
    company = company_with(amend("github.com?owner=acme&repo=platform"))
    describe(company, slug="acme/shop")
    run = company.carry_on(company.begin(entity="component:default/shop"))
    assert run.state is RunState.SUCCEEDED, run.error
    assert len(github.find("acme/platform").pulls) == 1


def test_a_new_repository_may_be_made_for_it(company_with: MakeCompany) -> None:
    publish = {"repoUrl": "github.com?owner=acme&repo=${{ parameters.repo }}", "defaultBranch": "main"}
    write = {
        "id": "w",
        "name": "W",
        "action": "roadiehq:utils:fs:write",
        "input": {"path": "README.md", "content": "x"},
    }
    make = {"id": "make", "name": "Make", "action": "publish:github", "input": publish}
    start = {"id": "go", "name": "Protect", "action": "github:environment:create"}
    begin = {"repoUrl": publish["repoUrl"], "name": "production"}
    company = company_with(steps_of(LOOK, write, make, {**start, "input": begin}, **ON_A_THING))
    describe(company, slug="acme/shop")
    run = company.carry_on(company.begin(entity="component:default/shop", repo="shop-data"))
    assert run.state is RunState.SUCCEEDED, run.error


def test_a_descriptor_that_changes_after_the_preview_is_looked_at_again(
    company_with: MakeCompany, github: GitHub
) -> None:
    company = company_with(operate())
    describe(company, slug="acme/shop")
    draft = company.draft(entity="component:default/shop")
    digest = company.desk.preview(draft).digest
    run = company.desk.start(draft, digest, channel="C1", title="Operate")
    describe(company, slug="acme/shop", file="mallory/own")
    with pytest.raises(GoldenPathError, match=r"described in github\.com/mallory/own"):
        company.desk.start(draft, digest, channel="C1", title="Operate")
    ended = company.carry_on(run)
    assert ended.state is RunState.FAILED
    assert "a file speaks for its own repository only" in (ended.error or "")
    assert github.find("acme/shop").dispatches == []


def test_does_not_begin_where_the_token_was_taken_away_since_the_preview(company_with: MakeCompany) -> None:
    company = company_with(operate())
    describe(company, slug="acme/shop")
    draft = company.draft(entity="component:default/shop")
    digest = company.desk.preview(draft).digest
    hosts = tuple(replace(host, token=None) for host in company.settings.github.hosts)
    settings = replace(company.settings, github=replace(company.settings.github, hosts=hosts))
    desk = wiring.golden_paths(settings, company.database).desk(company.services)
    with pytest.raises(GoldenPathError, match=r"not connected with github.com.*`GITHUB_TOKEN`"):
        desk.start(draft, digest, channel="C1", title="Operate")
    assert Drafts(company.database).find(draft.id)


def test_knows_before_any_preview_which_paths_wait_for_a_code_host(company_with: MakeCompany) -> None:
    company = company_with(operate())
    hosts = tuple(replace(host, token=None) for host in company.settings.github.hosts)
    settings = replace(company.settings, github=replace(company.settings.github, hosts=hosts))
    nowhere = wiring.golden_paths(settings, company.database).desk(company.services)
    sometimes = tuple(replace(step, condition="${{ parameters.entity }}") for step in company.template.steps)
    assert nowhere.lacks_host(company.template)
    assert not nowhere.lacks_host(replace(company.template, steps=sometimes))
    assert not company.desk.lacks_host(company.template)


@pytest.mark.parametrize("written", ["shop", "", "component:", "component:a/b/c"])
def test_what_is_acted_on_is_named_so_that_rules_can_be_about_it(company_with: MakeCompany, written: str) -> None:
    company = company_with(operate("github.com?owner=acme&repo=platform"))
    describe(company, slug="acme/shop")
    with pytest.raises(GoldenPathError, match="names nothing to act on"):
        company.desk.preview(company.draft(entity=written))


def test_who_may_not_know_of_a_thing_reads_the_same_as_if_it_were_not_there(company_with: MakeCompany) -> None:
    company = company_with(operate("github.com?owner=acme&repo=${{ parameters.repo }}"))
    describe(company, slug="acme/shop")
    company.desk.preview(company.draft(entity="component:default/shop", repo="shop"))
    put(company.database, entity("Component", "shop", annotations={"callboard.io/visibility": "private"}))
    said = []
    for name in ("shop", "other"):
        with pytest.raises(GoldenPathError) as refused:
            company.desk.preview(company.draft(entity=f"component:default/{name}", repo="billing"))
        said.append(str(refused.value).replace(name, "it"))
    assert (
        said == ["There is no component:default/it in the catalog that you may see, so there is nothing to act on."] * 2
    )


def test_the_log_keeps_who_tried_to_act_on_what_belongs_to_others(company_with: MakeCompany) -> None:
    company = company_with(operate())
    describe(company, slug="acme/billing")
    draft = company.draft(entity="component:default/shop")
    sitting = Sitting(draft, company.template, form_of(company.template))
    window = preview_window(sitting, company.services)
    assert "acts on the repository github.com/acme/billing" in str(window.blocks)
    (entry,), _ = company.services.audit.page(AuditFilter(), limit=10)
    kept = entry.doing
    assert (kept.user, kept.deed, kept.outcome) == ("UANA", "golden-path/small-service", AuditOutcome.REFUSED)
    assert kept.target == "component:default/shop"
