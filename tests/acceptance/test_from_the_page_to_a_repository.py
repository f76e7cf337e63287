"""Somebody new clicks a service together on the page, and has a repository whose tests pass and a service that has an owner."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.acceptance.at_the_page import be, chromium, go_to, opened, say
from tests.acceptance.conftest import Watch
from tests.acceptance.office import Office, running_office
from tests.support.databases import copied_database
from tests.support.generated import installed, run
from tests.support.github import GitHub

pytestmark = [pytest.mark.browser, pytest.mark.more]

#: Milliseconds until a page, a preview or a run is there, on a busy machine.
_PATIENCE = 90_000
_NOT_FOR_TESTS = ("mypy", "pip-audit", "pre-commit", "ruff", "uv")
_ALL_STEPS = re.compile(r"\b(\d+) of \1 steps")


@pytest.fixture(scope="module")
def github() -> Iterator[GitHub]:
    with GitHub() as running:
        running.repository("ternholm/platform", files={"README.md": "# Platform\n"})
        yield running


@pytest.fixture(scope="module")
def office(company: str, github: GitHub, watched: Watch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The company, at a GitHub where the bot may make repositories."""
    beside = {"GITHUB_TOKEN": github.owner_token("ternholm"), "GITHUB_API_URL": github.api_url}
    with (
        copied_database(company) as url,
        running_office(url, tmp_path_factory.mktemp("page"), over="socket", beside=beside) as office,
        watched(office.slack),
    ):
        yield office


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser, office: Office) -> Iterator[Page]:
    with opened(browser, office.slack.page_url, width=1280) as page:
        yield page


def test_a_service_from_the_page_to_its_own_tests(page: Page, github: GitHub, tmp_path: Path) -> None:
    be(page, "Ana Duarte")
    go_to(page, "payments")
    form = _chosen(page, "Python service")
    _describe(form)
    for sign in ("Repository", "Most pods at a time", "It keeps something in Postgres"):
        form.get_by_role("button", name="Next").click()
        expect(form).to_contain_text(sign, timeout=_PATIENCE)
        if sign == "Repository":
            _house(form)
    form.get_by_role("button", name="Preview").click()
    expect(form).to_contain_text("This is what would happen.", timeout=_PATIENCE)
    assert github.state.repository("ternholm/tariff-quotes") is None

    form.get_by_role("button", name="Start").click()
    expect(form).to_contain_text("has begun", timeout=_PATIENCE)
    form.get_by_role("button", name="Close").last.click()
    expect(page.get_by_role("article").last).to_contain_text(_ALL_STEPS, timeout=_PATIENCE)
    say(page, "/owner tariff-quotes")
    answer = page.get_by_role("article").last
    expect(answer).to_contain_text("Only visible to you")
    expect(answer).to_contain_text("Payments")

    project = _cloned(github, "ternholm/tariff-quotes", tmp_path)
    environment = tmp_path / "environment"
    environment.mkdir()
    programs = installed(project / "requirements-dev.txt", environment, without=_NOT_FOR_TESTS)
    tested = run(programs / "pytest", "-q", folder=project)
    assert tested.returncode == 0, tested.stdout + tested.stderr
    assert " passed" in tested.stdout


def _chosen(page: Page, title: str) -> Locator:
    """The first page of a golden path that was picked from the list."""
    say(page, "/golden-path")
    offer = page.get_by_role("article").last
    expect(offer).to_contain_text("golden paths, ", timeout=_PATIENCE)
    offer.get_by_role("combobox").click()
    offer.get_by_role("combobox").press_sequentially(title[:6])
    page.get_by_role("option", name=title).first.click()
    form = page.get_by_role("dialog")
    expect(form.get_by_label("Name")).to_be_visible(timeout=_PATIENCE)
    return form


def _describe(form: Locator) -> None:
    form.get_by_label("Name").fill("tariff-quotes")
    form.get_by_label("What it does").fill("Quotes tariffs for freight.")
    owner = form.get_by_role("combobox", name="Owner")
    owner.click()
    owner.press_sequentially("paym")
    form.get_by_role("option", name="Payments").first.click()


def _house(form: Locator) -> None:
    form.get_by_label("Repository: organisation").fill("ternholm")
    form.get_by_label("Repository: repository").fill("tariff-quotes")


def _cloned(github: GitHub, slug: str, folder: Path) -> Path:
    done = run("git", "clone", "-q", github.clone_url(slug, github.owner_token("ternholm")), "project", folder=folder)
    assert done.returncode == 0, done.stderr
    return folder / "project"
