"""How things are doing, asked in an incident's channel while a cluster says so."""

import base64
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import announcing, live_status
from bot.workspace.messages import Message
from catalog_store.slack.announcements import Announcements
from tests.acceptance.conftest import Watch
from tests.acceptance.office import Colleague, Office, buttons, read, running_office
from tests.support.kubernetes import Deployed, TestCluster
from tests.support.kubernetes.cluster import TOKEN
from tests.support.kubernetes.objects import stamp

LABELS = {"app.kubernetes.io/name": "payments-api"}
CONFIGURATION = """
kubernetes:
  clusterLocatorMethods:
    - type: config
      clusters:
        - {{name: north, url: '{url}', serviceAccountToken: {token}, caData: {ca}}}
        - {{name: south, url: 'https://127.0.0.1:9', serviceAccountToken: {token}, caData: {ca}}}
callboard:
  environments: {{north: production}}
"""


@pytest.fixture(scope="module")
def cluster() -> Iterator[TestCluster]:
    with TestCluster() as found:
        yield found


@pytest.fixture(scope="module")
def office(
    company: str, watched: Watch, cluster: TestCluster, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Office]:
    """The company with a bot that is connected to one cluster that answers, and to one that does not.

    It looks more often than it would elsewhere.
    """
    home = tmp_path_factory.mktemp("status")
    _configure(home, cluster)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(live_status, "_EVERY", timedelta(seconds=3))
        patch.setattr(announcing, "_EVERY", timedelta(seconds=2))
        patch.setattr(announcing, "_DUE_AFTER", timedelta(seconds=1))
        with running_office(company, home, over="socket") as office, watched(office.slack):
            yield office


@pytest.fixture
def bilal(office: Office, cluster: TestCluster) -> Colleague:
    cluster.put(running().resources())
    return office.person("bilal", "inc-2041-payments")


def running(image: str = "ghcr.io/ternholm/payments-api:2.31.0") -> Deployed:
    return Deployed("payments-api", image=image, labels=LABELS, at=datetime.now(UTC) - timedelta(minutes=52))


def test_in_an_incidents_channel_no_name_is_needed(bilal: Colleague) -> None:
    answer = read(bilal.types("/deploys"))

    assert "Payments API" in answer
    assert "production · north · `2.31.0`" in answer
    assert "4 of 4 ready" in answer
    assert "cluster south: it cannot be reached (connection refused)" in answer
    assert "From the channel's topic and purpose" in answer


@pytest.mark.more  # what was told is fresh for ten seconds
def test_in_a_thread_the_message_says_what_changed_until_it_is_stopped(
    office: Office, bilal: Colleague, cluster: TestCluster
) -> None:
    answer = bilal.mentions("status")
    crashed = {"terminated": {"reason": "Error", "exitCode": 1, "finishedAt": stamp(datetime.now(UTC))}}
    waiting = {"waiting": {"reason": "CrashLoopBackOff"}}
    cluster.put(running().fails(0, restarts=6, state=waiting, last=crashed).resources())

    office.slack.wait_for(lambda: "What changed" in read(office.now(answer)), timeout=45)
    changed = office.now(answer)

    assert "in trouble; production: 2.31.0, degraded, 3 of 4 ready, crashing" in read(changed)
    assert "`api` keeps crashing (exit code 1), 6 restarts" in read(changed)
    assert "Stop" in buttons(changed)
    stopped = bilal.presses(changed, "Stop")
    assert "stopped by Bilal Rahimi" in read(stopped)
    assert "Stop" not in buttons(stopped)


def test_details_name_each_pod_for_the_one_who_pressed(bilal: Colleague) -> None:
    details = bilal.presses_for_more(bilal.types("/deploys", "payments-api"), "Details")

    assert "`payments-api-7d9f8b6c5-00000` is ready, for 52 min" in read(details)


def test_what_was_asked_in_private_is_posted_for_all_on_a_click(office: Office, bilal: Colleague) -> None:
    before = {message.ts for message in office.person("ana", "inc-2041-payments").in_view()}
    bilal.presses_for_more(bilal.types("/deploys", "payments-api"), "Post live")

    def posted() -> list[Message]:
        return [each for each in office.person("ana", "inc-2041-payments").in_view() if each.ts not in before]

    assert "Posted by Bilal Rahimi" in read(office.sees(posted))


def test_a_team_is_told_of_at_a_glance(bilal: Colleague) -> None:
    answer = bilal.types("/deploys", "team:payments")

    assert "Payments API" in read(answer)
    assert "Status" in [each["accessory"]["text"]["text"] for each in answer.blocks if "accessory" in each]


@pytest.mark.more  # two looks have to show a change, and what was told is fresh for ten seconds
def test_a_channel_that_chose_so_is_told_once_when_something_goes_wrong(
    office: Office, bilal: Colleague, cluster: TestCluster
) -> None:
    ana = office.person("ana", "payments")
    ana.presses_for_more(_well(ana), "Announce changes")

    def told() -> list[str]:
        return [read(each) for each in bilal.in_("payments").in_view() if "are announced here" in read(each)]

    office.slack.wait_for(lambda: _has_looked(office), timeout=60)
    crashed = {"terminated": {"reason": "Error", "exitCode": 1, "finishedAt": stamp(datetime.now(UTC))}}
    waiting = {"waiting": {"reason": "CrashLoopBackOff"}}
    cluster.put(running().fails(0, restarts=6, state=waiting, last=crashed).resources())

    office.slack.wait_for(told, timeout=120)

    (announcement,) = told()
    assert "Payments API is in trouble" in announcement
    assert "chosen by Ana Duarte" in announcement


def _well(somebody: Colleague) -> Message:
    """The team's state, once what was told a moment ago of other tests' troubles is read anew."""
    ends = time.monotonic() + 60
    while "in trouble" in read(answer := somebody.types("/deploys", "team:payments")) and time.monotonic() < ends:
        time.sleep(1)
    return answer


def _has_looked(office: Office) -> bool:
    """Whether it is known how things were before."""
    store = Announcements(office.database)
    looked = (store.get(number) for number in store.due(before=datetime.now(UTC) + timedelta(days=1)))
    return any(each is not None and each.states for each in looked)


def _configure(home: Path, cluster: TestCluster) -> None:
    ca = base64.b64encode(cluster.ca.encode()).decode()
    (home / "app-config.yaml").write_text(CONFIGURATION.format(url=cluster.url, token=TOKEN, ca=ca))
