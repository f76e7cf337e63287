"""A new team gets its first scorecard on its day, mends what is cheapest with one click, and sees the better level there."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from bot import mending, reporting
from bot.reports.delivering import Delivering
from bot.workspace.messages import Message
from catalog_store.refs import EntityRef
from tests.acceptance.conftest import Watch
from tests.acceptance.office import Colleague, read
from tests.acceptance.organisation import CONFIG, Portal, running_portal
from tests.support.github import GitHub

pytestmark = pytest.mark.more

SHOP = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: shop   # what customers see
  description: Sells tickets.
spec: {type: service, lifecycle: production, owner: payments}
"""


@pytest.fixture
def portal(database_url: str, tmp_path: Path, watched: Watch, monkeypatch: pytest.MonkeyPatch) -> Iterator[Portal]:
    """A company whose reports come today at midnight, and whose bot looks every second at what it else looks at every minute."""
    monkeypatch.setattr(reporting, "_LOOKED_AT_EVERY", timedelta(seconds=1))
    monkeypatch.setattr(reporting, "Delivering", partial(Delivering, spread=0))
    monkeypatch.setattr(mending, "_LOOKED_AT_EVERY", timedelta(0))
    today = f"{datetime.now(UTC):%A}"
    asked = f"reports: {{day: {today}, hour: 0}}, scorecards: {{builtIn: {{only: [has-owner, has-documents]}}}}"
    config = CONFIG.replace("platformChannel: platform", f"platformChannel: platform, {asked}")
    with GitHub() as github:
        github.user("tomasz", "Tomasz", "tomasz@acme.example")
        github.team("acme/payments", members=["tomasz"], name="Payments")
        with running_portal(github, database_url, tmp_path, config) as portal, watched(portal.office.slack):
            yield portal


def reports(person: Colleague) -> list[Message]:
    return [message for message in person.in_view() if "scorecard of" in read(message)]


def test_from_the_weeks_message_to_a_merged_pull_request_and_a_better_level(portal: Portal) -> None:
    tomasz, slack, github = portal.office.person("tomasz", "payments"), portal.office.slack, portal.github
    payments = EntityRef.of("group", "payments")
    slack.wait_for(lambda: portal.catalog.find(payments), timeout=60)
    tomasz.presses_for_more(tomasz.types("/callboard", "here payments"), "Bind")
    github.repository("acme/shop", files={"catalog-info.yaml": SHOP})

    message = portal.office.sees(lambda: reports(tomasz))
    assert "1 Bronze" in message.text
    assert "Next, for Silver: Has documents" in read(message)

    tomasz.seat.press(message, "Fix it")
    slack.wait_for(lambda: "/pull/1) is open" in read(portal.office.now(message)), timeout=60)
    (pull,) = github.pull_requests("acme/shop")
    assert pull.title == "Has documents: shop"

    github.merge("acme/shop", pull.number)
    # Its row says that the pull request is merged, until the catalog has read what it mended.
    slack.wait_for(lambda: "1 Silver" in portal.office.now(message).text, timeout=60)
    assert "Fix it" not in read(portal.office.now(message))
    assert len(reports(tomasz)) == 1
