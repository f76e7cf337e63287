"""What people do at the page of the local workspace, in a real browser."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from shutil import which

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

CHROMIUM = which("chromium") or which("chromium-browser") or which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, or whichever the machine has."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: `apt-get install chromium` brings it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def opened(browser: Browser, address: str, *, width: int) -> Iterator[Page]:
    """The page as somebody finds it who follows the printed address; errors in its scripts fail the test."""
    page = browser.new_page(viewport={"width": width, "height": 860})
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(address)
    expect(page.get_by_role("article").first).to_be_visible()
    yield page
    page.close()
    assert faults == []


def be(page: Page, name: str) -> None:
    """Be somebody else from now on."""
    chooser = page.get_by_role("combobox", name="I am")
    chooser.select_option(value=_value_of(chooser, name))
    # Drawn together with the sidebar, whose links are this person's from then on.
    expect(page.locator("#me-avatar")).to_have_text("".join(part[0] for part in name.split()))


def go_to(page: Page, place: str) -> None:
    """Look at a channel, or at the bot."""
    menu = page.get_by_role("button", name="Show channels")
    if menu.is_visible():
        menu.click()
    page.locator("nav#sidebar a", has=page.get_by_text(place, exact=True)).click()
    expect(page.get_by_role("main")).to_contain_text(place)


def say(page: Page, text: str) -> None:
    """Send a message or a command."""
    field = page.get_by_role("main").get_by_role("combobox", name=re.compile("^Message "))
    field.fill(text)
    field.press("Enter")


def _value_of(chooser: Locator, name: str) -> str:
    return str(chooser.get_by_role("option").filter(has_text=name).first.get_attribute("value"))
