"""What PagerDuty tells, and how somebody is called."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from pydantic import SecretStr

from bot.adapters.pager_duty import PagerDuty
from bot.integrations_settings import SystemSettings
from bot.operation_source import SourceFailedError
from catalog_store.entities import Entity
from catalog_store.operations import Reading
from commands.operations import NotPagedError
from tests.support.catalog import entity
from tests.support.systems.pager_duty import KEY, PagerDutyAccount

AT = datetime(2026, 3, 2, 8, 22, tzinfo=UTC)


@pytest.fixture
def account() -> Iterator[PagerDutyAccount]:
    with PagerDutyAccount() as found:
        found.has("PX4T7QA", (1, "Bilal Rahimi"), (2, "Ana Duarte"), (2, "Bilal Rahimi"))
        yield found


def pager(account: PagerDutyAccount, key: str = KEY) -> PagerDuty:
    return PagerDuty(SystemSettings(account.url, SecretStr(key)), page_as="callboard@acme.example")


def thing(service: str = "PX4T7QA", name: str = "payments-api") -> Entity:
    return entity("Component", name, annotations={"pagerduty.com/service-id": service})


def reads(account: PagerDutyAccount, each: Entity) -> Reading:
    return pager(account).read([each])[each.ref]


def test_tells_who_is_on_call_at_which_level(account: PagerDutyAccount) -> None:
    told = reads(account, thing()).on_call

    assert told
    assert [(each.level, each.name, each.email) for each in told] == [
        (1, "Bilal Rahimi", "bilal@acme.example"),
        (2, "Ana Duarte", "ana@acme.example"),
    ]


def test_nobody_on_call_is_told_as_that(account: PagerDutyAccount) -> None:
    account.has("PNOBODY")

    assert reads(account, thing("PNOBODY")).on_call == ()


def test_tells_open_incidents_with_when_they_began(account: PagerDutyAccount) -> None:
    account.opens("PX4T7QA", 2041, "Card payments fail", AT)
    account.opens("POTHER", 9, "other", AT)

    [incident] = reads(account, thing()).incidents

    assert (incident.number, incident.title, incident.state, incident.began_at) == (
        2041,
        "Card payments fail",
        "acknowledged",
        AT,
    )


def test_tells_which_service_an_incident_is_about_or_nothing_at_once(account: PagerDutyAccount) -> None:
    account.opens("PX4T7QA", 2041, "Card payments fail", AT)
    assert [pager(account).service_of(number) for number in (2041, 7)] == ["PX4T7QA", None]

    account.status = 500
    assert pager(account).service_of(2041) is None
    account.status, account.delay = 0, 60.0
    begun = time.monotonic()
    assert pager(account).service_of(2041) is None
    assert time.monotonic() - begun < 10


def test_a_service_that_is_not_there_is_named(account: PagerDutyAccount) -> None:
    assert reads(account, thing("PGONE99")).gaps == ("it has no service PGONE99",)


def test_many_things_take_few_questions(account: PagerDutyAccount) -> None:
    account.has("PSECOND", (1, "Mei Tanaka"))

    pager(account).read([thing(), thing("PSECOND", "booking-api")])

    assert sorted(each.path for each in account.asked) == [
        "/incidents",
        "/oncalls",
        "/services/PSECOND",
        "/services/PX4T7QA",
    ]


def test_only_what_names_its_service_is_asked_about(account: PagerDutyAccount) -> None:
    assert pager(account).concerns(thing())
    assert not pager(account).concerns(entity("Component", "x"))
    assert not pager(account).concerns(thing("../users"))


@pytest.mark.parametrize(
    "status, sentence",
    [
        (429, "it was asked too often (429)"),
        (503, "it has trouble itself (503)"),
        (418, "it refuses the question (418: not today)"),
    ],
)
def test_what_goes_wrong_is_told_in_words(account: PagerDutyAccount, status: int, sentence: str) -> None:
    account.status = status

    with pytest.raises(SourceFailedError) as error:
        reads(account, thing())
    assert str(error.value) == sentence


def test_a_key_that_is_not_taken(account: PagerDutyAccount) -> None:
    with pytest.raises(SourceFailedError, match=r"it does not take our token \(401\)"):
        pager(account, "old").read([thing()])


def test_somebody_is_called_and_only_once_for_the_same(account: PagerDutyAccount) -> None:
    calling = {"title": "Payments API: help", "body": "Ana asks for help.", "key": "callboard/x"}

    first, second = (pager(account).page(thing(), **calling) for _ in range(2))

    assert first == second
    assert first.url == "https://acme.pagerduty.com/incidents/Q7"
    assert account.asked[0].headers["From"] == "callboard@acme.example"
    assert len(account.incidents) == 1


def test_a_call_that_is_refused_says_why(account: PagerDutyAccount) -> None:
    with pytest.raises(NotPagedError, match=r"PagerDuty refuses it \(400: Service not found\)"):
        pager(account).page(thing("PGONE99"), title="t", body="b", key="k")


def test_nobody_can_be_called_without_a_name_to_call_under(account: PagerDutyAccount) -> None:
    assert not PagerDuty(SystemSettings(account.url, SecretStr(KEY))).is_possible
