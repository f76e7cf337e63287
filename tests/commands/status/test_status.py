"""What people are told when they ask how something is doing."""

from datetime import timedelta

import pytest

from catalog_store.database import Database
from catalog_store.operations import (
    Alert,
    Build,
    Deployment,
    DeploymentOutcome,
    Incident,
    OnCall,
    Reading,
    Sync,
    Told,
)
from catalog_store.refs import EntityRef
from catalog_store.slack.bindings import Place
from catalog_store.workloads import Site
from commands.ask import Outcome, Surface
from commands.operations import ChannelFacts
from tests.commands.asking import ANA, NOW, Somebody, buttons, read
from tests.commands.channels import in_channel
from tests.commands.status.test_presses import Pager, with_pager
from tests.commands.status.towers import PAYMENTS, seeing, told, watching
from tests.support.catalog import entity, put
from tests.support.running import ago, container, crashed, pod, unready, workload

STAGING = Site("staging", "south", "payments")
CRASHING = unready(container(is_ready=False, waiting="CrashLoopBackOff", restarts=14, last_exit=crashed()))


def deployment(minutes: float, **parts: str) -> Deployment:
    usual = {"source": "github", "key": str(minutes), "environment": "production", "version": "2.31.0"}
    return Deployment(**{**usual, **parts}, at=ago(minutes=minutes), outcome=DeploymentOutcome.SUCCEEDED)


def test_tells_each_place_the_worst_first(ana: Somebody) -> None:
    person = seeing(ana, Reading(workloads=(workload(pod()), workload(CRASHING, site=STAGING, ready=0))))

    answer = person.asks("status payments-api")

    lines = read(answer).split("\n")
    assert answer.text == "Payments API is down in staging (down: none of 4 ready: crashing)."
    assert lines[0].startswith("🔴 Payments API  ·  down")
    assert lines[1:4] == [
        "🔴 staging · south · `2.31.0`",
        "Down: none of 4 ready: crashing · deployed 52 min ago",
        "• `api` keeps crashing (exit code 1), 14 restarts, last 3 min ago",
    ]
    assert lines[4:6] == ["🟢 production · north · `2.31.0`", "4 of 4 ready · deployed 52 min ago"]


def test_names_what_could_not_be_read_with_its_reason_and_age(ana: Somebody) -> None:
    late = (
        Told("cluster south", None, None, "it did not answer within 1.5 s", is_awaited=True),
        Told("Argo CD", Reading(), NOW - timedelta(minutes=4), "it has trouble itself (503)"),
    )

    answer = seeing(ana, Reading(workloads=(workload(pod()),)), late=late).asks("status payments-api")

    assert "• cluster south: it did not answer within 1.5 s" in read(answer)
    assert "• Argo CD: it has trouble itself (503); what is shown of it was read 4 min ago" in read(answer)
    assert answer.text == "Payments API is well. Not read: cluster south and Argo CD."


def test_a_missing_right_is_named_too(ana: Somebody) -> None:
    reading = Reading(workloads=(workload(pod()),), gaps=("our account may not list cronjobs in all namespaces (403)",))

    assert "• cluster north: our account may not list cronjobs in all namespaces (403)" in read(
        seeing(ana, reading).asks("status payments-api")
    )


def test_tells_deployments_with_who_and_what_and_marks_those_before_the_incident(ana: Somebody) -> None:
    incident = Incident(2041, "Card payments fail", "acknowledged", ago(minutes=38), "https://acme.pagerduty.com/i/1")
    deployments = (
        deployment(52, by="Tomasz", what="Add retries (#912)", url="https://github.com/acme/payments-api/pull/912"),
        deployment(300, version="2.30.4"),
    )

    answer = read(seeing(ana, Reading(deployments=deployments, incidents=(incident,))).asks("status payments-api"))

    assert (
        "• `2.31.0` to production 52 min ago by Tomasz: Add retries (#912)"
        " (https://github.com/acme/payments-api/pull/912) · ⚠ within the hour before the incident" in answer
    )
    assert "• `2.30.4` to production 5 h ago\n" in answer
    assert "• Incident 2041 (https://acme.pagerduty.com/i/1) (acknowledged): Card payments fail, for 38 min" in answer


def test_tells_alerts_builds_argo_and_who_is_on_call(ana: Somebody) -> None:
    reading = Reading(
        workloads=(workload(pod()),),
        alerts=(
            Alert("PodCrashLooping", "critical", ago(minutes=38), "payments-api has restarted 6 times"),
            Alert("Quiet", "warning", ago(hours=2), is_silenced=True),
        ),
        builds=(Build("build", "main", "failure", ago(minutes=20), url="https://github.com/acme/x/actions/1"),),
        syncs=(Sync("payments-api-production", "production", "OutOfSync", "Degraded", "one or more objects failed"),),
        on_call=(OnCall(2, "Ana Lima"), OnCall(1, "Bilal Rahimi", "bilal@orchard.example")),
    )

    answer = read(seeing(ana, reading).asks("status payments-api"))

    assert "🔴 Payments API  ·  in trouble" in answer
    assert "• PodCrashLooping (critical, for 38 min): payments-api has restarted 6 times" in answer
    assert "• Quiet (silenced) (warning, for 2 h)" in answer
    assert "CI  🔴 failed: build (https://github.com/acme/x/actions/1) on main, 20 min ago" in answer
    assert "payments-api-production: 🔴 degraded, 🟡 not as in Git: one or more objects failed" in answer
    assert "On call  Bilal Rahimi (bilal@orchard.example), then Ana Lima" in answer


def test_links_lead_to_dashboard_runbook_logs_and_repository(owner: Somebody, filled: Database) -> None:
    links = [
        {"url": f"https://acme.example/{each}", "title": each.title()} for each in ("chat", "docs", "logs", "runbook")
    ]
    dashboard = {"url": "https://acme.example/d/1", "title": "Golden signals", "type": "dashboard"}
    annotations = {"github.com/project-slug": "acme/till"}
    put(filled, entity("Component", "till", annotations=annotations, links=[*links, dashboard]))

    heading = read(seeing(owner, Reading()).asks("status till")).split("\n")[0]

    assert [part.partition(" (")[0] for part in heading.split("  ·  ")[2:]] == [
        "Runbook", "Golden signals", "Logs", "Repository",
    ]  # fmt: skip


def test_nobody_on_call_is_said(ana: Somebody) -> None:
    assert "On call  ⚠ nobody is on call" in read(seeing(ana, Reading(on_call=())).asks("status payments-api"))


def test_nothing_that_runs_is_no_failure(ana: Somebody) -> None:
    answer = seeing(ana, Reading()).asks("status payments-api")

    assert "Payments API  ·  nothing runs that any cluster knows of" in read(answer)
    assert answer.text == "Nothing runs of Payments API that any cluster knows of."
    assert answer.outcome is Outcome.ANSWERED


def test_what_nobody_could_tell_is_not_called_well(ana: Somebody) -> None:
    answer = seeing(ana, late=[told(missing="it did not answer within 1.5 s")]).asks("status payments-api")

    assert answer.text.startswith("Payments API is not known.")


def test_without_any_system_says_how_to_connect_one(ana: Somebody) -> None:
    answer = ana.asks("status payments-api")

    assert "No cluster is connected, so I cannot see what runs." in answer.text
    assert "`kubernetes.clusterLocatorMethods` in `app-config.yaml`" in read(answer)
    assert "Post live" not in buttons(answer)


def test_history_is_told_while_systems_are_away(owner: Somebody) -> None:
    owner.services.deployments.save({PAYMENTS: [deployment(52, by="Tomasz")]}, now=NOW)

    answer = seeing(owner, late=[told(missing="it cannot be reached (connection refused)")]).asks("status payments-api")

    assert "• `2.31.0` to production 52 min ago by Tomasz" in read(answer)


def test_one_deployment_told_of_by_two_systems_stands_there_once(ana: Somebody) -> None:
    told_twice = (deployment(52, by="Tomasz", what="Add retries"), deployment(50, source="kubernetes"))

    answer = read(seeing(ana, Reading(deployments=told_twice)).asks("status payments-api"))

    assert answer.count("`2.31.0` to production") == 1
    assert "by Tomasz" in answer


@pytest.mark.parametrize("words", ["status team:payments", "deploys team:payments", "status group:payments"])
def test_a_team_is_told_of_at_a_glance_the_worst_first(ana: Somebody, words: str) -> None:
    person = watching(ana, {PAYMENTS: (told(Reading(workloads=(workload(CRASHING, ready=0),))),)})

    answer = person.asks(words)

    rows = [line for line in read(answer).split("\n") if line.startswith(("🔴", "⚪", "🟢"))]
    assert rows[0] == "🔴 Payments API  ·  down: production, down: none of 4 ready: crashing"
    assert answer.text.startswith("Payments: 1 down, ")


def test_the_channels_binding_is_what_it_is_about(owner: Somebody) -> None:
    owner.services.bindings.save(Place(ANA.team_id, "C1"), PAYMENTS, by=ANA.user_id, at=NOW)

    answer = seeing(owner, Reading(workloads=(workload(pod()),))).asks("status")

    assert "From this channel: somebody in this channel chose that" in read(answer)
    assert answer.text == "Payments API is well."


def test_an_incidents_channel_says_it_in_its_purpose(ana: Somebody) -> None:
    incidents = (Incident(7, "other", "open", ago(hours=9)), Incident(2041, "x", "open", ago(minutes=38)))
    person = seeing(ana, Reading(deployments=(deployment(52),), incidents=incidents))
    person = in_channel(person, ChannelFacts("inc-2041-payments", "Card payments fail", "Service: payments-api"))

    answer = read(person.asks("status", Surface.MENTION))

    assert "From the channel's topic and purpose" in answer
    assert "⚠ within the hour before the incident" in answer
    assert "Or did you mean one of these?\n[Payments]" in answer


def test_an_incidents_channel_says_it_in_its_name(ana: Somebody) -> None:
    person = in_channel(seeing(ana, Reading()), ChannelFacts("inc-2041-payments-api"))

    assert "From the channel's name" in read(person.asks("status"))


def test_of_an_incidents_channel_that_names_nothing_the_paging_tool_knows_what_it_is_about(
    owner: Somebody, filled: Database
) -> None:
    pages = {"pagerduty.com/service-id": "PTILL01"}
    put(filled, *(entity("Component", name, annotations=pages) for name in ("till", "till-display")))
    person = with_pager(seeing(owner, Reading()), Pager(incidents={2041: "PTILL01", 2042: "PNOBODY"}))

    told = read(in_channel(person, ChannelFacts("inc-2041")).asks("status"))

    assert "From incident 2041 in the paging tool" in told
    assert "till  ·" in told
    assert "till-display  ·" in told
    for name in ("inc-2042", "inc-2043", "room-2041"):
        assert in_channel(person, ChannelFacts(name)).asks("status").outcome is Outcome.USAGE


@pytest.mark.parametrize("facts", [ChannelFacts("general"), ChannelFacts("inc-2041"), ChannelFacts("inc-77-nothing")])
def test_a_channel_that_is_about_nothing_asks_back(ana: Somebody, facts: ChannelFacts) -> None:
    answer = in_channel(seeing(ana), facts).asks("status")

    assert answer.outcome is Outcome.USAGE
    assert "Say which one, for example `/deploys payments-api`" in answer.text


def test_an_unknown_name_gets_suggestions(ana: Somebody) -> None:
    answer = seeing(ana).asks("status paymnts-api")

    assert answer.outcome is Outcome.NOT_FOUND
    assert buttons(answer)["Payments API (component)"]["value"] == "status component:default/payments-api"


def test_hostile_names_ping_nobody(ana: Somebody) -> None:
    hostile = "<!channel> <@U1>"
    ailing = unready(container(name=hostile, image=hostile, message=hostile, is_ready=False, waiting="ErrImagePull"))
    reading = Reading(
        workloads=(workload(ailing, name=hostile, image=hostile, site=Site(hostile, hostile)),),
        deployments=(deployment(1, by=hostile, what=hostile, version=hostile),),
        builds=(Build(hostile, hostile, hostile, NOW),),
        syncs=(Sync(hostile, hostile, hostile, hostile, hostile),),
        alerts=(Alert(hostile, hostile, NOW, hostile),),
        incidents=(Incident(1, hostile, hostile, NOW),),
        on_call=(OnCall(1, hostile, hostile),),
        gaps=(hostile,),
    )

    answer = seeing(ana, reading, late=[told(missing=hostile, source=hostile)]).asks("status payments-api")

    assert "<!channel" not in str(answer)
    assert "<@U1" not in str(answer)


def test_a_phrase_means_the_same(ana: Somebody) -> None:
    person = seeing(ana, Reading(workloads=(workload(pod()),)))

    assert person.asks("is payments-api down?").text == "Payments API is well."
    assert person.asks("how is payments-api doing?").text == "Payments API is well."


def test_a_mention_is_kept_current_and_a_slash_command_offers_that(ana: Somebody) -> None:
    person = seeing(ana, Reading(workloads=(workload(pod()),)))

    mentioned, typed = person.asks("status payments-api", Surface.MENTION), person.asks("status payments-api")

    assert mentioned.follows == (PAYMENTS,)
    assert list(buttons(mentioned)) == ["Refresh", "Details", "Owner", "Stop"]
    assert "keeps itself current until 10:00 UTC" in read(mentioned)
    assert typed.follows == ()
    assert list(buttons(typed)) == ["Refresh", "Details", "Owner", "Post live"]


def test_a_team_is_remembered_as_what_was_asked_about(ana: Somebody) -> None:
    assert seeing(ana).asks("status group:payments").subject == EntityRef.of("group", "payments")
