"""What a channel is told when states change."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from catalog_store.operations import Alert, Reading, Told
from catalog_store.refs import EntityRef
from catalog_store.slack.announcements import Announcement
from catalog_store.slack.bindings import Place
from commands.ask import Answer
from commands.status.announced import news
from tests.commands.asking import ANA, NOW, Somebody, buttons, read, replaced, replied
from tests.commands.status.towers import PAYMENTS, Tower, seeing, told, watching
from tests.support.running import SITE, container, pod, unready, workload

PLACE = Place("T1", "C1")
TEAM = EntityRef.of("group", "payments")
WELL = Reading(workloads=(workload(pod()),))
CRASHING = unready(container(is_ready=False, waiting="CrashLoopBackOff", restarts=6))
TROUBLED = Reading(workloads=(workload(CRASHING, ready=3),))
DOWN = Reading(workloads=(workload(CRASHING, ready=0),))
NOTHING = Reading()
MIDWAY = Reading(workloads=(workload(pod(), updated=2, ready=3, deployed_at=NOW),))
AWAY = Told("cluster north", None, None, "it did not answer within 4.0 s")


@dataclass
class Watch:
    """A channel that is told of the team Payments, looked after every half a minute."""

    somebody: Somebody
    tower: Tower
    now: datetime = NOW

    def sees(self, *seen: Reading | Told, times: int = 2) -> list[Answer]:
        """What is said when this is seen so many times in a row."""
        self.tower.told = {PAYMENTS: tuple(each if isinstance(each, Told) else told(each) for each in seen)}
        return [answer for _ in range(times) for answer in self._looks()]

    def _looks(self) -> Sequence[Answer]:
        self.now += timedelta(seconds=30)
        services = replace(self.somebody.services, operations=self.tower, clock=lambda: self.now)
        found = news(self._announcement(), services)
        assert services.announcements.note(self._announcement(), now=self.now, states=found.states)
        return [found.answer] if found.answer else []

    def _announcement(self) -> Announcement:
        found = self.somebody.services.announcements.find(PLACE)
        assert found is not None
        return found


@pytest.fixture
def watch(owner: Somebody) -> Watch:
    owner.services.announcements.turn_on(PLACE, TEAM, by=ANA.user_id, at=NOW)
    return Watch(owner, Tower())


def test_how_things_are_at_first_is_no_news(watch: Watch) -> None:
    assert watch.sees(TROUBLED, times=3) == []


def test_a_change_is_told_once_and_the_recovery_too(watch: Watch) -> None:
    assert watch.sees(WELL) == []

    (trouble,) = watch.sees(TROUBLED, times=4)
    (recovery,) = watch.sees(WELL, times=4)

    assert trouble.text == "Payments API is in trouble."
    assert "1 waiting: crashing" in read(trouble)
    assert recovery.text == "Payments API is well again."
    assert "Payments API is well again, after 2 min" in read(recovery)


def test_it_is_said_who_chose_that_and_where_to_change_it(watch: Watch) -> None:
    watch.sees(WELL)
    (answer,) = watch.sees(DOWN)

    assert read(answer).endswith(
        "Changes of the state of the team Payments are announced here, chosen by Ana Lima · `/callboard here` changes that"
    )
    assert buttons(answer)["Status"]["value"] == "status component:default/payments-api"


def test_what_passes_by_itself_is_not_told(watch: Watch) -> None:
    watch.sees(WELL)

    assert watch.sees(TROUBLED, times=1) == []
    assert watch.sees(WELL, times=3) == []
    assert watch.sees(MIDWAY, times=3) == []


def test_worse_is_told_and_a_little_better_is_not(watch: Watch) -> None:
    watch.sees(WELL)
    watch.sees(TROUBLED)

    assert [each.text for each in watch.sees(DOWN)] == ["Payments API is now down."]
    assert watch.sees(TROUBLED, times=3) == []
    assert [each.text for each in watch.sees(WELL)] == ["Payments API is well again."]


def test_a_cluster_that_does_not_answer_changes_nothing(watch: Watch) -> None:
    watch.sees(WELL)
    watch.sees(DOWN)

    assert watch.sees(AWAY, times=3) == []
    assert watch.sees(DOWN, times=3) == []


def test_nothing_is_well_again_as_long_as_whoever_told_of_the_trouble_is_silent(watch: Watch) -> None:
    south = told(Reading(workloads=(workload(pod(), site=replace(SITE, cluster="south")),)), source="cluster south")
    watch.sees(WELL, south)
    watch.sees(DOWN, south)

    assert watch.sees(AWAY, south, times=3) == []
    assert [each.text for each in watch.sees(WELL, south)] == ["Payments API is well again."]


def test_an_alert_is_told_by_its_name(watch: Watch) -> None:
    alert = Alert("Too <many> errors", "critical", NOW)
    watch.sees(WELL)

    (answer,) = watch.sees(replace(WELL, alerts=(alert,)))

    assert "Alerts: Too <many> errors" in read(answer)
    assert "Too &lt;many&gt; errors" in str(answer.blocks)


def test_what_runs_no_more_is_told_unless_something_could_not_be_read(watch: Watch) -> None:
    watch.sees(WELL)

    assert watch.sees(Reading(gaps=("no right to list deployments",)), times=3) == []
    assert [each.text for each in watch.sees(NOTHING)] == ["Payments API does not run any more."]
    assert [each.text for each in watch.sees(WELL)] == ["Payments API runs again, and is well."]


def test_a_channel_chooses_it_by_here_and_all_there_read_who_did(owner: Somebody) -> None:
    person = seeing(owner, WELL)
    bound = replaced(person.presses(person.asks("here payments"), "Bind"))

    reaction = person.presses(bound, "Announce changes")

    assert replied(reaction).is_public
    assert replied(reaction).text == (
        "This channel is told when the state of the team Payments changes now. Changed by Ana Lima."
    )
    assert "Changes of the state of the team Payments are announced here, chosen by Ana Lima" in read(
        replaced(reaction)
    )
    assert replied(person.presses(replaced(reaction), "Stop announcing")).text == (
        "This channel is told of no changes of state now. Changed by Ana Lima."
    )
    assert person.services.announcements.find(PLACE) is None


def test_off_is_how_it_begins(owner: Somebody) -> None:
    person = seeing(owner, WELL)
    person.presses(person.asks("here payments"), "Bind")

    assert person.services.announcements.find(PLACE) is None


def test_a_channel_chooses_it_below_the_status_of_a_team(owner: Somebody) -> None:
    person = watching(owner, {PAYMENTS: (told(WELL),)})
    answer = person.asks("status team:payments")

    assert replied(person.presses(answer, "Announce changes")).is_public
    again = replied(person.presses(answer, "Announce changes"))

    assert again.text.startswith("Changes of the state of the team Payments are announced here")
    assert replied(person.presses(again, "Stop announcing")).is_public


def test_where_nothing_is_connected_nothing_can_be_announced(owner: Somebody) -> None:
    bound = replaced(owner.presses(owner.asks("here payments"), "Bind"))

    assert "Announce changes" not in buttons(bound)
    assert "Announce changes" not in buttons(owner.asks("status team:payments"))


def test_what_is_gone_cannot_be_chosen(owner: Somebody) -> None:
    for value in ("component:default/gone", "???"):
        assert "no longer in the catalog" in replied(owner.presses_id("status.announce", value)).text
        assert "no longer in the catalog" in replied(owner.presses_id("here.announce", value)).text
    assert owner.services.announcements.find(PLACE) is None


def test_the_name_of_a_thing_pings_nobody(watch: Watch) -> None:
    watch.sees(WELL)
    hostile = replace(WELL, alerts=(Alert("<!channel>", "critical", NOW),))

    (answer,) = watch.sees(hostile)

    assert "<!channel>" not in str(answer.blocks)
