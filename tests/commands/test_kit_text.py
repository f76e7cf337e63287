"""Foreign words made fit to be shown."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands import kit

ANY_TEXT = st.text(st.characters(), max_size=300) | st.text("<>&!@#|`*_~ \u202e\u2066א", max_size=60)
#: All that may stand between angle brackets in what we make of foreign words.
LINKS = re.compile(r"<(?:https?://|mailto:|#[CG][A-Z0-9]+)[^<>]*>")


@given(ANY_TEXT)
def test_escaping_can_be_undone(text: str) -> None:
    assert kit.unescape(kit.escape(text)) == text


@given(ANY_TEXT)
def test_nothing_shown_can_be_taken_for_a_mention(text: str) -> None:
    for shown in (kit.shown(text), kit.quoted(text), kit.bare(text)):
        assert "<" not in shown
        assert ">" not in shown


@given(ANY_TEXT, ANY_TEXT)
def test_a_link_holds_nothing_but_a_link(url: str, label: str) -> None:
    for linked in (kit.link(f"https://{url}", label), kit.mail_link(f"{url}@{url}", label), kit.channel(url)):
        assert "<" not in LINKS.sub("", linked)
        assert "\n" not in linked


@given(ANY_TEXT, st.integers(2, 100))
def test_tidied_words_are_one_line_within_the_limit(text: str, limit: int) -> None:
    tidy = kit.tidy(text, limit)

    assert len(tidy) <= limit
    assert tidy.splitlines() in ([], [tidy])
    tidy.encode()


@given(ANY_TEXT)
def test_escapes_make_words_at_most_twice_as_long(text: str) -> None:
    assert len(kit.shown(text, 80)) <= 160


@pytest.mark.parametrize(
    "written, shown",
    [
        ("payments-api", "payments-api"),
        ("<!channel>", "&lt;!channel&gt;"),
        ("&amp;", "&amp;amp;"),
        ("two\nlines\tand\x07a bell", "two lines and a bell"),
        ("a \u202egnp.exe", "a gnp.exe"),
        ("שירות", "\u2068שירות\u2069"),
    ],
)
def test_shows(written: str, shown: str) -> None:
    assert kit.shown(written) == shown


def test_shortens_at_a_space_where_there_is_one() -> None:
    assert kit.tidy("Keeps the state of each payment until it is settled", 30) == "Keeps the state of each…"
    assert kit.tidy("x" * 40, 30) == "x" * 29 + "…"


def test_quotes_backticks_with_other_marks() -> None:
    assert kit.quoted("payments") == "`payments`"
    assert kit.quoted("a`b") == "“a`b”"


def test_a_quotation_names_nobody_by_an_id() -> None:
    assert kit.quoted("<@U1> and <#C1|payments>, <#C1>, <!subteam^S1>") == "`@somebody and #payments, #channel, @group`"


@pytest.mark.parametrize(
    "url, linked",
    [
        ("https://x.example/a?b=1&c=2", "<https://x.example/a?b=1&amp;c=2|label>"),
        ("https://x.example/a|b>c d", "<https://x.example/a%7Cb%3Ec%20d|label>"),
        ("javascript:alert(1)", "label"),
        ("file:///etc/passwd", "label"),
        ("https://", "label"),
        ("https://x.example/" + "a" * 600, "label"),
        (None, "label"),
    ],
)
def test_links_only_what_a_browser_may_open(url: str | None, linked: str) -> None:
    assert kit.link(url, "label") == linked


@pytest.mark.parametrize(
    "written, shown",
    [
        ("C07M3HV2QXD", "<#C07M3HV2QXD>"),
        ("payments", "#payments"),
        ("#payments", "#payments"),
        ("CHECKOUTS", "#CHECKOUTS"),
        ("<!here>", "#&lt;!here&gt;"),
    ],
)
def test_names_a_channel(written: str, shown: str) -> None:
    assert kit.channel(written) == shown


@pytest.mark.parametrize(
    "past, words",
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=4), "4 min ago"),
        (timedelta(minutes=61), "1 h ago"),
        (timedelta(hours=47), "47 h ago"),
        (timedelta(days=3), "3 days ago"),
    ],
)
def test_ages_in_words(past: timedelta, words: str) -> None:
    assert kit.age(past) == words


def test_times_fall_back_to_utc() -> None:
    at = datetime(2026, 3, 2, 9, 5, tzinfo=UTC)

    assert kit.moment(at) == "<!date^1772442300^{date_short_pretty}, {time}|Mar 02, 09:05 UTC>"
    assert kit.time_of_day(at) == "<!date^1772442300^{time}|09:05 UTC>"


def test_lists_and_counts() -> None:
    assert kit.listed([]) == ""
    assert kit.listed(["a"]) == "a"
    assert kit.listed(["a", "b"], "or") == "a or b"
    assert kit.listed(["a", "b", "c"]) == "a, b and c"
    assert kit.counted(1, "team") == "1 team"


def test_what_has_a_comma_of_its_own_is_one_thing_in_a_list() -> None:
    assert kit.listed(["Gates, hall B", "Kiosks", "Lanes"]) == "Gates, hall B; Kiosks; and Lanes"
    assert kit.listed(["Kiosks", "Gates, hall B"], "or") == "Kiosks; or Gates, hall B"
    assert kit.listed(["Gates, hall B"]) == "Gates, hall B"
    assert kit.in_a_row(["Gates, hall B", "Kiosks"]) == "Gates, hall B; Kiosks"
    assert kit.in_a_row(["Gates", "Kiosks"]) == "Gates, Kiosks"


@pytest.mark.parametrize(
    "location, shown",
    [
        ("file:/catalog/org.yaml", "`/catalog/org.yaml`"),
        (
            "file:/home/sam/company/catalog/repositories/ledger/catalog-info.yaml",
            "`…/catalog/repositories/ledger/catalog-info.yaml`",
        ),
        (
            "url:https://github.com/acme/ledger/blob/main/a/b.yaml",
            "`https://github.com/acme/ledger/blob/main/a/b.yaml`",
        ),
    ],
)
def test_of_a_way_on_some_machine_the_end_is_shown(location: str, shown: str) -> None:
    assert kit.place(location) == shown
    assert kit.counted(2, "team") == "2 teams"


def test_keeps_whole_lines_only() -> None:
    assert kit.bounded(["one", "two", "three"], 9) == "one\ntwo\n…"
