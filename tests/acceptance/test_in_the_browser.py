"""A new user opens the page of the local workspace and asks their first questions."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.acceptance.at_the_page import be, chromium, go_to, opened, say
from tests.acceptance.office import Office

pytestmark = [pytest.mark.browser, pytest.mark.more]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(params=[1280, 390], ids=["wide", "narrow"])
def page(request: pytest.FixtureRequest, browser: Browser, over_socket: Office) -> Iterator[Page]:
    over_socket.get_to_know("finn", "priya")
    with opened(browser, over_socket.slack.page_url, width=request.param) as page:
        yield page


def test_the_first_question_is_answered_and_shared(page: Page) -> None:
    be(page, "Finn Aalto")
    go_to(page, "booking")
    say(page, "/owner seat-inventory")
    answer = page.get_by_role("article").last

    expect(answer).to_contain_text("Only visible to you")
    expect(answer).to_contain_text("Booking")
    expect(answer.get_by_role("button", name="Share")).to_be_in_viewport()
    answer.get_by_role("button", name="Share").click()

    expect(page.get_by_role("article").last).to_contain_text("Shared by Finn Aalto")
    expect(page.get_by_text("You shared this here").last).to_be_visible()


def test_the_home_shows_the_teams_things_and_answers_in_a_direct_message(page: Page) -> None:
    be(page, "Priya Raman")
    go_to(page, "Callboard")
    page.get_by_role("tab", name="Home").click()

    expect(page.get_by_role("tabpanel")).to_contain_text("You are in Storefront.")
    page.get_by_role("tabpanel").get_by_role("button", name="Show").first.click()
    page.get_by_role("tab", name="Messages").click()
    expect(page.get_by_role("article").last).to_contain_text("Storefront")


def test_the_menu_of_a_message_finds_the_owner(page: Page) -> None:
    be(page, "Bilal Rahimi")
    go_to(page, "inc-2041-payments")
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
    be(page, "Finn Aalto")
    go_to(page, "booking")
    say(page, "/callboard here")
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
    be(page, "Ana Duarte")
    go_to(page, "payments")
    say(page, "/owner payments-api")
    expect(page.get_by_role("article").last).to_contain_text("Only visible to you")

    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


def test_a_hostile_title_is_only_text(page: Page) -> None:
    be(page, "Lucas Meyer")
    go_to(page, "storefront")
    say(page, "/owner alert-tester")

    expect(page.get_by_role("article").last).to_contain_text("Try-out <!channel> & &amp; more")
