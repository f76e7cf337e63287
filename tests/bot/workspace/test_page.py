"""The page in a real browser: what a person sees and can do."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from slack_bolt import Ack, App, Respond, Say
from slack_sdk import WebClient

from bot.workspace.local import LocalSlack
from tests.bot.workspace.conftest import PAYMENTS, Served

pytestmark = [pytest.mark.browser, pytest.mark.more]

EVIL = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"


def _button(action_id: str, label: str, **more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": action_id, "text": {"type": "plain_text", "text": label}, **more}


SURE = {
    "title": {"type": "plain_text", "text": "Claim it?"},
    "text": {"type": "plain_text", "text": "The platform team will be told."},
    "confirm": {"type": "plain_text", "text": "Yes, claim"},
    "deny": {"type": "plain_text", "text": "Cancel"},
}
MENU = {
    "type": "overflow",
    "action_id": "more",
    "options": [{"text": {"type": "plain_text", "text": "Why this answer"}, "value": "why"}],
}
CARD: list[dict[str, Any]] = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "*payments-api* belongs to _Payments_ :tada:"}},
    {"type": "actions", "elements": [_button("share", "Share"), _button("claim", "Claim", confirm=SURE), MENU]},
]


@pytest.fixture
def bot(bolt: App, connect: Served) -> App:
    """An app that answers in every way that the page shows."""

    @bolt.command("/owner")
    def owner(ack: Ack) -> None:
        ack(text="Payments", blocks=CARD)

    @bolt.event("app_mention")
    def mentioned(event: dict[str, Any], say: Say) -> None:
        say(text="Payments owns it.", thread_ts=event.get("thread_ts") or event["ts"])

    @bolt.event("message")
    def message(say: Say) -> None:
        say(text="Ask me anything.")

    @bolt.action("share")
    def share(ack: Ack, respond: Respond) -> None:
        ack()
        respond(text="Shared with everybody", response_type="in_channel")

    @bolt.action("claim")
    def claim(ack: Ack, respond: Respond) -> None:
        ack()
        respond(text="Claimed by Ana", replace_original=True)

    @bolt.action("more")
    def more(ack: Ack, respond: Respond) -> None:
        ack()
        respond(text="Because its file says so", replace_original=True)

    @bolt.shortcut("find_owner")
    def find_owner(ack: Ack, respond: Respond) -> None:
        ack()
        respond(text="It speaks of payments-api")

    @bolt.event("app_home_opened")
    def home(event: dict[str, Any], client: WebClient) -> None:
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": CARD})

    connect(bolt)
    return bolt


def _type(page: Page, text: str) -> None:
    field = page.get_by_role("combobox", name="Message #payments")
    field.fill(text)
    field.press("Escape")
    field.press("Enter")


def test_a_command_is_completed_and_answered_to_me_alone(page: Page, slack: LocalSlack, bot: App) -> None:
    field = page.get_by_role("combobox", name="Message #payments")
    field.type("/ow")
    expect(page.get_by_role("listbox").get_by_role("option")).to_contain_text("/owner")
    field.press("Tab")
    field.type("payments-api")
    field.press("Enter")

    answer = page.get_by_role("article").last
    expect(answer).to_contain_text("Only visible to you")
    expect(answer.locator("b", has_text="payments-api")).to_be_visible()
    expect(answer.get_by_role("img", name="tada")).to_be_visible()

    page.get_by_label("I am").select_option(label="Ben Ode – Payments lead")
    expect(page.get_by_text("Only visible to you")).to_have_count(0)


def test_buttons_menus_and_questions_work(page: Page, bot: App) -> None:
    _type(page, "/owner payments-api")
    page.get_by_role("button", name="Share").click()
    expect(page.get_by_text("Shared with everybody")).to_be_visible()

    page.get_by_role("button", name="Claim").click()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="Claim").click()
    page.get_by_role("button", name="Yes, claim").click()
    expect(page.get_by_text("Claimed by Ana")).to_be_visible()

    _type(page, "/owner payments-api")
    page.get_by_role("button", name="More options").click()
    page.get_by_role("menuitem", name="Why this answer").click()
    expect(page.get_by_text("Because its file says so")).to_be_visible()


def test_a_mention_is_answered_in_a_thread(page: Page, bot: App) -> None:
    field = page.get_by_role("combobox", name="Message #payments")
    field.type("@call")
    expect(page.get_by_role("listbox").get_by_role("option")).to_contain_text("Callboard")
    field.press("Enter")
    field.type("who owns payments-api?")
    field.press("Enter")

    expect(page.get_by_role("button", name="1 reply")).to_have_count(2)
    page.get_by_role("button", name="1 reply").last.click()
    thread = page.get_by_role("complementary", name="Thread")
    expect(thread).to_contain_text("Payments owns it.")
    thread.get_by_role("combobox").fill("@callboard and since when?")
    thread.get_by_role("combobox").press("Escape")
    thread.get_by_role("combobox").press("Enter")
    expect(thread.get_by_text("3 replies")).to_be_visible()

    thread.get_by_role("combobox").fill("/owner payments-api")
    thread.get_by_role("combobox").press("Enter")
    expect(thread).to_contain_text("is not supported in threads")


def test_a_shortcut_stands_under_more_actions(page: Page, bot: App) -> None:
    first = page.get_by_role("article").first
    first.hover()
    first.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Find the owner").click()
    expect(page.get_by_text("It speaks of payments-api")).to_be_visible()


def test_the_app_has_a_home_and_a_direct_message(page: Page, bot: App) -> None:
    page.get_by_role("link", name="Callboard").click()
    field = page.get_by_role("combobox", name="Message Callboard")
    field.fill("owner payments-api")
    field.press("Enter")
    expect(page.get_by_text("Ask me anything.")).to_be_visible()
    page.get_by_role("tab", name="Home").click()
    expect(page.get_by_role("tabpanel")).to_contain_text("belongs to Payments")


def test_says_when_the_app_does_not_respond(page: Page, slack: LocalSlack, client: WebClient) -> None:
    client.chat_postMessage(channel="payments", text="Payments", blocks=CARD)
    page.get_by_role("button", name="Share").click()
    expect(page.get_by_role("alert")).to_contain_text("didn't respond")
    _type(page, "/owner payments-api")
    expect(page.get_by_role("article").last).to_contain_text("failed with the error “dispatch_failed”")


def test_foreign_text_stays_text(page: Page, client: WebClient) -> None:
    hostile = {"type": "section", "text": {"type": "plain_text", "text": EVIL}}
    linked = {"type": "section", "text": {"type": "mrkdwn", "text": "<javascript:alert(1)|click> `<b>` *<i>x</i>*"}}
    client.chat_postMessage(channel="payments", text=EVIL)
    client.chat_postMessage(channel="payments", text=EVIL, blocks=[hostile, linked])

    expect(page.get_by_text("<script>").first).to_be_visible()
    assert page.locator("#messages img, #messages script, #messages a[href^=javascript]").count() == 0
    assert "owned" not in page.title()


def test_the_page_asks_nobody_else_and_allows_no_foreign_script(page: Page, slack: LocalSlack) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    answer = page.reload()
    expect(page.get_by_role("article").first).to_be_visible()
    assert answer is not None
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert all(url.startswith(slack.page_url) for url in asked)


def test_one_can_join_a_channel_and_bring_the_app(page: Page, slack: LocalSlack) -> None:
    page.get_by_role("link", name="random").click()
    page.get_by_role("button", name="Add Callboard").click()
    expect(page.get_by_role("button", name="Add Callboard")).to_have_count(0)
    assert slack.parts.workspace.app.bot_user_id in slack.parts.workspace.channel_named("random").members


def test_fits_a_phone(browser: Browser, slack: LocalSlack, client: WebClient) -> None:
    client.chat_postMessage(channel="payments", text="Payments", blocks=CARD)
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(f"{slack.page_url}#in={PAYMENTS}")
    expect(page.get_by_role("article").last).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.get_by_role("button", name="Share").bounding_box() is not None

    page.get_by_role("button", name="Show channels").click()
    page.get_by_role("link", name="random").click()
    expect(page.get_by_role("heading", name="random").first).to_be_visible()
    page.close()
