"""A new user opens the page of the local workspace and asks their first questions."""

from collections.abc import Iterator
from shutil import which

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tests.acceptance.office import Office

pytestmark = [pytest.mark.browser, pytest.mark.more]

CHROMIUM = which("chromium") or which("chromium-browser") or which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, or whichever the machine has."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: `apt-get install chromium` brings it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(params=[1280, 390], ids=["wide", "narrow"])
def page(request: pytest.FixtureRequest, browser: Browser, over_socket: Office) -> Iterator[Page]:
    """The page as somebody finds it who follows the printed address; errors in its scripts fail the test."""
    over_socket.get_to_know("finn", "priya")
    page = browser.new_page(viewport={"width": request.param, "height": 860})
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(over_socket.slack.page_url)
    expect(page.get_by_role("article").first).to_be_visible()
    yield page
    page.close()
    assert faults == []


def test_the_first_question_is_answered_and_shared(page: Page) -> None:
    _be(page, "Finn Aalto")
    _go_to(page, "booking")
    _type(page, "/owner seat-inventory")
    answer = page.get_by_role("article").last

    expect(answer).to_contain_text("Only visible to you")
    expect(answer).to_contain_text("Booking")
    expect(answer.get_by_role("button", name="Share")).to_be_in_viewport()
    answer.get_by_role("button", name="Share").click()

    expect(page.get_by_role("article").last).to_contain_text("Shared by Finn Aalto")
    expect(page.get_by_text("You shared this here").last).to_be_visible()


def test_the_home_shows_the_teams_things_and_answers_in_a_direct_message(page: Page) -> None:
    _be(page, "Priya Raman")
    _go_to(page, "Callboard")
    page.get_by_role("tab", name="Home").click()

    expect(page.get_by_role("tabpanel")).to_contain_text("You are in Storefront.")
    page.get_by_role("tabpanel").get_by_role("button", name="Show").first.click()
    page.get_by_role("tab", name="Messages").click()
    expect(page.get_by_role("article").last).to_contain_text("Storefront")


def test_the_menu_of_a_message_finds_the_owner(page: Page) -> None:
    _be(page, "Bilal Rahimi")
    _go_to(page, "inc-2041-payments")
    alert = page.get_by_role("article").filter(has_text="PodCrashLooping").first
    alert.hover()
    alert.get_by_role("button", name="More actions").click()
    before = page.get_by_role("article").count()
    page.get_by_role("menuitem", name="Find the owner").click()

    expect(page.get_by_role("article")).to_have_count(before + 1)
    expect(page.get_by_role("article").last.get_by_role("button", name="Share")).to_be_in_viewport()
    expect(page.get_by_role("article").last).to_contain_text("Only visible to you")
    expect(page.get_by_role("article").last).to_contain_text("Payments API")


def test_a_form_opens_searches_while_one_types_and_binds_the_channel(page: Page) -> None:
    _be(page, "Finn Aalto")
    _go_to(page, "booking")
    _type(page, "/callboard here")
    page.get_by_role("article").last.get_by_role("button", name="Choose …").click()
    form = page.get_by_role("dialog", name="Bind this channel")
    form.get_by_role("button", name="Bind").click()
    expect(form.get_by_role("alert")).to_have_text("Please complete this required field.")

    form.get_by_role("combobox").click()
    form.get_by_role("combobox").press_sequentially("seat-inv")
    form.get_by_role("option", name="component seat-inventory").click()
    form.get_by_role("button", name="Bind").click()
    expect(form).to_be_hidden()
    expect(page.get_by_role("article").last).to_contain_text("Changed by Finn Aalto.")


def test_nothing_is_wider_than_the_screen(page: Page) -> None:
    _be(page, "Ana Duarte")
    _go_to(page, "payments")
    _type(page, "/owner payments-api")
    expect(page.get_by_role("article").last).to_contain_text("Only visible to you")

    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


def test_a_hostile_title_is_only_text(page: Page) -> None:
    _be(page, "Lucas Meyer")
    _go_to(page, "storefront")
    _type(page, "/owner alert-tester")

    expect(page.get_by_role("article").last).to_contain_text("Try-out <!channel> & &amp; more")


def _be(page: Page, name: str) -> None:
    chooser = page.get_by_role("combobox", name="I am")
    chooser.select_option(value=_value_of(chooser, name))
    # Drawn together with the sidebar, whose links are this person's from then on.
    expect(page.locator("#me-avatar")).to_have_text("".join(part[0] for part in name.split()))


def _value_of(chooser: Locator, name: str) -> str:
    return str(chooser.get_by_role("option").filter(has_text=name).first.get_attribute("value"))


def _go_to(page: Page, place: str) -> None:
    menu = page.get_by_role("button", name="Show channels")
    if menu.is_visible():
        menu.click()
    page.locator("nav#sidebar a", has=page.get_by_text(place, exact=True)).click()
    expect(page.get_by_role("main")).to_contain_text(place)


def _type(page: Page, text: str) -> None:
    field = page.get_by_role("main").get_by_role("combobox")
    field.fill(text)
    field.press("Enter")
