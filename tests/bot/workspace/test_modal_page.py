"""Modals in a real browser: what a person sees, fills in and is told."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.workspace.local import LocalSlack
from tests.bot.workspace.conftest import PAYMENTS, Served
from tests.bot.workspace.forms import Json, button, field, modal, option, plain, text_field, words

pytestmark = [pytest.mark.browser, pytest.mark.more]

HOSTILE = "<img src=x onerror=\"document.title='owned'\">"
MENU = {"type": "static_select", "options": [option("python"), option("go")]}
SERVICE = modal(
    words("Fill this in, *please*."),
    text_field(min_length=3, placeholder=plain("billing")),
    field("kind", MENU, dispatch_action=True),
    field("owner", {"type": "external_select", "min_query_length": 2}, hint=plain("Who looks after it")),
    field("parts", {"type": "checkboxes", "options": [option("database"), option("queue")]}, optional=True),
    field("tags", {"type": "multi_static_select", "options": [option("a"), option("b")]}, optional=True),
    button("more", "More"),
    close=plain("Cancel"),
    notify_on_close=True,
)


@pytest.fixture
def heard() -> list[dict[str, Any]]:
    """What the app heard."""
    return []


@pytest.fixture
def bot(bolt: App, client: WebClient, connect: Served, heard: list[dict[str, Any]]) -> App:
    """An app that asks for a service in a modal, and knows one name that is taken."""

    @bolt.command("/owner")
    def ask(ack: Ack, body: dict[str, Any]) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=SERVICE)

    @bolt.options("owner")
    def suggest(ack: Ack, body: dict[str, Any]) -> None:
        ack(options=[option("pay", "Payments"), option("typed", f"Use “{body['value']}”")])

    @bolt.action("kind")
    def redraw(ack: Ack, body: dict[str, Any]) -> None:
        ack()
        chosen = body["actions"][0]["selected_option"]["value"]
        blocks = [*SERVICE["blocks"], words(f"You chose {chosen}.")]
        client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view={**SERVICE, "blocks": blocks})

    @bolt.action("more")
    def push(ack: Ack, body: dict[str, Any]) -> None:
        ack()
        client.views_push(trigger_id=body["trigger_id"], view=modal(words("There is more to it."), title="More"))

    @bolt.view("create")
    def create(ack: Ack, body: dict[str, Any]) -> None:
        heard.append(body)
        name = body["view"]["state"]["values"]["name"]["name"]["value"]
        if name == "taken":
            ack(response_action="errors", errors={"name": "taken exists already"})
        else:
            ack()

    @bolt.view_closed("create")
    def leave(ack: Ack, body: dict[str, Any]) -> None:
        heard.append(body)
        ack()

    connect(bolt)
    return bolt


@pytest.fixture
def window(page: Page, bot: App) -> Locator:  # the app is what opens it
    """The modal that Ana has before her after a command."""
    composer = page.get_by_role("combobox", name="Message #payments")
    composer.fill("/owner ")
    composer.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    return dialog


def _pick(window: Locator, label: str, typed: str, choice: str) -> None:
    menu = window.get_by_role("combobox", name=label)
    menu.click()
    menu.press_sequentially(typed)
    window.get_by_role("option", name=choice).click()


def test_a_form_is_filled_in_corrected_and_sent(window: Locator, heard: list[Json]) -> None:
    expect(window.get_by_role("heading", name="New service")).to_be_visible()
    window.get_by_role("button", name="Create").click()
    expect(window.get_by_role("alert")).to_have_count(3)
    expect(window.get_by_role("textbox", name="Name")).to_be_focused()

    window.get_by_role("textbox", name="Name").fill("taken")
    _pick(window, "Kind", "py", "Python")
    expect(window.get_by_text("You chose python.")).to_be_visible()
    _pick(window, "Owner", "pay", "Payments")
    window.get_by_role("checkbox", name="Queue").check()
    _pick(window, "Tags", "", "A")
    window.get_by_role("button", name="Create").click()
    expect(window.get_by_role("alert")).to_have_text("taken exists already")

    window.get_by_role("textbox", name="Name").fill("billing")
    window.get_by_role("button", name="Create").click()
    expect(window).to_be_hidden()
    kept = heard[-1]["view"]["state"]["values"]
    assert kept["name"]["name"]["value"] == "billing"
    assert kept["kind"]["kind"]["selected_option"]["value"] == "python"
    assert kept["owner"]["owner"]["selected_option"]["value"] == "pay"
    assert [each["value"] for each in kept["parts"]["parts"]["selected_options"]] == ["queue"]
    assert [each["value"] for each in kept["tags"]["tags"]["selected_options"]] == ["a"]


def test_what_is_being_typed_outlives_a_redraw(window: Locator) -> None:
    window.get_by_role("textbox", name="Name").fill("bil")
    _pick(window, "Kind", "go", "Go")
    expect(window.get_by_text("You chose go.")).to_be_visible()
    expect(window.get_by_role("textbox", name="Name")).to_have_value("bil")
    expect(window.get_by_role("combobox", name="Kind")).to_have_value("Go")


def test_a_menu_that_searches_says_how_much_to_type_and_goes_by_keys(window: Locator) -> None:
    owner = window.get_by_role("combobox", name="Owner")
    owner.click()
    expect(window.get_by_text("Type 2 or more characters")).to_be_visible()
    owner.press_sequentially("xy")
    expect(window.get_by_role("option")).to_have_text(["Payments", "Use “xy”"])
    owner.press("ArrowDown")
    owner.press("Enter")
    expect(owner).to_have_value("Use “xy”")
    window.get_by_role("button", name="Clear Owner").click()
    expect(owner).to_have_value("")


def test_another_modal_stands_before_it_and_one_goes_back(window: Locator) -> None:
    window.get_by_role("button", name="More").click()
    expect(window.get_by_text("There is more to it.")).to_be_visible()
    window.get_by_role("button", name="Back").click()
    expect(window.get_by_role("heading", name="New service")).to_be_visible()


@pytest.mark.parametrize("way", ["Cancel", "Close", "Escape"])
def test_one_may_leave(page: Page, window: Locator, heard: list[Json], slack: LocalSlack, way: str) -> None:
    if way == "Escape":
        page.keyboard.press("Escape")
    else:
        window.get_by_role("button", name=way).click()
    expect(window).to_be_hidden()
    slack.wait_for(lambda: heard)
    assert (heard[0]["type"], heard[0]["is_cleared"]) == ("view_closed", way == "Close")


def test_every_kind_of_field_can_be_filled_in(
    page: Page, slack: LocalSlack, bot: App, client: WebClient, tmp_path: Path
) -> None:
    fields = (
        field("long", {"type": "plain_text_input", "multiline": True}),
        field("number", {"type": "number_input", "is_decimal_allowed": False}),
        field("day", {"type": "datepicker"}),
        field("hour", {"type": "timepicker"}),
        field("moment", {"type": "datetimepicker"}),
        field("radio", {"type": "radio_buttons", "options": [option("a"), option("b")]}),
        field("person", {"type": "users_select"}),
        field("place", {"type": "channels_select"}),
        field("files", {"type": "file_input"}),
        words("Or", accessory={"type": "datepicker", "action_id": "aside"}),
    )
    ana = slack.parts.workspace.person_named("ana").id
    client.views_open(trigger_id=slack.parts.triggers.issue("T0NORTHWND", ana), view=modal(*fields))
    window = page.get_by_role("dialog")
    window.get_by_label("Long").fill("two\nlines")
    window.get_by_label("Number").fill("7")
    window.get_by_label("Day").fill("2026-11-21")
    window.get_by_label("Hour").fill("17:30")
    window.get_by_label("Moment").fill("2026-11-21T17:30")
    window.get_by_role("radio", name="B").check()
    _pick(window, "Person", "ben", "Ben Ode")
    _pick(window, "Place", "ran", "random")
    (tmp_path / "notes.txt").write_text("hello")
    window.get_by_label("Files").set_input_files(tmp_path / "notes.txt")
    expect(window.get_by_text("notes.txt")).to_be_visible()

    kept = slack.as_person("ana").modal.values
    assert kept["long"]["long"]["value"] == "two\nlines"
    assert kept["number"]["number"]["value"] == "7"
    assert kept["day"]["day"]["selected_date"] == "2026-11-21"
    assert kept["hour"]["hour"]["selected_time"] == "17:30"
    assert isinstance(kept["moment"]["moment"]["selected_date_time"], int)
    assert kept["radio"]["radio"]["selected_option"]["value"] == "b"
    assert kept["person"]["person"]["selected_user"] == slack.parts.workspace.person_named("ben").id
    assert kept["place"]["place"]["selected_channel"] == slack.parts.workspace.channel_named("random").id
    assert kept["files"]["files"]["files"][0]["size"] == 5


def test_a_menu_in_a_message_searches_and_is_chosen_in(
    page: Page, bolt: App, client: WebClient, connect: Served
) -> None:
    bolt.options("owner")(lambda ack: ack(options=[option("pay", "Payments")]))

    @bolt.action("owner")
    def choose(ack: Ack, body: dict[str, Any]) -> None:
        ack()
        client.chat_update(channel=body["channel"]["id"], ts=body["message"]["ts"], text="Thanks.", blocks=[])

    connect(bolt)
    menu = {"type": "external_select", "action_id": "owner", "min_query_length": 1, "placeholder": plain("Owner")}
    client.chat_postMessage(channel="payments", text="Whose?", blocks=[words("Whose?", accessory=menu)])
    message = page.get_by_role("article").last
    _pick(message, "Owner", "pa", "Payments")
    expect(message).to_contain_text("Thanks.")


def test_foreign_words_stay_words(page: Page, slack: LocalSlack, client: WebClient) -> None:
    fields = (
        words(HOSTILE),
        text_field(initial_value=HOSTILE),
        field("kind", {**MENU, "options": [option("a", HOSTILE)]}),
    )
    ana = slack.parts.workspace.person_named("ana").id
    client.views_open(trigger_id=slack.parts.triggers.issue("T0NORTHWND", ana), view=modal(*fields))
    window = page.get_by_role("dialog")
    window.get_by_role("combobox", name="Kind").click()
    expect(window.get_by_role("option")).to_have_text(HOSTILE)
    assert window.locator("img").count() == 0
    assert "owned" not in page.title()


def test_fits_a_phone(browser: Browser, slack: LocalSlack, client: WebClient) -> None:
    ana = slack.parts.workspace.person_named("ana").id
    client.views_open(trigger_id=slack.parts.triggers.issue("T0NORTHWND", ana), view=SERVICE)
    page = browser.new_page(viewport={"width": 390, "height": 700})
    page.goto(f"{slack.page_url}#as={ana}&in={PAYMENTS}")
    window = page.get_by_role("dialog")
    expect(window.get_by_role("button", name="Create")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    box = window.bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (390, 700)
    page.close()
