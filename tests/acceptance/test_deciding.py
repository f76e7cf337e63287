"""What people decide by a click, on the running bot in a local Slack: what a channel is about, and what is removed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import settings, wiring
from bot.people import SlackPeople
from bot.removal_cards import RemovalCards
from bot.sender import Sender
from bot.sender.door import web_client
from bot.workspace.messages import Message
from catalog_store.database import Database
from catalog_store.slack.people import PeopleTable
from tests.acceptance.conftest import Watch
from tests.acceptance.office import Office, buttons, read, running_office
from tests.support.databases import copied_database

PLATFORM = "help-platform"
COMPONENT = """---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {{name: cabin-{number}}}
spec: {{type: service, lifecycle: production, owner: boarding}}
"""


@pytest.fixture
def own_office(company: str, tmp_path: Path, watched: Watch) -> Iterator[Office]:
    """An office whose catalog and channels nobody else uses."""
    (tmp_path / "app-config.yaml").write_text(f'callboard: {{platformChannel: "#{PLATFORM}"}}\n')
    with (
        copied_database(company) as url,
        running_office(url, tmp_path, over="socket") as office,
        watched(office.slack),
    ):
        yield office


def test_a_channel_that_is_bound_by_a_click_is_asked_about_without_a_name(own_office: Office) -> None:
    own_office.get_to_know("priya")
    priya = own_office.person("priya", "storefront")
    told = priya.presses_for_more(priya.types("/callboard", "here loyalty-api"), "Bind")

    assert told.ephemeral_to is None
    assert told.text.endswith("now. Changed by Priya Raman.")
    assert told in own_office.person("noor", "storefront").in_view()
    assert "From this channel" in read(own_office.person("noor", "storefront").types("/owner"))
    assert "Loyalty" in own_office.person("noor", "storefront").mentions("deps").text


def test_a_large_removal_is_decided_once_by_whoever_is_in_the_platform_channel(
    own_office: Office, tmp_path: Path
) -> None:
    _read(own_office.database, tmp_path, 30)
    _read(own_office.database, tmp_path, 5)
    card = _asked(own_office, tmp_path)
    assert "25 of 30 things" in card.text

    done = own_office.person("yusuf", PLATFORM).presses(card, "Apply")

    assert "removed by Yusuf" in read(done)
    assert buttons(done) == ["Undo"]
    assert (
        "found nothing by that name" in own_office.person("yusuf", PLATFORM).types("/owner", "component:cabin-29").text
    )

    back = own_office.person("chen", PLATFORM).presses(done, "Undo")

    assert back.text.startswith("25 things are back in the catalog. Undone by")
    assert "Boarding" in own_office.person("yusuf", PLATFORM).types("/owner", "component:cabin-29").text


def _asked(office: Office, folder: Path) -> Message:
    """The card, as the running bot would post it within a minute."""
    sender = Sender(web_client(office.slack.app.bot_token, office.slack.api_url))
    sender.start()
    people = SlackPeople(sender, PeopleTable(office.database), clock=wiring.now)
    services = wiring.services(settings.load({}, folder), office.database, people)
    RemovalCards(services, sender, team=lambda: "").look()
    sender.stop()
    said = office.slack.messages(PLATFORM, viewer="yusuf")
    return next(message for message in reversed(said) if message.user == office.bot_user)


def _read(database: Database, folder: Path, number: int) -> None:
    place = folder / "cabins"
    place.mkdir(exist_ok=True)
    (place / "catalog-info.yaml").write_text("".join(COMPONENT.format(number=each) for each in range(number)))
    wiring.ingestion(settings.load({}, folder), database).run(f"file:{place}")
