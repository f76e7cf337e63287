"""What the platform team of the sample company has set up, as its people meet it after `callboard try`."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot import settings, wiring
from tests.acceptance.conftest import Watch
from tests.acceptance.office import Office, read, running_office
from tests.company.files import COMPANY
from tests.support.databases import copied_database

pytestmark = pytest.mark.more


@pytest.fixture(scope="module")
def set_up(company: str, tmp_path_factory: pytest.TempPathFactory, watched: Watch) -> Iterator[Office]:
    """The company's office with the company's own configuration, its campaign in the last weeks."""
    home = tmp_path_factory.mktemp("set-up")
    in_a_month = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    written = (COMPANY / "app-config.yaml").read_text(encoding="utf-8")
    (home / "app-config.yaml").write_text(re.sub(r"\$\{TERNHOLM_CAMPAIGN_ENDS:-[\d-]+\}", in_a_month, written))
    with copied_database(company) as url, running_office(url, home, over="socket") as office, watched(office.slack):
        office.get_to_know("sam", "ana", "ravi")
        wiring.judging(settings.load({}, home), office.database).keep_up()
        yield office


def test_the_platform_team_reads_the_log_and_nobody_else(set_up: Office) -> None:
    assert "Only people of Platform" in read(set_up.person("ana").types("/callboard", "audit"))
    assert "Ana Duarte" in read(set_up.person("sam", "platform").types("/callboard", "audit"))


def test_a_campaign_is_under_way(set_up: Office) -> None:
    told = read(set_up.person("ana").types("/callboard", "campaigns on-call-before-midsummer"))

    assert "Every service says who is on call" in told
    assert "customer-comms (not in the catalog): 0 of 2 done" in told
    assert "What is left" in told


def test_the_check_of_their_own_is_among_those_of_a_service(set_up: Office) -> None:
    ana = set_up.person("ana")
    told = ana.presses(ana.types("/scorecard", "tide-tables"), "All results")

    assert "known to the clusters" in read(told)


def test_each_team_sees_first_what_is_recommended_to_it(set_up: Office) -> None:
    told = read(set_up.person("ana").types("/golden-path"))
    first, second = told.index("Python service"), told.index("Spring Boot service")

    assert "golden paths, those recommended to your teams first" in told
    assert "recommended to Payments" in told
    assert first < second < told.index("Add to an existing service")


def test_what_is_regulated_is_shown_to_those_who_look_after_it(set_up: Office) -> None:
    assert "passenger lists" in read(set_up.person("ana").types("/deploys", "passenger-manifest"))
    assert "passenger lists" not in read(set_up.person("ravi").types("/deploys", "passenger-manifest"))
