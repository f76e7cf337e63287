"""The sample company hangs together: what one file names, another one has, but for the faults that are meant."""

import re
from collections import Counter
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from bot import settings
from bot.workspace.seed import WorkspaceSeed
from tests.company.files import CATALOG, COMPANY, Thing, by_ref, descriptors, load, slack, things, twice

SLACK_CHANNEL = "slack.com/channel-id"
ON_CALL = "callboard.io/on-call"
FIELDS = ("owner", "system", "domain", "parent", "children", "memberOf", "providesApis", "consumesApis", "dependsOn")
ADDRESS = re.compile(r"https?://([\w.-]+)")
MEANT_TO_BE_MISSING = {fault["names"] for fault in load("faults.yaml")["faults"] if "names" in fault}


def test_it_has_about_forty_services_in_eight_teams_with_thirty_people() -> None:
    kinds = Counter(thing.kind for thing in things())
    services = [thing for thing in things() if thing.kind == "Component" and thing.spec["type"] == "service"]
    teams = [thing for thing in things() if thing.kind == "Group" and thing.spec["type"] == "team"]

    assert (len(teams), kinds["User"]) == (8, 30)
    assert 35 <= len(services) <= 45
    assert kinds["API"] >= 12
    assert kinds["Resource"] >= 12
    assert kinds["System"] >= 10
    assert kinds["Domain"] in (4, 5)


def test_no_two_good_documents_claim_one_reference() -> None:
    assert twice([thing.ref for thing in things()]) == []


def test_everything_named_is_there_but_for_the_faults_that_are_meant() -> None:
    known = by_ref()
    named = {ref for thing in things() for field in FIELDS for ref in thing.named(field)}

    assert named - set(known) == MEANT_TO_BE_MISSING


def test_every_team_has_people_and_every_person_has_a_team() -> None:
    groups = Counter(ref for thing in things() if thing.kind == "User" for ref in thing.named("memberOf"))
    teams = {thing.ref for thing in things() if thing.kind == "Group" and thing.spec["type"] == "team"}

    assert teams <= set(groups)
    assert min(groups[team] for team in teams) >= 3


def test_every_slack_channel_that_an_annotation_names_exists() -> None:
    channels = {channel["id"] for channel in slack()["channels"]}
    named = {thing.annotations[SLACK_CHANNEL] for thing in things() if SLACK_CHANNEL in thing.annotations}

    assert named <= channels


def test_no_two_entities_share_a_channel_or_a_pagerduty_service() -> None:
    for annotation in (SLACK_CHANNEL, "pagerduty.com/service-id", "argocd/app-name", "github.com/user-login"):
        assert twice([thing.annotations[annotation] for thing in things() if annotation in thing.annotations]) == []


def test_whoever_is_on_call_works_in_the_team_that_owns_it() -> None:
    known = by_ref()
    for thing in things():
        if ON_CALL in thing.annotations:
            person = known[thing.annotations[ON_CALL]]
            team = thing.ref if thing.kind == "Group" else next(thing.named("owner"))
            assert team in person.named("memberOf"), thing.ref


def test_people_are_the_same_in_slack_but_for_two_addresses() -> None:
    in_slack = {person["email"] for person in slack()["people"] if "email" in person}
    in_catalog = {thing.spec["profile"]["email"] for thing in things() if thing.kind == "User"}

    assert in_catalog - in_slack == {"noor.haddad@ternholm.example", "chen.wei@ternholm.example"}


def test_two_who_left_are_deactivated_in_slack() -> None:
    gone = [person["name"] for person in slack()["people"] if person.get("deleted")]

    assert gone == ["daniel", "viktor"]
    assert "user:default/daniel.osei" in by_ref()
    assert "user:default/viktor.lund" not in by_ref()


def test_people_live_on_more_than_three_continents() -> None:
    zones = {person["tz"] for person in slack()["people"]}

    assert all(ZoneInfo(zone).key == zone for zone in zones)
    assert {"Europe", "America", "Asia", "Africa"} <= {zone.partition("/")[0] for zone in zones}


def test_the_local_workspace_takes_the_slack_side() -> None:
    seed = WorkspaceSeed.load(COMPANY / "slack.yaml")

    assert seed.team.name == "Ternholm Ferries"
    assert {"general", "platform", "inc-2041-payments", "checkout"} <= {channel.name for channel in seed.channels}


def test_the_platform_team_has_set_everything_up_for_those_who_are_there() -> None:
    set_up = settings.load({"CALLBOARD_CONFIG": str(COMPANY / "app-config.yaml")}, COMPANY)
    named = {ref for role in set_up.policies.roles.values() for ref in role}
    channel = next(each for each in slack()["channels"] if each["id"] == set_up.platform_channel)

    assert (set_up.ignored_keys, set_up.scorecard.faults) == ((), ())
    assert named <= set(by_ref())
    assert channel["bots"]
    assert "sam" in channel["members"]
    assert {"known-to-the-clusters", "has-owner"} <= {check.id for check in set_up.scorecard.scorecard.checks}
    assert len(set_up.scorecard.scorecard.campaigns) == 1


def test_every_channel_that_all_may_join_has_its_name_in_a_terminal() -> None:
    set_up = settings.load({"CALLBOARD_CONFIG": str(COMPANY / "app-config.yaml")}, COMPANY)
    assert set_up.channels == {each["name"]: each["id"] for each in slack()["channels"] if not each.get("is_private")}


def test_every_policy_is_about_something_that_can_be_tried() -> None:
    set_up = settings.load({"CALLBOARD_CONFIG": str(COMPANY / "app-config.yaml")}, COMPANY)
    tags = {tag for thing in things() for tag in thing.document["metadata"].get("tags", ())}

    assert {tag for policy in set_up.policies.written for tag in policy.tags} <= tags


def test_every_address_lies_in_a_domain_that_nobody_can_have() -> None:
    ours = re.compile(r"(^|\.)(example|github\.com|githubusercontent\.com|json\.schemastore\.org)$")
    files = [path for path in COMPANY.rglob("*") if path.is_file()]
    hosts = {host for path in files for host in ADDRESS.findall(path.read_text(encoding="utf-8"))}

    assert [host for host in sorted(hosts) if not ours.search(host)] == []


def test_every_placeholder_names_a_file_that_is_there() -> None:
    for path in descriptors():
        for target in re.findall(r"\$text: (\S+)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).is_file(), f"{path} names {target}"


def test_the_root_location_reaches_every_descriptor() -> None:
    known = by_ref()
    pending, reached = [known["location:default/ternholm-catalog"]], {CATALOG / "all.yaml"}
    while pending:
        location = pending.pop()
        found = {path for target in location.spec["targets"] for path in location.path.parent.glob(target)} - reached
        reached |= found
        pending += [thing for thing in things() if thing.kind == "Location" and thing.path in found]

    assert reached == set(descriptors())


@pytest.mark.parametrize("fault", load("faults.yaml")["faults"], ids=lambda fault: f"{fault['what']}-{fault['file']}")
def test_every_fault_that_is_meant_has_its_file(fault: dict[str, str]) -> None:
    file = CATALOG / fault["file"]

    assert file.is_file()
    if "entity" in fault:
        assert by_ref()[fault["entity"]].path == file


def test_the_second_claim_on_a_name_is_read_after_the_first() -> None:
    first, second = (CATALOG / "repositories" / name for name in ("fare-engine", "fare-pricing-spike"))

    assert first < second
    assert "name: fare-engine\n" in (second / "catalog-info.yaml").read_text(encoding="utf-8")


def test_whoever_promises_documents_has_a_runbook_to_show() -> None:
    for thing in things():
        if thing.annotations.get("backstage.io/techdocs-ref") == "dir:.":
            folder = _folder_of(thing)
            listed = (folder / "mkdocs.yml").read_text(encoding="utf-8")
            assert "runbook.md" in listed
            assert (folder / "docs" / "index.md").is_file()
            assert "## " in (folder / "docs" / "runbook.md").read_text(encoding="utf-8")


def test_code_owners_are_the_declared_team_but_where_they_are_meant_to_disagree() -> None:
    others = {thing.ref for thing in things() if thing.kind == "Component" and not _is_code_owned_by_owner(thing)}

    assert others == {"component:default/lane-allocator"}


def _folder_of(thing: Thing) -> Path:
    """Where its sources lie: a monorepo's file stands at the root and says which folder is meant."""
    within = thing.annotations["backstage.io/source-location"].partition("/tree/main/")[2]
    repository = CATALOG / "repositories" / thing.annotations["github.com/project-slug"].partition("/")[2]
    return repository / within


def _is_code_owned_by_owner(thing: Thing) -> bool:
    slug = thing.annotations["github.com/project-slug"].partition("/")[2]
    for place in (f"{slug}/CODEOWNERS", f"{slug}/.github/CODEOWNERS"):
        file = CATALOG / "repositories" / place
        if file.is_file():
            team = next(thing.named("owner")).partition("/")[2]
            return f"* @ternholm/{team}\n" in file.read_text(encoding="utf-8")
    return True


def test_what_is_deployed_carries_the_names_that_the_annotations_give() -> None:
    described = {
        (thing.annotations.get("backstage.io/kubernetes-namespace"), thing.annotations["backstage.io/kubernetes-id"])
        for thing in things()
        if "backstage.io/kubernetes-id" in thing.annotations
    }
    for path in CATALOG.rglob("deploy/*.yaml"):
        deployed = yaml.safe_load(path.read_text(encoding="utf-8"))["metadata"]
        assert (deployed["namespace"], deployed["name"]) in described, path
