"""Names from files and words from people are shown as they are, and ping nobody. All messages are watched besides."""

import pytest

from tests.acceptance.office import Office, buttons, read

pytestmark = pytest.mark.more

TITLE = "Try-out <!channel> & &amp; more"
HOSTILE = (
    "<!channel>",
    "@channel",
    "@here and @everyone",
    "@payments-team",
    "<!subteam^S0PAYMENTS>",
    "&amp; &lt;b&gt; <b>",
    "*bold* _italic_ ~gone~ `code",
    "```",
    "<https://evil.example|payments-api>",
    "‮ipa-stnemyap‬",
    "x" * 63,
    "x" * 64,
    "a\nb\tc",
    ":rotating_light: :wave:",
    "<#C07M3HV2QXD|payments> and <mailto:a@b.example|a@b.example>",
    "\\<!here\\>",
)


def test_a_hostile_title_is_shown_as_it_is_on_every_surface(office: Office) -> None:
    sophie = office.person("sophie", "storefront")
    private = sophie.types("/owner", "alert-tester")
    shared = sophie.presses_for_more(private, "Share")
    answers = [private, shared, sophie.mentions("owner alert-tester"), sophie.writes("owner alert-tester")]

    assert [TITLE in read(answer) for answer in answers] == [True] * 4
    assert [answer.mentions | answer.pings for answer in answers] == [frozenset()] * 4


def test_a_hostile_description_is_shown_as_it_is(office: Office) -> None:
    lucas = office.person("lucas", "storefront")
    details = lucas.presses(lucas.types("/owner", "alert-tester"), "More")

    assert "<!here>, <@U00000000>" in read(details)
    assert details.mentions == frozenset()


def test_a_hostile_title_in_the_home_is_shown_as_it_is(office: Office) -> None:
    office.get_to_know("priya")

    assert TITLE in office.person("priya").opens_home()


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize("command", ["/owner", "/callboard"])
def test_words_that_mean_something_to_slack_are_repeated_harmlessly(
    over_http: Office, command: str, words: str
) -> None:
    answer = over_http.person("finn", "booking").types(command, words)

    assert answer.mentions == frozenset()
    assert answer.text.strip()


@pytest.mark.parametrize("words", HOSTILE)
def test_the_same_words_in_a_direct_message_are_repeated_harmlessly(over_socket: Office, words: str) -> None:
    carla = over_socket.person(_SOMEBODY[HOSTILE.index(words)])
    answer = carla.writes(f"owner {words}")

    assert answer.pings == frozenset()
    assert answer.mentions == frozenset()


def test_hostile_words_in_a_message_are_repeated_harmlessly(over_socket: Office) -> None:
    olga = over_socket.person("olga", "freight")
    said = olga.seat.say("freight", "<!channel> @here *who* `broke` &amp; this?")

    assert olga.finds_the_owner(said).mentions == frozenset()


def test_hostile_words_cannot_be_claimed(over_socket: Office) -> None:
    ben = over_socket.person("ben", "freight")

    assert buttons(ben.types("/owner", "<!channel> & @here")) == []


#: One each, so that nobody has to wait for their turn in one conversation.
_SOMEBODY = (
    "ana", "bilal", "greta", "tomasz", "mei", "joseph", "carla", "finn",
    "lucas", "priya", "noor", "ingrid", "elena", "hanna", "miguel", "yusuf",
)  # fmt: skip
