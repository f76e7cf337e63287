"""The built-in golden paths as people at the sample company use them: a service of their own, and a pull request to another."""

from collections.abc import Iterator

import pytest

from bot.workspace.messages import Message
from bot.workspace.modal_seat import ModalSeat
from tests.acceptance.conftest import Watch
from tests.acceptance.office import Colleague, Office, buttons, running_office
from tests.support.databases import copied_database
from tests.support.github import GitHub
from tests.support.github.history import read_commit
from tests.support.github.state import Repository
from tests.support.github.trees import files

pytestmark = pytest.mark.more

DEPLOY = "name: Deploy\non: {workflow_dispatch: {inputs: {version: {required: true, type: string}}}}\njobs: {}\n"
OPERATE = DEPLOY.replace("Deploy", "Operate").replace("version: ", "what: ")
RULE = (
    "callboard: {policies: [{deed: golden-path/restart, allow: [on-call], because: only they know what is going on}]}\n"
)
#: Seconds until a run is over, on a busy machine.
_PATIENCE = 60


@pytest.fixture(scope="module")
def github() -> Iterator[GitHub]:
    with GitHub() as running:
        running.repository("ternholm/fare-engine", files={"README.md": "# Fares\n", ".github/CODEOWNERS": "* @mei\n"})
        workflows = {".github/workflows/deploy.yml": DEPLOY, ".github/workflows/operate.yml": OPERATE}
        running.repository("ternholm/payments-api", files=workflows)
        yield running


@pytest.fixture(scope="module")
def office(company: str, github: GitHub, watched: Watch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The company, at a GitHub where the bot may make repositories. It names no golden paths of its own."""
    home = tmp_path_factory.mktemp("built-in")
    (home / "app-config.yaml").write_text(RULE)
    beside = {"GITHUB_TOKEN": github.owner_token("ternholm"), "GITHUB_API_URL": github.api_url}
    with (
        copied_database(company) as url,
        running_office(url, home, over="socket", beside=beside) as office,
        watched(office.slack),
    ):
        yield office


def _opens(somebody: Colleague, path: str) -> ModalSeat:
    somebody.seat.slash("/golden-path", path, channel=somebody.channel)
    return somebody.drawn_form()


def _turns(office: Office, form: ModalSeat, until: str) -> None:
    """To the next page, once it shows this."""
    form.submit()
    office.slack.wait_for(lambda: until in form.shown, timeout=_PATIENCE)


def _done(office: Office, somebody: Colleague, title: str) -> Message:
    """The run's message once all is done."""
    return office.slack.wait_for(
        lambda: [each for each in somebody.in_view() if each.text.startswith(title) and "done" in each.text],
        timeout=_PATIENCE,
    )[0]


def _files(repository: Repository, commit: str) -> set[str]:
    """The paths of all files as of the commit."""
    return set(files(repository.git, read_commit(repository.git, commit).tree))


def test_a_python_service_from_the_form_to_a_repository_that_owner_knows(office: Office, github: GitHub) -> None:
    ana = office.person("ana", "payments")
    form = _opens(ana, "python-service")
    form.fill("Name", "tariff-quotes")
    form.fill("What it does", "Quotes tariffs for freight.")
    form.search("Owner", "paym", "Payments")
    _turns(office, form, "Repository")
    form.fill("Repository: organisation", "ternholm")
    form.fill("Repository: repository", "tariff-quotes")
    _turns(office, form, "Most pods at a time")
    _turns(office, form, "It keeps something in Postgres")
    _turns(office, form, "This is what would happen.")
    assert github.state.repository("ternholm/tariff-quotes") is None

    form.submit()

    _done(office, ana, "Python service")
    made = github.state.repository("ternholm/tariff-quotes")
    assert made is not None
    assert made.head is not None
    assert {"app/main.py", "Dockerfile", ".github/workflows/ci.yml", "terraform/main.tf"} < _files(made, made.head)
    assert "Payments" in ana.types("/owner", "tariff-quotes").text


def test_a_runbook_is_proposed_to_a_service_that_is_there(office: Office, github: GitHub) -> None:
    mei = office.person("mei", "booking")
    form = _opens(mei, "add-to-existing")
    form.search("Service", "fare", "Fare engine")
    form.fill("What it gets", ["Code owners: whose review a change needs", "Runbook: what to do when it fails"])
    _turns(office, form, "This is what would happen.")
    form.press("Show changes")
    office.slack.wait_for(lambda: "Back to the preview" in form.shown)
    assert "@mei" in form.shown
    form.press("Back to the preview")
    office.slack.wait_for(lambda: "This is what would happen." in form.shown)

    form.press("Back")
    office.slack.wait_for(lambda: "This is what would happen." not in form.shown and "What it gets" in form.shown)
    _turns(office, form, "This is what would happen.")
    form.submit()

    _done(office, mei, "Add to an existing service")
    repository = github.state.repository("ternholm/fare-engine")
    assert repository is not None
    (proposed,) = repository.pulls.values()
    assert (proposed.title, proposed.base) == ("Add codeowners, runbook for fare-engine", "main")
    assert {"docs/runbook.md", ".github/CODEOWNERS"} < _files(repository, proposed.head_sha)


def test_a_version_is_deployed_once_another_owner_has_said_yes(office: Office, github: GitHub) -> None:
    ana, tomasz = office.person("ana", "payments"), office.person("tomasz", "payments")
    form = _opens(ana, "deploy-version")
    form.search("Service", "payments-api", "Payments API")
    form.fill("Version", "20260131-0123456789ab")
    form.fill("Why", "Refunds of yesterday are late.")
    _turns(office, form, "This is what would happen.")
    form.submit()
    asked = office.slack.wait_for(
        lambda: [each for each in tomasz.in_view() if "may approve or reject it" in each.text], timeout=_PATIENCE
    )[0]
    repository = github.state.repository("ternholm/payments-api")
    assert repository is not None
    assert [each for each in repository.dispatches if "version" in each.inputs] == []

    tomasz.presses(asked, "Approve")

    _done(office, ana, "Deploy or roll back")
    assert [each.inputs for each in repository.dispatches if "version" in each.inputs] == [
        {"version": "20260131-0123456789ab"}
    ]


def test_whoever_is_on_call_restarts_a_service_from_its_status_and_nobody_else_does(
    office: Office, github: GitHub
) -> None:
    ana, bilal = office.person("ana", "payments-alerts"), office.person("bilal", "payments-alerts")
    office.get_to_know("ana", "bilal")
    assert "only they know what is going on" in _opens(ana, "restart on payments-api").shown
    assert "Restart" not in buttons(ana.types("/deploys", "payments-api"))

    form = bilal.opens(bilal.types("/deploys", "payments-api"), "Restart")
    form.fill("Why", "Its memory grows since noon.")
    _turns(office, form, "This is what would happen.")
    form.submit()

    _done(office, bilal, "Restart")
    repository = github.state.repository("ternholm/payments-api")
    assert repository is not None
    assert [each.inputs for each in repository.dispatches if "what" in each.inputs] == [{"what": "restart"}]
