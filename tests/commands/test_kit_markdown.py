"""Markdown as Slack shows it; whoever wrote it can ping nobody and forge nothing."""

import pytest

from commands import kit


@pytest.mark.parametrize(
    "markdown, shown",
    [
        ("One **bold**, *slanted* and ~~gone~~ word.", "One *bold*, _slanted_ and ~gone~ word."),
        ("Lines\nthat belong\ntogether.", "Lines that belong together."),
        ("## Heading **here**", "*Heading here*"),
        ("- a\n- b\n  - c", "• a\n• b\n    ◦ c"),
        ("3. a\n4. b", "3. a\n4. b"),
        ("> said", "> said"),
        ("```sh\nrm -rf <x> && ls\n```", "```\nrm -rf &lt;x&gt; &amp;&amp; ls\n```"),
        ("Use `a<b`.", "Use `a&lt;b`."),
        ("[site](https://orchard.example/a?b=1&c=2)", "<https://orchard.example/a?b=1&amp;c=2|site>"),
        ("[mail](javascript:alert(1))", "[mail](javascript:alert(1))"),
        ("[there](../other.md)", "there"),
        ("![a graph](https://orchard.example/x.png)", "a graph"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a  |  b\n1  |  2"),
        ("---", "———"),
    ],
)
def test_looks_like(markdown: str, shown: str) -> None:
    assert kit.mrkdwn_of(markdown) == shown


@pytest.mark.parametrize(
    "hostile",
    [
        "<!channel> <!here> <@U0ANA00001> <#C1>",
        "`<!channel>`",
        "```\n<!channel>\n```",
        "[<!channel>](https://orchard.example)",
        "[x](<https://orchard.example/|<!channel>>)",
        "![<!channel>](x)",
        "# <!channel>",
        "<https://orchard.example|<!here>>",
        "&lt;!channel&gt; &amp;lt;!here&amp;gt;",
        "| <!channel> |\n|---|\n| <!here> |",
        "\\<!channel\\>",
    ],
)
def test_pings_nobody(hostile: str) -> None:
    shown = kit.mrkdwn_of(hostile)

    assert not any(sign in shown for sign in ("<!", "<@", "<#"))


def test_a_fence_cannot_be_left_from_within() -> None:
    assert kit.mrkdwn_of("````\n```\n*x* <!channel>\n````").count("```") == 2


def test_words_cannot_turn_around_what_follows() -> None:
    assert "\u202e" not in kit.mrkdwn_of("\u202egnihtemos `\u202e`")


def test_a_long_text_ends_at_a_block() -> None:
    shown = kit.mrkdwn_of("\n\n".join(f"Paragraph {number}." for number in range(500)), limit=200)

    assert len(shown) <= 202
    assert shown.endswith(".\n…")


def test_a_long_fence_is_closed_again() -> None:
    shown = kit.mrkdwn_of("```\n" + "line\n" * 500 + "```", limit=200)

    assert len(shown) <= 210
    assert shown.count("```") == 2
