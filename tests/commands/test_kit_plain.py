"""An answer as plain text."""

import pytest

from commands import kit
from commands.ask import Answer


@pytest.mark.parametrize(
    "written, read",
    [
        ("<https://x.example/a?b=1&amp;c=2|Runbook>", "Runbook (https://x.example/a?b=1&c=2)"),
        ("<https://x.example>", "https://x.example"),
        ("<mailto:a@b.example|Ana>", "Ana (a@b.example)"),
        ("<mailto:a@b.example|a@b.example>", "a@b.example"),
        ("<#C1|payments> and <#C2>", "#payments and #C2"),
        ("by <@U1>", "by @U1"),
        ("at <!date^1^{time}|09:00 UTC>", "at 09:00 UTC"),
        ("*Owner* of 2*3*4", "Owner of 2*3*4"),
        (":warning: careful", "⚠ careful"),
        (":no_entry: not you, :lock: private", "⛔ not you, 🔒 private"),
        ("&lt;!channel&gt; &amp;amp;", "<!channel> &amp;"),
    ],
)
def test_reads_mrkdwn_as_a_person_would(written: str, read: str) -> None:
    assert kit.readable(written) == read


def test_shows_fields_and_buttons() -> None:
    blocks = (
        kit.section("*Payments API*", fields=["*Owner*\nPayments", "loose"]),
        *kit.row([kit.button("Share", "a", "b"), kit.link_button("Source", "https://x.example")]),
        kit.section("row", accessory=kit.button("Show", "c", "d")),
        kit.divider(),
        kit.context("one", "two"),
    )

    assert kit.plain(Answer("text", blocks)).splitlines() == [
        "Payments API",
        "Owner: Payments",
        "loose",
        "[Share]  [Source: https://x.example]",
        "row",
        "[Show]",
        "one  two",
    ]


def test_an_answer_without_blocks_is_its_text() -> None:
    assert kit.plain(Answer("Nobody is known to own <https://x.example|it>.")) == (
        "Nobody is known to own it (https://x.example)."
    )
