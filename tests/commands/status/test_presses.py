"""What the buttons under a status do."""

from dataclasses import dataclass, field, replace

from catalog_store.entities import Entity
from catalog_store.operations import Incident, Reading
from catalog_store.workloads import Usage
from commands.ask import Surface
from commands.operations import NotPagedError
from tests.commands.asking import NOW, Somebody, buttons, read, replaced, replied
from tests.commands.status.towers import PAYMENTS, Tower, seeing
from tests.support.running import container, crashed, pod, unready, workload

WELL = Reading(workloads=(workload(pod(name="a"), pod(name="b")),))


@dataclass
class Pager:
    """A paging tool that remembers whom it called, and knows which service each incident is about."""

    fault: str = ""
    is_possible: bool = True
    paged: list[tuple[str, str]] = field(default_factory=list)
    incidents: dict[int, str] = field(default_factory=dict)

    def service_of(self, incident: int) -> str | None:
        return self.incidents.get(incident)

    def page(self, thing: Entity, *, title: str, body: str, key: str) -> Incident:
        assert body
        if self.fault:
            raise NotPagedError(self.fault)
        self.paged.append((thing.name, key))
        return Incident(7, title, "triggered", NOW, "https://acme.pagerduty.com/incidents/7")


def with_pager(somebody: Somebody, pager: Pager) -> Somebody:
    return replace(somebody, services=replace(somebody.services, paging=pager))


def test_refresh_asks_the_systems_themselves(ana: Somebody) -> None:
    person = seeing(ana, WELL)
    tower = person.services.operations
    assert isinstance(tower, Tower)

    anew = replaced(person.presses(person.asks("status payments-api"), "Refresh"))

    assert tower.looks == [False, True]
    assert anew.text == "Payments API is well."


def test_details_tell_each_pod(ana: Somebody) -> None:
    crashing = unready(
        container(is_ready=False, waiting="CrashLoopBackOff", restarts=6, last_exit=crashed(), memory_limit="512Mi"),
        name="c",
    )
    person = seeing(ana, Reading(workloads=(workload(pod(name="a"), crashing, ready=3),)))

    details = replied(person.presses(person.asks("status payments-api"), "Details"))

    lines = read(details).split("\n")
    assert "• `c` `api` keeps crashing (exit code 1), 6 restarts, last 3 min ago" in lines
    assert "• `a` is ready, for 3 h" in lines
    assert lines.index("• `a` is ready, for 3 h") == 4
    assert "`api` may use memory 512Mi" in lines


def test_details_tell_what_is_used_of_the_limits(ana: Somebody) -> None:
    used = container(memory_limit="512Mi", usage=Usage(384 * 2**20, 0.25, 0.75))
    person = seeing(ana, Reading(workloads=(workload(pod(used)),)))

    details = read(replied(person.presses(person.asks("status payments-api"), "Details")))

    assert "`api` may use memory 512Mi; the busiest pod uses 384 MiB (75% of its limit) and 0.25 CPUs" in details


def test_post_live_posts_it_for_all(ana: Somebody) -> None:
    person = seeing(ana, WELL)

    reaction = person.presses(person.asks("status payments-api"), "Post live")

    assert replied(reaction).is_public
    assert replied(reaction).follows == (PAYMENTS,)
    assert "Posted by Ana Lima" in read(replied(reaction))
    assert "You posted this here" in read(replaced(reaction))
    assert "Post live" not in buttons(replaced(reaction))


def test_page_on_call_asks_first_and_calls_once_per_channel(ana: Somebody) -> None:
    pager = Pager()
    person = with_pager(seeing(ana, WELL), pager)
    answer = person.asks("status payments-api")

    assert "confirm" in buttons(answer)["Page on-call"]
    said = replied(person.presses(answer, "Page on-call"))

    assert said.text == "Ana Lima paged whoever is on call for Payments API."
    assert said.is_public
    assert "incident 7 (https://acme.pagerduty.com/incidents/7)" in read(said)
    assert pager.paged == [("payments-api", "callboard/component:default/payments-api/C1")]


def test_a_page_that_fails_says_why(ana: Somebody) -> None:
    person = with_pager(seeing(ana, WELL), Pager("PagerDuty does not know the service PX4T7QA"))

    said = replied(person.presses(person.asks("status payments-api"), "Page on-call"))

    assert said.text == "Nobody was paged for Payments API: PagerDuty does not know the service PX4T7QA."


def test_without_a_paging_tool_there_is_no_button(ana: Somebody) -> None:
    assert "Page on-call" not in buttons(seeing(ana, WELL).asks("status payments-api"))


def test_buttons_about_what_is_gone_or_mangled_say_so(ana: Somebody) -> None:
    for action in ("status.refresh", "status.details", "status.live", "status.page"):
        for value in ("component:default/gone", "???", ""):
            said = replied(ana.presses_id(action, value, surface=Surface.MENTION))
            assert said.text == "What this was about is no longer in the catalog."
