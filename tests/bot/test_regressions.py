"""What got worse is told to the owner, once, while it is so."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.reports import regressions
from bot.reports.delivering import Delivering
from catalog_store.database import Database
from catalog_store.refs import EntityRef
from catalog_store.reports.calendar import Usual
from catalog_store.reports.deliveries import DeliveryState, Due
from commands.kit import fits, plain
from commands.scorecard.regressions import gather, message
from tests.bot.test_reports import PAYMENTS, Clock, Company, service, team
from tests.support.catalog import put

TUESDAY = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
HALF_AN_HOUR = timedelta(minutes=30)


@dataclass(slots=True)
class Watched(Company):
    """A company in which only what got worse is told."""

    @property
    def delivering(self) -> Delivering:
        return Delivering(self.services, reports=(regressions.REPORT,), spread=0)

    def judge(self) -> None:
        self.services.judging.keep_up()

    def texts(self) -> list[str]:
        return [each.payload["text"] for each in self.outgoing()]

    def worsen(self, *names: str) -> None:
        """These lose their descriptions, half an hour before now."""
        self.clock.now -= HALF_AN_HOUR
        put(self.database, *(service(name) for name in names))
        self.judge()
        self.clock.now += HALF_AN_HOUR

    def mend(self, *names: str) -> None:
        put(self.database, *(service(name, description="Takes payments") for name in names))
        self.judge()


@pytest.fixture
def company(database: Database) -> Watched:
    made = Watched(database, Clock(TUESDAY - timedelta(hours=2)))
    put(database, team())
    made.mend("payments-api", "ledger")
    made.clock.now = TUESDAY
    return made


def test_a_check_that_fails_now_is_told_to_the_owner(company: Watched) -> None:
    company.worsen("payments-api")
    (built,) = company.deliver()
    (sent,) = company.outgoing()
    assert (built.report, built.period, built.channel) == ("regressions", "2026-03-03", "C0PAYMENT1")
    assert sent.payload["text"] == "Payments: 1 check that was passed fails now, of payments-api."
    told = str(sent.payload["blocks"])
    assert "no longer: *Says what it is for*" in told
    assert "Fix it" in told
    assert fits(sent.payload["blocks"])
    assert "<!" not in told.replace("<!date^", "")


def test_where_nothing_got_worse_nothing_is_said_and_nothing_is_kept(company: Watched) -> None:
    assert company.deliver() == []
    assert company.services.deliveries.last("regressions", PAYMENTS) is None


@pytest.mark.more
def test_what_is_told_once_is_not_told_again(company: Watched) -> None:
    company.worsen("payments-api")
    company.deliver()
    company.slack_says("sent")
    for day in range(1, 6):
        company.clock.now = TUESDAY + timedelta(days=day)
        company.judge()
        company.deliver()
    assert len(company.texts()) == 1


@pytest.mark.more
def test_what_comes_and_goes_within_a_week_is_told_once(company: Watched) -> None:
    company.worsen("payments-api")
    company.deliver()
    company.slack_says("sent")
    company.clock.now += timedelta(days=1)
    company.mend("payments-api")
    company.worsen("payments-api", "ledger")
    company.deliver()
    assert [text.rpartition("of ")[2] for text in company.texts()] == ["payments-api.", "ledger."]


@pytest.mark.more
def test_what_is_well_again_is_not_told(company: Watched) -> None:
    company.worsen("payments-api")
    company.mend("payments-api")
    (built,) = company.deliver()
    assert built.state is DeliveryState.QUIET
    assert company.texts() == []


@pytest.mark.more
def test_what_is_new_is_no_regression(company: Watched) -> None:
    put(company.database, service("new-api"))
    company.judge()
    assert company.deliver() == []


@pytest.mark.more
def test_nobody_is_told_at_night(company: Watched) -> None:
    company.clock.now = TUESDAY.replace(hour=18)
    company.worsen("payments-api")
    assert company.deliver() == []
    company.clock.now = TUESDAY + timedelta(days=1)
    assert len(company.deliver()) == 1


@pytest.mark.more
def test_the_scorecard_that_counted_it_is_enough(company: Watched) -> None:
    company.worsen("payments-api")
    company.clock.now += timedelta(hours=2)
    weekly = company.services.deliveries
    (claimed,) = weekly.open([_digest(company)], now=company.clock.now)
    weekly.close(claimed, DeliveryState.QUIET, now=company.clock.now)
    (built,) = company.deliver()
    assert built.state is DeliveryState.QUIET


def _digest(company: Watched) -> Due:
    return Due("scorecard", PAYMENTS, "2026-W10", company.clock.now)


def test_what_gets_worse_during_the_day_is_told_on_that_day_once_it_has_settled(company: Watched) -> None:
    company.clock.now = TUESDAY + timedelta(hours=2)
    put(company.database, service("payments-api"))
    company.judge()
    for _ in range(3):
        company.clock.now += timedelta(minutes=11)
        company.deliver()
    assert company.texts() == ["Payments: 1 check that was passed fails now, of payments-api."]


@pytest.mark.more
def test_a_day_after_something_was_told_of_is_free_for_what_is_new(company: Watched) -> None:
    company.worsen("payments-api")
    company.deliver()
    company.slack_says("sent")
    company.clock.now += timedelta(days=1)
    assert company.deliver() == []
    company.clock.now += timedelta(hours=2)
    company.worsen("payments-api", "ledger")
    company.deliver()
    assert [text.rpartition("of ")[2] for text in company.texts()] == ["payments-api.", "ledger."]


def test_three_replicas_at_once_tell_it_once(company: Watched) -> None:
    company.worsen("payments-api")
    with ThreadPoolExecutor(3) as replicas:
        built = [each for found in replicas.map(lambda _: company.deliver(), range(3)) for each in found]
    assert len(built) == 1
    assert len(company.texts()) == 1


@pytest.mark.more
def test_a_replica_that_dies_after_claiming_is_followed_by_another(company: Watched) -> None:
    company.worsen("payments-api")
    assert len(company.delivering.claim()) == 1
    company.clock.now += timedelta(minutes=3)
    assert len(company.deliver()) == 1
    assert company.deliver() == []
    assert len(company.texts()) == 1


@pytest.mark.more
def test_a_team_may_want_peace_for_two_weeks(company: Watched) -> None:
    until = TUESDAY.date() + timedelta(days=14)
    company.services.report_teams.choose("regressions", PAYMENTS, by="U1", at=TUESDAY, snoozed_until=until)
    company.worsen("payments-api")
    assert company.deliver() == []


@pytest.mark.more
def test_the_platform_may_switch_it_off(company: Watched) -> None:
    company.worsen("payments-api")
    services = replace(company.services, report_usual=Usual(tells_regressions=False))
    assert Delivering(services, reports=(regressions.REPORT,)).claim() == ()


@pytest.mark.more
def test_very_much_at_once_is_one_message_that_fits(company: Watched) -> None:
    names = [f"api-{number}" for number in range(30)]
    company.clock.now -= timedelta(hours=1)
    company.mend(*names)
    company.clock.now += timedelta(hours=1)
    company.worsen(*names)
    found = company.services.report_teams.find(PAYMENTS)
    assert found is not None
    answer = message(gather(found, company.services, {}), company.services.judging.scorecard)
    assert fits(answer.blocks)
    assert "+20 more" in plain(answer)


@pytest.mark.more
def test_the_menu_at_its_end_knows_no_day(company: Watched) -> None:
    company.worsen("payments-api")
    company.deliver()
    (sent,) = company.outgoing()
    assert "Change the hour…" in str(sent.payload["blocks"])
    assert "When all is well" not in str(sent.payload["blocks"])


@pytest.mark.more
def test_an_older_message_shows_what_is_mended_and_what_is_on_its_way(company: Watched) -> None:
    company.worsen("payments-api", "ledger")
    (built,) = company.deliver()
    company.mend("ledger")
    services = company.services
    asked = next(
        each.entity_id for each in services.judging.judge_owned((built_team(company),)) if each.label != "ledger"
    )
    services.mendings.ask(asked, "has-description", by="U1", at=company.clock.now)
    answer = regressions.REPORT.redraw(built, services) if regressions.REPORT.redraw else None
    assert answer is not None
    told = plain(answer)
    assert "again: Says what it is for" in told
    assert "a pull request is being opened" in told
    assert answer.text == "Payments: 1 check that was passed fails now, of payments-api."


def built_team(company: Watched) -> EntityRef:
    found = company.services.report_teams.find(PAYMENTS)
    assert found is not None
    return found.ref
