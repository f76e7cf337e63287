"""What Slack's text says, without Slack's way of writing it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack_text import plain, text_of_message, without_mention
from commands.kit import escape


@pytest.mark.parametrize(
    "written, read",
    [
        ("owner payments-api", "owner payments-api"),
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("&amp;lt;", "&lt;"),
        ("owner <@U1|ana>", "owner <@U1>"),
        ("owner <@U1>", "owner <@U1>"),
        ("owner <#C1|payments>", "owner <#C1|payments>"),
        ("owner <#C1>", "owner <#C1>"),
        ("owner <#C1|>", "owner <#C1>"),
        ("<https://git.example.org/a/b?x=1&amp;y=2|git.example.org>", "https://git.example.org/a/b?x=1&y=2"),
        ("<https://payments.example.org>", "https://payments.example.org"),
        ("<http://ghcr.io/acme/api:1.2|ghcr.io/acme/api:1.2>", "ghcr.io/acme/api:1.2"),
        ("<http://payments.example.org>", "http://payments.example.org"),
        ("<mailto:ana@example.org|ana@example.org>", "ana@example.org"),
        ("<!here> who owns it", "@here who owns it"),
        ("<!subteam^S1|@payments>", "@payments"),
        ("owner <!subteam^S1>", "owner <!subteam^S1>"),
        ("a < b > c", "a < b > c"),
        ("<>", "<>"),
    ],
)
def test_reads_what_a_person_would_have_typed(written: str, read: str) -> None:
    assert plain(written) == read


@given(st.text())
def test_whatever_is_typed_comes_back_from_its_escaped_form(typed: str) -> None:
    assert plain(escape(typed)) == typed


@given(st.text(), st.text())
def test_nothing_that_slack_may_send_is_too_much(before: str, after: str) -> None:
    assert isinstance(plain(f"{before}<@U1|{after}"), str)


@pytest.mark.parametrize(
    "written, question",
    [
        ("<@UBOT> owner payments-api", "owner payments-api"),
        ("<@UBOT|callboard>   owner payments-api", "owner payments-api"),
        ("hey <@UBOT> who owns payments-api?", "hey who owns payments-api?"),
        ("owner payments-api <@UBOT>", "owner payments-api"),
        ("<@UBOT>", ""),
        ("<@UBOT> owner <@U1>", "owner <@U1>"),
        ("<@UBOT> owner a\nb", "owner a\nb"),
    ],
)
def test_leaves_out_that_we_were_mentioned(written: str, question: str) -> None:
    assert without_mention(written, "UBOT") == question


def test_leaves_all_mentions_while_nobody_knows_who_we_are() -> None:
    assert without_mention("<@UBOT> owner x", None) == "<@UBOT> owner x"


def test_reads_what_only_blocks_and_attachments_say_and_says_nothing_twice() -> None:
    message = {
        "text": "payments-api is down",
        "blocks": [
            {"type": "section", "text": {"type": "mrkdwn", "text": "payments-api is down"}},
            {"type": "rich_text", "elements": [{"type": "link", "url": "https://git.example.org/checkout"}]},
        ],
        "attachments": [{"title": "Alert", "fields": [{"title": "pod", "value": "ledger-7d9f8b6c5-x2x9k"}]}],
    }

    assert text_of_message(message, limit=1000).splitlines() == [
        "payments-api is down",
        "https://git.example.org/checkout",
        "Alert",
        "pod",
        "ledger-7d9f8b6c5-x2x9k",
    ]


def test_an_empty_message_has_no_text() -> None:
    assert text_of_message({"text": "", "blocks": []}, limit=1000) == ""


def test_reads_no_more_than_the_limit() -> None:
    assert text_of_message({"text": "x" * 50}, limit=10) == "x" * 10
