"""Reports are delivered once to each team and week, however many replicas there are and whenever they die."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bot.reports import ALL
from bot.reports.delivering import Delivering
from catalog_store.database import Database
from catalog_store.refs import EntityRef
from catalog_store.reports.calendar import Times, Usual, slot
from catalog_store.reports.deliveries import Delivery, DeliveryState, Due
from commands.kit import fits, plain, text_length
from commands.services import Services
from tests.commands.asking import Somebody, buttons, read, replied
from tests.commands.conftest import services_on
from tests.support.catalog import entity, put, remove

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PAYMENTS = "group:default/payments"
SCORECARD = ALL[0]


@dataclass(slots=True)
class Clock:
    """A clock that is set by hand."""

    now: datetime = MONDAY

    def __call__(self) -> datetime:
        return self.now


@dataclass(slots=True)
class Company:
    """A catalog whose teams get reports, and a Slack that is told what to say."""

    database: Database
    clock: Clock = field(default_factory=Clock)
    platform_channel: str | None = "C0PLATFORM"

    @property
    def services(self) -> Services:
        services = services_on(self.database)
        judging = type(services.judging)(self.database, services.judging.scorecard, clock=self.clock)
        return replace(services, clock=self.clock, judging=judging, platform_channel=self.platform_channel)

    @property
    def delivering(self) -> Delivering:
        return Delivering(self.services, reports=(SCORECARD,), spread=0)

    def deliver(self) -> list[Delivery]:
        """One look of a replica, and its jobs."""
        built = (self.delivering.build(each.id) for each in self.delivering.claim())
        return [each for each in built if each]

    def outgoing(self) -> list[Any]:  # Any: rows
        with self.database.reading() as connection:
            return list(connection.execute(text("SELECT id, payload, outcome, due_at FROM outgoing ORDER BY id")))

    def slack_says(self, outcome: str, ts: str | None = "1.1") -> None:
        """What becomes of everything that is on its way."""
        with self.database.changing() as connection:
            settled = "UPDATE outgoing SET begun_at = now(), settled_at = now(), outcome = :o, ts = :ts WHERE settled_at IS NULL"
            connection.execute(text(settled), {"o": outcome, "ts": ts})
        self.services.deliveries.follow(now=self.clock.now)

    def only(self) -> Delivery:
        found = self.services.deliveries.of(Due("scorecard", PAYMENTS, "2026-W10", MONDAY))
        assert found is not None
        return found


def team(name: str = "payments", *, channel: str | None = "C0PAYMENT1", **annotations: str) -> Any:
    notes = annotations | ({"slack.com/channel-id": channel} if channel else {})
    return entity("Group", name, title=name.title(), type="team", children=[], annotations=notes)


def service(name: str = "payments-api", **parts: Any) -> Any:
    return entity("Component", name, **{"type": "service", "lifecycle": "production", "owner": "payments", **parts})


@pytest.fixture
def company(database: Database) -> Company:
    put(database, team(), service())
    return Company(database)


def test_at_the_teams_hour_its_message_goes_to_its_channel(company: Company) -> None:
    (built,) = company.deliver()
    (sent,) = company.outgoing()
    assert built.state is DeliveryState.SENDING
    assert sent.payload["channel"] == "C0PAYMENT1"
    assert "Payments has 1 below Bronze" in sent.payload["text"]
    assert sent.payload["metadata"]["event_payload"] == {"delivery": built.id}
    company.slack_says("sent")
    assert (company.only().state, company.only().ts) == (DeliveryState.POSTED, "1.1")


def test_a_message_is_known_by_its_time_as_soon_as_slack_has_told_it(company: Company) -> None:
    (built,) = company.deliver()
    with company.database.changing() as connection:
        connection.execute(text("UPDATE outgoing SET settled_at = now(), outcome = 'sent', ts = '5.5'"))
    found = company.services.deliveries.by_message("5.5")
    assert found is not None
    assert found.id == built.id
    assert company.services.deliveries.by_message("5.6") is None


def test_before_the_hour_and_on_the_next_day_nothing_is_due(company: Company) -> None:
    for moment in (MONDAY - timedelta(minutes=1), MONDAY + timedelta(hours=15)):
        company.clock.now = moment
        assert company.deliver() == []


def test_after_a_pause_it_is_caught_up_within_the_day(company: Company) -> None:
    company.clock.now = MONDAY + timedelta(hours=14)
    assert len(company.deliver()) == 1


def test_it_comes_once_in_the_week_however_often_one_looks(company: Company) -> None:
    company.deliver()
    company.slack_says("sent")
    for hours in (0, 1, 5):
        company.clock.now = MONDAY + timedelta(hours=hours)
        assert company.deliver() == []
    company.clock.now = MONDAY + timedelta(days=7)
    assert [each.period for each in company.deliver()] == ["2026-W11"]


def test_three_replicas_at_once_claim_and_build_it_once(company: Company) -> None:
    def replica(_number: int) -> int:
        delivering = company.delivering
        claimed = delivering.claim()
        return sum(1 for each in claimed for _ in range(3) if delivering.build(each.id))

    with ThreadPoolExecutor(3) as replicas:
        assert sum(replicas.map(replica, range(3))) == 1
    assert len(company.outgoing()) == 1


def test_whoever_dies_between_claiming_and_building_is_replaced(company: Company) -> None:
    company.delivering.claim()
    assert company.deliver() == []
    company.clock.now += timedelta(minutes=3)
    assert len(company.deliver()) == 1
    assert len(company.outgoing()) == 1


def test_what_may_have_arrived_is_never_sent_again_but_by_a_persons_word(company: Company) -> None:
    company.deliver()
    company.slack_says("unsure", None)
    company.clock.now += timedelta(hours=1)
    assert company.deliver() == []
    assert company.only().state is DeliveryState.UNSURE
    (troubled,) = company.services.deliveries.troubled(since=MONDAY - timedelta(days=1))
    again = company.services.deliveries.again(troubled.id, now=company.clock.now)
    assert again is not None
    assert company.services.deliveries.again(troubled.id, now=company.clock.now) is None
    company.clock.now += timedelta(minutes=3)
    assert len(company.deliver()) == 1


def test_health_lists_what_may_not_have_arrived_and_the_platforms_channel_posts_it_again(company: Company) -> None:
    company.deliver()
    company.slack_says("unsure", None)
    elsewhere = Somebody(company.services).asks("health")
    assert "The report scorecard for payments, 2026-W10, may or may not have arrived" in read(elsewhere)
    assert "Post again" not in buttons(elsewhere)

    company.platform_channel = "C1"
    platform = Somebody(company.services)
    said = replied(platform.presses(platform.asks("health"), "Post again"))
    assert "is posted again within minutes" in said.text
    assert "may or may not" not in read(platform.asks("health"))


def test_a_closed_channel_is_replaced_by_the_parents_and_then_the_platforms(company: Company) -> None:
    parent = entity(
        "Group",
        "retail",
        title="Retail",
        type="unit",
        children=["payments"],
        annotations={"slack.com/channel-id": "C0RETAIL01"},
    )
    put(company.database, parent)
    for channel, word in (("C0PAYMENT1", "is_archived"), ("C0RETAIL01", "not_in_channel"), ("C0PLATFORM", "sent")):
        company.deliver()
        assert company.outgoing()[-1].payload["channel"] == channel
        company.slack_says(word)
        company.clock.now += timedelta(minutes=3)
    delivery = company.only()
    assert (delivery.state, delivery.note) == (DeliveryState.POSTED, "posted in the platform's channel")
    assert [reason for _, reason in delivery.tried] == ["is_archived", "not_in_channel"]
    assert "who have no channel that takes it" in json.dumps(company.outgoing()[-1].payload)


def test_where_no_channel_is_left_it_says_so_and_ends(company: Company) -> None:
    company.platform_channel = None
    company.deliver()
    company.slack_says("channel_not_found")
    company.clock.now += timedelta(minutes=3)
    company.deliver()
    assert company.only().state is DeliveryState.UNDELIVERABLE
    assert "slack.com/channel-id" in (company.only().note or "")


def test_groups_that_are_each_others_parents_end_somewhere(database: Database) -> None:
    put(
        database,
        entity("Group", "payments", type="team", children=["retail"]),
        entity("Group", "retail", type="team", children=["payments"]),
        service(),
    )
    company = Company(database)
    company.deliver()
    assert company.outgoing()[0].payload["channel"] == "C0PLATFORM"


def test_a_team_that_went_away_meanwhile_gets_nothing(company: Company) -> None:
    (claimed,) = company.delivering.claim()
    remove(company.database, PAYMENTS)
    company.delivering.build(claimed.id)
    assert company.only().state is DeliveryState.UNDELIVERABLE


def test_a_team_chooses_its_day_and_hour_and_clock(company: Company) -> None:
    company.services.report_teams.choose(
        "scorecard", PAYMENTS, by="U1", at=MONDAY, weekday=3, hour=8, time_zone="America/New_York"
    )
    assert company.deliver() == []
    company.clock.now = datetime(2026, 3, 5, 13, 0, tzinfo=UTC)
    assert len(company.deliver()) == 1


def test_an_unknown_clock_counts_as_none(database: Database) -> None:
    put(database, team(**{"callboard.io/time-zone": "Mars/Olympus"}), service())
    assert len(Company(database).deliver()) == 1


def test_a_snoozed_report_waits_for_its_day(company: Company) -> None:
    company.services.report_teams.choose(
        "scorecard", PAYMENTS, by="U1", at=MONDAY, snoozed_until=(MONDAY + timedelta(days=7)).date()
    )
    assert company.deliver() == []
    company.clock.now += timedelta(days=7)
    assert len(company.deliver()) == 1


@pytest.mark.parametrize(
    "times, now, due",
    [
        # Clocks go forward in Berlin at 02:00 on 29 March 2026, and back at 03:00 on 25 October.
        (
            Times(6, 2, "Europe/Berlin"),
            datetime(2026, 3, 29, 1, 0, tzinfo=UTC),
            datetime(2026, 3, 29, 1, 0, tzinfo=UTC),
        ),
        (
            Times(6, 2, "Europe/Berlin"),
            datetime(2026, 10, 25, 1, 0, tzinfo=UTC),
            datetime(2026, 10, 25, 0, 0, tzinfo=UTC),
        ),
        (
            Times(0, 9, "Europe/Berlin"),
            datetime(2026, 3, 30, 7, 0, tzinfo=UTC),
            datetime(2026, 3, 30, 7, 0, tzinfo=UTC),
        ),
        (
            Times(0, 9, "Europe/Berlin"),
            datetime(2026, 3, 23, 9, 0, tzinfo=UTC),
            datetime(2026, 3, 23, 8, 0, tzinfo=UTC),
        ),
        (
            Times(0, 0, "Pacific/Kiritimati"),
            datetime(2026, 3, 1, 10, 0, tzinfo=UTC),
            datetime(2026, 3, 1, 10, 0, tzinfo=UTC),
        ),
        (
            Times(0, 23, "America/Los_Angeles"),
            datetime(2026, 3, 3, 7, 0, tzinfo=UTC),
            datetime(2026, 3, 3, 7, 0, tzinfo=UTC),
        ),
    ],
)
def test_an_hour_is_the_teams_whatever_summer_time_does(times: Times, now: datetime, due: datetime) -> None:
    found = slot(times, now)
    assert found.due_at == due
    assert found.is_open(now)


def test_each_week_has_one_slot_over_two_years_of_every_clock() -> None:
    for name in ("Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Africa/Casablanca", "UTC"):
        times = Times(6, 2, name)
        begin = datetime(2026, 1, 5, tzinfo=UTC)
        slots = {slot(times, begin + timedelta(hours=hours)) for hours in range(0, 24 * 7 * 104, 5)}
        assert len({each.period for each in slots}) == len({each.due_at for each in slots}) == len(slots)


def test_a_clock_that_jumps_back_repeats_nothing(company: Company) -> None:
    company.deliver()
    company.slack_says("sent")
    company.clock.now = MONDAY - timedelta(hours=3)
    assert company.deliver() == []
    company.clock.now = MONDAY + timedelta(minutes=30)
    assert company.deliver() == []


def test_when_nothing_changed_and_all_is_well_one_line_says_so_or_nothing(database: Database) -> None:
    well = entity("Resource", "payments-db", type="database", owner="payments", description="Keeps payments")
    person = entity("User", "ana", memberOf=["payments"])
    put(database, team(), person, well)
    company = Company(database)
    company.deliver()
    company.slack_says("sent")
    company.clock.now += timedelta(days=7)
    company.deliver()
    assert "all is well" in company.outgoing()[-1].payload["text"]
    company.slack_says("sent")
    company.services.report_teams.choose("scorecard", PAYMENTS, by="U1", at=MONDAY, is_silent_when_well=True)
    company.clock.now += timedelta(days=7)
    company.deliver()
    assert len(company.outgoing()) == 2
    found = company.services.deliveries.of(Due("scorecard", PAYMENTS, "2026-W12", MONDAY))
    assert found is not None
    assert found.state is DeliveryState.QUIET


def test_the_change_since_last_time_is_told(company: Company) -> None:
    company.deliver()
    company.slack_says("sent")
    put(company.database, service(description="Takes payments"), service("refunds"))
    company.clock.now += timedelta(days=7)
    company.deliver()
    told = json.dumps(company.outgoing()[-1].payload)
    assert "1 check mended" in told
    assert "1 thing new" in told


def test_a_large_team_fits_into_a_message_whatever_its_things_are_called(database: Database) -> None:
    hostile = "<!channel> <@U1> `x` *y* " + "z" * 60
    put(database, team(), *(service(f"service-{number}", title=hostile) for number in range(60)))
    company = Company(database)
    made = SCORECARD.make(company.services.report_teams.find(PAYMENTS), company.services, "2026-W10", {})
    assert fits(made.answer.blocks)
    assert len(made.answer.blocks) < 50
    assert text_length(made.answer.blocks) < 10_000
    assert "<!channel>" not in json.dumps([made.answer.text, *made.answer.blocks])
    assert "+50 more" in plain(made.answer)


@pytest.mark.parametrize("report", ALL, ids=[each.name for each in ALL])
def test_every_report_is_made_of_an_empty_and_of_a_full_catalog(company: Company, report: Any) -> None:
    company.services.judging.keep_up()
    team_of = company.services.report_teams.find(PAYMENTS) if report.for_teams else None
    made = report.make(team_of, company.services, "2026-W10", {})
    assert fits(made.answer.blocks)
    assert made.answer.text
    assert "<!" not in made.answer.text


def test_the_usual_day_and_hour_are_the_platforms(company: Company) -> None:
    services = replace(company.services, report_usual=Usual(Times(1, 14, "Asia/Tokyo")))
    company.clock.now = datetime(2026, 3, 3, 5, 0, tzinfo=UTC)
    due = Delivering(replace(services, clock=company.clock), reports=(SCORECARD,)).due(company.clock.now)
    assert [each.due_at for each in due] == [company.clock.now]


def test_reports_of_one_minute_are_spread(database: Database) -> None:
    names = [f"team-{number}" for number in range(20)]
    put(database, *(team(name, channel=f"C0TEAM{number:04}") for number, name in enumerate(names)))
    put(database, *(service(f"{name}-api", owner=name) for name in names))
    company = Company(database)
    delivering = Delivering(company.services, reports=(SCORECARD,))
    for each in delivering.claim():
        delivering.build(each.id)
    minutes = {row.due_at for row in company.outgoing()}
    assert len(minutes) > 10
    assert max(minutes) - min(minutes) < timedelta(minutes=5)


def test_a_team_is_known_by_its_reference(company: Company) -> None:
    found = company.services.report_teams.find(PAYMENTS)
    assert found is not None
    assert found.ref == EntityRef.of("group", "payments")
