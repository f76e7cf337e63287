"""What people type, what is stored, and whom it names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.workspace.text import command_text, escape, mentions, rich_text_of, stored, typed, unescape

NAMES = {"@ana": "@U1", "@payments-team": "!subteam^S1", "#payments": "#C1"}


@pytest.mark.parametrize(
    "said, kept",
    [
        ("a & b < c", "a &amp; b &lt; c"),
        ("@ana, look at #payments", "<@U1>, look at <#C1>"),
        ("@payments-team @here", "<!subteam^S1> <!here>"),
        ("@nobody", "@nobody"),
        ("see https://x.example/a?b=1&c=2.", "see <https://x.example/a?b=1&amp;c=2>."),
        ("see payments.northwind.example", "see <http://payments.northwind.example|payments.northwind.example>"),
        ("ana@northwind.example", "<mailto:ana@northwind.example|ana@northwind.example>"),
        ("`@ana <b>`", "`@ana &lt;b&gt;`"),
        ("payments-api-7d9f8b6c5-x2x9k", "payments-api-7d9f8b6c5-x2x9k"),
        ("git@git.example:northwind/payments.git", "<mailto:git@git.example|git@git.example>:northwind/payments.git"),
    ],
)
def test_typing_becomes_what_slack_keeps(said: str, kept: str) -> None:
    assert typed(said, NAMES) == kept


def test_a_command_gets_names_with_their_ids() -> None:
    assert command_text("@ana in #payments", NAMES) == "<@U1|ana> in <#C1|payments>"


def test_an_apps_text_keeps_its_tokens_and_loses_every_other_bracket() -> None:
    text = "<@U1> <https://x.example|x> <!date^1^{date}|then> &amp; & <b> </b> <!nonsense>"
    assert stored(text) == (
        "<@U1> <https://x.example|x> <!date^1^{date}|then> &amp; &amp; &lt;b&gt; &lt;/b&gt; &lt;!nonsense&gt;"
    )


@given(st.text())
def test_an_escaped_text_names_nobody_and_comes_back_whole(text: str) -> None:
    assert mentions(stored(escape(text))) == frozenset()
    assert unescape(escape(text)) == text


def test_the_composer_adds_rich_text() -> None:
    assert rich_text_of("<@U1> owner <http://a.example|a.example> &amp; co") == [
        {"type": "user", "user_id": "U1"},
        {"type": "text", "text": " owner "},
        {"type": "link", "url": "http://a.example", "text": "a.example"},
        {"type": "text", "text": " & co"},
    ]
