"""From a filled-in form to a run: what was previewed is what is begun, or nothing is."""

import os
from dataclasses import replace

import pytest

from catalog_store.runs.approvals import Approvals
from catalog_store.runs.drafts import Drafts
from catalog_store.runs.model import RunState
from commands.golden import PlanChangedError
from golden_paths.errors import GoldenPathError
from tests.bot.golden_path_runs.conftest import MakeCompany
from tests.bot.golden_path_runs.scenes import Company, steps_of, write_path
from tests.support.catalog import entity, put
from tests.support.databases import everything
from tests.support.github import GitHub

LOG = {"id": "log", "name": "Say", "action": "debug:log", "input": {"message": "It is ${{ parameters.name }}."}}
SECRET = {
    "parameters": {
        "title": "About",
        "properties": {
            "name": {"type": "string"},
            "token": {"type": "string", "ui:field": "Secret", "ui:options": {"secret": "deploy-token"}},
        },
    }
}


def test_a_preview_touches_nothing(company: Company, github: GitHub) -> None:
    found = company.desk.preview(company.draft(name="shop"))
    assert "Creates the private repository acme/shop at github.com." in found.effects
    assert github.state.made == 1
    assert {request.method for request in github.requests} <= {"GET"}


def test_a_preview_looked_at_twice_is_the_same(company: Company) -> None:
    draft = company.draft(name="shop")
    first = company.desk.preview(draft)
    kept = Drafts(company.database).find(draft.id)
    assert kept
    assert company.desk.preview(kept).digest == first.digest


def test_what_was_not_previewed_is_not_begun(company: Company) -> None:
    draft = company.draft(name="shop")
    digest = company.desk.preview(draft).digest
    Drafts(company.database).save(replace(draft, answers={"name": "till"}))
    with pytest.raises(PlanChangedError):
        company.desk.start(draft, digest, channel="C1", title="Small service")
    with pytest.raises(PlanChangedError):
        company.desk.start(draft, "another", channel="C1", title="Small service")


def test_a_run_keeps_the_template_that_it_began_with(company: Company) -> None:
    draft = company.draft(name="shop")
    digest = company.desk.preview(draft).digest
    write_path(company.folder / "paths" / "small-service", steps_of(LOG))
    company.parts.library.reload()
    run = company.desk.start(draft, digest, channel="C1", title="Small service")
    assert company.carry_on(run).state is RunState.SUCCEEDED
    assert len(company.steps(run)) == 5


def test_a_run_sees_whoever_asked_for_it_as_the_preview_did(company_with: MakeCompany) -> None:
    tell = {"message": "For ${{ user.entity.spec.profile.displayName }}."}
    company = company_with(steps_of({**LOG, "input": tell}))
    ana = {"email": "uana@example.org", "displayName": "Ana"}
    put(company.database, entity("User", "uana", profile=ana))
    draft = company.draft(name="shop")
    digest = company.desk.preview(draft).digest
    put(company.database, entity("User", "uana", profile={**ana, "displayName": "Somebody else"}))
    kept = Drafts(company.database).find(draft.id)
    assert kept
    assert company.desk.preview(kept).digest == digest
    run = company.carry_on(company.desk.start(draft, digest, channel="C1", title="Small service"))
    assert company.runs.log_lines(run.id, 0) == ("For Ana.",)


def test_others_approve_first_where_the_path_says_so(company_with: MakeCompany) -> None:
    rules = [{"from": "owner", "within": "4h"}, {"from": "group:default/platform", "count": 2, "requesterMay": True}]
    company = company_with(steps_of(LOG, callboard={"approvals": rules}))
    run = company.begin(name="shop")
    assert run.state is RunState.WAITING
    owner, platform = sorted(Approvals(company.database).of_run(run.id), key=lambda each: each.needed)
    assert (owner.rule, owner.needed, owner.requester_may) == ("owner", 1, False)
    assert (platform.rule, platform.needed, platform.requester_may) == ("group:default/platform", 2, True)
    assert (platform.expires_at - owner.expires_at).total_seconds() == pytest.approx(44 * 3600, abs=5)


def test_a_secret_is_taken_by_its_name_and_never_shown(company_with: MakeCompany) -> None:
    tell = {"id": "log", "name": "Say", "action": "debug:log", "input": {"message": "With ${{ secrets.token }}."}}
    os.environ["CALLBOARD_SECRET_DEPLOY_TOKEN"] = "hunter2-hunter2"
    try:
        company = company_with(steps_of(tell, **SECRET))
    finally:
        del os.environ["CALLBOARD_SECRET_DEPLOY_TOKEN"]
    run = company.carry_on(company.begin(name="shop"))
    assert run.state is RunState.SUCCEEDED
    assert company.runs.log_lines(run.id, 0) == ("With ***.",)
    assert "hunter2" not in str(company.steps(run))
    kept = everything(company.database)
    assert "With ***." in kept
    assert "hunter2" not in kept


def test_a_missing_secret_is_named(company_with: MakeCompany) -> None:
    company = company_with(steps_of(LOG, **SECRET))
    with pytest.raises(
        GoldenPathError, match=r"needs the secret `deploy-token`.* sets it as CALLBOARD_SECRET_DEPLOY_TOKEN"
    ):
        company.begin(name="shop")


def test_a_version_that_is_gone_is_said_to_be_gone(company: Company) -> None:
    draft = replace(company.draft(name="shop"), digest="nope")
    with pytest.raises(GoldenPathError, match="is not there any more in the version that this form began with"):
        company.desk.preview(draft)
