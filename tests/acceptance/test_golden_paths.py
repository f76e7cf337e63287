"""Somebody new begins a service in Slack: a form, a preview, a run, a repository, and `/owner` knows it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot import settings
from bot.serving import Bot
from bot.workspace.messages import Message
from bot.workspace.modal_seat import ModalSeat
from catalog_store.database import Database
from tests.acceptance.conftest import Watch
from tests.acceptance.office import Colleague, Office, buttons, company_app, company_slack, read
from tests.bot.golden_path_runs.scenes import SERVICE, write_path
from tests.support.databases import copied_database
from tests.support.github import GitHub

pytestmark = pytest.mark.more

CONFIG = 'callboard: {goldenPaths: [./paths], platformChannel: "platform"}\n'
APPROVED = SERVICE.replace("small-service", "approved-service").replace("Small service", "Approved service").replace(
    "spec:\n  owner:", "spec:\n  callboard: {approvals: [{from: 'group:default/payments'}]}\n  owner:"
)  # fmt: skip
#: Seconds until a run is over, on a busy machine.
_PATIENCE = 60


@pytest.fixture(scope="module")
def github() -> Iterator[GitHub]:
    with GitHub() as running:
        running.repository("acme/platform", files={"README.md": "# Platform"})
        yield running


@pytest.fixture(scope="module")
def office(company: str, github: GitHub, watched: Watch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The company with two golden paths, at a GitHub where the bot may make repositories."""
    folder = tmp_path_factory.mktemp("golden")
    write_path(folder / "paths" / "small-service")
    write_path(folder / "paths" / "approved-service", APPROVED)
    (folder / "app-config.yaml").write_text(CONFIG)
    with copied_database(company) as url, _running(url, folder, github) as office, watched(office.slack):
        yield office


@contextmanager
def _running(database_url: str, folder: Path, github: GitHub) -> Iterator[Office]:
    app, database = company_app(), Database(database_url)
    with company_slack() as slack:
        variables = {
            "SLACK_API_URL": slack.api_url,
            "SLACK_BOT_TOKEN": app.bot_token,
            "SLACK_APP_TOKEN": app.app_token,
            "DATABASE_URL": database_url,
            "CALLBOARD_LISTEN": "127.0.0.1:0",
            "GITHUB_TOKEN": github.owner_token("acme"),
            "GITHUB_API_URL": github.api_url,
        }
        bot = Bot.start(settings.load(variables, folder), database)
        try:
            slack.wait_until_connected()
            yield Office(slack, bot, database, database_url)
        finally:
            bot.stop()
            database.close()


def _opens(somebody: Colleague, words: str) -> ModalSeat:
    somebody.seat.slash("/golden-path", words, channel=somebody.channel)
    return somebody.drawn_form()


def _previewed(somebody: Colleague, path: str, name: str) -> ModalSeat:
    """The preview of a filled-in form."""
    form = _opens(somebody, path)
    form.fill("Name", name)
    form.submit()
    somebody.office.slack.wait_for(lambda: "This is what would happen." in form.shown, timeout=_PATIENCE)
    return form


def _card(somebody: Colleague, name: str, state: str) -> Message:
    """The run's message once it says this."""
    slack = somebody.office.slack

    def look() -> list[Message]:
        said = [message for message in somebody.in_view() if message.text.startswith(f"Small service for {name}:")]
        said += [message for message in somebody.in_view() if message.text.startswith(f"Approved service for {name}:")]
        return [message for message in said if state in message.text]

    return slack.wait_for(look, timeout=_PATIENCE)[0]


def test_from_the_list_to_a_repository_that_owner_knows(office: Office, github: GitHub) -> None:
    ana = office.person("ana", "payments")
    assert "golden paths, by name" in read(ana.types("/golden-path"))
    assert "Small service" in read(ana.types("/golden-path", "find small"))

    preview = _previewed(ana, "small-service", "orders-api")
    assert "acme/orders-api" in preview.shown
    assert "catalog-info.yaml" in preview.shown
    assert github.state.repository("acme/orders-api") is None

    preview.submit()
    office.slack.wait_for(lambda: "has begun" in preview.shown)
    done = _card(ana, "orders-api", "done")

    assert {"Repository", "Open in the catalog", "Show log"} <= set(buttons(done))
    assert github.state.repository("acme/orders-api") is not None
    assert "Payments" in ana.types("/owner", "orders-api").text
    assert "✅ Small service: orders-api  ·  done" in read(ana.types("/callboard", "runs"))
    assert len([each for each in ana.in_view() if each.text.startswith("Small service for orders-api")]) == 1


def test_a_name_that_is_taken_is_said_before_anything_happens(office: Office, github: GitHub) -> None:
    github.repository("acme/ledger-api", files={"README.md": "Here since long."})
    form = _opens(office.person("ana", "payments"), "small-service")
    form.fill("Name", "ledger-api")

    form.submit()

    office.slack.wait_for(lambda: "This would not work." in form.shown, timeout=_PATIENCE)
    assert "acme/ledger-api" in form.shown
    form.press("Back")
    office.slack.wait_for(lambda: "Name" in form.shown)


def test_the_whole_preview_comes_as_a_file_for_oneself(office: Office) -> None:
    greta = office.person("greta", "payments")
    preview = _previewed(greta, "small-service", "menu-api")
    before = len([each for each in greta.direct() if each.files])

    preview.press("Send me a file")

    sent = office.slack.wait_for(lambda: [each for each in greta.direct() if each.files][before:], timeout=_PATIENCE)
    assert [file["title"] for message in sent for file in message.files] == ["Preview of Small service"]
    assert "on its way to our direct messages" in preview.shown
    preview.press("Show changes")
    office.slack.wait_for(lambda: "acme/platform: services/menu-api/catalog-info.yaml" in preview.shown)


def test_a_step_that_failed_says_why_and_goes_on_from_there(office: Office, github: GitHub) -> None:
    ana = office.person("ana", "payments")
    preview = _previewed(ana, "small-service", "taken-api")
    github.repository("acme/taken-api", files={"README.md": "Somebody was quicker."})
    preview.submit()
    failed = _card(ana, "taken-api", "failed")

    assert "failed in step 2 of 5, Publish" in failed.text
    assert "acme/taken-api" in failed.text
    github.delete("acme/taken-api")
    ana.seat.press(failed, "Retry from here")

    assert _card(ana, "taken-api", "done").ts == failed.ts
    last = office.slack.wait_for(
        lambda: [each for each in ana.thread(failed.ts) if ": done." in each.text and each.pings]
    )
    assert [set(each.pings) for each in last] == [{ana.seat.person.id}]


def test_what_was_left_waits_in_the_list_and_on_the_home_tab(office: Office) -> None:
    bilal = office.person("bilal", "payments")
    _opens(bilal, "small-service").close()
    assert "You began" not in bilal.opens_home()
    _previewed(bilal, "small-service", "menu-api").close()
    assert "You began Small service" in bilal.opens_home()

    form = bilal.opens(bilal.types("/golden-path"), "Continue where you left")

    assert "menu-api" in str(form.values)


def test_a_run_that_waits_begins_when_somebody_else_says_yes(office: Office, github: GitHub) -> None:
    ana, tomasz = office.person("ana", "payments"), office.person("tomasz", "payments")
    preview = _previewed(ana, "approved-service", "refunds-api")
    preview.submit()
    office.slack.wait_for(lambda: "waits for approval" in preview.shown)
    asked = office.slack.wait_for(
        lambda: [each for each in tomasz.in_view() if "may approve or reject it" in each.text], timeout=_PATIENCE
    )[0]

    assert "somebody else has to decide" in ana.presses_for_more(asked, "Approve").text
    assert github.state.repository("acme/refunds-api") is None
    approved = tomasz.presses(asked, "Approve")

    assert "was approved by Tomasz" in approved.text
    _card(ana, "refunds-api", "done")
    assert github.state.repository("acme/refunds-api") is not None
