"""The checks that come with Callboard: each can be passed and failed, says why, and proposes what would mend it."""

import pytest
import yaml

from catalog_store.facts import Value, kind_of
from catalog_store.scorecards import Check, DescriptorField, Evaluation, NewFile, Probes, Result, Scorecard
from catalog_store.scorecards.about import LEVELS
from catalog_store.scorecards.checks import ALL
from catalog_store.scorecards.conditions import conditions
from tests.catalog_store.scorecards.sheets import NOW, sheet_with

#: A service of which everything is known and nothing is as it should be.
NEGLECTED: dict[str, Value] = {
    "entity.kind": "component",
    "entity.type": "service",
    "entity.lifecycle": "production",
    "entity.description": None,
    "entity.system": None,
    "entity.tags": (),
    "entity.links": 0,
    "entity.provides": 0,
    "entity.hasRunbookLink": False,
    "descriptor.isCurrent": False,
    "descriptor.dangling": 2,
    "descriptor.isInRepository": False,
    "documents.areNamed": False,
    "documents.pages": 0,
    "documents.hasRunbook": False,
    "onCall.isKnown": False,
    "owner.named": "payments",
    "owner.exists": True,
    "owner.kind": "group",
    "owner.members": 0,
    "owner.hasLeft": False,
    "owner.hasChannel": False,
    "owner.email": None,
    "owner.codeTeam": "orchard/payments",
    "owner.claims": 1,
    "repository.name": "orchard/payments-api",
    "repository.isArchived": True,
    "repository.isGone": True,
    "repository.visibility": "public",
    "repository.language": "Python",
    "repository.topics": ("payments", "api"),
    "repository.description": None,
    "repository.hasCodeowners": False,
    "repository.lastCommit": NOW.replace(year=2024),
    "repository.ownerCommits": False,
    "files.paths": ("pyproject.toml",),
    "files.hasReadme": False,
    "files.hasCi": False,
    "files.hasTests": False,
    "files.hasDependencyUpdates": False,
    "files.hasLockFile": False,
    "files.hasLicense": False,
    "files.hasSecurityPolicy": False,
    "files.hasGitignore": False,
}
#: What others tell of it.
NEGLECTED |= {
    "onCall.isSomebody": False,
    "running.workloads": 1,
    "running.leastReplicas": 1,
    "running.areReady": True,
    "running.areAlive": False,
    "running.memoryIsLimited": False,
    "running.memoryIsRequested": True,
    "running.cpuIsRequested": True,
    "repository.defaultBranch": "main",
    "languages.all": ("Python", "TypeScript", "COBOL"),
    "ci.runs": 50,
    "ci.isPassing": False,
    "ci.successShare": 50,
    "ci.minutes": 45,
    "branch.isProtected": False,
    "branch.reviews": 0,
    "branch.requiredChecks": 0,
    "dependencies.areWatched": False,
    "dependencies.severeAlerts": 3,
    "code.isScanned": False,
    "code.severeAlerts": 1,
}
#: What else must be so for the checks that a neglected service is not the worst case of.
WORSE: dict[str, dict[str, Value]] = {
    "has-owner": {"owner.named": None},
    "owner-exists": {"owner.exists": False},
    "owner-present": {"owner.kind": "user", "owner.hasLeft": True},
    "owner-is-team": {"owner.kind": "user"},
    "lifecycle-known": {"entity.lifecycle": "forever"},
    "codeowners-agree": {"repository.hasCodeowners": True, "repository.codeownersAgree": False},
    "documents-readable": {"documents.areNamed": True, "annotation:backstage.io/techdocs-ref": "dir:."},
}
#: A service that does everything right.
PERFECT: dict[str, Value] = NEGLECTED | {
    "entity.description": "Takes payments",
    "entity.system": "payments",
    "entity.tags": ("python",),
    "entity.links": 2,
    "entity.provides": 1,
    "descriptor.isCurrent": True,
    "descriptor.dangling": 0,
    "descriptor.isInRepository": True,
    "documents.areNamed": True,
    "documents.pages": 3,
    "documents.hasRunbook": True,
    "onCall.isKnown": True,
    "owner.members": 4,
    "owner.hasChannel": True,
    "owner.claims": 0,
    "repository.isArchived": False,
    "repository.isGone": False,
    "repository.description": "Takes payments",
    "repository.hasCodeowners": True,
    "repository.codeownersAgree": True,
    "repository.lastCommit": NOW,
    "repository.ownerCommits": True,
    "onCall.isSomebody": True,
    "running.leastReplicas": 2,
    "running.areAlive": True,
    "running.memoryIsLimited": True,
    "ci.isPassing": True,
    "ci.successShare": 96,
    "ci.minutes": 6.5,
    "branch.isProtected": True,
    "branch.reviews": 1,
    "branch.requiredChecks": 2,
    "dependencies.areWatched": True,
    "dependencies.severeAlerts": 0,
    "code.isScanned": True,
    "code.severeAlerts": 0,
    **{name: True for name in NEGLECTED if name.startswith("files.has")},
}


def result(check: Check, values: dict[str, Value]) -> Result:
    return Evaluation(Scorecard(LEVELS, (check,))).judge(sheet_with(values), {}, now=NOW).results[check.id]


each_check = pytest.mark.parametrize("check", ALL, ids=[check.id for check in ALL])


@each_check
def test_the_worst_service_fails(check: Check) -> None:
    assert result(check, NEGLECTED | WORSE.get(check.id, {})) is Result.FAILED


@each_check
def test_the_best_service_does_not_fail(check: Check) -> None:
    assert result(check, PERFECT) in (Result.PASSED, Result.DOES_NOT_APPLY)


@each_check
def test_without_facts_nothing_fails(check: Check) -> None:
    assert result(check, {"entity.kind": "component"}) in (Result.UNKNOWN, Result.DOES_NOT_APPLY)


@each_check
def test_it_says_why_and_what_to_do(check: Check) -> None:
    assert check.reason.endswith(".")
    assert check.fix.endswith(".")
    assert check.title[0].isupper()
    assert not check.title.endswith(".")
    assert all(kind_of(condition.fact) for condition in (*conditions(check.rule), *conditions(check.applies)))


@each_check
def test_its_proposal_is_whole(check: Check) -> None:
    facts = (
        NEGLECTED | WORSE.get(check.id, {}) | {"repository.description": "Takes payments", "owner.email": "p@o.example"}
    )
    for change in check.mend(sheet_with(facts)) if check.mend else ():
        if isinstance(change, NewFile):
            assert change.content.endswith("\n")
            if change.path.endswith((".yml", ".yaml")):
                assert yaml.safe_load(change.content)
        elif isinstance(change, DescriptorField):
            assert change.value
        else:
            assert change.paths


def test_there_are_enough_and_each_has_a_name_of_its_own() -> None:
    assert len(ALL) >= 25
    assert len({check.id for check in ALL}) == len(ALL)
    assert sum(check.mend is not None for check in ALL) >= 10


def test_a_hostile_name_stays_a_name_in_a_proposal() -> None:
    facts = NEGLECTED | {"entity.description": "<!channel> `rm -rf` *bold*\n# Heading"}
    proposals = [change for check in ALL if check.mend for change in check.mend(sheet_with(facts))]
    texts = [change.content for change in proposals if isinstance(change, NewFile)]
    assert texts
    assert not any("<!" in text or "`rm" in text or "\n# Heading" in text for text in texts)


def test_manifests_are_looked_for_where_people_keep_them_and_not_in_charts() -> None:
    paths = (
        "k8s/base/deployment.yaml",
        "k8s/service.yaml",
        "deploy/api.yml",
        "payments-deployment.yaml",
        "charts/api/templates/deployment.yaml",
        "k8s/templates/deployment.yaml",
        ".github/workflows/deployment.yaml",
        "deploy/notes.md",
    )
    (has_probes,) = [each for each in ALL if each.id == "has-probes"]
    assert has_probes.mend is not None
    (change,) = has_probes.mend(sheet_with({"files.paths": paths}))
    assert isinstance(change, Probes)
    assert change.paths == (
        "payments-deployment.yaml",
        "k8s/base/deployment.yaml",
        "deploy/api.yml",
        "k8s/service.yaml",
    )
    assert has_probes.mend(sheet_with({"files.paths": paths[4:]})) == ()
